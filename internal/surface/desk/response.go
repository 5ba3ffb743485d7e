package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/response"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web"
)

const (
	responsePath    = "/desk/response"
	responseFigures = responsePath + "/figures"
)

type (
	// A concernView is the page of a concern.
	concernView struct {
		response.View
		State   web.Tag
		Light   web.Light
		Next    string   // what has to be done now, in a sentence
		Missing []string // before it can be settled
		Clocks  []web.Fact
		Found   []web.Fact
		Verdict []web.Fact
		Outcome []web.Fact
		Answers []concernAnswer
		Buttons []web.Button
		History []web.Event
	}
	// A concernAnswer is an item that answers.
	concernAnswer struct {
		Title string
		Href  string // at the desk
		Open  string // as everybody reads it; "" while nobody does
		Tag   web.Tag
		When  time.Time
	}
	// onConcern is what the form of an act shows beside its fields.
	onConcern struct {
		Act response.Act
		Of  concernView
		May bool
	}
	concernNew struct {
		Unit int64 `form:"unit" label:"response.found_by" type:"select" required:"true"`
		response.Edit
	}
	concernEdit struct {
		response.Edit
		onConcern
	}
	concernJudge struct {
		response.Judging
		onConcern
	}
	concernDraft struct {
		response.Draft
		onConcern
	}
	concernLink struct {
		response.Linking
		onConcern
	}
	concernPress struct {
		response.Press
		onConcern
	}
	concernMeasure struct {
		response.Doing
		onConcern
	}
	concernSeen struct {
		response.Seen
		onConcern
	}
	concernWhy struct {
		response.Because
		onConcern
	}
	concernDoubt struct {
		response.Doubt
		onConcern
	}
	concernLesson struct {
		response.Lesson
		onConcern
	}
	// A concernYear is the figures of a year.
	concernYear struct {
		Year   int
		Years  []web.Tab
		Heads  []string
		Months []concernMonth
	}
	concernMonth struct {
		Name  string
		Cells []countCell
		Hours string
	}
)

// About says what follows from the act.
func (in onConcern) About() string { return i18n.T("response.about." + web.ShortAct(in.Act)) }

func concernActPage[In any]() *web.Page[web.FormView[In]] {
	return web.MustPage[web.FormView[In]](pages, web.Desk, "pages/response/act.html", "pages/response/parts.html")
}

var (
	concernList = web.ListPage[response.Find, response.Row](web.Desk, "response.concerns",
		web.Col[response.Row]{Label: "response.state", Class: "o1", Cell: func(r response.Row) web.Cell { return web.Cell{Tag: concernTag(r.Status)} }},
		web.Col[response.Row]{Label: "response.title", Class: "ti", Cell: func(r response.Row) web.Cell { return web.Cell{Text: r.Title, Href: refURL(r.Ref()), Sub: r.Number} }},
		web.Col[response.Row]{Label: "response.level", Class: "xs", Cell: func(r response.Row) web.Cell { return web.Cell{Text: choiceText("response.level.", string(r.Level))} }},
		web.Col[response.Row]{Label: "response.unit", Cell: func(r response.Row) web.Cell { return web.Cell{Text: r.Unit} }},
		web.Col[response.Row]{Label: "response.found_at", Class: "num xs", Cell: func(r response.Row) web.Cell { return web.Cell{Text: whenText(r.FoundAt)} }},
		web.Col[response.Row]{Label: "response.due", Class: "num o2", Cell: func(r response.Row) web.Cell {
			return web.Cell{Text: whenText(r.DueAt), Light: clockLight(r.Answer)}
		}},
	)
	concernShow        = web.MustPage[concernView](pages, web.Desk, "pages/response/show.html", "pages/response/parts.html")
	concernNewPage     = web.FormPage[concernNew](web.Desk, "response.note")
	concernEditPage    = concernActPage[concernEdit]()
	concernJudgePage   = concernActPage[concernJudge]()
	concernDraftPage   = concernActPage[concernDraft]()
	concernLinkPage    = concernActPage[concernLink]()
	concernPressPage   = concernActPage[concernPress]()
	concernMeasurePage = concernActPage[concernMeasure]()
	concernSeenPage    = concernActPage[concernSeen]()
	concernWhyPage     = concernActPage[concernWhy]()
	concernDoubtPage   = concernActPage[concernDoubt]()
	concernLessonPage  = concernActPage[concernLesson]()
	concernFigures     = web.MustPage[concernYear](pages, web.Desk, "pages/response/figures.html")
)

