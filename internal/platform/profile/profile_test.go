package profile_test

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/profiles"
)

// small is a whole profile in a few rows; tests break it one cell at a time.
var small = map[string]string{
	"settings.csv": "设置项,值,可信度,说明\n网站名称,测试网,,\n主办单位,测试区政府,,\n行政区划全称,测试市测试区,,\n行政区划简称,测试区,,\n行政区划通称,区,,\n即将到期（工作日）,4,待核实,\n",
	"units.csv":    "编码,名称,简称,类别,上级编码,别名,排序\nroot,测试市测试区人民政府,区政府,政府,,,1\ncz,测试市测试区财政局,区财政局,部门,root,,2\ndj,东江街道办事处,东江街道,街道,root,,3\n",
	"groups.csv":   "名称,别名,类别,单位编码,不含单位,范围\n各街道,街道,街道,,,\n",
	"people.csv":   "登录名,姓名,单位编码,角色\ncaizheng,钱某,cz,经办人\n",
	"synonyms.csv": "词语,说明\n公积金；住房公积金,\n低保、最低生活保障,社会救助\n",
}

func folder(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

// edited is small with one text replaced in one file.
func edited(t *testing.T, file, old, text string) fstest.MapFS {
	t.Helper()
	files := maps.Clone(small)
	if !strings.Contains(files[file], old) {
		t.Fatalf("%s has no %q", file, old)
	}
	files[file] = strings.Replace(files[file], old, text, 1)
	return folder(files)
}

func load(t *testing.T, fsys fs.FS) *profile.Profile {
	t.Helper()
	p, err := profile.Load(fsys)
	if err != nil {
		for _, r := range fault.As(err).Rows {
			t.Error(r)
		}
		t.Fatal(err)
	}
	return p
}

func TestProfilesOfTheProgram(t *testing.T) {
	if got := profile.Names(); !slices.Equal(got, []string{"honggutan", "sample"}) {
		t.Fatalf("profiles %v", got)
	}
	for name, want := range map[string]struct{ towns, streets, villages, people int }{
		"honggutan": {towns: 2, streets: 7, villages: 11, people: 19},
		"sample":    {towns: 6, streets: 0, villages: 41, people: 9},
	} {
		p, err := profile.Open(name)
		if err != nil {
			for _, r := range fault.As(err).Rows {
				t.Error(r)
			}
			t.Fatal(err)
		}
		kinds := map[string]int{}
		for _, u := range p.Units {
			kinds[u.Kind]++
		}
		if kinds["government"] != 1 || kinds["office"] != 1 || kinds["town"] != want.towns || kinds["street"] != want.streets ||
			kinds["village"]+kinds["community"] != want.villages || len(p.People) != want.people {
			t.Errorf("%s: kinds %v, %d people", name, kinds, len(p.People))
		}
		if p.Name != name {
			t.Errorf("%s calls itself %s", name, p.Name)
		}
	}
}

// TestSynonyms asks for the words that people search by.
func TestSynonyms(t *testing.T) {
	for name, least := range map[string]int{"honggutan": 60, "sample": 20} {
		p, err := profile.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Synonyms) < least {
			t.Errorf("%s has %d groups of synonyms, want %d", name, len(p.Synonyms), least)
		}
	}
	p := load(t, folder(small))
	if got := p.Synonyms[1]; !slices.Equal(got.Words, []string{"低保", "最低生活保障"}) || got.Note != "社会救助" || got.Line != 3 {
		t.Errorf("got %+v", got)
	}
}

// TestNothingInCommon holds the two districts apart: what is the same in both
// could be taken for granted by mistake.
func TestNothingInCommon(t *testing.T) {
	seen := map[string]bool{}
	for i, name := range profile.Names() {
		p, err := profile.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, u := range p.Units {
			names = append(names, u.Code, u.Name, u.Short)
		}
		for _, n := range names {
			if i == 0 {
				seen[n] = true
			} else if seen[n] {
				t.Errorf("%s is in both profiles", n)
			}
		}
	}
}

