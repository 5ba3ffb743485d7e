package app_test

import (
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/journal"
)

// TestSeen renames a unit on one of two nodes, both of which keep the page that
// lists it: the one shows it at once, the other within a second.
func TestSeen(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { dbtest.MaySkipSQLite(t); seen(t, settings(t)) })
	t.Run("postgres", func(t *testing.T) { seen(t, settings(t, "GONGKAI_DSN="+dbtest.PostgresDSN(t))) })
}

// seenWithin leaves a busy machine a second more than readers are promised.
const seenWithin = 2 * time.Second

func seen(t *testing.T, c app.Config) {
	t.Helper()
	one, two := start(t, c), start(t, c)
	here, stopHere := serve(t, one)
	there, stopThere := serve(t, two)
	tree, err := one.Units.Tree(t.Context())
	must(t, err)
	shows := func(url, text string) bool { _, body := get(t, url+"/unit"); return strings.Contains(body, text) }
	if !shows(here, tree[1].Name) || !shows(there, tree[1].Name) {
		t.Fatal("the page does not list the units")
	}
	for _, name := range []string{"甲局", "乙局", "丙局"} {
		rename(t, one, tree[1], name)
		done := time.Now()
		if !shows(here, name) {
			t.Errorf("%s: the node itself still shows the old name", name)
		}
		same := time.Since(done)
		for !shows(there, name) {
			if time.Since(done) > seenWithin {
				t.Fatalf("%s: the other node still shows the old name", name)
			}
			time.Sleep(5 * time.Millisecond)
		}
		t.Logf("%s: shown here after %v, there after %v", name, same, time.Since(done))
	}
	must(t, stopHere())
	must(t, stopThere())
}

func rename(t *testing.T, a *app.App, u unit.Unit, name string) {
	t.Helper()
	must(t, a.DB.Write(auth.With(t.Context(), auth.Machine("test")), func(tx *db.Tx) error {
		if _, err := tx.Exec("UPDATE unit_unit SET name = ?, short = ? WHERE id = ?", name, name, u.ID); err != nil {
			return err
		}
		return journal.Add(tx, "unit.rename", u.Ref(), nil)
	}))
}
