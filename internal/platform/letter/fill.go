package letter

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// Values fill a template, by the keys of placeholders.tsv in the folder law. A flag
// is set by any text. What the template does not ask for is not used.
type Values struct {
	Text      map[string]string
	Rows      map[string][]map[string]string // each row by the part of the key behind the dot
	Decisions []Decision                     // of a reply, in the order of what was asked for
	Remedies  []string                       // the paragraphs about remedies: R-A, R-B, R-C; a reply that decides several things may need two
}

// A Decision is what a reply says about one of the things asked for.
type Decision struct {
	Kind string // A1 to O3
	Item string // what was asked for
	Text map[string]string
	Rows map[string][]map[string]string
}

// While a text is read for its structure, each value is one character of the two
// private planes. No font has them and no template may hold them.
const (
	firstStandIn = 0xF0000
	lastStandIn  = 0x10FFFD
)

// A filler writes the text of a letter, with a character in the place of each value.
type filler struct {
	set    Set
	text   strings.Builder
	values []value // by their characters
	bad    fault.Check
}

type value struct {
	role law.Role
	text string
}

// A scope is the values that a template may ask for: its own, and within a range
// those of the row.
type scope struct {
	Values
	field string // what stands before the names of fields in faults
	rows  string // name of the rows, with a dot; "" outside of a range
	row   map[string]string
	part  *Decision
	count int // of the rows
	index int
}

// put writes a value.
func (f *filler) put(role law.Role, text string) {
	if firstStandIn+len(f.values) > lastStandIn {
		f.bad.That(false, "rows", "letter.too_much")
		return
	}
	f.text.WriteRune(rune(firstStandIn + len(f.values))) //nolint:gosec // at most the last stand-in
	f.values = append(f.values, value{role, text})
}

// find returns the placeholder of a name in a scope, and its text; "" if it has none.
func (f *filler) find(name string, s *scope) (law.Placeholder, string) {
	if p := f.set.names[name]; p.Role == law.Ordinal {
		return p, ordinal(p.Key, s)
	}
	p := f.set.names[s.rows+name]
	_, column, nested := strings.Cut(p.Key, ".")
	switch {
	case !nested:
		return p, Tidy(s.Text[p.Key])
	case p.Role == law.PartOf:
		return p, s.part.Kind
	default:
		return p, Tidy(s.row[column])
	}
}

// ordinal counts the rows: in digits, and in words unless there is only one.
func ordinal(key string, s *scope) string {
	switch {
	case key != "ordinal_words":
		return strconv.Itoa(s.index + 1)
	case s.count == 1:
		return ""
	}
	return numeral(s.index + 1)
}

// list writes the nodes of a template that was checked.
func (f *filler) list(l *parse.ListNode, s *scope) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
			f.text.Write(n.Text)
		case *parse.ActionNode:
			f.field(nameOf(n.Pipe), s)
		case *parse.IfNode:
			if f.has(nameOf(n.Pipe), s) {
				f.list(n.List, s)
			} else {
				f.list(n.ElseList, s)
			}
		case *parse.RangeNode:
			f.loop(n, s)
		}
	}
}

func nameOf(p *parse.PipeNode) string { return p.Cmds[0].Args[0].(*parse.FieldNode).Ident[0] }

func (f *filler) has(name string, s *scope) bool {
	p, text := f.find(name, s)
	switch p.Role {
	case law.RowsOf:
		return len(s.Rows[p.Key]) > 0
	case law.ItemsOf:
		return len(s.Decisions) > 0
	case law.PlainText, law.Flag, law.PartOf, law.RemedyOf, law.Ordinal, law.MarkOf, law.NumberOf, law.IssuerOf, law.DateOf, law.VerifyOf:
	}
	return text != ""
}

func (f *filler) field(name string, s *scope) {
	p, text := f.find(name, s)
	switch p.Role {
	case law.Ordinal: // the program's own: part of the structure
		f.text.WriteString(text)
	case law.PartOf:
		f.draft(s.part.Kind, &scope{Values: Values{Text: s.part.Text, Rows: s.part.Rows}, field: fmt.Sprintf("%sitems.%d.", s.field, s.index)})
	case law.RemedyOf:
		f.remedies(s)
	case law.PlainText, law.Flag, law.RowsOf, law.ItemsOf, law.MarkOf, law.NumberOf, law.IssuerOf, law.DateOf, law.VerifyOf:
		at := s.field + p.Key
		if s.rows != "" {
			rows, column, _ := strings.Cut(p.Key, ".")
			at = fmt.Sprintf("%s%s.%d.%s", s.field, rows, s.index, column)
		}
		f.bad.That(text != "", at, "letter.no_value", p.Name)
		f.put(p.Role, text)
	}
}

// besidesKey is the flag of a paragraph that speaks of what another, which asks for
// reconsideration first, leaves over.
const besidesKey = "besides"

// remedies writes the paragraphs about remedies, each of which begins a line.
func (f *filler) remedies(s *scope) {
	for _, code := range s.Remedies {
		f.remedy(code, s)
		f.text.WriteByte('\n')
	}
}

func (f *filler) remedy(code string, s *scope) {
	first := law.FirstRemedy().Code
	text := maps.Clone(s.Text)
	if code != first && slices.Contains(s.Remedies, first) {
		text[besidesKey] = code
	}
	f.draft(code, &scope{Values: Values{Text: text}, field: s.field})
}

// draft writes the template of a kind.
func (f *filler) draft(kind string, s *scope) {
	t, ok := f.set.drafts[kind]
	f.bad.That(ok, s.field+"kind", "letter.no_kind", kind)
	if ok {
		f.list(t.root, s)
	}
}

func (f *filler) loop(n *parse.RangeNode, s *scope) {
	p, _ := f.find(nameOf(n.Pipe), s)
	in := *s
	in.rows = p.Name + "."
	if p.Role == law.ItemsOf {
		in.count = len(s.Decisions)
		f.bad.That(in.count > 0, s.field+p.Key, "letter.no_value", p.Name)
		for i := range s.Decisions {
			in.index, in.part, in.row = i, &s.Decisions[i], map[string]string{"text": s.Decisions[i].Item}
			f.list(n.List, &in)
		}
		return
	}
	in.count = len(s.Rows[p.Key])
	f.bad.That(in.count > 0, s.field+p.Key, "letter.no_value", p.Name)
	for i, row := range s.Rows[p.Key] {
		in.index, in.row = i, row
		f.list(n.List, &in)
	}
}
