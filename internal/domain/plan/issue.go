package plan

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/profile"
)

// RuleReport is the rule of the duties that a plan opens: a report is owed.
const RuleReport = "plan.report"

// Issue assigns: from now on every task is owed by its units. It opens a duty
// for each task, unit and period that has not passed.
//
// Errors: Invalid with a row for each point that a person has not looked at,
// each name that is no unit, each task without a unit or without a day.
func (s *Service) Issue(ctx context.Context, id ID, in Confirm) (*Plan, error) {
	return s.step(ctx, id, in.Rev, ActIssue, func(tx *db.Tx, p *Plan) error {
		all, err := whole(tx, p)
		if err != nil {
			return err
		}
		if err := errors.Join(p.mayBePublic(), fault.Rows(rows(all.gaps(tx.Today))), s.mayBeShown(tx, all)); err != nil {
			return err
		}
		p.IssuedOn, p.shown = tx.Today, all
		if err := s.assign(tx, all); err != nil {
			return err
		}
		return s.tellIssued(tx, all)
	})
}

// Confirm is the input of an act that needs no words. Without a rev it is done to
// what is there: what may not be done to a thing as it is, its state refuses.
type Confirm struct {
	Rev int64 `form:"rev" type:"hidden" json:"rev"`
}

// Archive keeps the ledger of an earlier year as a record: nothing is owed.
func (s *Service) Archive(ctx context.Context, id ID, in Confirm) (*Plan, error) {
	return s.step(ctx, id, in.Rev, ActArchive, func(tx *db.Tx, p *Plan) (err error) {
		if err := p.mayBePublic(); err != nil {
			return err
		}
		if p.shown, err = whole(tx, p); err != nil {
			return err
		}
		return s.mayBeShown(tx, p.shown)
	})
}

// openAttribute is the one disclosure attribute under which a document is
// published; the other two are on request and not at all (条例, Articles 13 to 16).
//
//go:embed open.txt
var openAttribute string

// mayBePublic refuses to make public what the document itself says is not to
// be. A document that says nothing is left to the officer.
func (p *Plan) mayBePublic() error {
	if p.Attribute == "" || strings.Contains(p.Attribute, strings.TrimSpace(openAttribute)) {
		return nil
	}
	return fault.New(fault.Invalid, "plan.not_open", p.Attribute)
}

// Close ends a plan. What is still owed stays owed.
func (s *Service) Close(ctx context.Context, id ID, in Confirm) (*Plan, error) {
	return s.step(ctx, id, in.Rev, ActClose, func(tx *db.Tx, p *Plan) (err error) {
		if p.shown, err = whole(tx, p); err != nil {
			return err
		}
		return s.mayBeShown(tx, p.shown)
	})
}

// Discard throws a draft away.
func (s *Service) Discard(ctx context.Context, id ID, in Confirm) (*Plan, error) {
	return s.step(ctx, id, in.Rev, ActDiscard, nil)
}

// outline is a plan with all its parts.
type outline struct {
	plan   *Plan
	points []Point
	tasks  map[PointID][]Task
	dir    *directory
}

func whole(tx *db.Tx, p *Plan) (*outline, error) {
	o := &outline{plan: p, tasks: map[PointID][]Task{}}
	var err error
	if o.points, err = points(tx, p.ID); err != nil {
		return nil, err
	}
	ts, err := tasks(tx, p.ID)
	if err != nil {
		return nil, err
	}
	for _, t := range ts {
		o.tasks[t.PointID] = append(o.tasks[t.PointID], t)
	}
	o.dir, err = open(tx)
	return o, err
}

// parties are those of the task, or of its point.
func parties(pt *Point, t *Task) []Party {
	if len(t.Parties) > 0 {
		return t.Parties
	}
	return pt.Parties
}

// A Gap is one thing that keeps a plan from being issued.
type Gap struct {
	At    int        `json:"-"`     // place of the point
	Point string     `json:"point"` // its number and heading
	Text  fault.Text `json:"text"`
}

// rows is the gaps as a fault tells them.
func rows(gaps []Gap) []fault.Row {
	out := make([]fault.Row, len(gaps))
	for i, g := range gaps {
		out[i] = fault.Row{Line: g.At + 1, Column: g.Point, Text: g.Text}
	}
	return out
}

