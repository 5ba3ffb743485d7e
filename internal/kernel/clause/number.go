package clause

import "gongkai.example/gongkai/internal/kernel/fault"

// number reports numbers that are doubled, missing or out of order.
func (p *parser) number() {
	type series struct {
		parent int
		kind   Kind
		annex  int
	}
	last, first := map[series]Step{}, map[series]bool{}
	running := map[series]Step{} // of the kind, through all parents
	annex := 0
	for i := range p.text.Clauses {
		c := &p.text.Clauses[i]
		if c.Kind == Annex {
			annex = i
		}
		if c.Label == "" {
			continue
		}
		s := series{c.Parent, c.Kind, annex}
		all := series{-1, c.Kind, annex}
		if c.Kind == Article {
			s = all
		}
		now := c.Address[len(c.Address)-1]
		before, ok := last[s]
		if !ok && follows(running[all], now) {
			before, ok = running[all], true
		}
		if key := wrong(before, now, ok); key != "" && (ok || !first[s]) {
			p.text.Findings = append(p.text.Findings, Finding{Clause: i, Name: p.text.Name(i), Text: fault.T(key, p.text.Name(i))})
		}
		first[s] = true
		last[s], running[all] = now, now
	}
}

// follows reports whether a number comes right after another.
func follows(a, b Step) bool {
	return b.N == a.N+1 && b.Of == 0 || b.N == a.N && b.Of == a.Of+1 && a.N > 0
}

// wrong returns the key of what is wrong with a number after the one before it.
func wrong(before, now Step, ok bool) string {
	switch {
	case !ok:
		before = Step{}
	case now.N == before.N && now.Of == before.Of:
		return "clause.doubled"
	}
	switch {
	case follows(before, now):
		return ""
	case now.N > before.N || now.N == before.N && now.Of > before.Of:
		return "clause.missing"
	}
	return "clause.order"
}
