package flow

import (
	"fmt"
	"strings"
)

// A Words gives the names that people read: of a state, an act, a permission, an article.
type Words struct {
	State, Act, Role, Basis func(string) string
}

// Page writes the table as a page of docs/states: a list of steps, and the
// same as a Mermaid diagram.
func (t Table[S, A]) Page(title string, w Words) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\nMade from the state table; do not edit.\n\n", title)
	b.WriteString("| from | act | to | who | not by who did | clock | basis | public |\n|---|---|---|---|---|---|---|---|\n")
	for _, s := range t {
		fmt.Fprintf(&b, "| %s | %s `%s` | %s | %s | %s | %s | %s | %s |\n", names(s.From, w.State), w.Act(string(s.Act)), s.Act,
			w.State(string(s.To)), w.Role(string(s.Perm)), names(s.NotBy, w.Act), s.Clock, w.Basis(string(s.Basis)), mark(s.Shown))
	}
	b.WriteString("\n```mermaid\nstateDiagram-v2\n")
	for _, s := range t {
		for _, f := range s.From {
			fmt.Fprintf(&b, "  %s --> %s: %s\n", f, s.To, s.Act)
		}
		if s.From == nil {
			fmt.Fprintf(&b, "  [*] --> %s: %s\n", s.To, s.Act)
		}
	}
	b.WriteString("```\n")
	return b.String()
}

func names[T ~string](of []T, name func(string) string) string {
	out := make([]string, len(of))
	for i, v := range of {
		out[i] = name(string(v))
	}
	return strings.Join(out, ", ")
}

func mark(yes bool) string {
	if yes {
		return "✓"
	}
	return ""
}
