package interpret_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/interpret"
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

// A world is the reference district on a Monday, with the people of one unit.
type world struct {
	testing.TB
	db     *db.DB
	clock  *dbtest.Clock
	docs   *policy.Service
	items  *publish.Service
	duties *duty.Service
	all    *interpret.Service

	justice, government, library, plans int64 // units; columns
	people                              map[auth.Role]auth.Actor
	other                               auth.Actor // a clerk of another unit
}

// each runs f on both engines, with a setting of the district.
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
	w := &world{TB: t, db: d, clock: clock, people: map[auth.Role]auth.Actor{}}
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
	w.docs = policy.New(policy.Needs{DB: d, Duties: w.duties, Holidays: days, Items: w.items, Files: store, Words: i18n.T})
	w.all = interpret.New(interpret.Needs{DB: d, Duties: w.duties, Items: w.items, Words: i18n.T})
	w.docs.Moved, w.items.With, w.items.Keeps = w.all.Moved, w.all.With, w.docs.Keeps
	w.items.Ready = func(tx *db.Tx, id publish.ID, c *publish.Content) error {
		return errors.Join(w.docs.Ready(tx, id, c), w.all.Ready(tx, id, c))
	}
	w.items.Released = func(tx *db.Tx, id publish.ID) error {
		return errors.Join(w.docs.Released(tx, id), w.all.Released(tx, id))
	}
	w.must(d.Read(t.Context(), func(tx *db.Tx) error {
		for code, to := range map[string]*int64{"sfj": &w.justice, "qzf": &w.government} {
			u, err := unit.ByCode(tx, code)
			if err != nil {
				return err
			}
			*to = u.ID
		}
		for code, to := range map[string]*int64{"zcwj-gfxwj": &w.library, "zcwj-qzfwj": &w.plans} {
			c, err := column.ByCode(tx, code)
			if err != nil {
				return err
			}
			*to = int64(c.ID)
		}
		return nil
	}))
	at := auth.Units{IDs: []int64{w.justice}}
	for i, r := range []auth.Role{auth.Clerk, auth.Head, auth.Secrecy, auth.Signer} {
		w.people[r] = w.actor(int64(i+1), at, r)
	}
	w.people[auth.Office], w.people[auth.Counsel] = w.actor(5, auth.Units{All: true}, auth.Office), w.actor(7, auth.Units{All: true}, auth.Counsel)
	w.other = w.actor(8, auth.Units{IDs: []int64{w.government}}, auth.Clerk)
	return w
}

func (w *world) actor(id int64, units auth.Units, r auth.Role) auth.Actor {
	w.Helper()
	all, err := auth.Join(publish.Policy, duty.Policy, policy.Policy, interpret.Policy)
	w.must(err)
	return auth.Actor{Kind: auth.Person, ID: id, Name: string(r), Unit: w.justice, Grants: []auth.Grant{{Role: r, Perms: all.Perms(r), Units: units}}}
}

func (w *world) as(r auth.Role) context.Context { return auth.With(w.Context(), w.people[r]) }

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

const body = "红谷滩区户外广场活动管理办法\n第一条 为规范户外广场活动，制定本办法。\n第二条 举办户外广场活动，应当提前十日告知所在地街道办事处，并提交活动方案和安全承诺。\n第三条 违反本办法的，由区城管局责令改正。\n第四条 本办法自公布之日起施行，有效期三年。"

// drafted is a document that touches nobody's rights, assessed.
func (w *world) drafted() *policy.Document {
	w.Helper()
	ctx := w.as(auth.Clerk)
	d, err := w.docs.Make(ctx, w.justice, policy.Edit{
		Organ: w.government, Title: "红谷滩区户外广场活动管理办法", Genre: "08", Theme: "09", Column: w.library, Until: "2026-02-28", Body: body,
	})
	w.must(err)
	d, err = w.docs.Assess(ctx, d.ID, policy.Taken{Rev: d.Rev, Result: "pass", On: w.db.Today()}, w.paper())
	w.must(err)
	return d
}

func (w *world) paper() policy.Evidence {
	w.Helper()
	e, err := w.docs.Attach(w.Context(), "材料.txt", strings.NewReader("材料"))
	w.must(err)
	return e
}

func (w *world) ask(d *policy.Document) error {
	v, err := w.docs.View(w.as(auth.Clerk), d.ID)
	w.must(err)
	_, err = w.docs.Ask(w.as(auth.Clerk), d.ID, policy.Seen{Rev: v.Document.Rev})
	return err
}

