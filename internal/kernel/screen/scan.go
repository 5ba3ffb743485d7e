package screen

import "slices"

// A scan is the reading of one text.
type scan struct {
	r    *Rules
	part string
	raw  []rune // as given
	f    []rune // folded
	out  []Finding

	lines      int
	line       int  // from 0
	start, end int  // of the line
	comma      bool // its cells lie between commas
	cells      []span
	marks      []mark // the words found in this line
	until      int    // the end of the last of them
	label      mark   // the last word that can be a label, of this line or the one before
	doors      []span // addresses that count only beside other data
	anchors    []span // what makes a name beside it personal
	children   []span // ages below fourteen
	names      []candidate
	anchored   []place // all identity data
	minors     []int   // lines that speak of minors
	turned     []int   // places from which on a reader sees the text backwards
	past       int     // where the last number of a person or an office ends
	head       header
	buf        [longest + 2]byte
	grouped    [20]byte
}

// A span is a range of runes, end excluded.
type span struct{ start, end int }

// A mark is a word of words.tsv in the text.
type mark struct {
	span
	role role
	line int
}

// run reads the text line by line.
func (s *scan) run() {
	s.label.line = -1
	for _, c := range s.f {
		if c == '\n' {
			s.lines++
		}
	}
	for start := 0; start < len(s.f); s.line++ {
		end := start
		tabular, commas, prose := false, false, false
		for end < len(s.f) && s.f[end] != '\n' {
			switch c := s.f[end]; c {
			case '\t', '|':
				tabular = true
			case ' ':
				tabular = tabular || end > start && end+1 < len(s.f) && s.f[end+1] == ' ' && s.f[end-1] != ' '
			case ',':
				commas = commas || s.raw[end] == c
				prose = prose || s.raw[end] != c
			case 0x3002, ';':
				prose = true
			}
			end++
		}
		s.comma = commas && !tabular && !prose // a line of CSV has no other sign between its clauses
		s.readLine(start, end, tabular || s.comma)
		start = end + 1
	}
	s.closeTable()
	s.lateNames()
	for _, i := range s.turned {
		s.found("turned", i, i+1)
	}
}

func (s *scan) readLine(start, end int, tabular bool) {
	s.start, s.end, s.until = start, end, start
	s.cells, s.marks, s.doors, s.anchors, s.children = s.cells[:0], s.marks[:0], s.doors[:0], s.anchors[:0], s.children[:0]
	if tabular {
		s.split()
	}
	d, f := s.r.dict, s.f
	for i := max(start, s.past); i < end; { // a number of the line before may end in this one
		c := f[i]
		if ws := d.at(f[:end], i); ws != nil {
			s.words(ws, i)
		}
		switch {
		case c >= 0x80:
			if i+1 < end && f[i+1] == ' ' && i >= s.until && han(c) {
				s.spaced(i)
			}
			i++
		case alnum(c):
			i = s.token(i)
		case c == '@':
			i = s.email(i)
		case c == '!':
			i = s.image(i)
		default:
			i++
		}
	}
	s.endLine()
}

// split makes the cells of a line: between tabs, bars, commas, or blanks of two at least.
func (s *scan) split() {
	at := s.start
	for i := s.start; i < s.end; i++ {
		c := s.f[i]
		if c != '\t' && c != '|' && (c != ',' || !s.comma) && (c != ' ' || i+1 >= s.end || s.f[i+1] != ' ') {
			continue
		}
		if c != ' ' || i > at {
			s.cells = append(s.cells, span{at, i})
		}
		for c == ' ' && i+1 < s.end && s.f[i+1] == ' ' {
			i++
		}
		at = i + 1
	}
	s.cells = append(s.cells, span{at, s.end})
}

// words notes the longest word with a role, and every wrong word.
func (s *scan) words(ws []word, i int) {
	rest := s.f[i:s.end]
	for _, w := range ws {
		if !hasPrefix(rest, w.runes) {
			continue
		}
		if w.entry != nil {
			s.wrong(w.entry, i)
			continue
		}
		if i < s.until || letter(w.runes[0]) && i > s.start && alnum(s.f[i-1]) {
			continue
		}
		m := mark{span{i, i + len(w.runes)}, w.role, s.line}
		s.until = m.end
		s.marks = append(s.marks, m)
		s.marked(m)
	}
}

