package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Tally counts the rows that bind a unit, each for that unit. What is live
// and what is owed are two questions: a quarterly row may be both.
type Tally struct {
	Rows int `json:"rows"` // that are to be published without being asked for
	Live int `json:"live"` // something public stands under them
	Owed int `json:"owed"` // something is owed, and in time
	Late int `json:"late"` // something is owed, and late
}

// Never is how many rows have nothing public under them.
func (t Tally) Never() int { return t.Rows - t.Live }

// Add is the sum of two tallies.
func (t Tally) Add(u Tally) Tally {
	return Tally{t.Rows + u.Rows, t.Live + u.Live, t.Owed + u.Owed, t.Late + u.Late}
}

// A Cell is the tally of one domain and one unit.
type Cell struct {
	Domain string `json:"domain"`
	UnitID int64  `json:"unit_id"`
	Tally
}

// A BoardRow is a domain of the board.
type BoardRow struct {
	Domain  Domain `json:"domain"`
	Version ID     `json:"version,omitempty"` // in force; 0 for a domain whose catalogue was not imported
	Total   Tally  `json:"total"`
	Unbound int    `json:"unbound"` // rows that bind no unit
	Cells   []Cell `json:"cells"`   // of the units that it binds
}

// A Board is the coverage of every catalogue in force, by unit, and every domain of the
// guide that has none yet. It shows the
// whole district to whoever may see catalogues: all of it is public.
type Board struct {
	Rows  []BoardRow       `json:"rows"`
	Units []int64          `json:"units"` // bound by any row, in the order of the tree
	Names map[int64]string `json:"-"`
	Total Tally            `json:"total"`
}

// A standing is how a row stands for one unit.
type standing struct {
	row  *Row
	unit int64
	live []Publication
	duty duty.Tally
}

func (st standing) tally() Tally {
	t := Tally{Rows: 1}
	if len(st.live) > 0 {
		t.Live = 1
	}
	switch {
	case st.duty.Late > 0:
		t.Late = 1
	case st.duty.Owed() > 0:
		t.Owed = 1
	}
	return t
}

// standings looks at rows for each unit that they bind.
func (s *Service) standings(tx *db.Tx, rows []Row) ([]standing, error) {
	var ids []RowID
	var refs []string
	for i := range rows {
		ids, refs = append(ids, rows[i].ID), append(refs, rows[i].Ref())
	}
	live, err := s.published(tx, ids)
	if err != nil {
		return nil, err
	}
	cells, err := s.duties.Board(tx, refs)
	if err != nil {
		return nil, err
	}
	type place struct {
		ref  string
		unit int64
	}
	owed := map[place]duty.Tally{}
	for _, c := range cells {
		owed[place{c.Under, c.UnitID}] = c.Tally
	}
	var out []standing
	for i := range rows {
		r := &rows[i]
		if !r.Owed() {
			continue
		}
		for _, u := range r.Units {
			st := standing{row: r, unit: u, duty: owed[place{r.Ref(), u}]}
			for _, p := range live[r.ID] {
				if p.UnitID == u {
					st.live = append(st.live, p)
				}
			}
			out = append(out, st)
		}
	}
	return out, nil
}

func (s *Service) published(tx *db.Tx, rows []RowID) (map[RowID][]Publication, error) {
	if s.Published == nil || len(rows) == 0 {
		return map[RowID][]Publication{}, nil
	}
	return s.Published(tx, rows)
}

// Board counts, for each domain and unit, what is public, owed and late.
func (s *Service) Board(ctx context.Context) (b Board, err error) {
	defer fault.Wrap(&err, "catalogue.Board")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		versions, err := allInForce(tx)
		if err != nil {
			return err
		}
		rows, err := holding(tx)
		if err != nil {
			return err
		}
		all, err := s.standings(tx, rows)
		if err != nil {
			return err
		}
		units, err := unit.All(tx)
		b = boardOf(versions, rows, all)
		b.Names = map[int64]string{}
		for _, u := range units {
			b.Names[u.ID] = u.Short
			if slices.ContainsFunc(all, func(st standing) bool { return st.unit == u.ID }) {
				b.Units = append(b.Units, u.ID)
			}
		}
		return err
	})
	return b, err
}

