package db_test

import (
	"errors"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// TestTakeOver: tables that were filled beside take the place of the old ones, all of them
// with their indexes, or none; what somebody else has in the schema stays.
func TestTakeOver(t *testing.T) {
	dsn := dbtest.PostgresDSN(t)
	open := func(schema string) *db.DB {
		t.Helper()
		d, err := db.Open(t.Context(), db.Config{DSN: dsn, Schema: schema, Unsafe: true})
		must(t, err)
		return d
	}
	d := open("")
	defer func() { must(t, d.Close()) }()
	_, err := d.Migrate(t.Context())
	must(t, err)
	put := func(d *db.DB, id int64) {
		t.Helper()
		must(t, d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("INSERT INTO journal_pending (entry, leaf) VALUES (?, 'x')", id)
			return err
		}))
	}
	entry := func() (id int64) {
		t.Helper()
		must(t, d.Read(t.Context(), func(tx *db.Tx) (err error) {
			id, err = db.One[int64](tx, "SELECT max(entry) FROM journal_pending")
			return err
		}))
		return id
	}
	put(d, 1)
	must(t, d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("CREATE TABLE _elsewhere AS SELECT 1 AS id")
		return err
	}))
	want := indexes(t, d, false)
	var schema string
	for range 2 { // the first is of a program that was killed
		schema, err = d.MakeBeside(t.Context())
		must(t, err)
		beside := open(schema)
		_, err = beside.Migrate(t.Context())
		must(t, err)
		put(beside, 2)
		must(t, beside.Close())
	}
	no := errors.New("no")
	if err := d.TakeOver(t.Context(), schema, func() error { return no }); !errors.Is(err, no) || entry() != 1 {
		t.Errorf("%v, and the entry is %d", err, entry())
	}
	other := open("")
	if err := d.TakeOver(t.Context(), schema, func() error { return nil }); fault.As(err).Text.Key != "db.in_use" || entry() != 1 {
		t.Errorf("under another program: %v, and the entry is %d", err, entry())
	}
	must(t, other.Close())
	must(t, d.Unused(t.Context()))
	must(t, d.TakeOver(t.Context(), schema, func() error { return nil }))
	if got := indexes(t, d, false); entry() != 2 || len(got) != len(want) {
		t.Errorf("the entry is %d, with %d indexes of %d", entry(), len(got), len(want))
	}
	must(t, d.DropBeside(t.Context(), schema)) // which is gone
	done, err := d.Migrate(t.Context())
	if len(done) > 0 || err != nil {
		t.Errorf("steps are taken again: %v %v", done, err)
	}
	must(t, d.Read(t.Context(), func(tx *db.Tx) error {
		n, err := db.One[int](tx, "SELECT count(*) FROM _elsewhere")
		if n != 1 {
			t.Error("what somebody else had is gone")
		}
		return err
	}))
}
