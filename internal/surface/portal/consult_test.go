package portal_test

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// consulting is a consultation that takes opinions, and who looks after it.
func consulting(t *testing.T, title string) (id consult.ID, clerk, head context.Context) {
	t.Helper()
	bureau, err := lived.Units.ByCode(t.Context(), "czj")
	if err != nil {
		t.Fatal(err)
	}
	clerk = auth.With(t.Context(), lived.actor(911, "经办", auth.Clerk, bureau.ID))
	head = auth.With(t.Context(), lived.actor(912, "负责人", auth.Head, bureau.ID))
	c, err := lived.Consults.Make(clerk, bureau.ID, consult.Edit{
		Title: title, Kind: consult.Other, Explain: "说明。", Draft: "养犬办法\n第一条 每户限养一只犬。\n第二条 违反的，责令改正。", Days: 20, Contact: "0791-80000000",
	})
	if err == nil {
		c, err = lived.Consults.Ask(clerk, c.ID, consult.Seen{Rev: c.Rev})
	}
	if err == nil {
		c, err = lived.Consults.Approve(head, c.ID, consult.Seen{Rev: c.Rev})
	}
	if err != nil {
		t.Fatal(err)
	}
	return c.ID, clerk, head
}

// receipt takes number and code out of a page.
func receipt(t *testing.T, page string) url.Values {
	t.Helper()
	number := regexp.MustCompile(`\d{4}-3\d{6}`).FindString(page)
	code := regexp.MustCompile(`<span class="nw">(\d{4})</span> <span class="nw">(\d{4})</span> <span class="nw">(\d{4})</span>`).FindStringSubmatch(page)
	if number == "" || code == nil {
		t.Fatalf("no receipt:\n%s", page)
	}
	return url.Values{"number": {number}, "code": {strings.Join(code[1:], "")}}
}

// TestConsult: one may speak to a clause without an account; what is wrong is told at the field
// and what was typed stays; the receipt opens with number and code and takes the opinion back.
func TestConsult(t *testing.T) {
	id, _, _ := consulting(t, "征求养犬办法意见")
	page := fmt.Sprintf("/consult/%d", id)
	webtest.Run(t, lived.handler,
		webtest.Scenario{Name: "list", URL: "/consult", Has: []string{page, "正在征求意见", "还有 20 天"}},
		webtest.Scenario{Name: "talk", URL: "/talk", Has: []string{"css:section a[href='" + page + "']", "还有 20 天", "css:nav[aria-label=主导航] a[href='/talk'][aria-current=page]"}, Not: []string{"css:.sub a[aria-current]"}},
		webtest.Scenario{Name: "where", URL: page, Has: []string{"css:nav[aria-label=主导航] a[href='/talk'][aria-current=true]", "css:.sub a[href='/consult'][aria-current=page]"}, Not: []string{"css:.sub a[href='/survey'][aria-current]"}},
		webtest.Scenario{Name: "page", URL: page, Has: []string{"提意见", "起草说明", page + "/opinion?clause=2", "css:h3"}},
		webtest.Scenario{Name: "form", URL: page + "/opinion?clause=2", Has: []string{"css:select[name=clause] option[value='2'][selected]", "css:textarea[name=text]"}, Not: []string{"css:.err"}},
		webtest.Scenario{Name: "feed", URL: "/consult/feed.xml", Has: []string{"征求养犬办法意见", page}},
		webtest.Scenario{Name: "search", URL: "/search?q=养犬办法", Has: []string{page}},
		webtest.Scenario{Name: "no outcome", URL: page + "/opinions.csv", Status: http.StatusNotFound},
		webtest.Scenario{Name: "no consultation", URL: "/consult/1", Status: http.StatusNotFound},
	)
	form := url.Values{"clause": {"2"}, "text": {"导盲犬应当除外。"}, "name": {"王小明"}, "phone": {"13900000001"}}
	bad(t, page+"/opinion", url.Values{"clause": {"2"}, "text": {" "}, "name": {"王小明"}}, "请填写您的意见", `value="王小明"`)
	bad(t, page+"/opinion", url.Values{"clause": {"9"}, "text": {"意见内容"}}, "没有这一条", "意见内容")
	bad(t, page+"/opinion", url.Values{"text": {"意见内容"}, "website": {"x"}}, "清空后再提交", "意见内容")
	mine := receipt(t, ok(t, page+"/opinion", form, "意见已经收到"))
	ok(t, page+"/opinion", form, "您已经提交过", mine.Get("number"))
	bad(t, "/consult/track", url.Values{"number": mine["number"], "code": {"000000000000"}}, "不对")
	shown := ok(t, "/consult/track", mine, "导盲犬应当除外", "您的意见已经收到", "第一条")
	if strings.Contains(shown, "王小明") || strings.Contains(shown, "13900000001") {
		t.Error("the receipt shows who sent it")
	}
	pass := url.Values{"pass": {html.UnescapeString(regexp.MustCompile(`name="pass" value="([^"]+)"`).FindStringSubmatch(shown)[1])}}
	ok(t, "/consult/track/act", pass, "撤回意见", "我确定撤回")
	bad(t, "/consult/track/withdraw", pass, "请勾选确定撤回")
	pass.Set("sure", "true")
	ok(t, "/consult/track/withdraw", pass, "您已经撤回")
}

