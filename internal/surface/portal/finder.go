package portal

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/surface/web"
)

// finderPath is where one finds out what one gets (政策查询).
const finderPath = "/finder"

type (
	// A finderView is all measures, and the two ways into the questions.
	finderView struct{ Person, Company []measureRow }
	// A measureRow is a measure in a list.
	measureRow struct {
		finder.Shown
		Href, Unit string
		Tag        web.Tag
	}
	// A measureView is the page of a measure.
	measureView struct {
		measureRow
		Lines  []measureLine
		By     string // address of the clause that gives it
		Facts  []web.Fact
		Doubts []clauseDoubt
	}
	// A measureLine is a condition with what it came to.
	measureLine struct {
		finder.Line
		Tag  web.Tag
		Href string // of the clause
	}
	// A clauseDoubt is what has changed below something, and the two texts of the clause.
	clauseDoubt struct{ Text, Was, Now, WasHref, NowHref string }
	// A finderForm is the questions as they are answered. What was answered before goes with
	// it, in fields that nobody sees: nothing is kept between two pages.
	finderForm struct {
		Do      string              `form:"do" type:"hidden"`
		Now     string              `form:"now" type:"hidden"`   // what this page asks
		Again   string              `form:"again" type:"hidden"` // what was answered before and can be changed here
		Answers map[string][]string `form:"q" label:"finder.answers" max:"60"`
		Outcome finder.Outcome
		Groups  []judgedGroup
	}
	// A judgedGroup is the measures that come to the same.
	judgedGroup struct {
		Result finder.Result
		All    []judgedRow
	}
	judgedRow struct {
		finder.Judged
		measureView
		Missing string
	}
)

// Meta is what the head says about the page.
func (v measureView) Meta() web.Meta {
	return web.Meta{Column: finderColumn, Title: v.Title, Published: v.Opened.Start(), Source: v.Unit, About: v.Title, Ref: finder.RefOf(v.ID)}
}

var (
	finderHome    = web.MustPage[finderView](pages, web.Portal, "pages/finder/list.html").In(finderColumn)
	finderMeasure = web.MustPage[measureView](pages, web.Portal, "pages/finder/show.html", "pages/finder/parts.html", "pages/doubts.html")
	finderAsk     = web.MustPage[web.FormView[finderForm]](pages, web.Portal, "pages/finder/ask.html").In(finderColumn)
	finderResult  = web.MustPage[web.FormView[finderForm]](pages, web.Portal, "pages/finder/result.html", "pages/finder/parts.html", "pages/doubts.html").In(finderColumn)
)

func (p *Portal) finderRoutes() []web.Route {
	ask := func(who finder.Who) web.Route {
		at := finderPath + "/" + string(who)
		return web.Form(at, auth.Public, web.Make(finderAsk, nil, func(ctx context.Context, in finderForm) (web.Reply, error) {
			return p.answerFinder(ctx, at, who, in)
		}, nil, append(askOpts(), web.Beside(func(ctx context.Context, in finderForm) (finderForm, error) { return p.besideFinder(ctx, who, in) }))...))
	}
	return []web.Route{
		web.Public(finderPath, web.Look(finderHome, p.finder)).On("finder", "policy", "publish", "unit"),
		ask(finder.Person), ask(finder.Company),
		web.Public(finderPath+"/{id}", web.Show(finderMeasure, p.measure)).On("finder/{id}", "policy", "publish", "unit"),
	}
}

// askOpts are the buttons of a question.
func askOpts() []web.Opt {
	return []web.Opt{web.Submit("finder.next"), web.Also("skip", "finder.skip"), web.Also("result", "finder.result_now")}
}

func measureURL(id finder.ID) string { return "/" + finder.RefOf(id) }

