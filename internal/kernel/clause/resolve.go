package clause

import (
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// resolve returns the node that an address means.
func (tr *tree) resolve(steps []spoken) (*node, fault.Text) {
	said := say(steps)
	found := tr.matches(steps)
	switch len(found) {
	case 0:
		return nil, fault.T("clause.no_address", said)
	case 1:
		return found[0], fault.Text{}
	}
	return nil, fault.T("clause.ambiguous", said)
}

// say writes an address as it was cited.
func say(steps []spoken) string {
	g := lang()
	var out strings.Builder
	for _, s := range steps {
		if s.frame != "" {
			out.WriteString(g.step(Step{Kind: s.frame, N: s.n}, false))
			continue
		}
		n := Words(s.n)
		if s.form == inDigits || s.form == bracketDigits {
			n = digits(s.n)
		}
		if s.form >= bracketWords {
			n = "\uff08" + n + "\uff09"
		}
		if s.word != "" && s.word != string(Circle) {
			n = g.word("ordinal") + n + s.word
		}
		if s.of > 0 {
			n += g.word("after") + Words(s.of)
		}
		out.WriteString(n)
	}
	return out.String()
}

// matches returns all nodes that an address may mean.
func (tr *tree) matches(steps []spoken) []*node {
	annex := -1
	if steps[0].frame == Annex && len(steps) > 1 {
		annex = steps[0].n
		steps = steps[1:]
	}
	var exact, loose []*node
	for i := range tr.text.Clauses {
		c := &tr.text.Clauses[i]
		a := c.Address
		doc := 0
		if a[0].Kind == Annex {
			if doc = tr.nodes[i].annex; annex >= 0 && a[0].N != annex {
				continue
			}
			if len(a) > 1 {
				a = a[1:]
			}
		} else if annex >= 0 {
			continue
		}
		n, whole := tr.fits(i, a, steps, tr.text.annexes[min(doc, len(tr.text.annexes)-1)])
		if n == nil {
			continue
		}
		if whole {
			exact = append(exact, n)
		}
		loose = append(loose, n)
	}
	first := lang().means(steps[0], false)
	if len(exact) > 0 && (slices.Contains(first, Division) || steps[0].word == lang().kinds[Article] || steps[0].word == "") {
		return exact
	}
	return loose
}

// fits returns the node of clause i if the steps mean it, and whether they say the whole of its address.
func (tr *tree) fits(i int, a Address, steps []spoken, law bool) (*node, bool) {
	g := lang()
	if steps[len(steps)-1].frame != "" {
		if end := a[len(a)-1]; len(steps) > 1 || end.Kind != steps[0].frame || end.N != steps[0].n {
			return nil, false
		}
		return tr.nodes[i], true
	}
	last := len(steps) - 1
	first := func(s spoken) bool { return s.n == 1 && s.of == 0 && slices.Contains(g.means(s, law), Paragraph) }
	var kept []spoken
	for k, s := range steps {
		if k == last || k == 0 || !first(s) {
			kept = append(kept, s)
		}
	}
	if same(g, a, kept, law) {
		return tr.nodes[i], len(a) == len(kept)
	}
	if own := tr.own[i]; own != nil && len(kept) > 1 && first(kept[len(kept)-1]) && same(g, a, kept[:len(kept)-1], law) {
		return own, len(a) == len(kept)-1
	}
	return nil, false
}

// same reports whether an address ends with the steps.
func same(g *grammar, a Address, steps []spoken, law bool) bool {
	if len(a) < len(steps) || len(steps) == 0 {
		return false
	}
	for k, s := range a[len(a)-len(steps):] {
		if st := steps[k]; s.N != st.n || s.Of != st.of || !slices.Contains(g.means(st, law), s.Kind) {
			return false
		}
	}
	return true
}
