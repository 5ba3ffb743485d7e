package circular

import (
	"fmt"
	"strings"
	"testing"
)

// TestDiff corrects the reference circular in every way and reads it again.
func TestDiff(t *testing.T) {
	old := ReadText(seed, nil)
	text := seed
	edit := func(from, to string) {
		t.Helper()
		if strings.Count(text, from) != 1 {
			t.Fatalf("%q stands %d times", from, strings.Count(text, from))
		}
		text = strings.Replace(text, from, to, 1)
	}
	edit("区政数局、区司法局", "区数据局、区司法局")         // point 2: another unit
	edit("2023 年 10 月底前", "2023 年 11 月底前") // point 11: another day
	edit("（八）优化依申请公开办理", "（八）规范依申请公开办理")   // point 8: another title
	edit("入选第一批", "列入第一批")                 // point 9: another word
	edit("(十四) 加强监督管理", "(十四) 建设公开队伍\n\n配齐人员。\n\n(十五) 加强监督管理")
	edit("(十五) 狠抓", "(十六) 狠抓")
	from := strings.Index(text, "（十）推进基层")
	text = text[:from] + text[strings.Index(text, "（十一）规范"):] // point 10 is gone
	var got []string
	for _, c := range Diff(old, ReadText(text, nil)) {
		if c.Verdict != Same || len(c.Fields) > 0 {
			got = append(got, fmt.Sprintf("%s %d>%d %s", c.Verdict, c.Old+1, c.New+1, strings.Join(c.Fields, ",")))
		}
	}
	want := []string{
		"changed 2>2 units", "changed 8>8 title", "changed 9>9 text", "changed 11>10 text,deadlines",
		"added 0>13 ", "same 14>14 number", "same 15>15 number", "removed 10>0 ",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestDiffDetail(t *testing.T) {
	read := func(clause string) *Circular {
		return ReadText("2024年工作要点\n（一）甲\n公开。"+clause+"\n", nil)
	}
	c := Diff(read("（责任单位：县财政局、县审计局；完成时限：6月底）"), read("（责任单位：县财政局；牵头单位：县数据局；完成时限：7月底）"))
	if len(c) != 1 || c[0].Verdict != Changed || strings.Join(c[0].Fields, " ") != "units deadlines" {
		t.Fatalf("%+v", c)
	}
	if flags(c[0].UnitsAdded) != "lead 县数据局" || flags(c[0].UnitsRemoved) != "responsible 县审计局" {
		t.Errorf("units +%s -%s", flags(c[0].UnitsAdded), flags(c[0].UnitsRemoved))
	}
	if c[0].DeadlinesAdded[0].Due != "2024-07-31" || c[0].DeadlinesRemoved[0].Due != "2024-06-30" {
		t.Errorf("%+v", c[0])
	}
}

// TestDiffLayout: new line breaks and spaces are no change.
func TestDiffLayout(t *testing.T) {
	for _, c := range Diff(ReadText(seed, nil), ReadText(strings.ReplaceAll(seed, "\n\n", "\n\n\n "), nil)) {
		if c.Verdict != Same || len(c.Fields) != 0 {
			t.Errorf("%+v", c)
		}
	}
}
