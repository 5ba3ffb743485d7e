package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/circular"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/surface/web"
)

// The marks of a source, the outer ones first.
const (
	markClause = iota // a whole clause of units and time limits
	markPoint         // number and heading
	markUnit
	markDue
	markWarn
)

var markClass = [...]string{"clause", "point", "unit", "due", "warn"}

// A mark is a stretch of the source that means something.
type mark struct {
	span   circular.Span
	kind   int
	anchor bool // something leads here
}

// pieces cuts text[from:to] at the ends of the marks. Marks may lie in each
// other and overlap: a piece has the classes of all that cover it.
func pieces(text string, from, to int, marks []mark) []web.Piece {
	cuts := []int{from, to}
	anchors := map[int]bool{}
	for _, m := range marks {
		for _, at := range []int{m.span.Start, m.span.End} {
			if at > from && at < to {
				cuts = append(cuts, at)
			}
		}
		if m.anchor {
			anchors[max(m.span.Start, from)] = true
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var out []web.Piece
	for i := 1; i < len(cuts); i++ {
		start, end := cuts[i-1], cuts[i]
		p := web.Piece{Text: text[start:end], Class: classOf(start, end, marks)}
		if anchors[start] {
			p.ID = anchor(start)
		}
		out = append(out, p)
	}
	return out
}

func anchor(at int) string { return "m" + strconv.Itoa(at) }

func classOf(start, end int, marks []mark) string {
	var has [len(markClass)]bool
	for _, m := range marks {
		if m.span.Start <= start && end <= m.span.End {
			has[m.kind] = true
		}
	}
	var out []string
	for kind, name := range markClass {
		if has[kind] {
			out = append(out, name)
		}
	}
	return strings.Join(out, " ")
}

// marksOf is what was found in a point.
func marksOf(p *circular.Point) []mark {
	out := []mark{{span: p.LabelSpan, kind: markPoint}, {span: p.TitleSpan, kind: markPoint}}
	for _, s := range p.UnitSpans {
		out = append(out, mark{span: s, kind: markClause})
	}
	for _, u := range p.Units {
		out = append(out, mark{span: u.Span, kind: markUnit})
	}
	for _, d := range p.Deadlines {
		if d.Kind != circular.Unspecified {
			out = append(out, mark{span: d.Span, kind: markDue})
		}
	}
	return out
}

// around is a stretch of the text with up to n bytes more on both sides, cut where a character ends.
func around(text string, s circular.Span, n int) (from, to int) {
	from, to = max(s.Start-n, 0), min(s.End+n, len(text))
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	return from, to
}

// A doubtLine is a warning with the link to its place.
type doubtLine struct {
	Text  fault.Text
	Label string // the number of the point
	Words string
	Href  string // "" has no place on the page
}

// A sourceView is the whole circular with what was found in it.
type sourceView struct {
	Plan   plan.Plan
	Pieces []web.Piece
	Doubts []doubtLine
}

var planSource = web.MustPage[sourceView](pages, web.Desk, "pages/plan/source.html")

func (d *Desk) source(ctx context.Context, id plan.ID) (sourceView, error) {
	src, err := d.Plans.Source(ctx, id)
	if err != nil {
		return sourceView{}, err
	}
	v := sourceView{Plan: src.Plan}
	var marks []mark
	for i := range src.Points {
		at := src.Points[i].Proposal.Span.Start
		marks = append(marks, marksOf(&src.Points[i].Proposal)...)
		marks = append(marks, mark{span: circular.Span{Start: at, End: at}, anchor: true})
	}
	for _, w := range src.Doubts {
		marks = append(marks, mark{span: w.Span, kind: markWarn, anchor: true})
		line := doubtLine{Text: w.Text, Label: w.Label, Words: w.Words}
		if w.Span.Start < len(src.Text) {
			line.Href = "#" + anchor(w.Span.Start)
		}
		v.Doubts = append(v.Doubts, line)
	}
	v.Pieces = pieces(src.Text, 0, len(src.Text), marks)
	return v, nil
}
