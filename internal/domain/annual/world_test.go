package annual_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/account"
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
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// world is a district at the beginning of 2026, with the cases of the year before.
type world struct {
	testing.TB
	db      *db.DB
	clock   *dbtest.Clock
	s       *annual.Service
	items   *publish.Service
	duties  *duty.Service
	bureau  int64 // 区财政局
	root    int64
	people  map[auth.Role]auth.Actor // of the bureau; the office is that of the district
	second  auth.Actor               // another officer
	signers map[auth.Role]auth.Actor // of the district itself
	made    int
}

const today = "2026-01-12"

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
	w := &world{TB: t, db: d, clock: clock, people: map[auth.Role]auth.Actor{}, signers: map[auth.Role]auth.Actor{}}
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
	w.read(func(tx *db.Tx) error {
		root, err := unit.Root(tx)
		w.root = root.ID
		return err
	})
	store, err := files.Open(d, files.Config{Dir: t.TempDir()})
	w.must(err)
	t.Cleanup(func() { _ = store.Close() })
	rules := func(*db.Tx) (*screen.Rules, error) {
		return screen.New(screen.Options{Key: []byte("of the test")}), nil
	}
	w.items = publish.New(publish.Needs{DB: d, Duties: w.duties, Columns: columns, Catalogues: catalogue.New(d, w.duties, rules), Files: store, Search: search.New(d, search.NewLexicon(nil))})
	w.items.Words, w.items.Rules = i18n.T, rules
	plans := plan.New(d, w.duties, store, search.New(d, search.NewLexicon(nil)), rules)
	plans.Words = i18n.T
	w.s = annual.New(annual.Needs{DB: d, Duties: w.duties, Plans: plans, Items: w.items, Fonts: letter.OpenFonts(""), Words: i18n.T})
	w.items.Released = w.s.Released
	policy, err := auth.Join(annual.Policy, publish.Policy, duty.Policy, foi.Policy, remedy.Policy, plan.Policy)
	w.must(err)
	for i, r := range auth.Roles {
		grant := func(id int64, over auth.Units) auth.Actor {
			return auth.Actor{Kind: auth.Person, ID: id, Name: string(r), Unit: w.bureau, Grants: []auth.Grant{{Role: r, Perms: policy.Perms(r), Units: over}}}
		}
		w.signers[r] = grant(int64(100+i), auth.Units{All: true})
		w.people[r] = grant(int64(i+1), auth.Units{IDs: []int64{w.bureau}})
	}
	w.people[auth.Office] = w.signers[auth.Office]
	w.second = w.people[auth.Office]
	w.second.ID = 99
	w.duties.People = func(*db.Tx, auth.Perm, int64) ([]int64, error) { return nil, nil }
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		if e := fault.As(err); e != nil {
			w.Fatalf("%v %v %v", err, e.Fields, e.Rows)
		}
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

func (w *world) read(f func(tx *db.Tx) error) {
	w.Helper()
	w.must(w.db.Read(dbtest.As(w.TB, auth.Machine("test")), f))
}

func (w *world) write(f func(tx *db.Tx) error) {
	w.Helper()
	w.must(w.db.Write(dbtest.As(w.TB, auth.Machine("test")), f))
}

// asked stores a request of a unit with one 件. "" of ended is one that is open.
func (w *world) asked(unitID int64, kind foi.Kind, received, ended calendar.Day, result string) (item int64) {
	w.Helper()
	w.made++
	w.write(func(tx *db.Tx) error {
		id, n := tx.ID(), fmt.Sprintf("%s-%05d", received[:4], w.made)
		state := foi.Archived
		if ended == "" {
			state = foi.Handling
		}
		_, err := tx.Exec(`INSERT INTO foi_request (id, rev, unit_id, first_id, number, year, code, token, kind, person, applicant, shown, want, form, way, channel, submitted, received, state, sort_day, ended, answered, counts)
			VALUES (?, 1, ?, ?, ?, ?, '', ?, ?, '', '', '王*', '决算', 'mail', 'mail', 'counter', ?, ?, ?, '9999-12-31', ?, ?, 1)`,
			id, unitID, unitID, n, received.Year(), n, kind, received, received, state, ended, ended)
		if err != nil {
			return err
		}
		item = tx.ID()
		_, err = tx.Exec("INSERT INTO foi_item (id, rev, request_id, sort, text, result) VALUES (?, 1, ?, 1, '决算', ?)", item, id, result)
		return err
	})
	return item
}

// disputed stores a review or a suit.
func (w *world) disputed(unitID int64, kind remedy.Kind, reviewed bool, received, decided calendar.Day, outcome string) {
	w.Helper()
	w.made++
	w.write(func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO remedy_case (id, rev, unit_id, number, year, kind, way, reviewed, received, due, state, decided, outcome) VALUES (?, 1, ?, ?, ?, ?, 'notice', ?, ?, ?, 'decided', ?, ?)`,
			tx.ID(), unitID, fmt.Sprintf("r-%05d", w.made), received.Year(), kind, reviewed, received, received, decided, outcome)
		return err
	})
}

// document stores a normative document that is public.
func (w *world) document(unitID int64, on calendar.Day, validity publish.Validity, since calendar.Day) {
	w.Helper()
	w.made++
	number := ""
	if w.made%2 == 0 { // not every one has a number of its own
		number = fmt.Sprintf("红谷府发〔2025〕%d号", w.made)
	}
	w.write(func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO publish_item (id, rev, unit_id, index_no, title, number, made_on, anchor, attribute, state, validity, validity_on, made_at, first_at, released_at)
			VALUES (?, 1, ?, ?, '规定', ?, ?, 'foi:20-1', 'open', 'live', ?, ?, ?, ?, ?)`,
			tx.ID(), unitID, fmt.Sprintf("x%05d", w.made), number, on, validity, since, tx.Now, on.Time(), on.Time())
		return err
	})
}

