package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// TestSteady: reads are of one moment whatever others write meanwhile, until one writes
// oneself; and nothing that goes wrong in one of them spoils or stops the next.
func TestSteady(t *testing.T) {
	type key struct{}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		write := func(ctx context.Context) {
			t.Helper()
			must(t, d.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec("INSERT INTO steady_row (id) VALUES (?)", tx.ID())
				return err
			}))
		}
		must(t, d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("CREATE TABLE steady_row (id BIGINT PRIMARY KEY)")
			return err
		}))
		rows := func(ctx context.Context) (n int) {
			t.Helper()
			must(t, d.Read(ctx, func(tx *db.Tx) (err error) {
				n, err = db.One[int](tx, "SELECT COUNT(*) FROM steady_row")
				return err
			}))
			return n
		}
		is := func(what string, got, want int) {
			t.Helper()
			if got != want {
				t.Errorf("%s: %d rows, want %d", what, got, want)
			}
		}
		asked := 0
		once := func(ctx context.Context) {
			t.Helper()
			must(t, d.Read(ctx, func(tx *db.Tx) error {
				_, err := db.Once(tx, key{}, func() (int, error) { asked++; return 0, nil })
				return err
			}))
		}
		ctx, done := d.Steady(t.Context())
		is("first", rows(ctx), 0)
		write(t.Context())
		is("after another's write", rows(ctx), 0)
		is("outside", rows(t.Context()), 1)
		once(ctx)
		once(ctx)
		if asked != 1 {
			t.Errorf("asked %d times within one snapshot", asked)
		}
		for _, broken := range []error{fault.New(fault.NotFound, "not_found"), errors.New("no fault")} {
			if err := d.Read(ctx, func(*db.Tx) error { return broken }); !errors.Is(err, broken) {
				t.Errorf("%v, want %v", err, broken)
			}
		}
		if err := d.Read(ctx, func(tx *db.Tx) error { _, err := db.One[int](tx, "SELECT nothing"); return err }); err == nil {
			t.Error("a statement without sense is no fault")
		}
		func() {
			defer func() { _ = recover() }()
			_ = d.Read(ctx, func(*db.Tx) error { panic("x") })
		}()
		is("after what went wrong", rows(ctx), 1)
		write(ctx)
		is("after one's own write", rows(ctx), 2)
		must(t, d.Read(ctx, func(*db.Tx) error { // with the wrong context: slower, and right
			is("within a read", rows(ctx), 2)
			write(ctx)
			return nil
		}))
		is("after a write within a read", rows(ctx), 3)
		if err := d.Read(ctx, func(tx *db.Tx) error { return d.Read(tx.Context(), func(*db.Tx) error { return nil }) }); err == nil {
			t.Error("a read in a read was taken")
		}
		done()
		write(t.Context())
		is("when all is over", rows(ctx), 4)
		few, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		for range 100 { // more than there are connections
			ctx, done := d.Steady(few)
			rows(ctx)
			done()
		}
	})
}
