package desk

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web"
)

const (
	consultPath    = "/desk/consult"
	consultCase    = consultPath + "/case"
	consultOpinion = consultPath + "/opinion"
	consultHearing = consultPath + "/hearing"
)

type (
	// A consultRow is a consultation as lists show it.
	consultRow struct {
		consult.Consult
		Unit string
	}
	// A consultView is the page of a consultation.
	consultView struct {
		consult.View
		State   web.Tag
		Facts   []web.Fact
		Sum     consultSum
		Groups  []consultGroup
		Decided []consultDecided
		Held    []consultHeld
		Public  string // its page, if it has one
		Buttons []web.Button
		History []web.Event
	}
	// A consultSum is both sides of the counts.
	consultSum struct {
		Received int
		Parts    []web.Fact
		Ways     []web.Fact
	}
	consultGroup struct {
		consult.Group
		Href, All string
	}
	consultDecided struct {
		consult.Judged
		Tag    web.Tag
		Facts  []web.Fact
		All    string
		Change string
		Undo   string
	}
	consultHeld struct {
		consult.HearingView
		State web.Tag
		Href  string
	}
	// onConsult is what the form of an act shows beside its fields.
	onConsult struct {
		Act consult.Act
		Of  consultView
		May bool
	}
	consultNew struct {
		Unit int64 `form:"unit" label:"consult.unit" type:"select" required:"true"`
		consult.Edit
	}
	consultEdit struct {
		consult.Edit
		onConsult
	}
	consultSeen struct {
		consult.Seen
		onConsult
	}
	consultWhy struct {
		consult.Because
		onConsult
	}
	consultExtend struct {
		consult.Extend
		onConsult
	}
	consultRevise struct {
		consult.Revision
		onConsult
	}
	consultFind struct {
		consult.Finding
		onConsult
	}
	consultTake struct {
		consult.Receipt
		onConsult
	}
	consultCall struct {
		consult.Calling
		onConsult
	}
)

// About says what follows from the act.
func (in onConsult) About() string { return i18n.T("consult.about." + web.ShortAct(in.Act)) }

// Options are the clauses of the draft.
func (in consultTake) Options(field string) (out []web.Option) {
	if field != "clause" {
		return nil
	}
	return clauseOptions(in.Of.Consult.Draft)
}

func clauseOptions(draft string) []web.Option {
	out := []web.Option{{Value: "0", Label: i18n.T("consult.whole")}}
	for _, c := range consult.Clauses(draft) {
		if !c.Head {
			out = append(out, web.Option{Value: strconv.Itoa(c.N), Label: i18n.T("consult.about_clause", c.Name, shortened(c.Text))})
		}
	}
	return out
}

