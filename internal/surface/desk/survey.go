package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/surface/web"
)

const surveyPath = "/desk/survey"

type (
	// A surveyRow is a survey as lists show it.
	surveyRow struct {
		survey.Survey
		Unit string
	}
	// A surveyView is the page of a survey.
	surveyView struct {
		survey.View
		State   web.Tag
		Facts   []web.Fact
		Numbers []surveyNumbers
		Written string // the questions
		Public  string // its page, if it has one
		Invites bool   // the reader may make codes
		Buttons []web.Button
		History []web.Event
	}
	surveyNumbers struct {
		Title string
		Facts []web.Fact
	}
	// onSurvey is what the form of an act shows beside its fields.
	onSurvey struct {
		Act survey.Act
		Of  surveyView
		May bool
	}
	surveyNew struct {
		Unit int64 `form:"unit" label:"survey.unit" type:"select" required:"true"`
		survey.Edit
	}
	surveyEdit struct {
		survey.Edit
		onSurvey
	}
	surveySeen struct {
		survey.Seen
		onSurvey
	}
	surveyWhy struct {
		survey.Because
		onSurvey
	}
	surveyExtend struct {
		survey.Extend
		onSurvey
	}
	surveyFind struct {
		survey.Finding
		onSurvey
	}
	// surveyCodes are invitations, which are shown this once.
	surveyCodes struct {
		ID    survey.ID
		Codes [][]string
	}
)

// About says what follows from the act.
func (in onSurvey) About() string { return i18n.T("survey.about." + web.ShortAct(in.Act)) }

var (
	surveyList = lineList[survey.Find]("survey", surveyRow.line,
		web.Col[surveyRow]{Label: "survey.until", Class: "num o2", Cell: func(r surveyRow) web.Cell { return dayCell(r.Until) }},
	)
	surveyShow       = web.MustPage[surveyView](pages, web.Desk, "pages/survey/show.html")
	surveyNewPage    = web.FormPage[surveyNew](web.Desk, "survey.make")
	surveyEditPage   = actPage[surveyEdit]("survey")
	surveySeenPage   = actPage[surveySeen]("survey")
	surveyWhyPage    = actPage[surveyWhy]("survey")
	surveyExtendPage = actPage[surveyExtend]("survey")
	surveyFindPage   = actPage[surveyFind]("survey")
	surveyInvitePage = web.FormPage[survey.Invitation](web.Desk, "survey.invite")
	surveyCodesPage  = web.MustPage[surveyCodes](pages, web.Desk, "pages/survey/codes.html")
)

