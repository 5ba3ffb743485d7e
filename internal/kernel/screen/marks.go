package screen

// headLines are the lines at the top of a document where its marks stand.
const headLines = 15

// footLines are the first and the last lines where the circulation of a document is set.
const footLines = 10

// secrecy finds marks of secrecy at a word for it. What is said about secrets is none.
func (s *scan) secrecy(m mark) {
	i := s.value(m.end)
	if m.role == secret {
		if end := s.starred(m.end); end > m.end {
			s.until = end
			s.found("secret_mark", m.start, end)
		}
		return
	}
	if i == m.end {
		return
	}
	if m.role == secretTerm {
		if end := s.period(i); end > 0 {
			s.found("secret_term", m.start, end)
		}
		return
	}
	if n := begins(string(secret), s.f[i:s.end]); n > 0 {
		s.until = s.starred(i + n)
		s.found("secret_level", m.start, s.until)
	}
}

// starred is where a star and a term behind a word end; i if there is no star.
func (s *scan) starred(i int) int {
	star := s.skip(i)
	if !is("star", s.at(star)) {
		return i
	}
	return max(star+1, s.period(s.skip(star+1)))
}

// value is where the value behind a label begins: after a colon, blanks, a tick.
func (s *scan) value(i int) int {
	for i < s.end && (blank(s.f[i]) || s.f[i] == ':' || s.f[i] == '|' || is("tick", s.f[i])) {
		i++
	}
	return i
}

// period reads how long something is secret; 0 if nothing says so.
func (s *scan) period(i int) int {
	if n := begins("period", s.f[i:s.end]); n > 0 {
		return i + n
	}
	from := i
	for digit(s.at(i)) && i-from < 3 {
		i++
	}
	if n := begins("period_unit", s.f[s.skip(i):s.end]); n > 0 && i > from {
		return s.skip(i) + n
	}
	return 0
}

// secretLine finds a degree of secrecy that stands alone, with its term, the
// number of the copy or the urgency, at the top of a document.
func (s *scan) secretLine() {
	if s.line >= headLines || s.end-s.start > 40 {
		return
	}
	var line [40]rune
	var place [40]int
	n := 0
	for i := s.start; i < s.end; i++ {
		if !blank(s.f[i]) {
			line[n], place[n] = s.f[i], i
			n++
		}
	}
	from := 0
	for from < n && alnum(line[from]) {
		from++
	}
	k := begins(string(secret), line[from:n])
	if k == 0 {
		return
	}
	to := from + k
	if to < n && is("star", line[to]) {
		return // found at the word itself
	}
	if p := s.period(place[min(to, n-1)]); to < n && p > 0 {
		for to < n && place[to] < p {
			to++
		}
	}
	end := to
	for to < n && begins("urgent", line[to:n]) > 0 {
		to += begins("urgent", line[to:n])
	}
	if to == n {
		s.found("secret_line", place[from], place[end-1]+1)
	}
}

// numbered finds the numbers of secret documents: a sign for secret before the
// year. Places whose name has the sign are no secret.
func (s *scan) numbered(t token) int {
	open := s.at(t.start - 1)
	if !t.digits || len(t.d) != 4 || open != 0x3014 && open != '[' && open != '(' && open != 0x3010 {
		return 0
	}
	i := s.skip(t.end + 1)
	for digit(s.at(i)) {
		i++
	}
	if i == t.end+1 || s.at(i) != 0x53f7 {
		return 0
	}
	from := t.start - 1
	for from > s.start && t.start-from < 7 && han(s.f[from-1]) {
		from--
	}
	prefix := s.f[from : t.start-1]
	for _, c := range prefix {
		if is("secret_sign", c) && !holds("secret_number_not", s.f[max(s.start, from-2):t.start-1]) {
			s.found("secret_number", from, i+1)
			break
		}
	}
	return i + 1
}

// openness finds the marks of documents that are not open on their own motion.
func (s *scan) openness(m mark) {
	i := s.value(m.end)
	n := begins("closed", s.f[i:s.end])
	if n == 0 {
		return
	}
	start, end := m.start, i+n
	if m.role == attribute {
		if s.at(start-1) == '(' && s.at(end) == ')' {
			start, end = start-1, end+1
		}
		s.found("attribute_mark", start, end)
		return
	}
	if next := s.at(s.skip(end)); i > m.end && !is("choice", next) && !is("box", next) {
		s.found("attribute_label", start, end)
	}
}

