package plan

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/circular"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Row is a plan as a list shows it.
type Row struct {
	Plan
	Gaps  int        `json:"gaps"`  // what keeps a draft from being issued
	Tally duty.Tally `json:"tally"` // how the duties of an issued plan stand
}

// Rows lists plans with how far they are, the newest year first.
func (s *Service) Rows(ctx context.Context, q Find, pg db.Page) (rows db.Rows[Row], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		found, err := find(tx, q, pg)
		if err != nil {
			return err
		}
		rows, err = db.TryMap(found, func(p Plan) (Row, error) {
			if p.Status == Draft {
				o, err := whole(tx, &p)
				if err != nil {
					return Row{}, err
				}
				return Row{Plan: p, Gaps: len(o.gaps(tx.Today))}, nil
			}
			b, err := s.board(tx, &p)
			if err != nil {
				return Row{}, err
			}
			return Row{Plan: p, Tally: b.Total}, nil
		})
		return err
	})
	return rows, err
}

// An Overview is a draft as the officer works through it.
type Overview struct {
	Plan     Plan    `json:"plan"`
	Lines    []Line  `json:"points"`
	Gaps     []Gap   `json:"gaps"`   // what keeps the plan from being issued
	Doubts   []Doubt `json:"doubts"` // the warnings of the reading
	Sections int     `json:"sections"`
	Units    int     `json:"units"` // different units that were named
	Acts     []Act   `json:"acts"`
}

// A Line is one point of an overview.
type Line struct {
	Point Point             `json:"point"`
	Tasks []Task            `json:"tasks"`
	Units map[Role][]string `json:"units"`
	Open  []string          `json:"unresolved,omitempty"`
	Gaps  []Gap             `json:"gaps"`
}

// A Doubt is a warning of the reading, and the words of the circular that it is about.
type Doubt struct {
	Text  fault.Text    `json:"text"`
	Point PointID       `json:"point,omitempty"` // 0: outside the points
	Label string        `json:"label,omitempty"` // the number of the point
	Words string        `json:"words"`
	Span  circular.Span `json:"span"`
}

// Overview returns a plan with its points, and what is still missing.
func (s *Service) Overview(ctx context.Context, id ID) (v Overview, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := load(tx, id)
		if err != nil {
			return err
		}
		o, err := whole(tx, p)
		if err != nil {
			return err
		}
		src, err := loadSource(tx, id)
		if err != nil {
			return err
		}
		v = o.overview()
		v.Acts = Flow.Next(tx.Actor, p)
		if p.Status == Draft {
			v.Doubts = src.doubts(o.points)
			v.Gaps = o.gaps(tx.Today)
			for _, g := range v.Gaps {
				v.Lines[g.At].Gaps = append(v.Lines[g.At].Gaps, g)
			}
		}
		return nil
	})
	return v, err
}

func (o *outline) overview() Overview {
	v := Overview{Plan: *o.plan, Lines: make([]Line, len(o.points))}
	units, sections := map[int64]bool{}, map[string]bool{}
	for i := range o.points {
		pt := &o.points[i]
		sections[pt.Section] = true
		v.Lines[i] = Line{Point: *pt, Tasks: o.tasks[pt.ID], Units: o.dir.byRole(pt.Parties), Open: unresolved(pt.Parties)}
		for id := range rolesOf(pt.Parties) {
			units[id] = true
		}
	}
	delete(sections, "")
	v.Units, v.Sections = len(units), len(sections)
	return v
}

// doubts lists the warnings in the order of the text.
func (src *stored) doubts(points []Point) []Doubt {
	var out []Doubt
	add := func(pt *Point, ws []circular.Warning) {
		for _, w := range ws {
			d := Doubt{Text: w.Text, Span: w.Span, Words: shorten(src.Text[w.Span.Start:w.Span.End], 60)}
			if pt != nil {
				d.Point, d.Label = pt.ID, pt.Number
			}
			out = append(out, d)
		}
	}
	add(nil, src.Circular.Warnings)
	for i := range points {
		if points[i].Placed() {
			add(&points[i], points[i].Proposal.Warnings)
		}
	}
	slices.SortStableFunc(out, func(a, b Doubt) int { return a.Span.Start - b.Span.Start })
	return out
}

// A Source is the whole circular with what was found in it.
type Source struct {
	Plan   Plan
	Text   string
	Points []Point // those that have a place in it
	Doubts []Doubt
}

// Source returns the text that a plan was read from.
func (s *Service) Source(ctx context.Context, id ID) (v Source, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := load(tx, id)
		if err != nil {
			return err
		}
		src, err := loadSource(tx, id)
		if err != nil {
			return err
		}
		all, err := points(tx, id)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(pt Point) bool { return !pt.Placed() })
		v = Source{Plan: *p, Text: src.Text, Points: all, Doubts: src.doubts(all)}
		return nil
	})
	return v, err
}

