package desk_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/journal"
)

const manyCases = 100_000

// BenchmarkCase draws the pages of requests over 100,000 cases of five years, 2,000
// of them open, with their items, letters, fees and entries of the journal. Budget:
// p95 of 20 ms for the page of a case, on both engines.
func BenchmarkCase(b *testing.B) {
	clock := dbtest.At("2023-10-09")
	for name, open := range map[string]func(testing.TB, *dbtest.Clock) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			w := newWorldOn(b, open(b, clock), clock)
			cases := w.fill()
			officer := w.signedIn("officer")
			n := 0
			next := func() string { n++; return fmt.Sprintf("/desk/foi/case/%d", cases[n*7919%len(cases)]) }
			at := func(path string) func() string { return func() string { return path } }
			for _, look := range []struct {
				what string
				path func() string
			}{
				{"case", next},
				{"list", at("/desk/foi")},
				{"list-open", at("/desk/foi?open=true")},
				{"list-late", at("/desk/foi?lamp=late")},
				{"list-state", at("/desk/foi?state=signing")},
				{"list-unit", at(fmt.Sprintf("/desk/foi?unit=%d", w.education))},
				{"list-unit-late", at(fmt.Sprintf("/desk/foi?lamp=late&unit=%d", w.education))},
				{"list-unit-made", at(fmt.Sprintf("/desk/foi?from=2023-01-01&to=2023-12-31&lamp=done&unit=%d", w.education))},
				{"list-kind", at("/desk/foi?kind=legal&year=2021")},
				{"board", at("/desk/foi/board")},
				{"figures", at("/desk/foi/figures")},
				{"figures-unit", at(fmt.Sprintf("/desk/foi/figures?unit=%d", w.education))},
				{"pieces", at("/desk/foi/pieces?row=received&from=2023-01-01&to=2023-12-31")},
				{"pieces-result", at("/desk/foi/pieces?row=ended&result=N5&kind=legal&from=2022-01-01&to=2022-12-31")},
				{"fees", at("/desk/foi/fees")},
			} {
				b.Run(look.what, func(b *testing.B) {
					var took []time.Duration
					for b.Loop() {
						path := look.path()
						start := time.Now()
						res := officer.do(http.MethodGet, path, "", "")
						took = append(took, time.Since(start))
						if res.StatusCode != http.StatusOK {
							b.Fatalf("%s answers %d", path, res.StatusCode)
						}
						_ = res.Body.Close()
					}
					slices.Sort(took)
					b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
				})
			}
		})
	}
}

// fill writes many cases like one that the services made, in every unit, and
// returns some of them: half open, half ended.
func (w *world) fill() (some []foi.ID) {
	w.t.Helper()
	w.requests(w.hire("head", w.education, auth.Head))
	var units []int64
	tree, err := w.Units.Tree(w.t.Context())
	must(w.t, err)
	for _, u := range tree {
		units = append(units, u.ID)
	}
	var like foi.Request
	var letter foi.Mailed
	var fee foi.Charge
	read := func(f func(tx *db.Tx) error) { w.t.Helper(); must(w.t, w.DB.Read(w.machine(), f)) }
	read(func(tx *db.Tx) (err error) {
		if like, err = db.Get[foi.Request](tx, "FROM foi_request WHERE state = 'handling'"); err != nil {
			return err
		}
		if letter, err = db.Get[foi.Mailed](tx, "FROM foi_letter LIMIT 1"); err != nil {
			return err
		}
		fee, err = db.Get[foi.Charge](tx, "FROM foi_fee LIMIT 1")
		return err
	})
	const batch = 2000
	for first := 0; first < manyCases; first += batch {
		must(w.t, w.DB.Write(w.machine(), func(tx *db.Tx) error {
			for i := first; i < first+batch; i++ {
				c := &oneOf{n: i, like: like, letter: letter, fee: fee, unit: units[i%len(units)]}
				if err := c.write(tx); err != nil {
					return err
				}
				if i%1000 == 0 || i > manyCases-50 {
					some = append(some, c.id)
				}
			}
			return nil
		}))
	}
	if w.DB.Engine() == "postgres" { // what the server does by itself within a minute
		must(w.t, w.DB.Write(context.Background(), func(tx *db.Tx) error { _, err := tx.Exec("ANALYZE"); return err }))
	}
	return some
}

