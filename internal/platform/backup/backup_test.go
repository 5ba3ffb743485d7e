package backup_test

import (
	"context"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/backup"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/files"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// world is an office whose clock moves only when it is told to.
type world struct {
	clock  *dbtest.Clock
	source backup.Source
	dir    string
	gets   atomic.Int64 // contents that the bucket was asked for
	store  string       // folder of the contents, where it is one
}

func newWorld(t *testing.T, d *db.DB, clock *dbtest.Clock, s3 bool) *world {
	t.Helper()
	w := &world{clock: clock, dir: filepath.Join(t.TempDir(), "backups"), store: t.TempDir()}
	c := files.Config{Dir: w.store}
	if s3 {
		mem := s3mem.New()
		must(t, mem.CreateBucket("gongkai"))
		inner := gofakes3.New(mem, gofakes3.WithoutVersioning()).Server()
		srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/blobs/") {
				w.gets.Add(1)
			}
			inner.ServeHTTP(rw, r)
		}))
		t.Cleanup(srv.Close)
		c.S3 = files.S3{URL: srv.URL, Bucket: "gongkai", Region: "us-east-1", Key: "key", Secret: "secret"}
	}
	s, err := files.Open(d, c)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	key := filepath.Join(t.TempDir(), "box.key")
	must(t, os.WriteFile(key, []byte("a key"), 0o600))
	w.source = backup.Source{DB: d, Files: s, Keys: []string{key}, Program: "test"}
	return w
}

// attach saves a content and returns its SHA-256.
func (w *world) attach(t *testing.T, content string) (f files.File) {
	t.Helper()
	staged, err := w.source.Files.Stage(t.Context(), strings.NewReader(content))
	must(t, err)
	must(t, w.source.DB.Write(t.Context(), func(tx *db.Tx) (err error) {
		f, err = w.source.Files.Save(tx, files.Upload{Staged: staged, Name: "a.txt", Noun: "note", Ref: 1})
		return err
	}))
	return f
}

func (w *world) make(t *testing.T) backup.Manifest {
	t.Helper()
	w.clock.Add(time.Second)
	m, err := w.source.Make(t.Context(), w.dir)
	must(t, err)
	return m
}

func verify(t *testing.T, dir, name string) error {
	t.Helper()
	b, err := backup.Open(dir, name)
	must(t, err)
	defer func() { must(t, b.Close()) }()
	return b.Verify(t.Context())
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	clock := dbtest.At("2026-03-02")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		for name, s3 := range map[string]bool{"disk": false, "s3": true} {
			t.Run(name, func(t *testing.T) {
				clock.Set("2026-03-02")
				must(t, d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec("DELETE FROM files_file"); return err }))
				f(t, newWorld(t, d, clock, s3))
			})
		}
	})
}

// TestIncremental: a second backup copies what is new, each is whole, and tools that
// everybody has can check it.
func TestIncremental(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.attach(t, "first")
		one := w.make(t)
		w.attach(t, "second")
		w.gets.Store(0)
		two := w.make(t)
		if one.Contents != 1 || two.Contents != 2 || w.gets.Load() > 1 {
			t.Errorf("%d and %d contents, %d copied the second time", one.Contents, two.Contents, w.gets.Load())
		}
		for _, m := range []backup.Manifest{one, two} {
			must(t, verify(t, w.dir, m.Name))
			cmd := exec.CommandContext(t.Context(), "sha256sum", "--check", "--strict", filepath.Join(m.Name, "SHA256SUMS"))
			cmd.Dir = w.dir
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("sha256sum: %v\n%s", err, out)
			}
		}
		must(t, filepath.WalkDir(w.dir, func(p string, e fs.DirEntry, err error) error {
			if err == nil {
				if info, _ := e.Info(); info.Mode().Perm()&0o077 != 0 {
					t.Errorf("%s is open to others: %v", p, info.Mode())
				}
			}
			return err
		}))
		if key, err := os.ReadFile(w.source.Keys[0]); err != nil || found(t, w.dir, string(key)) {
			t.Errorf("the key is in the backup, or %v", err)
		}
	})
}

