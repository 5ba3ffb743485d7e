package publish_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
)

// world is the reference district on 2023-10-26, with the people of one review.
type world struct {
	testing.TB
	db    *db.DB
	clock *dbtest.Clock
	items *publish.Service

	catalogues *catalogue.Service
	search     *search.Index
	duties     *duty.Service
	columns    *column.Service
	units      *unit.Service
	files      *files.Store
	runner     *jobs.Runner
	packs      []screen.Pack
	web        *elsewhere // where links lead; nil: nobody follows them
	daily      int

	finance, fees                                int64 // a unit, a column
	clerk, head, secrecy, signer, office, second auth.Actor
}

func each(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := dbtest.At("2023-10-26")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2023-10-26")
		f(district(t, clock, d))
	})
}

func district(t testing.TB, clock *dbtest.Clock, d *db.DB) *world {
	t.Helper()
	p, err := profile.Open("honggutan")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{TB: t, db: d, clock: clock, units: unit.New(d), daily: 100}
	w.files, err = files.Open(d, files.Config{Dir: t.TempDir()})
	w.must(err)
	t.Cleanup(func() { _ = w.files.Close() })
	w.duties = duty.New(d, holidays.New(d, law.Calendar()))
	w.columns = column.New(d, w.duties)
	w.columns.Words, w.units.Columns = i18n.T, w.columns.Load
	_, err = w.units.Load(dbtest.As(t, auth.Machine("test")), p, false)
	w.must(err)
	w.catalogues = catalogue.New(d, w.duties, func(tx *db.Tx) (*screen.Rules, error) { return screen.New(w.screening(tx)), nil })
	w.catalogues.Words, w.catalogues.Published = i18n.T, publish.UnderRows
	w.wire()
	w.finance = w.unit("区财政局")
	w.must(d.Read(t.Context(), func(tx *db.Tx) error {
		c, err := column.ByCode(tx, "zwgk-fd-sfxm")
		w.fees = int64(c.ID)
		return err
	}))
	at := auth.Units{IDs: []int64{w.finance}}
	w.clerk, w.second = w.actor(1, at, auth.Clerk), w.actor(6, at, auth.Clerk)
	w.head, w.secrecy, w.signer = w.actor(2, at, auth.Head), w.actor(3, at, auth.Secrecy), w.actor(4, at, auth.Signer)
	w.office = w.actor(5, auth.Units{All: true}, auth.Office)
	return w
}

// wire makes the service, which asks w.web if there is one.
func (w *world) wire() {
	w.Helper()
	w.search = search.New(w.db, search.NewLexicon(nil))
	w.items = publish.New(publish.Needs{
		DB: w.db, Duties: w.duties, Columns: w.columns, Catalogues: w.catalogues, Files: w.files, Search: w.search,
		Fetch: w.fetch(), Site: "https://www.example.gov.cn", Daily: w.daily,
	})
	w.search.Add(w.items.Found())
	w.items.Words = i18n.T
	w.items.Rules = func(tx *db.Tx) (*screen.Rules, error) { return screen.New(w.screening(tx)), nil }
	var err error
	w.runner, err = jobs.NewRunner(w.db, jobs.Config{}, slices.Concat(w.items.Kinds(), w.files.Kinds())...)
	w.must(err)
}

// screening is what the rules of the screening are made of.
func (w *world) screening(tx *db.Tx) screen.Options {
	return screen.Options{Packs: w.packs, Today: tx.Today, Key: []byte("of the test")}
}

func (w *world) actor(id int64, units auth.Units, r auth.Role) auth.Actor {
	w.Helper()
	policy, err := auth.Join(publish.Policy, duty.Policy, catalogue.Policy)
	w.must(err)
	a := auth.Actor{Kind: auth.Person, ID: id, Name: string(r), Grants: []auth.Grant{{Role: r, Perms: policy.Perms(r), Units: units}}}
	if !units.All {
		a.Unit = units.IDs[0]
	}
	return a
}

func (w *world) as(a auth.Actor) context.Context { return auth.With(w.Context(), a) }

