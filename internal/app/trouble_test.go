package app_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// TestNewerProgram: a node of before goes on serving what it serves, and does not start
// again over the schema of a newer program.
func TestNewerProgram(t *testing.T) {
	engines(t, func(t *testing.T, newOffice func(*testing.T) app.Config) {
		c := newOffice(t)
		a := start(t, c)
		url, stop := serve(t, a)
		must(t, a.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)")
			return err
		}))
		if code, _ := get(t, url+"/readyz"); code != http.StatusOK {
			t.Errorf("the running node answers %d", code)
		}
		must(t, stop())
		looks, waits := c, c
		looks.Existing, waits.Migrate = true, false
		for _, c := range []app.Config{c, looks, waits} {
			if text, do := refused(t, c); text != "db.newer_schema" || do != "app.do.upgrade" {
				t.Errorf("%q, to do %q", text, do)
			}
		}
		if got := stateOf(t, c, "schema", time.Now()); got != app.Bad {
			t.Errorf("the doctor finds the schema %q", got)
		}
	})
}

// TestDamaged: a file that is no database, or that was cut off, is named.
func TestDamaged(t *testing.T) {
	for name, spoil := range map[string]func(b []byte) []byte{
		"another file": func([]byte) []byte { return bytes.Repeat([]byte("letter "), 1000) },
		"cut off":      func(b []byte) []byte { return b[:len(b)/3] },
	} {
		c := settings(t)
		must(t, start(t, c).Close())
		b, err := os.ReadFile(c.Database())
		must(t, err)
		must(t, os.WriteFile(c.Database(), spoil(b), 0o600))
		_, err = app.New(t.Context(), c)
		if e := fault.As(err); err == nil || e.Text.Key != "app.damaged" || !strings.Contains(i18n.Text(e.Text), c.Database()) {
			t.Errorf("%s: %v", name, err)
		}
		if text, do := refused(t, c); text != "app.damaged" || do != "app.do.damaged" {
			t.Errorf("%s: %s, to do %s", name, text, do)
		}
	}
}

// TestDiskFull: what did not find room is named, and what is no trouble of the machine
// stays as it is.
func TestDiskFull(t *testing.T) {
	c := settings(t)
	err := app.Explain(c, &fs.PathError{Op: "write", Path: filepath.Join(c.Data, "keys"), Err: syscall.ENOSPC})
	if got := i18n.Text(fault.As(err).Text); !strings.Contains(got, "磁盘已满") || !strings.Contains(got, filepath.Join(c.Data, "keys")) {
		t.Errorf("a folder: %s", got)
	}
	a := start(t, c)
	err = a.DB.Write(t.Context(), func(tx *db.Tx) error {
		n, err := db.One[int](tx, "SELECT page_count FROM pragma_page_count()")
		if err == nil {
			_, err = tx.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", n))
		}
		for err == nil {
			_, err = tx.Exec("INSERT INTO journal_pending (entry, leaf) SELECT coalesce(max(entry), 0) + 1, hex(zeroblob(5000)) FROM journal_pending")
		}
		return err
	})
	if got := i18n.Text(fault.As(app.Explain(c, err)).Text); !strings.Contains(got, "磁盘已满") || !strings.Contains(got, c.Database()) {
		t.Errorf("the database: %v, %s", err, got)
	}
	known := fault.New(fault.Invalid, "invalid")
	if got := app.Explain(c, known); !errors.Is(got, known) || fault.As(got).Text.Key != "invalid" {
		t.Errorf("a mistake of somebody: %v", got)
	}
}

// TestReplicaLater: the site starts while the bucket of its copy is away, says so, and
// copies as soon as it is there.
func TestReplicaLater(t *testing.T) {
	mem := s3mem.New()
	must(t, mem.CreateBucket("gongkai"))
	there, asked := make(chan struct{}), gofakes3.New(mem, gofakes3.WithoutVersioning()).Server()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-there:
			asked.ServeHTTP(w, r)
		default:
			http.Error(w, "away", http.StatusForbidden)
		}
	}))
	t.Cleanup(srv.Close)
	c := settings(t, "GONGKAI_REPLICA_S3="+srv.URL, "GONGKAI_REPLICA_BUCKET=gongkai", "GONGKAI_REPLICA_REGION=us-east-1", "GONGKAI_REPLICA_KEY=key", "GONGKAI_REPLICA_SECRET=secret")
	a := start(t, c)
	url, stop := serve(t, a)
	running := func(want string) bool {
		return strings.Contains(second(get(t, url+"/metrics")), "gongkai_replica_running "+want+"\n")
	}
	if code, _ := get(t, url+"/readyz"); code != http.StatusOK || !running("0") {
		t.Errorf("without the bucket the site answers %d", code)
	}
	if got := stateOf(t, c, "replica", time.Now()); got != app.Bad {
		t.Errorf("the doctor finds the copy %q", got)
	}
	close(there)
	for end := time.Now().Add(time.Minute); !running("1"); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the copy does not begin")
		}
	}
	for end := time.Now().Add(time.Minute); stateOf(t, c, "replica", time.Now()) != app.Good; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the doctor finds no copy")
		}
	}
	must(t, stop())
}

// TestReplicaNever: a site whose bucket never came stops as any other.
func TestReplicaNever(t *testing.T) {
	a := start(t, settings(t, "GONGKAI_REPLICA_S3=http://127.0.0.1:1", "GONGKAI_REPLICA_BUCKET=gongkai", "GONGKAI_REPLICA_REGION=us-east-1", "GONGKAI_REPLICA_KEY=key", "GONGKAI_REPLICA_SECRET=secret"))
	url, stop := serve(t, a)
	if code, _ := get(t, url+"/healthz"); code != http.StatusOK {
		t.Errorf("answers %d", code)
	}
	must(t, stop())
}
