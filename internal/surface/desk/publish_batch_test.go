package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/jobs"
)

const oldSite = "标题,发布单位,栏目,正文,内容概述,发布日期,原网址\n" +
	"收费公告一,区财政局,收费项目,现将收费项目予以公布。,,2022-03-05,http://www.hgt.example.gov.cn/1.html\n" +
	"收费公告二,区财政局,收费项目,现将收费项目予以公布。,联系电话：0791-83951234,2022-03-06,\n"

// imported takes a file through its dry run and returns the page of the batch.
func (w *bureau) imported() string {
	w.t.Helper()
	r := w.upload(w.officer, "/desk/publish/batch/import", url.Values{}, "file", "old.csv", []byte(oldSite))
	form := w.form(w.stays(r, http.StatusOK, "确认导入", "2 条信息可以导入", "收费项目", "固定电话"))
	return w.goes(w.send(w.officer, "/desk/publish/batch/import/confirm", form))
}

// runDue runs the jobs of items that are due.
func (w *bureau) runDue() {
	w.t.Helper()
	runner, err := jobs.NewRunner(w.DB, jobs.Config{}, w.Items.Kinds()...)
	must(w.t, err)
	_, err = runner.RunDue(w.t.Context())
	must(w.t, err)
}

// TestPublishBatch takes items of an earlier site over: tried first, read by one,
// put on line by another who has read them, and taken back with a reason.
func TestPublishBatch(t *testing.T) {
	w := newBureau(t)
	leader := w.person(40, "何主任", w.unit("区政府办"), auth.Signer, auth.Units{All: true})
	w.get(w.officer, "/desk/publish/batch", http.StatusOK, "还没有导入过旧站的信息", "导入旧站信息")
	w.get(w.officer, "/desk/publish/batch/import", http.StatusOK, "old_url", "原网址；网址", "必填", "自动转到新页面")
	w.get(w.writer, "/desk/publish/batch/import", http.StatusForbidden)
	bad := strings.Replace(oldSite, "区财政局", "区天文局", 1)
	w.stays(w.upload(w.officer, "/desk/publish/batch/import", url.Values{}, "file", "old.csv", []byte(bad)), http.StatusUnprocessableEntity, "单位名录中没有“区天文局”", "发布机构")
	page := w.imported()
	if links(w.get(w.officer, page, http.StatusOK, "old.csv", "待发布", "草稿", "撤销整批"), "admit-batch") != nil {
		t.Error("who read it in is offered to put it on line")
	}
	w.get(leader, "/desk", http.StatusOK, "等待我发布的导入批次", "old.csv")
	read := w.get(leader, page+"/items", http.StatusOK, "收费公告一", "收费公告二", "财政局")
	one := links(read, "/desk/publish/edition/")[0]
	if links(w.get(leader, one, http.StatusOK, "收费公告一"), one+"/admit") != nil {
		t.Error("one of a batch is offered to be put on line by itself")
	}
	w.stays(w.send(w.officer, page+"/admit-batch", url.Values{"rev": {"1"}}), http.StatusForbidden)
	if to := w.goes(w.fill(leader, page+"/admit-batch", url.Values{})); to != page {
		t.Errorf("leads to %s", to)
	}
	w.get(leader, page, http.StatusOK, "正在发布", "已完成 0 条，共 2 条")
	w.runDue()
	w.get(leader, page, http.StatusOK, "已发布", "批量发布完成")
	w.get(w.officer, "/desk/publish/batch?state=live", http.StatusOK, "old.csv")
	w.stays(w.fill(w.officer, page+"/undo", url.Values{"reason": {""}}), http.StatusUnprocessableEntity)
	w.goes(w.fill(w.officer, page+"/undo", url.Values{"reason": {"导入了错误的文件"}}))
	w.runDue()
	w.get(w.officer, page, http.StatusOK, "已撤销", "导入了错误的文件", "已删除")
}
