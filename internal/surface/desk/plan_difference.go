package desk

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A differenceView is what a second reading changed.
type differenceView struct {
	Plan  plan.Plan
	Lines []differenceLine
}

// A differenceLine is what it changed of one point.
type differenceLine struct {
	Title, Href string
	Verdict     web.Tag
	Fields      string // what the circular changed
	Kept        string // what was entered by hand and stays
	Text        []stretch
}

// A stretch is words that both texts have, or only one of them.
type stretch struct {
	Text     string
	Old, New bool
}

var planDifference = web.MustPage[differenceView](pages, web.Desk, "pages/plan/difference.html")

func (d *Desk) difference(ctx context.Context, id plan.ID) (v differenceView, err error) {
	p, err := d.Plans.Get(ctx, id)
	if err != nil {
		return v, err
	}
	v.Plan = *p
	for _, x := range p.Difference {
		line := differenceLine{
			Title: x.Number + x.Title, Href: pointIDURL(x.Point), Verdict: verdictTag(string(x.Verdict)),
			Fields: fieldNames("plan.changed.", x.Fields), Kept: fieldNames("plan.changed.", x.Kept),
		}
		if x.OldText != "" || x.NewText != "" {
			line.Text = compare(tokens(x.OldText), tokens(x.NewText))
		}
		v.Lines = append(v.Lines, line)
	}
	return v, nil
}

func verdictTag(v string) web.Tag {
	return web.Tag{Kind: map[string]string{"added": "ok", "removed": "bad", "changed": "info"}[v], Text: i18n.T("plan.verdict." + v)}
}

func fieldNames(prefix string, fields []string) string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = i18n.T(prefix + f)
	}
	return joined(out)
}

// tokens cuts a text into what is compared: numbers and Latin words whole, and
// every other character alone.
func tokens(text string) []string {
	var out []string
	var last bool
	for _, r := range text {
		word := r < utf8.RuneSelf && (unicode.IsDigit(r) || unicode.IsLetter(r))
		if word && last {
			out[len(out)-1] += string(r)
		} else {
			out = append(out, string(r))
		}
		last = word
	}
	return out
}

// compareCells is the most cells of the table that compare fills: two texts of
// two thousand characters. Longer ones are shown one after the other.
const compareCells = 4_000_000

// shortSame is how few tokens that both texts have are shown as changed with
// their neighbours, as single characters alone are hard to read.
const shortSame = 2

// compare is the longest common subsequence of two texts, as stretches.
func compare(a, b []string) []stretch {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	out := stretches{}
	out.same(a[:head])
	out.middle(a[head:len(a)-tail], b[head:len(b)-tail])
	out.same(a[len(a)-tail:])
	return out.list
}

// stretches collects the parts of a comparison in the order of reading.
type stretches struct{ list []stretch }

func (s *stretches) add(text []string, old, now bool) {
	if len(text) == 0 {
		return
	}
	if n := len(s.list) - 1; n >= 0 && s.list[n].Old == old && s.list[n].New == now {
		s.list[n].Text += strings.Join(text, "")
		return
	}
	s.list = append(s.list, stretch{strings.Join(text, ""), old, now})
}

func (s *stretches) same(text []string) { s.add(text, false, false) }

// change adds what was taken out and what came in.
func (s *stretches) change(old, now []string) {
	s.add(old, true, false)
	s.add(now, false, true)
}

func (s *stretches) middle(a, b []string) {
	if len(a)*len(b) > compareCells {
		s.change(a, b)
		return
	}
	t := common(a, b)
	var old, now []string
	for i, j := 0, 0; i < len(a) || j < len(b); {
		n := run(a[i:], b[j:])
		switch {
		case n > shortSame || n > 0 && len(old)+len(now) == 0:
			s.change(old, now)
			old, now = nil, nil
			s.same(a[i : i+n])
			i, j = i+n, j+n
		case n > 0:
			old, now = append(old, a[i:i+n]...), append(now, b[j:j+n]...)
			i, j = i+n, j+n
		case j == len(b) || i < len(a) && t[i+1][j] >= t[i][j+1]:
			old = append(old, a[i])
			i++
		default:
			now = append(now, b[j])
			j++
		}
		if i == len(a) && j == len(b) {
			s.change(old, now)
		}
	}
}

// run is how many tokens a and b begin with in common.
func run(a, b []string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// common is the table of the lengths of the longest common subsequences of the ends of a and b.
func common(a, b []string) [][]int32 {
	t := make([][]int32, len(a)+1)
	cells := make([]int32, (len(a)+1)*(len(b)+1))
	for i := range t {
		t[i] = cells[i*(len(b)+1) : (i+1)*(len(b)+1)]
	}
	for i, x := range slices.Backward(a) {
		for j, y := range slices.Backward(b) {
			if x == y {
				t[i][j] = t[i+1][j+1] + 1
			} else {
				t[i][j] = max(t[i+1][j], t[i][j+1])
			}
		}
	}
	return t
}
