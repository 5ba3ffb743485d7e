package journal_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/journal"
)

const origin = "www.example.gov.cn/gongkai"

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, d *db.DB) *journal.Journal {
	t.Helper()
	s, err := journal.OpenKey(filepath.Join(t.TempDir(), "journal.key"), origin)
	must(t, err)
	return journal.New(d, s)
}

// clerk is an official with every right.
func clerk(ctx context.Context) context.Context {
	perms := map[auth.Perm]bool{journal.PermFind: true, journal.PermErase: true}
	return auth.With(ctx, auth.Actor{Kind: auth.Person, ID: 7, Name: "王经办", Unit: 3, Grants: []auth.Grant{{Perms: perms, Units: auth.Units{All: true}}}})
}

func write(t testing.TB, d *db.DB, f func(tx *db.Tx) error) {
	t.Helper()
	must(t, d.Write(clerk(t.Context()), f))
}

func read(t testing.TB, d *db.DB, f func(tx *db.Tx) error) {
	t.Helper()
	must(t, d.Read(clerk(t.Context()), f))
}

// acts writes n acts of the three forms in turn, one transaction each.
func acts(t testing.TB, d *db.DB, from, n int) {
	t.Helper()
	for i := from; i < from+n; i++ {
		write(t, d, func(tx *db.Tx) error { return act(tx, i) })
	}
}

func act(tx *db.Tx, i int) error {
	ref := fmt.Sprintf("plan/%d", i)
	body := map[string]any{"title": fmt.Sprintf("第 %d 项 <任务>", i), "n": i}
	switch i % 3 {
	case 0:
		return journal.Public(tx, "plan.issue", ref, body)
	case 1:
		return journal.Sealed(tx, "plan.reply", ref, body)
	}
	return journal.Add(tx, "plan.note", ref, body)
}

func sequence(t testing.TB, j *journal.Journal, want int) {
	t.Helper()
	n, err := j.Sequence(t.Context())
	must(t, err)
	if n != want {
		t.Fatalf("sequenced %d leaves, want %d", n, want)
	}
}

func verify(t testing.TB, j *journal.Journal, known ...string) journal.Report {
	t.Helper()
	r, err := j.Verify(t.Context(), nil, known...)
	must(t, err)
	return r
}

func sound(t testing.TB, j *journal.Journal, known ...string) journal.Report {
	t.Helper()
	r := verify(t, j, known...)
	if r.Finding != nil {
		t.Fatalf("a whole log is said to be broken: %+v", r.Finding)
	}
	return r
}

func TestLog(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		sequence(t, j, 0)
		sound(t, j)
		at := 0
		var kept []string
		for _, n := range []int{1, 2, 250, 3, 1, 300, 40} {
			acts(t, d, at, n)
			at += n
			sequence(t, j, n)
			c, err := j.Checkpoint(t.Context())
			must(t, err)
			kept = append(kept, c)
		}
		acts(t, d, at, 5)
		r := sound(t, j, kept...)
		if r.Size != int64(at) || r.Entries != int64(at+5) || r.Pending != 5 || r.Heads != int64(len(kept)+1) || r.Erased != 0 {
			t.Errorf("report %+v", r)
		}
		for _, old := range kept {
			g, err := j.Since(t.Context(), old)
			must(t, err)
			if _, _, err := g.Verify(j.Key()); err != nil {
				t.Errorf("the log does not prove that it grew: %v", err)
			}
		}
		for i := range at {
			b, err := j.Proof(t.Context(), fmt.Sprintf("plan/%d", i))
			if i%3 == 2 {
				if err == nil {
					t.Errorf("an internal act has a public proof")
				}
				continue
			}
			must(t, err)
			rep, err := proof.Verify(b, j.Key().Fingerprint())
			if err != nil || rep.Index != int64(i) || !rep.Pinned {
				t.Fatalf("proof of act %d: %+v, %v", i, rep, err)
			}
			if (b.Content == "") != (i%3 == 1) {
				t.Errorf("act %d: content %q", i, b.Content)
			}
		}
	})
}
