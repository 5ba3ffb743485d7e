package plan

import (
	"slices"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Fulfilment is what became of one point of the circular of a year: how what was owed
// stands, and the last that each unit reported in public, with its evidence accepted.
type Fulfilment struct {
	Number string     `json:"number"`
	Title  string     `json:"title"`
	Total  duty.Tally `json:"total"`
	Told   []PageTold `json:"told"`
}

// Fulfilled is the implementation of the newest circular of a year, as the annual report
// tells it (point (十五) of the circular): of one unit, or with 0 of all.
func (s *Service) Fulfilled(tx *db.Tx, year int, unitID int64) ([]Fulfilment, error) {
	p, err := db.Get[Plan](tx, "FROM plan_plan WHERE year = ? AND state <> ? AND state <> ? ORDER BY id DESC LIMIT 1", year, Draft, Discarded)
	if err != nil {
		if fault.Of(err) == fault.NotFound {
			err = nil
		}
		return nil, err
	}
	page, err := s.page(tx, &p)
	if err != nil {
		return nil, err
	}
	var out []Fulfilment
	for _, pt := range page.Points {
		f := Fulfilment{Number: pt.Number, Title: pt.Title}
		for _, u := range pt.Units {
			if unitID == 0 || u.ID == unitID {
				f.Total = f.Total.Add(u.Tally)
			}
		}
		for _, told := range pt.Told { // the newest first
			if (unitID == 0 || told.Unit.ID == unitID) && !slices.ContainsFunc(f.Told, func(x PageTold) bool { return x.Unit.ID == told.Unit.ID }) {
				f.Told = append(f.Told, told)
			}
		}
		if f.Total.All() > 0 {
			out = append(out, f)
		}
	}
	return out, nil
}
