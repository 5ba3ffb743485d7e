package deposit

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
)

func TestNumberKey(t *testing.T) {
	want := numberKey("红谷府发〔2023〕5号")
	for _, s := range []string{"红谷府发(2023)5号", "红谷府发（2023）5号", "红谷府发[2023]5", "红谷府发［２０２３］５号", "红谷府发【2023】05号", " 红谷府发 〔2023〕 第5号 "} {
		if got := numberKey(s); got != want {
			t.Errorf("%s is %s, want %s", s, got, want)
		}
	}
	for _, s := range []string{"红谷府发〔2023〕15号", "红谷府发〔2022〕5号", "红谷府办发〔2023〕5号"} {
		if numberKey(s) == want {
			t.Errorf("%s is another number", s)
		}
	}
	for _, s := range []string{"【已失效】甲办法（试行）", "甲办法(试行)", "《甲办法（试行）》", "甲办法（试行）（已废止）"} {
		if got := titleKey(s); got != titleKey("甲办法（试行）") {
			t.Errorf("%s is %s", s, got)
		}
	}
}

// row is one of theirs with all columns.
func row(n int, title, number, issued, standing string) theirs {
	t := theirs{Record: Record{Row: n, Title: title, Number: number, Issued: issued, Standing: standing}, has: map[string]bool{"title": true, "number": true, "issued": true, "standing": true}, issued: calendar.Day(issued)}
	t.standing = listCodes["standing"][standing]
	return t
}

func doc(id int, title, number, issued string, s policy.Standing) ours {
	return ours{Record{Title: title, Number: number, Issued: issued, Standing: string(s)}, policy.ID(id), 1, s}
}

func nobody(string) int64 { return 0 }

// said are the lines in words, sorted.
func said(lines []Line) (out []string) {
	for _, l := range lines {
		out = append(out, fmt.Sprintf("%s:%s %d|%d %s", l.Kind, l.Side, l.Document, l.Theirs.Row, strings.Join(l.Fields, ",")))
	}
	slices.Sort(out)
	return out
}

// TestCompare: rows are paired by number, then by title; what cannot be told apart is ambiguous on both sides.
func TestCompare(t *testing.T) {
	mine := []ours{
		doc(1, "甲办法", "红府发〔2023〕1号", "2023-01-01", policy.Valid),
		doc(2, "乙办法", "红府发〔2023〕2号", "2023-02-01", policy.Amended),
		doc(3, "丙办法", "红府发〔2023〕3号", "2023-03-01", policy.Repealed),
		doc(4, "年度通知", "红府发〔2022〕9号", "2022-03-01", policy.Valid), // the same title each year
		doc(5, "年度通知", "红府发〔2023〕9号", "2023-03-01", policy.Valid),
		doc(6, "丁办法", "红府发〔2023〕6号", "2023-06-01", policy.Lapsed),
		doc(7, "戊办法", "", "2019-06-01", policy.Valid), // twice the same title, no number
		doc(8, "戊办法", "", "2020-06-01", policy.Valid),
		doc(9, "己办法", "红府发〔2023〕8号", "2023-08-01", policy.Valid),
	}
	list := []theirs{
		row(2, "甲办法", "红府发(2023)1号", "2023-01-01", "有效"),
		row(3, "乙办法", "红府发〔2023〕2号", "2023-02-01", "现行有效"),
		row(4, "丙办法（修订）", "红府发〔2023〕3号", "2023-03-01", "有效"),
		row(5, "年度通知", "红府发〔2023〕9号", "2023-03-01", "有效"),
		row(6, "年度通知", "红府发〔2021〕9号", "2021-03-01", "有效"),
		row(7, "戊办法", "", "", "有效"),
		row(8, "己办法", "红府发〔2023〕18号", "2023-08-01", "有效"),
		row(9, "庚办法", "红府发〔2023〕7号", "2023-07-01", "有效"),
		row(10, "", "", "", "有效"),
	}
	want := []string{
		"ambiguous:ours 7|0 ", "ambiguous:ours 8|0 ", "ambiguous:theirs 0|7 ", "differing: 3|4 title,standing", "differing: 9|8 number",
		"ours:ours 4|0 ", "ours:ours 6|0 ", "same: 1|2 ", "same: 2|3 ", "same: 5|5 ", "theirs:theirs 0|10 ", "theirs:theirs 0|6 ", "theirs:theirs 0|9 ",
	}
	if got := said(compare(mine, list, All, nobody)); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	want = slices.DeleteFunc(want, func(s string) bool { return s == "ours:ours 6|0 " }) // it has lapsed, and the list has only what is in force
	if got := said(compare(mine, list, InForce, nobody)); !slices.Equal(got, want) {
		t.Errorf("in force: got\n%s", strings.Join(got, "\n"))
	}
}