func (d *Desk) surveyRoutes() []web.Route {
	s, one := d.Surveys, surveyPath+"/{id}"
	seen := func(rev int64, on onSurvey) surveySeen { return surveySeen{survey.Seen{Rev: rev}, on} }
	ofSeen := func(in surveySeen) survey.Seen { return in.Seen }
	why := func(rev int64, on onSurvey) surveyWhy { return surveyWhy{survey.Because{Rev: rev}, on} }
	ofWhy := func(in surveyWhy) survey.Because { return in.Because }
	return []web.Route{
		web.GET(surveyPath, survey.See, web.List(surveyList, d.findSurveys, web.Options("unit", d.unitChoices), web.Empty("survey.empty"),
			web.Create(web.Item{Label: "survey.make", Path: surveyPath + "/new", Perm: survey.Write}))),
		web.Form(surveyPath+"/new", survey.Write, web.Make(surveyNewPage, nil, d.makeSurvey, surveyNext, web.Options("unit", d.unitsOver(survey.Write)), web.Submit("survey.make"), web.Done("survey.done"), web.Cancel(surveyPath))),
		web.GET(one, survey.See, web.Show(surveyShow, d.survey)),
		web.GET(one+"/answers.csv", survey.See, d.surveyAnswers),
		web.Form(one+"/codes", survey.Write, web.Act(surveyInvitePage, nil, d.inviteToSurvey, nil, web.Submit("survey.invite"), web.Cancel(one))),
		onSurveys(d, surveyEditPage, survey.ActEdit, func(rev int64, on onSurvey) surveyEdit { return surveyEdit{editOf(&on.Of, rev), on} },
			func(in surveyEdit) survey.Edit { return in.Edit }, s.Edit),
		onSurveys(d, surveySeenPage, survey.ActAsk, seen, ofSeen, s.Ask),
		onSurveys(d, surveyWhyPage, survey.ActReturn, why, ofWhy, s.Return),
		onSurveys(d, surveySeenPage, survey.ActApprove, seen, ofSeen, s.Approve),
		onSurveys(d, surveyExtendPage, survey.ActExtend, func(rev int64, on onSurvey) surveyExtend {
			return surveyExtend{survey.Extend{Because: survey.Because{Rev: rev}, Until: on.Of.Survey.Until}, on}
		}, func(in surveyExtend) survey.Extend { return in.Extend }, s.Extend),
		onSurveys(d, surveyWhyPage, survey.ActClose, why, ofWhy, s.Close),
		onSurveys(d, surveyFindPage, survey.ActFind, func(rev int64, on onSurvey) surveyFind {
			return surveyFind{survey.Finding{Rev: rev, Findings: on.Of.Survey.Findings}, on}
		}, func(in surveyFind) survey.Finding { return in.Finding }, s.Conclude),
		onSurveys(d, surveyWhyPage, survey.ActRefuse, why, ofWhy, s.Refuse),
		onSurveys(d, surveySeenPage, survey.ActTell, seen, ofSeen, s.Tell),
		onSurveys(d, surveyWhyPage, survey.ActDiscard, why, ofWhy, s.Discard),
	}
}

func surveyNext(x *survey.Survey) string { return refURL(x.Ref()) }

func editOf(v *surveyView, rev int64) survey.Edit {
	x := &v.Survey
	return survey.Edit{Rev: rev, Title: x.Title, About: x.About, Questions: v.Written, Identity: x.Identity, Assess: x.Assess, Until: x.Until, Contact: x.Contact}
}

// onSurveys is the form of one act on a survey: blank makes it, told takes out what the
// service asks for. The permission of each is in the table.
func onSurveys[Form, In any](
	d *Desk, page *web.Page[web.FormView[Form]], act survey.Act, blank func(rev int64, on onSurvey) Form, told func(Form) In,
	do func(context.Context, survey.ID, In) (*survey.Survey, error),
) web.Route {
	at := surveyPath + "/{id}"
	return web.Form(at+"/"+web.ActPath(act), survey.See, web.Act(page, func(ctx context.Context, id survey.ID) (in Form, err error) {
		v, err := d.survey(ctx, id)
		return blank(v.Survey.Rev, onSurvey{act, v, slices.Contains(v.Acts, act)}), err
	}, func(ctx context.Context, id survey.ID, in Form) (*survey.Survey, error) {
		return do(ctx, id, told(in))
	}, surveyNext, web.Submit(string(act)), web.Done("survey.done"), web.Cancel(at)))
}

func surveyTag(s survey.Status) web.Tag {
	kind := map[survey.Status]string{survey.Asked: "warn", survey.Open: "info", survey.Closed: "warn", survey.Found: "warn", survey.Told: "ok"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("survey.state." + string(s))}
}

