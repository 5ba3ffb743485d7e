package account_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/account"
)

// place reads 3/1/citizen.
func place(t testing.TB, key string) (p account.Place) {
	t.Helper()
	if err := p.UnmarshalText([]byte(key)); err != nil {
		t.Fatal(err)
	}
	return p
}

// found are the findings of a rule: where, of which verdict, by which key, about which file.
func found(got account.Result, rule account.Rule) (out []string) {
	for _, f := range got.Findings {
		if f.Rule != rule {
			continue
		}
		s := fmt.Sprintf("%s %s %s", account.Place{Table: f.Table, Row: f.Row, Column: f.Column}.Key(), f.Verdict, strings.TrimPrefix(f.Text.Key, "account."))
		if len(f.Text.Args) > 0 {
			s += fmt.Sprintf(" %v", f.Text.Args[0])
		}
		out = append(out, s)
	}
	return out
}

// opinion is what became of a rule; "" if it was not asked.
func opinion(got account.Result, rule account.Rule) account.Opinion {
	for _, o := range got.Rules {
		if o.Rule == rule {
			return o
		}
	}
	return account.Opinion{}
}

// without takes cells out of a report as if its file did not have them: those of the
// places that begin with one of keys.
func without(r *account.Report, keys ...string) *account.Report {
	x := *r
	x.Values = maps.Clone(r.Values)
	for p := range r.Values {
		if slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(p.Key()+"/", key+"/") }) {
			delete(x.Values, p)
		}
	}
	x.Found = slices.DeleteFunc(slices.Clone(r.Found), func(t account.Table) bool { return slices.Contains(keys, string(t)) })
	return &x
}

// with puts a text into a cell.
func with(t testing.TB, r *account.Report, key, text string) *account.Report {
	t.Helper()
	x := *r
	cells := map[account.Place]string{}
	for p, v := range r.Values {
		cells[p] = v.Text
	}
	cells[place(t, key)] = text
	x.Values = account.Copied(r.Year, r.Form, cells).Values
	return &x
}

// TestUnitsMissing: a cell that the district or a unit does not have has no sum, and the
// file that it is missing in is named, once for a table and once for a row.
func TestUnitsMissing(t *testing.T) {
	s := newSample("2021")
	zero := account.Cells{}
	none := account.Compose(2023, s.form, "", []account.Section{{}}, zero) // adds nothing
	none.Name = "none"
	all := read(t, "district", s.html())
	old := newSample("2019")
	for name, c := range map[string]struct {
		district *account.Report
		unit     *account.Report
		asked    int
		want     []string
	}{
		"all is there":                 {all, none, 200, nil},
		"a unit that is no report":     {all, read(t, "weather", []byte("今天天气晴。")), 0, []string{"2// not_assessable lacks weather", "3// not_assessable lacks weather", "4// not_assessable lacks weather"}},
		"a unit without a table":       {all, without(none, "4"), 185, []string{"4// not_assessable lacks none"}},
		"a unit without a row":         {all, without(none, "3/3.1"), 193, []string{"3/3.1/ not_assessable lacks none"}},
		"a unit without a cell":        {all, without(none, "3/3.1/legal"), 199, []string{"3/3.1/legal not_assessable lacks none"}},
		"a unit with a blank cell":     {all, with(t, none, "3/3.1/legal", "/"), 199, []string{"3/3.1/legal not_assessable lacks none"}},
		"a unit that makes no rules":   {all, with(t, none, "2/rules/made", "／"), 200, nil},
		"a district without a table":   {without(all, "2"), none, 190, []string{"2// not_assessable lacks district"}},
		"a district without a cell":    {without(all, "4/review/kept"), none, 199, []string{"4/review/kept not_assessable lacks district"}},
		"a unit of another year":       {all, named("last", account.Compose(2022, s.form, "", nil, zero)), 0, []string{"// not_assessable unit_year last"}},
		"a unit that names no year":    {all, named("none", account.Compose(0, s.form, "", nil, zero)), 200, nil},
		"a unit in another form":       {all, named("old", account.Compose(2023, old.form, "", nil, zero)), 0, []string{"// not_assessable unit_form old"}},
		"both lack the same":           {without(all, "2/charge"), without(none, "2/charge"), 199, []string{"2/charge/ not_assessable lacks district", "2/charge/ not_assessable lacks none"}},
		"a wrong sum beside a missing": {with(t, all, "3/1/citizen", "999"), without(none, "4"), 185, []string{"4// not_assessable lacks none", "3/1/citizen broken units"}},
	} {
		t.Run(name, func(t *testing.T) {
			full := named("full", all)
			got := account.Check(c.district, account.Against{Units: []*account.Report{full, c.unit}, NoRules: true})
			if f := found(got, account.RuleUnits); !slices.Equal(f, c.want) {
				t.Errorf("found %v, want %v", f, c.want)
			}
			o := opinion(got, account.RuleUnits)
			if want := len(c.want) == 0; o.Asked != c.asked || (o.Verdict == account.Passed) != want || (got.Verdict == account.Passed) != want {
				t.Errorf("%d sums were asked, and the rule is %s, the whole %s", o.Asked, o.Verdict, got.Verdict)
			}
		})
	}
}