// oneOf is the nth of many cases.
type oneOf struct {
	n      int
	like   foi.Request
	letter foi.Mailed
	fee    foi.Charge
	unit   int64
	id     foi.ID
}

var (
	manyResults = []string{"A1", "A2", "A3", "N5", "U1", "U2", "S1", "O3"}
	manyOpen    = []foi.Status{foi.Handling, foi.Handling, foi.Handling, foi.Reviewing, foi.Signing, foi.Serving, foi.Received}
)

// made is a request like the pattern: received on a day of five years; the last two
// in a hundred are open.
func (c *oneOf) made(tx *db.Tx) foi.Request {
	r := c.like
	r.ID, r.UnitID, r.FirstID, r.Kind, r.Channel = foi.ID(tx.ID()), c.unit, c.unit, foi.Kinds[c.n/3%len(foi.Kinds)], foi.Channels[c.n%len(foi.Channels)]
	r.Received = calendar.Day("2018-10-15").Add(c.n * 365 * 5 / manyCases)
	r.Due = r.Received.Add(30)
	r.Clock.Rounds = slices.Clone(r.Clock.Rounds)
	r.Clock.Rounds[0].From = r.Received
	r.Submitted, r.Month, r.Year = r.Received, string(r.Received)[:7], r.Received.Year()
	r.Number, r.Token, r.Code = fmt.Sprintf("%d-099-%06d", r.Year, c.n), fmt.Sprint("token", c.n), fmt.Sprint("code", c.n)
	r.Person = fmt.Sprint("person", c.n*7%20_000)
	r.ByPhone, r.ByMail = "phone"+r.Person, "mail"+r.Person
	r.Want = fmt.Sprintf("%d年第%d批专项资金的分配结果和第%d号项目的验收材料", r.Year, c.n%97, c.n)
	r.Status, r.Sort = manyOpen[c.n%len(manyOpen)], string(r.Due)
	if c.n < manyCases*98/100 {
		r.Answered = r.Received.Add(c.n % 36)
		r.Status, r.Ended, r.Clock.Stopped, r.Sort = foi.Archived, r.Answered, r.Answered, "9999"
	}
	return r
}

func (c *oneOf) write(tx *db.Tx) error {
	r := c.made(tx)
	c.id = r.ID
	if err := db.Insert(tx, "foi_request", &r); err != nil {
		return err
	}
	it := foi.Item{ID: foi.ItemID(tx.ID()), Rev: 1, Request: r.ID, Sort: 1, Text: r.Want, Facts: map[string]string{}}
	if r.Ended != "" {
		it.Result = manyResults[c.n/5%len(manyResults)]
	}
	if err := db.Insert(tx, "foi_item", it); err != nil {
		return err
	}
	l := c.letter
	l.ID, l.Request, l.Sent = tx.ID(), r.ID, r.Received
	if err := db.Insert(tx, "foi_letter", l); err != nil {
		return err
	}
	if c.n%20 == 0 {
		f := c.fee
		f.ID, f.Request, f.UnitID, f.Sent, f.Standard = foi.ChargeID(tx.ID()), r.ID, r.UnitID, r.Received, law.Page
		if err := db.Insert(tx, "foi_fee", f); err != nil {
			return err
		}
	}
	for _, act := range []foi.Act{foi.ActReceive, foi.ActAssign} {
		if err := journal.Add(tx, string(act), r.Ref(), foi.Brief{Status: r.Status, Unit: r.UnitID, Day: r.Received}); err != nil {
			return err
		}
	}
	return nil
}
