package portal

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// dueByTerm asks for a term of the law.
type dueByTerm struct {
	Term   string       `form:"term" label:"portal.term" hint:"portal.term_hint" type:"select" required:"true"`
	From   calendar.Day `form:"from" label:"portal.count_from" hint:"portal.from_hint" required:"true"`
	At     string       `form:"at" label:"portal.at" hint:"portal.at_hint" max:"5"`
	Events string       `form:"events" label:"portal.events" hint:"portal.events_hint" type:"textarea" rows:"5" max:"2000"`
}

// dueByCount asks for a number of days or months.
type dueByCount struct {
	From calendar.Day `form:"from" label:"portal.count_from" hint:"portal.count_from_hint" required:"true"`
	N    int          `form:"n" label:"portal.n" required:"true"`
	Unit law.Unit     `form:"unit" label:"portal.unit_of" options:"workday,day,month" required:"true"`
	Roll bool         `form:"roll" label:"portal.roll" hint:"portal.roll_hint"`
}

// A dueView is the answer of the calculator.
type dueView struct {
	Big      string       // the answer as a sentence, up to its day
	Day      calendar.Day // "" while nobody can know
	Weekday  string
	Clock    string // of a term in hours
	Light    string // class of the box: soon, paused or ""
	Note     string // what else there is to know at once
	Unsure   bool   // the number is a setting
	Why      string // why the answer is provisional; "" if it is not
	Facts    []web.Fact
	Risks    []deadline.Risk
	Cells    []cell
	Cellword string // the strip in words
	Steps    []stepRow
	Again    string // the form with these answers
}

// A cell is one day of the strip.
type cell struct {
	Class, Text string
	day         calendar.Day
}

// A stepRow is one step of the derivation.
type stepRow struct {
	From  calendar.Day
	To    calendar.Day // "" if nobody knows until when
	Text  string
	Notes []string
	Count bool // these days count
}

var (
	termForm  = web.MustPage[web.FormView[dueByTerm]](pages, web.Portal, "pages/due.html").In(dueColumn)
	countForm = web.MustPage[web.FormView[dueByCount]](pages, web.Portal, "pages/due_count.html").In(dueColumn)
	dueShow   = web.MustPage[dueView](pages, web.Portal, "pages/due_result.html").In(dueColumn)
)

func (p *Portal) dueRoutes() []web.Route {
	return []web.Route{
		web.PublicForm(duePath, web.Make(termForm, nil, p.dueTerm, nil, web.Submit("portal.compute"), web.Options("term", termChoices))).On(),
		web.PublicForm(duePath+"/count", web.Make(countForm, nil, p.dueCount, nil, web.Submit("portal.compute"))).On(),
		web.Public(duePath+"/result", web.Look(dueShow, p.termResult)).On("holidays"),
		web.Public(duePath+"/count/result", web.Look(dueShow, p.countResult)).On("holidays"),
	}
}

// termChoices are the terms that run forward from a day, by what they are about.
func termChoices(context.Context) ([]web.Option, error) {
	var out []web.Option
	families := map[string]int{}
	for _, l := range law.Limits() {
		if l.Sense == law.Ahead {
			continue
		}
		label := i18n.T("portal.term_choice", l.Name, l.Text())
		if l.Unverified() {
			label = i18n.T("portal.term_unverified", label)
		}
		family, _, _ := strings.Cut(l.Key, ".")
		o := web.Option{Value: l.Key, Label: label, Group: i18n.T("portal.family." + family)}
		if _, has := families[o.Group]; !has {
			families[o.Group] = len(families)
		}
		out = append(out, o)
	}
	slices.SortStableFunc(out, func(a, b web.Option) int { return families[a.Group] - families[b.Group] })
	return out, nil
}

// dueTerm leads to the result, if there is one.
func (p *Portal) dueTerm(ctx context.Context, in dueByTerm) (web.Redirect, error) {
	if _, err := p.termResult(ctx, in); err != nil {
		return "", err
	}
	return web.Redirect(duePath + "/result?" + in.query()), nil
}

