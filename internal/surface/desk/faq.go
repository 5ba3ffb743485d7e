package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const faqPath = "/desk/faq"

type (
	// A faqRow is an entry as lists show it.
	faqRow struct {
		faq.Entry
		Unit string
	}
	// A faqView is the page of an entry.
	faqView struct {
		faq.View
		State   web.Tag
		Facts   []web.Fact
		Doubts  []measureDoubt
		Figures string // that stand in no quoted clause
		Public  string // its page, if it has one
		Buttons []web.Button
		History []web.Event
	}
	// A faqAid is what somebody who writes an answer has to read: the letter, and the
	// documents that are quoted.
	faqAid struct {
		Letter message.Publication
		Texts  []policy.Reading
		All    bool // every row is drawn
	}
	// onFAQ is what the form of an act shows beside its fields.
	onFAQ struct {
		Act faq.Act
		Of  faqView
		May bool
		Aid faqAid
	}
	faqNew struct {
		faq.Begin
		Aid faqAid
	}
	faqEdit struct {
		faq.Edit
		onFAQ
	}
	faqAsk struct {
		faq.Asking
		onFAQ
	}
	faqSeen struct {
		faq.Seen
		onFAQ
	}
	faqWhy struct {
		faq.Because
		onFAQ
	}
)

// About says what follows from the act.
func (in onFAQ) About() string { return i18n.T("faq.about." + web.ShortAct(in.Act)) }

// Hides leaves out the rows that nobody has asked for.
func (in faqNew) Hides(field string) bool { return in.Aid.hides(&in.Edit, field) }

// Hides leaves out the rows that nobody has asked for.
func (in faqEdit) Hides(field string) bool { return in.Aid.hides(&in.Edit, field) }

// Hides leaves the question out that nothing gives rise to.
func (in faqAsk) Hides(field string) bool { return field == "sure" && in.Of.Figures == "" }

func (a *faqAid) hides(in *faq.Edit, field string) bool {
	return !a.All && (web.Spare(field, "quotes", web.Used(in.Quotes[:])+1) || web.Spare(field, "links", max(web.Used(in.Links[:]), 1)))
}

func faqPage[In any]() *web.Page[web.FormView[In]] {
	return web.MustPage[web.FormView[In]](pages, web.Desk, "pages/faq/act.html", "pages/faq/parts.html")
}

var (
	faqList = web.ListPage[faq.Find, faqRow](web.Desk, "faq.entries",
		web.Col[faqRow]{Label: "faq.state", Class: "o1", Cell: func(r faqRow) web.Cell { return web.Cell{Tag: faqTag(r.Status)} }},
		web.Col[faqRow]{Label: "faq.question", Class: "ti", Cell: func(r faqRow) web.Cell {
			return web.Cell{Text: r.Question, Href: refURL(r.Ref()), Sub: r.Audience}
		}},
		web.Col[faqRow]{Label: "faq.topic", Cell: func(r faqRow) web.Cell { return web.Cell{Text: r.Topic} }},
		web.Col[faqRow]{Label: "faq.unit", Class: "xs", Cell: func(r faqRow) web.Cell { return web.Cell{Text: r.Unit} }},
		web.Col[faqRow]{Label: "faq.looked", Class: "num o2", Cell: func(r faqRow) web.Cell { return dayCell(r.Looked) }},
	)
	faqShow     = web.MustPage[faqView](pages, web.Desk, "pages/faq/show.html", "pages/faq/parts.html")
	faqNewPage  = web.MustPage[web.FormView[faqNew]](pages, web.Desk, "pages/faq/new.html", "pages/faq/parts.html")
	faqEditPage = faqPage[faqEdit]()
	faqAskPage  = faqPage[faqAsk]()
	faqSeenPage = faqPage[faqSeen]()
	faqWhyPage  = faqPage[faqWhy]()
)

