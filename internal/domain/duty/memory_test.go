package duty_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/holidays"
)

var headings = []string{"plan/point/1", "plan/point/2", "plan/point/3"}

var errTakenBack = errors.New("taken back")

// player does to random duties whatever can be done.
type player struct {
	*world
	rnd *rand.Rand
	ids []duty.ID
}

// nouns are the acts that a noun makes within a transaction of its own.
var nouns = []func(p *player, tx *db.Tx, id duty.ID) error{
	func(p *player, tx *db.Tx, id duty.ID) error { return p.s.Claim(tx, id) },
	func(p *player, tx *db.Tx, id duty.ID) error { return p.s.Claim(tx, id) },
	func(p *player, tx *db.Tx, id duty.ID) error { return p.s.Reject(tx, id) },
	func(p *player, tx *db.Tx, id duty.ID) error { return p.s.Return(tx, id, "r", 5) },
	func(p *player, tx *db.Tx, id duty.ID) error { return p.s.Count(tx, id, "x/1", p.day(tx.Today)) },
	func(p *player, tx *db.Tx, _ duty.ID) error {
		return p.s.CountOpen(tx, "plan.report", p.ref(), tx.Today)
	},
	func(p *player, tx *db.Tx, _ duty.ID) error { return p.s.WaiveAll(tx, p.ref(), "r") },
	func(p *player, tx *db.Tx, _ duty.ID) error {
		_, err := p.s.ExtendAll(tx, p.ref(), duty.Extend{Due: p.day(tx.Today), Reason: "r"})
		return err
	},
	// What a write counts includes its own rows, and nobody else ever sees them.
	func(p *player, tx *db.Tx, _ duty.ID) error {
		before, err := p.s.Board(tx, headings)
		if err != nil {
			return err
		}
		if _, err := p.s.Open(tx, p.owed(tx, "never")); err != nil {
			return err
		}
		after, err := p.s.Board(tx, headings)
		if err == nil && reflect.DeepEqual(before, after) {
			p.t.Error("a write did not count what it had changed")
		}
		return errors.Join(err, errTakenBack)
	},
}

// people are the acts that somebody asks for.
var people = []func(p *player, id duty.ID) error{
	func(p *player, id duty.ID) error {
		_, err := p.s.Extend(p.as(office), id, duty.Extend{Due: p.day(p.db.Today()), Reason: "r"})
		return err
	},
	func(p *player, id duty.ID) error {
		_, err := p.s.Suspend(p.as(office), id, duty.Because{Reason: "r"})
		return err
	},
	func(p *player, id duty.ID) error {
		_, err := p.s.Resume(p.as(office), id, duty.Resume{Because: duty.Because{Reason: "r"}})
		return err
	},
	func(p *player, id duty.ID) error {
		_, err := p.s.Resume(p.as(office), id, duty.Resume{Because: duty.Because{Reason: "r"}, Due: p.day(p.db.Today())})
		return err
	},
	func(p *player, id duty.ID) error {
		_, err := p.s.Waive(p.as(office), id, duty.Because{Reason: "r"})
		return err
	},
}

func (p *player) day(today calendar.Day) calendar.Day { return today.Add(p.rnd.IntN(30)) }

func (p *player) ref() string { return fmt.Sprint("plan/task/", p.rnd.IntN(20)) }

func (p *player) owed(tx *db.Tx, period string) duty.Owed {
	o := tenDays(int64(7+p.rnd.IntN(3)), period)
	o.Ref, o.Under, o.From, o.Need = p.ref(), headings[p.rnd.IntN(len(headings))], tx.Today.Add(-p.rnd.IntN(25)), 1+p.rnd.IntN(2)
	return o
}

// play makes one act. That it does not fit the state of the duty, or is taken
// back in the end, is no error here.
func (p *player) play() error {
	var err error
	switch n := p.rnd.IntN(20); {
	case n < 6 || len(p.ids) == 0:
		err = p.db.Write(p.as(office), func(tx *db.Tx) error {
			d, err := p.s.Open(tx, p.owed(tx, fmt.Sprint(p.rnd.IntN(1000))))
			if err == nil {
				id := d.ID
				tx.After(func() { p.ids = append(p.ids, id) })
			}
			return err
		})
	case n < 14:
		act, id := nouns[p.rnd.IntN(len(nouns))], p.ids[p.rnd.IntN(len(p.ids))]
		err = p.db.Write(p.as(office), func(tx *db.Tx) error { return act(p, tx, id) })
	default:
		err = people[p.rnd.IntN(len(people))](p, p.ids[p.rnd.IntN(len(p.ids))])
	}
	if k := fault.Of(err); errors.Is(err, errTakenBack) || k == fault.Conflict || k == fault.Invalid {
		return nil
	}
	return err
}

// counted is the board of a service.
func (w *world) counted(s *duty.Service) (cells []duty.Cell) {
	w.t.Helper()
	err := w.db.Read(w.as(office), func(tx *db.Tx) (err error) { cells, err = s.Board(tx, headings); return err })
	if err != nil {
		w.t.Error(err)
	}
	return cells
}

// listed is the same, counted from the lists of each light.
func (w *world) listed() map[string]int {
	w.t.Helper()
	out := map[string]int{}
	for _, l := range duty.Lights[:7] {
		for page := (db.Page{Size: 200}); ; {
			rows, err := w.s.Find(w.as(office), duty.Find{Light: l}, page)
			if err != nil {
				w.t.Fatal(err)
			}
			for _, d := range rows.Items {
				out[fmt.Sprint(d.Under, " ", d.UnitID, " ", l)]++
			}
			if page.After = rows.Next; rows.Next == "" {
				break
			}
		}
	}
	return out
}

