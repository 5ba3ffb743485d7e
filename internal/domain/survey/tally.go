package survey

// A Tally is how a question was answered.
type Tally struct {
	N      int     `json:"n"`                // who answered it
	Counts []int   `json:"counts,omitempty"` // by option
	Mean   float64 `json:"mean,omitempty"`   // of a scale, in its own marks
	Texts  int     `json:"texts,omitempty"`  // who typed something
}

// A Cross is how a question was answered by the groups of a question of 基本情况.
type Cross struct {
	Question int     `json:"question"`
	By       int     `json:"by"`
	N        []int   `json:"n"`     // who answered it, by group; -1: left out
	Cells    [][]int `json:"cells"` // by option and group; -1: left out, as few people or to protect others
}

// Hidden stands for a number that is left out.
const Hidden = -1

// Results are the answers to a survey, counted.
type Results struct {
	N       int     `json:"n"`
	Tallies []Tally `json:"tallies"` // by question
	Crosses []Cross `json:"crosses,omitempty"`
}

// Count counts answers. In tables by group no cell can be told that fewer than least
// people make up.
func Count(qs []Question, all []Answers, least int) Results {
	r := Results{N: len(all), Tallies: make([]Tally, len(qs))}
	for i, q := range qs {
		r.Tallies[i] = tally(q, i, all)
	}
	for by, g := range qs {
		if !g.Profile {
			continue
		}
		for i, q := range qs {
			if q.Kind != Text && i != by {
				r.Crosses = append(r.Crosses, cross(qs, i, by, all, least))
			}
		}
	}
	return r
}

func tally(q Question, i int, all []Answers) Tally {
	t := Tally{Counts: make([]int, len(q.Options))}
	sum := 0
	for _, a := range all {
		x := a.at(i)
		if x.Empty() {
			continue
		}
		t.N++
		for _, o := range x.Chosen {
			t.Counts[o]++
			sum += q.mark(o)
		}
		if x.Text != "" {
			t.Texts++
		}
	}
	if q.Kind == Scale && t.N > 0 {
		t.Mean = float64(sum) / float64(t.N)
	}
	return t
}

// mark is what an option of a scale counts.
func (q Question) mark(option int) (n int) {
	if q.Kind != Scale {
		return 0
	}
	for _, r := range q.Options[option] {
		n = n*10 + int(r-'0')
	}
	return n
}

// cross is a table by group. Where several options may be chosen each option is a table of
// its own, of those who chose it and those who did not.
func cross(qs []Question, i, by int, all []Answers, least int) Cross {
	groups := len(qs[by].Options)
	c := Cross{Question: i, By: by, N: make([]int, groups), Cells: make([][]int, len(qs[i].Options))}
	for o := range c.Cells {
		c.Cells[o] = make([]int, groups)
	}
	for _, a := range all {
		x, g := a.at(i), a.at(by).Chosen
		if len(x.Chosen) == 0 || len(g) == 0 {
			continue
		}
		c.N[g[0]]++
		for _, o := range x.Chosen {
			c.Cells[o][g[0]]++
		}
	}
	c.protect(qs[i].Kind == Multi, least)
	return c
}

// protect leaves out what Protect says. The sums of groups stand in the table as its last
// line: a group of few people is left out with them. What nobody of a group was asked
// is no cell.
func (c *Cross) protect(several bool, least int) {
	var out [][]bool
	if several {
		for _, row := range c.Cells {
			rest := make([]int, len(row))
			for g, n := range row {
				rest[g] = c.N[g] - n
			}
			out = append(out, Protect([][]int{row, rest}, least)[0])
		}
	} else {
		out = Protect(c.Cells, least)
	}
	for o, row := range out {
		for g, hide := range row {
			if hide {
				c.Cells[o][g] = Hidden
			}
		}
	}
}
