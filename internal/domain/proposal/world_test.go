package proposal_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/proposal"
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
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/platform/secret"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// world is a district that answers requests and makes things public.
type world struct {
	testing.TB
	db       *db.DB
	clock    *dbtest.Clock
	s        *proposal.Service
	requests *foi.Service
	items    *publish.Service
	duties   *duty.Service
	files    *files.Store
	runner   *jobs.Runner
	bureau   int64
	fees     int64 // a column
	people   map[auth.Role]auth.Actor
	second   auth.Actor // another officer
	made     int
}

func each(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := dbtest.At("2026-03-02")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2026-03-02")
		f(newWorld(t, d, clock))
	})
}

func newWorld(t testing.TB, d *db.DB, clock *dbtest.Clock) *world {
	t.Helper()
	w := &world{TB: t, db: d, clock: clock, people: map[auth.Role]auth.Actor{}}
	p, err := profile.Open("honggutan")
	w.must(err)
	units := unit.New(d)
	h := holidays.New(d, law.Calendar())
	w.duties = duty.New(d, h)
	columns := column.New(d, w.duties)
	columns.Words, units.Columns = i18n.T, columns.Load
	_, err = units.Load(dbtest.As(t, auth.Machine("test")), p, false)
	w.must(err)
	u, err := units.ByCode(t.Context(), "czj")
	w.must(err)
	w.bureau = u.ID
	w.must(d.Read(t.Context(), func(tx *db.Tx) error {
		c, err := column.ByCode(tx, "zwgk-fd-sfxm")
		w.fees = int64(c.ID)
		return err
	}))
	w.files, err = files.Open(d, files.Config{Dir: t.TempDir()})
	w.must(err)
	t.Cleanup(func() { _ = w.files.Close() })
	box, err := secret.NewBox([]byte(strings.Repeat("k", 32)))
	w.must(err)
	rules := func(*db.Tx) (*screen.Rules, error) {
		return screen.New(screen.Options{Key: []byte("of the test")}), nil
	}
	w.items = publish.New(publish.Needs{DB: d, Duties: w.duties, Columns: columns, Catalogues: catalogue.New(d, w.duties, rules), Files: w.files, Search: search.New(d, search.NewLexicon(nil))})
	w.items.Words = i18n.T
	w.items.Rules = rules
	w.requests = foi.New(foi.Needs{
		DB: d, Duties: w.duties, Holidays: h, Box: box, Files: w.files, Words: i18n.T,
		Letters: func(*db.Tx) (letter.Set, error) { return p.Letters, nil },
	})
	w.s = proposal.New(proposal.Needs{DB: d, Duties: w.duties, Requests: w.requests, Items: w.items, Files: w.files, Box: box, Words: i18n.T})
	w.items.Released = w.s.Released
	w.runner, err = jobs.NewRunner(d, jobs.Config{}, append(w.items.Kinds(), w.files.Kinds()...)...)
	w.must(err)
	policy, err := auth.Join(proposal.Policy, foi.Policy, publish.Policy, duty.Policy)
	w.must(err)
	for i, r := range auth.Roles {
		over := auth.Units{IDs: []int64{w.bureau}}
		if r == auth.Office {
			over = auth.Units{All: true}
		}
		w.people[r] = auth.Actor{Kind: auth.Person, ID: int64(i + 1), Name: string(r), Unit: w.bureau, Grants: []auth.Grant{{Role: r, Perms: policy.Perms(r), Units: over}}}
	}
	w.second = w.people[auth.Office]
	w.second.ID = 99
	w.duties.People = func(_ *db.Tx, p auth.Perm, unitID int64) (out []int64, _ error) {
		for _, a := range w.people {
			if a.CanAt(p, unitID) {
				out = append(out, a.ID)
			}
		}
		return out, nil
	}
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

func (w *world) as(r auth.Role) context.Context { return auth.With(w.Context(), w.people[r]) }

// identity numbers of made-up people.
var identity = []string{"110101199003070011", "110101196001010011", "110101196001010054", "110101198501010037"}

// answered is a request that was given a copy with a text.
func (w *world) answered(person int, want, copyText string) (*foi.Request, foi.Access) {
	w.Helper()
	w.made++
	today := w.db.Today()
	clerk := w.as(auth.Clerk)
	out, err := w.requests.Receive(clerk, foi.Receipt{
		Channel: foi.Counter, Submitted: today,
		Filing: foi.Filing{
			Applicant: foi.Applicant{Kind: foi.Citizen, Name: "王小明", Paper: foi.IDCard, PaperNo: identity[person], Phone: "13800000000", Mail: "wang@example.com"},
			Wish:      foi.Wish{Unit: w.bureau, Want: want}, Delivery: foi.Delivery{Form: foi.MailForm, Way: foi.ByMail}, Token: fmt.Sprint(w.made),
		},
	}, foi.Papers{})
	w.must(err)
	r := &foi.Request{ID: out.ID, Rev: 1}
	r, err = w.requests.Assign(w.as(auth.Head), r.ID, foi.To{Rev: r.Rev, Person: w.people[auth.Clerk].ID})
	w.must(err)
	it := w.item(r.ID)
	it.Result, it.Facts, it.Given = "A2", map[string]string{"form": "email"}, []foi.Given{{Title: "2022年度部门决算公开情况汇总表", Pages: 2}}
	_, err = w.requests.Decide(clerk, r.ID, it.ID, it)
	w.must(err)
	_, err = w.requests.Give(clerk, r.ID, it.ID, foi.Give{Rev: it.Rev + 1, Document: it.Given[0].Title}, foi.Sheaf{Name: "决算汇总表.txt", Data: []byte(copyText)}, foi.Sheaf{})
	w.must(err)
	return w.reply(r.ID), foi.Access{Number: out.Number, Code: out.Code}
}

func (w *world) item(id foi.ID) foi.Item {
	w.Helper()
	v, err := w.requests.View(w.as(auth.Clerk), id)
	w.must(err)
	return v.Items[0]
}

// reply drafts, signs and serves.
func (w *world) reply(id foi.ID) *foi.Request {
	w.Helper()
	v, err := w.requests.View(w.as(auth.Clerk), id)
	w.must(err)
	r, err := w.requests.Draft(w.as(auth.Clerk), id, foi.Draft{Rev: v.Request.Rev, Remedy: []string{"R-B"}, Online: "https://xzfy.example.gov.cn", Contact: "公开办"})
	w.must(err)
	for _, step := range []struct {
		who auth.Role
		do  func(context.Context, foi.ID, foi.Seen) (*foi.Request, error)
	}{{auth.Clerk, w.requests.Submit}, {auth.Head, w.requests.Review}, {auth.Secrecy, w.requests.Clear}, {auth.Signer, w.requests.Sign}} {
		if r, err = step.do(w.as(step.who), id, foi.Seen{Rev: r.Rev}); err != nil {
			v, _ := w.requests.View(w.as(auth.Clerk), id)
			w.Fatalf("%s: %v %+v", step.who, err, v.Found)
		}
	}
	r, err = w.requests.Serve(w.as(auth.Clerk), id, foi.Serve{Rev: r.Rev, Sending: foi.Sending{How: foi.InHand, Day: w.db.Today()}})
	w.must(err)
	return r
}

// only is the one proposal that there is.
func (w *world) only() proposal.View {
	w.Helper()
	rows, err := w.s.Find(w.as(auth.Office), proposal.Find{}, db.Page{})
	w.must(err)
	if len(rows.Items) != 1 {
		w.Fatalf("%d proposals: %+v", len(rows.Items), rows.Items)
	}
	v, err := w.s.View(w.as(auth.Office), rows.Items[0].ID)
	w.must(err)
	return v
}

func (w *world) look() {
	w.Helper()
	w.must(w.s.Look(auth.With(w.Context(), auth.Machine("proposal.look"))))
}

// owed lists the rules under which a proposal owes, with their last days.
func (w *world) owed(p *proposal.Proposal) (out []string) {
	w.Helper()
	rows, err := w.duties.Find(w.as(auth.Office), duty.Find{From: p.Ref()}, db.Page{})
	w.must(err)
	for _, d := range rows.Items {
		if d.Status == duty.Open {
			out = append(out, d.Rule+" "+string(d.Due))
		}
	}
	return out
}

// release brings the draft of a proposal on line.
func (w *world) release(p *proposal.Proposal) *publish.Edition {
	w.Helper()
	it, all, err := w.items.Item(w.as(auth.Clerk), p.Item)
	w.must(err)
	e := &all[0]
	in := publish.FormOf(e)
	in.Column, in.Anchor, in.Theme, in.Genre, in.MadeOn = w.fees, "foi:20-7", "04", "06", calendar.Day("2026-03-02")
	e, err = w.items.Edit(w.as(auth.Clerk), e.ID, in, nil)
	w.must(err)
	_, err = w.runner.RunDue(w.Context()) // what the attachment says is read
	w.must(err)
	e, err = w.items.Submit(w.as(auth.Clerk), e.ID, publish.SelfCheck{Rev: e.Rev, Carrier: "document", Channels: []string{"site"}, Sure: true})
	w.must(err)
	e, err = w.items.Review(w.as(auth.Head), e.ID, publish.Agree{Rev: e.Rev, Words: "同意"})
	w.must(err)
	e, err = w.items.Clear(w.as(auth.Secrecy), e.ID, publish.Clearance{Rev: e.Rev, Verdict: publish.Publish, Together: "不增加风险"})
	w.must(err)
	e, err = w.items.Sign(w.as(auth.Signer), e.ID, publish.Agree{Rev: e.Rev, Words: "同意"})
	w.must(err)
	e, err = w.items.Release(w.as(auth.Clerk), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	if it.UnitID != w.bureau {
		w.Errorf("the item is of unit %d", it.UnitID)
	}
	return e
}
