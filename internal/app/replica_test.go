package app_test

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/backup"
)

// bucket is an S3 in this process, as settings of a replica in it.
func bucket(t *testing.T) []string {
	t.Helper()
	mem := s3mem.New()
	must(t, mem.CreateBucket("gongkai"))
	srv := httptest.NewServer(gofakes3.New(mem, gofakes3.WithoutVersioning()).Server())
	t.Cleanup(srv.Close)
	return []string{"GONGKAI_REPLICA_S3=" + srv.URL, "GONGKAI_REPLICA_BUCKET=gongkai", "GONGKAI_REPLICA_REGION=us-east-1", "GONGKAI_REPLICA_KEY=key", "GONGKAI_REPLICA_SECRET=secret"}
}

// foreignKeys asks that keys of another office are refused, be it one of two, and in a dry run too.
func foreignKeys(t *testing.T, to, c app.Config, keys string) {
	t.Helper()
	other := settings(t)
	must(t, start(t, other).Close())
	mixed := t.TempDir()
	must(t, backup.CopyKeys([]string{c.LogKey(), other.BoxKey()}, mixed, ""))
	for _, dry := range []bool{true, false} {
		for _, from := range []string{other.Keys(), mixed} {
			if _, err := app.Restore(t.Context(), to, app.Restoring{Keys: from, Dry: dry}); fault.As(err).Text.Key != "backup.wrong_key" {
				t.Errorf("with foreign keys, dry %v: %v", dry, err)
			}
		}
		if _, err := app.Restore(t.Context(), to, app.Restoring{Keys: t.TempDir(), Dry: dry}); fault.Of(err) != fault.NotFound {
			t.Errorf("without keys, dry %v: %v", dry, err)
		}
	}
	_, err := app.Restore(t.Context(), to, app.Restoring{Keys: keys, Dry: true})
	must(t, err)
	if _, err := os.Stat(to.Keys()); err == nil {
		t.Error("keys were put in their place")
	}
}

// TestReplica: the machine is lost while people write. What the bucket has is the
// database as it was a second before, whole, and its log goes on.
func TestReplica(t *testing.T) {
	set := bucket(t)
	c := settings(t, set...)
	a := start(t, c)
	if got := stateOf(t, c, "replica", time.Now()); got != app.Bad {
		t.Errorf("an empty bucket is %q", got)
	}
	_, stop := serve(t, a)
	ctx, end := context.WithCancel(auth.With(t.Context(), auth.Machine("test")))
	var work sync.WaitGroup
	who := &clerk{}
	work.Go(func() { who.work(ctx, t, a, 1) })
	for len(who.soFar()) < 20 || signed(t, a) < 10 {
		time.Sleep(10 * time.Millisecond)
	}
	before := who.soFar()
	keys := t.TempDir()
	must(t, backup.CopyKeys([]string{c.LogKey(), c.BoxKey()}, keys, ""))
	time.Sleep(3 * time.Second)
	moment := time.Now()

	to := settings(t, set...) // another machine, while the first still runs; the folder of attachments is the same one
	must(t, os.MkdirAll(to.Data, 0o700))
	must(t, os.Symlink(c.Files(), filepath.Join(to.Data, "files")))
	foreignKeys(t, to, c, keys)
	out, err := app.Restore(t.Context(), to, app.Restoring{Keys: keys})
	must(t, err)
	if out.Journal.Finding != nil || out.Journal.Entries < int64(len(before)) {
		t.Errorf("%+v", out.Journal)
	}
	if _, err := app.Restore(t.Context(), to, app.Restoring{Keys: keys}); fault.Of(err) != fault.Conflict {
		t.Errorf("over what is there: %v", err)
	}
	end()
	work.Wait()
	must(t, stop())
	holds(t, to, before)
	if got := stateOf(t, c, "replica", time.Now()); got != app.Good {
		t.Errorf("a bucket with a copy is %q", got)
	}
	out, err = app.Restore(t.Context(), to, app.Restoring{Keys: keys, Replace: true})
	must(t, err)
	holds(t, to, who.soFar()) // all of it: the first machine was stopped in order
	all := out.Journal.Entries
	out, err = app.Restore(t.Context(), to, app.Restoring{Keys: keys, Replace: true, At: moment})
	must(t, err)
	holds(t, to, before) // a moment before the loss
	if out.Journal.Finding != nil || out.Journal.Entries >= all {
		t.Errorf("an earlier moment has %d entries, the last one %d: %+v", out.Journal.Entries, all, out.Journal)
	}
	for _, dry := range []bool{true, false} {
		if _, err := app.Restore(t.Context(), to, app.Restoring{Replace: true, At: moment.AddDate(0, 0, -1), Dry: dry}); fault.As(err).Text.Key != "replica.too_early" {
			t.Errorf("before there was anything: %v", err)
		}
	}
	if _, err := app.Restore(t.Context(), settings(t), app.Restoring{}); fault.As(err).Text.Key != "app.no_replica" {
		t.Errorf("without a bucket: %v", err)
	}
}
