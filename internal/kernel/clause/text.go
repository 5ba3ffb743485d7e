package clause

import (
	"slices"

	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Kind says what a clause is.
type Kind string

// The kinds that bear a number, the widest first, and the paragraph, which is counted.
const (
	Book      Kind = "book"      // 第一编
	Division  Kind = "division"  // 第一部分
	Chapter   Kind = "chapter"   // 第一章
	Section   Kind = "section"   // 第一节
	Article   Kind = "article"   // 第一条
	Paragraph Kind = "paragraph" // 款: a line without a number
	Part      Kind = "part"      // 一、
	Item      Kind = "item"      // （一）
	Point     Kind = "point"     // 1.
	Sub       Kind = "sub"       // （1）
	Circle    Kind = "circle"    // ①
)

// The kinds of the frame, counted each for itself.
const (
	Title            = Kind(article.Title)
	Subtitle         = Kind(article.Subtitle)
	Mark             = Kind(article.Mark)
	Serial           = Kind(article.Number)
	Addressee        = Kind(article.Addressee)
	Contents    Kind = "contents" // a line of the table of contents
	Preamble    Kind = "preamble" // a line before the first number
	Closing     Kind = "closing"  // the last paragraph of a document without articles: when it takes effect
	Table            = Kind(article.Table)
	Image            = Kind(article.Image)
	Attachments      = Kind(article.Attachments)
	Signature        = Kind(article.Signature)
	Date             = Kind(article.Date)
	Annotation       = Kind(article.Annotation)
	Imprint          = Kind(article.Imprint)
	Annex            = Kind(article.Annex)
)

// A Text is a document by clause.
type Text struct {
	source   string
	Clauses  []Clause  `json:"clauses"`
	Findings []Finding `json:"findings,omitempty"`
	annexes  []bool    // whether the document of a number has articles; 0 is the main one
}

// A Clause is one line of the document that is not blank: a numbered clause with the words behind its
// number, a further paragraph, or a line of the frame. What stands below a clause follows it.
type Clause struct {
	Kind    Kind         `json:"kind"`
	Address Address      `json:"address"`
	Label   string       `json:"label,omitempty"` // the number as typed: 第三条, （一）, 1.
	Text    string       `json:"text"`            // behind the label, without the blanks around
	Span    article.Span `json:"span"`            // of the line in the source, in characters
	Parent  int          `json:"parent"`          // the clause that it stands below, -1 for none
	End     int          `json:"end"`             // the clause after the last that stands below it

	from, to int // the line in the source, in bytes
}

// A Finding is something about the numbers of a text that a person has to look at. Nothing is repaired.
type Finding struct {
	Clause int        `json:"clause"` // index of the clause
	Name   string     `json:"name"`   // its address in words
	Text   fault.Text `json:"text"`
}

// String is the source, byte by byte.
func (t Text) String() string { return t.source }

// Lines are the lines of the source that are not blank, without the blanks around: one a clause.
func (t Text) Lines() []string {
	out := make([]string, len(t.Clauses))
	for i := range t.Clauses {
		out[i] = t.line(i)
	}
	return out
}

func (t Text) line(i int) string { return trim(t.source[t.Clauses[i].from:t.Clauses[i].to]) }

// Find returns the index of the clause with an address; -1 if there is none, or more than one.
func (t Text) Find(a Address) int {
	at := -1
	for i := range t.Clauses {
		if t.Clauses[i].Address.Equal(a) {
			if at >= 0 {
				return -1
			}
			at = i
		}
	}
	return at
}

// IDs are the ids of all clauses, by their index: Address.ID of each, and with _again behind it where the text
// has numbered several alike, so that no two are the same. What is only the frame has none.
func (t Text) IDs() []string {
	out, n := make([]string, len(t.Clauses)), map[string]int{}
	for i, c := range t.Clauses {
		if rank[c.Kind] == 0 && !slices.Contains([]Kind{Preamble, Closing, Annex}, c.Kind) {
			continue
		}
		id := c.Address.ID()
		if out[i] = id; n[id] > 0 {
			out[i] += "_again" + digits(n[id])
		}
		n[id]++
	}
	return out
}

// Name is the address of a clause as documents cite it: with 第一款 where its article has several.
func (t Text) Name(i int) string {
	a := t.Clauses[i].Address
	k := slices.IndexFunc(a, func(s Step) bool { return s.Kind == Article })
	if k < 0 || k == len(a)-1 || a[k+1].Kind == Paragraph {
		return a.String()
	}
	up := t.Clauses[i].Parent
	for up > 0 && t.Clauses[up].Kind != Article {
		up = t.Clauses[up].Parent
	}
	if up >= 0 && t.several(up) {
		return slices.Insert(a.clone(), k+1, Step{Kind: Paragraph, N: 1}).String()
	}
	return a.String()
}

// several reports whether a clause has further paragraphs.
func (t Text) several(i int) bool {
	return slices.ContainsFunc(t.Clauses[i:t.Clauses[i].End], func(c Clause) bool { return c.Kind == Paragraph && c.Parent == i })
}
