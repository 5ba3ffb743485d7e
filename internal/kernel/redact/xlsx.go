package redact

import (
	"cmp"
	"encoding/xml"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
)

// A xlsx is a workbook being taken apart. Its cells keep their form and what
// they show; formulas, and the copies of values that programs keep beside the
// cells, do not come along.
type xlsx struct {
	*office
	book    *sheet.Book
	strings []*node // the texts that cells share
	content *content
	sheets  []*grid
	main    relation
}

// A grid is one sheet that is shown.
type grid struct {
	name  string // of its part of the text
	sheet *sheet.Sheet
	root  *node
	cells []*cell
	at    map[[2]int]*cell
	wide  map[int]bool // columns that have lost something
}

// A cell is a cell with a value.
type cell struct {
	line, col  int
	node, row  *node
	start, end int // of its text in the part
	formula    string
	shared     string // the group of formulas that it belongs to
}

var sheetLimits = sheet.Limits{
	Size: 64 << 20, Inflated: limits.Inflated, Entries: limits.Entries, Sheets: 1000, Rows: 1 << 20, Columns: 1 << 14, Cells: 1 << 20,
}

func openXLSX(name string, data []byte) (*content, error) {
	book, err := sheet.Read(name, data, sheetLimits)
	if err != nil {
		return nil, err
	}
	o, err := openOffice(data)
	if err != nil {
		return nil, err
	}
	w := &xlsx{office: o, book: book, content: &content{}}
	if w.main, err = o.main(); err != nil {
		return nil, err
	}
	all, err := o.related(w.main.target)
	if err != nil {
		return nil, err
	}
	if err := w.form(all); err != nil {
		return nil, err
	}
	if err := w.workbook(all); err != nil {
		return nil, err
	}
	if err := fault.Rows(w.wrong); err != nil {
		return nil, err
	}
	w.content.derive = w.derive
	w.content.write = func() ([]byte, error) {
		w.finish()
		return o.write(w.main, "workbook")
	}
	return w.content, nil
}

// form keeps styles and theme and reads the shared texts.
func (w *xlsx) form(all []relation) error {
	for _, r := range all {
		switch r.kind {
		case "styles", "theme":
			root, err := w.tree(r.target)
			if err != nil {
				return err
			}
			if root != nil {
				root.kids = slices.DeleteFunc(root.kids, func(k *node) bool {
					return k.is("x:extLst") || k.is("a:extLst") || k.is("x:dxfs") || k.is("x:tableStyles")
				})
				w.keep(w.main.target, r)
			}
		case "sharedStrings":
			if err := w.shared(r.target); err != nil {
				return err
			}
		}
	}
	return nil
}

// shared reads the texts that cells share.
func (w *xlsx) shared(part string) error {
	root, err := tree(w.a, part, &w.left)
	if err != nil || root == nil {
		return err
	}
	for _, si := range root.kids {
		if si.is("x:si") {
			w.strings = append(w.strings, si)
		}
	}
	return nil
}

// workbook keeps the sheets that are shown and nothing else of the book.
func (w *xlsx) workbook(all []relation) error {
	root, err := w.tree(w.main.target)
	if err != nil || root == nil {
		return cmp.Or(err, fault.New(fault.Invalid, "archive.damaged"))
	}
	var kept []*node
	names := newBuilder("sheets")
	for _, k := range root.kids {
		switch k.tag {
		case "x:workbookPr":
			k.unset(func(a string) bool { return a != "date1904" })
			k.kids = nil
			kept = append(kept, k)
		case "x:sheets":
			if err := w.tabs(k, all, names); err != nil {
				return err
			}
			kept = append(kept, k)
		}
	}
	root.kids = kept
	root.unset(func(string) bool { return true })
	if p := names.done(); p != nil {
		w.content.parts = append([]*part{p}, w.content.parts...)
	}
	return nil
}

// tabs takes apart the sheets that are shown. The reader of tables has them in the same order.
func (w *xlsx) tabs(sheets *node, all []relation, names *builder) error {
	var kept []*node
	index := -1
	for _, k := range sheets.kids {
		if !k.is("x:sheet") {
			continue
		}
		i := slices.IndexFunc(all, func(r relation) bool { return r.id == relationID(k) })
		if i < 0 || all[i].kind != "worksheet" {
			w.refuse(k.get("name"), "redact.sheet")
			continue
		}
		index++
		if index >= len(w.book.Sheets) {
			return fault.New(fault.Invalid, "sheet.broken")
		}
		if w.book.Sheets[index].Hidden {
			continue
		}
		w.keep(w.main.target, all[i])
		kept = append(kept, k)
		start := len(names.runes)
		number := len(kept)
		names.whole(k.get("name"), func(string) string { return rename(k, sheets, number) })
		names.place(strconv.Itoa(number), start)
		names.sign("\n", nil)
		if err := w.grid(&w.book.Sheets[index], all[i].target); err != nil {
			return err
		}
	}
	sheets.kids = kept
	return nil
}

