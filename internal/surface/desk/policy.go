package desk

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const policyPath = "/desk/policy"

// A policyRow is a document as lists show it.
type policyRow struct {
	policy.Document
	Unit string
}

// A policyView is the page of one document.
type policyView struct {
	policy.View
	State   web.Tag
	Facts   []web.Fact
	Steps   []policyStep
	Item    string     // the page of its item at the desk
	Effects []web.Link // what it does to other documents
	Citing  []citingLine
	Public  string // its page in the library
	Buttons []web.Button
	History []web.Event

	Interpret      web.Link // its interpretation, or where to begin one; "" where it needs none
	InterpretState web.Tag
	Measures       []measureRow // what it gives
	NewMeasure     string       // where to write one; "" for who may not
	Answers        []faqRow     // that quote it
	NewAnswer      string       // where to write one
}

// A policyStep is one step of the procedure on the page of a document.
type policyStep struct {
	Name  string
	Tag   web.Tag
	Facts []web.Fact
	Lack  string

	Asked []consultRow // what the public was asked about it
	Ask   string       // where to ask the public
}

func policyPage[In any]() *web.Page[web.FormView[In]] {
	return web.MustPage[web.FormView[In]](pages, web.Desk, "pages/policy/act.html", "pages/policy/parts.html")
}

var (
	policyList = web.ListPage[policy.Find, policyRow](web.Desk, "policy.documents",
		web.Col[policyRow]{Label: "policy.state", Class: "o1", Cell: func(r policyRow) web.Cell { return web.Cell{Tag: policyTag(&r.Document)} }},
		web.Col[policyRow]{Label: "policy.title", Class: "ti", Cell: func(r policyRow) web.Cell {
			return web.Cell{Text: r.Title, Href: refURL(r.Ref()), Sub: strings.TrimSpace(r.Number + "\u3000" + r.Code)}
		}},
		web.Col[policyRow]{Label: "policy.unit", Cell: func(r policyRow) web.Cell { return web.Cell{Text: r.Unit} }},
		web.Col[policyRow]{Label: "policy.issued", Class: "num xs", Cell: func(r policyRow) web.Cell { return dayCell(r.Issued) }},
		web.Col[policyRow]{Label: "policy.until", Class: "num o2", Cell: func(r policyRow) web.Cell { return dayCell(r.Until) }},
	)
	policyShow        = web.MustPage[policyView](pages, web.Desk, "pages/policy/show.html", "pages/policy/parts.html")
	policyMakePage    = web.FormPage[policyForm](web.Desk, "policy.make")
	policyEditPage    = policyPage[policyEdit]()
	policyTakenPage   = policyPage[policyTaken]()
	policyMeetingPage = policyPage[policyMeeting]()
	policySeenPage    = policyPage[policySeen]()
	policyWhyPage     = policyPage[policyWhy]()
	policyNumberPage  = policyPage[policyNumber]()
	policyFilingPage  = policyPage[policyFiling]()

	policyAffectPage   = policyPage[policyAffect]()
	policyUnaffectPage = policyPage[policyUnaffect]()
	policyEvaluatePage = policyPage[policyEvaluate]()
)

func (d *Desk) policyRoutes() []web.Route {
	s, one := d.Documents, policyPath+"/{id}"
	organs, columns := web.Options("organ", d.organs), web.Options("column", d.policyColumns)
	return slices.Concat([]web.Route{
		web.GET(policyPath, policy.See, web.List(policyList, d.findPolicies, web.Options("unit", d.unitChoices), web.Empty("policy.empty"), web.Along(web.Item{Label: "policy.export", Path: policyPath + "/export", Perm: policy.See}),
			web.Create(web.Item{Label: "policy.make", Path: policyPath + "/make", Perm: policy.Write}), web.Download(policyPath+".csv"))),
		web.GET(policyPath+".csv", policy.See, web.CSV(policyList, "policy.documents", d.findPolicies)),
		web.Form(policyPath+"/make", policy.Write, web.Make(policyMakePage, nil, func(ctx context.Context, in policyForm) (*policy.Document, error) {
			return s.Make(ctx, in.Unit, in.Edit)
		}, policyURL, web.Options("unit", d.unitsOver(policy.Write)), organs, columns, web.Done("policy.done.make"), web.Cancel(policyPath))),
		web.GET(one, policy.See, web.Show(policyShow, d.policy)),
		web.GET(one+"/file/{file}", policy.See, download(d, s.Attachment)),
		onPolicies(d, policyEditPage, policy.ActEdit, func(v policyView, on onPolicy) policyEdit { return policyEdit{policy.FormOf(&v.Document), on} },
			func(ctx context.Context, id policy.ID, in policyEdit) (*policy.Document, error) {
				return s.Edit(ctx, id, in.Edit)
			}, organs, columns),
	}, d.procedureRoutes(), d.registerRoutes(), d.citationRoutes(), d.libraryRoutes())
}

