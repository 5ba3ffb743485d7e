package clause

import (
	"cmp"
	"slices"
)

// A groupKey names the clauses that are counted together: the articles of a document, the items of a clause.
type groupKey struct {
	above *node
	kind  Kind
	annex int
}

// A group is what becomes of clauses that are counted together.
type group struct {
	members []*node // of the text before, in their order
	added   []*addition
	removed bool
	wanted  bool
	act     *act // the first that changed it
}

// An addition is a clause that is to be put in.
type addition struct {
	node   *node
	step   Step
	behind *node // the clause that it stands behind, if the instruction says so
	within *node // the chapter that it stands in, if the instruction says so
	act    *act
}

// groupOf returns the group that a node is counted in.
func (m *amender) groupOf(n *node) *group { return m.group(n.above, n.kind, n.annex) }

func (m *amender) group(above *node, kind Kind, annex int) *group {
	key := groupKey{above, kind, annex}
	if kind == Article {
		key.above = m.root
	}
	g, ok := m.groups[key]
	if !ok {
		g = &group{act: m.a}
		key.above.each(func(n *node) bool {
			if n != key.above && n.kind == kind && n.annex == annex && (kind == Article || n.above == above) && n.src >= 0 {
				g.members = append(g.members, n)
			}
			return kind == Article || n == key.above
		})
		m.groups[key] = g
		m.keys = append(m.keys, key)
	}
	return g
}

// settle gives all clauses their places and numbers.
func (m *amender) settle() {
	if m.order != nil && len(m.keys) == 0 {
		m.a = m.order
		m.refuse("clause.nothing_to_order")
	}
	for _, key := range m.keys {
		g := m.groups[key]
		m.a = g.act
		m.settleGroup(g, key)
	}
}

func compareSteps(a, b Step) int { return cmp.Or(cmp.Compare(a.N, b.N), cmp.Compare(a.Of, b.Of)) }

func (m *amender) settleGroup(g *group, key groupKey) {
	for i, x := range g.added {
		m.a = x.act
		for _, y := range g.added[:i] {
			if x.step == y.step {
				m.refuse("clause.wrong_number", Address{x.step}.String())
				return
			}
		}
	}
	m.a = g.act
	counted := key.kind == Paragraph
	if !counted && m.order == nil && m.asSaid(g) {
		return
	}
	if !counted && m.order == nil && len(g.added) == 0 && !g.wanted {
		return // the numbers stay, and what is missing is a finding
	}
	if !counted && m.order == nil && g.removed {
		if len(g.added) > 0 {
			m.a = g.added[0].act
		}
		m.refuse("clause.no_order")
		return
	}
	m.inOrder(g, counted)
}

// A numbered is a clause with the number that it is to have.
type numbered struct {
	n    *node
	step Step
	add  *addition // of one that is put in
}

// asSaid gives the numbers that the instructions name and leaves the others as they are. It does nothing
// and reports false if these are not in order then.
func (m *amender) asSaid(g *group) bool {
	var all []numbered
	for _, n := range g.members {
		if n.gone {
			continue
		}
		s := n.step
		if n.want != nil {
			s = *n.want
		}
		if len(all) > 0 && compareSteps(all[len(all)-1].step, s) >= 0 {
			return false
		}
		all = append(all, numbered{n: n, step: s})
	}
	for _, x := range g.added {
		i, found := slices.BinarySearchFunc(all, x.step, func(y numbered, s Step) int { return compareSteps(y.step, s) })
		if found {
			return false
		}
		all = slices.Insert(all, i, numbered{x.node, x.step, x})
	}
	for i, x := range all {
		if x.add != nil && i > 0 && !follows(all[i-1].step, x.step) {
			m.a = x.add.act
			m.refuse("clause.wrong_number", Address{x.step}.String())
			return true
		}
	}
	m.giveAll(all)
	return true
}

