package cleanup_test

import (
	"context"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/cleanup"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
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
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
)

// world is a district with two units that have documents in force.
type world struct {
	testing.TB
	db     *db.DB
	clock  *dbtest.Clock
	clean  *cleanup.Service
	docs   *policy.Service
	items  *publish.Service
	duties *duty.Service

	justice, finance, column int64
	office, counsel, signer  auth.Actor
	clerk, head              map[int64]auth.Actor // by unit
}

func each(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := dbtest.At("2023-03-01")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2023-03-01")
		f(district(t, clock, d))
	})
}

func district(t testing.TB, clock *dbtest.Clock, d *db.DB) *world {
	t.Helper()
	p, err := profile.Open("honggutan")
	w := &world{TB: t, db: d, clock: clock}
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
	w.docs = policy.New(policy.Needs{DB: d, Duties: w.duties, Holidays: days, Items: w.items, Files: store, Words: i18n.T})
	w.clean = cleanup.New(cleanup.Needs{DB: d, Duties: w.duties, Documents: w.docs, Items: w.items, Words: i18n.T, Rules: rules})
	w.docs.Affected = w.clean.Affected
	w.items.Keeps = w.docs.Keeps
	w.items.Cites = func(tx *db.Tx, id publish.ID, text string) ([]publish.Cited, error) {
		if is, err := cleanup.Announces(tx, id); err != nil || is {
			return nil, err
		}
		return w.docs.Relied(tx, id, text)
	}
	w.docs.Lists = cleanup.Announces
	w.items.Ready = func(tx *db.Tx, id publish.ID, c *publish.Content) error {
		if err := w.docs.Ready(tx, id, c); err != nil {
			return err
		}
		return w.clean.Ready(tx, id, c)
	}
	w.items.Released = func(tx *db.Tx, id publish.ID) error {
		if err := w.docs.Released(tx, id); err != nil {
			return err
		}
		return w.clean.Released(tx, id)
	}
	w.must(d.Read(t.Context(), func(tx *db.Tx) error {
		for code, to := range map[string]*int64{"sfj": &w.justice, "czj": &w.finance} {
			u, err := unit.ByCode(tx, code)
			if err != nil {
				return err
			}
			*to = u.ID
		}
		c, err := column.ByCode(tx, "zcwj-gfxwj")
		w.column = int64(c.ID)
		return err
	}))
	all := auth.Units{All: true}
	w.office, w.counsel, w.signer = w.actor(1, all, auth.Office), w.actor(2, all, auth.Counsel), w.actor(3, all, auth.Signer)
	w.clerk, w.head = map[int64]auth.Actor{}, map[int64]auth.Actor{}
	for i, u := range []int64{w.justice, w.finance} {
		at := auth.Units{IDs: []int64{u}}
		w.clerk[u], w.head[u] = w.actor(int64(10+i), at, auth.Clerk), w.actor(int64(20+i), at, auth.Head)
	}
	return w
}

