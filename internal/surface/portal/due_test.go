package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// case of the reference: two organs are asked at once, and the period is extended.
const foiEvents = "征求 A 2026-02-03\n征求 B 2026-02-10\n收到意见 A 2026-03-02\n收到意见 B 2026-03-06\n延长 2026-03-20"

// TestDue sends the form, and follows it to the result.
func TestDue(t *testing.T) {
	for name, c := range map[string]struct {
		path string
		form url.Values
		has  []string
		not  []string
	}{
		"twenty working days over a holiday": {
			"/due/count",
			url.Values{"from": {"2023-09-15"}, "n": {"20"}, "unit": {"workday"}},
			[]string{"最晚 2023 年 10 月 19 日（星期四）", "中秋节", "调休上班", "css:.days i", "第 20 个工作日"},
			[]string{"暂定"},
		},
		"a month that rolls over": {
			"/due/count",
			url.Values{"from": {"2023-08-31"}, "n": {"1"}, "unit": {"month"}, "roll": {"true"}},
			[]string{"最晚 2023 年 10 月 7 日", "顺延至下一个工作日"},
			nil,
		},
		"past the last notice": {
			"/due/count",
			url.Values{"from": {"2027-01-04"}, "n": {"5"}, "unit": {"workday"}},
			[]string{"暂定", "2027 年的放假安排还没有公布", "css:.stat.soon"},
			nil,
		},
		"a request for information": {
			"/due",
			url.Values{"term": {"foi.reply"}, "from": {"2026-01-28"}},
			[]string{"《政府信息公开条例》第三十三条第二款", "收到申请之日", "20 个工作日"},
			[]string{"待核实"},
		},
		"with what happened, in words": {
			"/due",
			url.Values{"term": {"foi.reply"}, "from": {"2026-01-28"}, "events": {foiEvents}},
			[]string{"最晚 2026 年 4 月 28 日", "征求“A、B”意见期间", "不计入；", "还没有到，计入 ", "期限延长 20 个工作日", "css:.days i.e", "稳妥起见"},
			nil,
		},
		"with what happened, as commands have it": {
			"/due",
			url.Values{"term": {"foi.reply"}, "from": {"2026-01-28"}, "events": {"ask A 2026-02-03; heard A 2026-03-02"}},
			[]string{"收到“A”的意见"},
			nil,
		},
		"nobody knows yet": {
			"/due",
			url.Values{"term": {"foi.reply"}, "from": {"2026-01-28"}, "events": {"征求 甲公司 2026-02-03"}},
			[]string{"正在征求“甲公司”的意见", "css:.stat.paused"},
			[]string{"最晚"},
		},
		"waiting for the applicant": {
			"/due",
			url.Values{"term": {"foi.reply"}, "from": {"2026-01-28"}, "events": {"要求补正 2026-02-03"}},
			[]string{"正在等候申请人补正"},
			[]string{"最晚"},
		},
		"done": {
			"/due",
			url.Values{"term": {"foi.reply"}, "from": {"2026-01-28"}, "events": {"办结 2026-02-03"}},
			[]string{"已经办结", "原来最晚应当在"},
			nil,
		},
		"hours on the wall clock": {
			"/due",
			url.Values{"term": {"response.first"}, "from": {"2023-10-01"}, "at": {"21:30"}},
			[]string{"2023 年 10 月 2 日 02:30"},
			nil,
		},
		"a number that is a setting": {
			"/due",
			url.Values{"term": {"foi.amend"}, "from": {"2026-01-28"}},
			[]string{"待核实", "请以经办单位的规定为准"},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			res := webtest.Scenario{URL: c.path, Form: c.form}.Do(t, lived.handler)
			to := res.Header.Get("Location")
			if res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(to, c.path+"/result?") {
				t.Fatalf("%d to %q\n%s", res.StatusCode, to, webtest.Body(t, res))
			}
			webtest.Run(t, lived.handler, webtest.Scenario{Name: "result", URL: to, Has: c.has, Not: c.not})
			_, body := get(t, lived.handler, to)
			again := webtest.Parse(t, body).All(".acts a.btn")[0].Attr("href")
			webtest.Run(t, lived.handler, webtest.Scenario{Name: "again", URL: again, Has: []string{`value="` + c.form.Get("from") + `"`}})
		})
	}
}

