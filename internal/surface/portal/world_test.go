package portal_test

import (
	"context"
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
	"gongkai.example/gongkai/internal/domain/cleanup"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/domain/correction"
	"gongkai.example/gongkai/internal/domain/deposit"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/gazette"
	"gongkai.example/gongkai/internal/domain/hotspot"
	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/proposal"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/domain/response"
	"gongkai.example/gongkai/internal/domain/subscribe"
	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/simulate"
	"gongkai.example/gongkai/internal/surface/portal"
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

// newWorld is the program over a district of a profile, without any plan. Its subscriptions
// have no mail; those with mail are at hand.
func newWorld(ctx context.Context, dir, name, url string) (*world, simulate.District) {
	clock := &simulate.Clock{Wall: time.Now}
	clock.Set(demo.Issued)
	// The jobs that would send a mail are never run.
	c, err := config.Load([]string{"GONGKAI_DATA=" + filepath.Join(dir, name), "GONGKAI_PROFILE=" + name, "GONGKAI_PUBLIC_URL=" + url, "GONGKAI_SMTP_HOST=127.0.0.1", "GONGKAI_SMTP_FROM=gk@example.gov.cn", "GONGKAI_SMTP_TLS=none"})
	check(err)
	a, err := simulate.Open(ctx, app.Config{Config: c, Unsafe: true}, clock)
	check(err)
	box, err := secret.NewBox(make([]byte, 32))
	check(err)
	mute, err := notify.New(a.DB, notify.Config{})
	check(err)
	w := &world{Portal: a.Portal, clock: clock, duties: a.Duties, mails: a.Subscriptions}
	w.Subscriptions = subscribe.New(a.DB, box, mute, url)
	w.Subscriptions.Subjects = w.News()
	w.policy, err = auth.Join(plan.Policy, duty.Policy, column.Policy, catalogue.Policy, topic.Policy, publish.Policy, policy.Policy, interpret.Policy, cleanup.Policy, gazette.Policy, deposit.Policy, foi.Policy, proposal.Policy, correction.Policy, message.Policy, response.Policy, hotspot.Policy, annual.Policy, remedy.Policy, survey.Policy, finder.Policy, faq.Policy, consult.Policy, event.Policy)
	check(err)
	runner, err := jobs.NewRunner(a.DB, jobs.Config{}, slices.Concat(a.Items.Kinds(), a.Files.Kinds())...)
	check(err)
	w.runDue = func(ctx context.Context) error { _, err := runner.RunDue(ctx); return err }
	kit := webtest.Kit(clock.Now())
	kit.Now, kit.Memory, kit.URL = clock.Now, w.Memory, url
	w.Join(kit)
	w.handler = kit.Handler(w.Routes())
	return w, a
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
