package jobs_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/jobs"
)

const day calendar.Day = "2026-03-02"

var errTest = errors.New("not today")

type number struct {
	N int `json:"n"`
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func runner(t *testing.T, d *db.DB, c jobs.Config, kinds ...jobs.Definition) *jobs.Runner {
	t.Helper()
	r, err := jobs.NewRunner(d, c, kinds...)
	must(t, err)
	return r
}

// due runs what is due and wants no failure.
func due(t *testing.T, r *jobs.Runner) int {
	t.Helper()
	n, err := r.RunDue(t.Context())
	must(t, err)
	return n
}

func put[A any](t *testing.T, d *db.DB, k *jobs.Kind[A], args A, o jobs.Opts) {
	t.Helper()
	must(t, d.Write(t.Context(), func(tx *db.Tx) error { return jobs.Put(tx, k, args, o) }))
}

func get(t *testing.T, d *db.DB, r *jobs.Runner, id string) (j jobs.Job) {
	t.Helper()
	must(t, d.Read(dbtest.As(t, auth.Machine("test")), func(tx *db.Tx) (err error) {
		j, err = r.Get(tx, id)
		return err
	}))
	return j
}

func TestPut(t *testing.T) {
	clock := dbtest.At(day)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set(day)
		var ran []int
		k := jobs.Define("test.count", func(ctx context.Context, a number) error {
			if actor := auth.From(ctx); actor.Kind != auth.System || actor.Name != "test.count" {
				t.Errorf("the handler acts as %+v", actor)
			}
			ran = append(ran, a.N)
			return nil
		})
		r := runner(t, d, jobs.Config{}, k)
		due(t, r)

		err := d.Write(t.Context(), func(tx *db.Tx) error {
			must(t, jobs.Put(tx, k, number{1}, jobs.Opts{}))
			return errTest
		})
		if !errors.Is(err, errTest) || due(t, r) != 0 {
			t.Fatalf("a job of a transaction that rolled back was run: %v, %v", ran, err)
		}
		put(t, d, k, number{2}, jobs.Opts{})
		put(t, d, k, number{3}, jobs.Opts{})
		put(t, d, k, number{4}, jobs.Opts{ID: "four"})
		put(t, d, k, number{5}, jobs.Opts{ID: "four"})
		put(t, d, k, number{6}, jobs.Opts{At: clock.Now().Add(time.Hour)})
		if n := due(t, r); n != 3 || !slices.Equal(ran, []int{2, 3, 4}) {
			t.Fatalf("%d tries: %v", n, ran)
		}
		put(t, d, k, number{7}, jobs.Opts{ID: "four"})
		if n := due(t, r); n != 0 {
			t.Fatalf("a known job was run again: %v", ran)
		}
		clock.Add(time.Hour)
		if n := due(t, r); n != 1 || ran[3] != 6 {
			t.Fatalf("%d tries: %v", n, ran)
		}
	})
}

// A job that puts another one for now has it run in the same RunDue.
func TestRunDueFollows(t *testing.T) {
	d := dbtest.SQLite(t, dbtest.At(day))
	var ran []int
	var k *jobs.Kind[number]
	k = jobs.Define("test.chain", func(ctx context.Context, a number) error {
		ran = append(ran, a.N)
		if a.N == 3 {
			return nil
		}
		return d.Write(ctx, func(tx *db.Tx) error { return jobs.Put(tx, k, number{a.N + 1}, jobs.Opts{}) })
	})
	r := runner(t, d, jobs.Config{}, k)
	due(t, r)
	put(t, d, k, number{1}, jobs.Opts{})
	if n := due(t, r); n != 3 || !slices.Equal(ran, []int{1, 2, 3}) {
		t.Errorf("%d tries: %v", n, ran)
	}
}

