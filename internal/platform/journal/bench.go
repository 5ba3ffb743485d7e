package journal

import (
	"context"
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/db"
)

// Figures is what Bench measured.
type Figures struct {
	Leaves    int64         `json:"leaves"`
	Write     time.Duration `json:"write"`     // entries with their pending leaves, benchBatch a transaction
	Sequence  time.Duration `json:"sequence"`  // the same leaves into the tree, with a checkpoint each batch
	Proof     time.Duration `json:"proof"`     // one bundle, mean of benchProofs over the whole log
	Check     time.Duration `json:"check"`     // the check of one bundle with no database, mean of the same
	VerifyAll time.Duration `json:"verify"`    // Verify of the whole log
	Bundle    int           `json:"bundle"`    // bytes of one proof with its content, without white space
	TileBytes int64         `json:"tileBytes"` // all tiles
}

const (
	benchBatch  = 1000
	benchProofs = 1000
)

// Bench fills an empty log with n public acts the way that the program does and
// measures its parts. progress may be nil.
func (j *Journal) Bench(ctx context.Context, n int64, progress func(done, total int64)) (f Figures, err error) {
	defer fault.Wrap(&err, "journal.Bench")
	f.Leaves = n
	if f.Write, f.Sequence, err = j.fill(ctx, n, progress); err != nil {
		return f, err
	}
	if err := j.prove(ctx, &f); err != nil {
		return f, err
	}
	f.VerifyAll, err = j.timed(func() error {
		r, err := j.Verify(ctx, progress)
		if err == nil && r.Size != n {
			err = fmt.Errorf("verified %d leaves of %d", r.Size, n)
		}
		if err != nil {
			return err
		}
		return r.Err()
	})
	if err != nil {
		return f, err
	}
	err = j.db.Read(ctx, func(tx *db.Tx) error {
		f.TileBytes, err = db.One[int64](tx, "SELECT sum(length(data)) FROM journal_tile")
		return err
	})
	return f, err
}

func (j *Journal) fill(ctx context.Context, n int64, progress func(done, total int64)) (write, sequence time.Duration, err error) {
	for done := int64(0); done < n; {
		batch := min(benchBatch, n-done)
		took, err := j.timed(func() error {
			return j.db.Write(ctx, func(tx *db.Tx) error {
				for i := done; i < done+batch; i++ {
					if err := Public(tx, "bench.publish", fmt.Sprintf("bench/%d", i), benchContent{Title: "bench", Number: i, Hash: proof.SHA256("bench")}); err != nil {
						return err
					}
				}
				return nil
			})
		})
		if err != nil {
			return write, sequence, err
		}
		write += took
		took, err = j.timed(func() error { _, err := j.Sequence(ctx); return err })
		if err != nil {
			return write, sequence, err
		}
		sequence += took
		if done += batch; progress != nil {
			progress(done, n)
		}
	}
	return write, sequence, nil
}

type benchContent struct {
	Title  string `json:"title"`
	Number int64  `json:"number"`
	Hash   string `json:"hash"`
}

func (j *Journal) prove(ctx context.Context, f *Figures) error {
	bundles := make([]proof.Bundle, benchProofs)
	took, err := j.timed(func() (err error) {
		for i := range bundles {
			index := int64(i) * f.Leaves / benchProofs
			if bundles[i], err = j.Proof(ctx, fmt.Sprintf("bench/%d", index)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	f.Proof = took / benchProofs
	took, err = j.timed(func() error {
		for _, b := range bundles {
			if _, err := proof.Verify(b, j.Key().String()); err != nil {
				return err
			}
		}
		return nil
	})
	f.Check = took / benchProofs
	text, _ := proof.Canonical(bundles[benchProofs-1])
	f.Bundle = len(text)
	return err
}

// timed measures by the clock of the database.
func (j *Journal) timed(f func() error) (time.Duration, error) {
	start := j.db.Now()
	err := f()
	return j.db.Now().Sub(start), err
}
