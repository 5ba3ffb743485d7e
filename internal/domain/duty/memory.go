package duty

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

// A memory holds of every duty what a board counts, so that a look reads only the
// duties that changed since the last one. See docs/adr/0006-boards-count-in-memory.md.
//
// It is never older than the snapshot of the transaction that asks; it may have
// seen a write that was committed a moment later.
type memory struct {
	mu     sync.Mutex
	day    calendar.Day // on which everything was read; "" if it was not
	since  int64        // every write with a stamp below it is in
	facts  []fact
	at     map[ID]int // place in facts
	cells  numbers[where]
	stands numbers[stand]
}

// fact is one duty: where it is counted, and how it stands.
type fact struct {
	cell, stand int
}

// where is what a board groups by.
type where struct {
	Under  string `db:"under"`
	UnitID int64  `db:"unit_id"`
}

// stand is what the light of a duty follows from. Many duties stand alike.
type stand struct {
	Status  Status       `db:"state"`
	Due     calendar.Day `db:"due"`
	Claimed calendar.Day `db:"claimed"`
	MetOn   calendar.Day `db:"met_on"`
	DueAt   time.Time    `db:"due_at"` // in UTC, as everything that is read: equal instants are one value
	MetAt   time.Time    `db:"met_at"`
}

// numbers gives numbers to the different values of a kind.
type numbers[T comparable] struct {
	all []T
	at  map[T]int
}

func (t *numbers[T]) number(v T) int {
	n, has := t.at[v]
	if !has {
		if t.at == nil {
			t.at = map[T]int{}
		}
		n = len(t.all)
		t.at[v], t.all = n, append(t.all, v)
	}
	return n
}

// count tallies by heading and unit what admits lets in; soon is the last day
// that counts as "due soon".
//
// A write sees rows that nobody else may ever see, so it counts for itself.
func (s *Service) count(tx *db.Tx, soon calendar.Day, admits func(where) bool) ([]Cell, error) {
	m := &s.memory
	if tx.Writes() {
		m = &memory{}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.follow(tx); err != nil {
		return nil, err
	}
	return m.tally(tx.Now, soon, admits), nil
}

// follow brings the memory up to the snapshot of tx. On the first look of a day
// everything is read, so that whatever happened to the database behind its stamps
// (a standby that took over without the last writes) is forgotten by then.
//
// What was written below m.since is right in the memory; of the rest, whoever
// asks reads what their own snapshot holds.
func (m *memory) follow(tx *db.Tx) error {
	all, none, err := tx.Seen()
	if err != nil {
		return err
	}
	var w db.Where
	switch {
	case tx.Today > m.day:
		m.day, m.facts, m.at, m.cells, m.stands = "", nil, map[ID]int{}, numbers[where]{}, numbers[stand]{}
	case none <= m.since:
		return nil
	default:
		w.And("changed >= ? AND changed < ?", m.since, none)
	}
	type row struct {
		ID ID `db:"id"`
		where
		stand
	}
	err = db.Each(tx, func(r row) error {
		m.put(r.ID, fact{m.cells.number(r.where), m.stands.number(r.stand)})
		return nil
	}, "FROM duty_duty"+w.String(), w.Args...)
	if err != nil {
		return err
	}
	m.day, m.since = max(m.day, tx.Today), all
	return nil
}

// put keeps what is counted of a duty.
func (m *memory) put(id ID, f fact) {
	i, has := m.at[id]
	if !has {
		i = len(m.facts)
		m.at[id], m.facts = i, append(m.facts, f)
	}
	m.facts[i] = f
}

// tally counts the facts for a moment. Whether a cell is wanted, and which light a
// way to stand has, is asked once for all the duties that share it.
func (m *memory) tally(now time.Time, soon calendar.Day, admits func(where) bool) []Cell {
	lights := make([]int, len(m.stands.all))
	for i, s := range m.stands.all {
		d := Duty{Status: s.Status, Due: s.Due, Claimed: s.Claimed, MetOn: s.MetOn, DueAt: s.DueAt, MetAt: s.MetAt}
		lights[i] = slices.Index(Lights, d.Light(now, soon))
	}
	wanted := make([]bool, len(m.cells.all))
	for i, c := range m.cells.all {
		wanted[i] = admits(c)
	}
	counts := make([][8]int, len(m.cells.all))
	for _, f := range m.facts {
		if wanted[f.cell] {
			counts[f.cell][lights[f.stand]]++
		}
	}
	var out []Cell
	for i, c := range m.cells.all {
		if counts[i] != [8]int{} {
			out = append(out, Cell{c.Under, c.UnitID, tallyOf(counts[i])})
		}
	}
	slices.SortFunc(out, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(a.Under, b.Under), cmp.Compare(a.UnitID, b.UnitID))
	})
	return out
}
