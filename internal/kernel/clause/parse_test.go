package clause

import (
	"os"
	"slices"
	"strings"
	"testing"
)

const rules = `红谷滩区公共停车场管理办法

（2023年5月8日印发）

第一章　总则
　　第一条　为了加强公共停车场管理，根据有关法律法规，结合本区实际，制定本办法。
　　第二条　本办法所称公共停车场，是指下列场所：
　　（一）政府投资建设的停车场；
　　（二）利用公共空间设置的停车场：
　　1.广场；
　　2.桥下空间。
　　个人自用车位不适用本办法。
　　（一）住宅；
　　（二）厂区。
第二章　管理
　　第三条　区城管部门负责本办法的实施。
　　第三条之一　区住建部门配合。
　　第五条　本办法自2023年6月1日起施行。
`

// names writes a text as its addresses, and what was found about the numbers.
func names(t Text) string {
	var out []string
	for i := range t.Clauses {
		out = append(out, t.Name(i))
	}
	for _, f := range t.Findings {
		out = append(out, "!"+strings.TrimPrefix(f.Text.Key, "clause.")+" "+f.Name)
	}
	return strings.Join(out, " ")
}

func TestParse(t *testing.T) {
	for name, c := range map[string][2]string{
		"a regulation": {rules, "标题 题注 第一章 第一条 第二条 第二条第一款第（一）项 第二条第一款第（二）项 第二条第一款第（二）项第1目 第二条第一款第（二）项第2目 第二条第二款 第二条第二款第（一）项 第二条第二款第（二）项 第二章 第三条 第三条之一 第五条 !missing 第五条"},
		"a circular": {
			"关于做好安全生产工作的通知\n各街道：\n为了做好工作，现通知如下。\n一、总体要求\n坚持安全第一。\n坚持预防为主。\n二、主要任务\n（一）压实责任。各单位要负责。\n1.签订责任书。\n（1）甲；\n（2）乙。\n（二）排查隐患\n全面排查。\n本通知自印发之日起施行。\n附件：1.名单\n区安委会\n2023年5月8日\n附件1\n名单\n第一条 甲\n第二条 乙\n",
			"标题 主送机关 序言 一、 一、第一段 一、第二段 二、 二、（一） 二、（一）1. 二、（一）1.（1） 二、（一）1.（2） 二、（二） 二、（二）第一段 结语 附件说明 落款 日期 附件1 附件1标题 附件1第一条 附件1第二条",
		},
		"a table of contents":         {"办法\n目录\n第一章 总则\n第二章 附则\n第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。", "标题 目录 目录第二段 目录第三段 第一章 第一条 第二章 第二条"},
		"wrong numbers":               {"办法\n第一条 甲。\n第一条 乙。\n第四条 丙。\n第三条 丁：\n（一）戊；\n（三）己。", "标题 第一条 " + "第一条 第四条 第三条 第三条第（一）项 第三条第（三）项 !doubled 第一条 !missing 第四条 !order 第三条 !missing 第三条第（三）项"},
		"numbers that run on":         {"若干措施\n一、支持创业\n（一）甲。\n（二）乙。\n二、支持就业\n（三）丙。\n（四）丁。", "标题 一、 一、（一） 一、（二） 二、 二、（三） 二、（四）"},
		"a citation at the beginning": {"办法\n第一条 甲。\n第一条规定的情形除外。\n第二条 乙。", "标题 第一条 第一条第二款 第二条"},
	} {
		got := Parse(c[0])
		if s := names(got); s != c[1] {
			t.Errorf("%s:\n%s, want\n%s", name, s, c[1])
		}
		for i := range got.Clauses {
			a := got.Clauses[i].Address
			for _, s := range []string{a.String(), got.Name(i)} {
				if back, ok := ParseAddress(s); !ok || !back.Equal(a) {
					t.Errorf("%s: %s reads %v, want %v", name, s, back, a)
				}
			}
		}
	}
}

func TestNumber(t *testing.T) {
	for n := 1; n <= largest; n++ {
		if Number(Words(n)) != n || Number(digits(n)) != n {
			t.Fatalf("%d: %s", n, Words(n))
		}
	}
	for s, want := range map[string]int{"十二": 12, "一百零二": 102, "一百〇二": 102, "１２": 12, "两百": 200, "": 0, "十十": 0, "一二": 0, "百": 0, "99999999999": 0, "一万": 0} {
		if got := Number(s); got != want {
			t.Errorf("%s: %d, want %d", s, got, want)
		}
	}
}

func TestParseAddress(t *testing.T) {
	for s, want := range map[string]string{
		"第3条第2款第(1)项": "第三条第二款第（一）项", "第三条第二款第（一）项": "第三条第二款第（一）项", "第三条第一项": "第三条第（一）项", "第三条第一款第（一）项": "第三条第（一）项",
		"第１２条之一": "第十二条之一", "二、（三）2": "二、（三）2.", "附件2第三条": "附件2第三条", "第三条关于": "", "三条": "", "": "",
	} {
		if a, _ := ParseAddress(s); a.String() != want {
			t.Errorf("%s: %s, want %s", s, a, want)
		}
	}
}

// TestIDs: each clause has an id of letters and digits that no other has, and its name leads to it.
func TestIDs(t *testing.T) {
	text := Parse("办法\n第一章　总则\n第一条　甲。\n第二条　乙：\n（一）丙；\n1.丁\n又一款。\n第二条之一　戊。\n第二条　重复。\n附件1\n表\n一、己\n（一）庚")
	var got []string
	for i, id := range text.IDs() {
		if got = append(got, id); id == "" {
			continue
		}
		if strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Errorf("%s: %q is for no address", text.Name(i), id)
		}
		if a, ok := ParseAddress(text.Name(i)); text.Find(text.Clauses[i].Address) == i && (!ok || a.ID() != id) {
			t.Errorf("%s leads to %q, not to %q", text.Name(i), a.ID(), id)
		}
	}
	want := []string{"", "chapter1", "article1", "article2", "article2-item1", "article2-item1-point1", "article2-paragraph2", "article2_1", "article2_again1", "annex1", "", "annex1-part1", "annex1-part1-item1"}
	if !slices.Equal(got, want) {
		t.Errorf("ids: %q", got)
	}
}

func FuzzParse(f *testing.F) {
	entries, err := os.ReadDir("testdata/base")
	if err != nil {
		f.Fatal(err)
	}
	for _, e := range entries {
		f.Add(file(f, "base/"+e.Name()))
	}
	f.Add(rules)
	f.Add("附件1\n附件\n第一条\n（一）\n\ufeff\r目录\n①\n甲\u2028\xff")
	f.Fuzz(func(t *testing.T, source string) {
		text := Parse(source)
		if text.String() != source {
			t.Fatal("the source is another one")
		}
		bare := func(s string) string { return strings.Join(strings.FieldsFunc(s, blank), "") }
		var b strings.Builder
		for i, c := range text.Clauses {
			b.WriteString(c.Label + c.Text)
			if len(c.Address) == 0 || c.End <= i || c.End > len(text.Clauses) || c.Parent >= i {
				t.Fatalf("clause %d: %+v", i, c)
			}
		}
		if bare(b.String()) != bare(source) {
			t.Fatalf("%q reads %q", source, b.String())
		}
		if grow(text).write() != source {
			t.Fatalf("%q is written %q", source, grow(text).write())
		}
	})
}