// lived gives the bureau a year: what came, what was carried over in both directions,
// each kind of result, disputes and documents.
func (w *world) lived() {
	w.Helper()
	b := w.bureau
	w.asked(b, foi.Citizen, "2024-12-20", "2025-01-10", "A2")  // carried over from 2024
	w.asked(b, foi.Business, "2024-12-25", "2025-02-03", "N4") // and from a company
	w.asked(b, foi.Citizen, "2024-06-01", "2024-06-20", "A2")  // nothing to do with 2025
	w.asked(b, foi.Citizen, "2025-03-01", "2025-03-20", "A2")
	w.asked(b, foi.Citizen, "2025-03-02", "2025-03-25", "A3")
	w.asked(b, foi.Legal, "2025-05-02", "2025-05-25", "U1")
	w.asked(b, foi.Citizen, "2025-07-02", "2025-07-25", "S1")
	w.asked(b, foi.Citizen, "2025-08-02", "2025-08-09", "O3")
	w.asked(b, foi.Welfare, "2025-12-20", "", "A2")           // open, with a result in draft
	w.asked(b, foi.Citizen, "2025-12-29", "2026-01-09", "A2") // open at the end of the year
	w.asked(b, foi.Citizen, "2026-01-05", "", "")             // of the next year
	w.disputed(b, remedy.Review, false, "2025-04-01", "2025-05-20", "upheld")
	w.disputed(b, remedy.Review, false, "2025-11-01", "2026-01-08", "upheld") // pending on 31 December
	w.disputed(b, remedy.Suit, true, "2024-11-01", "2025-03-08", "annulled")
	w.document(b, "2025-02-01", publish.Valid, "")
	w.document(b, "2020-02-01", publish.Repealed, "2025-06-01")
	w.document(b, "2019-02-01", publish.Valid, "")
	w.document(b, "2018-02-01", publish.Lapsed, "2024-06-01") // gone before the year
}

func whole(n int) account.Number { return account.Whole(n) }

// night runs the job that begins reports.
func (w *world) night() {
	w.Helper()
	w.must(w.s.Open(auth.With(w.Context(), auth.Machine("annual.open"))))
}

// begun is the report of a unit on 2025, which the job makes.
func (w *world) begun(unitID int64) *annual.Report {
	w.Helper()
	w.night()
	rows, err := w.s.Find(w.as(auth.Office), annual.Find{Year: 2025, Unit: unitID}, db.Page{})
	w.must(err)
	if len(rows.Items) != 1 {
		w.Fatalf("%d reports", len(rows.Items))
	}
	return &rows.Items[0].Report
}

func (w *world) view(id annual.ID) annual.View {
	w.Helper()
	v, err := w.s.View(w.as(auth.Office), id)
	w.must(err)
	return v
}

func entered(r *annual.Report) annual.Enter {
	return annual.Enter{Rev: r.Rev, Licence: "12", LicenceFrom: "区政数局台账", Penalty: "3", Coercion: "0", PenaltyFrom: "区司法局统计表", Charge: "0.5", ChargeFrom: "区财政局台账"}
}

func written(r *annual.Report) annual.Written {
	return annual.Written{Rev: r.Rev, Intro: r.Text.Intro, One: r.Text.One, Six: r.Text.Six, Five: "少数答复说理不够充分，下一年组织评查；目录更新不及时，按季度核对。"}
}

// frozen enters what no record holds, writes the text and freezes.
func (w *world) frozen(by context.Context, r *annual.Report) *annual.Report {
	w.Helper()
	r, err := w.s.Enter(by, r.ID, entered(r))
	w.must(err)
	r, err = w.s.Edit(by, r.ID, written(r))
	w.must(err)
	r, err = w.s.Freeze(by, r.ID, annual.Seen{Rev: r.Rev})
	w.must(err)
	return r
}

// accepted takes a frozen report through the hands.
func (w *world) accepted(by context.Context, head auth.Actor, r *annual.Report) *annual.Report {
	w.Helper()
	r, err := w.s.Submit(by, r.ID, annual.Seen{Rev: r.Rev})
	w.must(err)
	r, err = w.s.Approve(auth.With(w.Context(), head), r.ID, annual.Seen{Rev: r.Rev})
	w.must(err)
	r, err = w.s.Accept(auth.With(w.Context(), w.second), r.ID, annual.Seen{Rev: r.Rev})
	w.must(err)
	return r
}

func at(place string) (p account.Place) {
	if err := p.UnmarshalText([]byte(place)); err != nil {
		panic(err)
	}
	return p
}

func number(v annual.View, place string) account.Number {
	for _, n := range v.Numbers {
		if n.Place == at(place) {
			return n.Number
		}
	}
	return -1
}

func rowsText(err error) string {
	var b strings.Builder
	if e := fault.As(err); e != nil {
		for _, r := range e.Rows {
			b.WriteString(r.Column + ": " + i18n.Text(r.Text) + "\n")
		}
	}
	return b.String()
}
