package screen

import "gongkai.example/gongkai/internal/kernel/calendar"

// A token is a run of letters and digits.
type token struct {
	start, end int
	d          []byte // the run without hidden runes
	digits     bool   // no letter in it
}

// longest is the most characters of a token that is looked into.
const longest = 40

// token reads the run that begins at i and returns where the reading goes on.
func (s *scan) token(i int) int {
	t := token{start: i, digits: true}
	buf := s.buf[:0]
	for t.end = i; t.end < s.end; t.end++ {
		c := s.f[t.end]
		if c == hidden {
			continue
		}
		if !alnum(c) {
			break
		}
		t.digits = t.digits && digit(c)
		if len(buf) <= longest {
			buf = append(buf, byte(c&0x7f))
		}
	}
	t.d = buf
	if c := s.at(t.end); c == 0xd7 && len(buf) == 17 && t.digits && !alnum(s.at(t.end+1)) && !is("mask", s.at(t.end+1)) {
		t.d, t.digits, t.end = append(buf, 'X'), false, t.end+1 // the check character is often written as a sign of multiplication
	}
	if !t.digits {
		if end := s.link(t); end > 0 {
			return end
		}
	}
	if len(t.d) > longest || s.at(t.end) == '@' {
		return t.end
	}
	if end, ok := s.masked(t); ok {
		return end
	}
	for _, m := range matchers {
		if end := m(s, t); end > 0 {
			return end
		}
	}
	return t.end
}

// matchers are asked in this order; the first that takes a token says where it ends.
var matchers = []func(*scan, token) int{
	(*scan).identity, (*scan).credit, (*scan).card, (*scan).mobile, (*scan).landline, (*scan).old,
	(*scan).document, (*scan).account, (*scan).plate, (*scan).born, (*scan).numbered, (*scan).unfilled, (*scan).place, (*scan).door, (*scan).aged,
}

// group reads n digits in groups from i, with one blank or stroke between them. With x it
// is an identity number: the last may be X, and other signs stand between them too.
func (s *scan) group(i, n int, x bool) (end int, d []byte, ok bool) {
	d = s.grouped[:0]
	for p := i; p < s.end; p++ {
		c := s.f[p]
		switch {
		case digit(c), x && len(d) == n-1 && (c == 'X' || c == 0xd7):
			if !digit(c) {
				c = 'X'
			}
			d = append(d, byte(c&0x7f))
			if len(d) == n {
				return p + 1, d, s.groupEnds(p)
			}
		case c == hidden:
		case (c == ' ' || c == '-' || x && s.parts(c)) && s.between(i, p) && (digit(s.at(p+1)) || x && len(d) == n-1):
		default:
			return 0, nil, false
		}
	}
	return 0, nil, false
}

// parts reports whether a sign may stand between the groups of an identity number: its
// check character says that they belong together.
func (s *scan) parts(c rune) bool { return is("between", c) && (c != ',' || !s.comma) }

// over reads the digits at the end of the line as a number that the next line goes on
// with, of n characters; the last may be X.
func (s *scan) over(t token, n int) (end int, d []byte, ok bool) {
	if !t.digits || len(t.d) >= n || s.skip(t.end) < s.end || s.end >= len(s.f) {
		return 0, nil, false
	}
	d = append(s.grouped[:0], t.d...)
	end = s.end + 1
	for end < len(s.f) && blank(s.f[end]) {
		end++
	}
	for end < len(s.f) && len(d) < n && (digit(s.f[end]) || s.f[end] == hidden || len(d) == n-1 && s.f[end] == 'X') {
		if s.f[end] != hidden {
			d = append(d, byte(s.f[end]&0x7f))
		}
		end++
	}
	return end, d, len(d) == n && (end == len(s.f) || !alnum(s.f[end]))
}

// groupEnds reports whether a number in groups ends with the digit at p: no letter, stroke or lone digit follows.
func (s *scan) groupEnds(p int) bool {
	next := s.at(p + 1)
	lone := s.at(p-1) == ' ' && !alnum(s.at(p+3))
	return !alnum(next) && (next != '-' || !alnum(s.at(p+2))) && (next != ' ' || !digit(s.at(p+2)) || !lone)
}

// between reports whether the sign at p, of a number that began at i, follows a digit.
func (s *scan) between(i, p int) bool {
	return p > i && (digit(s.f[p-1]) || s.f[p-1] == hidden)
}