// rename gives a sheet a name that says nothing: a label has signs that no sheet may have.
func rename(k, sheets *node, number int) string {
	name := "Sheet" + strconv.Itoa(number)
	for slices.ContainsFunc(sheets.kids, func(o *node) bool { return o != k && strings.EqualFold(o.get("name"), name) }) {
		name += "_"
	}
	k.set("name", name)
	return name
}

// relationID is the id of a sheet's relation, which is of another namespace than its number.
func relationID(n *node) string {
	for _, a := range n.attr {
		if tagOf(a.Name) == "r:id" {
			return a.Value
		}
	}
	return ""
}

// sheetKept are the elements of a sheet that a page's look depends on.
var sheetKept = set(`x:sheetPr x:sheetViews x:sheetFormatPr x:cols x:sheetData x:mergeCells x:printOptions x:pageMargins x:pageSetup x:headerFooter x:rowBreaks x:colBreaks`)

// sheetRefused are shown, and no program can look into them.
var sheetRefused = set(`x:drawing x:oleObjects x:controls x:picture x:legacyDrawingHF`)

func (w *xlsx) grid(sh *sheet.Sheet, target string) error {
	root, err := w.tree(target)
	if err != nil || root == nil {
		return cmp.Or(err, fault.New(fault.Invalid, "sheet.broken"))
	}
	g := &grid{name: "sheet:" + sh.Name, sheet: sh, root: root, at: map[[2]int]*cell{}, wide: map[int]bool{}}
	w.sheets = append(w.sheets, g)
	margin := newBuilder(g.name + "#margin")
	var kept []*node
	for _, k := range root.kids {
		if sheetRefused[k.tag] {
			w.refuse(g.name, "redact.drawing")
		}
		if !sheetKept[k.tag] {
			continue
		}
		kept = append(kept, k)
		switch k.tag {
		case "x:sheetPr":
			k.unset(func(string) bool { return true })
			k.kids = slices.DeleteFunc(k.kids, func(n *node) bool { return !n.is("x:tabColor") && !n.is("x:pageSetUpPr") })
		case "x:pageSetup":
			k.unset(func(a string) bool { return strings.HasPrefix(a, "r:") })
		case "x:sheetViews":
			views(k)
		case "x:headerFooter":
			for _, m := range k.kids {
				if m.tag != "" {
					start := len(margin.runes)
					margin.text(m.join())
					margin.place(strconv.Itoa(len(margin.part.Places)+1), start)
					margin.sign("\n", nil)
				}
			}
		}
	}
	root.kids = kept
	root.unset(func(string) bool { return true })
	b := newBuilder(g.name)
	w.rows(g, b)
	for _, p := range []*part{b.done(), margin.done()} {
		if p != nil {
			w.content.parts = append(w.content.parts, p)
		}
	}
	return nil
}

// views keeps frozen panes and whether lines are shown.
func views(k *node) {
	for i, v := range k.kids {
		v.kids = slices.DeleteFunc(v.kids, func(n *node) bool { return !n.is("x:pane") })
		if i == 0 {
			v.unset(func(a string) bool { return a == "tabSelected" })
		}
	}
}

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape reads the characters that XML cannot hold.
func unescape(s string) string {
	return escaped.ReplaceAllStringFunc(s, func(e string) string {
		n, err := strconv.ParseUint(e[2:6], 16, 16)
		if err != nil {
			return e
		}
		return string(rune(n))
	})
}

// rows tells the cells of a sheet that are shown, and empties the others.
func (w *xlsx) rows(g *grid, b *builder) {
	data := g.root.child("x:sheetData")
	if data == nil {
		return
	}
	shown := map[int]*sheet.Row{}
	for i := range g.sheet.Rows {
		shown[g.sheet.Rows[i].Line] = &g.sheet.Rows[i]
	}
	line := 0
	for _, row := range data.kids {
		if !row.is("x:row") {
			continue
		}
		line++
		if n, err := strconv.Atoi(row.get("r")); err == nil {
			line = n
		}
		row.set("r", strconv.Itoa(line))
		row.unset(func(a string) bool { return a == "spans" || strings.Contains(a, ":") })
		before := len(b.runes)
		w.row(g, b, row, line, shown[line])
		if len(b.runes) > before {
			b.sign("\n", nil)
		}
	}
}

func (w *xlsx) row(g *grid, b *builder, row *node, line int, shown *sheet.Row) {
	col := -1
	row.kids = slices.DeleteFunc(row.kids, func(n *node) bool { return !n.is("x:c") })
	first := len(b.runes)
	for _, n := range row.kids {
		col++
		if c, ok := column(n.get("r")); ok {
			col = c
		}
		n.set("r", sheet.Letters(col)+strconv.Itoa(line))
		n.unset(func(a string) bool { return a == "cm" || a == "vm" || a == "ph" })
		var value sheet.Cell
		if shown != nil && col < len(shown.Cells) {
			value = shown.Cells[col]
		}
		c := &cell{line: line, col: col, node: n, row: row}
		if f := n.child("x:f"); f != nil {
			c.formula, c.shared = f.own(), f.get("si")
		}
		if shown == nil || shown.Hidden || value.Hidden || value.Merged || value.Text == "" {
			empty(n)
			continue
		}
		if len(b.runes) > first {
			b.sign("\t", nil)
		}
		w.value(b, c, value)
		g.cells = append(g.cells, c)
		g.at[[2]int{line, col}] = c
	}
}