// TestDemoPeople asks for somebody in every role, marked as invented.
func TestDemoPeople(t *testing.T) {
	for _, name := range profile.Names() {
		p, err := profile.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		roles := map[string]bool{}
		for _, d := range p.People {
			for _, r := range d.Roles {
				roles[r] = true
			}
			if !strings.Contains(d.Title, "演示") || !strings.Contains(d.Note, "虚构") {
				t.Errorf("%s: %s is not marked as invented", name, d.Name)
			}
		}
		for _, r := range auth.Roles {
			if !roles[string(r)] {
				t.Errorf("%s: nobody is %s", name, r)
			}
		}
	}
}

func TestUnverified(t *testing.T) {
	rows := load(t, folder(small)).Unverified()
	want := []fault.Row{{File: "settings.csv", Line: 7, Text: fault.T("profile.unverified", "即将到期（工作日）")}}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("got %v", rows)
	}
	p, err := profile.Open("honggutan")
	if err != nil {
		t.Fatal(err)
	}
	marked := map[string]bool{}
	for _, r := range p.Unverified() {
		marked[r.Text.Key+i18n.Text(r.Text)] = true
	}
	for _, want := range []string{"ICP备案号", "公安备案号", "网站标识码", "南昌市红谷滩区厚田乡人民政府"} {
		if !marked["profile.unverified“"+want+"”待核实"] {
			t.Errorf("%s is not marked as unverified", want)
		}
	}
	if text := i18n.Text(profile.Low.Label()); text != "待核实" {
		t.Errorf("low confidence reads %s", text)
	}
}

