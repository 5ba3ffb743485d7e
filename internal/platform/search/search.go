package search

import (
	"cmp"
	"context"
	"slices"
	"sync/atomic"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// State says whether a document still holds, 有效性.
type State string

// The states. All but Valid are shown with their mark.
const (
	Valid     State = "valid"
	Amended   State = "amended"
	Lapsed    State = "lapsed"
	Repealed  State = "repealed"
	Withdrawn State = "withdrawn"
	Pending   State = "pending"   // issued, and not in force yet
	Suspended State = "suspended" // for a time
)

// A Doc is one public thing as it is found.
type Doc struct {
	ID     int64
	Noun   string // package that it belongs to
	Kind   string // a kind of the noun: what the reader filters by
	Title  string
	Number string // document number, 文号
	Text   string
	Parts  []Part // attachments
	Unit   int64
	Column int64
	On     calendar.Day // when it was made public
	Year   int          // that it belongs to
	State  State
}

// A Part is an attachment of a document.
type Part struct {
	Name string
	Text string
}

// Index finds what was put. It keeps no text: words are marked in the text that
// the source has, read for the few documents that are shown.
type Index struct {
	db      *db.DB
	sources map[string]Source
	lexicon atomic.Pointer[Lexicon]
	facts   board
}

// New returns the index of d.
func New(d *db.DB, l *Lexicon) *Index {
	x := &Index{db: d, sources: map[string]Source{}, facts: board{first: firstStretch}}
	x.Use(l)
	return x
}

// Tables are those of the index. It is made from the sources by Rebuild, so nobody has to keep them.
var Tables = []string{"search_doc", "search_state", "search_token"}

// Add names a source; all are named before the first search.
func (x *Index) Add(all ...Source) {
	for _, s := range all {
		x.sources[s.Noun] = s
	}
}

// Use has queries read with another lexicon from now on.
func (x *Index) Use(l *Lexicon) { x.lexicon.Store(l) }

// A row is what is kept of a document to list it.
type row struct {
	ID      int64        `db:"id"`
	Slot    int64        `db:"slot"`
	Noun    string       `db:"noun"`
	Kind    string       `db:"kind"`
	Title   string       `db:"title"`
	Number  string       `db:"number"`
	Unit    int64        `db:"unit_id"`
	Column  int64        `db:"column_id"`
	On      calendar.Day `db:"shown_on"`
	Year    int          `db:"year"`
	State   State        `db:"state"`
	Changed int64        `db:"changed"`
}

// A slot is a place in the order newest first: days from the last one of the
// calendar back, and in a day the later put the smaller. So the engine gives the
// newest first without sorting, and a range of days is a range of slots.
const (
	slotBits = 20
	slotsDay = 1 << slotBits
	farDay   = calendar.Day("9999-12-31")
	firstDay = calendar.Day("0001-01-01")
)

// dayBase is the first slot of a day; a thing without a day is the oldest.
func dayBase(d calendar.Day) int64 {
	if !d.Valid() {
		d = firstDay
	}
	return int64(farDay.Sub(d)) * slotsDay
}

// Put makes documents findable, or findable as they are now. It takes many at
// once better than one by one.
func (x *Index) Put(tx *db.Tx, docs ...Doc) (err error) {
	defer fault.Wrap(&err, "search.Put")
	if len(docs) == 0 {
		return nil
	}
	ids := make([]int64, len(docs))
	for i, d := range docs {
		ids[i] = d.ID
	}
	had, err := drop(tx, ids)
	if err != nil {
		return err
	}
	version, err := bump(tx)
	if err != nil {
		return err
	}
	rows, err := place(tx, docs, had, version)
	if err != nil {
		return err
	}
	for _, p := range rows {
		if err := db.Insert(tx, "search_doc", p.row); err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO search_token (rowid, tokens) VALUES (?, ?)", p.row.Slot, tokensOf(p.doc)); err != nil {
			return err
		}
	}
	tx.After(func() {
		for _, p := range rows {
			x.facts.put(p.row)
		}
	})
	return nil
}

type placed struct {
	row row
	doc *Doc
}

// place gives each document its slot, the one that it had if the day is the
// same. They come in the order of the slots, in which FTS5 takes rows without
// writing out what it has each time.
func place(tx *db.Tx, docs []Doc, had map[int64]int64, version int64) ([]placed, error) {
	last := map[int64]int64{}
	out := make([]placed, len(docs))
	for i := range docs {
		d := &docs[i]
		slot, kept := had[d.ID]
		if start := dayBase(d.On); !kept || slot < start || slot >= start+slotsDay {
			if _, known := last[start]; !known {
				var err error
				if last[start], err = lastSlot(tx, start, had); err != nil {
					return nil, err
				}
			}
			last[start]--
			slot = last[start]
		}
		out[i] = placed{row{
			ID: d.ID, Slot: slot, Noun: d.Noun, Kind: d.Kind, Title: d.Title, Number: d.Number, Unit: d.Unit, Column: d.Column,
			On: d.On, Year: d.Year, State: d.State, Changed: version,
		}, d}
	}
	slices.SortFunc(out, func(a, b placed) int { return cmp.Compare(a.row.Slot, b.row.Slot) })
	return out, nil
}