// procedureRoutes are the steps of the procedure, each with its evidence.
func (d *Desk) procedureRoutes() []web.Route {
	s := d.Documents
	taken := func(act policy.Act, k policy.StepKind, do func(context.Context, policy.ID, policy.Taken, policy.Evidence) (*policy.Document, error)) web.Route {
		return onPolicies(d, policyTakenPage, act, func(v policyView, on onPolicy) policyTaken {
			return policyTaken{Taken: policy.Taken{Rev: v.Document.Rev}, onPolicy: on, kind: k}
		}, func(ctx context.Context, id policy.ID, in policyTaken) (*policy.Document, error) {
			e, err := d.attachPolicy(ctx, in.File)
			if err != nil {
				return nil, err
			}
			return do(ctx, id, in.Taken, e)
		})
	}
	return []web.Route{
		taken(policy.ActAssess, policy.Assess, s.Assess),
		taken(policy.ActConsult, policy.Consult, s.Consult),
		taken(policy.ActFair, policy.Fair, s.Fair),
		taken(policy.ActJudge, policy.Legal, s.Judge),
		onPolicies(d, policySeenPage, policy.ActAsk, func(v policyView, on onPolicy) policySeen { return policySeen{policy.Seen{Rev: v.Document.Rev}, on} },
			func(ctx context.Context, id policy.ID, in policySeen) (*policy.Document, error) {
				return s.Ask(ctx, id, in.Seen)
			}),
		onPolicies(d, policyMeetingPage, policy.ActDeliberate, func(v policyView, on onPolicy) policyMeeting {
			return policyMeeting{Deliberation: policy.Deliberation{Taken: policy.Taken{Rev: v.Document.Rev}}, onPolicy: on}
		}, d.deliberate),
		onPolicies(d, policyAffectPage, policy.ActAffect, func(v policyView, on onPolicy) policyAffect {
			return policyAffect{policy.Affect{Rev: v.Document.Rev, Kind: policy.Amend}, on}
		}, func(ctx context.Context, id policy.ID, in policyAffect) (*policy.Document, error) {
			return s.Affect(ctx, id, in.Affect)
		}),
		onPolicies(d, policyUnaffectPage, policy.ActUnaffect, func(v policyView, on onPolicy) policyUnaffect {
			return policyUnaffect{policy.Unaffect{Rev: v.Document.Rev}, on}
		},
			func(ctx context.Context, id policy.ID, in policyUnaffect) (*policy.Document, error) {
				return s.Unaffect(ctx, id, in.Unaffect)
			}),
	}
}

