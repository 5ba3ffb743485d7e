package account

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// A Rule is a test of a report.
type Rule string

// The rules. Of blank, period, length, in_force and jump a report is never broken: what
// they find there, a person has to look at.
const (
	RuleSections Rule = "sections" // the six headings, exact and in order
	RuleVersion  Rule = "version"  // the form is that of the year
	RuleNumbers  Rule = "numbers"  // whole and not negative; money in decimals
	RuleFlow     Rule = "flow"     // table 3, each column: 1 + 2 = 3.7 + 4
	RuleResults  Rule = "results"  // table 3, each column: 3.7 is the sum of the results
	RuleKinds    Rule = "kinds"    // table 3, each row: 总计 is the sum of the kinds
	RuleRemedies Rule = "remedies" // table 4, each block: 总计 is the sum of the endings
	RuleText     Rule = "text"     // the numbers of the text are those of the cells
	RuleProblems Rule = "problems" // section five says something, and something new
	RuleCarried  Rule = "carried"  // table 3, each column: 2 is 4 of the year before
	RuleUnits    Rule = "units"    // each cell is the sum of those of the units
	RuleBlank    Rule = "blank"    // no cell is missing or empty
	RulePeriod   Rule = "period"   // the report is about one whole year
	RuleLength   Rule = "length"   // section one is not too long
	RuleRules    Rule = "rules"    // who has no power to make 规章 has none (立法法)
	RuleInForce  Rule = "in_force" // in force now = in force then + made − abolished
	RuleJump     Rule = "jump"     // no total jumps without a word about it
)

// A Verdict says what became of a rule, or of all of them.
type Verdict string

// The verdicts, the gravest first.
const (
	Broken        Verdict = "broken"
	NotAssessable Verdict = "not_assessable" // what the rule is about is not there
	Doubtful      Verdict = "doubtful"       // a person has to look
	Passed        Verdict = "passed"
)

var gravest = []Verdict{Broken, NotAssessable, Doubtful, Passed}

// A Finding is one thing that is wrong, or doubtful. Left and Right are the two sides
// of an identity: what stands there, and what it should equal. Without a table it is about
// the whole report, without a row about the table, without a column about the row.
type Finding struct {
	Rule    Rule       `json:"rule"`
	Verdict Verdict    `json:"verdict"`
	Table   Table      `json:"table"`
	Row     string     `json:"row"`
	Column  string     `json:"column"`
	Left    *Number    `json:"left" nullable:"true"`
	Right   *Number    `json:"right" nullable:"true"`
	Text    fault.Text `json:"text"`
}

// An Opinion is what became of one rule, and how often it could be asked.
type Opinion struct {
	Rule    Rule    `json:"rule"`
	Verdict Verdict `json:"verdict"`
	Asked   int     `json:"asked"`
}

// A Result is what Check says.
type Result struct {
	Verdict  Verdict   `json:"verdict"`
	Year     int       `json:"year,omitempty"`
	Version  string    `json:"format_version"`
	Rules    []Opinion `json:"rules"`
	Findings []Finding `json:"findings"`
}

// Against is what a report can be compared with. All of it may be left out; a rule
// that needs it is then not among the opinions.
type Against struct {
	Last    *Report   // of the year before
	Passed  Cells     // what other units passed on since then, less what was passed to them: by the places of 上年结转
	Units   []*Report // of the units that the report adds up
	Longest int       // characters of section one; 0: no bound
	NoRules bool      // the organ has no power to make 规章
}

// A checker collects what is found.
type checker struct {
	r   *Report
	a   Against
	out Result
	now *Opinion
}

// Check tests a report. It is broken if an identity is, and otherwise not assessable
// if one that the form or a comparison asks for could not be tested.
func Check(r *Report, a Against) Result {
	c := &checker{r: r, a: a, out: Result{Verdict: Passed, Year: r.Year, Version: r.Form.Version, Findings: []Finding{}}}
	for _, rule := range []struct {
		name Rule
		test func()
		asks bool
	}{
		{RuleSections, c.sections, true},
		{RuleVersion, c.version, law.ReportVersion(r.Year) != ""},
		{RuleNumbers, c.numbers, true},
		{RuleFlow, c.flow, true},
		{RuleResults, c.results, true},
		{RuleKinds, c.kinds, true},
		{RuleRemedies, c.remedies, true},
		{RuleText, c.text, true},
		{RuleProblems, c.problems, true},
		{RuleCarried, c.carried, a.Last != nil},
		{RuleUnits, c.units, a.Units != nil},
		{RuleBlank, c.blank, true},
		{RulePeriod, c.period, true},
		{RuleLength, c.length, a.Longest > 0},
		{RuleRules, c.rules, a.NoRules},
		{RuleInForce, c.inForce, c.counted()},
		{RuleJump, c.jump, a.Last != nil},
	} {
		if !rule.asks {
			continue
		}
		c.out.Rules = append(c.out.Rules, Opinion{Rule: rule.name, Verdict: Passed})
		c.now = &c.out.Rules[len(c.out.Rules)-1]
		rule.test()
		if c.now.Asked == 0 && c.now.Verdict == Passed {
			c.now.Verdict = NotAssessable
		}
	}
	for _, o := range c.out.Rules {
		if o.Rule != RuleText || o.Verdict != NotAssessable { // a text without numbers contradicts none
			c.out.Verdict = worse(c.out.Verdict, o.Verdict)
		}
	}
	return c.out
}