// finder lists what is offered today.
func (p *Portal) finder(ctx context.Context, _ struct{}) (v finderView, err error) {
	all, err := p.Finders.Offers(visitor(ctx), 0)
	if err != nil {
		return v, err
	}
	s, err := p.shelf(ctx)
	if err != nil {
		return v, err
	}
	for i := range all {
		row := measureRow{all[i], measureURL(all[i].ID), s.unitName(all[i].UnitID), measureTag(&all[i])}
		if all[i].Who == finder.Person {
			v.Person = append(v.Person, row)
		} else {
			v.Company = append(v.Company, row)
		}
	}
	return v, nil
}

// measureTag says what of a measure does not hold as it did; none for one that holds.
func measureTag(m *finder.Shown) web.Tag {
	switch {
	case m.Status == finder.Ended || !m.Standing.InForce():
		return web.Tag{Text: i18n.T("finder.tag.ended")}
	case m.Status == finder.Doubted:
		return web.Tag{Kind: "warn", Text: i18n.T("finder.tag.doubted")}
	case !m.Takes:
		return web.Tag{Text: i18n.T("finder.tag.past")}
	}
	return web.Tag{}
}

func (p *Portal) measure(ctx context.Context, id finder.ID) (v measureView, err error) {
	m, err := p.Finders.Show(visitor(ctx), id)
	if err != nil {
		return v, err
	}
	s, err := p.shelf(ctx)
	if err != nil {
		return v, err
	}
	return drawMeasure(s, m, m.Lines), nil
}

func drawMeasure(s *shelf, m finder.Shown, lines []finder.Line) measureView {
	v := measureView{measureRow: measureRow{m, measureURL(m.ID), s.unitName(m.UnitID), measureTag(&m)}, By: clauseURL(m.Document, m.By.Name, "")}
	for _, l := range lines {
		d := measureLine{Line: l}
		if !l.Group {
			d.Href = clauseURL(m.Document, l.Clause.Name, "")
		}
		if l.Result != "" {
			d.Tag = resultTag(l.Result)
		}
		v.Lines = append(v.Lines, d)
	}
	for _, d := range m.Doubts {
		v.Doubts = append(v.Doubts, doubtOf(i18n.Text(finder.Say(d)), d, m.Document, m.Looked))
	}
	until := i18n.T("finder.no_until")
	if m.Until != "" {
		until = longDay(m.Until)
	}
	v.Facts = slices.DeleteFunc([]web.Fact{
		{Label: "finder.unit", Text: v.Unit},
		{Label: "finder.document", Text: strings.TrimSpace(m.Subject + "\u3000" + m.Number), Href: policyURL(m.Document)},
		{Label: "finder.until", Text: until},
		{Label: "finder.contact", Text: m.Contact},
		{Label: "finder.looked", Text: longOr(m.Looked)},
	}, func(f web.Fact) bool { return f.Text == "" })
	return v
}

// doubtOf leads to the clause as it was when somebody last looked at it, and as it is now.
func doubtOf(text string, d policy.Doubt, document policy.ID, looked calendar.Day) clauseDoubt {
	return clauseDoubt{text, d.Clause.Text, d.Now, clauseURL(document, d.Clause.Name, looked), clauseURL(document, d.Clause.Name, "")}
}

func resultTag(r finder.Result) web.Tag {
	return web.Tag{Kind: map[finder.Result]string{finder.Fits: "ok", finder.Not: "bad", finder.Unknown: "warn"}[r], Text: i18n.T("finder.result." + string(r))}
}

// said is what was answered, here and before. What this page could change and was left
// empty is not known.
func (in finderForm) said() map[string]string {
	out := map[string]string{}
	for code := range strings.FieldsSeq(in.Again) {
		out[code] = finder.Unsure
	}
	for code, all := range in.Answers {
		out[code] = all[0]
	}
	return out
}

// besideFinder finds out what to ask, or, if a page is drawn again, asks the same.
func (p *Portal) besideFinder(ctx context.Context, who finder.Who, in finderForm) (finderForm, error) {
	said := in.said()
	delete(said, in.Now) // it is to be put right, and is on the page as it was typed
	var err error
	in.Outcome, err = p.Finders.Try(visitor(ctx), who, said)
	if fault.Of(err) == fault.Invalid { // the form says it
		err = nil
	}
	if in.Now == "" && len(in.Outcome.Questions) > 0 {
		in.Now = in.Outcome.Questions[0].Code
	}
	return in, err
}

