package desk_test

import (
	"net/http"
	"net/url"
	"testing"

	"gongkai.example/gongkai/internal/platform/auth"
)

const oldLibrary = "名称,发文机关,文号,发布日期,有效性,效力依据,效力变动日期,正文,栏目\n" +
	"甲管理办法,区财政局,红财规〔2019〕1号,2019-03-05,有效,,,第一条 甲。,zcwj-gfxwj\n" +
	"乙管理办法,区财政局,红财规〔2018〕2号,2018-03-05,已废止,红财规〔2019〕1号,2019-03-05,第一条 乙。,zcwj-gfxwj\n"

// TestPolicyImport takes a library over: tried with its faults in sight, the good rows by
// consent, put on line by another, with a report of each row.
func TestPolicyImport(t *testing.T) {
	w := newBureau(t)
	w.Items.Undone = w.Documents.Undone
	leader := w.person(40, "何主任", w.unit("区政府办"), auth.Signer, auth.Units{All: true})
	const at = "/desk/policy/library/import"
	w.get(w.writer, at, http.StatusForbidden)
	w.get(w.officer, at, http.StatusOK, "还没有导入过文件库", "导入已有文件库")
	w.get(w.officer, "/desk/policy", http.StatusOK, "文件库导入")
	w.get(w.officer, at+"/new", http.StatusOK, "文件表的列", "沿革表的列", "发文机关；制定机关", "延长有效期", "gongkai policy import")
	w.stays(w.upload(w.officer, at+"/new", url.Values{}, "file", "库.csv", []byte("名称\n甲\n")), http.StatusUnprocessableEntity, "发文机关")
	bad := oldLibrary + "丙管理办法,区天文局,红财规〔2017〕3号,2017-03-05,有效,,,第一条 丙。,zcwj-gfxwj\n"
	form := w.form(w.stays(w.upload(w.officer, at+"/new", url.Values{}, "file", "库.csv", []byte(bad)), http.StatusOK,
		"2 份文件可以导入", "不能导入（1）", "区天文局", "只导入没有问题的行", "已废止"))
	w.stays(w.send(w.officer, at+"/confirm", form), http.StatusUnprocessableEntity, "区天文局")
	form.Set("partial", "true")
	page := w.goes(w.send(w.officer, at+"/confirm", form))
	w.get(w.officer, page, http.StatusOK, "导入报告", "甲管理办法", "没有导入", "发文机关：单位名录中没有“区天文局”", "核对、发布或者撤销")
	w.get(w.writer, page+"/report.xlsx", http.StatusForbidden)
	w.get(w.officer, at, http.StatusOK, "库.csv")
	w.get(w.officer, "/desk/policy?state=held", http.StatusOK, "甲管理办法", "已导入，待公布")
	batch := links(w.get(w.officer, page, http.StatusOK), "/desk/publish/batch/")[0]
	w.goes(w.fill(leader, batch+"/admit-batch", url.Values{}))
	w.runDue()
	w.get(w.officer, "/desk/policy?standing=repealed", http.StatusOK, "乙管理办法", "已废止")
	w.stays(w.upload(w.officer, at+"/new", url.Values{}, "file", "库.csv", []byte(oldLibrary)), http.StatusOK, "0 份文件可以导入", "2 份已在库中、没有变化")
}
