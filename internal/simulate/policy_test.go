package simulate

import (
	"fmt"
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/clause"
	"gongkai.example/gongkai/internal/platform/journal"
)

// made is what the journal has of a document with a number of the series, until its issue on
// a day; each step by another person than wrote it.
func made(n, number int, day calendar.Day, does string) []journal.Entry {
	ref, item := fmt.Sprintf("policy/%d", n), fmt.Sprintf("publish/%d", n)
	named := fmt.Sprintf(`,"number":"甲规〔2023〕%d号","code":"JGF-2023-%d"`, number, number)
	step := func(act, state, more string) journal.Entry {
		return entry("2023-03-01", "policy."+act, ref, fmt.Sprintf(`{"state":%q,"text":"t%d"%s}`, state, n, more))
	}
	judge := step("judge", "reviewed", `,"result":"legal"`)
	judge.ActorID = 9
	return []journal.Entry{
		step("make", "draft", ""), step("assess", "draft", `,"result":"pass"`), step("ask", "reviewing", ""), judge,
		step("deliberate", "deliberated", `,"result":"pass"`), step("register", "registered", named),
		entry(day, "publish.release", item, fmt.Sprintf(`{"index":"i%d","number":"甲规〔2023〕%d号","text":{"sha256":"t%d"}}`, n, number, n)),
		entry(day, "policy.issue", ref, fmt.Sprintf(`{"state":"issued","item":%q,"starts":%q,"until":"2023-12-31","standing":"valid","does":[%s]%s}`, item, day, does, named)),
		entry(day, "policy.file", ref, `{"state":"issued","text":"t`+fmt.Sprint(n)+`"`+named+`}`),
	}
}

func turned(n int, day calendar.Day, standing string) journal.Entry {
	return entry(day, "policy.turn", fmt.Sprintf("policy/%d", n), fmt.Sprintf(`{"state":"issued","item":"publish/%d","starts":"2023-04-01","until":"2023-12-31","standing":%q,"number":"甲规〔2023〕%d号"}`, n, standing, n))
}

