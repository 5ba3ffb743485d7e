package circular

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A name is a unit of a list as the bytes i to j of a paragraph.
type name struct {
	Unit
	i, j          int
	known, strong bool // the dictionary knows it; it ends like a unit
	said          bool // a verb gives the role
}

// A token of a list, with the words that follow the name in it.
type token struct {
	i, j   int // the name
	end    int // of the token
	role   Role
	open   bool
	byDuty bool
	each   bool
	stop   bool // ; follows
}

// list reads the units of the bytes i to j. A verb gives its role to all names
// since the last verb; names without one take the role of the label.
func (r *reader) list(p *para, i, j int, role Role) []name {
	var out []name
	begin, first := i, 0 // of the running group: its text, and its names in out
	open, byDuty := false, false
	finish := func(t token) {
		given := t.role
		if given == "" {
			given = role
		}
		words := ""
		if first < len(out) {
			words = excerpt(p.plain(begin, t.end), longestWords)
		}
		for k := first; k < len(out); k++ {
			u := &out[k]
			u.Clause, u.said = words, t.role != ""
			u.Open, u.ByDuty, u.Each = open, byDuty, t.each
			if u.Role == "" {
				u.Role = given
			}
		}
		first, open, byDuty = len(out), false, false
	}
	for _, t := range r.tokens(p, i, j) {
		if first == len(out) {
			begin = t.i
		}
		open, byDuty = open || t.open, byDuty || t.byDuty
		if t.i < t.j {
			out = r.addName(p, out, first, t)
		}
		if t.role != "" || t.stop {
			finish(t)
		}
	}
	finish(token{end: j})
	for k := range out {
		r.judge(p, &out[k])
	}
	return out
}

// addName adds the name of a token, or two if they act together; a bare kind
// after a group goes on with it: 各乡镇、街道.
func (r *reader) addName(p *para, out []name, first int, t token) []name {
	s := p.text[t.i:t.j]
	if len(out) > first && r.g.more.of[s] != "" && out[len(out)-1].Group {
		out[len(out)-1].j = t.j
		return out
	}
	for _, w := range r.g.along {
		k := strings.Index(s, w)
		if k <= 0 || k+len(w) == len(s) || !r.unitLike(s[:k]) {
			continue
		}
		out = append(out, name{i: t.i, j: t.i + k, Unit: Unit{Group: r.isGroup(s[:k])}})
		with := name{i: t.i + k + len(w), j: t.j, Unit: Unit{Role: Cooperate}}
		return append(out, with)
	}
	return append(out, name{i: t.i, j: t.j, Unit: Unit{Group: r.isGroup(s)}})
}

// tokens divides the bytes i to j at separators outside brackets, and at spaces
// and breaks between two names.
func (r *reader) tokens(p *para, i, j int) []token {
	var out []token
	depth, from := 0, i
	cut := func(end, next int, stop bool) {
		if t, ok := r.token(p, from, end); ok {
			t.stop = stop
			out = append(out, t)
		} else if stop && len(out) > 0 {
			out[len(out)-1].stop = true
		}
		from = next
	}
	for k, c := range p.text[i:j] {
		k += i
		switch {
		case isOpener(c):
			depth++
		case isCloser(c):
			depth = max(0, depth-1)
		case depth == 0 && strings.ContainsRune(listStops+stops, c):
			cut(k, k+utf8.RuneLen(c), c == ';' || c == '。')
		case depth == 0 && k > from && p.gap(k) && r.divides(p.text[from:k], p.piece(k, j)):
			cut(k, k, false)
		}
	}
	cut(j, j, false)
	return out
}

// piece returns the text from i to the next separator, space or break before j.
func (p *para) piece(i, j int) string {
	for k, c := range p.text[i:min(j, i+longestName)] {
		if k > 0 && (p.gap(i+k) || strings.ContainsRune(listStops+stops, c)) {
			return p.text[i : i+k]
		}
	}
	return strings.ToValidUTF8(p.text[i:min(j, i+longestName)], "")
}

