package foi

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
)

// BatchID names a batch.
type BatchID int64

// A BatchStatus is where a batch stands.
type BatchStatus string

// The states of a batch.
const (
	BatchTaken  BatchStatus = "taken"
	BatchUndone BatchStatus = "undone"
)

// A BatchAct is what is done to a batch.
type BatchAct string

// The acts on a batch.
const (
	ActImport BatchAct = "foi.import"
	ActUndo   BatchAct = "foi.undo"
)

// BatchFlow is the life of a batch.
var BatchFlow = flow.Table[BatchStatus, BatchAct]{
	{Act: ActImport, To: BatchTaken, Perm: Import},
	{From: []BatchStatus{BatchTaken}, Act: ActUndo, To: BatchUndone, Perm: Import},
}

// A Batch is cases of earlier years, handled on paper, that were taken over from
// one table. They count in the figures of their years, and go as a whole when the
// batch is undone.
type Batch struct {
	ID     BatchID     `db:"id" json:"id"`
	Rev    int64       `db:"rev" json:"rev"`
	UnitID int64       `db:"unit_id" json:"unit_id"`
	Name   string      `db:"name" json:"name"`
	Digest string      `db:"digest" json:"sha256"`
	Status BatchStatus `db:"state" json:"state"`
	Total  int         `db:"total" json:"total"`
	ReadBy int64       `db:"read_by" json:"-"`
	ReadAt time.Time   `db:"read_at" json:"read_at"`
	Reason string      `db:"reason" json:"reason,omitempty"`
}

const batchTable = "foi_batch"

// Ref names the batch in the journal.
func (b *Batch) Ref() string { return fmt.Sprintf("foi/batch/%d", b.ID) }

// Owner is the unit that took over.
func (b *Batch) Owner() int64 { return b.UnitID }

// State is where the batch stands in BatchFlow.
func (b *Batch) State() BatchStatus { return b.Status }

// Move sets where the batch stands; only flow.Do calls it.
func (b *Batch) Move(to BatchStatus) { b.Status = to }

// DoneBy is nobody: no step of a batch asks who made another.
func (b *Batch) DoneBy(BatchAct) int64 { return 0 }

func batches(tx *db.Tx) (w db.Where) {
	w.Units("unit_id", tx.Actor.Over(Import))
	return w
}

// FindBatch narrows a list of batches.
type FindBatch struct {
	Status BatchStatus `form:"state" json:"state,omitempty" label:"foi.batch_status" options:"taken,undone"`
}

// Batches lists batches, the newest first.
func (s *Service) Batches(ctx context.Context, q FindBatch, p db.Page) (rows db.Rows[Batch], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		w := batches(tx)
		if q.Status != "" {
			w.And("state = ?", q.Status)
		}
		rows, err = db.List[Batch](tx, p, db.Query{From: batchTable, Where: w, Order: []string{"read_at", "id"}, Desc: true})
		return err
	})
	return rows, err
}

// Batch returns one batch.
func (s *Service) Batch(ctx context.Context, id BatchID) (b Batch, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { b, err = loadBatch(tx, id); return err })
	return b, err
}

func loadBatch(tx *db.Tx, id BatchID) (Batch, error) {
	w := batches(tx)
	w.And("id = ?", id)
	return db.Get[Batch](tx, "FROM foi_batch"+w.String(), w.Args...)
}

// UndoBatch takes the cases of a batch away again. Nothing was done with them here,
// for a case that was handled on paper is closed.
func (s *Service) UndoBatch(ctx context.Context, id BatchID, in Because) (b *Batch, err error) {
	defer fault.Wrap(&err, "foi.UndoBatch(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		found, err := loadBatch(tx, id)
		if err != nil {
			return err
		}
		b = &found
		b.Rev, b.Reason = in.Rev, strings.TrimSpace(in.Reason)
		if err := flow.Do(tx, BatchFlow, b, ActUndo, nil); err != nil {
			return err
		}
		for _, q := range []string{
			"DELETE FROM foi_item WHERE request_id IN (SELECT id FROM foi_request WHERE batch_id = ?)",
			"DELETE FROM foi_request WHERE batch_id = ?",
		} {
			if _, err := tx.Exec(q, id); err != nil {
				return err
			}
		}
		return db.Update(tx, batchTable, b)
	})
	return b, err
}