// giveAll puts the additions into the tree and gives all their numbers.
func (m *amender) giveAll(all []numbered) {
	nodes := make([]*node, len(all))
	for i := range all {
		nodes[i] = all[i].n
	}
	for i, x := range all {
		if x.add != nil {
			m.place(x.add, nodes, i)
		}
		if x.add == nil && x.n.want != nil && *x.n.want != x.step {
			m.a = m.wanting(x.n)
			m.refuse("clause.wrong_number", Address{*x.n.want}.String())
			return
		}
		m.give(x.n, x.step)
	}
}

// uneven returns a clause for which the numbers of a group cannot be counted anew, nil if they can.
func (m *amender) uneven(g *group) *node {
	next := 1
	for _, n := range g.members {
		switch {
		case n.step.Of > 0:
			if m.order != nil || g.removed {
				return n
			}
		case n.step.N != next:
			return n
		default:
			next++
		}
	}
	return nil
}

// inOrder counts the clauses from 1 and puts each addition where the number that it is given comes up.
func (m *amender) inOrder(g *group, counted bool) {
	if n := m.uneven(g); n != nil && !counted {
		m.refuse("clause.uneven", m.name(n))
		return
	}
	slices.SortFunc(g.added, func(a, b *addition) int { return compareSteps(a.step, b.step) })
	var all []numbered
	rest, number := g.added, 0
	take := func() {
		for len(rest) > 0 && rest[0].step.N == number+1 && rest[0].step.Of == 0 {
			all = append(all, numbered{rest[0].node, rest[0].step, rest[0]})
			number++
			rest = rest[1:]
		}
	}
	for _, n := range g.members {
		if n.gone {
			continue
		}
		if n.step.Of == 0 {
			take()
			number++
		} else if number != n.step.N {
			m.refuse("clause.uneven", m.name(n))
			return
		}
		all = append(all, numbered{n: n, step: Step{Kind: n.kind, N: number, Of: n.step.Of}})
	}
	take()
	if len(rest) > 0 {
		m.a = rest[0].act
		m.refuse("clause.wrong_number", Address{rest[0].step}.String())
		return
	}
	m.giveAll(all)
}

// wanting is the act that said which number a node gets.
func (m *amender) wanting(n *node) *act {
	for _, o := range m.outcomes {
		if o.node == n && o.verb == Renumber {
			return o.a
		}
	}
	return m.a
}

// place puts an addition into the tree, behind the one before it in the order of all.
func (m *amender) place(x *addition, all []*node, i int) {
	m.a = x.act
	if x.behind != nil && (i == 0 || all[i-1] != x.behind) {
		m.refuse("clause.wrong_number", Address{x.step}.String())
		return
	}
	var before, after *node
	if i > 0 {
		before = all[i-1]
	}
	for _, n := range all[i+1:] {
		if n.above != nil {
			after = n
			break
		}
	}
	switch {
	case before == nil && after == nil:
		if x.within == nil {
			m.refuse("clause.place_open", Address{x.step}.String())
			return
		}
		x.within.add(x.node)
	case x.within != nil && x.node.kind == Article && before != nil && before.above == x.within, x.behind != nil:
		before.above.insert(before.index()+1, x.node)
	case x.within != nil && x.node.kind == Article && after != nil && after.above == x.within:
		after.above.insert(after.index(), x.node)
	case x.within != nil && x.node.kind == Article:
		m.refuse("clause.wrong_number", Address{x.step}.String())
	case before != nil && after != nil && before.above != after.above:
		m.refuse("clause.place_open", Address{x.step}.String())
	case before != nil:
		before.above.insert(before.index()+1, x.node)
	default:
		after.above.insert(after.index(), x.node)
	}
}

// give gives a node its number.
func (m *amender) give(n *node, s Step) {
	if n.step == s {
		return
	}
	if n.src >= 0 && n.want == nil && n.label != "" {
		a := m.a
		if m.order != nil {
			a = m.order
		}
		m.outcomes = append(m.outcomes, outcome{a, Renumber, n, n.words(true)})
	}
	n.step = s
	if n.label != "" {
		n.label = relabel(n.label, s)
	}
}