// registered takes a document from the legal review to its number.
func (w *world) registered(d *policy.Document) *policy.Document {
	w.Helper()
	w.must(w.ask(d))
	w.clock.Set(w.db.Today().Add(14))
	v, err := w.docs.View(w.as(auth.Counsel), d.ID)
	w.must(err)
	d, err = w.docs.Judge(w.as(auth.Counsel), d.ID, policy.Taken{Rev: v.Document.Rev, Result: "legal", Number: "9号"}, w.paper())
	w.must(err)
	d, err = w.docs.Deliberate(w.as(auth.Clerk), d.ID, policy.Deliberation{Taken: policy.Taken{Rev: d.Rev, Result: "pass", Number: "第12次", On: w.db.Today()}}, w.paper())
	w.must(err)
	d, err = w.docs.Register(w.as(auth.Office), d.ID, policy.Registration{Rev: d.Rev, Word: "红府规"})
	w.must(err)
	return d
}

// filled is the plan and the elements of an interpretation in words of their own.
func filled(rev int64) interpret.Edit {
	return interpret.Edit{
		Rev: rev, Title: "广场上办活动，这样告知", Outline: "告知谁、提前几天、带什么", Forms: []string{"text", "qa"}, Channels: []string{"site"}, On: "2023-03-20",
		Person: "李局长", Post: "局长", Contact: "区司法局法规科 0791-00000000",
		Purpose: "去年广场噪声扰民的投诉增加了一倍，居民希望活动有序。", Main: "想在广场办活动，先跟街道打个招呼，带上两样东西。", Scope: "区内所有露天广场；室内场馆不用。",
		Process: "到街道一楼窗口，当场登记，不收费。", Changes: "以前没有规定，第一次明确。", Background: "省里要求各地管好公共空间。",
	}
}

// ready is an interpretation of a document that can go with it.
func (w *world) ready(d *policy.Document) *interpret.Interpretation {
	w.Helper()
	ctx := w.as(auth.Clerk)
	x, err := w.all.Make(ctx, interpret.Subject{Policy: d.ID})
	w.must(err)
	x, err = w.all.Edit(ctx, x.ID, filled(x.Rev))
	w.must(err)
	x, err = w.all.Add(ctx, x.ID, interpret.Add{Rev: x.Rev, Form: interpret.QA, Title: "三问", Text: "问：要交钱吗？\n答：不要。"}, interpret.File{}, interpret.File{})
	w.must(err)
	return x
}

func (w *world) working(id publish.ID) *publish.Edition {
	w.Helper()
	_, all, err := w.items.Item(w.as(auth.Office), id)
	w.must(err)
	return &all[len(all)-1]
}

func (w *world) submit(id publish.ID) error {
	e := w.working(id)
	_, err := w.items.Submit(w.as(auth.Clerk), e.ID, publish.SelfCheck{Rev: e.Rev, Carrier: "document", Channels: []string{"site"}, Sure: true})
	return err
}

// signed takes an item that is handed in to its last signature.
func (w *world) signed(id publish.ID) {
	w.Helper()
	e := w.working(id)
	e, err := w.items.Review(w.as(auth.Head), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	e, err = w.items.Clear(w.as(auth.Secrecy), e.ID, publish.Clearance{Rev: e.Rev, Verdict: publish.Publish, Together: "无"})
	w.must(err)
	_, err = w.items.Sign(w.as(auth.Signer), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
}

func (w *world) release(id publish.ID) error {
	e := w.working(id)
	_, err := w.items.Release(w.as(auth.Clerk), e.ID, publish.Agree{Rev: e.Rev})
	return err
}

func (w *world) view(id interpret.ID) interpret.View {
	w.Helper()
	v, err := w.all.View(w.as(auth.Office), id)
	w.must(err)
	return v
}

// owed is the last day of what is owed for an interpretation; "" for nothing.
func (w *world) owed(x *interpret.Interpretation) (due calendar.Day) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
		all, err := w.duties.Owing(tx, interpret.RuleFollow, x.Ref(), x.UnitID)
		for _, d := range all {
			due = d.Due
		}
		return err
	}))
	return due
}

// lacks are the keys and the names of what an error says is missing.
func lacks(err error) (out []string) {
	e := fault.As(err)
	if len(e.Text.Args) == 0 {
		return nil
	}
	all, _ := e.Text.Args[0].([]fault.Text)
	for _, t := range all {
		out = append(out, i18n.Text(t))
	}
	slices.Sort(out)
	return out
}