// TestPolicies: a document goes the way of its table with each step that it needs, bears the next
// number of its series, is on line with the text that was passed, and stands as its term and what
// other documents did to it have it.
func TestPolicies(t *testing.T) {
	const issue = "2023-04-01"
	first := made(1, 1, issue, "")
	does := func(kind, more string) []journal.Entry {
		return append(first[:9:9], made(2, 2, "2023-06-01", `{"kind":"`+kind+`","document":"policy/1","from":"2023-06-01"`+more+`}`)...)
	}
	without := func(all []journal.Entry, at int) []journal.Entry { return slices.Delete(slices.Clone(all), at, at+1) }
	with := func(all []journal.Entry, at int, body string) []journal.Entry {
		out := slices.Clone(all)
		out[at].Body = journal.Body(body)
		return out
	}
	amended, repealed := does("amend", `,"clauses":["第三条"],"text":"t3"`), does("repeal", "")
	owed := func(rule string) journal.Entry {
		return entry(issue, "duty.open", "duty/1", fmt.Sprintf(`{"state":"open","rule":%q,"ref":"policy/1","due":"2023-05-10"}`, rule))
	}
	self := slices.Clone(first)
	self[2].ActorID = 9
	for _, row := range []struct {
		name       string
		day        calendar.Day
		entries    []journal.Entry
		odd, wrong int
		want       map[policy.Standing]int
	}{
		{"issued", "2023-05-01", first, 0, 0, map[policy.Standing]int{policy.Valid: 1}},
		{"amended", "2023-07-01", append(amended, turned(1, "2023-06-01", "amended")), 0, 0, map[policy.Standing]int{policy.Amended: 1, policy.Valid: 1}},
		{"amended, and nobody says so", "2023-07-01", amended, 0, 1, map[policy.Standing]int{policy.Amended: 1, policy.Valid: 1}},
		{"repealed", "2023-07-01", append(repealed, turned(1, "2023-06-01", "repealed")), 0, 0, map[policy.Standing]int{policy.Repealed: 1, policy.Valid: 1}},
		{"shown as repealed by nothing", "2023-07-01", append(first[:9:9], turned(1, "2023-06-01", "repealed")), 0, 1, map[policy.Standing]int{policy.Valid: 1}},
		{"lapsed", "2024-01-01", append(first[:9:9], turned(1, "2024-01-01", "lapsed")), 0, 0, map[policy.Standing]int{policy.Lapsed: 1}},
		{"lapsed, and nobody says so", "2024-01-01", first, 0, 1, map[policy.Standing]int{policy.Lapsed: 1}},
		{"not filed, and nobody owes it", "2023-05-01", first[:8], 0, 1, map[policy.Standing]int{policy.Valid: 1}},
		{"not filed, and owed", "2023-05-01", append(first[:8:8], owed(policy.RuleFile)), 0, 0, map[policy.Standing]int{policy.Valid: 1}},
		{"filed, and still owed", "2023-05-01", append(first[:9:9], owed(policy.RuleFile)), 0, 1, map[policy.Standing]int{policy.Valid: 1}},
		{"reviewed by nobody's duty", "2023-05-01", first[:3], 0, 1, map[policy.Standing]int{}},
		{"under review", "2023-05-01", append(first[:3:3], owed(policy.RuleLegal)), 0, 0, map[policy.Standing]int{}},
		{"without an assessment", "2023-05-01", without(first, 1), 2, 0, map[policy.Standing]int{policy.Valid: 1}},
		{"of business, and nobody was asked", "2023-05-01", with(first, 5, `{"state":"registered","text":"t1","business":true,"number":"甲规〔2023〕1号","code":"JGF-2023-1"}`), 4, 0, map[policy.Standing]int{policy.Valid: 1}},
		{"another text than was passed", "2023-05-01", with(first, 4, `{"state":"deliberated","text":"t8","result":"pass"}`), 2, 0, map[policy.Standing]int{policy.Valid: 1}},
		{"another text on line", "2023-05-01", with(first, 6, `{"index":"i1","number":"甲规〔2023〕1号","text":{"sha256":"t8"}}`), 0, 1, map[policy.Standing]int{policy.Valid: 1}},
		{"not on line", "2023-05-01", without(first, 6), 0, 1, map[policy.Standing]int{policy.Valid: 1}},
		{"registered and on line without its issue", "2023-05-01", first[:7], 0, 1, map[policy.Standing]int{}},
		{"reviewed by who handed it in", "2023-05-01", self, 1, 0, map[policy.Standing]int{policy.Valid: 1}},
		{"issued twice", "2023-05-01", append(first[:9:9], first[7]), 1, 0, map[policy.Standing]int{policy.Valid: 1}},
		{"begins with the second number", "2023-05-01", made(1, 2, issue, ""), 0, 2, map[policy.Standing]int{policy.Valid: 1}},
		{"one number twice", "2023-05-01", append(first[:9:9], made(2, 1, issue, "")...), 0, 4, map[policy.Standing]int{policy.Valid: 2}},
		{"a number of its own making", "2023-05-01", with(first, 5, `{"state":"registered","text":"t1","number":"甲规2023-1","code":"JGF-2023-1"}`), 2, 0, map[policy.Standing]int{policy.Valid: 1}},
	} {
		c := recounted(t, nil, row.entries...)
		n, wrong := c.Policies(row.day)
		if len(c.Odd) != row.odd || len(wrong) != row.wrong || fmt.Sprint(n) != fmt.Sprint(row.want) {
			t.Errorf("%s: %v, %q %q", row.name, n, c.Odd, wrong)
		}
	}
	if _, text := recounted(t, nil, amended...).text("policy/1", "2023-05-31"); text != "t1" {
		t.Errorf("before the amendment the text is %s", text)
	}
	if _, text := recounted(t, nil, amended...).text("policy/1", "2023-06-01"); text != "t3" {
		t.Errorf("from the amendment on the text is %s", text)
	}
}

