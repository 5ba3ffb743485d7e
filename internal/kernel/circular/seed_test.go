package circular

import (
	_ "embed"
	"strings"
	"testing"
)

//go:embed testdata/seed.txt
var seed string

// TestSeed: what 红谷府办发〔2023〕55号 must give.
func TestSeed(t *testing.T) {
	c := ReadText(seed, nil)
	want := Heading{
		Title:  "2023年红谷滩区政务公开工作要点",
		Notice: "红谷滩区人民政府办公室关于印发2023年红谷滩区政务公开工作要点的通知",
		Number: "红谷府办发〔2023〕55号", Year: 2023, Attribute: "主动公开",
		Issuer: "南昌市红谷滩区人民政府办公室", Addressee: "各乡镇、街办，区政府各部门，驻区有关单位",
	}
	if c.Document != want {
		t.Errorf("document\n%+v\nwant\n%+v", c.Document, want)
	}
	var sections []string
	for _, s := range c.Sections {
		sections = append(sections, s.Label+s.Title)
	}
	if got := strings.Join(sections, " "); got != "一、持续推进主动公开 二、持续加强互动效果 三、持续完善标准化规范化建设 四、持续深化监督保障工作" {
		t.Error("sections", got)
	}
	if !strings.HasPrefix(c.Preamble.Text, "2023年红谷滩区政务公开工作的总体要求是") || !strings.Contains(c.Preamble.Text, "“作示范 勇争先”") {
		t.Error("preamble", c.Preamble.Text)
	}
	if len(c.Warnings) != 0 {
		t.Error("warnings", c.Warnings)
	}
	if len(c.Points) != len(seedPoints) {
		t.Fatalf("%d points", len(c.Points))
	}
	clauses, sentences := 0, 0
	for i, p := range c.Points {
		clauses += len(p.UnitSpans)
		sentences += len(p.Sentences)
		w := seedPoints[i]
		if p.Number != i+1 || p.Section != w.section || p.Title != w.title {
			t.Errorf("point %d: number %d, section %d, %s", i+1, p.Number, p.Section, p.Title)
		}
		if got := roles(p.Units); got != w.units {
			t.Errorf("point %d units\n%s\nwant\n%s", i+1, got, w.units)
		}
		if none := w.units == ""; none != (len(p.Warnings) == 1 && p.Warnings[0].Key == "circular.no_units") {
			t.Errorf("point %d warnings %v", i+1, p.Warnings)
		}
	}
	if clauses != 12 || sentences != 64 {
		t.Errorf("%d clauses, %d sentences", clauses, sentences)
	}
}

const both = "implement 区政府各部门* 各乡镇、街道*"

// seedPoints are the points of the reference circular; a group is marked *.
var seedPoints = []struct {
	section      int
	title, units string
}{
	{1, "深化重大战略部署信息公开", "responsible 区发改委 区教体局 区科工局 区人社局 区自规分局 区生态环境局 区住建局 区城管执法局 区商务局 区农业农村局 区文广新旅局 区卫健委 区应急管理局 区金融办 区税务局"},
	{1, "深化优化营商环境信息公开", "responsible 区发改委 区政数局 区司法局 区市场监管局 区人社局 区财政局 区科工局 区金融办 区税务局"},
	{1, "深化财政信息公开", "lead 区财政局 区审计局 " + both},
	{1, "深化民生领域信息公开", "responsible 区人社局 区教体局 区医保局 区民政局 区自规分局 区文广新旅局 区退役军人事务局 区农业农村局 区卫健委 区市场监管局 区发改委 各乡镇、街道*"},
	{2, "增强政策解读实效", "responsible 区政府各部门* 各乡镇、街道*"},
	{2, "提升回应关切成效", "responsible 区政府各部门* 各乡镇、街道*"},
	{2, "加大政民互动力度", "responsible 区政府各部门* 各乡镇、街道*"},
	{2, "优化依申请公开办理", "responsible 区政府各部门* 各乡镇、街道*"},
	{3, "加强基层政务公开标准化规范化建设", "responsible 各乡镇、街道*"},
	{3, "推进基层政务公开向农村和社区延伸", "responsible 各乡镇、街道*"},
	{3, "规范政务信息管理", "lead 区司法局 " + both},
	{3, "完善政务信息平台建设", "responsible 区政府各部门* 各乡镇、街道*"},
	{4, "强化组织领导", ""},
	{4, "加强监督管理", ""},
	{4, "狠抓工作落实", ""},
}