// answerFinder takes the answer to a question, and asks the next one that matters; if none
// does, or the visitor has enough of it, it says what the answers come to.
func (p *Portal) answerFinder(ctx context.Context, at string, who finder.Who, in finderForm) (web.Reply, error) {
	said := in.said()
	switch {
	case in.Now == "":
	case in.Do == "skip":
		said[in.Now] = finder.Unsure
	case in.Do == "" && said[in.Now] == "":
		return nil, fault.Field("q."+in.Now, "finder.no_answer")
	}
	out, err := p.Finders.Try(visitor(ctx), who, said)
	if err != nil {
		return nil, err
	}
	next := finderForm{Answers: map[string][]string{}, Outcome: out}
	for _, s := range out.Said {
		next.Answers[s.Attribute.Code] = []string{s.Value}
	}
	if in.Do != "result" && len(out.Questions) > 0 {
		next.Now = out.Questions[0].Code
		return web.Fill(finderAsk, at, next, askOpts()...), nil
	}
	s, err := p.shelf(ctx)
	if err != nil {
		return nil, err
	}
	for _, said := range out.Said {
		next.Again += said.Attribute.Code + " "
		if said.Value == finder.Unsure && said.Attribute.Kind == profile.Number {
			delete(next.Answers, said.Attribute.Code) // an empty field says it
		}
	}
	for _, g := range []struct {
		r   finder.Result
		all []finder.Judged
	}{{finder.Fits, out.Fits}, {finder.Unknown, out.Unknown}, {finder.Not, out.Not}} {
		group := judgedGroup{Result: g.r}
		for _, j := range g.all {
			group.All = append(group.All, judgedRow{j, drawMeasure(s, j.Shown, j.Lines), strings.Join(j.Missing, i18n.T("list_comma"))})
		}
		next.Groups = append(next.Groups, group)
	}
	return web.Fill(finderResult, at, next, web.Submit("finder.try_again")), nil
}

// Asked are the question of the page, or those that can be changed on it, and what was
// answered before, unseen.
func (in finderForm) Asked(string) (out []web.Field) {
	again := strings.Fields(in.Again)
	for _, a := range in.Outcome.Asks {
		switch {
		case a.Code == in.Now:
			out = append(out, askedField(a, false))
		case slices.Contains(again, a.Code):
			out = append(out, askedField(a, true))
		case len(in.Answers[a.Code]) > 0:
			out = append(out, web.Field{Name: a.Code, Type: "hidden"})
		}
	}
	return out
}

// askedField is a question as the form draws it.
func askedField(a profile.Attribute, again bool) web.Field {
	f := web.Field{Name: a.Code, Label: a.Question, Hint: a.Hint, Required: true, Type: "number"}
	if a.Kind == profile.Choice {
		f.Type = "radio"
		for _, o := range a.Options {
			f.Choices = append(f.Choices, web.Choice{Value: o, Label: o})
		}
		if again {
			f.Choices = append(f.Choices, web.Choice{Value: finder.Unsure, Label: i18n.T("finder.unsure")})
		}
		return f
	}
	f.Hint = i18n.T("finder.number_hint", a.Unit)
	if again {
		f.Required, f.Hint = false, f.Hint+i18n.T("finder.blank_hint")
	}
	f.Hint += a.Hint
	return f
}

// Progress says how far the questions are.
func (in finderForm) Progress() string {
	o := &in.Outcome
	return i18n.T("finder.progress", len(o.Said), len(o.Fits), len(o.Not), len(o.Unknown))
}

// measuresOf are the links to what a document gives.
func (p *Portal) measuresOf(ctx context.Context, id policy.ID) (out []measureRow, err error) {
	all, err := p.Finders.Offers(visitor(ctx), id)
	for i := range all {
		out = append(out, measureRow{Shown: all[i], Href: measureURL(all[i].ID), Tag: measureTag(&all[i])})
	}
	return out, err
}
