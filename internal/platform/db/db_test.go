package db_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

type word string

type base struct {
	ID  int64 `db:"id"`
	Rev int64 `db:"rev"`
}

type row struct {
	base
	Name  string       `db:"name"`
	Word  word         `db:"word"`
	Day   calendar.Day `db:"day"`
	At    time.Time    `db:"at"`
	Yes   bool         `db:"yes"`
	Data  []byte       `db:"data"`
	Tags  []string     `db:"tags,json"`
	Cache string       // not stored
}

func create(t *testing.T, d *db.DB) {
	t.Helper()
	must(t, d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(`CREATE TABLE thing (id BIGINT PRIMARY KEY, rev BIGINT NOT NULL, name TEXT NOT NULL UNIQUE, word TEXT NOT NULL,
			day TEXT NOT NULL, at BIGINT NOT NULL, yes INTEGER NOT NULL, data BYTEA NOT NULL, tags TEXT NOT NULL)`)
		return err
	}))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func sample(tx *db.Tx, name string) row {
	return row{
		base: base{ID: tx.ID(), Rev: 1}, Name: name, Word: "w", Day: "2026-02-28", At: tx.Now, Yes: true,
		Data: []byte{0, 1, 255}, Tags: []string{"a", "b"},
	}
}

func TestRoundTrip(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		create(t, d)
		var in row
		must(t, d.Write(t.Context(), func(tx *db.Tx) error {
			in = sample(tx, "one ? 'two'")
			return db.Insert(tx, "thing", in)
		}))
		must(t, d.Read(t.Context(), func(tx *db.Tx) error {
			out, err := db.Get[row](tx, "FROM thing WHERE name = ?", in.Name)
			if err != nil {
				return err
			}
			if out.ID != in.ID || out.Day != in.Day || !out.At.Equal(in.At) || !out.Yes || string(out.Data) != string(in.Data) || strings.Join(out.Tags, "") != "ab" {
				t.Errorf("stored %+v, read %+v", in, out)
			}
			n, err := db.One[int64](tx, "SELECT count(*) FROM thing WHERE name = 'one ? ''two''' AND yes = ?", true)
			if n != 1 {
				t.Errorf("a ? in quotes was bound: %d", n)
			}
			return err
		}))
	})
}

func TestNotFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		create(t, d)
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			_, err := db.Get[row](tx, "FROM thing WHERE id = ?", 1)
			return err
		})
		if fault.Of(err) != fault.NotFound {
			t.Errorf("got %v", err)
		}
	})
}

func TestReadCannotWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		create(t, d)
		err := d.Read(t.Context(), func(tx *db.Tx) error { return db.Insert(tx, "thing", sample(tx, "x")) })
		if err == nil {
			t.Error("a read wrote")
		}
	})
}

func TestRollbackAndAfter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		create(t, d)
		ran := 0
		write := func(fail error) error {
			return d.Write(t.Context(), func(tx *db.Tx) error {
				tx.After(func() { ran++ })
				if err := db.Insert(tx, "thing", sample(tx, "x")); err != nil {
					return err
				}
				return fail
			})
		}
		boom := errors.New("boom")
		if err := write(boom); !errors.Is(err, boom) {
			t.Fatal(err)
		}
		if ran != 0 {
			t.Error("After ran though nothing was committed")
		}
		must(t, write(nil)) // the name is free again
		if ran != 1 {
			t.Errorf("After ran %d times", ran)
		}
		if err := write(nil); fault.Of(err) != fault.Conflict {
			t.Errorf("the same name twice: %v", err)
		}
	})
}

func TestPanicFreesTheWriter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		create(t, d)
		func() {
			defer func() { _ = recover() }()
			_ = d.Write(t.Context(), func(*db.Tx) error { panic("boom") })
		}()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		must(t, d.Write(ctx, func(tx *db.Tx) error { return db.Insert(tx, "thing", sample(tx, "x")) }))
	})
}

func TestNesting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return d.Read(tx.Context(), func(*db.Tx) error { return nil })
		})
		if err == nil {
			t.Error("a transaction inside a transaction was begun")
		}
	})
}

func TestUpdateComparesRev(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		create(t, d)
		var first, second row
		must(t, d.Write(t.Context(), func(tx *db.Tx) error { first = sample(tx, "x"); return db.Insert(tx, "thing", first) }))
		second = first
		save := func(r *row) error {
			return d.Write(t.Context(), func(tx *db.Tx) error { return db.Update(tx, "thing", r) })
		}
		first.Word = "first"
		must(t, save(&first))
		if first.Rev != 2 {
			t.Errorf("rev %d after one update", first.Rev)
		}
		second.Word = "second"
		if err := save(&second); fault.Of(err) != fault.Conflict {
			t.Errorf("the second writer got %v", err)
		}
	})
}

