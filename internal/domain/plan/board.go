package plan

import (
	"cmp"
	"context"
	"slices"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/circular"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Unit is a unit as boards name it.
type Unit struct {
	ID    int64  `json:"id"`
	Short string `json:"short"`
}

// A Board is a plan as a matrix: points by units, and in each cell how the
// duties there stand.
type Board struct {
	Plan  Plan         `json:"plan"`
	Today calendar.Day `json:"today"`
	Units []Unit       `json:"units"` // those that owe anything, in the order of the tree
	Rows  []BoardRow   `json:"rows"`
	Total duty.Tally   `json:"total"`
}

// A BoardRow is one point.
type BoardRow struct {
	Point   PointID      `json:"point"`
	Number  string       `json:"number"`
	Title   string       `json:"title"`
	Section string       `json:"section"`
	Cells   []duty.Tally `json:"cells"` // one a unit of Board.Units
	Total   duty.Tally   `json:"total"`
}

// Board counts the duties of a plan.
func (s *Service) Board(ctx context.Context, id ID) (b Board, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := load(tx, id)
		if err != nil {
			return err
		}
		b, err = s.board(tx, p)
		return err
	})
	return b, err
}

func (s *Service) board(tx *db.Tx, p *Plan) (Board, error) {
	b := Board{Plan: *p, Today: tx.Today}
	pts, err := db.All[heading](tx, "FROM plan_point WHERE plan_id = ? ORDER BY sort, id", p.ID)
	if err != nil {
		return b, err
	}
	unders := make([]string, len(pts))
	for i, pt := range pts {
		unders[i] = pointRef(pt.ID)
	}
	cells, err := s.duties.Board(tx, unders)
	if err != nil {
		return b, err
	}
	dir, err := open(tx)
	if err != nil {
		return b, err
	}
	at := dir.columns(&b, cells)
	rows := map[string]int{}
	for i, pt := range pts {
		rows[unders[i]] = i
		b.Rows = append(b.Rows, BoardRow{Point: pt.ID, Number: pt.Number, Title: pt.Title, Section: pt.Section, Cells: make([]duty.Tally, len(b.Units))})
	}
	for _, c := range cells {
		row := &b.Rows[rows[c.Under]]
		row.Cells[at[c.UnitID]] = c.Tally
		row.Total = row.Total.Add(c.Tally)
		b.Total = b.Total.Add(c.Tally)
	}
	return b, nil
}

// heading is what a board needs of a point.
type heading struct {
	ID      PointID `db:"id"`
	Number  string  `db:"number"`
	Title   string  `db:"title"`
	Section string  `db:"section"`
}

// columns gives each unit of the cells its column.
func (d *directory) columns(b *Board, cells []duty.Cell) map[int64]int {
	at := map[int64]int{}
	for _, c := range cells {
		if _, has := at[c.UnitID]; !has {
			at[c.UnitID] = 0
			b.Units = append(b.Units, Unit{c.UnitID, d.short[c.UnitID]})
		}
	}
	slices.SortFunc(b.Units, func(x, y Unit) int { return cmp.Compare(d.order[x.ID], d.order[y.ID]) })
	for i, u := range b.Units {
		at[u.ID] = i
	}
	return at
}

// A Review is a point with the source that it was read from.
type Review struct {
	Plan     Plan               `json:"plan"`
	Point    Point              `json:"point"`
	Tasks    []Task             `json:"tasks"`
	Units    map[Role][]string  `json:"units"`
	Open     []string           `json:"unresolved,omitempty"` // names that stand for no unit
	Standing []PageUnit         `json:"standing,omitempty"`   // how the units of an issued point stand
	Source   string             `json:"-"`                    // the text of the circular; "" for a point without a place in it
	Warnings []circular.Warning `json:"warnings"`
	Previous PointID            `json:"previous,omitempty"`
	Next     PointID            `json:"next,omitempty"`
}

// Review returns what the officer sees beside the source.
func (s *Service) Review(ctx context.Context, id PointID) (v Review, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		pt, p, err := loadPoint(tx, id)
		if err != nil {
			return err
		}
		src, err := loadSource(tx, p.ID)
		if err != nil {
			return err
		}
		dir, err := open(tx)
		if err != nil {
			return err
		}
		v = Review{Plan: *p, Point: *pt, Units: dir.byRole(pt.Parties), Open: unresolved(pt.Parties)}
		if pt.Placed() {
			v.Source, v.Warnings = src.Text, pt.Proposal.Warnings
		}
		all, err := points(tx, p.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(q Point) bool { return q.ID == pt.ID })
		if i > 0 {
			v.Previous = all[i-1].ID
		}
		if i+1 < len(all) {
			v.Next = all[i+1].ID
		}
		if v.Tasks, err = tasksOf(tx, pt.ID); err != nil {
			return err
		}
		v.Standing, err = s.standing(tx, dir, pt, v.Tasks)
		return err
	})
	return v, err
}

// standing is the units of a point with their duties.
func (s *Service) standing(tx *db.Tx, dir *directory, pt *Point, ts []Task) ([]PageUnit, error) {
	cells, err := s.duties.Board(tx, []string{pt.Ref()})
	if err != nil || len(cells) == 0 {
		return nil, err
	}
	tallies := map[int64]duty.Tally{}
	for _, c := range cells {
		tallies[c.UnitID] = c.Tally
	}
	return dir.standing(partiesOf(pt, ts), tallies), nil
}

// partiesOf is the parties of all tasks of a point that are not cancelled.
func partiesOf(pt *Point, ts []Task) []Party {
	var out []Party
	for i := range ts {
		if ts[i].Status != TaskCancelled {
			out = append(out, parties(pt, &ts[i])...)
		}
	}
	return out
}
