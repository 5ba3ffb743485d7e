package clause

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A node is a clause of a text that is being amended. The first paragraph of a clause is a node of its
// own, so that it can be replaced and deleted as the others are.
type node struct {
	src    int // the clause that it was, -1 for a new one
	kind   Kind
	step   Step
	before string // what stands between the line before and the label: line ends and the indent
	label  string
	gap    string // between the label and the words
	text   string
	kids   []*node
	above  *node
	inline bool // a first paragraph that stands behind the label of its clause

	annex  int  // the document it stands in
	gone   bool // deleted
	by     int  // the instruction that wrote or deleted it, 0 for none
	want   *Step
	wantBy int
	edits  []edit
	was    string // the words that it had
}

// A tree is a text as nodes.
type tree struct {
	text  Text
	root  *node
	nodes []*node // of each clause
	own   []*node // the first paragraph of each clause, nil if it has none of its own
	tail  string  // behind the last line
}

// grow makes the nodes of a text.
func grow(t Text) *tree {
	tr := &tree{text: t, root: &node{src: -1}, nodes: make([]*node, len(t.Clauses)), own: make([]*node, len(t.Clauses))}
	at, annex := 0, 0
	for i := range t.Clauses {
		c := &t.Clauses[i]
		if len(c.Address) > 0 && c.Address[0].Kind == Annex && (i == 0 || len(t.Clauses[i-1].Address) == 0 || t.Clauses[i-1].Address[0] != c.Address[0]) {
			annex++
		}
		raw := t.source[c.from:c.to]
		body := strings.TrimLeftFunc(raw, blank)
		rest := body[len(c.Label):]
		n := &node{
			src: i, kind: c.Kind, step: c.Address[len(c.Address)-1], label: c.Label, annex: annex,
			before: t.source[at:c.from] + raw[:len(raw)-len(body)],
			gap:    rest[:len(rest)-len(strings.TrimLeftFunc(rest, blank))], text: c.Text, was: c.Text,
		}
		at = c.from + len(strings.TrimRightFunc(raw, blank))
		tr.nodes[i] = n
		above := tr.root
		if c.Parent >= 0 {
			above = tr.nodes[c.Parent]
			if above.kids != nil && above.kids[0].inline && n.label != "" && len(above.kids) == 1 && above.label != "" {
				above = above.kids[0]
			}
		}
		above.add(n)
		if n.label != "" && n.text != "" && !heading(c) {
			own := &node{src: i, kind: Paragraph, step: Step{Kind: Paragraph, N: 1}, text: n.text, was: n.text, inline: true, annex: annex, before: lineOf(n.before)}
			n.text = ""
			n.add(own)
			tr.own[i] = own
		}
	}
	tr.tail = t.source[at:]
	return tr
}

// lineOf is a line end with the indent of a line.
func lineOf(before string) string {
	return "\n" + before[strings.LastIndexAny(before, "\n\r")+1:]
}

func (n *node) add(k *node) {
	k.above = n
	n.kids = append(n.kids, k)
}

// insert puts a node at a place among the children.
func (n *node) insert(at int, k *node) {
	k.above = n
	n.kids = slices.Insert(n.kids, at, k)
}

func (n *node) index() int { return slices.Index(n.above.kids, n) }

// each calls f for the node and what stands below it, until f returns false for those below.
func (n *node) each(f func(*node) bool) {
	if !f(n) {
		return
	}
	for _, k := range n.kids {
		k.each(f)
	}
}

// write writes the tree as a text.
func (tr *tree) write() string {
	var b strings.Builder
	line := func(n *node, joined bool) {
		if joined {
			b.WriteString(n.text)
			return
		}
		before := n.before
		if b.Len() == 0 && n.src < 0 {
			before = strings.TrimLeft(before, "\r\n")
		} else if b.Len() > 0 && !strings.ContainsAny(before, "\n\r\f\v\u2028\u2029") {
			before = "\n" + before
		}
		b.WriteString(before + n.label + n.gap + n.text)
	}
	var walk func(n *node, joined bool)
	walk = func(n *node, joined bool) {
		if n.gone {
			return
		}
		if n != tr.root {
			line(n, joined)
		}
		bare := n.label != "" && n.text == "" && n.src >= 0 && tr.own[n.src] != nil || n.src < 0 && n.label != "" && n.text == ""
		for _, k := range n.kids {
			walk(k, bare && k.kind == Paragraph && !k.gone)
			bare = bare && k.gone
		}
	}
	walk(tr.root, false)
	return b.String() + tr.tail
}

// words is the node with all below it, a line a clause.
func (n *node) words(before bool) string {
	var b strings.Builder
	if n.inline {
		b.WriteString(n.above.label + n.above.gap)
	}
	n.each(func(k *node) bool {
		text := k.text
		if before {
			text = k.was
		}
		if k.gone && !before || before && k.src < 0 && k != n {
			return false
		}
		if b.Len() > 0 && !k.inline && k != n {
			b.WriteByte('\n')
		}
		b.WriteString(k.label + k.gap)
		if !before || k.label == "" || len(k.kids) == 0 || !k.kids[0].inline {
			b.WriteString(text)
		}
		return true
	})
	return b.String()
}

// relabel writes another number into a label, in the way of the old one.
func relabel(label string, s Step) string {
	g := lang()
	if r, n := utf8.DecodeRuneInString(label); r >= '\u2460' && r <= '\u2473' {
		return numberOf(Step{Kind: Circle, N: s.N}) + label[n:]
	}
	at := 0
	for at < len(label) && g.numeral(label[at:]) == 0 {
		_, n := utf8.DecodeRuneInString(label[at:])
		at += n
	}
	end := at + g.numeral(label[at:])
	number := Words(s.N)
	if r, _ := utf8.DecodeRuneInString(label[at:]); arabic(r) {
		number = digits(s.N)
	}
	rest := label[end:]
	if i := strings.LastIndex(rest, g.word("after")); i > 0 {
		rest = rest[:i]
	}
	if s.Of > 0 {
		rest += g.word("after") + Words(s.Of)
	}
	return label[:at] + number + rest
}
