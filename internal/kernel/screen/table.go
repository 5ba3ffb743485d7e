package screen

import "slices"

// A header is the heading of a table: what its columns hold.
type header struct {
	roles map[int]role
	spans map[int]span
	count map[int]*column
	minor bool // the table is of minors
}

// A column counts what stands under a heading.
type column struct{ plain, masked int }

// columnRules are the headings that ask for a decision, with their rules.
var columnRules = map[role]string{
	id: "column_id", bank: "column_bank", mobile: "column_phone", homePhone: "column_phone", home: "column_address", birth: "column_birth",
}

// heading reads the line as the heading of a table; false if it is none. It has
// no digits, and two cells at least that are labels, or one among short ones.
func (s *scan) heading() bool {
	h := header{map[int]role{}, map[int]span{}, map[int]*column{}, false}
	for _, m := range s.marks {
		n := s.cell(m.start)
		c := s.trim(s.cells[n])
		if m.end != c.end && s.at(m.end) != '(' && s.at(m.end) != '/' || c.end-c.start > 16 {
			continue
		}
		h.roles[n], h.spans[n], h.count[n] = m.role, c, &column{}
		h.minor = h.minor || m.role == child
	}
	if len(h.roles) == 0 || len(s.anchors) > 0 {
		return false
	}
	for _, c := range s.cells {
		if c = s.trim(c); len(h.roles) == 1 && c.end-c.start > 10 {
			return false
		}
	}
	if slices.ContainsFunc(s.f[s.start:s.end], digit) {
		return false
	}
	for i := len(s.minors) - 1; i >= 0 && s.line-s.minors[i] <= 3; i-- {
		h.minor = true
	}
	s.closeTable()
	s.head = h
	for len(s.names) > 0 && s.names[len(s.names)-1].line == s.line {
		s.names = s.names[:len(s.names)-1]
	}
	return true
}

func (s *scan) trim(c span) span {
	for c.start < c.end && blank(s.f[c.start]) {
		c.start++
	}
	for c.end > c.start && blank(s.f[c.end-1]) {
		c.end--
	}
	return c
}

// row reads a line under a heading.
func (s *scan) row() {
	for n, c := range s.cells {
		as := s.head.roles[n]
		if as != person && as != child {
			s.head.tally(n, as, s.f[c.start:c.end])
			continue
		}
		c = s.trim(c)
		name, ok := s.nameAt(c.start, c.end)
		switch {
		case !ok:
		case s.head.minor && (as == child || ends("own_name", s.f[s.head.spans[n].start:s.head.spans[n].end])):
			s.found("minor", name.start, name.end)
		case len(s.anchors) > 0:
			s.named(name)
		}
	}
}

// tally counts a cell under a heading that asks for a decision.
func (h *header) tally(n int, as role, cell []rune) {
	digits, masks, groups := 0, 0, 0
	for i, c := range cell {
		switch {
		case digit(c):
			if digits++; i == 0 || !digit(cell[i-1]) {
				groups++
			}
		case is("mask", c):
			masks++
		}
	}
	counts := h.count[n]
	switch {
	case counts == nil:
	case masks >= 3:
		counts.masked++
	case (as == id || as == mobile || as == homePhone) && digits >= 7, as == bank && digits >= 12, as == home && digits > 0, as == birth && (groups == 3 || digits == 8):
		counts.plain++
	}
}

// closeTable reports the columns of the table that has ended. A column stays a
// finding when all of it is masked: a notice seldom needs it at all.
func (s *scan) closeTable() {
	people := false
	for _, as := range s.head.roles {
		people = people || as == person || as == child || as == id
	}
	for n, as := range s.head.roles {
		rule, c := columnRules[as], s.head.count[n]
		switch {
		case rule == "", !people && as != id:
		case c.plain > 0:
			s.found(rule, s.head.spans[n].start, s.head.spans[n].end)
		case c.masked > 0 && (as == id || as == bank):
			s.found("column_masked", s.head.spans[n].start, s.head.spans[n].end)
		}
	}
	s.head = header{}
}

// endLine does what can be said when all of a line is read.
func (s *scan) endLine() {
	s.secretLine()
	s.closeDoors()
	blankLine := s.skip(s.start) == s.end
	switch {
	case len(s.cells) > 1 && s.heading():
		return
	case len(s.cells) > 1 && len(s.head.roles) > 0:
		s.row()
	case !blankLine && len(s.head.roles) > 0:
		s.closeTable()
	}
	s.besides()
}