func (d *Desk) faqRoutes() []web.Route {
	s, one := d.FAQs, faqPath+"/{id}"
	why := func(act faq.Act, do func(context.Context, faq.ID, faq.Because) (*faq.Entry, error)) web.Route {
		return onFAQs(d, faqWhyPage, act, func(rev int64, on onFAQ) faqWhy { return faqWhy{faq.Because{Rev: rev}, on} },
			func(in faqWhy) faq.Because { return in.Because }, do)
	}
	more := web.Aside("more", "faq.more_rows", func(ctx context.Context, in faqNew) (faqNew, error) {
		in.Aid.All = true
		return d.besideFAQ(ctx, in)
	})
	return []web.Route{
		web.GET(faqPath, faq.See, web.List(faqList, d.findFAQs, web.Options("unit", d.unitChoices), web.Options("topic", d.faqTopics), web.Empty("faq.empty"),
			web.Create(web.Item{Label: "faq.make", Path: faqPath + "/new", Perm: faq.Write}))),
		web.Form(faqPath+"/new", faq.Write, web.Make(faqNewPage, nil, func(ctx context.Context, in faqNew) (*faq.Entry, error) {
			return s.Make(ctx, in.Begin)
		}, faqNext, web.Options("unit", d.faqUnits), web.Options("topic", d.faqTopics), web.Beside(d.besideFAQ), web.Submit("faq.make"), more, web.Done("faq.done"), web.Cancel(faqPath))),
		web.GET(one, faq.See, web.Show(faqShow, d.faq)),
		onFAQs(d, faqEditPage, faq.ActEdit, func(rev int64, on onFAQ) faqEdit {
			in := faqEdit{on.Of.Written, on}
			in.Rev, in.Aid.All = rev, true
			return in
		}, func(in faqEdit) faq.Edit { return in.Edit }, s.Edit),
		onFAQs(d, faqAskPage, faq.ActAsk, func(rev int64, on onFAQ) faqAsk { return faqAsk{faq.Asking{Rev: rev}, on} }, func(in faqAsk) faq.Asking { return in.Asking }, s.Ask),
		onFAQs(d, faqSeenPage, faq.ActApprove, func(rev int64, on onFAQ) faqSeen { return faqSeen{faq.Seen{Rev: rev}, on} }, func(in faqSeen) faq.Seen { return in.Seen }, s.Approve),
		why(faq.ActReturn, s.Return),
		why(faq.ActUphold, s.Uphold),
		why(faq.ActWithdraw, s.Withdraw),
		why(faq.ActEnd, s.End),
		why(faq.ActDiscard, s.Discard),
	}
}

func faqNext(e *faq.Entry) string { return refURL(e.Ref()) }

// onFAQs is the form of one act on an entry. The permission of each is in the table.
func onFAQs[Form, In any](
	d *Desk, page *web.Page[web.FormView[Form]], act faq.Act, blank func(rev int64, on onFAQ) Form, told func(Form) In,
	do func(context.Context, faq.ID, In) (*faq.Entry, error),
) web.Route {
	at := faqPath + "/{id}"
	load := func(ctx context.Context, id faq.ID) (in Form, err error) {
		v, err := d.faq(ctx, id)
		if err != nil {
			return in, err
		}
		on := onFAQ{Act: act, Of: v, May: slices.Contains(v.Acts, act)}
		if act == faq.ActEdit {
			on.Aid.Texts, err = d.FAQs.Texts(ctx, v.Written)
		}
		return blank(v.Entry.Rev, on), err
	}
	return web.Form(at+"/"+web.ActPath(act), faq.See, web.Act(page, load, func(ctx context.Context, id faq.ID, in Form) (*faq.Entry, error) {
		return do(ctx, id, told(in))
	}, faqNext, web.Options("topic", d.faqTopics), web.Submit(string(act)), web.Done("faq.done"), web.Cancel(at)))
}

func faqTag(s faq.Status) web.Tag {
	kind := map[faq.Status]string{faq.Waiting: "warn", faq.Open: "ok", faq.Doubted: "bad"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("faq.state." + string(s))}
}