// gaps lists what keeps a plan from being issued.
func (o *outline) gaps(today calendar.Day) []Gap {
	var out []Gap
	for i := range o.points {
		pt := &o.points[i]
		say := func(key string, args ...any) {
			out = append(out, Gap{i, pt.Number + pt.Title, fault.T(key, args...)})
		}
		if pt.Gone {
			say("plan.gap_gone")
		}
		if !pt.Checked {
			say("plan.gap_unchecked")
		}
		if len(o.tasks[pt.ID]) == 0 {
			say("plan.gap_no_task")
		}
		for j := range o.tasks[pt.ID] {
			o.taskGaps(pt, &o.tasks[pt.ID][j], today, say)
		}
	}
	return out
}

func (o *outline) taskGaps(pt *Point, t *Task, today calendar.Day, say func(string, ...any)) {
	ps := parties(pt, t)
	if names := unresolved(ps); len(names) > 0 {
		say("plan.gap_unknown", strings.Join(names, separator))
	}
	for _, id := range slices.Sorted(maps.Keys(rolesOf(ps))) {
		if o.dir.closed[id] {
			say("plan.gap_closed", o.dir.short[id])
		}
	}
	if !slices.ContainsFunc(ps, func(p Party) bool { return p.Role.Owes() }) {
		say("plan.gap_no_unit", shorten(t.Title, 30))
	}
	switch {
	case t.Cadence.Dated() && t.Due == "":
		say("plan.gap_no_day", shorten(t.Title, 30))
	case t.Cadence.Dated() && t.Due < today:
		say("plan.gap_late", t.Due, shorten(t.Title, 30))
	case !t.Cadence.Dated() && len(t.Cadence.Periods(o.plan.Year, today)) == 0:
		say("plan.gap_past", shorten(t.Title, 30))
	}
}

// assign opens the duties of every task.
func (s *Service) assign(tx *db.Tx, o *outline) error {
	grace, err := grace(tx)
	if err != nil {
		return err
	}
	for i := range o.points {
		for j := range o.tasks[o.points[i].ID] {
			t := &o.tasks[o.points[i].ID][j]
			t.owner = o.plan.UnitID
			if err := s.duties.OpenNew(tx, o.owed(&o.points[i], t, tx.Today, grace)); err != nil {
				return err
			}
			if err := flow.Do(tx, TaskFlow, t, ActAssign, nil); err != nil {
				return err
			}
			if err := db.Update(tx, "plan_task", t); err != nil {
				return err
			}
		}
	}
	return nil
}

// grace is the working days after a period in which the district asks for the report.
func grace(tx *db.Tx) (int, error) {
	settings, err := unit.Settings(tx)
	if err != nil {
		return 0, err
	}
	return settings.Int(profile.PlanReport), nil
}

// owed is the duties of one task: for each unit that owes, and each period.
func (o *outline) owed(pt *Point, t *Task, today calendar.Day, grace int) []duty.Owed {
	var out []duty.Owed
	terms := t.when(o.plan.Year, today, grace)
	for _, id := range o.owers(pt, t) {
		for _, w := range terms {
			w.UnitID, w.Rule, w.Ref, w.Under, w.Title = id, RuleReport, t.Ref(), pt.Ref(), t.Title
			w.Basis = o.plan.basis(pt)
			out = append(out, w)
		}
	}
	return out
}

// owers lists the units that owe a task, in the order of the tree.
func (o *outline) owers(pt *Point, t *Task) []int64 {
	roles := rolesOf(parties(pt, t))
	ids := make([]int64, 0, len(roles))
	for id, r := range roles {
		if r.Owes() {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b int64) int { return o.dir.order[a] - o.dir.order[b] })
	return ids
}

// A Preview is what issuing a draft would do.
type Preview struct {
	Plan   Plan    `json:"plan"`
	Gaps   []Gap   `json:"gaps"` // with any, it would be refused
	Units  []Share `json:"units"`
	Tasks  int     `json:"tasks"`
	Duties int     `json:"duties"`
}

// A Share is what one unit would owe.
type Share struct {
	Unit
	Tasks  int `json:"tasks"`
	Duties int `json:"duties"`
}

// Preview counts what each unit would owe if the draft were issued today.
func (s *Service) Preview(ctx context.Context, id ID) (v Preview, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := load(tx, id)
		if err != nil {
			return err
		}
		if err := editable(tx, p); err != nil {
			return err
		}
		o, err := whole(tx, p)
		if err != nil {
			return err
		}
		grace, err := grace(tx)
		if err == nil {
			v = o.preview(tx.Today, grace)
		}
		return err
	})
	return v, err
}

