package plan_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
)

// world is the reference district on 2023-08-14.
type world struct {
	testing.TB
	db     *db.DB
	clock  *dbtest.Clock
	plans  *plan.Service
	duties *duty.Service
	units  *unit.Service
	office auth.Actor
}

func each(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := dbtest.At("2023-08-14")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2023-08-14")
		f(district(t, clock, d))
	})
}

func district(t testing.TB, clock *dbtest.Clock, d *db.DB) *world {
	t.Helper()
	p, err := profile.Open("honggutan")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{TB: t, db: d, clock: clock, units: unit.New(d)}
	if _, err := w.units.Load(dbtest.As(t, auth.Machine("test")), p, false); err != nil {
		t.Fatal(err)
	}
	w.duties = duty.New(d, holidays.New(d, law.Calendar()))
	w.plans = plan.New(d, w.duties, nil, search.New(d, search.NewLexicon(nil)), rules)
	w.plans.Words = i18n.T
	w.office = w.actor(100, auth.Units{All: true}, auth.Office)
	w.office.Unit = w.unit("区政府办")
	return w
}

func (w *world) actor(id int64, units auth.Units, r auth.Role) auth.Actor {
	w.Helper()
	policy, err := auth.Join(plan.Policy, duty.Policy)
	if err != nil {
		w.Fatal(err)
	}
	return auth.Actor{Kind: auth.Person, ID: id, Name: "someone", Grants: []auth.Grant{{Role: r, Perms: policy.Perms(r), Units: units}}}
}

// clerk is the clerk of a unit.
func (w *world) clerk(short string) auth.Actor {
	id := w.unit(short)
	a := w.actor(id, auth.Units{IDs: []int64{id}}, auth.Clerk)
	a.Unit = id
	return a
}

func (w *world) as(a auth.Actor) context.Context { return auth.With(w.Context(), a) }

