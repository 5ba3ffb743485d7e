package desk

import (
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/circular"
)

func TestPieces(t *testing.T) {
	const text = "前文。（一）标题（责任单位：甲局、乙局）后文"
	at := func(s string) circular.Span {
		i := strings.Index(text, s)
		return circular.Span{Start: i, End: i + len(s)}
	}
	marks := []mark{
		{span: at("（一）标题"), kind: markPoint},
		{span: at("（责任单位：甲局、乙局）"), kind: markClause},
		{span: at("甲局"), kind: markUnit},
		{span: at("标题（责任单位：甲局"), kind: markWarn, anchor: true},
	}
	got := pieces(text, at("（一）").Start, at("后文").Start, marks)
	var all, classes []string
	for _, p := range got {
		all, classes = append(all, p.Text), append(classes, p.Class)
		if (p.ID != "") != (p.Text == "标题") {
			t.Errorf("%q leads to %q", p.Text, p.ID)
		}
	}
	if want := []string{"（一）", "标题", "（责任单位：", "甲局", "、乙局）"}; !slices.Equal(all, want) {
		t.Errorf("%q", all)
	}
	if want := []string{"point", "point warn", "clause warn", "clause unit warn", "clause"}; !slices.Equal(classes, want) {
		t.Errorf("%q", classes)
	}
	if got := pieces(text, 0, len(text), []mark{{span: circular.Span{Start: 6, End: 6}, anchor: true}}); got[1].ID != "m6" || got[1].Class != "clause" && got[1].Class != "" {
		t.Errorf("a place without words: %+v", got)
	}
}

func TestAround(t *testing.T) {
	const text = "一二三四五"
	if from, to := around(text, circular.Span{Start: 6, End: 9}, 4); text[from:to] != "一二三四五" {
		t.Errorf("%q", text[from:to])
	}
	if from, to := around(text, circular.Span{Start: 0, End: 15}, 4); from != 0 || to != 15 {
		t.Errorf("%d %d", from, to)
	}
}

func TestCompare(t *testing.T) {
	for _, tt := range []struct{ old, now, want string }{
		{"相同", "相同", "相同"},
		{"在 2023 年 10 月底前", "在 2024 年 10 月底前", "在 [-2023-][+2024+] 年 10 月底前"},
		{"总结好经验，分享好做法", "总结好经验", "总结好经验[-，分享好做法-]"},
		{"", "新的", "[+新的+]"},
		{"旧的", "", "[-旧的-]"},
		{"甲乙丙丁", "戊乙己丁", "[-甲乙丙-][+戊乙己+]丁"},
	} {
		var b strings.Builder
		for _, s := range compare(tokens(tt.old), tokens(tt.now)) {
			switch {
			case s.Old:
				b.WriteString("[-" + s.Text + "-]")
			case s.New:
				b.WriteString("[+" + s.Text + "+]")
			default:
				b.WriteString(s.Text)
			}
		}
		if b.String() != tt.want {
			t.Errorf("%q %q: %s, want %s", tt.old, tt.now, b.String(), tt.want)
		}
	}
}

func FuzzCompare(f *testing.F) {
	f.Add("甲乙丙丁 12 月", "甲丙丁 11 月")
	f.Fuzz(func(t *testing.T, old, now string) {
		old, now = strings.ToValidUTF8(old, ""), strings.ToValidUTF8(now, "")
		var a, b strings.Builder
		for _, s := range compare(tokens(old), tokens(now)) {
			if !s.New {
				a.WriteString(s.Text)
			}
			if !s.Old {
				b.WriteString(s.Text)
			}
		}
		if a.String() != old || b.String() != now {
			t.Errorf("%q and %q became %q and %q", old, now, a.String(), b.String())
		}
	})
}