// found reports whether a text is in any file of a folder.
func found(t *testing.T, dir, text string) (is bool) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			b, readErr := os.ReadFile(p)
			is, err = is || strings.Contains(string(b), text), readErr
		}
		return err
	}))
	return is
}

// TestGone: a content that the store has lost, or that is not what it was, is told of
// and hinders no backup of the rest.
func TestGone(t *testing.T) {
	clock := dbtest.At("2026-03-02")
	w := newWorld(t, dbtest.SQLite(t, clock), clock, false)
	w.attach(t, "stays")
	lost, changed := w.attach(t, "lost"), w.attach(t, "changed")
	blob := func(f files.File) string {
		return filepath.Join(w.store, "blobs", f.SHA256[:2], f.SHA256[2:4], f.SHA256)
	}
	must(t, os.Remove(blob(lost)))
	must(t, os.WriteFile(blob(changed), []byte("CHANGED"), 0o600))
	m := w.make(t)
	if m.Contents != 1 || len(m.Missing) != 2 {
		t.Fatalf("%+v", m)
	}
	must(t, verify(t, w.dir, m.Name))

	// What was taken away between the dump and the copy is not missing: the backup begins again.
	d := w.source.DB
	swept := w.attach(t, "swept")
	must(t, os.Remove(blob(swept)))
	again := w.source
	again.Leave = []string{"db_write"}
	taken := make(chan error, 1)
	go func() {
		for {
			if entries, _ := filepath.Glob(filepath.Join(w.dir, ".partial-*", "tables", "files_file.copy.gz")); len(entries) > 0 {
				break
			}
		}
		taken <- d.Write(context.WithoutCancel(t.Context()), func(tx *db.Tx) error {
			_, err := tx.Exec("DELETE FROM files_file WHERE id = ?", swept.ID)
			return err
		})
	}()
	clock.Add(time.Second)
	m, err := again.Make(t.Context(), w.dir)
	must(t, err)
	must(t, <-taken)
	if len(m.Missing) != 2 {
		t.Errorf("%d missing: what nobody names any more is among them", len(m.Missing))
	}
}

// TestDamaged: each file that is not as it was has its row.
func TestDamaged(t *testing.T) {
	clock := dbtest.At("2026-03-02")
	w := newWorld(t, dbtest.SQLite(t, clock), clock, false)
	f, g := w.attach(t, "first"), w.attach(t, "second")
	m := w.make(t)
	at := func(sha string) string { return filepath.Join("files", sha[:2], sha[2:4], sha) }
	must(t, os.Remove(filepath.Join(w.dir, at(f.SHA256))))
	must(t, os.WriteFile(filepath.Join(w.dir, at(g.SHA256)), []byte("SECOND"), 0o600))
	e := fault.As(verify(t, w.dir, m.Name))
	if e.Kind != fault.Invalid || len(e.Rows) != 2 {
		t.Errorf("%v", e)
	}
	must(t, os.WriteFile(filepath.Join(w.dir, m.Name, "SHA256SUMS"), nil, 0o600))
	if _, err := backup.Open(w.dir, ""); fault.Of(err) != fault.Invalid {
		t.Errorf("a list that was changed is believed: %v", err)
	}
}

// TestCutOff: a backup that does not come to its end is none, and leaves nothing that
// looks like one.
func TestCutOff(t *testing.T) {
	clock := dbtest.At("2026-03-02")
	w := newWorld(t, dbtest.SQLite(t, clock), clock, false)
	w.attach(t, "first")
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := w.source.Make(ctx, w.dir); err == nil {
		t.Fatal("made although it was told to stop")
	}
	must(t, os.MkdirAll(filepath.Join(w.dir, ".partial-20260101T000000Z"), 0o700)) // of a program that was killed
	if all, bad, err := backup.List(w.dir); len(all)+len(bad) != 0 || err != nil {
		t.Errorf("%v %v %v", all, bad, err)
	}
	if _, err := backup.Open(w.dir, ""); fault.Of(err) != fault.NotFound {
		t.Errorf("%v", err)
	}
	m := w.make(t)
	if _, err := w.source.Make(t.Context(), w.dir); fault.Of(err) != fault.Conflict {
		t.Errorf("a second one in the same second: %v", err)
	}
	must(t, verify(t, w.dir, m.Name))
}