// registerRoutes are what the office does, and what is owed after the issue.
func (d *Desk) registerRoutes() []web.Route {
	s := d.Documents
	why := func(act policy.Act, do func(context.Context, policy.ID, policy.Because) (*policy.Document, error)) web.Route {
		return onPolicies(d, policyWhyPage, act, func(v policyView, on onPolicy) policyWhy { return policyWhy{policy.Because{Rev: v.Document.Rev}, on} },
			func(ctx context.Context, id policy.ID, in policyWhy) (*policy.Document, error) {
				return do(ctx, id, in.Because)
			})
	}
	return []web.Route{
		why(policy.ActReturn, s.Return),
		why(policy.ActVoid, s.Void),
		why(policy.ActDiscard, s.Discard),
		onPolicies(d, policyNumberPage, policy.ActRegister, func(v policyView, on onPolicy) policyNumber {
			in := policyNumber{policy.Registration{Rev: v.Document.Rev}, on}
			if len(v.Words) > 0 {
				in.Word = v.Words[0]
			}
			return in
		}, func(ctx context.Context, id policy.ID, in policyNumber) (*policy.Document, error) {
			return s.Register(ctx, id, in.Registration)
		}),
		onPolicies(d, policyFilingPage, policy.ActFile, func(v policyView, on onPolicy) policyFiling {
			return policyFiling{policy.Filing{Rev: v.Document.Rev, On: v.Document.Filed, Number: v.Document.FiledNo}, on}
		}, func(ctx context.Context, id policy.ID, in policyFiling) (*policy.Document, error) {
			return s.File(ctx, id, in.Filing)
		}),
		onPolicies(d, policyEvaluatePage, policy.ActEvaluate, func(v policyView, on onPolicy) policyEvaluate {
			return policyEvaluate{policy.Evaluation{Rev: v.Document.Rev}, on}
		},
			func(ctx context.Context, id policy.ID, in policyEvaluate) (*policy.Document, error) {
				return s.Evaluate(ctx, id, in.Evaluation)
			}),
	}
}

// onPolicies is the form of one act on a document. The permission of each is in the table:
// the service asks it over the unit.
func onPolicies[Form any](
	d *Desk, page *web.Page[web.FormView[Form]], act policy.Act, blank func(policyView, onPolicy) Form, do func(context.Context, policy.ID, Form) (*policy.Document, error), more ...web.Opt,
) web.Route {
	at := policyPath + "/{id}"
	return web.Form(at+"/"+web.ActPath(act), policy.See, web.Act(page, func(ctx context.Context, id policy.ID) (in Form, err error) {
		v, err := d.policy(ctx, id)
		return blank(v, onPolicy{act, v, slices.Contains(v.Acts, act)}), err
	}, do, policyURL, append(more, web.Submit(string(act)), web.Done("policy.done"), web.Cancel(at))...))
}

func policyURL(doc *policy.Document) string { return refURL(doc.Ref()) }

func (d *Desk) attachPolicy(ctx context.Context, f web.Upload) (policy.Evidence, error) {
	return d.Documents.Attach(ctx, f.Name, bytes.NewReader(f.Bytes))
}

func (d *Desk) deliberate(ctx context.Context, id policy.ID, in policyMeeting) (*policy.Document, error) {
	e, err := d.attachPolicy(ctx, in.File)
	if err != nil {
		return nil, err
	}
	return d.Documents.Deliberate(ctx, id, in.Deliberation, e)
}

// organs are the units that issue, reply and report: a village or a residents' committee is no organ.
func (d *Desk) organs(ctx context.Context) ([]web.Option, error) {
	units, err := d.Units.Tree(ctx)
	var out []web.Option
	for _, u := range units {
		if u.Kind.Organ() {
			out = append(out, web.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Path})
		}
	}
	return out, err
}

func (d *Desk) policyColumns(ctx context.Context) ([]web.Option, error) {
	return d.columnsThat(ctx, func(c *column.Column) bool { return !c.Archived && c.Kind == column.KindPolicy })
}

// policyTag is how far a document is, and once it is issued whether it is in force.
func policyTag(doc *policy.Document) web.Tag {
	if doc.Status == policy.Issued {
		return standingTag(doc.Standing)
	}
	kind := map[policy.Status]string{policy.Draft: "warn", policy.Reviewing: "info", policy.Reviewed: "info", policy.Deliberated: "info", policy.Registered: "info", policy.Held: "warn"}[doc.Status]
	return web.Tag{Kind: kind, Text: i18n.T("policy.state." + string(doc.Status))}
}

func standingTag(s policy.Standing) web.Tag {
	kind := map[policy.Standing]string{
		policy.Valid: "ok", policy.Amended: "warn", policy.Pending: "info", policy.Suspended: "warn", policy.Lapsed: "bad", policy.Repealed: "bad",
	}[s]
	return web.Tag{Kind: kind, Text: i18n.T("publish.validity." + string(s))}
}