func (d *Desk) responseRoutes() []web.Route {
	s := d.Concerns
	return []web.Route{
		web.GET(responsePath, response.See, web.List(concernList, s.Find, web.Options("unit", d.unitChoices), web.Empty("response.empty"), web.Download(responsePath+".csv"),
			web.Create(web.Item{Label: "response.note", Path: responsePath + "/new", Perm: response.Note}))),
		web.GET(responsePath+".csv", response.See, web.CSV(concernList, "response.concerns", s.Find)),
		web.GET(responseFigures, response.See, web.Look(concernFigures, d.concernFigures)),
		web.Form(responsePath+"/new", response.Note, web.Make(concernNewPage, d.blankConcern, func(ctx context.Context, in concernNew) (*response.Concern, error) {
			return s.Note(ctx, in.Unit, in.Edit)
		}, concernURL, web.Options("unit", d.unitsOver(response.Note)), web.Submit("response.note"), web.Done("cleanup.done"), web.Cancel(responsePath))),
		web.GET(responsePath+"/{id}", response.See, web.Show(concernShow, d.concern)),
		onConcerns(d, concernEditPage, response.ActEdit, func(c *response.Concern, on onConcern) concernEdit { return concernEdit{response.FormOf(c), on} }, func(in concernEdit) response.Edit { return in.Edit }, s.Edit),
		onConcerns(d, concernJudgePage, response.ActJudge, blankJudge, func(in concernJudge) response.Judging { return in.Judging }, s.Judge),
		onConcerns(d, concernDraftPage, response.ActDraft, func(c *response.Concern, on onConcern) concernDraft {
			return concernDraft{response.Draft{Rev: c.Rev}, on}
		}, func(in concernDraft) response.Draft { return in.Draft }, s.Draft),
		d.linkConcern(response.ActLink, s.Link),
		d.linkConcern(response.ActUnlink, s.Unlink),
		onConcerns(d, concernPressPage, response.ActPress, func(c *response.Concern, on onConcern) concernPress {
			return concernPress{response.Press{Rev: c.Rev}, on}
		}, func(in concernPress) response.Press { return in.Press }, s.Press),
		onConcerns(d, concernMeasurePage, response.ActMeasure, func(c *response.Concern, on onConcern) concernMeasure {
			return concernMeasure{response.Doing{Rev: c.Rev, Unit: c.UnitID, On: d.DB.Today()}, on}
		}, func(in concernMeasure) response.Doing { return in.Doing }, s.Measure),
		onConcerns(d, concernDoubtPage, response.ActDoubt, func(c *response.Concern, on onConcern) concernDoubt {
			return concernDoubt{response.Doubt{Because: response.Because{Rev: c.Rev}}, on}
		}, func(in concernDoubt) response.Doubt { return in.Doubt }, s.Doubt),
		onConcerns(d, concernLessonPage, response.ActReview, func(c *response.Concern, on onConcern) concernLesson {
			return concernLesson{response.Lesson{Rev: c.Rev}, on}
		}, func(in concernLesson) response.Lesson { return in.Lesson }, s.Review),
		d.seenConcern(response.ActSettle, s.Settle),
		d.seenConcern(response.ActDismiss, s.Dismiss),
		d.whyConcern(response.ActReopen, s.Reopen),
		d.whyConcern(response.ActRefuse, s.Refuse),
	}
}

func concernURL(c *response.Concern) string { return refURL(c.Ref()) }

