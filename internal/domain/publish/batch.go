package publish

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/search"
)

// BatchID names a batch.
type BatchID int64

// A Batch is what was taken over from an earlier site at one time. It goes on
// line as a whole and can be undone as a whole.
type Batch struct {
	ID      BatchID     `db:"id" json:"id"`
	Rev     int64       `db:"rev" json:"rev"`
	UnitID  int64       `db:"unit_id" json:"unit_id"`
	Name    string      `db:"name" json:"name"`
	Digest  string      `db:"digest" json:"sha256"`
	Status  BatchStatus `db:"state" json:"state"`
	Total   int         `db:"total" json:"total"`
	Done    int         `db:"done" json:"done"` // items that the running step has reached
	ReadBy  int64       `db:"read_by" json:"-"`
	ReadAt  time.Time   `db:"read_at" json:"read_at"`
	AdmitBy int64       `db:"admit_by" json:"-"`
	Reason  string      `db:"reason" json:"reason,omitempty"`
}

// Ref names the batch in the journal.
func (b *Batch) Ref() string { return fmt.Sprintf("publish/batch/%d", b.ID) }

// Owner is the office that takes over.
func (b *Batch) Owner() int64 { return b.UnitID }

// State is where the batch stands in BatchFlow.
func (b *Batch) State() BatchStatus { return b.Status }

// Move sets where the batch stands; only flow.Do calls it.
func (b *Batch) Move(to BatchStatus) { b.Status = to }

// DoneBy is who read the batch in.
func (b *Batch) DoneBy(act BatchAct) int64 {
	if act == ActImport {
		return b.ReadBy
	}
	return 0
}

const batchTable = "publish_batch"

func loadBatch(tx *db.Tx, id BatchID) (*Batch, error) {
	var w db.Where
	w.And("id = ?", id)
	w.Units("unit_id", tx.Actor.Over(See))
	b, err := db.Get[Batch](tx, "FROM publish_batch"+w.String(), w.Args...)
	return &b, err
}

// A BatchView is a batch with where its items stand.
type BatchView struct {
	Batch Batch          `json:"batch"`
	Items map[Status]int `json:"items"`
	Acts  []BatchAct     `json:"acts"` // what the actor may do now
}

// Batch returns one batch.
func (s *Service) Batch(ctx context.Context, id BatchID) (v BatchView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		b, err := loadBatch(tx, id)
		if err != nil {
			return err
		}
		v = BatchView{Batch: *b, Items: map[Status]int{}, Acts: slices.DeleteFunc(BatchFlow.Next(tx.Actor, b), func(act BatchAct) bool {
			return act == ActAdmitted || act == ActUndid
		})}
		type row struct {
			State Status `db:"state"`
			N     int    `db:"n"`
		}
		return db.Each(tx, func(r row) error { v.Items[r.State] = r.N; return nil }, `FROM (SELECT state, count(*) AS n FROM (
			SELECT CASE WHEN i.state = '' THEN e.state ELSE i.state END AS state FROM publish_item i
			LEFT JOIN publish_edition e ON e.id = i.working_id WHERE i.batch_id = ?) s GROUP BY state) c`, id)
	})
	return v, err
}

// BatchItems lists the items of a batch that the actor may know of, as they were
// in the file.
func (s *Service) BatchItems(ctx context.Context, id BatchID, p db.Page) (rows db.Rows[Row], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := loadBatch(tx, id); err != nil {
			return err
		}
		w := scope(tx)
		w.And("item_id IN (SELECT id FROM publish_item WHERE batch_id = ?)", id)
		rows, err = db.List[Row](tx, p, db.Query{From: editionTable, Where: w, Order: []string{"id"}})
		return err
	})
	return rows, err
}

// FindBatch narrows a list of batches.
type FindBatch struct {
	Status BatchStatus `form:"state" json:"state,omitempty" label:"publish.batch_status" options:"read,releasing,live,undoing,undone"`
}

// Batches lists batches, the newest first.
func (s *Service) Batches(ctx context.Context, q FindBatch, p db.Page) (rows db.Rows[Batch], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var w db.Where
		w.Units("unit_id", tx.Actor.Over(See))
		if q.Status != "" {
			w.And("state = ?", q.Status)
		}
		rows, err = db.List[Batch](tx, p, db.Query{From: batchTable, Where: w, Order: []string{"read_at", "id"}, Desc: true})
		return err
	})
	return rows, err
}

// Admit puts a batch on line. A job does it, a thousand items at a time.
func (s *Service) Admit(ctx context.Context, id BatchID, in Agree) (*Batch, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.batchStep(ctx, id, in.Rev, ActAdmits, func(tx *db.Tx, b *Batch) { b.AdmitBy = tx.Actor.Who() })
}

// Undo takes a batch back: drafts go, what is on line is removed with the reason.
func (s *Service) Undo(ctx context.Context, id BatchID, in Because) (*Batch, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.batchStep(ctx, id, in.Rev, ActUndo, func(_ *db.Tx, b *Batch) { b.Reason = in.Reason })
}