// TestOtherKinds: nodes of two versions work on one database. Each leaves the jobs of the other
// alone, also where they come first and are more than it looks at, and where their node died.
func TestOtherKinds(t *testing.T) {
	clock := dbtest.At(day)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		ran := map[string]int{}
		kind := func(name string) *jobs.Kind[number] {
			return jobs.Define(name, func(context.Context, number) error { ran[name]++; return nil })
		}
		older, newer := kind("test.old"), kind("test.new")
		old, fresh := runner(t, d, jobs.Config{}, older), runner(t, d, jobs.Config{}, newer)
		for i := range 5 {
			put(t, d, older, number{i}, jobs.Opts{})
		}
		put(t, d, newer, number{}, jobs.Opts{})
		must(t, d.Write(t.Context(), func(tx *db.Tx) error { // one of them was begun by a node that died
			_, err := tx.Exec("UPDATE jobs_job SET state = 'running', attempt = 1, locked_by = 'gone', locked_until = 1 WHERE id = (SELECT min(id) FROM jobs_job WHERE kind = 'test.old')")
			return err
		}))
		due(t, fresh)
		if ran["test.old"] != 0 || ran["test.new"] != 1 {
			t.Errorf("the newer node ran %v", ran)
		}
		due(t, old)
		if ran["test.old"] != 5 || ran["test.new"] != 1 {
			t.Errorf("the older node ran %v", ran)
		}
	})
}

func TestRetryBackoffAndDeath(t *testing.T) {
	clock := dbtest.At(day)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set(day)
		calls := 0
		k := jobs.Define("test.fail", func(context.Context, number) error { calls++; return errTest }, jobs.Tries(4))
		r := runner(t, d, jobs.Config{Backoff: time.Minute}, k)
		due(t, r)
		put(t, d, k, number{}, jobs.Opts{ID: "x"})
		for try, low := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute} {
			n, err := r.RunDue(t.Context())
			if n != 1 || !errors.Is(err, errTest) {
				t.Fatalf("try %d: %d, %v", try+1, n, err)
			}
			j := get(t, d, r, "test.fail@x")
			if pause := j.RunAt.Sub(clock.Now()); pause < low || pause > low*5/4 || j.State != jobs.Ready || j.Attempt != int64(try+1) {
				t.Fatalf("after try %d the pause is %v: %+v", try+1, pause, j)
			}
			if due(t, r) != 0 {
				t.Fatal("run before its pause was over")
			}
			clock.Add(low * 5 / 4)
		}
		if n, err := r.RunDue(t.Context()); n != 1 || err == nil {
			t.Fatal(n, err)
		}
		j := get(t, d, r, "test.fail@x")
		if j.State != jobs.Dead || j.Attempt != 4 || j.LastError != errTest.Error() || calls != 4 {
			t.Errorf("after the last try, %d calls: %+v", calls, j)
		}
		clock.Add(24 * time.Hour)
		if due(t, r); calls != 4 {
			t.Error("a dead job was run")
		}
	})
}

func TestDeadAtOnce(t *testing.T) {
	d := dbtest.SQLite(t, dbtest.At(day))
	final := jobs.Define("test.fatal", func(context.Context, number) error { return jobs.Fatal(errTest) })
	panics := jobs.Define("test.panic", func(context.Context, number) error { panic("boom") }, jobs.Tries(1))
	old := jobs.Define("test.args", func(context.Context, string) error { return nil })
	now := jobs.Define("test.args", func(context.Context, number) error { return nil })
	slow := jobs.Define("test.slow", func(ctx context.Context, _ number) error { <-ctx.Done(); return ctx.Err() },
		jobs.Timeout(10*time.Millisecond), jobs.Tries(1))
	r := runner(t, d, jobs.Config{Log: silent}, final, panics, now, slow)
	put(t, d, final, number{}, jobs.Opts{ID: "x"})
	put(t, d, panics, number{}, jobs.Opts{ID: "x"})
	put(t, d, old, "text where an object is expected", jobs.Opts{ID: "x"})
	put(t, d, slow, number{}, jobs.Opts{ID: "x"})
	if _, err := r.RunDue(t.Context()); err == nil {
		t.Fatal("no error")
	}
	for id, want := range map[string]string{
		"test.fatal@x": errTest.Error(), "test.panic@x": "panic: boom", "test.args@x": "arguments: ", "test.slow@x": "deadline exceeded",
	} {
		if j := get(t, d, r, id); j.State != jobs.Dead || j.Attempt != 1 || !strings.Contains(j.LastError, want) {
			t.Errorf("%s: %+v", id, j)
		}
	}
	if jobs.Fatal(nil) != nil {
		t.Error("Fatal(nil) is an error")
	}
}

