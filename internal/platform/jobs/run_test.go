package jobs_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/jobs"
)

var silent = slog.New(slog.DiscardHandler)

// start runs r until the returned function is called, which gives Run's error.
func start(t *testing.T, r *jobs.Runner) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	end := make(chan error, 1)
	go func() { end <- r.Run(ctx) }()
	return func() error {
		cancel()
		return <-end
	}
}

func wait(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); !cond(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("waited in vain until " + what)
		}
	}
}

// done counts the jobs of the test that are done.
func done(t *testing.T, d *db.DB) (n int64) {
	t.Helper()
	must(t, d.Read(t.Context(), func(tx *db.Tx) (err error) {
		n, err = db.One[int64](tx, "SELECT count(*) FROM jobs_job WHERE kind LIKE 'test.%' AND state = 'done'")
		return err
	}))
	return n
}

// Two nodes with four workers each and many jobs, of which half fail at first,
// put while both run: each job succeeds once, on both engines.
func TestExactlyOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const all, failing = manyJobs, manyJobs / 2
		var mu sync.Mutex
		tried, good := make([]int, all), make([]int, all)
		work := func(_ context.Context, a number) error {
			mu.Lock()
			defer mu.Unlock()
			if tried[a.N]++; a.N < failing && tried[a.N] == 1 {
				return errTest
			}
			good[a.N]++
			return nil
		}
		var stops []func() error
		var kinds []*jobs.Kind[number]
		for range 2 {
			k := jobs.Define("test.work", work)
			kinds = append(kinds, k)
			stops = append(stops, start(t, runner(t, d, jobs.Config{Workers: 4, Poll: 50 * time.Millisecond, Backoff: 30 * time.Millisecond, Log: silent}, k)))
		}
		begun := time.Now()
		for at := 0; at < all; at += 50 {
			must(t, d.Write(t.Context(), func(tx *db.Tx) error {
				for i := at; i < at+50; i++ {
					if err := jobs.Put(tx, kinds[i%2], number{i}, jobs.Opts{ID: fmt.Sprint(i)}); err != nil {
						return err
					}
				}
				return nil
			}))
		}
		wait(t, "all are done", func() bool { return done(t, d) == all })
		t.Logf("%d jobs and %d second tries in %v", all, failing, time.Since(begun))
		for _, stop := range stops {
			must(t, stop())
		}
		for i := range all {
			if good[i] != 1 {
				t.Errorf("job %d succeeded %d times in %d tries", i, good[i], tried[i])
			}
		}
	})
}

// Every slot of a timer runs once, though three nodes run at the same time.
func TestTimersAtOnce(t *testing.T) {
	clock := dbtest.At(day)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		const slots, period = 10, 200 * time.Millisecond
		clock.Set(day)
		var mu sync.Mutex
		ran := map[time.Time]int{}
		var stops []func() error
		for range 3 {
			k := jobs.Define("test.tick", func(_ context.Context, s jobs.Slot) error {
				mu.Lock()
				defer mu.Unlock()
				ran[s.At]++
				return nil
			}, jobs.Every(period))
			stops = append(stops, start(t, runner(t, d, jobs.Config{Poll: 5 * time.Millisecond, Log: silent}, k)))
		}
		for n := 1; ; n++ {
			wait(t, "a node runs the slot", func() bool {
				mu.Lock()
				defer mu.Unlock()
				return len(ran) == n
			})
			if n == slots {
				break
			}
			clock.Add(period)
		}
		for _, stop := range stops {
			must(t, stop())
		}
		for at, n := range ran {
			if n != 1 {
				t.Errorf("slot %v ran %d times", at, n)
			}
		}
	})
}

// A runner whose handlers never return is abandoned: another finishes its jobs.
func TestKilledRunner(t *testing.T) {
	clock := dbtest.At(day)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set(day)
		release := make(chan struct{})
		var hung, good atomic.Int64
		dead := jobs.Define("test.work", func(context.Context, number) error { hung.Add(1); <-release; return nil })
		alive := jobs.Define("test.work", func(context.Context, number) error { good.Add(1); return nil })
		cfg := jobs.Config{Workers: 4, Poll: 20 * time.Millisecond, Lease: time.Minute, Drain: time.Millisecond, LetGo: time.Millisecond, Log: silent}
		for i := range 20 {
			put(t, d, alive, number{i}, jobs.Opts{})
		}
		kill := start(t, runner(t, d, cfg, dead))
		wait(t, "four hang", func() bool { return hung.Load() == 4 })
		if err := kill(); err == nil {
			t.Error("Run says that the handlers stopped")
		}
		clock.Add(cfg.Lease + time.Second)
		stop := start(t, runner(t, d, cfg, alive))
		wait(t, "all are done", func() bool { return done(t, d) == 20 })
		close(release) // the dead come back, too late
		time.Sleep(50 * time.Millisecond)
		must(t, stop())
		if good.Load() != 20 || done(t, d) != 20 {
			t.Errorf("%d done by the living, %d rows", good.Load(), done(t, d))
		}
	})
}

