package account_test

import (
	"encoding/json"
	"testing"

	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/law"
)

// TestGrid: the squares of a table fill its rectangle, none lies on another, and every
// place of the form has one.
func TestGrid(t *testing.T) {
	for _, version := range law.ReportVersions() {
		f := account.FormOf(version)
		for _, table := range account.Tables {
			g := f.Grid(table)
			taken, places := map[[2]int]bool{}, map[account.Place]int{}
			for r, row := range g.Rows {
				col := 0
				for _, s := range row {
					for taken[[2]int{r, col}] {
						col++
					}
					for y := range max(s.Down, 1) {
						for x := range max(s.Across, 1) {
							at := [2]int{r + y, col + x}
							if taken[at] || at[0] >= len(g.Rows) || at[1] >= g.Wide {
								t.Fatalf("%s table %s: %q lies on another or outside at %v", version, table, s.Text, at)
							}
							taken[at] = true
						}
					}
					if s.Place != nil {
						places[*s.Place]++
					} else if s.Text == "" {
						t.Errorf("%s table %s: an empty square in row %d", version, table, r)
					}
				}
			}
			if want := len(g.Rows) * g.Wide; len(taken) != want {
				t.Errorf("%s table %s: %d of %d are covered", version, table, len(taken), want)
			}
			for _, p := range f.Places(table) {
				if places[p] != 1 {
					t.Errorf("%s: %v stands %d times", version, p, places[p])
				}
			}
		}
	}
}

// TestTotals: what the form adds up is what the checker asks for.
func TestTotals(t *testing.T) {
	s := newSample("2021")
	cells := account.Cells{}
	for p, text := range s.cells {
		n, ok := account.ParseNumber(text)
		if !ok {
			t.Fatal(text)
		}
		cells[p] = n
	}
	want := account.Compose(2023, s.form, "", nil, cells)
	for p := range cells {
		if p.Column == account.Total || p.Row == account.RowSum {
			cells[p] = account.Whole(999)
		}
	}
	s.form.Totals(cells)
	got := account.Compose(2023, s.form, "", nil, cells)
	for p, v := range want.Values {
		if got.Values[p] != v {
			t.Errorf("%v is %v, want %v", p, got.Values[p], v)
		}
	}
	b, err := json.Marshal(cells)
	if err != nil {
		t.Fatal(err)
	}
	var back account.Cells
	if err := json.Unmarshal(b, &back); err != nil || len(back) != len(cells) {
		t.Fatalf("%v: %d of %d", err, len(back), len(cells))
	}
	if err := json.Unmarshal([]byte(`{"5/1/total":1}`), &back); err == nil {
		t.Error("a table that there is not")
	}
}
