package desk

import (
	"context"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

type (
	// consultJudging is what the form of a decision shows beside its fields.
	consultJudging struct {
		Act     consult.Act
		Of      consultView
		N       int
		Members []opinionRow
		More    string // the list of all members, if they are more
	}
	consultDecide struct {
		consult.Deciding
		consultJudging
	}
	consultChange struct {
		consult.Changing
		consultJudging
	}
	consultUndo struct {
		consult.Undoing
		consultJudging
	}
	// An opinionRow is an opinion as lists show it.
	opinionRow struct{ consult.OpinionRow }
	// An opinionView is the page of an opinion.
	opinionView struct {
		consult.OpinionView
		State   web.Tag
		Facts   []web.Fact
		Person  []web.Fact
		Buttons []web.Button
		History []web.Event
	}
	onOpinion struct {
		Act consult.Act
		Of  opinionView
		May bool
	}
	opinionSeen struct {
		consult.Seen
		onOpinion
	}
	opinionWhy struct {
		consult.Because
		onOpinion
	}
	opinionAside struct {
		consult.Setting
		onOpinion
	}
	opinionPerson struct {
		Back  string
		Facts []web.Fact
	}
)

// About says what follows from the act.
func (in consultJudging) About() string { return i18n.T("consult.about." + web.ShortAct(in.Act)) }

// About says what follows from the act.
func (in onOpinion) About() string { return i18n.T("consult.about." + web.ShortAct(in.Act)) }

// Options are the clauses that the text after has changed.
func (in consultJudging) Options(field string) []web.Option {
	if field != "clauses" {
		return nil
	}
	out := []web.Option{}
	for _, e := range in.Of.Edits {
		out = append(out, web.Option{Value: e.Key, Label: i18n.Text(e.Text())})
	}
	return out
}

// Hides leaves the clauses out where none was changed.
func (in consultJudging) Hides(field string) bool { return field == "clauses" && len(in.Of.Edits) == 0 }

// About is the clause that the opinion is about.
func (r opinionRow) Clause() string {
	if r.About == "" {
		return i18n.T("consult.whole")
	}
	return r.About
}

func (r opinionRow) decision() string {
	if r.Verdict == "" {
		return ""
	}
	return i18n.T("consult.decision_n", r.No, i18n.T("consult.verdict."+string(r.Verdict)))
}

var (
	opinionList = web.ListPage[consult.OpinionFind, opinionRow](web.Desk, "consult.opinions",
		web.Col[opinionRow]{Label: "consult.number", Cell: func(r opinionRow) web.Cell { return web.Cell{Text: r.Number, Href: refURL(r.Ref())} }},
		web.Col[opinionRow]{Label: "consult.received", Class: "num xs", Cell: func(r opinionRow) web.Cell { return dayCell(r.Received) }},
		web.Col[opinionRow]{Label: "consult.channel", Cell: func(r opinionRow) web.Cell { return web.Cell{Text: i18n.T("consult.channel." + string(r.Channel))} }},
		web.Col[opinionRow]{Label: "consult.clause", Cell: func(r opinionRow) web.Cell { return web.Cell{Text: r.Clause()} }},
		web.Col[opinionRow]{Label: "consult.text", Class: "ti", Cell: func(r opinionRow) web.Cell { return web.Cell{Text: r.Text} }},
		web.Col[opinionRow]{Label: "consult.state", Class: "o1", Cell: func(r opinionRow) web.Cell { return web.Cell{Tag: opinionTag(r.Status)} }},
		web.Col[opinionRow]{Label: "consult.decision", Class: "o2", Cell: func(r opinionRow) web.Cell { return web.Cell{Text: r.decision()} }},
	)
	opinionShow       = web.MustPage[opinionView](pages, web.Desk, "pages/consult/opinion.html")
	opinionSeenPage   = opinionActPage[opinionSeen]()
	opinionWhyPage    = opinionActPage[opinionWhy]()
	opinionAsidePage  = opinionActPage[opinionAside]()
	opinionUnmaskPage = web.MustPage[web.FormView[unmaskForm]](pages, web.Desk, "pages/consult/part.html")
	opinionPersonPage = web.MustPage[opinionPerson](pages, web.Desk, "pages/consult/person.html")
	consultDecidePage = web.MustPage[web.FormView[consultDecide]](pages, web.Desk, "pages/consult/decide.html")
	consultChangePage = web.MustPage[web.FormView[consultChange]](pages, web.Desk, "pages/consult/decide.html")
	consultUndoPage   = web.MustPage[web.FormView[consultUndo]](pages, web.Desk, "pages/consult/decide.html")
)

func opinionActPage[In any]() *web.Page[web.FormView[In]] {
	return web.MustPage[web.FormView[In]](pages, web.Desk, "pages/consult/opinion_act.html")
}

// consultDecisionRoutes are the forms of a decision on a group, and of one that stands.
func (d *Desk) consultDecisionRoutes() []web.Route {
	s, group, one := d.Consults, consultPath+"/group/{id}", consultPath+"/decision/{id}"
	done := web.Done("consult.done")
	return []web.Route{
		web.Form(group+"/decide", consult.Write, web.Act(consultDecidePage, func(ctx context.Context, id consult.OpinionID) (in consultDecide, err error) {
			b, err := s.Begun(ctx, id)
			in.consultJudging = d.judging(consult.ActDecide, &b)
			in.Deciding = consult.Deciding{Count: b.Count, Judgement: b.Judgement}
			if len(b.Members) > 0 {
				in.Group = int64(b.Members[0].Group)
			}
			return in, err
		}, func(ctx context.Context, id consult.OpinionID, in consultDecide) (*consult.Consult, error) {
			o, err := s.Opinion(ctx, id)
			if err != nil {
				return nil, err
			}
			return s.Decide(ctx, o.Consult, in.Deciding)
		}, consultNext, web.Submit("consult.decide"), done)),
		web.Form(one+"/change", consult.Write, web.Act(consultChangePage, func(ctx context.Context, id consult.DecisionID) (in consultChange, err error) {
			b, err := s.Judged(ctx, id)
			in.consultJudging = d.judging(consult.ActChange, &b)
			in.Changing = consult.Changing{Decision: int64(id), Judgement: b.Judgement}
			return in, err
		}, func(ctx context.Context, id consult.DecisionID, in consultChange) (*consult.Consult, error) {
			b, err := s.Judged(ctx, id)
			if err != nil {
				return nil, err
			}
			return s.Change(ctx, b.View.Consult.ID, in.Changing)
		}, consultNext, web.Submit("consult.change"), done)),
		web.Form(one+"/undo", consult.Write, web.Act(consultUndoPage, func(ctx context.Context, id consult.DecisionID) (in consultUndo, err error) {
			b, err := s.Judged(ctx, id)
			in.consultJudging = d.judging(consult.ActUndo, &b)
			in.Decision = int64(id)
			return in, err
		}, func(ctx context.Context, id consult.DecisionID, in consultUndo) (*consult.Consult, error) {
			b, err := s.Judged(ctx, id)
			if err != nil {
				return nil, err
			}
			return s.Undo(ctx, b.View.Consult.ID, in.Undoing)
		}, consultNext, web.Submit("consult.undo"), done)),
	}
}

func (d *Desk) judging(act consult.Act, b *consult.Beginning) (in consultJudging) {
	in = consultJudging{Act: act, Of: consultView{View: b.View}, N: b.Count}
	d.drawConsult(&in.Of)
	for _, m := range b.Members {
		in.Members = append(in.Members, opinionRow{m})
	}
	if b.Count > len(b.Members) && len(b.Members) > 0 {
		in.More = refURL(b.View.Consult.Ref()) + "/opinions?group=" + strconv.FormatInt(int64(b.Members[0].Group), 10)
	}
	return in
}

func (d *Desk) consultOpinionRoutes() []web.Route {
	s, list, one := d.Consults, consultCase+"/{id}/opinions", consultOpinion+"/{id}"
	return []web.Route{
		web.GET(list, consult.See, web.List(opinionList, d.findOpinions, web.Empty("consult.empty_opinions"), web.Download(list+".csv"))),
		web.GET(list+".csv", consult.See, web.CSV(opinionList, "consult.opinions", d.findOpinions)),
		web.GET(one, consult.See, web.Show(opinionShow, d.opinion)),
		onOpinions(d, opinionSeenPage, consult.ActApart, func(rev int64, on onOpinion) opinionSeen { return opinionSeen{consult.Seen{Rev: rev}, on} }, func(in opinionSeen) consult.Seen { return in.Seen }, s.Apart),
		onOpinions(d, opinionAsidePage, consult.ActAside, func(rev int64, on onOpinion) opinionAside { return opinionAside{consult.Setting{Rev: rev}, on} }, func(in opinionAside) consult.Setting { return in.Setting }, s.SetAside),
		onOpinions(d, opinionWhyPage, consult.ActRestore, func(rev int64, on onOpinion) opinionWhy { return opinionWhy{consult.Because{Rev: rev}, on} }, func(in opinionWhy) consult.Because { return in.Because }, s.Restore),
		web.Form(one+"/sender", consult.Unmask, web.Act(opinionUnmaskPage, func(ctx context.Context, id consult.OpinionID) (in unmaskForm, err error) {
			v, err := d.opinion(ctx, id)
			in.onPart = onPart{Title: i18n.T("foi.unmask"), Back: refURL(consult.OpinionRef(id)), Lines: v.Person}
			return in, err
		}, func(ctx context.Context, id consult.OpinionID, in unmaskForm) (web.Reply, error) {
			who, err := s.Unmask(ctx, id, consult.Unseal{Reason: in.Reason})
			return opinionPersonPage.With(opinionPerson{refURL(consult.OpinionRef(id)), contactFacts(who)}), err
		}, nil, web.Submit("foi.unmask"), web.Cancel(one))),
	}
}

func onOpinions[Form, In any](
	d *Desk, page *web.Page[web.FormView[Form]], act consult.Act, blank func(rev int64, on onOpinion) Form, told func(Form) In,
	do func(context.Context, consult.OpinionID, In) (*consult.Opinion, error),
) web.Route {
	at := consultOpinion + "/{id}"
	return web.Form(at+"/"+web.ActPath(act), consult.See, web.Act(page, func(ctx context.Context, id consult.OpinionID) (in Form, err error) {
		v, err := d.opinion(ctx, id)
		return blank(v.Rev, onOpinion{act, v, slices.Contains(v.Acts, act)}), err
	}, func(ctx context.Context, id consult.OpinionID, in Form) (*consult.Opinion, error) {
		return do(ctx, id, told(in))
	}, func(o *consult.Opinion) string { return refURL(o.Ref()) }, web.Submit(string(act)), web.Done("consult.done"), web.Cancel(at)))
}

func opinionTag(s consult.Status) web.Tag {
	kind := map[consult.Status]string{consult.Received: "info", consult.Aside: "warn"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("consult.opinion_state." + string(s))}
}

func (d *Desk) findOpinions(ctx context.Context, q consult.OpinionFind, p db.Page) (db.Rows[opinionRow], error) {
	found, err := d.Consults.Opinions(ctx, q, p)
	return db.Map(found, func(o consult.OpinionRow) opinionRow { return opinionRow{o} }), err
}

func contactFacts(who consult.Sender) []web.Fact {
	return given([]web.Fact{{Label: "consult.sender", Text: who.Name}, {Label: "consult.phone", Text: who.Phone}})
}

func (d *Desk) opinion(ctx context.Context, id consult.OpinionID) (v opinionView, err error) {
	if v.OpinionView, err = d.Consults.Opinion(ctx, id); err != nil {
		return v, err
	}
	row := opinionRow{v.OpinionRow}
	cause := ""
	if v.Cause != "" {
		cause = i18n.T("consult.cause." + string(v.Cause))
	}
	v.State, v.Person = opinionTag(v.Status), contactFacts(v.Contact)
	v.Facts = given([]web.Fact{
		{Label: "consult.title", Text: v.Title, Href: refURL(consult.RefOf(v.Consult))},
		{Label: "consult.clause", Text: row.Clause()},
		{Label: "consult.channel", Text: i18n.T("consult.channel." + string(v.Channel))},
		{Label: "consult.received", Text: string(v.Received)},
		{Label: "consult.cause", Text: cause, Note: v.Said},
		{Label: "consult.decision", Text: row.decision()},
	})
	if v.Judged != nil {
		v.Facts = append(v.Facts, judgedFacts(v.Judged)...)
	}
	v.Buttons = web.Buttons(v.Acts, refURL(v.Ref()), "consult")
	v.History, err = d.history(ctx, v.Ref(), reasonOf)
	return v, err
}
