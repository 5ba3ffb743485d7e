package correction_test

import (
	"context"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/correction"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
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

// world is a district that corrects what it holds about people.
type world struct {
	testing.TB
	db       *db.DB
	clock    *dbtest.Clock
	s        *correction.Service
	requests *foi.Service
	duties   *duty.Service
	bureau   int64
	other    int64
	people   map[auth.Role]auth.Actor
	stranger auth.Actor // a clerk of the other bureau
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
	_, err = units.Load(dbtest.As(t, auth.Machine("test")), p, false)
	w.must(err)
	h := holidays.New(d, law.Calendar())
	w.duties = duty.New(d, h)
	box, err := secret.NewBox([]byte(strings.Repeat("k", 32)))
	w.must(err)
	letters := func(*db.Tx) (letter.Set, error) { return p.Letters, nil }
	store, err := files.Open(d, files.Config{Dir: t.TempDir(), Box: box})
	w.must(err)
	t.Cleanup(func() { _ = store.Close() })
	w.requests = foi.New(foi.Needs{DB: d, Duties: w.duties, Holidays: h, Box: box, Files: store, Words: i18n.T, Letters: letters})
	w.s = correction.New(correction.Needs{DB: d, Duties: w.duties, Requests: w.requests, Files: store, Box: box, Words: i18n.T, Letters: letters})
	for code, id := range map[string]*int64{"czj": &w.bureau, "sfj": &w.other} {
		u, err := units.ByCode(t.Context(), code)
		w.must(err)
		*id = u.ID
	}
	policy, err := auth.Join(correction.Policy, foi.Policy, duty.Policy)
	w.must(err)
	at := func(id int64, r auth.Role, unitID int64) auth.Actor {
		over := auth.Units{IDs: []int64{unitID}}
		if r == auth.Office {
			over = auth.Units{All: true}
		}
		return auth.Actor{Kind: auth.Person, ID: id, Name: string(r), Unit: unitID, Grants: []auth.Grant{{Role: r, Perms: policy.Perms(r), Units: over}}}
	}
	for i, r := range auth.Roles {
		w.people[r] = at(int64(i+1), r, w.bureau)
	}
	w.stranger = at(99, auth.Clerk, w.other)
	w.duties.People = func(*db.Tx, auth.Perm, int64) ([]int64, error) { return nil, nil }
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

// wantField asks that a fault is about a field.
func (w *world) wantField(err error, field string) {
	w.Helper()
	if fault.Of(err) != fault.Invalid || fault.As(err).Fields[field].Key == "" {
		w.Errorf("got %v, want a fault about %s", err, field)
	}
}

func (w *world) as(r auth.Role) context.Context { return auth.With(w.Context(), w.people[r]) }

const network = "203.0.113.9"

func (w *world) filing(token string) correction.Filing {
	return correction.Filing{
		Applicant: foi.Applicant{Kind: foi.Citizen, Name: "王小明", Paper: foi.IDCard, PaperNo: "110101199003070011", Phone: "13800000000"},
		Claim:     correction.Claim{Unit: w.bureau, Record: "2025年高龄补贴发放名单", Wrong: "出生日期写成1993年3月7日", Right: "1990年3月7日", Proof: "居民身份证"},
		Token:     token,
	}
}

// scanText is what a proof says.
const scanText = "%PDF-1.4\n王小明的身份证\n%%EOF\n"

// scan is a proof that was taken in.
func (w *world) scan() []files.Upload {
	w.Helper()
	u, err := w.requests.StageSealed(w.Context(), "王小明身份证.pdf", []byte(scanText))
	w.must(err)
	return []files.Upload{u}
}

// filed is a correction from the portal that the bureau checks.
func (w *world) filed(token string) (*correction.Correction, foi.Access) {
	w.Helper()
	out, err := w.s.File(w.Context(), w.filing(token), w.scan(), network)
	w.must(err)
	c, err := w.s.Check(w.as(auth.Clerk), out.ID, correction.Seen{Rev: 1})
	w.must(err)
	return c, foi.Access{Number: out.Number, Code: out.Code}
}

// owed lists the last days of what a correction owes.
func (w *world) owed(c *correction.Correction) (out []string) {
	w.Helper()
	rows, err := w.duties.Find(w.as(auth.Office), duty.Find{From: c.Ref()}, db.Page{})
	w.must(err)
	for _, d := range rows.Items {
		if d.Status == duty.Open {
			out = append(out, string(d.Due))
		}
	}
	return out
}