// mutated is a list of the city made of ours: rows lost, doubled, written otherwise, and some of its own.
func mutated(r *rand.Rand, mine []ours) (out []theirs) {
	for _, o := range mine {
		t := row(len(out)+2, o.Title, o.Number, o.Issued, "有效")
		switch r.IntN(9) {
		case 0:
			continue
		case 1:
			out = append(out, t)
		case 2:
			t.Number = strings.NewReplacer("〔", "(", "〕", ")").Replace(t.Number)
		case 3:
			t.Number = ""
		case 4:
			t.Title = "关于" + t.Title
		case 5:
			t.Number, t.Title = "", ""
		case 6:
			t.Issued, t.issued = "2001-01-01", "2001-01-01"
		}
		out = append(out, t)
	}
	for range r.IntN(4) {
		out = append(out, row(len(out)+2, fmt.Sprintf("外%d办法", r.IntN(3)), fmt.Sprintf("外发〔2023〕%d号", r.IntN(3)), "2023-01-01", "废止"))
	}
	return out
}

// TestConservation: whatever the lists are, each row of either side stands in exactly one line, the sums are right, and
// the order of the lists makes no difference.
func TestConservation(t *testing.T) {
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 7))
		var mine []ours
		for i := range r.IntN(14) {
			number := fmt.Sprintf("红府发〔202%d〕%d号", r.IntN(2), r.IntN(6))
			if r.IntN(5) == 0 {
				number = ""
			}
			mine = append(mine, doc(i+1, fmt.Sprintf("%c办法", '\u7532'+rune(r.IntN(8))), number, fmt.Sprintf("202%d-01-0%d", r.IntN(3), 1+r.IntN(3)), policy.Standings[r.IntN(len(policy.Standings))]))
		}
		list := mutated(r, mine)
		lines := compare(slices.Clone(mine), slices.Clone(list), All, nobody)
		conserved(t, seed, mine, list, lines)
		r.Shuffle(len(mine), func(i, j int) { mine[i], mine[j] = mine[j], mine[i] })
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if again := said(compare(mine, list, All, nobody)); !slices.Equal(again, said(lines)) {
			t.Fatalf("seed %d: another order is another difference:\n%s\n%s", seed, strings.Join(said(lines), "\n"), strings.Join(again, "\n"))
		}
	}
}

func conserved(t *testing.T, seed uint64, mine []ours, list []theirs, lines []Line) {
	t.Helper()
	n := countOf(lines)
	if n.Theirs != len(list) || n.Theirs != n.Same+n.Differing+n.OnlyTheirs+n.AmbiguousTheirs || n.Ours != len(mine) || n.Ours != n.Same+n.Differing+n.OnlyOurs+n.AmbiguousOurs {
		t.Fatalf("seed %d: %d and %d rows are %+v", seed, len(list), len(mine), n)
	}
	docs, rows := map[policy.ID]int{}, map[int]int{}
	for _, l := range lines {
		if l.Document != 0 {
			docs[l.Document]++
		}
		if l.Theirs.Row != 0 {
			rows[l.Theirs.Row]++
		}
		if (l.Kind == Ambiguous) != (l.Group != 0) {
			t.Fatalf("seed %d: %+v", seed, l)
		}
	}
	for _, o := range mine {
		if docs[o.id] != 1 {
			t.Fatalf("seed %d: document %d stands in %d lines", seed, o.id, docs[o.id])
		}
	}
	seen := map[int]int{}
	for _, x := range list {
		seen[x.Row]++
	}
	for at, k := range seen {
		if rows[at] != k {
			t.Fatalf("seed %d: row %d stands in %d lines", seed, at, rows[at])
		}
	}
}
