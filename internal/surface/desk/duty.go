package desk

import (
	"context"
	"strconv"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web"
)

const dutyPath = "/desk/duty"

// A dutyRow is a duty as lists show it.
type dutyRow struct {
	duty.Seen
	Unit string // short name
}

// Href is the page of the duty.
func (r dutyRow) Href() string { return dutyURL(&r.Duty) }

// Lamp is the light with words.
func (r dutyRow) Lamp() web.Light { return lampOf(r.Seen) }

func dutyURL(d *duty.Duty) string { return refURL(d.Ref()) }

func lightName(l duty.Light) string { return i18n.T("duty.light." + string(l)) }

// lampOf is the light of a duty with the working days that are left, or the hours of one in hours.
func lampOf(s duty.Seen) web.Light {
	words := lightName(s.Light)
	switch {
	case !s.DueAt.IsZero() && s.Light == duty.Late:
		words = i18n.T("desk.late_span", spanText(-s.Minutes))
	case !s.DueAt.IsZero() && (s.Light == duty.Soon || s.Light == duty.InTime):
		words = i18n.T("desk.left_span", spanText(s.Minutes))
	case s.Light == duty.Late && s.Left < 0:
		words = i18n.T("desk.late_by", -s.Left)
	case s.Light == duty.Soon && s.Left == 0:
		words = i18n.T("desk.due_today")
	case s.Light == duty.Soon, s.Light == duty.InTime:
		words = i18n.T("desk.left", s.Left)
	}
	return web.Light{Kind: string(s.Light), Text: words}
}

// whenText is a moment of the civil clock, to the minute.
func whenText(t time.Time) string {
	if t.IsZero() {
		return web.Nothing
	}
	return t.In(calendar.Zone).Format("2006-01-02 15:04")
}

// spanText is so many minutes in words.
func spanText(minutes int) string {
	switch h, m := minutes/60, minutes%60; {
	case h == 0:
		return i18n.T("desk.minutes", m)
	case m == 0:
		return i18n.T("desk.hours", h)
	default:
		return i18n.T("desk.hours_minutes", h, m)
	}
}

// A dutyView is the page of one duty.
type dutyView struct {
	Row     dutyRow
	Facts   []web.Fact
	Buttons []web.Button
	Why     duty.Derivation
	History []web.Event
}

// A dutyAct is what the form of an act says beside its fields.
type dutyAct struct {
	Act duty.Act
	On  dutyRow
}

type (
	extendForm struct {
		duty.Extend
		dutyAct
	}
	becauseForm struct {
		duty.Because
		dutyAct
	}
	resumeForm struct {
		duty.Resume
		dutyAct
	}
)

var (
	dutyList = web.ListPage[duty.Find, dutyRow](web.Desk, "desk.duty",
		web.Col[dutyRow]{Label: "duty.light", Class: "o1", Cell: func(r dutyRow) web.Cell { return web.Cell{Light: r.Lamp()} }},
		web.Col[dutyRow]{Label: "desk.matter", Class: "ti", Cell: func(r dutyRow) web.Cell { return web.Cell{Text: r.Title, Href: r.Href()} }},
		web.Col[dutyRow]{Label: "duty.unit", Cell: func(r dutyRow) web.Cell { return web.Cell{Text: r.Unit} }},
		web.Col[dutyRow]{Label: "duty.rule", Class: "xs", Cell: func(r dutyRow) web.Cell { return web.Cell{Text: ruleName(r.Rule)} }},
		web.Col[dutyRow]{Label: "desk.due", Class: "num o2", Cell: dueCell},
	)
	dutyShow    = web.MustPage[dutyView](pages, web.Desk, "pages/duty/show.html", derivationPart)
	dutyExtend  = web.MustPage[web.FormView[extendForm]](pages, web.Desk, "pages/duty/act.html")
	dutyBecause = web.MustPage[web.FormView[becauseForm]](pages, web.Desk, "pages/duty/act.html")
	dutyResume  = web.MustPage[web.FormView[resumeForm]](pages, web.Desk, "pages/duty/act.html")
)