func TestOneFault(t *testing.T) {
	long := strings.Repeat("长", 3<<20)
	for _, c := range []struct {
		name           string
		file, old, new string
		at             string // file
		line           int
		column, key    string
	}{
		{"unknown heading", "units.csv", "别名", "外号", "units.csv", 1, "外号", "profile.unknown_column"},
		{"heading twice", "units.csv", "别名", "名称", "units.csv", 1, "名称", "profile.twice_column"},
		{"heading missing", "people.csv", "姓名", "", "people.csv", 1, "姓名", "profile.missing_column"},
		{"cell beside the table", "groups.csv", "街道,街道,,,\n", "街道,街道,,,,,多余\n", "groups.csv", 2, "", "profile.extra_cell"},
		{"cell empty", "units.csv", "root,测试市测试区人民政府", "root,", "units.csv", 2, "名称", "profile.required"},
		{"two lines in a cell", "units.csv", "东江街道办事处", "\"东江\n街道办事处\"", "units.csv", 4, "名称", "profile.one_line"},
		{"no number", "units.csv", ",,3\n", ",,三\n", "units.csv", 4, "排序", "profile.not_number"},
		{"number too large", "units.csv", ",,3\n", ",,99999999999999999999\n", "units.csv", 4, "排序", "profile.not_number"},
		{"unknown kind", "units.csv", "区财政局,部门", "区财政局,司局", "units.csv", 3, "类别", "profile.not_word"},
		{"bad code", "units.csv", "dj,", "东 江,", "units.csv", 4, "编码", "profile.bad_code"},
		{"code twice", "units.csv", "dj,", "cz,", "units.csv", 4, "编码", "profile.twice"},
		{"unknown parent", "units.csv", "街道,root", "街道,nowhere", "units.csv", 4, "上级编码", "profile.unknown_unit"},
		{"parent is itself", "units.csv", "街道,root", "街道,dj", "units.csv", 4, "上级编码", "profile.cycle"},
		{"no parent", "units.csv", "街道,root", "街道,", "units.csv", 4, "上级编码", "profile.no_parent"},
		{"two governments", "units.csv", "区财政局,部门,root", "区财政局,政府,", "units.csv", 3, "上级编码", "profile.two_roots"},
		{"name of another", "units.csv", "区财政局,部门,root,", "区财政局,部门,root,东江街办", "units.csv", 4, "名称", "profile.name_taken"},
		{"short name of a sibling", "units.csv", "东江街道,街道", "区财政局,街道", "units.csv", 4, "简称", "profile.name_taken"},
		{"group named as a unit", "groups.csv", "各街道,街道", "各街道,区财政局", "groups.csv", 2, "别名", "profile.name_taken"},
		{"group of nothing", "groups.csv", "街道,,,\n", "村,,,\n", "groups.csv", 2, "类别", "profile.empty_group"},
		{"group of what is left out", "groups.csv", "街道,,,\n", "街道,,dj,\n", "groups.csv", 2, "类别", "profile.empty_group"},
		{"group of unknown unit", "groups.csv", "街道,,,\n", "街道,xx,,\n", "groups.csv", 2, "单位编码", "profile.unknown_unit"},
		{"group without unknown unit", "groups.csv", "街道,,,\n", "街道,,xx,\n", "groups.csv", 2, "不含单位", "profile.unknown_unit"},
		{"unknown scope", "groups.csv", "街道,,,\n", "街道,,,部分\n", "groups.csv", 2, "范围", "profile.not_word"},
		{"unknown unit of a person", "people.csv", ",cz,", ",xx,", "people.csv", 2, "单位编码", "profile.unknown_unit"},
		{"unknown role", "people.csv", "经办人", "经办人、局长", "people.csv", 2, "角色", "profile.not_word"},
		{"no role", "people.csv", "经办人", "", "people.csv", 2, "角色", "profile.required"},
		{"bad login", "people.csv", "caizheng", "财政", "people.csv", 2, "登录名", "profile.bad_login"},
		{"login twice", "people.csv", "经办人\n", "经办人\ncaizheng,孙某,cz,经办人\n", "people.csv", 3, "登录名", "profile.twice"},
		{"synonym of nothing", "synonyms.csv", "公积金；住房公积金", "公积金", "synonyms.csv", 2, "词语", "profile.lone_synonym"},
		{"synonym of two", "synonyms.csv", "低保、", "公积金、低保、", "synonyms.csv", 3, "词语", "profile.twice"},
		{"synonym twice in a row", "synonyms.csv", "住房公积金", "住房（公积金；住房(公积金", "synonyms.csv", 2, "词语", "profile.twice"},
		{"no synonym", "synonyms.csv", "公积金；住房公积金,", ",甲", "synonyms.csv", 2, "词语", "profile.required"},
		{"unknown setting", "settings.csv", "即将到期（工作日）", "即将到期", "settings.csv", 7, "设置项", "profile.unknown_setting"},
		{"setting twice", "settings.csv", "即将到期（工作日）,4,待核实", "网站名称,又一个,", "settings.csv", 7, "设置项", "profile.twice"},
		{"setting no number", "settings.csv", ",4,", ",四,", "settings.csv", 7, "值", "profile.not_number"},
		{"setting with two numbers", "settings.csv", ",4,", ",4;5,", "settings.csv", 7, "值", "profile.not_number"},
		{"setting out of range", "settings.csv", ",4,", ",31,", "settings.csv", 7, "值", "profile.out_of_range"},
		{"one of several out of range", "settings.csv", "即将到期（工作日）,4", "提前提醒（工作日）,3;61", "settings.csv", 7, "值", "profile.out_of_range"},
		{"setting of other words", "settings.csv", "即将到期（工作日）,4", "长期任务报告周期,每周", "settings.csv", 7, "值", "profile.not_word"},
		{"setting missing", "settings.csv", "主办单位,测试区政府,,\n", "", "settings.csv", 0, "设置项", "profile.missing_setting"},
		{"setting empty", "settings.csv", "主办单位,测试区政府", "主办单位,", "settings.csv", 3, "设置项", "profile.missing_setting"},
		{"unknown confidence", "settings.csv", "待核实", "大概", "settings.csv", 7, "可信度", "profile.not_word"},
		{"open quote", "units.csv", "dj,东江", "dj,\"东江", "units.csv", 4, "", "profile.csv"},
		{"not text", "people.csv", "钱某", "\xff\xff\xff", "people.csv", 0, "", "profile.encoding"},
		{"binary", "people.csv", "钱某", "\x00", "people.csv", 0, "", "profile.encoding"},
		{"too large", "people.csv", "钱某", long, "people.csv", 0, "", "profile.too_large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := profile.Load(edited(t, c.file, c.old, c.new))
			if fault.Of(err) != fault.Invalid {
				t.Fatalf("got %v", err)
			}
			rows := fault.As(err).Rows
			if c.key == "profile.csv" { // a group that lost its unit with the rest of the file is told too
				rows = slices.DeleteFunc(rows, func(r fault.Row) bool { return r.File == "groups.csv" })
			}
			if len(rows) != 1 {
				t.Fatalf("%d faults: %v", len(rows), rows)
			}
			r := rows[0]
			if r.File != c.at || r.Line != c.line || r.Column != c.column || r.Text.Key != c.key {
				t.Errorf("got %v", r)
			}
			if text := i18n.Text(r.Text); strings.Contains(text, "{") || text == r.Text.Key {
				t.Errorf("the reader sees %q", text)
			}
		})
	}
}

