package catalogue_test

import (
	"context"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

func TestCoverage(t *testing.T) {
	each(t, func(w *world) {
		w.enforced("assistance", file(w, "assistance"))
		w.enforced("budget", file(w, "budget"))
		g := w.row(guide)
		w.formed(g, "区民政局", "指南", "2023-08-01")
		w.formed(g, "生米街道", "指南", "2023-08-14")
		w.clock.Set("2023-08-16")
		w.live[g.ID] = []catalogue.Publication{{UnitID: w.unit("区民政局"), Title: "低保办事指南", URL: "/item/1", On: "2022-01-01"}}
		b, err := w.catalogues.Board(w.as(w.office))
		w.must(err)
		missing := 0
		for i, r := range b.Rows { // the 26 domains of the guide, in its order
			if r.Domain.Number != i+1 || (r.Version == 0) == (r.Domain.Code == "budget" || r.Domain.Code == "assistance") {
				w.Errorf("%d: %+v", i, r)
			}
			if r.Version == 0 {
				missing++
			}
		}
		if len(b.Rows) != 26 || missing != 24 {
			w.Fatalf("%d domains, %d not imported", len(b.Rows), missing)
		}
		cell := func(domain, short string) catalogue.Tally {
			for _, r := range b.Rows {
				for _, c := range r.Cells {
					if c.Domain == domain && c.UnitID == w.unit(short) {
						return c.Tally
					}
				}
			}
			return catalogue.Tally{}
		}
		// two rows are owed by the month, one by the quarter, one by the year
		if got := cell("assistance", "区民政局"); got != (catalogue.Tally{Rows: 18, Live: 1, Owed: 3, Late: 1}) || got.Never() != 17 {
			w.Errorf("bureau %+v", got)
		}
		if got := cell("assistance", "生米街道"); got != (catalogue.Tally{Rows: 16, Owed: 1}) {
			w.Errorf("street %+v", got)
		}
		if got := cell("budget", "生米街道"); got != (catalogue.Tally{Rows: 2}) {
			w.Errorf("street, budget %+v", got)
		}
		for state, want := range map[string]int{"late": 1, "owed": 3, "live": 1, "never": 17, "": 18} {
			rows, err := w.catalogues.Coverage(w.as(w.office), catalogue.Question{Domain: "assistance", Unit: w.unit("区民政局"), State: state})
			w.must(err)
			if len(rows) != want {
				w.Errorf("%q: %d rows, want %d", state, len(rows), want)
			}
		}
		found, err := w.catalogues.Coverage(w.clerk("区民政局"), catalogue.Question{Text: "办事 指南", Unit: w.unit("区民政局")})
		w.must(err)
		if len(found) != 3 || !found[0].MayAdd {
			w.Errorf("found %+v", found)
		}
		page, err := w.catalogues.Page(w.Context(), "assistance")
		w.must(err)
		if len(page.Rows) != 21 || len(page.Rows[6].Published) != 1 || page.Rows[6].Units[0] != "区民政局" {
			w.Errorf("page %+v", page.Rows[6])
		}
		listed, err := w.catalogues.Public(w.Context())
		w.must(err)
		if len(listed) != 2 || listed[1].Rows != 21 || listed[1].Live != 1 {
			w.Errorf("public %+v", listed)
		}
		_, err = w.catalogues.Page(w.Context(), "education")
		w.wantKind(err, fault.NotFound, "a domain without a catalogue")
		_, err = w.catalogues.Page(w.Context(), "")
		w.wantKind(err, fault.NotFound, "no domain")
	})
}

// TestExport writes a version that reads as the same.
func TestExport(t *testing.T) {
	each(t, func(w *world) {
		v := w.enforced("assistance", file(w, "assistance"))
		out, _, err := w.catalogues.Export(w.as(w.office), v.ID)
		w.must(err)
		again, err := w.catalogues.Import(w.as(w.office), catalogue.Upload{Name: "a.xlsx", File: out, Domain: "assistance"}, true)
		w.must(err)
		if len(again.Difference) != 0 || len(again.Warnings) != 0 || len(again.Rows) != 21 {
			w.Errorf("%+v\n%+v", again.Difference, again.Warnings)
		}
	})
}

// TestListsComeFromAnIndex: no list of versions or records is sorted by the engine.
func TestListsComeFromAnIndex(t *testing.T) {
	clock := dbtest.At("2023-08-14")
	d, seen := dbtest.Traced(t, clock)
	w := newWorld(t, clock, d)
	w.enforced("assistance", file(w, "assistance"))
	r := w.row(guide)
	w.formed(r, "区民政局", "指南", "2023-08-14")
	for _, f := range []catalogue.Find{{}, {Domain: "assistance"}, {Status: catalogue.InForce}} {
		for _, ctx := range []context.Context{w.as(w.office), w.clerk("区民政局")} {
			_, err := w.catalogues.Find(ctx, f, db.Page{})
			w.must(err)
		}
	}
	_, err := w.catalogues.Records(w.clerk("区民政局"), r.ID, db.Page{})
	w.must(err)
	_, err = w.catalogues.Board(w.as(w.office))
	w.must(err)
	w.must(w.catalogues.OpenPeriods(w.as(auth.Machine("jobs"))))
	seen.Unsorted(t, d)
}

// TestRowsByPage reads the rows of the board a page at a time: each once.
func TestRowsByPage(t *testing.T) {
	each(t, func(w *world) {
		w.enforced("assistance", file(w, "assistance"))
		seen := map[string]bool{}
		pages := 0
		for p := (db.Page{Size: 50}); ; pages++ {
			rows, err := w.catalogues.Rows(w.as(w.office), catalogue.Question{}, p)
			w.must(err)
			for _, c := range rows.Items {
				key := c.Ref() + c.Short
				if seen[key] {
					w.Fatalf("%s twice", key)
				}
				seen[key] = true
			}
			if p.After = rows.Next; p.After == "" {
				if len(seen) != rows.Total || pages != 3 {
					w.Errorf("%d of %d rows on %d pages", len(seen), rows.Total, pages+1)
				}
				return
			}
		}
	})
}

// BenchmarkRead reads a table of 26 domains in one: some 2,000 rows.
func BenchmarkRead(b *testing.B) {
	lines := strings.SplitAfter(string(file(b, "education")), "\n")
	text := lines[0] + strings.Repeat(strings.Join(lines[1:], ""), 75)
	d, _ := catalogue.DomainOf("education")
	n := names(b)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := catalogue.Read("a.csv", []byte(text), d, n); err != nil {
			b.Fatal(err)
		}
	}
}