// spaced notes a word that is written wide, as labels are to fill a column: 电　话.
func (s *scan) spaced(i int) {
	if han(s.at(i - 1)) {
		return
	}
	const most = 8
	var runes [most]rune
	var ends [most]int
	n := 0
	for p := i; p < s.end && n < most && p-i < 4*most; p++ {
		if !blank(s.f[p]) {
			runes[n], ends[n] = s.f[p], p+1
			n++
		}
	}
	for _, w := range s.r.dict.at(runes[:n], 0) {
		if k := len(w.runes); w.entry == nil && hasPrefix(runes[:n], w.runes) && ends[k-1]-i > k {
			m := mark{span{i, ends[k-1]}, w.role, s.line}
			s.until = m.end
			s.marks = append(s.marks, m)
			s.marked(m)
			return
		}
	}
}

// marked does what a word asks for.
func (s *scan) marked(m mark) {
	switch r := m.role; {
	case r == secret || r == secretLabel || r == secretTerm:
		s.secrecy(m)
	case r == attribute || r == attributeLabel:
		s.openness(m)
	case r == internal:
		s.inside(m)
	case r == circulation:
		s.circulated(m)
	case r == draft || r == placeholder:
		s.drafted(m)
	case r == minor:
		s.minors = append(s.minors, s.line)
		if s.at(m.end) == ':' {
			s.person(m)
		}
	case r == person || r == child:
		s.label = m
		s.person(m)
	case r != trait && r != title && r != health && r != plain:
		s.label = m
	}
}

// reach is how far behind its label a value stands at most, in runes.
const reach = 48

// governs returns the role of the label, or of the heading of the column, under which i stands.
func (s *scan) governs(i int) role {
	m := s.label
	if m.line == s.line && m.end <= i && i-m.end <= reach && s.sameSentence(m.end, i) {
		switch {
		case m.role == code && !s.direct(m.end, i):
			return noRole
		case len(s.cells) < 2 || s.cell(m.start) == s.cell(i):
			return m.role
		}
	}
	if len(s.cells) > 1 {
		if r, ok := s.head.roles[s.cell(i)]; ok {
			return r
		}
	}
	switch {
	case m.end > i || s.line-m.line > 1 || i-m.end > reach || m.line < 0:
		return noRole
	case m.line == s.line && s.sameSentence(m.end, i), m.line < s.line && s.bare(m.end, i):
		return m.role
	}
	return noRole
}

// sameSentence reports whether no sentence ends between two places.
func (s *scan) sameSentence(from, to int) bool {
	for _, c := range s.f[from:to] {
		if is("stop", c) {
			return false
		}
	}
	return true
}

// direct reports whether a figure follows its label with no word between but 为.
func (s *scan) direct(from, to int) bool {
	for _, c := range s.f[from:to] {
		if han(c) && !is("cue", c) {
			return false
		}
	}
	return true
}

// bare reports whether nothing but blanks and a colon stands between two places.
func (s *scan) bare(from, to int) bool {
	for _, c := range s.f[from:to] {
		if !blank(c) && c != ':' && c != '\n' && c != '|' {
			return false
		}
	}
	return true
}

// cell is the number of the cell that holds i.
func (s *scan) cell(i int) int {
	n, _ := slices.BinarySearchFunc(s.cells, i+1, func(c span, end int) int { return c.end - end })
	return min(n, len(s.cells)-1)
}

// at is the folded rune at a place; a line's end is a newline.
func (s *scan) at(i int) rune {
	if i < s.start || i >= s.end {
		return '\n'
	}
	return s.f[i]
}

// skip moves over blanks.
func (s *scan) skip(i int) int {
	for i < s.end && blank(s.f[i]) {
		i++
	}
	return i
}
