package circular

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Leaves returns the places of everything that c shows of its source: marks,
// headings, texts, sentences, unit clauses and warnings, in the order of the source.
func (c *Circular) Leaves() []Span {
	var all []Span
	add := func(s ...Span) { all = append(all, s...) }
	add(c.Preamble.Span)
	for _, m := range c.Marks {
		add(m.Span)
	}
	for _, w := range c.Warnings {
		add(w.Span)
	}
	for _, s := range c.Sections {
		add(s.Span)
	}
	for _, p := range c.Points {
		add(p.LabelSpan, p.TitleSpan)
		add(p.UnitSpans...)
		for _, s := range p.Sentences {
			add(s.Span)
		}
		for _, w := range p.Warnings {
			add(w.Span)
		}
	}
	slices.SortFunc(all, func(a, b Span) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	return all
}

// unplaced warns of every text of the source that nothing shows.
func (r *reader) unplaced() {
	at := 0
	for _, s := range append(r.out.Leaves(), between(len(r.src), len(r.src))) {
		if s.Start > at {
			r.warnText(at, s.Start)
		}
		at = max(at, s.End)
	}
}

// warnText warns of the text between two places, unless it is blank.
func (r *reader) warnText(i, j int) {
	seen := func(c rune) bool { return !unicode.IsSpace(c) && c >= ' ' && !invisible(c) }
	for i < j {
		c, n := utf8.DecodeRuneInString(r.src[i:])
		if seen(c) {
			break
		}
		i += n
	}
	for i < j {
		c, n := utf8.DecodeLastRuneInString(r.src[i:j])
		if seen(c) {
			break
		}
		j -= n
	}
	if i < j {
		r.warn("circular.unplaced", between(i, j), excerpt(r.src[i:j], longestMark))
	}
}

// checkNumbers warns of numbers that are missing or repeated. Points may count
// through all sections or begin again in each.
func (r *reader) checkNumbers() {
	last, section := 0, 0
	for i := range r.out.Points {
		p := &r.out.Points[i]
		s := p.LabelSpan
		switch {
		case p.Number == 0:
			continue
		case p.Number == last+1, p.Number == 1 && p.Section != section:
		case p.Number == last, p.Number < last:
			p.Warnings = append(p.Warnings, numberWarning("circular.number_repeated", s, p.Number))
		default:
			p.Warnings = append(p.Warnings, numberWarning("circular.number_gap", s, last, p.Number))
		}
		last, section = p.Number, p.Section
	}
	lasts := map[int]int{}
	for _, s := range r.out.Sections {
		at := s.LabelSpan
		if n := lasts[s.Parent]; s.Number > 0 && s.Number != n+1 {
			if s.Number <= n {
				r.out.Warnings = append(r.out.Warnings, numberWarning("circular.number_repeated", at, s.Number))
			} else {
				r.out.Warnings = append(r.out.Warnings, numberWarning("circular.number_gap", at, n, s.Number))
			}
		}
		lasts[s.Parent] = s.Number
	}
}

func numberWarning(key string, s Span, args ...any) Warning {
	return Warning{Text: fault.Text{Key: key, Args: args}, Span: s}
}
