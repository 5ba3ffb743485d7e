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

// members are the units whose reports on a year the government adds up: each that was
// there on some day of it, and of those that were gone before each that has cases still
// which the year counts. Left out, these would be in no report at all.
func members(tx *db.Tx, year int) (root unit.Unit, out []unit.Unit, err error) {
	if root, err = unit.Root(tx); err != nil {
		return root, nil, err
	}
	all, err := unit.All(tx)
	if err != nil {
		return root, nil, err
	}
	first, _ := days(year)
	gone := func(u unit.Unit) bool { return u.Closed != "" && calendar.Day(u.Closed) <= first }
	var ids []int64
	for _, u := range all {
		if slices.Contains(reporting, u.Kind) {
			if out = append(out, u); gone(u) {
				ids = append(ids, u.ID)
			}
		}
	}
	has, err := counting(tx, year, ids)
	return root, slices.DeleteFunc(out, func(u unit.Unit) bool { return gone(u) && !slices.Contains(has, u.ID) }), err
}

// counting are those among units that have cases which a year counts.
func counting(tx *db.Tx, year int, units []int64) ([]int64, error) {
	if len(units) == 0 {
		return nil, nil
	}
	type row struct {
		ID int64 `db:"unit_id"`
	}
	sql, args := window(year, units)
	rows, err := db.All[row](tx, "FROM ("+sql+") counted GROUP BY unit_id ORDER BY unit_id", args...)
	out := make([]int64, len(rows))
	for i, r := range rows {
		out[i] = r.ID
	}
	return out, err
}

// A Member is a unit whose report the government adds up, and how far that is.
type Member struct {
	UnitID int64   `json:"unit_id"`
	Unit   string  `json:"unit"`
	Report *Report `json:"report,omitempty"` // nil: there is none yet
	Added  bool    `json:"added"`            // its numbers are in the sum
	Blank  int     `json:"blank,omitempty"`  // cells that are blank on paper, of which the sum has nothing
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
			m.Added, m.Blank = !r.fixed() || slices.Contains(r.Parts, a.ID), a.blanks()
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

// blanks is how many cells the report of a unit on paper leaves blank.
func (r *Report) blanks() (n int) {
	for _, x := range numbered(r, r.Cells) {
		if x.Blank {
			n++
		}
	}
	return n
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