func named(name string, r *account.Report) *account.Report {
	x := *r
	x.Name = name
	return &x
}

// TestLastMissing: what the report of the year before does not have is said with its name,
// by each rule that asks for it, and the whole is not assessable.
func TestLastMissing(t *testing.T) {
	r := read(t, "now", newSample("2021").html())
	year := named("then", last(func(s *sample) {
		s.lines["5"] = []string{"上一年的问题与这一年的完全不同，已经整改完毕，不再重复出现。"}
		in := func(column string) account.Number { return fromCells(t, r, "2/normative/"+column) }
		s.cells[place(t, "2/normative/inforce")] = (in("inforce") - in("made") + in("abolished")).String()
	}))
	for name, c := range map[string]struct {
		now, last              *account.Report
		carried, inForce, jump []string
	}{
		"all is there": {r, year, nil, nil, nil},
		"what is no report": {
			r, read(t, "weather", []byte("今天天气晴。")),
			[]string{"3// not_assessable lacks weather"},
			[]string{"2// not_assessable lacks weather"},
			[]string{"3// not_assessable lacks weather"},
		},
		"last year without table 3": {r, without(year, "3"), []string{"3// not_assessable lacks then"}, nil, []string{"3// not_assessable lacks then"}},
		"last year without table 2": {r, without(year, "2"), nil, []string{"2// not_assessable lacks then"}, nil},
		"one column of last year": {
			r, without(year, "3/4/citizen", "3/4/legal"),
			[]string{"3/4/citizen not_assessable lacks then", "3/4/legal not_assessable lacks then"},
			nil, nil,
		},
		"the row of last year":        {r, without(year, "3/4"), []string{"3/4/ not_assessable lacks then"}, nil, nil},
		"a total of last year":        {r, without(year, "3/1/total"), nil, nil, []string{"3/1/total not_assessable lacks then"}},
		"a column of this year":       {without(r, "3/2/other"), year, []string{"3/2/other not_assessable lacks now"}, nil, nil},
		"documents of this year":      {without(r, "2/normative/made"), year, nil, []string{"2/normative/made not_assessable lacks now"}, nil},
		"table 3 of this year":        {without(r, "3"), year, []string{"3// not_assessable lacks now"}, nil, []string{"3// not_assessable lacks now"}},
		"a blank column of last year": {r, with(t, year, "3/4/other", ""), []string{"3/4/other not_assessable lacks then"}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := account.Check(c.now, account.Against{Last: c.last, NoRules: true})
			whole := true
			for rule, want := range map[account.Rule][]string{account.RuleCarried: c.carried, account.RuleInForce: c.inForce, account.RuleJump: c.jump} {
				if f := found(got, rule); !slices.Equal(f, want) {
					t.Errorf("%s found %v, want %v", rule, f, want)
				}
				if o := opinion(got, rule); (o.Verdict == account.NotAssessable) != (want != nil) {
					t.Errorf("%s is %s", rule, o.Verdict)
				}
				whole = whole && want == nil
			}
			if (got.Verdict == account.Passed) != whole {
				t.Errorf("the whole is %s: %v", got.Verdict, got.Findings)
			}
		})
	}
}

