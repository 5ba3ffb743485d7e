package foi

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// good returns an item of a result with all that it needs.
func good(code string) Item {
	i := Item{ID: 1, Text: "2025年度绿地养护的验收报告", Result: code, Facts: map[string]string{}}
	parts := []Withheld{}
	if code == "A3" {
		parts = []Withheld{{What: "联系人的手机号码", Limb: "third", Reason: "属于个人隐私", How: "遮盖"}}
		i.Parts = parts
	}
	for _, f := range FactsOf(code, parts) {
		i.Facts[f.Key] = "已写明"
		switch f.Sort {
		case FactText:
		case FactDay:
			i.Facts[f.Key] = "2026-03-02"
		case FactURL:
			i.Facts[f.Key] = "https://www.example.gov.cn/art/2026/1/5/art_1_2.html"
		case FactChoice:
			i.Facts[f.Key] = f.Options[len(f.Options)-1]
		}
	}
	if i.Facts["until"] != "" {
		i.Facts["until"] = "2026-03-24"
	}
	r, _ := law.ResultOf(code)
	i.Whole = r.Remedy == law.ReviewFirst
	if slices.Contains(r.Keys(), keyReason) {
		i.Reason = "公开的必要性小于保护的必要性"
	}
	if slices.Contains(r.Keys(), keyGiven) {
		i.Given = []Given{{Title: "竣工图纸", Pages: 3, File: 7}}
	}
	if slices.Contains(r.Evidence, ofPaper) {
		i.Papers = []files.File{{ID: 9}}
	}
	return i
}

// TestResultTexts: everything that a form or a message names has its Chinese.
func TestResultTexts(t *testing.T) {
	for _, r := range law.Results() {
		for _, k := range append(r.Keys(), r.Evidence...) {
			if slices.Contains(ofCase, k) || k == ofGiven || k == ofPaper {
				continue
			}
			f := FactOf(k)
			if !i18n.Has(f.Title().Key) {
				t.Errorf("%s: %s has no text", r.Code, k)
			}
			for _, o := range f.Options {
				if !i18n.Has("foi.fact." + k + "." + o) {
					t.Errorf("%s: %s.%s has no text", r.Code, k, o)
				}
			}
		}
	}
}

// TestGoodItems: each result can be reached, and lacks nothing when all is said.
func TestGoodItems(t *testing.T) {
	for _, r := range law.Results() {
		i := good(r.Code)
		if err := i.Check(); err != nil {
			t.Errorf("%s: %v", r.Code, err)
		}
	}
}

