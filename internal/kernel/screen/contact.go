package screen

import (
	"fmt"

	"gongkai.example/gongkai/internal/kernel/calendar"
)

// mobile finds numbers of mobile telephones: 11 digits, alone or 3-4-4, with +86 or without.
func (s *scan) mobile(t token) int {
	if !t.digits {
		return s.tailed(t)
	}
	start, end, d := t.start, t.end, t.d
	switch {
	case len(d) == 12 && d[0] == '0': // as it was dialled from another place
		d = d[1:]
	case len(d) == 13 && string(d[:2]) == "86", len(d) == 15 && string(d[:4]) == "0086":
		d = d[len(d)-11:]
	case len(d) == 2 && string(d) == "86" && (s.at(end) == '-' || s.at(end) == ' '):
		e, g, ok := s.group(end+1, 11, false)
		if !ok {
			return 0
		}
		end, d = e, g
	case len(d) == 3 && s.dot(end):
		end, d = s.dotted(start)
	case len(d) == 3 || len(d) == 1:
		e, g, ok := s.group(start, 11, false)
		if !ok || len(d) == 3 && !s.threes(start) {
			return 0
		}
		end, d = e, g
	}
	if !mobileForm(d) {
		return 0
	}
	if s.at(start-1) == '+' {
		start--
	}
	return s.called(start, end, d)
}

// tailed finds a mobile number to which a letter sticks, as when a hand slips or a
// picture is misread: 13800138000a. The letter is no part of it. Two letters, or
// one that may be a unit, are believed under the label of a telephone only.
func (s *scan) tailed(t token) int {
	if len(t.d) < 12 || len(t.d) > 13 || !mobileForm(t.d[:11]) || !letters(t.d[11:]) || s.joined(t.start, t.end) {
		return 0
	}
	as := s.governs(t.start)
	called := as == mobile || as == phone || as == homePhone
	if as == wechat || !called && (len(t.d) > 12 || is("unit_letter", rune(t.d[11]))) || s.amount(t.start, t.end) {
		return 0
	}
	return s.called(t.start, s.forward(t.start, 11), t.d[:11])
}

// dot reports whether the sign at i is one that stands between the groups of a
// number: 138.0013.8000.
func (s *scan) dot(i int) bool { return (s.at(i) == '.' || s.at(i) == 0xb7) && digit(s.at(i+1)) }

// dotted reads a number in groups of 3, 4 and 4 with dots between them, and nothing
// of the kind around; nil if it is none.
func (s *scan) dotted(i int) (end int, d []byte) {
	d = s.grouped[:0]
	for end = i; end < i+len("138.0013.8000"); end++ {
		switch c := s.at(end); {
		case end-i == 3 || end-i == 8:
			if c != s.at(i+3) {
				return 0, nil
			}
		case !digit(c):
			return 0, nil
		default:
			d = append(d, byte(c)) //nolint:gosec // a digit
		}
	}
	if s.dot(i-1) || alnum(s.at(end)) || s.dot(end) {
		return 0, nil
	}
	return end, d
}

// threes reports whether groups stand as 138 0013 8000, 138-001-38000 or alike: none shorter than three.
func (s *scan) threes(start int) bool {
	n, groups := 0, 0
	for i := start; ; i++ {
		switch c := s.at(i); {
		case digit(c):
			n++
		case c == hidden:
		default:
			if n < 3 {
				return false
			}
			if groups++; c != ' ' && c != '-' || !digit(s.at(i+1)) || groups == 4 {
				return true
			}
			n = 0
		}
	}
}

// called decides by its surroundings what a mobile number is.
func (s *scan) called(start, end int, d []byte) int {
	as := s.governs(start)
	switch {
	case s.r.allow.phones[string(d)]:
		s.past = end
		return end
	case as == code || as == usccLabel || s.joined(start, end) || s.amount(start, end):
		return 0
	case as == qq || as == bank && !s.said(start, mobile, phone):
		return 0
	}
	if s.at(end) == 0x53f7 && as != mobile && as != phone { // 号: a serial number
		return 0
	}
	if as == officePhone || as == phone && s.official() {
		s.anchor("mobile_office", start, end)
		return end
	}
	s.anchor("mobile", start, end)
	return end
}

