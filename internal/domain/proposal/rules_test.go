package proposal

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
)

// want is an item of a request of unit 7, answered.
func want(id int, person, text, result string, given ...foi.Copy) foi.Wanted {
	return foi.Wanted{
		Item: foi.ItemID(id), Request: foi.ID(1000 + id), UnitID: 7, Number: fmt.Sprint(id), Text: text, Person: person, Received: "2026-03-02", Answered: "2026-03-20",
		Result: result, Given: given,
	}
}

const (
	table22 = "2022年度区级部门决算公开情况汇总表"
	table23 = "2023年度区级部门决算公开情况汇总表"
)

// TestLook reads what a lawyer would read out of a register of requests.
func TestLook(t *testing.T) {
	paper := foi.Copy{Title: "决算汇总表", File: 1, SHA256: "aa"}
	open := func(w foi.Wanted) foi.Wanted { w.Answered, w.Result = "", ""; return w }
	process := func(w foi.Wanted, answered string) foi.Wanted {
		w.Pending, w.Answered = true, "2026-03-20"
		if answered != "" {
			w.Answered = "2025-01-10"
		}
		return w
	}
	for _, tt := range []struct {
		name string
		all  []foi.Wanted
		want string // kinds and items, a proposal in brackets
	}{
		{"three people, one word changed", []foi.Wanted{want(1, "a", table22, "A2", paper), want(2, "b", "申请公开"+table22, "U1"), open(want(3, "c", table22+"。", ""))}, "[asked1 asked2 asked3]"},
		{"two people are not several", []foi.Wanted{want(1, "a", table22, "A2", paper), want(2, "b", table22, "U1"), want(3, "a", table22, "S2")}, ""},
		{"who is anonymised counts as nobody", []foi.Wanted{want(1, "a", table22, "A2", paper), want(2, "", table22, "U1"), want(3, "", table22, "U1")}, ""},
		{"another year is another thing", []foi.Wanted{want(1, "a", table22, "A2", paper), want(2, "b", table22, "U1"), want(3, "c", table23, "U1")}, ""},
		{"nothing may be open", []foi.Wanted{want(1, "a", table22, "N2"), want(2, "b", table22, "N2"), want(3, "c", table22, "N2")}, ""},
		{"it is public already", []foi.Wanted{want(1, "a", table22, "A2", paper), want(2, "b", table22, "A1"), want(3, "c", table22, "A1")}, ""},
		{"the same file twice", []foi.Wanted{want(1, "a", table22, "A2", paper), want(2, "a", "各部门花了多少钱", "A3", foi.Copy{Title: "x", SHA256: "aa"})}, "[given1 given2]"},
		{"the same title twice", []foi.Wanted{want(1, "a", table22, "A2", paper), want(2, "b", "花了多少钱", "A2", foi.Copy{Title: "《决算汇总表》", SHA256: "bb"})}, "[given1 given2]"},
		{"given once", []foi.Wanted{want(1, "a", table22, "A2", paper, paper)}, ""},
		{"another unit gives its own", []foi.Wanted{want(1, "a", table22, "A2", paper), func() foi.Wanted { w := want(2, "b", table22, "A2", paper); w.UnitID = 8; return w }()}, ""},
		{"asked and given is one proposal", []foi.Wanted{want(1, "a", table22, "A2", paper), want(2, "b", table22, "A2", paper), want(3, "c", table22, "U1")}, "[asked1 asked2 asked3 given1 given2]"},
		{
			"one file brings two wordings together",
			[]foi.Wanted{
				want(1, "a", table22, "A2", paper), want(2, "b", table22, "U1"), want(3, "c", table22, "U1"),
				want(4, "a", "花钱的明细", "A2", foi.Copy{Title: "明细", SHA256: "aa"}), want(5, "b", "花钱的明细", "U1"), want(6, "c", "花钱的明细", "U1"),
			},
			"[asked1 asked2 asked3 given1 given4 asked4 asked5 asked6]",
		},
		{"a process matter of long ago", []foi.Wanted{process(want(1, "a", "某地块规划讨论记录", "N6"), "old")}, "[lapsed1]"},
		{"a process matter of yesterday", []foi.Wanted{process(want(1, "a", "某地块规划讨论记录", "N6"), "")}, ""},
		{"it was given since", []foi.Wanted{process(want(1, "a", "某地块规划讨论记录", "N6"), "old"), want(2, "b", "某地块规划讨论记录", "A2", paper)}, ""},
	} {
		var got strings.Builder
		for _, f := range Look(tt.all, Bounds{Applicants: 3, Given: 2, Before: "2025-09-20"}) {
			var all []string
			for _, e := range f.Evidence {
				all = append(all, fmt.Sprint(e.Kind, e.Item))
			}
			_, _ = fmt.Fprint(&got, all)
		}
		if got.String() != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got.String(), tt.want)
		}
	}
}

func BenchmarkLook(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	things := []rune("区级部门决算公开汇总表征地补偿安置方案学校招生划片养老机构名单工程施工合同政府采购结果项目可行性研究报告批复")
	all := make([]foi.Wanted, 100_000)
	for i := range all {
		text := make([]rune, 12+rng.IntN(20))
		for n := range text {
			text[n] = things[rng.IntN(len(things))]
		}
		all[i] = want(i, fmt.Sprint(i), fmt.Sprint(2020+i%5, "年", string(text)), "U1")
		all[i].UnitID = int64(i % 60)
	}
	for b.Loop() {
		Look(all, Bounds{Applicants: 3, Given: 2, Before: "2025-09-20"})
	}
}

// TestNameApart: no two copies of an item have one name, also where somebody has counted before.
func TestNameApart(t *testing.T) {
	taken, got := map[string]bool{}, []string{}
	for _, name := range []string{"汇总表.csv", "汇总表-2.csv", "汇总表.csv", "汇总表-2.csv", "汇总表", "汇总表"} {
		got = append(got, nameApart(taken, name))
	}
	if want := "汇总表.csv 汇总表-2.csv 汇总表-3.csv 汇总表-2-2.csv 汇总表 汇总表-2"; strings.Join(got, " ") != want {
		t.Errorf("%q, want %q", got, want)
	}
}