// TestPrune keeps what the newest backups name, and what another program may be about to name.
func TestPrune(t *testing.T) {
	clock := dbtest.At("2026-03-02")
	w := newWorld(t, dbtest.SQLite(t, clock), clock, false)
	old, kept := w.attach(t, "old"), w.attach(t, "kept")
	first := w.make(t)
	must(t, w.source.DB.Write(t.Context(), func(tx *db.Tx) error { return files.Drop(tx, old.ID) }))
	second := w.make(t)
	third := w.make(t)
	there := func(f files.File) bool {
		_, err := os.Stat(filepath.Join(w.dir, "files", f.SHA256[:2], f.SHA256[2:4], f.SHA256))
		return err == nil
	}
	p, err := backup.Prune(t.Context(), w.dir, 1, time.Now())
	must(t, err)
	if gone := p.Gone; len(gone) != 2 || gone[0] != first.Name || gone[1] != second.Name || !there(old) || !there(kept) {
		t.Errorf("%v; contents of today: %v %v", p, there(old), there(kept))
	}
	_, err = backup.Prune(t.Context(), w.dir, 0, time.Now().Add(48*time.Hour))
	must(t, err)
	if there(old) || !there(kept) {
		t.Errorf("two days later: %v %v", there(old), there(kept))
	}
	must(t, verify(t, w.dir, third.Name))
}

// TestKeys: a key is never written over, and never lies where the backups are.
func TestKeys(t *testing.T) {
	clock := dbtest.At("2026-03-02")
	w := newWorld(t, dbtest.SQLite(t, clock), clock, false)
	m := w.make(t)
	to := filepath.Join(t.TempDir(), "keys")
	for range 2 {
		must(t, backup.CopyKeys(w.source.Keys, to, w.dir))
	}
	b, err := backup.Open(w.dir, m.Name)
	must(t, err)
	defer func() { must(t, b.Close()) }()
	if names, err := b.KeysIn(to); len(names) != 1 || err != nil {
		t.Errorf("%v %v", names, err)
	}
	must(t, os.WriteFile(filepath.Join(to, "box.key"), []byte("another"), 0o600))
	if err := backup.CopyKeys(w.source.Keys, to, w.dir); fault.Of(err) != fault.Conflict {
		t.Errorf("over another key: %v", err)
	}
	if _, err := b.KeysIn(to); fault.Of(err) != fault.Conflict {
		t.Errorf("another key is taken: %v", err)
	}
	link := filepath.Join(t.TempDir(), "link")
	must(t, os.Symlink(w.dir, link))
	for _, bad := range []string{w.dir, filepath.Join(w.dir, "keys"), filepath.Dir(w.dir), filepath.Join(link, "keys")} {
		if err := backup.CopyKeys(w.source.Keys, bad, w.dir); fault.As(err).Fields["keys"].Key != "backup.keys_inside" {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// TestFill: contents go back into a store of either kind, those alone that it lacks, and
// one that is not what its name says is not taken.
func TestFill(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		one, two := w.attach(t, "first"), w.attach(t, "second")
		w.make(t)
		b, err := backup.Open(w.dir, "")
		must(t, err)
		defer func() { must(t, b.Close()) }()
		for _, s3 := range []bool{false, true} {
			to := newWorld(t, w.source.DB, w.clock, s3).source.Files
			must(t, to.Restore(t.Context(), one.SHA256, strings.NewReader("first")))
			if n, err := b.Fill(t.Context(), to); n != 1 || err != nil {
				t.Errorf("%d contents were put back: %v", n, err)
			}
			for _, f := range []files.File{one, two} {
				must(t, to.Verify(t.Context(), f))
			}
			if err := to.Restore(t.Context(), one.SHA256, strings.NewReader("another")); fault.Of(err) != fault.Invalid {
				t.Errorf("another content was taken: %v", err)
			}
		}
	})
}