// TestContact: each kind of fault in a contact is told at its cell; what is right passes.
func TestContact(t *testing.T) {
	for row, field := range map[string]string{
		"办公室,路 1 号,工作日,0700-0000001 转 8、0700-0000002,(0700)0000003,a@example.com,待核实": "",
		",,,12345,,https://www.example.gov.cn/czj,":                                   "",
		",,,,,,":              "",
		",,,前台,,,":            "联系电话",
		",,,0700-0000001,无,,": "传真号码",
		",,,,,微信公众号,":         "互联网联系方式",
		"办公室,,,,,,":           "联系电话",
		",路 1 号,,,,,大概":       "联系可信度",
	} {
		fsys := edited(t, "units.csv", small["units.csv"], "编码,名称,简称,类别,上级编码,工作机构,办公地址,办公时间,联系电话,传真号码,互联网联系方式,联系可信度\n"+
			"root,测试市测试区人民政府,区政府,政府,,,,,,,,\ncz,测试市测试区财政局,区财政局,部门,root,"+row+"\ndj,东江街道办事处,东江街道,街道,root,,,,,,,\n")
		p, err := profile.Load(fsys)
		if field == "" {
			if err != nil || p.Units[1].Known() == (row == ",,,,,,") {
				t.Errorf("%s: %v", row, err)
			}
			if marked := strings.Contains(row, "待核实"); err == nil && marked != (len(p.Unverified()) == 2) { // beside the one of the settings
				t.Errorf("%s: %v", row, p.Unverified())
			}
			continue
		}
		if err == nil || len(fault.As(err).Rows) != 1 || fault.As(err).Rows[0].Column != field || fault.As(err).Rows[0].Line != 3 {
			t.Errorf("%s: %v, want a fault about %s", row, err, field)
		}
	}
}

func TestFaultsOfTheFolder(t *testing.T) {
	for file, key := range map[string]string{"units.csv": "profile.missing_file", "groups.csv": "profile.missing_file", "settings.csv": "profile.missing_file"} {
		files := maps.Clone(small)
		delete(files, file)
		_, err := profile.Load(folder(files))
		if rows := fault.As(err).Rows; len(rows) != 1 || rows[0].File != file || rows[0].Text.Key != key {
			t.Errorf("without %s: %v", file, err)
		}
	}
	files := maps.Clone(small)
	delete(files, "people.csv")
	delete(files, "synonyms.csv")
	files["readme.txt"] = "不读"
	if p := load(t, folder(files)); len(p.People)+len(p.Synonyms) != 0 {
		t.Errorf("people and words out of nowhere: %v %v", p.People, p.Synonyms)
	}
	files["unit.csv"] = "编码"
	if _, err := profile.Load(folder(files)); len(fault.As(err).Rows) != 1 || fault.As(err).Rows[0].Text.Key != "profile.unknown_file" {
		t.Errorf("a misspelt file: %v", err)
	}
}

