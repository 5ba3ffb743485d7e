package desk_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

func TestPeople(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn("admin")
	b.get("/desk/user?text=clerk", 200, "用户 clerk", "经办人", "县教育局")
	unit := fmt.Sprint(w.police)
	b.post("/desk/user/new", url.Values{"login": {"X"}, "name": {"孙青"}, "unit": {unit}}, 422, "登录名应为", `value="孙青"`)
	b.post("/desk/user/new", url.Values{"login": {"clerk"}, "name": {"孙青"}, "unit": {unit}}, 422, "这个登录名已有人使用")
	doc := b.post("/desk/user/new", url.Values{"login": {"sunqing"}, "name": {"孙青"}, "unit": {unit}, "role": {"clerk"}, "mail": {"sunqing@example.gov.cn"}}, 200, "只显示这一次", "sunqing")
	first := doc.One(t, "dd.big").Text()
	at := doc.All("div.acts a")[0].Attr("href")
	b.get(at, 200, "孙青", "县公安局", "还没有修改初始密码", "在任", "重置密码")

	doc = b.get(at+"/edit", 200)
	for field, want := range map[string]string{"rev": "1", "name": "孙青", "mail": "sunqing@example.gov.cn"} {
		if got := doc.One(t, "input[name="+field+"]").Attr("value"); got != want {
			t.Errorf("the form has %q for %s, want %q", got, field, want)
		}
	}
	form := url.Values{"rev": {"1"}, "name": {"孙晴"}, "phone": {"0755-1234 567"}, "unit": {unit}}
	b.post(at+"/edit", url.Values{"rev": {"1"}, "name": {""}, "unit": {unit}}, 422, "请填写姓名")
	b.send(at+"/edit", form, at)
	form.Set("name", "另一个名字")
	doc = b.post(at+"/edit", form, 409, "已被其他人修改", "孙晴", `value="另一个名字"`)
	form.Set("rev", doc.One(t, "input[name=rev]").Attr("value"))
	b.send(at+"/edit", form, at)

	b.post(at+"/assign", url.Values{"unit": {unit}, "role": {"head"}, "ends": {"2023-01-01"}}, 422, "截止日不能早于起始日")
	b.send(at+"/assign", url.Values{"unit": {unit}, "role": {"head"}}, at)
	doc = b.get(at, 200, "单位负责人")
	ends := doc.All("table form")
	if len(ends) != 2 {
		t.Fatalf("%d posts can be ended, want 2", len(ends))
	}
	b.send(ends[1].Attr("action"), url.Values{}, at)
	b.get(at, 200, "已结束", "提前结束", "结束岗位")

	b.get(at+"/reset-password", 200, "原密码立即失效", "另一个名字")
	doc = b.post(at+"/reset-password", url.Values{}, 200, "只显示这一次")
	if second := doc.One(t, "dd.big").Text(); second == first || second == "" {
		t.Errorf("the new password is %q", second)
	}
	b.send(at+"/disable", url.Values{}, at)
	b.post(at+"/disable", url.Values{}, 409, "账号已经停用")
	b.get(at, 200, "已停用", "恢复账号")
	b.send(at+"/enable", url.Values{}, at)
	b.send(at+"/sign-out-everywhere", url.Values{}, at)
	b.send(at+"/reset-totp", url.Values{}, at)

	self := fmt.Sprintf("/desk/user/%d", w.admin)
	doc = b.get(self, 200)
	if strings.Contains(doc.One(t, "main").Text(), "停用账号") {
		t.Error("one's own account can be closed by a click")
	}
	b.post(self+"/reset-password", url.Values{}, 409, "不能对自己的账号这样做")
}

func TestUnits(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn("clerk")
	b.get("/desk/unit?text=公安", 200, "县公安局", "工作部门")
	b.get(fmt.Sprintf("/desk/unit/%d", w.unit("QL")), 200, "下属单位", "县教育局")
	b.get("/desk/unit/groups", 200, "需要选定")
	b.get("/desk/profile", 200, "sample", "网站名称")
	b.get("/desk/profile/load", 403)
	b = w.signedIn("admin")
	doc := b.get("/desk/profile/load", 200, "没有变化")
	b.post("/desk/profile/load", url.Values{"digest": {"of other files"}}, 409, "配置文件又有改动")
	b.send("/desk/profile/load", url.Values{"digest": {doc.One(t, "input[name=digest]").Attr("value")}}, "/desk/profile")
	w.Profile = "honggutan"
	b.get("/desk/profile/load", 200, "处变化", "停用单位")
	w.Profile = t.TempDir()
	b.get("/desk/profile/load", 422, "units.csv", "缺少这个文件")
}

const notice2027 = `date,kind,name,source
2027-01-01,holiday,元旦,国办发明电〔2026〕9号
2027-01-04,holiday,元旦,国办发明电〔2026〕9号
2027-10-01,holiday,国庆节,国办发明电〔2026〕9号
`

