package portal_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/response"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// TestResponse: everybody reads what was released about a concern, from that moment on, and
// nothing else of its record.
func TestResponse(t *testing.T) {
	l := newLibrary(t)
	office := l.office(t.Context())
	now := l.DB.Now().In(calendar.Zone)
	c, err := l.Concerns.Note(office, l.unit, response.Edit{
		Title: "内部登记的事由", FoundOn: calendar.DayOf(now), FoundTime: now.Format("15:04"), Place: "内部地点", Source: "video", Theme: "hardship", About: "内部摘要",
	})
	check(err)
	c, err = l.Concerns.Judge(office, c.ID, response.Judging{Rev: c.Rev, Why: "hot", Level: response.Ordinary, Unit: l.unit, Opinion: "内部意见"})
	check(err)
	_, err = l.Concerns.Draft(l.as(9101, auth.Clerk), c.ID, response.Draft{Rev: c.Rev, Title: "关于网传补贴停发的说明", Column: l.column, Body: "补贴照常发放。"})
	check(err)
	v, err := l.Concerns.View(office, c.ID)
	check(err)
	sealed := []string{"内部登记的事由", "内部地点", "内部摘要", "内部意见", c.Number}
	webtest.Run(t, l.handler,
		webtest.Scenario{Name: "before", URL: "/response", Has: []string{"回应关切", "还没有公开的回应"}, Not: append([]string{"关于网传补贴停发的说明"}, sealed...)},
		webtest.Scenario{Name: "a record", URL: "/" + c.Ref(), Status: 404},
	)
	l.release(v.Releases[0].Item)
	link := "css:a[href=/" + publish.RefOf(v.Releases[0].Item) + "]"
	webtest.Run(t, l.handler,
		webtest.Scenario{Name: "after", URL: "/response", Has: []string{"关于网传补贴停发的说明", "区财政局", link}, Not: sealed},
		webtest.Scenario{Name: "in the menu", URL: "/talk", Has: []string{"回应关切", link, "css:a[href=/response]"}, Not: sealed},
		webtest.Scenario{Name: "on the map", URL: "/sitemap", Has: []string{"css:a[href=/response]"}},
	)
}