// A TaskPage is a task with everything that happened to it.
type TaskPage struct {
	Plan    Plan              `json:"plan"`
	Point   Point             `json:"point"`
	Task    Task              `json:"task"`
	Units   map[Role][]string `json:"units"`
	Duties  []duty.Seen       `json:"duties"`
	Reports []ReportSeen      `json:"reports"`
	Acts    []TaskAct         `json:"acts"`
	Names   map[int64]string  `json:"-"` // of units
}

// A ReportSeen is a report as a list shows it.
type ReportSeen struct {
	Report
	Unit   string `json:"unit"`
	Task   string `json:"task"`
	Period string `json:"period"`
}

// Task returns a task with its duties and reports, as far as the actor may see them.
func (s *Service) Task(ctx context.Context, id TaskID) (v TaskPage, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		t, p, err := loadTask(tx, id)
		if err != nil {
			return err
		}
		pt, _, err := loadPoint(tx, t.PointID)
		if err != nil {
			return err
		}
		dir, err := open(tx)
		if err != nil {
			return err
		}
		t.owner = p.UnitID
		v = TaskPage{Plan: *p, Point: *pt, Task: *t, Units: dir.byRole(parties(pt, t)), Acts: TaskFlow.Next(tx.Actor, t), Names: dir.short}
		if v.Duties, err = s.duties.Of(tx, t.Ref()); err != nil {
			return err
		}
		reports, err := reportsOf(tx, id)
		if err != nil {
			return err
		}
		v.Reports, err = s.seen(tx, dir, reports)
		return err
	})
	return v, err
}

// seen names what the reports are about.
func (s *Service) seen(tx *db.Tx, dir *directory, rs []Report) ([]ReportSeen, error) {
	titles, err := titles(tx, rs)
	if err != nil {
		return nil, err
	}
	periods, err := s.periods(tx, rs)
	if err != nil {
		return nil, err
	}
	out := make([]ReportSeen, len(rs))
	for i, r := range rs {
		out[i] = ReportSeen{r, dir.short[r.UnitID], titles[r.TaskID], periods[r.DutyID]}
	}
	return out, nil
}

// periods is the period that each report is about, by duty.
func (s *Service) periods(tx *db.Tx, rs []Report) (map[duty.ID]string, error) {
	ids := make([]duty.ID, len(rs))
	for i, r := range rs {
		ids[i] = r.DutyID
	}
	return s.duties.Periods(tx, ids)
}

// FindReports lists reports, the newest first.
func (s *Service) FindReports(ctx context.Context, q FindReport, pg db.Page) (rows db.Rows[ReportSeen], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		found, err := findReports(tx, q, pg)
		if err != nil {
			return err
		}
		rows.Next, rows.Total, rows.More = found.Next, found.Total, found.More
		if len(found.Items) == 0 { // as where they are only counted
			return nil
		}
		dir, err := open(tx)
		if err != nil {
			return err
		}
		rows.Items, err = s.seen(tx, dir, found.Items)
		return err
	})
	return rows, err
}

// A ReportPage is a report with the duty that it is for.
type ReportPage struct {
	Plan   Plan        `json:"plan"`
	Point  Point       `json:"point"`
	Task   Task        `json:"task"`
	Report Report      `json:"report"`
	Duty   duty.Seen   `json:"duty"`
	Unit   string      `json:"unit"`
	Acts   []ReportAct `json:"acts"`
}

// ReportPage returns a report and what may be done with it.
func (s *Service) ReportPage(ctx context.Context, id ReportID) (v ReportPage, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := loadReport(tx, id)
		if err != nil {
			return err
		}
		v, err = s.reportPage(tx, r)
		return err
	})
	return v, err
}

func (s *Service) reportPage(tx *db.Tx, r *Report) (ReportPage, error) {
	c, err := s.caseOf(tx, r.DutyID)
	if err != nil {
		return ReportPage{}, err
	}
	seen, err := s.duties.See(tx, []duty.Duty{*c.duty})
	if err != nil {
		return ReportPage{}, err
	}
	return ReportPage{*c.plan, *c.point, *c.task, *r, seen[0], c.unit, ReportFlow.Next(tx.Actor, r)}, nil
}

// A TellingPage is what the form for a report needs to know: which kind the
// task asks for, and until when.
type TellingPage struct {
	Plan  Plan
	Point Point
	Task  Task
	Duty  duty.Seen
	Unit  string
	Waits *Report // the report that has to be decided on or mended first
}

// TellingPage returns it for a duty that the actor may report on.
//
// Errors: Forbidden for a duty of a unit that the actor does not report for.
func (s *Service) TellingPage(ctx context.Context, id duty.ID) (v TellingPage, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := s.caseOf(tx, id)
		if err != nil {
			return err
		}
		if !tx.Actor.CanAt(Account, c.duty.UnitID) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		seen, err := s.duties.See(tx, []duty.Duty{*c.duty})
		if err != nil {
			return err
		}
		v = TellingPage{Plan: *c.plan, Point: *c.point, Task: *c.task, Duty: seen[0], Unit: c.unit}
		waits, err := waiting(tx, id)
		if len(waits) > 0 {
			v.Waits = &waits[0]
		}
		return err
	})
	return v, err
}
