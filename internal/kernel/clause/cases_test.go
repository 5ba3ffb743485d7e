package clause

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A sample is one case of testdata/amend.txt or heldout.txt.
type sample struct {
	name, base   string // base is the text
	instructions string
	want         []string // the lines of the result
	refused      string   // the key of the refusal, and the number of the instruction
}

func file(tb testing.TB, name string) string {
	tb.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		tb.Fatal(err)
	}
	return string(b)
}

// samplesOf reads a file of cases.
func samplesOf(tb testing.TB, name string) []sample {
	tb.Helper()
	var out []sample
	for _, block := range strings.Split(file(tb, name), "\n== ")[1:] {
		head, rest, _ := strings.Cut(block, "\n")
		instructions, changes, ok := strings.Cut(rest, "\n--\n")
		if !ok {
			tb.Fatalf("%s: no --", head)
		}
		base, _, _ := strings.Cut(head, " ")
		s := sample{name: head, base: file(tb, "base/"+base+".txt"), instructions: instructions}
		if r, refused := strings.CutPrefix(strings.TrimSpace(changes), "! "); refused {
			s.refused = r
		} else {
			s.want = patched(tb, head, lines(s.base), changes)
		}
		out = append(out, s)
	}
	return out
}

func lines(s string) []string {
	var out []string
	for l := range strings.Lines(s) {
		if l = trim(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// patched makes the changes of a case: each line that stays or goes is looked for from where the last one was found.
func patched(tb testing.TB, name string, base []string, changes string) []string {
	tb.Helper()
	at := 0
	for l := range strings.Lines(changes) {
		l = strings.TrimRight(l, "\n")
		if l == "" {
			continue
		}
		sign, l := l[0], l[1:]
		if sign == '+' {
			base = slices.Insert(base, at, l)
			at++
			continue
		}
		i := slices.Index(base[at:], l)
		if i < 0 {
			tb.Fatalf("%s: the base has no %q here", name, l)
		}
		at += i
		if sign == '-' {
			base = slices.Delete(base, at, at+1)
		} else {
			at++
		}
	}
	return base
}

// leastRight is the share of the cases that have to come out exactly.
const leastRight = 0.95

// TestAmend: the cases come out exactly, and none otherwise than they should without a refusal.
func TestAmend(t *testing.T) {
	for name, least := range map[string]int{"amend.txt": 55, "heldout.txt": 25, "fresh.txt": 60} {
		all := samplesOf(t, name)
		right, silent, refusals := 0, 0, 0
		for _, s := range all {
			if s.refused != "" {
				refusals++
			}
			res, err := Apply(Parse(s.base), s.instructions)
			switch got := refusal(err); {
			case err != nil && s.refused == "":
				t.Logf("%s: %s: refused: %s", name, s.name, got)
			case err != nil && got != s.refused:
				t.Logf("%s: %s: refused for %s, want %s", name, s.name, got, s.refused)
			case err == nil && s.refused != "":
				t.Errorf("%s: %s: silently wrong, want %s:\n%s", name, s.name, s.refused, res.Text)
				silent++
			case err == nil && !slices.Equal(res.Text.Lines(), s.want):
				differ, _ := Equal(res.Text, Parse(strings.Join(s.want, "\n")))
				t.Errorf("%s: %s: silently wrong: %+v", name, s.name, differ)
				silent++
			default:
				right++
			}
		}
		t.Logf("%s: %d of %d exact, %d of them refusals, %d silently wrong", name, right, len(all), refusals, silent)
		if float64(right) < leastRight*float64(len(all)) || len(all) < least || refusals*6 < len(all) {
			t.Errorf("%s: %d of %d exact, %d refusals", name, right, len(all), refusals)
		}
	}
}

func refusal(err error) string {
	var e *fault.Error
	if !errors.As(err, &e) {
		return ""
	}
	var out []string
	for _, r := range e.Rows {
		out = append(out, fmt.Sprintf("%s %d", r.Text.Key, r.Line))
	}
	return strings.Join(out, ", ")
}