func TestEmptyFiles(t *testing.T) {
	for _, c := range []struct {
		file, text string
		keys       []string
	}{
		{"units.csv", "", []string{"profile.empty_file"}},
		{"groups.csv", "\n\n", []string{"profile.empty_file"}},
		{"groups.csv", "名称\n", nil},
		{"settings.csv", "设置项,值\n", slices.Repeat([]string{"profile.missing_setting"}, 5)},
		{"people.csv", "登录名,姓名,单位编码,角色\n", nil},
	} {
		files := maps.Clone(small)
		files[c.file] = c.text
		_, err := profile.Load(folder(files))
		var keys []string
		if err != nil {
			for _, r := range fault.As(err).Rows {
				keys = append(keys, r.Text.Key)
			}
		}
		if !slices.Equal(keys, c.keys) {
			t.Errorf("%s as %q: %v", c.file, c.text, keys)
		}
	}
	_, err := profile.Load(edited(t, "units.csv", small["units.csv"], "编码,名称,类别\n"))
	var tops []fault.Row
	for _, r := range fault.As(err).Rows {
		if r.File == "units.csv" {
			tops = append(tops, r)
		}
	}
	if len(tops) != 1 || tops[0].Text.Key != "profile.no_root" {
		t.Errorf("no unit at all: %v", err)
	}
}

// TestEveryFaultAtOnce: an official corrects a file once, not once a fault.
func TestEveryFaultAtOnce(t *testing.T) {
	files := maps.Clone(small)
	files["units.csv"] += "a,甲局,,部门,b,,\nb,乙局,,部门,a,,\nc,丙局,,厅,root,,x\n"
	files["groups.csv"] += "各村,,村,,,\n"
	files["people.csv"] += "X,某某,zz,经办\n"
	_, err := profile.Load(folder(files))
	var got []string
	for _, r := range fault.As(err).Rows {
		got = append(got, r.File+":"+string(rune('0'+r.Line))+" "+r.Column+" "+strings.TrimPrefix(r.Text.Key, "profile."))
	}
	want := []string{
		"groups.csv:3 类别 empty_group",
		"people.csv:3 角色 not_word", "people.csv:3 登录名 bad_login", "people.csv:3 单位编码 unknown_unit",
		"units.csv:5 上级编码 cycle", "units.csv:6 上级编码 cycle", "units.csv:7 类别 not_word", "units.csv:7 排序 not_number",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

// TestSharedShortName: villages of two towns may have one short name.
func TestSharedShortName(t *testing.T) {
	files := maps.Clone(small)
	files["units.csv"] += "xj,西江街道办事处,西江街道,街道,root,,4\nv1,东江街道新民村,新民村,村,dj,,\nv2,西江街道新民村,新民村,村,xj,,\n"
	load(t, folder(files))
}

func TestEncodings(t *testing.T) {
	want := load(t, folder(small))
	for name, change := range map[string]func(string) string{
		"mark":     func(s string) string { return "\ufeff" + s },
		"gb18030":  gb18030,
		"crlf":     func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"tabs":     func(s string) string { return strings.ReplaceAll(s, ",", "\t") },
		"comments": func(s string) string { return strings.Replace(s, "\n", "\n# 备注\n,,\n", 1) },
		"blanks":   func(s string) string { return strings.ReplaceAll(s, ",", "\u3000,\u200b ") },
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{}
			for file, text := range small {
				files[file] = change(text)
			}
			p := load(t, folder(files))
			if d := profile.Diff(want, p); len(d) > 0 {
				t.Errorf("read differently: %v", d)
			}
			if p.Digest == want.Digest {
				t.Error("other files with the same digest")
			}
			if len(p.Units) != 3 || p.Units[2].Name != "东江街道办事处" || len(p.People) != 1 || p.People[0].Name != "钱某" {
				t.Errorf("read %+v %+v", p.Units, p.People)
			}
		})
	}
	if again := load(t, folder(small)); again.Digest != want.Digest || want.Digest == "" {
		t.Errorf("digests %q and %q of the same files", again.Digest, want.Digest)
	}
}