func TestTimers(t *testing.T) {
	clock := dbtest.At(day)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set(day)
		hourly, morning := map[time.Time]int{}, map[time.Time]int{}
		var runners []*jobs.Runner
		for range 2 { // two nodes, each with its own kinds
			runners = append(runners, runner(t, d, jobs.Config{},
				jobs.Define("test.hourly", func(_ context.Context, s jobs.Slot) error { hourly[s.At]++; return nil }, jobs.Every(time.Hour)),
				jobs.Define("test.morning", func(_ context.Context, s jobs.Slot) error { morning[s.At]++; return nil }, jobs.Daily("08:30"))))
		}
		start := clock.Now()
		for range 3 * 24 * 4 {
			for _, r := range runners {
				due(t, r)
			}
			clock.Add(15 * time.Minute)
		}
		if len(hourly) != 72 || len(morning) != 4 { // at nine, this morning's slot has begun
			t.Errorf("%d hours, %d mornings in three days", len(hourly), len(morning))
		}
		for at, n := range hourly {
			if n != 1 || at.Minute() != 0 || at.Before(start.Add(-time.Hour)) {
				t.Errorf("slot %v ran %d times", at, n)
			}
		}
		for at, n := range morning {
			if local := at.In(calendar.Zone).Format("15:04"); n != 1 || local != "08:30" {
				t.Errorf("slot %v (%s) ran %d times", at, local, n)
			}
		}
		// A week with no node is not made up, save its last slot.
		clock.Add(7 * 24 * time.Hour)
		due(t, runners[0])
		if len(morning) != 5 {
			t.Errorf("after a week away %d mornings, want 5", len(morning))
		}
	})
}

func TestNewRunnerRefuses(t *testing.T) {
	d := dbtest.SQLite(t, nil)
	nothing := func(context.Context, jobs.Slot) error { return nil }
	ok := jobs.Define("test.ok", nothing)
	for name, kinds := range map[string][]jobs.Definition{
		"name":    {jobs.Define("Remind", nothing)},
		"twice":   {ok, ok},
		"tries":   {jobs.Define("test.x", nothing, jobs.Tries(0))},
		"timeout": {jobs.Define("test.x", nothing, jobs.Timeout(0))},
		"period":  {jobs.Define("test.x", nothing, jobs.Every(8*24*time.Hour))},
		"zero":    {jobs.Define("test.x", nothing, jobs.Every(0))},
		"clock":   {jobs.Define("test.x", nothing, jobs.Daily("25:00"))},
	} {
		if _, err := jobs.NewRunner(d, jobs.Config{}, kinds...); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestTakeOverAndFence(t *testing.T) {
	clock := dbtest.At(day)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set(day)
		ran := map[int]int{}
		k := jobs.Define("test.work", func(_ context.Context, a number) error { ran[a.N]++; return nil }, jobs.Tries(2))
		dies, lives := runner(t, d, jobs.Config{}, k), runner(t, d, jobs.Config{}, k)
		for i := range 6 {
			put(t, d, k, number{i}, jobs.Opts{})
		}
		held, err := dies.Claim(t.Context(), 4)
		must(t, err)
		if due(t, lives); len(held) != 4 || len(ran) != 2 {
			t.Fatalf("%d held, %v run", len(held), ran)
		}
		clock.Add(59 * time.Second)
		if due(t, lives); len(ran) != 2 {
			t.Fatal("taken over while the lease ran")
		}
		clock.Add(2 * time.Second)
		due(t, lives)
		for i := range 6 {
			if ran[i] != 1 {
				t.Errorf("job %d ran %d times", i, ran[i])
			}
		}
		if ours, err := dies.Settle(t.Context(), held[0]); ours || err != nil {
			t.Errorf("the dead node wrote an outcome: %v", err)
		}
		if j := get(t, d, lives, held[0].ID); j.State != jobs.Done || j.Attempt != 2 {
			t.Errorf("%+v", j)
		}
		// A job that takes its node down on the last try is not tried for ever.
		put(t, d, k, number{9}, jobs.Opts{ID: "poison"})
		for range 2 {
			_, err := runner(t, d, jobs.Config{}, k).Claim(t.Context(), 1)
			must(t, err)
			clock.Add(2 * time.Minute)
		}
		if due(t, lives); ran[9] != 0 || get(t, d, lives, "test.work@poison").State != jobs.Dead {
			t.Errorf("%+v", get(t, d, lives, "test.work@poison"))
		}
	})
}

