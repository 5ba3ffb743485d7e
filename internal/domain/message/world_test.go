package message_test

import (
	"context"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/platform/secret"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// world is a district that answers letters.
type world struct {
	testing.TB
	db       *db.DB
	clock    *dbtest.Clock
	s        *message.Service
	duties   *duty.Service
	index    *search.Index
	bureau   int64
	other    int64
	office   int64
	people   map[auth.Role]auth.Actor
	judge    auth.Actor // a second person of the office
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
	w.index = search.New(d, search.NewLexicon(nil))
	box, err := secret.NewBox([]byte(strings.Repeat("k", 32)))
	w.must(err)
	w.s = message.New(message.Needs{
		DB: d, Duties: w.duties, Holidays: h, Search: w.index, Box: box, Words: i18n.T,
		Rules: func(*db.Tx) (*screen.Rules, error) { return screen.New(screen.Options{}), nil },
		Cites: policy.Cites,
		Cited: func(_ *db.Tx, path string) (string, error) {
			if path == "/publish/7" {
				return "办事指南", nil
			}
			return "", fault.New(fault.NotFound, "not_found")
		},
	})
	w.index.Add(w.s.Found())
	for code, id := range map[string]*int64{"czj": &w.bureau, "sfj": &w.other} {
		u, err := units.ByCode(t.Context(), code)
		w.must(err)
		*id = u.ID
	}
	w.must(d.Read(t.Context(), func(tx *db.Tx) error { u, err := unit.InCharge(tx); w.office = u.ID; return err }))
	rights, err := auth.Join(message.Policy, duty.Policy)
	w.must(err)
	at := func(id int64, r auth.Role, unitID int64) auth.Actor {
		over := auth.Units{IDs: []int64{unitID}}
		if r == auth.Office {
			over = auth.Units{All: true}
		}
		return auth.Actor{Kind: auth.Person, ID: id, Name: string(r), Unit: unitID, Grants: []auth.Grant{{Role: r, Perms: rights.Perms(r), Units: over}}}
	}
	for i, r := range auth.Roles {
		w.people[r] = at(int64(i+1), r, w.bureau)
	}
	w.judge, w.stranger = at(98, auth.Office, w.office), at(99, auth.Clerk, w.other)
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

// wantField asks that a fault is about a field, and says so.
func (w *world) wantField(err error, field, key string) {
	w.Helper()
	if fault.Of(err) != fault.Invalid || fault.As(err).Fields[field].Key != key {
		w.Errorf("got %v, want %s about %s", err, key, field)
	}
}

func (w *world) as(r auth.Role) context.Context { return auth.With(w.Context(), w.people[r]) }

const network = "203.0.113.9"

// question is a letter with two questions, from somebody who tells a telephone.
func (w *world) question() message.Sending {
	return message.Sending{
		Kind:    message.Consult,
		Letter:  message.Letter{Unit: w.bureau, Title: "补贴什么时候发放", Text: "您好，我是王小明。今年的惠农补贴什么时候发放？要带哪些材料去办理？"},
		Sender:  message.Sender{Name: "王小明", Phone: "13800000000"},
		Consent: true,
	}
}

// filed is a letter from the portal, with what its sender shows.
func (w *world) filed(in message.Sending) (message.ID, message.By) {
	w.Helper()
	out, err := w.s.File(w.Context(), in, "", network)
	w.must(err)
	return out.ID, message.By{Access: foi.Access{Number: out.Number, Code: out.Code}}
}

// draft answers each of two questions.
func draft(rev int64) message.Draft {
	d := message.Draft{Rev: rev, Opening: "您好，您的来信收悉。"}
	d.Answers[0].Text = "今年的惠农补贴将于4月15日前打入一卡通账户。"
	d.Answers[1].Text = "不需要带材料，由村委会统一核对后发放到户。"
	return d
}

// rev is the rev of a letter now.
func (w *world) rev(id message.ID) int64 {
	w.Helper()
	return w.view(id).Message.Rev
}

func (w *world) view(id message.ID) message.View {
	w.Helper()
	v, err := w.s.View(w.as(auth.Office), id)
	w.must(err)
	return v
}

// answered brings a letter of the bureau from its receipt to its reply.
func (w *world) answered(id message.ID) {
	w.Helper()
	_, err := w.s.Sign(w.as(auth.Clerk), id, message.Seen{Rev: w.rev(id)})
	w.must(err)
	w.replied(id)
}

// replied brings a letter that is dealt with to its reply.
func (w *world) replied(id message.ID) {
	w.Helper()
	_, err := w.s.HandIn(w.as(auth.Clerk), id, draft(w.rev(id)))
	w.must(err)
	_, err = w.s.SignOff(w.as(auth.Head), id, message.Seen{Rev: w.rev(id)})
	w.must(err)
}

// owed lists what a letter owes: rule, last day and unit.
func (w *world) owed(id message.ID) map[string]duty.Duty {
	w.Helper()
	rows, err := w.duties.Find(w.as(auth.Office), duty.Find{From: message.RefOf(id)}, db.Page{})
	w.must(err)
	out := map[string]duty.Duty{}
	for _, d := range rows.Items {
		if d.Status == duty.Open {
			if _, twice := out[d.Rule]; twice {
				w.Errorf("%s is owed twice", d.Rule)
			}
			out[d.Rule] = d.Duty
		}
	}
	return out
}

func (w *world) wantDue(id message.ID, rule string, unitID int64, due calendar.Day) {
	w.Helper()
	if d := w.owed(id)[rule]; d.Due != due || d.UnitID != unitID {
		w.Errorf("%s: %d owes it until %q, want %d until %q", rule, d.UnitID, d.Due, unitID, due)
	}
}