func gb18030(s string) string {
	out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

func TestOpen(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ours")
	if err := os.CopyFS(dir, folder(small)); err != nil {
		t.Fatal(err)
	}
	p, err := profile.Open(dir)
	if err != nil || p.Name != "ours" || len(p.Units) != 3 {
		t.Errorf("from a folder: %+v, %v", p, err)
	}
	if _, err := profile.Open("nowhere"); fault.Of(err) != fault.NotFound || !strings.Contains(i18n.Text(fault.As(err).Text), "honggutan") {
		t.Errorf("unknown name: %v", err)
	}
	if _, err := profile.Open(filepath.Join(dir, "units.csv")); fault.Of(err) != fault.Invalid {
		t.Errorf("a file for a folder: %v", err)
	}
	if _, err := profile.Open(t.TempDir()); len(fault.As(err).Rows) != 3 {
		t.Errorf("an empty folder: %v", err)
	}
}

// FuzzLoad: no file of units may bring the loader down, and what it accepts is a tree.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(small["units.csv"]))
	f.Add([]byte("\ufeff编码\t名称\t类别\n\"a\"\t\"b\"\t政府\n"))
	f.Add([]byte(gb18030(small["units.csv"])))
	f.Fuzz(func(t *testing.T, units []byte) {
		files := folder(small)
		files["units.csv"] = &fstest.MapFile{Data: units}
		p, err := profile.Load(files)
		if err != nil {
			if e, ok := errors.AsType[*fault.Error](err); !ok || len(e.Rows) == 0 {
				t.Fatalf("a fault with no row: %v", err)
			}
			return
		}
		up := map[string]string{}
		for _, u := range p.Units {
			up[u.Code] = u.Parent
		}
		for code := range up {
			steps := 0
			for at := code; at != ""; at = up[at] {
				if steps++; steps > len(up) {
					t.Fatalf("%s has no way to the top", code)
				}
			}
		}
	})
}

func TestFormatIsDocumented(t *testing.T) {
	doc, err := fs.ReadFile(os.DirFS("../../../profiles"), "format.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range profile.Documented() {
		if !strings.Contains(string(doc), want) {
			t.Errorf("format.md does not name %s", want)
		}
	}
	if _, err := fs.Stat(profiles.Files, "honggutan/units.csv"); err != nil {
		t.Error(err)
	}
}

// TestFoot: the demo shows all that the foot of a page should say (国办发〔2017〕47号) and where to
// report a weakness; what is an example says so.
func TestFoot(t *testing.T) {
	p, err := profile.Open("honggutan")
	if err != nil {
		t.Fatal(err)
	}
	if missing := p.Settings.Missing(); len(missing) != 0 {
		t.Errorf("the foot lacks %v", missing)
	}
	if p.Settings.Text(profile.SiteSecurity) == "" || p.Settings.Text(profile.SiteExpires) == "" {
		t.Error("there is no security.txt")
	}
	open := map[string]bool{}
	for _, s := range p.Settings.List() {
		open[s.Key] = s.Confidence == profile.Low
	}
	for _, key := range []string{"site.icp", "site.police", "site.code", "site.badge", "site.mistake", "site.operator", "site.security"} {
		if !open[key] {
			t.Errorf("%s is not to be confirmed", key)
		}
	}
}