// roles writes units as "role name name* role name".
func roles(units []Unit) string {
	var out []string
	role := Role("")
	for _, u := range units {
		if u.Role != role {
			role = u.Role
			out = append(out, string(role))
		}
		name := u.Raw
		if u.Group {
			name += "*"
		}
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

func TestSeedFlags(t *testing.T) {
	c := ReadText(seed, nil)
	for _, x := range []struct {
		point        int
		open, byDuty bool
	}{{1, true, true}, {2, true, true}, {3, false, true}, {4, true, true}, {5, false, false}, {11, false, false}} {
		u := c.Points[x.point-1].Units[0]
		if u.Open != x.open || u.ByDuty != x.byDuty {
			t.Errorf("point %d: open %v, by duty %v", x.point, u.Open, u.ByDuty)
		}
	}
	if u := c.Points[2].Units[3]; u.ByDuty || u.Clause != "区政府各部门，各乡镇、街道落实" {
		t.Errorf("point 3: %+v", u)
	}
}

func TestSeedDeadlines(t *testing.T) {
	dated := 0
	for _, p := range ReadText(seed, nil).Points {
		for _, d := range p.Deadlines {
			switch d.Kind {
			case Absolute:
				dated++
				if p.Number != 11 || d.Due != "2023-10-31" || d.Raw != "2023年10月底前" || seed[d.Span.Start:d.Span.End] != "2023 年 10 月底前" {
					t.Errorf("point %d: %+v", p.Number, d)
				}
			case Times:
				dated++
				if p.Number != 13 || d.Due != "2023-12-31" || d.Count != 1 || d.Period != Year || d.Raw != "年内至少听取一次" {
					t.Errorf("point %d: %+v", p.Number, d)
				}
			case Recurring, Relative:
				t.Errorf("point %d: %+v", p.Number, d)
			case Continuous, Unspecified:
			}
		}
	}
	if dated != 2 {
		t.Errorf("%d deadlines with a day, want 2", dated)
	}
}

// TestSeedPages: the six words that a page break divides are whole, and their
// places are still those of the source.
func TestSeedPages(t *testing.T) {
	c := ReadText(seed, nil)
	last := c.Points[0].Units[14]
	if last.Raw != "区税务局" || seed[last.Span.Start:last.Span.End] != "区\n\n税务局" {
		t.Errorf("%+v: %q", last, seed[last.Span.Start:last.Span.End])
	}
	for point, word := range map[int]string{3: "全面公开整改结果", 6: "运用数据分析", 8: "征求法律顾问", 11: "加强公开后信息管理", 13: "政务公开工作力量"} {
		if !strings.Contains(c.Points[point-1].Text, word) {
			t.Errorf("point %d lacks %s", point, word)
		}
	}
	layout := 0
	for _, m := range c.Marks {
		if m.Kind == "layout" {
			layout++
		}
	}
	if layout != 6 {
		t.Errorf("%d page breaks, want 6", layout)
	}
}

// BenchmarkSeed reads the reference circular; the limit is 5 ms.
func BenchmarkSeed(b *testing.B) {
	b.SetBytes(int64(len(seed)))
	ReadText(seed, nil)
	b.ReportAllocs()
	for b.Loop() {
		ReadText(seed, nil)
	}
}

// BenchmarkLong reads a circular of 2 MB.
func BenchmarkLong(b *testing.B) {
	long := longText()
	b.SetBytes(int64(len(long)))
	for b.Loop() {
		ReadText(long, nil)
	}
}

// longText is the points of the reference circular over and over, to 2 MB.
func longText() string {
	head, body, _ := strings.Cut(seed, "一、持续推进")
	return head + strings.Repeat("一、持续推进"+body+"\n\n", (2<<20)/len(body)+1)
}

// TestSeedWrapped: lines of 28 characters, as on the page of GB/T 9704 and in
// text taken from a PDF, change nothing but the breaks.
func TestSeedWrapped(t *testing.T) {
	const width = 28
	var b strings.Builder
	for line := range strings.Lines(seed) {
		for r := []rune(strings.TrimSpace(line)); len(r) > 0; r = r[min(width, len(r)):] {
			b.WriteString(string(r[:min(width, len(r))]) + "\n")
		}
	}
	wrapped := ReadText(b.String(), nil)
	for _, c := range Diff(ReadText(seed, nil), wrapped) {
		if c.Verdict != Same || len(c.Fields) > 0 {
			t.Errorf("%+v", c)
		}
	}
	if wrapped.Document.Notice != ReadText(seed, nil).Document.Notice {
		t.Error(wrapped.Document)
	}
}
