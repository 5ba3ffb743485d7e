package clause

import (
	"slices"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Result is a text with the instructions of a decision carried out.
type Result struct {
	Text     Text
	Outcomes []Outcome // what each instruction did
	Findings []Finding // citations of clauses that have another number now or are gone; faults of the new numbers
}

// An Outcome is what one instruction did to one clause.
type Outcome struct {
	Instruction int    `json:"instruction"` // from 1
	Text        string `json:"text"`        // the instruction, as it stands in the decision
	Verb        Verb   `json:"verb"`
	OldName     string `json:"old_name,omitempty"` // the address before, "" if it was added
	NewName     string `json:"new_name,omitempty"` // the address after, "" if it was deleted
	Old         string `json:"old,omitempty"`      // the clause before, with all that stands below it, a line a clause
	New         string `json:"new,omitempty"`
}

// A Verb is what an instruction does.
type Verb string

// The verbs.
const (
	Rewrite  Verb = "rewrite"  // 修改为
	Replace  Verb = "replace"  // 中的“…”修改为“…”
	Remove   Verb = "remove"   // 删去
	Insert   Verb = "insert"   // 增加
	Renumber Verb = "renumber" // 改为第…条; 条文顺序作相应调整
)

// Apply carries out the instructions of an amending decision: the whole of its text, or the sentences alone. Numbers are
// those of the text before, except behind 作为 and 改为, where they are those of the text after.
//
// Errors: Invalid with a row for each instruction that cannot be carried out exactly as it stands: its number in
// Line, its words in Column, the reason in Text. Nothing is carried out then.
func Apply(t Text, instructions string) (Result, error) {
	acts, rows := read(instructions)
	if len(rows) > 0 {
		return Result{}, fault.Rows(rows)
	}
	m := &amender{tree: grow(t), groups: map[groupKey]*group{}}
	for i := range acts {
		a := &acts[i]
		m.a = a
		if a.more {
			a.at = acts[i-1].at
		}
		m.carryOut()
	}
	m.replaceAll()
	m.settle()
	if len(m.rows) > 0 {
		return Result{}, fault.Rows(m.rows)
	}
	return m.result()
}

// An amender carries out acts on a tree.
type amender struct {
	*tree
	a        *act
	rows     []fault.Row
	outcomes []outcome
	global   []*act
	order    *act // the instruction that the numbers close up
	groups   map[groupKey]*group
	keys     []groupKey
}

// An outcome is an Outcome before the text is written again.
type outcome struct {
	a    *act
	verb Verb
	node *node
	old  string // the words before
}

func (m *amender) refuse(key string, args ...any) {
	m.rows = append(m.rows, m.a.in.refuse(key, args...))
}

func (m *amender) carryOut() {
	switch m.a.verb {
	case "order":
		m.order = m.a
	case "inexact":
		m.refuse("clause.inexact")
	case "replace_all":
		m.global = append(m.global, m.a)
	case "insert", "insert_after":
		m.insertClauses()
	default:
		m.change()
	}
}

// change carries out an act on clauses that there are.
func (m *amender) change() {
	a := m.a
	for i, steps := range a.at {
		n, why := m.resolve(steps)
		switch {
		case n == nil:
			m.refuse(why.Key, why.Args...)
			continue
		case a.verb == "delete":
			m.remove(n)
		case a.verb == "heading":
			m.heading(n)
		case a.verb == "rewrite":
			m.rewrite(n, a.write)
		case a.verb == "rewrite_number":
			m.renumber(n, 0)
			m.rewrite(n, a.write)
		case a.verb == "number":
			if len(a.to) != len(a.at) {
				m.refuse("clause.not_understood", shown(a.in.raw))
				return
			}
			m.renumber(n, i)
		default:
			m.changeWords(n, say(steps))
		}
	}
}

// busy reports whether another act has already changed the node as a whole, or something in it.
func (m *amender) busy(n *node) bool {
	found := false
	for up := n; up != nil; up = up.above {
		found = found || up.by != 0
	}
	n.each(func(k *node) bool {
		found = found || k.by != 0 || len(k.edits) > 0
		return !found
	})
	if found {
		m.refuse("clause.conflict", m.name(n))
	}
	return found
}

// name is the address of a node in the text before.
func (tr *tree) name(n *node) string {
	if n.src < 0 {
		return ""
	}
	if n.inline && len(n.above.kids) > 1 && n.above.kids[1].kind == Paragraph {
		return append(tr.text.Clauses[n.src].Address.clone(), n.step).String()
	}
	return tr.text.Name(n.src)
}

func (m *amender) note(v Verb, n *node) {
	m.outcomes = append(m.outcomes, outcome{m.a, v, n, n.words(true)})
}

func (m *amender) remove(n *node) {
	if n.kind == Title || m.busy(n) {
		if n.kind == Title {
			m.refuse("clause.not_understood", shown(m.a.in.raw))
		}
		return
	}
	m.note(Remove, n)
	n.each(func(k *node) bool {
		k.gone, k.by = true, m.a.in.n
		return true
	})
	if n.inline && !slices.ContainsFunc(n.above.kids, func(k *node) bool { return k.kind == Paragraph && !k.gone }) {
		m.refuse("clause.empty", m.name(n))
	}
	m.groupOf(n).removed = true
}

// heading puts other words behind the number of a chapter, or in the place of a title.
func (m *amender) heading(n *node) {
	if m.busy(n) {
		return
	}
	if len(m.a.find) == 1 && m.a.find[0] != n.text {
		m.refuse("clause.no_phrase", m.a.find[0], m.name(n))
		return
	}
	m.rewriteLine(n, m.a.write[0])
}

// rewriteLine replaces the words of a line that has nothing below it that would change.
func (m *amender) rewriteLine(n *node, quote string) {
	lines := Parse(quote).Lines()
	if len(lines) != 1 || n.text == "" {
		m.refuse("clause.wrong_quote", m.name(n))
		return
	}
	if lb := (&parser{grammar: lang()}).label(quote); n.label != "" && lb.kind == n.kind {
		if lb.n != n.step.N || lb.of != n.step.Of {
			m.refuse("clause.wrong_quote", m.name(n))
			return
		}
		quote = trim(quote[len(lb.text):])
	}
	m.outcomes = append(m.outcomes, outcome{m.a, Rewrite, n, n.label + n.gap + n.text})
	n.text, n.edits = quote, []edit{{by: m.a.in.n}}
}

// rewrite puts a quotation in the place of a node and what stands below it.
func (m *amender) rewrite(n *node, quotes []string) {
	if m.busy(n) {
		return
	}
	if rank[n.kind] < rank[Article] {
		m.rewriteLine(n, quotes[0])
		return
	}
	step := n.step
	if n.want != nil {
		step = *n.want
	}
	made := m.made(n.kind, n, quotes)
	divided := m.a.n > 0 // 改为两款
	switch {
	case made == nil, n.kind != Paragraph && len(made) != 1:
		m.refuse("clause.wrong_quote", m.name(n))
		return
	case n.kind != Paragraph && made[0].step != (Step{}) && made[0].step != step:
		m.refuse("clause.wrong_quote", m.name(n))
		return
	case divided && paragraphs(n.kind, made) != m.a.n:
		m.refuse("clause.wrong_count", m.name(n), m.a.n)
		return
	}
	m.note(Rewrite, n)
	if n.kind != Paragraph {
		n.kids, n.text, n.by = nil, made[0].text, m.a.in.n
		for _, k := range made[0].kids {
			n.add(k)
		}
		n.each(func(k *node) bool { k.by = m.a.in.n; return true })
		return
	}
	m.put(n, made)
}

// put puts paragraphs in the place of one.
func (m *amender) put(n *node, made []*node) {
	n.kids, n.text, n.by = nil, made[0].text, m.a.in.n
	for _, k := range made[0].kids {
		n.add(k)
	}
	at, g := n.index()+1, m.groupOf(n)
	g.members = slices.Insert(g.members, slices.Index(g.members, n)+1, made[1:]...)
	for i, k := range made[1:] {
		k.before = lineOf(n.before)
		n.above.insert(at+i, k)
	}
	n.each(func(k *node) bool { k.by = m.a.in.n; return true })
}

func paragraphs(k Kind, made []*node) int {
	if k == Paragraph {
		return len(made)
	}
	n := 0
	for _, x := range made[0].kids {
		if x.kind == Paragraph {
			n++
		}
	}
	return n
}

// made makes nodes of quotations: clauses of the kind, or paragraphs. It is nil if they are something else.
// like is a clause in whose way they are written.
func (m *amender) made(kind Kind, like *node, quotes []string) []*node {
	var out []*node
	for _, q := range quotes {
		lb := (&parser{grammar: lang()}).label(q)
		if lb.kind != "" && lb.kind != kind {
			return nil
		}
		if lb.kind == "" {
			q = m.anyLabel(kind, like) + " " + q
		}
		for _, n := range grow(parseBare(q)).root.kids {
			if n.label == "" || n.kind != kind && kind != Paragraph {
				return nil
			}
			if lb.kind == "" {
				n.step = Step{}
			}
			m.fresh(n, like)
			out = append(out, n)
		}
	}
	if kind == Paragraph {
		return loosened(out, len(quotes))
	}
	return out
}

// fresh marks a node and what stands below it as new.
func (m *amender) fresh(n, like *node) {
	n.each(func(k *node) bool {
		k.before, k.src, k.was = lineOf(like.before), -1, ""
		k.by, k.annex = m.a.in.n, like.annex
		return true
	})
}

// loosened are the paragraphs of clauses that were made around them, one a quotation.
func loosened(made []*node, quotes int) []*node {
	if len(made) != quotes {
		return nil
	}
	var out []*node
	for _, n := range made {
		for _, k := range n.kids {
			if k.kind != Paragraph {
				return nil
			}
			k.inline = false
			out = append(out, k)
		}
	}
	return out
}

// anyLabel is a label of the kind, that of like if it has one; for paragraphs that of an article around them.
func (m *amender) anyLabel(kind Kind, like *node) string {
	g := lang()
	switch {
	case kind != Paragraph && like.label != "":
		return like.label
	case rank[kind] >= rank[Part]:
		return g.step(Step{Kind: kind, N: 1}, false)
	}
	return g.word("ordinal") + Words(1) + g.kinds[Article]
}

// renumber notes the number that a node is to have.
func (m *amender) renumber(n *node, i int) {
	if n.want != nil {
		m.refuse("clause.conflict", m.name(n))
		return
	}
	last := m.a.to[i][len(m.a.to[i])-1]
	n.want = &Step{Kind: n.kind, N: last.n, Of: last.of}
	n.wantBy = m.a.in.n
	m.groupOf(n).wanted = true
	m.note(Renumber, n)
}