func (o *outline) preview(today calendar.Day, grace int) Preview {
	v := Preview{Plan: *o.plan, Gaps: o.gaps(today)}
	shares := map[int64]Share{}
	for i := range o.points {
		for j := range o.tasks[o.points[i].ID] {
			v.Tasks++
			t := &o.tasks[o.points[i].ID][j]
			n := len(t.when(o.plan.Year, today, grace))
			if n == 0 {
				continue
			}
			for _, id := range o.owers(&o.points[i], t) {
				sh := shares[id]
				sh.Unit = Unit{id, o.dir.short[id]}
				sh.Duties += n
				sh.Tasks++
				shares[id] = sh
				v.Duties += n
			}
		}
	}
	v.Units = slices.SortedFunc(maps.Values(shares), func(a, b Share) int { return o.dir.order[a.ID] - o.dir.order[b.ID] })
	return v
}

// basis names the point of the circular on which a duty rests.
func (p *Plan) basis(pt *Point) string {
	if p.Number == "" {
		return p.Title + pt.Number
	}
	return p.Number + " " + pt.Number
}

// when lists the terms of a task: its day, or for each period the working days
// after its end in which the district asks for the report.
func (t *Task) when(year int, today calendar.Day, grace int) []duty.Owed {
	if t.Cadence.Dated() {
		return []duty.Owed{{
			Period: fmt.Sprint(year), From: today, Starts: today, Need: t.Need,
			Term: law.Term{Unit: law.Date, Date: string(t.Due)},
		}}
	}
	var out []duty.Owed
	for _, p := range t.Cadence.Periods(year, today) {
		out = append(out, duty.Owed{
			Period: p.Key, From: p.Due, Starts: p.Starts, Need: 1,
			Term: law.Term{N: grace, Unit: law.Workday},
		})
	}
	return out
}

// Cancel ends a task of an issued plan: what it owed is owed no longer. The reason stays.
func (s *Service) Cancel(ctx context.Context, id TaskID, in Because) (t *Task, err error) {
	defer fault.Wrap(&err, "plan.Cancel(%d)", id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var p *Plan
		if t, p, err = loadTask(tx, id); err != nil {
			return err
		}
		t.Rev, t.owner = in.Rev, p.UnitID
		if err := flow.Do(tx, TaskFlow, t, ActCancel, func() error { t.Note = in.Reason; return nil }); err != nil {
			return err
		}
		if err := s.waive(tx, t, in.Reason); err != nil {
			return err
		}
		if err := db.Update(tx, "plan_task", t); err != nil {
			return err
		}
		return s.index(tx, p)
	})
	return t, err
}

// waive ends what is owed for a task: the reports of the units, and the office's
// decisions on those that wait. They may still be decided on, and nothing hangs on it.
func (s *Service) waive(tx *db.Tx, t *Task, reason string) error {
	if err := s.duties.WaiveAll(tx, t.Ref(), reason); err != nil {
		return err
	}
	waits, err := db.All[Report](tx, "FROM plan_report WHERE task_id = ? AND state = ?", t.ID, Submitted)
	if err != nil {
		return err
	}
	for i := range waits {
		if err := s.duties.WaiveAll(tx, waits[i].Ref(), reason); err != nil {
			return err
		}
	}
	return nil
}

// Extend gives every unit that still owes a task with a day of its own a later
// one. The reason stays with each duty.
//
// Errors: Invalid for a task that is reported on by period, whose days follow
// from the calendar, or for a day that is later for nobody.
func (s *Service) Extend(ctx context.Context, id TaskID, in duty.Extend) (t *Task, err error) {
	defer fault.Wrap(&err, "plan.Extend(%d)", id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var p *Plan
		if t, p, err = loadTask(tx, id); err != nil {
			return err
		}
		t.Rev, t.owner = in.Rev, p.UnitID
		if !t.Cadence.Dated() {
			return fault.Field("due", "plan.due_useless")
		}
		if err := flow.Do(tx, TaskFlow, t, ActExtend, func() error { t.Due, t.Note = in.Due, in.Reason; return nil }); err != nil {
			return err
		}
		n, err := s.duties.ExtendAll(tx, t.Ref(), in)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Field("due", "plan.nobody_later")
		}
		return db.Update(tx, "plan_task", t)
	})
	return t, err
}
