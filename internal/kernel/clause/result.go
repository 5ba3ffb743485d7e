package clause

import (
	"slices"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// result writes the text again and reads it as everybody will. If that reading is another one than was meant,
// nothing is given out.
func (m *amender) result() (Result, error) {
	order, joined := m.written()
	res := Result{Text: Parse(m.write())}
	at := map[*node]int{} // the clause of the new text that a node is
	if len(order) < len(res.Text.Clauses) {
		m.refuse("clause.reads_otherwise", res.Text.Clauses[len(order)].Text)
		return Result{}, fault.Rows(m.rows)
	}
	for i, n := range order {
		if i >= len(res.Text.Clauses) || res.Text.Clauses[i].Label != n.label || res.Text.Clauses[i].Kind != n.kind {
			m.a = m.actOf(n)
			m.refuse("clause.reads_otherwise", n.label+n.text)
			return Result{}, fault.Rows(m.rows)
		}
		at[n] = i
	}
	for n := range joined {
		at[n] = at[n.above]
	}
	for _, o := range m.outcomes {
		x := Outcome{Instruction: o.a.in.n, Text: o.a.in.raw, Verb: o.verb, OldName: m.name(o.node), Old: o.old}
		if !o.node.gone {
			x.NewName = res.Text.Name(at[o.node])
			if joined[o.node] && res.Text.several(at[o.node]) {
				x.NewName = append(res.Text.Clauses[at[o.node]].Address.clone(), o.node.step).String()
			}
			x.New = o.node.words(false)
			if o.verb == Replace || len(o.node.edits) > 0 && o.verb == Rewrite {
				x.New = o.node.fullLine(o.node.text)
			}
		}
		res.Outcomes = append(res.Outcomes, x)
	}
	res.Findings = append(res.Text.Findings, m.citations(&res, at)...)
	return res, nil
}

// written lists the nodes that begin a line of the new text, and those that stand in the line of their clause.
func (m *amender) written() (order []*node, joined map[*node]bool) {
	joined = map[*node]bool{}
	m.root.each(func(n *node) bool {
		if n == m.root || n.gone {
			return n == m.root
		}
		if !joined[n] {
			order = append(order, n)
		}
		if n.label == "" || n.text != "" || n.src >= 0 && m.own[n.src] == nil {
			return true
		}
		if i := slices.IndexFunc(n.kids, func(k *node) bool { return !k.gone }); i >= 0 && n.kids[i].kind == Paragraph {
			joined[n.kids[i]] = true
		}
		return true
	})
	return order, joined
}

// actOf is an act that changed a node, or what stands around it.
func (m *amender) actOf(n *node) *act {
	for _, o := range m.outcomes {
		for up := n; up != nil; up = up.above {
			if o.node == up {
				return o.a
			}
		}
	}
	return m.a
}
