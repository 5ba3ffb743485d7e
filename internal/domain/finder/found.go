package finder

import (
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/search"
)

// Noun is the name of the noun in the index of search.
const Noun = "finder"

// Found is the noun as the index of search knows it: one document a measure that is offered.
func (s *Service) Found() search.Source {
	return search.InTable(Noun, table, func(w *db.Where) { w.In("state", db.Anys(offered)...) }, func(tx *db.Tx, w db.Where) (out []search.Doc, err error) {
		all, err := db.All[Measure](tx, "FROM finder_measure"+w.String(), w.Args...)
		for i := range all {
			out = append(out, docOf(&all[i]))
		}
		return out, err
	})
}

func docOf(m *Measure) search.Doc {
	return search.Doc{
		ID: int64(m.ID), Noun: Noun, Title: m.Title, Text: m.Gives + "\n" + m.Apply, Unit: m.UnitID, On: m.Opened, Year: m.Opened.Year(), State: search.Valid,
	}
}

// index brings the index of search up to what everybody may find of a measure.
func (s *Service) index(tx *db.Tx, m *Measure) error {
	if m.Status == Open || m.Status == Doubted {
		return s.found.Put(tx, docOf(m))
	}
	return s.found.Drop(tx, int64(m.ID))
}