func boardOf(versions []Version, rows []Row, all []standing) (b Board) {
	for _, v := range versions {
		d, _ := DomainOf(v.Domain)
		line := BoardRow{Domain: d, Version: v.ID}
		at := map[int64]int{}
		for _, st := range all {
			if st.row.Domain != v.Domain {
				continue
			}
			i, has := at[st.unit]
			if !has {
				i = len(line.Cells)
				at[st.unit], line.Cells = i, append(line.Cells, Cell{Domain: v.Domain, UnitID: st.unit})
			}
			line.Cells[i].Tally = line.Cells[i].Add(st.tally())
			line.Total = line.Total.Add(st.tally())
		}
		for _, r := range rows {
			if r.Domain == v.Domain && r.Owed() && len(r.Units) == 0 {
				line.Unbound++
			}
		}
		b.Rows, b.Total = append(b.Rows, line), b.Total.Add(line.Total)
	}
	for _, d := range Domains { // what nobody has imported is a gap, and shown as one
		if d.Guide && !slices.ContainsFunc(b.Rows, func(r BoardRow) bool { return r.Domain.Code == d.Code }) {
			b.Rows = append(b.Rows, BoardRow{Domain: d, Cells: []Cell{}})
		}
	}
	slices.SortFunc(b.Rows, func(x, y BoardRow) int { return cmp.Compare(x.Domain.Number, y.Domain.Number) })
	return b
}

// Question narrows the rows of the board: the way down from one of its cells.
type Question struct {
	Domain string `form:"domain" json:"domain,omitempty" label:"catalogue.domain" type:"select"`
	Unit   int64  `form:"unit" json:"unit,omitempty" label:"catalogue.unit" type:"select"`
	State  string `form:"state" json:"state,omitempty" label:"catalogue.coverage" options:"late,owed,never,live"`
	Text   string `form:"text" json:"text,omitempty" label:"catalogue.find_text" max:"100"`
	Row    RowID  `form:"row" json:"row,omitempty" type:"hidden"`
}

// The states by which the rows of the board are narrowed.
const (
	StateLate  = "late"
	StateOwed  = "owed"
	StateNever = "never"
	StateLive  = "live"
)

// A Covered row is a row in force and how it stands for one unit.
type Covered struct {
	Row
	Unit   int64         `json:"unit"`
	Short  string        `json:"unit_name"`
	Live   []Publication `json:"live"`
	Tally  Tally         `json:"tally"`
	MayAdd bool          `json:"-"` // the actor may say that the unit has formed information of it
}

// fits reports whether the row answers the question.
func (q Question) fits(st standing) bool {
	t := st.tally()
	switch {
	case q.Domain != "" && st.row.Domain != q.Domain, q.Unit != 0 && st.unit != q.Unit, q.Row != 0 && st.row.ID != q.Row:
		return false
	case q.Text != "" && !contains(st.row.Name()+st.row.Content, q.Text):
		return false
	}
	switch q.State {
	case StateLate:
		return t.Late > 0
	case StateOwed:
		return t.Owed > 0
	case StateNever:
		return t.Live == 0
	case StateLive:
		return t.Live > 0
	}
	return true
}

// Rows is a page of Coverage.
func (s *Service) Rows(ctx context.Context, q Question, p db.Page) (rows db.Rows[Covered], err error) {
	all, err := s.Coverage(ctx, q)
	if err != nil {
		return rows, err
	}
	rows.Total = len(all)
	from := 0
	if p.After != "" { // the row after which the page begins; where it is gone, the list begins anew
		from = slices.IndexFunc(all, func(c Covered) bool { return c.key() == p.After }) + 1
	}
	size := min(p.Size, maxPage)
	if size <= 0 {
		size = usualPage
	}
	to := min(from+size, len(all))
	rows.Items = all[from:to]
	if to < len(all) {
		rows.Next = all[to-1].key()
	}
	return rows, nil
}

// The sizes of a page of rows.
const (
	usualPage = 20
	maxPage   = 200
)

// key names a row and a unit for the next page.
func (c *Covered) key() string { return fmt.Sprintf("%d-%d", c.ID, c.Unit) }

// Coverage lists rows in force for each unit that they bind, domain by domain.
// It is small enough to be read whole: some thousands of rows.
func (s *Service) Coverage(ctx context.Context, q Question) (out []Covered, err error) {
	defer fault.Wrap(&err, "catalogue.Coverage")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err := holding(tx)
		if err != nil {
			return err
		}
		all, err := s.standings(tx, rows)
		if err != nil {
			return err
		}
		names, err := shortNames(tx)
		out = []Covered{}
		for _, st := range all {
			if q.fits(st) {
				out = append(out, Covered{
					Row: *st.row, Unit: st.unit, Short: names[st.unit], Live: st.live, Tally: st.tally(),
					MayAdd: slices.Contains(mayForm(tx.Actor, st.row), st.unit),
				})
			}
		}
		return err
	})
	return out, err
}