// inside finds marks of what is for the inside only. Most of these words are
// common in running text: there only the plainest count.
func (s *scan) inside(m mark) {
	w := s.f[m.start:m.end]
	rest := s.f[m.end:s.end]
	end := m.end
	switch {
	case ends("internal_sure", w):
	case ends("internal_use", w) && begins("internal_uses", rest) > 0:
		end += begins("internal_uses", rest)
	case ends("internal_spread", w) && s.short(m):
	case s.alone(m):
	default:
		return
	}
	s.until = end
	if n := len(s.out); n > 0 && s.out[n-1].Rule == "internal_mark" && m.start-s.out[n-1].End <= 2 && s.out[n-1].End >= s.start && end-s.out[n-1].Start <= reach {
		start := s.out[n-1].Start
		s.out = s.out[:n-1]
		s.found("internal_mark", start, end)
		return
	}
	s.found("internal_mark", m.start, end)
}

// short reports whether the sentence of a word is as short as a mark.
func (s *scan) short(m mark) bool {
	const most = 16
	from, to := m.start, m.end
	for from > s.start && to-from <= most && !is("stop", s.f[from-1]) && s.f[from-1] != '(' {
		from--
	}
	for to < s.end && to-from <= most && !is("stop", s.f[to]) && s.f[to] != ')' {
		to++
	}
	return to-from <= most
}

// alone reports whether the line, or the bracket, around a word holds nothing but a mark.
func (s *scan) alone(m mark) bool {
	const most = 30
	from, to := m.start, m.end
	for from > s.start && m.start-from < most && !is("bracket", s.f[from-1]) && s.f[from-1] != '\t' {
		from--
	}
	for to < s.end && to-m.end < most && !is("bracket", s.f[to]) && s.f[to] != '\t' {
		to++
	}
	for i := from; i < to; {
		n := max(begins(string(internal), s.f[i:to]), begins("internal_filler", s.f[i:to]))
		if c := s.f[i]; n == 0 && (blank(c) || is("stop", c) || is("star", c) || is("pause", c) || digit(c)) {
			n = 1
		}
		if n == 0 {
			return false
		}
		i += n
	}
	return true
}

// circulated finds how far a document may go, at its head or foot or in brackets.
func (s *scan) circulated(m mark) {
	n := begins("rank", s.f[m.end:s.end])
	switch {
	case ends("circulation_label", s.f[m.start:m.end]):
		if s.at(m.end) != ':' {
			return
		}
	case ends("circulation_whole", s.f[m.start:m.end]):
		if s.at(m.end) != ')' {
			return
		}
	case n == 0:
		return
	}
	bracket := false
	for i := m.start - 1; i >= s.start && m.start-i < 8; i-- {
		bracket = bracket || s.f[i] == '('
	}
	if bracket || s.line < footLines || s.line >= s.lines-footLines {
		s.found("circulation", m.start, m.end+n)
	}
}

// drafted finds documents that are not final: the word for it in brackets or
// at the end of a title, not where another document is quoted by its title.
func (s *scan) drafted(m mark) {
	const most = 12
	open, quoted := false, 0
	for i := max(s.start, m.start-nearRunes); i < m.start; i++ {
		switch {
		case is("quote_open", s.f[i]):
			quoted++
		case is("quote_shut", s.f[i]):
			quoted--
		case s.f[i] == '(' || s.f[i] == 0x3010 || s.f[i] == '[':
			open = m.start-i <= most
		case s.f[i] == ')' || s.f[i] == 0x3011 || s.f[i] == ']':
			open = false
		}
	}
	last := m.end
	for last < s.end && (s.f[last] == ')' || blank(s.f[last]) || is("quote_shut", s.f[last]) || s.f[last] == 0x3011) {
		last++
	}
	switch whole := quoted > 0 && last == s.end && is("quote_open", s.at(s.skip(s.start))); {
	case m.role == placeholder:
		if open {
			s.found("placeholder", m.start, m.end)
		}
	case s.r.consultation, quoted > 0 && !whole:
	case open, last == s.end && m.start-s.start <= 40 && s.line < headLines && s.sameSentence(s.start, m.start) && !s.hasPause(s.start, m.start):
		s.found("draft_mark", m.start, m.end)
	}
}

func (s *scan) hasPause(from, to int) bool {
	for _, c := range s.f[from:to] {
		if is("pause", c) {
			return true
		}
	}
	return false
}

// unfilled finds dates and numbers that were left to be filled in: XX月XX日.
func (s *scan) unfilled(t token) int {
	for _, c := range t.d {
		if c != 'X' {
			return 0
		}
	}
	next, before := s.at(t.end), s.at(t.start-1)
	if len(t.d) < 2 || !is("date_word", next) && (next != 0x53f7 || before != 0x3015 && before != ']') {
		return 0
	}
	s.found("placeholder", t.start, t.end+1)
	return t.end + 1
}