func fromCells(t testing.TB, r *account.Report, key string) account.Number {
	t.Helper()
	n, ok := r.At(place(t, key))
	if !ok {
		t.Fatalf("no %s", key)
	}
	return n
}

// TestLastOther: rules about two years say nothing about a year that is not the one before,
// and nobody is asked for what the form of 2019 does not have.
func TestLastOther(t *testing.T) {
	r := read(t, "now", newSample("2021").html())
	got := account.Check(r, account.Against{Last: last(func(s *sample) { s.year = 2020; s.cells[place(t, "3/1/total")] = "1" })})
	for _, rule := range []account.Rule{account.RuleCarried, account.RuleInForce, account.RuleJump} {
		if o := opinion(got, rule); o.Verdict != account.NotAssessable || o.Asked != 0 {
			t.Errorf("%s is %s", rule, o.Verdict)
		}
	}
	first := account.Compose(2021, r.Form, "", r.Sections, account.Cells{})
	old := account.Compose(2020, account.FormOf("2019"), "", nil, account.Cells{})
	got = account.Check(first, account.Against{Last: old})
	if o := opinion(got, account.RuleInForce); o.Rule != "" {
		t.Errorf("against a form without a number of documents in force, the rule is %s", o.Verdict)
	}
	if o := opinion(got, account.RuleCarried); o.Verdict != account.Passed || o.Asked != 7 {
		t.Errorf("%+v", o)
	}
	got = account.Check(first, account.Against{Last: without(old, "3")}) // whose form nobody knows
	if f := found(got, account.RuleInForce); !slices.Equal(f, []string{"2/normative/inforce not_assessable lacks "}) {
		t.Errorf("found %q", f)
	}
}

// TestVersion: a report in the form of another year is broken; one whose year or form
// nobody knows is not.
func TestVersion(t *testing.T) {
	for _, c := range []struct {
		year    int
		version string
		want    account.Verdict // "": not asked
	}{
		{2018, "2019", ""},
		{2019, "2019", account.Passed},
		{2020, "2019", account.Passed},
		{2021, "2019", account.Broken},
		{2023, "2019", account.Broken},
		{2020, "2021", account.Broken},
		{2021, "2021", account.Passed},
		{2023, "2021", account.Passed},
		{0, "2019", ""},
		{0, "2021", ""},
	} {
		got := account.Check(account.Compose(c.year, account.FormOf(c.version), "", nil, account.Cells{}), account.Against{})
		if o := opinion(got, account.RuleVersion); o.Verdict != c.want {
			t.Errorf("%d in the form of %s is %q, want %q", c.year, c.version, o.Verdict, c.want)
		}
	}
	s := newSample("2019")
	s.year = 2023
	for i, line := range s.lines[""] {
		s.lines[""][i] = strings.ReplaceAll(line, "2020", "2023")
	}
	got := account.Check(read(t, "x.html", s.html()), account.Against{})
	if want := []string{"// broken version 2019"}; !slices.Equal(found(got, account.RuleVersion), want) || got.Verdict != account.Broken {
		t.Errorf("%s %v", got.Verdict, got.Findings)
	}
	guessed := without(read(t, "x.html", newSample("2021").html()), "3") // its form shows in table 3 alone
	guessed.Year = 2020
	if o := opinion(account.Check(guessed, account.Against{}), account.RuleVersion); o.Verdict != account.NotAssessable {
		t.Errorf("without table 3 the form is %s", o.Verdict)
	}
}