// TestItemCheck leaves out or spoils one thing each.
func TestItemCheck(t *testing.T) {
	for _, tt := range []struct {
		name, code string
		spoil      func(*Item)
		want       string // field: key
	}{
		{"open", "A2", func(i *Item) { i.Result = "" }, "result: foi.result.open"},
		{"no such result", "A2", func(i *Item) { i.Result = "X1" }, "result: foi.result.unknown"},
		{"no text", "A2", func(i *Item) { i.Text = " " }, "text: required"},
		{"not told where", "A1", func(i *Item) { delete(i.Facts, "url"); delete(i.Facts, "gazette"); delete(i.Facts, "place") }, "url: foi.result.one_of"},
		{"the gazette will do", "A1", func(i *Item) { delete(i.Facts, "url"); delete(i.Facts, "place") }, ""},
		{"a home page", "A1", func(i *Item) { i.Facts["url"] = "https://www.example.gov.cn/" }, "url: foi.result.site_root"},
		{"a home page with a name", "A1", func(i *Item) { i.Facts["url"] = "http://www.example.gov.cn/index.html" }, "url: foi.result.site_root"},
		{"a home page with a mark", "A1", func(i *Item) { i.Facts["url"] = "http://www.example.gov.cn/#top" }, "url: foi.result.site_root"},
		{"a page behind a mark", "A1", func(i *Item) { i.Facts["url"] = "https://www.example.gov.cn/#/info/12" }, ""},
		{"a page by its number", "A1", func(i *Item) { i.Facts["url"] = "https://www.example.gov.cn/?id=12" }, ""},
		{"no address", "A1", func(i *Item) { i.Facts["url"] = "www.example.gov.cn/a" }, "url: foi.result.bad_url"},
		{"no proof", "A1", func(i *Item) { delete(i.Facts, "public_proof") }, "public_proof: foi.result.missing"},
		{"something given with no title", "A2", func(i *Item) { i.Given[0].Title = "" }, "given: foi.result.given_title"},
		{"paper with no pages", "A2", func(i *Item) { i.Facts["form"], i.Given[0].Pages = "paper", 0 }, "given: foi.result.given_pages"},
		{"no copy kept", "A2", func(i *Item) { i.Given[0].File = 0 }, "given: foi.result.given_copy"},
		{"more documents than a form has rows for", "A2", func(i *Item) { i.Given = slices.Repeat(i.Given, MostRows+1) }, "given: foi.bad.items"},
		{"as many parts as it has", "A3", func(i *Item) { i.Parts = slices.Repeat(i.Parts[:1], MostRows) }, ""},
		{"to be fetched", "A2", func(i *Item) { i.Given = nil; delete(i.Facts, "form") }, ""},
		{"to be fetched, but when", "A2", func(i *Item) { i.Given = nil; delete(i.Facts, "form"); delete(i.Facts, "time") }, "time: foi.result.missing"},
		{"nothing withheld", "A3", func(i *Item) { i.Parts = nil }, "parts: foi.result.missing"},
		{"a part on no ground", "A3", func(i *Item) { i.Parts[0].Limb = "" }, "parts: foi.result.part_limb"},
		{"a part with no reason", "A3", func(i *Item) { i.Parts[0].Reason = "" }, "parts: foi.result.part_reason"},
		{"a part cut off no way", "A3", func(i *Item) { i.Parts[0].How = "" }, "parts: foi.result.part_how"},
		{"a part that is not named", "A3", func(i *Item) { i.Parts[0].What = "" }, "parts: foi.result.part_what"},
		{"a part of a third party that was not asked", "A3", func(i *Item) { delete(i.Facts, "consulted") }, "consulted: foi.result.missing"},
		{"a part of Article 16 as a prohibition", "A3", func(i *Item) { i.Parts[0].Limb, i.Parts[0].Reason = "process", "依法不得公开" }, "affair"},
		{"parted and not parted", "A3", func(i *Item) { i.Whole = true }, "whole: foi.result.not_whole"},
		{"a secret with no term", "N1", func(i *Item) { delete(i.Facts, "term") }, "term: foi.result.missing"},
		{"a secret with no mark", "N1", func(i *Item) { delete(i.Facts, "marking") }, "marking: foi.result.missing"},
		{"a secret told", "N1", func(i *Item) { i.Reason = strings.Repeat("文", 201) }, "reason: foi.result.secret_long"},
		{"a secret told in its mark", "N1", func(i *Item) { i.Facts["marking"] = strings.Repeat("文", 101) }, "marking: foi.result.secret_long"},
		{"a secret on file", "N1", func(i *Item) { i.Papers = []files.File{{ID: 1}} }, "papers: foi.result.secret_paper"},
		{"more about a secret", "N1", func(i *Item) { i.Facts["harm"] = "内容" }, "harm: foi.result.secret_only"},
		{"a secret given", "N1", func(i *Item) { i.Given = []Given{{Title: "文件"}} }, "given: foi.result.nothing_given"},
		{"forbidden by no article", "N2", func(i *Item) { delete(i.Facts, "article") }, "article: foi.result.missing"},
		{"no harm", "N3", func(i *Item) { delete(i.Facts, "harm") }, "harm: foi.result.missing"},
		{"nothing asked whether it can be parted", "N3", func(i *Item) { i.Whole = false }, "whole: foi.result.whole"},
		{"nobody asked", "N4", func(i *Item) { delete(i.Facts, "consulted") }, "consulted: foi.result.missing"},
		{"no weighing", "N4", func(i *Item) { delete(i.Facts, "weighing") }, "weighing: foi.result.missing"},
		{"withheld from nobody", "N4", func(i *Item) { i.Facts["opinion"] = "agree" }, "opinion: foi.result.agreed"},
		{"a day that is none", "N4", func(i *Item) { i.Facts["consulted"] = "2026-02-30" }, "consulted: foi.result.bad_day"},
		{"none of the three kinds", "N5", func(i *Item) { i.Facts["affair"] = "finance" }, "affair: foi.result.bad_choice"},
		{"discretion as a prohibition", "N5", func(i *Item) { i.Reason = "依照第十六条，不得公开" }, "reason: foi.result.must_not"},
		{"none of the four kinds", "N6", func(i *Item) { delete(i.Facts, "process") }, "process: foi.result.missing"},
		{"no file", "N7", func(i *Item) { delete(i.Facts, "case_file") }, "case_file: foi.result.missing"},
		{"a query with no place", "N8", func(i *Item) { delete(i.Facts, "address") }, "address: foi.result.missing"},
		{"a search with no record", "U1", func(i *Item) { i.Papers = nil }, "papers: foi.result.no_search_record"},
		{"a search by nobody", "U1", func(i *Item) { delete(i.Facts, "searchers") }, "searchers: foi.result.missing"},
		{"an organ that cannot be reached", "U2", func(i *Item) { delete(i.Facts, "contact"); delete(i.Facts, "unknown") }, "contact: foi.result.missing"},
		{"no organ known", "U2", func(i *Item) { delete(i.Facts, "organ"); delete(i.Facts, "contact") }, ""},
		{"still unclear, but why", "U4", func(i *Item) { i.Reason = "" }, "reason: foi.result.missing"},
		{"repeated, but of what", "S2", func(i *Item) { delete(i.Facts, "earlier_number") }, "earlier_number: foi.result.missing"},
		{"repeated, but when", "S2", func(i *Item) { delete(i.Facts, "earlier_on") }, "earlier_on: foi.result.missing"},
		{"too often, but nobody judged", "S4", func(i *Item) { delete(i.Facts, "assessment") }, "assessment: foi.result.missing"},
		{"lapsed before it began", "O1", func(i *Item) { i.Facts["until"] = "2026-03-01" }, "until: foi.result.until"},
		{"too long", "S1", func(i *Item) { i.Facts["channel"] = strings.Repeat("长", 1001) }, "channel: foi.result.too_long"},
		{"parts of no partial release", "U1", func(i *Item) { i.Parts = []Withheld{{}} }, "parts: foi.result.no_parts"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := good(tt.code)
			tt.spoil(&i)
			var got []string
			if err := i.Check(); err != nil {
				fields := fault.As(err).Fields
				for _, f := range slices.Sorted(maps.Keys(fields)) {
					got = append(got, fmt.Sprintf("%s: %s", f, fields[f].Key))
					if text := i18n.Text(fields[f]); strings.Contains(text, "foi.") {
						t.Errorf("%s is told as %s", f, text)
					}
				}
			}
			if tt.want == "affair" { // the ground asks for its own facts too
				tt.want = "parts: foi.result.part_must_not; pending: foi.result.missing; process: foi.result.missing"
			}
			if strings.Join(got, "; ") != tt.want {
				t.Errorf("got %v, want %s", got, tt.want)
			}
		})
	}
}

