package letter

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
	"unicode"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// Folder is where the templates of a profile stand, and Ext how their names end.
const (
	Folder = "letters"
	Ext    = ".txt"
)

// A draft is the template of one kind, read and checked.
type draft struct {
	kind law.LetterKind
	text string
	root *parse.ListNode
}

// names are the placeholders by what a template calls them.
func names() map[string]law.Placeholder {
	out := map[string]law.Placeholder{}
	for _, p := range law.Placeholders() {
		out[p.Name] = p
	}
	return out
}

// A checker reads one template and collects what is wrong with it.
type checker struct {
	draft
	names map[string]law.Placeholder
	stood map[string]bool // names that stand anywhere
	rows  []fault.Row
}

// A reading is where in a template one is: within a range over rows, and within
// which ifs.
type reading struct {
	rows   string // with a dot, or ""
	guards map[string]bool
}

func (r reading) under(name string) reading {
	guards := maps.Clone(r.guards)
	if guards == nil {
		guards = map[string]bool{}
	}
	guards[name] = true
	return reading{r.rows, guards}
}

// syntaxLine finds the line in a message of text/template/parse.
var syntaxLine = regexp.MustCompile(`^template: [^:]*:(\d+)`)

// read checks a template and everything that its kind asks for.
func read(kind law.LetterKind, text string) (draft, []fault.Row) {
	c := checker{draft: draft{kind: kind, text: text}, names: names(), stood: map[string]bool{}}
	for i, line := range strings.Split(text, "\n") {
		if strings.ContainsFunc(line, odd) {
			c.at(i+1, "letter.odd_character")
		}
	}
	trees := map[string]*parse.Tree{}
	tree := parse.New(kind.Code)
	tree.Mode = parse.SkipFuncCheck
	if _, err := tree.Parse(text, "", "", trees); err != nil {
		line := 0
		if m := syntaxLine.FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1]) // digits, by the pattern
		}
		c.at(line, "letter.syntax")
		return c.draft, c.rows
	}
	if len(trees) > 1 {
		c.at(0, "letter.forbidden")
	}
	c.root = tree.Root
	always := c.list(tree.Root, reading{})
	c.complete(always)
	slices.SortStableFunc(c.rows, func(a, b fault.Row) int { return cmp.Compare(a.Line, b.Line) })
	return c.draft, c.rows
}

// odd reports whether a character has no business in a template: those that show
// nothing, and those that stand in for values while the text is read.
func odd(r rune) bool {
	return r != '\t' && r != '\r' && unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r >= firstStandIn || r == unicode.ReplacementChar
}

func (c *checker) at(line int, key string, args ...any) {
	c.rows = append(c.rows, fault.Row{File: Folder + "/" + c.kind.Code + Ext, Line: line, Text: fault.T(key, args...)})
}

func (c *checker) node(n parse.Node, key string, args ...any) {
	c.at(1+strings.Count(c.text[:min(int(n.Position()), len(c.text))], "\n"), key, args...)
}

// list checks the nodes of a list and returns the names that stand on every way through it.
func (c *checker) list(l *parse.ListNode, at reading) map[string]bool {
	always := map[string]bool{}
	if l == nil {
		return always
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
		case *parse.ActionNode:
			if name := c.field(n, n.Pipe, at); name != "" {
				c.written(n, name, at)
				always[name] = true
			}
		case *parse.IfNode:
			name := c.field(n, n.Pipe, at)
			yes, no := c.list(n.List, at.under(name)), c.list(n.ElseList, at)
			for both := range yes {
				if no[both] {
					always[both] = true
				}
			}
		case *parse.RangeNode:
			if name := c.loop(n, at); name != "" {
				always[name] = true
			}
		default: // with, template, block, break, continue: nothing that an official needs
			c.node(n, "letter.forbidden")
		}
	}
	return always
}

// field returns the name that a pipe consists of; "" and a fault if it is anything
// else, or a name that the kind does not know.
func (c *checker) field(n parse.Node, p *parse.PipeNode, at reading) string {
	if p == nil || len(p.Decl) > 0 || len(p.Cmds) != 1 || len(p.Cmds[0].Args) != 1 {
		c.node(n, "letter.forbidden")
		return ""
	}
	f, ok := p.Cmds[0].Args[0].(*parse.FieldNode)
	if !ok || len(f.Ident) != 1 {
		c.node(n, "letter.forbidden")
		return ""
	}
	name := f.Ident[0]
	known, is := c.names[name]
	if at.rows != "" && (!is || known.Role != law.Ordinal) {
		name = at.rows + name
		known, is = c.names[name]
	}
	switch {
	case !is:
		c.node(f, "letter.unknown", f.Ident[0])
		return ""
	case known.Role == law.Ordinal:
		if at.rows == "" {
			c.node(f, "letter.not_here", name)
			return ""
		}
	case known.Role == law.MarkOf && c.kind.Form == law.Letter: // any letter may have a red head
	case !slices.Contains(c.kind.Required, name) && !c.mayLack(name):
		c.node(f, "letter.not_here", name)
		return ""
	}
	c.stood[name] = true
	return name
}

// mayLack reports whether a value may be missing.
func (c *checker) mayLack(name string) bool {
	return slices.Contains(c.kind.Blank, name) || slices.Contains(c.kind.Optional, name)
}

// written checks a name that is written out.
func (c *checker) written(n parse.Node, name string, at reading) {
	switch c.names[name].Role {
	case law.Flag, law.RowsOf, law.ItemsOf:
		c.node(n, "letter.not_text", name)
	case law.PlainText, law.PartOf, law.RemedyOf, law.Ordinal, law.MarkOf, law.NumberOf, law.IssuerOf, law.DateOf, law.VerifyOf:
		if (c.mayLack(name) || c.names[name].Role == law.MarkOf) && !at.guards[name] {
			c.node(n, "letter.unguarded", name)
		}
	}
}

// loop checks a range: over rows, not within another, with every column that the kind asks for.
func (c *checker) loop(n *parse.RangeNode, at reading) string {
	name := c.field(n, n.Pipe, at)
	if name == "" {
		return ""
	}
	if role := c.names[name].Role; role != law.RowsOf && role != law.ItemsOf || at.rows != "" || n.ElseList != nil {
		c.node(n, "letter.not_rows", name)
		return ""
	}
	in := at.under(name)
	in.rows = name + "."
	always := c.list(n.List, in)
	for _, column := range c.kind.Required {
		if strings.HasPrefix(column, in.rows) && !always[column] {
			c.node(n, "letter.missing", column)
		}
	}
	return name
}

// complete asks for what the kind cannot be without.
func (c *checker) complete(always map[string]bool) {
	for _, name := range c.kind.Required {
		switch {
		case strings.Contains(name, ".") || always[name]: // columns are asked for where the rows are
		case c.names[name].Role == law.RemedyOf:
			c.at(0, "letter.no_remedy", name)
		case c.stood[name]:
			c.at(0, "letter.sometimes", name)
		default:
			c.at(0, "letter.missing", name)
		}
	}
	for _, name := range c.kind.Blank {
		if !c.stood[name] {
			c.at(0, "letter.missing", name)
		}
	}
}
