package article

import (
	"os"
	"strings"
	"testing"
)

// samples are the texts that the fuzzers begin with.
func samples(tb testing.TB) []string {
	tb.Helper()
	out := []string{"", "|a|b|\n|--|--|\n|1|", "一、\n（一）\n1.\n（1）\n①", "附件：\n1.甲\n3.乙", "\ufeff\r\n\t\r甲\u2028乙\x00\xff", "甲\t乙\t丁\n\t丙\t\n\n丁\t", "# \n#### a\n##### b", "![](a)\n![甲](b.png)", "https://a.b/ http:// [a](https://x.cn)"}
	entries, err := os.ReadDir("testdata")
	if err != nil {
		tb.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".txt") {
			out = append(out, read(tb, "testdata/"+e.Name()))
		}
	}
	return append(out, reference(tb))
}

// reference is the circular of 2023.
func reference(tb testing.TB) string {
	tb.Helper()
	return read(tb, "../../../profiles/honggutan/circulars/2023.txt")
}

func read(tb testing.TB, name string) string {
	tb.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		tb.Fatal(err)
	}
	return string(b)
}

// whole fails unless the blocks follow one another, lie in whole lines, and all between them is blank.
func whole(t *testing.T, text string, d Doc) {
	t.Helper()
	source := []rune(text)
	at := 0
	for i, b := range d.Blocks {
		if b.Span.Start < at || b.Span.End <= b.Span.Start || b.Span.End > len(source) {
			t.Fatalf("block %d has the span %v after %d of %d", i, b.Span, at, len(source))
		}
		if s := string(source[at:b.Span.Start]); trim(s) != "" {
			t.Fatalf("%q before block %d is in no block", s, i)
		}
		inner := b.Span.Start
		for _, it := range b.Items {
			if it.Span.Start < inner || it.Span.End > b.Span.End {
				t.Fatalf("item %v of block %v", it.Span, b.Span)
			}
			inner = it.Span.End
		}
		at = b.Span.End
	}
	if s := string(source[at:]); trim(s) != "" {
		t.Fatalf("%q at the end is in no block", s)
	}
}

// signs leaves of a text what a reader sees: no blanks, and none of the signs of tables, lists, links and headings.
func signs(s string) string {
	return strings.Map(func(r rune) rune {
		if blank(r) || strings.ContainsRune("\":|｜#-–*•·●○■◆▪!\\[]()", r) {
			return -1
		}
		return r
	}, s)
}

func FuzzParse(f *testing.F) {
	for _, s := range samples(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := Parse(text)
		whole(t, text, d)
		if again := dump(Parse(text)); again != dump(d) {
			t.Fatal("a second reading is another one")
		}
		plain := d.Plain()
		if !strings.Contains(text, "://") && !strings.Contains(text, "![") && signs(plain) != signs(text) {
			t.Fatalf("%q reads %q", text, plain)
		}
		if n := len([]rune(d.Lead(40))); n > 40 {
			t.Fatalf("a lead of %d characters", n)
		}
	})
}

func FuzzCompare(f *testing.F) {
	all := samples(f)
	for i, s := range all {
		f.Add(s, all[(i+1)%len(all)])
		f.Add(s, strings.Replace(s, "，", "，并", 2))
	}
	f.Fuzz(func(t *testing.T, old, text string) {
		changes := Compare(old, text)
		for _, side := range []struct {
			name  string
			units []unit
			skip  Op
			place func(Change) Place
		}{
			{"old", units(old), Insert, func(c Change) Place { return c.Old }},
			{"new", units(text), Delete, func(c Change) Place { return c.New }},
		} {
			got := make([]string, len(side.units))
			for _, c := range changes {
				p := side.place(c)
				if p.First == 0 {
					continue
				}
				var b strings.Builder
				for _, s := range c.Segments {
					if s.Op != side.skip {
						b.WriteString(s.Text)
					}
				}
				want := joinUnits(side.units[p.First-1 : p.Last])
				if c.Verdict != Same && c.Verdict != Moved && b.String() != want || signs(b.String()) != signs(want) {
					t.Fatalf("%s: %q, want %q", side.name, b.String(), want)
				}
				for i := p.First; i <= p.Last; i++ {
					if got[i-1] != "" {
						t.Fatalf("%s: unit %d twice: %s and %s", side.name, i, got[i-1], c.Verdict)
					}
					got[i-1] = string(c.Verdict)
				}
			}
			for i, v := range got {
				if v == "" {
					t.Fatalf("%s: unit %d %q is in no change", side.name, i+1, side.units[i].text)
				}
			}
		}
		if old == text && Summary(changes) != (Counts{Same: len(changes)}) {
			t.Fatalf("a text differs from itself: %+v", Summary(changes))
		}
	})
}
