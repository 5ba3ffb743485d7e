package survey

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// span finds by trying every table with the same sums and the same cells that are shown how
// low and how high each cell left out can be. It is a second way, with nothing in common
// with the first.
func span(table [][]int, out [][]bool) (low, high [][]int) {
	rows, cols := len(table), len(table[0])
	type at struct{ i, j int }
	var hidden []at
	rest := make([]int, rows)
	down := make([]int, cols)
	low, high = make([][]int, rows), make([][]int, rows)
	for i := range rows {
		low[i], high[i] = make([]int, cols), make([]int, cols)
		for j := range cols {
			low[i][j], high[i][j] = 1<<30, -1
			if out[i][j] {
				hidden = append(hidden, at{i, j})
				rest[i] += table[i][j]
				down[j] += table[i][j]
			}
		}
	}
	value := make([]int, len(hidden))
	var try func(k int)
	try = func(k int) {
		if k == len(hidden) {
			for _, n := range rest {
				if n != 0 {
					return
				}
			}
			for _, n := range down {
				if n != 0 {
					return
				}
			}
			for k, c := range hidden {
				low[c.i][c.j], high[c.i][c.j] = min(low[c.i][c.j], value[k]), max(high[c.i][c.j], value[k])
			}
			return
		}
		c := hidden[k]
		for n := 0; n <= min(rest[c.i], down[c.j]); n++ {
			value[k] = n
			rest[c.i] -= n
			down[c.j] -= n
			try(k + 1)
			rest[c.i] += n
			down[c.j] += n
		}
	}
	try(0)
	return low, high
}

// lot draws a table, and with it for most those who named no group.
func lot(r *rand.Rand) (table [][]int, rest []int) {
	number := func() int {
		if r.IntN(3) == 0 {
			return r.IntN(2)
		}
		return r.IntN(9)
	}
	table = make([][]int, 2+r.IntN(2))
	for range 2 + r.IntN(2) {
		for i := range table {
			table[i] = append(table[i], number())
		}
	}
	if len(table)*(len(table[0])+1) <= 9 && r.IntN(4) > 0 { // what can be tried
		for range table {
			rest = append(rest, number()*r.IntN(2))
		}
	}
	return table, rest
}

// TestProtect tries tables drawn by lot: of no small cell can be told more narrowly than
// the bound, be it that of those who named no group, and what is not small stays where
// nothing is.
func TestProtect(t *testing.T) {
	const least = 3
	r := rand.New(rand.NewPCG(1, 2))
	protected, apart := 0, 0
	for range 3000 {
		table, rest := lot(r)
		out := Protect(table, rest, least)
		all, hidden := make([][]int, len(table)), make([][]bool, len(table))
		small := false
		for i := range table {
			all[i], hidden[i] = slices.Clone(table[i]), slices.Clone(out[i])
			if rest != nil {
				all[i], hidden[i] = append(all[i], rest[i]), append(hidden[i], true)
			}
			small = small || slices.ContainsFunc(all[i], func(n int) bool { return n > 0 && n < least })
		}
		low, high := span(all, hidden)
		for i, row := range all {
			for j, n := range row {
				unshown := j == len(table[i])
				switch {
				case hidden[i][j] && !unshown && !small:
					t.Fatalf("%v, %v: nothing is small, and %d is left out", table, rest, n)
				case n == 0 || n >= least:
				case !hidden[i][j]:
					t.Fatalf("%v, %v: %d is shown", table, rest, n)
				case high[i][j]-low[i][j] >= least && unshown:
					apart++
				case high[i][j]-low[i][j] >= least:
					protected++
				case whole(out):
					// With sums so small nothing more can be left out.
				default:
					t.Fatalf("%v, %v, left out %v: cell %d,%d is between %d and %d", table, rest, out, i, j, low[i][j], high[i][j])
				}
			}
		}
	}
	if protected < 1000 || apart < 200 {
		t.Errorf("%d small cells in all, %d of those who named no group: too few to say anything", protected, apart)
	}
}

func whole(out [][]bool) bool {
	for _, row := range out {
		for _, hidden := range row {
			if !hidden {
				return false
			}
		}
	}
	return true
}

// TestFlow compares the ranges by flows with those found by trying.
func TestFlow(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		table, out := make([][]int, 3), make([][]bool, 3)
		for i := range table {
			table[i], out[i] = make([]int, 3), make([]bool, 3)
			for j := range table[i] {
				table[i][j], out[i][j] = r.IntN(5), r.IntN(3) > 0
			}
		}
		p := newProtection(table, nil)
		p.out = out
		low, high := span(table, out)
		for i, row := range table {
			for j, n := range row {
				if !out[i][j] {
					continue
				}
				if up, down := p.up(i, j, 100), p.down(i, j, 100); n+up != high[i][j] || n-down != low[i][j] {
					t.Fatalf("%v, left out %v: cell %d,%d is %d to %d, want %d to %d", table, out, i, j, n-down, n+up, low[i][j], high[i][j])
				}
			}
		}
	}
}
