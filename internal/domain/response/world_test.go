package response_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/response"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
)

// world is a district in which two units answer; it begins on the eve of a long holiday.
type world struct {
	testing.TB
	db       *db.DB
	clock    *dbtest.Clock
	s        *response.Service
	items    *publish.Service
	duties   *duty.Service
	notices  *notify.Service
	justice  int64
	finance  int64
	home     int64 // the office
	column   int64
	office   auth.Actor
	second   auth.Actor // of the office too
	clerk    auth.Actor // of justice
	head     auth.Actor
	stranger auth.Actor // a clerk of finance
}

const start = "2023-09-28"

func each(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := dbtest.At(start)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set(start)
		f(newWorld(t, clock, d))
	})
}

func newWorld(t testing.TB, clock *dbtest.Clock, d *db.DB) *world {
	t.Helper()
	w := &world{TB: t, db: d, clock: clock}
	p, err := profile.Open("honggutan")
	w.must(err)
	store, err := files.Open(d, files.Config{Dir: t.TempDir()})
	w.must(err)
	t.Cleanup(func() { _ = store.Close() })
	days := holidays.New(d, law.Calendar())
	w.duties = duty.New(d, days)
	units, columns := unit.New(d), column.New(d, w.duties)
	columns.Words, units.Columns = i18n.T, columns.Load
	_, err = units.Load(dbtest.As(t, auth.Machine("test")), p, false)
	w.must(err)
	rules := func(*db.Tx) (*screen.Rules, error) { return screen.New(screen.Options{}), nil }
	index := search.New(d, search.NewLexicon(nil))
	w.items = publish.New(publish.Needs{DB: d, Duties: w.duties, Columns: columns, Catalogues: catalogue.New(d, w.duties, rules), Files: store, Search: index})
	index.Add(w.items.Found())
	w.items.Words, w.items.Rules = i18n.T, rules
	w.s = response.New(response.Needs{DB: d, Duties: w.duties, Holidays: days, Items: w.items, Words: i18n.T})
	w.items.Released = w.s.Released
	w.notices, err = notify.New(d, notify.Config{})
	w.must(err)
	w.duties.Notices = w.notices
	w.must(d.Read(t.Context(), func(tx *db.Tx) error {
		for code, to := range map[string]*int64{"sfj": &w.justice, "czj": &w.finance} {
			u, err := unit.ByCode(tx, code)
			if err != nil {
				return err
			}
			*to = u.ID
		}
		u, err := unit.InCharge(tx)
		w.home = u.ID
		if err != nil {
			return err
		}
		c, err := column.ByCode(tx, "zcwj-gfxwj")
		w.column = int64(c.ID)
		return err
	}))
	all := auth.Units{All: true}
	w.office, w.second = w.actor(1, w.home, all, auth.Office), w.actor(2, w.home, all, auth.Office)
	w.clerk, w.head = w.actor(10, w.justice, auth.Units{IDs: []int64{w.justice}}, auth.Clerk), w.actor(11, w.justice, auth.Units{IDs: []int64{w.justice}}, auth.Head)
	w.stranger = w.actor(20, w.finance, auth.Units{IDs: []int64{w.finance}}, auth.Clerk)
	w.duties.People = func(_ *db.Tx, p auth.Perm, at int64) (out []int64, err error) {
		for _, a := range []auth.Actor{w.office, w.clerk, w.head, w.stranger} {
			if a.CanAt(p, at) && a.Unit == at {
				out = append(out, a.ID)
			}
		}
		return out, nil
	}
	return w
}

func (w *world) actor(id, at int64, units auth.Units, r auth.Role) auth.Actor {
	w.Helper()
	all, err := auth.Join(publish.Policy, duty.Policy, response.Policy)
	w.must(err)
	return auth.Actor{Kind: auth.Person, ID: id, Name: string(r), Unit: at, Grants: []auth.Grant{{Role: r, Perms: all.Perms(r), Units: units}}}
}

func (w *world) as(a auth.Actor) context.Context { return auth.With(w.Context(), a) }

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) want(err error, k fault.Kind, key string) {
	w.Helper()
	if fault.Of(err) != k || fault.As(err).Text.Key != key {
		w.Errorf("got %v, want %s %s", err, k, key)
	}
}

func (w *world) wantField(err error, field, key string) {
	w.Helper()
	if fault.Of(err) != fault.Invalid || fault.As(err).Fields[field].Key != key {
		w.Errorf("got %v, want a fault %s about %s", err, key, field)
	}
}