func (w *world) actor(id int64, units auth.Units, r auth.Role) auth.Actor {
	w.Helper()
	all, err := auth.Join(publish.Policy, duty.Policy, policy.Policy, cleanup.Policy)
	w.must(err)
	return auth.Actor{Kind: auth.Person, ID: id, Name: string(r), Grants: []auth.Grant{{Role: r, Perms: all.Perms(r), Units: units}}}
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

func (w *world) paper() policy.Evidence {
	w.Helper()
	e, err := w.docs.Attach(w.Context(), "材料.txt", strings.NewReader("材料"))
	w.must(err)
	return e
}

// issue takes a document of a unit through its procedure in a day.
func (w *world) issue(u int64, title string, affect *policy.Affect) *policy.Document {
	w.Helper()
	return w.issueText(u, title, "第一条 "+title+"。", affect)
}

func (w *world) issueText(u int64, title, text string, affect *policy.Affect) *policy.Document {
	w.Helper()
	s, today, clerk := w.docs, w.db.Today(), w.as(w.clerk[u])
	d, err := s.Make(clerk, u, policy.Edit{Organ: u, Title: title, Genre: "08", Column: w.column, Until: today.Add(700), Body: text})
	w.must(err)
	if affect != nil {
		affect.Rev = d.Rev
		d, err = s.Affect(clerk, d.ID, *affect)
		w.must(err)
	}
	d, err = s.Assess(clerk, d.ID, policy.Taken{Rev: d.Rev, Result: "pass", On: today}, w.paper())
	w.must(err)
	d, err = s.Ask(clerk, d.ID, policy.Seen{Rev: d.Rev})
	w.must(err)
	d, err = s.Judge(w.as(w.counsel), d.ID, policy.Taken{Rev: d.Rev, Result: "legal", Number: "1", Reason: "应急处置"}, w.paper())
	w.must(err)
	d, err = s.Deliberate(clerk, d.ID, policy.Deliberation{Taken: policy.Taken{Rev: d.Rev, Result: "pass", Number: "1", On: today}}, w.paper())
	w.must(err)
	d, err = s.Register(w.as(w.office), d.ID, policy.Registration{Rev: d.Rev, Word: "红规"})
	w.must(err)
	_, err = w.release(d.Item, w.clerk[u])
	w.must(err)
	v, err := s.View(w.as(w.office), d.ID)
	w.must(err)
	return &v.Document
}

// release takes an item through its four signatures and on line.
func (w *world) release(item publish.ID, clerk auth.Actor) (*publish.Edition, error) {
	w.Helper()
	it, _, err := w.items.Item(w.as(w.office), item)
	w.must(err)
	e, err := w.items.Get(w.as(w.office), it.Working)
	w.must(err)
	all := auth.Units{All: true}
	e, err = w.items.Submit(w.as(clerk), e.ID, publish.SelfCheck{Rev: e.Rev, Carrier: "document", Channels: []string{"site"}, Sure: true})
	w.must(err)
	e, err = w.items.Review(w.as(w.actor(30, all, auth.Head)), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	e, err = w.items.Clear(w.as(w.actor(31, all, auth.Secrecy)), e.ID, publish.Clearance{Rev: e.Rev, Verdict: publish.Publish, Together: "无"})
	w.must(err)
	e, err = w.items.Sign(w.as(w.signer), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	return w.items.Release(w.as(clerk), e.ID, publish.Agree{Rev: e.Rev})
}

func (w *world) plan() cleanup.Edit {
	return cleanup.Edit{
		Title: "2023年行政规范性文件清理", Basis: "政务公开工作要点", AsOf: "2023-08-31", Due: "2023-10-31", Settle: "2023-12-31", Column: w.column, Contact: "0791-00000000",
	}
}

// started is a clean-up that has begun, on 2023-09-04.
func (w *world) started(in cleanup.Edit) *cleanup.Cleanup {
	w.Helper()
	w.clock.Set("2023-09-04")
	c, err := w.clean.Make(w.as(w.office), w.justice, in)
	w.must(err)
	c, err = w.clean.Start(w.as(w.office), c.ID, cleanup.Seen{Rev: c.Rev})
	w.must(err)
	return c
}

// verdict is that on a document.
func (w *world) verdict(c *cleanup.Cleanup, title string) *cleanup.Verdict {
	w.Helper()
	rows, err := w.clean.Verdicts(w.as(w.office), cleanup.FindVerdict{Cleanup: c.ID, Text: title}, db.Page{})
	w.must(err)
	if len(rows.Items) != 1 {
		w.Fatalf("%d verdicts on %s", len(rows.Items), title)
	}
	return &rows.Items[0]
}

// judged gives a verdict by two people of the unit.
func (w *world) judged(c *cleanup.Cleanup, title string, j cleanup.Judgement) {
	w.Helper()
	v := w.verdict(c, title)
	v, err := w.clean.Propose(w.as(w.clerk[v.UnitID]), v.ID, cleanup.Proposal{Rev: v.Rev, Verdict: j, Note: "理由"})
	w.must(err)
	_, err = w.clean.Approve(w.as(w.head[v.UnitID]), v.ID, cleanup.Seen{Rev: v.Rev})
	w.must(err)
}

func (w *world) get(id cleanup.ID) *cleanup.Cleanup {
	w.Helper()
	v, err := w.clean.View(w.as(w.office), id)
	w.must(err)
	return &v.Cleanup
}

// standing is how a document stands on its page.
func (w *world) standing(d *policy.Document, on calendar.Day) *policy.Page {
	w.Helper()
	p, err := w.docs.Page(w.Context(), d.ID, on)
	w.must(err)
	return p
}

// owed is the last day of what a unit owes under a rule; "" for nothing.
func (w *world) owed(rule, ref string, u int64) (due calendar.Day) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
		all, err := w.duties.Owing(tx, rule, ref, u)
		for _, d := range all {
			due = d.Due
		}
		return err
	}))
	return due
}
