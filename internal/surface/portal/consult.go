package portal

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const (
	consultPath  = "/consult"
	consultTrack = consultPath + "/track"
)

type (
	// A consultsView is the list of what the public is asked about, and of what it was.
	consultsView struct {
		Open, Ended []consultRow
		After       string
	}
	// A consultRow is one consultation in the list.
	consultRow struct {
		consult.Consult
		Href, Unit string
		Tag        web.Tag
		Left       string
	}
	// A consultView is the page of a consultation.
	consultView struct {
		consult.Asking
		Tag       web.Tag
		Left      string
		Href      string
		Channels  []web.Fact
		Sum       []web.Fact // the counts that the received are the sum of
		Ways      []web.Fact
		Decisions []consultDecision
		Hearings  []consultHearing
	}
	consultDecision struct {
		consult.Judged
		Tag     web.Tag
		Clauses string
	}
	consultHearing struct {
		consult.HearingView
		Tag     web.Tag
		Facts   []web.Fact
		Example string // of the command that does the draw again
	}
	// A consultForm is an opinion as its sender writes it.
	consultForm struct {
		ID consult.ID `form:"id" type:"hidden"` // of the path
		consult.Sending
		Website string `form:"website" label:"consult.trap" type:"trap"` // nobody sees it: who fills it in is a program
		Of      consult.Asking
	}
	// An enrolForm is an enrolment to a hearing.
	enrolForm struct {
		consult.Enrolling
		Website string `form:"website" label:"consult.trap" type:"trap"`
		Of      consultHearing
	}
	// A consultFiled is what the sender keeps.
	consultFiled struct {
		consult.Filed
		Enrolled bool
	}
	consultOpen struct{ consult.By }
	// The form of the sender goes by the pass of the page that it was opened from.
	consultBack struct {
		Pass string `form:"pass" type:"hidden"`
		Sure bool   `form:"sure" label:"consult.sure"`
	}
	// A consultMine is a receipt.
	consultMine struct {
		consult.Mine
		State  web.Tag
		Says   string
		Facts  []web.Fact
		Judged *consultDecision
		Held   *consultHearing
		Acts   []web.Button
	}
)

// Meta is what the head says about the page.
func (v consultsView) Meta() web.Meta {
	return web.Meta{Column: consultColumn, Feeds: []web.Link{{Href: consultPath + feedName, Label: consultColumn.Name}}}
}

// Meta is what the head says about the page.
func (v consultView) Meta() web.Meta {
	return web.Meta{Column: consultColumn, Title: v.Consult.Title, Published: v.Consult.Opened.Start(), Source: v.Unit, Ref: consult.RefOf(v.Consult.ID)}
}

// Options are the clauses of the draft.
func (in consultForm) Options(field string) []web.Option {
	if field != "clause" {
		return nil
	}
	const begins = 24
	out := []web.Option{{Value: "0", Label: i18n.T("consult.whole")}}
	for _, c := range in.Of.Clauses {
		if c.Head {
			continue
		}
		words := []rune(c.Text)
		if len(words) > begins {
			words = append(words[:begins:begins], '…')
		}
		out = append(out, web.Option{Value: strconv.Itoa(c.N), Label: i18n.T("consult.about_clause", c.Name, string(words))})
	}
	return out
}

var (
	consultsPage     = web.MustPage[consultsView](pages, web.Portal, "pages/consult/list.html", "pages/consult/row.html")
	consultPage      = web.MustPage[consultView](pages, web.Portal, "pages/consult/show.html")
	consultSendPage  = web.MustPage[web.FormView[consultForm]](pages, web.Portal, "pages/consult/send.html").In(consultColumn)
	consultEnrolPage = web.MustPage[web.FormView[enrolForm]](pages, web.Portal, "pages/consult/enrol.html").In(consultColumn)
	consultFiledPage = web.MustPage[consultFiled](pages, web.Portal, "pages/consult/filed.html").In(consultColumn)
	consultTrackPage = web.MustPage[web.FormView[consultOpen]](pages, web.Portal, "pages/consult/track.html").In(consultColumn)
	consultMinePage  = web.MustPage[consultMine](pages, web.Portal, "pages/consult/mine.html").In(consultColumn)
	consultBackPage  = web.MustPage[web.FormView[consultBack]](pages, web.Portal, "pages/consult/withdraw.html").In(consultColumn)
)

