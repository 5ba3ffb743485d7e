package clause

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
)

const first = `养犬管理办法
第一条 为了规范养犬，制定本办法。
第二条 每户限养一只犬。
第三条 养犬人应当每年办理年检。
第四条 携犬外出应当束犬链。
第五条 本办法自2020年1月1日起施行。
`

// lived is a document with two amendments, a clause that begins later, a suspension and an end by its term.
func lived(t *testing.T) (Chain, []Text) {
	t.Helper()
	texts := []Text{Parse(first)}
	c := NewChain(texts[0], "2020-01-01", "A")
	for i, step := range []struct{ instructions, day string }{
		{"将第二条中的“一只”修改为“两只”。", "2021-03-01"},
		{"在第二条后增加一条，作为第三条：“烈性犬不得饲养。”", "2022-03-01"},
	} {
		res, err := Apply(texts[i], step.instructions)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Amend(texts[i], res.Text, calendar.Day(step.day), string(rune('B'+i))); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, res.Text)
	}
	for _, e := range []Event{
		{What: Commence, Day: "2022-07-01", Version: 2, Lines: []int{3}, By: "C"},
		{What: Suspend, Day: "2020-02-01", Until: "2020-05-01", Version: 0, Lines: []int{3}, By: "X"},
		{What: Lapse, Day: "2025-01-01", By: "A"},
	} {
		if err := c.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	return c, texts
}

func TestChain(t *testing.T) {
	c, _ := lived(t)
	for _, x := range []struct {
		day  calendar.Day
		want string // version, status, partly, from, until
		line int
		how  string // status, from, until, by of the line
	}{
		{"2019-06-01", "0 coming false –2019-12-31", 2, "coming 2020-01-01–2021-02-28 A"},
		{"2020-01-01", "0 in_force false 2020-01-01–2020-01-31", 2, "in_force 2020-01-01–2021-02-28 A"},
		{"2020-02-29", "0 in_force true 2020-02-01–2020-04-30", 3, "suspended 2020-02-01–2020-04-30 X"},
		{"2020-05-01", "0 in_force false 2020-05-01–2021-02-28", 3, "in_force 2020-05-01–2024-12-31 A"},
		{"2021-03-01", "1 in_force false 2021-03-01–2022-02-28", 2, "in_force 2021-03-01–2024-12-31 B"},
		{"2022-03-01", "2 in_force true 2022-03-01–2022-06-30", 3, "coming 2022-07-01– C"},
		{"2022-07-01", "2 in_force false 2022-07-01–2024-12-31", 3, "in_force 2022-07-01–2024-12-31 C"},
		{"2022-07-01", "2 in_force false 2022-07-01–2024-12-31", 4, "in_force 2020-05-01–2024-12-31 A"},
		{"2025-01-01", "2 lapsed false 2025-01-01–", 2, "lapsed 2025-01-01– A"},
	} {
		s := c.On(x.day)
		f := s.Clauses[x.line]
		got := fmt.Sprintf("%d %s %t %s–%s", s.Version, s.Status, s.Partly, s.From, s.Until)
		how := fmt.Sprintf("%s %s–%s %s", f.Status, f.From, f.Until, f.By)
		if got != x.want || how != x.how {
			t.Errorf("%s: %s; line %d %s\nwant %s; %s", x.day, got, x.line, how, x.want, x.how)
		}
	}
	if err := c.Amend(Parse(first), Parse(first), "2019-01-01", ""); err == nil {
		t.Error("a version before the last is accepted")
	}
	for _, e := range []Event{{What: "x", Day: "2020-01-01"}, {What: Suspend, Day: "2020-02-30"}, {What: Suspend, Day: "2020-02-02", Until: "2020-02-02"}, {What: Repeal, Day: "2020-01-01", Version: 9}, {What: Repeal, Day: "2020-01-01", Lines: []int{99}}} {
		if c.Add(e) == nil {
			t.Errorf("%+v is accepted", e)
		}
	}
}

