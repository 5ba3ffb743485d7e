package clause

import (
	"slices"
	"strings"
)

// Equal compares the text that instructions make with the text that an office gives. They are equal if they differ in
// nothing but blanks, line ends, and the width of digits, brackets and signs: what a keyboard in another mode and another
// layout make of one text, and no reader takes for another rule. Other differences are given by clause.
func Equal(applied, given Text) (differences []Change, equal bool) {
	if slices.EqualFunc(applied.Clauses, given.Clauses, func(a, b Clause) bool { return plain(a) == plain(b) }) {
		return nil, true
	}
	for _, c := range Compare(applied, given) {
		old, text := applied.Clauses[c.Old.First:c.Old.End], given.Clauses[c.New.First:c.New.End]
		switch same := slices.EqualFunc(old, text, func(a, b Clause) bool { return plain(a) == plain(b) }); {
		case same && (c.Verdict == Same || c.Verdict == Changed):
			continue
		case c.Verdict == Same: // the number is written otherwise
			c.Verdict = Changed
		}
		differences = append(differences, c)
	}
	return differences, false
}

// plain is the line of a clause without blanks, in narrow signs.
func plain(c Clause) string {
	return strings.Map(func(r rune) rune {
		switch {
		case blank(r):
			return -1
		case r >= '\uff01' && r <= '\uff5e':
			return r - '\uff01' + '!'
		case r == openQuote || r == closeQuote:
			return '"'
		case r == openSingle || r == closeSingle:
			return '\''
		}
		return r
	}, c.Label+c.Text)
}
