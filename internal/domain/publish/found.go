package publish

import (
	"slices"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/search"
)

// Found is the noun as the index of search knows it: one document an item, as
// its standing edition has it. Nothing of a draft, of an earlier edition or of a
// removed item is ever in it.
func (s *Service) Found() search.Source {
	return search.Source{Noun: noun, After: foundAfter, Load: loadFound}
}

func foundAfter(tx *db.Tx, after int64, n int) ([]int64, error) {
	type row struct {
		ID int64 `db:"id"`
	}
	var w db.Where
	w.And("id > ?", after)
	w.In("state", anys(Shown)...)
	rows, err := db.All[row](tx, "FROM publish_item"+w.String()+" ORDER BY id LIMIT ?", append(w.Args, n)...)
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids, err
}

func loadFound(tx *db.Tx, ids []int64) ([]search.Doc, error) {
	var w db.Where
	w.In("id", anys(ids)...)
	w.In("state", anys(Shown)...)
	items, err := db.All[Item](tx, "FROM publish_item"+w.String(), w.Args...)
	if err != nil {
		return nil, err
	}
	byID := map[EditionID]*Item{}
	var standing []any
	for i := range items {
		byID[items[i].Standing] = &items[i]
		standing = append(standing, items[i].Standing)
	}
	if len(standing) == 0 {
		return nil, nil
	}
	var e db.Where
	e.In("id", standing...)
	var out []search.Doc
	err = db.Each(tx, func(e Edition) error {
		out = append(out, docOf(byID[e.ID], &e))
		return nil
	}, "FROM publish_edition"+e.String(), e.Args...)
	return out, err
}

// docOf is an item as it is found.
func docOf(it *Item, e *Edition) search.Doc {
	d := search.Doc{
		ID: int64(it.ID), Noun: noun, Kind: e.Genre, Title: e.Title, Number: e.Number, Text: e.Summary + "\n" + e.Body + "\n" + e.Keywords,
		Unit: it.UnitID, Column: e.ColumnID, On: calendar.DayOf(e.At), Year: e.MadeOn.Year(), State: search.State(it.Validity),
	}
	if e.Status == Withdrawn {
		d.State = search.Withdrawn
	}
	for _, a := range e.Attachments {
		d.Parts = append(d.Parts, search.Part{Name: a.Name})
	}
	return d
}

// index brings what is found up to date with an item that has changed.
func (s *Service) index(tx *db.Tx, it *Item, e *Edition) error {
	switch {
	case slices.Contains(Shown, it.Status):
		return s.search.Put(tx, docOf(it, e))
	case !it.FirstAt.IsZero():
		return s.search.Drop(tx, int64(it.ID))
	}
	return nil
}

func anys[T any](in []T) []any {
	out := make([]any, len(in))
	for i, v := range in {
		out[i] = v
	}
	return out
}