// TestDueRefuses has the message at the field, and what was typed still in it.
func TestDueRefuses(t *testing.T) {
	term := func(pairs ...string) url.Values {
		v := url.Values{"term": {"foi.reply"}, "from": {"2026-01-28"}}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return v
	}
	all := []webtest.Scenario{
		{Name: "nothing", URL: "/due", Form: url.Values{}, Status: 422, Has: []string{"请选择算哪一个期限", "请选择从哪一天起算", "css:#f-term[aria-invalid]"}},
		{Name: "no such term", URL: "/due", Form: term("term", "x.y"), Status: 422, Has: []string{"css:#f-term-e", "没有“x.y”这一期限"}},
		{Name: "a day that is none", URL: "/due", Form: term("from", "2026-02-30"), Status: 422, Has: []string{"css:#f-from-e", "2026-02-30"}},
		{Name: "a year that is none", URL: "/due", Form: term("from", "1066-10-14"), Status: 422, Has: []string{"css:#f-from-e"}, Not: []string{"css:#f-events-e"}},
		{Name: "the event is named, by its line", URL: "/due", Form: term("events", "征求 A 2026-02-03\n收到意见 B 2026-03-02"), Status: 409, Has: []string{"第 2 件事“收到意见 B 2026-03-02”", "css:#f-events-e", "没有正在征求“B”的意见"}},
		{Name: "events out of order", URL: "/due", Form: term("events", "征求 A 2026-01-03"), Status: 409, Has: []string{"第 1 件事“征求 A 2026-01-03”", "早于它所依据的事"}},
		{Name: "a word that is none", URL: "/due", Form: term("events", "吃饭 2026-02-03"), Status: 422, Has: []string{"第 1 件事“吃饭 2026-02-03”", "不认识这件事"}},
		{Name: "an act that this term has not", URL: "/due", Form: term("term", "annual.training", "events", "征求 A 2026-02-03"), Status: 422, Has: []string{"第 1 件事", "没有这样的规定"}},
		{Name: "hours without an instant", URL: "/due", Form: term("term", "response.first"), Status: 422, Has: []string{"css:#f-at-e", "请填写起算的时刻"}},
		{Name: "hours with events", URL: "/due", Form: term("term", "response.first", "at", "09:30", "events", "办结 2026-02-03"), Status: 422, Has: []string{"按小时计算的期限需要起算的时刻"}},
		{Name: "no number", URL: "/due/count", Form: url.Values{"from": {"2023-09-15"}, "unit": {"day"}}, Status: 422, Has: []string{"css:#f-n-e"}},
		{Name: "a huge number", URL: "/due/count", Form: url.Values{"from": {"2023-09-15"}, "unit": {"day"}, "n": {"99999999"}}, Status: 422, Has: []string{"css:#f-n-e", `value="99999999"`}},
		{Name: "a unit that is none", URL: "/due/count", Form: url.Values{"from": {"2023-09-15"}, "unit": {"week"}, "n": {"1"}}, Status: 422, Has: []string{"请从给出的选项中选择"}},
		{Name: "a result with bad answers", URL: "/due/result?term=foi.reply", Status: 422, Has: []string{"请选择从哪一天起算"}},
		{Name: "a result with markup", URL: "/due/result?term=foi.reply&from=2026-01-28&events=" + url.QueryEscape("征求 <script>x</script> 2026-02-03"), Has: []string{"&lt;script&gt;"}, Not: []string{"<script>x"}},
	}
	webtest.Run(t, lived.handler, all...)
}

// TestEveryTerm computes each term that the form offers.
func TestEveryTerm(t *testing.T) {
	_, body := get(t, lived.handler, "/due")
	groups := map[string]bool{}
	doc := webtest.Parse(t, body)
	for _, g := range doc.All("#f-term optgroup") {
		if label := g.Attr("label"); groups[label] || strings.HasPrefix(label, "portal.") {
			t.Errorf("group %q", label)
		}
		groups[g.Attr("label")] = true
	}
	terms := doc.All("#f-term optgroup option")
	if len(terms) < 60 {
		t.Fatalf("%d terms", len(terms))
	}
	for _, o := range terms {
		q := url.Values{"term": {o.Attr("value")}, "from": {"2026-01-28"}, "at": {"09:30"}}
		webtest.Run(t, lived.handler, webtest.Scenario{Name: o.Attr("value"), URL: "/due/result?" + q.Encode(), Has: []string{"css:.big", "css:.steps tbody tr"}, Not: []string{"portal.big", "portal.state", "portal.no_day", "—（", "没有日期"}})
	}
}
