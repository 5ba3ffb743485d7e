package column_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/column"
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

// world is a district on 2023-08-14.
type world struct {
	testing.TB
	db      *db.DB
	clock   *dbtest.Clock
	units   *unit.Service
	duties  *duty.Service
	columns *column.Service
	profile *profile.Profile
}

const start = calendar.Day("2023-08-14")

func each(t *testing.T, f func(w *world)) {
	t.Helper()
	clock := dbtest.At(start)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set(start)
		w := &world{TB: t, db: d, clock: clock, units: unit.New(d), duties: duty.New(d, holidays.New(d, law.Calendar()))}
		w.columns = column.New(d, w.duties)
		w.columns.Words, w.units.Columns = i18n.T, w.columns.Load
		w.profile = open(t, "honggutan")
		w.load(false)
		f(w)
	})
}

func open(t testing.TB, name string) *profile.Profile {
	t.Helper()
	p, err := profile.Open(name)
	if err != nil {
		for _, r := range fault.As(err).Rows {
			t.Error(r)
		}
		t.Fatal(err)
	}
	return p
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) ctx() context.Context { return dbtest.As(w, auth.Machine("test")) }

// load loads the profile of the world, of which every edit has a digest of its own.
func (w *world) load(dry bool) []profile.Change {
	w.Helper()
	changes, err := w.units.Load(w.ctx(), w.profile, dry)
	w.must(err)
	return changes
}

// edit changes one column of the profile.
func (w *world) edit(code string, change func(*profile.Column)) {
	w.Helper()
	w.profile.Columns = slices.Clone(w.profile.Columns)
	i := slices.IndexFunc(w.profile.Columns, func(c profile.Column) bool { return c.Code == code })
	change(&w.profile.Columns[i])
	w.profile.Digest += "x"
}

func (w *world) column(code string) (c column.Column) {
	w.Helper()
	w.must(w.db.Read(w.ctx(), func(tx *db.Tx) (err error) { c, err = column.ByCode(tx, code); return err }))
	return c
}

// owing is what the keeper of a column owes for it.
func (w *world) owing(code string) (out []duty.Duty) {
	w.Helper()
	c := w.column(code)
	w.must(w.db.Read(w.ctx(), func(tx *db.Tx) (err error) {
		out, err = w.duties.Owing(tx, column.RuleUpdate, c.Ref(), c.KeeperID)
		return err
	}))
	return out
}

func (w *world) wantDue(code string, due calendar.Day) {
	w.Helper()
	owed := w.owing(code)
	if len(owed) != 1 || owed[0].Due != due || w.column(code).Due != due {
		w.Errorf("%s: owed %v, column due %s; want %s", code, owed, w.column(code).Due, due)
	}
}

func (w *world) updated(code, ref string, on calendar.Day) {
	w.Helper()
	id := w.column(code).ID
	w.must(w.db.Write(w.ctx(), func(tx *db.Tx) error { return w.columns.Updated(tx, id, ref, on) }))
}

func TestProfilesOfTheProgram(t *testing.T) {
	for name, want := range map[string]struct{ columns, top int }{"honggutan": {67, 9}, "sample": {15, 6}} {
		p := open(t, name)
		top := 0
		for _, c := range p.Columns {
			if c.Parent == "" {
				top++
			}
		}
		if len(p.Columns) != want.columns || top != want.top {
			t.Errorf("%s: %d columns, %d at the top", name, len(p.Columns), top)
		}
	}
}

// TestTerms compares the last day of each kind with that of the yardstick.
func TestTerms(t *testing.T) {
	each(t, func(w *world) {
		for code, due := range map[string]calendar.Day{
			"xwzx-zwyw":     "2023-08-28", // news: 14 days
			"xwzx-tzgg":     "2024-02-14", // notices: 6 months
			"zcwj-qfbwj":    "2024-02-14", // policy documents: 6 months
			"zwgk-fd-ghxx":  "2024-08-14", // plans: 1 year
			"hdjl-zxts":     "2023-10-14", // messages: 2 months
			"zwgk-zn":       "2023-11-14", // of its own: 3 months
			"zwgk-fd-czyjs": "2024-08-14", // of its own: 1 year
		} {
			w.wantDue(code, due)
		}
		for _, code := range []string{"zjhgt-qqgk", "zwgk-fd-jgzn", "bsfw-grbs", "ztzl-fxkz"} { // overview, functions, at no set interval, archived
			if owed := w.owing(code); len(owed) != 0 || w.column(code).Due != "" {
				w.Errorf("%s owes %v", code, owed)
			}
		}
		d := w.owing("xwzx-zwyw")[0]
		if d.Title != "更新栏目：新闻中心 / 政务要闻" || !strings.Contains(d.Basis, "检查指标") {
			w.Errorf("duty %q on %q", d.Title, d.Basis)
		}
	})
}

