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
	N        []int   `json:"n"`     // who answered it, by group
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
			if q.Kind == Text || i == by {
				continue
			}
			c, apart := cross(qs, i, by, all)
			switch {
			case q.Profile && i < by:
				c.leaveOut(r.turned(c))
			case q.Profile: // turned, it tells how many of an option named a group
				c.leaveOut(Protect(c.Cells, nil, least))
			case q.Kind == Multi:
				c.leaveOut(c.ofEach(apart, least))
			default:
				c.leaveOut(Protect(c.Cells, apart.chose, least))
			}
			r.Crosses = append(r.Crosses, c)
		}
	}
	return r
}

// turned is what is left out of a table of two questions of 基本情况 that stands already with its
// groups as options: the same cells, since one table would tell what the other leaves out.
func (r *Results) turned(c Cross) [][]bool {
	out := make([][]bool, len(c.Cells))
	for _, was := range r.Crosses {
		if was.Question != c.By || was.By != c.Question {
			continue
		}
		for _, row := range was.Cells {
			for o, n := range row {
				out[o] = append(out[o], n == Hidden)
			}
		}
	}
	return out
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

// silent are those who answered a question and named no group.
type silent struct {
	n     int
	chose []int // by option
}

// cross is a table by group, whole.
func cross(qs []Question, i, by int, all []Answers) (Cross, silent) {
	groups, options := len(qs[by].Options), len(qs[i].Options)
	c := Cross{Question: i, By: by, N: make([]int, groups), Cells: make([][]int, options)}
	for o := range c.Cells {
		c.Cells[o] = make([]int, groups)
	}
	apart := silent{chose: make([]int, options)}
	for _, a := range all {
		x, g := a.at(i), a.at(by).Chosen
		switch {
		case len(x.Chosen) == 0:
		case len(g) == 0:
			apart.n++
			for _, o := range x.Chosen {
				apart.chose[o]++
			}
		default:
			c.N[g[0]]++
			for _, o := range x.Chosen {
				c.Cells[o][g[0]]++
			}
		}
	}
	return c, apart
}

// ofEach protects a table whose lines do not add up, as several options may be chosen: each of
// them is one of its own, of those who chose it and those who did not.
func (c *Cross) ofEach(apart silent, least int) (out [][]bool) {
	for o, row := range c.Cells {
		rest := make([]int, len(row))
		for g, n := range row {
			rest[g] = c.N[g] - n
		}
		out = append(out, Protect([][]int{row, rest}, []int{apart.chose[o], apart.n - apart.chose[o]}, least)[0])
	}
	return out
}

// leaveOut keeps cells from readers. What nobody of a group was asked is no cell.
func (c *Cross) leaveOut(out [][]bool) {
	for o, row := range out {
		for g, hide := range row {
			if hide {
				c.Cells[o][g] = Hidden
			}
		}
	}
}