func (p *Portal) consultRoutes() []web.Route {
	one := consultPath + "/{id}"
	return []web.Route{
		web.Public(consultPath, p.consults).On("consult"),
		web.Public(consultPath+feedName, p.consultFeed).On("consult"),
		web.Public(one, web.Show(consultPage, p.consult)).On("consult"),
		web.Public(one+"/opinions.csv", p.consultTable).On("consult"),
		web.Form(one+"/opinion", auth.Public, web.Act(consultSendPage, nil, func(ctx context.Context, id consult.ID, in consultForm) (web.Reply, error) {
			out, err := p.Consults.Send(visitor(ctx), id, in.Sending, in.Website, web.ClientAddress(ctx))
			return consultFiledPage.With(consultFiled{out, false}), err
		}, nil, web.Submit("consult.send"), web.Beside(p.besideOpinion))),
		web.Form(consultPath+"/hearing/{id}/enrol", auth.Public, web.Act(consultEnrolPage, p.blankEnrolment, func(ctx context.Context, id consult.HearingID, in enrolForm) (web.Reply, error) {
			out, err := p.Consults.Enrol(visitor(ctx), id, in.Enrolling, in.Website, web.ClientAddress(ctx))
			return consultFiledPage.With(consultFiled{out, true}), err
		}, nil, web.Submit("consult.enrol"))),
		web.Form(consultTrack, auth.Public, web.Make(consultTrackPage, nil, func(ctx context.Context, in consultOpen) (web.Reply, error) {
			m, err := p.Consults.Track(visitor(ctx), in.By, web.ClientAddress(ctx))
			return myOpinion(m), err
		}, nil, web.Submit("consult.look"))),
		{Method: "POST", Path: consultTrack + "/act", Perm: auth.Public, Handler: p.openWithdrawal},
		{Method: "POST", Path: consultTrack + "/withdraw", Perm: auth.Public, Handler: web.Make(consultBackPage, nil, p.withdrawOpinion, nil, web.Submit("consult.withdraw")).Handle},
	}
}

func consultURL(id consult.ID) string { return fmt.Sprintf("%s/%d", consultPath, id) }

func (p *Portal) consults(r *web.Req) (web.Reply, error) {
	v, err := p.consultsAfter(r.Context(), r.URL.Query().Get("after"))
	return consultsPage.With(v), err
}

// consultsAfter is a page of the list, newest first.
func (p *Portal) consultsAfter(ctx context.Context, after string) (v consultsView, err error) {
	rows, err := p.Consults.Shown(visitor(ctx), db.Page{After: after})
	if err != nil {
		return v, err
	}
	s, err := p.shelf(ctx)
	if err != nil {
		return v, err
	}
	v.After = rows.Next
	for _, c := range rows.Items {
		takes := c.Takes(p.DB.Today())
		row := consultRow{Consult: c, Href: consultURL(c.ID), Unit: s.unitName(c.UnitID), Tag: consultTag(&c, takes)}
		if takes {
			row.Left = leftText(c.Until.Sub(p.DB.Today()))
			v.Open = append(v.Open, row)
		} else {
			v.Ended = append(v.Ended, row)
		}
	}
	return v, nil
}

func leftText(days int) string {
	if days == 0 {
		return i18n.T("consult.left_today")
	}
	return i18n.T("consult.left_n", days)
}

func consultTag(c *consult.Consult, takes bool) web.Tag {
	switch {
	case takes:
		return web.Tag{Kind: "info", Text: i18n.T("consult.tag.open")}
	case c.Status == consult.Told:
		return web.Tag{Kind: "ok", Text: i18n.T("consult.tag.told")}
	}
	return web.Tag{Kind: "warn", Text: i18n.T("consult.tag.ended")}
}

// consultFeed is what the public is asked about, for readers of feeds.
func (p *Portal) consultFeed(r *web.Req) (web.Reply, error) {
	rows, err := p.Consults.Shown(visitor(r.Context()), db.Page{Size: feedPage, After: r.URL.Query().Get("after")})
	if err != nil {
		return nil, err
	}
	s, err := p.shelf(r.Context())
	if err != nil {
		return nil, err
	}
	f := web.Feed{Path: consultPath, Self: consultPath + feedName, Title: consultColumn.Name, Author: s.home().Name, Since: p.opened(s).Start()}
	for _, c := range rows.Items {
		f.Entries = append(f.Entries, web.Entry{Path: consultURL(c.ID), Title: c.Title, Author: s.unitName(c.UnitID), Published: c.Opened.Start(), Text: strings.TrimSpace(c.Explain + "\n\n" + c.Findings)})
	}
	if rows.Next != "" {
		f.Next = searchURL(f.Self, "after", rows.Next)
	}
	return f, nil
}

