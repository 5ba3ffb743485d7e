// Package holidays keeps the notices of public holidays: those that the program
// ships, and those that an administrator imports when the next one is out.
// Importing one moves every open clock in the same transaction.
package holidays

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// The permissions.
const (
	See  auth.Perm = "holidays.see"
	Edit auth.Perm = "holidays.edit"
)

// Policy says who has them.
var Policy = auth.Policy{
	See:  {auth.Clerk, auth.Head, auth.Signer, auth.Office, auth.Secrecy, auth.Counsel, auth.Supervisor, auth.Admin},
	Edit: {auth.Office, auth.Admin},
}

// Holidays gives the calendar that is in force.
type Holidays struct {
	// Recompute moves every open clock to the calendar and returns how many
	// days changed. It runs in the transaction of the import; app sets it.
	Recompute func(tx *db.Tx, cal *calendar.Calendar) (int, error)

	db   *db.DB
	base *calendar.Calendar

	mu   sync.Mutex
	seen mark
	cal  *calendar.Calendar
}

// mark tells whether another node has imported a notice.
type mark struct {
	Rows int64 `db:"count(*)"`
	Last int64 `db:"coalesce(max(id), 0)"`
}

// New returns the calendar of base and of what was imported into d.
func New(d *db.DB, base *calendar.Calendar) *Holidays {
	return &Holidays{db: d, base: base, cal: base}
}

// In returns the calendar in force in the transaction.
func (h *Holidays) In(tx *db.Tx) (*calendar.Calendar, error) {
	return db.Once(tx, h, func() (*calendar.Calendar, error) { return h.read(tx) })
}

func (h *Holidays) read(tx *db.Tx) (*calendar.Calendar, error) {
	now, err := db.Get[mark](tx, "FROM holidays_day")
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if now == h.seen {
		return h.cal, nil
	}
	days, err := db.All[row](tx, "FROM holidays_day ORDER BY day, id")
	if err != nil {
		return nil, err
	}
	cal, err := h.with(days)
	if err != nil {
		return nil, err
	}
	h.cal, h.seen = cal, now
	return cal, nil
}

// with is base and the notices that were imported.
func (h *Holidays) with(days []row) (*calendar.Calendar, error) {
	added := make([]calendar.Exception, len(days))
	for i, r := range days {
		added[i] = calendar.Exception{Day: r.Day, Kind: r.Kind, Name: r.Name, Notice: r.Notice}
	}
	cal, _, err := h.base.Merge(added)
	return cal, err
}

// Current is In with a read of its own.
func (h *Holidays) Current(ctx context.Context) (cal *calendar.Calendar, err error) {
	err = h.db.Read(ctx, func(tx *db.Tx) error { cal, err = h.In(tx); return err })
	return cal, err
}

type row struct {
	ID     int64         `db:"id" json:"-"`
	Day    calendar.Day  `db:"day" json:"day"`
	Kind   calendar.Kind `db:"kind" json:"kind"`
	Name   string        `db:"name" json:"name"`
	Notice string        `db:"source" json:"source"`
}

// An Outcome is what an import does, or would do.
type Outcome struct {
	Dry     bool              `json:"dry"`
	Changes []calendar.Change `json:"changes"`
	Moved   int               `json:"moved"`   // deadlines with a new day
	Through calendar.Day      `json:"through"` // last day that a notice covers then
}

// Import adds the notice in a CSV file (date,kind,name,source). A dry run does
// everything and keeps nothing, so what it reports is what will happen.
//
// Errors: Invalid with every row at fault; Forbidden.
func (h *Holidays) Import(ctx context.Context, file []byte, dry bool) (out Outcome, err error) {
	defer fault.Wrap(&err, "holidays.Import")
	days, err := calendar.ReadCSV(bytes.NewReader(file))
	if err != nil {
		return out, err
	}
	err = h.db.Write(ctx, func(tx *db.Tx) error {
		if !tx.Actor.Can(Edit) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		if out, err = h.add(tx, days); err != nil {
			return err
		}
		out.Dry = dry
		if dry {
			return errDry
		}
		return nil
	})
	if errors.Is(err, errDry) {
		err = nil
	}
	return out, err
}

// errDry rolls a dry run back.
var errDry = errors.New("dry run")

func (h *Holidays) add(tx *db.Tx, days []calendar.Exception) (Outcome, error) {
	var out Outcome
	before, err := h.In(tx)
	if err != nil {
		return out, err
	}
	rows, err := db.All[row](tx, "FROM holidays_day ORDER BY day, id")
	if err != nil {
		return out, err
	}
	// The rows of a notice are the whole of it: a slip is put right by importing
	// it again. What an older notice says of a day that is dropped holds again.
	kept := slices.DeleteFunc(slices.Clone(rows), func(r row) bool {
		return slices.ContainsFunc(days, func(e calendar.Exception) bool { return calendar.SameNotice(e.Notice, r.Notice) })
	})
	added := make([]row, len(days))
	for i, e := range days {
		added[i] = row{tx.ID(), e.Day, e.Kind, e.Name, e.Notice}
	}
	after, err := h.with(append(kept, added...))
	if err != nil {
		return out, err
	}
	out.Changes = calendar.Changes(before, after)
	_, out.Through = after.Covered()
	if len(out.Changes) == 0 {
		return out, nil
	}
	if err := replace(tx, rows, kept, added); err != nil {
		return out, err
	}
	if out.Moved, err = h.Recompute(tx, after); err != nil {
		return out, err
	}
	return out, journal.Public(tx, "holidays.import", "holidays/"+string(days[0].Day[:4]), days)
}

// replace keeps some of the rows and adds others.
func replace(tx *db.Tx, rows, kept, added []row) error {
	for _, r := range rows {
		if slices.Contains(kept, r) {
			continue
		}
		if _, err := tx.Exec("DELETE FROM holidays_day WHERE id = ?", r.ID); err != nil {
			return err
		}
	}
	for _, r := range added {
		if err := db.Insert(tx, "holidays_day", r); err != nil {
			return err
		}
	}
	return nil
}