// TestRemedy has the two results whose remedy depends on facts, and one of each other.
func TestRemedy(t *testing.T) {
	part := func(limbs ...string) Item {
		i := Item{Result: "A3"}
		for _, l := range limbs {
			i.Parts = append(i.Parts, Withheld{Limb: l})
		}
		return i
	}
	earlier := func(result string) Item {
		return Item{Result: "S2", Facts: map[string]string{"earlier_result": result}}
	}
	for _, tt := range []struct {
		item   Item
		remedy law.Remedy
		row    string
		basis  string
	}{
		{Item{Result: "A1"}, "B", "3.1", "foi:36-1"},
		{part("third"), "A", "3.2", "foi:37 foi:15"},
		{part("none"), "B", "3.2", "foi:37"},
		{part("none", "process", "file"), "A", "3.2", "foi:37 foi:16.2"},
		{Item{Result: "N1"}, "A", "3.3.1", "foi:14 foi:36-3"},
		{Item{Result: "N8"}, "C", "3.3.8", "foi:36-7"},
		{Item{Result: "U1"}, "B", "3.4.1", "foi:36-4"},
		{earlier("given"), "C", "3.5.2", "foi:36-6"},
		{earlier("refused"), "B", "3.5.2", "foi:36-6"},
		{Item{Result: "O2"}, "B", "3.6.2", "fee:6"},
		{Item{Result: "O3"}, "none", "3.6.3", ""},
		{Item{}, "none", "", ""},
	} {
		var basis []string
		for _, r := range tt.item.Basis() {
			basis = append(basis, string(r))
		}
		if got := tt.item.Remedy(); got != tt.remedy || tt.item.Row() != tt.row || strings.Join(basis, " ") != tt.basis {
			t.Errorf("%+v: %s, %s, %v", tt.item, got, tt.item.Row(), basis)
		}
	}
}

