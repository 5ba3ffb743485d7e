package desk

import (
	"context"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/hotspot"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/response"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web"
)

const (
	hotspotPath = "/desk/hotspot"
	hotspotLook = hotspotPath + "/look"
)

type (
	// A spotView is the page of a theme.
	spotView struct {
		hotspot.View
		Title    string
		State    web.Tag
		Trend    web.Tag
		Next     string // what can be done now, in a sentence
		Facts    []web.Fact
		Letters  []spotLine
		Requests []spotLine
		More     int // of them that are not shown
		Answers  []spotAnswer
		Links    []web.Link // what can be begun from here
		Past     []spotPast
		Buttons  []web.Button
		History  []web.Event
	}
	spotLine   struct{ Href, Text, Note, Day string }
	spotAnswer struct {
		hotspot.Reply
		Href string
		Tag  web.Tag
	}
	spotPast struct {
		hotspot.Past
		Period string
		Trend  web.Tag
	}
	// onSpot is what the form of an act shows beside its fields.
	onSpot struct {
		Act hotspot.Act
		Of  spotView
		May bool
	}
	spotSeen struct {
		hotspot.Seen
		onSpot
	}
	spotName struct {
		hotspot.Naming
		onSpot
	}
	spotWhy struct {
		hotspot.Because
		onSpot
	}
	spotMerge struct {
		hotspot.Merging
		onSpot
	}
	spotSplit struct {
		hotspot.Splitting
		onSpot
	}
	spotAnswering struct {
		hotspot.Answering
		onSpot
	}
)

// About says what follows from the act.
func (in onSpot) About() string { return i18n.T("hotspot.about." + web.ShortAct(in.Act)) }

// Options are the members that can be parted off, and the documents that one can speak of.
func (in onSpot) Options(field string) (out []web.Option) {
	switch field {
	case "members":
		for _, l := range in.Of.Material.Letters {
			out = append(out, web.Option{Value: hotspot.Member{Kind: hotspot.Letter, Of: int64(l.ID)}.Handle(), Label: l.Title})
		}
		for _, r := range in.Of.Material.Requests {
			out = append(out, web.Option{Value: hotspot.Member{Kind: hotspot.Request, Of: int64(r.ID)}.Handle(), Label: short(r.Text)})
		}
		for _, s := range in.Of.Material.Searches {
			out = append(out, web.Option{Value: hotspot.Member{Kind: hotspot.Search, Of: s.Of}.Handle(), Label: i18n.T("hotspot.searched", s.Words, s.N)})
		}
	case "policy":
		for _, a := range in.Of.Replies {
			if in.Act == hotspot.ActRemove && a.Say != hotspot.Suggested && a.Say != hotspot.Confirmed {
				continue
			}
			out = append(out, web.Option{Value: strconv.FormatInt(int64(a.Policy), 10), Label: a.Title})
		}
	}
	return out
}

// shortOf is how much of a request a line shows, in characters.
const shortOf = 40

func short(text string) string {
	if r := []rune(text); len(r) > shortOf {
		return string(r[:shortOf]) + "…"
	}
	return text
}

func spotActPage[In any]() *web.Page[web.FormView[In]] {
	return web.MustPage[web.FormView[In]](pages, web.Desk, "pages/hotspot/act.html", "pages/hotspot/parts.html")
}

