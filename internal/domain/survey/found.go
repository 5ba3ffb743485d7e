package survey

import (
	"strings"

	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/search"
)

// Noun is the name of the noun in the index of search.
const Noun = "survey"

// Found is the noun as the index of search knows it: one document a survey that everybody
// may know of, with what it asks, and what was found once that is public.
func (s *Service) Found() search.Source {
	return search.InTable(Noun, table, func(w *db.Where) { w.In("state", db.Anys(Public)...) }, func(tx *db.Tx, w db.Where) (out []search.Doc, err error) {
		all, err := db.All[Survey](tx, "FROM survey_survey"+w.String(), w.Args...)
		for i := range all {
			out = append(out, docOf(&all[i]))
		}
		return out, err
	})
}

func docOf(x *Survey) search.Doc {
	text := []string{x.About}
	for _, q := range x.Questions {
		text = append(append(text, q.Text), q.Options...)
	}
	if x.Status == Told {
		text = append(text, x.Findings)
	}
	return search.Doc{
		ID: int64(x.ID), Noun: Noun, Title: x.Title, Text: strings.Join(text, "\n"),
		Unit: x.UnitID, On: x.Opened, Year: x.Opened.Year(), State: search.Valid,
	}
}

// index writes what is public of a survey into the index of search.
func (s *Service) index(tx *db.Tx, x *Survey) error { return s.found.Put(tx, docOf(x)) }
