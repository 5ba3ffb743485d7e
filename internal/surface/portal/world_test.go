package portal_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/demo"
	"gongkai.example/gongkai/internal/domain/annual"
	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/correction"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/proposal"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/domain/subscribe"
	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
	"gongkai.example/gongkai/internal/simulate"
	"gongkai.example/gongkai/internal/surface/portal"
	"gongkai.example/gongkai/internal/surface/web"
	"gongkai.example/gongkai/internal/surface/web/webtest"
	"gongkai.example/gongkai/profiles"
)

// Words that stand in the office's records and must never stand on a page.
const (
	clerkName  = "甲经办某"
	officeName = "乙审核某"
	chairName  = "丙主持某"
	noteText   = "丁审核意见只供内部"
	insideText = "戊内部情况不得公开"
	waitText   = "己尚未审核的进展"
	draftTitle = "庚尚未印发的工作要点"
)

var secrets = []string{hiddenTitle, hiddenBody, clerkName, officeName, chairName, noteText, insideText, waitText, draftTitle}

// fileText is the content of the file that a public report has as evidence.
const fileText = "公开目录：行政规范性文件 12 件\n"

// A world is the portal over a district.
type world struct {
	*portal.Portal
	handler http.Handler
	clock   *simulate.Clock
	duties  *duty.Service
	policy  auth.Policy
	people  []simulate.Person

	plan, draft      plan.ID
	open, inside     plan.ReportID // with the file fileID; accepted and kept inside
	waiting, hearing plan.ReportID // submitted; of a meeting
	fileID           int64

	items  items // see publish_test.go
	runDue func(context.Context) error
	mails  *subscribe.Service // where mail goes out
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// newWorld is a district of a profile without any plan.
func newWorld(ctx context.Context, dir, name, url string) (*world, simulate.District) {
	w := &world{clock: &simulate.Clock{Wall: time.Now}}
	w.clock.Set(demo.Issued)
	d, err := db.Open(ctx, db.Config{DSN: filepath.Join(dir, name+".db"), Unsafe: true, Clock: w.clock.Now})
	check(err)
	_, err = d.Migrate(ctx)
	check(err)
	w.policy, err = auth.Join(plan.Policy, duty.Policy, column.Policy, catalogue.Policy, publish.Policy, topic.Policy, policy.Policy, survey.Policy, foi.Policy, proposal.Policy, correction.Policy, message.Policy, annual.Policy, remedy.Policy, user.Policy, unit.Policy)
	check(err)
	p, err := profile.Open(name)
	check(err)
	h := holidays.New(d, law.Calendar())
	w.duties = duty.New(d, h)
	units, columns := unit.New(d), column.New(d, w.duties)
	columns.Words, units.Columns = i18n.T, columns.Load
	_, err = units.Load(auth.With(ctx, auth.Machine("test")), p, false)
	check(err)
	sessions := session.New(d, session.Config{})
	users := user.New(user.Needs{
		DB: d, Policy: w.policy, Sessions: sessions, Issuer: "test",
		Hasher: secret.NewHasher(secret.Params{Memory: 64, Passes: 1, Threads: 1}, 2),
	})
	sessions.Actor = users.ActorIn
	box, err := secret.NewBox(make([]byte, 32))
	check(err)
	store, err := files.Open(d, files.Config{Dir: filepath.Join(dir, name), Box: box})
	check(err)
	signer, err := proof.NewSigner(rand.Reader, "gongkai.example/log")
	check(err)
	rules := func(*db.Tx) (*screen.Rules, error) { return screen.New(screen.Options{Packs: screen.Packs()}), nil }
	catalogues := catalogue.New(d, w.duties, rules)
	catalogues.Words = i18n.T
	catalogues.Published = publish.UnderRows
	index := search.New(d, search.NewLexicon(p.SameWords()))
	items := publish.New(publish.Needs{DB: d, Duties: w.duties, Columns: columns, Catalogues: catalogues, Files: store, Search: index})
	items.Words, items.Rules = i18n.T, rules
	plans := plan.New(d, w.duties, store, index, items.Rules)
	index.Add(items.Found())
	index.Add(plans.Found())
	runner, err := jobs.NewRunner(d, jobs.Config{}, slices.Concat(items.Kinds(), store.Kinds())...)
	check(err)
	w.Portal = &portal.Portal{
		DB: d, Units: units, Holidays: h, Plans: plans, Columns: columns, Catalogues: catalogues, Items: items, Topics: topic.New(d, items.Rules),
		Search: index, Journal: journal.New(d, signer), Files: store, Memory: web.NewMemory(8 << 20),
	}
	w.duties.People = users.People
	tells, err := notify.New(d, notify.Config{SMTP: notify.SMTP{Host: "127.0.0.1", From: "gk@example.gov.cn", TLS: notify.Plain}}) // its jobs are never run
	check(err)
	w.Requests = foi.New(foi.Needs{
		Notify: tells, Site: url,
		DB: d, Duties: w.duties, Holidays: h, Box: box, Files: store, Words: i18n.T,
		Letters: func(*db.Tx) (letter.Set, error) { return p.Letters, nil },
	})
	w.Surveys = survey.New(survey.Needs{DB: d, Duties: w.duties, Box: box, Mail: tells, Words: i18n.T, Rules: rules})
	w.Remedies = remedy.New(remedy.Needs{Rules: func(*db.Tx) (*screen.Rules, error) { return screen.New(screen.Options{Packs: screen.Packs()}), nil }, DB: d, Duties: w.duties, Holidays: h, Requests: w.Requests, Box: box, Words: i18n.T})
	w.Messages = message.New(message.Needs{DB: d, Duties: w.duties, Holidays: h, Search: index, Box: box, Words: i18n.T, Rules: rules, Cited: publish.TitleAt})
	index.Add(w.Messages.Found())
	w.Corrections = correction.New(correction.Needs{DB: d, Duties: w.duties, Requests: w.Requests, Files: store, Box: box, Words: i18n.T, Letters: func(*db.Tx) (letter.Set, error) { return p.Letters, nil }})
	w.Proposals = proposal.New(proposal.Needs{DB: d, Duties: w.duties, Requests: w.Requests, Items: items, Files: store, Box: box, Words: i18n.T})
	w.Documents = policy.New(policy.Needs{DB: d, Duties: w.duties, Holidays: h, Items: items, Files: store, Words: i18n.T})
	reports := annual.New(annual.Needs{DB: d, Duties: w.duties, Plans: w.Plans, Items: items, Fonts: letter.OpenFonts(""), Words: i18n.T})
	items.Released = func(tx *db.Tx, id publish.ID) error {
		return errors.Join(w.Proposals.Released(tx, id), w.Documents.Released(tx, id), reports.Released(tx, id))
	}
	items.Ready, items.Keeps = w.Documents.Ready, w.Documents.Keeps
	mail, err := notify.New(d, notify.Config{})
	check(err)
	w.Subscriptions, w.mails = subscribe.New(d, box, mail, url), subscribe.New(d, box, tells, url)
	w.mails.Subjects = w.News()
	w.Subscriptions.Subjects = w.News()
	w.runDue = func(ctx context.Context) error { _, err := runner.RunDue(ctx); return err }
	kit := webtest.Kit(w.clock.Now())
	kit.Now, kit.Memory, kit.URL = w.clock.Now, w.Memory, url
	d.Watch(func(refs []string) { w.Memory.Changed(refs...) })
	w.Join(kit)
	w.handler = kit.Handler(w.Routes())
	return w, simulate.District{Profile: p, Clock: w.clock, App: &app.App{
		Holidays: h, Users: users, Units: units, Plans: w.Plans, Duties: w.duties, Columns: columns, Catalogues: catalogues, Items: items, Topics: w.Topics, Documents: w.Documents, Requests: w.Requests, Proposals: w.Proposals, Corrections: w.Corrections, Messages: w.Messages, Reports: reports, Files: store, Remedies: w.Remedies, Jobs: runner,
	}}
}

// actor is a person of a role over a unit.
func (w *world) actor(id int64, name string, r auth.Role, at int64) auth.Actor {
	units := auth.Units{IDs: []int64{at}}
	if r == auth.Office {
		units = auth.Units{All: true}
	}
	return auth.Actor{Kind: auth.Person, ID: id, Name: name, Unit: at, Grants: []auth.Grant{{Role: r, Perms: w.policy.Perms(r), Units: units}}}
}

// office is a context in which the office acts.
func (w *world) office(ctx context.Context) context.Context {
	root, err := w.Units.Tree(ctx)
	check(err)
	return auth.With(ctx, w.actor(9000, officeName, auth.Office, root[0].ID))
}

// tell has a unit report on the first duty that still waits for a report of that kind.
func (w *world) tell(ctx context.Context, kind plan.Kind, in func(context.Context) plan.Telling) plan.ReportID {
	office := w.office(ctx)
	for page := (db.Page{Size: 200}); ; {
		rows, err := w.duties.Find(office, duty.Find{Rule: plan.RuleReport}, page)
		check(err)
		for _, d := range rows.Items {
			if d.Status != duty.Open || d.Claimed != "" {
				continue
			}
			as := auth.With(ctx, w.actor(9001, clerkName, auth.Clerk, d.UnitID))
			p, err := w.Plans.TellingPage(as, d.ID)
			check(err)
			if p.Task.Kind != kind || p.Waits != nil {
				continue
			}
			r, err := w.Plans.Report(as, d.ID, in(as))
			check(err)
			return r.ID
		}
		if page.After = rows.Next; page.After == "" {
			panic(fmt.Sprintf("no open duty of kind %q", kind))
		}
	}
}

// live tells the demo's year, and beside it what must stay in the office.
func (w *world) live(ctx context.Context, d simulate.District) {
	told, err := demo.Fill(ctx, d, 1)
	check(err)
	w.people = told.People
	of, err := w.Plans.Newest(ctx)
	check(err)
	w.plan = of.ID
	office := w.office(ctx)
	free := func(progress string, attached ...plan.Attached) func(context.Context) plan.Telling {
		return func(context.Context) plan.Telling {
			return plan.Tell{Told: plan.Told{Progress: progress, Links: "https://www.example.gov.cn/a/1.html 清理结果", Open: true}, Final: true}.Telling(attached)
		}
	}
	staged, err := w.Files.Stage(ctx, strings.NewReader(fileText))
	check(err)
	w.open = w.tell(ctx, plan.Free, free("已经清理完毕。", plan.Attached{Name: "清理结果.txt", Staged: staged}))
	w.inside = w.tell(ctx, plan.Free, free(insideText))
	w.waiting = w.tell(ctx, plan.Free, free(waitText))
	w.hearing = w.tell(ctx, plan.Briefing, func(context.Context) plan.Telling {
		return plan.TellBriefing{
			Told: plan.Told{Progress: "主要负责同志听取了汇报。", Open: true},
			Day:  "2023-10-20", Meeting: "局长办公会", Chair: chairName, Topic: "政务公开", Minutes: "〔2023〕9",
		}.Telling(nil)
	})
	for id, in := range map[plan.ReportID]plan.Decision{w.open: {Note: noteText}, w.inside: {Inside: true}, w.hearing: {}} {
		_, err := w.Plans.Accept(office, id, in)
		check(err)
	}
	_, file, err := toldFile(ctx, w)
	check(err)
	w.fileID = file
	text, err := profiles.Files.ReadFile("honggutan/circulars/2023.txt")
	check(err)
	draft, err := w.Plans.Read(office, plan.Reading{Name: "draft.txt", File: text})
	check(err)
	w.draft = draft.ID
	_, err = w.Plans.EditHeading(office, draft.ID, plan.EditPlan{Rev: draft.Rev, Title: draftTitle, Year: 2024})
	check(err)
	w.publish(ctx)
	_, err = w.Journal.Sequence(ctx)
	check(err)
}

// toldFile is the file of the open report.
func toldFile(ctx context.Context, w *world) (plan.PageTold, int64, error) {
	t, _, err := w.Plans.Told(ctx, w.open)
	for _, e := range t.Evidence {
		if e.Form == plan.File {
			return t, e.File, err
		}
	}
	return t, 0, err
}

var lived, empty *world

// TestMain makes the two districts that all tests look at: one with a year under way, one just set up.
func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "portal")
		check(err)
		defer os.RemoveAll(dir)
		ctx := context.Background()
		var d simulate.District
		lived, d = newWorld(ctx, dir, "honggutan", "https://www.example.gov.cn")
		lived.live(ctx, d)
		empty, _ = newWorld(ctx, dir, "sample", "")
		defer lived.DB.Close()
		defer empty.DB.Close()
		return m.Run()
	}())
}

// columnID is the id of a column by its code.
func (w *world) columnID(code string) int64 {
	all, err := w.Columns.Tree(context.Background())
	check(err)
	i := slices.IndexFunc(all, func(c column.Column) bool { return c.Code == code })
	return int64(all[i].ID)
}