func TestRowOf(t *testing.T) {
	for results, want := range map[string]string{
		"":         " false",
		"A2":       "3.1 true",
		"A1 A2":    "3.1 true",
		"A2 N5":    "3.2 true",
		"N5 A2":    "3.2 true",
		"A3 U1":    "3.2 true",
		"A2 N8":    "3.2 true",
		"A2 U1":    "3.2 false",
		"U1 U2":    "3.4.1 true",
		"N5 U1":    "3.3.5 false",
		"U1 N5":    "3.4.1 false",
		"S1 S2 S1": "3.5.1 false",
		"A2 -":     " false",
	} {
		var items []Item
		for code := range strings.FieldsSeq(results) {
			items = append(items, Item{Result: strings.Trim(code, "-")})
		}
		if row, sure := RowOf(items); fmt.Sprintf("%s %v", row, sure) != want {
			t.Errorf("%s: %s %v, want %s", results, row, sure, want)
		}
	}
}

// TestPath: each result is met once, in its group, and the groups come in their order.
func TestPath(t *testing.T) {
	met, last := map[string]bool{}, 0
	for _, q := range Path() {
		at := slices.Index(law.Groups, q.Group)
		if at < last {
			t.Errorf("%s comes after %s", q.Key, law.Groups[last])
		}
		last = at
		if !i18n.Has(q.Text().Key) || !i18n.Has(q.Title().Key) {
			t.Errorf("%s has no text", q.Key)
		}
		for _, code := range q.Results {
			r, ok := law.ResultOf(code)
			if !ok || met[code] || r.Group != q.Group {
				t.Errorf("%s: %s is of %s, met before: %v", q.Key, code, r.Group, met[code])
			}
			met[code] = true
		}
		if q.Act != "" && !slices.ContainsFunc(Flow, func(s flow.Step[Status, Act]) bool { return s.Act == q.Act }) {
			t.Errorf("%s leads to %s, which the table does not have", q.Key, q.Act)
		}
	}
	for _, r := range law.Results() {
		if met[r.Code] == r.Lapsed() { // what time alone brings is no answer to a question
			t.Errorf("%s: met %v", r.Code, met[r.Code])
		}
	}
	if last != len(law.Groups)-1 {
		t.Errorf("%d results are met", len(met))
	}
}