func TestUpdated(t *testing.T) {
	each(t, func(w *world) {
		w.clock.Set("2023-08-20")
		w.updated("xwzx-bmdt", "publish/1", "2023-08-20")
		w.wantDue("xwzx-bmdt", "2023-09-03")
		w.wantDue("xwzx", "2023-09-03") // what is below counts for the column above
		w.wantDue("xwzx-zwyw", "2023-08-28")

		// a second update on one day, and an older one, change nothing
		w.updated("xwzx-bmdt", "publish/2", "2023-08-20")
		w.updated("xwzx-bmdt", "publish/3", "2023-08-01")
		w.wantDue("xwzx-bmdt", "2023-09-03")
		if c := w.column("xwzx-bmdt"); c.Last != "2023-08-20" || c.LastRef != "publish/1" {
			w.Errorf("last %s %s", c.Last, c.LastRef)
		}

		// an update that comes late is met late, and the next is owed from it
		w.clock.Set("2023-09-10")
		w.updated("xwzx-bmdt", "publish/4", "2023-09-10")
		w.wantDue("xwzx-bmdt", "2023-09-24")
		w.must(w.db.Read(w.ctx(), func(tx *db.Tx) error {
			c := w.column("xwzx-bmdt")
			all, err := db.All[duty.Duty](tx, "FROM duty_duty WHERE ref = ? ORDER BY due, id", c.Ref())
			if err == nil && (len(all) != 3 || all[0].Evidence != "publish/1" || all[0].MetOn != "2023-08-20" || all[1].Light(calendar.Day("2023-09-10").Start(), "") != duty.DoneLate) {
				w.Errorf("duties %+v", all)
			}
			return err
		}))
	})
}

// TestTakenOver publishes what is older than the column: it is not blank any
// more, and an inspector would find it late; the keeper has the whole interval.
func TestTakenOver(t *testing.T) {
	each(t, func(w *world) {
		w.updated("xwzx-bmdt", "publish/1", "2021-03-01")
		c := w.column("xwzx-bmdt")
		if c.Last != "2021-03-01" || c.Due != "2021-03-15" || c.Blank() {
			w.Errorf("%+v", c)
		}
		if owed := w.owing("xwzx-bmdt"); len(owed) != 1 || owed[0].Due != "2023-08-28" {
			w.Errorf("owed %v", owed)
		}
	})
}

func TestReload(t *testing.T) {
	each(t, func(w *world) {
		if changes := w.load(true); len(changes) != 0 {
			w.Fatalf("the same profile changes %v", changes)
		}
		w.updated("xwzx-bmdt", "publish/1", "2023-08-18")
		old := w.column("xwzx-bmdt")
		w.edit("xwzx-bmdt", func(c *profile.Column) { c.Keeper, c.Every, c.Name = "fgw", "7 day", "单位动态" })
		w.edit("xwzx-zwyw", func(c *profile.Column) { c.Archived = true })
		dry := w.load(true)
		if w.column("xwzx-bmdt").Rev != old.Rev {
			w.Error("a dry run wrote")
		}
		w.clock.Set("2023-08-21")
		if changes := w.load(false); len(changes) != 4 || !slices.Equal(changes, dry) {
			w.Errorf("changes %v, dry %v", changes, dry)
		}
		w.wantDue("xwzx-bmdt", "2023-08-25")
		c := w.column("xwzx-bmdt")
		if c.Path != "新闻中心 / 单位动态" || c.ID != old.ID || c.Last != "2023-08-18" {
			w.Errorf("%+v", c)
		}
		w.must(w.db.Read(w.ctx(), func(tx *db.Tx) error {
			left, err := w.duties.Owing(tx, column.RuleUpdate, c.Ref(), old.KeeperID)
			if len(left) != 0 {
				w.Errorf("the former keeper still owes %v", left)
			}
			return err
		}))
		if owed := w.owing("xwzx-zwyw"); len(owed) != 0 {
			w.Errorf("an archived column owes %v", owed)
		}
	})
}

func TestClosedAndBack(t *testing.T) {
	each(t, func(w *world) {
		whole := w.profile.Columns
		w.profile.Columns = slices.DeleteFunc(slices.Clone(whole), func(c profile.Column) bool { return c.Code == "hdjl-zxts" })
		w.profile.Digest += "x"
		w.load(false)
		c := w.column("hdjl-zxts")
		if c.Closed != start || len(w.owing("hdjl-zxts")) != 0 {
			w.Errorf("%+v owes %v", c, w.owing("hdjl-zxts"))
		}
		err := w.db.Write(w.ctx(), func(tx *db.Tx) error { return w.columns.Updated(tx, c.ID, "publish/1", start) })
		if fault.Of(err) != fault.Conflict {
			w.Errorf("a closed column takes an update: %v", err)
		}
		w.clock.Set("2023-09-01")
		w.profile.Columns, w.profile.Digest = whole, w.profile.Digest+"x"
		w.load(false)
		w.wantDue("hdjl-zxts", "2023-11-01")
		if w.column("hdjl-zxts").ID != c.ID {
			w.Error("it came back as another")
		}
	})
}

