package faq

import (
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/search"
)

// Noun is the name of the noun in the index of search.
const Noun = "faq"

// Found is the noun as the index of search knows it: one document an entry that answers.
func (s *Service) Found() search.Source {
	return search.InTable(Noun, table, func(w *db.Where) { w.In("state", db.Anys(offered)...) }, func(tx *db.Tx, w db.Where) (out []search.Doc, err error) {
		all, err := db.All[Entry](tx, "FROM faq_entry"+w.String(), w.Args...)
		for i := range all {
			out = append(out, docOf(&all[i]))
		}
		return out, err
	})
}

// docOf is found by every way to ask. What an excerpt would show of an answer that is in doubt
// is not in it: only the questions.
func docOf(e *Entry) search.Doc {
	text := []string{e.Others, e.Topic, e.Audience}
	if e.Status == Open {
		text = append(text, e.Explanation)
		for _, q := range e.Quotes {
			text = append(text, q.Words)
		}
	}
	return search.Doc{
		ID: int64(e.ID), Noun: Noun, Kind: e.Topic, Title: e.Question, Text: strings.Join(text, "\n"), Unit: e.UnitID, On: e.Opened, Year: e.Opened.Year(), State: search.Valid,
	}
}

// index brings the index of search up to what everybody may find of an entry.
func (s *Service) index(tx *db.Tx, e *Entry) error {
	if slices.Contains(offered, e.Status) {
		return s.found.Put(tx, docOf(e))
	}
	return s.found.Drop(tx, int64(e.ID))
}
