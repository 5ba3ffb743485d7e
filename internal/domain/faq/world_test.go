package faq_test

import (
	"context"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/domain/message"
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

// world is a district with a document that gives something.
type world struct {
	testing.TB
	db     *db.DB
	clock  *dbtest.Clock
	s      *faq.Service
	docs   *policy.Service
	items  *publish.Service
	duties *duty.Service
	run    *jobs.Runner
	bureau int64
	column int64
	people map[auth.Role]auth.Actor
	other  auth.Actor // a clerk of another bureau
}

func each(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := dbtest.At("2023-03-01")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2023-03-01")
		f(newWorld(t, d, clock))
	})
}

func newWorld(t testing.TB, d *db.DB, clock *dbtest.Clock) *world {
	t.Helper()
	w := &world{TB: t, db: d, clock: clock, people: map[auth.Role]auth.Actor{}}
	p, err := profile.Open("honggutan")
	w.must(err)
	store, err := files.Open(d, files.Config{Dir: t.TempDir()})
	w.must(err)
	t.Cleanup(func() { _ = store.Close() })
	days := holidays.New(d, law.Calendar())
	w.duties = duty.New(d, days)
	w.duties.People = func(*db.Tx, auth.Perm, int64) ([]int64, error) { return nil, nil }
	units, columns := unit.New(d), column.New(d, w.duties)
	columns.Words, units.Columns = i18n.T, columns.Load
	_, err = units.Load(dbtest.As(t, auth.Machine("test")), p, false)
	w.must(err)
	rules := func(*db.Tx) (*screen.Rules, error) { return screen.New(screen.Options{}), nil }
	index := search.New(d, search.NewLexicon(nil))
	w.items = publish.New(publish.Needs{DB: d, Duties: w.duties, Columns: columns, Catalogues: catalogue.New(d, w.duties, rules), Files: store, Search: index})
	w.items.Words, w.items.Rules = i18n.T, rules
	w.docs = policy.New(policy.Needs{DB: d, Duties: w.duties, Holidays: days, Items: w.items, Files: store, Words: i18n.T})
	w.items.Ready, w.items.Released, w.items.Keeps = w.docs.Ready, w.docs.Released, w.docs.Keeps
	w.s = faq.New(faq.Needs{DB: d, Duties: w.duties, Search: index, Words: i18n.T, Rules: rules})
	index.Add(w.items.Found(), w.s.Found())
	w.docs.Affected = w.s.Affected
	w.run, err = jobs.NewRunner(d, jobs.Config{}, append(w.docs.Kinds(), w.s.Kinds()...)...)
	w.must(err)
	civil, err := units.ByCode(t.Context(), "mzj")
	w.must(err)
	finance, err := units.ByCode(t.Context(), "czj")
	w.must(err)
	w.bureau = civil.ID
	w.must(d.Read(t.Context(), func(tx *db.Tx) error {
		c, err := column.ByCode(tx, "zcwj-gfxwj")
		w.column = int64(c.ID)
		return err
	}))
	all, err := auth.Join(faq.Policy, message.Policy, policy.Policy, publish.Policy, duty.Policy)
	w.must(err)
	at := func(id int64, r auth.Role, units auth.Units) auth.Actor {
		return auth.Actor{Kind: auth.Person, ID: id, Name: string(r), Unit: civil.ID, Grants: []auth.Grant{{Role: r, Perms: all.Perms(r), Units: units}}}
	}
	own := auth.Units{IDs: []int64{civil.ID}}
	for i, r := range auth.Roles {
		units := own
		if r == auth.Office || r == auth.Counsel {
			units = auth.Units{All: true}
		}
		w.people[r] = at(int64(i+1), r, units)
	}
	w.other = at(99, auth.Clerk, auth.Units{IDs: []int64{finance.ID}})
	return w
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

func (w *world) wantField(err error, field, key string) {
	w.Helper()
	if fault.Of(err) != fault.Invalid || fault.As(err).Fields[field].Key != key {
		w.Errorf("got %v, want %s about %s", err, key, field)
	}
}

func (w *world) as(r auth.Role) context.Context { return auth.With(w.Context(), w.people[r]) }

// jobs runs what is due.
func (w *world) jobs() {
	w.Helper()
	_, err := w.run.RunDue(w.Context())
	w.must(err)
}

// body gives a subsidy to old people who need help, and one to companies that hire.
const body = "红谷滩区居家养老服务补贴办法\n第一条　为支持居家养老，制定本办法。\n第二条　对居家接受服务的老年人，每月给予200元服务补贴。\n第三条　申请补贴应当同时符合下列条件：\n（一）年满60周岁；\n（二）居住在本区；\n（三）属于低保家庭、特困人员，或者年满80周岁。\n第四条　居住在养老机构的，不享受本补贴。\n第五条　本办法自公布之日起施行，有效期至2025年2月28日。"

func (w *world) paper() policy.Evidence {
	w.Helper()
	e, err := w.docs.Attach(w.Context(), "材料.txt", strings.NewReader("材料"))
	w.must(err)
	return e
}

// drafted is a document that touches nobody's rights, assessed.
func (w *world) drafted(title, text string, affect *policy.Affect) *policy.Document {
	w.Helper()
	clerk := w.as(auth.Clerk)
	d, err := w.docs.Make(clerk, w.bureau, policy.Edit{Organ: w.bureau, Title: title, Genre: "08", Theme: "17", Column: w.column, Until: "2025-02-28", Body: text})
	w.must(err)
	if affect != nil {
		affect.Rev = d.Rev
		d, err = w.docs.Affect(clerk, d.ID, *affect)
		w.must(err)
	}
	d, err = w.docs.Assess(clerk, d.ID, policy.Taken{Rev: d.Rev, Result: "pass", On: w.db.Today()}, w.paper())
	w.must(err)
	return d
}

// issue takes a document from its draft on line, in a day.
func (w *world) issue(d *policy.Document) *policy.Document {
	w.Helper()
	clerk, office, today := w.as(auth.Clerk), w.as(auth.Office), w.db.Today()
	d, err := w.docs.Ask(clerk, d.ID, policy.Seen{Rev: d.Rev})
	w.must(err)
	d, err = w.docs.Judge(w.as(auth.Counsel), d.ID, policy.Taken{Rev: d.Rev, Result: "legal", Number: "9号", Reason: "应急处置"}, w.paper())
	w.must(err)
	d, err = w.docs.Deliberate(clerk, d.ID, policy.Deliberation{Taken: policy.Taken{Rev: d.Rev, Result: "pass", Number: "第12次", On: today}}, w.paper())
	w.must(err)
	d, err = w.docs.Register(office, d.ID, policy.Registration{Rev: d.Rev, Word: "红民规"})
	w.must(err)
	_, all, err := w.items.Item(office, d.Item)
	w.must(err)
	e := &all[0]
	e, err = w.items.Submit(clerk, e.ID, publish.SelfCheck{Rev: e.Rev, Carrier: "document", Channels: []string{"site"}, Sure: true})
	w.must(err)
	e, err = w.items.Review(w.as(auth.Head), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	e, err = w.items.Clear(w.as(auth.Secrecy), e.ID, publish.Clearance{Rev: e.Rev, Verdict: publish.Publish, Together: "无"})
	w.must(err)
	e, err = w.items.Sign(w.as(auth.Signer), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	_, err = w.items.Release(clerk, e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	return d
}

// meal is an entry as a clerk types it, about a document.
func (w *world) meal(d *policy.Document) faq.Begin {
	in := faq.Begin{Unit: w.bureau, Edit: faq.Edit{
		Question: "在家养老有补贴吗？", Others: "老人居家服务补多少钱\n高龄老人能领什么补助", Topic: "养老", Audience: "本区老年人",
		Explanation: "有。在家接受服务的老人每月补贴二百元，满60岁可以申请。", Contact: "区民政局 0791-80000000",
	}}
	in.Quotes[0] = faq.Quoted{Document: d.Number, Clause: "第二条", Words: "每月给予200元服务补贴"}
	in.Quotes[1] = faq.Quoted{Document: "《" + d.Title + "》", Clause: "第三条第1项"}
	in.Links[0] = faq.Linked{Label: "养老服务补贴申请", Href: "https://www.jxzwfww.gov.cn/"}
	return in
}

// open is the entry as everybody knows of it, with its document.
func (w *world) open() (*faq.Entry, *policy.Document) {
	w.Helper()
	d := w.issue(w.drafted("红谷滩区居家养老服务补贴办法", body, nil))
	e, err := w.s.Make(w.as(auth.Clerk), w.meal(d))
	w.must(err)
	return w.publish(e), d
}

// publish takes a draft to the public.
func (w *world) publish(e *faq.Entry) *faq.Entry {
	w.Helper()
	e, err := w.s.Ask(w.as(auth.Clerk), e.ID, faq.Asking{Rev: e.Rev})
	w.must(err)
	e, err = w.s.Approve(w.as(auth.Head), e.ID, faq.Seen{Rev: e.Rev})
	w.must(err)
	return e
}

// amend changes a document from today on.
func (w *world) amend(d *policy.Document, words, text string) {
	w.Helper()
	w.issue(w.drafted("关于修改补贴办法的决定", words, &policy.Affect{Kind: policy.Amend, Target: d.Number, Words: words, Body: text}))
}

// set changes a setting of the district.
func (w *world) set(k profile.WordKey, value string) {
	w.Helper()
	w.must(w.db.Write(auth.With(w.Context(), auth.Machine("test")), func(tx *db.Tx) error {
		_, err := tx.Exec("DELETE FROM profile_setting WHERE setting_key = ?", string(k))
		if err == nil {
			_, err = tx.Exec("INSERT INTO profile_setting (setting_key, value, confidence) VALUES (?, ?, 'H')", string(k), value)
		}
		return err
	}))
}

// show is what everybody may know of an entry.
func (w *world) show(e *faq.Entry) faq.Shown {
	w.Helper()
	out, err := w.s.Show(w.Context(), e.ID)
	w.must(err)
	return out
}

// owed is the last day of the look that is owed; "" for none.
func (w *world) owed(e *faq.Entry) (due calendar.Day) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
		all, err := w.duties.Owing(tx, faq.RuleLook, e.Ref(), e.UnitID)
		for _, d := range all {
			due = d.Due
		}
		return err
	}))
	return due
}
