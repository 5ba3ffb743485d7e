package policy_test

import (
	"context"
	"slices"
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
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
)

// world is the reference district on a Monday, with the people of one document.
type world struct {
	testing.TB
	db     *db.DB
	clock  *dbtest.Clock
	docs   *policy.Service
	items  *publish.Service
	duties *duty.Service
	search *search.Index
	files  *files.Store

	justice, finance, government, library        int64 // units; a column
	clerk, head, secrecy, signer, office, second auth.Actor
	counsel, other                               auth.Actor
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
	w.files = store
	w.search = search.New(d, search.NewLexicon(nil))
	w.items = publish.New(publish.Needs{DB: d, Duties: w.duties, Columns: columns, Catalogues: catalogue.New(d, w.duties, rules), Files: store, Search: w.search})
	w.search.Add(w.items.Found())
	w.items.Words, w.items.Rules = i18n.T, rules
	w.docs = policy.New(policy.Needs{DB: d, Duties: w.duties, Holidays: days, Items: w.items, Files: store, Words: i18n.T})
	w.items.Ready, w.items.Released, w.items.Keeps = w.docs.Ready, w.docs.Released, w.docs.Keeps
	w.items.Undone = w.docs.Undone
	w.items.Cites = w.docs.Relied
	w.must(d.Read(t.Context(), func(tx *db.Tx) error {
		for code, to := range map[string]*int64{"sfj": &w.justice, "czj": &w.finance, "qzf": &w.government} {
			u, err := unit.ByCode(tx, code)
			if err != nil {
				return err
			}
			*to = u.ID
		}
		c, err := column.ByCode(tx, "zcwj-gfxwj")
		w.library = int64(c.ID)
		return err
	}))
	at := auth.Units{IDs: []int64{w.justice}}
	w.clerk, w.second = w.actor(1, at, auth.Clerk), w.actor(6, at, auth.Clerk)
	w.head, w.secrecy, w.signer = w.actor(2, at, auth.Head), w.actor(3, at, auth.Secrecy), w.actor(4, at, auth.Signer)
	w.office, w.counsel = w.actor(5, auth.Units{All: true}, auth.Office), w.actor(7, auth.Units{All: true}, auth.Counsel)
	w.other = w.actor(8, auth.Units{IDs: []int64{w.finance}}, auth.Clerk)
	return w
}

func (w *world) actor(id int64, units auth.Units, r auth.Role) auth.Actor {
	w.Helper()
	all, err := auth.Join(publish.Policy, duty.Policy, policy.Policy)
	w.must(err)
	a := auth.Actor{Kind: auth.Person, ID: id, Name: string(r), Grants: []auth.Grant{{Role: r, Perms: all.Perms(r), Units: units}}}
	if !units.All {
		a.Unit = units.IDs[0]
	}
	return a
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
	if fault.Of(err) != k || key != "" && fault.As(err).Text.Key != key {
		w.Errorf("got %v, want %s %s", err, k, key)
	}
}

func (w *world) wantField(err error, field, key string) {
	w.Helper()
	if fault.Of(err) != fault.Invalid || fault.As(err).Fields[field].Key != key {
		w.Errorf("got %v, want a fault %s about %s", err, key, field)
	}
}

// body is a document by articles.
const body = "红谷滩区小型餐饮服务管理办法\n第一条 为规范小型餐饮服务，制定本办法。\n第二条 小型餐饮服务提供者应当公示食品安全承诺。\n第三条 违反本办法的，由区市场监管局责令改正。\n第四条 本办法自公布之日起施行，有效期三年。"

func (w *world) rule() policy.Edit {
	return policy.Edit{
		Organ: w.government, Title: "红谷滩区小型餐饮服务管理办法", Genre: "08", Theme: "09", Column: w.library, Contact: "0791-00000000",
		Business: true, Vital: true, Until: "2026-03-31", Body: body, Basis: "《中华人民共和国食品安全法》",
	}
}

func (w *world) make(in policy.Edit) *policy.Document {
	w.Helper()
	d, err := w.docs.Make(w.as(w.clerk), w.justice, in)
	w.must(err)
	return d
}

func (w *world) paper() policy.Evidence {
	w.Helper()
	e, err := w.docs.Attach(w.Context(), "材料.txt", strings.NewReader("材料"))
	w.must(err)
	return e
}

func (w *world) day(d calendar.Day) { w.clock.Set(d) }

