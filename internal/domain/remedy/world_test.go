package remedy_test

import (
	"context"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
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
	"gongkai.example/gongkai/internal/platform/secret"
)

var rules = screen.New(screen.Options{Packs: screen.Packs()})

func TestMain(m *testing.M) { dbtest.Main(m) }

// world is a district in which somebody is not content.
type world struct {
	testing.TB
	db       *db.DB
	clock    *dbtest.Clock
	s        *remedy.Service
	requests *foi.Service
	duties   *duty.Service
	bureau   unit.Unit
	office   unit.Unit
	people   map[auth.Role]auth.Actor
	filed    foi.Filed
}

func each(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := dbtest.At("2023-09-18")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2023-09-18")
		w := &world{TB: t, db: d, clock: clock, people: map[auth.Role]auth.Actor{}}
		p, err := profile.Open("honggutan")
		w.must(err)
		units := unit.New(d)
		_, err = units.Load(dbtest.As(t, auth.Machine("test")), p, false)
		w.must(err)
		h := holidays.New(d, law.Calendar())
		w.duties = duty.New(d, h)
		box, err := secret.NewBox([]byte(strings.Repeat("k", 32)))
		w.must(err)
		store, err := files.Open(d, files.Config{Dir: t.TempDir(), Size: 1 << 20, Box: box})
		w.must(err)
		t.Cleanup(func() { _ = store.Close() })
		w.requests = foi.New(foi.Needs{Files: store, DB: d, Duties: w.duties, Holidays: h, Box: box, Words: i18n.T, Letters: func(*db.Tx) (letter.Set, error) { return p.Letters, nil }})
		w.s = remedy.New(remedy.Needs{Files: store, Rules: func(*db.Tx) (*screen.Rules, error) { return rules, nil }, DB: d, Duties: w.duties, Holidays: h, Requests: w.requests, Box: box, Words: i18n.T})
		w.bureau, err = units.ByCode(t.Context(), "czj")
		w.must(err)
		w.office, err = units.ByCode(t.Context(), "qfb")
		w.must(err)
		policy, err := auth.Join(foi.Policy, remedy.Policy, duty.Policy)
		w.must(err)
		for i, r := range auth.Roles {
			reach, at := auth.Units{IDs: []int64{w.bureau.ID}}, w.bureau.ID
			if r == auth.Office {
				reach, at = auth.Units{All: true}, w.office.ID
			}
			w.people[r] = auth.Actor{Kind: auth.Person, ID: int64(i + 1), Name: string(r), Unit: at, Grants: []auth.Grant{{Role: r, Perms: policy.Perms(r), Units: reach}}}
		}
		w.file()
		f(w)
	})
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) as(r auth.Role) context.Context { return auth.With(w.Context(), w.people[r]) }

func (w *world) on(day calendar.Day) { w.clock.Set(day) }

// file has somebody ask for something over the counter.
func (w *world) file() {
	w.Helper()
	out, err := w.requests.Receive(w.as(auth.Clerk), foi.Receipt{Channel: foi.Counter, Submitted: "2023-09-18", Filing: foi.Filing{
		Applicant: foi.Applicant{Kind: foi.Citizen, Name: "王小明", Paper: foi.IDCard, PaperNo: "110101199003070011", Phone: "13800000000", Mail: "wang@example.com"},
		Wish:      foi.Wish{Unit: w.bureau.ID, Want: "2022年度区级部门决算公开情况汇总表"}, Delivery: foi.Delivery{Form: foi.MailForm, Way: foi.ByCode},
	}}, foi.Papers{})
	w.must(err)
	w.filed = out
}

// answered is the request as it would be after its reply was served: the way there
// is proved in package foi.
func (w *world) answered(day calendar.Day, result string) {
	w.Helper()
	w.on(day)
	w.must(w.db.Write(w.Context(), func(tx *db.Tx) error {
		for _, q := range []string{
			"UPDATE foi_request SET state = 'answered', answered = '" + string(day) + "', ended = '" + string(day) + "', sort_day = '9999'",
			"UPDATE foi_item SET result = '" + result + "'",
		} {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (w *world) access() foi.Access {
	return foi.Access{Number: w.filed.Number, Code: w.filed.Code}
}

// owed are the open duties of a case.
func (w *world) owed(c *remedy.Case) (out []duty.Seen) {
	w.Helper()
	rows, err := w.duties.Find(w.as(auth.Office), duty.Find{From: c.Ref()}, db.Page{})
	w.must(err)
	for _, d := range rows.Items {
		if d.Status == duty.Open {
			out = append(out, d)
		}
	}
	return out
}

func (w *world) review() *remedy.Case {
	w.Helper()
	c, err := w.s.Register(w.as(auth.Clerk), remedy.Entry{
		Kind: remedy.Review, Unit: w.bureau.ID, Request: w.filed.Number, Party: remedy.Applicant, Way: remedy.Notice, Received: w.db.Today(), Organ: "红谷滩区人民政府", FileNo: "红府复〔2023〕5号",
	})
	w.must(err)
	return c
}