var (
	spotList = web.ListPage[hotspot.Find, hotspot.Spot](web.Desk, "hotspot.spots",
		web.Col[hotspot.Spot]{Label: "hotspot.state", Class: "o1", Cell: func(r hotspot.Spot) web.Cell { return web.Cell{Tag: spotTag(r.Status)} }},
		web.Col[hotspot.Spot]{Label: "hotspot.name_of", Class: "ti", Cell: func(r hotspot.Spot) web.Cell {
			c := web.Cell{Text: r.Called(), Href: refURL(r.Ref())}
			if r.Name != "" {
				c.Sub = r.Proposed
			}
			return c
		}},
		web.Col[hotspot.Spot]{Label: "hotspot.trend", Cell: func(r hotspot.Spot) web.Cell { return web.Cell{Tag: trendTag(r.Trend())} }},
		web.Col[hotspot.Spot]{Label: "hotspot.n", Class: "num", Cell: func(r hotspot.Spot) web.Cell { return web.Cell{Text: strconv.Itoa(r.N)} }},
		web.Col[hotspot.Spot]{Label: "hotspot.before", Class: "num xs", Cell: func(r hotspot.Spot) web.Cell { return web.Cell{Text: strconv.Itoa(r.Before)} }},
		web.Col[hotspot.Spot]{Label: "hotspot.searches", Class: "num xs", Cell: func(r hotspot.Spot) web.Cell { return web.Cell{Text: strconv.Itoa(r.Searches)} }},
	)
	lookList = web.ListPage[struct{}, hotspot.Run](web.Desk, "hotspot.looks",
		web.Col[hotspot.Run]{Label: "hotspot.period", Class: "ti", Cell: func(r hotspot.Run) web.Cell { return web.Cell{Text: periodText(&r)} }},
		web.Col[hotspot.Run]{Label: "hotspot.made_at", Cell: func(r hotspot.Run) web.Cell {
			if r.MadeAt.IsZero() {
				return web.Cell{Tag: web.Tag{Kind: "warn", Text: i18n.T("hotspot.making")}}
			}
			return web.Cell{Text: whenText(r.MadeAt)}
		}},
		web.Col[hotspot.Run]{Label: "hotspot.letters", Class: "num", Cell: func(r hotspot.Run) web.Cell { return web.Cell{Text: strconv.Itoa(r.Letters)} }},
		web.Col[hotspot.Run]{Label: "hotspot.requests", Class: "num", Cell: func(r hotspot.Run) web.Cell { return web.Cell{Text: strconv.Itoa(r.Requests)} }},
		web.Col[hotspot.Run]{Label: "hotspot.searches", Class: "num xs", Cell: func(r hotspot.Run) web.Cell { return web.Cell{Text: strconv.Itoa(r.Searches)} }},
		web.Col[hotspot.Run]{Label: "hotspot.themes", Class: "num", Cell: func(r hotspot.Run) web.Cell { return web.Cell{Text: strconv.Itoa(r.Themes)} }},
		web.Col[hotspot.Run]{Label: "hotspot.alone", Class: "num xs", Cell: func(r hotspot.Run) web.Cell { return web.Cell{Text: strconv.Itoa(r.Alone)} }},
	)
	spotShow       = web.MustPage[spotView](pages, web.Desk, "pages/hotspot/show.html", "pages/hotspot/parts.html")
	lookNew        = web.FormPage[hotspot.Look](web.Desk, "hotspot.look")
	spotSeenPage   = spotActPage[spotSeen]()
	spotNamePage   = spotActPage[spotName]()
	spotWhyPage    = spotActPage[spotWhy]()
	spotMergePage  = spotActPage[spotMerge]()
	spotSplitPage  = spotActPage[spotSplit]()
	spotAnswerPage = spotActPage[spotAnswering]()
)

func (d *Desk) hotspotRoutes() []web.Route {
	s := d.Hotspots
	return []web.Route{
		web.GET(hotspotPath, hotspot.See, web.List(spotList, s.Find, web.Empty("hotspot.empty"), web.Download(hotspotPath+".csv"),
			web.Create(web.Item{Label: "hotspot.look", Path: hotspotLook + "/new", Perm: hotspot.Name}))),
		web.GET(hotspotPath+".csv", hotspot.See, web.CSV(spotList, "hotspot.spots", s.Find)),
		web.GET(hotspotLook, hotspot.Name, web.List(lookList, s.Runs, web.Empty("hotspot.empty_looks"),
			web.Create(web.Item{Label: "hotspot.look", Path: hotspotLook + "/new", Perm: hotspot.Name}))),
		web.Form(hotspotLook+"/new", hotspot.Name, web.Make(lookNew, d.blankLook, s.Ask, func(*hotspot.Run) string { return hotspotLook },
			web.Submit("hotspot.look"), web.Done("hotspot.asked"), web.Cancel(hotspotPath))),
		web.GET(hotspotPath+"/{id}", hotspot.See, web.Show(spotShow, d.spot)),
		onSpots(d, spotNamePage, hotspot.ActName, func(x *hotspot.Spot, on onSpot) spotName {
			return spotName{hotspot.Naming{Rev: x.Rev, Name: x.Called()}, on}
		}, func(in spotName) hotspot.Naming { return in.Naming }, s.Name),
		onSpots(d, spotSeenPage, hotspot.ActShow, func(x *hotspot.Spot, on onSpot) spotSeen { return spotSeen{hotspot.Seen{Rev: x.Rev}, on} }, func(in spotSeen) hotspot.Seen { return in.Seen }, s.Show),
		d.whySpot(hotspot.ActHide, s.Hide),
		d.whySpot(hotspot.ActAside, s.Aside),
		d.whySpot(hotspot.ActBack, s.Back),
		onSpots(d, spotMergePage, hotspot.ActMerge, func(x *hotspot.Spot, on onSpot) spotMerge { return spotMerge{hotspot.Merging{Rev: x.Rev}, on} }, func(in spotMerge) hotspot.Merging { return in.Merging }, s.Merge),
		onSpots(d, spotSplitPage, hotspot.ActSplit, func(x *hotspot.Spot, on onSpot) spotSplit { return spotSplit{hotspot.Splitting{Rev: x.Rev}, on} }, func(in spotSplit) hotspot.Splitting { return in.Splitting }, s.Split),
		web.Form(hotspotPath+"/{id}/concern", response.Note, web.Act(concernNewPage, d.concernOfSpot, func(ctx context.Context, _ hotspot.ID, in concernNew) (*response.Concern, error) {
			return d.Concerns.Note(ctx, in.Unit, in.Edit)
		}, concernURL, web.Options("unit", d.unitsOver(response.Note)), web.Submit("response.note"), web.Done("cleanup.done"), web.Cancel(hotspotPath+"/{id}"))),
		d.answerSpot(hotspot.ActConfirm, s.Confirm),
		d.answerSpot(hotspot.ActRemove, s.Remove),
	}
}

