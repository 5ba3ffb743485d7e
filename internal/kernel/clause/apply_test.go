package clause

import (
	"slices"
	"strings"
	"testing"
)

// TestCitations: what cites a clause that has another number now, or is gone, is told and not changed.
func TestCitations(t *testing.T) {
	res, err := Apply(Parse(file(t, "base/parking.txt")), "删去第五条，条文顺序作相应调整。")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range res.Findings {
		got = append(got, strings.TrimPrefix(f.Text.Key, "clause.")+" "+f.Name+" "+strings.Join(texts(f.Text.Args[1:]), "→"))
	}
	want := []string{"cites_renumbered 第七条 第六条→第五条", "cites_gone 第八条 第五条第二款"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if s := res.Text.String(); !strings.Contains(s, "第七条　违反本办法第六条规定的") {
		t.Error("a citation was changed")
	}
	if got := cited("依照《道路交通安全法》第五条、第六条和本办法第七条第二款，以及第八条处理"); len(got) != 2 || say(got[0]) != "第七条第二款" || say(got[1]) != "第八条" {
		t.Errorf("cited: %v", got)
	}
	res, err = Apply(Parse(file(t, "base/parking.txt")), "删去第八条。")
	if err != nil || len(res.Findings) != 2 || res.Findings[0].Text.Key != "clause.missing" || res.Findings[1].Text.Key != "clause.cites_above" {
		t.Errorf("%+v %v", res.Findings, err)
	}
}

func texts(args []any) []string {
	out := make([]string, len(args))
	for i, a := range args {
		out[i], _ = a.(string)
	}
	return out
}

// TestOutcomes: each instruction says what it did, before and after.
func TestOutcomes(t *testing.T) {
	res, err := Apply(Parse(file(t, "base/pension.txt")), "一、将第三条第（一）项中的“100元”修改为“120元”。\n二、增加一条，作为第八条：“津贴由银行发放。”")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range res.Outcomes {
		got = append(got, strings.Join([]string{string(rune('0' + o.Instruction)), string(o.Verb), o.OldName, o.NewName}, " "))
	}
	want := []string{"1 replace 第三条第（一）项 第三条第（一）项", "2 insert  第八条", "2 renumber 第八条 第九条", "2 renumber 第九条 第十条", "2 renumber 第十条 第十一条"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if o := res.Outcomes[0]; o.Old != "（一）年满80周岁不满90周岁的，每人每月100元；" || o.New != "（一）年满80周岁不满90周岁的，每人每月120元；" {
		t.Errorf("%+v", o)
	}
	if o := res.Outcomes[1]; o.New != "第八条 津贴由银行发放。" || o.Old != "" {
		t.Errorf("%+v", o)
	}
}

func TestEqual(t *testing.T) {
	a := Parse("办法\n第一条　甲（乙）：丙，１２。\n第二条 丁\n")
	if d, ok := Equal(a, Parse("办法\r\n\r\n　第一条 甲(乙):丙,12。\n第二条　丁")); !ok || len(d) != 0 {
		t.Errorf("another layout is a difference: %+v", d)
	}
	for _, other := range []string{"办法\n第一条　甲（乙）：丙，１３。\n第二条 丁\n", "办法\n第一条　甲（乙）：丙，１２。\n第三条 丁\n", "办法\n第一条　甲（乙）：丙，１２。\n"} {
		if d, ok := Equal(a, Parse(other)); ok || len(d) != 1 {
			t.Errorf("%q: %+v %t", other, d, ok)
		}
	}
}

func FuzzApply(f *testing.F) {
	for _, name := range []string{"amend.txt", "heldout.txt", "fresh.txt"} {
		for _, s := range samplesOf(f, name) {
			f.Add(s.base, s.instructions)
		}
	}
	f.Fuzz(func(t *testing.T, base, instructions string) {
		text := Parse(base)
		res, err := Apply(text, instructions)
		if err != nil {
			return
		}
		// The words that no outcome names are as they were, in their order.
		var told []string
		for _, o := range res.Outcomes {
			told = append(told, strings.Split(o.Old+"\n"+o.New, "\n")...)
		}
		left := res.Text.words()
		for _, words := range text.words() {
			if slices.ContainsFunc(told, func(l string) bool { return strings.HasSuffix(trim(l), words) }) {
				continue
			}
			i := slices.Index(left, words)
			if i < 0 {
				t.Fatalf("%q is gone and no outcome says so: %+v", words, res.Outcomes)
			}
			left = left[i+1:]
		}
	})
}
