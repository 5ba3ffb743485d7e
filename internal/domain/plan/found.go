package plan

import (
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/search"
)

// Noun is what the index of search calls a plan.
const Noun = "plan"

// public are the states in which everybody sees a plan.
var public = []Status{Issued, Closed, Archived}

// Found is the noun as the index of search knows it: one document a circular, with
// what its public page says of each point.
func (s *Service) Found() search.Source {
	return search.InTable(Noun, "plan_plan", func(w *db.Where) { w.In("state", db.Anys(public)...) }, loadFound)
}

func loadFound(tx *db.Tx, w db.Where) ([]search.Doc, error) {
	plans, err := db.All[Plan](tx, "FROM plan_plan"+w.String(), w.Args...)
	if err != nil {
		return nil, err
	}
	out := make([]search.Doc, len(plans))
	for i := range plans {
		if out[i], err = docOf(tx, &plans[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func docOf(tx *db.Tx, p *Plan) (search.Doc, error) {
	o, err := whole(tx, p)
	if err != nil {
		return search.Doc{}, err
	}
	var text strings.Builder
	section := ""
	for _, pt := range o.points {
		if pt.Gone {
			continue
		}
		if pt.Section != section {
			section = pt.Section
			text.WriteString(section + "\n")
		}
		text.WriteString(pt.Number + pt.Title + "\n")
		for _, t := range o.tasks[pt.ID] {
			if t.Status != TaskCancelled {
				text.WriteString(t.Title + "\n")
			}
		}
	}
	return search.Doc{
		ID: int64(p.ID), Noun: Noun, Title: p.Title, Number: p.Number, Text: text.String(), Unit: p.UnitID,
		On: p.shownToAll().On(), Year: p.Year, State: search.Valid,
	}, nil
}

// On is the day from which on the public knows the circular: that of an earlier year
// which came in as a record has none, and counts from the beginning of its year.
func (p PagePlan) On() calendar.Day {
	if p.IssuedOn == "" {
		return calendar.Date(p.Year, 1, 1)
	}
	return p.IssuedOn
}

// IssuedAt is when everybody could read a circular for the first time: the zero time for
// one that came in as the record of an earlier year, which is no news.
func IssuedAt(tx *db.Tx, id ID) (time.Time, error) {
	for page := (db.Page{Size: 200}); ; {
		rows, err := journal.For(tx, RefOf(id), page)
		if err != nil {
			return time.Time{}, err
		}
		for _, e := range rows.Items {
			if e.Act == string(ActIssue) {
				return e.At, nil
			}
		}
		if page.After = rows.Next; page.After == "" {
			return time.Time{}, nil
		}
	}
}

// index makes a plan that is public findable as it is now.
func (s *Service) index(tx *db.Tx, p *Plan) error {
	if !slices.Contains(public, p.Status) {
		return nil
	}
	d, err := docOf(tx, p)
	if err != nil {
		return err
	}
	return s.search.Put(tx, d)
}