func spotURL(x *hotspot.Spot) string { return refURL(x.Ref()) }

// blankLook begins with the month that has ended last, as the end of a quarter.
func (d *Desk) blankLook(context.Context) (hotspot.Look, error) {
	return hotspot.Look{Span: hotspot.Quarter, Last: d.DB.Today().Add(-1)}, nil
}

// onSpots is the form of one act on a theme. The permission of each is in the table.
func onSpots[Form, In any](
	d *Desk, page *web.Page[web.FormView[Form]], act hotspot.Act, blank func(*hotspot.Spot, onSpot) Form, told func(Form) In,
	do func(context.Context, hotspot.ID, In) (*hotspot.Spot, error),
) web.Route {
	at := hotspotPath + "/{id}"
	load := func(ctx context.Context, id hotspot.ID) (in Form, err error) {
		v, err := d.spot(ctx, id)
		return blank(&v.Spot, onSpot{act, v, slices.Contains(v.Acts, act)}), err
	}
	send := func(ctx context.Context, id hotspot.ID, in Form) (*hotspot.Spot, error) { return do(ctx, id, told(in)) }
	return web.Form(at+"/"+web.ActPath(act), hotspot.See, web.Act(page, load, send, spotURL,
		web.Options("into", d.spotChoices), web.Submit(string(act)), web.Done("cleanup.done"), web.Cancel(at)))
}

func (d *Desk) whySpot(act hotspot.Act, do func(context.Context, hotspot.ID, hotspot.Because) (*hotspot.Spot, error)) web.Route {
	return onSpots(d, spotWhyPage, act, func(x *hotspot.Spot, on onSpot) spotWhy { return spotWhy{hotspot.Because{Rev: x.Rev}, on} }, func(in spotWhy) hotspot.Because { return in.Because }, do)
}

func (d *Desk) answerSpot(act hotspot.Act, do func(context.Context, hotspot.ID, hotspot.Answering) (*hotspot.Spot, error)) web.Route {
	return onSpots(d, spotAnswerPage, act, func(x *hotspot.Spot, on onSpot) spotAnswering {
		return spotAnswering{hotspot.Answering{Rev: x.Rev}, on}
	}, func(in spotAnswering) hotspot.Answering { return in.Answering }, do)
}

// spotChoices are the themes that another one can be taken into.
func (d *Desk) spotChoices(ctx context.Context) (out []web.Option, err error) {
	const most = 200
	rows, err := d.Hotspots.Find(ctx, hotspot.Find{All: true}, db.Page{Size: most})
	for _, x := range rows.Items {
		out = append(out, web.Option{Value: strconv.FormatInt(int64(x.ID), 10), Label: i18n.T("hotspot.choice", x.Called(), x.N)})
	}
	return out, err
}

func spotTag(s hotspot.Status) web.Tag {
	kind := map[hotspot.Status]string{hotspot.Found: "warn", hotspot.Named: "info", hotspot.Shown: "ok"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("hotspot.state." + string(s))}
}

func trendTag(t hotspot.Trend) web.Tag {
	kind := map[hotspot.Trend]string{hotspot.Rises: "bad", hotspot.Falls: "ok"}[t]
	return web.Tag{Kind: kind, Text: i18n.T("hotspot.trend." + string(t))}
}

func periodText(r *hotspot.Run) string {
	return i18n.T("hotspot.period_of", i18n.T("hotspot.span."+string(r.Span)), r.First, r.Last)
}

// spotMost is how many letters and requests the page of a theme shows.
const spotMost = 50