// derivationPart draws how a last day comes about, of whatever owes.
const derivationPart = "pages/duty/derivation.html"

func dueCell(r dutyRow) web.Cell {
	c := web.Cell{Text: dueText(&r.Duty)}
	if r.Due == "" {
		c.Text = web.Nothing
	}
	if r.Provisional {
		c.Tag = web.Tag{Kind: "warn", Text: i18n.T("desk.provisional")}
	}
	return c
}

// dueText is the last day of a duty, with the time of day of one in hours.
func dueText(d *duty.Duty) string {
	if !d.DueAt.IsZero() {
		return whenText(d.DueAt)
	}
	return string(d.Due)
}

func ruleName(rule string) string { return i18n.T("duty.rule." + rule) }

func (d *Desk) dutyRoutes() []web.Route {
	cancel := web.Cancel(dutyPath + "/{id}")
	because := func(act duty.Act, do func(context.Context, duty.ID, duty.Because) (*duty.Duty, error)) *web.FormScreen {
		load := func(ctx context.Context, id duty.ID) (in becauseForm, err error) {
			in.dutyAct, in.Rev, err = d.dutyAct(ctx, id, act)
			return in, err
		}
		return web.Act(dutyBecause, load, func(ctx context.Context, id duty.ID, in becauseForm) (*duty.Duty, error) {
			return do(ctx, id, in.Because)
		}, dutyURL, web.Submit(string(act)), cancel)
	}
	return []web.Route{
		web.GET(dutyPath, duty.See, web.List(dutyList, d.findDuties, web.Options("unit", d.unitChoices), web.Download(dutyPath+".csv"))),
		web.GET(dutyPath+".csv", duty.See, web.CSV(dutyList, "desk.duty", d.findDuties)),
		web.GET(dutyPath+"/{id}", duty.See, web.Show(dutyShow, d.duty)),
		web.Form(dutyPath+"/{id}/extend", duty.Move, web.Act(dutyExtend, d.extendForm, d.extend, dutyURL, web.Submit(string(duty.ActExtend)), cancel)),
		web.Form(dutyPath+"/{id}/suspend", duty.Move, because(duty.ActSuspend, d.Duties.Suspend)),
		web.Form(dutyPath+"/{id}/resume", duty.Move, web.Act(dutyResume, d.resumeForm, d.resume, dutyURL, web.Submit(string(duty.ActResume)), cancel)),
		web.Form(dutyPath+"/{id}/waive", duty.Move, because(duty.ActWaive, d.Duties.Waive)),
	}
}