// A job that takes longer than the lease stays with its runner.
func TestLeaseIsRenewed(t *testing.T) {
	d := dbtest.SQLite(t, nil)
	var runs atomic.Int64
	k := jobs.Define("test.long", func(context.Context, number) error {
		runs.Add(1)
		time.Sleep(900 * time.Millisecond)
		return nil
	})
	cfg := jobs.Config{Poll: 20 * time.Millisecond, Lease: 300 * time.Millisecond, Log: silent}
	one, two := start(t, runner(t, d, cfg, k)), start(t, runner(t, d, cfg, k))
	put(t, d, k, number{}, jobs.Opts{})
	wait(t, "it is done", func() bool { return done(t, d) == 1 })
	must(t, one())
	must(t, two())
	if runs.Load() != 1 {
		t.Errorf("ran %d times", runs.Load())
	}
}

// A handler whose job was taken over is told to stop, and its outcome is not written.
func TestLostLease(t *testing.T) {
	clock := dbtest.At(day)
	d := dbtest.SQLite(t, clock)
	begun, stopped := make(chan struct{}), make(chan error, 1)
	hangs := jobs.Define("test.work", func(ctx context.Context, _ number) error {
		close(begun)
		<-ctx.Done()
		stopped <- context.Cause(ctx)
		return nil
	})
	quick := jobs.Define("test.work", func(context.Context, number) error { return nil })
	put(t, d, quick, number{}, jobs.Opts{ID: "x"})
	// the slow node looks once an hour, so it sees the moved clock only when it is woken
	slow := runner(t, d, jobs.Config{Poll: time.Hour, Log: silent}, hangs)
	stop := start(t, slow)
	<-begun
	other := runner(t, d, jobs.Config{}, quick)
	wait(t, "the other takes over", func() bool { // not while the slow node still comes round
		clock.Add(2 * time.Minute)
		due(t, other)
		return get(t, d, other, "test.work@x").State == jobs.Done
	})
	put(t, d, hangs, number{}, jobs.Opts{At: clock.Now().Add(time.Hour)}) // wakes the slow node
	if cause := <-stopped; cause == nil {
		t.Error("stopped without a cause")
	}
	must(t, stop())
	if j := get(t, d, slow, "test.work@x"); j.State != jobs.Done || j.Attempt != 2 {
		t.Errorf("%+v", j)
	}
}

func TestWake(t *testing.T) {
	d := dbtest.SQLite(t, nil)
	ran := make(chan struct{})
	k := jobs.Define("test.work", func(context.Context, number) error { close(ran); return nil })
	stop := start(t, runner(t, d, jobs.Config{Poll: time.Hour, Log: silent}, k))
	time.Sleep(50 * time.Millisecond)
	put(t, d, k, number{}, jobs.Opts{})
	select {
	case <-ran:
	case <-time.After(10 * time.Second):
		t.Error("a committed job did not wake the runner")
	}
	must(t, stop())
}

func TestDrain(t *testing.T) {
	d := dbtest.SQLite(t, nil)
	var begun atomic.Int64
	k := jobs.Define("test.work", func(ctx context.Context, a number) error {
		begun.Add(1)
		if a.N == 1 { // ends by itself, after the stop
			time.Sleep(100 * time.Millisecond)
			return ctx.Err()
		}
		<-ctx.Done()
		return ctx.Err()
	})
	var seen atomic.Int64
	r := runner(t, d, jobs.Config{Poll: 20 * time.Millisecond, Drain: 300 * time.Millisecond, Log: silent, Observe: func(run jobs.Run) {
		if run.Job.Kind == "test.work" {
			seen.Add(1)
		}
	}}, k)
	stop := start(t, r)
	put(t, d, k, number{1}, jobs.Opts{ID: "ends"})
	put(t, d, k, number{2}, jobs.Opts{ID: "hangs"})
	wait(t, "both run", func() bool { return begun.Load() == 2 })
	must(t, stop())
	if j := get(t, d, r, "test.work@ends"); j.State != jobs.Done {
		t.Errorf("%+v", j)
	}
	if j := get(t, d, r, "test.work@hangs"); j.State != jobs.Ready || j.Attempt != 0 || j.LockedBy != "" {
		t.Errorf("not given back: %+v", j)
	}
	if seen.Load() != 2 {
		t.Errorf("%d tries observed", seen.Load())
	}
}

// A clock that leaps past the lease does not make a runner run its own job again.
func TestClockLeaps(t *testing.T) {
	clock := dbtest.At(day)
	d := dbtest.SQLite(t, clock)
	var runs atomic.Int64
	release := make(chan struct{})
	k := jobs.Define("test.work", func(context.Context, number) error { runs.Add(1); <-release; return nil })
	r := runner(t, d, jobs.Config{Poll: time.Millisecond, Log: silent}, k)
	put(t, d, k, number{}, jobs.Opts{ID: "x"})
	stop := start(t, r)
	wait(t, "it runs", func() bool { return runs.Load() == 1 })
	for range 200 {
		clock.Add(2 * time.Minute)
		time.Sleep(time.Millisecond)
		due(t, r)
	}
	close(release)
	must(t, stop())
	if j := get(t, d, r, "test.work@x"); runs.Load() != 1 || j.State != jobs.Done || j.Attempt != 1 {
		t.Errorf("%d runs: %+v", runs.Load(), j)
	}
}