// official reports whether the label that governs is of an office: 政务公开办电话.
func (s *scan) official() bool {
	return s.label.line == s.line && ends("office_before", s.f[s.start:s.label.start])
}

// inOffice reports whether a fixed telephone is that of an office: by its
// label, by the title of the person, or in a table of organs.
func (s *scan) inOffice(i int) bool {
	if s.official() || s.said(i, title) {
		return true
	}
	people := false
	for _, as := range s.head.roles {
		people = people || as == person || as == child
	}
	return len(s.cells) > 1 && len(s.head.roles) > 0 && !people
}

// landline finds fixed telephones with their area code, or those that are called private.
func (s *scan) landline(t token) int {
	if !t.digits || s.at(t.start-1) == '-' && alnum(s.at(t.start-2)) {
		return 0
	}
	d, end := s.withArea(t)
	if d == nil || s.at(end) == '-' && digit(s.at(end+1)) && digit(s.at(end+6)) || s.at(end) == '.' && digit(s.at(end+1)) {
		return 0 // a code, or a figure with decimals
	}
	as := s.governs(t.start)
	whole := areaCode(d)
	if whole {
		s.past = end
	}
	switch {
	case s.r.allow.phones[string(d)], !whole && s.r.allow.local(d):
		return end
	case as == homePhone && (whole || len(d) == 7 || len(d) == 8):
		s.anchor("landline_home", t.start, end)
		return end
	case !whole || as == code || as == officePhone || as == phone && s.inOffice(t.start) || s.amount(t.start, end):
		return 0
	case len(t.d) > 4 && as != phone && as != mobile:
		return 0 // eleven digits that begin with 0 are a telephone only where they are called one
	}
	s.found("landline", t.start, end)
	return end
}

// withArea reads the digits of a telephone: an area code and what is behind it,
// or the token as it is. nil if nothing is behind an area code.
func (s *scan) withArea(t token) ([]byte, int) {
	if len(t.d) != 3 && len(t.d) != 4 {
		return t.d, t.end
	}
	p := t.end
	for n := 0; n < 3 && p < s.end && (blank(s.f[p]) || s.f[p] == '-' || s.f[p] == ')'); n++ {
		p++
	}
	rest, end := s.local(p)
	if p == t.end || rest == nil {
		return nil, 0
	}
	return append(append(make([]byte, 0, 12), t.d...), rest...), end
}

// local reads a number of seven or eight digits, perhaps in two groups.
func (s *scan) local(i int) ([]byte, int) {
	for _, n := range []int{8, 7} {
		if end, d, ok := s.group(i, n, false); ok && d[0] >= '2' && (s.at(i+3) != ' ' || n == 7) {
			return d, end
		}
		if end := i + n; end <= s.end && !alnum(s.at(end)) { // an extension may follow
			d := make([]byte, 0, n)
			for _, c := range s.f[i:end] {
				if digit(c) {
					d = append(d, byte(c&0x7f))
				}
			}
			if len(d) == n && d[0] >= '2' {
				return d, end
			}
		}
	}
	return nil, 0
}

// areaCode reports whether a number has the area code and the length of a Chinese fixed telephone.
func areaCode(d []byte) bool {
	switch {
	case len(d) < 10 || len(d) > 12 || d[0] != '0':
		return false
	case d[1] == '1' || d[1] == '2': // 010, 02x
		return len(d) == 11 && d[3] >= '2' && (d[1] == '2' || d[2] == '0')
	}
	return d[1] >= '3' && len(d) >= 11 && d[4] >= '2'
}

// document finds the papers that need their label: passports, permits, cards of officers.
func (s *scan) document(t token) int {
	if len(t.d) < 6 || len(t.d) > 15 {
		return 0
	}
	as := s.governs(t.start)
	var rule string
	switch {
	case as == passport && passportForm(t.d):
		rule = "passport"
	case as == id && !t.digits && passportForm(t.d) && !permitForm(t.d):
		rule = "passport" // 证件号码
	case (as == permit || as == id && !t.digits) && permitForm(t.d):
		rule = "hkmo_permit"
	case as == taiwan && t.digits && (len(t.d) == 8 || len(t.d) == 10):
		rule = "taiwan_permit"
	case as == residence && len(t.d) == 15 && letters(t.d[:3]) && allDigits(t.d[3:]):
		rule = "residence_permit"
	case as == officer && t.digits && len(t.d) <= 9:
		rule = "officer_card"
	default:
		if rule = s.passportBy(t, as); rule == "" {
			return 0
		}
	}
	s.anchor(rule, t.start, t.end)
	return t.end
}

