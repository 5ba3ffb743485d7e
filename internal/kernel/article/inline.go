package article

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// hrefMost bounds an address, and what is searched for one, in bytes.
const hrefMost = 2048

// inlines finds the links of a line.
func inlines(s string) []Inline {
	if !strings.Contains(s, "://") {
		return []Inline{{Text: s}}
	}
	var out []Inline
	done := 0
	add := func(from, to int, in Inline) {
		if from > done {
			out = append(out, Inline{Text: s[done:from]})
		}
		out, done = append(out, in), to
	}
	for i := 0; i < len(s); {
		switch s[i] {
		case '[':
			if in, n := worded(s[i:]); n > 0 {
				add(i, i+n, in)
				i += n
				continue
			}
		case 'h', 'H':
			if n := address(s[i:]); n > 0 && plausible(s[i:i+n]) {
				add(i, i+n, Inline{Text: s[i : i+n], Href: s[i : i+n]})
				i += n
				continue
			} else if n > 0 {
				i += n
				continue
			}
		}
		i++
	}
	if done < len(s) {
		out = append(out, Inline{Text: s[done:]})
	}
	return out
}

// worded reads [words](https://…) at the beginning of s and returns its length.
func worded(s string) (Inline, int) {
	s = s[:min(len(s), 2*hrefMost)]
	mid := strings.Index(s, "](")
	if mid < 2 || strings.ContainsAny(s[1:mid], "[]") {
		return Inline{}, 0
	}
	end := strings.IndexByte(s[mid:], ')')
	if end < 0 {
		return Inline{}, 0
	}
	href := s[mid+2 : mid+end]
	if address(href) != len(href) || !plausible(href) || trim(s[1:mid]) == "" {
		return Inline{}, 0
	}
	return Inline{Text: s[1:mid], Href: href}, mid + end + 1
}

// address returns the length of the web address that s begins with. It ends before the first
// character that addresses do not have: text goes on after it without a space in Chinese.
func address(s string) int {
	low := strings.ToLower(s[:min(8, len(s))])
	var n int
	switch {
	case strings.HasPrefix(low, "https://"):
		n = 8
	case strings.HasPrefix(low, "http://"):
		n = 7
	default:
		return 0
	}
	start := n
	for n < min(len(s), hrefMost) && s[n] > ' ' && s[n] < 0x7f && !strings.ContainsRune(`<>"|\^{}[]`+"`", rune(s[n])) {
		n++
	}
	for n > start && (strings.IndexByte(".,;:!?'", s[n-1]) >= 0 || s[n-1] == ')' && strings.Count(s[:n], ")") > strings.Count(s[:n], "(")) {
		n--
	}
	if n == start {
		return 0
	}
	return n
}

// plausible reports whether the host of an address can be one on the public network: a name of at
// least two parts, the last in letters, and nobody's name or password before it.
func plausible(href string) bool {
	u, err := url.Parse(href)
	if err != nil || u.User != nil || u.Opaque != "" {
		return false
	}
	host := u.Hostname()
	labels := strings.Split(host, ".")
	if len(host) > 253 || len(labels) < 2 {
		return false
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' || strings.Trim(strings.ToLower(l), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	top := strings.ToLower(labels[len(labels)-1])
	return len(top) >= 2 && (strings.Trim(top, "abcdefghijklmnopqrstuvwxyz") == "" || strings.HasPrefix(top, "xn--"))
}

// picture reads ![what it shows](name), which has to be the whole of s.
func picture(s string) (*Picture, bool) {
	rest, ok := strings.CutPrefix(s, "![")
	if !ok || !strings.HasSuffix(rest, ")") {
		return nil, false
	}
	alt, name, ok := strings.Cut(rest[:len(rest)-1], "](")
	if !ok || strings.ContainsAny(name, "()/\\:<>\"") || trim(name) == "" || !utf8.ValidString(name) {
		return nil, false
	}
	return &Picture{Alt: trim(alt), Name: trim(name)}, true
}