func (in dueByTerm) query() string {
	q := url.Values{"term": {in.Term}, "from": {string(in.From)}}
	if in.At != "" {
		q.Set("at", in.At)
	}
	if in.Events != "" {
		q.Set("events", in.Events)
	}
	return q.Encode()
}

func (p *Portal) dueCount(ctx context.Context, in dueByCount) (web.Redirect, error) {
	if _, err := p.countResult(ctx, in); err != nil {
		return "", err
	}
	return web.Redirect(duePath + "/count/result?" + in.query()), nil
}

func (in dueByCount) query() string {
	q := url.Values{"from": {string(in.From)}, "n": {strconv.Itoa(in.N)}, "unit": {string(in.Unit)}}
	if in.Roll {
		q.Set("roll", "true")
	}
	return q.Encode()
}

// termResult computes a term of the law.
func (p *Portal) termResult(ctx context.Context, in dueByTerm) (v dueView, err error) {
	limit, err := law.Find(in.Term)
	if err != nil {
		return v, err
	}
	cal, err := p.Holidays.Current(ctx)
	if err != nil {
		return v, err
	}
	d, err := in.derive(cal, limit)
	if err != nil {
		return v, err
	}
	v = p.result(cal, d, limit.Sense)
	v.Unsure, v.Again = limit.Unverified(), duePath+"?"+in.query()
	v.Facts = append([]web.Fact{
		{Label: "portal.matter", Text: limit.Name, Note: limit.Owner},
		{Label: "portal.basis", Text: law.Title(limit.Basis), Note: limit.Note},
		{Label: "portal.trigger", Text: limit.Trigger, Note: longDay(in.From)},
	}, v.Facts...)
	return v, nil
}

// derive runs the clock of a term.
func (in dueByTerm) derive(cal *calendar.Calendar, limit law.Limit) (d deadline.Derivation, err error) {
	if limit.Unit == law.Hour && strings.TrimSpace(in.Events) == "" {
		clock, err := time.ParseInLocation("2006-01-02 15:04", string(in.From)+" "+in.At, calendar.Zone)
		if err != nil {
			return d, fault.Field("at", "portal.bad_time")
		}
		return deadline.SimpleAt(cal, clock, limit.Term)
	}
	events, err := deadline.ParseEvents("receive " + string(in.From) + "\n" + acts.english(in.Events))
	if err == nil {
		d, err = deadline.Run(cal, limit.Key, events)
	}
	return d, acts.blame(err)
}

// countResult computes a number of days or months.
func (p *Portal) countResult(ctx context.Context, in dueByCount) (v dueView, err error) {
	cal, err := p.Holidays.Current(ctx)
	if err != nil {
		return v, err
	}
	if in.Unit == law.Workday {
		in.Roll = false // a working day is never a day off
	}
	d, err := deadline.Simple(cal, in.From, law.Term{N: in.N, Unit: in.Unit, Roll: in.Roll})
	if err != nil {
		return v, err
	}
	v = p.result(cal, d, law.Within)
	v.Again = duePath + "/count?" + in.query()
	v.Facts = append([]web.Fact{{Label: "portal.trigger", Text: longDay(in.From), Note: i18n.T("portal.day_zero")}}, v.Facts...)
	return v, nil
}

