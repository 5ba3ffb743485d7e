package db

import "context"

// Queue is Write for a table that many transactions take single rows of at the
// same time, by SkipLocked or by a condition in the UPDATE itself. On
// PostgreSQL it is READ COMMITTED: such a statement is exact there, and it makes
// no serialisable transaction that adds a row to the same page give way. What f
// reads without a lock may change before f writes.
func (d *DB) Queue(ctx context.Context, f func(*Tx) error) error {
	return d.Write(ctx, func(tx *Tx) error {
		if d.engine == postgres {
			if _, err := tx.Exec("SET TRANSACTION ISOLATION LEVEL READ COMMITTED"); err != nil {
				return err
			}
		}
		return f(tx)
	})
}