func blankJudge(c *response.Concern, on onConcern) concernJudge {
	return concernJudge{response.Judging{Rev: c.Rev, Why: c.Why, Level: c.Level, Unit: c.UnitID, Involved: c.Involved, Opinion: c.Opinion, Topic: c.Topic}, on}
}

// onConcerns is the form of one act on a concern. The permission of each is in the table.
// Who gives a concern to another unit may not see it any more.
func onConcerns[Form, In any](
	d *Desk, page *web.Page[web.FormView[Form]], act response.Act, blank func(*response.Concern, onConcern) Form, told func(Form) In,
	do func(context.Context, response.ID, In) (*response.Concern, error),
) web.Route {
	at := responsePath + "/{id}"
	more := []web.Opt{web.Options("unit", d.unitChoices), web.Options("topic", d.topicChoices), web.Options("column", d.columnChoices)}
	load := func(ctx context.Context, id response.ID) (in Form, err error) {
		v, err := d.concern(ctx, id)
		return blank(&v.Concern, onConcern{act, v, slices.Contains(v.Acts, act)}), err
	}
	send := func(ctx context.Context, id response.ID, in Form) (*response.Concern, error) {
		return do(ctx, id, told(in))
	}
	return web.Form(at+"/"+web.ActPath(act), response.See, web.Act(page, load, send, concernURL, append(more, web.Submit(string(act)), web.Done("cleanup.done"), web.Cancel(at))...))
}

func (d *Desk) linkConcern(act response.Act, do func(context.Context, response.ID, response.Linking) (*response.Concern, error)) web.Route {
	return onConcerns(d, concernLinkPage, act, func(c *response.Concern, on onConcern) concernLink {
		return concernLink{response.Linking{Rev: c.Rev}, on}
	}, func(in concernLink) response.Linking { return in.Linking }, do)
}

func (d *Desk) seenConcern(act response.Act, do func(context.Context, response.ID, response.Seen) (*response.Concern, error)) web.Route {
	return onConcerns(d, concernSeenPage, act, func(c *response.Concern, on onConcern) concernSeen {
		return concernSeen{response.Seen{Rev: c.Rev}, on}
	}, func(in concernSeen) response.Seen { return in.Seen }, do)
}

func (d *Desk) whyConcern(act response.Act, do func(context.Context, response.ID, response.Because) (*response.Concern, error)) web.Route {
	return onConcerns(d, concernWhyPage, act, func(c *response.Concern, on onConcern) concernWhy {
		return concernWhy{response.Because{Rev: c.Rev}, on}
	}, func(in concernWhy) response.Because { return in.Because }, do)
}

// blankConcern begins a record with the moment at which it is made.
func (d *Desk) blankConcern(ctx context.Context) (in concernNew, _ error) {
	in.Unit = auth.From(ctx).Unit
	in.FoundOn, in.FoundTime = d.DB.Today(), d.DB.Now().In(calendar.Zone).Format("15:04")
	return in, nil
}

// topicChoices are the topics that have a page.
func (d *Desk) topicChoices(ctx context.Context) (out []web.Option, err error) {
	all, err := d.Topics.Public(ctx)
	for _, t := range all {
		out = append(out, web.Option{Value: t.Code, Label: t.Title})
	}
	return out, err
}

func concernTag(s response.Status) web.Tag {
	kind := map[response.Status]string{
		response.Found: "warn", response.Handling: "warn", response.Doubted: "warn", response.Responded: "info", response.Settled: "info", response.Reviewed: "ok",
	}[s]
	return web.Tag{Kind: kind, Text: i18n.T("response.state." + string(s))}
}

// choiceText is a choice of a set in words; "—" for none.
func choiceText(prefix, value string) string {
	if value == "" {
		return web.Nothing
	}
	return i18n.T(prefix + value)
}

