package session_test

import (
	"testing"
	"time"

	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/session"
)

func TestTried(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		note := func(who ...string) {
			must(t, d.db.Write(t.Context(), func(tx *db.Tx) error { return session.NoteTry(tx, who...) }))
		}
		many := func(who string, within time.Duration, want int) {
			t.Helper()
			must(t, d.db.Read(t.Context(), func(tx *db.Tx) error {
				n, err := session.Tried(tx, who, within)
				if n != want {
					t.Errorf("%s tried %d times within %s, want %d", who, n, within, want)
				}
				return err
			}))
		}
		note("a", "b")
		d.clock.Add(50 * time.Minute)
		note("a")
		many("a", time.Hour, 2)
		many("b", time.Hour, 1)
		many("c", time.Hour, 0)
		d.clock.Add(20 * time.Minute)
		many("a", time.Hour, 1)
		many("a", 24*time.Hour, 2)
		d.clock.Add(24 * time.Hour)
		note("b")
		must(t, d.Prune(t.Context()))
		must(t, d.db.Read(t.Context(), func(tx *db.Tx) error {
			n, err := db.One[int](tx, "SELECT count(*) FROM session_try")
			if n != 1 {
				t.Errorf("%d tries are kept", n)
			}
			return err
		}))
	})
}
