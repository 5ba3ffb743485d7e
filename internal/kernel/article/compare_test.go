package article

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// told writes changes as the tests have them: what was kept as it is, [-gone-] and [+come+].
func told(changes []Change) string {
	var b strings.Builder
	for _, c := range changes {
		if c.Verdict == Same {
			continue
		}
		fmt.Fprintf(&b, "%s %d>%d ", c.Verdict, c.Old.First, c.New.First)
		if c.Cells != nil {
			for i, cell := range c.Cells {
				if i > 0 {
					b.WriteString(" | ")
				}
				b.WriteString(marks(cell))
			}
		} else {
			b.WriteString(marks(c.Segments))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func marks(segs []Segment) string {
	var b strings.Builder
	for _, s := range segs {
		t := strings.ReplaceAll(s.Text, "\n", "⏎")
		b.WriteString(map[Op]string{Kept: t, Insert: "[+" + t + "+]", Delete: "[-" + t + "-]"}[s.Op])
	}
	return b.String()
}

const (
	first  = "第一条　为加强城市绿化管理，改善人居环境，制定本办法。"
	second = "第二条　本办法所称城市绿化，包括公共绿地、防护绿地和居住区绿地的建设和管理。"
	third  = "第三条　任何单位和个人都有保护绿地的义务，对损坏绿地的行为有权举报。"
)

func TestCompare(t *testing.T) {
	lines := func(s ...string) string { return strings.Join(s, "\n") }
	for _, c := range []struct{ name, old, new, want string }{
		{"nothing", lines(first, second), lines(first, second), ""},
		{"only the layout", lines(first, second), "　　" + lines(first, "", "  "+second), ""},
		{"a word", lines(first, second), lines(strings.Replace(first, "改善", "优化", 1), second), "changed 1>1 第一条　为加强城市绿化管理，[-改善-][+优化+]人居环境，制定本办法。\n"},
		{"a clause, at its end", lines(first), lines(strings.Replace(first, "制定", "规范建设，制定", 1)), "changed 1>1 第一条　为加强城市绿化管理，改善人居环境，[+规范建设，+]制定本办法。\n"},
		{"a clause taken away", lines(strings.Replace(first, "改善", "规范建设，改善", 1)), lines(first), "changed 1>1 第一条　为加强城市绿化管理，[-规范建设，-]改善人居环境，制定本办法。\n"},
		{"a number whole", "补贴标准为每人每年1500元，由区财政承担。", "补贴标准为每人每年1800元，由区财政承担。", "changed 1>1 补贴标准为每人每年[-1500-][+1800+]元，由区财政承担。\n"},
		{"no confetti", "由区政府办公室会同有关部门负责解释本办法的各项规定。", "由区住建局会商财政局负责解释本办法的各项规定。", "changed 1>1 由区[-政府办公室会同有关部门-][+住建局会商财政局+]负责解释本办法的各项规定。\n"},
		{"another sentence", lines(first, "欢迎监督。", second), lines(first, "联系电话另行公布。", second), "removed 2>0 [-欢迎监督。-]\nadded 0>2 [+联系电话另行公布。+]\n"},
		{"added", lines(first, third), lines(first, second, third), "added 0>2 [+" + second + "+]\n"},
		{"removed", lines(first, second, third), lines(first, third), "removed 2>0 [-" + second + "-]\n"},
		{"moved", lines(first, second, third), lines(third, first, second), "moved 3>1 " + third + "\n"},
		{"moved and changed", lines(first, second, third), lines(strings.Replace(third, "举报", "投诉", 1), first, second), "moved 3>1 第三条　任何单位和个人都有保护绿地的义务，对损坏绿地的行为有权[-举报-][+投诉+]。\n"},
		{"renumbered", lines("一、总则", first, "二、保护", third), lines("一、总则", first, "二、建设", second, "三、保护", third), "added 0>3 [+二、建设+]\nadded 0>4 [+" + second + "+]\nchanged 3>5 [-二-][+三+]、保护\n"},
		{"divided", lines(first, second+third), lines(first, second, third), "changed 2>2 " + second + "[+⏎+]" + third + "\n"},
		{"joined", lines(first, second, third), lines(first, second+third), "changed 2>2 " + second + "[-⏎-]" + third + "\n"},
		{"a date in its place", lines(first, "石桥区民政局", "2024年1月3日"), lines(first, "石桥区民政局", "2025年12月9日"), "changed 3>3 [-2024年1月3-][+2025年12月9+]日\n"},
		{"a row", "|项目|金额|说明|\n|--|--|--|\n|修路|100|甲|\n|绿化|200|乙|", "|项目|金额|说明|\n|--|--|--|\n|修路|120|甲|\n|路灯|60|丙|\n|绿化|200|乙|", "changed 2>2 修路 | [-100-][+120+] | 甲\nadded 0>3 [+路灯+] | [+60+] | [+丙+]\n"},
		{"a column", "|项目|金额|\n|--|--|\n|修路工程|100|", "|项目|责任单位|金额|\n|--|--|--|\n|修路工程|住建局|100|", "changed 1>1 项目 | [+责任单位+] | 金额\nchanged 2>2 修路工程 | [+住建局+] | 100\n"},
		{"the address of a link", "详见[办事指南页面](https://a.gov.cn/1)。", "详见[办事指南页面](https://a.gov.cn/2)。", "changed 1>1 详见办事指南页面 (https://a.gov.cn/[-1-][+2+])。\n"},
		{"items of a list", "- 身份证原件和复印件\n- 户口簿", "- 身份证复印件\n- 户口簿\n- 申请表", "changed 1>1 身份证[-原件和-]复印件\nadded 0>3 [+申请表+]\n"},
		{"all of it", "", first, "added 0>1 [+" + first + "+]\n"},
		{"the same short line twice", "无\n" + first + "\n无", "无\n" + first, "removed 3>0 [-无-]\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := told(Compare(c.old, c.new)); got != c.want {
				t.Errorf("\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// edited is the reference circular as the next year has it.
func edited(tb testing.TB) (old, text string) {
	tb.Helper()
	old = reference(tb)
	text = strings.ReplaceAll(old, "2023", "2024")
	for _, r := range [][2]string{
		{"聚焦“作示范 勇争先”目标，", ""},
		{"探索线上直播和情景式解读方式，", "\n探索线上直播解读方式，"},
		{"规范政务信息管理", "规范信息管理"},
		{"(十五) 狠抓工作落实", "（十五）加强考核\n将政务公开纳入年度考核。\n（十六）狠抓工作落实"},
	} {
		if !strings.Contains(text, r[0]) {
			tb.Fatal(r[0])
		}
		text = strings.Replace(text, r[0], r[1], 1)
	}
	return old, text
}

func TestCompareReference(t *testing.T) {
	old, text := edited(t)
	changes := Compare(old, text)
	if got, want := Summary(changes), (Counts{Changed: 9, Added: 2, Same: 40}); got != want {
		t.Errorf("%+v, want %+v\n%s", got, want, told(changes))
	}
}

// TestCompareIsBounded: two hundred pages, and texts made to cost much, take no longer than a person waits.
func TestCompareIsBounded(t *testing.T) {
	book := func(seed int) string {
		var b strings.Builder
		for i := range 2600 {
			fmt.Fprintf(&b, "第%d项工作由第%d组负责，%s，于%d日前完成。\n", i+seed, i*7%97, strings.Repeat("按要求报送进展情况并及时公开", i%4+1), i%28+1)
		}
		return b.String()
	}
	for name, c := range map[string][2]string{
		"200 pages, all changed": {book(0), book(1)},
		"one phrase":             {strings.Repeat("按要求报送。\n", 20000), strings.Repeat("按要求公开。\n", 20000)},
		"short lines":            {strings.Repeat("甲\n乙\n丙\n", 5000), strings.Repeat("丁\n丙\n戊\n", 5000)},
		"one long paragraph":     {strings.Repeat("甲乙丙丁，", 8000), strings.Repeat("乙甲丁戊，", 8000)},
		"a long one and many":    {strings.ReplaceAll(book(0), "\n", ""), book(1)},
		"no lines in common":     {strings.ReplaceAll(book(0), "工作", "任务"), strings.ReplaceAll(book(3), "负责", "承担")},
	} {
		begin := time.Now()
		changes := Compare(c[0], c[1])
		if d := time.Since(begin); d > 5*time.Second {
			t.Errorf("%s: %d changes took %v", name, len(changes), d)
		} else {
			t.Logf("%s: %d changes, %v", name, len(changes), d)
		}
	}
}

// BenchmarkCompare has 5 ms for two editions of the reference circular.
func BenchmarkCompare(b *testing.B) {
	old, text := edited(b)
	for b.Loop() {
		Compare(old, text)
	}
}
