package annual

import (
	"slices"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

// reporting lists the kinds of unit whose report goes into that of the government: its
// office, its departments, and by practice towns, streets and parks. Who answers to a
// higher department reports there, and is not added (rules of the district report).
var reporting = []unit.Kind{unit.Office, unit.Department, unit.Town, unit.Street, unit.Park}

// members are the units whose reports on a year the government adds up.
func members(tx *db.Tx, year int) (root unit.Unit, out []unit.Unit, err error) {
	if root, err = unit.Root(tx); err != nil {
		return root, nil, err
	}
	all, err := unit.All(tx)
	for _, u := range all {
		if slices.Contains(reporting, u.Kind) && (u.Closed == "" || calendar.Day(u.Closed).Year() > year) {
			out = append(out, u)
		}
	}
	return root, out, err
}

// A Member is a unit whose report the government adds up, and how far that is.
type Member struct {
	UnitID int64   `json:"unit_id"`
	Unit   string  `json:"unit"`
	Report *Report `json:"report,omitempty"` // nil: there is none yet
	Added  bool    `json:"added"`            // its numbers are in the sum
	Moves  int     `json:"moves"`            // cases that would move a number of it today
}

// membersOf lists the units of a merged report with their reports. Of one that is fixed
// it is said whether its numbers are those of the edition that was added then.
func membersOf(tx *db.Tx, r *Report) (out []Member, err error) {
	_, units, err := members(tx, r.Year)
	if err != nil {
		return nil, err
	}
	reports, err := ofYear(tx, r.Year)
	if err != nil {
		return nil, err
	}
	accepted, err := ofYear(tx, r.Year, counts...)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		m := Member{UnitID: u.ID, Unit: u.Short, Report: reports[u.ID]}
		if a := accepted[u.ID]; a != nil {
			m.Added = !r.fixed() || slices.Contains(r.Parts, a.ID)
			all, err := moves(tx, a)
			if err != nil {
				return nil, err
			}
			m.Moves = len(all)
		}
		out = append(out, m)
	}
	return out, nil
}

// parts are the accepted reports of the units, which a merged report adds up, in the
// order of the units; without is how many units have none.
func parts(tx *db.Tx, year int) (out []*Report, without int, err error) {
	_, units, err := members(tx, year)
	if err != nil {
		return nil, 0, err
	}
	accepted, err := ofYear(tx, year, counts...)
	for _, u := range units {
		if a := accepted[u.ID]; a != nil {
			out = append(out, a)
		} else {
			without++
		}
	}
	return out, without, err
}

// added are the reports that a report has added, or would add now.
func added(tx *db.Tx, r *Report) ([]*Report, error) {
	if !r.Merged || r.Source == Paper {
		return nil, nil
	}
	if !r.fixed() {
		out, _, err := parts(tx, r.Year)
		return out, err
	}
	var out []*Report
	for _, id := range r.Parts {
		p, err := db.Get[Report](tx, "FROM annual_report WHERE id = ?", id)
		if err != nil {
			return nil, err
		}
		out = append(out, &p)
	}
	return out, nil
}

// own is what a report counts of its own unit: the cases, and what was entered.
func own(tx *db.Tx, r *Report) (account.Cells, error) {
	sql, args := r.ownCases()
	cells, err := counted(tx, r.Year, sql, args)
	for p, e := range r.Entered {
		cells[p] += e.Number
	}
	r.Form().Totals(cells)
	return cells, err
}

// compile adds a report up: its own, and the parts of a merged one.
func compile(tx *db.Tx, r *Report, of []*Report) (account.Cells, error) {
	if r.Source == Paper {
		return r.Cells, nil
	}
	cells, err := own(tx, r)
	for _, part := range of {
		cells.Add(part.Cells)
	}
	r.Form().Totals(cells)
	return cells, err
}

// cellsOf are the numbers of a report: fixed ones, or as they are now.
func cellsOf(tx *db.Tx, r *Report, of []*Report) (account.Cells, error) {
	if r.fixed() {
		return r.Cells, nil
	}
	return compile(tx, r, of)
}