// clockLight is a clock in hours as a lamp with words; nothing for none.
func clockLight(c *response.Clock) web.Light {
	if c == nil {
		return web.Light{}
	}
	key, n := "response.lamp."+string(c.Lamp), c.Minutes
	if n < 0 {
		n = -n
	}
	return web.Light{Kind: string(c.Lamp), Text: i18n.T(key, spanText(n))}
}

func (d *Desk) concern(ctx context.Context, id response.ID) (v concernView, err error) {
	if v.View, err = d.Concerns.View(ctx, id); err != nil {
		return v, err
	}
	c := &v.Concern
	v.State, v.Light = concernTag(c.Status), clockLight(v.Answer)
	v.Next = i18n.T("response.next." + string(c.Status))
	for _, l := range v.Lacks {
		v.Missing = append(v.Missing, i18n.T("response.lacks."+string(l)))
	}
	v.Clocks, v.Found, v.Verdict, v.Outcome = clockFacts(&v.View), foundFacts(&v.View), verdictFacts(&v.View), outcomeFacts(c)
	for _, r := range v.Releases {
		v.Answers = append(v.Answers, answerOf(r))
	}
	v.Buttons = web.Buttons(v.Acts, refURL(c.Ref()), "response")
	v.History, err = d.history(ctx, c.Ref(), func(e journal.Entry, out *web.Event) {
		var b response.Brief
		if e.Decode(&b) == nil {
			out.Text = b.Reason
		}
	})
	return v, err
}

func answerOf(r response.Said) concernAnswer {
	a := concernAnswer{Title: r.Title, Href: refURL(publish.RefOf(r.Item)), When: r.CountedAt, Tag: web.Tag{Kind: "warn", Text: i18n.T("response.answer.pending")}}
	switch {
	case r.Public && r.CountedAt.IsZero():
		a.Open = "/" + publish.RefOf(r.Item)
	case r.Public:
		a.Open, a.Tag = "/"+publish.RefOf(r.Item), web.Tag{Kind: "ok", Text: i18n.T("response.answer.public")}
		if r.First {
			a.Tag.Text = i18n.T("response.answer.first")
		}
	case !r.CountedAt.IsZero():
		a.Tag = web.Tag{Kind: "bad", Text: i18n.T("response.answer.gone")}
	}
	return a
}

func clockFacts(v *response.View) []web.Fact {
	note := ""
	if v.Unsure {
		note = i18n.T("response.unsure")
	}
	out := []web.Fact{{Label: "response.start_at", Text: shownTime(v.StartAt), Note: note}}
	if v.Answer != nil {
		out = append(out, web.Fact{Label: "response.due", Text: whenText(v.Answer.Due), Light: clockLight(v.Answer)}, web.Fact{Label: "response.first_at", Text: shownTime(v.FirstAt)})
	}
	if v.Press != nil {
		out = append(out, web.Fact{Label: "response.press_due", Text: whenText(v.Press.Due), Light: clockLight(v.Press)}, web.Fact{Label: "response.press_at", Text: shownTime(v.PressAt), Note: v.PressOf})
	}
	return given(out)
}

// shownTime is a moment in words; "" for none, which a list of facts leaves out.
func shownTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return whenText(t)
}

func foundFacts(v *response.View) []web.Fact {
	c := &v.Concern
	return given([]web.Fact{
		{Label: "response.found_at", Text: whenText(c.FoundAt)},
		{Label: "response.happened_at", Text: shownTime(c.HappenedAt)},
		{Label: "response.noted_at", Text: whenText(c.NotedAt)},
		{Label: "response.found_by", Text: v.FoundBy},
		{Label: "response.place", Text: c.Place},
		{Label: "response.source", Text: i18n.T("response.source." + string(c.Source))},
		{Label: "response.link_of", Text: c.Link},
		{Label: "response.theme", Text: i18n.T("response.theme." + string(c.Theme))},
		{Label: "response.about_of", Text: c.About},
	})
}

