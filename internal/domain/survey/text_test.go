package survey

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
)

const asked = `1. 您的年龄段？（单选，基本情况）
35 岁以下
36 至 59 岁
60 岁以上

2、您通过什么渠道了解政策？（多选，最多2项）
A. 网站
B. 公众号
- 亲友

3．您对政务公开总体满意吗？（打分，1至5）
4. 哪些地方要改进？（填空，选答，第3题选1、2时填写）
`

func TestParse(t *testing.T) {
	got, err := Parse(asked)
	want := []Question{
		{Kind: Single, Text: "您的年龄段？", Options: []string{"35 岁以下", "36 至 59 岁", "60 岁以上"}, Profile: true},
		{Kind: Multi, Text: "您通过什么渠道了解政策？", Options: []string{"网站", "公众号", "亲友"}, Most: 2},
		{Kind: Scale, Text: "您对政务公开总体满意吗？", Options: []string{"1", "2", "3", "4", "5"}},
		{Kind: Text, Text: "哪些地方要改进？", Optional: true, If: &If{Question: 2, Options: []int{0, 1}}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\n%+v\n%v", got, want, err)
	}
	again, err := Parse(Written(got))
	if err != nil || !reflect.DeepEqual(again, want) {
		t.Errorf("written and read: %+v, %v\n%s", again, err, Written(got))
	}
}

// TestWrong names the line at fault.
func TestWrong(t *testing.T) {
	for _, x := range []struct {
		text, key string
		line      int
	}{
		{"", "required", 0},
		{"网站\n1. 甲？（单选）\n是\n否", "first", 1},
		{"2. 甲？（单选）\n是\n否", "number", 1},
		{"1. 甲？（单选）\n是\n否\n3. 乙？（填空）", "number", 4},
		{"1. 甲？", "kind", 1},
		{"1. 甲？（选答）", "kind", 1},
		{"1. 甲？（单选，多选）\n是\n否", "kind", 1},
		{"1. 甲？（单选，随便）\n是\n否", "note", 1},
		{"1. （单选）\n是\n否", "words", 1},
		{"1. 甲？（单选）\n是", "few", 1},
		{"1. 甲？（单选）\n是\n是", "twice", 3},
		{"1. 甲？（填空）\n是", "no_options", 2},
		{"1. 甲？（打分，1至20）", "scale", 1},
		{"1. 甲？（多选，最多3项）\n是\n否", "most", 1},
		{"1. 甲？（单选，最多1项）\n是\n否", "most", 1},
		{"1. 甲？（多选，基本情况）\n是\n否", "profile", 1},
		{"1. 甲？（填空，第2题选是时填写）", "later", 1},
		{"1. 甲？（单选）\n是\n否\n2. 乙？（填空，第1题选也许时填写）", "no_option", 4},
		{"1. 甲？（填空）\n2. 乙？（填空，第1题选甲时填写）", "no_option", 2},
	} {
		_, err := Parse(x.text)
		got := fault.As(err).Fields["questions"]
		want := "survey.wrong." + x.key
		if x.line == 0 {
			want = x.key
		}
		if got.Key != want || x.line != 0 && (len(got.Args) == 0 || fmt.Sprint(got.Args[0]) != fmt.Sprint(x.line)) {
			t.Errorf("%q: %v, want %s on line %d", x.text, got, want, x.line)
		}
	}
	many := strings.Builder{}
	for n := range MaxQuestions + 1 {
		fmt.Fprintf(&many, "%d. 甲？（填空）\n", n+1)
	}
	if _, err := Parse(many.String()); fault.As(err).Fields["questions"].Key != "survey.wrong.many" {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(asked)
	f.Fuzz(func(t *testing.T, text string) {
		qs, err := Parse(text)
		if err != nil {
			return
		}
		again, err := Parse(Written(qs))
		if err != nil || !reflect.DeepEqual(again, qs) {
			t.Errorf("%+v becomes %+v, %v", qs, again, err)
		}
	})
}

func TestExamine(t *testing.T) {
	qs, err := Parse(asked)
	if err != nil {
		t.Fatal(err)
	}
	one := func(o ...int) Answer { return Answer{Chosen: o} }
	good := Answers{one(2), one(1, 0, 1), one(0), {Text: " 字太小\r\n "}}
	got, err := Examine(qs, good)
	want := Answers{one(2), one(0, 1), one(0), {Text: "字太小"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	// Whoever is content is not asked what to improve: what was typed is left out.
	if got, err := Examine(qs, Answers{one(0), one(0), one(4), {Text: "没有"}}); err != nil || !got[3].Empty() {
		t.Errorf("%+v, %v", got, err)
	}
	for field, bad := range map[string]Answers{
		"q.1": {{}, one(0), one(4)},
		"q.2": {one(0), one(0, 1, 2), one(4)},
		"q.3": {one(0), one(0), one(9)},
		"q.4": {one(0), one(0), one(0), {Text: strings.Repeat("长", MaxAnswer+1)}},
	} {
		if _, err := Examine(qs, bad); fault.As(err).Fields[field].Key == "" || len(fault.As(err).Fields) != 1 {
			t.Errorf("%s: %v", field, err)
		}
	}
	for field, bad := range map[string]Answers{"q.1": {one(0, 1), one(0), one(4)}, "q.2": {one(0), {Chosen: []int{0}, Text: "x"}, one(4)}, "q.3": {one(0), one(0), one(-1)}} {
		if _, err := Examine(qs, bad); fault.As(err).Fields[field].Key == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestCount(t *testing.T) {
	qs, err := Parse(asked)
	if err != nil {
		t.Fatal(err)
	}
	one := func(o ...int) Answer { return Answer{Chosen: o} }
	var all []Answers
	for n := range 40 {
		a := Answers{one(n % 2), one(0), one(4), {}}
		if n == 0 { // the only one of his age
			a = Answers{one(2), one(1, 2), one(0), {Text: "字太小"}}
		}
		all = append(all, a)
	}
	r := Count(qs, all, 5)
	if r.N != 40 || r.Tallies[0].Counts[2] != 1 || r.Tallies[1].N != 40 || r.Tallies[1].Counts[0] != 39 || r.Tallies[3].Texts != 1 || r.Tallies[3].N != 1 {
		t.Errorf("%+v", r.Tallies)
	}
	if want := (39*5.0 + 1) / 40; r.Tallies[2].Mean != want {
		t.Errorf("mean %v, want %v", r.Tallies[2].Mean, want)
	}
	if len(r.Crosses) != 2 {
		t.Fatalf("%d tables by age", len(r.Crosses))
	}
	for _, c := range r.Crosses {
		for o, row := range c.Cells {
			if n := row[2]; n > 0 {
				t.Errorf("question %d: %d of those of 60 chose %d, and there is one of them", c.Question, n, o)
			}
		}
	}
}

// voices are answers by lot to single choices of so many options; one of nine is left out.
func voices(r *rand.Rand, n int, options ...int) (all []Answers) {
	for range n {
		a := make(Answers, len(options))
		for i, most := range options {
			if r.IntN(9) > 0 {
				a[i].Chosen = []int{min(r.IntN(most), r.IntN(most))}
			}
		}
		all = append(all, a)
	}
	return all
}

// TestCountTurned: two questions of 基本情况 make a table each by the other, of which neither tells
// what the other leaves out.
func TestCountTurned(t *testing.T) {
	qs := []Question{
		{Kind: Single, Text: "年龄段", Options: []string{"青年", "中年", "老年"}, Profile: true},
		{Kind: Single, Text: "住处", Options: []string{"城区", "镇", "村", "外地"}, Profile: true},
	}
	r := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		all := voices(r, 60, 3, 4)
		c := Count(qs, all, 5).Crosses
		one, two := c[0], c[1]
		if len(c) != 2 || one.Question != two.By || len(one.Cells) != len(two.N) {
			t.Fatalf("%+v", c)
		}
		for o, row := range one.Cells {
			n := 0
			for _, a := range all {
				if len(a[one.By].Chosen) > 0 && slices.Equal(a[one.Question].Chosen, []int{o}) {
					n++
				}
			}
			if two.N[o] != n {
				t.Errorf("%d of group %d, want %d", two.N[o], o, n)
			}
			for g, n := range row {
				if two.Cells[g][o] != n {
					t.Fatalf("%d by %d: %d and %d", o, g, n, two.Cells[g][o])
				}
			}
		}
	}
}

// TestCountSilent: what who named no group chose does not follow from a line and its sum, for a
// choice of one as for a choice of several.
func TestCountSilent(t *testing.T) {
	for _, kind := range []Kind{Single, Multi} {
		qs := []Question{
			{Kind: Single, Text: "年龄段", Options: []string{"青年", "中年", "老年"}, Profile: true},
			{Kind: kind, Text: "是否满意", Options: []string{"满意", "不满意"}},
		}
		var all []Answers
		for i := range 90 {
			all = append(all, Answers{{Chosen: []int{i % 3}}, {Chosen: []int{i / 3 % 2}}})
		}
		if c := Count(qs, all, 5).Crosses[0]; slices.Contains(c.Cells[0], Hidden) || slices.Contains(c.Cells[1], Hidden) {
			t.Errorf("%s: all said how old they are: %v", kind, c.Cells)
		}
		all = append(all, Answers{{}, {Chosen: []int{1}}})
		if c := Count(qs, all, 5).Crosses[0]; !slices.Contains(c.Cells[1], Hidden) {
			t.Errorf("%s: one who gave no age was not content, and it can be told: %v", kind, c.Cells)
		}
	}
}