// TestNormative: what a unit made counts in the year of its registration, what is over at the end
// of a year as abolished in that year and never again, and what came on line after the numbers were
// fixed not at all.
func TestNormative(t *testing.T) {
	c := recounted(t, nil, append(made(1, 1, "2023-04-01", ""), made(2, 2, "2023-06-01", `{"kind":"repeal","document":"policy/1","from":"2023-06-01"}`)...)...)
	for _, row := range []struct {
		year  int
		fixed calendar.Day
		unit  string
		want  map[string]int
	}{
		{2023, "2024-01-10", "", map[string]int{"made": 2, "abolished": 1, "inforce": 1}},
		{2023, "2024-01-10", "another", nil},
		{2023, "2023-05-31", "", map[string]int{"made": 1, "abolished": 1}},
		{2024, "2025-01-10", "", map[string]int{"abolished": 1}},
		{2022, "2024-01-10", "", nil},
		{2025, "2026-01-10", "", nil},
	} {
		got := c.Normative(row.year, row.fixed, row.unit)
		for _, column := range []string{"made", "abolished", "inforce"} {
			if n := got[account.Place{Table: account.Disclosed, Row: "normative", Column: column}]; n != account.Whole(row.want[column]) {
				t.Errorf("%s in %d as fixed on %s: %v", column, row.year, row.fixed, n)
			}
		}
	}
}

// TestSuspended: a document that is suspended, and prolonged, stands so for as long as they say.
func TestSuspended(t *testing.T) {
	c := recounted(t, nil, append(made(1, 1, "2023-04-01", ""), made(2, 2, "2023-06-01", `{"kind":"suspend","document":"policy/1","from":"2023-06-01","until":"2023-06-30"},{"kind":"prolong","document":"policy/1","from":"2023-06-01","until":"2024-06-30"}`)...)...)
	for day, want := range map[calendar.Day]policy.Standing{
		"2023-03-31": policy.Pending, "2023-05-31": policy.Valid, "2023-06-01": policy.Suspended, "2023-06-30": policy.Suspended, "2023-07-01": policy.Valid, "2024-06-30": policy.Valid, "2024-07-01": policy.Lapsed,
	} {
		if got, _ := c.text("policy/1", day); got != want {
			t.Errorf("on %s it is %s", day, got)
		}
	}
	c = recounted(t, nil, append(made(1, 1, "2023-04-01", ""), made(2, 2, "2023-06-01", `{"kind":"suspend","document":"policy/1","from":"2023-06-01"},{"kind":"resume","document":"policy/1","from":"2023-08-01"}`)...)...)
	for day, want := range map[calendar.Day]policy.Standing{"2023-07-31": policy.Suspended, "2023-08-01": policy.Valid} {
		if got, _ := c.text("policy/1", day); got != want {
			t.Errorf("on %s it is %s", day, got)
		}
	}
}

// TestDecrees: in the smallest year each fate has a document, at scale 1 there are 40; no two bear
// one title, and the program can carry out every amendment.
func TestDecrees(t *testing.T) {
	for scale, want := range map[float64]int{0.001: 7, 1: 40} {
		w := yearOf(t, scale)
		fates, titles := map[fate]int{}, map[string]bool{}
		for _, x := range w.decrees() {
			fates[x.fate]++
			if titles[x.title] {
				t.Errorf("two are %s", x.title)
			}
			titles[x.title] = true
		}
		if len(w.decrees()) != want || len(fates) < fewest {
			t.Errorf("at scale %v there are %d documents with the fates %v", scale, len(w.decrees()), fates)
		}
		for i := range w.decrees() {
			x := &w.decreed[i]
			if x.kind != policy.Amend {
				continue
			}
			k := slices.IndexFunc(w.decreed, func(y decree) bool { return y.title == x.target })
			old := w.decreed[k].body
			made, err := clause.Apply(clause.Parse(old), x.words)
			if err != nil {
				t.Errorf("%s: %v", x.title, err)
				continue
			}
			if differs, same := clause.Equal(made.Text, clause.Parse(x.amends(old))); !same {
				t.Errorf("%s makes another text: %v", x.title, differs)
			}
		}
	}
}

// yearOf is a year of which nothing was lived, with one office.
func yearOf(t *testing.T, scale float64) *World {
	t.Helper()
	w := &World{Life: Life{Year: 2023, Seed: 1, Scale: scale}, Cast: &Cast{Root: unit.Unit{ID: 1, Name: "示例区人民政府"}}}
	w.asked = []unit.Unit{{ID: 2, Name: "示例区民政局"}}
	return w
}
