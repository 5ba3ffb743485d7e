package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/surface/web"
)

const finderPath = "/desk/finder"

type (
	// A measureRow is a measure as lists show it.
	measureRow struct {
		finder.Measure
		Unit string
	}
	// A measureView is the page of a measure.
	measureView struct {
		finder.View
		State   web.Tag
		Facts   []web.Fact
		Doubts  []measureDoubt
		Public  string // its page, if it has one
		Buttons []web.Button
		History []web.Event
	}
	measureDoubt struct{ Text, Was, Now string }
	// A measureAid is what somebody who writes conditions has to know: what may be asked, and
	// the text by clause.
	measureAid struct {
		Asks    []measureAsk
		Subject string
		Body    string
	}
	measureAsk struct{ Who, Name, Says string }
	// onMeasure is what the form of an act shows beside its fields.
	onMeasure struct {
		Act finder.Act
		Of  measureView
		May bool
		Aid measureAid
	}
	measureNew struct {
		Document policy.ID `form:"document" label:"finder.document" type:"select" required:"true"`
		finder.Edit
		Aid measureAid
	}
	measureEdit struct {
		finder.Edit
		onMeasure
	}
	measureSeen struct {
		finder.Seen
		onMeasure
	}
	measureWhy struct {
		finder.Because
		onMeasure
	}
)

// About says what follows from the act.
func (in onMeasure) About() string { return i18n.T("finder.about." + web.ShortAct(in.Act)) }

func measurePage[In any]() *web.Page[web.FormView[In]] {
	return web.MustPage[web.FormView[In]](pages, web.Desk, "pages/finder/act.html", "pages/finder/parts.html")
}

var (
	measureList = web.ListPage[finder.Find, measureRow](web.Desk, "finder.measures",
		web.Col[measureRow]{Label: "finder.state", Class: "o1", Cell: func(r measureRow) web.Cell { return web.Cell{Tag: measureTag(r.Status)} }},
		web.Col[measureRow]{Label: "finder.title", Class: "ti", Cell: func(r measureRow) web.Cell { return web.Cell{Text: r.Title, Href: refURL(r.Ref()), Sub: r.Gives} }},
		web.Col[measureRow]{Label: "finder.who", Cell: func(r measureRow) web.Cell { return web.Cell{Text: i18n.T("finder.who." + string(r.Who))} }},
		web.Col[measureRow]{Label: "finder.unit", Class: "xs", Cell: func(r measureRow) web.Cell { return web.Cell{Text: r.Unit} }},
		web.Col[measureRow]{Label: "finder.until", Class: "num o2", Cell: func(r measureRow) web.Cell { return dayCell(r.Until) }},
	)
	measureShow     = web.MustPage[measureView](pages, web.Desk, "pages/finder/show.html", "pages/finder/parts.html")
	measureNewPage  = web.MustPage[web.FormView[measureNew]](pages, web.Desk, "pages/finder/new.html", "pages/finder/parts.html")
	measureEditPage = measurePage[measureEdit]()
	measureSeenPage = measurePage[measureSeen]()
	measureWhyPage  = measurePage[measureWhy]()
)