func (d *Desk) findPolicies(ctx context.Context, q policy.Find, p db.Page) (db.Rows[policyRow], error) {
	found, err := d.Documents.Find(ctx, q, p)
	if err != nil {
		return db.Rows[policyRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(doc policy.Document) policyRow { return policyRow{doc, names[doc.UnitID]} }), err
}

func (d *Desk) policy(ctx context.Context, id policy.ID) (v policyView, err error) {
	if v.View, err = d.Documents.View(ctx, id); err != nil {
		return v, err
	}
	doc := &v.Document
	v.State = policyTag(doc)
	if v.Facts, err = d.policyFacts(ctx, &v); err != nil {
		return v, err
	}
	for _, c := range v.Checks {
		v.Steps = append(v.Steps, stepOf(id, c))
	}
	if err := d.consultsOf(ctx, &v); err != nil {
		return v, err
	}
	if doc.Item != 0 {
		v.Item = refURL(publish.RefOf(doc.Item))
	}
	if v.Citing, err = d.citing(ctx, v.View.Citing); err != nil {
		return v, err
	}
	for _, e := range v.View.Effects {
		v.Effects = append(v.Effects, web.Link{Href: refURL(policy.RefOf(e.Target)), Label: effectText(e)})
	}
	if doc.Status == policy.Issued {
		v.Public = "/" + doc.Ref()
	}
	acts := slices.DeleteFunc(slices.Clone(v.Acts), func(a policy.Act) bool { return a == policy.ActUnaffect && len(v.View.Effects) == 0 })
	v.Buttons = web.Buttons(acts, policyURL(doc), "policy")
	if v.Interpret, v.InterpretState, err = d.policyInterpretation(ctx, doc); err != nil {
		return v, err
	}
	if v.Measures, err = d.measuresOf(ctx, doc.ID); err != nil {
		return v, err
	}
	if auth.From(ctx).CanAt(finder.Write, doc.UnitID) && doc.Body != "" && doc.Status != policy.Voided && doc.Status != policy.Discarded {
		v.NewMeasure = fmt.Sprintf("%s/new?document=%d", finderPath, doc.ID)
	}
	if v.Answers, err = d.faqsOf(ctx, doc.ID); err != nil {
		return v, err
	}
	if auth.From(ctx).Can(faq.Write) && doc.Status == policy.Issued {
		v.NewAnswer = faqPath + "/new?" + url.Values{"quotes.1.document": {doc.Number}}.Encode()
	}
	v.History, err = d.history(ctx, doc.Ref(), nil)
	return v, err
}

// policyFacts is the record of a document. What is not filled in is not there.
func (d *Desk) policyFacts(ctx context.Context, v *policyView) ([]web.Fact, error) {
	doc := &v.Document
	at := ""
	if doc.Column != 0 {
		var err error
		if at, err = d.columnPath(ctx, doc.Column); err != nil {
			return nil, err
		}
	}
	var touches []string
	for key, is := range map[string]bool{"policy.business": doc.Business, "policy.vital": doc.Vital, "policy.trial": doc.Trial} {
		if is {
			touches = append(touches, i18n.T(key))
		}
	}
	slices.Sort(touches)
	starts := string(doc.Starts)
	if starts == "" {
		starts = i18n.T("policy.from_issue")
	}
	return slices.DeleteFunc([]web.Fact{
		{Label: "policy.reason", Text: doc.Reason},
		{Label: "policy.unit", Text: v.Unit},
		{Label: "policy.organ", Text: v.Organ},
		{Label: "policy.joint", Text: doc.Joint},
		{Label: "policy.number", Text: doc.Number},
		{Label: "policy.code", Text: doc.Code},
		{Label: "policy.old_index", Text: doc.OldIndex},
		{Label: "publish.genre", Text: className(law.Genre, doc.Genre)},
		{Label: "publish.theme", Text: className(law.Theme, doc.Theme)},
		{Label: "publish.column", Text: at},
		{Label: "policy.touches", Text: strings.Join(touches, "\u3001")},
		{Label: "policy.basis", Text: doc.Basis},
		{Label: "policy.issued", Text: string(doc.Issued)},
		{Label: "policy.starts", Text: starts},
		{Label: "policy.later", Text: doc.Later},
		{Label: "policy.until", Text: string(doc.Until), Note: prolonged(doc)},
		{Label: "policy.evaluation", Text: evaluated(doc)},
		{Label: "policy.contact", Text: doc.Contact},
		{Label: "policy.cleaned", Text: doc.Cleaned},
		{Label: "policy.filed", Text: strings.TrimSpace(string(doc.Filed) + "\u3000" + doc.FiledNo)},
	}, func(f web.Fact) bool { return f.Text == "" }), nil
}

// prolonged is the last day of a term that was made longer.
func prolonged(doc *policy.Document) string {
	if doc.Ends == doc.Until || doc.Ends == "" {
		return ""
	}
	return i18n.T("policy.prolonged", doc.Ends)
}

func evaluated(doc *policy.Document) string {
	if doc.Evaluation == "" {
		return ""
	}
	return i18n.T("policy.evaluation." + doc.Evaluation)
}

// stepOf draws a step of the procedure with what is wrong with it.
func stepOf(id policy.ID, c policy.Check) policyStep {
	out := policyStep{Name: i18n.T("policy.step." + string(c.Kind)), Tag: web.Tag{Kind: "ok", Text: i18n.T("policy.has")}}
	switch {
	case !c.Needed && c.Step == nil:
		out.Tag = web.Tag{Text: i18n.T("policy.needs_not")}
	case c.Lack.Key != "":
		out.Tag, out.Lack = web.Tag{Kind: "warn", Text: i18n.T("policy.has_not")}, i18n.Text(c.Lack)
	}
	s := c.Step
	if s == nil {
		return out
	}
	days := string(s.On)
	if s.From != "" {
		days = string(s.From) + " \u2014 " + days
	}
	proof := web.Fact{Label: "policy.step_file", Text: i18n.T("policy.open_file"), Href: refURL(policy.RefOf(id)) + "/file/" + strconv.FormatInt(s.File, 10)}
	if s.Consult != 0 {
		proof = web.Fact{Label: "policy.step_file", Text: i18n.T("consult.consults"), Href: refURL(consult.RefOf(consult.ID(s.Consult)))}
	}
	if s.File == 0 && s.Consult == 0 { // it was taken over from another library
		proof = web.Fact{}
	}
	out.Facts = slices.DeleteFunc([]web.Fact{
		{Label: "policy.result", Text: i18n.T("policy.result." + string(s.Kind) + "." + s.Result)},
		{Label: "policy.step_number", Text: s.Number},
		{Label: "policy.step_on", Text: days},
		{Label: "policy.step_note", Text: s.Note},
		{Label: "policy.step_reason", Text: s.Reason},
		proof,
		{Label: "policy.step_by", Text: s.ByName, Note: moment(s.At)},
	}, func(f web.Fact) bool { return f.Text == "" })
	return out
}

// policyTurns are the states in which a document waits for somebody with the rights of a.
func policyTurns(a auth.Actor) (out []policy.Status) {
	if a.Can(policy.Judge) {
		out = append(out, policy.Reviewing)
	}
	if a.Can(policy.Register) {
		out = append(out, policy.Deliberated)
	}
	return out
}

// documentsWait counts what waits for the reader, for the menu.
func (d *Desk) documentsWait(ctx context.Context) (n int, err error) {
	return tally(policyTurns(auth.From(ctx)), func(s policy.Status, p db.Page) (int, error) {
		rows, err := d.Documents.Find(ctx, policy.Find{Status: s}, p)
		return rows.Total, err
	})
}

// policyBlocks is what waits for the reader on the page of today.
func (d *Desk) policyBlocks(ctx context.Context) ([]Block, error) {
	return waiting(blockOf("policy.block", policyPath, "policy.block_all"), policyTurns(auth.From(ctx)), func(s policy.Status, p db.Page) (db.Rows[policyRow], error) {
		return d.findPolicies(ctx, policy.Find{Status: s}, p)
	}, policyRow.line)
}

func (r policyRow) line() Line {
	return Line{Href: refURL(r.Ref()), Title: r.Title, Note: r.Unit, Tag: policyTag(&r.Document)}
}