func worse(a, b Verdict) Verdict {
	if slices.Index(gravest, b) < slices.Index(gravest, a) {
		return b
	}
	return a
}

// found notes a finding about a place; left and right may be nil.
func (c *checker) found(v Verdict, p Place, left, right *Number, key string, args ...any) {
	c.now.Verdict = worse(c.now.Verdict, v)
	c.out.Findings = append(c.out.Findings, Finding{c.now.Rule, v, p.Table, p.Row, p.Column, left, right, fault.T(key, args...)})
}

// equal asks whether two sums are the same, if all their parts are there. at names
// the place that a finding is about.
func (c *checker) equal(at Place, left, right []Place, key string) {
	l, ok := c.r.sum(left)
	m, also := c.r.sum(right)
	if !ok || !also {
		c.missing(at, append(slices.Clone(left), right...))
		return
	}
	c.now.Asked++
	if l != m {
		c.found(Broken, at, &l, &m, key)
	}
}

// missing notes that a place could not be tested, and which cell of it is not there.
func (c *checker) missing(at Place, all []Place) {
	for _, p := range all {
		if _, ok := c.r.At(p); !ok {
			row, column := c.r.Form.Labels(p)
			c.found(NotAssessable, at, nil, nil, "account.missing", string(p.Table), row, column)
			return
		}
	}
}

func row3(row string) func(law.ReportLabel) Place {
	return func(k law.ReportLabel) Place { return Place{Requests, row, k.Code} }
}

// columns are the columns of table 3 if the table is there, else none and a finding.
func (c *checker) columns() []law.ReportLabel {
	if !c.there(Requests) {
		return nil
	}
	return c.r.Form.Of(law.ReportApplicant)
}

func (c *checker) there(t Table) bool {
	if !c.r.Has(t) {
		c.found(NotAssessable, Place{Table: t}, nil, nil, "account.no_table", string(t))
	}
	return c.r.Has(t)
}

func (c *checker) flow() {
	for _, k := range c.columns() {
		c.equal(row3(RowSum)(k), []Place{row3(RowNew)(k), row3(RowBefore)(k)}, []Place{row3(RowSum)(k), row3(RowAfter)(k)}, "account.flow")
	}
}

func (c *checker) results() {
	for _, k := range c.columns() {
		var parts []Place
		for _, row := range c.r.Form.results() {
			parts = append(parts, row3(row)(k))
		}
		c.equal(row3(RowSum)(k), []Place{row3(RowSum)(k)}, parts, "account.results")
	}
}

func (c *checker) kinds() {
	kinds := c.columns()
	if kinds == nil {
		return
	}
	for _, row := range c.r.Form.Of(law.ReportRow) {
		var parts []Place
		for _, k := range kinds {
			if k.Code != Total {
				parts = append(parts, Place{Requests, row.Code, k.Code})
			}
		}
		total := Place{Requests, row.Code, Total}
		c.equal(total, []Place{total}, parts, "account.kinds")
	}
}

func (c *checker) remedies() {
	if !c.there(Remedies) {
		return
	}
	for _, block := range c.r.Form.Of(law.ReportPath) {
		var parts []Place
		for _, end := range c.r.Form.Of(law.ReportEnd) {
			if end.Code != Total {
				parts = append(parts, Place{Remedies, block.Code, end.Code})
			}
		}
		total := Place{Remedies, block.Code, Total}
		c.equal(total, []Place{total}, parts, "account.ends")
	}
}

// text compares what the text says with the cells. What it says of a cell twice, once
// rightly, is doubtful.
func (c *checker) text() {
	for _, x := range c.r.Claims {
		want, met, ok := c.meant(x)
		if !ok {
			continue
		}
		c.now.Asked++
		v := Broken
		if slices.ContainsFunc(c.r.Claims, func(y Claim) bool { return y.Place == x.Place && y.Number == want }) {
			v = Doubtful
		}
		if !met {
			c.found(v, x.Place, &x.Number, &want, "account.text", x.Text)
		}
	}
}