func (d *Desk) findFAQs(ctx context.Context, q faq.Find, p db.Page) (db.Rows[faqRow], error) {
	found, err := d.FAQs.Find(ctx, q, p)
	if err != nil {
		return db.Rows[faqRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(e faq.Entry) faqRow { return faqRow{e, names[e.UnitID]} }), err
}

func (d *Desk) faqTopics(ctx context.Context) (out []web.Option, err error) {
	topics, err := d.FAQs.Topics(ctx)
	for _, t := range topics {
		out = append(out, web.Option{Value: t, Label: t})
	}
	return out, err
}

// faqUnits are the units for which the reader may write.
func (d *Desk) faqUnits(ctx context.Context) ([]web.Option, error) {
	all, err := d.unitChoices(ctx)
	may := auth.From(ctx)
	return slices.DeleteFunc(all, func(o web.Option) bool {
		id, err := strconv.ParseInt(o.Value, 10, 64)
		return err != nil || !may.CanAt(faq.Write, id)
	}), err
}

// besideFAQ begins with what is known: the unit of the reader, and the letter with its reply
// as they may be public; and shows what is quoted.
func (d *Desk) besideFAQ(ctx context.Context, in faqNew) (_ faqNew, err error) {
	if in.Unit == 0 {
		in.Unit = auth.From(ctx).Unit
	}
	if in.Letter != 0 {
		if in.Aid.Letter, err = d.Messages.Masked(ctx, message.ID(in.Letter)); err != nil {
			return in, err
		}
		if in.Question == "" && in.Explanation == "" {
			in.Question, in.Explanation = firstRunes(in.Aid.Letter.Title, 60), in.Aid.Letter.Answer
		}
	}
	in.Aid.Texts, err = d.FAQs.Texts(ctx, in.Edit)
	return in, err
}

func firstRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

func (d *Desk) faq(ctx context.Context, id faq.ID) (v faqView, err error) {
	if v.View, err = d.FAQs.View(ctx, id); err != nil {
		return v, err
	}
	e := &v.Entry
	v.State, v.Facts, v.Figures = faqTag(e.Status), faqFacts(&v), strings.Join(e.Figures, i18n.T("list_comma"))
	for _, x := range e.Doubts {
		v.Doubts = append(v.Doubts, measureDoubt{i18n.Text(x.Text()), x.Clause.Text, x.Now})
	}
	if slices.Contains(faq.Public, e.Status) {
		v.Public = "/" + e.Ref()
	}
	v.Buttons = web.Buttons(slices.DeleteFunc(v.Acts, func(a faq.Act) bool { return a == faq.ActDoubt || a == faq.ActLapse }), refURL(e.Ref()), "faq")
	v.History, err = d.history(ctx, e.Ref(), reasonOf)
	return v, err
}

func faqFacts(v *faqView) []web.Fact {
	e := &v.Entry
	facts := []web.Fact{
		{Label: "faq.unit", Text: v.Unit},
		{Label: "faq.topic", Text: e.Topic},
		{Label: "faq.audience", Text: e.Audience},
		{Label: "faq.contact", Text: e.Contact},
		{Label: "faq.opened", Text: string(e.Opened)},
		{Label: "faq.looked", Text: string(e.Looked)},
		{Label: "faq.until", Text: string(e.Until)},
		{Label: "faq.since", Text: string(e.Since)},
		{Label: "faq.reason", Text: e.Reason},
	}
	if len(e.Figures) > 0 {
		text := strings.Join(e.Figures, i18n.T("list_comma"))
		if e.Sure {
			text = i18n.T("faq.figures_sure", text)
		}
		facts = append(facts, web.Fact{Label: "faq.figures_label", Text: text})
	}
	if e.Letter != 0 {
		facts = append(facts, web.Fact{Label: "faq.letter", Text: i18n.T("faq.letter_open"), Href: refURL(message.RefOf(e.Letter))})
	}
	if e.Opened != "" {
		facts = append(facts, web.Fact{Label: "faq.votes", Text: i18n.T("faq.votes_text", v.Votes.Useful, v.Votes.Useless)})
	}
	return given(facts)
}

// faqsOf are the entries that quote a document, for its page.
func (d *Desk) faqsOf(ctx context.Context, id policy.ID) (out []faqRow, err error) {
	if !auth.From(ctx).Can(faq.See) {
		return nil, nil
	}
	rows, err := d.findFAQs(ctx, faq.Find{Document: id}, db.Page{Size: 200})
	return rows.Items, err
}

// faqsFrom are the entries that were made from a letter, and where to make one: "" for who may not.
func (d *Desk) faqsFrom(ctx context.Context, m *message.Message) (out []faq.Entry, begin string, err error) {
	may := auth.From(ctx)
	if may.Can(faq.Write) && m.Status == message.Replied && m.Gone == "" {
		begin = fmt.Sprintf("%s/new?letter=%d", faqPath, m.ID)
	}
	if may.Can(faq.See) {
		out, err = d.FAQs.FromLetter(ctx, m.ID)
	}
	return out, begin, err
}

// faqBlocks is what waits for the reader on the page of today.
func (d *Desk) faqBlocks(ctx context.Context) ([]Block, error) {
	in := func(s faq.Status, p db.Page) (db.Rows[faqRow], error) { return d.findFAQs(ctx, faq.Find{Status: s}, p) }
	return waiting(blockOf("faq.block", faqPath, "faq.block_all"), ifCan(auth.From(ctx), faq.Approve, faq.Waiting, faq.Doubted), in, faqRow.line)
}

func (r faqRow) line() Line {
	return Line{Href: refURL(r.Ref()), Title: r.Question, Note: r.Unit, Tag: faqTag(r.Status)}
}