// facts is a record of what was found now.
func (w *world) facts() response.Edit {
	return response.Edit{
		Title: "网传停发补贴", FoundOn: w.db.Today(), FoundTime: w.db.Now().In(calendar.Zone).Format("15:04"), Place: "红谷滩区", Source: "video", Theme: "hardship", About: "视频称补贴停发。",
	}
}

// noted is a concern that the clerk has found now.
func (w *world) noted() *response.Concern {
	w.Helper()
	c, err := w.s.Note(w.as(w.clerk), w.justice, w.facts())
	w.must(err)
	return c
}

func judging(rev int64, unitID int64, why response.Why, level response.Level) response.Judging {
	return response.Judging{Rev: rev, Why: why, Level: level, Unit: unitID, Opinion: "先核实"}
}

// judged is one that justice answers for.
func (w *world) judged(why response.Why, level response.Level) *response.Concern {
	w.Helper()
	c := w.noted()
	c, err := w.s.Judge(w.as(w.office), c.ID, judging(c.Rev, w.justice, why, level))
	w.must(err)
	return c
}

func (w *world) view(id response.ID) response.View {
	w.Helper()
	v, err := w.s.View(w.as(w.office), id)
	w.must(err)
	return v
}

// drafted begins an item that answers.
func (w *world) drafted(c *response.Concern) (*response.Concern, publish.ID) {
	w.Helper()
	c, err := w.s.Draft(w.as(w.clerk), c.ID, response.Draft{Rev: c.Rev, Title: "关于补贴发放的说明", Column: w.column, Body: "补贴照常发放。"})
	w.must(err)
	rel := w.view(c.ID).Releases
	return c, rel[len(rel)-1].Item
}

// release takes an item through its four signatures and on line.
func (w *world) release(item publish.ID) {
	w.Helper()
	it, _, err := w.items.Item(w.as(w.office), item)
	w.must(err)
	e, err := w.items.Get(w.as(w.office), it.Working)
	w.must(err)
	all := auth.Units{All: true}
	e, err = w.items.Submit(w.as(w.clerk), e.ID, publish.SelfCheck{Rev: e.Rev, Carrier: "document", Channels: []string{"site"}, Sure: true})
	w.must(err)
	e, err = w.items.Review(w.as(w.actor(30, w.justice, all, auth.Head)), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	e, err = w.items.Clear(w.as(w.actor(31, w.justice, all, auth.Secrecy)), e.ID, publish.Clearance{Rev: e.Rev, Verdict: publish.Publish, Together: "无"})
	w.must(err)
	e, err = w.items.Sign(w.as(w.actor(32, w.justice, all, auth.Signer)), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	_, err = w.items.Release(w.as(w.clerk), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
}

// published is an item of justice that is public, and that answers nothing.
func (w *world) published() publish.ID {
	w.Helper()
	e, err := w.items.Draft(w.as(w.clerk), w.justice, publish.Edit{Title: "补贴发放情况", Body: "按月发放。", Attribute: publish.Open, Anchor: "foi:20-15", Column: w.column, MadeOn: w.db.Today()}, nil)
	w.must(err)
	w.release(e.ItemID)
	return e.ItemID
}

// wait lets time pass.
func (w *world) wait(d time.Duration) { w.clock.Add(d) }

// owed is what a concern owes: rule, unit, instant and light, one a line, without what is no longer owed.
func (w *world) owed(c *response.Concern) string {
	w.Helper()
	rows, err := w.duties.Find(w.as(w.office), duty.Find{From: c.Ref()}, db.Page{})
	w.must(err)
	names := map[int64]string{w.justice: "justice", w.finance: "finance", w.home: "office"}
	var out []string
	for _, d := range rows.Items {
		if d.Light != duty.Void {
			out = append(out, fmt.Sprintf("%s of %s in %d min: %s", d.Rule, names[d.UnitID], d.Minutes, d.Light))
		}
	}
	return strings.Join(out, "; ")
}

func (w *world) wantOwed(c *response.Concern, want string) {
	w.Helper()
	if got := w.owed(c); got != want {
		w.Errorf("owed: %s\nwant  %s", got, want)
	}
}

// told counts what somebody was told under keys of the messages, the latest first.
func (w *world) told(a auth.Actor) string {
	w.Helper()
	rows, err := w.notices.List(w.as(a), notify.Find{}, db.Page{})
	w.must(err)
	var out []string
	for _, n := range rows.Items {
		out = append(out, strings.TrimPrefix(n.Text.Key, "response.told."))
	}
	return strings.Join(out, " ")
}
