package article_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/article"
)

// drawn writes a layout: text, and how far it reaches as *across or +down; labels in brackets.
func drawn(rows [][]article.Square) (out []string) {
	for _, row := range rows {
		var line []string
		for _, s := range row {
			text := ""
			for _, in := range s.Text {
				text += in.Text
			}
			if s.Label {
				text = "[" + text + "]"
			}
			if s.Across > 1 {
				text += fmt.Sprintf("*%d", s.Across)
			}
			if s.Down > 1 {
				text += fmt.Sprintf("+%d", s.Down)
			}
			line = append(line, text)
		}
		out = append(out, strings.Join(line, " "))
	}
	return out
}

// TestLayout: joined heads are parted again where neighbours share a name, and only there.
func TestLayout(t *testing.T) {
	for _, c := range []struct{ name, text, head, rows string }{
		{"none", "| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |", "甲 乙", "1 2"},
		{"years", "| 2021－2022 | 2022－2023 |\n| --- | --- |\n| 1 | 2 |", "2021－2022 2022－2023", "1 2"},
		{"same names", "| 甲 | 乙 | 乙 |\n| --- | --- | --- |\n| x |  | 2 |\n| x |  | 2 |", "甲 乙 " + "乙", "x  2/x  2"},
		{"one group", "| 序号 | 事项－一级 | 事项－二级 |\n| --- | --- | --- |\n| 1 | 救助 | 低保 |\n| 2 | 救助 | 特困 |", "序号+2 事项*2/一级 二级", "[1] 救助 低保/[2] 救助 特困"},
		{"numbers alone", "| 甲－天 | 甲－地 | 乙－天 |\n| --- | --- | --- |\n| 1 | 2 | 3 |", "甲*2 乙－天+2/天 地", "1 2 3"},
		{"blocks", "| 内容 | 制发 | 废止 |\n| --- | --- | --- |\n| 规章 | 1 | 2 |\n| 第五项 |  |  |\n| 内容 | 决定 |  |\n| 许可 | 18 |  |\n| 第六项 |  |  |\n| 处罚 | 3 |  |", "内容 制发 废止", "规章 1 2/[第五项]*3/内容 决定*2/许可 18*2/[第六项]*3/处罚 3 "},
		{"two columns", "| 问 | 答 |\n| --- | --- |\n| 姓名 |  |", "问 答", "姓名 "},
		{"alone", "| 甲－乙 | 丙－丁 | 丙－戊 |\n| --- | --- | --- |\n| 1 | 2 | 3 |", "甲－乙+2 丙*2/丁 戊", "[1] 2 3"},
		{
			"labels", "| 项 | 项 | 项 | 人－甲 | 人－乙－丙 | 人－乙－丁 |\n| --- | --- | --- | --- | --- | --- |\n| 一 |  |  | 1 | 2 | 3 |\n| 二 | 子 |  | 1 | 2 | 3 |\n| 二 | 丑 | 天 | 1 | 2 | 3 |\n| 二 | 丑 | 地 | 1 | 2 | 3 |\n| 三 | 丑 | 地 | 1 | 1 |  |",
			"项*3+3 人*3/甲+2 乙*2/丙 丁", "[一]*3 1 2 3/[二]+3 [子]*2 1 2 3/[丑]+2 [天] 1 2 3/[地] 1 2 3/[三] [丑] [地] 1 1 ",
		},
	} {
		d := article.Parse("标题\n\n" + c.text)
		b := d.Blocks[len(d.Blocks)-1]
		if b.Grid == nil {
			t.Fatalf("%s: %s", c.name, b.Kind)
		}
		l := b.Grid.Layout()
		if head, rows := strings.Join(drawn(l.Head), "/"), strings.Join(drawn(l.Rows), "/"); head != c.head || rows != c.rows {
			t.Errorf("%s:\n%s\n%s", c.name, head, rows)
		}
	}
}

// FuzzLayout: the squares of a table cover its rectangle, and none lies on another.
func FuzzLayout(f *testing.F) {
	f.Add("| 项 | 项 | 人－甲 | 人－乙－丙 | 人－乙－丁 |\n| --- | --- | --- | --- | --- |\n| 一 |  | 1 | 2 | 3 |\n| 一 | 二 | 1 | 2 | 3 |\n| 一 | 二 | 1 | 2 | 3 |")
	f.Add("| － | －－ | a－ |\n| --- | --- | --- |\n|  |  |  |")
	f.Fuzz(func(t *testing.T, text string) {
		for _, b := range article.Parse(text).Blocks {
			if b.Grid == nil {
				continue
			}
			l := b.Grid.Layout()
			for _, part := range []struct {
				rows [][]article.Square
				wide int
			}{{l.Head, len(b.Grid.Head)}, {l.Rows, wide(b.Grid)}} {
				taken := map[[2]int]bool{}
				for r, row := range part.rows {
					col := 0
					for _, s := range row {
						for taken[[2]int{r, col}] {
							col++
						}
						for y := range s.Down {
							for x := range s.Across {
								at := [2]int{r + y, col + x}
								if taken[at] || at[0] >= len(part.rows) || at[1] >= part.wide {
									t.Fatalf("%q: a square lies on another or outside at %v", text, at)
								}
								taken[at] = true
							}
						}
					}
				}
				if len(taken) < len(part.rows)*part.wide && even(b.Grid) {
					t.Fatalf("%q: %d of %d are covered", text, len(taken), len(part.rows)*part.wide)
				}
			}
		}
	})
}

func wide(g *article.Grid) (n int) {
	for _, r := range g.Rows {
		n = max(n, len(r.Cells))
	}
	return n
}

// even reports whether all rows are as wide as the head, which a very large table is not.
func even(g *article.Grid) bool {
	for _, r := range g.Rows {
		if len(r.Cells) != wide(g) {
			return false
		}
	}
	return g.Head == nil || len(g.Head) == wide(g)
}

// TestTabulate: what is written as a table is read as that table.
func TestTabulate(t *testing.T) {
	head, rows := []string{"名称", "件数"}, [][]string{{"甲|乙", "1"}, {"丙\n丁", ""}}
	text := article.Tabulate(head, rows)
	g := article.Parse("前文\n\n" + text + "后文").Blocks[1].Grid
	var got [][]string
	for _, cells := range [][]article.Cell{g.Head, g.Rows[0].Cells, g.Rows[1].Cells} {
		var row []string
		for _, c := range cells {
			row = append(row, article.Words(c.Text))
		}
		got = append(got, row)
	}
	want := [][]string{head, rows[0], {"丙 丁", ""}}
	if !reflect.DeepEqual(got, want) || len(g.Rows) != 2 {
		t.Errorf("%q is read as %v", text, got)
	}
}
