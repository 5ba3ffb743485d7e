package session_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/session"
)

func (d desk) do(f func(*db.Tx, session.Try) error, login, address string) error {
	return d.db.Write(d.t.Context(), func(tx *db.Tx) error { return f(tx, session.Try{Login: login, Address: address}) })
}

func (d desk) count(login, address string) error { return d.do(session.Count, login, address) }

// waits asks that an attempt is refused for so many minutes.
func (d desk) waits(login, address string, minutes int64) {
	d.t.Helper()
	err := d.count(login, address)
	if fault.Of(err) != fault.TooMany {
		d.t.Fatalf("%s from %q: %v, want a wait", login, address, err)
	}
	if got := fault.As(err).Text.Args[0]; got != minutes {
		d.t.Errorf("%s from %q waits %v minutes, want %d", login, address, got, minutes)
	}
}

func TestWaitsGrow(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		for range 5 {
			must(t, d.count("zhang", ""))
		}
		for _, minutes := range []int64{1, 2, 4, 8, 16, 32, 60, 60, 60} {
			d.waits("zhang", "", minutes)
			d.clock.Add(time.Duration(minutes)*time.Minute - time.Millisecond)
			d.waits("zhang", "", 1)
			d.clock.Add(time.Millisecond)
			must(t, d.count("zhang", ""))
		}
		must(t, d.count("li", "")) // nobody else waits
		d.clock.Add(24*time.Hour + time.Millisecond)
		for range 5 { // a day later all is forgotten
			must(t, d.count("zhang", ""))
		}
		d.waits("zhang", "", 1)
	})
}

func TestForgiveAndClear(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		for range 20 { // right password, code owed: never a wait
			must(t, d.count("zhang", ""))
			must(t, d.do(session.Forgive, "zhang", ""))
		}
		for range 4 {
			must(t, d.count("zhang", ""))
		}
		must(t, d.count("zhang", "")) // the fifth is right, and is forgiven with its wait
		must(t, d.do(session.Forgive, "zhang", ""))
		must(t, d.count("zhang", "")) // the four stay
		d.waits("zhang", "", 1)
		d.clock.Add(time.Minute)
		must(t, d.count("zhang", ""))
		failed := int64(-1)
		must(t, d.do(func(tx *db.Tx, try session.Try) (err error) {
			failed, err = session.Clear(tx, try)
			return err
		}, "zhang", ""))
		if failed != 5 {
			t.Errorf("%d failures before, want 5", failed)
		}
		for range 5 {
			must(t, d.count("zhang", ""))
		}
		d.waits("zhang", "", 1)
		must(t, d.do(session.Forgive, "nobody", "10.0.0.9")) // nothing to forgive
	})
}

func TestAddress(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		for i := range 100 {
			must(t, d.count(fmt.Sprint("name", i), "2001:db8:1:2::1"))
		}
		d.waits("another", "2001:db8:1:2:aaaa::7", 1) // the same subscriber
		must(t, d.count("another", "2001:db8:1:3::1"))
		must(t, d.count("another", "10.0.0.1"))
		must(t, d.count("another", "")) // this machine
		d.clock.Add(time.Minute)
		must(t, d.count("own", "2001:db8:1:2::1"))
		must(t, d.do(func(tx *db.Tx, try session.Try) error { _, err := session.Clear(tx, try); return err }, "own", "2001:db8:1:2::1"))
		must(t, d.count("more", "2001:db8:1:2::1")) // signing in oneself wipes nothing out
		d.waits("more", "2001:db8:1:2::1", 2)
	})
}

func TestMappedAddress(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		for i := range 100 {
			must(t, d.count(fmt.Sprint("name", i), "::ffff:192.0.2.7"))
		}
		d.waits("x", "192.0.2.7", 1)
	})
}

// Guesses at the same time are each counted: no more get through than may.
func TestAtTheSameTime(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		var through, waiting atomic.Int64
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				err := d.count("zhang", "")
				if err == nil {
					through.Add(1)
				} else if fault.Of(err) == fault.TooMany {
					waiting.Add(1)
				} else if fault.Of(err) != fault.Conflict { // gave way to the others, and checks no password
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if through.Load() != 5 || waiting.Load() == 0 {
			t.Errorf("%d got through, %d wait", through.Load(), waiting.Load())
		}
	})
}

// Neither a name nor an address can be read from the table: people type passwords into the wrong field.
func TestNamesAreNotStored(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		must(t, d.count("my secret", "192.0.2.7"))
		must(t, d.db.Read(t.Context(), func(tx *db.Tx) error {
			n, err := db.One[int](tx, "SELECT count(*) FROM session_attempt WHERE attempt_key LIKE '%secret%' OR attempt_key LIKE '%192%'")
			if n != 0 {
				t.Error("stored in the clear")
			}
			return err
		}))
	})
}