// TestConsultHearing: one enrols with a telephone once, and the number is on the page of the draw.
func TestConsultHearing(t *testing.T) {
	id, _, head := consulting(t, "征求公园管理办法意见")
	today := lived.DB.Today()
	h, err := lived.Consults.Call(head, id, consult.Calling{Day: today.Add(20), Time: "9:00", Place: "会议室", Seats: 2, Until: today.Add(5), Source: "福利彩票开奖号码"})
	if err != nil {
		t.Fatal(err)
	}
	form := fmt.Sprintf("/consult/hearing/%d/enrol", h.ID)
	webtest.Run(t, lived.handler,
		webtest.Scenario{Name: "page", URL: fmt.Sprintf("/consult/%d", id), Has: []string{"报名参加听证会", form, "福利彩票开奖号码", "SHA-256"}},
		webtest.Scenario{Name: "form", URL: form, Has: []string{"css:input[name=side][value=against]"}},
	)
	in := url.Values{"name": {"王小明"}, "phone": {"13900000001"}, "side": {"for"}, "token": {tokenOf(t, form)}}
	bad(t, form, url.Values{"name": {"王小明"}, "phone": {"139"}, "side": {"for"}}, "电话号码不对", `value="王小明"`)
	mine := receipt(t, ok(t, form, in, "报名成功"))
	ok(t, form, in, "您已经报过名")
	in.Set("token", tokenOf(t, form)) // another form of the same name and telephone does not get the code
	bad(t, form, in, "这个号码已经报过名")
	in.Set("name", "李小明")
	bad(t, form, in, "这个号码已经报过名")
	ok(t, "/consult/track", mine, "您已经报名", "会议室")
}

// TestConsultOutcome: the outcome shows both sides of the counts, the reasons, and old beside
// new; late opinions are refused with what was typed.
func TestConsultOutcome(t *testing.T) {
	id, clerk, head := consulting(t, "征求广场管理办法意见")
	page := fmt.Sprintf("/consult/%d", id)
	mine := receipt(t, ok(t, page+"/opinion", url.Values{"clause": {"2"}, "text": {"导盲犬应当除外。"}}))
	lived.clock.Add(21 * 24 * time.Hour)
	defer lived.clock.Add(-21 * 24 * time.Hour)
	if err := lived.Consults.End(auth.With(t.Context(), auth.Machine("test"))); err != nil {
		t.Fatal(err)
	}
	code, late, _ := send(t, page+"/opinion", url.Values{"text": {"迟到的意见内容"}})
	if code != http.StatusConflict || !strings.Contains(late, "迟到的意见内容") || !strings.Contains(late, "不能再提交") {
		t.Errorf("late: %d\n%s", code, late)
	}
	v, err := lived.Consults.View(clerk, id)
	if err != nil {
		t.Fatal(err)
	}
	c, err := lived.Consults.Revise(clerk, id, consult.Revision{Rev: v.Consult.Rev, Final: strings.Replace(v.Consult.Draft, "一只犬", "一只犬，导盲犬除外", 1)})
	if err == nil {
		c, err = lived.Consults.Decide(clerk, id, consult.Deciding{Group: int64(v.Groups[0].ID), Count: 1, Judgement: consult.Judgement{Verdict: consult.Adopt, Gist: "导盲犬除外", Clauses: []string{"new/第一条"}}})
	}
	if err == nil {
		c, err = lived.Consults.Conclude(clerk, id, consult.Finding{Rev: c.Rev, Findings: "采纳 1 件。"})
	}
	if err == nil {
		_, err = lived.Consults.Tell(head, id, consult.Seen{Rev: c.Rev})
	}
	if err != nil {
		t.Fatal(err)
	}
	webtest.Run(t, lived.handler, webtest.Scenario{Name: "told", URL: page, Has: []string{"共收到 1 件，全部有结果", "导盲犬除外", "修改：第一条", "css:.cmp ins", "采纳情况已公布"}, Not: []string{page + "/opinion?clause"}},
		webtest.Scenario{Name: "talk", URL: "/talk", Has: []string{"已经截止，看采纳情况", "css:section a[href='" + page + "']"}})
	_, table := get(t, lived.handler, page+"/opinions.csv")
	if !strings.Contains(table, "1,导盲犬除外,1,采纳,,第一条") {
		t.Errorf("table:\n%s", table)
	}
	ok(t, "/consult/track", mine, "您的意见已经采纳", "据此修改的条款")
}
