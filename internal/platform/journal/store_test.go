package journal_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/journal"
)

func TestAddRefuses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		for name, f := range map[string]func(tx *db.Tx) error{
			"no act":        func(tx *db.Tx) error { return journal.Add(tx, "", "plan/1", nil) },
			"no thing":      func(tx *db.Tx) error { return journal.Public(tx, "plan.issue", "", nil) },
			"not JSON":      func(tx *db.Tx) error { return journal.Add(tx, "plan.issue", "plan/1", math.NaN()) },
			"leaf too long": func(tx *db.Tx) error { return journal.Sealed(tx, "plan.issue", strings.Repeat("x", 1<<16), nil) },
			"rolled back": func(tx *db.Tx) error {
				return errors.Join(journal.Public(tx, "plan.issue", "plan/1", nil), fs.ErrInvalid)
			},
			"read only": nil,
		} {
			if f == nil {
				if err := d.Read(t.Context(), func(tx *db.Tx) error { return journal.Add(tx, "plan.issue", "plan/1", nil) }); err == nil {
					t.Errorf("%s: written", name)
				}
				continue
			}
			if err := d.Write(t.Context(), f); err == nil {
				t.Errorf("%s: written", name)
			}
		}
		sequence(t, j, 0)
		if r := sound(t, j); r.Entries != 0 {
			t.Errorf("%d entries are left of what failed", r.Entries)
		}
	})
}

// TestRace has writers and two sequencers work at once.
func TestRace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		key, err := journal.OpenKey(filepath.Join(t.TempDir(), "key"), origin)
		must(t, err)
		nodes := []*journal.Journal{journal.New(d, key), journal.New(d, key)}
		const writers, each = 4, 30
		var write, sequence sync.WaitGroup
		for w := range writers {
			write.Go(func() {
				for i := range each {
					if err := d.Write(clerk(t.Context()), func(tx *db.Tx) error { return act(tx, w*each+i) }); err != nil {
						t.Errorf("writer: %v", err)
					}
				}
			})
		}
		done := make(chan struct{})
		moved := make([]int, len(nodes))
		for i, j := range nodes {
			sequence.Go(func() {
				for last := false; !last; {
					select {
					case <-done:
						last = true
					default:
					}
					n, err := j.Sequence(t.Context())
					if err != nil {
						t.Errorf("sequencer %d: %v", i, err)
					}
					moved[i] += n
				}
			})
		}
		write.Wait()
		close(done)
		sequence.Wait()
		if moved[0]+moved[1] != writers*each {
			t.Errorf("sequencers moved %v leaves of %d", moved, writers*each)
		}
		if r := sound(t, nodes[0]); r.Size != writers*each || r.Pending != 0 {
			t.Errorf("report %+v", r)
		}
	})
}

// TestVerifyWhileWriting asks that a log which grows meanwhile is not said to be broken.
func TestVerifyWhileWriting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		acts(t, d, 0, 250)
		sequence(t, j, 250)
		done := make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			for i := 250; ; i++ {
				select {
				case <-done:
					return
				default:
				}
				err := d.Write(clerk(t.Context()), func(tx *db.Tx) error { return act(tx, i) })
				if _, err2 := j.Sequence(t.Context()); errors.Join(err, err2) != nil {
					t.Error(err, err2)
					return
				}
			}
		})
		for range 8 {
			sound(t, j)
		}
		close(done)
		wg.Wait()
	})
}

