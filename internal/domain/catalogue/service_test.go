package catalogue_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
)

// world is the reference district on 2023-08-14.
type world struct {
	testing.TB
	db         *db.DB
	clock      *dbtest.Clock
	units      *unit.Service
	duties     *duty.Service
	catalogues *catalogue.Service
	office     auth.Actor
	live       map[catalogue.RowID][]catalogue.Publication // what stands under rows
}

func each(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := dbtest.At("2023-08-14")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2023-08-14")
		f(newWorld(t, clock, d))
	})
}

func newWorld(t testing.TB, clock *dbtest.Clock, d *db.DB) *world {
	t.Helper()
	w := &world{TB: t, db: d, clock: clock, units: unit.New(d), live: map[catalogue.RowID][]catalogue.Publication{}}
	w.duties = duty.New(d, holidays.New(d, law.Calendar()))
	w.catalogues = catalogue.New(d, w.duties, rules)
	w.catalogues.Words = i18n.T
	w.catalogues.Published = func(_ *db.Tx, rows []catalogue.RowID) (map[catalogue.RowID][]catalogue.Publication, error) {
		out := map[catalogue.RowID][]catalogue.Publication{}
		for _, id := range rows {
			if p := w.live[id]; p != nil {
				out[id] = p
			}
		}
		return out, nil
	}
	p, err := profile.Open("honggutan")
	w.must(err)
	_, err = w.units.Load(dbtest.As(t, auth.Machine("test")), p, false)
	w.must(err)
	w.office = w.actor(100, auth.Units{All: true}, auth.Office)
	w.office.Unit = w.unit("区政府办")
	return w
}

func (w *world) actor(id int64, units auth.Units, r auth.Role) auth.Actor {
	w.Helper()
	policy, err := auth.Join(catalogue.Policy, duty.Policy)
	w.must(err)
	return auth.Actor{Kind: auth.Person, ID: id, Name: "someone", Grants: []auth.Grant{{Role: r, Perms: policy.Perms(r), Units: units}}}
}

// clerk is the clerk of a unit.
func (w *world) clerk(short string) context.Context {
	id := w.unit(short)
	a := w.actor(id, auth.Units{IDs: []int64{id}}, auth.Clerk)
	a.Unit = id
	return w.as(a)
}

func (w *world) as(a auth.Actor) context.Context { return auth.With(w.Context(), a) }