// shortened is how a text begins.
func shortened(s string) string {
	const most = 24
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

var (
	consultList = lineList[consult.Find]("consult", consultLine,
		web.Col[consultRow]{Label: "consult.kind", Cell: func(r consultRow) web.Cell { return web.Cell{Text: i18n.T("consult.kind." + string(r.Kind))} }},
		web.Col[consultRow]{Label: "consult.until", Class: "num o2", Cell: func(r consultRow) web.Cell { return dayCell(r.Until) }},
	)
	consultShow       = web.MustPage[consultView](pages, web.Desk, "pages/consult/show.html")
	consultNewPage    = web.FormPage[consultNew](web.Desk, "consult.make")
	consultFiledPage  = web.MustPage[consult.Filed](pages, web.Desk, "pages/consult/filed.html")
	consultEditPage   = actPage[consultEdit]("consult")
	consultSeenPage   = actPage[consultSeen]("consult")
	consultWhyPage    = actPage[consultWhy]("consult")
	consultExtendPage = actPage[consultExtend]("consult")
	consultRevisePage = actPage[consultRevise]("consult")
	consultFindPage   = actPage[consultFind]("consult")
	consultTakePage   = actPage[consultTake]("consult")
	consultCallPage   = actPage[consultCall]("consult")
)

func (d *Desk) consultRoutes() []web.Route {
	s, one := d.Consults, consultCase+"/{id}"
	seen := func(rev int64, on onConsult) consultSeen { return consultSeen{consult.Seen{Rev: rev}, on} }
	ofSeen := func(in consultSeen) consult.Seen { return in.Seen }
	why := func(rev int64, on onConsult) consultWhy { return consultWhy{consult.Because{Rev: rev}, on} }
	ofWhy := func(in consultWhy) consult.Because { return in.Because }
	return slices.Concat([]web.Route{
		web.GET(consultPath, consult.See, web.List(consultList, d.findConsults, web.Options("unit", d.unitChoices), web.Empty("consult.empty"),
			web.Create(web.Item{Label: "consult.make", Path: consultPath + "/new", Perm: consult.Write}))),
		web.Form(consultPath+"/new", consult.Write, web.Make(consultNewPage, nil, d.makeConsult, consultNext, web.Options("unit", d.unitsOver(consult.Write)), web.Options("document", d.consultDocuments),
			web.Beside(d.besideConsult), web.Submit("consult.make"), web.Done("consult.done"), web.Cancel(consultPath))),
		web.GET(one, consult.See, web.Show(consultShow, d.consult)),
		consultAct(d, consultEditPage, consult.ActEdit, func(rev int64, on onConsult) consultEdit { return consultEdit{consultEditOf(&on.Of.Consult, rev), on} },
			func(in consultEdit) consult.Edit { return in.Edit }, s.Edit),
		consultAct(d, consultSeenPage, consult.ActAsk, seen, ofSeen, s.Ask),
		consultAct(d, consultWhyPage, consult.ActReturn, why, ofWhy, s.Return),
		consultAct(d, consultSeenPage, consult.ActApprove, seen, ofSeen, s.Approve),
		consultAct(d, consultExtendPage, consult.ActExtend, func(rev int64, on onConsult) consultExtend {
			return consultExtend{consult.Extend{Because: consult.Because{Rev: rev}}, on}
		}, func(in consultExtend) consult.Extend { return in.Extend }, s.Extend),
		consultAct(d, consultRevisePage, consult.ActRevise, func(rev int64, on onConsult) consultRevise {
			text := on.Of.Consult.Final
			if text == "" {
				text = on.Of.Consult.Draft
			}
			return consultRevise{consult.Revision{Rev: rev, Final: text}, on}
		}, func(in consultRevise) consult.Revision { return in.Revision }, s.Revise),
		consultAct(d, consultFindPage, consult.ActFind, func(rev int64, on onConsult) consultFind {
			return consultFind{consult.Finding{Rev: rev, Findings: on.Of.Consult.Findings}, on}
		}, func(in consultFind) consult.Finding { return in.Finding }, s.Conclude),
		consultAct(d, consultWhyPage, consult.ActRefuse, why, ofWhy, s.Refuse),
		consultAct(d, consultSeenPage, consult.ActTell, seen, ofSeen, s.Tell),
		consultAct(d, consultWhyPage, consult.ActDiscard, why, ofWhy, s.Discard),
		web.Form(one+"/take", consult.Write, web.Act(consultTakePage, d.blankOpinion, func(ctx context.Context, id consult.ID, in consultTake) (web.Reply, error) {
			out, err := s.Take(ctx, id, in.Receipt)
			return consultFiledPage.With(out), err
		}, nil, web.Submit("consult.take"), web.Cancel(one))),
		web.Form(one+"/call", consult.Approve, web.Act(consultCallPage, func(ctx context.Context, id consult.ID) (in consultCall, err error) {
			v, err := d.consult(ctx, id)
			in.onConsult = onConsult{consult.ActCall, v, v.MayCall}
			return in, err
		}, func(ctx context.Context, id consult.ID, in consultCall) (*consult.Hearing, error) {
			return s.Call(ctx, id, in.Calling)
		}, hearingNext, web.Submit("consult.call"), web.Done("consult.done"), web.Cancel(one))),
	}, d.consultDecisionRoutes(), d.consultOpinionRoutes(), d.consultHearingRoutes())
}

func consultNext(c *consult.Consult) string { return refURL(c.Ref()) }

func consultEditOf(c *consult.Consult, rev int64) consult.Edit {
	return consult.Edit{Rev: rev, Title: c.Title, Kind: c.Kind, Explain: c.Explain, Draft: c.Draft, Days: c.Days, Short: c.Short, Post: c.Post, Counter: c.Counter, Contact: c.Contact, Document: c.Document}
}

// consultAct is the form of one act on a consultation: blank makes it, told takes out what the
// service asks for. The permission of each is in the table.
func consultAct[Form, In any](
	d *Desk, page *web.Page[web.FormView[Form]], act consult.Act, blank func(rev int64, on onConsult) Form, told func(Form) In,
	do func(context.Context, consult.ID, In) (*consult.Consult, error),
) web.Route {
	at := consultCase + "/{id}"
	return web.Form(at+"/"+web.ActPath(act), consult.See, web.Act(page, func(ctx context.Context, id consult.ID) (in Form, err error) {
		v, err := d.consult(ctx, id)
		return blank(v.Consult.Rev, onConsult{act, v, slices.Contains(v.Acts, act)}), err
	}, func(ctx context.Context, id consult.ID, in Form) (*consult.Consult, error) {
		return do(ctx, id, told(in))
	}, consultNext, web.Options("document", d.consultDocuments), web.Submit(string(act)), web.Done("consult.done"), web.Cancel(at)))
}

func consultTag(s consult.Status) web.Tag {
	kind := map[consult.Status]string{consult.Asked: "warn", consult.Open: "info", consult.Closed: "warn", consult.Found: "warn", consult.Told: "ok"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("consult.state." + string(s))}
}

func judgedTag(v consult.Verdict) web.Tag {
	kind := map[consult.Verdict]string{consult.Adopt: "ok", consult.Part: "info"}[v]
	return web.Tag{Kind: kind, Text: i18n.T("consult.verdict." + string(v))}
}

func (d *Desk) findConsults(ctx context.Context, q consult.Find, p db.Page) (db.Rows[consultRow], error) {
	found, err := d.Consults.Find(ctx, q, p)
	if err != nil {
		return db.Rows[consultRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(c consult.Consult) consultRow { return consultRow{c, names[c.UnitID]} }), err
}

func (d *Desk) makeConsult(ctx context.Context, in consultNew) (*consult.Consult, error) {
	return d.Consults.Make(ctx, in.Unit, in.Edit)
}

// besideConsult begins with the document that it is about: its unit, its text, its contact.
func (d *Desk) besideConsult(ctx context.Context, in consultNew) (consultNew, error) {
	if in.Document == 0 || in.Draft != "" {
		return in, nil
	}
	v, err := d.Documents.View(ctx, policy.ID(in.Document))
	if err != nil {
		return in, err
	}
	doc := &v.Document
	in.Unit, in.Title, in.Draft, in.Contact = doc.UnitID, i18n.T("consult.title_of", doc.Title), doc.Body, doc.Contact
	in.Kind = consult.Norm
	if doc.Business {
		in.Kind = consult.Business
	}
	return in, nil
}

// consultsOf puts beside the step of the procedure what the public was asked about a document,
// and where it may be asked as long as the document is a draft.
func (d *Desk) consultsOf(ctx context.Context, v *policyView) error {
	doc, a := &v.Document, auth.From(ctx)
	i := slices.IndexFunc(v.Checks, func(c policy.Check) bool { return c.Kind == policy.Consult })
	if i < 0 || !a.Can(consult.See) {
		return nil
	}
	rows, err := d.findConsults(ctx, consult.Find{Document: int64(doc.ID)}, db.Page{Size: 20})
	if err != nil {
		return err
	}
	step := &v.Steps[i]
	step.Asked = rows.Items
	if v.Checks[i].Step == nil && doc.Status == policy.Draft && doc.Body != "" && a.CanAt(consult.Write, doc.UnitID) && rows.Total == 0 {
		step.Ask = fmt.Sprintf("%s/new?document=%d", consultPath, doc.ID)
	}
	return nil
}

// consultDocuments are the documents that are being drafted: a consultation may be theirs.
func (d *Desk) consultDocuments(ctx context.Context) (out []web.Option, err error) {
	if !auth.From(ctx).Can(policy.See) {
		return nil, nil
	}
	rows, err := d.Documents.Find(ctx, policy.Find{Status: policy.Draft}, db.Page{Size: 100})
	for _, doc := range rows.Items {
		out = append(out, web.Option{Value: strconv.FormatInt(int64(doc.ID), 10), Label: doc.Title})
	}
	return out, err
}

func (d *Desk) blankOpinion(ctx context.Context, id consult.ID) (in consultTake, err error) {
	v, err := d.consult(ctx, id)
	in.onConsult = onConsult{consult.ActTake, v, v.MayTake}
	in.Channel, in.Day, in.Token = consult.Letter, min(d.DB.Today(), v.Consult.Until), rand.Text()
	return in, err
}

func (d *Desk) consult(ctx context.Context, id consult.ID) (v consultView, err error) {
	if v.View, err = d.Consults.View(ctx, id); err != nil {
		return v, err
	}
	d.drawConsult(&v)
	v.History, err = d.history(ctx, v.Consult.Ref(), reasonOf)
	return v, err
}

// reasonOf puts the reason of a step into what happened.
func reasonOf(e journal.Entry, out *web.Event) {
	var b struct {
		Reason string `json:"reason"`
		Note   string `json:"note"`
	}
	if e.Decode(&b) == nil {
		out.Text = b.Reason + b.Note
	}
}

// drawConsult makes what the page shows of what the service knows.
func (d *Desk) drawConsult(v *consultView) {
	c, at := &v.Consult, refURL(v.Consult.Ref())
	v.State, v.Facts, v.Sum = consultTag(c.Status), consultFacts(v), sumOf(v.Counts)
	if slices.Contains(consult.Public, c.Status) {
		v.Public = fmt.Sprintf("/consult/%d", c.ID)
	}
	for _, g := range v.View.Groups {
		v.Groups = append(v.Groups, consultGroup{g, consultPath + "/group/" + strconv.FormatInt(int64(g.First), 10) + "/decide", at + "/opinions?group=" + strconv.FormatInt(int64(g.ID), 10)})
	}
	for _, j := range v.Decisions {
		of := consultPath + "/decision/" + strconv.FormatInt(int64(j.ID), 10)
		x := consultDecided{Judged: j, Tag: judgedTag(j.Verdict), Facts: judgedFacts(&j), All: at + "/opinions?decision=" + strconv.FormatInt(int64(j.ID), 10)}
		if c.Status == consult.Closed {
			x.Change, x.Undo = of+"/change", of+"/undo"
		}
		v.Decided = append(v.Decided, x)
	}
	for _, h := range v.Hearings {
		v.Held = append(v.Held, consultHeld{h, hearingTag(h.Status), refURL(h.Ref())})
	}
	v.Buttons = web.Buttons(v.Acts, at, "consult")
	if v.MayTake {
		v.Buttons = append(v.Buttons, web.Button{Href: at + "/take", Label: i18n.T("consult.take"), Secondary: len(v.Buttons) > 0})
	}
	if v.MayCall {
		v.Buttons = append(v.Buttons, web.Button{Href: at + "/call", Label: i18n.T("consult.call"), Secondary: true})
	}
}

// sumOf are the two sides of the counts, which are equal.
func sumOf(n consult.Counts) (out consultSum) {
	out.Received = n.Received
	for _, v := range consult.Verdicts {
		out.Parts = append(out.Parts, web.Fact{Label: "consult.verdict." + string(v), Text: strconv.Itoa(n.Decided[v])})
	}
	out.Parts = append(out.Parts,
		web.Fact{Label: "consult.undecided", Text: strconv.Itoa(n.Waiting)},
		web.Fact{Label: "consult.opinion_state.aside", Text: strconv.Itoa(n.Aside)},
		web.Fact{Label: "consult.opinion_state.withdrawn", Text: strconv.Itoa(n.Withdrawn)})
	for _, c := range consult.Channels {
		if n.Channels[c] > 0 {
			out.Ways = append(out.Ways, web.Fact{Label: "consult.channel." + string(c), Text: strconv.Itoa(n.Channels[c])})
		}
	}
	return out
}

func judgedFacts(j *consult.Judged) []web.Fact {
	changed := editNames(j.Edits)
	if j.Already && changed == "" {
		changed = i18n.T("consult.already")
	}
	return given([]web.Fact{{Label: "consult.why", Text: j.Why}, {Label: "consult.clauses_of", Text: changed}})
}

func editNames(all []consult.Edited) string {
	names := make([]string, len(all))
	for i, e := range all {
		names[i] = i18n.Text(e.Text())
	}
	return strings.Join(names, i18n.T("list_comma"))
}

func consultFacts(v *consultView) []web.Fact {
	c := &v.Consult
	unsure := ""
	if v.Unsure {
		unsure = i18n.T("consult.unsure")
	}
	document := web.Fact{}
	if v.Document != nil {
		document = web.Fact{Label: "consult.document", Text: v.Document.Title, Href: refURL(policy.RefOf(v.Document.ID))}
	}
	return given([]web.Fact{
		{Label: "consult.unit", Text: v.Unit},
		{Label: "consult.kind", Text: i18n.T("consult.kind." + string(c.Kind))},
		{Label: "consult.days", Text: i18n.T("consult.days_n", c.Days)},
		{Label: "consult.term", Text: i18n.T("consult.days_n", v.Term), Note: unsure},
		{Label: "consult.short", Text: c.Short},
		{Label: "consult.opened", Text: string(c.Opened)},
		{Label: "consult.until", Text: string(c.Until)},
		{Label: "consult.told_on", Text: string(c.ToldOn)},
		{Label: "consult.post", Text: c.Post},
		{Label: "consult.counter", Text: c.Counter},
		{Label: "consult.contact", Text: c.Contact},
		document,
		{Label: "consult.reason", Text: c.Reason},
	})
}

// consultBlocks is what waits for the reader on the page of today.
func (d *Desk) consultBlocks(ctx context.Context) ([]Block, error) {
	a := auth.From(ctx)
	turns := slices.Concat(ifCan(a, consult.Approve, consult.Asked, consult.Found), ifCan(a, consult.Write, consult.Closed))
	return waiting(blockOf("consult.block", consultPath, "consult.block_all"), turns, func(s consult.Status, p db.Page) (db.Rows[consultRow], error) {
		return d.findConsults(ctx, consult.Find{Status: s}, p)
	}, consultLine)
}

func consultLine(r consultRow) Line {
	return Line{Href: refURL(r.Ref()), Title: r.Title, Note: r.Unit, Tag: consultTag(r.Status)}
}
