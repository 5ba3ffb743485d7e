package finder

import (
	"maps"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/platform/profile"
)

// A Result says whether somebody meets conditions.
type Result string

// The results.
const (
	Fits    Result = "fits"
	Not     Result = "not"
	Unknown Result = "unknown" // what was not answered may still decide it
)

// An Op says how the conditions below a group are put together, or how one compares.
type Op string

// The operators: those of groups, of numbers and of choices.
const (
	All     Op = "all"
	Any     Op = "any"
	Least   Op = "least"   // N and more
	Most    Op = "most"    // up to N
	Above   Op = "above"   // more than N
	Below   Op = "below"   // less than N
	Between Op = "between" // from N to To, both of them too
	Is      Op = "is"      // one of Options
	IsNot   Op = "not"     // none of Options
)

// A Node is a condition, or a group of them.
type Node struct {
	Op      Op            `json:"op"`
	Nodes   []Node        `json:"nodes,omitempty"` // of a group
	Attr    string        `json:"attr,omitempty"`  // code of the attribute that a condition asks for
	N       int           `json:"n,omitempty"`
	To      int           `json:"to,omitempty"`
	Options []string      `json:"options,omitempty"`
	Clause  policy.Clause `json:"clause,omitzero"` // that says so
}

// A Value is an answer: a number or an option.
type Value struct {
	N      int
	Option string
}

// Answers are what is known, by the code of the attribute.
type Answers map[string]Value

// with returns the answers and one more.
func (a Answers) with(code string, v Value) Answers {
	out := make(Answers, len(a)+1)
	maps.Copy(out, a)
	out[code] = v
	return out
}

// Attributes are the rows of the profile by their code.
type Attributes map[string]profile.Attribute

func (n *Node) group() bool { return n.Op == All || n.Op == Any }

// holds reports whether a condition is met by an answer.
func (n *Node) holds(v Value) bool {
	switch n.Op {
	case Least:
		return v.N >= n.N
	case Most:
		return v.N <= n.N
	case Above:
		return v.N > n.N
	case Below:
		return v.N < n.N
	case Between:
		return v.N >= n.N && v.N <= n.To
	case Is:
		return slices.Contains(n.Options, v.Option)
	case IsNot:
		return !slices.Contains(n.Options, v.Option)
	case All, Any:
	}
	return false
}

// leaves calls f for each condition.
func (n *Node) leaves(f func(*Node)) {
	if !n.group() {
		f(n)
		return
	}
	for i := range n.Nodes {
		n.Nodes[i].leaves(f)
	}
}

// asks counts the conditions that ask for each attribute.
func (n *Node) asks() map[string]int {
	out := map[string]int{}
	n.leaves(func(l *Node) { out[l.Attr]++ })
	return out
}

// classes are answers to an attribute, one for each way in which the conditions that ask for
// it can come out together: of every other answer they say the same as of one of these.
func (n *Node) classes(at profile.Attribute) (out []Value) {
	var own []*Node
	n.leaves(func(l *Node) {
		if l.Attr == at.Code {
			own = append(own, l)
		}
	})
	if slices.ContainsFunc(own, func(l *Node) bool { return !l.askable(at) }) {
		return nil
	}
	seen := map[string]bool{}
	for _, v := range candidates(at, own) {
		var said strings.Builder
		for _, l := range own {
			if l.holds(v) {
				said.WriteByte('1')
			} else {
				said.WriteByte('0')
			}
		}
		if !seen[said.String()] {
			seen[said.String()] = true
			out = append(out, v)
		}
	}
	return out
}

// candidates are all options, or the numbers at which a condition turns.
func candidates(at profile.Attribute, own []*Node) (out []Value) {
	if at.Kind == profile.Choice {
		for _, o := range at.Options {
			out = append(out, Value{Option: o})
		}
		return out
	}
	turns := []int{at.Min}
	for _, l := range own {
		turns = append(turns, l.N, l.N+1, l.To, l.To+1)
	}
	slices.Sort(turns)
	for _, t := range slices.Compact(turns) {
		if t >= at.Min && t <= at.Max {
			out = append(out, Value{N: t})
		}
	}
	return out
}

// askable reports whether the profile still asks in the way that a condition needs.
func (n *Node) askable(a profile.Attribute) bool {
	return slices.Contains(comparisons[a.Kind], n.Op) && !slices.ContainsFunc(n.Options, func(o string) bool { return !slices.Contains(a.Options, o) })
}

// asked reports whether the profile asks for all that conditions need.
func (n *Node) asked(at Attributes) bool {
	ok := true
	n.leaves(func(l *Node) { ok = ok && l.askable(at[l.Attr]) })
	return ok
}

// reduce leaves out of conditions what the answers decide. The result is Fits, Not, or
// Unknown with what is left: flat, no group in a group of its own kind, none of one.
func (n *Node) reduce(at Attributes, a Answers) (Result, Node) {
	if !n.group() {
		return n.reduceOne(at, a)
	}
	stop, pass := Not, Fits // of all; of any the other way round
	if n.Op == Any {
		stop, pass = Fits, Not
	}
	left := Node{Op: n.Op}
	for i := range n.Nodes {
		switch r, rest := n.Nodes[i].reduce(at, a); {
		case r == stop:
			return stop, Node{}
		case r == pass:
		case rest.Op == n.Op:
			left.Nodes = append(left.Nodes, rest.Nodes...)
		default:
			left.Nodes = append(left.Nodes, rest)
		}
	}
	switch len(left.Nodes) {
	case 0:
		return pass, Node{}
	case 1:
		return Unknown, left.Nodes[0]
	}
	return Unknown, left
}

// reduceOne judges one condition: one that every answer meets, or none, needs no answer.
func (n *Node) reduceOne(at Attributes, a Answers) (Result, Node) {
	if !n.askable(at[n.Attr]) {
		return Unknown, *n
	}
	values := n.classes(at[n.Attr])
	if v, known := a[n.Attr]; known {
		values = []Value{v}
	}
	if len(values) > 1 {
		return Unknown, *n
	}
	if n.holds(values[0]) {
		return Fits, Node{}
	}
	return Not, Node{}
}

// shared are the attributes, by code in order, that several conditions ask for. Only such
// conditions depend on one another: where there are none, reduce is exact, as each condition
// that it leaves can come out either way whatever the others do. What the profile does
// not ask for any more is not among them.
func (n *Node) shared(at Attributes) (out []string) {
	for code, times := range n.asks() {
		if a, there := at[code]; times > 1 && there && n.classes(a) != nil {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return out
}

// Judge says whether conditions are met. It is Unknown exactly if what is not answered can
// still come out both ways.
func (n *Node) Judge(at Attributes, a Answers) Result {
	r, rest := n.reduce(at, a)
	if r != Unknown {
		return r
	}
	shared := rest.shared(at)
	if len(shared) == 0 {
		return Unknown
	}
	out := Result("")
	for _, v := range rest.classes(at[shared[0]]) {
		r := rest.Judge(at, a.with(shared[0], v))
		if r == Unknown || out != "" && r != out {
			return Unknown
		}
		out = r
	}
	return out
}

// cases is how many ways there are to answer what several conditions ask for.
func (n *Node) cases(at Attributes) int {
	out := 1
	for _, code := range n.shared(at) {
		out = min(out*len(n.classes(at[code])), maxCases+1)
	}
	return out
}
