package screen

// farthest is how many runes of an address stand before its first number at most.
const farthest = 40

// behind is how far behind an address the word stands that says whose it is: 12号商铺.
const behind = 4

// door finds addresses down to the door, at the number of a house, a stair or a room.
func (s *scan) door(t token) int {
	if len(t.d) > 5 || !s.isDoor(t.end) || is("households", s.at(t.end)) { // a flat comes behind its house: 35户 alone counts
		return 0
	}
	from, called := s.addressStart(t.start)
	road := s.road(from, t.start)
	if road < 0 {
		return 0
	}
	end, room := s.addressEnd(t.end)
	if from >= road || s.r.allow.address(s.f[from:end]) {
		return end
	}
	switch as := s.governs(t.start); {
	case as == officeAddress:
	case as == domicile && holds("company", s.f[max(s.start, s.label.start-farthest):s.label.start]):
	case as == home, as == domicile, called && !holds("organ", s.f[from:end]):
		s.anchor("address_home", from, end)
	case holds("organ", s.f[from:min(end+behind, s.end)]):
	case room:
		s.found("address", from, end)
	default:
		s.doors = append(s.doors, span{from, end}) // a house in a street may be anybody's
	}
	return end
}

// isDoor reports whether a sign of a house, a stair or a room stands at i.
func (s *scan) isDoor(i int) bool {
	c := s.at(i)
	if c == '#' {
		return true
	}
	return begins("flat", s.f[min(i, s.end):s.end]) > 0 || is("door", c) && !is("not_door", s.at(i+1))
}

// addressStart goes back from the first number to where the address begins, and
// says whether a word for dwelling stands there.
func (s *scan) addressStart(i int) (from int, called bool) {
	from = i
	for from > s.start && i-from < farthest {
		c := s.f[from-1]
		if !han(c) && !alnum(c) && c != '(' && c != ')' && c != '-' {
			break
		}
		if _, ok := s.markEnding(from); ok {
			break
		}
		from--
	}
	for p := i - 3; p >= from; p-- {
		if is("cue", s.f[p]) && s.road(p+1, i) > p+1 {
			called = is("home_cue", s.f[p]) || is("home_cue", s.at(p-1))
			return p + 1, called
		}
	}
	return from, false
}

// road is where the last street, village or estate between two places stands; -1 if none does.
func (s *scan) road(from, to int) int {
	for p := to - 1; p >= from; p-- {
		if is("road", s.f[p]) && p > from || begins("estate", s.f[p:to]) > 0 {
			return p
		}
	}
	return -1
}

// addressEnd goes on from the first number to the last house, stair or room,
// and says whether it comes to a room: a building alone is nobody's dwelling.
func (s *scan) addressEnd(i int) (end int, room bool) {
	for end = i; ; {
		n := max(1, begins("flat", s.f[end:s.end]))
		stair := is("stair", s.at(end+n-1))
		room = room || is("room", s.at(end))
		end += n
		p := end
		for p < s.end && p-end < 12 && (han(s.f[p]) || letter(s.f[p]) || s.f[p] == ' ' || s.f[p] == '-') {
			p++
		}
		q := p
		for q < s.end && alnum(s.f[q]) && q-p < 6 {
			q++
		}
		if q == p || p-end > 2 && s.road(end, p) < 0 && !is("stair", s.at(q)) {
			return end, room
		}
		if !s.isDoor(q) {
			if stair && p-end <= 1 { // 3栋501
				return q, true
			}
			return end, room
		}
		end = q
	}
}

// closeDoors reports the houses that stand in a line with identity data.
func (s *scan) closeDoors() {
	if len(s.anchors) == 0 {
		return
	}
	for _, d := range s.doors {
		s.found("address", d.start, d.end)
	}
}
