package screen

import (
	"strings"
)

// mask makes what may stand in place of a finding, by the name of a repair in
// law/screening.tsv; "" if a person has to rewrite.
func (s *scan) mask(repair string, start, end int) string {
	chars := make([]rune, 0, 24)
	for _, c := range s.f[start:end] {
		if alnum(c) {
			chars = append(chars, c)
		} else if is("mask", c) {
			chars = append(chars, '*')
		}
	}
	n := len(chars)
	switch repair {
	case "id": // 前六位和后四位 stay, which say the region and no day of birth
		return string(chars[:6]) + strings.Repeat("*", n-10) + string(chars[n-4:])
	case "tail":
		return strings.Repeat("*", max(4, n-4)) + string(chars[max(0, n-4):])
	case "mobile":
		return string(chars[n-11:n-8]) + "****" + string(chars[n-4:])
	case "email":
		at := strings.IndexByte(string(s.f[start:end]), '@')
		return string(s.raw[start:start+1]) + "***" + string(s.raw[start+at:end])
	case "name", "minor":
		return s.maskName(repair, start, end)
	case "address":
		return s.maskAddress(start, end)
	case "plate":
		return string(s.raw[start:start+2]) + "***" + string(s.raw[end-2:end])
	case "gps":
		return s.maskPlace(start, end)
	case "birth":
		if i := start + 4; i < end && s.f[i] == lang().order["date_word"][0] {
			return string(s.raw[start : i+1])
		}
		return string(s.raw[start : start+4])
	}
	return ""
}

// maskName keeps the surname: 张*, 欧阳*; of minors 张某.
func (s *scan) maskName(repair string, start, end int) string {
	keep := max(1, begins("surnames", s.f[start:end]))
	if repair == "minor" {
		return string(s.raw[start:start+keep]) + string(lang().order["somebody"])
	}
	return string(s.raw[start:start+keep]) + "*"
}

// maskAddress keeps an address down to the street, the village or the estate.
func (s *scan) maskAddress(start, end int) string {
	first := start
	for first < end && (!digit(s.f[first]) || !s.firstDoor(first, end)) {
		first++
	}
	road := s.road(start, first)
	if road < 0 {
		return ""
	}
	return string(s.raw[start:road+max(1, begins("estate", s.f[road:first]))]) + "**"
}

// firstDoor reports whether the figure at i is the number of a house, a stair or a room.
func (s *scan) firstDoor(i, end int) bool {
	for i < end && alnum(s.f[i]) {
		i++
	}
	return s.isDoor(i)
}

// maskPlace keeps two decimals of coordinates: about a kilometre.
func (s *scan) maskPlace(start, end int) string {
	var b strings.Builder
	decimals := -1
	for i := start; i < end; i++ {
		switch c := s.f[i]; {
		case c == '.':
			decimals = 0
		case digit(c) && decimals >= 0:
			if decimals++; decimals > 2 {
				continue
			}
		default:
			decimals = min(decimals, -1)
		}
		_, _ = b.WriteRune(s.raw[i])
	}
	return b.String()
}

// Mask puts the repairs of findings into the text that they were found in. Of
// findings in one place the longest counts, and the first of those.
func Mask(text string, findings []Finding) string {
	raw := []rune(text)
	taken := make([]Finding, 0, len(findings))
	for _, f := range findings {
		if f.Repair == "" || f.Start < 0 || f.End > len(raw) || f.Start >= f.End {
			continue
		}
		switch n := len(taken); {
		case n == 0 || taken[n-1].End <= f.Start:
			taken = append(taken, f)
		case f.End-f.Start > taken[n-1].End-taken[n-1].Start && (n == 1 || taken[n-2].End <= f.Start):
			taken[n-1] = f
		}
	}
	var b strings.Builder
	at := 0
	for _, f := range taken {
		_, _ = b.WriteString(string(raw[at:f.Start]))
		_, _ = b.WriteString(f.Repair)
		at = f.End
	}
	_, _ = b.WriteString(string(raw[at:]))
	return b.String()
}
