package clause

import (
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// An act is one thing that an instruction does.
type act struct {
	in     *instruction
	verb   string
	at     [][]spoken // which clauses
	quoted bool       // the address was a quotation, as labels are cited
	find   []string   // the words that it looks for
	write  []string   // the words that it writes
	to     [][]spoken // the numbers of the text after
	n      int        // how many
	kind   string     // the word of a kind
	side   string     // in_front or behind what it names; "" for within
	all    bool       // wherever the words stand in it
	more   bool       // goes on with the clauses of the act before
}

// read reads the acts of a decision.
func read(instructions string) ([]act, []fault.Row) {
	g := lang()
	text, quotes, ok := quoted(instructions)
	if !ok {
		return nil, []fault.Row{{Line: 1, Column: shown(instructions), Text: fault.T("clause.quote_open")}}
	}
	var acts []act
	var rows []fault.Row
	n := 0
	for _, l := range article.Lines(text) {
		in := &instruction{text: l.Text, quotes: quotes}
		if g.skipped(l) {
			continue
		}
		n++
		in.n = n
		in.raw = in.restore(l.Text)
		lb := (&parser{grammar: g}).label(l.Text)
		if lb.kind != "" && lb.kind != Article && rank[lb.kind] > rank[Section] {
			in.text = trim(l.Text[len(lb.text):])
		}
		rest := in.text
		if second := (&parser{grammar: g}).label(rest); second.kind != "" && lb.kind != "" && second.kind != Article && rank[second.kind] > rank[Section] {
			rows = append(rows, in.refuse("clause.ambiguous", lb.text+second.text))
			continue
		}
		var context []spoken
		for _, s := range sentences(rest) {
			got, ctx := g.acts(in, s, context, 0)
			if got == nil {
				rows = append(rows, in.refuse("clause.not_understood", shown(in.restore(s))))
				break
			}
			context = ctx
			acts = append(acts, got...)
		}
	}
	if len(acts)+len(rows) == 0 {
		rows = append(rows, fault.Row{Line: 1, Column: shown(instructions), Text: fault.T("clause.no_instruction")})
	}
	return acts, rows
}

func (in *instruction) refuse(key string, args ...any) fault.Row {
	return fault.Row{Line: in.n, Column: shown(in.raw), Text: fault.T(key, args...)}
}

// skipped reports whether the line of a decision instructs nothing: its title, its opening, who signs.
func (g *grammar) skipped(l article.Line) bool {
	s := strings.TrimRight(fold(l.Text), "\u3002")
	quotes := strings.ContainsFunc(s, func(r rune) bool { return r >= firstQuote && r <= lastQuote })
	if !quotes {
		for _, re := range g.skips {
			if re.MatchString(s) {
				return true
			}
		}
	}
	return !quotes && framed(l.Kind) && !slices.ContainsFunc(g.words["verb"], func(w string) bool { return strings.Contains(s, w) })
}

// sentences cuts a line where a sentence or a part of one ends.
func sentences(s string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(s, func(r rune) bool {
		return r == '\u3002' || r == '\uff1b' || r == ';'
	}), func(s string) bool { return trim(s) == "" })
}

// joinedMost is how many instructions one sentence may hold.
const joinedMost = 12

// acts reads a sentence: one instruction, or several with a comma between. It is nil if a part is not understood.
func (g *grammar) acts(in *instruction, s string, context []spoken, depth int) ([]act, []spoken) {
	s = trim(s)
	if depth > joinedMost {
		return nil, nil
	}
	if a, ctx, ok := g.act(in, s, context); ok {
		return []act{a}, ctx
	}
	for i := range s {
		w := g.begins("also", s[i:])
		if w == "" || i == 0 {
			continue
		}
		a, ctx, ok := g.act(in, s[:i], context)
		if !ok {
			continue
		}
		if more, last := g.acts(in, s[i+len(w):], ctx, depth+1); more != nil {
			return append([]act{a}, more...), last
		}
	}
	return nil, nil
}

// act reads one instruction.
func (g *grammar) act(in *instruction, s string, context []spoken) (act, []spoken, bool) {
	folded := strings.TrimRight(strings.Join(strings.Fields(fold(trim(s))), ""), "\uff0c,")
	for _, o := range g.ops {
		a, ok := g.try(o, in, folded, context)
		if !ok {
			continue
		}
		if len(a.at) > 0 {
			context = a.at[len(a.at)-1]
		}
		return a, context, true
	}
	return act{}, context, false
}

// try reads an instruction by one of the ways to say it.
func (g *grammar) try(o op, in *instruction, s string, context []spoken) (act, bool) {
	m := o.re.FindStringSubmatch(s)
	if m == nil || o.verb == "order" && !slices.ContainsFunc(g.words["order_word"], func(w string) bool { return strings.Contains(s, w) }) {
		return act{}, false
	}
	a := act{in: in, verb: o.verb}
	for i, name := range o.re.SubexpNames() {
		if m[i] != "" && !a.group(g, name, m[i], context) {
			return act{}, false
		}
	}
	if verb, more := strings.CutSuffix(o.verb, "_more"); more {
		if a.verb, a.more = verb, true; verb != "replace" {
			a.verb += "_words"
		}
		return a, context != nil
	}
	if a.verb == "insert" && len(a.at) == 0 && len(a.to) > 0 && len(a.to[0]) > 1 { // the clause is that of the act before
		a.at = [][]spoken{a.to[0][:len(a.to[0])-1]}
	}
	return a, true
}

// group takes what a group of a pattern has found.
func (a *act) group(g *grammar, name, s string, context []spoken) (ok bool) {
	switch name {
	case "a":
		a.at, ok = g.list(s, context)
		return ok
	case "at":
		steps, rest := g.spoken(fold(a.in.quotesOf(s)[0]))
		a.at, a.quoted = [][]spoken{steps}, true
		return len(steps) > 0 && rest == ""
	case "q":
		a.find = a.in.quotesOf(s)
	case "r":
		a.write = a.in.quotesOf(s)
	case "to":
		if a.verb == "insert" && len(a.at) == 0 && len(a.to) > 0 && len(a.to[0]) > 1 { // the clause is that of the act before
			a.at = [][]spoken{a.to[0][:len(a.to[0])-1]}
		}
		if len(a.at) > 0 {
			context = a.at[len(a.at)-1]
		}
		a.to, ok = g.list(s, context)
		return ok
	case "n":
		a.n = Number(s)
	case "kind":
		a.kind = s
	case "side":
		for _, side := range []string{"in_front", "behind"} {
			if slices.Contains(g.words[side], s) {
				a.side = side
			}
		}
	case "all":
		a.all = true
	}
	return true
}