func (w *world) unit(name string) int64 {
	w.Helper()
	r, err := w.units.Names(w.Context())
	w.must(err)
	m, ok := r.Resolve(name)
	if !ok || m.Group != "" {
		w.Fatalf("no unit %s", name)
	}
	return m.Units[0].ID
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) want(err error, k fault.Kind, key string) {
	w.Helper()
	if fault.Of(err) != k || key != "" && fault.As(err).Text.Key != key {
		w.Errorf("got %v, want %s %s", err, k, key)
	}
}

func (w *world) wantField(err error, field string) {
	w.Helper()
	if fault.Of(err) != fault.Invalid || fault.As(err).Fields[field].Key == "" {
		w.Errorf("got %v, want a fault about %s", err, field)
	}
}

// notice is what a clerk of the bureau of finance types.
func (w *world) notice() publish.Edit {
	return publish.Edit{
		Title: "红谷滩区2023年涉企收费目录清单", Body: "各有关单位：\n一、收费项目\n现将涉企收费目录清单予以公布。\n",
		Attribute: publish.Open, Column: w.fees, Anchor: "foi:20-8", Theme: "04", Genre: "06", Number: "红财字〔2023〕12号", MadeOn: "2023-10-20",
	}
}

func (w *world) draft(in publish.Edit) *publish.Edition {
	w.Helper()
	e, err := w.items.Draft(w.as(w.clerk), w.finance, in, nil)
	w.must(err)
	return e
}

func check(e *publish.Edition) publish.SelfCheck {
	return publish.SelfCheck{Rev: e.Rev, Carrier: "document", Channels: []string{"site"}, Sure: true}
}

func clear(e *publish.Edition) publish.Clearance {
	return publish.Clearance{Rev: e.Rev, Verdict: publish.Publish, Together: "不增加风险"}
}

func agree(e *publish.Edition) publish.Agree { return publish.Agree{Rev: e.Rev, Words: "同意"} }

func because(e *publish.Edition) publish.Because {
	return publish.Because{Rev: e.Rev, Reason: "内容有误"}
}

func (w *world) submitted(in publish.Edit) *publish.Edition {
	w.Helper()
	e := w.draft(in)
	e, err := w.items.Submit(w.as(w.clerk), e.ID, check(e))
	w.must(err)
	return e
}

// approve takes an edition from submitted to approved.
func (w *world) approve(e *publish.Edition) *publish.Edition {
	w.Helper()
	e, err := w.items.Review(w.as(w.head), e.ID, agree(e))
	w.must(err)
	e, err = w.items.Clear(w.as(w.secrecy), e.ID, clear(e))
	w.must(err)
	e, err = w.items.Sign(w.as(w.signer), e.ID, agree(e))
	w.must(err)
	return e
}

func (w *world) release(e *publish.Edition) *publish.Edition {
	w.Helper()
	e, err := w.items.Release(w.as(w.clerk), e.ID, agree(e))
	w.must(err)
	return e
}

// live is an item in public.
func (w *world) live(in publish.Edit) *publish.Edition {
	w.Helper()
	return w.release(w.approve(w.submitted(in)))
}

func (w *world) page(id publish.ID) *publish.Page {
	w.Helper()
	p, err := w.items.Page(w.Context(), id)
	w.must(err)
	return p
}

// edit is the form of an edition with something changed.
func edit(e *publish.Edition, change func(*publish.Edit)) publish.Edit {
	in := publish.FormOf(e)
	change(&in)
	return in
}

func (w *world) at(hhmm string) time.Time {
	w.Helper()
	t, err := time.Parse("2006-01-02T15:04Z07:00", "2023-10-26T"+hhmm+"+08:00")
	w.must(err)
	return t
}

// bench is the world on SQLite, with the disk as in use, for benchmarks.
func bench(b *testing.B) *world {
	b.Helper()
	clock := dbtest.At("2023-10-26")
	w := district(b, clock, dbtest.SQLite(b, clock))
	w.office.Unit = w.unit("区政府办")
	w.signer.Grants[0].Units.All = true
	return w
}

// attach is a file that was taken in.
func (w *world) attach(name, content string) []publish.Attached {
	w.Helper()
	a, err := w.items.Attach(w.Context(), name, strings.NewReader(content))
	w.must(err)
	return []publish.Attached{a}
}