// TestDistrictSets has the settings of a district change what holds.
func TestDistrictSets(t *testing.T) {
	each(t, func(w *world) {
		stricter := w.profile.Settings.Given()
		w.profile.Settings = profile.Stored(append(stricter, profile.Setting{Key: "column.news", Value: "7"}))
		w.profile.Digest += "x"
		w.load(false)
		w.wantDue("xwzx-bmdt", "2023-08-21")
		w.wantDue("xwzx-tzgg", "2024-02-14")
	})
}

func TestFindAndInspect(t *testing.T) {
	each(t, func(w *world) {
		w.updated("xwzx-bmdt", "publish/1", "2023-08-14")
		w.updated("zjhgt-qqgk", "publish/2", "2023-08-14")
		w.clock.Set("2023-08-29") // the news that nobody updated, 15 days on
		ctx := w.ctx()
		all, err := w.columns.Tree(ctx)
		w.must(err)
		count := map[column.State]int{}
		for _, state := range []column.State{column.Late, column.Blank, column.Soon, column.Fresh, column.Still} {
			rows, err := w.columns.Find(ctx, column.Find{State: state}, db.Page{Size: 200})
			w.must(err)
			for _, r := range rows.Items {
				if r.State != state {
					w.Errorf("%s is listed as %s and is %s", r.Path, state, r.State)
				}
			}
			count[state] = len(rows.Items)
		}
		sum := 0
		for _, n := range count {
			sum += n
		}
		if sum != len(all) || count[column.Late] != 5 || count[column.Blank] == 0 || count[column.Still] == 0 {
			w.Errorf("%v of %d", count, len(all))
		}
		v, err := w.columns.Inspect(ctx)
		w.must(err)
		if v.Stale.N != 5 || !v.Stale.Fails() || v.Overdue.N != 5 || v.Overdue.Fails() || v.Blank.N < 40 || !v.Blank.Fails() {
			w.Errorf("verdict %+v", v)
		}
		kept, err := w.columns.Find(ctx, column.Find{Unit: w.column("zwgk-fd-shjz").KeeperID}, db.Page{})
		w.must(err)
		if len(kept.Items) != 2 || kept.Items[0].Keeper != "区民政局" || kept.Items[0].Left != 77 {
			w.Errorf("kept %+v", kept.Items)
		}
	})
}

func TestLayout(t *testing.T) {
	each(t, func(w *world) {
		all, err := w.columns.Tree(w.ctx())
		w.must(err)
		codes := func(k unit.Kind) (out []string) {
			for _, c := range column.Layout(all, k) {
				out = append(out, c.Code)
			}
			return out
		}
		town, bureau := codes(unit.Town), codes(unit.Department)
		if !slices.Contains(town, "zwgk-fd-xzsx") || slices.Contains(town, "zwgk-fd-zagl") || !slices.Contains(town, "zwgk-fd-shjz") {
			w.Errorf("town %v", town)
		}
		if slices.Contains(bureau, "zwgk-fd-xzsx") || !slices.Contains(bureau, "zwgk-fd-zagl") || bureau[0] != "zwgk" || slices.Contains(bureau, "xwzx") {
			w.Errorf("bureau %v", bureau)
		}
	})
}

// TestListsComeFromAnIndex: no list of columns is sorted by the engine.
func TestListsComeFromAnIndex(t *testing.T) {
	clock := dbtest.At(start)
	d, seen := dbtest.Traced(t, clock)
	w := &world{TB: t, db: d, clock: clock, units: unit.New(d), duties: duty.New(d, holidays.New(d, law.Calendar()))}
	w.columns = column.New(d, w.duties)
	w.columns.Words, w.units.Columns = i18n.T, w.columns.Load
	w.profile = open(t, "honggutan")
	w.load(false)
	w.updated("xwzx-bmdt", "publish/1", start)
	for _, f := range []column.Find{{}, {State: column.Late}, {State: column.Blank}, {Kind: column.KindNews}, {Unit: w.column("xwzx").KeeperID}, {Text: "动态"}} {
		_, err := w.columns.Find(w.ctx(), f, db.Page{})
		w.must(err)
	}
	_, err := w.columns.Inspect(w.ctx())
	w.must(err)
	seen.Unsorted(t, d)
}
