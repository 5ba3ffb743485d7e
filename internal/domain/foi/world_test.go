package foi_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/secret"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// world is a district in which requests are made.
type world struct {
	testing.TB
	db     *db.DB
	clock  *dbtest.Clock
	s      *foi.Service
	needs  foi.Needs
	files  *files.Store
	dir    string // of the files
	duties *duty.Service
	office unit.Unit // 区政府办公室
	bureau unit.Unit // 区财政局
	people map[auth.Role]auth.Actor
	codes  map[foi.ID]foi.Filed
	forms  int // that were opened
}

func each(t *testing.T, day calendar.Day, f func(w *world)) {
	t.Helper()
	clock := dbtest.At(day)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) { f(newWorld(t, d, clock, day)) })
}

func newWorld(t testing.TB, d *db.DB, clock *dbtest.Clock, day calendar.Day) *world {
	t.Helper()
	clock.Set(day)
	w := &world{TB: t, db: d, clock: clock, people: map[auth.Role]auth.Actor{}, codes: map[foi.ID]foi.Filed{}}
	p, err := profile.Open("honggutan")
	w.must(err)
	units := unit.New(d)
	_, err = units.Load(dbtest.As(t, auth.Machine("test")), p, false)
	w.must(err)
	h := holidays.New(d, law.Calendar())
	w.duties = duty.New(d, h)
	box, err := secret.NewBox([]byte(strings.Repeat("k", 32)))
	w.must(err)
	w.dir = t.TempDir()
	w.files, err = files.Open(d, files.Config{Dir: w.dir, Box: box})
	w.must(err)
	t.Cleanup(func() { _ = w.files.Close() })
	w.needs = foi.Needs{DB: d, Duties: w.duties, Holidays: h, Box: box, Files: w.files, Site: "https://gk.example.gov.cn", Words: i18n.T, Letters: func(*db.Tx) (letter.Set, error) { return p.Letters, nil }}
	w.needs.Cites = policy.Cites
	w.s = foi.New(w.needs)
	w.office, err = units.ByCode(t.Context(), "qfb")
	w.must(err)
	w.bureau, err = units.ByCode(t.Context(), "czj")
	w.must(err)
	rights, err := auth.Join(foi.Policy, duty.Policy)
	w.must(err)
	for i, r := range auth.Roles {
		w.people[r] = auth.Actor{Kind: auth.Person, ID: int64(i + 1), Name: string(r), Unit: w.bureau.ID, Grants: []auth.Grant{{Role: r, Perms: rights.Perms(r), Units: auth.Units{IDs: []int64{w.bureau.ID}}}}}
	}
	w.people[auth.Office] = auth.Actor{Kind: auth.Person, ID: 99, Name: "office", Unit: w.office.ID, Grants: []auth.Grant{{Role: auth.Office, Perms: rights.Perms(auth.Office), Units: auth.Units{All: true}}}}
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

func (w *world) as(r auth.Role) context.Context { return auth.With(w.Context(), w.people[r]) }

// on moves the clock of the district to the morning of a day.
func (w *world) on(day calendar.Day) { w.clock.Set(day) }

// citizen is a made-up applicant.
func citizen() foi.Applicant {
	return foi.Applicant{Kind: foi.Citizen, Name: "王小明", Paper: foi.IDCard, PaperNo: "110101199003070011", Phone: "13800000000", Mail: "wang@example.com", Address: "示例市示例路2号"}
}

func (w *world) filing() foi.Filing {
	w.forms++
	return foi.Filing{
		Applicant: citizen(), Wish: foi.Wish{Unit: w.bureau.ID, Want: "2022年度区级部门决算公开情况汇总表"},
		Delivery: foi.Delivery{Form: foi.MailForm, Way: foi.ByMail}, Token: fmt.Sprint(w.Name(), w.forms),
	}
}

// received is a request handed over the counter on a day, with a handler.
func (w *world) received(day calendar.Day) *foi.Request {
	w.Helper()
	w.on(day)
	f := w.filing()
	out, err := w.s.Receive(w.as(auth.Clerk), foi.Receipt{Filing: f, Channel: foi.Counter, Submitted: day}, foi.Papers{})
	w.must(err)
	w.codes[out.ID] = out
	r := w.load(out.ID)
	r, err = w.s.Assign(w.as(auth.Head), r.ID, foi.To{Rev: r.Rev, Person: w.people[auth.Clerk].ID})
	w.must(err)
	return r
}

func (w *world) load(id foi.ID) *foi.Request {
	w.Helper()
	v, err := w.s.View(w.as(auth.Clerk), id)
	w.must(err)
	return &v.Request
}

// hand is a letter that was given in hand on a day.
func hand(day calendar.Day) foi.Sending { return foi.Sending{How: foi.InHand, Day: day} }

// access is what the applicant of a request has in hand.
func (w *world) access(r *foi.Request) foi.Access {
	return foi.Access{Number: w.codes[r.ID].Number, Code: w.codes[r.ID].Code}
}
func findDuty(r *foi.Request) duty.Find { return duty.Find{From: r.Ref(), Rule: "foi.reply"} }

func isOpen(d duty.Seen) bool { return d.Status == duty.Open || d.Status == duty.Suspended }

func (w *world) openDuties(r *foi.Request) (n int) {
	w.Helper()
	rows, err := w.duties.Find(w.as(auth.Office), duty.Find{From: r.Ref()}, db.Page{})
	w.must(err)
	for _, d := range rows.Items {
		if isOpen(d) {
			n++
		}
	}
	return n
}

func (w *world) asked(r *foi.Request, i int) foi.Consult {
	w.Helper()
	v, err := w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	return v.Asked[i]
}

func (w *world) submit(r *foi.Request) error {
	_, err := w.s.Submit(w.as(auth.Clerk), r.ID, foi.Seen{Rev: r.Rev})
	return err
}

// lastLetter is the text of the newest letter of a request.
func (w *world) lastLetter(r *foi.Request) string {
	w.Helper()
	v, err := w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	_, d, err := w.s.Issue(w.as(auth.Clerk), r.ID, v.Letters[len(v.Letters)-1].ID)
	w.must(err)
	return d.Text()
}

// change does something to the database that no service does.
func (w *world) change(sql string) {
	w.Helper()
	w.must(w.db.Write(w.Context(), func(tx *db.Tx) error { _, err := tx.Exec(sql); return err }))
}
