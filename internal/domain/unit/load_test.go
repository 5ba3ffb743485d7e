package unit_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/profiles"
)

var machine = auth.Machine("test")

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func openProfile(t *testing.T, name string) *profile.Profile {
	t.Helper()
	p, err := profile.Open(name)
	if err != nil {
		t.Fatal(err, fault.As(err).Rows)
	}
	return p
}

// copied writes the profile of the name into a folder, with edits of its files:
// file, old text, new text, and so on.
func copied(t *testing.T, name string, edits ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	must(t, os.CopyFS(filepath.Dir(dir), profiles.Files))
	for ; len(edits) > 0; edits = edits[3:] {
		file := filepath.Join(dir, edits[0])
		b, err := os.ReadFile(file)
		must(t, err)
		if !strings.Contains(string(b), edits[1]) {
			t.Fatalf("%s has no %q", edits[0], edits[1])
		}
		must(t, os.WriteFile(file, []byte(strings.Replace(string(b), edits[1], edits[2], 1)), 0o600))
	}
	return dir
}

// stored is all that loading may write.
type stored struct {
	Units    []unit.Unit
	Groups   []unit.Group
	Settings []profile.Setting
	Loads    int
	Entries  int
}

func everything(t *testing.T, d *db.DB) (s stored) {
	t.Helper()
	must(t, d.Read(t.Context(), func(tx *db.Tx) (err error) {
		if s.Units, err = db.All[unit.Unit](tx, "FROM unit_unit ORDER BY pos, id"); err != nil {
			return err
		}
		if s.Groups, err = unit.Groups(tx); err != nil {
			return err
		}
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		s.Settings = settings.Given()
		if s.Loads, err = db.One[int](tx, "SELECT count(*) FROM profile_load"); err != nil {
			return err
		}
		s.Entries, err = db.One[int](tx, "SELECT count(*) FROM journal_entry")
		return err
	}))
	return s
}

func byCode(units []unit.Unit) map[string]unit.Unit {
	out := map[string]unit.Unit{}
	for _, u := range units {
		out[u.Code] = u
	}
	return out
}