// TestAbsent: what a file does not have is not assessable, a row at a time; what it has
// and leaves empty is doubtful.
func TestAbsent(t *testing.T) {
	s := newSample("2021")
	r := read(t, "x.html", s.html())
	for name, c := range map[string]struct {
		r    *account.Report
		want []string
	}{
		"only the first block of table 2": {without(r, "2/licence", "2/penalty", "2/coercion", "2/charge"), []string{
			"2/licence/ not_assessable no_row", "2/penalty/ not_assessable no_row", "2/coercion/ not_assessable no_row", "2/charge/ not_assessable no_row",
		}},
		"a row of table 3":     {without(r, "3/3.5.2"), []string{"3/3.5.2/ not_assessable no_row"}},
		"two columns":          {without(r, "3/1/legal", "3/1/other"), []string{"3/1/ not_assessable no_columns [{法律服务机构 []} {其他 []}]"}},
		"an empty cell":        {with(t, r, "2/licence/decided", ""), []string{"2/licence/decided doubtful blank"}},
		"a stroke":             {with(t, r, "2/licence/decided", "/"), []string{"2/licence/decided doubtful blank"}},
		"no 规章, empty":         {with(t, r, "2/rules/made", ""), []string{"2/rules/made doubtful blank"}},
		"no 规章, a stroke":      {with(t, r, "2/rules/made", "/"), nil},
		"no 规章, a wide stroke": {with(t, r, "2/rules/made", "／"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := account.Check(c.r, account.Against{NoRules: true})
			if f := found(got, account.RuleBlank); !slices.Equal(f, c.want) {
				t.Errorf("found %v, want %v", f, c.want)
			}
			if c.want == nil && got.Verdict != account.Passed || len(c.want) > 0 && got.Verdict == account.Passed {
				t.Errorf("the whole is %s", got.Verdict)
			}
			if len(c.want) > 0 && strings.Contains(c.want[0], "no_") && got.Verdict != account.NotAssessable {
				t.Errorf("the whole is %s", got.Verdict)
			}
		})
	}
	// Who has the power to make 规章 says how many.
	got := account.Check(with(t, r, "2/rules/made", "/"), account.Against{})
	if f := found(got, account.RuleBlank); !slices.Equal(f, []string{"2/rules/made doubtful blank"}) {
		t.Errorf("found %v", f)
	}
}

// TestChange: by how much something changed is also written with a sign or in words, and
// nothing else is.
func TestChange(t *testing.T) {
	for text, want := range map[string]string{
		"+3": "3", "＋3": "3", "-2": "-2", "－2": "-2", "−2": "-2", "增加3": "3", "增加 3 项": "3", "增3": "3", "减少2": "-2", "减少２项": "-2", "减2": "-2", "持平": "0", "0": "0", "12": "12",
		"增加": "", "减少-2": "", "+-3": "", "增加3%": "", "约3": "", "/": "", "": "", "有所增加": "",
	} {
		for _, key := range []string{"2/licence/change", "2/licence/decided"} {
			s := newSample("2019")
			s.cells[place(t, key)] = text
			r := read(t, "x.html", s.html())
			v := r.Values[place(t, key)]
			plain := !strings.ContainsAny(text, "+＋−增减持")
			if got, known := v.Number.String(), want != "" && (plain || strings.HasSuffix(key, "change")); v.Known != known || known && got != want || v.Text != text {
				t.Errorf("%s: %q is %s %v", key, text, got, v.Known)
			}
			broken := slices.ContainsFunc(account.Check(r, account.Against{}).Findings, func(f account.Finding) bool {
				return f.Rule == account.RuleNumbers && f.Verdict == account.Broken
			})
			if blank := text == "" || text == "/"; strings.HasSuffix(key, "change") && broken != (want == "" && !blank) {
				t.Errorf("%q is broken: %v", text, broken)
			}
		}
	}
}
