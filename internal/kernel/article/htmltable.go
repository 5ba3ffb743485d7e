package article

import (
	"strconv"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// placesMost bounds the places that merged cells of a table may reach over, acrossMost the columns of one.
const (
	placesMost = 1 << 16
	acrossMost = 200
)

// grid writes a table. One that holds another, or says so, only lays out a page: it is read as text.
func (h *pageText) grid(table *html.Node) {
	rows, head, layout := tableRows(table)
	if layout {
		h.children(table)
		h.flush()
		return
	}
	for c := table.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Caption {
			h.children(c)
			h.flush()
		}
	}
	m := merged{head: head, rows: make([][]*span, len(rows))}
	left := placesMost
	for i, tr := range rows {
		h.cells(&m, i, tr, &left)
	}
	h.table(m)
	if !h.cell {
		h.placed()
	}
}

// cells puts the cells of a row into a table, in the places that cells above it leave.
func (h *pageText) cells(m *merged, i int, tr *html.Node, left *int) {
	col := 0
	for td := tr.FirstChild; td != nil; td = td.NextSibling {
		if td.DataAtom != atom.Td && td.DataAtom != atom.Th || hidden(td) {
			continue
		}
		for col < len(m.rows[i]) && m.rows[i][col] != nil {
			col++
		}
		s := &span{row: i, down: reach(td, "rowspan", len(m.rows)-i), across: reach(td, "colspan", acrossMost), text: h.cellText(td)}
		if s.down*s.across > *left {
			s.down, s.across = 1, 1
		}
		*left -= s.down * s.across
		m.put(s, i, col)
		col += s.across
	}
}

// put sets a cell at its places.
func (m *merged) put(s *span, row, col int) {
	for i := row; i < row+s.down; i++ {
		for len(m.rows[i]) < col+s.across {
			m.rows[i] = append(m.rows[i], nil)
		}
		for j := col; j < col+s.across; j++ {
			m.rows[i][j] = s
		}
	}
}

// reach is how many rows or columns a cell covers.
func reach(td *html.Node, name string, most int) int {
	n, err := strconv.Atoi(attribute(td, name))
	switch {
	case err != nil || n < 0:
		return 1
	case n == 0: // to the end of the table
		return most
	}
	return min(n, most)
}

// cellText reads a cell as lines.
func (h *pageText) cellText(td *html.Node) string {
	in := &pageText{ranks: map[int]int{}, cell: true, pictures: h.pictures}
	in.children(td)
	in.flush()
	h.pictures, h.waiting = in.pictures, append(h.waiting, in.waiting...)
	for _, n := range in.notes {
		n.Span = Span{h.runes, h.runes}
		h.notes = append(h.notes, n)
	}
	return trim(in.text.String())
}

// tableRows lists the rows of a table, how many of them are its head, and whether it only lays out a page.
func tableRows(table *html.Node) (rows []*html.Node, head int, layout bool) {
	layout = attribute(table, "role") == "presentation"
	for n := range table.Descendants() {
		if n.DataAtom == atom.Table {
			return nil, 0, true
		}
		if n.DataAtom != atom.Tr || hidden(n) {
			continue
		}
		rows = append(rows, n)
		if head == len(rows)-1 && (n.Parent.DataAtom == atom.Thead || headers(n)) {
			head++
		}
	}
	return rows, min(head, max(0, len(rows)-1)), layout
}

// headers reports whether all cells of a row are headers.
func headers(tr *html.Node) bool {
	n := 0
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Td {
			return false
		}
		if c.DataAtom == atom.Th {
			n++
		}
	}
	return n > 0
}
