package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web"
)

// foi/7 is a request; its page and the forms of its acts stand under case, what is
// about a part of it under the name of the part.
const (
	foiPath  = "/desk/foi"
	casePath = foiPath + "/case"
)

// A requestRow is a request as lists show it.
type requestRow struct {
	foi.Row
	Unit string
	Lamp web.Light
}

// Href is the page of the request.
func (r requestRow) Href() string { return caseURL(r.ID) }

func caseURL(id foi.ID) string { return fmt.Sprintf("%s/%d", casePath, id) }

func casePage(r *foi.Request) string { return caseURL(r.ID) }

func caseTag(s foi.Status) web.Tag {
	kind := map[foi.Status]string{
		foi.Waiting: "warn", foi.Received: "info", foi.Handling: "info", foi.Reviewing: "info", foi.Clearing: "info", foi.Signing: "info", foi.Serving: "warn",
		foi.Bounced: "bad", foi.Answered: "ok",
	}[s]
	return web.Tag{Kind: kind, Text: i18n.T("foi.state." + string(s))}
}

var requestList = web.ListPage[foi.Find, requestRow](web.Desk, "foi.requests",
	web.Col[requestRow]{Label: "foi.due", Class: "o1", Cell: func(r requestRow) web.Cell { return web.Cell{Light: r.Lamp} }},
	web.Col[requestRow]{Label: "foi.number", Class: "ti", Cell: numberOf},
	web.Col[requestRow]{Label: "foi.state", Cell: func(r requestRow) web.Cell { return web.Cell{Tag: caseTag(r.Status)} }},
	web.Col[requestRow]{Label: "foi.applicant", Class: "xs", Cell: func(r requestRow) web.Cell { return web.Cell{Text: r.Shown} }},
	web.Col[requestRow]{Label: "foi.unit", Cell: func(r requestRow) web.Cell { return web.Cell{Text: r.Unit} }},
	web.Col[requestRow]{Label: "foi.received", Class: "num xs", Cell: func(r requestRow) web.Cell { return dayCell(r.Received) }},
	web.Col[requestRow]{Label: "foi.last_day", Class: "num o2", Cell: func(r requestRow) web.Cell {
		c := dayCell(max(r.Due, r.Until))
		if r.Provisional {
			c.Tag = web.Tag{Kind: "warn", Text: i18n.T("desk.provisional")}
		}
		return c
	}},
)

// numberOf is the number of a request, with a word below that it was handled on paper.
func numberOf(r requestRow) web.Cell {
	c := web.Cell{Text: r.Number, Href: r.Href()}
	if r.Batch != 0 {
		c.Sub = i18n.T("foi.paper_case")
	}
	return c
}

func dayCell(d calendar.Day) web.Cell {
	if d == "" {
		return web.Cell{Text: web.Nothing}
	}
	return web.Cell{Text: string(d)}
}

func (d *Desk) foiRoutes() []web.Route {
	return slices.Concat([]web.Route{
		web.GET(foiPath, foi.See, web.List(requestList, d.findRequests, web.Options("unit", d.unitChoices), web.Empty("foi.empty"),
			web.Export(web.Item{Path: foiPath + "/export", Perm: foi.Export}), web.Create(web.Item{Label: "foi.receive", Path: foiPath + "/new", Perm: foi.Take}))),
		web.GET(foiPath+"/{id}", foi.See, func(r *web.Req) (web.Reply, error) {
			id, err := web.ID[foi.ID](r)
			return web.Redirect(caseURL(id)), err
		}),
		web.GET(casePath+"/{id}", foi.See, web.Show(caseShow, d.request)),
		web.GET(casePath+"/{id}/preview", foi.See, web.Show(letterShow, d.previewReply)),
	}, d.foiFigureRoutes(), d.paperRoutes(), d.incomingRoutes(), d.aidRoutes(), d.foiActRoutes(), d.foiPartRoutes(), d.foiServeRoutes(), d.foiSheetRoutes(), d.endorseRoutes(), d.foiSealedRoutes(), d.foiForgetRoutes(), d.foiRestoreRoutes(), d.foiDispatchRoutes(), d.foiRedactRoutes(), d.foiCopyRoutes())
}