// TestReload is the life of a district: loaded, edited by an official,
// looked at in a dry run, loaded again, and put back.
func TestReload(t *testing.T) {
	clock := dbtest.At("2024-03-01")
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set("2024-03-01")
		ctx, s := dbtest.As(t, machine), unit.New(d)
		first := openProfile(t, "honggutan")
		changes, err := s.Load(ctx, first, false)
		must(t, err)
		if want := len(first.Units) + len(first.Groups); len(changes) < want {
			t.Fatalf("%d changes, want at least %d", len(changes), want)
		}
		before := everything(t, d)
		if before.Entries != len(first.Units)+1 || before.Loads != 1 {
			t.Errorf("%d entries and %d loads", before.Entries, before.Loads)
		}

		changes, err = s.Load(ctx, first, false)
		must(t, err)
		if len(changes) > 0 || !reflect.DeepEqual(before, everything(t, d)) {
			t.Errorf("the same profile again changes %v", changes)
		}

		next := openProfile(t, copied(
			t, "honggutan",
			"units.csv", "文化广电新闻出版旅游局,区文广新旅局", "文化广电旅游局,区文广旅局",
			"units.csv", "区文广旅局；区文化广电旅游局；", "区文广新旅局；",
			"units.csv", "朱岗村,村,smjd", "朱岗村,村,lxjd",
			"units.csv", "htx,南昌市红谷滩区厚田乡人民政府,厚田乡,乡镇,qzf,厚田镇,", "htz,南昌市红谷滩区厚田镇人民政府,厚田镇,乡镇,qzf,厚田乡,",
			"units.csv", "czj,南昌市红谷滩区财政局,区财政局,部门,qzf,,,南昌市红谷滩区人民政府,南昌铁路运输法院,待核实,,,,,,,,180", "czj,南昌市红谷滩区财政局,区财政局,部门,qzf,,,南昌市红谷滩区人民政府,南昌铁路运输法院,待核实,办公室,,,0700-0000001,,,待核实,180",
			"groups.csv", "各街道,各街办；街道,街道", "各街道（管理处）,各街办；街道；各街道,街道",
			"settings.csv", "即将到期（工作日）,3", "即将到期（工作日）,5",
		))
		want := []profile.Change{
			{Of: "unit", Key: "wlj", Name: "南昌市红谷滩区文化广电旅游局", How: "renamed", Field: "名称", Old: "南昌市红谷滩区文化广电新闻出版旅游局", New: "南昌市红谷滩区文化广电旅游局"},
			{Of: "unit", Key: "wlj", Name: "南昌市红谷滩区文化广电旅游局", How: "renamed", Field: "简称", Old: "区文广新旅局", New: "区文广旅局"},
			{Of: "unit", Key: "wlj", Name: "南昌市红谷滩区文化广电旅游局", How: "changed", Field: "别名", Old: "区文广旅局; 区文化广电旅游局; 区文旅局", New: "区文广新旅局; 区文旅局"},
			{Of: "unit", Key: "czj", Name: "南昌市红谷滩区财政局", How: "changed", Field: "工作机构", New: "办公室"},
			{Of: "unit", Key: "czj", Name: "南昌市红谷滩区财政局", How: "changed", Field: "联系电话", New: "0700-0000001"},
			{Of: "unit", Key: "czj", Name: "南昌市红谷滩区财政局", How: "changed", Field: "联系可信度", Old: "高", New: "待核实"},
			{Of: "unit", Key: "htz", Name: "南昌市红谷滩区厚田镇人民政府", How: "added"},
			{Of: "unit", Key: "zgc", Name: "生米街道朱岗村村民委员会", How: "moved", Field: "上级编码", Old: "smjd", New: "lxjd"},
			{Of: "unit", Key: "htx", Name: "南昌市红谷滩区厚田乡人民政府", How: "removed"},
			{Of: "group", Key: "各街道（管理处）", Name: "各街道（管理处）", How: "added"},
			{Of: "group", Key: "各街道", Name: "各街道", How: "removed"},
			{Of: "setting", Key: "duty.soon", Name: "即将到期（工作日）", How: "changed", Field: "值", Old: "3", New: "5"},
		}
		changes, err = s.Load(ctx, next, true)
		must(t, err)
		if !reflect.DeepEqual(changes, want) {
			t.Errorf("the dry run says\n%+v\nwant\n%+v", changes, want)
		}
		if !reflect.DeepEqual(before, everything(t, d)) {
			t.Fatal("the dry run changed something")
		}

		clock.Set("2024-06-03")
		changes, err = s.Load(ctx, next, false)
		must(t, err)
		if !reflect.DeepEqual(changes, want) {
			t.Errorf("the load says\n%+v", changes)
		}
		after := everything(t, d)
		old, now := byCode(before.Units), byCode(after.Units)
		for code, u := range old {
			if now[code].ID != u.ID {
				t.Errorf("%s had id %d, has %d", code, u.ID, now[code].ID)
			}
			if untouched := !slices.Contains([]string{"wlj", "czj", "zgc", "htx"}, code); untouched && now[code].Rev != u.Rev {
				t.Errorf("%s was not changed and has rev %d", code, now[code].Rev)
			}
		}
		if u := now["wlj"]; u.Short != "区文广旅局" || u.Rev != 2 || u.Closed != "" {
			t.Errorf("renamed: %+v", u)
		}
		if u := now["czj"]; u.Desk != "办公室" || u.Phone != "0700-0000001" || u.Reach != profile.Low || u.Rev != 2 {
			t.Errorf("contact: %+v", u)
		}
		if u := now["zgc"]; u.ParentID != now["lxjd"].ID || u.Path != "龙兴街道 / 朱岗村" {
			t.Errorf("moved: %+v", u)
		}
		if u := now["htx"]; u.Closed != "2024-06-03" {
			t.Errorf("closed: %+v", u)
		}
		if after.Entries != before.Entries+6 || after.Loads != 2 {
			t.Errorf("%d new entries, %d loads", after.Entries-before.Entries, after.Loads)
		}
		names, err := s.Names(ctx)
		must(t, err)
		for text, code := range map[string]string{"区文广新旅局": "wlj", "厚田乡": "htz"} {
			if m, ok := names.Resolve(text); !ok || m.Units[0].Code != code {
				t.Errorf("%s is %+v", text, m)
			}
		}
		settings, err := s.Settings(ctx)
		must(t, err)
		if settings.Int(profile.DutySoon) != 5 {
			t.Errorf("due soon %d", settings.Int(profile.DutySoon))
		}

		_, err = s.Load(ctx, first, false) // the way back
		must(t, err)
		back := byCode(everything(t, d).Units)
		for code, u := range old {
			if b := back[code]; b.ID != u.ID || b.Closed != "" || b.Name != u.Name || b.ParentID != u.ParentID || b.Path != u.Path {
				t.Errorf("%s is not as it was: %+v", code, b)
			}
		}
		if back["htz"].Closed == "" {
			t.Error("what the first profile does not have is still open")
		}
		last, err := s.NewestLoad(ctx)
		must(t, err)
		if last.Name != "honggutan" || last.Digest != first.Digest || last.Actor != machine.Name || last.Changes == 0 {
			t.Errorf("newest load %+v", last)
		}
	})
}

