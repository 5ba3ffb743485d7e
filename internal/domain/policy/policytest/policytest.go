// Package policytest is a district with normative documents, for the tests of nouns that rest on them.
package policytest

import (
	"context"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/catalogue"
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
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
)

// Subsidy is a document that gives money to old people who need help, and Until the last day of it.
const (
	Subsidy = "红谷滩区居家养老服务补贴办法\n第一条　为支持居家养老，制定本办法。\n第二条　对居家接受服务的老年人，每月给予200元服务补贴。\n第三条　申请补贴应当同时符合下列条件：\n（一）年满60周岁；\n（二）居住在本区；\n（三）属于低保家庭、特困人员，或者年满80周岁。\n第四条　居住在养老机构的，不享受本补贴。\n第五条　本办法自公布之日起施行，有效期至2025年2月28日。"
	Until   = calendar.Day("2025-02-28")
)

// A World is the reference district, the people of one unit of it, and what takes a document
// from its draft on line.
type World struct {
	testing.TB
	DB       *db.DB
	Clock    *dbtest.Clock
	Profile  *profile.Profile
	Holidays *holidays.Holidays
	Duties   *duty.Service
	Search   *search.Index
	Files    *files.Store
	Store    string // the folder of the files
	Items    *publish.Service
	Docs     *policy.Service
	Rules    func(*db.Tx) (*screen.Rules, error)
	Run      *jobs.Runner // after Jobs
	Bureau   int64        // the unit
	Column   int64        // of normative documents
	People   map[auth.Role]auth.Actor
	Other    auth.Actor // a clerk of another unit

	perms auth.Policy
}

// New makes the district: the people are those of the unit with a code, and may do what the
// policies of the nouns say. The office and the counsel are over all.
func New(t testing.TB, d *db.DB, clock *dbtest.Clock, code, other string, nouns ...auth.Policy) *World {
	t.Helper()
	w := &World{TB: t, DB: d, Clock: clock, People: map[auth.Role]auth.Actor{}}
	var err error
	w.Profile, err = profile.Open("honggutan")
	w.Must(err)
	w.Store = t.TempDir()
	store, err := files.Open(d, files.Config{Dir: w.Store})
	w.Must(err)
	t.Cleanup(func() { _ = store.Close() })
	w.Files = store
	w.Holidays = holidays.New(d, law.Calendar())
	w.Duties = duty.New(d, w.Holidays)
	w.Duties.People = func(*db.Tx, auth.Perm, int64) ([]int64, error) { return nil, nil }
	units, columns := unit.New(d), column.New(d, w.Duties)
	columns.Words, units.Columns = i18n.T, columns.Load
	_, err = units.Load(dbtest.As(t, auth.Machine("test")), w.Profile, false)
	w.Must(err)
	w.Rules = func(*db.Tx) (*screen.Rules, error) { return screen.New(screen.Options{}), nil }
	w.Search = search.New(d, search.NewLexicon(nil))
	w.Items = publish.New(publish.Needs{DB: d, Duties: w.Duties, Columns: columns, Catalogues: catalogue.New(d, w.Duties, w.Rules), Files: store, Search: w.Search})
	w.Items.Words, w.Items.Rules = i18n.T, w.Rules
	w.Docs = policy.New(policy.Needs{DB: d, Duties: w.Duties, Holidays: w.Holidays, Items: w.Items, Files: store, Words: i18n.T})
	w.Items.Ready, w.Items.Released, w.Items.Keeps = w.Docs.Ready, w.Docs.Released, w.Docs.Keeps
	w.Search.Add(w.Items.Found())
	w.perms, err = auth.Join(append(nouns, policy.Policy, publish.Policy, duty.Policy)...)
	w.Must(err)
	w.Bureau = w.Unit(code)
	w.Must(d.Read(t.Context(), func(tx *db.Tx) error {
		c, err := column.ByCode(tx, "zcwj-gfxwj")
		w.Column = int64(c.ID)
		return err
	}))
	for i, r := range auth.Roles {
		over := auth.Units{IDs: []int64{w.Bureau}}
		if r == auth.Office || r == auth.Counsel {
			over = auth.Units{All: true}
		}
		w.People[r] = w.Actor(int64(i+1), r, w.Bureau, over)
	}
	at := w.Unit(other)
	w.Other = w.Actor(99, auth.Clerk, at, auth.Units{IDs: []int64{at}})
	return w
}

// Actor is somebody of a unit in a role.
func (w *World) Actor(id int64, r auth.Role, at int64, over auth.Units) auth.Actor {
	return auth.Actor{Kind: auth.Person, ID: id, Name: string(r), Unit: at, Grants: []auth.Grant{{Role: r, Perms: w.perms.Perms(r), Units: over}}}
}

// Unit is the unit with a code.
func (w *World) Unit(code string) (id int64) {
	w.Helper()
	w.Must(w.DB.Read(w.Context(), func(tx *db.Tx) error {
		u, err := unit.ByCode(tx, code)
		id = u.ID
		return err
	}))
	return id
}