// passportBy finds ordinary passports of today without their label, by their form:
// E and eight digits, or E, a letter but I and O, and seven. It is sure where the
// sentence speaks of passports, and doubtful elsewhere; a code, a serial number and
// what has a date in it is none.
func (s *scan) passportBy(t token, as role) string {
	d := t.d
	if len(d) != 9 || d[0] != 'E' || !allDigits(d[2:]) || d[1] == 'I' || d[1] == 'O' || as == code || as == usccLabel || as == bank || as == wechat || as == gps {
		return ""
	}
	if s.joined(t.start, t.end) || s.amount(t.start, t.end) || is("code_sign", s.at(t.start-1)) || is("code_sign", s.at(t.end)) || s.at(t.end) == '.' && alnum(s.at(t.end+1)) {
		return ""
	}
	switch {
	case s.said(t.start, passport):
		return "passport"
	case s.unknown(t.start), string(d[1:5]) == "0000", d[1] <= '9' && date(num(d[1:5]), num(d[5:7]), num(d[7:9])):
		return ""
	}
	return "passport_bare"
}

// passportForm is E12345678, EA1234567, PE1234567, G12345678, or the older 14 and 15 with seven digits.
func passportForm(d []byte) bool {
	switch {
	case len(d) != 9:
		return false
	case d[0] >= 'A':
		return allDigits(d[1:]) || (d[0] == 'E' || d[1] == 'E') && d[1] >= 'A' && allDigits(d[2:])
	}
	return allDigits(d) && d[0] == '1' && (d[1] == '4' || d[1] == '5')
}

// permitForm is C12345678 or CA1234567 to Hong Kong and Macao, H and M from there.
func permitForm(d []byte) bool {
	if d[0] == 'C' || d[0] == 'W' {
		return len(d) == 9 && allDigits(d[2:])
	}
	return (d[0] == 'H' || d[0] == 'M') && len(d) >= 9 && len(d) <= 11 && allDigits(d[1:])
}

// account finds the numbers and names of private accounts of QQ and WeChat.
func (s *scan) account(t token) int {
	as := s.governs(t.start)
	if as == qq && t.digits && len(t.d) >= 5 && len(t.d) <= 12 && t.d[0] != '0' && s.near(t.start) {
		s.anchor("qq", t.start, t.end)
		return t.end
	}
	if as != wechat || !s.near(t.start) || !t.digits && !letter(s.f[t.start]) {
		return 0
	}
	end := t.end
	for end < s.end && (alnum(s.f[end]) || s.f[end] == '-' || s.f[end] == '_') {
		end++
	}
	if n := end - t.start; n < 6 || n > 20 {
		return 0
	}
	s.anchor("wechat", t.start, end)
	return end
}

// near reports whether nothing but a colon or a bracket stands between a value and its label, or its column says it.
func (s *scan) near(i int) bool {
	if s.label.line != s.line || s.label.end > i {
		return true
	}
	for _, c := range s.f[s.label.end:i] {
		if han(c) || alnum(c) || c == ',' || is("stop", c) {
			return len(s.cells) > 1 && s.cell(s.label.start) != s.cell(i)
		}
	}
	return true
}