// lastSlot returns the smallest slot in use of the day that begins at start. Those
// of had were dropped a moment ago, and may be taken again.
func lastSlot(tx *db.Tx, start int64, had map[int64]int64) (int64, error) {
	last, err := db.One[int64](tx, "SELECT COALESCE(min(slot), ?) FROM search_doc WHERE slot >= ? AND slot < ?", start+slotsDay, start, start+slotsDay)
	for _, s := range had {
		if s >= start && s < last {
			last = s
		}
	}
	return last, err
}

// Drop makes documents unfindable. Ids that are not in the index do no harm.
func (x *Index) Drop(tx *db.Tx, ids ...int64) (err error) {
	defer fault.Wrap(&err, "search.Drop")
	had, err := drop(tx, ids)
	if err == nil && len(had) > 0 {
		_, err = bump(tx)
	}
	return err
}

// dropAtOnce is how many rows are looked up with one statement.
const dropAtOnce = 200

// drop takes documents out and returns the slots that they had.
func drop(tx *db.Tx, ids []int64) (map[int64]int64, error) {
	had := map[int64]int64{}
	for part := range slices.Chunk(ids, dropAtOnce) {
		var w db.Where
		w.In("id", db.Anys(part)...)
		rows, err := db.All[row](tx, "FROM search_doc"+w.String(), w.Args...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			had[r.ID] = r.Slot
			if _, err := tx.Exec("DELETE FROM search_token WHERE rowid = ?", r.Slot); err != nil {
				return nil, err
			}
			if _, err := tx.Exec("DELETE FROM search_doc WHERE id = ?", r.ID); err != nil {
				return nil, err
			}
		}
	}
	return had, nil
}

// bump counts a change of the index and returns the count, which tells other nodes.
func bump(tx *db.Tx) (int64, error) {
	_, err := tx.Exec("INSERT INTO search_state (id, version) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET version = search_state.version + 1")
	if err != nil {
		return 0, err
	}
	return version(tx)
}

func version(tx *db.Tx) (int64, error) {
	return db.One[int64](tx, "SELECT COALESCE(max(version), 0) FROM search_state")
}

// Compare counts what can be found, and what the sources have to be found.
// Where they differ, Rebuild makes them agree.
func (x *Index) Compare(ctx context.Context) (found, there int, err error) {
	defer fault.Wrap(&err, "search.Compare")
	err = x.db.Read(ctx, func(tx *db.Tx) error {
		if found, err = db.One[int](tx, "SELECT count(*) FROM search_doc"); err != nil {
			return err
		}
		there = 0
		for _, s := range x.sources {
			n, err := s.Count(tx)
			if err != nil {
				return err
			}
			there += n
		}
		return nil
	})
	return found, there, err
}

// Mend makes the index again where it has other things than the sources have: after an
// upgrade with which more is found, or a table that was put back.
func (x *Index) Mend(ctx context.Context) error {
	found, there, err := x.Compare(ctx)
	if err != nil || found == there {
		return err
	}
	_, err = x.Rebuild(ctx, func(int) {})
	return err
}

// rebuildAtOnce is how many documents are put in one transaction of Rebuild.
const rebuildAtOnce = 1000

// Rebuild puts everything that the sources have, and drops what they no longer
// have. What was found before is found meanwhile. It returns how many documents
// were put; progress, which may be nil, is told the count.
func (x *Index) Rebuild(ctx context.Context, progress func(done int)) (done int, err error) {
	defer fault.Wrap(&err, "search.Rebuild")
	var before int64
	if err := x.db.Read(ctx, func(tx *db.Tx) error { before, err = version(tx); return err }); err != nil {
		return 0, err
	}
	for _, s := range x.sources {
		for after := int64(0); ; {
			n, last, err := x.refill(ctx, s, after)
			if err != nil {
				return done, err
			}
			if last == after {
				break
			}
			after, done = last, done+n
			if progress != nil {
				progress(done)
			}
		}
	}
	return done, x.sweep(ctx, before)
}

// refill puts the next documents of a source: how many, and the last id.
func (x *Index) refill(ctx context.Context, s Source, after int64) (n int, last int64, err error) {
	err = x.db.Write(ctx, func(tx *db.Tx) error {
		n, last = 0, after
		ids, err := s.After(tx, after, rebuildAtOnce)
		if err != nil || len(ids) == 0 {
			return err
		}
		docs, err := s.Load(tx, ids)
		if err != nil {
			return err
		}
		n, last = len(docs), ids[len(ids)-1]
		return x.Put(tx, docs...)
	})
	return n, last, err
}

// sweep drops what was put at version before or earlier.
func (x *Index) sweep(ctx context.Context, before int64) error {
	for more := true; more; {
		err := x.db.Write(ctx, func(tx *db.Tx) error {
			rows, err := db.All[row](tx, "FROM search_doc WHERE changed <= ? ORDER BY changed LIMIT ?", before, rebuildAtOnce)
			if err != nil {
				return err
			}
			more = len(rows) == rebuildAtOnce
			ids := make([]int64, len(rows))
			for i, r := range rows {
				ids[i] = r.ID
			}
			return x.Drop(tx, ids...)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
