package foi

import (
	_ "embed"
	"maps"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
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

// decision is what the reply says about one item: what was typed, and what the
// records of the case have of it.
func (s *Service) decision(it *Item, known map[string]string) letter.Decision {
	d := letter.Decision{Kind: it.Result, Item: it.Text, Text: maps.Clone(known), Rows: map[string][]map[string]string{}}
	if d.Text == nil {
		d.Text = map[string]string{}
	}
	for _, key := range slices.Sorted(maps.Keys(it.Facts)) {
		place, text := placeOf(it.Result, key), s.factText(key, it.Facts[key])
		switch {
		case place == "" || text == "":
		case d.Text[place] == "":
			d.Text[place] = text
		default: // several facts of one place: each is told
			d.Text[place] += "\n" + text
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
		basis := law.Title(separable) // 不属于政府信息的内容 is under no other article
		if l, ok := law.LimbOf(p.Limb); ok {
			basis = law.Title(l.Basis)
		}
		d.Rows["withheld"] = append(d.Rows["withheld"], map[string]string{
			"name": p.What, "reason": p.Reason, "found": s.found(it, p.Limb), "how": p.How, "basis": basis,
		})
	}
	return d
}

// separable is the article under which a part is given and another is not.
const separable law.Ref = "foi:37"

// found is what a ground of a partial release has to say: the facts that a whole
// refusal on it would name. It is "" for what is no government information.
func (s *Service) found(it *Item, limb string) string {
	for _, r := range law.Results() {
		if len(r.Limbs) != 1 || r.Limbs[0] != limb {
			continue
		}
		var said []any
		for _, key := range r.Keys() {
			if key != keyReason {
				said = append(said, strings.TrimRight(s.factText(key, it.Facts[key]), "\u3002\uff1b"))
			}
		}
		return s.words("foi.ground."+limb, said...)
	}
	return ""
}

// known are the values of a decision that no one types: what the records of the
// case have, by the results that tell them.
func (s *Service) known(tx *db.Tx, r *Request) (map[string]map[string]string, error) {
	letters, err := lettersOf(tx, r.ID)
	if err != nil {
		return nil, err
	}
	out := map[string]map[string]string{}
	if came := roundAfter(r, deadline.ForAmendment); came != "" {
		out["U4"] = map[string]string{"amended": s.Date(came)}
	}
	for _, m := range letters {
		if m.Kind == letterWonder {
			out["S4"] = map[string]string{"notice_number": m.Number}
		}
	}
	return out, nil
}