func TestPrune(t *testing.T) {
	clock := dbtest.At(day)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set(day)
		k := jobs.Define("test.work", func(context.Context, number) error { return nil })
		bad := jobs.Define("test.bad", func(context.Context, number) error { return jobs.Fatal(errTest) })
		r := runner(t, d, jobs.Config{}, k, bad)
		must(t, d.Write(t.Context(), func(tx *db.Tx) error {
			for i := range 1200 { // more than are forgotten at once
				must(t, jobs.Put(tx, k, number{i}, jobs.Opts{}))
			}
			if _, err := tx.Exec("UPDATE jobs_job SET state = 'done', done_at = run_at WHERE kind = 'test.work'"); err != nil {
				return err
			}
			return jobs.Put(tx, bad, number{}, jobs.Opts{ID: "x"})
		}))
		if n, err := r.RunDue(t.Context()); n != 2 || err == nil {
			t.Fatal(n, err)
		}
		clock.Add(31 * 24 * time.Hour)
		put(t, d, k, number{}, jobs.Opts{ID: "young"})
		due(t, r)
		must(t, d.Read(t.Context(), func(tx *db.Tx) error {
			n, err := db.One[int64](tx, "SELECT count(*) FROM jobs_job")
			if n != 3 { // the dead one, the young one, and this morning's jobs.prune
				t.Errorf("%d jobs left", n)
			}
			return err
		}))
	})
}

func TestAdmin(t *testing.T) {
	clock := dbtest.At(day)
	d, seen := dbtest.Traced(t, clock)
	fails := true
	k := jobs.Define("test.work", func(context.Context, number) error {
		if fails {
			return jobs.Fatal(errTest)
		}
		return nil
	})
	r := runner(t, d, jobs.Config{}, k)
	due(t, r)
	put(t, d, k, number{}, jobs.Opts{ID: "x"})
	put(t, d, k, number{}, jobs.Opts{ID: "later", At: clock.Now().Add(time.Hour)})
	if _, err := r.RunDue(t.Context()); err == nil {
		t.Fatal("want the failure")
	}
	admin := dbtest.As(t, auth.Actor{Kind: auth.Person, Grants: []auth.Grant{{Role: auth.Admin, Perms: jobs.Policy.Perms(auth.Admin)}}})
	clerk := dbtest.As(t, auth.Actor{Kind: auth.Person, Grants: []auth.Grant{{Role: auth.Clerk, Perms: jobs.Policy.Perms(auth.Clerk)}}})
	act := func(ctx context.Context, f func(*db.Tx, string) error, id string) fault.Kind {
		return fault.Of(d.Write(ctx, func(tx *db.Tx) error { return f(tx, id) }))
	}
	list := func(ctx context.Context, f jobs.Filter) (ids []string, err error) {
		err = d.Read(ctx, func(tx *db.Tx) error {
			rows, err := r.List(tx, f, db.Page{})
			for _, j := range rows.Items {
				ids = append(ids, j.ID)
			}
			return err
		})
		return ids, err
	}
	for _, f := range []jobs.Filter{{}, {State: jobs.Dead}, {Kind: "test.work"}, {State: jobs.Ready, Kind: "test.work"}} {
		ids, err := list(admin, f)
		must(t, err)
		if len(ids) == 0 {
			t.Errorf("%+v: no job", f)
		}
		if _, err := list(clerk, f); fault.Of(err) != fault.Forbidden {
			t.Errorf("a clerk sees jobs: %v", err)
		}
	}
	if ids, _ := list(admin, jobs.Filter{Kind: "test.work"}); !slices.Equal(ids, []string{"test.work@later", "test.work@x"}) {
		t.Errorf("listed %v", ids)
	}
	seen.Unsorted(t, d)
	for i, c := range []struct {
		ctx  context.Context
		act  func(*db.Tx, string) error
		id   string
		want fault.Kind
	}{
		{clerk, r.Retry, "test.work@x", fault.Forbidden},
		{clerk, r.Cancel, "test.work@x", fault.Forbidden},
		{admin, r.Retry, "test.work@none", fault.NotFound},
		{admin, r.Retry, "test.work@later", fault.Conflict},
		{admin, r.Cancel, "test.work@later", ""},
		{admin, r.Cancel, "test.work@later", fault.Conflict},
		{admin, r.Retry, "test.work@x", ""},
	} {
		if got := act(c.ctx, c.act, c.id); got != c.want {
			t.Errorf("%d: %q, want %q", i, got, c.want)
		}
	}
	fails = false
	clock.Add(2 * time.Hour)
	if n := due(t, r); n != 1 || get(t, d, r, "test.work@x").State != jobs.Done || get(t, d, r, "test.work@later").State != jobs.Cancelled {
		t.Errorf("%d tries", n)
	}
	if err := d.Read(clerk, func(tx *db.Tx) error { _, err := r.Get(tx, "test.work@x"); return err }); fault.Of(err) != fault.Forbidden {
		t.Error(err)
	}
	if !slices.Equal(r.Kinds(), []string{"jobs.prune", "test.work"}) {
		t.Error(r.Kinds())
	}
}

