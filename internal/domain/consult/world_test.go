package consult_test

import (
	"context"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
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
	"gongkai.example/gongkai/internal/platform/secret"
)

const (
	today   = "2026-03-02"
	network = "203.0.113.9"
)

// world is a district that asks its people about a draft.
type world struct {
	testing.TB
	db     *db.DB
	clock  *dbtest.Clock
	s      *consult.Service
	docs   *policy.Service
	duties *duty.Service
	search *search.Index
	run    *jobs.Runner
	bureau int64
	organ  int64
	people map[auth.Role]auth.Actor
	second auth.Actor // another clerk of the bureau
	other  auth.Actor // a clerk of another bureau
}

func each(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := dbtest.At(today)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set(today)
		f(newWorld(t, d, clock))
	})
}

func newWorld(t testing.TB, d *db.DB, clock *dbtest.Clock) *world {
	t.Helper()
	w := &world{TB: t, db: d, clock: clock, people: map[auth.Role]auth.Actor{}}
	p, err := profile.Open("honggutan")
	w.must(err)
	days := holidays.New(d, law.Calendar())
	w.duties = duty.New(d, days)
	w.duties.People = func(*db.Tx, auth.Perm, int64) ([]int64, error) { return nil, nil }
	units, columns := unit.New(d), column.New(d, w.duties)
	columns.Words, units.Columns = i18n.T, columns.Load
	_, err = units.Load(dbtest.As(t, auth.Machine("test")), p, false)
	w.must(err)
	box, err := secret.NewBox([]byte(strings.Repeat("k", 32)))
	w.must(err)
	store, err := files.Open(d, files.Config{Dir: t.TempDir()})
	w.must(err)
	t.Cleanup(func() { _ = store.Close() })
	rules := func(*db.Tx) (*screen.Rules, error) { return screen.New(screen.Options{}), nil }
	w.search = search.New(d, search.NewLexicon(nil))
	items := publish.New(publish.Needs{DB: d, Duties: w.duties, Columns: columns, Catalogues: catalogue.New(d, w.duties, rules), Files: store, Search: w.search})
	w.docs = policy.New(policy.Needs{DB: d, Duties: w.duties, Holidays: days, Items: items, Files: store, Words: i18n.T})
	w.s = consult.New(consult.Needs{DB: d, Duties: w.duties, Holidays: days, Search: w.search, Box: box, Documents: w.docs, Words: i18n.T, Rules: rules})
	w.search.Add(w.s.Found())
	w.run, err = jobs.NewRunner(d, jobs.Config{}, w.s.Kinds()...)
	w.must(err)
	czj, err := units.ByCode(t.Context(), "czj")
	w.must(err)
	sfj, err := units.ByCode(t.Context(), "sfj")
	w.must(err)
	qzf, err := units.ByCode(t.Context(), "qzf")
	w.must(err)
	w.bureau, w.organ = czj.ID, qzf.ID
	all, err := auth.Join(consult.Policy, duty.Policy, policy.Policy)
	w.must(err)
	at := func(id int64, r auth.Role, unitID int64) auth.Actor {
		return auth.Actor{Kind: auth.Person, ID: id, Name: string(r), Unit: unitID, Grants: []auth.Grant{{Role: r, Perms: all.Perms(r), Units: auth.Units{IDs: []int64{unitID}}}}}
	}
	for i, r := range auth.Roles {
		w.people[r] = at(int64(i+1), r, czj.ID)
	}
	w.second, w.other = at(98, auth.Clerk, czj.ID), at(99, auth.Clerk, sfj.ID)
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

// until lets the days pass, and the nightly jobs run.
func (w *world) until(day calendar.Day) {
	w.Helper()
	w.clock.Set(day)
	_, err := w.run.RunDue(w.Context())
	w.must(err)
}

const (
	draft = `红谷滩区养犬管理办法
（征求意见稿）
第一条 为了规范养犬行为，制定本办法。
第二条 每户限养一只犬。
第三条 遛犬时间为每日二十时至次日六时。
第四条 违反本办法的，由公安机关责令改正。`
	after = `红谷滩区养犬管理办法
（征求意见稿）
第一条 为了规范养犬行为，制定本办法。
第二条 每户限养一只犬，导盲犬不在此限。
第三条 遛犬时间为每日十九时至次日七时。
第四条 违反本办法的，由公安机关责令改正。`
)

func edit() consult.Edit {
	return consult.Edit{
		Title: "关于征求《红谷滩区养犬管理办法》意见的公告", Kind: consult.Major, Explain: "近年来养犬纠纷增多，需要明确规则。", Draft: draft, Days: 30,
		Post: "红谷滩区政府办公室，邮编 330038", Contact: "区财政局 0791-80000000",
	}
}

// open is a consultation that takes opinions, until 2026-04-01.
func (w *world) open(in consult.Edit) consult.ID {
	w.Helper()
	c, err := w.s.Make(w.as(auth.Clerk), w.bureau, in)
	w.must(err)
	c, err = w.s.Ask(w.as(auth.Clerk), c.ID, consult.Seen{Rev: c.Rev})
	w.must(err)
	c, err = w.s.Approve(w.as(auth.Head), c.ID, consult.Seen{Rev: c.Rev})
	w.must(err)
	return c.ID
}

func (w *world) send(id consult.ID, at int, text, name, phone string) consult.Filed {
	w.Helper()
	out, err := w.s.Send(w.Context(), id, consult.Sending{Clause: at, Text: text, Sender: consult.Sender{Name: name, Phone: phone}}, "", network)
	w.must(err)
	return out
}

func (w *world) view(id consult.ID) consult.View {
	w.Helper()
	v, err := w.s.View(w.as(auth.Clerk), id)
	w.must(err)
	if !v.Counts.Conserved() {
		w.Errorf("counts are not conserved: %+v", v.Counts)
	}
	return v
}

// decide decides on the first group that waits.
func (w *world) decide(id consult.ID, in consult.Judgement) error {
	w.Helper()
	g := w.view(id).Groups[0]
	_, err := w.s.Decide(w.as(auth.Clerk), id, consult.Deciding{Group: int64(g.ID), Count: g.N, Judgement: in})
	return err
}

func (w *world) track(f consult.Filed) consult.Mine {
	w.Helper()
	m, err := w.s.Track(w.Context(), consult.By{Access: foi.Access{Number: f.Number, Code: f.Code}}, network)
	w.must(err)
	return m
}
