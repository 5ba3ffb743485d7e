package plan

import (
	"context"
	"slices"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Page is a plan as the public sees it: what was asked, of whom, and how far
// it is. Everything in it may go to anybody, so it has types of its own: nobody
// is named, and what the office keeps to itself is not there to be left out.
type Page struct {
	Plan   PagePlan     `json:"plan"`
	Today  calendar.Day `json:"today"`
	Points []PagePoint  `json:"points"`
	Total  duty.Tally   `json:"total"`
}

// A PagePlan is what the public knows of the circular itself.
type PagePlan struct {
	ID       ID           `json:"id"`
	Year     int          `json:"year"`
	Title    string       `json:"title"`
	Number   string       `json:"number"`
	Issuer   string       `json:"issuer"`
	Status   Status       `json:"state"`
	IssuedOn calendar.Day `json:"issued_on,omitempty"`
}

// shownToAll is the plan as the public knows it.
func (p *Plan) shownToAll() PagePlan {
	return PagePlan{p.ID, p.Year, p.Title, p.Number, p.Issuer, p.Status, p.IssuedOn}
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
	ID        ReportID       `json:"id"`
	Plan      ID             `json:"plan"`
	Point     PointID        `json:"point"`
	Heading   string         `json:"heading"` // number and title of the point
	Task      string         `json:"task"`
	Unit      Unit           `json:"unit"`
	Period    string         `json:"period"`
	Handed    calendar.Day   `json:"handed_in"`
	Published time.Time      `json:"published"` // when the office accepted it
	Final     bool           `json:"final"`
	Progress  string         `json:"progress"`
	Evidence  []PageEvidence `json:"evidence"`
}

// A PageEvidence is one piece of evidence as the public sees it: of a meeting
// its name and day, and not who was there.
type PageEvidence struct {
	Form   Form         `json:"form"`
	Title  string       `json:"title"`
	URL    string       `json:"url,omitempty"`
	Ref    string       `json:"ref,omitempty"`
	File   int64        `json:"file,omitempty"`
	SHA256 string       `json:"sha256,omitempty"`
	Day    calendar.Day `json:"day,omitempty"`
}

// shownToAll is the report as the public sees it.
func (r *Report) shownToAll() PageTold {
	v := PageTold{
		ID: r.ID, Plan: r.PlanID, Point: r.PointID, Handed: calendar.DayOf(r.ReportedAt), Published: r.DecidedAt,
		Final: r.Final, Progress: r.Progress, Evidence: []PageEvidence{},
	}
	for _, e := range r.Evidence {
		v.Evidence = append(v.Evidence, PageEvidence{e.Form, e.Title, e.URL, e.Ref, e.FileID, e.SHA256, e.Day})
	}
	return v
}

// Page returns an issued, closed or archived plan; NotFound for any other.
func (s *Service) Page(ctx context.Context, id ID) (v Page, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := load(tx, id)
		if err != nil {
			return err
		}
		if !slices.Contains(public, p.Status) {
			return fault.New(fault.NotFound, "not_found")
		}
		v, err = s.page(tx, p)
		return err
	})
	return v, err
}

func (s *Service) page(tx *db.Tx, p *Plan) (Page, error) {
	v := Page{Plan: p.shownToAll(), Today: tx.Today, Points: []PagePoint{}}
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
		pp := PagePoint{ID: pt.ID, Number: pt.Number, Title: pt.Title, Section: pt.Section, Total: b.Rows[i].Total, Tasks: []PageTask{}, Told: append([]PageTold{}, told[pt.ID]...)}
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
	out := []PageUnit{}
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
	periods, err := s.periods(tx, rs)
	if err != nil {
		return nil, err
	}
	titles, headings := map[TaskID]string{}, map[PointID]string{}
	for _, pt := range o.points {
		headings[pt.ID] = pt.Number + pt.Title
		for _, t := range o.tasks[pt.ID] {
			titles[t.ID] = t.Title
		}
	}
	out := map[PointID][]PageTold{}
	for i := range rs {
		r := &rs[i]
		v := r.shownToAll()
		v.Heading, v.Task, v.Unit, v.Period = headings[r.PointID], titles[r.TaskID], Unit{r.UnitID, o.dir.short[r.UnitID]}, periods[r.DutyID]
		out[r.PointID] = append(out[r.PointID], v)
	}
	return out, nil
}

// Told returns one public report; NotFound if it is not accepted or not meant for the public.
func (s *Service) Told(ctx context.Context, id ReportID) (v PageTold, of PagePlan, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := db.Get[Report](tx, "FROM plan_report WHERE id = ? AND state = ? AND open_public = ?", id, Accepted, true)
		if err != nil {
			return err
		}
		p, err := load(tx, r.PlanID)
		if err != nil {
			return err
		}
		pt, _, err := loadPoint(tx, r.PointID)
		if err != nil {
			return err
		}
		dir, err := open(tx)
		if err != nil {
			return err
		}
		seen, err := s.seen(tx, dir, []Report{r})
		if err != nil {
			return err
		}
		of, v = p.shownToAll(), r.shownToAll()
		v.Heading, v.Task, v.Unit, v.Period = pt.Number+pt.Title, seen[0].Task, Unit{r.UnitID, seen[0].Unit}, seen[0].Period
		return nil
	})
	return v, of, err
}

// Shows reports whether a file is evidence of a public report: only then may a visitor have it.
func (s *Service) Shows(tx *db.Tx, report ReportID, file int64) (bool, error) {
	r, err := db.Get[Report](tx, "FROM plan_report WHERE id = ? AND state = ? AND open_public = ?", report, Accepted, true)
	if fault.Of(err) == fault.NotFound {
		return false, nil
	}
	return slices.ContainsFunc(r.Evidence, func(e Evidence) bool { return e.FileID == file }), err
}
