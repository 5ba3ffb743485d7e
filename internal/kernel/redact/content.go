package redact

import (
	"strings"
)

// A content is a file taken apart: the text that it shows, and where each piece
// of it is kept.
type content struct {
	parts  []*part
	derive func(cuts []cut) []cut // adds what follows from cuts; nil if nothing does
	write  func() ([]byte, error) // puts the file together again
}

// A part is a Part and what it is made of.
type part struct {
	Part
	pieces []piece
	erase  func() error // of a picture
}

// A piece is a stretch of a text.
type piece struct {
	start, end int
	text       *string                   // where it is kept; nil for a sign that is no text, such as the end of a paragraph
	whole      func(label string) string // it can only be replaced as a whole: puts the label, or what must do for it
	drop       func()                    // takes a sign away; nil if it has to stay
	gone       bool
	instead    string // of one that was replaced as a whole
}

// A builder writes the text of a part piece by piece.
type builder struct {
	part  *part
	runes []rune
}

func newBuilder(name string) *builder { return &builder{part: &part{Part: Part{Name: name}}} }

func (b *builder) add(s string, p piece) {
	p.start = len(b.runes)
	b.runes = append(b.runes, []rune(s)...)
	p.end = len(b.runes)
	if p.end > p.start {
		b.part.pieces = append(b.part.pieces, p)
	}
}

func (b *builder) text(s *string)                          { b.add(*s, piece{text: s}) }
func (b *builder) sign(s string, drop func())              { b.add(s, piece{drop: drop}) }
func (b *builder) whole(s string, set func(string) string) { b.add(s, piece{whole: set}) }

// place names what was written since start.
func (b *builder) place(name string, start int) {
	if strings.TrimSpace(string(b.runes[start:])) != "" {
		b.part.Places = append(b.part.Places, Place{name, start, len(b.runes)})
	}
}

// done returns the part; nil if it says nothing.
func (b *builder) done() *part {
	b.part.Text = string(b.runes)
	if strings.TrimSpace(b.part.Text) == "" {
		return nil
	}
	return b.part
}

// cut takes the cuts out of the pieces and puts labels in. It reports false for
// a cut where nothing can be taken out.
func (p *part) cut(cuts []cut, labels map[string]string) bool {
	done := make([]bool, len(cuts))
	first := 0
	for i := range p.pieces {
		pc := &p.pieces[i]
		for first < len(cuts) && cuts[first].end <= pc.start {
			first++
		}
		last := first
		for last < len(cuts) && cuts[last].start < pc.end {
			last++
		}
		if last > first {
			pc.cut(cuts[first:last], done[first:last], labels)
		}
	}
	for _, ok := range done {
		if !ok {
			return false
		}
	}
	return true
}

// cut takes cuts out of one piece; done says which have their label already.
func (pc *piece) cut(cuts []cut, done []bool, labels map[string]string) {
	switch {
	case pc.whole != nil:
		pc.instead = pc.whole(labels[cuts[0].limb])
		pc.gone = true
		for i := range done {
			done[i] = true
		}
	case pc.text != nil:
		*pc.text = pc.without(cuts, done, labels)
	case pc.drop != nil:
		pc.drop()
		pc.gone = true
	}
}

func (pc *piece) without(cuts []cut, done []bool, labels map[string]string) string {
	var b strings.Builder
	runes := []rune(*pc.text)
	at := 0
	for i, c := range cuts {
		from, to := max(c.start-pc.start, at), min(c.end-pc.start, len(runes))
		_, _ = b.WriteString(string(runes[at:from]))
		if !done[i] {
			_, _ = b.WriteString(labels[c.limb])
			done[i] = true
		}
		at = to
	}
	_, _ = b.WriteString(string(runes[at:]))
	return b.String()
}

// now is the text of a part after its cuts.
func (p *part) now() string {
	var b strings.Builder
	runes := []rune(p.Text)
	for _, pc := range p.pieces {
		switch {
		case pc.text != nil:
			_, _ = b.WriteString(*pc.text)
		case pc.gone:
			_, _ = b.WriteString(pc.instead)
		default:
			_, _ = b.WriteString(string(runes[pc.start:pc.end]))
		}
	}
	return b.String()
}