// plate finds the number plates of cars: a province, a letter, five or six more.
func (s *scan) plate(t token) int {
	if len(t.d) == 0 || t.d[0] < 'A' || t.d[0] == 'I' || t.d[0] == 'O' || !is("province_sign", s.at(t.start-1)) {
		return 0
	}
	d, end := t.d[1:], t.end
	if len(d) == 0 {
		p := t.end
		if c := s.at(p); c == 0xb7 || c == '-' || c == ' ' || c == '.' {
			p++
		}
		for end = p; end < s.end && alnum(s.f[end]) && end-p < 8; end++ {
			d = append(d, byte(s.f[end]&0x7f))
		}
	}
	if len(d) < 5 || len(d) > 6 || s.at(end) == '-' || s.at(end) == 0x53f7 && s.at(end+1) != 0x8f66 && s.at(end+1) != 0x724c {
		return 0
	}
	digits := 0
	for _, c := range d {
		switch {
		case digit(rune(c)):
			digits++
		case c == 'I' || c == 'O':
			return 0
		}
	}
	start := t.start - 1
	if digits < 3 || s.r.allow.plates[string(s.f[start:end])] {
		return 0
	}
	s.anchor("plate", start, end)
	return end
}

// place finds a pair of coordinates that shows a door: five decimals or more.
func (s *scan) place(t token) int {
	if !t.digits || s.governs(t.start) != gps {
		return 0
	}
	a, end := s.decimal(t.start)
	next := s.skip(end)
	if c := s.at(next); a == 0 || c != ',' && c != 0x3001 && c != '/' && next == end {
		return 0
	} else if c == ',' || c == 0x3001 || c == '/' {
		next = s.skip(next + 1)
	}
	b, end := s.decimal(next)
	if lon, lat := max(a, b), min(a, b); lat < 3 || lat > 54 || lon < 73 || lon > 136 {
		return 0
	}
	s.found("gps", t.start, end)
	return end
}

// decimal reads the whole part of a figure with five decimals at least; 0 if there is none.
func (s *scan) decimal(i int) (whole, end int) {
	for end = i; digit(s.at(end)) && end-i < 4; end++ {
		whole = whole*10 + int(s.f[end]-'0')
	}
	if s.at(end) != '.' {
		return 0, end
	}
	from := end + 1
	for end = from; digit(s.at(end)); end++ { // the decimals
	}
	if end-from < 5 {
		return 0, end
	}
	return whole, end
}

// born finds complete dates of birth. Year and month, as notices of appointments have them, are none.
func (s *scan) born(t token) int {
	if !t.digits || len(t.d) != 4 && len(t.d) != 8 {
		return 0
	}
	year := num(t.d[:4])
	if year < 1900 || year > 2099 {
		return 0
	}
	var month, day int
	end := t.end
	if len(t.d) == 8 {
		month, day = num(t.d[4:6]), num(t.d[6:])
	} else {
		month, end = s.part2(t.end)
		day, end = s.part2(end)
	}
	if day == 0 && date(year, month, 1) {
		s.childBorn(t.start, end, year, month)
	}
	if !date(year, month, day) {
		return 0
	}
	if len(t.d) == 4 && is("day", s.at(end)) {
		end++
	}
	if s.governs(t.start) != birth {
		n := begins("birth_after", s.f[s.skip(end):s.end])
		if n == 0 || is("birth_policy", s.at(s.skip(end)+n)) {
			return 0
		}
	}
	s.anchor("birth_date", t.start, end)
	return end
}

// childBorn notes a month of birth, which makes a name beside it that of a minor while
// fourteen years have not passed.
func (s *scan) childBorn(start, end, year, month int) {
	born := calendar.Day(fmt.Sprintf("%04d-%02d-01", year, month))
	if begins("birth_after", s.f[s.skip(end):s.end]) > 0 && s.r.today != "" && born.AddMonths(childhood) > s.r.today {
		s.children = append(s.children, span{start, end})
	}
}

// part2 reads a sign of a date and the one or two digits behind it.
func (s *scan) part2(i int) (n, end int) {
	if i = s.skip(i); !is("date", s.at(i)) {
		return 0, i
	}
	for end = s.skip(i + 1); digit(s.at(end)) && n < 10; end++ {
		n = n*10 + int(s.f[end]-'0')
	}
	return n, end
}

// aged notes the age of a child, which makes a name beside it that of a minor.
func (s *scan) aged(t token) int {
	if t.digits && len(t.d) <= 2 && num(t.d) < 14 && begins("age", s.f[t.end:s.end]) > 0 {
		s.children = append(s.children, span{t.start, t.end})
	}
	return 0
}