// prepared is a document with the steps before the legal review, on 2023-04-03.
func (w *world) prepared(in policy.Edit) *policy.Document {
	w.Helper()
	d := w.make(in)
	ctx := w.as(w.clerk)
	d, err := w.docs.Assess(ctx, d.ID, policy.Taken{Rev: d.Rev, Result: "pass", On: w.db.Today()}, w.paper())
	w.must(err)
	if !in.Business && !in.Vital {
		return d
	}
	from := w.db.Today()
	w.day(from.Add(33))
	d, err = w.docs.Consult(ctx, d.ID, policy.Taken{Rev: d.Rev, Result: "done", From: from, On: from.Add(31), Note: "收到意见3条，采纳2条。"}, w.paper())
	w.must(err)
	if in.Business {
		d, err = w.docs.Fair(ctx, d.ID, policy.Taken{Rev: d.Rev, Result: "pass", Number: "审查1号", On: w.db.Today()}, w.paper())
		w.must(err)
	}
	return d
}

// deliberated is a document that the meeting has passed.
func (w *world) deliberated(in policy.Edit) *policy.Document {
	w.Helper()
	d, err := w.docs.Ask(w.as(w.clerk), w.prepared(in).ID, policy.Seen{Rev: w.rev(in.Title)})
	w.must(err)
	w.day(w.db.Today().Add(14))
	d, err = w.docs.Judge(w.as(w.counsel), d.ID, policy.Taken{Rev: d.Rev, Result: "legal", Number: "红司审〔2023〕9号"}, w.paper())
	w.must(err)
	d, err = w.docs.Deliberate(w.as(w.clerk), d.ID, policy.Deliberation{Taken: policy.Taken{Rev: d.Rev, Result: "pass", Number: "第12次常务会议", On: w.db.Today()}}, w.paper())
	w.must(err)
	return d
}

// rev is that of the newest document with a title.
func (w *world) rev(title string) int64 {
	w.Helper()
	rows, err := w.docs.Find(w.as(w.office), policy.Find{Text: title}, db.Page{})
	w.must(err)
	return rows.Items[0].Rev
}

func (w *world) registered(in policy.Edit) *policy.Document {
	w.Helper()
	d := w.deliberated(in)
	d, err := w.docs.Register(w.as(w.office), d.ID, policy.Registration{Rev: d.Rev, Word: "红府规"})
	w.must(err)
	return d
}

// approve takes the item of a document to its last signature.
func (w *world) approve(d *policy.Document) *publish.Edition {
	w.Helper()
	_, all, err := w.items.Item(w.as(w.office), d.Item)
	w.must(err)
	e := &all[len(all)-1]
	e, err = w.items.Submit(w.as(w.clerk), e.ID, publish.SelfCheck{Rev: e.Rev, Carrier: "document", Channels: []string{"site"}, Sure: true})
	w.must(err)
	e, err = w.items.Review(w.as(w.head), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	e, err = w.items.Clear(w.as(w.secrecy), e.ID, publish.Clearance{Rev: e.Rev, Verdict: publish.Publish, Together: "无"})
	w.must(err)
	e, err = w.items.Sign(w.as(w.signer), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	return e
}

// issued is a document whose item is on line.
func (w *world) issued(in policy.Edit) *policy.Document {
	w.Helper()
	d := w.registered(in)
	e := w.approve(d)
	_, err := w.items.Release(w.as(w.clerk), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	return w.get(d.ID)
}

func (w *world) view(id policy.ID) policy.View {
	w.Helper()
	v, err := w.docs.View(w.as(w.office), id)
	w.must(err)
	return v
}

func (w *world) get(id policy.ID) *policy.Document {
	w.Helper()
	d := w.view(id).Document
	return &d
}

// owed is the last day of what is owed for a document under a rule; "" for nothing.
func (w *world) owed(rule string, id policy.ID) calendar.Day {
	w.Helper()
	return w.owing(rule, policy.RefOf(id))
}

// owing is the last day of what is owed for a thing.
func (w *world) owing(rule, ref string) (due calendar.Day) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
		for _, u := range []int64{w.justice, w.finance, w.government} {
			all, err := w.duties.Owing(tx, rule, ref, u)
			if err != nil {
				return err
			}
			for _, d := range all {
				due = d.Due
			}
		}
		return nil
	}))
	return due
}

func lacks(v policy.View) (out []policy.StepKind) {
	for _, c := range v.Checks {
		if c.Lack.Key != "" {
			out = append(out, c.Kind)
		}
	}
	slices.Sort(out)
	return out
}

// people are those who write for a unit.
func (w *world) people(_ *db.Tx, p auth.Perm, _ int64) ([]int64, error) {
	if p == policy.Write {
		return []int64{1}, nil
	}
	return nil, nil
}

// watch counts what people were told, by key.
func (w *world) watch(told map[string]int) {
	w.Helper()
	if w.duties.Notices == nil {
		var err error
		w.duties.Notices, err = notify.New(w.db, notify.Config{})
		w.must(err)
		return
	}
	rows, err := w.duties.Notices.List(w.as(w.clerk), notify.Find{}, db.Page{})
	w.must(err)
	for _, n := range rows.Items {
		told[n.Text.Key]++
	}
}
