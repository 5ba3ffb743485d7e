package column

import (
	"context"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
)

// Service is what nouns and surfaces do with columns.
type Service struct {
	// Words gives the few sentences that duties keep in words; app sets it.
	Words func(key string, args ...any) string

	db     *db.DB
	duties *duty.Service
}

// New returns the service.
func New(d *db.DB, duties *duty.Service) *Service { return &Service{db: d, duties: duties} }

// Updated says that ref was published in a column on a day. It is called in the
// transaction that releases it. The duty of the keeper is met, and the next one
// opened from that day; so are those of the columns above. A second update on
// one day changes no day, and what is older than the last update, as when an old
// site is taken over, fulfils nothing.
//
// Errors: Conflict for a column that is no more.
func (s *Service) Updated(tx *db.Tx, id ID, ref string, on calendar.Day) error {
	for id != 0 {
		c, err := Get(tx, id)
		if err != nil {
			return err
		}
		if c.Closed != "" {
			return fault.New(fault.Conflict, "column.is_closed", c.Path)
		}
		if err := s.update(tx, &c, ref, on); err != nil {
			return err
		}
		id = c.ParentID
	}
	return nil
}

func (s *Service) update(tx *db.Tx, c *Column, ref string, on calendar.Day) error {
	if on <= c.Last {
		return nil
	}
	c.Last, c.LastRef = on, ref
	c.renew()
	if err := db.Update(tx, table, c); err != nil {
		return err
	}
	if !c.owes() {
		return nil
	}
	owed, err := s.duties.Owing(tx, RuleUpdate, c.Ref(), c.KeeperID)
	if err != nil {
		return err
	}
	for _, d := range owed {
		if on <= d.Opened {
			return nil // the clock of that duty began with this day, or later
		}
		if err := s.duties.Count(tx, d.ID, ref, on); err != nil {
			return err
		}
	}
	return s.owe(tx, c, on)
}

// owe opens the duty to update the column again.
func (s *Service) owe(tx *db.Tx, c *Column, from calendar.Day) error {
	_, err := s.duties.Open(tx, duty.Owed{
		UnitID: c.KeeperID, Rule: RuleUpdate, Ref: c.Ref(), Under: "column", Title: s.Words("column.duty", c.Path), Basis: sourceName,
		From: from, Term: c.term(), Again: tx.ID(),
	})
	return err
}

// Tree returns the columns that are, from top to bottom; hidden and archived ones too.
func (s *Service) Tree(ctx context.Context) (all []Column, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { all, err = Tree(tx); return err })
	return all, err
}

// A Row is a column as the list of freshness shows it.
type Row struct {
	Column
	Keeper string `json:"keeper"` // short name
	State  State  `json:"state"`
	Left   int    `json:"left"` // days until Due; negative since then; 0 without a day
}

// Find lists columns from top to bottom, with how fresh they are.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Row], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		soon, err := s.duties.SoonDay(tx)
		if err != nil {
			return err
		}
		found, err := db.List[Column](tx, p, db.Query{From: table, Where: q.where(tx.Today, soon), Order: []string{"pos", "id"}})
		if err != nil {
			return err
		}
		names, err := shortNames(tx)
		if err != nil {
			return err
		}
		rows = db.Map(found, func(c Column) Row { return rowOf(c, names, tx.Today, soon) })
		return nil
	})
	return rows, err
}

// Row returns one column, closed ones too, with how fresh it is.
func (s *Service) Row(ctx context.Context, id ID) (r Row, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := Get(tx, id)
		if err != nil {
			return err
		}
		soon, err := s.duties.SoonDay(tx)
		if err != nil {
			return err
		}
		names, err := shortNames(tx)
		r = rowOf(c, names, tx.Today, soon)
		return err
	})
	return r, err
}

func rowOf(c Column, names map[int64]string, today, soon calendar.Day) Row {
	r := Row{Column: c, Keeper: names[c.KeeperID], State: c.State(today, soon)}
	if c.Due != "" {
		r.Left = c.Due.Sub(today)
	}
	return r
}

// shortNames are those of all units, closed ones too.
func shortNames(tx *db.Tx) (map[int64]string, error) {
	units, err := unit.All(tx)
	out := map[int64]string{}
	for _, u := range units {
		out[u.ID] = u.Short
	}
	return out, err
}

// A Verdict counts what the inspection counts, beside the number from which on
// the site fails it as a whole (单项否决: 栏目不更新).
type Verdict struct {
	Stale   Count `json:"stale"`   // news, and notices and policy documents at the top, that are late
	Overdue Count `json:"overdue"` // every column that is late
	Blank   Count `json:"blank"`   // columns with nothing in them
}

// A Count is a number and the one from which on it fails.
type Count struct {
	N     int `json:"n"`
	Limit int `json:"limit"`
}

// Fails reports whether the number is too large.
func (c Count) Fails() bool { return c.N >= c.Limit }

// Inspect counts what the inspection would find today.
func (s *Service) Inspect(ctx context.Context) (v Verdict, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := Tree(tx)
		if err != nil {
			return err
		}
		settings, err := unit.Settings(tx)
		v = inspect(all, tx.Today)
		v.Stale.Limit = settings.Int(profile.ColumnStale)
		v.Overdue.Limit = settings.Int(profile.ColumnOverdue)
		v.Blank.Limit = settings.Int(profile.ColumnBlank)
		return err
	})
	return v, err
}

func inspect(all []Column, today calendar.Day) (v Verdict) {
	for _, c := range all {
		late := c.Due != "" && c.Due < today
		if late {
			v.Overdue.N++
		}
		if late && (c.Kind == KindNews || c.Depth == 1 && (c.Kind == KindNotice || c.Kind == KindPolicy)) {
			v.Stale.N++
		}
		if c.Blank() {
			v.Blank.N++
		}
	}
	return v
}