func spread(cells []duty.Cell) map[string]int {
	out := map[string]int{}
	for _, c := range cells {
		for i, n := range []int{c.Late, c.Soon, c.InTime, c.Claimed, c.Paused, c.DoneLate, c.Done} {
			if n > 0 {
				out[fmt.Sprint(c.Under, " ", c.UnitID, " ", duty.Lights[i])] = n
			}
		}
	}
	return out
}

// TestCountsAgree plays a season of random acts. The board after each says what
// one says that reads everything, and so does that of a node which looks now and
// then; and both say what the lists of each light say, which ask the database.
func TestCountsAgree(t *testing.T) {
	for seed := range uint64(3) {
		clock := dbtest.At("2026-12-21")
		dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
			clock.Set("2026-12-21")
			h := holidays.New(d, law.Calendar())
			w := &world{t, d, clock, duty.New(d, h), h}
			h.Recompute = w.s.Recompute
			other := duty.New(d, h)
			p := &player{world: w, rnd: rand.New(rand.NewPCG(seed, 3))}
			for i := range 300 {
				switch {
				case i == 150:
					if out, err := h.Import(w.as(office), []byte(notice2027), false); err != nil || out.Moved == 0 {
						t.Fatalf("%+v, %v", out, err)
					}
				case i%40 == 39:
					clock.Set(d.Today().Add(1 + p.rnd.IntN(3)))
				default:
					if err := p.play(); err != nil {
						t.Fatal(err)
					}
				}
				want := w.counted(duty.New(d, h))
				if got := w.counted(w.s); !reflect.DeepEqual(got, want) {
					t.Fatalf("seed %d, act %d: the board counts %v, afresh %v", seed, i, got, want)
				}
				if i%10 > 0 {
					continue
				}
				if got := w.counted(other); !reflect.DeepEqual(got, want) {
					t.Fatalf("seed %d, act %d: another node counts %v, afresh %v", seed, i, got, want)
				}
				if got, want := spread(want), w.listed(); !reflect.DeepEqual(got, want) {
					t.Fatalf("seed %d, act %d: the board counts %v, the lists %v", seed, i, got, want)
				}
			}
			if got := spread(w.counted(w.s)); len(got) < 12 {
				t.Errorf("a dull season: %v", got)
			}
		})
	}
}

// TestCountsTogether has several people act at once while two nodes look all the
// time: in the end both count what is there.
func TestCountsTogether(t *testing.T) {
	each(t, func(w *world) {
		nodes := []*duty.Service{w.s, duty.New(w.db, w.h)}
		stop := make(chan struct{})
		var looking, acting sync.WaitGroup
		for _, s := range nodes {
			looking.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
						w.counted(s)
					}
				}
			})
		}
		for who := range uint64(4) {
			acting.Go(func() {
				p := &player{world: w, rnd: rand.New(rand.NewPCG(who, 5))}
				for range 40 {
					if err := p.play(); err != nil {
						t.Error(err)
					}
				}
			})
		}
		acting.Wait()
		close(stop)
		looking.Wait()
		want := w.counted(duty.New(w.db, w.h))
		for i, s := range nodes {
			if got := w.counted(s); !reflect.DeepEqual(got, want) || len(got) == 0 {
				t.Errorf("node %d counts %v, there are %v", i, got, want)
			}
		}
	})
}

// TestLateCommit has a write become visible after one that began later, and a
// look between them.
func TestLateCommit(t *testing.T) {
	each(t, func(w *world) {
		if w.db.Engine() == "sqlite" {
			w.t.Skip("one writer at a time")
		}
		w.counted(w.s)
		opened, commit, done := make(chan struct{}), make(chan struct{}), make(chan error)
		var once sync.Once
		go func() {
			done <- w.db.Write(w.as(office), func(tx *db.Tx) error {
				_, err := w.s.Open(tx, byDay(7, "2023-10-31"))
				once.Do(func() { close(opened) })
				<-commit
				return err
			})
		}()
		<-opened
		later := byDay(8, "2023-10-31")
		later.Ref = "plan/task/2"
		w.open(later)
		if got := w.counted(w.s); len(got) != 1 || got[0].UnitID != 8 {
			w.t.Errorf("before: %v", got)
		}
		close(commit)
		if err := <-done; err != nil {
			w.t.Fatal(err)
		}
		if got := w.counted(w.s); len(got) != 2 {
			w.t.Errorf("after: %v", got)
		}
	})
}

// TestWarm takes the duties away behind the stamps: a board that was warmed has
// them in memory and does not read them again, one that was not has none.
func TestWarm(t *testing.T) {
	each(t, func(w *world) {
		p := &player{world: w, rnd: rand.New(rand.NewPCG(1, 1))}
		w.do(func(tx *db.Tx) error { _, err := w.s.Open(tx, p.owed(tx, "1")); return err })
		warm := duty.New(w.db, w.h)
		if err := warm.Warm(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.do(func(tx *db.Tx) error { _, err := tx.Exec("DELETE FROM duty_duty"); return err })
		if n := len(w.counted(warm)); n != 1 {
			t.Errorf("%d cells after Warm, want that of the duty", n)
		}
		if n := len(w.counted(duty.New(w.db, w.h))); n != 0 {
			t.Errorf("%d cells of no duties", n)
		}
	})
}
