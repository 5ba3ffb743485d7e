package simulate_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"regexp"
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/simulate"
)

// unbound are the cells that can be changed unseen, and provably: no identity of the form
// speaks of them, no other cell has them, and the text, which gives every other number of
// table 2 once more, does not give them.
var unbound = []string{"2/charge/amount"}

// A written is how a report is written in a form: which part of the file has the cells, and
// how a number stands in a cell.
type written struct {
	as   annual.Format
	part *regexp.Regexp // of an archive; nil: the file is no archive
	cell *regexp.Regexp // its second group is the number
}

var forms = []written{
	{annual.HTML, nil, regexp.MustCompile(`(<td[^>]*>(?:<[^/>]*>)*)(\d+)(<)`)},
	{annual.DOCX, regexp.MustCompile(`^word/document\.xml$`), regexp.MustCompile(`(<w:tc>(?:[^t]|t[^>])*?<w:t[^>]*>)(\d+)(</w:t>)`)},
	{annual.XLSX, regexp.MustCompile(`^xl/worksheets/sheet\d+\.xml$`), regexp.MustCompile(`(<c [^>]*><v>)(\d+)(</v>)`)},
}

// cells reads a file as its parts, and counts the numbers in its cells.
func (w written) cells(t *testing.T, file []byte) (n int) {
	t.Helper()
	w.rewrite(t, file, func(part []byte) []byte {
		n += len(w.cell.FindAllIndex(part, -1))
		return part
	})
	return n
}

// flip is the file with another number in the cell at, from 0.
func (w written) flip(t *testing.T, file []byte, at int) []byte {
	t.Helper()
	return w.rewrite(t, file, func(part []byte) []byte {
		return w.cell.ReplaceAllFunc(part, func(m []byte) []byte {
			if at--; at != -1 {
				return m
			}
			g := w.cell.FindSubmatch(m)
			return slices.Concat(g[1], []byte("1"), g[2], g[3]) // 0 is 10, 3 is 13
		})
	})
}

func (w written) rewrite(t *testing.T, file []byte, change func([]byte) []byte) []byte {
	t.Helper()
	if w.part == nil {
		return change(file)
	}
	in, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if w.part.MatchString(f.Name) {
			data = change(data)
		}
		x, err := out.Create(f.Name)
		if err == nil {
			_, err = x.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// flipped changes each cell of a report of the year that was lived through, alone, in each
// form that can be read: each is found, but for those that nothing binds. (The fourth form,
// PDF, is written and not read.)
func flipped(t *testing.T, w *simulate.World, year int) {
	t.Helper()
	ctx := auth.With(context.WithoutCancel(t.Context()), w.Office)
	rows, err := w.Reports.Find(ctx, annual.Find{Year: year, Unit: w.Root.ID}, db.Page{})
	if err != nil || len(rows.Items) == 0 {
		t.Fatalf("no report on %d: %v", year, err)
	}
	places := []string{}
	form := account.FormOf(rows.Items[0].Version)
	for _, table := range account.Tables {
		for _, p := range form.Places(table) {
			places = append(places, p.Key())
		}
	}
	for _, x := range forms {
		out, err := w.Reports.Output(ctx, rows.Items[0].ID, x.as)
		if err != nil {
			t.Fatal(err)
		}
		check := func(file []byte) account.Result {
			r, err := account.Read(out.Name, file)
			if err != nil {
				t.Fatalf("%s: %v", x.as, err)
			}
			return account.Check(r, account.Against{NoRules: true})
		}
		if got := check(out.Data); got.Verdict == account.Broken || got.Verdict == account.NotAssessable {
			t.Fatalf("%s: %s before anything is changed: %+v", x.as, got.Verdict, got.Findings)
		}
		if n := x.cells(t, out.Data); n != len(places) {
			t.Fatalf("%s: %d cells with numbers, want %d", x.as, n, len(places))
		}
		var unseen []string
		for i, place := range places {
			if check(x.flip(t, out.Data, i)).Verdict != account.Broken {
				unseen = append(unseen, place)
			}
		}
		slices.Sort(unseen)
		if !slices.Equal(unseen, unbound) {
			t.Errorf("%s: unseen are %v, want %v", x.as, unseen, unbound)
		}
		t.Logf("%s: %d cells changed one by one, %d of them seen", x.as, len(places), len(places)-len(unseen))
	}
}