func (w *world) unit(name string) int64 {
	w.Helper()
	r, err := w.units.Names(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	m, ok := r.Resolve(name)
	if !ok || m.Group != "" {
		w.Fatalf("no unit %s", name)
	}
	return m.Units[0].ID
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) wantKind(err error, k fault.Kind, about string) {
	w.Helper()
	if fault.Of(err) != k {
		w.Errorf("%s: got %v, want %s", about, err, k)
	}
}

func seed(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("../../kernel/circular/testdata/seed.txt")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (w *world) read() *plan.Plan {
	w.Helper()
	p, err := w.plans.Read(w.as(w.office), plan.Reading{Name: "seed.txt", File: seed(w)})
	w.must(err)
	return p
}

// ready corrects and checks everything, so that the plan can be issued.
func (w *world) ready(p *plan.Plan) {
	w.Helper()
	ctx := w.as(w.office)
	o, err := w.plans.Overview(ctx, p.ID)
	w.must(err)
	for _, l := range o.Lines {
		in, err := w.plans.PointForm(ctx, l.Point.ID)
		w.must(err)
		if len(l.Point.Parties) == 0 {
			in.Responsible = "各乡镇、街道、区政府各部门"
		}
		in.Checked = true
		_, err = w.plans.EditPoint(ctx, l.Point.ID, in)
		w.must(err)
	}
}

func (w *world) issued() *plan.Plan {
	w.Helper()
	p := w.read()
	w.ready(p)
	p, err := w.plans.Issue(w.as(w.office), p.ID, plan.Confirm{})
	w.must(err)
	return p
}

// dutyOf returns the duty of a unit for the first task of the nth point, from 1.
func (w *world) dutyOf(p *plan.Plan, point int, short, period string) duty.Seen {
	w.Helper()
	o, err := w.plans.Overview(w.as(w.office), p.ID)
	w.must(err)
	rows, err := w.duties.Find(w.as(w.office), duty.Find{From: o.Lines[point-1].Tasks[0].Ref(), Unit: w.unit(short)}, db.Page{Size: 200})
	w.must(err)
	for _, d := range rows.Items {
		if d.Period == period {
			return d
		}
	}
	w.Fatalf("point %d: no duty of %s for %s among %d", point, short, period, len(rows.Items))
	return duty.Seen{}
}

func TestReadSeed(t *testing.T) {
	each(t, func(w *world) {
		p := w.read()
		if p.Year != 2023 || p.Number != "红谷府办发〔2023〕55号" || p.Status != plan.Draft {
			t.Errorf("%+v", p)
		}
		o, err := w.plans.Overview(w.as(w.office), p.ID)
		w.must(err)
		if len(o.Lines) != 15 {
			t.Fatalf("%d points", len(o.Lines))
		}
		for i, want := range []int{15, 9, 2, 0, 0, 0, 0, 0, 0, 0, 1} {
			l := o.Lines[i]
			if n := len(l.Units[plan.Responsible]) + len(l.Units[plan.Lead]); want > 0 && n != want {
				t.Errorf("point %d: %d units, want %d: %v", i+1, n, want, l.Units)
			}
			if len(l.Open) > 0 {
				t.Errorf("point %d: not recognised: %v", i+1, l.Open)
			}
		}
		for i := 12; i < 15; i++ {
			if len(o.Lines[i].Point.Parties) != 0 {
				t.Errorf("units were invented for point %d", i+1)
			}
		}
		if task := o.Lines[10].Tasks[0]; task.Cadence != plan.Once || task.Due != "2023-10-31" {
			t.Errorf("point 11: %+v", task)
		}
		if task := o.Lines[12].Tasks[0]; task.Cadence != plan.Count || task.Due != "2023-12-31" || task.Need != 1 {
			t.Errorf("point 13: %+v", task)
		}
		if _, err := w.plans.Get(w.as(w.clerk("区司法局")), p.ID); fault.Of(err) != fault.NotFound {
			t.Errorf("a clerk knows of the draft: %v", err)
		}
	})
}

func TestReadRefuses(t *testing.T) {
	each(t, func(w *world) {
		for name, in := range map[string]plan.Reading{
			"file": {Name: "x.txt", File: []byte("一份没有要点的文字")},
			"text": {Text: "只有一句话。"},
		} {
			_, err := w.plans.Read(w.as(w.office), in)
			if e := fault.As(err); e.Kind != fault.Invalid || e.Fields[name].Key == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err := w.plans.Read(w.as(w.office), plan.Reading{Name: "x.docx", File: []byte("PK\x03\x04broken")})
		if e := fault.As(err); e.Kind != fault.Invalid || e.Fields["file"].Key == "" {
			t.Errorf("a damaged file: %v", err)
		}
		_, err = w.plans.Read(w.as(w.clerk("区司法局")), plan.Reading{Name: "seed.txt", File: seed(t)})
		w.wantKind(err, fault.Forbidden, "a clerk reads a circular")
		rows, err := w.plans.Find(w.as(w.office), plan.Find{}, db.Page{})
		w.must(err)
		if len(rows.Items) != 0 {
			t.Error("something half read was kept")
		}
	})
}

func TestIssueNeedsEverything(t *testing.T) {
	each(t, func(w *world) {
		p := w.read()
		_, err := w.plans.Issue(w.as(w.office), p.ID, plan.Confirm{})
		e := fault.As(err)
		if e.Kind != fault.Invalid || len(e.Rows) != 15+3 { // nobody has looked at any; three have no unit
			t.Fatalf("%d gaps: %v", len(e.Rows), err)
		}
		w.ready(p)
		_, err = w.plans.Issue(w.as(w.clerk("区司法局")), p.ID, plan.Confirm{})
		w.wantKind(err, fault.NotFound, "a clerk issues")
		p, err = w.plans.Issue(w.as(w.office), p.ID, plan.Confirm{})
		w.must(err)
		if p.Status != plan.Issued || p.IssuedOn != "2023-08-14" {
			t.Errorf("%+v", p)
		}
		_, err = w.plans.Issue(w.as(w.office), p.ID, plan.Confirm{})
		w.wantKind(err, fault.Conflict, "issued twice")
		if d := w.dutyOf(p, 11, "区司法局", "2023"); d.Due != "2023-10-31" || d.Light != duty.InTime {
			t.Errorf("%+v", d)
		}
		if d := w.dutyOf(p, 1, "区税务局", "2023-Q4"); d.Due != "2024-01-15" || d.Starts != "2023-10-01" {
			t.Errorf("%+v", d)
		}
		b, err := w.plans.Board(w.as(w.clerk("区司法局")), p.ID)
		w.must(err)
		if len(b.Rows) != 15 || b.Total.All() == 0 || b.Rows[8].Total.All() != 2*9 { // nine towns and streets, two quarters
			t.Errorf("board: %d rows, %+v, point 9 %+v", len(b.Rows), b.Total, b.Rows[8].Total)
		}
	})
}

func TestIssueOnlyWhatIsOpen(t *testing.T) {
	each(t, func(w *world) {
		p := w.read()
		w.ready(p)
		for _, attribute := range []string{"不予公开", "依申请公开"} {
			in, err := w.plans.Heading(w.as(w.office), p.ID)
			w.must(err)
			in.Attribute = attribute
			_, err = w.plans.EditHeading(w.as(w.office), p.ID, in)
			w.must(err)
			_, err = w.plans.Issue(w.as(w.office), p.ID, plan.Confirm{})
			w.wantKind(err, fault.Invalid, attribute+" is issued")
			_, err = w.plans.Archive(w.as(w.office), p.ID, plan.Confirm{})
			w.wantKind(err, fault.Invalid, attribute+" is archived")
		}
	})
}

func TestUnknownNames(t *testing.T) {
	each(t, func(w *world) {
		p := w.read()
		ctx := w.as(w.office)
		o, err := w.plans.Overview(ctx, p.ID)
		w.must(err)
		id := o.Lines[0].Point.ID
		in, err := w.plans.PointForm(ctx, id)
		w.must(err)
		in.Responsible, in.Lead = "区财政局、区飞碟局", "各乡镇、街道，区司法局；区审计局"
		_, err = w.plans.EditPoint(ctx, id, in)
		e := fault.As(err)
		if _, bad := e.Fields["lead"]; e.Kind != fault.Invalid || !strings.HasPrefix(e.Fields["responsible"].Key, "plan.unknown_unit") || bad {
			t.Fatalf("%v", err)
		}
		in.Responsible = ""
		pt, err := w.plans.EditPoint(ctx, id, in)
		w.must(err)
		if n := len(pt.Parties); n != 3 || !pt.Parties[0].Group || len(pt.Parties[0].Units) < 5 {
			t.Errorf("%+v", pt.Parties)
		}
		_, err = w.plans.EditPoint(ctx, id, in) // in.Rev is stale now
		if e := fault.As(err); e.Kind != fault.Conflict || e.Text.Key != "db.rev" {
			t.Errorf("a second person saved over the first: %v", err)
		}
	})
}

func TestSplitTasks(t *testing.T) {
	each(t, func(w *world) {
		p := w.read()
		ctx := w.as(w.office)
		o, err := w.plans.Overview(ctx, p.ID)
		w.must(err)
		pt := o.Lines[12].Point // point 13: the second sentence has the count
		_, err = w.plans.Split(ctx, pt.ID, plan.Split{Rev: pt.Rev, Cuts: []int64{1, 2}})
		w.must(err)
		v, err := w.plans.Review(ctx, pt.ID)
		w.must(err)
		if len(v.Tasks) != 3 || v.Tasks[1].Cadence != plan.Count || v.Tasks[0].Cadence == plan.Count || v.Tasks[2].Cadence == plan.Count {
			t.Fatalf("%+v", v.Tasks)
		}
		task := v.Tasks[1]
		_, err = w.plans.EditTask(ctx, task.ID, plan.EditTask{Rev: task.Rev, Title: task.Title, Cadence: plan.Count, Due: "2023-12-31", Need: 2, Kind: plan.Briefing})
		w.must(err)
		_, err = w.plans.EditTask(ctx, task.ID, plan.EditTask{Rev: task.Rev + 1, Title: "x", Cadence: plan.Once, Due: "2031-12-31"})
		w.wantKind(err, fault.Invalid, "a day in another year")
		var whole strings.Builder
		for _, s := range v.Point.Proposal.Sentences {
			whole.WriteString(s.Text)
		}
		if text := v.Tasks[0].Title + v.Tasks[1].Title + v.Tasks[2].Title; text != whole.String() {
			t.Errorf("words were lost:\n%s\n%s", text, whole.String())
		}
	})
}

func TestReportAndDecide(t *testing.T) {
	each(t, func(w *world) {
		p := w.issued()
		d := w.dutyOf(p, 11, "区司法局", "2023")
		clerk, other := w.clerk("区司法局"), w.clerk("区财政局")
		w.clock.Set("2023-10-31")
		told := plan.Tell{Told: plan.Told{Progress: "清理 12 件，废止 3 件。", Links: "https://hgt.nc.gov.cn/qlgg.html 清理结果公告", Open: true}, Final: true}
		empty := told
		empty.Links = ""
		_, err := w.plans.Report(w.as(clerk), d.ID, empty.Telling(nil))
		w.wantKind(err, fault.Invalid, "done, with no evidence")
		_, err = w.plans.Report(w.as(other), d.ID, told.Telling(nil))
		w.wantKind(err, fault.NotFound, "another unit reports")
		r, err := w.plans.Report(w.as(clerk), d.ID, told.Telling(nil))
		w.must(err)
		_, err = w.plans.Report(w.as(clerk), d.ID, told.Telling(nil))
		w.wantKind(err, fault.Conflict, "reported twice")
		_, err = w.plans.Accept(w.as(clerk), r.ID, plan.Decision{})
		w.wantKind(err, fault.Forbidden, "the unit accepts its own report")
		_, err = w.plans.ReportPage(w.as(other), r.ID)
		w.wantKind(err, fault.NotFound, "another unit reads the report")

		w.clock.Set("2023-11-03")
		if got := w.dutyOf(p, 11, "区司法局", "2023"); got.Light != duty.Claimed {
			t.Errorf("while the office looks at it: %s", got.Light)
		}
		r, err = w.plans.Return(w.as(w.office), r.ID, plan.Because{Reason: "请补充目录"})
		w.must(err)
		if got := w.dutyOf(p, 11, "区司法局", "2023"); got.Light != duty.InTime || got.Due != "2023-11-10" {
			t.Errorf("it was in time, so it has five working days to mend it: %s %s", got.Due, got.Light)
		}
		w.clock.Set("2023-11-13")
		if got := w.dutyOf(p, 11, "区司法局", "2023"); got.Light != duty.Late {
			t.Errorf("and no more: %s", got.Light)
		}
		told.Rev = r.Rev
		r, err = w.plans.Revise(w.as(clerk), r.ID, told.Telling(nil))
		w.must(err)
		r, err = w.plans.Accept(w.as(w.office), r.ID, plan.Decision{Rev: r.Rev})
		w.must(err)
		if got := w.dutyOf(p, 11, "区司法局", "2023"); got.Light != duty.DoneLate || got.Evidence != r.Ref() {
			t.Errorf("accepted: %+v", got)
		}
		v, _, err := w.plans.Told(w.Context(), r.ID)
		w.must(err)
		if v.Unit.Short != "区司法局" || len(v.Evidence) != 1 {
			t.Errorf("%+v", v)
		}
		page, err := w.plans.Page(w.Context(), p.ID)
		w.must(err)
		if len(page.Points[10].Told) != 1 || page.Points[10].Units[0].Role != plan.Lead {
			t.Errorf("%+v", page.Points[10])
		}
		reviews, err := w.duties.Find(w.as(w.office), duty.Find{Rule: plan.RuleReview}, db.Page{})
		w.must(err)
		if len(reviews.Items) != 2 || reviews.Items[0].Light != duty.Done || reviews.Items[1].Light != duty.Done {
			t.Errorf("the office owed two decisions: %+v", reviews.Items)
		}
	})
}

func TestInsideStaysInside(t *testing.T) {
	each(t, func(w *world) {
		p := w.issued()
		d := w.dutyOf(p, 11, "区司法局", "2023")
		told := plan.Tell{Told: plan.Told{Progress: "内部情况", Links: "https://hgt.nc.gov.cn/a.html", Open: true}, Final: true}
		r, err := w.plans.Report(w.as(w.clerk("区司法局")), d.ID, told.Telling(nil))
		w.must(err)
		_, err = w.plans.Accept(w.as(w.office), r.ID, plan.Decision{Inside: true})
		w.must(err)
		_, _, err = w.plans.Told(w.Context(), r.ID)
		w.wantKind(err, fault.NotFound, "a visitor reads what the office kept inside")
		bodies, err := func() (out []string, err error) {
			type entry struct {
				Body string `db:"body"`
			}
			err = w.db.Read(w.Context(), func(tx *db.Tx) error {
				es, err := db.All[entry](tx, "FROM journal_entry WHERE form = 'public'")
				for _, e := range es {
					out = append(out, e.Body)
				}
				return err
			})
			return out, err
		}()
		w.must(err)
		if len(bodies) == 0 || strings.Contains(strings.Join(bodies, ""), "内部情况") {
			t.Errorf("%d public entries, or the words stand in one", len(bodies))
		}
	})
}

func TestBriefing(t *testing.T) {
	each(t, func(w *world) {
		p := w.read()
		w.ready(p)
		ctx := w.as(w.office)
		o, err := w.plans.Overview(ctx, p.ID)
		w.must(err)
		task := o.Lines[12].Tasks[0]
		_, err = w.plans.EditTask(ctx, task.ID, plan.EditTask{Rev: task.Rev, Title: task.Title, Cadence: plan.Count, Due: "2023-12-31", Need: 1, Kind: plan.Briefing})
		w.must(err)
		_, err = w.plans.Issue(ctx, p.ID, plan.Confirm{})
		w.must(err)
		d := w.dutyOf(p, 13, "区财政局", "2023")
		clerk := w.as(w.clerk("区财政局"))
		_, err = w.plans.Report(clerk, d.ID, plan.Tell{Told: plan.Told{Progress: "听了汇报"}, Final: true}.Telling(nil))
		w.wantKind(err, fault.Invalid, "a briefing without its record")
		in := plan.TellBriefing{Told: plan.Told{Progress: "听取一次"}, Day: "2023-08-20", Meeting: "局长办公会", Chair: "局长", Topic: "上半年政务公开工作"}
		_, err = w.plans.Report(clerk, d.ID, in.Telling(nil))
		w.wantKind(err, fault.Invalid, "a briefing in the future")
		in.Day = "2023-08-11"
		r, err := w.plans.Report(clerk, d.ID, in.Telling(nil))
		w.must(err)
		_, err = w.plans.Accept(ctx, r.ID, plan.Decision{})
		w.must(err)
		if got := w.dutyOf(p, 13, "区财政局", "2023"); got.Light != duty.Done {
			t.Errorf("%s", got.Light)
		}
	})
}

func TestCancelWaives(t *testing.T) {
	each(t, func(w *world) {
		p := w.issued()
		o, err := w.plans.Overview(w.as(w.office), p.ID)
		w.must(err)
		task := o.Lines[10].Tasks[0]
		_, err = w.plans.Cancel(w.as(w.clerk("区司法局")), task.ID, plan.Because{Reason: "r"})
		w.wantKind(err, fault.Forbidden, "a clerk cancels")
		_, err = w.plans.Cancel(w.as(w.office), task.ID, plan.Because{Rev: task.Rev, Reason: "并入市级任务"})
		w.must(err)
		if d := w.dutyOf(p, 11, "区司法局", "2023"); d.Light != duty.Void {
			t.Errorf("%s", d.Light)
		}
	})
}

func TestExtendTask(t *testing.T) {
	each(t, func(w *world) {
		p := w.issued()
		o, err := w.plans.Overview(w.as(w.office), p.ID)
		w.must(err)
		task := o.Lines[10].Tasks[0]
		for _, bad := range []duty.Extend{{Due: "2023-10-30", Reason: "r"}, {Due: "2023-08-01", Reason: "r"}} {
			bad.Rev = task.Rev
			_, err = w.plans.Extend(w.as(w.office), task.ID, bad)
			w.wantKind(err, fault.Invalid, "a day that is not later")
		}
		_, err = w.plans.Extend(w.as(w.office), o.Lines[0].Tasks[0].ID, duty.Extend{Due: "2024-05-30", Reason: "r"})
		w.wantKind(err, fault.Invalid, "a task by quarters")
		_, err = w.plans.Extend(w.as(w.office), task.ID, duty.Extend{Rev: task.Rev, Due: "2023-11-30", Reason: "市里统一延后"})
		w.must(err)
		for _, short := range []string{"区司法局", "区财政局", "沙井街道"} {
			if d := w.dutyOf(p, 11, short, "2023"); d.Due != "2023-11-30" {
				t.Errorf("%s: %s", short, d.Due)
			}
		}
	})
}

func TestReread(t *testing.T) {
	each(t, func(w *world) {
		p := w.read()
		w.ready(p)
		ctx := w.as(w.office)
		o, err := w.plans.Overview(ctx, p.ID)
		w.must(err)
		in, err := w.plans.PointForm(ctx, o.Lines[8].Point.ID)
		w.must(err)
		in.Responsible = "区教体局" // entered by hand: stays
		_, err = w.plans.EditPoint(ctx, o.Lines[8].Point.ID, in)
		w.must(err)
		text := string(seed(t))
		text = strings.Replace(text, "2023 年 10 月底前", "2023 年 11 月底前", 1)
		text = strings.Replace(text, "总结好经验，分享好做法", "总结好经验", 1)
		before, _, _ := strings.Cut(text, "(十四)")
		_, after, _ := strings.Cut(text, "狠抓工作落实")
		text = before + "（十四）狠抓工作落实" + after
		_, err = w.plans.Reread(ctx, p.ID, plan.Reading{Name: "二稿.txt", File: []byte(text)})
		w.must(err)
		o, err = w.plans.Overview(ctx, p.ID)
		w.must(err)
		var gone, unchecked int
		for _, l := range o.Lines {
			if l.Point.Gone {
				gone++
			}
			if !l.Point.Checked {
				unchecked++
			}
		}
		if len(o.Lines) != 15 || gone != 1 || unchecked != 3 {
			t.Errorf("%d points, %d gone, %d to be looked at again", len(o.Lines), gone, unchecked)
		}
		if u := o.Lines[8].Units[plan.Responsible]; !slices.Equal(u, []string{"区教体局"}) {
			t.Errorf("what was entered is lost: %v", u)
		}
		if len(o.Plan.Difference) != 3 {
			t.Errorf("%+v", o.Plan.Difference)
		}
	})
}
