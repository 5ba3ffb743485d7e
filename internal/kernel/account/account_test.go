package account_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/law"
)

func read(t testing.TB, name string, data []byte) *account.Report {
	t.Helper()
	r, err := account.Read(name, data)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// files are a report in each of its forms.
func (s *sample) files(t testing.TB) map[string][]byte {
	t.Helper()
	return map[string][]byte{"html": s.html(), "docx": s.docx(t), "xlsx": s.xlsx(t)}
}

// TestRead: every number of the form is found in every kind of file, in both versions,
// with the sections, the year and the numbers of the text; nothing is wrong with it.
func TestRead(t *testing.T) {
	for _, version := range law.ReportVersions() {
		s := newSample(version)
		for kind, data := range s.files(t) {
			t.Run(version+"/"+kind, func(t *testing.T) {
				r := read(t, "report."+kind, data)
				if r.Form.Version != version || r.Year != s.year || !slices.Equal(r.Found, account.Tables) {
					t.Fatalf("version %s, year %d, tables %v", r.Form.Version, r.Year, r.Found)
				}
				for _, table := range account.Tables {
					for _, p := range r.Form.Places(table) {
						if v := r.Values[p]; v.Text != s.cells[p] || !v.Known {
							t.Errorf("%v is %q, want %q", p, v.Text, s.cells[p])
						}
					}
				}
				if len(r.Values) != len(s.cells) {
					t.Errorf("%d values, want %d", len(r.Values), len(s.cells))
				}
				got := account.Check(r, account.Against{NoRules: version == "2021", Longest: 1000})
				if got.Verdict != account.Passed {
					t.Errorf("%+v", got)
				}
			})
		}
	}
}

// TestCounts: the form has as many numbers as the law has cells: tables 2, 3 and 4.
func TestCounts(t *testing.T) {
	for version, want := range map[string][]int{"2021": {10, 25 * 7, 15}, "2019": {22, 23 * 7, 15}} {
		f := account.FormOf(version)
		for i, table := range account.Tables {
			if n := len(f.Places(table)); n != want[i] {
				t.Errorf("%s: table %s has %d numbers, want %d", version, table, n, want[i])
			}
			for _, p := range f.Places(table) {
				if row, column := f.Labels(p); row == "" || column == "" {
					t.Errorf("%v is named %q %q", p, row, column)
				}
			}
		}
	}
}

// TestMutations changes each cell of the report alone, up, down, to nothing and to no
// number. Tables 3 and 4 have no cell that can be changed unseen; table 2 has no
// identity of its own: what is free there is what the text does not give, and what
// nothing of last year bears on.
func TestMutations(t *testing.T) {
	s := newSample("2021")
	base, free := read(t, "x.html", s.html()), map[account.Place]bool{}
	for _, table := range account.Tables {
		for _, p := range s.form.Places(table) {
			for _, to := range []string{"+1", "-1", "", "/", "约3", "1.5", "-7"} {
				if to == "/" && p.Row == "rules" {
					continue // as good as 0 at a district
				}
				x := *s
				x.cells = maps.Clone(s.cells)
				switch v := base.Values[p]; to {
				case "+1":
					x.cells[p] = (v.Number + account.Whole(1)).String()
				case "-1":
					if v.Number == 0 {
						continue
					}
					x.cells[p] = (v.Number - account.Whole(1)).String()
				default:
					x.cells[p] = to
				}
				got := account.Check(read(t, "x.html", x.html()), account.Against{NoRules: true})
				switch {
				case got.Verdict == account.Passed:
					free[p] = true
					if table != account.Disclosed {
						t.Errorf("%v as %q was not seen", p, x.cells[p])
					}
				case (to == "+1" || to == "-1") && got.Verdict != account.Broken:
					t.Errorf("%v as %q is %s", p, x.cells[p], got.Verdict)
				}
			}
		}
	}
	var list []string
	for p := range free {
		list = append(list, p.Row+"/"+p.Column)
	}
	slices.Sort(list)
	want := "charge/amount coercion/decided licence/decided normative/abolished normative/inforce penalty/decided"
	for _, p := range []string{"rules/abolished", "rules/inforce", "rules/made"} { // 0 at a district
		if slices.Contains(list, p) {
			t.Errorf("%s can be changed unseen", p)
		}
	}
	if got := strings.Join(list, " "); got != want {
		t.Errorf("free are %s, want %s", got, want)
	}
}

// TestCheck spoils a report in one way after another.
func TestCheck(t *testing.T) {
	at := func(row, column string) account.Place {
		return account.Place{Table: account.Requests, Row: row, Column: column}
	}
	for name, c := range map[string]struct {
		spoil   func(*sample)
		against account.Against
		want    string // rule verdict
	}{
		"the text says another number": {func(s *sample) {
			s.lines["1"] = []string{"全年共收到政府信息公开申请9999件。"}
		}, account.Against{}, "text broken"},
		"the text says two numbers": {func(s *sample) {
			s.lines["6"] = []string{"全年共收到政府信息公开申请9999件。"}
		}, account.Against{}, "text doubtful"},
		"a number of another year in the text": {func(s *sample) {
			s.lines["6"] = []string{"2022年共收到政府信息公开申请9999件，同比增加申请3件。"}
		}, account.Against{}, ""},
		"a group of results in the text": {func(s *sample) {
			s.lines["6"] = []string{"其结果为不予公开1件。"}
		}, account.Against{}, "text broken"},
		"section five is gone":             {func(s *sample) { s.titles["5"] = "" }, account.Against{}, "sections broken"},
		"section five is empty":            {func(s *sample) { s.lines["5"] = []string{"无。"} }, account.Against{}, "problems broken"},
		"a heading in other words":         {func(s *sample) { s.titles["5"] = "五、存在的主要问题及改进措施" }, account.Against{}, "sections doubtful"},
		"section one is long":              {func(s *sample) { s.lines["1"] = []string{strings.Repeat("字", 1001)} }, account.Against{Longest: 1000}, "length doubtful"},
		"no period":                        {func(s *sample) { s.lines[""] = nil }, account.Against{}, "period doubtful"},
		"a district that made 规章":          {func(s *sample) { s.cells[account.Place{Table: "2", Row: "rules", Column: "made"}] = "1" }, account.Against{NoRules: true}, "rules broken"},
		"what came over is another number": {func(*sample) {}, account.Against{Last: last(func(s *sample) { s.cells[at("4", "citizen")] = "77" })}, "carried broken"},
		"the year before is not the year":  {func(*sample) {}, account.Against{Last: last(func(s *sample) { s.year = 2020 })}, "carried not_assessable"},
		"section five is last year's":      {func(*sample) {}, account.Against{Last: last(func(*sample) {})}, "problems broken"},
		"more documents than there can be": {func(*sample) {}, account.Against{Last: last(func(s *sample) { s.cells[account.Place{Table: "2", Row: "normative", Column: "inforce"}] = "500" })}, "in_force doubtful"},
		"a leap without a word":            {func(*sample) {}, account.Against{Last: last(func(s *sample) { s.cells[at("1", "total")] = "3" })}, "jump doubtful"},
		"units that do not add up":         {func(*sample) {}, account.Against{Units: []*account.Report{}}, "units broken"},
		"nothing but a text":               {func(s *sample) { s.form, s.cells = account.FormOf("2021"), nil }, account.Against{}, "flow not_assessable"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSample("2021")
			c.spoil(s)
			r := read(t, "x.html", s.html())
			got := account.Check(r, c.against)
			rule, verdict, _ := strings.Cut(c.want, " ")
			seen := ""
			for _, o := range got.Rules {
				if string(o.Rule) == rule {
					seen = string(o.Verdict)
				}
			}
			if seen != verdict {
				t.Errorf("%s is %q, want %q: %+v", rule, seen, verdict, got.Findings)
			}
			if c.want == "" && got.Verdict != account.Passed {
				t.Errorf("%+v", got)
			}
			if verdict == "broken" && got.Verdict != account.Broken || verdict != "" && got.Verdict == account.Passed {
				t.Errorf("the verdict is %s", got.Verdict)
			}
		})
	}
}

