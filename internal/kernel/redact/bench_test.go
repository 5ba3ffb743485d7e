package redact

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// many makes a file of some hundred pages of the printed one, by a new list of
// its pages behind its end.
func many(tb testing.TB, pages int) []byte {
	tb.Helper()
	b, err := os.ReadFile("testdata/pages.pdf")
	must(tb, err)
	lists := regexp.MustCompile(`(\d+) 0 obj\s*<</Type /Pages\s*/Count \d+\s*/Kids \[(.*?)\]`).FindAllSubmatch(b, -1)
	root := regexp.MustCompile(`/Root (\d+ 0 R)`).FindSubmatch(b)
	last := regexp.MustCompile(`startxref\s+(\d+)`).FindSubmatch(b)
	size := regexp.MustCompile(`/Size (\d+)`).FindSubmatch(b)
	if len(lists) < 2 || root == nil || last == nil || size == nil {
		tb.Fatal("the printed file is of another make")
	}
	list := lists[len(lists)-1] // of the lists; the others are of pages
	var kids []string
	for _, l := range lists[:len(lists)-1] {
		kids = append(kids, regexp.MustCompile(`\d+ 0 R`).FindAllString(string(l[2]), -1)...)
	}
	var all strings.Builder
	for i := range pages {
		all.WriteString(kids[i%len(kids)] + " ")
	}
	var out bytes.Buffer
	out.Write(b)
	at := out.Len()
	fmt.Fprintf(&out, "%s 0 obj\n<</Type /Pages/Count %d/Kids [%s]>>\nendobj\n", list[1], pages, all.String())
	table := out.Len()
	fmt.Fprintf(&out, "xref\n%s 1\n%010d 00000 n \ntrailer\n<</Size %s/Root %s/Prev %s>>\nstartxref\n%d\n%%%%EOF\n", list[1], at, size[1], root[1], last[1], table)
	return out.Bytes()
}

// BenchmarkPages200 opens, redacts and verifies a document of 200 printed pages
// with a name on half of them. The bound is a minute.
func BenchmarkPages200(b *testing.B) {
	data := many(b, 200)
	open(b, "a.pdf", makePDF(pageCase{words: "甲"})) // the engine is compiled once in a process
	for b.Loop() {
		d := open(b, "a.pdf", data)
		if len(d.Pages) != 200 {
			b.Fatalf("%d pages", len(d.Pages))
		}
		r, err := d.Apply(marks(b, d, "申请人某1"), label)
		must(b, err)
		b.ReportMetric(float64(len(r.Data))/200/1024, "KB/page")
		b.ReportMetric(float64(len(r.Removed)), "removed")
	}
}