func TestHolidays(t *testing.T) {
	w := newWorld(t)
	id := w.owe(w.education, "跨年事项", "2026-12-25", 10)
	b := w.signedIn("officer")
	b.get("/desk/holidays", 200, "2023 年放假安排", "国办发明电〔2022〕16号", "导入放假安排")
	b.get("/desk/holidays/2027", 200, "没有 2027 年的放假安排")
	b.upload("/desk/holidays/import", "file", "2027.csv", "date,kind\n", 422, "第一行应当是")
	b.upload("/desk/holidays/import", "file", "2027.csv", strings.Replace(notice2027, "2027-01-04,holiday", "2027-01-04,off", 1), 422, "“off”不是类别")
	b.post("/desk/holidays/import", url.Values{}, 422, "请选择通知的表格文件")
	doc := b.upload("/desk/holidays/import", "file", "2027.csv", notice2027, 200, "3 天有变化，1 件事项的时限会移动", "还没有生效")
	b.get("/desk/holidays/2027", 200, "没有 2027 年的放假安排")
	text := doc.One(t, "input[name=text]").Attr("value")
	b.send("/desk/holidays/import/confirm", url.Values{"text": {text}}, "/desk/holidays/2027")
	b.get("/desk/holidays/2027", 200, "已导入，3 天有变化，1 件事项", "国庆节", "导入放假安排")
	b.get(fmt.Sprintf("/desk/duty/%d", id), 200, "按新的放假安排重新计算")
	b.upload("/desk/holidays/import", "file", "2027.csv", notice2027, 200, "完全相同")
	b.post("/desk/holidays/import/confirm", url.Values{"text": {"nonsense"}}, 422, "第一行应当是")
	w.signedIn("clerk").get("/desk/holidays/import", 403)
}

func TestJournal(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn("officer")
	b.get("/desk/journal/log", 200, "还没有签名的检查点")
	w.upload2027(b)
	_, err := w.Journal.Sequence(w.machine())
	must(t, err)

	doc := b.get("/desk/journal?act=holidays.import", 200, "共 1 条", "用户 officer", "公开")
	at := doc.One(t, "td.ti a").Attr("href")
	b.get(at, 200, "国办发明电〔2026〕9号", "下载公开证明")
	res := b.do(http.MethodGet, at+"/proof.json", "", "")
	var bundle proof.Bundle
	must(t, json.Unmarshal([]byte(webtest.Body(t, res)), &bundle))
	if _, err := proof.Verify(bundle, w.Journal.Key().String()); err != nil {
		t.Errorf("the proof does not hold: %v", err)
	}
	doc = b.get("/desk/journal?ref=user&act=user.create", 200, "开设账号")
	inside := doc.All("td.ti a")[0].Attr("href")
	b.get(inside, 200, "内部")
	b.get(inside+"/proof.json", 404, "没有")
	for _, o := range b.get("/desk/journal", 200).All("#f-act option") {
		if o.Attr("value") != "" && o.Attr("value") == o.Text() {
			t.Errorf("the act %s has no name", o.Text())
		}
	}
	b.get("/desk/journal?from=2023-10-10&to=2023-10-09", 422, "结束日期不能早于开始日期")
	b.get(fmt.Sprintf("/desk/journal?actor=%d", w.officer), 200, "登录系统")
	b.get("/desk/journal.csv?act=holidays.import", 200, "导入放假安排")
	b.get("/desk/journal/entry/1", 404)

	b.post("/desk/journal/log/verify", url.Values{}, 200, "全部一致")
	must(t, w.DB.Write(w.machine(), func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE journal_entry SET actor_name = 'somebody else' WHERE act = 'holidays.import'")
		return err
	}))
	b.post("/desk/journal/log/verify", url.Values{}, 200, "日志不一致", "记录被改动", "holidays/2027")
}

// TestJournalErased looks at an entry whose body is gone.
func TestJournalErased(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn("admin")
	at := b.get("/desk/journal?act=user.create", 200).All("td.ti a")[0].Attr("href")
	var id int64
	_, err := fmt.Sscanf(at, "/desk/journal/entry/%d", &id)
	must(t, err)
	must(t, w.DB.Write(w.as(w.admin), func(tx *db.Tx) error { return journal.Erase(tx, id, "本人申请") }))
	b.get(at, 200, "内容已经依规清除")
	b.get("/desk/journal?act=journal.erase", 200, "共 1 条")
}

func TestJobs(t *testing.T) {
	w := newWorld(t)
	must(t, w.DB.Write(w.machine(), func(tx *db.Tx) error {
		return jobs.Put(tx, w.failing, struct{}{}, jobs.Opts{ID: "a/b?c"})
	}))
	if _, err := w.Jobs.RunDue(w.machine()); err == nil {
		t.Fatal("the job succeeds")
	}
	b := w.signedIn("admin")
	doc := b.get("/desk/jobs?state=dead", 200, "共 1 条", "多次失败，已停止", "context deadline exceeded")
	at := doc.One(t, "td.ti a").Attr("href")
	if got := doc.All("nav a em"); len(got) != 1 || got[0].Text() != "1项" {
		t.Errorf("the menu shows %d counts, want the dead job", len(got))
	}
	b.get(at, 200, "duty.remind@a/b?c", "重新执行")
	b.send(at+"/retry", url.Values{}, at)
	b.get(at, 200, "等待执行")
	b.send(at+"/cancel", url.Values{}, at)
	b.post(at+"/cancel", url.Values{}, 409, "已取消")
	b.get("/desk/jobs/nothing", 404)
}