func (d *Desk) finderRoutes() []web.Route {
	s, one := d.Finders, finderPath+"/{id}"
	seen := func(act finder.Act, do func(context.Context, finder.ID, finder.Seen) (*finder.Measure, error)) web.Route {
		return onMeasures(d, measureSeenPage, act, func(rev int64, on onMeasure) measureSeen { return measureSeen{finder.Seen{Rev: rev}, on} },
			func(in measureSeen) finder.Seen { return in.Seen }, do)
	}
	why := func(act finder.Act, do func(context.Context, finder.ID, finder.Because) (*finder.Measure, error)) web.Route {
		return onMeasures(d, measureWhyPage, act, func(rev int64, on onMeasure) measureWhy { return measureWhy{finder.Because{Rev: rev}, on} },
			func(in measureWhy) finder.Because { return in.Because }, do)
	}
	return []web.Route{
		web.GET(finderPath, finder.See, web.List(measureList, d.findMeasures, web.Options("unit", d.unitChoices), web.Empty("finder.empty"),
			web.Create(web.Item{Label: "finder.make", Path: finderPath + "/new", Perm: finder.Write}))),
		web.Form(finderPath+"/new", finder.Write, web.Make(measureNewPage, nil, func(ctx context.Context, in measureNew) (*finder.Measure, error) {
			return s.Make(ctx, in.Document, in.Edit)
		}, measureNext, web.Options("document", d.measureDocuments), web.Beside(d.besideMeasure), web.Submit("finder.make"), web.Done("finder.done"), web.Cancel(finderPath))),
		web.GET(one, finder.See, web.Show(measureShow, d.measure)),
		onMeasures(d, measureEditPage, finder.ActEdit, func(rev int64, on onMeasure) measureEdit {
			return measureEdit{measureForm(&on.Of, rev), on}
		}, func(in measureEdit) finder.Edit { return in.Edit }, s.Edit),
		seen(finder.ActAsk, s.Ask),
		why(finder.ActReturn, s.Return),
		seen(finder.ActApprove, s.Approve),
		why(finder.ActUphold, s.Uphold),
		why(finder.ActWithdraw, s.Withdraw),
		why(finder.ActEnd, s.End),
		why(finder.ActDiscard, s.Discard),
	}
}

func measureNext(m *finder.Measure) string { return refURL(m.Ref()) }

func measureForm(v *measureView, rev int64) finder.Edit {
	m := &v.Measure
	return finder.Edit{
		Rev: rev, Title: m.Title, Who: m.Who, Gives: m.Gives, By: m.By.Name, Conditions: v.Written, Apply: m.Apply, Until: m.Until, Contact: m.Contact,
	}
}

// onMeasures is the form of one act on a measure: blank makes it, told takes out what the
// service asks for. The permission of each is in the table.
func onMeasures[Form, In any](
	d *Desk, page *web.Page[web.FormView[Form]], act finder.Act, blank func(rev int64, on onMeasure) Form, told func(Form) In,
	do func(context.Context, finder.ID, In) (*finder.Measure, error),
) web.Route {
	at := finderPath + "/{id}"
	return web.Form(at+"/"+web.ActPath(act), finder.See, web.Act(page, func(ctx context.Context, id finder.ID) (in Form, err error) {
		v, err := d.measure(ctx, id)
		if err != nil {
			return in, err
		}
		on := onMeasure{Act: act, Of: v, May: slices.Contains(v.Acts, act)}
		if act == finder.ActEdit {
			on.Aid, err = d.measureAid(ctx, v.Measure.Document)
		}
		return blank(v.Measure.Rev, on), err
	}, func(ctx context.Context, id finder.ID, in Form) (*finder.Measure, error) {
		return do(ctx, id, told(in))
	}, measureNext, web.Submit(string(act)), web.Done("finder.done"), web.Cancel(at)))
}

func measureTag(s finder.Status) web.Tag {
	kind := map[finder.Status]string{finder.Waiting: "warn", finder.Open: "ok", finder.Doubted: "bad"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("finder.state." + string(s))}
}