func TestErase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		acts(t, d, 0, 6)
		sequence(t, j, 6)
		ids := map[string]int64{}
		read(t, d, func(tx *db.Tx) error {
			list, err := journal.Find(tx, journal.Filter{}, db.Page{})
			for _, e := range list.Items {
				ids[e.Ref] = e.ID
			}
			return err
		})
		erase := func(ctx context.Context, id int64, reason string) error {
			return d.Write(ctx, func(tx *db.Tx) error { return journal.Erase(tx, id, reason) })
		}
		if b, err := j.Disclose(t.Context(), ids["plan/4"]); err != nil || b.Salt == "" || b.Content == "" {
			t.Fatalf("before: %+v %v", b, err)
		} else if r, err := proof.Verify(b); err != nil || !r.Leaf.Sealed() {
			t.Fatalf("a disclosed act: %v", err)
		}
		if err := erase(clerk(t.Context()), ids["plan/4"], " "); fault.Of(err) != fault.Invalid {
			t.Errorf("with no reason: %v", err)
		}
		if err := erase(t.Context(), ids["plan/4"], "本人申请"); fault.Of(err) != fault.Forbidden {
			t.Errorf("by a visitor: %v", err)
		}
		if err := erase(clerk(t.Context()), 1, "本人申请"); fault.Of(err) != fault.NotFound {
			t.Errorf("of nothing: %v", err)
		}
		for _, ref := range []string{"plan/3", "plan/4", "plan/5"} {
			must(t, erase(clerk(t.Context()), ids[ref], "本人申请"))
		}
		if err := erase(clerk(t.Context()), ids["plan/4"], "本人申请"); fault.Of(err) != fault.Conflict {
			t.Errorf("twice: %v", err)
		}
		if r := sound(t, j); r.Erased != 3 || r.Pending != 3 {
			t.Errorf("before sequencing: %+v", r)
		}
		sequence(t, j, 3)
		if r := sound(t, j); r.Erased != 3 || r.Size != 9 {
			t.Errorf("after: %+v", r)
		}
		for _, ref := range []string{"plan/3", "plan/4"} {
			b, err := j.Disclose(t.Context(), ids[ref])
			must(t, err)
			if _, err := proof.Verify(b, j.Key().String()); err != nil || b.Content != "" || b.Salt != "" {
				t.Errorf("%s after it was erased: %+v %v", ref, b, err)
			}
		}
		read(t, d, func(tx *db.Tx) error {
			n, err := db.One[int](tx, "SELECT count(*) FROM journal_entry WHERE body LIKE '%第 4 项%'")
			if n != 0 {
				t.Error("the content is still there")
			}
			list, err2 := journal.For(tx, "plan/4", db.Page{})
			if text, _ := json.Marshal(list); !strings.Contains(string(text), `"body":null`) || strings.Contains(string(text), "alt") {
				t.Errorf("as JSON: %s", text)
			}
			why, err3 := journal.For(tx, fmt.Sprintf("entry/%d", ids["plan/4"]), db.Page{})
			var body journal.Erasure
			if err := why.Items[0].Decode(&body); err != nil || body != (journal.Erasure{Ref: "plan/4", Act: "plan.reply", Reason: "本人申请"}) {
				t.Errorf("record of erasing: %+v %v", body, err)
			}
			return errors.Join(err, err2, err3)
		})
		write(t, d, sql("UPDATE journal_leaf SET leaf = replace(leaf, 'plan.reply', 'plan.other') WHERE idx = 4"))
		if f := verify(t, j).Finding; f == nil || f.Index != 4 {
			t.Errorf("leaf of an erased entry: %+v", f)
		}
	})
}

// TestEraseWaiting erases an entry whose leaf still waits.
func TestEraseWaiting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		write(t, d, func(tx *db.Tx) error { return journal.Sealed(tx, "foi.reply", "foi/1", "张三") })
		write(t, d, func(tx *db.Tx) error {
			list, err := journal.For(tx, "foi/1", db.Page{})
			if err != nil {
				return err
			}
			return journal.Erase(tx, list.Items[0].ID, "误录")
		})
		sound(t, j)
		sequence(t, j, 2)
		if r := sound(t, j); r.Erased != 1 {
			t.Errorf("report %+v", r)
		}
	})
}

func TestProofRefuses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		for name, f := range map[string]func() error{
			"checkpoint": func() error { _, err := j.Checkpoint(t.Context()); return err },
			"proof":      func() error { acts(t, d, 0, 3); _, err := j.Proof(t.Context(), "plan/0"); return err },
		} {
			if err := f(); fault.As(err).Text.Key != "journal.not_yet" || fault.Of(err) != fault.Busy {
				t.Errorf("%s before the first sequence: %v", name, err)
			}
		}
		sequence(t, j, 3)
		for _, what := range []string{"plan/2", "plan/9", "9", "", "99999999999999999999"} {
			if _, err := j.Proof(t.Context(), what); fault.As(err).Text.Key != "journal.no_proof" {
				t.Errorf("proof of %q: %v", what, err)
			}
		}
		acts(t, d, 0, 1)
		if _, err := j.Proof(t.Context(), "plan/0"); fault.Of(err) != fault.Busy {
			t.Errorf("a newer act that waits: %v", err)
		}
	})
}

func TestKeyFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "journal.key")
	keys := make([]string, 8)
	var wg sync.WaitGroup
	for i := range keys { // nodes that start at once get one key
		wg.Go(func() {
			s, err := journal.OpenKey(path, origin)
			if err != nil {
				t.Error(err)
				return
			}
			keys[i] = s.Key().String()
		})
	}
	wg.Wait()
	for _, k := range keys {
		if k != keys[0] || !strings.HasPrefix(k, origin+"+") {
			t.Errorf("key %q, another has %q", k, keys[0])
		}
	}
	files, err := os.ReadDir(dir)
	must(t, err)
	if len(files) != 1 {
		t.Errorf("%d files are left beside the key", len(files)-1)
	}
	if runtime.GOOS == "windows" {
		return
	}
	info, err := os.Stat(path)
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o666, 0o610} {
		must(t, os.Chmod(path, mode))
		if _, err := journal.OpenKey(path, origin); fault.As(err).Text.Key != "journal.key_mode" {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
	must(t, os.Chmod(path, 0o400))
	if _, err := journal.OpenKey(path, origin); err != nil {
		t.Errorf("mode 400: %v", err)
	}
	if _, err := journal.OpenKey(path, "elsewhere"); fault.As(err).Text.Key != "journal.key_origin" {
		t.Errorf("another origin: %v", err)
	}
	bad := filepath.Join(dir, "bad.key")
	must(t, os.WriteFile(bad, []byte("not a key\n"), 0o600))
	if _, err := journal.OpenKey(bad, origin); fault.As(err).Text.Key != "proof.bad_secret" {
		t.Errorf("not a key: %v", err)
	}
	if _, err := journal.OpenKey(filepath.Join(dir, "none", "key"), origin); err == nil {
		t.Error("a key in a folder that is not there")
	}
	if _, err := journal.OpenKey(filepath.Join(dir, "new"), "a b"); fault.As(err).Text.Key != "proof.bad_origin" {
		t.Errorf("an origin with a space: %v", err)
	}
}

// fill writes one act a day from 1 March: four things, two people, two acts, two units.
func fill(t *testing.T, d *db.DB, clock *dbtest.Clock) {
	t.Helper()
	for i := range 24 {
		who := auth.Actor{Kind: auth.Person, ID: int64(1 + i%2), Name: "官员", Unit: int64(10 + i%3/2)}
		ref := []string{"plan/1", "plan/2", "duty/1", "planet/1"}[i%4]
		must(t, d.Write(auth.With(t.Context(), who), func(tx *db.Tx) error {
			return journal.Add(tx, []string{"issue", "note"}[i/12], ref, i)
		}))
		clock.Add(24 * time.Hour)
	}
}

func TestFind(t *testing.T) {
	clock := dbtest.At("2026-03-01")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2026-03-01")
		fill(t, d, clock)
		for _, c := range []struct {
			f    journal.Filter
			want string
		}{
			{journal.Filter{}, "23 22 21 20 19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0"},
			{journal.Filter{Ref: "plan"}, "21 20 17 16 13 12 9 8 5 4 1 0"},
			{journal.Filter{Ref: "plan/"}, "21 20 17 16 13 12 9 8 5 4 1 0"},
			{journal.Filter{Ref: "plan/2"}, "21 17 13 9 5 1"},
			{journal.Filter{Ref: "nothing"}, ""},
			{journal.Filter{Actor: 2}, "23 21 19 17 15 13 11 9 7 5 3 1"},
			{journal.Filter{Act: "note"}, "23 22 21 20 19 18 17 16 15 14 13 12"},
			{journal.Filter{From: "2026-03-20"}, "23 22 21 20 19"},
			{journal.Filter{To: "2026-03-02"}, "1 0"},
			{journal.Filter{From: "2026-03-03", To: "2026-03-03"}, "2"},
			{journal.Filter{Ref: "plan/2", Act: "note", Actor: 2, From: "2026-03-15", To: "2026-03-20"}, "17"},
		} {
			got := pages(clerk(t.Context()), t, d, func(tx *db.Tx, p db.Page) (db.Rows[journal.Entry], error) { return journal.Find(tx, c.f, p) })
			if got != c.want {
				t.Errorf("%+v: %s, want %s", c.f, got, c.want)
			}
		}
		if got := pages(t.Context(), t, d, func(tx *db.Tx, p db.Page) (db.Rows[journal.Entry], error) { return journal.For(tx, "duty/1", p) }); got != "22 18 14 10 6 2" {
			t.Errorf("history: %s", got)
		}
		one := auth.Actor{Grants: []auth.Grant{{Perms: map[auth.Perm]bool{journal.PermFind: true}, Units: auth.Units{IDs: []int64{11}}}}}
		find := func(tx *db.Tx, p db.Page) (db.Rows[journal.Entry], error) {
			return journal.Find(tx, journal.Filter{}, p)
		}
		if got := pages(auth.With(t.Context(), one), t, d, find); got != "23 20 17 14 11 8 5 2" {
			t.Errorf("one unit: %s", got)
		}
		if got := pages(t.Context(), t, d, find); got != "" {
			t.Errorf("a visitor sees %s", got)
		}
	})
}

// pages reads a list in pages of five and returns the bodies.
func pages(ctx context.Context, t *testing.T, d *db.DB, list func(*db.Tx, db.Page) (db.Rows[journal.Entry], error)) string {
	t.Helper()
	var out []string
	for p := (db.Page{Size: 5}); ; {
		must(t, d.Read(ctx, func(tx *db.Tx) error {
			rows, err := list(tx, p)
			for _, e := range rows.Items {
				out = append(out, string(e.Body))
			}
			p.After = rows.Next
			return err
		}))
		if p.After == "" {
			return strings.Join(out, " ")
		}
	}
}

