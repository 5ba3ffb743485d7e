package catalogue

import (
	"slices"
	"strings"
	"unicode"

	"gongkai.example/gongkai/internal/domain/unit"
)

// A party is a name in a subject, and the units that it stands for.
type party struct {
	name   string
	units  []int64
	choice bool   // it leaves open which are meant
	like   string // a unit that it may have meant
	guess  string // what it was taken for, where that has to be confirmed
}

// longestGroup is how many parts the name of a group may have.
const longestGroup = 5

// resolve reads who publishes. Names are parted by marks and by words such as
// "and"; a group whose name has such a mark inside is found whole.
func resolve(subject string, names *unit.Resolver) []party {
	var out []party
	parts := parted(subject)
	for i := 0; i < len(parts); {
		n := 1
		for k := min(longestGroup, len(parts)-i); k > 1; k-- {
			if _, _, known := named(strings.Join(parts[i:i+k], "\u3001"), names); known {
				n = k
				break
			}
		}
		out = append(out, parties(strings.Join(parts[i:i+n], "\u3001"), names)...)
		i += n
	}
	return out
}

// parted splits a subject at its marks, but not inside brackets: 县（市、区）民政部门 is one name.
func parted(subject string) []string {
	depth := 0
	return strings.FieldsFunc(subject, func(r rune) bool {
		switch r {
		case '(', '\uff08':
			depth++
		case ')', '\uff09':
			depth = max(depth-1, 0)
		}
		if unicode.IsSpace(r) {
			return depth == 0 || r == '\n'
		}
		return depth == 0 && (strings.ContainsRune(separators, r) || r == '/' || r == '\uff0f')
	})
}

// parties is a name, or two that a word joins.
func parties(name string, names *unit.Resolver) []party {
	if m, guess, ok := named(name, names); ok {
		p := party{name: name, choice: m.Choice}
		for _, u := range m.Units {
			if !m.Choice {
				p.units = append(p.units, u.ID)
			}
		}
		if guess {
			p.guess = whom(m)
		}
		return []party{p}
	}
	for _, w := range wordsOf("between") {
		if a, b, ok := joint(name, w, names); ok {
			return append(parties(a, names), parties(b, names)...)
		}
	}
	p := party{name: name}
	if like := names.Suggest(name, 1); len(like) > 0 && like[0].Group == "" {
		p.like = like[0].Units[0].Short
	}
	return []party{p}
}

// joint parts a name at a word that joins two, if one of them is known.
func joint(name, word string, names *unit.Resolver) (a, b string, ok bool) {
	for at := range len(name) {
		if a, b, ok = strings.Cut(name[at:], word); !ok || a != "" || at == 0 || b == "" {
			continue
		}
		a = name[:at]
		_, _, knownA := named(a, names)
		_, _, knownB := named(b, names)
		if knownA || knownB {
			return a, b, true
		}
	}
	return "", "", false
}

// named finds what a name of a catalogue stands for: as the profile has it, without what
// stands behind it (等, 按职责分工负责), or without the tier before it: a catalogue is copied
// from one district to the next, and says 县级民政部门. guess is true for what has to be confirmed.
func named(name string, names *unit.Resolver) (m unit.Match, guess, ok bool) {
	bare := fold(name)
	for _, w := range wordsOf("fillers") {
		if rest, cut := strings.CutSuffix(bare, w); cut && rest != "" {
			bare = rest
		}
	}
	for _, n := range []string{name, bare} {
		if m, ok = names.Resolve(n); ok {
			return m, m.Unverified, true
		}
	}
	for _, w := range wordsOf("of-tier") {
		if rest, cut := strings.CutPrefix(bare, w); cut {
			if m, ok = names.Resolve(rest); ok {
				return m, true, true
			}
		}
	}
	return m, false, false
}

// whom is a match in words.
func whom(m unit.Match) string {
	if len(m.Units) == 1 {
		return m.Units[0].Short
	}
	return m.Group
}

// distinct is units each once, in their order.
func distinct(ids []int64) []int64 {
	var out []int64
	for _, id := range ids {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