// divides reports whether a space between the two texts separates names: both sides look like one.
func (r *reader) divides(left, right string) bool {
	if m := r.g.tail.FindStringSubmatch(right); m != nil && m[1] != "" {
		right = m[1]
	}
	return r.unitLike(left) && r.unitLike(right)
}

// token reads one name with the words around it; false if there is nothing.
func (r *reader) token(p *para, i, j int) (token, bool) {
	for i < j && p.text[i] == ' ' {
		i++
	}
	s := strings.TrimRight(p.text[i:j], " .")
	for _, w := range r.g.before {
		if cut, ok := strings.CutPrefix(s, w); ok && cut != "" {
			i, s = i+len(w), cut
			break
		}
	}
	if s == "" {
		return token{}, false
	}
	t := token{i: i, j: i + len(s), end: i + len(s)}
	if last, _ := utf8.DecodeLastRuneInString(s); !r.g.tailSigns[last] {
		return t, true
	}
	m := r.g.tail.FindStringSubmatch(s)
	if m == nil {
		return t, true
	}
	head, open, duty, each, verbs := m[1], m[2], m[3], m[4], m[5]
	t.j = i + len(head)
	t.open, t.byDuty = open != "", duty != ""
	t.each = slices.ContainsFunc(r.g.each, func(w string) bool { return strings.Contains(each, w) })
	for _, v := range r.g.verbs {
		if strings.Contains(verbs, v.word) {
			t.role = v.role
			break
		}
	}
	return t, true
}

// judge completes a name: its printed form, its alias, and how sure it is.
func (r *reader) judge(p *para, u *name) {
	u.Raw = p.plain(u.i, u.j)
	u.Span = p.span(u.i, u.j)
	u.Name = strings.ReplaceAll(p.text[u.i:u.j], " ", "")
	u.Resolved = []string{}
	m := r.dict.look(u.Name)
	if last, n := utf8.DecodeLastRuneInString(u.Name); !m.Known && strings.ContainsRune(closers, last) {
		if k := strings.IndexAny(u.Name, openers); k > 0 {
			_, w := utf8.DecodeRuneInString(u.Name[k:])
			u.Alias = u.Name[k+w : len(u.Name)-n]
			u.Name = u.Name[:k]
			if m = r.dict.look(u.Name); !m.Known {
				m = r.dict.look(u.Alias)
			}
		}
	}
	if u.Group && u.Alias != "" {
		u.Name, u.Alias = strings.ReplaceAll(p.text[u.i:u.j], " ", ""), ""
	}
	u.known = m.Known
	u.Group = u.Group || m.Group
	if len(m.Resolved) > 0 {
		u.Resolved = slices.Clone(m.Resolved)
	}
	u.strong = u.Group || r.strong(u.Name)
	switch {
	case u.known:
		u.Confidence = 0.98
	case u.strong:
		u.Confidence = 0.9
	case r.unitLike(u.Name):
		u.Confidence = 0.75
	default:
		u.Confidence = 0.4
	}
}

// isGroup reports whether a name stands for many units.
func (r *reader) isGroup(s string) bool {
	if m := r.dict.look(s); m.Known {
		return m.Group
	}
	return slices.ContainsFunc(r.g.group, func(w string) bool { return strings.Contains(s, w) })
}

// strong reports whether s is longer than an ending that hardly anything but a unit has.
func (r *reader) strong(s string) bool {
	w, _ := r.g.strong.end(s)
	return w != "" && len(w) < len(s) && utf8.RuneCountInString(s) <= 25
}

// unitLike reports whether s is known, a group, or ends like a unit.
func (r *reader) unitLike(s string) bool {
	if r.dict.look(s).Known || r.isGroup(s) {
		return true
	}
	w, _ := r.g.weak.end(s)
	return w != "" && len(w) < len(s) && utf8.RuneCountInString(s) <= 25
}