// As is the context of the one in a role.
func (w *World) As(r auth.Role) context.Context { return auth.With(w.Context(), w.People[r]) }

// Must ends the test at a fault.
func (w *World) Must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// Want asks for a fault of a kind, with a text if key is not "".
func (w *World) Want(err error, k fault.Kind, key string) {
	w.Helper()
	if fault.Of(err) != k || key != "" && fault.As(err).Text.Key != key {
		w.Errorf("got %v, want %s %s", err, k, key)
	}
}

// WantField asks for a fault about a field.
func (w *World) WantField(err error, field, key string) {
	w.Helper()
	if fault.Of(err) != fault.Invalid || fault.As(err).Fields[field].Key != key {
		w.Errorf("got %v, want %s about %s", err, key, field)
	}
}

// Jobs gives the district the jobs of documents and those of the noun that is tested.
func (w *World) Jobs(more ...jobs.Definition) {
	w.Helper()
	var err error
	w.Run, err = jobs.NewRunner(w.DB, jobs.Config{}, append(w.Docs.Kinds(), more...)...)
	w.Must(err)
}

// RunJobs runs what is due.
func (w *World) RunJobs() {
	w.Helper()
	_, err := w.Run.RunDue(w.Context())
	w.Must(err)
}

// Paper is a piece of evidence.
func (w *World) Paper() policy.Evidence {
	w.Helper()
	e, err := w.Docs.Attach(w.Context(), "材料.txt", strings.NewReader("材料"))
	w.Must(err)
	return e
}

// Drafted is a document that touches nobody's rights, assessed; affect is what it does to
// another one, if anything. It ends as Subsidy does.
func (w *World) Drafted(title, text string, affect *policy.Affect) *policy.Document {
	w.Helper()
	clerk := w.As(auth.Clerk)
	d, err := w.Docs.Make(clerk, w.Bureau, policy.Edit{Organ: w.Bureau, Title: title, Genre: "08", Theme: "17", Column: w.Column, Until: Until, Body: text})
	w.Must(err)
	if affect != nil {
		affect.Rev = d.Rev
		d, err = w.Docs.Affect(clerk, d.ID, *affect)
		w.Must(err)
	}
	d, err = w.Docs.Assess(clerk, d.ID, policy.Taken{Rev: d.Rev, Result: "pass", On: w.DB.Today()}, w.Paper())
	w.Must(err)
	return d
}

// Issue takes a document from its draft on line, in a day.
func (w *World) Issue(d *policy.Document) *policy.Document {
	w.Helper()
	clerk, office, today := w.As(auth.Clerk), w.As(auth.Office), w.DB.Today()
	d, err := w.Docs.Ask(clerk, d.ID, policy.Seen{Rev: d.Rev})
	w.Must(err)
	d, err = w.Docs.Judge(w.As(auth.Counsel), d.ID, policy.Taken{Rev: d.Rev, Result: "legal", Number: "9号", Reason: "应急处置"}, w.Paper())
	w.Must(err)
	d, err = w.Docs.Deliberate(clerk, d.ID, policy.Deliberation{Taken: policy.Taken{Rev: d.Rev, Result: "pass", Number: "第12次", On: today}}, w.Paper())
	w.Must(err)
	d, err = w.Docs.Register(office, d.ID, policy.Registration{Rev: d.Rev, Word: "红民规"})
	w.Must(err)
	w.Must(w.Release(d.Item))
	return d
}

// Release takes the newest edition of an item from its draft on line; the error is that of its
// last step.
func (w *World) Release(id publish.ID) error {
	w.Helper()
	clerk := w.As(auth.Clerk)
	_, all, err := w.Items.Item(w.As(auth.Office), id)
	w.Must(err)
	e := &all[len(all)-1]
	e, err = w.Items.Submit(clerk, e.ID, publish.SelfCheck{Rev: e.Rev, Carrier: "document", Channels: []string{"site"}, Sure: true})
	w.Must(err)
	e, err = w.Items.Review(w.As(auth.Head), e.ID, publish.Agree{Rev: e.Rev})
	w.Must(err)
	e, err = w.Items.Clear(w.As(auth.Secrecy), e.ID, publish.Clearance{Rev: e.Rev, Verdict: publish.Publish, Together: "无"})
	w.Must(err)
	e, err = w.Items.Sign(w.As(auth.Signer), e.ID, publish.Agree{Rev: e.Rev})
	w.Must(err)
	_, err = w.Items.Release(clerk, e.ID, publish.Agree{Rev: e.Rev})
	return err
}

// Owed is the last day of what a unit owes for a thing under a rule; "" for nothing.
func (w *World) Owed(rule, ref string, unitID int64) (due calendar.Day) {
	w.Helper()
	w.Must(w.DB.Read(w.Context(), func(tx *db.Tx) error {
		all, err := w.Duties.Owing(tx, rule, ref, unitID)
		for _, d := range all {
			due = d.Due
		}
		return err
	}))
	return due
}