func (d *Desk) findRequests(ctx context.Context, q foi.Find, p db.Page) (db.Rows[requestRow], error) {
	found, err := d.Requests.Find(ctx, q, p)
	if err != nil {
		return db.Rows[requestRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	if err != nil {
		return db.Rows[requestRow]{}, err
	}
	cal, err := d.Holidays.Current(ctx)
	if err != nil {
		return db.Rows[requestRow]{}, err
	}
	lamp, err := d.lampOf(ctx, cal)
	return db.Map(found, func(r foi.Row) requestRow { return requestRow{r, names[r.UnitID], lamp(r)} }), err
}

// lampOf says how replies stand today: shape, colour and words. When one is due
// soon is the setting of the district that all duties go by.
func (d *Desk) lampOf(ctx context.Context, cal *calendar.Calendar) (func(foi.Row) web.Light, error) {
	soon, err := read(ctx, d, d.Duties.SoonDay)
	today := d.DB.Today()
	return func(r foi.Row) web.Light {
		l := r.Lamp(today, soon)
		kind, text := string(l), ""
		switch l {
		case foi.Unreceived:
			kind, text = "soon", i18n.T("foi.stands.waiting")
		case foi.Overdue:
			text = i18n.T("foi.lamp.late", cal.WorkBetween(r.FirstDue(), today))
		case foi.DueSoon, foi.InTime:
			text = i18n.T("foi.lamp.left", cal.WorkBetween(today, r.Due))
		case foi.Unclocked, foi.MadeIn, foi.MadeLate, foi.Ended:
			text = i18n.T("foi.stands." + kind)
		}
		return web.Light{Kind: kind, Text: text}
	}, err
}

// A caseView is the page of a request.
type caseView struct {
	foi.View
	State   web.Tag
	Lamp    web.Light
	Facts   []web.Fact
	Person  []web.Fact
	Mail    []attachedLine // what was attached to the letters that it was made of
	Items   []itemLine
	Asked   []askedLine
	Aid     []aidLine
	Letters []letterLine
	Sheets  []web.Link // to be printed
	Fees    []feeLine
	Told    []noticeLine
	Found   []findingLine
	Steps   []nextLine // what is next
	Alike   []requestRow
	Same    []sameLine  // of the same applicant, for the same thing
	Cases   []remedyRow // complaints, reviews and suits about it
	Can     []web.Fact  // what the applicant can still do, and until when
	Buttons []web.Button
	History []web.Event
	Units   map[int64]string

	Handlers []handlerLine // who may be given the case
}

type handlerLine struct {
	ID   int64
	Name string
}

// An itemLine is one thing that is asked for.
type itemLine struct {
	foi.Item
	Name    string // of the result
	Missing []string
	Edit    bool
	Redact  bool       // given in part: a record can be redacted for it
	Give    bool       // the copies of what it gives out can be put with it
	Said    []web.Fact // what the decision rests on
	Out     []heldLine
	File    []heldLine
	Records []recordLine
	Wish    web.Link // to propose that it be public, or to the proposal that there is
}

type recordLine struct {
	ID    foi.RedactionID
	Title string
	State web.Tag
}

type askedLine struct {
	foi.Consult
	Kind, State, Opinion string
	About                string // the one thing of several that they are asked about
	Reach, Hear, Unreach bool
	Overrule             bool // disclose all the same
	Proof                []web.Fact
}

type aidLine struct {
	foi.Aid
	Kind, Unit string
}

type letterLine struct {
	foi.Mailed
	Name, Way string
	Proof     string // how it came to whom it is for
	MayGet    bool   // its receipt may be noted
	MayProve  bool   // and what proves it
	MaySend   bool   // it has not gone out, or it came back
	MayBack   bool   // it may be noted that it came back
}

type feeLine struct {
	foi.Charge
	Sum, State string
	People     string
	Lines      []string
	Refund     bool
}

type findingLine struct {
	Tag  web.Tag
	Text string
	Item int
}

const caseParts = "pages/foi/parts.html"

var (
	caseShow   = web.MustPage[caseView](pages, web.Desk, "pages/foi/case.html", caseParts, samePart, incomingParts, derivationPart)
	letterShow = web.MustPage[letterView](pages, web.Desk, "pages/foi/letter.html", caseParts)
)

func (d *Desk) request(ctx context.Context, id foi.ID) (v caseView, err error) {
	if v.View, err = d.Requests.View(ctx, id); err != nil {
		return v, err
	}
	if v.Units, err = d.Units.Shorts(ctx); err != nil {
		return v, err
	}
	cal, err := d.Holidays.Current(ctx)
	if err != nil {
		return v, err
	}
	r := &v.Request
	v.State = caseTag(r.Status)
	lamp, err := d.lampOf(ctx, cal)
	if err != nil {
		return v, err
	}
	v.Lamp = lamp(foi.Row{Status: r.Status, Due: r.Due, Missed: r.Missed, Answered: r.Answered, Sort: r.Sort})
	v.Facts, v.Person = caseFacts(auth.From(ctx), &v), applicantFacts(v.Applicant)
	v.Person = slices.Concat(v.Person, sealedFacts("foi.identity", v.Identity), sealedFacts("foi.authority", v.Authority), sealedFacts("foi.restored", v.Restored))
	may := func(a foi.Act) bool { return slices.Contains(v.Acts, a) }
	if v.Items, err = d.itemLines(ctx, &v, may(foi.ActWork)); err != nil {
		return v, err
	}
	v.inquiries(may)
	a := auth.From(ctx)
	v.papers(a)
	v.Found, v.Steps = findingLines(&v), nextLines(&v.View)
	if err := d.besides(ctx, &v); err != nil {
		return v, err
	}
	if may(foi.ActAssign) {
		if v.Handlers, err = d.handlers(ctx, id); err != nil {
			return v, err
		}
	}
	v.Buttons = caseButtons(a, &v)
	v.History = entryEvents(v.View.History, briefEvent)
	return v, nil
}

// inquiries are who was asked outside and inside, and what came by mail.
func (v *caseView) inquiries(may func(foi.Act) bool) {
	for _, q := range v.View.Asked {
		open := q.Answer == foi.Sent || q.Answer == foi.Reached
		line := askedLine{Consult: q, Kind: i18n.T("foi.ask_kind." + string(q.Kind)), State: i18n.T("foi.answer." + string(q.Answer)), Reach: q.Answer == foi.Sent && may(foi.ActReach), Unreach: unreachable(&v.View, q) && may(foi.ActUnreach), Hear: (open || q.Answer == foi.Silent) && may(foi.ActHear)}
		if at := slices.IndexFunc(v.View.Items, func(it foi.Item) bool { return it.ID == q.Item }); at >= 0 && len(v.View.Items) > 1 {
			line.About = i18n.T("foi.ask_one", at+1, v.View.Items[at].Text)
		}
		line.Proof = sealedFacts("", v.Evidence[q.ID])
		line.Overrule = q.Objects() && may(foi.ActOverrule)
		if q.Opinion != "" {
			line.Opinion = i18n.T("foi.opinion." + string(q.Opinion))
		}
		v.Asked = append(v.Asked, line)
	}
	for _, a := range v.View.Aid {
		v.Aid = append(v.Aid, aidLine{a, i18n.T("foi.aid_kind." + string(a.Kind)), v.Units[a.UnitID]})
	}
	for _, x := range v.Incoming {
		v.Mail = append(v.Mail, attachedLines(x.Kept)...)
	}
}

// papers are the letters, fees and notices of the case.
func (v *caseView) papers(a auth.Actor) {
	unitID := v.Request.UnitID
	v.Sheets = sheetLinks(&v.Request)
	v.Letters = letterLines(&v.View, a.CanAt(foi.Handle, unitID))
	for _, c := range v.Charges {
		v.Fees = append(v.Fees, feeLineOf(c, a.CanAt(foi.Extend, unitID)))
	}
	for _, n := range v.Notices {
		v.Told = append(v.Told, noticeLineOf(n, a.CanAt(foi.Handle, unitID)))
	}
}

// handlers are the people who may handle a request.
func (d *Desk) handlers(ctx context.Context, id foi.ID) (out []handlerLine, err error) {
	ids, err := d.Requests.Handlers(ctx, id)
	if err != nil {
		return nil, err
	}
	names, err := d.Users.Names(ctx, ids)
	for _, id := range ids {
		out = append(out, handlerLine{id, names[id]})
	}
	return out, err
}

// itemLines are the items of a request, each with what may be done about it.
func (d *Desk) itemLines(ctx context.Context, v *caseView, edit bool) (out []itemLine, err error) {
	for _, it := range v.View.Items {
		line := itemLineOf(it, edit)
		line.Records = recordLines(v.Records, it.ID)
		line.Said = saidOf(&it)
		line.Give = edit && len(it.Given) > 0
		line.Out, line.File = givenLines(&it, v.Records, edit), heldLines(&it, edit)
		if line.Wish, err = d.proposalLink(ctx, &v.Request, it); err != nil {
			return nil, err
		}
		out = append(out, line)
	}
	return out, nil
}

func itemLineOf(it foi.Item, edit bool) itemLine {
	line := itemLine{Item: it, Edit: edit, Redact: edit && it.Result == ""}
	if res, ok := law.ResultOf(it.Result); ok {
		line.Name, line.Redact = res.Name, edit && res.Remedy == law.ByParts
	}
	if err := it.Check(); err != nil {
		f := fault.As(err).Fields
		for _, name := range slices.Sorted(maps.Keys(f)) {
			line.Missing = append(line.Missing, i18n.Text(f[name]))
		}
	}
	return line
}

// letterLines are the letters of a case with what proves that they came.
func letterLines(v *foi.View, handles bool) (out []letterLine) {
	for _, m := range v.Letters {
		line := letterLineOf(m, handles && v.Request.Forgotten == "")
		if p, ok := v.Proofs[m.ID]; ok {
			line.Proof, line.MayProve = i18n.T("foi.outcome."+string(p.Outcome)), false
		}
		out = append(out, line)
	}
	return out
}

func letterLineOf(m foi.Mailed, handles bool) letterLine {
	out := handles && m.Sent != "" && m.Back == ""
	line := letterLine{Mailed: m, MayGet: out && m.Got == "", MayProve: out && m.How != foi.Electronic}
	line.MaySend, line.MayBack = awayOf(m, handles)
	if k, ok := law.LetterOf(m.Kind); ok {
		line.Name = k.Name
	}
	if m.Sent != "" {
		line.Way = i18n.T("foi.serve_how." + string(m.How))
	}
	return line
}

func feeLineOf(c foi.Charge, head bool) feeLine {
	line := feeLine{Charge: c, Sum: i18n.T("foi.yuan", foi.Yuan(c.Fen)), State: i18n.T("foi.paid_state." + string(c.State)), Refund: head && c.State == foi.Settled}
	line.People = i18n.T("foi.fee_people", c.Proposer, c.Approver)
	if c.Approver == "" {
		line.People = i18n.T("foi.fee_proposer", c.Proposer)
	}
	for _, l := range c.Lines {
		line.Lines = append(line.Lines, i18n.T("foi.fee_line", i18n.Text(l.Band(c.Standard)), i18n.T("foi.rate."+string(c.Standard), foi.Yuan(l.Rate)), foi.Yuan(l.Amount)))
	}
	return line
}

func findingLines(v *caseView) (out []findingLine) {
	for _, f := range v.View.Found {
		tag := web.Tag{Kind: "warn", Text: i18n.T("foi.severity.warn")}
		if f.Severity == foi.Blocks {
			tag = web.Tag{Kind: "bad", Text: i18n.T("foi.severity.block")}
		}
		at := slices.IndexFunc(v.View.Items, func(it foi.Item) bool { return it.ID == f.Item })
		out = append(out, findingLine{tag, i18n.Text(f.Text), at + 1})
	}
	return out
}

// briefEvent adds to an entry the day that it is about and the reason.
func briefEvent(e journal.Entry, out *web.Event) {
	var b foi.Brief
	if e.Decode(&b) == nil {
		out.Text = b.Note
		if b.Due != "" {
			out.Text = strings.TrimSpace(out.Text + " " + i18n.T("foi.event_due", b.Due))
		}
	}
}

// foiWait counts what waits for the reader, for the menu.
func (d *Desk) foiWait(ctx context.Context) (int, error) {
	return tally(turns(auth.From(ctx)), func(s foi.Status, p db.Page) (int, error) {
		rows, err := d.Requests.Find(ctx, foi.Find{Status: s}, p)
		return rows.Total, err
	})
}

// turns are the states in which a request waits for somebody with the rights of a.
func turns(a auth.Actor) (out []foi.Status) {
	for _, t := range []struct {
		state foi.Status
		perm  auth.Perm
	}{
		{foi.Waiting, foi.Take}, {foi.Received, foi.Assign}, {foi.Reviewing, foi.Review}, {foi.Clearing, foi.Clear}, {foi.Signing, foi.Sign}, {foi.Serving, foi.Handle}, {foi.Bounced, foi.Handle},
	} {
		if a.Can(t.perm) {
			out = append(out, t.state)
		}
	}
	return out
}

// foiBlocks is what waits for the reader on the page of today, state by state.
func (d *Desk) foiBlocks(ctx context.Context) (out []Block, err error) {
	for _, state := range turns(auth.From(ctx)) {
		rows, err := d.findRequests(ctx, foi.Find{Status: state}, db.Page{Size: blockLines})
		if err != nil {
			return nil, err
		}
		b := Block{Title: i18n.T("foi.block." + string(state)), All: web.Link{Href: foiPath + "?state=" + string(state), Label: i18n.T("foi.block_all", rows.Total)}}
		for _, r := range rows.Items {
			b.Lines = append(b.Lines, Line{Href: r.Href(), Title: r.Number, Note: r.Unit + "\u3000" + r.Lamp.Text})
		}
		out = append(out, b)
	}
	letters, err := d.incomingBlock(ctx, i18n.T("foi.incoming_block"), foi.Unsorted)
	if err != nil {
		return nil, err
	}
	aside, err := d.incomingBlock(ctx, i18n.T("foi.incoming_aside_block"), foi.Aside)
	if err != nil {
		return nil, err
	}
	asked, err := d.aidBlock(ctx)
	if err != nil {
		return nil, err
	}
	unread, err := d.noticesBlock(ctx)
	return append(out, letters, aside, asked, unread), err
}
