package screen

import "slices"

// A candidate is a name behind a label: it counts only near identity data.
type candidate struct {
	span
	line int
	own  bool // behind the word for a name itself
}

const (
	nearLines = 3   // between a name and what makes it personal
	nearRunes = 160 // the same in a long paragraph
	wayBack   = 60  // from identity data back to a name in its sentence
)

// person notes the name behind a label.
func (s *scan) person(m mark) {
	i := s.value(m.end)
	if s.at(i) == '(' {
		return
	}
	name, ok := s.nameAt(i, s.end)
	if !ok {
		return
	}
	if m.role == child || m.role == minor {
		s.found("minor", name.start, name.end)
		return
	}
	s.names = append(s.names, candidate{name, s.line, ends("own_name", s.f[m.start:m.end])})
}

// nameAt reads the name of a person at i: a surname, one or two more characters
// and an end. Names of two may be written wide: 张　三.
func (s *scan) nameAt(i, end int) (span, bool) {
	f := s.f[:end]
	if n := wideName(f[min(i, end):]); n > 0 {
		return span{i, i + n}, true
	}
	run := i
	for run < end && run-i < 8 && han(f[run]) {
		run++
	}
	if run < end && is("mask", f[run]) {
		return span{}, false
	}
	for _, n := range []int{3, 2, 4} {
		if run-i < n || !isName(f[i:i+n]) {
			continue
		}
		if run-i == n || begins("name_after", f[i+n:]) > 0 {
			return span{i, i + n}, !s.r.allow.names[string(f[i:i+n])]
		}
	}
	return span{}, false
}

// wideName is how long a name is that is written wide; 0 if there is none.
func wideName(f []rune) int {
	const most = 5
	if len(f) < 3 || f[1] != ' ' || !is("surname", f[0]) {
		return 0
	}
	k := 1
	for k < len(f) && f[k] == ' ' && k < most {
		k++
	}
	if k == len(f) || !han(f[k]) || k+1 < len(f) && han(f[k+1]) || is("gender", f[k]) || is("somebody", f[k]) {
		return 0
	}
	return k + 1
}

// isName reports whether w can be the name of a person.
func isName(w []rune) bool {
	if len(w) < 2 || len(w) > 4 || ends("honour", w) || lang().names[string(w)] || lang().names[string(w[:2])] {
		return false
	}
	first := 1
	switch compound := begins("surnames", w); {
	case compound > 0:
		first = compound
	case len(w) == 4 || !is("surname", w[0]):
		return false
	}
	if first >= len(w) || len(w)-first > 2 {
		return false
	}
	return !slices.ContainsFunc(w[first:], func(c rune) bool { return is("not_name", c) || is("gender", c) })
}

// besides finds the names that stand directly beside identity data of the line.
func (s *scan) besides() {
	for _, a := range s.children {
		if name, ok := s.nameBefore(a.start); ok {
			s.found("minor", name.start, name.end)
		}
	}
	if len(s.anchors) == 0 {
		return
	}
	for _, a := range s.anchors {
		s.anchored = append(s.anchored, place{a.start, s.line})
		if name, ok := s.nameBefore(a.start); ok {
			s.named(name)
		} else if name, ok := s.nameBehind(a.end); ok {
			s.named(name)
		}
	}
	for _, m := range s.marks {
		if m.role == health {
			s.found("sensitive", m.start, m.end)
		}
	}
}

// nameBefore goes back from identity data over labels, signs and figures to a name.
func (s *scan) nameBefore(i int) (span, bool) {
	p := s.nameEnd(i)
	q := p
	for q > s.start && p-q < 5 && han(s.f[q-1]) {
		if m, ok := s.markEnding(q); ok {
			if m.role == title { // 局长张三: somebody in office
				return span{}, false
			}
			break
		}
		q--
	}
	if p-q < 2 || p-q > 4 || !isName(s.f[q:p]) || s.r.allow.names[string(s.f[q:p])] {
		return span{}, false
	}
	return span{q, p}, true
}

// nameEnd is where a name before identity data would end; the start of the line if there can be none.
func (s *scan) nameEnd(i int) int {
	p := i
	for p > s.start {
		if m, ok := s.markEnding(p); ok {
			if m.role == title {
				return s.start
			}
			p = m.start
			continue
		}
		c := s.f[p-1]
		if i-p > wayBack || is("stop", c) || (c == '\t' || c == '|' || c == ',' && s.comma) && len(s.head.roles) > 0 {
			return s.start
		}
		if han(c) && !is("beside", c) {
			break
		}
		p--
	}
	return p
}

// nameBehind reads a name right behind identity data: 13800138000（张三）.
func (s *scan) nameBehind(i int) (span, bool) {
	p := s.skip(i)
	if c := s.at(p); c == '(' {
		p = s.skip(p + 1)
	} else if p == i {
		return span{}, false
	}
	q := p
	for q < s.end && q-p < 5 && han(s.f[q]) {
		q++
	}
	if !isName(s.f[p:q]) || is("mask", s.at(q)) || s.at(q) == ':' || s.r.allow.names[string(s.f[p:q])] {
		return span{}, false
	}
	return span{p, q}, true
}

// markEnding returns the word with a role that ends at i.
func (s *scan) markEnding(i int) (mark, bool) {
	at, ok := slices.BinarySearchFunc(s.marks, i, func(m mark, end int) int { return m.end - end })
	if !ok {
		return mark{}, false
	}
	return s.marks[at], true
}

// said reports whether a word with one of the roles ends before i, no farther away than a sentence is long.
func (s *scan) said(i int, roles ...role) bool {
	for k := len(s.marks) - 1; k >= 0 && i-s.marks[k].end < nearRunes; k-- {
		if s.marks[k].end <= i && slices.Contains(roles, s.marks[k].role) {
			return true
		}
	}
	return false
}

// named reports a name once.
func (s *scan) named(n span) { s.found("name", n.start, n.end) }

// lateNames reports the names behind labels that have identity data near them,
// and those of minors.
func (s *scan) lateNames() {
	for _, c := range s.names {
		at, _ := slices.BinarySearchFunc(s.minors, c.line-nearLines, func(line, want int) int { return line - want })
		if c.own && at < len(s.minors) && s.minors[at] <= c.line {
			s.found("minor", c.start, c.end)
			continue
		}
		at, _ = slices.BinarySearchFunc(s.anchored, c.start-nearRunes, func(p place, want int) int { return p.at - want })
		for ; at < len(s.anchored) && s.anchored[at].at <= c.end+nearRunes; at++ {
			if d := s.anchored[at].line - c.line; d >= -nearLines && d <= nearLines {
				s.named(c.span)
				break
			}
		}
	}
}

// A place is where identity data begins.
type place struct{ at, line int }
