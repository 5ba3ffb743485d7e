package db

import (
	"context"
	"time"
)

// Skew is how far the wall clock of the server of the database is ahead of that of this
// machine, as exactly as an answer comes back. SQLite has no clock of its own: 0.
func (d *DB) Skew(ctx context.Context) (ahead time.Duration, err error) {
	if d.engine == sqlite {
		return 0, nil
	}
	err = d.Read(ctx, func(tx *Tx) error {
		before := wall()
		ms, err := One[int64](tx, "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)")
		half := wall().Sub(before) / 2
		ahead = time.UnixMilli(ms).Sub(before.Add(half))
		return err
	})
	return ahead, err
}