func TestBacklog(t *testing.T) {
	clock := dbtest.At(day)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set(day)
		k := jobs.Define("test.work", func(context.Context, number) error { return nil })
		r := runner(t, d, jobs.Config{}, k)
		look := func() (b jobs.Backlog) {
			must(t, d.Read(t.Context(), func(tx *db.Tx) (err error) { b, err = r.Backlog(tx); return err }))
			return b
		}
		if b := look(); b != (jobs.Backlog{}) {
			t.Errorf("empty: %+v", b)
		}
		first := clock.Now().UTC()
		put(t, d, k, number{}, jobs.Opts{})
		clock.Add(time.Minute)
		put(t, d, k, number{}, jobs.Opts{})
		put(t, d, k, number{}, jobs.Opts{At: clock.Now().Add(time.Hour)})
		if b := look(); b != (jobs.Backlog{Due: 2, Oldest: first}) {
			t.Errorf("%+v", b)
		}
		_, err := r.Claim(t.Context(), 1)
		must(t, err)
		if b := look(); b.Due != 1 || b.Running != 1 {
			t.Errorf("%+v", b)
		}
	})
}

func TestErrorText(t *testing.T) {
	if s := jobs.ErrorText(nil); s != "" {
		t.Error(s)
	}
	s := jobs.ErrorText(errors.New("a\x00b\xff" + strings.Repeat("\u9519", 2000)))
	if len(s) > 1000 || len(s) < 990 || !utf8.ValidString(s) || !strings.HasPrefix(s, "a?b?\u9519") {
		t.Errorf("%d bytes: %.40q", len(s), s)
	}
}

// TestTwice: a job can be delivered once more before its end is written down, and long
// after; neither writes another outcome.
func TestTwice(t *testing.T) {
	clock := dbtest.At(day)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set(day)
		var ran []int
		k := jobs.Define("test.count", func(_ context.Context, a number) error { ran = append(ran, a.N); return nil })
		fails := jobs.Define("test.fails", func(_ context.Context, a number) error { ran = append(ran, -a.N); return errTest })
		r := runner(t, d, jobs.Config{Doubt: func() bool { return true }}, k, fails)
		due(t, r)
		ran = nil
		start := d.Now()
		put(t, d, k, number{1}, jobs.Opts{ID: "one"})
		put(t, d, fails, number{2}, jobs.Opts{ID: "two"})
		if _, err := r.RunDue(t.Context()); !errors.Is(err, errTest) || !slices.Equal(ran, []int{1, 1, -2}) {
			t.Fatalf("%v: %v", ran, err)
		}
		was := get(t, d, r, "test.count@one")
		clock.Add(time.Hour)
		if n, err := r.Redeliver(t.Context(), start); err != nil || n < 1 || ran[len(ran)-1] != 1 || len(ran) != 4 {
			t.Errorf("%d were delivered again: %v, %v", n, ran, err)
		}
		if now := get(t, d, r, "test.count@one"); now != was || now.Attempt != 1 {
			t.Errorf("%+v, was %+v", now, was)
		}
		if n, err := r.Redeliver(t.Context(), d.Now().Add(time.Minute)); n != 0 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	})
}
