package portal

import (
	"context"
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const surveyPath = "/survey"

type (
	// A surveysView is the list of the surveys that are open, and of those that were.
	surveysView struct {
		Open, Ended []surveyRow
		After       string
	}
	// A surveyRow is one survey in the list.
	surveyRow struct {
		survey.Survey
		Href, Unit string
		Tag        web.Tag
	}
	// A surveyForm is a survey as it is answered. What it asks is known once it is loaded.
	surveyForm struct {
		Token   string              `form:"token" type:"hidden"`
		Answers map[string][]string `form:"q" label:"survey.questions" max:"1000"`
		Phone   string              `form:"phone" label:"survey.phone" hint:"survey.phone_hint" group:"survey.group.once" type:"tel" max:"20" autocomplete:"tel"`
		Code    string              `form:"code" label:"survey.code" hint:"survey.code_hint" max:"20" autocomplete:"one-time-code"`
		Of      survey.Asking
		Unit    string
		Sent    bool // a code
	}
	// A surveyView is a survey that takes no answers any more.
	surveyView struct {
		survey.Asking
		Unit    string
		Tag     web.Tag
		Results []surveyResult
		Data    string // address of the numbers
	}
	// A surveyResult is how one question was answered.
	surveyResult struct {
		N          int // of the question
		Text, Kind string
		When       string // it was asked
		Tally      survey.Tally
		Bars       []surveyBar
		Groups     []surveyGroups
	}
	// A surveyBar is one option, and how many chose it.
	surveyBar struct {
		Label    string
		N, Share int
	}
	// A surveyGroups is how a question was answered by the groups of another one.
	surveyGroups struct {
		By    string
		Names []string
		N     []int
		Rows  []surveyGroup
	}
	surveyGroup struct {
		Label string
		Cells []string
	}
	surveyThanks struct {
		survey.Asking
		Again bool
	}
)

var (
	surveysPage    = web.MustPage[surveysView](pages, web.Portal, "pages/survey/list.html", "pages/survey/row.html").In(surveyColumn)
	surveyPage     = web.MustPage[web.FormView[surveyForm]](pages, web.Portal, "pages/survey/answer.html").In(surveyColumn)
	surveyShow     = web.MustPage[surveyView](pages, web.Portal, "pages/survey/show.html").In(surveyColumn)
	surveyThankYou = web.MustPage[surveyThanks](pages, web.Portal, "pages/survey/thanks.html").In(surveyColumn)
)

func (p *Portal) surveyRoutes() []web.Route {
	one := surveyPath + "/{id}"
	form := web.Act(surveyPage, p.blankSurvey, p.answerSurvey, nil, web.Submit("survey.send"), web.Aside("code", "survey.ask_code", p.surveyCode))
	return []web.Route{
		web.Public(surveyPath, p.surveys).On("survey"),
		web.Public(one, p.survey).On("survey"),
		web.Public(one+"/results.csv", p.surveyResults).On("survey"),
		web.Public(one+"/questions.csv", p.surveyQuestions).On("survey"),
		web.Form(one+"/answer", auth.Public, form),
	}
}

func surveyURL(id survey.ID) string { return fmt.Sprintf("%s/%d", surveyPath, id) }

func (p *Portal) surveys(r *web.Req) (web.Reply, error) {
	v, err := p.surveysAfter(r.Context(), r.URL.Query().Get("after"))
	return surveysPage.With(v), err
}

// surveysAfter is a page of the list, newest first.
func (p *Portal) surveysAfter(ctx context.Context, after string) (v surveysView, err error) {
	rows, err := p.Surveys.Shown(visitor(ctx), db.Page{After: after})
	if err != nil {
		return v, err
	}
	s, err := p.shelf(ctx)
	if err != nil {
		return v, err
	}
	v.After = rows.Next
	for _, x := range rows.Items {
		row := surveyRow{x, surveyURL(x.ID), s.unitName(x.UnitID), surveyTag(&x, x.Takes(p.DB.Today()))}
		if x.Takes(p.DB.Today()) {
			v.Open = append(v.Open, row)
		} else {
			v.Ended = append(v.Ended, row)
		}
	}
	return v, nil
}

func surveyTag(x *survey.Survey, takes bool) web.Tag {
	switch {
	case takes:
		return web.Tag{Kind: "info", Text: i18n.T("survey.tag.open")}
	case x.Status == survey.Told:
		return web.Tag{Kind: "ok", Text: i18n.T("survey.tag.told")}
	}
	return web.Tag{Text: i18n.T("survey.tag.ended")}
}

// survey is the page of a survey: where to answer, or what came of it.
func (p *Portal) survey(r *web.Req) (web.Reply, error) {
	id, err := web.ID[survey.ID](r)
	if err != nil {
		return nil, err
	}
	v, err := p.surveyOf(r.Context(), id)
	return surveyShow.With(v), err
}

func (p *Portal) surveyOf(ctx context.Context, id survey.ID) (v surveyView, err error) {
	if v.Asking, err = p.Surveys.Show(visitor(ctx), id); err != nil {
		return v, err
	}
	s, err := p.shelf(ctx)
	if err != nil {
		return v, err
	}
	v.Unit, v.Tag, v.Data = s.unitName(v.Survey.UnitID), surveyTag(&v.Survey, v.Takes), surveyURL(id)
	for i := range v.Asking.Results.Tallies {
		v.Results = append(v.Results, resultOf(v.Survey.Questions, &v.Asking.Results, i))
	}
	return v, nil
}

func resultOf(qs []survey.Question, r *survey.Results, i int) surveyResult {
	q, t := qs[i], r.Tallies[i]
	out := surveyResult{N: i + 1, Text: q.Text, Kind: i18n.T("survey.kind." + string(q.Kind)), When: askedWhen(qs, i), Tally: t}
	for o, n := range t.Counts {
		out.Bars = append(out.Bars, surveyBar{q.Options[o], n, share(n, t.N)})
	}
	for _, c := range r.Crosses {
		if c.Question != i {
			continue
		}
		g := surveyGroups{By: qs[c.By].Text, Names: qs[c.By].Options, N: c.N}
		for o, row := range c.Cells {
			line := surveyGroup{Label: q.Options[o]}
			for _, n := range row {
				line.Cells = append(line.Cells, cellText(n))
			}
			g.Rows = append(g.Rows, line)
		}
		out.Groups = append(out.Groups, g)
	}
	return out
}

func cellText(n int) string {
	if n == survey.Hidden {
		return i18n.T("survey.hidden")
	}
	return strconv.Itoa(n)
}

func share(n, of int) int {
	if of == 0 {
		return 0
	}
	return (100*n + of/2) / of
}

// askedWhen says on what answer a question was asked; "" of everybody.
func askedWhen(qs []survey.Question, i int) string {
	c := qs[i].If
	if c == nil {
		return ""
	}
	var names []string
	for _, o := range c.Options {
		names = append(names, qs[c.Question].Options[o])
	}
	return i18n.T("survey.when", c.Question+1, strings.Join(names, i18n.T("list_comma")))
}

// asked is a question as the form draws it.
func (in surveyForm) asked(i int, q survey.Question) web.Field {
	f := web.Field{
		Name: strconv.Itoa(i + 1), Label: i18n.T("survey.numbered", i+1, q.Text), Required: !q.Optional, Hint: askedWhen(in.Of.Survey.Questions, i), Max: survey.MaxAnswer, Rows: 3,
		Type: map[survey.Kind]string{survey.Single: "radio", survey.Scale: "radio", survey.Multi: "checks", survey.Text: "textarea"}[q.Kind],
	}
	switch {
	case q.Kind == survey.Scale:
		f.Hint = i18n.T("survey.scale_hint", q.Options[0], q.Options[len(q.Options)-1]) + f.Hint
	case q.Most > 0:
		f.Hint = i18n.T("survey.most", q.Most) + f.Hint
	}
	for o, label := range q.Options {
		f.Choices = append(f.Choices, web.Choice{Value: strconv.Itoa(o + 1), Label: label})
	}
	return f
}

// Asked are the questions of the survey.
func (in surveyForm) Asked(string) (out []web.Field) {
	for i, q := range in.Of.Survey.Questions {
		out = append(out, in.asked(i, q))
	}
	return out
}

// Hides leaves out what this survey does not ask for.
func (in surveyForm) Hides(field string) bool {
	switch field {
	case "phone":
		return in.Of.Survey.Identity != survey.Phone
	case "code":
		return in.Of.Survey.Identity == survey.Anyone
	}
	return false
}

// Demands says that a code is needed where there is one.
func (in surveyForm) Demands(field string) bool { return field == "phone" || field == "code" }

// blankSurvey gives the form a token: sent twice, it counts once.
func (p *Portal) blankSurvey(ctx context.Context, id survey.ID) (in surveyForm, err error) {
	in.Token = rand.Text()
	if in.Of, err = p.Surveys.Show(visitor(ctx), id); err != nil {
		return in, err
	}
	if !in.Of.Takes {
		return in, fault.New(fault.Conflict, "survey.closed")
	}
	s, err := p.shelf(ctx)
	if err == nil {
		in.Unit = s.unitName(in.Of.Survey.UnitID)
	}
	return in, err
}

// surveyCode sends a code to the telephone, and draws the form again with what was answered.
func (p *Portal) surveyCode(ctx context.Context, in surveyForm) (surveyForm, error) {
	err := p.Surveys.AskCode(visitor(ctx), in.Of.Survey.ID, in.Phone, web.ClientAddress(ctx))
	in.Sent = err == nil
	return in, err
}

func (p *Portal) answerSurvey(ctx context.Context, id survey.ID, in surveyForm) (web.Reply, error) {
	of, err := p.Surveys.Show(visitor(ctx), id)
	if err != nil {
		return nil, err
	}
	answers, err := answersOf(of.Survey.Questions, in.Answers)
	if err != nil {
		return nil, err
	}
	again, err := p.Surveys.Answer(visitor(ctx), id, survey.Submission{Token: in.Token, Phone: in.Phone, Code: in.Code, Answers: answers}, web.ClientAddress(ctx))
	if err != nil {
		return nil, err
	}
	return surveyThankYou.With(surveyThanks{of, again}), nil
}

// answersOf reads what was answered under the numbers of questions and options.
func answersOf(qs []survey.Question, said map[string][]string) (survey.Answers, error) {
	out := make(survey.Answers, len(qs))
	var c fault.Check
	for i, q := range qs {
		for _, s := range said[strconv.Itoa(i+1)] {
			if q.Kind == survey.Text {
				out[i].Text = s
				continue
			}
			n, err := strconv.Atoi(s)
			c.That(err == nil, survey.FieldOf(i), "survey.no_such")
			out[i].Chosen = append(out[i].Chosen, n-1)
		}
	}
	return out, c.Err()
}

// surveyResults is the numbers of the results.
func (p *Portal) surveyResults(r *web.Req) (web.Reply, error) {
	return p.surveyTable(r, "survey.results", func(a survey.Asking) sheet.Sheet { return p.Surveys.ResultSheet(&a.Survey, &a.Results) })
}

// surveyQuestions is the codebook of the numbers.
func (p *Portal) surveyQuestions(r *web.Req) (web.Reply, error) {
	return p.surveyTable(r, "survey.codebook", func(a survey.Asking) sheet.Sheet { return p.Surveys.Codebook(&a.Survey) })
}

func (p *Portal) surveyTable(r *web.Req, name string, of func(survey.Asking) sheet.Sheet) (web.Reply, error) {
	id, err := web.ID[survey.ID](r)
	if err != nil {
		return nil, err
	}
	a, err := p.Surveys.Show(visitor(r.Context()), id)
	if err != nil {
		return nil, err
	}
	if a.Survey.Status != survey.Told {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	data, err := sheet.WriteCSV(of(a))
	return web.Bytes{Name: i18n.T(name, a.Survey.Title) + ".csv", Type: "text/csv; charset=utf-8", Data: data}, err
}
