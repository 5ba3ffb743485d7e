package catalogue

import (
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
)

// A table is a sheet whose columns are known.
type table struct {
	sheet   sheet.Sheet
	header  sheet.Row        // two rows joined, if it has two
	heads   []sheet.Row      // as they stand
	at      map[string][]int // columns of a key; a heading over several columns has them all
	offered []offered        // columns of marks below one heading, such as the thirteen channels
	extra   []int            // columns that we have no key for
	body    []sheet.Row      //
	merges  bool             // the sheet says itself which cells belong together
}

// An offered column is one choice: a mark in it chooses its name.
type offered struct {
	at        int
	key, name string
}

// headRows is how far down a heading is looked for, below titles.
const headRows = 12

// leastColumns is how many known columns make a row a heading.
const leastColumns = 3

// findTable looks for the heading that names the most columns, in one row or in
// two; false if there is none.
func findTable(s sheet.Sheet) (t table, problems []fault.Row, ok bool) {
	t.sheet = s
	best := leastColumns - 1
	try := func(header sheet.Row, heads []sheet.Row, below int) {
		index, bad := sheet.Map(header, tableColumns)
		score := len(index) + offers(header, index)
		if score <= best {
			return
		}
		best, problems, ok = score, bad, true
		t.header, t.heads, t.body, t.at = header, heads, s.Rows[below:], map[string][]int{}
		for key, i := range index {
			t.at[key] = []int{i}
		}
	}
	for i := range min(len(s.Rows), headRows) {
		try(s.Rows[i], s.Rows[i:i+1], i+1)
		if i+1 < len(s.Rows) && alone(s.Rows[i]) == "" { // a title over all columns is no part of their headings
			try(join(spread(s.Rows[i], s.Rows[i+1]), s.Rows[i+1]), s.Rows[i:i+2], i+2)
		}
	}
	if ok {
		t.rest()
		for _, r := range s.Rows {
			t.merges = t.merges || slices.ContainsFunc(r.Cells, func(c sheet.Cell) bool { return c.Merged })
		}
	}
	for i := range problems {
		problems[i].File = s.Name
	}
	return t, problems, ok
}

// spread carries a heading of the upper row over the empty cells at its right
// that have something below them: a text file cannot say that cells are merged.
func spread(upper, lower sheet.Row) sheet.Row {
	out := sheet.Row{Line: upper.Line, Cells: slices.Clone(upper.Cells)}
	for i := range lower.Cells {
		if i == len(out.Cells) {
			out.Cells = append(out.Cells, sheet.Cell{})
		}
		if i > 0 && out.At(i) == "" && lower.At(i) != "" {
			out.Cells[i] = out.Cells[i-1]
		}
	}
	return out
}

// join is sheet.Join that keeps which cells are parts of one.
func join(upper, lower sheet.Row) sheet.Row {
	out := sheet.Join(upper, lower)
	for i := range out.Cells {
		out.Cells[i].Merged = i < len(upper.Cells) && upper.Cells[i].Merged
	}
	return out
}

// offers counts the keys below whose heading each choice has a column of its own.
func offers(header sheet.Row, index sheet.Index) int {
	seen := map[string]bool{}
	for _, c := range header.Cells {
		upper, lower, two := strings.Cut(c.Text, "/")
		if key := keyOf(upper); two && known(lower) && !seen[key] {
			if _, has := index[key]; !has && key != "" && key != "item" {
				seen[key] = true
			}
		}
	}
	return len(seen)
}

// rest gives the columns that sheet.Map left a meaning: parts of a heading that
// stands over several columns, choices below a heading, and columns of others.
func (t *table) rest() {
	taken := map[int]string{}
	for key, at := range t.at {
		taken[at[0]] = key
	}
	for i := range t.header.Cells {
		text := t.header.At(i)
		if taken[i] != "" || text == "" {
			continue
		}
		upper, lower, two := strings.Cut(text, "/")
		key := keyOf(upper)
		switch {
		case two && key != "" && key != "item" && t.at[key] == nil:
			t.offered = append(t.offered, offered{i, key, oneLine(lower)})
		case i > 0 && taken[i-1] != "" && t.header.At(i-1) == text: // one heading over two columns
			taken[i] = taken[i-1]
			t.at[taken[i]] = append(t.at[taken[i]], i)
		default:
			t.extra = append(t.extra, i)
		}
	}
}

// keyOf is the column that a heading names; "" if none.
func keyOf(text string) string {
	row := sheet.Row{Cells: []sheet.Cell{{Text: text}}}
	for _, c := range tableColumns {
		if index, _ := sheet.Map(row, []sheet.Column{{Key: c.Key, Names: c.Names}}); len(index) > 0 {
			return c.Key
		}
	}
	return ""
}

// oneLine is a text without the line breaks that a narrow cell made. Chinese
// text has no blanks between words, so nothing is put in their place.
func oneLine(s string) string { return strings.Join(strings.Fields(s), "") }

// cell is the text of a key in a row: of all its columns that differ.
func (t *table) cell(r sheet.Row, key string) string {
	var out []string
	for _, i := range t.at[key] {
		if text := r.At(i); text != "" && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return strings.Join(out, "\n")
}

// alone is the one text of a row that has no other, as titles, notes and
// headings inside a table have; "" for any other row.
func alone(r sheet.Row) string {
	text := ""
	for _, c := range r.Cells {
		switch {
		case c.Text == "" || c.Text == text:
		case text != "":
			return ""
		default:
			text = c.Text
		}
	}
	return text
}

// isHead reports whether a row repeats one of the heading, as it does on each
// new page.
func (t *table) isHead(r sheet.Row) bool {
	return slices.ContainsFunc(t.heads, func(h sheet.Row) bool {
		same, all := 0, 0
		for i := range h.Cells {
			if h.At(i) == "" {
				continue
			}
			all++
			if fold(h.At(i)) == fold(r.At(i)) {
				same++
			}
		}
		return all > 1 && same*3 >= all*2
	})
}
