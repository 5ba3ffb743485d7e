package circular

import (
	"strings"
	"unicode/utf8"
)

// A clause is a list of units, with or without brackets: the bytes i to j of a paragraph.
type clause struct {
	i, j     int
	segments []segment
	labelled bool
	open     bool // the closing bracket is missing
}

// A segment of a clause is the value of one label.
type segment struct {
	label string // the word before the colon, "" if there is none
	means string // its role, "deadline" or "person"
	li    int    // where the label begins
	i, j  int    // the value
}

// openers and closers of a clause. Their widths and kinds are mixed in print, so any closes any.
const (
	openers   = "([【〔"
	closers   = ")]】〕"
	stops     = "。;!?"
	listStops = "、,;/"
)

const (
	longestList = 4 << 10 // bytes of a clause; the longest known has 1,200
	longestName = 120     // bytes
)

func isOpener(c rune) bool { return c == '(' || c == '[' || c == '【' || c == '〔' }

func isCloser(c rune) bool { return c == ')' || c == ']' || c == '】' || c == '〕' }

// findClauses finds the clauses of p: labelled ones anywhere, unlabelled lists of
// units where a sentence ends.
func (r *reader) findClauses(p *para) {
	if !strings.ContainsAny(p.text, openers+":") {
		return
	}
	t := p.text
	closed := closings(t)
	for i := 0; i < len(t); {
		c, n := utf8.DecodeRuneInString(t[i:])
		switch {
		case isOpener(c):
			if cl, ok := r.bracket(p, i, i+n, closed[i]); ok {
				p.clauses = append(p.clauses, cl)
				i = cl.j
				continue
			}
		case c == ':':
			if cl, ok := r.unbracketed(p, i); ok {
				p.clauses = append(p.clauses, cl)
				i = cl.j
				continue
			}
		}
		i += n
	}
}

// closings returns for each bracket of t that is closed where its closing sign stands.
func closings(t string) map[int]int {
	out := map[int]int{}
	var open []int
	for i, c := range t {
		switch {
		case isOpener(c):
			open = append(open, i)
		case isCloser(c) && len(open) > 0:
			out[open[len(open)-1]] = i
			open = open[:len(open)-1]
		}
	}
	return out
}

// bracket reads the bracket at i, whose content reaches from the byte from up to end; end is 0 if it is not closed.
func (r *reader) bracket(p *para, i, from, end int) (clause, bool) {
	t := p.text
	label := r.labelAt(p, from, min(len(t), from+r.g.labels.longest+1))
	open := end == 0
	if open {
		end = len(t)
	}
	switch {
	case end-from > longestList && label != "":
		r.warn("circular.clause_long", p.span(i, from+len(label)))
		return clause{}, false
	case end-from > longestList || open && label == "":
		return clause{}, false
	}
	next := end
	if !open {
		_, n := utf8.DecodeRuneInString(t[end:])
		next = end + n
	}
	c := clause{i: i, j: next, labelled: label != "", open: open}
	if rest := t[next:]; strings.HasPrefix(rest, "。") {
		c.j += len("。")
	} else if strings.HasPrefix(rest, ";") || strings.HasPrefix(rest, ".") && len(rest) == 1 {
		c.j++
	}
	if c.labelled {
		c.segments = r.segments(p, from, end)
		return c, true
	}
	before, _ := utf8.DecodeLastRuneInString(t[:i])
	after := c.j == len(t) || c.j > next
	starts := i == p.from || strings.ContainsRune(stops, before)
	if !after && !starts || !r.unitList(p, from, end, starts) {
		return clause{}, false
	}
	c.segments = []segment{{means: string(Responsible), li: from, i: from, j: end}}
	return c, true
}

// unbracketed reads a clause that begins with a label before the colon at i and
// goes on to the end of the sentence.
func (r *reader) unbracketed(p *para, i int) (clause, bool) {
	label, _ := r.g.labels.end(p.text[:i])
	if label == "" {
		return clause{}, false
	}
	at := i - len(label)
	before, _ := utf8.DecodeLastRuneInString(p.text[:at])
	if at != 0 && at != p.from && !strings.ContainsRune(stops+",)", before) && !p.gap(at) {
		return clause{}, false
	}
	end := len(p.text)
	if k := strings.Index(p.text[i:], "。"); k >= 0 {
		end = i + k
	}
	if end-at > longestList {
		r.warn("circular.clause_long", p.span(at, at+len(label)))
		return clause{}, false
	}
	c := clause{i: at, j: end, labelled: true, segments: r.segments(p, at, end)}
	if strings.HasPrefix(p.text[end:], "。") {
		c.j += len("。")
	}
	return c, true
}

// labelAt returns the label that stands at i, "" if there is none.
func (r *reader) labelAt(p *para, i, end int) string {
	k := strings.IndexByte(p.text[i:end], ':')
	if k < 0 || r.g.labels.of[p.text[i:i+k]] == "" {
		return ""
	}
	return p.text[i : i+k]
}

// segments divides the bytes i to j at their labels.
func (r *reader) segments(p *para, i, j int) []segment {
	var out []segment
	cut := func(at int) {
		if len(out) > 0 {
			out[len(out)-1].j = trimStops(p.text, out[len(out)-1].i, at)
		}
	}
	for k := i; k < j; k++ {
		if p.text[k] != ':' {
			continue
		}
		label, means := r.g.labels.end(p.text[i:k])
		at := k - len(label)
		before, _ := utf8.DecodeLastRuneInString(p.text[:at])
		if label == "" || at != i && !strings.ContainsRune(listStops+stops+openers+closers, before) && !p.gap(at) {
			continue
		}
		if len(out) == 0 && at > i {
			out = append(out, segment{means: string(Responsible), li: i, i: i})
		}
		cut(at)
		out = append(out, segment{label: label, means: means, li: at, i: k + 1})
	}
	if len(out) == 0 {
		out = append(out, segment{means: string(Responsible), li: i, i: i})
	}
	cut(j)
	return out
}

// trimStops moves j before the separators at the end.
func trimStops(t string, i, j int) int {
	return i + len(strings.TrimRight(t[i:j], "、,;/。!? "))
}

// unitList reports whether the unlabelled bracket i to j is a list of units: at
// least half of its names are known or end like a unit. One bare name is
// a list only where a bracket of its own stands, after a sentence.
func (r *reader) unitList(p *para, i, j int, alone bool) bool {
	units := r.list(p, i, j, Responsible)
	names, good, said := 0, 0, false
	for _, u := range units {
		names++
		said = said || u.said
		if u.known || u.strong {
			good++
		}
	}
	return names > 0 && 2*good >= names && (names > 1 || alone || said)
}
