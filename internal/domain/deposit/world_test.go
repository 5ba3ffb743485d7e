package deposit_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/deposit"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/policy/policytest"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// world is a district whose profile names the library of the city, and who hands over there: two people of
// the bureau of justice.
type world struct {
	*policytest.World
	s             *deposit.Service
	justice       int64
	clerk, second auth.Actor
}

func each(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := dbtest.At("2023-03-01")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2023-03-01")
		f(newWorld(t, d, clock))
	})
}

func newWorld(t testing.TB, d *db.DB, clock *dbtest.Clock) *world {
	t.Helper()
	w := &world{World: policytest.New(t, d, clock, "mzj", "czj", deposit.Policy)}
	w.s = deposit.New(deposit.Needs{DB: d, Duties: w.Duties, Documents: w.Docs, Files: w.Files, Words: i18n.T})
	w.Docs.Affected = w.s.Affected
	w.Items.Released = func(tx *db.Tx, id publish.ID) error {
		return errors.Join(w.Docs.Released(tx, id), w.s.Released(tx, id))
	}
	w.justice = w.Unit("sfj")
	at := auth.Units{IDs: []int64{w.justice}}
	w.clerk, w.second = w.Actor(51, auth.Clerk, w.justice, at), w.Actor(52, auth.Head, w.justice, at)
	w.Jobs(w.s.Kinds()...)
	return w
}

// issue is a document of the bureau in force from today on.
func (w *world) issue(title string) *policy.Document {
	w.Helper()
	d := w.Issue(w.Drafted(title, "第一条　为规范"+title+"，制定本办法。\n第二条　本办法自公布之日起施行。", nil))
	v, err := w.Docs.View(w.As(auth.Office), d.ID)
	w.Must(err)
	return &v.Document
}

// repeal ends a document by another one.
func (w *world) repeal(d *policy.Document) {
	w.Helper()
	w.Issue(w.Drafted("关于废止"+d.Title+"的决定", "废止《"+d.Title+"》。", &policy.Affect{Kind: policy.Repeal, Target: d.Number}))
}

// made is a package that was made today.
func (w *world) made() *deposit.Deposit {
	w.Helper()
	d, err := w.s.Make(auth.With(w.Context(), w.clerk))
	w.Must(err)
	return d
}

// handed is one that was handed over today.
func (w *world) handed() *deposit.Deposit {
	w.Helper()
	d := w.made()
	d, err := w.s.HandOver(auth.With(w.Context(), w.second), d.ID, deposit.Handing{Seen: deposit.Seen{Rev: d.Rev}, Channel: deposit.System, On: w.DB.Today(), Reference: "SL-1"})
	w.Must(err)
	return d
}

// receive notes a receipt for so many documents.
func (w *world) receive(d *deposit.Deposit, in deposit.Receipt) (*deposit.Deposit, error) {
	w.Helper()
	scan, err := w.s.Attach(w.Context(), "回执.txt", strings.NewReader("收到"))
	w.Must(err)
	in.Rev = d.Rev
	if in.On == "" {
		in.On = w.DB.Today()
	}
	if in.Number == "" {
		in.Number = "洪文库收〔2023〕1号"
	}
	return w.s.Receive(auth.With(w.Context(), w.clerk), d.ID, in, scan)
}

// received notes a receipt for all of a package.
func (w *world) received(d *deposit.Deposit) *deposit.Deposit {
	w.Helper()
	d, err := w.receive(d, deposit.Receipt{Taken: d.Documents})
	w.Must(err)
	return d
}

// owed is the last day of what is owed for a document; "" for nothing.
func (w *world) owed(d *policy.Document) calendar.Day {
	w.Helper()
	return w.Owed(deposit.RuleHand, d.Ref(), w.justice)
}

// duties are all that was ever owed under a rule.
func (w *world) duties(rule string) (out []duty.Duty) {
	w.Helper()
	rows, err := w.Duties.Find(w.As(auth.Office), duty.Find{Rule: rule}, db.Page{Size: 200})
	w.Must(err)
	for _, r := range rows.Items {
		out = append(out, r.Duty)
	}
	return out
}

// changes are the documents of a package by what they are against the one before.
func (w *world) changes(d *deposit.Deposit, c deposit.Change) (out []string) {
	w.Helper()
	rows, err := w.s.Documents(w.As(auth.Office), deposit.FindDocument{Deposit: d.ID, Change: c}, db.Page{Size: 200})
	w.Must(err)
	for _, x := range rows.Items {
		out = append(out, x.Title)
	}
	slices.Sort(out)
	if len(out) != d.Of(c) {
		w.Errorf("%d documents are %s, and the list has %q", d.Of(c), c, out)
	}
	return out
}
