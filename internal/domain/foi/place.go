package foi

import (
	_ "embed"
	"maps"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/letter"
)

// placesFile says where in a letter a fact of a result is said: the placeholder of
// law/placeholders.tsv, for one result or, in a line without one, for the others.
//
//go:embed places.tsv
var placesFile string

var places = readPlaces()

func readPlaces() map[[2]string]string {
	out := map[[2]string]string{}
	for line := range strings.Lines(placesFile) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		out[[2]string{f[0], f[1]}] = f[2]
	}
	return out
}

// placeOf is the placeholder of a fact; "" if the letter does not say it.
func placeOf(result, fact string) string {
	if p, ok := places[[2]string{result, fact}]; ok {
		return p
	}
	return places[[2]string{"", fact}]
}

// factText writes a fact as a letter says it: a day in full, a choice in words.
func (s *Service) factText(key, value string) string {
	switch f := FactOf(key); f.Sort {
	case FactDay:
		return s.Date(calendar.Day(value))
	case FactChoice:
		return s.words("foi.fact." + key + "." + value)
	case FactText, FactURL:
	}
	return value
}

// decision is what the reply says about one item.
func (s *Service) decision(it *Item) letter.Decision {
	d := letter.Decision{Kind: it.Result, Item: it.Text, Text: map[string]string{}, Rows: map[string][]map[string]string{}}
	for _, key := range slices.Sorted(maps.Keys(it.Facts)) {
		if place := placeOf(it.Result, key); place != "" && it.Facts[key] != "" {
			d.Text[place] = s.factText(key, it.Facts[key])
		}
	}
	if it.Reason != "" {
		d.Text[placeOf(it.Result, "reason")] = it.Reason
	}
	for _, g := range it.Given {
		pages := s.words("foi.page_count", g.Pages)
		if g.Pages == 0 { // nobody counts those of a table or a Word file that goes out as it is
			pages = s.words("foi.no_pages")
		}
		d.Rows["given"] = append(d.Rows["given"], map[string]string{"name": g.Title, "pages": pages})
	}
	for _, p := range it.Parts {
		basis := ""
		if l, ok := law.LimbOf(p.Limb); ok {
			basis = law.Title(l.Basis)
		}
		d.Rows["withheld"] = append(d.Rows["withheld"], map[string]string{"name": p.What, "reason": p.Reason, "basis": basis})
		if p.How != "" {
			d.Text["redaction"] = p.How
		}
	}
	return d
}
