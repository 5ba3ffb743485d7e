package db_test

import (
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
