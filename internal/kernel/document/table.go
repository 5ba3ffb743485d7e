package document

import "gongkai.example/gongkai/internal/kernel/fault"

// A Table is a grid of Rows × Cols places. A merged cell stands at all of its places.
type Table struct {
	Rows  int    `json:"rows"`
	Cols  int    `json:"cols"`
	Cells []Cell `json:"cells"` // in the order of the text
	grid  [][]int
}

// A Cell is one cell with its first place and how far it reaches.
type Cell struct {
	Row     int  `json:"row"`
	Col     int  `json:"col"`
	RowSpan int  `json:"row_span"`
	ColSpan int  `json:"col_span"`
	Span    Span `json:"span"`
}

// At returns the cell at a place of the grid, or nil where the row is shorter.
func (t *Table) At(row, col int) *Cell {
	if row < 0 || row >= len(t.grid) || col < 0 || col >= len(t.grid[row]) || t.grid[row][col] < 0 {
		return nil
	}
	return &t.Cells[t.grid[row][col]]
}

// tableBuilder makes a table row by row; left is how many places all tables may still take.
type tableBuilder struct {
	table Table
	left  *int
}

func (b *tableBuilder) row() { b.table.grid = append(b.table.grid, nil); b.table.Rows++ }

// dropRow takes back the row that was begun last.
func (b *tableBuilder) dropRow() {
	b.table.Rows--
	for len(b.table.Cells) > 0 && b.table.Cells[len(b.table.Cells)-1].Row == b.table.Rows {
		b.table.Cells = b.table.Cells[:len(b.table.Cells)-1]
	}
	for i := range b.table.Cells {
		if c := &b.table.Cells[i]; c.Row+c.RowSpan > b.table.Rows {
			c.RowSpan = b.table.Rows - c.Row
		}
	}
	b.table.grid = b.table.grid[:b.table.Rows]
}

// skip leaves n places of the row empty.
func (b *tableBuilder) skip(n int) error { return b.fill(-1, n) }

// fill puts the cell with the index on the next n places of the row.
func (b *tableBuilder) fill(index, n int) error {
	if n < 1 || n > *b.left {
		return fault.New(fault.TooLarge, "document.table_large")
	}
	*b.left -= n
	last := &b.table.grid[b.table.Rows-1]
	for range n {
		*last = append(*last, index)
	}
	b.table.Cols = max(b.table.Cols, len(*last))
	return nil
}

// cell adds a cell of n columns and returns its index.
func (b *tableBuilder) cell(n int, s Span) (int, error) {
	r := b.table.Rows - 1
	b.table.Cells = append(b.table.Cells, Cell{Row: r, Col: len(b.table.grid[r]), RowSpan: 1, ColSpan: n, Span: s})
	index := len(b.table.Cells) - 1
	return index, b.fill(index, n)
}

// down reaches the cell above to the next n places of the row; false if there is none.
func (b *tableBuilder) down(n int) (bool, error) {
	r := b.table.Rows - 1
	above := b.table.At(r-1, len(b.table.grid[r]))
	if above == nil {
		return false, nil
	}
	above.RowSpan = r - above.Row + 1
	return true, b.fill(b.table.grid[r-1][len(b.table.grid[r])], n)
}

// right reaches the cell before to the next n places of the row; false if there is none.
func (b *tableBuilder) right(n int) (bool, error) {
	r := b.table.Rows - 1
	before := b.table.At(r, len(b.table.grid[r])-1)
	if before == nil || before.Row != r {
		return false, nil
	}
	before.ColSpan += n
	return true, b.fill(b.table.grid[r][len(b.table.grid[r])-1], n)
}