func (d *Desk) findSurveys(ctx context.Context, q survey.Find, p db.Page) (db.Rows[surveyRow], error) {
	found, err := d.Surveys.Find(ctx, q, p)
	if err != nil {
		return db.Rows[surveyRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(x survey.Survey) surveyRow { return surveyRow{x, names[x.UnitID]} }), err
}

func (d *Desk) makeSurvey(ctx context.Context, in surveyNew) (*survey.Survey, error) {
	return d.Surveys.Make(ctx, in.Unit, in.Edit)
}

func (d *Desk) survey(ctx context.Context, id survey.ID) (v surveyView, err error) {
	if v.View, err = d.Surveys.View(ctx, id); err != nil {
		return v, err
	}
	x := &v.Survey
	v.State, v.Written, v.Facts = surveyTag(x.Status), survey.Written(x.Questions), surveyFacts(&v)
	if slices.Contains(survey.Public, x.Status) {
		v.Public = fmt.Sprintf("/survey/%d", id)
	}
	v.Invites = x.Identity == survey.Invite && x.Takes(d.DB.Today()) && auth.From(ctx).CanAt(survey.Write, x.UnitID)
	for i, t := range v.Results.Tallies {
		n := surveyNumbers{Title: i18n.T("survey.numbered", i+1, x.Questions[i].Text), Facts: []web.Fact{{Label: "survey.answered", Text: strconv.Itoa(t.N)}}}
		for o, count := range t.Counts {
			n.Facts = append(n.Facts, web.Fact{Label: x.Questions[i].Options[o], Text: strconv.Itoa(count)})
		}
		v.Numbers = append(v.Numbers, n)
	}
	v.Buttons = web.Buttons(v.Acts, refURL(x.Ref()), "survey")
	v.History, err = d.history(ctx, x.Ref(), func(e journal.Entry, out *web.Event) {
		reasonOf(e, out)
		if e.Act == string(survey.ActClose) && e.ActorKind != auth.Person { // its last day has passed
			out.Title = i18n.T("survey.tag.ended")
		}
	})
	return v, err
}

func surveyFacts(v *surveyView) []web.Fact {
	x := &v.Survey
	number := func(n int, show bool) string {
		if !show {
			return ""
		}
		return strconv.Itoa(n)
	}
	assess := ""
	if x.Assess {
		assess = i18n.T("survey.assess")
	}
	return slices.DeleteFunc([]web.Fact{
		{Label: "survey.unit", Text: v.Unit},
		{Label: "survey.purpose", Text: assess},
		{Label: "survey.identity", Text: i18n.T("survey.identity." + string(x.Identity))},
		{Label: "survey.opened", Text: string(x.Opened)},
		{Label: "survey.until", Text: string(x.Until)},
		{Label: "survey.answers", Text: number(v.Answers, x.Opened != "")},
		{Label: "survey.codes_left", Text: number(v.Codes, x.Identity == survey.Invite && x.Status == survey.Open)},
		{Label: "survey.told_on", Text: string(x.ToldOn)},
		{Label: "survey.contact", Text: x.Contact},
		{Label: "survey.reason", Text: x.Reason},
	}, func(f web.Fact) bool { return f.Text == "" })
}

func (d *Desk) inviteToSurvey(ctx context.Context, id survey.ID, in survey.Invitation) (web.Reply, error) {
	codes, err := d.Surveys.Codes(ctx, id, in)
	if err != nil {
		return nil, err
	}
	v := surveyCodes{ID: id}
	for _, c := range codes {
		v.Codes = append(v.Codes, secret.Groups(c))
	}
	return surveyCodesPage.With(v), nil
}

func (d *Desk) surveyAnswers(r *web.Req) (web.Reply, error) {
	id, err := web.ID[survey.ID](r)
	if err != nil {
		return nil, err
	}
	table, err := d.Surveys.Answers(r.Context(), id)
	if err != nil {
		return nil, err
	}
	data, err := sheet.WriteCSV(table)
	return web.Bytes{Name: table.Name + ".csv", Type: "text/csv; charset=utf-8", Data: data, Private: true}, err
}

// surveyBlocks is what waits for the reader on the page of today.
func (d *Desk) surveyBlocks(ctx context.Context) ([]Block, error) {
	return waiting(blockOf("survey.block", surveyPath, "survey.block_all"), surveyTurns(auth.From(ctx)), func(s survey.Status, p db.Page) (db.Rows[surveyRow], error) {
		return d.findSurveys(ctx, survey.Find{Status: s}, p)
	}, surveyRow.line)
}

func surveyTurns(a auth.Actor) []survey.Status {
	return slices.Concat(ifCan(a, survey.Approve, survey.Asked, survey.Found), ifCan(a, survey.Write, survey.Closed))
}

func (r surveyRow) line() Line {
	return Line{Href: refURL(r.Ref()), Title: r.Title, Note: r.Unit, Tag: surveyTag(r.Status)}
}
