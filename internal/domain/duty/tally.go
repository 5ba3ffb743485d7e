package duty

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"sync"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// A Tally counts duties by light.
type Tally struct {
	Late     int `json:"late"`
	Soon     int `json:"soon"`
	InTime   int `json:"intime"`
	Claimed  int `json:"claimed"`
	Paused   int `json:"paused"`
	Done     int `json:"done"`
	DoneLate int `json:"donelate"`
}

// Owed is how many are not met yet.
func (t Tally) Owed() int { return t.Late + t.Soon + t.InTime + t.Claimed + t.Paused }

// All is how many there are.
func (t Tally) All() int { return t.Owed() + t.Done + t.DoneLate }

// Worst is the worst light among them; Void if there are none.
func (t Tally) Worst() Light {
	for i, n := range []int{t.Late, t.Soon, t.InTime, t.Claimed, t.Paused, t.DoneLate, t.Done} {
		if n > 0 {
			return Lights[i]
		}
	}
	return Void
}

// Add returns the sum of two tallies.
func (t Tally) Add(u Tally) Tally {
	return Tally{
		t.Late + u.Late, t.Soon + u.Soon, t.InTime + u.InTime, t.Claimed + u.Claimed,
		t.Paused + u.Paused, t.Done + u.Done, t.DoneLate + u.DoneLate,
	}
}

// A Cell is the tally of one unit under one heading of a board.
type Cell struct {
	Under  string `json:"under"`
	UnitID int64  `json:"unit_id"`
	Tally
}

// group is one line that the database counts: duties of a heading, a unit and a
// state, and how many of them lie before, after or outside the days that matter.
type group struct {
	Under  string `db:"under"`
	UnitID int64  `db:"unit_id"`
	Status Status `db:"state"`
	N      int    `db:"n"`
	Late   int    `db:"late"`    // open: the day has passed; met: after the day
	After  int    `db:"after"`   // open: later than "due soon"
	InTime int    `db:"in_time"` // open: evidence came in time
	Still  int    `db:"still"`   // open: no day, the clock stands
}

// counted is the count of open duties, and that of all others: an index of its
// own serves each, and neither looks at the rows.
const (
	countOpen = `SELECT under, unit_id, state, count(*) AS n,
		sum(CASE WHEN due < ? AND due <> '' AND (claimed = '' OR claimed > due) THEN 1 ELSE 0 END) AS late,
		sum(CASE WHEN due > ? AND (claimed = '' OR claimed > due) THEN 1 ELSE 0 END) AS after,
		sum(CASE WHEN claimed <> '' AND claimed <= due THEN 1 ELSE 0 END) AS in_time,
		sum(CASE WHEN due = '' THEN 1 ELSE 0 END) AS still
		FROM duty_duty`
	countRest = `SELECT under, unit_id, state, count(*) AS n,
		sum(CASE WHEN met_on > due AND due <> '' THEN 1 ELSE 0 END) AS late, 0 AS after, 0 AS in_time, 0 AS still
		FROM duty_duty`
	countBy = ` GROUP BY under, unit_id, state) counted`
)

// count tallies what w admits by heading and unit.
func count(tx *db.Tx, w db.Where, soon calendar.Day) ([]Cell, error) {
	open, rest := w.With("state = ?", Open), w.With("state <> ?", Open)
	groups, err := db.All[group](tx, "FROM ("+countOpen+open.String()+countBy, append([]any{tx.Today, soon}, open.Args...)...)
	if err != nil {
		return nil, err
	}
	more, err := db.All[group](tx, "FROM ("+countRest+rest.String()+countBy, rest.Args...)
	if err != nil {
		return nil, err
	}
	type place struct {
		under string
		unit  int64
	}
	at := map[place]int{}
	var out []Cell
	for _, g := range append(groups, more...) {
		p := place{g.Under, g.UnitID}
		i, has := at[p]
		if !has {
			i = len(out)
			at[p], out = i, append(out, Cell{Under: g.Under, UnitID: g.UnitID})
		}
		out[i].Tally = out[i].Add(g.tally())
	}
	slices.SortFunc(out, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(a.Under, b.Under), cmp.Compare(a.UnitID, b.UnitID))
	})
	return out, nil
}

func (g group) tally() Tally {
	switch g.Status {
	case Open:
		return Tally{Late: g.Late, Soon: g.N - g.Late - g.After - g.InTime - g.Still, InTime: g.After, Claimed: g.InTime, Paused: g.Still}
	case Suspended:
		return Tally{Paused: g.N}
	case Met:
		return Tally{Done: g.N - g.Late, DoneLate: g.Late}
	case Waived:
	}
	return Tally{}
}

// A memory keeps counts until a duty changes. Every change of a duty is an
// entry of the journal, so the newest entry tells whether one did; on several
// nodes an entry may become visible after a newer one, which is why nothing is
// kept for longer than a few seconds.
type memory struct {
	mu   sync.Mutex
	kept map[[sha256.Size]byte]kept // by a hash: what was asked for may be long
}

type kept struct {
	newest int64
	at     time.Time
	cells  []Cell
}

const (
	keepFor = 10 * time.Second
	keepMax = 256
)

// count is count, remembered. The cells are shared; do not change them.
func (m *memory) count(tx *db.Tx, w db.Where, soon calendar.Day) ([]Cell, error) {
	newest, err := journal.Newest(tx, "duty")
	if err != nil {
		return nil, err
	}
	key := sha256.Sum256(fmt.Append(nil, tx.Today, soon, w.String(), w.Args))
	m.mu.Lock()
	k, ok := m.kept[key]
	m.mu.Unlock()
	if ok && k.newest == newest && tx.Now.Sub(k.at).Abs() < keepFor {
		return k.cells, nil
	}
	cells, err := count(tx, w, soon)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil || len(m.kept) >= keepMax {
		m.kept = map[[sha256.Size]byte]kept{}
	}
	m.kept[key] = kept{newest, tx.Now, cells}
	return cells, nil
}