// joined reports whether a token is a part of a longer code: 2019-360102-48-01.
// A stroke between two numbers joins none.
func (s *scan) joined(start, end int) bool {
	before, after := s.at(start-1), s.at(end)
	return (before == '-' || before == '_' || before == '/') && alnum(s.at(start-2)) && s.past != start-1 ||
		(after == '-' || after == '_') && alnum(s.at(end+1)) && !s.follows(end+1) ||
		before == '.' && digit(s.at(start-2)) || after == '.' && digit(s.at(end+1))
}

// follows reports whether a mobile number or a card of a Chinese bank begins at i, and is no sum.
func (s *scan) follows(i int) bool {
	var buf [20]byte
	d, end := buf[:0], i
	for ; end < s.end && len(d) < len(buf); end++ {
		switch c := s.f[end]; {
		case digit(c):
			d = append(d, byte(c)) //nolint:gosec // a digit
			continue
		case c == hidden, (c == ' ' || c == '-') && (len(d) == 3 || len(d) == 7) && digit(s.at(end+1)):
			continue
		}
		break
	}
	return (mobileForm(d) || unionPay(d) && luhn(d)) && !alnum(s.at(end)) && !s.amount(i, end)
}

// unknown reports whether what stands at i is called a number of a sort that the
// words do not have: 货号, 注册号, 序列号.
func (s *scan) unknown(i int) bool {
	for i--; blank(s.at(i)) || s.at(i) == ':' || is("cue", s.at(i)); i-- {
	}
	return is("number_sign", s.at(i))
}

// amount reports whether a figure is a sum, a measure or a serial number, by what stands around it.
func (s *scan) amount(start, end int) bool {
	next := s.at(s.skip(end))
	if is("unit", next) || next == ',' && digit(s.at(end+1)) && digit(s.at(end+2)) && digit(s.at(end+3)) && !digit(s.at(end+4)) {
		return true
	}
	before := s.at(start - 1)
	return is("money", before) || is("ordinal", before)
}

// identity finds identity numbers of 18 characters, alone or in groups.
func (s *scan) identity(t token) int {
	start, end, d := t.start, t.end, t.d
	if n := len(d) - 18; n > 0 && n <= 4 && letters(d[:n]) { // ID360102…
		start, d = s.forward(start, n), d[n:]
	}
	ok := identity(d)
	if !ok && t.digits && len(t.d) < 18 {
		if e, g, whole := s.group(t.start, 18, true); whole && identity(g) {
			end, d, ok = e, g, true
		}
	}
	if !ok {
		if e, g, whole := s.over(t, 18); whole && identity(g) {
			end, d, ok = e, g, true
		}
	}
	if !ok {
		return s.doubtful(t)
	}
	if s.governs(start) == usccLabel && credit(d) || s.at(start-1) == '.' && digit(s.at(start-2)) {
		return 0
	}
	s.anchor("id_card", start, end)
	if s.r.today != "" && birthday(d).AddMonths(childhood) > s.r.today {
		s.found("minor_id", start, end)
	}
	return end
}