func (w *world) unit(name string) int64 {
	w.Helper()
	r, err := w.units.Names(w.Context())
	w.must(err)
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

// imported keeps a catalogue as a draft.
func (w *world) imported(domain string, data []byte) catalogue.Imported {
	w.Helper()
	out, err := w.catalogues.Import(w.as(w.office), catalogue.Upload{Name: domain + ".csv", File: data, Domain: domain}, false)
	w.must(err)
	return out
}

// enforced puts a catalogue in force.
func (w *world) enforced(domain string, data []byte) *catalogue.Version {
	w.Helper()
	v := w.imported(domain, data).Version
	v, err := w.catalogues.Enforce(w.as(w.office), v.ID, catalogue.Confirm{Rev: v.Rev})
	w.must(err)
	return v
}

// row is the row in force with a name.
func (w *world) row(name string) catalogue.Row {
	w.Helper()
	all, err := w.catalogues.Coverage(w.as(w.office), catalogue.Question{})
	w.must(err)
	i := slices.IndexFunc(all, func(c catalogue.Covered) bool { return c.Name() == name })
	if i < 0 {
		w.Fatalf("no row %s", name)
	}
	return all[i].Row
}

// owing is what a unit owes under a row.
func (w *world) owing(r catalogue.Row, short string) (out []duty.Duty) {
	w.Helper()
	w.must(w.db.Read(w.as(w.office), func(tx *db.Tx) (err error) {
		out, err = w.duties.Owing(tx, catalogue.RulePublish, r.Ref(), w.unit(short))
		return err
	}))
	return out
}

func (w *world) formed(r catalogue.Row, short, title string, day calendar.Day) *catalogue.Formed {
	w.Helper()
	f, err := w.catalogues.Formed(w.clerk(short), r.ID, catalogue.FormInput{Unit: w.unit(short), Title: title, Day: day})
	w.must(err)
	return f
}

func (w *world) discharge(r catalogue.Row, short, ref string, formed, on calendar.Day) {
	w.Helper()
	w.must(w.db.Write(w.as(w.office), func(tx *db.Tx) error {
		return w.catalogues.Discharge(tx, r.ID, w.unit(short), ref, formed, on)
	}))
}

const (
	guide   = "最低生活保障 / 办事指南"
	funds   = "综合业务 / 救助资金使用情况"
	roster  = "最低生活保障 / 审核信息"
	byAsked = "最低生活保障 / 家庭经济状况核对结果"
)

func TestFlow(t *testing.T) {
	if err := catalogue.Flow.Check(catalogue.Superseded, catalogue.Discarded); err != nil {
		t.Error(err)
	}
}

func TestImport(t *testing.T) {
	each(t, func(w *world) {
		up := catalogue.Upload{Name: "a.csv", File: file(w, "assistance"), Domain: "社会救助"}
		dry, err := w.catalogues.Import(w.as(w.office), up, true)
		w.must(err)
		found, err := w.catalogues.Find(w.as(w.office), catalogue.Find{}, db.Page{})
		w.must(err)
		if dry.Version != nil || len(dry.Rows) != 21 || len(dry.Difference) != 21 || len(found.Items) != 0 {
			w.Errorf("a dry run: %+v, kept %v", dry.Version, found.Items)
		}
		out := w.imported("19", file(w, "assistance"))
		v := out.Version
		if v.Status != catalogue.Draft || v.Number != 1 || v.Title != "社会救助领域基层政务公开标准目录" || v.Dated != "2023-08-14" || v.Domain != "assistance" {
			w.Errorf("%+v", v)
		}
		// a draft is for those who edit
		_, err = w.catalogues.View(w.clerk("区民政局"), v.ID)
		w.wantKind(err, fault.NotFound, "a clerk looks at a draft")
		view, err := w.catalogues.View(w.as(w.office), v.ID)
		w.must(err)
		if len(view.Rows) != 21 || len(view.Rows[0].Names) != 10 || view.Rows[0].Names[0] != "区民政局" {
			w.Errorf("%+v", view.Rows[0])
		}
		_, err = w.catalogues.Import(w.clerk("区民政局"), up, false)
		w.wantKind(err, fault.Forbidden, "a clerk imports")
		up.Domain = "天文"
		_, err = w.catalogues.Import(w.as(w.office), up, false)
		w.wantKind(err, fault.Invalid, "an unknown domain")
		_, err = w.catalogues.Discard(w.as(w.office), v.ID, catalogue.Confirm{Rev: v.Rev})
		w.must(err)
		_, err = w.catalogues.View(w.as(w.office), v.ID)
		w.wantKind(err, fault.NotFound, "what was thrown away")
	})
}

// TestNothingHalf: with one bad row nothing of a file is kept.
func TestNothingHalf(t *testing.T) {
	each(t, func(w *world) {
		text := "序号,一级事项,二级事项,公开内容\n1,甲,乙,全文\n2,,,没有名称\n"
		text = strings.Replace(text, "1,甲,乙,全文\n", "", 1) + "3,甲,乙,全文\n"
		_, err := w.catalogues.Import(w.as(w.office), catalogue.Upload{Name: "a.csv", File: []byte(text), Domain: "budget"}, false)
		if e := fault.As(err); e.Kind != fault.Invalid || len(e.Rows) != 1 || e.Rows[0].Line != 2 {
			w.Errorf("%v", err)
		}
		found, err := w.catalogues.Find(w.as(w.office), catalogue.Find{}, db.Page{})
		w.must(err)
		if len(found.Items) != 0 {
			w.Errorf("kept %v", found.Items)
		}
	})
}

func TestWithinTerm(t *testing.T) {
	each(t, func(w *world) {
		w.enforced("assistance", file(w, "assistance"))
		r := w.row(guide)
		f := w.formed(r, "区民政局", "低保办事指南（2023）", "2023-08-10")
		owed := w.owing(r, "区民政局")
		if len(owed) != 1 || owed[0].Due != "2023-08-24" || owed[0].Opened != "2023-08-10" || int64(owed[0].ID) != f.DutyID ||
			owed[0].Title != "社会救助：最低生活保障 / 办事指南（低保办事指南（2023））" || !strings.Contains(owed[0].Basis, "社会救助暂行办法") {
			w.Fatalf("%+v", owed)
		}
		// another formed on another day has a duty of its own, and what is published meets its own
		w.formed(r, "区民政局", "低保办事指南（修订）", "2023-08-14")
		w.clock.Set("2023-08-16")
		w.discharge(r, "区民政局", "publish/2", "2023-08-14", "2023-08-16")
		if owed = w.owing(r, "区民政局"); len(owed) != 1 || owed[0].Opened != "2023-08-10" {
			w.Errorf("after one: %+v", owed)
		}
		w.discharge(r, "区民政局", "publish/1", "", "2023-08-16")
		if owed = w.owing(r, "区民政局"); len(owed) != 0 {
			w.Errorf("after both: %+v", owed)
		}
		records, err := w.catalogues.Records(w.clerk("区民政局"), r.ID, db.Page{})
		w.must(err)
		if len(records.Items) != 2 || records.Items[0].PublishedAs != "publish/2" || records.Items[1].PublishedOn != "2023-08-16" {
			w.Errorf("%+v", records.Items)
		}
		others, err := w.catalogues.Records(w.clerk("生米街道"), r.ID, db.Page{})
		w.must(err)
		if len(others.Items) != 0 {
			w.Errorf("another unit sees %+v", others.Items)
		}
	})
}

// TestUnannounced publishes what nobody had said was formed: its lateness is seen.
func TestUnannounced(t *testing.T) {
	each(t, func(w *world) {
		w.enforced("assistance", file(w, "assistance"))
		r := w.row(guide)
		w.discharge(r, "生米街道", "publish/1", "2023-07-03", "2023-08-14")
		w.discharge(r, "生米街道", "publish/2", "", "2023-08-14") // of an unknown day: it fulfils nothing, and is nothing wrong
		w.must(w.db.Read(w.as(w.office), func(tx *db.Tx) error {
			all, err := w.duties.Of(tx, r.Ref())
			if err == nil && (len(all) != 1 || all[0].Light != duty.DoneLate || all[0].Due != "2023-07-17" || all[0].Evidence != "publish/1") {
				w.Errorf("%+v", all)
			}
			return err
		}))
	})
}

func TestFormedRefused(t *testing.T) {
	each(t, func(w *world) {
		w.enforced("assistance", file(w, "assistance"))
		bureau, street := w.unit("区民政局"), w.unit("生米街道")
		in := catalogue.FormInput{Unit: bureau, Title: "某文件", Day: "2023-08-14"}
		_, err := w.catalogues.Formed(w.clerk("生米街道"), w.row(guide).ID, in)
		w.wantKind(err, fault.Forbidden, "for another unit")
		for about, c := range map[string]struct {
			row string
			in  catalogue.FormInput
		}{
			"a day to come":    {guide, catalogue.FormInput{Unit: bureau, Title: "某文件", Day: "2023-08-15"}},
			"a unit not bound": {roster, in},
			"by the calendar":  {funds, in},
		} {
			_, err := w.catalogues.Formed(w.as(w.office), w.row(c.row).ID, c.in)
			w.wantKind(err, fault.Invalid, about)
		}
		_, err = w.catalogues.Formed(w.as(w.office), 1, in)
		w.wantKind(err, fault.NotFound, "no such row")
		w.wantKind(catalogue.FormInput{Unit: street, Title: " ", Day: "yesterday"}.Check(), fault.Invalid, "an empty form")
	})
}

func TestByCalendar(t *testing.T) {
	each(t, func(w *world) {
		w.enforced("assistance", file(w, "assistance"))
		r := w.row(funds)
		owed := w.owing(r, "区民政局")
		// the quarter ends on 30 September; twenty working days on, past the holidays of October
		if len(owed) != 1 || owed[0].Period != "2023-Q3" || owed[0].Opened != "2023-09-30" || owed[0].Due != "2023-11-01" {
			w.Fatalf("%+v", owed)
		}
		w.must(w.catalogues.OpenPeriods(w.as(auth.Machine("jobs"))))
		if owed = w.owing(r, "区民政局"); len(owed) != 1 {
			w.Errorf("opened twice: %+v", owed)
		}
		w.clock.Set("2023-10-09")
		w.must(w.catalogues.OpenPeriods(w.as(auth.Machine("jobs"))))
		if owed = w.owing(r, "区民政局"); len(owed) != 2 || owed[1].Period != "2023-Q4" {
			w.Errorf("next quarter: %+v", owed)
		}
		w.discharge(r, "区民政局", "publish/6", "2019-02-03", "2023-10-09")
		w.discharge(r, "区民政局", "publish/6", "2023-03-31", "2023-10-09")
		if owed = w.owing(r, "区民政局"); len(owed) != 2 {
			w.Errorf("what is older than the quarter before fulfils a quarter: %+v", owed)
		}
		w.discharge(r, "区民政局", "publish/7", "2023-10-08", "2023-10-09")
		if owed = w.owing(r, "区民政局"); len(owed) != 1 || owed[0].Period != "2023-Q4" {
			w.Errorf("after publication: %+v", owed)
		}
	})
}

// next is the catalogue of assistance a year on: one row is gone, one is new,
// one says another term, one has other units.
func next(t testing.TB) []byte {
	t.Helper()
	text := string(file(t, "assistance"))
	for _, r := range [][2]string{
		{"受理和经办机构的名称、地址、办公时间、联系电话,,及时,,", "受理和经办机构的名称、地址、办公时间、联系电话,,5个工作日内,,"},
		{"社会救助资金收入、支出和结余情况,,每季度,区民政局,", "社会救助资金收入、支出和结余情况,,每季度,区财政局,"},
		{",,两项补贴政策", ",残疾人补贴,新的事项,内容,依据,20个工作日内,区民政局,,√,,√,,√,\n99,,两项补贴政策"},
	} {
		if strings.Count(text, r[0]) == 0 && r[0][0] != ',' {
			t.Fatalf("no %s", r[0])
		}
		text = strings.Replace(text, r[0], r[1], 1)
	}
	before, _, _ := strings.Cut(text, "8,,审核信息,初步审核意见")
	to := strings.Index(text, "9,,确认信息,最低生活保障对象名单")
	return []byte(before + text[to:])
}

func TestNextVersion(t *testing.T) {
	each(t, func(w *world) {
		first := w.enforced("assistance", file(w, "assistance"))
		gone, kept, moved := w.row(roster), w.row(guide), w.row(funds)
		w.formed(gone, "生米街道", "名单", "2023-08-14")
		w.formed(kept, "区民政局", "指南", "2023-08-14")
		w.clock.Set("2023-09-01")
		out := w.imported("assistance", next(w))
		var got []string
		for _, d := range out.Difference {
			var line strings.Builder
			line.WriteString(d.How + " " + d.Name)
			for _, f := range d.Fields {
				line.WriteString(" " + f.Heading() + "：" + f.Old + "→" + f.New)
			}
			got = append(got, line.String())
		}
		want := []string{
			"changed 综合业务 / 社会救助服务机构 公开时限：及时→5个工作日内",
			"changed 综合业务 / 救助资金使用情况 公开主体：区民政局→区财政局",
			"removed 最低生活保障 / 审核信息",
		}
		if !slices.Equal(slices.DeleteFunc(got, func(s string) bool { return !slices.Contains(want, s) }), want) || out.Base != first.ID {
			w.Errorf("difference\n%s", strings.Join(got, "\n"))
		}
		second, err := w.catalogues.Enforce(w.as(w.office), out.Version.ID, catalogue.Confirm{Rev: out.Version.Rev})
		w.must(err)
		view, err := w.catalogues.View(w.as(w.office), first.ID)
		w.must(err)
		if view.Version.Status != catalogue.Superseded || view.Version.Until != "2023-09-01" || second.Number != 2 || second.InForce != "2023-09-01" {
			w.Errorf("first %+v second %+v", view.Version, second)
		}
		if owed := w.owing(gone, "生米街道"); len(owed) != 0 {
			w.Errorf("under a row that is gone: %+v", owed)
		}
		if owed := w.owing(kept, "区民政局"); len(owed) != 1 || w.row(guide).ID != kept.ID {
			w.Errorf("under a row that stays: %+v", owed)
		}
		if owed := w.owing(moved, "区民政局"); len(owed) != 0 {
			w.Errorf("of a unit that is bound no more: %+v", owed)
		}
		if owed := w.owing(moved, "区财政局"); len(owed) != 1 {
			w.Errorf("of the unit that is bound now: %+v", owed)
		}
		_, err = w.catalogues.Enforce(w.as(w.office), second.ID, catalogue.Confirm{Rev: second.Rev})
		w.wantKind(err, fault.Conflict, "put in force twice")
	})
}

// TestStaleDraft: a draft that was compared with a version that is superseded is read again.
func TestStaleDraft(t *testing.T) {
	each(t, func(w *world) {
		a, b := w.imported("budget", file(w, "budget")).Version, w.imported("budget", file(w, "budget")).Version
		_, err := w.catalogues.Enforce(w.as(w.office), a.ID, catalogue.Confirm{Rev: a.Rev})
		w.must(err)
		_, err = w.catalogues.Enforce(w.as(w.office), b.ID, catalogue.Confirm{Rev: b.Rev})
		w.wantKind(err, fault.Conflict, "the second of two drafts")
	})
}

func TestBind(t *testing.T) {
	each(t, func(w *world) {
		w.enforced("assistance", file(w, "assistance"))
		r := w.row(funds)
		_, in, err := w.catalogues.BindingOf(w.as(w.office), r.TextID)
		w.must(err)
		if in.Units != "区民政局" || in.Term != "每季度" {
			w.Errorf("%+v", in)
		}
		in.Units, in.Term = "区民政局、各乡镇、街道", "每半年"
		_, err = w.catalogues.Bind(w.clerk("区民政局"), r.TextID, in)
		w.wantKind(err, fault.Forbidden, "a clerk binds")
		bound, err := w.catalogues.Bind(w.as(w.office), r.TextID, in)
		w.must(err)
		if len(bound.Units) != 10 || bound.TermText != "每季度" || bound.Subject != "区民政局" || !bound.Bound {
			w.Errorf("%+v", bound)
		}
		if owed := w.owing(r, "生米街道"); len(owed) != 1 || owed[0].Period != "2023-H2" {
			w.Errorf("owed %+v", owed)
		}
		_, err = w.catalogues.Bind(w.as(w.office), r.TextID, in)
		w.wantKind(err, fault.Conflict, "with a rev that is old")
		in.Rev, in.Units, in.Term = bound.Rev, "区民政、区航天局", "看着办"
		_, err = w.catalogues.Bind(w.as(w.office), r.TextID, in)
		if e := fault.As(err); e.Kind != fault.Invalid || len(e.Fields) != 2 {
			w.Errorf("%v", err)
		}
		// what a person set stays in the next version, whose words are the same
		out := w.imported("assistance", file(w, "assistance"))
		view, err := w.catalogues.View(w.as(w.office), out.Version.ID)
		w.must(err)
		i := slices.IndexFunc(view.Rows, func(v catalogue.ViewRow) bool { return v.ID == r.ID })
		if v := view.Rows[i]; len(v.Units) != 10 || v.Term.Every != catalogue.Half || !v.Bound {
			w.Errorf("in the next version %+v", v.Row)
		}
	})
}

// TestWordsOfRows: a table with an identity number in it is not taken in, nor put in
// force; what it says is public and nobody reviews it.
func TestWordsOfRows(t *testing.T) {
	const number = "11010519491231002X" // of nobody: the example of GB 11643
	each(t, func(w *world) {
		whole := catalogue.Upload{Name: "budget.csv", File: file(w, "budget"), Domain: "budget"}
		in := whole
		in.File = bytes.Replace(in.File, []byte("一般公共预算"), []byte("一般公共预算（张三，身份证号"+number+"）"), 1)
		for _, dry := range []bool{true, false} {
			_, err := w.catalogues.Import(w.as(w.office), in, dry)
			rows := fault.As(err).Rows
			if len(rows) != 1 || rows[0].Line != 3 || rows[0].Text.Key != "screen.not_to_show" {
				t.Fatalf("dry %v: %v", dry, err)
			}
		}
		in = whole
		in.Title = "目录，手机13812345678"
		if _, err := w.catalogues.Import(w.as(w.office), in, false); len(fault.As(err).Rows) != 1 {
			t.Errorf("its title: %v", err)
		}
	})
}
