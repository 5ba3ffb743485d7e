package document

import (
	"encoding/xml"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/archive"
)

// startTable begins a part of a table. A table in a cell is read as text of the cell.
func (r *docx) startTable(name string, e xml.StartElement) error {
	if name == "w:tbl" {
		if err := r.place(); err != nil {
			return err
		}
		if r.nesting++; r.nesting == 1 {
			r.endParagraph(true)
			r.builder = &tableBuilder{left: &r.cells}
			r.table = Span{Start: r.text.Len()}
		} else if r.nesting == 2 {
			r.warn("document.nested_table", "")
		}
		return nil
	}
	if r.nesting != 1 {
		return nil
	}
	n, _ := strconv.Atoi(archive.Attr(e, "val"))
	switch name {
	case "w:tr":
		r.rowGone, r.first = false, true
		r.builder.row()
	case "w:gridBefore":
		if n > 0 {
			return r.builder.skip(n)
		}
	case "w:tc":
		r.cell = docxCell{span: 1, index: -1}
	case "w:gridSpan":
		r.cell.span = max(1, n)
	case "w:vMerge":
		r.cell.down = archive.Attr(e, "val") != "restart"
	case "w:hMerge":
		r.cell.left = archive.Attr(e, "val") != "restart"
	}
	return nil
}

// place puts the cell into the grid, once its properties are known: before its first paragraph.
func (r *docx) place() error {
	c := &r.cell
	if r.nesting != 1 || c.placed || r.builder.table.Rows == 0 {
		return nil
	}
	c.placed = true
	var merged bool
	var err error
	switch {
	case c.down:
		merged, err = r.builder.down(c.span)
	case c.left:
		merged, err = r.builder.right(c.span)
	}
	if err != nil {
		return err
	}
	if merged {
		r.muted++
		return nil
	}
	if !r.first {
		r.text.WriteByte('\t')
	}
	r.first = false
	c.start = r.text.Len()
	c.index, err = r.builder.cell(c.span, Span{c.start, c.start})
	return err
}

func (r *docx) endTable(name string) error {
	if r.nesting > 1 {
		if name == "w:tbl" {
			r.nesting--
		}
		return nil
	}
	switch {
	case r.builder == nil:
	case name == "w:tc":
		if err := r.place(); err != nil {
			return err
		}
		r.endParagraph(true)
		if r.cell.index < 0 {
			r.muted = max(0, r.muted-1)
			return nil
		}
		r.builder.table.Cells[r.cell.index].Span.End = r.text.Len()
	case name == "w:tr":
		r.text.WriteByte('\n')
		if r.rowGone {
			r.builder.dropRow()
		}
	case name == "w:tbl":
		r.nesting--
		r.table.End = len(strings.TrimRight(r.text.String(), "\n"))
		if r.builder.table.Rows > 0 && r.table.End > r.table.Start {
			r.doc.Blocks = append(r.doc.Blocks, Block{Span: r.table, Table: &r.builder.table})
		}
		r.builder = nil
	}
	return nil
}