// TestJournalOfLoad: each unit that changes has its entry, with what changed.
func TestJournalOfLoad(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := dbtest.As(t, machine), unit.New(d)
		p := openProfile(t, "sample")
		_, err := s.Load(ctx, p, false)
		must(t, err)
		for _, edit := range [][]string{
			{"units.csv", "青岚县林业局,县林业局", "青岚县林业和草原局,县林业局"},
			{"units.csv", "\nQL-020,", "\n#QL-020,"},
			{},
		} {
			_, err := s.Load(ctx, openProfile(t, copied(t, "sample", edit...)), false)
			must(t, err)
		}
		type entry struct {
			Act  string `db:"act"`
			Ref  string `db:"ref"`
			Body string `db:"body"`
		}
		u, err := s.ByCode(ctx, "QL-020")
		must(t, err)
		var entries []entry
		must(t, d.Read(ctx, func(tx *db.Tx) (err error) {
			entries, err = db.All[entry](tx, "FROM journal_entry WHERE ref = ? ORDER BY id", u.Ref())
			return err
		}))
		var acts []string
		for _, e := range entries {
			acts = append(acts, e.Act)
		}
		if !slices.Equal(acts, []string{"unit.open", "unit.change", "unit.close", "unit.reopen"}) {
			t.Fatalf("acts %v", acts)
		}
		var body struct{ Changes []profile.Change }
		must(t, json.Unmarshal([]byte(entries[1].Body), &body))
		if len(body.Changes) != 1 || body.Changes[0].New != "砚州市青岚县林业和草原局" {
			t.Errorf("body %s", entries[1].Body)
		}
	})
}

// TestOrderOnly: rows that stand elsewhere in a file move the units, and
// nobody who is working on one of them is disturbed.
func TestOrderOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := dbtest.As(t, machine), unit.New(d)
		_, err := s.Load(ctx, openProfile(t, "sample"), false)
		must(t, err)
		p := openProfile(t, "sample")
		p.Digest = "of the reordered files"
		slices.Reverse(p.Units)
		slices.Reverse(p.Groups)
		changes, err := s.Load(ctx, p, false)
		must(t, err)
		after := everything(t, d)
		if len(changes) > 0 || after.Loads != 2 || after.Entries != len(p.Units)+2 {
			t.Errorf("changes %v, %d loads, %d entries", changes, after.Loads, after.Entries)
		}
		if after.Units[1].Code != "QL-306" || after.Units[2].Path != "云上畲乡 / 雪顶村" || after.Groups[0].Name != p.Groups[0].Name {
			t.Errorf("order %s, %s, %s", after.Units[1].Code, after.Units[2].Path, after.Groups[0].Name)
		}
		for _, u := range after.Units {
			if u.Rev != 1 {
				t.Errorf("%s has rev %d", u.Short, u.Rev)
			}
		}
	})
}