// meant is the sum that a claim is most likely about: that of the rows under a title, or
// one cell. met: it is the number of the claim, or another is that the words may mean.
func (c *checker) meant(x Claim) (want Number, met, ok bool) {
	means := x.Means
	if means == nil {
		means = [][]Place{{x.Place}}
	}
	for i, sum := range means {
		var cells []Place
		for _, p := range sum {
			if p.Table != Requests {
				cells = append(cells, p)
				continue
			}
			for _, row := range c.r.Form.Under(p.Row) {
				cells = append(cells, Place{Requests, row, p.Column})
			}
		}
		n, known := c.r.sum(cells)
		if !known {
			return 0, false, false
		}
		if i == 0 {
			want = n
		}
		met = met || n == x.Number
	}
	return want, met, true
}

func (c *checker) numbers() {
	for _, t := range Tables {
		if !c.there(t) {
			continue
		}
		if slices.Contains(c.r.Twice, t) {
			c.found(NotAssessable, Place{Table: t}, nil, nil, "account.twice", string(t))
		}
		for _, p := range c.r.Form.Places(t) {
			v, ok := c.r.Values[p]
			switch {
			case !ok || v.Blank():
				continue
			case !v.Known:
				c.found(Broken, p, nil, nil, "account.no_number", v.Text)
			case v.Number < 0 && p.Column != columnChange:
				c.found(Broken, p, &v.Number, nil, "account.negative")
			case !p.Money() && !v.Number.IsWhole():
				c.found(Broken, p, &v.Number, nil, "account.not_whole")
			}
			c.now.Asked++
		}
	}
}

func (c *checker) blank() {
	for _, t := range c.r.Found {
		var row []Place
		for _, p := range c.r.Form.Places(t) {
			if len(row) > 0 && row[0].Row != p.Row {
				c.filled(row)
				row = nil
			}
			row = append(row, p)
		}
		c.filled(row)
	}
}

// filled asks of a row that its cells are there, and that something stands in each. What
// the file does not have may be any number, so it is never only doubtful.
func (c *checker) filled(row []Place) {
	var absent []fault.Text
	for _, p := range row {
		v, ok := c.r.Values[p]
		if !ok {
			_, column := c.r.Form.Labels(p)
			absent = append(absent, fault.Text{Key: column})
			continue
		}
		c.now.Asked++
		if v.Blank() && !c.none(c.r, p) {
			c.found(Doubtful, p, nil, nil, "account.blank")
		}
	}
	switch at := (Place{Table: row[0].Table, Row: row[0].Row}); len(absent) {
	case 0:
	case len(row):
		c.found(NotAssessable, at, nil, nil, "account.no_row")
	default:
		c.found(NotAssessable, at, nil, nil, "account.no_columns", absent)
	}
}

// sections asks for the six headings, as they are written and in their order.
func (c *checker) sections() {
	if len(c.r.Sections) == 1 {
		c.found(NotAssessable, Place{}, nil, nil, "account.no_report")
		return
	}
	at := 0
	for _, h := range c.r.Form.Of(law.ReportSection) {
		c.now.Asked++
		i := slices.IndexFunc(c.r.Sections, func(s Section) bool { return s.Code == h.Code })
		switch {
		case i < 0:
			c.found(Broken, Place{}, nil, nil, "account.no_section", h.Label)
			continue
		case i < at:
			c.found(Broken, Place{}, nil, nil, "account.order", h.Label)
		case strings.Join(strings.Fields(c.r.Sections[i].Title), "") != h.Label:
			c.found(Doubtful, Place{}, nil, nil, "account.heading", c.r.Sections[i].Title, h.Label)
		}
		at = i
	}
}

// How much of section five may stand in that of the year before, and how little it
// may say, in characters.
const (
	copied  = 0.9
	nothing = 10
)

func (c *checker) problems() {
	s, ok := c.r.Section("5")
	if !ok {
		return // sections has said so
	}
	c.now.Asked++
	text := strings.Join(s.Lines, "\n")
	if utf8.RuneCountInString(bare(text)) < nothing {
		c.found(Broken, Place{}, nil, nil, "account.no_problems")
		return
	}
	if c.a.Last == nil {
		return
	}
	if before, ok := c.a.Last.Section("5"); ok && kept(strings.Join(before.Lines, "\n"), text) > copied {
		c.found(Broken, Place{}, nil, nil, "account.copied")
	}
}

// kept is how much of a text stands in an earlier one, from 0 to 1.
func kept(before, now string) float64 {
	same, all := 0, 0
	for _, change := range article.Compare(before, now) {
		for _, s := range change.Segments {
			n := utf8.RuneCountInString(s.Text)
			switch s.Op {
			case article.Kept:
				same += n
				all += n
			case article.Insert:
				all += n
			case article.Delete:
			}
		}
	}
	return float64(same) / float64(max(all, 1))
}