// TestSerial has many goroutines add to one number: none may be lost.
func TestSerial(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		create(t, d)
		must(t, d.Write(t.Context(), func(tx *db.Tx) error {
			r := sample(tx, "0")
			r.Day = ""
			return db.Insert(tx, "thing", r)
		}))
		const workers, rounds = 4, 10
		var wg sync.WaitGroup
		for range workers {
			wg.Go(func() {
				for range rounds {
					err := d.Write(t.Context(), func(tx *db.Tx) error {
						r, err := db.Get[row](tx, "FROM thing")
						if err != nil {
							return err
						}
						r.Tags = append(r.Tags, "x")
						_, err = tx.Exec("UPDATE thing SET tags = ? WHERE id = ?", `["`+strings.Join(r.Tags, `","`)+`"]`, r.ID)
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		must(t, d.Read(t.Context(), func(tx *db.Tx) error {
			r, err := db.Get[row](tx, "FROM thing")
			if want := 2 + workers*rounds; len(r.Tags) != want {
				t.Errorf("%d of %d kept", len(r.Tags), want)
			}
			return err
		}))
	})
}

func TestList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		create(t, d)
		must(t, d.Write(t.Context(), func(tx *db.Tx) error {
			for n := range strings.SplitSeq("abcdefghij", "") {
				if err := db.Insert(tx, "thing", sample(tx, n)); err != nil {
					return err
				}
			}
			return nil
		}))
		must(t, d.Read(t.Context(), func(tx *db.Tx) error {
			rows, err := db.List[row](tx, db.Page{Size: db.CountOnly}, db.Query{From: "thing", Order: []string{"name"}})
			if rows.Total != 10 || len(rows.Items) != 0 || rows.Next != "" {
				t.Errorf("counted alone: %+v", rows)
			}
			return err
		}))
		for _, desc := range []bool{false, true} {
			var got strings.Builder
			p := db.Page{Size: 3}
			for range 5 {
				must(t, d.Read(t.Context(), func(tx *db.Tx) error {
					var w db.Where
					w.And("name <> ?", "e")
					rows, err := db.List[row](tx, p, db.Query{From: "thing", Where: w, Order: []string{"word", "name"}, Desc: desc})
					for _, r := range rows.Items {
						got.WriteString(r.Name)
					}
					if rows.Total != 9 || rows.More {
						t.Errorf("total %d more %v", rows.Total, rows.More)
					}
					p.After = rows.Next
					return err
				}))
				if p.After == "" {
					break
				}
			}
			if want := map[bool]string{false: "abcdfghij", true: "jihgfdcba"}[desc]; got.String() != want {
				t.Errorf("desc %v: pages give %s, want %s", desc, got.String(), want)
			}
		}
		for _, bad := range []string{"?", "bnVsbA", "W10", "W3t9LHt9XQ", "WzEsMl0", "WyJhIiwxXQ", "WyJcdTAwMDAiLCJhIl0"} {
			err := d.Read(t.Context(), func(tx *db.Tx) error {
				_, err := db.List[row](tx, db.Page{After: bad}, db.Query{From: "thing", Order: []string{"word", "name"}})
				return err
			})
			if fault.Of(err) != fault.Invalid {
				t.Errorf("page %q: %v", bad, err)
			}
		}
	})
}

// TestLongWrite has a long write meet many short ones that change what it has
// read: it comes to its end all the same, and so do they.
func TestLongWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		create(t, d)
		var id int64
		must(t, d.Write(t.Context(), func(tx *db.Tx) error {
			in := sample(tx, "long")
			id = in.ID
			return db.Insert(tx, "thing", in)
		}))
		raise := func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE thing SET rev = rev + 1 WHERE id = ?", id)
			return err
		}
		stop, ended := make(chan struct{}), make(chan int)
		go func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					ended <- n
					return
				default:
					if err := d.Write(t.Context(), func(tx *db.Tx) error { return errors.Join(tx.Business(), raise(tx)) }); err != nil {
						t.Error(err)
					}
				}
			}
		}()
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := db.One[int64](tx, "SELECT count(*) FROM thing"); err != nil {
				return err
			}
			time.Sleep(50 * time.Millisecond)
			return errors.Join(tx.Business(), raise(tx))
		})
		close(stop)
		n := <-ended
		must(t, err)
		must(t, d.Read(t.Context(), func(tx *db.Tx) error {
			rev, err := db.One[int64](tx, "SELECT rev FROM thing WHERE id = ?", id)
			if rev != int64(n)+2 {
				t.Errorf("%d writes were done, and the long one: rev %d", n, rev)
			}
			return err
		}))
	})
}