func (s *Service) batchStep(ctx context.Context, id BatchID, rev int64, act BatchAct, change func(*db.Tx, *Batch)) (b *Batch, err error) {
	defer fault.Wrap(&err, "%s(%d)", act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if b, err = loadBatch(tx, id); err != nil {
			return err
		}
		b.Rev = rev
		if err := flow.Do(tx, BatchFlow, b, act, func() error { change(tx, b); b.Done = 0; return nil }); err != nil {
			return err
		}
		if err := db.Update(tx, batchTable, b); err != nil {
			return err
		}
		return jobs.Put(tx, s.kinds.batch, b.ID, jobs.Opts{})
	})
	return b, err
}

// atOnce is how many items one transaction of a batch takes: others get in between.
const atOnce = 500

// runBatch is the job of a batch: it goes on until nothing is left to do. After
// a crash it begins where it stopped, because each item says where it stands.
func (s *Service) runBatch(ctx context.Context, id BatchID) error {
	for more := true; more; {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			b, err := loadBatch(tx, id)
			if err != nil {
				return err
			}
			more, err = s.someOf(tx, b)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// someOf does the next items of a batch, and ends its step when there are none.
func (s *Service) someOf(tx *db.Tx, b *Batch) (more bool, err error) {
	var n int
	end := ActAdmitted
	switch b.Status {
	case BatchReleasing:
		touched := map[int64]string{} // columns are told once for all of these items
		rules, err := s.Rules(tx)
		if err != nil {
			return false, err
		}
		n, err = s.eachIn(tx, b, asRead, func(e *Edition) step {
			if slices.ContainsFunc(texts(rules, &e.Content, ""), Finding.Open) { // the rules have changed since it was read
				return step{act: ActStop, change: because(s.Words("publish.red", 1))}
			}
			touched[e.ColumnID] = e.Ref()
			return step{act: ActAdmit, change: func(tx *db.Tx, e *Edition) error {
				if e.Hash, err = e.signs(); err != nil {
					return err
				}
				return s.stamp(tx, e)
			}, then: stand, batch: true}
		})
		for _, id := range slices.Sorted(maps.Keys(touched)) {
			err = errors.Join(err, s.columns.Updated(tx, column.ID(id), touched[id], tx.Today))
		}
	case BatchUndoing:
		end = ActUndid
		if n, err = s.eachIn(tx, b, begun, func(*Edition) step {
			return step{act: ActDiscard, change: because(b.Reason), then: s.undone}
		}); n == 0 && err == nil {
			n, err = s.eachIn(tx, b, inPublic, func(*Edition) step {
				st := ending(ActRemove, 0, b.Reason)
				st.then = s.undone
				return st
			})
		}
	case BatchRead, BatchLive, BatchUndone:
		return false, nil
	}
	if err != nil {
		return false, err
	}
	b.Done += n
	if n == 0 {
		if err := flow.Do(tx, BatchFlow, b, end, nil); err != nil {
			return false, err
		}
	}
	return n > 0, db.Update(tx, batchTable, b)
}

// undone tells the noun that took the item over that it is taken back.
func (s *Service) undone(tx *db.Tx, e *Edition) error {
	if s.Undone == nil {
		return nil
	}
	return s.Undone(tx, e.ItemID)
}

// A reach says which editions of a batch a step is for: of items that stand in one
// of some states, the edition that is named by a column of the item.
type reach struct {
	column   string
	items    []Status // "" is an item of which nothing stands yet
	editions []Status
	fresh    bool // not touched since it was read in
}

var (
	// What was signed for is the file that was read in. A draft that somebody has
	// changed since was seen by nobody: it stays, for the review that every draft has.
	asRead   = reach{column: "working_id", items: []Status{""}, editions: []Status{Drafted}, fresh: true}
	begun    = reach{column: "working_id", items: []Status{""}, editions: Unfinished}
	inPublic = reach{column: "standing_id", items: Shown, editions: Shown}
)

// find lists the next editions of a batch within reach.
func (r reach) find(tx *db.Tx, b BatchID) ([]Edition, error) {
	var items, w db.Where
	items.And("batch_id = ?", b)
	items.In("state", db.Anys(r.items)...)
	items.And(r.column + " <> 0")
	w.In("state", db.Anys(r.editions)...)
	if r.fresh {
		w.And("rev = 1")
	}
	w.And("id IN (SELECT "+r.column+" FROM publish_item"+items.String()+")", items.Args...)
	return db.All[Edition](tx, "FROM publish_edition"+w.String()+" ORDER BY id LIMIT ?", append(w.Args, atOnce)...)
}

// eachIn makes a step on some editions of a batch.
func (s *Service) eachIn(tx *db.Tx, b *Batch, in reach, st func(*Edition) step) (int, error) {
	some, err := in.find(tx, b.ID)
	units := map[int64]unit.Unit{}
	if err != nil {
		return 0, err
	}
	var docs []search.Doc
	for i := range some {
		e := &some[i]
		if err := e.joinOf(tx, units); err != nil {
			return i, err
		}
		one := st(e)
		if err := s.move(tx, e, one); err != nil {
			return i, err
		}
		if one.batch {
			it, err := db.Get[Item](tx, "FROM publish_item WHERE id = ?", e.ItemID) // who keeps its validity may have said it
			if err != nil {
				return i, err
			}
			d, whole, err := docOf(tx, &it, e)
			if err == nil && !whole {
				err = jobs.Put(tx, s.kinds.index, it.ID, jobs.Opts{At: tx.Now.Add(readLater)})
			}
			if err != nil {
				return i, err
			}
			docs = append(docs, d)
		}
	}
	return len(some), s.search.Put(tx, docs...)
}