func TestLoadNeedsTheRight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, p := unit.New(d), openProfile(t, "sample")
		_, err := s.Load(dbtest.As(t, machine), p, false)
		must(t, err)
		root, err := s.ByCode(t.Context(), "QL")
		must(t, err)
		town, err := s.ByCode(t.Context(), "QL-301")
		must(t, err)
		as := func(r auth.Role, at int64) auth.Actor {
			below, err := s.Below(t.Context(), at)
			must(t, err)
			return auth.Actor{Kind: auth.Person, ID: 1, Unit: at, Grants: []auth.Grant{{Role: r, Perms: unit.Policy.Perms(r), Units: auth.Units{IDs: below}}}}
		}
		other := openProfile(t, copied(t, "sample", "settings.csv", "即将到期（工作日）,5", "即将到期（工作日）,6"))
		for _, role := range auth.Roles {
			for _, at := range []int64{root.ID, town.ID} {
				_, err := s.Load(dbtest.As(t, as(role, at)), other, true)
				if allowed := role == auth.Admin && at == root.ID; allowed != (err == nil) || !allowed && fault.Of(err) != fault.Forbidden {
					t.Errorf("%s at %d: %v", role, at, err)
				}
			}
		}
		if _, err := s.Load(t.Context(), other, false); fault.Of(err) != fault.Forbidden {
			t.Errorf("a visitor: %v", err)
		}
		if everything(t, d).Loads != 1 {
			t.Error("somebody without the right loaded")
		}
	})
}

func TestTree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := dbtest.As(t, machine), unit.New(d)
		if tree, err := s.Tree(ctx); err != nil || len(tree) != 0 {
			t.Errorf("before loading: %v, %v", tree, err)
		}
		if _, err := s.NewestLoad(ctx); fault.Of(err) != fault.NotFound {
			t.Errorf("before loading: %v", err)
		}
		p := openProfile(t, "sample")
		_, err := s.Load(ctx, p, false)
		must(t, err)
		tree, err := s.Tree(ctx)
		must(t, err)
		if len(tree) != len(p.Units) || tree[0].Kind != unit.Government || tree[0].Depth != 0 {
			t.Fatalf("%d units, first %+v", len(tree), tree[0])
		}
		parents := map[int64]int{0: -1}
		for i, u := range tree {
			depth, above := parents[u.ParentID]
			if !above || u.Depth != depth+1 {
				t.Errorf("%s stands before its parent, or at depth %d", u.Short, u.Depth)
			}
			parents[u.ID] = u.Depth
			if u.Pos != i+1 {
				t.Errorf("%s has place %d, stands at %d", u.Short, u.Pos, i+1)
			}
		}
		town, err := s.ByCode(ctx, "QL-302")
		must(t, err)
		below, err := s.Descendants(ctx, town.ID)
		must(t, err)
		if len(below) != 8 || below[0].Path != "竹泉镇 / 竹泉村" {
			t.Errorf("below %s: %d, %+v", town.Short, len(below), below[0])
		}
		ids, err := s.Below(ctx, town.ID)
		must(t, err)
		if len(ids) != 9 || !slices.Contains(ids, town.ID) || !slices.IsSorted(ids) {
			t.Errorf("ids below: %v", ids)
		}
		if leaf, err := s.Below(ctx, below[0].ID); err != nil || !slices.Equal(leaf, []int64{below[0].ID}) {
			t.Errorf("below a village: %v %v", leaf, err)
		}
		for name, err := range map[string]error{
			"Get":         second(s.Get(ctx, 1)),
			"ByCode":      second(s.ByCode(ctx, "none")),
			"Below":       second(s.Below(ctx, 1)),
			"Descendants": second(s.Descendants(ctx, 1)),
		} {
			if fault.Of(err) != fault.NotFound {
				t.Errorf("%s of no unit: %v", name, err)
			}
		}
		must(t, d.Read(ctx, func(tx *db.Tx) error {
			root, err := unit.Root(tx)
			if root.Code != "QL" {
				t.Errorf("root %+v", root)
			}
			return err
		}))
	})
}

func second[T any](_ T, err error) error { return err }

func TestBelowKeepsClosedUnits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := dbtest.As(t, machine), unit.New(d)
		_, err := s.Load(ctx, openProfile(t, "sample"), false)
		must(t, err)
		village, err := s.ByCode(ctx, "QL-304-06")
		must(t, err)
		_, err = s.Load(ctx, openProfile(t, copied(t, "sample", "units.csv", "\nQL-304-06,", "\n#QL-304-06,")), false)
		must(t, err)
		ids, err := s.Below(ctx, village.ParentID)
		must(t, err)
		below, err := s.Descendants(ctx, village.ParentID)
		must(t, err)
		if !slices.Contains(ids, village.ID) || len(below) != 5 {
			t.Errorf("rights reach %v; %d villages are", ids, len(below))
		}
		if u, err := s.Get(ctx, village.ID); err != nil || u.Closed == "" {
			t.Errorf("closed: %+v, %v", u, err)
		}
	})
}