func (d *Desk) spot(ctx context.Context, id hotspot.ID) (v spotView, err error) {
	if v.View, err = d.Hotspots.View(ctx, id); err != nil {
		return v, err
	}
	x := &v.Spot
	v.Title, v.State, v.Trend = x.Called(), spotTag(x.Status), trendTag(v.View.Trend)
	v.Next = i18n.T("hotspot.next." + string(x.Status))
	v.Facts, v.Links = spotFacts(&v.View), spotLinks(ctx, &v.View)
	for _, l := range v.Material.Letters {
		v.Letters = append(v.Letters, spotLine{refURL(message.RefOf(l.ID)), l.Title, l.Number, string(l.Received)})
	}
	for _, r := range v.Material.Requests {
		v.Requests = append(v.Requests, spotLine{refURL(foi.RefOf(r.ID)), short(r.Text), r.Number, string(r.Received)})
	}
	v.More = max(len(v.Letters)-spotMost, 0) + max(len(v.Requests)-spotMost, 0)
	v.Letters, v.Requests = v.Letters[:min(len(v.Letters), spotMost)], v.Requests[:min(len(v.Requests), spotMost)]
	for _, a := range v.Replies {
		v.Answers = append(v.Answers, spotAnswer{a, pageOf(auth.From(ctx), policy.RefOf(a.Policy)), answerTag(a.Say)})
	}
	for _, p := range v.View.Past {
		v.Past = append(v.Past, spotPast{p, periodText(&hotspot.Run{Span: p.Span, First: p.First, Last: p.Last}), trendTag(p.Trend())})
	}
	v.Buttons = web.Buttons(v.Acts, refURL(x.Ref()), "hotspot")
	v.History, err = d.history(ctx, x.Ref(), func(e journal.Entry, out *web.Event) {
		var b hotspot.Brief
		if e.Decode(&b) == nil {
			out.Text = b.Reason
			if out.Text == "" {
				out.Text = b.Name
			}
		}
	})
	return v, err
}

func answerTag(s hotspot.Say) web.Tag {
	kind := map[hotspot.Say]string{hotspot.Suggested: "info", hotspot.Confirmed: "ok", hotspot.Fallen: "bad"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("hotspot.answer." + string(s))}
}

func spotFacts(v *hotspot.View) []web.Fact {
	x := &v.Spot
	g := strconv.FormatFloat(x.G(), 'f', 1, 64)
	return given([]web.Fact{
		{Label: "hotspot.period", Text: periodText(&v.Run)},
		{Label: "hotspot.n", Text: strconv.Itoa(x.N)},
		{Label: "hotspot.before", Text: strconv.Itoa(x.Before), Note: i18n.T("hotspot.before_of", v.Run.From, v.Run.First.Add(-1))},
		{Label: "hotspot.searches", Text: strconv.Itoa(x.Searches)},
		{Label: "hotspot.rise", Text: g, Note: i18n.T("hotspot.rise_note", hotspot.Sure)},
		{Label: "hotspot.shown_on", Text: string(x.Open)},
		{Label: "hotspot.into", Text: v.Into, Href: refURL(hotspot.RefOf(x.Into))},
		{Label: "hotspot.reason", Text: x.Reason},
	})
}

// spotLinks are what can be begun from a theme: a concern with what is known filled in, an interpretation.
func spotLinks(ctx context.Context, v *hotspot.View) (out []web.Link) {
	a := auth.From(ctx)
	if v.Spot.Status == hotspot.Merged || v.Spot.Status == hotspot.Aside {
		return nil
	}
	if a.Can(response.Note) {
		out = append(out, web.Link{Href: refURL(v.Spot.Ref()) + "/concern", Label: i18n.T("hotspot.to_concern")})
	}
	return out
}

// concernOfSpot is the form of a concern (舆情) with what is known of a theme.
func (d *Desk) concernOfSpot(ctx context.Context, id hotspot.ID) (in concernNew, err error) {
	v, err := d.Hotspots.View(ctx, id)
	if err != nil {
		return in, err
	}
	in, err = d.blankConcern(ctx)
	in.Title, in.Source = v.Spot.Called(), "message"
	in.About = i18n.T("hotspot.concern", v.Run.First, v.Run.Last, v.Spot.N, v.Spot.Before)
	return in, err
}

// spotTurns are the states in which a theme waits for somebody with the rights of a.
func spotTurns(a auth.Actor) (out []hotspot.Status) {
	if a.Can(hotspot.Name) {
		out = append(out, hotspot.Found)
	}
	return out
}

// spotsWait counts what waits for the reader, for the menu.
func (d *Desk) spotsWait(ctx context.Context) (int, error) {
	return tally(spotTurns(auth.From(ctx)), func(s hotspot.Status, p db.Page) (int, error) {
		rows, err := d.Hotspots.Find(ctx, hotspot.Find{Status: s}, p)
		return rows.Total, err
	})
}
