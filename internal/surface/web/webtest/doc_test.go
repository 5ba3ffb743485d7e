package webtest

import (
	"strings"
	"testing"
)

const page = `<!doctype html><h1>题 <b>一</b></h1><form class="a b" id="f"><p class="b"><label for="n">名</label><input id="n" name="n" value="1"></p></form>`

func TestSelectors(t *testing.T) {
	d := Parse(t, page)
	for sel, want := range map[string]int{
		"input": 1, "form.a.b": 1, ".b": 2, "#f": 1, "form#f.a input[name=n]": 1, `input[value="1"][name]`: 1, "input[value=2]": 0,
		"form p.b label[for=n]": 1, "p form": 0, "form.c": 0, "h1 b": 1, "select": 0, "body *": 6,
	} {
		if got := len(d.All(sel)); got != want {
			t.Errorf("%s: %d, want %d", sel, got, want)
		}
	}
	if got := d.One(t, "h1").Text(); got != "题 一" {
		t.Error(got)
	}
	if f := d.Faults(); len(f) != 0 {
		t.Error(f)
	}
}

func TestFaults(t *testing.T) {
	for fault, html := range map[string]string{
		"2 h1":                     `<h1>b</h1>`,
		`id "n" stands twice`:      `<p id="n">`,
		"<p style> would":          `<p style="x">`,
		"<p onclick> would":        `<p onclick="x">`,
		"a script in the page":     `<script>1</script>`,
		`<p> names "z"`:            `<p aria-describedby="f z">`,
		`<select name="s"> has no`: `<select name="s"></select>`,
		"<th>x has no scope":       `<table><tr><th>x</th></tr></table>`,
		"a link leads to #z":       `<a href="#z">x</a>`,
	} {
		got := Parse(t, page+html).Faults()
		if len(got) != 1 || !strings.HasPrefix(got[0], fault) {
			t.Errorf("%s: %v", html, got)
		}
	}
}