// TestChainRepeal: what is repealed stays so, and a clause that is suspended for itself stays so when the whole is resumed.
func TestChainRepeal(t *testing.T) {
	c := NewChain(Parse(first), "2020-01-01", "A")
	for _, e := range []Event{
		{What: Suspend, Day: "2020-03-01", By: "X"},
		{What: Suspend, Day: "2020-02-01", Lines: []int{2}, By: "Y"},
		{What: Resume, Day: "2020-04-01", By: "Z"},
		{What: Repeal, Day: "2020-06-01", Lines: []int{4}, By: "R"},
		{What: Repeal, Day: "2020-09-01", By: "R"},
		{What: Resume, Day: "2020-10-01", By: "Z"},
	} {
		if err := c.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	for day, want := range map[calendar.Day]string{
		"2020-02-10": "in_force/in_force/suspended/in_force",
		"2020-03-10": "suspended/suspended/suspended/suspended",
		"2020-05-01": "in_force/in_force/suspended/in_force",
		"2020-07-01": "in_force/in_force/suspended/repealed",
		"2020-12-01": "repealed/repealed/repealed/repealed",
	} {
		s := c.On(day)
		if got := fmt.Sprintf("%s/%s/%s/%s", s.Status, s.Clauses[1].Status, s.Clauses[2].Status, s.Clauses[4].Status); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
}

// BenchmarkOn has 10 ms for the text of any day, of a document of 300 articles with 20 amendments, from what is stored: the
// chain as JSON and one whole text.
func BenchmarkOn(b *testing.B) {
	source := long(300)
	t := Parse(source)
	c := NewChain(t, "2000-01-01", "A")
	texts := []string{source}
	for k := range 20 {
		res, err := Apply(t, fmt.Sprintf("将第%s条中的“按规定”修改为“依法”。在第%s条后增加一条，作为第%s条：“第%d次增加的内容由主管部门负责。”。条文顺序作相应调整。", Words(10*k+9), Words(10*k+5), Words(10*k+6), k))
		if err != nil {
			b.Fatal(err)
		}
		if err := c.Amend(t, res.Text, calendar.Date(2001+k, 1, 1), "B"); err != nil {
			b.Fatal(err)
		}
		t = res.Text
		texts = append(texts, t.String())
	}
	stored, err := json.Marshal(c)
	if err != nil {
		b.Fatal(err)
	}
	for day := calendar.Day("2000-06-01"); b.Loop(); day = day.AddMonths(7) {
		if day > "2022-01-01" {
			day = "2000-06-01"
		}
		var c Chain
		if err := json.Unmarshal(stored, &c); err != nil {
			b.Fatal(err)
		}
		s := c.On(day)
		if t := Parse(texts[s.Version]); len(t.Clauses) != len(s.Clauses) {
			b.Fatal("other clauses")
		}
	}
}

// long is a regulation of n articles.
func long(n int) string {
	var b strings.Builder
	b.WriteString("城市管理办法\n第一章　总则\n")
	for i := 1; i <= n; i++ {
		if i%25 == 0 {
			fmt.Fprintf(&b, "第%s章　第%d部分工作\n", Words(i/25+1), i)
		}
		fmt.Fprintf(&b, "第%s条　第%d项工作由第%d组按规定负责，%s，于%d日前完成。\n", Words(i), i, i*7%97, strings.Repeat("并报送进展情况及时公开", i%4+1), i%28+1)
		if i%7 == 0 {
			fmt.Fprintf(&b, "（一）第%d组的内容；\n（二）其他内容。\n", i)
		}
	}
	return b.String()
}

// BenchmarkCompare has 200 ms for two texts of 300 clauses.
func BenchmarkCompare(b *testing.B) {
	old := Parse(long(300))
	text := Parse(strings.NewReplacer("按规定负责", "依法负责", "第9组", "第八组").Replace(long(310)))
	for b.Loop() {
		Compare(old, text)
	}
}

// BenchmarkApply carries out one instruction on 300 articles.
func BenchmarkApply(b *testing.B) {
	t := Parse(long(300))
	for b.Loop() {
		if _, err := Apply(t, "删去第八条。条文顺序作相应调整。"); err != nil {
			b.Fatal(err)
		}
	}
}