func TestFilterCheck(t *testing.T) {
	for _, f := range []journal.Filter{{From: "2026-02-30"}, {To: "x"}, {From: "2026-03-02", To: "2026-03-01"}} {
		if err := f.Check(); fault.Of(err) != fault.Invalid {
			t.Errorf("%+v: %v", f, err)
		}
	}
	if err := (journal.Filter{From: calendar.Day("2026-03-01"), To: "2026-03-01"}).Check(); err != nil {
		t.Error(err)
	}
}

// TestListsComeFromIndexes asks that no list is sorted.
func TestListsComeFromIndexes(t *testing.T) {
	clock := dbtest.At("2026-03-01")
	d, recorder := dbtest.Traced(t, clock)
	fill(t, d, clock)
	for _, f := range []journal.Filter{{}, {Ref: "plan"}, {Ref: "plan/1"}, {Actor: 1}, {Act: "note"}, {From: "2026-03-01"}, {Ref: "plan", Actor: 1, Act: "note", To: "2026-03-09"}} {
		pages(clerk(t.Context()), t, d, func(tx *db.Tx, p db.Page) (db.Rows[journal.Entry], error) { return journal.Find(tx, f, p) })
	}
	j := open(t, d)
	sequence(t, j, 24)
	sound(t, j)
	recorder.Unsorted(t, d)
}

// TestExport copies the log as static files in steps and checks the copy with package tlog alone.
func TestExport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		files := map[string][]byte{}
		size := 0
		for _, n := range []int{0, 3, 252, 1, 300} {
			acts(t, d, size, n)
			sequence(t, j, n)
			last := ""
			must(t, j.Export(t.Context(), int64(size), func(path string, data []byte) error {
				files[path], last = data, path
				return nil
			}))
			if last != "checkpoint" {
				t.Errorf("%s came last", last)
			}
			size += n
			checkCopy(t, j, files, size)
		}
		for path, data := range files {
			if path == "checkpoint" {
				continue
			}
			got, err := j.Tile(t.Context(), path)
			if err != nil || string(got) != string(data) {
				t.Errorf("%s is not what was exported: %v", path, err)
			}
		}
		for _, path := range []string{
			"", "checkpoint", "tile/0/003", "tile/0/002.p/45", "tile/0/000.p/256", "tile/0/0", "tile/1/000", "tile/8/0/000",
			"tile/entries/002.p/45", "tile/entries/9", "tile/data/000", "tile/-1/000", "tile/0/../000", "/tile/0/000", "0/000",
		} {
			if _, err := j.Tile(t.Context(), path); fault.Of(err) != fault.NotFound {
				t.Errorf("%q: %v", path, err)
			}
		}
	})
}

// checkCopy reads the checkpoint, hashes the leaves of the copy, and compares root and tiles.
func checkCopy(t *testing.T, j *journal.Journal, files map[string][]byte, size int) {
	t.Helper()
	c, err := j.Key().Open(string(files["checkpoint"]))
	must(t, err)
	if c.Size != int64(size) {
		t.Fatalf("checkpoint of %d leaves, want %d", c.Size, size)
	}
	var tree proof.Tree
	for n := 0; n*256 < size; n++ {
		suffix := fmt.Sprintf("%03d", n)
		if w := size - n*256; w < 256 {
			suffix += fmt.Sprintf(".p/%d", w)
		}
		var hashes []byte
		for b := files["tile/entries/"+suffix]; len(b) > 0; {
			end := 2 + int(binary.BigEndian.Uint16(b))
			h := tlog.RecordHash(b[2:end])
			hashes = append(hashes, h[:]...)
			tree.Append(h, func(proof.Node) {})
			b = b[end:]
		}
		if string(hashes) != string(files["tile/0/"+suffix]) {
			t.Errorf("tile %s does not hold the hashes of its leaves", suffix)
		}
	}
	if tree.Size() != c.Size || tree.Root() != c.Root {
		t.Errorf("the copy has %d leaves and another root than the checkpoint of %d", tree.Size(), c.Size)
	}
}

func TestBench(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		last := int64(0)
		f, err := open(t, d).Bench(t.Context(), 1500, func(done, total int64) {
			if total == 1500 {
				last = done
			}
		})
		must(t, err)
		if f.Leaves != 1500 || f.TileBytes != (1500+5)*tlog.HashSize || f.Bundle < 1000 || last != 1500 {
			t.Errorf("figures %+v, progress %d", f, last)
		}
		if _, err := open(t, d).Bench(t.Context(), 10, nil); err == nil {
			t.Error("a log with another key was filled")
		}
	})
}
