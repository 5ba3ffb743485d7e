package plan

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Page is a plan as the public sees it: what was asked, of whom, and how far it is.
type Page struct {
	Plan   Plan         `json:"plan"`
	Today  calendar.Day `json:"today"`
	Points []PagePoint  `json:"points"`
	Total  duty.Tally   `json:"total"`
}

// A PagePoint is one point of a Page.
type PagePoint struct {
	ID      PointID    `json:"id"`
	Number  string     `json:"number"`
	Title   string     `json:"title"`
	Section string     `json:"section"`
	Tasks   []PageTask `json:"tasks"`
	Units   []PageUnit `json:"units"`
	Told    []PageTold `json:"reports"`
	Total   duty.Tally `json:"total"`
}

// A PageTask is one task of a PagePoint.
type PageTask struct {
	Title   string       `json:"title"`
	Cadence Cadence      `json:"cadence"`
	Due     calendar.Day `json:"due,omitempty"`
	Need    int          `json:"need"`
	Target  string       `json:"target,omitempty"`
}

// A PageUnit is a unit of a point, what it has to do with it, and how it stands.
type PageUnit struct {
	Unit
	Role  Role       `json:"role"`
	Tally duty.Tally `json:"tally"`
}

// A PageTold is a report that was accepted and is meant for the public.
type PageTold struct {
	Report
	Unit   string       `json:"unit"`
	Task   string       `json:"task"`
	Period string       `json:"period"`
	Handed calendar.Day `json:"handed_in"`
}

// Page returns an issued, closed or archived plan; NotFound for any other.
func (s *Service) Page(ctx context.Context, id ID) (v Page, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := load(tx, id)
		if err != nil {
			return err
		}
		if p.Status == Draft || p.Status == Discarded {
			return fault.New(fault.NotFound, "not_found")
		}
		v, err = s.page(tx, p)
		return err
	})
	return v, err
}

func (s *Service) page(tx *db.Tx, p *Plan) (Page, error) {
	v := Page{Plan: *p, Today: tx.Today}
	o, err := whole(tx, p)
	if err != nil {
		return v, err
	}
	b, err := s.board(tx, p)
	if err != nil {
		return v, err
	}
	told, err := s.told(tx, o)
	if err != nil {
		return v, err
	}
	v.Total = b.Total
	for i := range o.points {
		pt := &o.points[i]
		pp := PagePoint{ID: pt.ID, Number: pt.Number, Title: pt.Title, Section: pt.Section, Total: b.Rows[i].Total, Told: told[pt.ID]}
		for j := range o.tasks[pt.ID] {
			t := &o.tasks[pt.ID][j]
			if t.Status == TaskCancelled {
				continue
			}
			pp.Tasks = append(pp.Tasks, PageTask{t.Title, t.Cadence, t.Due, t.Need, t.Target})
		}
		pp.Units = o.dir.standing(partiesOf(pt, o.tasks[pt.ID]), b.row(i))
		v.Points = append(v.Points, pp)
	}
	return v, nil
}

// row is the tallies of one row of the board by unit.
func (b *Board) row(i int) map[int64]duty.Tally {
	out := map[int64]duty.Tally{}
	for col, u := range b.Units {
		out[u.ID] = b.Rows[i].Cells[col]
	}
	return out
}

// standing is the units of a point, by role and then in the order of the tree.
func (d *directory) standing(ps []Party, tallies map[int64]duty.Tally) []PageUnit {
	var out []PageUnit
	for id, r := range rolesOf(ps) {
		out = append(out, PageUnit{Unit{id, d.short[id]}, r, tallies[id]})
	}
	slices.SortFunc(out, func(a, b PageUnit) int {
		if a.Role != b.Role {
			return slices.Index(Roles, a.Role) - slices.Index(Roles, b.Role)
		}
		return d.order[a.ID] - d.order[b.ID]
	})
	return out
}

// told lists the public reports by point, the newest first.
func (s *Service) told(tx *db.Tx, o *outline) (map[PointID][]PageTold, error) {
	rs, err := shown(tx, o.plan.ID)
	if err != nil {
		return nil, err
	}
	titles := map[TaskID]string{}
	for _, ts := range o.tasks {
		for _, t := range ts {
			titles[t.ID] = t.Title
		}
	}
	out := map[PointID][]PageTold{}
	for _, r := range rs {
		period, err := s.duties.Period(tx, r.DutyID)
		if err != nil {
			return nil, err
		}
		out[r.PointID] = append(out[r.PointID], PageTold{r, o.dir.short[r.UnitID], titles[r.TaskID], period, calendar.DayOf(r.ReportedAt)})
	}
	return out, nil
}

// Told returns one public report; NotFound if it is not accepted or not meant for the public.
func (s *Service) Told(ctx context.Context, id ReportID) (v PageTold, p *Plan, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := db.Get[Report](tx, "FROM plan_report WHERE id = ? AND state = ? AND open_public = ?", id, Accepted, true)
		if err != nil {
			return err
		}
		if p, err = load(tx, r.PlanID); err != nil {
			return err
		}
		o, err := whole(tx, p)
		if err != nil {
			return err
		}
		all, err := s.told(tx, o)
		if err != nil {
			return err
		}
		for _, t := range all[r.PointID] {
			if t.ID == id {
				v = t
			}
		}
		return nil
	})
	return v, p, err
}

// Shows reports whether a file is evidence of a public report: only then may a visitor have it.
func (s *Service) Shows(tx *db.Tx, report ReportID, file int64) (bool, error) {
	r, err := db.Get[Report](tx, "FROM plan_report WHERE id = ? AND state = ? AND open_public = ?", report, Accepted, true)
	if fault.Of(err) == fault.NotFound {
		return false, nil
	}
	return slices.ContainsFunc(r.Evidence, func(e Evidence) bool { return e.FileID == file }), err
}
