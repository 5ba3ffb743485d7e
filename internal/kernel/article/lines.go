package article

import "unicode/utf8"

// A Line is a line of a text that is not blank.
type Line struct {
	Span Span
	Text string // without the blanks around
	Kind Kind   // of the block that it belongs to
}

// Lines lists the lines of a text that are not blank, for a reader that has a structure of
// its own to find in them: the frame of a document is told apart by their kinds.
func Lines(text string) []Line {
	p := parse(text)
	out := make([]Line, len(p.lines))
	b := 0
	for i, l := range p.lines {
		for p.doc.Blocks[b].Span.End < l.span.End {
			b++
		}
		out[i] = Line{Span: l.span, Text: l.text, Kind: p.doc.Blocks[b].Kind}
	}
	return out
}

// CompareLines is [Compare] for texts that are already cut into what is to be compared as a whole.
// The first line has the number 1; there are no spans.
func CompareLines(old, new []string) []Change {
	return compare(lineUnits(old), lineUnits(new))
}

func lineUnits(lines []string) []unit {
	out := make([]unit, len(lines))
	for i, s := range lines {
		key := compact(s)
		out[i] = unit{kind: Paragraph, text: s, key: key, size: utf8.RuneCountInString(key)}
	}
	return out
}
