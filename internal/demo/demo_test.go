package demo_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/demo"
	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/correction"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/proposal"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
	"gongkai.example/gongkai/internal/simulate"
)

// district is an empty reference district under the clock of the demo.
func district(t *testing.T) simulate.District {
	t.Helper()
	clock := &simulate.Clock{Wall: time.Now}
	clock.Set(demo.Issued)
	d, err := db.Open(t.Context(), db.Config{DSN: filepath.Join(t.TempDir(), "demo.db"), Unsafe: true, Clock: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	p, err := profile.Open("honggutan")
	if err != nil {
		t.Fatal(err)
	}
	policy, err := auth.Join(plan.Policy, duty.Policy, user.Policy, unit.Policy, publish.Policy, topic.Policy, catalogue.Policy, column.Policy, foi.Policy, proposal.Policy, correction.Policy, annual.Policy, remedy.Policy)
	if err != nil {
		t.Fatal(err)
	}
	units, duties := unit.New(d), duty.New(d, holidays.New(d, law.Calendar()))
	rules := func(*db.Tx) (*screen.Rules, error) { return screen.New(screen.Options{Packs: screen.Packs()}), nil }
	columns, catalogues := column.New(d, duties), catalogue.New(d, duties, rules)
	units.Columns, columns.Words, catalogues.Words = columns.Load, i18n.T, i18n.T
	if _, err := units.Load(auth.With(t.Context(), auth.Machine("test")), p, false); err != nil {
		t.Fatal(err)
	}
	sessions := session.New(d, session.Config{})
	users := user.New(user.Needs{
		DB: d, Policy: policy, Sessions: sessions, Issuer: "demo",
		Hasher: secret.NewHasher(secret.Params{Memory: 64, Passes: 1, Threads: 1}, 2),
	})
	sessions.Actor = users.ActorIn
	box, err := secret.NewBox(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	store, err := files.Open(d, files.Config{Dir: t.TempDir(), Box: box})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	index := search.New(d, search.NewLexicon(p.SameWords()))
	items := publish.New(publish.Needs{DB: d, Duties: duties, Columns: columns, Catalogues: catalogues, Files: store, Search: index})
	items.Words, items.Rules = i18n.T, rules
	index.Add(items.Found())
	duties.People = users.People
	requests := foi.New(foi.Needs{
		DB: d, Duties: duties, Holidays: holidays.New(d, law.Calendar()), Box: box, Files: store, Words: i18n.T,
		Letters: func(*db.Tx) (letter.Set, error) { return p.Letters, nil }, Rules: items.Rules,
	})
	remedies := remedy.New(remedy.Needs{Rules: items.Rules, DB: d, Duties: duties, Holidays: holidays.New(d, law.Calendar()), Requests: requests, Box: box, Words: i18n.T})
	proposals := proposal.New(proposal.Needs{DB: d, Duties: duties, Requests: requests, Items: items, Files: store, Box: box, Words: i18n.T})
	corrections := correction.New(correction.Needs{DB: d, Duties: duties, Requests: requests, Files: store, Box: box, Words: i18n.T, Letters: func(*db.Tx) (letter.Set, error) { return p.Letters, nil }})
	plans := plan.New(d, duties, nil, items.Rules)
	plans.Words = i18n.T
	reports := annual.New(annual.Needs{DB: d, Duties: duties, Plans: plans, Items: items, Fonts: letter.OpenFonts(""), Words: i18n.T})
	items.Released = func(tx *db.Tx, id publish.ID) error {
		if err := proposals.Released(tx, id); err != nil {
			return err
		}
		return reports.Released(tx, id)
	}
	runner, err := jobs.NewRunner(d, jobs.Config{}, slices.Concat(items.Kinds(), requests.Kinds(), proposals.Kinds(), store.Kinds())...)
	if err != nil {
		t.Fatal(err)
	}
	return simulate.District{
		Holidays: holidays.New(d, law.Calendar()), Users: users, Units: units, Plans: plans, Duties: duties, Profile: p, Clock: clock,
		Columns: columns, Catalogues: catalogues, Items: items, Topics: topic.New(d, items.Rules), Requests: requests, Proposals: proposals, Corrections: corrections, Reports: reports, Files: store, Remedies: remedies,
		RunDue: func(ctx context.Context) error { _, err := runner.RunDue(ctx); return err },
	}
}

// TestFill tells the story twice from one seed: the district is a living one,
// and the figures are the same.
func TestFill(t *testing.T) {
	d, out, page := told(t)
	people := out.People
	if len(people) < 10 {
		t.Errorf("%d people to sign in as", len(people))
	}
	in, err := d.Users.SignIn(t.Context(), user.SignIn{Login: people[0].Login, Password: simulate.Password}, session.Client{})
	if err != nil || in.Session.MustChange() {
		t.Errorf("%s cannot sign in: %v", people[0].Login, err)
	}
	reports := 0
	for _, pt := range page.Points {
		reports += len(pt.Told)
	}
	if c := page.Total; c.Late == 0 || c.Soon == 0 || c.InTime == 0 || c.Done == 0 || c.DoneLate == 0 || reports == 0 {
		t.Errorf("a living district has every light: %+v, and public reports: %d", c, reports)
	}
	if _, _, again := told(t); again.Total != page.Total {
		t.Errorf("%+v\n%+v", page.Total, again.Total)
	}
}

// told fills a district and returns the public page of its plan.
func told(t *testing.T) (simulate.District, demo.Told, plan.Page) {
	t.Helper()
	d := district(t)
	start := time.Now()
	out, err := demo.Fill(t.Context(), d, 7)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("told in %v", time.Since(start))
	p, err := d.Plans.Newest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	page, err := d.Plans.Page(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	return d, out, page
}

// TestPress: what is in public in the story, and what waits in each state.
func TestPress(t *testing.T) {
	d, _, _ := told(t)
	rows, err := d.Items.Latest(t.Context(), publish.Look{}, db.Page{Size: 200})
	if err != nil || len(rows.Items) < 40 {
		t.Errorf("%d items in public, %v", len(rows.Items), err)
	}
	system := auth.With(t.Context(), auth.Machine("test"))
	for _, state := range []publish.Status{publish.Drafted, publish.Submitted, publish.Reviewed, publish.Cleared, publish.Scheduled, publish.Superseded, publish.Withdrawn, publish.Kept} {
		found, err := d.Items.Find(system, publish.Find{Status: state}, db.Page{})
		if err != nil || len(found.Items) == 0 {
			t.Errorf("nothing is %s, %v", state, err)
		}
	}
	page, err := d.Topics.Page(t.Context(), "yshj", db.Page{})
	if err != nil || len(page.Items.Items) == 0 {
		t.Errorf("the topic shows %d items, %v", len(page.Items.Items), err)
	}
	board, err := d.Catalogues.Board(system)
	imported := slices.DeleteFunc(board.Rows, func(r catalogue.BoardRow) bool { return r.Version == 0 })
	if err != nil || len(imported) != 3 {
		t.Errorf("%d catalogues, %v", len(imported), err)
	}
}

// TestMoney: a fee is outstanding and one is paid with its receipt and a term begun
// afresh; one request is answered later for good reasons; cases of the year before
// were taken over from paper; and corrections stand received and told.
func TestMoney(t *testing.T) {
	d, _, _ := told(t)
	system := auth.With(t.Context(), auth.Machine("test"))
	fees := map[foi.Paid]foi.Fee{}
	rows, err := d.Requests.Find(system, foi.Find{}, db.Page{Size: 200})
	if err != nil {
		t.Fatal(err)
	}
	paper, delayed := 0, 0
	for _, row := range rows.Items {
		if row.Batch != 0 {
			paper++
			continue
		}
		v, err := d.Requests.View(system, row.ID)
		if err != nil {
			t.Fatal(err)
		}
		if v.Deadline.Delay.N > 0 {
			delayed++
		}
		for _, c := range v.Charges {
			fees[c.State] = foi.Fee{Amount: c.Fen}
			switch {
			case c.State == foi.Noticed && (v.Request.Status != foi.Charging || c.Until <= demo.Today):
				t.Errorf("the fee that is asked for: %s until %s", v.Request.Status, c.Until)
			case c.State == foi.Settled && (c.Receipt == "" || v.Request.Clock.Started() != c.Paid || v.Request.Due <= demo.Today):
				t.Errorf("the fee that is paid: %+v, due %s", c, v.Request.Due)
			}
		}
	}
	if paper != 10 || delayed != 1 || fees[foi.Settled].Amount != 15000 || fees[foi.Noticed].Amount != 510000 {
		t.Errorf("%d cases on paper, %d delayed, fees %+v", paper, delayed, fees)
	}
	found, err := d.Corrections.Find(system, correction.Find{}, db.Page{})
	states := map[correction.Status]int{}
	for _, c := range found.Items {
		states[c.Status]++
	}
	if err != nil || states[correction.Received] == 0 || states[correction.Told] == 0 {
		t.Errorf("corrections %v, %v", states, err)
	}
}

// TestLetters: letters wait in the mailbox of the office.
func TestLetters(t *testing.T) {
	d, _, _ := told(t)
	err := d.Requests.Collect(t.Context()) // no mailbox is set: nothing is asked
	rows, found := d.Requests.FindIncoming(auth.With(t.Context(), auth.Machine("test")), foi.FindIncoming{Status: foi.Unsorted}, db.Page{})
	if err != nil || found != nil || len(rows.Items) != 2 || rows.Items[1].Arrived != "2023-10-25" {
		t.Errorf("letters %+v, %v, %v", rows.Items, err, found)
	}
}
