package event_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/event"
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
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/platform/secret"
)

const today = "2026-03-02" // a Monday, nine o'clock

// world is a district that invites its people.
type world struct {
	testing.TB
	db     *db.DB
	clock  *dbtest.Clock
	s      *event.Service
	duties *duty.Service
	run    *jobs.Runner
	mails  *post
	bureau int64
	people map[auth.Role]auth.Actor
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
	w := &world{TB: t, db: d, clock: clock, people: map[auth.Role]auth.Actor{}, mails: listen(t)}
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
	mail, err := notify.New(d, notify.Config{SMTP: notify.SMTP{Host: "127.0.0.1", Port: w.mails.port, From: "gk@example.gov.cn", TLS: notify.Plain}})
	w.must(err)
	rules := func(*db.Tx) (*screen.Rules, error) { return screen.New(screen.Options{}), nil }
	index := search.New(d, search.NewLexicon(nil))
	w.s = event.New(event.Needs{DB: d, Duties: w.duties, Files: store, Search: index, Box: box, Mail: mail, Site: "https://gk.example.gov.cn/", Words: i18n.T, Rules: rules})
	index.Add(w.s.Found())
	w.run, err = jobs.NewRunner(d, jobs.Config{}, w.s.Kinds()...)
	w.must(err)
	czj, err := units.ByCode(t.Context(), "czj")
	w.must(err)
	sfj, err := units.ByCode(t.Context(), "sfj")
	w.must(err)
	w.bureau = czj.ID
	all, err := auth.Join(event.Policy, duty.Policy)
	w.must(err)
	at := func(id int64, r auth.Role, unitID int64) auth.Actor {
		return auth.Actor{Kind: auth.Person, ID: id, Name: string(r), Unit: unitID, Grants: []auth.Grant{{Role: r, Perms: all.Perms(r), Units: auth.Units{IDs: []int64{unitID}}}}}
	}
	for i, r := range auth.Roles {
		w.people[r] = at(int64(i+1), r, czj.ID)
	}
	w.other = at(99, auth.Clerk, sfj.ID)
	return w
}

// post is a mail server that keeps what it is sent.
type post struct {
	port int
	got  chan string
}

func listen(t testing.TB) *post {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	p := &post{got: make(chan string, 100)}
	if p.port, err = strconv.Atoi(port); err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(c)
		}
	}()
	return p
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

// visitor is nobody that the program knows.
func (w *world) visitor() context.Context { return auth.With(w.Context(), auth.Actor{}) }

// tick lets time pass, and the jobs run.
func (w *world) tick(d time.Duration) {
	w.Helper()
	w.clock.Add(d)
	_, err := w.run.RunDue(w.Context())
	w.must(err)
}

// edit is an event of 14 March, from nine to half past eleven.
func edit(kind event.Kind, places int) event.Edit {
	return event.Edit{
		Title: "走进财政局开放日", Kind: kind, About: "看财政资金怎样用，和局长面对面。", Most: 3, Who: "本区居民", Contact: "0791-80000000",
		Schedule: event.Schedule{Begins: "2026-03-14", Starts: "9：00", Ends: "2026-03-14", Stops: "11:30", Place: "红谷大道100号三楼", Places: places, Closes: "2026-03-12"},
	}
}

// announced is an event that takes enrolments.
func (w *world) announced(kind event.Kind, places int) event.ID {
	w.Helper()
	e, err := w.s.Make(w.as(auth.Clerk), w.bureau, edit(kind, places))
	w.must(err)
	e, err = w.s.Ask(w.as(auth.Clerk), e.ID, event.Seen{Rev: e.Rev})
	w.must(err)
	e, err = w.s.Approve(w.as(auth.Head), e.ID, event.Seen{Rev: e.Rev})
	w.must(err)
	return e.ID
}

// enrol enters the n-th person, who brings others along.
func (w *world) enrol(id event.ID, n, people int) event.Filed {
	w.Helper()
	out, err := w.s.Enrol(w.visitor(), id, person(n, people), "", fmt.Sprintf("203.0.113.%d", n%200+1))
	w.must(err)
	return out
}

func person(n, people int) event.Enrolling {
	return event.Enrolling{Name: fmt.Sprintf("王小明%d", n), Phone: fmt.Sprintf("1390000%04d", n), People: people, Token: fmt.Sprintf("form %d", n)}
}

func (w *world) view(id event.ID) event.View {
	w.Helper()
	v, err := w.s.View(w.as(auth.Clerk), id)
	w.must(err)
	if v.Counts.Places != v.Counts.Taken+v.Counts.Free || v.Counts.Free < 0 {
		w.Errorf("places are not conserved: %+v", v.Counts)
	}
	return v
}

// track opens a receipt.
func (w *world) track(f event.Filed) event.Mine {
	w.Helper()
	in := event.By{}
	in.Number, in.Code = f.Number, f.Code
	m, err := w.s.Track(w.visitor(), in, "203.0.113.9")
	w.must(err)
	return m
}

func (w *world) withdraw(f event.Filed) (event.Mine, error) {
	in := event.By{}
	in.Number, in.Code = f.Number, f.Code
	return w.s.Withdraw(w.visitor(), in, "203.0.113.9")
}

func picture(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