func letters(d []byte) bool {
	for _, c := range d {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return true
}

// forward moves over n characters of a token.
func (s *scan) forward(i, n int) int {
	for ; n > 0 || s.f[i] == hidden; i++ {
		if s.f[i] != hidden {
			n--
		}
	}
	return i
}

// doubtful finds numbers that are called identity numbers and have all of one but the check character.
func (s *scan) doubtful(t token) int {
	if len(t.d) == 18 && allDigits(t.d[:17]) && (digit(rune(t.d[17])) || t.d[17] == 'X') && identityForm(t.d) && s.governs(t.start) == id {
		s.anchor("id_doubt", t.start, t.end)
		return t.end
	}
	return 0
}

// credit finds unified social credit codes. One of digits only needs its label.
func (s *scan) credit(t token) int {
	if len(t.d) != 18 || !credit(t.d) || t.digits && s.governs(t.start) != usccLabel || repeats(t.d) {
		return 0
	}
	if s.r.allow.codes[string(t.d)] {
		return t.end
	}
	name := "uscc"
	if string(t.d[:2]) == "92" {
		name = "uscc_trader"
	}
	s.found(name, t.start, t.end)
	return t.end
}

// repeats reports whether a letter stands three times in a row, as in a number that is masked with X.
func repeats(d []byte) bool {
	for i := 2; i < len(d); i++ {
		if d[i] == d[i-1] && d[i] == d[i-2] && d[i] >= 'A' {
			return true
		}
	}
	return false
}

// card finds bank cards. Without a label only the cards of Chinese banks count.
func (s *scan) card(t token) int {
	if !t.digits {
		return 0
	}
	end, d, ok := t.end, t.d, card(t.d)
	if !ok && len(t.d) <= 6 {
		for n := 16; n <= 19 && !ok; n++ {
			if e, g, whole := s.group(t.start, n, false); whole && unionPay(g) && luhn(g) {
				end, d, ok = e, g, true
			}
		}
	}
	if !ok {
		return s.passbook(t)
	}
	if s.joined(t.start, end) || s.amount(t.start, end) {
		return 0
	}
	switch as := s.governs(t.start); {
	case as == bank:
		s.anchor("bank_card", t.start, end)
	case unionPay(d) && as != code && as != usccLabel && (len(d) == 16 || len(d) == 19):
		s.anchor("bank_bare", t.start, end)
	default:
		return 0
	}
	return end
}

// The numbers of bank accounts that are no cards have this many digits, and no check digit.
const accountLeast, accountMost = 12, 20

// passbook finds the number of an account under a label that only persons have: those of
// units are public, as where a fee or a deposit is paid to.
func (s *scan) passbook(t token) int {
	end, n := t.end, len(t.d)
	for k := accountMost; k >= accountLeast && n <= 6; k-- {
		if e, _, whole := s.group(t.start, k, false); whole {
			end, n = e, k
		}
	}
	own := s.label.line == s.line && ends("own_account", s.f[s.label.start:s.label.end])
	if n < accountLeast || n > accountMost || !own || s.governs(t.start) != bank || s.joined(t.start, end) || s.amount(t.start, end) {
		return 0
	}
	s.anchor("bank_account", t.start, end)
	return end
}

// old finds identity numbers of 15 digits. They have no check character: without
// their label they are doubtful.
func (s *scan) old(t token) int {
	if !t.digits || !identity15(t.d) {
		return 0
	}
	switch as := s.governs(t.start); {
	case as == id:
		s.anchor("id_card15", t.start, t.end)
	case as == code, as == usccLabel, as == bank, !settled(t.d), s.joined(t.start, t.end), s.amount(t.start, t.end), s.unknown(t.start):
		return 0
	default:
		s.anchor("id15_bare", t.start, t.end)
	}
	return t.end
}

// anchor is found for what makes a name beside it personal.
func (s *scan) anchor(name string, start, end int) {
	s.found(name, start, end)
	s.past = end
	s.anchors = append(s.anchors, span{start, end})
}

// childhood is up to when the identity of a child is sensitive by itself, in months: 不满十四周岁.
const childhood = 14 * 12

// birthday is the day of birth in an identity number.
func birthday(d []byte) calendar.Day {
	return calendar.Day(string(d[6:10]) + "-" + string(d[10:12]) + "-" + string(d[12:14]))
}

// masked reads a number of which a part is hidden, and reports one that shows
// too much. Accepted is what leaves six and four characters of an identity
// number, the last four of a card, or three and four of a telephone.
func (s *scan) masked(t token) (end int, ok bool) {
	if !is("mask", s.at(t.end)) && !is("mask", s.at(t.start-1)) {
		return 0, false
	}
	start, end := t.start, t.end
	for start > s.start && (is("mask", s.f[start-1]) || alnum(s.f[start-1])) {
		start--
	}
	for end < s.end && (is("mask", s.f[end]) || alnum(s.f[end]) || s.f[end] == hidden) {
		end++
	}
	m := countMask(s.f[start:end])
	if m.seen == len(t.d) && (m.seen == 11 || m.seen >= 15) {
		return 0, false // whole, between signs of emphasis
	}
	if m.weak() {
		s.anchor("weak_mask", start, end)
	}
	return end, true
}

// A maskCount says how much of a masked number is seen.
type maskCount struct {
	n, seen, digits int
	first           rune
}

func countMask(f []rune) (m maskCount) {
	for _, c := range f {
		if c == hidden {
			continue
		}
		if m.n++; m.n == 1 {
			m.first = c
		}
		if alnum(c) {
			m.seen++
		}
		if digit(c) {
			m.digits++
		}
	}
	return m
}

// weak reports whether too much is seen, by the length of an identity number, a telephone or a card.
func (m maskCount) weak() bool {
	switch {
	case m.digits < m.seen-1:
		return false
	case m.n == 18:
		return m.seen >= 12
	case m.n == 15:
		return m.seen >= 11
	case m.n == 11:
		return m.first == '1' && m.seen >= 9
	}
	return m.n >= 16 && m.n <= 19 && m.first == '6' && m.seen > 12
}