func verdictFacts(v *response.View) []web.Fact {
	c := &v.Concern
	if c.JudgedAt.IsZero() {
		return nil
	}
	return given([]web.Fact{
		{Label: "response.unit", Text: v.Unit},
		{Label: "response.why", Text: i18n.T("response.why." + string(c.Why))},
		{Label: "response.level", Text: i18n.T("response.level." + string(c.Level))},
		{Label: "response.involved", Text: c.Involved},
		{Label: "response.opinion", Text: c.Opinion},
		{Label: "response.topic", Text: v.Topical, Href: "/topic/" + c.Topic},
		{Label: "response.judged_at", Text: whenText(c.JudgedAt)},
	})
}

func outcomeFacts(c *response.Concern) []web.Fact {
	ground := ""
	if c.Ground != "" {
		ground = i18n.T("response.ground." + string(c.Ground))
	}
	return given([]web.Fact{
		{Label: "response.ground", Text: ground},
		{Label: "response.reason", Text: c.Reason},
		{Label: "response.settled_on", Text: string(c.Settled)},
		{Label: "response.reviewed_on", Text: string(c.Reviewed)},
		{Label: "response.lessons", Text: c.Lessons},
		{Label: "response.closed_on", Text: string(c.Closed)},
	})
}

// concernFigures is a year month by month; each number opens its concerns.
func (d *Desk) concernFigures(ctx context.Context, q response.Span) (v concernYear, err error) {
	today := d.DB.Today().Year()
	if v.Year = q.Year; v.Year == 0 {
		v.Year = today
	}
	of := ""
	if q.Unit != 0 {
		of = "&unit=" + strconv.FormatInt(q.Unit, 10)
	}
	for y := today; y > today-3; y-- {
		v.Years = append(v.Years, web.Tab{Href: responseFigures + "?year=" + strconv.Itoa(y) + of, Label: strconv.Itoa(y), Here: y == v.Year})
	}
	for _, t := range response.Sets {
		v.Heads = append(v.Heads, i18n.T("response.set."+string(t)))
	}
	months, err := d.Concerns.Figures(ctx, response.Span{Year: v.Year, Unit: q.Unit})
	for _, m := range months {
		year, month, _ := strings.Cut(m.Month, "-")
		row := concernMonth{Name: i18n.T("message.month_of", year, strings.TrimPrefix(month, "0")), Hours: m.Hours}
		for i, t := range response.Sets {
			c := countCell{Label: v.Heads[i], N: m.N[t]}
			if c.N > 0 {
				c.Href = responsePath + "?month=" + m.Month + "&set=" + string(t) + of
			}
			row.Cells = append(row.Cells, c)
		}
		v.Months = append(v.Months, row)
	}
	return v, err
}

// concernTurns are the states in which a concern waits for somebody with the rights of a.
func concernTurns(a auth.Actor) (out []response.Status) {
	for _, t := range []struct {
		perm auth.Perm
		s    response.Status
	}{{response.Judge, response.Found}, {response.Handle, response.Handling}, {response.Judge, response.Doubted}, {response.Handle, response.Responded}, {response.Review, response.Settled}} {
		if a.Can(t.perm) {
			out = append(out, t.s)
		}
	}
	return out
}

// concernsWait counts what waits for the reader, for the menu.
func (d *Desk) concernsWait(ctx context.Context) (n int, err error) {
	return tally(concernTurns(auth.From(ctx)), func(s response.Status, p db.Page) (int, error) {
		rows, err := d.Concerns.Find(ctx, response.Find{Status: s}, p)
		return rows.Total, err
	})
}

// responseBlocks is what waits for the reader on the page of today.
func (d *Desk) responseBlocks(ctx context.Context) ([]Block, error) {
	return waiting(blockOf("response.block", responsePath, "response.block_all"), concernTurns(auth.From(ctx)), func(s response.Status, p db.Page) (db.Rows[response.Row], error) {
		return d.Concerns.Find(ctx, response.Find{Status: s}, p)
	}, func(r response.Row) Line {
		return Line{Href: refURL(r.Ref()), Title: r.Title, Note: clockLight(r.Answer).Text, Tag: concernTag(r.Status)}
	})
}
