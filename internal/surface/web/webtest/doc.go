package webtest

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Body reads the whole answer.
func Body(t testing.TB, res *http.Response) string {
	t.Helper()
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A Doc is a page.
type Doc struct{ root *html.Node }

// A Node is an element of a page.
type Node struct{ n *html.Node }

// Parse reads a page.
func Parse(t testing.TB, page string) *Doc {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return &Doc{root}
}

// All returns the elements that a selector names: steps of the form
// tag.class#id[attr] or [attr=value], with a blank for "anywhere inside".
func (d *Doc) All(selector string) []Node {
	steps := strings.Fields(selector)
	var out []Node
	for n := range d.root.Descendants() {
		if n.Type == html.ElementNode && within(n, steps) {
			out = append(out, Node{n})
		}
	}
	return out
}

// One returns the only element that a selector names.
func (d *Doc) One(t testing.TB, selector string) Node {
	t.Helper()
	all := d.All(selector)
	if len(all) != 1 {
		t.Fatalf("%d elements are %q, want 1", len(all), selector)
	}
	return all[0]
}

// within reports whether n is the last step and its ancestors hold the others in order.
func within(n *html.Node, steps []string) bool {
	last := len(steps) - 1
	if !is(n, steps[last]) {
		return false
	}
	for n, last = n.Parent, last-1; last >= 0; n = n.Parent {
		if n == nil {
			return false
		}
		if n.Type == html.ElementNode && is(n, steps[last]) {
			last--
		}
	}
	return true
}

// is reports whether n is what one step names.
func is(n *html.Node, step string) bool {
	node := Node{n}
	end := strings.IndexAny(step, ".#[")
	if end < 0 {
		return step == "*" || n.Data == step
	}
	if tag := step[:end]; tag != "" && tag != n.Data {
		return false
	}
	for step = step[end:]; step != ""; {
		kind := step[0]
		stop := strings.IndexAny(step[1:], ".#[") + 1
		if kind == '[' {
			stop = strings.IndexByte(step, ']') + 1
		}
		if stop <= 0 {
			stop = len(step)
		}
		part := strings.TrimSuffix(step[1:stop], "]")
		step = step[stop:]
		name, val, given := strings.Cut(part, "=")
		switch {
		case kind == '.' && !slices.Contains(strings.Fields(node.Attr("class")), part),
			kind == '#' && node.Attr("id") != part,
			kind == '[' && !node.Has(name),
			kind == '[' && given && node.Attr(name) != strings.Trim(val, `"'`):
			return false
		}
	}
	return true
}

// Attr returns an attribute, or "".
func (n Node) Attr(name string) string {
	for _, a := range n.n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// Has reports whether the element has an attribute.
func (n Node) Has(name string) bool {
	return slices.ContainsFunc(n.n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// Tag is the name of the element.
func (n Node) Tag() string { return n.n.Data }

// Text is all text inside, blanks made single.
func (n Node) Text() string { return strings.Join(strings.Fields(n.Raw()), " ") }

// Raw is all text inside as it is: what a textarea would send.
func (n Node) Raw() string {
	var b strings.Builder
	for c := range n.n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// inside reports whether the element stands in one with that tag.
func (n Node) inside(tag string) bool {
	for p := n.n.Parent; p != nil; p = p.Parent {
		if p.Data == tag {
			return true
		}
	}
	return false
}

// Sound fails the test for every fault of the page.
func (d *Doc) Sound(t testing.TB) {
	t.Helper()
	for _, f := range d.Faults() {
		t.Error(f)
	}
}

// Faults says where the page breaks what every page must keep: one h1, unique
// ids, a label on every control, descriptions that exist, a scope on every head
// cell, links that lead somewhere, and nothing that the policy of pages would block.
func (d *Doc) Faults() []string {
	var out []string
	if n := len(d.All("h1")); n != 1 {
		out = append(out, fmt.Sprintf("%d h1 on the page, want 1", n))
	}
	ids, labels := map[string]bool{}, map[string]bool{}
	all := d.All("*")
	for _, n := range all {
		if id := n.Attr("id"); id != "" {
			if ids[id] {
				out = append(out, fmt.Sprintf("id %q stands twice", id))
			}
			ids[id] = true
		}
		if n.Tag() == "label" {
			labels[n.Attr("for")] = true
		}
	}
	for _, n := range all {
		if s := n.Text(); wordy[n.Tag()] && (rawKey.MatchString(s) || rawRef.MatchString(s)) {
			out = append(out, fmt.Sprintf("<%s> shows %q, which is no text for people", n.Tag(), s))
		}
		out = append(out, n.blocked()...)
		out = append(out, n.lost(ids, labels)...)
	}
	return out
}

// What has words of the program: a text that is the key of one has none. An article is
// quoted by its title, never by its code.
var (
	wordy  = map[string]bool{"option": true, "th": true, "button": true, "label": true, "legend": true, "td": true, "dd": true}
	rawKey = regexp.MustCompile(`^[a-z_]+\.[a-z_]+\.[a-z_.]+$`)
	rawRef = regexp.MustCompile(`^[a-z]+:\d+(\.\d+)?(-\d+)?$`)
)

// blocked names what the policy of pages keeps from working.
func (n Node) blocked() []string {
	var out []string
	for _, a := range n.n.Attr {
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
			out = append(out, fmt.Sprintf("<%s %s> would be blocked", n.Tag(), a.Key))
		}
	}
	if n.Tag() == "script" && n.Attr("src") == "" {
		out = append(out, "a script in the page would be blocked")
	}
	return out
}

// lost names what leads nowhere, and controls that nobody can name.
func (n Node) lost(ids, labels map[string]bool) []string {
	var out []string
	for _, ref := range []string{"aria-describedby", "aria-labelledby"} {
		for id := range strings.FieldsSeq(n.Attr(ref)) {
			if !ids[id] {
				out = append(out, fmt.Sprintf("<%s> names %q, which is not on the page", n.Tag(), id))
			}
		}
	}
	switch n.Tag() {
	case "input", "select", "textarea":
		if n.Attr("type") != "hidden" && !labels[n.Attr("id")] && n.Attr("aria-label") == "" && !n.inside("label") {
			out = append(out, fmt.Sprintf("<%s name=%q> has no label", n.Tag(), n.Attr("name")))
		}
	case "th":
		if !n.Has("scope") {
			out = append(out, fmt.Sprintf("<th>%s has no scope", n.Text()))
		}
	case "a":
		if id, ok := strings.CutPrefix(n.Attr("href"), "#"); ok && !ids[id] {
			out = append(out, fmt.Sprintf("a link leads to #%s, which is not on the page", id))
		}
	}
	return out
}