// result draws a derivation.
func (p *Portal) result(cal *calendar.Calendar, d deadline.Derivation, sense law.Sense) dueView {
	v := dueView{Risks: d.Risks, Facts: []web.Fact{{Label: "portal.length", Text: i18n.Text(d.Term.Text())}}}
	if d.Extension.Unit != "" {
		v.Facts = append(v.Facts, web.Fact{Label: "portal.extension", Text: i18n.Text(d.Extension.Text())})
	}
	if d.Delay.Unit != "" {
		v.Facts = append(v.Facts, web.Fact{Label: "portal.delay", Text: i18n.Text(d.Delay.Text())})
	}
	v.answer(d, sense)
	if d.Provisional {
		v.Why = i18n.T("portal.why_provisional", lastYear(d).Year())
	}
	for _, s := range d.Steps {
		row := stepRow{From: s.From, To: s.To, Text: i18n.Text(s.Text), Count: s.Sort == deadline.Counted || s.Sort == deadline.MakeUp}
		for _, n := range s.Notes {
			row.Notes = append(row.Notes, i18n.Text(n))
		}
		v.Steps = append(v.Steps, row)
	}
	v.Cells = strip(cal, d, p.DB.Today())
	v.Cellword = stripWords(v.Cells)
	return v
}

// lastYear is the day whose year has no notice yet.
func lastYear(d deadline.Derivation) calendar.Day {
	for _, s := range d.Steps {
		if s.Provisional {
			return s.From
		}
	}
	return d.Day
}

// answer says the result in a sentence.
func (v *dueView) answer(d deadline.Derivation, sense law.Sense) {
	switch d.State {
	case deadline.Running, deadline.Unstarted:
		v.Weekday = i18n.T("web.weekday." + strconv.Itoa(int(d.Day.Weekday())))
		v.Big = i18n.T("portal.big." + string(sense))
		v.Day = d.Day
		if !d.At.IsZero() {
			v.Clock = d.At.In(calendar.Zone).Format("15:04")
		}
		if d.Provisional {
			v.Light = "soon"
		}
	case deadline.Paused:
		v.Light, v.Big = "paused", i18n.T("portal.state.paused", strings.Join(d.For, i18n.T("list_comma")))
	case deadline.Waiting:
		what := d.For[0]
		if what == deadline.ForAmendment || what == deadline.ForPayment {
			what = i18n.T("deadline.for." + what)
		}
		v.Light, v.Big = "paused", i18n.T("portal.state.waiting", what)
	case deadline.Stopped:
		v.Big = i18n.T("portal.state.stopped")
		if d.Day != "" {
			v.Note = i18n.T("portal.state.was_due", longDay(d.Day))
		}
	}
}

// passed is the class of a day by where it lies from today.
func passed(day, today calendar.Day) string {
	switch {
	case day == today:
		return "n"
	case day < today:
		return "d"
	}
	return ""
}

// stripWords says what each part of the strip is, for who does not see it.
func stripWords(cells []cell) string {
	var parts []string
	for i := 0; i < len(cells); {
		end := i
		for end+1 < len(cells) && cells[end+1].Class == cells[i].Class {
			end++
		}
		parts = append(parts, i18n.T("portal.strip."+cells[i].Class, cells[i].day, cells[end].day, end-i+1))
		i = end + 1
	}
	return strings.Join(parts, i18n.T("list_semicolon"))
}

// stripMost is how many days are drawn one by one.
const stripMost = 70

// strip draws the days that count and those that are held, one cell each; none
// if they are too many. Of a term in working days only those are drawn.
func strip(cal *calendar.Calendar, d deadline.Derivation, today calendar.Day) []cell {
	var out []cell
	for _, s := range d.Steps {
		if s.To == "" {
			return out
		}
		n := s.First
		for day := s.From; day <= s.To; day = day.Add(1) {
			switch s.Sort {
			case deadline.Counted, deadline.MakeUp:
				out = append(out, cell{passed(day, today), strconv.Itoa(n), day})
				n++
			case deadline.Held, deadline.Await:
				if d.Term.Unit == law.Workday && !cal.Works(day) {
					continue
				}
				out = append(out, cell{"e", i18n.T("portal.held"), day})
			case deadline.DayZero, deadline.Restart, deadline.Weekend, deadline.Holiday, deadline.Fixed, deadline.Rolled:
			}
			if len(out) > stripMost {
				return nil
			}
		}
	}
	return out
}