// column reads the letters of a reference.
func column(ref string) (int, bool) {
	n := 0
	for i := range len(ref) {
		switch c := ref[i]; {
		case c >= 'A' && c <= 'Z' && n < 1<<14:
			n = 26*n + int(c-'A') + 1
		default:
			return n - 1, n > 0
		}
	}
	return n - 1, n > 0
}

func empty(n *node) {
	n.kids = nil
	n.unset(func(a string) bool { return a == "t" })
}

// value tells one cell. A text can lose a part of itself; a number goes as a whole.
func (w *xlsx) value(b *builder, c *cell, v sheet.Cell) {
	c.start = len(b.runes)
	n := c.node
	kind := n.get("t")
	switch kind {
	case "s", "inlineStr", "str":
		w.rich(b, n, kind)
	default:
		val := n.child("x:v")
		n.kids = nil
		if val != nil {
			val.join()
			n.kids = []*node{val}
		}
		b.whole(v.Text, func(label string) string { inline(n, label); return label })
	}
	c.end = len(b.runes)
	b.place(sheet.Letters(c.col)+strconv.Itoa(c.line), c.start)
}

// rich makes the text of a cell its own and tells it run by run.
func (w *xlsx) rich(b *builder, n *node, kind string) {
	from := n.child("x:is")
	val := n.child("x:v")
	if kind == "s" && val != nil {
		if i, err := strconv.Atoi(strings.TrimSpace(val.own())); err == nil && i >= 0 && i < len(w.strings) {
			from = w.strings[i]
		}
	}
	if kind == "str" && val != nil {
		from = &node{kids: []*node{{tag: "x:t", name: named(n, "t"), kids: []*node{{text: val.own()}}}}}
	}
	is := &node{tag: "x:is", name: named(n, "is")}
	for _, t := range from.texts(is) {
		s := t.join()
		*s = unescape(*s)
		t.attr = []xml.Attr{preserve}
		b.text(s)
	}
	n.kids = []*node{is}
	n.set("t", "inlineStr")
}

func named(n *node, local string) xml.Name { return xml.Name{Space: n.name.Space, Local: local} }

// texts copies the runs of a text into is and returns what holds their characters; reading aids stay behind.
func (n *node) texts(is *node) (out []*node) {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		switch k.tag {
		case "x:t":
			t := &node{tag: k.tag, name: k.name, kids: []*node{{text: k.own()}}}
			is.kids = append(is.kids, t)
			out = append(out, t)
		case "x:r":
			r := &node{tag: k.tag, name: k.name}
			if pr := k.child("x:rPr"); pr != nil {
				r.kids = append(r.kids, pr)
			}
			is.kids = append(is.kids, r)
			for _, t := range k.kids {
				if t.is("x:t") {
					c := &node{tag: t.tag, name: t.name, kids: []*node{{text: t.own()}}}
					r.kids = append(r.kids, c)
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// inline makes a cell a text.
func inline(n *node, label string) {
	n.kids = []*node{{tag: "x:is", name: named(n, "is"), kids: []*node{{tag: "x:t", name: named(n, "t"), kids: []*node{{text: label}}}}}}
	n.set("t", "inlineStr")
}

// finish writes escapes again, and gives columns and rows that have lost something
// a size that does not say how long it was.
func (w *xlsx) finish() {
	for _, g := range w.sheets {
		for _, c := range g.cells {
			c.node.walk(func(n *node) {
				if n.is("x:t") {
					s := n.join()
					*s = escaped.ReplaceAllStringFunc(*s, func(e string) string { return "_x005F" + e })
				}
			})
		}
		if cols := g.root.child("x:cols"); cols != nil && len(g.wide) > 0 {
			cols.kids = slices.DeleteFunc(cols.kids, func(c *node) bool { return c.spans(g.wide) })
			if len(cols.kids) == 0 {
				g.root.kids = slices.DeleteFunc(g.root.kids, func(k *node) bool { return k == cols })
			}
		}
	}
}

// spans reports whether a description of columns is of one of some.
func (n *node) spans(cols map[int]bool) bool {
	from, err1 := strconv.Atoi(n.get("min"))
	to, err2 := strconv.Atoi(n.get("max"))
	for c := range cols {
		if err1 == nil && err2 == nil && c+1 >= from && c+1 <= to && !on(cmp.Or(n.get("hidden"), "0")) {
			return true
		}
	}
	return false
}
