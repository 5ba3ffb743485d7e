package article

import (
	"strconv"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// placesMost bounds the places that merged cells of a table may reach over.
const placesMost = 1 << 16

// grid writes a table. One that holds another, or says so, only lays out a page: it is read as text.
func (h *pageText) grid(table *html.Node) {
	rows, head, layout := tableRows(table)
	if layout {
		h.children(table)
		h.flush()
		return
	}
	m := merged{head: head}
	left := placesMost
	for c := table.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Caption {
			h.children(c)
			h.flush()
		}
	}
	for i, tr := range rows {
		for len(m.rows) <= i {
			m.rows = append(m.rows, nil)
		}
		col := 0
		for td := tr.FirstChild; td != nil; td = td.NextSibling {
			if td.DataAtom != atom.Td && td.DataAtom != atom.Th || hidden(td) {
				continue
			}
			for col < len(m.rows[i]) && m.rows[i][col] != nil {
				col++
			}
			s := &span{row: i, down: reach(td, "rowspan", len(rows)-i), across: reach(td, "colspan", 200), text: h.cellText(td)}
			if s.down*s.across > left {
				s.down, s.across = 1, 1
			}
			left -= s.down * s.across
			m.put(s, i, col)
			col += s.across
		}
	}
	h.table(m)
	if !h.cell {
		h.placed()
	}
}

// put sets a cell at its places.
func (m *merged) put(s *span, row, col int) {
	for i := row; i < row+s.down; i++ {
		for len(m.rows) <= i {
			m.rows = append(m.rows, nil)
		}
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
	in := &pageText{writer: &writer{}, ranks: map[int]int{}, cell: true, pictures: h.pictures}
	in.children(td)
	in.flush()
	h.pictures, h.waiting = in.pictures, append(h.waiting, in.waiting...)
	for _, n := range in.notes {
		n.Span = Span{h.runes, h.runes}
		h.notes = append(h.notes, n)
	}
	return trim(in.writer.text.String())
}

// tableRows lists the rows of a table, how many of them are its head, and whether it only lays out a page.
func tableRows(table *html.Node) (rows []*html.Node, head int, layout bool) {
	layout = attribute(table, "role") == "presentation"
	for n := range table.Descendants() {
		switch n.DataAtom {
		case atom.Table:
			return nil, 0, true
		case atom.Tr:
			if hidden(n) {
				continue
			}
			rows = append(rows, n)
			if head == len(rows)-1 && (n.Parent.DataAtom == atom.Thead || headers(n)) {
				head++
			}
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
