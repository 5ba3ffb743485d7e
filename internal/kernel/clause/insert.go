package clause

import (
	"slices"
)

// named is the clause that an addition names, nil for none. It reports false if there is no such clause.
func (m *amender) named() (*node, bool) {
	if len(m.a.at) == 0 {
		return nil, true
	}
	n, why := m.resolve(m.a.at[0])
	if n == nil {
		m.refuse(why.Key, why.Args...)
	}
	return n, n != nil
}

// insertClauses carries out the addition of clauses.
func (m *amender) insertClauses() {
	a := m.a
	if len(a.write) == 0 {
		m.refuse("clause.no_text")
		return
	}
	at, ok := m.named()
	if !ok {
		return
	}
	kind, above, ok := m.destination(at)
	if !ok {
		m.refuse("clause.place_open", shown(a.in.raw))
		return
	}
	annex := m.annexFor(at)
	g := m.group(above, kind, annex)
	like := m.likeOf(g, above, annex)
	made := m.made(kind, like, a.write)
	if a.verb == "insert_after" { // 在第二款后增加一款
		a.to = [][]spoken{{{n: at.step.N + 1}}}
		a.side = "behind"
	}
	if made == nil || len(made) != a.n || len(a.to) != a.n {
		m.refuse("clause.wrong_count", shown(a.in.raw), a.n)
		return
	}
	for i, n := range made {
		last := a.to[i][len(a.to[i])-1]
		step := Step{Kind: kind, N: last.n, Of: last.of}
		if kind != Paragraph && n.step != (Step{}) && n.step != step {
			m.refuse("clause.wrong_quote", Address{step}.String())
			return
		}
		x := &addition{node: n, step: step, act: a}
		if i > 0 {
			x.behind = made[i-1]
		}
		m.anchor(x, at, above)
		m.dress(n, like, step)
		g.added = append(g.added, x)
		m.outcomes = append(m.outcomes, outcome{a, Insert, n, ""})
	}
}

// anchor notes what an instruction says of the place of an addition. at is the clause that it names, above the one
// that the addition is below.
func (m *amender) anchor(x *addition, at, above *node) {
	behind := x.behind // the addition before
	x.behind = nil
	switch {
	case m.a.side == "behind" && at.kind == x.step.Kind:
		if x.behind = behind; behind == nil {
			x.behind = at
		}
	case m.a.side != "in_front" && at != nil:
		x.within = at
	case x.step.Kind != Article:
		x.within = above
	}
}

// dress writes the label of a new clause in the way of another.
func (m *amender) dress(n, like *node, s Step) {
	n.step = s
	if n.label == "" {
		return
	}
	if like.label != "" && like.kind == n.kind {
		n.label, n.gap = like.label, like.gap
	}
	n.label = relabel(n.label, s)
}

// likeOf is a clause in whose way an addition to a group is written.
func (m *amender) likeOf(g *group, above *node, annex int) *node {
	for _, n := range slices.Backward(g.members) {
		if !n.inline && n.step.Of == 0 {
			return n
		}
	}
	like := &node{before: "\n", annex: annex}
	if above != nil && above != m.root {
		like.before = lineOf(above.before)
	}
	return like
}

// annexFor is the document that an addition belongs to: that of the clause it names, or the only one with articles.
func (m *amender) annexFor(at *node) int {
	if at != nil {
		return at.annex
	}
	law := -1
	for i, has := range m.text.annexes {
		if has {
			if law >= 0 {
				return 0
			}
			law = i
		}
	}
	return max(law, 0)
}

// destination returns what kind of clause is added, and below which. at is the clause that the instruction names.
func (m *amender) destination(at *node) (Kind, *node, bool) {
	annex := m.annexFor(at)
	law := m.text.annexes[min(annex, len(m.text.annexes)-1)]
	kinds := lang().means(spoken{word: m.a.kind, form: m.formOf()}, law)
	if m.a.side != "" && at != nil && slices.Contains(kinds, at.kind) {
		return at.kind, at.above, at.above != nil
	}
	if at != nil && m.a.side != "" {
		if rank[at.kind] < rank[Article] && slices.Contains(kinds, Article) {
			return Article, at, m.a.side == "behind"
		}
		return "", nil, false
	}
	if law && kinds[0] == Article {
		return Article, m.root, true
	}
	above := at
	if above == nil {
		above = m.root
	}
	return m.below(above, kinds, law)
}

// below finds the kind of the clauses that there already are below a clause.
func (m *amender) below(above *node, kinds []Kind, law bool) (Kind, *node, bool) {
	for _, k := range kinds {
		if slices.ContainsFunc(above.kids, func(n *node) bool { return n.kind == k }) {
			return k, above, true
		}
	}
	if above == m.root || above.kind == "" {
		return "", nil, false
	}
	if len(kinds) == 1 && kinds[0] == Paragraph {
		return Paragraph, above, true
	}
	var paragraphs []*node
	for _, n := range above.kids {
		if n.kind == Paragraph {
			paragraphs = append(paragraphs, n)
		}
	}
	if len(paragraphs) == 1 { // an article with one paragraph: its items are below that
		if k, n, ok := m.below(paragraphs[0], kinds, law); ok {
			return k, n, true
		}
	}
	if law && above.kind == Paragraph && len(kinds) > 0 {
		return kinds[0], above, true
	}
	return "", nil, false
}

// formOf is the form of the number that an addition gets.
func (m *amender) formOf() form {
	if len(m.a.to) == 0 {
		return inWords
	}
	last := m.a.to[0][len(m.a.to[0])-1]
	return last.form
}