// consult is the page of a consultation: where to send an opinion, or what came of them.
func (p *Portal) consult(ctx context.Context, id consult.ID) (v consultView, err error) {
	if v.Asking, err = p.Consults.Show(visitor(ctx), id); err != nil {
		return v, err
	}
	c := &v.Consult
	v.Tag, v.Left, v.Href = consultTag(c, v.Takes), leftText(v.Asking.Left), consultURL(id)
	v.Channels = slices.DeleteFunc([]web.Fact{{Label: "consult.post", Text: c.Post}, {Label: "consult.counter", Text: c.Counter}, {Label: "consult.contact", Text: c.Contact}}, func(f web.Fact) bool { return f.Text == "" })
	for _, j := range v.Asking.Decisions {
		v.Decisions = append(v.Decisions, decisionOf(&j))
	}
	for _, h := range v.Asking.Hearings {
		v.Hearings = append(v.Hearings, hearingOf(h))
	}
	if n := v.Counts; n != nil {
		v.Sum, v.Ways = sumOf(n)
	}
	return v, nil
}

// sumOf are the parts that the received are the sum of, and the ways by which they came.
func sumOf(n *consult.Counts) (parts, ways []web.Fact) {
	for _, v := range consult.Verdicts {
		parts = append(parts, web.Fact{Label: "consult.verdict." + string(v), Text: strconv.Itoa(n.Decided[v])})
	}
	parts = append(parts, web.Fact{Label: "consult.opinion_state.withdrawn", Text: strconv.Itoa(n.Withdrawn)}, web.Fact{Label: "consult.opinion_state.aside", Text: strconv.Itoa(n.Aside), Note: causesText(n.Causes)})
	for _, c := range consult.Channels {
		if n.Channels[c] > 0 {
			ways = append(ways, web.Fact{Label: "consult.channel." + string(c), Text: strconv.Itoa(n.Channels[c])})
		}
	}
	return parts, ways
}

// causesText says how many were set aside for each reason.
func causesText(n map[consult.Cause]int) string {
	var out []string
	for _, c := range consult.Causes {
		if n[c] > 0 {
			out = append(out, i18n.T("consult.cause_n", i18n.T("consult.cause."+string(c)), n[c]))
		}
	}
	return strings.Join(out, i18n.T("list_comma"))
}

func decisionOf(j *consult.Judged) consultDecision {
	kind := map[consult.Verdict]string{consult.Adopt: "ok", consult.Part: "info"}[j.Verdict]
	var names []string
	for _, e := range j.Edits {
		names = append(names, i18n.Text(e.Text()))
	}
	return consultDecision{*j, web.Tag{Kind: kind, Text: i18n.T("consult.verdict." + string(j.Verdict))}, strings.Join(names, i18n.T("list_comma"))}
}

func hearingOf(h consult.HearingView) consultHearing {
	kind := map[consult.Status]string{consult.Called: "info", consult.Held: "ok", consult.Cancelled: "bad"}[h.Status]
	out := consultHearing{HearingView: h, Tag: web.Tag{Kind: kind, Text: i18n.T("consult.hearing_state." + string(h.Status))}}
	out.Facts = slices.DeleteFunc([]web.Fact{
		{Label: "consult.hearing_day", Text: string(h.Day), Note: h.Time},
		{Label: "consult.hearing_place", Text: h.Place},
		{Label: "consult.seats", Text: i18n.T("consult.enrolled_n", h.Seats)},
		{Label: "consult.enrol_until", Text: string(h.Until)},
		{Label: "consult.enrolled", Text: i18n.T("consult.enrolled_n", h.N)},
		{Label: "consult.seed_source", Text: h.Source},
		{Label: "consult.seed", Text: h.Seed},
		{Label: "consult.material", Text: h.Material, Note: string(h.Delivered)},
		{Label: "consult.reason", Text: h.Reason},
	}, func(f web.Fact) bool { return f.Text == "" })
	if len(h.Tickets) > 0 {
		out.Example = fmt.Sprintf("printf '%%s' '%s/%s' | sha256sum", h.Seed, h.Tickets[0].Number)
	}
	return out
}

