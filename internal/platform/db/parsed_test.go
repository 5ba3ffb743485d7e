package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

type numbered struct {
	N int64 `db:"n"`
}

const below = "FROM counted WHERE n < ? ORDER BY n"

// counted is a SQLite file with the numbers from 0 to 4: only there does the program
// itself keep what was parsed.
func counted(t *testing.T) *db.DB {
	t.Helper()
	d := dbtest.SQLite(t, nil)
	must(t, d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("CREATE TABLE counted (n BIGINT PRIMARY KEY)")
		return err
	}))
	for n := range 5 {
		must(t, d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec("INSERT INTO counted (n) VALUES (?)", n); return err }))
	}
	return d
}

// TestParsedTwice reads the rows of a statement while the same text runs once more
// beneath them, and so many others that the connection lets go of it.
func TestParsedTwice(t *testing.T) {
	d := counted(t)
	for range 3 {
		var seen []string
		must(t, d.Read(t.Context(), func(tx *db.Tx) error {
			return db.Each(tx, func(o numbered) error {
				inner, err := db.All[numbered](tx, below, o.N)
				seen = append(seen, fmt.Sprint(o.N, ":", len(inner)))
				for i := 0; i < 100 && err == nil; i++ {
					_, err = db.All[numbered](tx, fmt.Sprint("FROM counted WHERE n > ", i))
				}
				return err
			}, below, 5)
		}))
		if got := strings.Join(seen, " "); got != "0:0 1:1 2:2 3:3 4:4" {
			t.Errorf("within: %s", got)
		}
	}
}

// TestParsedAfterFailure runs a statement that failed, and one whose reader went
// away after its first row, once more.
func TestParsedAfterFailure(t *testing.T) {
	d := counted(t)
	insert := func(n int64) error {
		return d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec("INSERT INTO counted (n) VALUES (?)", n); return err })
	}
	if err := insert(3); err == nil {
		t.Fatal("a number is there twice")
	}
	must(t, insert(5))
	must(t, d.Write(t.Context(), func(tx *db.Tx) error {
		ctx, leave := context.WithCancel(t.Context())
		leave()
		if err := d.Read(ctx, func(tx *db.Tx) error { _, err := db.All[numbered](tx, below, 9); return err }); err == nil {
			t.Error("read for nobody")
		}
		stop := errors.New("enough")
		if err := db.Each(tx, func(numbered) error { return stop }, below, 9); !errors.Is(err, stop) {
			t.Errorf("got %v", err)
		}
		all, err := db.All[numbered](tx, below, 9)
		if err == nil && len(all) != 6 {
			t.Errorf("%d rows", len(all))
		}
		return err
	}))
}

// TestParsedBeforeChange runs statements that were parsed before a table changed, on the
// connection that changes it and on those that read.
func TestParsedBeforeChange(t *testing.T) {
	d := counted(t)
	sum := func(tx *db.Tx) error {
		all, err := db.All[numbered](tx, "FROM counted c WHERE n < ? ORDER BY n", 5)
		if err == nil && len(all) != 5 {
			t.Errorf("%d rows", len(all))
		}
		return err
	}
	for i := range 3 {
		must(t, d.Read(t.Context(), sum))
		must(t, d.Write(t.Context(), sum))
		must(t, d.Write(t.Context(), func(tx *db.Tx) error {
			for _, change := range []string{"ALTER TABLE counted ADD COLUMN more%d TEXT", "CREATE INDEX counted_more%[1]d ON counted (more%[1]d)"} {
				if _, err := tx.Exec(fmt.Sprintf(change, i)); err != nil {
					return err
				}
			}
			return sum(tx)
		}))
	}
}
