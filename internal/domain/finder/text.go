package finder

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/profile"
)

// Conditions are written a line each, numbered as the points of a document are; all of them
// have to be met, or where a group says so any:
//
//	1. 年龄 至少 60，依据 第三条第一项
//	2. 任一符合
//	2.1 居住地 是 红谷滩区，依据 第三条第二项
//	2.2 户籍地 是 红谷滩区，依据 第三条第二项
//
// A condition names an attribute of the profile, compares it, and names the clause of the
// document that says so.

// Limits.
const (
	MaxConditions = 30
	maxDepth      = 4
	maxCases      = 200 // ways to answer what several conditions ask for
)

//go:embed grammar.tsv
var grammarFile string

// A rule writes a part of a condition, and reads it.
type rule struct {
	text    string
	pattern *regexp.Regexp
}

// grammar is how conditions are written, by what is said.
var grammar = readGrammar(grammarFile)

func readGrammar(file string) map[string]rule {
	out := map[string]rule{}
	for line := range strings.Lines(file) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); !strings.HasPrefix(line, "#") {
			out[f[0]] = rule{f[1], regexp.MustCompile(f[2])}
		}
	}
	return out
}

// comparisons are the operators of a condition, by the kind of its attribute, in the order
// in which they are tried.
var comparisons = map[string][]Op{profile.Number: {Least, Most, Above, Below, Between}, profile.Choice: {IsNot, Is}}

// head is the number of a line: 2 or 2.1, with the signs that people put behind it.
var head = regexp.MustCompile(`^(\d{1,2}(?:\.\d{1,2})*)\s*[.、．]?\s*(.+)$`)

// A reader finds the clause of a document at an address; false if there is none, or several.
type reader func(address string) (policy.Clause, bool)

type parsing struct {
	rows   []profile.Attribute // of whom the conditions are about
	clause reader
	root   Node
	line   int
	n      int // conditions so far
}

// Parse reads conditions as they were written, about attributes of one kind of people.
//
// Errors: Invalid about the field conditions, with the line at fault.
func parse(text string, rows []profile.Attribute, clause reader) (Node, error) {
	p := parsing{rows: rows, clause: clause, root: Node{Op: All}}
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		p.line = i + 1
		if line = strings.TrimSpace(line); line != "" {
			if err := p.read(line); err != nil {
				return Node{}, err
			}
		}
	}
	switch empty := p.root.childless(""); {
	case p.n == 0:
		return Node{}, fault.Field("conditions", "required")
	case empty != "":
		return Node{}, fault.Field("conditions", "finder.wrong.empty", empty)
	case p.root.cases(byCode(rows)) > maxCases:
		return Node{}, fault.Field("conditions", "finder.wrong.cases")
	}
	return p.root, nil
}

// childless is the number of the first group without conditions; "" if there is none.
func (n *Node) childless(at string) string {
	for i := range n.Nodes {
		here := at + strconv.Itoa(i+1)
		if c := &n.Nodes[i]; c.group() {
			if len(c.Nodes) == 0 {
				return here
			}
			if found := c.childless(here + "."); found != "" {
				return found
			}
		}
	}
	return ""
}

func (p *parsing) wrong(key string, args ...any) error {
	return fault.Field("conditions", "finder.wrong."+key, append([]any{p.line}, args...)...)
}

func (p *parsing) read(line string) error {
	m := head.FindStringSubmatch(width.Fold.String(line))
	if m == nil {
		return p.wrong("number", 1)
	}
	above, err := p.above(m[1])
	if err != nil {
		return err
	}
	for _, op := range []Op{All, Any} {
		if grammar[string(op)].pattern.MatchString(m[2]) {
			above.Nodes = append(above.Nodes, Node{Op: op})
			return nil
		}
	}
	if p.n++; p.n > MaxConditions {
		return p.wrong("many", MaxConditions)
	}
	n, err := p.condition(m[2])
	above.Nodes = append(above.Nodes, n)
	return err
}

// above is the group that a line of a number stands in: numbers count without gaps.
func (p *parsing) above(number string) (*Node, error) {
	steps := strings.Split(number, ".")
	if len(steps) > maxDepth {
		return nil, p.wrong("deep", maxDepth)
	}
	at, name := &p.root, ""
	for i, s := range steps {
		n, _ := strconv.Atoi(s) // digits
		if i == len(steps)-1 {
			if n != len(at.Nodes)+1 {
				return nil, p.wrong("number", name+strconv.Itoa(len(at.Nodes)+1))
			}
			break
		}
		if n < 1 || n != len(at.Nodes) || !at.Nodes[n-1].group() {
			return nil, p.wrong("no_group", name+s)
		}
		at, name = &at.Nodes[n-1], name+s+"."
	}
	return at, nil
}