// besideOpinion is what stands beside the form of an opinion. The address may say about which
// clause it is; after the last day the page says so, with what was typed.
func (p *Portal) besideOpinion(ctx context.Context, in consultForm) (consultForm, error) {
	of, err := p.Consults.Show(visitor(ctx), in.ID)
	in.Of = of
	return in, err
}

func (p *Portal) blankEnrolment(ctx context.Context, id consult.HearingID) (in enrolForm, err error) {
	h, err := p.Consults.HearingShown(visitor(ctx), id)
	in.Of, in.Token = hearingOf(h), rand.Text()
	return in, err
}

// openWithdrawal opens the form that takes an opinion back.
func (p *Portal) openWithdrawal(r *web.Req) (web.Reply, error) {
	in, err := web.Bind[consultBack](r)
	if err != nil {
		return nil, err
	}
	m, err := p.Consults.Track(visitor(r.Context()), consult.By{Pass: in.Pass}, web.ClientAddress(r.Context()))
	return openBack(consultBackPage, consultTrack, consultBack{Pass: in.Pass}, "consult.withdraw", len(m.May), err)
}

func (p *Portal) withdrawOpinion(ctx context.Context, in consultBack) (web.Reply, error) {
	if !in.Sure {
		return nil, fault.Field("sure", "consult.need.withdraw")
	}
	m, err := p.Consults.Withdraw(visitor(ctx), consult.By{Pass: in.Pass}, web.ClientAddress(ctx))
	return myOpinion(m), err
}

// myOpinion is the page of a receipt.
func myOpinion(m consult.Mine) web.Reply {
	v := consultMine{Mine: m, State: web.Tag{Kind: "info", Text: i18n.T("consult.opinion_state." + string(cmpStatus(m.Status)))}}
	about, cause := m.About, ""
	if about == "" {
		about = i18n.T("consult.whole")
	}
	if m.Cause != "" {
		cause = i18n.T("consult.cause." + string(m.Cause))
	}
	says := string(m.Stage)
	switch {
	case m.Enrolment != nil:
		h := hearingOf(*m.Hearing)
		v.Held, v.State, about, says = &h, h.Tag, "", saysOfDraw(&m)
	case m.Status != consult.Received:
		says = string(m.Status)
	case m.Judged != nil:
		d := decisionOf(m.Judged)
		v.Judged, v.State, says = &d, d.Tag, string(d.Verdict)
	}
	v.Says = i18n.T("consult.says."+says, m.Until, m.Unit)
	v.Facts = slices.DeleteFunc([]web.Fact{
		{Label: "consult.clause", Text: about},
		{Label: "consult.received", Text: string(m.Received)},
		{Label: "consult.name", Text: m.Shown.Name},
		{Label: "consult.phone", Text: m.Shown.Phone},
		{Label: "consult.cause", Text: cause, Note: m.Said},
	}, func(f web.Fact) bool { return f.Text == "" })
	if len(m.May) > 0 {
		v.Acts = []web.Button{{Href: consultTrack + "/act", Label: i18n.T("consult.withdraw"), Post: true, Secondary: true, With: []web.Sent{{Name: "pass", Value: m.Pass}}}}
	}
	return consultMinePage.With(v)
}

// cmpStatus is where a receipt stands; that of an enrolment is its hearing's.
func cmpStatus(s consult.Status) consult.Status {
	if s == "" {
		return consult.Received
	}
	return s
}

// saysOfDraw is what the draw came to for somebody.
func saysOfDraw(m *consult.Mine) string {
	switch {
	case m.Hearing.Status == consult.Cancelled:
		return "all"
	case m.Hearing.Seed == "":
		return "called"
	case m.Enrolment.Chosen:
		return "chosen"
	}
	return "not_chosen"
}

// consultTable is the outcome as a table, a line a decision.
func (p *Portal) consultTable(r *web.Req) (web.Reply, error) {
	id, err := web.ID[consult.ID](r)
	if err != nil {
		return nil, err
	}
	v, err := p.consult(r.Context(), id)
	if err != nil {
		return nil, err
	}
	if v.Counts == nil {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	rows := [][]string{{i18n.T("consult.no"), i18n.T("consult.gist"), i18n.T("consult.n"), i18n.T("consult.verdict"), i18n.T("consult.why"), i18n.T("consult.clauses_of")}}
	for _, d := range v.Decisions {
		rows = append(rows, []string{strconv.Itoa(d.No), d.Gist, strconv.Itoa(d.N), d.Tag.Text, d.Why, d.Clauses})
	}
	return web.CSVOf(i18n.T("consult.file", v.Consult.Title), rows)
}
