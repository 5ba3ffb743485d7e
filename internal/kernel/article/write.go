package article

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Note says what a person has to look at in a text that was read from a file or a page, and where.
type Note struct {
	fault.Text
	Span Span `json:"span"`
}

// A writer writes a text in the form that Parse reads.
type writer struct {
	text  strings.Builder
	runes int
	gap   bool // the last line is blank
	notes []Note
}

func (w *writer) write(s string) {
	w.text.WriteString(s)
	w.runes += utf8.RuneCountInString(s)
}

// line writes a line and returns where it is. Tabs would make a table of it.
func (w *writer) line(s string) Span {
	s = trim(strings.ReplaceAll(s, "\t", " "))
	at := w.runes
	if s == "" {
		return Span{at, at}
	}
	w.write(s)
	span := Span{at, w.runes}
	w.write("\n")
	w.gap = false
	return span
}

// blank writes a blank line, but not two, and none at the beginning.
func (w *writer) blank() {
	if w.runes > 0 && !w.gap {
		w.write("\n")
		w.gap = true
	}
}

func (w *writer) note(s Span, key string, args ...any) {
	w.notes = append(w.notes, Note{fault.T(key, args...), s})
}

// heading writes a heading of a level that its style gives. A number that says it stays as it is;
// without one, signs of a heading are written before it.
func (w *writer) heading(s string, level int) {
	s = trim(s)
	if utf8.RuneCountInString(s) <= titleMost && !endsIn(s, pauses+"；;") && !selfEvident(s) {
		s = strings.Repeat("#", min(max(level, 1), 4)) + " " + s
	}
	w.line(s)
}

// selfEvident reports whether a line above a text is a heading by its number.
func selfEvident(s string) bool {
	if lang().marked(s).level == 0 {
		return false
	}
	d := Parse(s + "\n" + strings.Repeat("-", 3))
	return len(d.Blocks) > 0 && d.Blocks[0].Kind == Heading
}

// picture writes an image on a line of its own. One that does not say what it shows gets a note.
func (w *writer) picture(name, alt string) {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune("()/\\:<>\"", r) || r < ' ' {
			return '_'
		}
		return r
	}, trim(name))
	alt = trim(strings.Join(strings.Fields(strings.ReplaceAll(alt, "](", " ")), " "))
	s := w.line("![" + alt + "](" + name + ")")
	if alt == "" {
		w.note(s, "article.no_alt", name)
	}
}

// A merged is a table whose cells may reach over several places.
type merged struct {
	rows [][]*span // at each place its cell; nil where a row is shorter
	head int       // rows that are the head; 0 if the table does not say
}

// A span is a cell of a merged table, with its first row.
type span struct {
	row    int
	down   int // rows that it reaches over
	across int // columns
	text   string
}

// table writes a table as rows of bars. A table of one column is a frame around text.
func (w *writer) table(m merged) {
	cols := 0
	for _, r := range m.rows {
		cols = max(cols, len(r))
	}
	if cols < 2 {
		for i, r := range m.rows {
			if len(r) > 0 && r[0] != nil && r[0].row == i {
				w.lines(r[0].text)
			}
		}
		return
	}
	w.blank()
	for m.titled(cols) {
		w.lines(m.rows[0][0].text)
		m.rows = m.rows[1:]
		m.head = max(0, m.head-1)
	}
	start := w.runes
	head := m.headRows(cols)
	if head > 0 {
		w.row(m.names(head, cols))
		w.row(slices.Repeat([]string{"---"}, cols))
	}
	many := head > 1
	for _, r := range m.rows[head:] {
		cells, over := level(r, cols)
		w.row(cells)
		many = many || over
	}
	if many {
		w.note(Span{start, w.runes}, "article.merged")
	}
	w.blank()
}

// titled reports whether the first row is the title of the table: it reaches over all columns, and
// no row between others does so, which would be the heading of a part, as the first one is then too.
func (m merged) titled(cols int) bool {
	if len(m.rows) < 2 || !m.whole(0, cols) {
		return false
	}
	from, to := 1, len(m.rows) // without further lines of the title, and the notes below
	for from < to && m.whole(from, cols) {
		from++
	}
	for to > from && m.whole(to-1, cols) {
		to--
	}
	for i := from; i < to; i++ {
		if m.whole(i, cols) {
			return false
		}
	}
	return true
}

// whole reports whether a row is one cell over all columns.
func (m merged) whole(row, cols int) bool {
	r := m.rows[row]
	return len(r) > 0 && r[0] != nil && r[0].across >= cols
}

// level returns the cells of a row below the head, and whether one reaches over several places: what
// reaches down stands in each row, what reaches across in its first column.
func level(r []*span, cols int) (cells []string, over bool) {
	cells = make([]string, cols)
	for j, c := range r {
		if c == nil {
			continue
		}
		over = over || c.down > 1 || c.across > 1
		if j == 0 || r[j-1] != c {
			cells[j] = c.text
		}
	}
	return cells, over
}

// headRows is how many rows name the columns: as the table says, or the rows that the cells of the first
// reach over if some are divided below it.
func (m merged) headRows(cols int) int {
	if m.head > 0 {
		return min(m.head, len(m.rows)-1)
	}
	if m.whole(0, cols) { // the heading of a part names no column
		return 0
	}
	n, divided := 0, false
	for _, c := range m.rows[0] {
		if c == nil || numeric(c.text) {
			return 0
		}
		n = max(n, c.down)
		divided = divided || c.across > 1
	}
	if !divided || n >= len(m.rows) {
		n = 1
	}
	if n == 1 && slices.ContainsFunc(m.rows[0], func(c *span) bool { return c.text == "" }) {
		return 0
	}
	return n
}

// names are the columns: of a head of several rows, what stands above one another.
func (m merged) names(head, cols int) []string {
	out := make([]string, cols)
	for j := range cols {
		var parts []string
		for _, r := range m.rows[:head] {
			if j < len(r) && r[j] != nil && r[j].text != "" && !slices.Contains(parts, r[j].text) {
				parts = append(parts, r[j].text)
			}
		}
		out[j] = strings.Join(parts, joint)
	}
	return out
}

// row writes a row. The lines of a cell become one.
func (w *writer) row(cells []string) {
	out := make([]string, len(cells))
	for i, c := range cells {
		var b strings.Builder
		for s := range strings.Lines(c) {
			s = trim(s)
			if b.Len() > 0 && s != "" && !endsIn(b.String(), stops+pauses+colons) {
				b.WriteByte(' ')
			}
			b.WriteString(s)
		}
		out[i] = strings.ReplaceAll(b.String(), "|", `\|`)
	}
	w.line("| " + strings.Join(out, " | ") + " |")
}

// Tabulate writes a table as a text has it, with the blank line after it.
func Tabulate(head []string, rows [][]string) string {
	var w writer
	w.row(head)
	w.row(slices.Repeat([]string{"---"}, len(head)))
	for _, r := range rows {
		w.row(r)
	}
	return w.text.String() + "\n"
}

// lines writes each line of a text.
func (w *writer) lines(s string) {
	for l := range strings.Lines(s) {
		w.line(l)
	}
}
