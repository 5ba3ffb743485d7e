package article

import (
	"strings"
	"unicode/utf8"
)

// A Verdict says what became of a paragraph.
type Verdict string

// The verdicts.
const (
	Same    Verdict = "same" // in its place, or only laid out in another way
	Added   Verdict = "added"
	Removed Verdict = "removed"
	Changed Verdict = "changed" // also divided into several, or joined from several
	Moved   Verdict = "moved"   // to another place, and changed if a segment says so
)

// A Change is a paragraph, heading, item or row of a table in two editions.
type Change struct {
	Verdict Verdict `json:"verdict"`
	Kind    Kind    `json:"kind"` // what it is in the new edition, or was in the old one
	Old     Place   `json:"old"`
	New     Place   `json:"new"`
	// Segments are the whole of it. A line end in one is where a paragraph was divided or joined.
	Segments []Segment   `json:"segments"`
	Cells    [][]Segment `json:"cells,omitempty"` // of a row: the segments cell by cell
}

// A Place says where a paragraph stands: its lines, and the numbers of the first and the last, counted from 1. All are 0 if it is not there.
type Place struct {
	Span  Span `json:"span"`
	First int  `json:"first"`
	Last  int  `json:"last"`
}

// A Segment is a stretch of text that was kept, added or removed.
type Segment struct {
	Op   Op     `json:"op"`
	Text string `json:"text"`
}

// An Op says what became of a segment.
type Op string

// The operations.
const (
	Kept   Op = "kept"
	Insert Op = "added"
	Delete Op = "removed"
)

// Counts are the changes by their verdict, for a sentence.
type Counts struct {
	Changed, Added, Removed, Moved, Same int
}

// Summary counts changes.
func Summary(changes []Change) Counts {
	var c Counts
	for _, ch := range changes {
		*map[Verdict]*int{Same: &c.Same, Added: &c.Added, Removed: &c.Removed, Changed: &c.Changed, Moved: &c.Moved}[ch.Verdict]++
	}
	return c
}

// A unit is what is compared as a whole: a line of the text as one reads it.
type unit struct {
	kind  Kind
	span  Span
	text  string
	key   string // without blanks: what a new layout changes
	cells []Cell
	grams []uint32 // sorted pairs of characters
	size  int      // characters of the key
}

// units returns the units of a text.
func units(text string) []unit {
	var out []unit
	add := func(k Kind, s Span, text string, cells []Cell) {
		key := compact(text)
		out = append(out, unit{kind: k, span: s, text: text, key: key, cells: cells, size: utf8.RuneCountInString(key)})
	}
	d := Parse(text)
	for i := range d.Blocks {
		b := &d.Blocks[i]
		switch b.Kind {
		case List, Attachments:
			lines := b.plain()
			for j, it := range b.Items {
				add(b.Kind, it.Span, lines[j], nil)
			}
		case Table:
			top := Span{b.Span.Start, b.Span.Start}
			for _, s := range []string{b.Grid.Caption, b.Grid.Unit} {
				if s != "" {
					add(Paragraph, top, s, nil)
				}
			}
			if b.Grid.Head != nil {
				add(Table, top, joined(b.Grid.Head), b.Grid.Head)
			}
			for _, r := range b.Grid.Rows {
				add(Table, r.Span, joined(r.Cells), r.Cells)
			}
		case Image:
			add(Image, b.Span, b.Picture.Alt+" "+b.Picture.Name, nil)
		case Title, Subtitle, Mark, Number, Heading, Paragraph, Addressee, Signature, Date, Annotation, Annex, Imprint:
			add(b.Kind, b.Span, marked(b.Text), nil)
		}
	}
	return out
}

// compact is a text without what a new layout changes.
func compact(text string) string { return strings.Join(strings.Fields(text), "") }

// marked is a line with the addresses of its links, so that a new address is a change.
func marked(in []Inline) string {
	if len(in) == 1 && in[0].Href == "" {
		return in[0].Text
	}
	var b strings.Builder
	for _, s := range in {
		b.WriteString(s.Text)
		if s.Href != "" && s.Href != s.Text {
			b.WriteString(" (" + s.Href + ")")
		}
	}
	return b.String()
}

// Compare tells what became of each paragraph of old in new: in the order of new, and what is gone
// where it was. Paragraphs are aligned by their content, never by their number.
func Compare(old, new string) []Change { return compare(units(old), units(new)) }

func compare(old, new []unit) []Change {
	a := &aligner{old: old, new: new}
	a.to, a.from = none(len(a.new)), none(len(a.old))
	a.equal()
	a.alike()
	a.between()
	return a.changes(a.groups())
}

// changes writes the groups in the order of new, and between them what has no partner.
func (a *aligner) changes(groups []group) []Change {
	stays := staying(groups)
	goneOld, goneNew := make([]bool, len(a.old)), make([]bool, len(a.new))
	for _, g := range groups {
		fillTrue(goneOld[g.old:g.oldEnd])
		fillTrue(goneNew[g.new:g.newEnd])
	}
	var out []Change
	o, n := 0, 0
	alone := func(untilOld, untilNew int) {
		for ; o < untilOld; o++ {
			if !goneOld[o] {
				u := &a.old[o]
				out = append(out, Change{Verdict: Removed, Kind: u.kind, Old: place(a.old, o, o+1), Segments: []Segment{{Delete, u.text}}, Cells: only(u.cells, Delete)})
			}
		}
		for ; n < untilNew; n++ {
			if !goneNew[n] {
				u := &a.new[n]
				out = append(out, Change{Verdict: Added, Kind: u.kind, New: place(a.new, n, n+1), Segments: []Segment{{Insert, u.text}}, Cells: only(u.cells, Insert)})
			}
		}
	}
	for i, g := range groups {
		until := o
		if stays[i] {
			until = g.old
		}
		alone(until, g.new)
		out = append(out, a.compared(g, stays[i]))
	}
	alone(len(a.old), len(a.new))
	return out
}

func fillTrue(s []bool) {
	for i := range s {
		s[i] = true
	}
}

func only(cells []Cell, op Op) [][]Segment {
	if cells == nil {
		return nil
	}
	out := make([][]Segment, len(cells))
	for i, c := range cells {
		out[i] = []Segment{{op, marked(c.Text)}}
	}
	return out
}

func place(us []unit, from, to int) Place {
	return Place{Span: Span{us[from].span.Start, us[to-1].span.End}, First: from + 1, Last: to}
}

// compared writes what became of a group.
func (a *aligner) compared(g group, stays bool) Change {
	old, text := joinUnits(a.old[g.old:g.oldEnd]), joinUnits(a.new[g.new:g.newEnd])
	u := &a.new[g.new]
	c := Change{Verdict: Same, Kind: u.kind, Old: place(a.old, g.old, g.oldEnd), New: place(a.new, g.new, g.newEnd)}
	same := g.oldEnd-g.old == 1 && g.newEnd-g.new == 1 && a.old[g.old].key == u.key
	switch {
	case same:
		c.Segments, c.Cells = []Segment{{Kept, text}}, only(u.cells, Kept)
	default:
		c.Verdict, c.Segments = Changed, segments(old, text)
		if was := a.old[g.old].cells; was != nil && u.cells != nil {
			c.Cells = columns(was, u.cells)
		}
	}
	if !stays {
		c.Verdict = Moved
	}
	return c
}

func joinUnits(us []unit) string {
	if len(us) == 1 {
		return us[0].text
	}
	s := make([]string, len(us))
	for i, u := range us {
		s[i] = u.text
	}
	return strings.Join(s, "\n")
}