// condition reads one: the attribute, how it compares, and the clause.
func (p *parsing) condition(s string) (n Node, err error) {
	cut := grammar["by"].pattern.FindStringIndex(s)
	if cut == nil {
		return n, p.wrong("no_clause")
	}
	name := strings.TrimSpace(s[cut[1]:])
	s = strings.TrimSpace(s[:cut[0]])
	a, ok := p.attribute(s)
	if !ok {
		return n, p.wrong("attribute", s)
	}
	n.Attr = a.Code
	if !n.compare(a, strings.TrimSpace(strings.TrimPrefix(s, width.Fold.String(a.Name)))) {
		return n, p.wrong("compare."+a.Kind, a.Name)
	}
	for _, o := range n.Options {
		if !slices.Contains(a.Options, o) {
			return n, p.wrong("option", a.Name, o, strings.Join(a.Options, "\u3001"))
		}
	}
	if a.Kind == profile.Number && (n.N < a.Min || max(n.N, n.To) > a.Max || n.Op == Between && n.To < n.N) {
		return n, p.wrong("range", a.Name, a.Min, a.Max)
	}
	if len(n.classes(a)) < 2 {
		return n, p.wrong("always", a.Name)
	}
	if n.Clause, ok = p.clause(name); !ok {
		return n, p.wrong("clause", name)
	}
	return n, nil
}

// attribute is the one that a line begins with, of two the longer name.
func (p *parsing) attribute(s string) (out profile.Attribute, found bool) {
	for _, a := range p.rows {
		if strings.HasPrefix(s, width.Fold.String(a.Name)) && len(a.Name) > len(out.Name) {
			out, found = a, true
		}
	}
	return out, found
}

// compare reads what stands behind the name of an attribute.
func (n *Node) compare(a profile.Attribute, s string) bool {
	if a.Unit != "" {
		s = strings.ReplaceAll(s, a.Unit, "")
	}
	for _, op := range comparisons[a.Kind] {
		m := grammar[string(op)].pattern.FindStringSubmatch(strings.TrimSpace(s))
		if m == nil {
			continue
		}
		n.Op = op
		if a.Kind == profile.Choice {
			n.Options = options(m[1], a.Options)
			return len(n.Options) > 0
		}
		var bad error
		if n.N, bad = strconv.Atoi(m[1]); bad == nil && op == Between {
			n.To, bad = strconv.Atoi(m[2])
		}
		return bad == nil
	}
	return false
}

// options reads names of options. One of the profile may hold signs that part them here.
func options(s string, known []string) (out []string) {
	for s != "" {
		best := ""
		for _, o := range known {
			if strings.HasPrefix(s, width.Fold.String(o)) && len(o) > len(best) {
				best = o
			}
		}
		if best == "" {
			part := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("\u3001, \u6216", r) })
			return append(out, part[:min(1, len(part))]...)
		}
		if !slices.Contains(out, best) {
			out = append(out, best)
		}
		s = strings.TrimLeft(strings.TrimPrefix(s, width.Fold.String(best)), "\u3001, \u6216")
	}
	return out
}

// says is a condition in words: with its unit, and without its clause.
func (n *Node) says(at Attributes) string {
	if n.group() {
		return grammar[string(n.Op)].text
	}
	a := at[n.Attr]
	words := a.Name
	if words == "" {
		words = n.Attr
	}
	form := grammar[string(n.Op)].text
	switch {
	case len(n.Options) > 0:
		return words + " " + fmt.Sprintf(form, strings.Join(n.Options, "\u3001"))
	case n.Op == Between:
		return words + " " + fmt.Sprintf(form, n.N, n.To) + " " + a.Unit
	}
	return words + " " + fmt.Sprintf(form, n.N) + " " + a.Unit
}

// written gives conditions the form that parse reads, for who goes on writing.
func (n *Node) written(at Attributes, number string) string {
	var b strings.Builder
	for i := range n.Nodes {
		c := &n.Nodes[i]
		here := number + strconv.Itoa(i+1)
		b.WriteString(here)
		if number == "" {
			b.WriteByte('.')
		}
		b.WriteString(" " + strings.TrimSpace(c.says(at)))
		if !c.group() {
			b.WriteString(grammar["by"].text + " " + c.Clause.Name)
		}
		b.WriteByte('\n')
		b.WriteString(c.written(at, here+"."))
	}
	return b.String()
}
