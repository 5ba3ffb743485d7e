package survey_test

import (
	"context"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/notify/smstest"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/platform/secret"
)

const (
	today   = "2026-03-02"
	network = "203.0.113.9"
)

// world is a district that asks its people.
type world struct {
	testing.TB
	db     *db.DB
	clock  *dbtest.Clock
	s      *survey.Service
	duties *duty.Service
	run    *jobs.Runner
	gate   *smstest.Gateway
	index  *search.Index
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
	w := &world{TB: t, db: d, clock: clock, gate: smstest.New(t), people: map[auth.Role]auth.Actor{}}
	p, err := profile.Open("honggutan")
	w.must(err)
	units := unit.New(d)
	_, err = units.Load(dbtest.As(t, auth.Machine("test")), p, false)
	w.must(err)
	w.duties = duty.New(d, holidays.New(d, law.Calendar()))
	w.duties.People = func(*db.Tx, auth.Perm, int64) ([]int64, error) { return nil, nil }
	box, err := secret.NewBox([]byte(strings.Repeat("k", 32)))
	w.must(err)
	mail, err := notify.New(d, notify.Config{SMS: w.gate.Config(map[string]string{"survey": "T-survey"})})
	w.must(err)
	rules := func(*db.Tx) (*screen.Rules, error) { return screen.New(screen.Options{}), nil }
	w.index = search.New(d, search.NewLexicon(nil))
	w.s = survey.New(survey.Needs{DB: d, Duties: w.duties, Box: box, Mail: mail, Search: w.index, Words: i18n.T, Rules: rules})
	w.index.Add(w.s.Found())
	w.run, err = jobs.NewRunner(d, jobs.Config{}, w.s.Kinds()...)
	w.must(err)
	czj, err := units.ByCode(t.Context(), "czj")
	w.must(err)
	sfj, err := units.ByCode(t.Context(), "sfj")
	w.must(err)
	w.bureau = czj.ID
	policy, err := auth.Join(survey.Policy, duty.Policy)
	w.must(err)
	at := func(id int64, r auth.Role, unitID int64) auth.Actor {
		return auth.Actor{Kind: auth.Person, ID: id, Name: string(r), Unit: unitID, Grants: []auth.Grant{{Role: r, Perms: policy.Perms(r), Units: auth.Units{IDs: []int64{unitID}}}}}
	}
	for i, r := range auth.Roles {
		w.people[r] = at(int64(i+1), r, czj.ID)
	}
	w.other = at(99, auth.Clerk, sfj.ID)
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

// jobs runs what is due.
func (w *world) jobs() {
	w.Helper()
	_, err := w.run.RunDue(w.Context())
	w.must(err)
}

const asked = `1. 您的年龄段？（单选，基本情况）
59 岁以下
60 岁以上
2. 您对政务公开总体满意吗？（打分，1至5）
3. 哪些地方要改进？（填空，选答，第2题选1、2时填写）
`

func edit(identity survey.Identity) survey.Edit {
	return survey.Edit{Title: "2026年政务公开社会评议", About: "了解群众对政务公开的评价，结果向社会公布。", Questions: asked, Identity: identity, Assess: true, Until: "2026-03-31", Contact: "区政府办 0791-80000000"}
}

// open is a survey that takes answers.
func (w *world) open(identity survey.Identity) survey.ID {
	w.Helper()
	x, err := w.s.Make(w.as(auth.Clerk), w.bureau, edit(identity))
	w.must(err)
	x, err = w.s.Ask(w.as(auth.Clerk), x.ID, survey.Seen{Rev: x.Rev})
	w.must(err)
	x, err = w.s.Approve(w.as(auth.Head), x.ID, survey.Seen{Rev: x.Rev})
	w.must(err)
	return x.ID
}

// says is an answer of a person of an age group, who gives marks.
func says(token string, age, marks int, words string) survey.Submission {
	return survey.Submission{Token: token, Answers: survey.Answers{{Chosen: []int{age}}, {Chosen: []int{marks - 1}}, {Text: words}}}
}

func (w *world) answer(id survey.ID, in survey.Submission) error {
	_, err := w.s.Answer(w.Context(), id, in, network)
	return err
}
