package catalogue

import (
	"slices"
	"strings"
)

// A Difference is what a version changes in one row.
type Difference struct {
	How    string  `json:"how"` // Added, Removed or Changed
	RowID  RowID   `json:"row_id"`
	Number string  `json:"number"` // in the newer version; of what is removed, in the older one
	Name   string  `json:"name"`
	Fields []Field `json:"fields,omitempty"`
}

// How a row differs.
const (
	Added   = "added"
	Removed = "removed"
	Changed = "changed"
)

// A Field is one thing that a row says differently.
type Field struct {
	Key string `json:"key"` // of columns.tsv
	Old string `json:"old"`
	New string `json:"new"`
}

// Heading is the column of the field.
func (f Field) Heading() string { return heading(f.Key) }

// fields are what rows are compared by, beside their names.
var fields = []struct {
	key string
	of  func(Line) string
}{
	{"item", Line.Name},
	{"content", func(l Line) string { return l.Content }},
	{"basis", func(l Line) string { return l.Basis }},
	{"term", func(l Line) string { return l.TermText }},
	{"subject", func(l Line) string { return l.Subject }},
	{"channel", func(l Line) string { return listed(l.Channels) }},
	{"audience", func(l Line) string { return listed(l.Audience) }},
	{"mode", func(l Line) string { return listed(l.Modes) }},
	{"tier", func(l Line) string { return listed(l.Tiers) }},
}

// listed writes what a cell lists.
func listed(of []string) string { return strings.Join(of, "\u3001") }

// compare says what newer changes in older: in the order of newer, what is
// removed last. Rows are the same if they have one RowID.
func compare(older, newer []Row) []Difference {
	var out []Difference
	was := map[RowID]Row{}
	for _, r := range older {
		was[r.ID] = r
	}
	stays := map[RowID]bool{}
	for _, r := range newer {
		old, known := was[r.ID]
		stays[r.ID] = true
		d := Difference{How: Added, RowID: r.ID, Number: r.Number, Name: r.Name()}
		if known {
			d.How, d.Fields = Changed, differing(old.Line, r.Line)
		}
		if !known || len(d.Fields) > 0 {
			out = append(out, d)
		}
	}
	for _, r := range older {
		if !stays[r.ID] {
			out = append(out, Difference{How: Removed, RowID: r.ID, Number: r.Number, Name: r.Name()})
		}
	}
	return out
}

// differing lists what two lines say differently; blanks and width make no difference.
func differing(old, now Line) []Field {
	var out []Field
	for _, f := range fields {
		if a, b := f.of(old), f.of(now); fold(a) != fold(b) {
			out = append(out, Field{f.key, a, b})
		}
	}
	return out
}

// match finds for each row read the one of the older version that it continues:
// one of the same name and content, then of the same name, then of the same
// content; nil where it is new. Each older row is continued once.
func match(older []Row, read []ReadRow) []*Row {
	out := make([]*Row, len(read))
	taken := map[RowID]bool{}
	for _, same := range []func(Line) string{
		func(l Line) string { return fold(l.Name() + "|" + l.Content) },
		func(l Line) string { return fold(l.Name()) },
		func(l Line) string { return fold(l.Content) },
	} {
		for i := range read {
			key := same(read[i].Line)
			if out[i] != nil || key == "" {
				continue
			}
			at := slices.IndexFunc(older, func(r Row) bool { return !taken[r.ID] && same(r.Line) == key })
			if at >= 0 {
				out[i] = &older[at]
				taken[older[at].ID] = true
			}
		}
	}
	return out
}
