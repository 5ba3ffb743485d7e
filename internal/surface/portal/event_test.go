package portal_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// inviting is an event that takes enrolments, for one person.
func inviting(t *testing.T, title string) event.ID {
	t.Helper()
	bureau, err := lived.Units.ByCode(t.Context(), "czj")
	if err != nil {
		t.Fatal(err)
	}
	clerk := auth.With(t.Context(), lived.actor(911, "经办", auth.Clerk, bureau.ID))
	head := auth.With(t.Context(), lived.actor(912, "负责人", auth.Head, bureau.ID))
	day := lived.DB.Today().Add(10)
	e, err := lived.Events.Make(clerk, bureau.ID, event.Edit{
		Title: title, Kind: event.OpenDay, About: "看财政资金怎样用。", Most: 1, Who: "本区居民", Contact: "0791-80000000",
		Schedule: event.Schedule{Begins: day, Starts: "9:00", Ends: day, Stops: "11:30", Place: "红谷大道100号", Places: 1, Closes: day.Add(-1)},
	})
	if err == nil {
		e, err = lived.Events.Ask(clerk, e.ID, event.Seen{Rev: e.Rev})
	}
	if err == nil {
		e, err = lived.Events.Approve(head, e.ID, event.Seen{Rev: e.Rev})
	}
	if err != nil {
		t.Fatal(err)
	}
	return e.ID
}

// tokenOf is the token of a form that was opened just now: sent twice, that form makes one.
func tokenOf(t *testing.T, path string) string {
	t.Helper()
	_, blank := get(t, lived.handler, path)
	return webtest.Parse(t, blank).One(t, "input[name=token]").Attr("value")
}

// enrolment takes number and code out of a page.
func enrolment(t *testing.T, page string) url.Values {
	t.Helper()
	number := regexp.MustCompile(`\d{4}-4\d{6}`).FindString(page)
	code := regexp.MustCompile(`<span class="nw">(\d{4})</span> <span class="nw">(\d{4})</span> <span class="nw">(\d{4})</span>`).FindStringSubmatch(page)
	if number == "" || code == nil {
		t.Fatalf("no receipt:\n%s", page)
	}
	return url.Values{"number": {number}, "code": {strings.Join(code[1:], "")}}
}

// TestEvent: one enrols without an account; what is wrong is told at the field and what was
// typed stays; who gives a place back passes it on; calendars and feeds name the event and nobody.
func TestEvent(t *testing.T) {
	id := inviting(t, "走进财政局开放日")
	page := fmt.Sprintf("/event/%d", id)
	webtest.Run(t, lived.handler,
		webtest.Scenario{Name: "list", URL: "/event", Has: []string{page, "就要举行"}},
		webtest.Scenario{Name: "talk", URL: "/talk", Has: []string{"css:section a[href='" + page + "']"}},
		webtest.Scenario{Name: "page", URL: page, Has: []string{"我要报名", "还剩 1 个名额", "红谷大道100号", "css:.sub a[href='/event'][aria-current=page]"}},
		webtest.Scenario{Name: "map", URL: "/sitemap", Has: []string{"css:a[href='" + page + "']", "css:a[href='/event']"}},
		webtest.Scenario{Name: "feed", URL: "/event/feed.xml", Has: []string{"走进财政局开放日", page}},
		webtest.Scenario{Name: "calendar", URL: "/event/events.ics", Has: []string{"BEGIN:VCALENDAR", "SUMMARY:走进财政局开放日"}},
		webtest.Scenario{Name: "one", URL: page + "/event.ics", Has: []string{"DTSTART:", "T010000Z", "STATUS:CONFIRMED"}},
		webtest.Scenario{Name: "search", URL: "/search?q=财政局开放日", Has: []string{page}},
		webtest.Scenario{Name: "no event", URL: "/event/1", Status: http.StatusNotFound},
		webtest.Scenario{Name: "no photograph", URL: page + "/photo/1", Status: http.StatusNotFound},
	)
	form := url.Values{"name": {"王小明"}, "phone": {"13900000001"}, "people": {"1"}}
	bad(t, page+"/enrol", url.Values{"name": {"王小明"}, "phone": {"1"}, "people": {"1"}}, "电话号码不对", `value="王小明"`)
	bad(t, page+"/enrol", url.Values{"name": {"王小明"}, "phone": {"13900000001"}, "people": {"3"}}, "不超过 1 的人数", `value="王小明"`)
	form.Set("token", tokenOf(t, page+"/enrol"))
	mine := enrolment(t, ok(t, page+"/enrol", form, "报名成功"))
	ok(t, page+"/enrol", form, "您已经报过名", mine.Get("number"))
	form.Set("token", tokenOf(t, page+"/enrol")) // another form of the same name and telephone does not get the code
	bad(t, page+"/enrol", form, "这个号码已经报过名")
	form.Set("name", "李小红")
	bad(t, page+"/enrol", form, "这个号码已经报过名")
	form.Set("phone", "13900000002")
	second := enrolment(t, ok(t, page+"/enrol", form, "候补第 1 位"))
	bad(t, "/event/track", url.Values{"number": mine["number"], "code": {"000000000000"}}, "不对")
	shown := ok(t, "/event/track", mine, "您已经报上名")
	if strings.Contains(shown, "王小明") || strings.Contains(shown, "13900000001") {
		t.Error("the receipt shows who enrolled")
	}
	pass := regexp.MustCompile(`name="pass" value="([^"]+)"`).FindStringSubmatch(shown)
	if pass == nil {
		t.Fatalf("no pass in\n%s", shown)
	}
	back := url.Values{"pass": {html.UnescapeString(pass[1])}}
	ok(t, "/event/track/act", back, "取消报名", "马上给候补的人")
	bad(t, "/event/track/withdraw", back, "请勾选确定取消报名")
	back.Set("sure", "true")
	ok(t, "/event/track/withdraw", back, "您已经取消报名")
	ok(t, "/event/track", second, "您已经报上名")
}
