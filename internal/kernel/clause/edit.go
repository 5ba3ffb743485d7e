package clause

import (
	"cmp"
	"slices"
	"strings"
)

// An edit puts words in the place of others in the words of a node: from and to are bytes of what it was.
type edit struct {
	from, to int
	write    string
	by       int
}

// A place is where words stand.
type place struct {
	node *node
	at   int
}

// places returns where words stand in a node and below it, in the text before.
func places(n *node, words string) []place {
	var out []place
	n.each(func(k *node) bool {
		if k.src < 0 || len(k.kids) > 0 && k.kids[0].inline && k.text == "" {
			return true
		}
		for at := 0; ; {
			i := strings.Index(k.was[at:], words)
			if i < 0 {
				return true
			}
			out = append(out, place{k, at + i})
			at += i + len(words)
		}
	})
	return out
}

// changeWords carries out an act on words within a clause.
func (m *amender) changeWords(n *node, said string) {
	a := m.a
	for _, words := range a.find {
		if words == "" {
			m.refuse("clause.no_text")
			return
		}
		found := places(n, words)
		switch {
		case len(found) == 0:
			m.refuse("clause.no_phrase", words, said)
			continue
		case len(found) > 1 && !a.all && len(a.at) < 2:
			m.refuse("clause.phrase_twice", words, said, len(found))
			continue
		}
		m.changeAt(found, words)
	}
}

// changeAt writes at each place what the act says.
func (m *amender) changeAt(found []place, words string) {
	a := m.a
	for _, p := range found {
		e := edit{from: p.at, to: p.at + len(words), by: a.in.n}
		switch a.verb {
		case "replace", "replace_all":
			e.write = a.write[0]
		case "insert_words":
			if e.from = e.to; a.side == "in_front" {
				e.from, e.to = p.at, p.at
			}
			e.write = a.write[0]
		}
		if !m.free(p.node, e) {
			m.refuse("clause.conflict", m.name(p.node))
			continue
		}
		if !slices.ContainsFunc(m.outcomes, func(o outcome) bool { return o.a == a && o.node == p.node }) {
			m.outcomes = append(m.outcomes, outcome{a, Replace, p.node, p.node.fullLine(p.node.was)})
		}
		p.node.edits = append(p.node.edits, e)
		slices.SortFunc(p.node.edits, func(x, y edit) int { return cmp.Or(cmp.Compare(x.from, y.from), cmp.Compare(x.to, y.to)) })
		p.node.text = edited(p.node.was, p.node.edits)
	}
}

// free reports whether no other act has changed the node or these words of it.
func (m *amender) free(n *node, e edit) bool {
	for up := n; up != nil; up = up.above {
		if up.by != 0 {
			return false
		}
	}
	return !slices.ContainsFunc(n.edits, func(o edit) bool {
		return e.from < o.to && o.from < e.to || e.from == o.from && e.to == o.to || o.to == 0 && o.write == "" ||
			(e.from == e.to || o.from == o.to) && e.from <= o.to && o.from <= e.to
	})
}

func edited(s string, edits []edit) string {
	var b strings.Builder
	at := 0
	for _, e := range edits {
		b.WriteString(s[at:e.from] + e.write)
		at = e.to
	}
	return b.String() + s[at:]
}

// fullLine is the line of a node with other words.
func (n *node) fullLine(text string) string {
	if n.inline {
		return n.above.label + n.above.gap + text
	}
	return n.label + n.gap + text
}

// replaceAll carries out what is to be done wherever words stand. The clauses that other instructions have
// written are theirs; words that still stand in one are a contradiction.
func (m *amender) replaceAll() {
	for _, a := range m.global {
		m.a = a
		for _, words := range a.find {
			m.everywhere(words)
		}
	}
}

func (m *amender) everywhere(words string) {
	if words == "" {
		m.refuse("clause.no_text")
		return
	}
	found := slices.DeleteFunc(places(m.root, words), func(p place) bool {
		return p.node.gone || rank[p.node.kind] == 0 && p.node.kind != Title && p.node.kind != Preamble
	})
	if len(found) == 0 {
		m.refuse("clause.no_phrase_anywhere", words)
		return
	}
	m.root.each(func(n *node) bool {
		if n.src < 0 && !n.gone && strings.Contains(n.text, words) {
			m.refuse("clause.conflict", words)
		}
		return true
	})
	m.changeAt(found, words)
}