func last(change func(*sample)) *account.Report {
	s := newSample("2021")
	s.year = 2022
	for _, k := range s.form.Of(law.ReportApplicant) {
		p := account.Place{Table: account.Requests, Row: account.RowAfter, Column: k.Code}
		s.cells[p] = s.cells[account.Place{Table: account.Requests, Row: account.RowBefore, Column: k.Code}]
	}
	change(s)
	r, err := account.Read("last.html", s.html())
	if err != nil {
		panic(err)
	}
	return r
}

// TestNoReport: a missing table is not assessable, never passed.
func TestNoReport(t *testing.T) {
	for name, text := range map[string]string{
		"a page about something else": "<html><body><p>今天天气晴。</p></body></html>",
		"a text":                      "某某区2023年政府信息公开工作年度报告\n一、总体情况\n本年收到申请3件。\n",
	} {
		r := read(t, "x", []byte(text))
		got := account.Check(r, account.Against{})
		for _, o := range got.Rules {
			if slices.Contains([]account.Rule{account.RuleFlow, account.RuleResults, account.RuleKinds, account.RuleRemedies, account.RuleNumbers}, o.Rule) && o.Verdict != account.NotAssessable {
				t.Errorf("%s: %s is %s", name, o.Rule, o.Verdict)
			}
		}
		if want := map[bool]account.Verdict{true: account.Broken, false: account.NotAssessable}[strings.Contains(text, "总体情况")]; got.Verdict != want {
			t.Errorf("%s is %s, want %s", name, got.Verdict, want)
		}
	}
	for _, bad := range []string{"", "%PDF-1.7 x", "\x89PNG"} {
		if _, err := account.Read("x", []byte(bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

// TestPublished reads numbers that two cities have published.
func TestPublished(t *testing.T) {
	for _, cells := range [][]string{
		{"119", "25", "91", "24", "259", "7", "0", "15", "6", "28", "21", "1", "7", "9", "38"},
		{"376", "97", "196", "121", "790", "16", "1", "12", "27", "56", "74", "1", "30", "51", "156"},
	} {
		s := newSample("2021")
		for i, p := range s.form.Places(account.Remedies) {
			s.cells[p] = cells[i]
		}
		if got := account.Check(read(t, "x.html", s.html()), account.Against{}); got.Verdict != account.Passed {
			t.Errorf("%+v", got.Findings)
		}
	}
}

// TestUnits: a report whose cells are the sums of those of its units is told so, and one
// that is not is told where.
func TestUnits(t *testing.T) {
	one, two := newSample("2021"), newSample("2021")
	unit := read(t, "a.html", one.html())
	for p := range one.cells {
		two.cells[p] = (2 * unit.Values[p].Number).String()
	}
	two.lines["1"] = []string{"本年开展的工作如下。"}
	got := account.Check(read(t, "b.html", two.html()), account.Against{Units: []*account.Report{unit, unit}})
	for _, f := range got.Findings {
		if f.Rule == account.RuleUnits {
			t.Errorf("%+v", f)
		}
	}
	got = account.Check(read(t, "b.html", two.html()), account.Against{Units: []*account.Report{unit}})
	if !slices.ContainsFunc(got.Findings, func(f account.Finding) bool { return f.Rule == account.RuleUnits && f.Row == "1" }) {
		t.Error("half of a district is the district")
	}
}

func TestNumber(t *testing.T) {
	for text, want := range map[string]string{
		"12": "12", "１２": "12", "1,234": "1234", "12件": "12", "3.50": "3.5", "0.000001": "0.000001", "-3": "-3", "1234.56万元": "1234.56",
		"": "", "/": "", "—": "", "1,23": "", "1.2.3": "", "1.": "", "abc": "", "12a": "", "0.0000001": "", "99999999999999999999": "",
	} {
		s := newSample("2021")
		p := account.Place{Table: account.Disclosed, Row: "charge", Column: "amount"}
		s.cells[p] = text
		v := read(t, "x.html", s.html()).Values[p]
		if got := fmt.Sprint(v.Number); v.Known != (want != "") || v.Known && got != want {
			t.Errorf("%q is %s %v, want %q", text, got, v.Known, want)
		}
		b, err := v.Number.MarshalJSON()
		var n account.Number
		if err != nil || n.UnmarshalJSON(b) != nil || n != v.Number {
			t.Errorf("%q comes back as %s from %s", text, n, b)
		}
	}
}

func FuzzRead(f *testing.F) {
	s := newSample("2021")
	f.Add(s.html())
	f.Add(s.docx(f))
	f.Add([]byte("一、总体情况\n| 规章 | 1 |\n"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		r, err := account.Read("x", data)
		if err == nil {
			account.Check(r, account.Against{Last: r, Units: []*account.Report{r}, NoRules: true, Longest: 10})
		}
	})
}