// TestStamp keeps a copy of rows by what changed since, beside writes that
// overtake each other and some that are taken back.
func TestStamp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		create(t, d)
		type copied struct {
			Name  string `db:"name"`
			Stamp int64  `db:"rev"`
		}
		add := func(name string, then func() error) error {
			return d.Write(t.Context(), func(tx *db.Tx) (err error) {
				in := sample(tx, name)
				if in.Rev, err = tx.Stamp(); err != nil {
					return err
				}
				if again, err := tx.Stamp(); err != nil || again != in.Rev {
					t.Errorf("a write has the stamps %d and %d, %v", in.Rev, again, err)
				}
				return errors.Join(db.Insert(tx, "thing", in), then())
			})
		}
		known, since := map[string]int64{}, int64(0)
		look := func(want int) {
			t.Helper()
			must(t, d.Read(t.Context(), func(tx *db.Tx) error {
				all, none, err := tx.Seen()
				must(t, err)
				if all > none || all < since {
					t.Errorf("seen %d to %d, %d before", all, none, since)
				}
				rows, err := db.All[copied](tx, "FROM thing WHERE rev >= ? AND rev < ?", since, none)
				for _, r := range rows {
					known[r.Name] = r.Stamp
				}
				since = all
				return err
			}))
			if len(known) != want {
				t.Errorf("%d rows are known, want %d: %v", len(known), want, known)
			}
		}
		errNo, nothing := errors.New("no"), func() error { return nil }
		look(0)
		must(t, add("a", nothing))
		look(1)
		if err := add("taken back", func() error { return errNo }); !errors.Is(err, errNo) {
			t.Fatal(err)
		}
		look(1)
		late := func() error { err := add("late", nothing); look(2); return err }
		if d.Engine() == "postgres" { // where writes run beside each other
			must(t, add("early", late))
		} else {
			must(t, errors.Join(late(), add("early", nothing)))
		}
		look(3)
		look(3)
	})
}

// TestText asks that both engines refuse the text that one of them cannot keep.
func TestText(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		create(t, d)
		for _, bad := range []string{"a\x00b", "\xff"} {
			err := d.Write(t.Context(), func(tx *db.Tx) error { return db.Insert(tx, "thing", sample(tx, bad)) })
			if fault.Of(err) != fault.Invalid {
				t.Errorf("%q was stored, or refused without a word: %v", bad, err)
			}
			err = d.Read(t.Context(), func(tx *db.Tx) error {
				_, err := db.All[row](tx, "FROM thing WHERE name = ?", bad)
				return err
			})
			if fault.Of(err) != fault.Invalid {
				t.Errorf("%q was looked for: %v", bad, err)
			}
		}
	})
}

func TestClockIsFixed(t *testing.T) {
	clock := dbtest.At("2026-02-14")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2026-02-14")
		ctx := dbtest.As(t, auth.Actor{Kind: auth.Person, Name: "clerk"})
		must(t, d.Write(ctx, func(tx *db.Tx) error {
			clock.Add(24 * time.Hour)
			if tx.Today != "2026-02-14" || tx.Actor.Name != "clerk" {
				t.Errorf("today %s, actor %s", tx.Today, tx.Actor.Name)
			}
			return nil
		}))
	})
}

func TestIDsGrow(t *testing.T) {
	d := dbtest.SQLite(t, nil)
	must(t, d.Write(t.Context(), func(tx *db.Tx) error {
		last := int64(0)
		for range 10_000 {
			id := tx.ID()
			if id <= last || id >= 1<<53 {
				t.Fatalf("%d after %d", id, last)
			}
			last = id
		}
		return nil
	}))
}

// TestMigrateTogether has nodes that start at the same moment bring one schema up to
// date: each step is taken by one of them, and all start.
func TestMigrateTogether(t *testing.T) {
	dsn := dbtest.PostgresDSN(t)
	const nodes = 3
	var steps [nodes]int
	var failed [nodes]error
	var all sync.WaitGroup
	for i := range nodes {
		all.Go(func() {
			d, err := db.Open(t.Context(), db.Config{DSN: dsn, Unsafe: true})
			if err != nil {
				failed[i] = err
				return
			}
			done, err := d.Migrate(t.Context())
			steps[i], failed[i] = len(done), errors.Join(err, d.Close())
		})
	}
	all.Wait()
	must(t, errors.Join(failed[:]...))
	d, err := db.Open(t.Context(), db.Config{DSN: dsn})
	must(t, err)
	defer func() { _ = d.Close() }()
	want, err := d.Migrations(t.Context())
	must(t, err)
	if got := steps[0] + steps[1] + steps[2]; got != len(want) {
		t.Errorf("%v steps were taken, of %d", steps, len(want))
	}
}
