package screen

import (
	"slices"
	"strings"
)

// longestLink is the most runes of the address of a picture.
const longestLink = 2000

// email finds the address around the sign at i.
func (s *scan) email(i int) int {
	start := i
	for start > s.start && localPart(s.f[start-1]) {
		start--
	}
	for start < i && !alnum(s.f[start]) {
		start++
	}
	end, dot := i+1, 0
	for end < s.end && (alnum(s.f[end]) || s.f[end] == '-' || s.f[end] == '.') {
		if s.f[end] == '.' {
			dot = end
		}
		end++
	}
	for end > i && (s.f[end-1] == '.' || s.f[end-1] == '-') {
		end--
	}
	if dot >= end {
		dot = slices.Index(s.f[i:end], '.') + i
	}
	if start == i || dot <= i+1 || end-dot < 3 || !letter(s.f[end-1]) || s.at(end) == '@' {
		return i + 1
	}
	address := string(s.f[start:end])
	if s.r.allow.emails[address] || strings.HasSuffix(address, ".GOV.CN") || s.governs(start) == officeEmail {
		return end
	}
	s.found("email", start, end)
	return end
}

func localPart(c rune) bool {
	return alnum(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%'
}

// link reads an address of the web, if the token begins one, and says where it
// ends. What a link leads to is for others to see; here counts what it looks like.
func (s *scan) link(t token) int {
	f, host := s.f[:s.end], t.start
	switch {
	case begins("scheme", f[t.start:t.end]) == t.end-t.start && hasPrefix(f[t.end:], []rune("://")):
		host = t.end + 3
	case string(t.d) != "WWW" || s.at(t.end) != '.':
		return 0
	}
	end := host
	for end < s.end && f[end] > ' ' && f[end] < 0x7f && !strings.ContainsRune("<>\"'`|\\", f[end]) {
		end++
	}
	for end > host && strings.ContainsRune(".,;:!?)]}", f[end-1]) {
		end--
	}
	rest := string(f[host:end])
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	switch user, name, login := strings.Cut(rest, "@"); {
	case login && user != "":
		s.found("link_login", t.start, end)
	default:
		if login {
			rest = name
		}
		s.suspect(rest, t.start, end)
	}
	s.inLink(host, end)
	return max(end, t.end)
}

// suspect judges a link by its host.
func (s *scan) suspect(host string, start, end int) {
	name, _, _ := strings.Cut(host, ":")
	switch {
	case strings.HasPrefix(host, "["), name != "" && strings.Trim(name, "0123456789.") == "":
		s.found("link_ip", start, end)
	case strings.HasPrefix(name, "XN--"), strings.Contains(name, ".XN--"):
		s.found("link_disguise", start, end)
	case slices.Contains(lang().texts["short"], strings.TrimPrefix(name, "WWW.")):
		s.found("link_short", start, end)
	}
}

// inLink finds identity numbers in a link; other figures there are those of pages.
func (s *scan) inLink(start, end int) {
	for i := start; i < end; {
		from := i
		for i < end && alnum(s.f[i]) {
			i++
		}
		if i-from == 18 {
			d := make([]byte, 18)
			for k, c := range s.f[from:i] {
				d[k] = byte(c & 0x7f)
			}
			if identity(d) {
				s.anchor("id_card", from, i)
			}
		}
		i++
	}
}

// image finds pictures in the text that have no words for those who cannot see them.
func (s *scan) image(i int) int {
	f := s.f[:s.end]
	if !hasPrefix(f[i:], []rune("![")) {
		return i + 1
	}
	p := s.skip(i + 2)
	if !hasPrefix(f[p:], []rune("](")) {
		return i + 1
	}
	shut := slices.Index(f[p:min(len(f), p+longestLink)], ')')
	if shut < 0 {
		return i + 1
	}
	s.found("missing_alt", i, p+shut+1)
	return i + 1
}
