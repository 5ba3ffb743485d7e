package db

// Stamp is the number of this write, for a column that says which write changed
// a row last. Numbers grow in the order in which writes begin, not in that in
// which they become visible: see Seen.
func (tx *Tx) Stamp() (stamp int64, err error) {
	if tx.stamp != 0 {
		return tx.stamp, nil
	}
	if tx.db.engine == postgres {
		tx.stamp, err = One[int64](tx, "SELECT txid_current()")
		return tx.stamp, err
	}
	if _, err := tx.Exec("UPDATE db_write SET n = n + 1"); err != nil {
		return 0, err
	}
	tx.stamp, err = One[int64](tx, "SELECT n FROM db_write")
	return tx.stamp, err
}

// Seen says what the snapshot of tx holds of other writes, by their stamps: every
// one below all, if it was committed, and none from none on. Those between are
// there or are still under way. So a copy of rows that was made in one snapshot
// is brought up to date in a later one by the rows whose stamp is at least the
// all of the first and below the none of the second; rows that were stamped by
// another database, and restored into this one, are not among them.
func (tx *Tx) Seen() (all, none int64, err error) {
	if tx.db.engine == sqlite { // one writer at a time
		n, err := One[int64](tx, "SELECT n FROM db_write")
		return n + 1, n + 1, err
	}
	type snapshot struct {
		All  int64 `db:"txid_snapshot_xmin(s)"`
		None int64 `db:"txid_snapshot_xmax(s)"`
	}
	s, err := Get[snapshot](tx, "FROM (SELECT txid_current_snapshot() AS s) now")
	return s.All, s.None, err
}
