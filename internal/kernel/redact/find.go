package redact

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
)

// Find marks every place where a word stands, however wide, in capitals or
// not, simplified or traditional, across blanks and line ends.
func (d *Doc) Find(word, limb string) ([]Mark, error) {
	w := fold(word).text
	if w == "" {
		return nil, fault.Field("word", "redact.word")
	}
	var out []Mark
	for _, p := range d.Parts {
		fold(p.Text).find(w, func(start, end int) bool {
			out = append(out, Mark{Part: p.Name, Start: start, End: end, Limb: limb})
			return len(out) < maxMarks
		})
	}
	return out, nil
}

// Screen marks what rules of screening find, such as every identity number. limb
// says for a finding by which limb it goes; "" leaves it.
func (d *Doc) Screen(rules *screen.Rules, limb func(screen.Finding) string) []Mark {
	var out []Mark
	for _, p := range d.Parts {
		last := -1
		for _, f := range rules.Text(p.Name, p.Text) {
			l := limb(f)
			if l == "" || f.Start >= f.End {
				continue
			}
			if last >= 0 && f.Start < out[last].End { // two rules name one place
				out[last].End = max(out[last].End, f.End)
				continue
			}
			out = append(out, Mark{Part: p.Name, Start: f.Start, End: f.End, Limb: l})
			last = len(out) - 1
		}
	}
	return out
}

// A Leak is a stretch that some copies of a record hide and others show: who has
// both reads it.
type Leak struct {
	Part  string      `json:"part"`
	Place string      `json:"place"`
	Start int         `json:"start"`
	End   int         `json:"end"`
	Box   extract.Box `json:"box,omitzero"` // of a page without text
	Hides []int       `json:"hides"`        // the copies, from 0
	Shows []int       `json:"shows"`
}

// Leaks compares copies of the record, each by its marks. Areas are compared by
// the characters in them, and by themselves where there are none.
func (d *Doc) Leaks(copies ...[]Mark) ([]Leak, error) {
	hidden := make([][]cut, len(copies))
	for i, marks := range copies {
		cuts, err := d.cuts(marks)
		if err != nil {
			return nil, err
		}
		if d.Type == "pdf" {
			if cuts, err = d.resolve(cuts); err != nil {
				return nil, err
			}
		}
		hidden[i] = cuts
	}
	var out []Leak
	for _, p := range d.Parts {
		out = append(out, p.leaks(hidden)...)
	}
	return out, nil
}

// leaks compares the copies rune by rune; a picture is one.
func (p Part) leaks(hidden [][]cut) (out []Leak) {
	n := max(utf8.RuneCountInString(p.Text), 1)
	by := make([][]bool, len(hidden))
	for i, cuts := range hidden {
		by[i] = p.hidden(cuts, n)
	}
	same := func(a, b int) bool {
		return !slices.ContainsFunc(by, func(h []bool) bool { return h[a] != h[b] })
	}
	for start := 0; start < n; {
		end := start + 1
		for end < n && same(start, end) {
			end++
		}
		l := Leak{Part: p.Name, Place: p.at(start), Start: start, End: end}
		l.split(by, start)
		if len(l.Hides) > 0 && len(l.Shows) > 0 && (p.Picture || letters(p.Text, start, end) > 0) {
			out = append(out, l)
		}
		start = end
	}
	return append(out, p.bare(hidden)...)
}

// split says which copies hide a rune.
func (l *Leak) split(by [][]bool, rune int) {
	for i := range by {
		if by[i][rune] {
			l.Hides = append(l.Hides, i)
		} else {
			l.Shows = append(l.Shows, i)
		}
	}
}

// hidden says which runes of a part cuts hide.
func (p Part) hidden(cuts []cut, n int) []bool {
	out := make([]bool, n)
	for _, c := range cuts {
		if c.part != p.Name || c.area() {
			continue
		}
		for k := c.start; k < min(max(c.end, c.start+1), n); k++ {
			out[k] = true
		}
	}
	return out
}

// bare compares the areas of a page without text, such as a scan: one that no
// area of another copy covers is a leak.
func (p Part) bare(hidden [][]cut) (out []Leak) {
	const most = 0.95 // drawn by hand, no two areas are the same
	if strings.TrimSpace(p.Text) != "" {
		return nil
	}
	for i, cuts := range hidden {
		for _, c := range cuts {
			if c.part != p.Name || !c.area() {
				continue
			}
			l := Leak{Part: p.Name, Box: c.box, Hides: []int{i}}
			for k, others := range hidden {
				covers := func(o cut) bool { return o.part == p.Name && o.area() && overlap(c.box, o.box) >= most }
				if k != i && !slices.ContainsFunc(others, covers) {
					l.Shows = append(l.Shows, k)
				}
			}
			if len(l.Shows) > 0 {
				out = append(out, l)
			}
		}
	}
	return out
}