func TestList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := dbtest.As(t, machine), unit.New(d)
		_, err := s.Load(ctx, openProfile(t, "sample"), false)
		must(t, err)
		_, err = s.Load(ctx, openProfile(t, copied(t, "sample", "units.csv", "\nQL-304-06,", "\n#QL-304-06,")), false)
		must(t, err)
		town, err := s.ByCode(ctx, "QL-304")
		must(t, err)
		for _, c := range []struct {
			find  unit.Find
			total int
			first string
		}{
			{unit.Find{}, 74, "县政府"},
			{unit.Find{Closed: true}, 75, "县政府"},
			{unit.Find{Kind: unit.Town}, 6, "松韵镇"},
			{unit.Find{Under: town.ID}, 6, "桐花乡"},
			{unit.Find{Under: town.ID, Closed: true}, 7, "桐花乡"},
			{unit.Find{Text: "交通委"}, 1, "县交通局"},
			{unit.Find{Text: "QL-007"}, 1, "县司法局"},
			{unit.Find{Text: "新民"}, 2, "新民村"},
			{unit.Find{Text: "新民", Under: town.ID}, 0, ""},
			{unit.Find{Text: "%"}, 0, ""},
		} {
			rows, err := s.List(ctx, c.find, db.Page{})
			must(t, err)
			if rows.Total != c.total || c.total > 0 && rows.Items[0].Short != c.first {
				t.Errorf("%+v: %d, first %+v", c.find, rows.Total, rows.Items)
			}
		}
		seen := map[int64]bool{}
		p := db.Page{Size: 30}
		for range 3 {
			rows, err := s.List(ctx, unit.Find{}, p)
			must(t, err)
			for _, u := range rows.Items {
				seen[u.ID] = true
			}
			p.After = rows.Next
		}
		if len(seen) != 74 || p.After != "" {
			t.Errorf("three pages have %d units, then %q", len(seen), p.After)
		}
		if _, err := s.List(ctx, unit.Find{Under: 1}, db.Page{}); fault.Of(err) != fault.NotFound {
			t.Errorf("under no unit: %v", err)
		}
	})
}

// TestListsComeInOrder: no read of units sorts.
func TestListsComeInOrder(t *testing.T) {
	d, recorder := dbtest.Traced(t, nil)
	ctx, s := dbtest.As(t, machine), unit.New(d)
	_, err := s.Load(ctx, openProfile(t, "sample"), false)
	must(t, err)
	town, err := s.ByCode(ctx, "QL-304")
	must(t, err)
	for _, f := range []unit.Find{{}, {Kind: unit.Village}, {Under: town.ID}, {Text: "村"}} {
		_, err := s.List(ctx, f, db.Page{})
		must(t, err)
	}
	for _, err := range []error{second(s.Tree(ctx)), second(s.Descendants(ctx, town.ID)), second(s.Groups(ctx)), second(s.NewestLoad(ctx)), second(s.Names(ctx))} {
		must(t, err)
	}
	recorder.Unsorted(t, d)
}

func TestGroups(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := dbtest.As(t, machine), unit.New(d)
		_, err := s.Load(ctx, openProfile(t, "sample"), false)
		must(t, err)
		groups, err := s.Groups(ctx)
		must(t, err)
		tree, err := s.Tree(ctx)
		must(t, err)
		sizes := map[string]int{}
		for _, g := range groups {
			if g.Note != "标准目录写法" { // those are one unit each, as catalogues call it
				sizes[g.Name] = len(g.Members(tree))
			}
		}
		want := map[string]int{
			"各乡镇人民政府": 6, "县直各单位": 24, "各乡镇人民政府、县直各单位": 31, "驻县各单位": 1,
			"县政务公开领导小组成员单位": 5, "县有关部门": 25, "各村（社区）": 41,
		}
		if !reflect.DeepEqual(sizes, want) {
			t.Errorf("members %v", sizes)
		}
		if groups[0].Name != "各乡镇人民政府" || groups[0].Choice() || !groups[5].Choice() {
			t.Errorf("groups %+v", groups)
		}
	})
}