func (d *Desk) findMeasures(ctx context.Context, q finder.Find, p db.Page) (db.Rows[measureRow], error) {
	found, err := d.Finders.Find(ctx, q, p)
	if err != nil {
		return db.Rows[measureRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(m finder.Measure) measureRow { return measureRow{m, names[m.UnitID]} }), err
}

// measureDocuments are the documents that something can rest on, the newest first.
func (d *Desk) measureDocuments(ctx context.Context) (out []web.Option, err error) {
	found, err := d.Documents.Find(ctx, policy.Find{}, db.Page{Size: 200})
	may := auth.From(ctx).Over(finder.Write)
	for i := range found.Items {
		if x := &found.Items[i]; (may.All || may.Has(x.UnitID)) && x.Status != policy.Voided {
			out = append(out, web.Option{Value: strconv.FormatInt(int64(x.ID), 10), Label: strings.TrimSpace(x.Title + "\u3000" + x.Number)})
		}
	}
	return out, err
}

func (d *Desk) besideMeasure(ctx context.Context, in measureNew) (measureNew, error) {
	var err error
	in.Aid, err = d.measureAid(ctx, in.Document)
	return in, err
}

// measureAid shows what may be asked, and the document, once it is known which.
func (d *Desk) measureAid(ctx context.Context, document policy.ID) (aid measureAid, err error) {
	rows, err := d.Finders.Attributes(ctx)
	if err != nil {
		return aid, err
	}
	for _, r := range rows {
		says := strings.Join(r.Options, "\u3001")
		if r.Kind == profile.Number {
			says = i18n.T("finder.range", r.Min, r.Max, r.Unit)
		}
		aid.Asks = append(aid.Asks, measureAsk{i18n.T("finder.who." + r.Who), r.Name, says})
	}
	if document != 0 {
		v, err := read(ctx, d, func(tx *db.Tx) (policy.Reading, error) { return policy.Read(tx, document, tx.Today) })
		if err != nil || !auth.From(ctx).CanAt(finder.See, v.UnitID) {
			return aid, err
		}
		aid.Subject, aid.Body = v.Title, v.Body
	}
	return aid, nil
}

func (d *Desk) measure(ctx context.Context, id finder.ID) (v measureView, err error) {
	if v.View, err = d.Finders.View(ctx, id); err != nil {
		return v, err
	}
	m := &v.Measure
	v.State, v.Facts = measureTag(m.Status), measureFacts(&v)
	for _, x := range m.Doubts {
		v.Doubts = append(v.Doubts, measureDoubt{i18n.Text(finder.Say(x)), x.Clause.Text, x.Now})
	}
	if slices.Contains(finder.Public, m.Status) {
		v.Public = "/" + m.Ref()
	}
	v.Buttons = web.Buttons(slices.DeleteFunc(v.Acts, func(a finder.Act) bool { return a == finder.ActDoubt }), refURL(m.Ref()), "finder")
	v.History, err = d.history(ctx, m.Ref(), reasonOf)
	return v, err
}

func measureFacts(v *measureView) []web.Fact {
	m := &v.Measure
	return slices.DeleteFunc([]web.Fact{
		{Label: "finder.unit", Text: v.Unit},
		{Label: "finder.document", Text: strings.TrimSpace(v.Subject + "\u3000" + v.Number), Href: refURL(policy.RefOf(m.Document))},
		{Label: "finder.standing", Text: i18n.T("publish.validity." + string(v.Standing))},
		{Label: "finder.who", Text: i18n.T("finder.who." + string(m.Who))},
		{Label: "finder.until", Text: string(m.Until)},
		{Label: "finder.contact", Text: m.Contact},
		{Label: "finder.opened", Text: string(m.Opened)},
		{Label: "finder.looked", Text: string(m.Looked)},
		{Label: "finder.since", Text: string(m.Since)},
		{Label: "finder.reason", Text: m.Reason},
	}, func(f web.Fact) bool { return f.Text == "" })
}

// measuresOf are the measures of a document, for its page.
func (d *Desk) measuresOf(ctx context.Context, id policy.ID) (out []measureRow, err error) {
	if !auth.From(ctx).Can(finder.See) {
		return nil, nil
	}
	rows, err := d.findMeasures(ctx, finder.Find{Document: id}, db.Page{Size: 200})
	return rows.Items, err
}

// finderBlocks is what waits for the reader on the page of today.
func (d *Desk) finderBlocks(ctx context.Context) ([]Block, error) {
	return waiting(blockOf("finder.block", finderPath, "finder.block_all"), ifCan(auth.From(ctx), finder.Approve, finder.Waiting, finder.Doubted), func(s finder.Status, p db.Page) (db.Rows[measureRow], error) {
		return d.findMeasures(ctx, finder.Find{Status: s}, p)
	}, func(r measureRow) Line {
		return Line{Href: refURL(r.Ref()), Title: r.Title, Note: r.Unit, Tag: measureTag(r.Status)}
	})
}
