package db_test

import (
	"context"
	"errors"
	"testing"

	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// TestOnce: a transaction that reads asks once; one that writes asks each time, and a
// fault is not kept.
func TestOnce(t *testing.T) {
	type key int
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		asked := 0
		count := func() (int, error) { asked++; return asked, nil }
		must(t, d.Read(t.Context(), func(tx *db.Tx) error {
			if _, err := db.Once(tx, key(1), func() (int, error) { return 0, errors.New("not now") }); err == nil {
				t.Error("the fault is lost")
			}
			for range 3 {
				if n, err := db.Once(tx, key(1), count); n != 1 || err != nil {
					t.Errorf("%d %v", n, err)
				}
			}
			if n, err := db.Once(tx, key(2), count); n != 2 || err != nil {
				t.Errorf("of another key: %d %v", n, err)
			}
			return nil
		}))
		asked = 0
		must(t, d.Write(t.Context(), func(tx *db.Tx) error {
			for i := range 3 {
				if n, err := db.Once(tx, key(1), count); n < i+1 || err != nil {
					t.Errorf("a write keeps %d: %v", n, err)
				}
			}
			return nil
		}))
	})
}

// TestKept: what was made is the same until the version is another, for every transaction; what
// a write made is for itself alone, and a fault is not kept.
func TestKept(t *testing.T) {
	type key struct{}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		made := 0
		for _, c := range []struct {
			in      func(context.Context, func(*db.Tx) error) error
			version int64
			fails   bool
			want    int // which making is returned
		}{
			{d.Read, 1, true, 1},
			{d.Read, 1, false, 2},
			{d.Read, 1, false, 2},
			{d.Write, 1, false, 2},
			{d.Write, 2, false, 3},
			{d.Write, 2, false, 4},
			{d.Read, 1, false, 2},
			{d.Read, 2, false, 5},
			{d.Write, 2, false, 5},
		} {
			must(t, c.in(t.Context(), func(tx *db.Tx) error {
				n, err := db.Kept(tx, key{}, c.version, func() (int, error) {
					made++
					if c.fails {
						return made, errors.New("not now")
					}
					return made, nil
				})
				if n != c.want || (err != nil) != c.fails {
					t.Errorf("%+v: %d %v", c, n, err)
				}
				return nil
			}))
		}
	})
}