func (d *Desk) findDuties(ctx context.Context, q duty.Find, p db.Page) (db.Rows[dutyRow], error) {
	found, err := d.Duties.Find(ctx, q, p)
	if err != nil {
		return db.Rows[dutyRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(s duty.Seen) dutyRow { return dutyRow{s, names[s.UnitID]} }), err
}

func (d *Desk) dutyRows(ctx context.Context, in []duty.Seen) ([]dutyRow, error) {
	names, err := d.Units.Shorts(ctx)
	out := make([]dutyRow, len(in))
	for i, s := range in {
		out[i] = dutyRow{s, names[s.UnitID]}
	}
	return out, err
}

func (d *Desk) duty(ctx context.Context, id duty.ID) (v dutyView, err error) {
	seen, err := d.Duties.Get(ctx, id)
	if err != nil {
		return v, err
	}
	v.Row = dutyRow{seen, d.unitName(ctx, seen.UnitID)}
	if v.Why, err = d.Duties.Explain(ctx, id); err != nil {
		return v, err
	}
	v.Facts = dutyFacts(auth.From(ctx), v.Row)
	v.Buttons = dutyButtons(auth.From(ctx), &seen.Duty)
	v.History, err = d.history(ctx, seen.Ref(), dutyEvent)
	return v, err
}

func dutyFacts(a auth.Actor, r dutyRow) []web.Fact {
	due := web.Fact{Label: "desk.due", Text: dueText(&r.Duty), Light: r.Lamp()}
	if r.Provisional {
		due.Note = i18n.T("desk.provisional_why")
	}
	facts := []web.Fact{
		due,
		{Label: "duty.unit", Text: r.Unit},
		{Label: "desk.state", Text: i18n.T("duty.status." + string(r.Status))},
		{Label: "desk.basis", Text: r.Basis},
		{Label: "desk.source", Text: ruleName(r.Rule), Href: pageOf(a, r.From)},
		{Label: "desk.opened", Text: string(r.Opened)},
	}
	if r.Period != "" {
		facts = append(facts, web.Fact{Label: "desk.period", Text: periodName(r.Period)})
	}
	if r.Need > 1 {
		facts = append(facts, web.Fact{Label: "desk.need", Text: i18n.T("desk.have_of", r.Have, r.Need)})
	}
	if r.Claimed != "" {
		facts = append(facts, web.Fact{Label: "desk.claimed", Text: string(r.Claimed)})
	}
	if r.MetOn != "" {
		met := string(r.MetOn)
		if !r.MetAt.IsZero() {
			met = whenText(r.MetAt)
		}
		facts = append(facts, web.Fact{Label: "desk.met_on", Text: met, Href: pageOf(a, r.Evidence)})
	}
	return facts
}

// dutyButtons offers the report that is owed and the acts that have a page
// here; the others are made by the noun that owes.
func dutyButtons(a auth.Actor, x *duty.Duty) []web.Button {
	var out []web.Button
	if to := tellURL(a, x); to != "" {
		out = append(out, web.Button{Href: to, Label: i18n.T(string(plan.ActReport))})
	}
	for _, act := range duty.Flow.Next(a, x) {
		path, ok := map[duty.Act]string{
			duty.ActExtend: "/extend", duty.ActSuspend: "/suspend", duty.ActResume: "/resume", duty.ActWaive: "/waive",
		}[act]
		if ok {
			out = append(out, web.Button{Href: dutyURL(x) + path, Label: i18n.T(string(act)), Secondary: len(out) > 0})
		}
	}
	return out
}

// dutyEvent shows what an act made of the last day, and why.
func dutyEvent(e journal.Entry, v *web.Event) {
	var was struct {
		Due    string `json:"due"`
		OldDue string `json:"old_due"`
		Reason string `json:"reason"`
	}
	if e.Decode(&was) != nil {
		return // an older form of the entry: its act and time still say what happened
	}
	v.Text = was.Reason
	if was.OldDue != "" && was.OldDue != was.Due {
		v.Diff = []web.Change{{Label: i18n.T("desk.due"), Old: was.OldDue, New: was.Due}}
	}
}

// dutyAct is what a form about a duty shows, and the rev that it is about.
func (d *Desk) dutyAct(ctx context.Context, id duty.ID, act duty.Act) (dutyAct, int64, error) {
	seen, err := d.Duties.Get(ctx, id)
	if err != nil {
		return dutyAct{}, 0, err
	}
	return dutyAct{act, dutyRow{seen, d.unitName(ctx, seen.UnitID)}}, seen.Rev, nil
}

func (d *Desk) extendForm(ctx context.Context, id duty.ID) (in extendForm, err error) {
	in.dutyAct, in.Rev, err = d.dutyAct(ctx, id, duty.ActExtend)
	return in, err
}

func (d *Desk) extend(ctx context.Context, id duty.ID, in extendForm) (*duty.Duty, error) {
	return d.Duties.Extend(ctx, id, in.Extend)
}

func (d *Desk) resumeForm(ctx context.Context, id duty.ID) (in resumeForm, err error) {
	in.dutyAct, in.Rev, err = d.dutyAct(ctx, id, duty.ActResume)
	return in, err
}

func (d *Desk) resume(ctx context.Context, id duty.ID, in resumeForm) (*duty.Duty, error) {
	return d.Duties.Resume(ctx, id, in.Resume)
}

// unitChoices are all units that are, in the order of the tree.
func (d *Desk) unitChoices(ctx context.Context) ([]web.Option, error) {
	units, err := d.Units.Tree(ctx)
	out := make([]web.Option, len(units))
	for i, u := range units {
		out[i] = web.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Path}
	}
	return out, err
}
