package web

import (
	"fmt"
	"html/template"
	"text/template/parse"
)

// gather returns the template root of own or of parts, with all that it draws
// and nothing else; what own defines stands before a part of the same name. A
// page draws a few parts of many, and what is parsed stays in memory as long as
// the program runs: with every part in every page that was most of it, and most
// of what the collector had to look through.
func gather(root string, own, parts *template.Template) (*template.Template, error) {
	out := template.New("").Funcs(funcs)
	for todo := []string{root}; len(todo) > 0; {
		name := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if out.Lookup(name) != nil {
			continue
		}
		from := own.Lookup(name)
		if from == nil {
			from = parts.Lookup(name)
		}
		if from == nil || from.Tree == nil {
			return nil, fmt.Errorf("no template %q", name)
		}
		tree := from.Tree.Copy() // drawing changes it: it gets what escapes its values
		if _, err := out.AddParseTree(name, tree); err != nil {
			return nil, err
		}
		todo = append(todo, drawnBy(tree.Root)...)
	}
	return out.Lookup(root), nil
}

// drawnBy is the names of the templates that a list of nodes draws.
func drawnBy(list *parse.ListNode) (names []string) {
	if list == nil {
		return nil
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.TemplateNode:
			names = append(names, n.Name)
		case *parse.IfNode:
			names = append(names, drawnBy(n.List)...)
			names = append(names, drawnBy(n.ElseList)...)
		case *parse.RangeNode:
			names = append(names, drawnBy(n.List)...)
			names = append(names, drawnBy(n.ElseList)...)
		case *parse.WithNode:
			names = append(names, drawnBy(n.List)...)
			names = append(names, drawnBy(n.ElseList)...)
		}
	}
	return names
}
