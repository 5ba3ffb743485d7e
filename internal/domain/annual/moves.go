package annual

import (
	"slices"

	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Move is a case that the records know otherwise than a report that was frozen: what
// was counted then, and what would be now. nil: it was not there, or is no more.
type Move struct {
	Was  *Case           `json:"was"`
	Now  *Case           `json:"now"`
	Out  []account.Place `json:"out"` // cells that would lose it
	Into []account.Place `json:"into"`
}

// A Difference is a cell that the records would fill otherwise today.
type Difference struct {
	Place account.Place  `json:"place"`
	Was   account.Number `json:"was"`
	Now   account.Number `json:"now"`
}

// moves lists what has happened since a report was frozen that would move one of its
// numbers. A case that changed and counts in the same cells moves none.
func moves(tx *db.Tx, r *Report) (out []Move, err error) {
	if r.FrozenAt.IsZero() || r.Source == Paper {
		return nil, nil
	}
	all, err := differing(tx, r)
	for _, m := range all {
		was, now := m.Was.places(r.Year), m.Now.places(r.Year)
		m.Out, m.Into = less(was, now), less(now, was)
		if len(m.Out)+len(m.Into) > 0 {
			out = append(out, m)
		}
	}
	return out, err
}

func (c *Case) places(year int) []account.Place {
	if c == nil {
		return nil
	}
	return c.Places(year)
}

// less are the places of a that b has not.
func less(a, b []account.Place) []account.Place {
	return slices.DeleteFunc(slices.Clone(a), func(p account.Place) bool { return slices.Contains(b, p) })
}

// differences adds moves up: which numbers would be others.
func differences(r *Report, all []Move) (out []Difference) {
	if len(all) == 0 {
		return nil
	}
	now := account.Cells{}
	now.Add(r.Cells)
	for _, m := range all {
		for _, p := range m.Out {
			now[p] -= account.Whole(1)
		}
		for _, p := range m.Into {
			now[p] += account.Whole(1)
		}
	}
	form := r.Form()
	form.Totals(now)
	for _, t := range account.Tables {
		for _, p := range form.Places(t) {
			if was := r.Cells[p]; was != now[p] {
				out = append(out, Difference{p, was, now[p]})
			}
		}
	}
	return out
}
