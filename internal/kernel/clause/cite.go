package clause

import (
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// citations lists where clauses that nobody rewrote cite one that has another number now, or is gone. A citation is
// never changed: the decision has to say so.
func (m *amender) citations(res *Result, at map[*node]int) []Finding {
	var out []Finding
	for _, n := range m.nodes {
		if own := m.own[n.src]; own != nil {
			n = own
		}
		i, stays := at[n]
		if !stays || n.gone || n.by != 0 || rank[n.kind] == 0 {
			continue
		}
		find := func(key string, args ...any) {
			name := res.Text.Name(i)
			out = append(out, Finding{Clause: i, Name: name, Text: fault.T(key, append([]any{name}, args...)...)})
		}
		for _, steps := range cited(n.text) {
			found := m.matches(steps)
			if len(found) != 1 {
				continue
			}
			switch c, k := found[0], at[found[0]]; {
			case c.gone:
				find("clause.cites_gone", say(steps))
			case !c.inline && !m.text.Clauses[c.src].Address.Equal(res.Text.Clauses[k].Address):
				find("clause.cites_renumbered", say(steps), res.Text.Name(k))
			}
		}
		if strings.Contains(n.text, lang().word("above")) && m.otherAbove(n, res, at) {
			find("clause.cites_above")
		}
	}
	return out
}

// cited returns the articles of the same document that a text cites.
func cited(text string) [][]spoken {
	g := lang()
	s := fold(text)
	var out [][]spoken
	other := false // the citation before was of another document
	for at, end := 0, 0; at < len(s); {
		i := strings.Index(s[at:], g.word("ordinal"))
		if i < 0 {
			break
		}
		at += i
		steps, rest := g.spoken(s[at:])
		if len(steps) == 0 || steps[0].word != g.kinds[Article] {
			at += len(g.word("ordinal"))
			continue
		}
		if before := s[:at]; end == 0 || !slices.Contains(g.words["and"], s[end:at]) {
			own := slices.ContainsFunc(g.words["own"], func(w string) bool { return strings.HasSuffix(before, w) })
			other = !own && slices.ContainsFunc(g.words["other"], func(w string) bool { return strings.HasSuffix(before, fold(w)) })
		}
		if !other {
			out = append(out, steps)
		}
		at = len(s) - len(rest)
		end = at
	}
	return out
}

// otherAbove reports whether another article stands before that of a node than did.
func (m *amender) otherAbove(n *node, res *Result, at map[*node]int) bool {
	was, is := n.src, at[n]
	for was > 0 && m.text.Clauses[was].Kind != Article {
		was--
	}
	for is > 0 && res.Text.Clauses[is].Kind != Article {
		is--
	}
	was, is = was-1, is-1
	for was >= 0 && m.text.Clauses[was].Kind != Article {
		was--
	}
	for is >= 0 && res.Text.Clauses[is].Kind != Article {
		is--
	}
	if was < 0 {
		return is >= 0
	}
	k, stays := at[m.nodes[was]]
	return !stays || k != is
}
