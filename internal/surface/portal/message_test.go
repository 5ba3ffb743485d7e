package portal_test

import (
	"context"
	"fmt"
	"html"
	"maps"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

var (
	messageNumber = regexp.MustCompile(`留言编号 <span class="nw">(\d{4}-\d{6})</span>`)
	messagePass   = regexp.MustCompile(`name="pass" value="([^"]+)"`)
)

// TestMessage: written from a page with an error, sent twice, answered, rated, opened
// again, and read by everybody.
func TestMessage(t *testing.T) {
	bureau, err := lived.Units.ByCode(t.Context(), "czj")
	if err != nil {
		t.Fatal(err)
	}
	if _, page := get(t, lived.handler, "/message/new?kind=mistake&page=/publish/12"); !strings.Contains(page, `value="/publish/12"`) || strings.Contains(page, `name="firm"`) {
		t.Error("the address of the page is not filled in, or what belongs to another kind is asked for")
	}
	form := url.Values{"kind": {"consult"}, "unit": {str(bureau)}, "title": {"补贴什么时候发放"}, "text": {"我是刘大妈，惠农补贴什么时候发放？"}, "name": {"刘大妈"}, "phone": {"13800000077"}, "consent": {"true"}}
	for _, tt := range []struct{ field, value, says string }{{"kind", "", "请选择留言类别"}, {"title", "", "请填写标题"}, {"text", "好", "内容太短"}, {"phone", "1", "电话号码不对"}} {
		bad1 := maps.Clone(form)
		bad1.Set(tt.field, tt.value)
		bad(t, "/message/new", bad1, tt.says)
	}
	page := ok(t, "/message/new", form, "留言已经提交", "财政局")
	number, code := found(t, messageNumber, page), regexp.MustCompile(`[^0-9]`).ReplaceAllString(found(t, caseCode, page), "")
	if again := ok(t, "/message/new", form, "您已经提交过"); !strings.Contains(again, number) {
		t.Error("sent twice, it is another one")
	}
	mine := url.Values{"number": {number}, "code": {code}}
	for _, path := range []string{"/message/track", "/consult/track", "/event/track"} {
		if _, page := get(t, lived.handler, path); !strings.Contains(page, "查询码") || strings.Contains(page, "申请编号") {
			t.Errorf("%s asks for the number of a request", path)
		}
	}
	bad(t, "/message/track", url.Values{"number": {number}, "code": {"000000000000"}}, "编号或者查询码不对")
	page = ok(t, "/message/track", mine, "刘**", "应在", "撤回留言")
	if strings.Contains(page, code) || strings.Contains(page, "13800000077") {
		t.Error("the page tells the code or the telephone")
	}
	letter := fmt.Sprint(replied(t, number, bureau.ID))
	page = ok(t, "/message/track", mine, "给您的答复", "4月15日")
	pass := html.UnescapeString(found(t, messagePass, page))
	act := func(do string) url.Values { return url.Values{"pass": {pass}, "do": {do}} }
	ok(t, "/message/track/act", act("message.rate"), "评价答复")
	bad(t, "/message/track/rate", url.Values{"pass": {pass}}, "请选择")
	ok(t, "/message/track/rate", url.Values{"pass": {pass}, "rating": {"fairly"}}, "基本满意")
	ok(t, "/message/track/act", act("message.reopen"), "问题没有解决")
	_, public := get(t, lived.handler, "/message/"+letter)
	if !strings.Contains(public, "4月15日") || strings.Contains(public, "刘大妈") || strings.Contains(public, "13800000077") {
		t.Error("the public page has no reply, or names the sender")
	}
	for path, says := range map[string]string{"/talk": "补贴什么时候发放", "/message": "补贴什么时候发放", "/message?kind=consult": "补贴什么时候发放", "/message/feed.xml": "补贴什么时候发放", "/message/month": "平均办理工作日", "/search?q=惠农补贴什么时候发放": "/message/" + letter} {
		if _, page := get(t, lived.handler, path); !strings.Contains(page, says) || strings.Contains(page, "13800000077") {
			t.Errorf("%s does not say %s", path, says)
		}
	}
	if _, page := get(t, lived.handler, "/message?kind=help"); strings.Contains(page, "补贴什么时候发放") {
		t.Error("a question is listed under help")
	}
	ok(t, "/message/track/reopen", url.Values{"pass": {pass}, "text": {"还没有收到"}}, "正在办理")
}

// replied has the bureau answer, and the office make it public.
func replied(t *testing.T, number string, bureau int64) message.ID {
	t.Helper()
	as := func(id int64, r auth.Role) context.Context {
		return auth.With(t.Context(), lived.actor(id, string(r), r, bureau))
	}
	clerk, head, office := as(9001, auth.Clerk), as(9002, auth.Head), as(9003, auth.Office)
	rows, err := lived.Messages.Find(clerk, message.Find{Status: message.Received}, db.Page{})
	if err != nil || len(rows.Items) == 0 || rows.Items[0].Number != number {
		t.Fatalf("%+v %v", rows.Items, err)
	}
	m, err := lived.Messages.Sign(clerk, rows.Items[0].ID, message.Seen{Rev: 1})
	if err == nil {
		d := message.Draft{Rev: m.Rev}
		d.Answers[0].Text = "今年的惠农补贴将于4月15日前打入一卡通账户。"
		m, err = lived.Messages.HandIn(clerk, m.ID, d)
	}
	if err == nil {
		m, err = lived.Messages.SignOff(head, m.ID, message.Seen{Rev: m.Rev})
	}
	if err != nil {
		t.Fatal(err)
	}
	p, err := lived.Messages.Masked(office, m.ID)
	if p.Sure = true; err == nil {
		_, err = lived.Messages.Publish(office, m.ID, p)
	}
	if err != nil {
		t.Fatal(err)
	}
	return m.ID
}

// TestMessageBack: taken back after it was asked whether that is meant; a program that
// fills in what nobody sees is held, and no page of a letter can be opened by guessing.
func TestMessageBack(t *testing.T) {
	form := url.Values{"kind": {"suggest"}, "title": {"建议增设路灯"}, "text": {"滨江公园北门晚上太暗，建议增设路灯。"}, "website": {"http://spam.example"}}
	page := ok(t, "/message/new", form, "要先由工作人员看一下")
	mine := url.Values{"number": {found(t, messageNumber, page)}, "code": {regexp.MustCompile(`[^0-9]`).ReplaceAllString(found(t, caseCode, page), "")}}
	pass := html.UnescapeString(found(t, messagePass, ok(t, "/message/track", mine, "正在等待核查")))
	ok(t, "/message/track/act", url.Values{"pass": {pass}, "do": {"message.withdraw"}}, "撤回以后不再办理")
	bad(t, "/message/track/withdraw", url.Values{"pass": {pass}}, "请勾选确认")
	ok(t, "/message/track/withdraw", url.Values{"pass": {pass}, "sure": {"true"}}, "您已经撤回")
}
