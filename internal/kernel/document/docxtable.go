package document

import (
	"encoding/xml"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/archive"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// A docxTable is a table that is being read.
type docxTable struct {
	builder  tableBuilder
	start    int
	cell     docxCell
	first    bool    // the next cell is the first of its row
	rowGone  bool    // the row is a deleted revision
	inner    []Block // what stands in the cells
	rowInner int     // how much of that stands in the rows above
	fresh    bool    // a table in the cell has just ended, and the line with it
}

type docxCell struct {
	index      int // in the table, -1 if merged into another
	start      int
	span       int
	down, left bool // merged into the cell above, or before
	placed     bool
}

// inTable is the innermost table that is being read, nil outside.
func (r *docx) inTable() *docxTable {
	if len(r.tables) == 0 {
		return nil
	}
	return r.tables[len(r.tables)-1]
}

// startTable begins a part of a table. What a merged cell that is not shown holds is passed over.
func (r *docx) startTable(name string, e xml.StartElement) error {
	if name == "w:tbl" {
		if err := r.place(); err != nil {
			return err
		}
		if r.muted > 0 {
			r.unseen++
			return nil
		}
		r.endParagraph(true)
		r.beginLine()
		r.tables = append(r.tables, &docxTable{builder: tableBuilder{left: &r.cells}, start: r.text.Len()})
		return nil
	}
	t := r.inTable()
	if t == nil || r.unseen > 0 {
		return nil
	}
	n, _ := strconv.Atoi(archive.Attr(e, "val"))
	switch name {
	case "w:tr":
		t.rowGone, t.first, t.rowInner = false, true, len(t.inner)
		t.builder.row()
	case "w:gridBefore":
		if n > 0 {
			return t.builder.skip(n)
		}
	case "w:tc":
		t.cell, t.fresh = docxCell{span: 1, index: -1}, false
	case "w:gridSpan":
		t.cell.span = max(1, n)
	case "w:vMerge":
		t.cell.down = archive.Attr(e, "val") != "restart"
	case "w:hMerge":
		t.cell.left = archive.Attr(e, "val") != "restart"
	}
	return nil
}

// place puts the cell into the grid, once its properties are known: before its first paragraph.
func (r *docx) place() error {
	t := r.inTable()
	if t == nil || r.unseen > 0 || t.cell.placed || t.builder.table.Rows == 0 {
		return nil
	}
	c := &t.cell
	c.placed = true
	var merged bool
	var err error
	switch {
	case c.down:
		merged, err = t.builder.down(c.span)
	case c.left:
		merged, err = t.builder.right(c.span)
	}
	if err != nil {
		return err
	}
	if merged {
		r.muted++
		return nil
	}
	if !t.first {
		r.text.WriteByte('\t')
	}
	t.first = false
	c.start = r.text.Len()
	c.index, err = t.builder.cell(c.span, Span{c.start, c.start})
	return err
}

// beginLine begins a line in a cell that has one already.
func (r *docx) beginLine() {
	t := r.inTable()
	if t == nil || r.muted > 0 || r.text.Len() == t.cell.start {
		return
	}
	if !t.fresh {
		r.text.WriteByte('\n')
	}
	t.fresh = false
}

func (r *docx) endTable(name string) error {
	if r.unseen > 0 {
		if name == "w:tbl" {
			r.unseen--
		}
		return nil
	}
	t := r.inTable()
	switch {
	case t == nil:
	case name == "w:tc":
		if err := r.place(); err != nil {
			return err
		}
		r.endParagraph(true)
		if t.cell.index < 0 {
			r.muted = max(0, r.muted-1)
			return nil
		}
		span := &t.builder.table.Cells[t.cell.index].Span
		span.End = r.ended(span.Start)
	case name == "w:tr":
		r.text.WriteByte('\n')
		if t.rowGone {
			t.builder.dropRow()
			t.inner = t.inner[:t.rowInner]
		}
	case name == "w:tbl":
		r.tables = r.tables[:len(r.tables)-1]
		r.put(t)
	}
	return nil
}

// ended is where the text that began at start ends, without the ends of its lines.
func (r *docx) ended(start int) int {
	return start + len(strings.TrimRight(r.text.String()[start:], "\n"))
}

// put gives a table that has ended to the document, or to the cell that it stands in. One
// that is only a frame around others is none: what it holds stands in its place.
func (r *docx) put(t *docxTable) {
	span := Span{t.start, r.ended(t.start)}
	if t.builder.table.Rows == 0 || span.End == span.Start {
		return
	}
	blocks := []Block{{Span: span, Table: &t.builder.table}}
	switch holds := slices.ContainsFunc(t.inner, func(b Block) bool { return b.Table != nil }); {
	case holds && r.isFrame(t):
		blocks = t.inner
	case holds:
		r.doc.Warnings = append(r.doc.Warnings, Warning{Text: fault.T("document.nested_table"), Span: Span{t.start, t.start}})
	}
	if in := r.inTable(); in != nil {
		in.inner, in.fresh = append(in.inner, blocks...), true
	} else {
		r.doc.Blocks = append(r.doc.Blocks, blocks...)
	}
}

// isFrame reports whether no row of a table has two cells with something in them.
func (r *docx) isFrame(t *docxTable) bool {
	filled := map[int]int{} // by row
	for _, c := range t.builder.table.Cells {
		if strings.TrimSpace(r.text.String()[c.Span.Start:c.Span.End]) != "" {
			if filled[c.Row]++; filled[c.Row] > 1 {
				return false
			}
		}
	}
	return true
}
