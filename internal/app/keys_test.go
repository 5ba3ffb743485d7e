package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/secret"
)

// refused is the text of what keeps the program from starting, and what the doctor says to do.
func refused(t *testing.T, c app.Config) (text, do string) {
	t.Helper()
	a, err := app.New(t.Context(), c)
	if err == nil {
		must(t, a.Close())
		return "", ""
	}
	for _, f := range app.Examine(t.Context(), c, time.Now()) {
		if f.Check == "district" || f.Check == "schema" && f.State == app.Bad || f.Check == "database" && f.State == app.Bad {
			do = f.Do.Key
		}
	}
	return fault.As(err).Text.Key, do
}

// put lays a file of the same name from another office in the place of one.
func put(t *testing.T, file, from string) func() func() {
	t.Helper()
	return func() func() {
		undo := hide(t, file)()
		b, err := os.ReadFile(from)
		must(t, err)
		must(t, os.WriteFile(file, b, 0o600))
		return undo
	}
}

// spoil writes something else into a file.
func spoil(t *testing.T, file string) func() func() {
	t.Helper()
	return func() func() {
		undo := hide(t, file)()
		must(t, os.WriteFile(file, []byte("nothing\n"), 0o600))
		return undo
	}
}

// TestKeys: a district in use starts with the keys that it is used with, and with no
// others; nothing is made in their place, and the doctor says to put them back.
func TestKeys(t *testing.T) {
	engines(t, func(t *testing.T, newOffice func(*testing.T) app.Config) {
		c, other := newOffice(t), settings(t)
		a := start(t, c)
		_, err := a.Journal.Sequence(t.Context())
		must(t, err)
		must(t, start(t, other).Close())
		for name, row := range map[string]struct {
			spoil    func() func()
			want, do string
			file     string
		}{
			"lost box key":     {hide(t, c.BoxKey()), "app.box_key_lost", "app.do.key_back", c.BoxKey()},
			"foreign box key":  {put(t, c.BoxKey(), other.BoxKey()), "app.box_key_other", "app.do.key_back", c.BoxKey()},
			"damaged box key":  {spoil(t, c.BoxKey()), "app.bad_key", "app.do.key_back", c.BoxKey()},
			"open box key":     {chmod(t, c.BoxKey(), 0o644), "secret.open_key", "app.do.chmod", c.BoxKey()},
			"lost log key":     {hide(t, c.LogKey()), "app.log_key_lost", "app.do.key_back", c.LogKey()},
			"foreign log key":  {put(t, c.LogKey(), other.LogKey()), "app.log_key_other", "app.do.key_back", c.LogKey()},
			"damaged log key":  {spoil(t, c.LogKey()), "app.bad_key", "app.do.key_back", c.LogKey()},
			"nothing is wrong": {func() func() { return func() {} }, "", "", ""},
		} {
			undo := row.spoil()
			before, _ := os.ReadFile(row.file)
			text, do := refused(t, c)
			if text != row.want || do != row.do {
				t.Errorf("%s: %s, to do %s; want %s, %s", name, text, do, row.want, row.do)
			}
			if after, _ := os.ReadFile(row.file); string(after) != string(before) {
				t.Errorf("%s: a key was made", name)
			}
			if row.file != "" {
				check := strings.TrimSuffix(filepath.Base(row.file), ".key") + "_key"
				for _, f := range app.Examine(t.Context(), c, time.Now()) {
					if f.Check == check && !strings.HasPrefix(name, "foreign") && (f.State != app.Bad || f.Do.Key != row.do) {
						t.Errorf("%s: %s is %s, to do %s", name, check, f.State, f.Do.Key)
					}
				}
			}
			undo()
		}
	})
}

// TestKeysOfBefore: a database of a program that noted no key takes the one that opens
// what is sealed in it, and no other.
func TestKeysOfBefore(t *testing.T) {
	c, other := settings(t), settings(t)
	a := start(t, c)
	_, err := a.Users.Bootstrap(auth.With(t.Context(), auth.Machine("test")), "admin", "某甲", "qzf")
	must(t, err)
	box, err := secret.OpenBox(c.BoxKey())
	must(t, err)
	change := func(query string, args ...any) {
		must(t, a.DB.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(query, args...); return err }))
	}
	people := 0
	must(t, a.DB.Read(t.Context(), func(tx *db.Tx) error {
		id, err := db.One[int64](tx, "SELECT id FROM user_account")
		people = int(id)
		return err
	}))
	change("UPDATE user_account SET totp = ?", box.Seal([]byte("k"), fmt.Sprintf("user/%d", people)))
	change("DELETE FROM secret_key")
	must(t, start(t, other).Close())
	undo := put(t, c.BoxKey(), other.BoxKey())()
	if text, do := refused(t, c); text != "app.box_key_other" || do != "app.do.key_back" {
		t.Errorf("under a foreign key: %s, to do %s", text, do)
	}
	undo()
	looks := c
	looks.Existing = true
	must(t, start(t, looks).Close()) // notes nothing
	noted := func() (n int) {
		must(t, a.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
			n, err = db.One[int](tx, "SELECT count(*) FROM secret_key")
			return err
		}))
		return n
	}
	if n := noted(); n != 0 {
		t.Errorf("a command that looks notes %d keys", n)
	}
	must(t, start(t, c).Close())
	if n := noted(); n != 1 {
		t.Errorf("%d keys are noted after the first start", n)
	}
}

// TestStartTogether: the service and a command start over a new data folder at once, as
// the documents say to do it.
func TestStartTogether(t *testing.T) {
	engines(t, func(t *testing.T, newOffice func(*testing.T) app.Config) {
		c := newOffice(t)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				a, err := app.New(t.Context(), c)
				if err != nil {
					t.Error(err)
					return
				}
				if err := a.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		must(t, start(t, c).Close())
	})
}
