package simulate

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/journal"
)

// A corpus is the normative documents and what rests on them, as the journal has it.
type corpus struct {
	enacted   map[string]*enacted
	serials   []serial // in the order in which they were given
	explained map[string]*explained
	texts     map[string]lineText // of items, with which they came on line first
	blows     map[string][]blow   // by the document that they fall on
	answers   map[string]*resting[faq.Status, faq.Act]
	measures  map[string]*resting[finder.Status, finder.Act]
	place     int // of the entry, counted from 1

	presses
	campaigns
	handings
	citations
}

func newCorpus() corpus {
	return corpus{
		enacted: map[string]*enacted{}, explained: map[string]*explained{}, texts: map[string]lineText{}, blows: map[string][]blow{},
		answers: map[string]*resting[faq.Status, faq.Act]{}, measures: map[string]*resting[finder.Status, finder.Act]{},
		presses: newPresses(), campaigns: newCampaigns(), handings: newHandings(), citations: newCitations(),
	}
}

// enacted is a normative document, as the journal has it.
type enacted struct {
	life[policy.Status, policy.Act]
	policyEntry
	registered    calendar.Day
	issued, filed calendar.Day
	at            int                      // place of the entry of its issue
	fell          int                      // and of the one since which it is not in force; 0 while it is
	holds         map[policy.StepKind]bool // steps that were taken and have not been overtaken
	passed        string                   // hash of the text that the meeting passed
}

// A policyEntry is what the journal says of a document, inside and in public.
type policyEntry struct {
	State    policy.Status   `json:"state"`
	Title    string          `json:"title"`
	Text     string          `json:"text"`
	Business bool            `json:"business"`
	Vital    bool            `json:"vital"`
	Result   string          `json:"result"`
	Number   string          `json:"number"`
	Code     string          `json:"code"`
	Item     string          `json:"item"`
	Starts   calendar.Day    `json:"starts"`
	Until    calendar.Day    `json:"until"`
	Standing policy.Standing `json:"standing"`
	Does     []deed          `json:"does"`
}

// A deed is what one document does to another.
type deed struct {
	Kind     policy.Kind  `json:"kind"`
	Document string       `json:"document"`
	From     calendar.Day `json:"from"`
	Until    calendar.Day `json:"until"`
	Clauses  []string     `json:"clauses"`
	Text     string       `json:"text"`
}

// A lineText is the first text with which an item came on line, by its hash, the day, and the
// name of the unit that answers for it.
type lineText struct {
	hash string
	day  calendar.Day
	unit string
}

// A serial is a number of a series.
type serial struct {
	series string
	n      int
}

var (
	numberForm = regexp.MustCompile(`^(\p{Han}+\x{3014}\d{4}\x{3015})(\d+)\x{53f7}$`)
	codeForm   = regexp.MustCompile(`^(.+-\d{4}-)(\d+)$`)
)

// library follows what a noun of the library has put into the journal.
func (c *Recount) library(noun string, e journal.Entry) error {
	return map[string]func(journal.Entry) error{"policy": c.enact, "interpret": c.interpretation, "faq": c.answer, "finder": c.measure, "gazette": c.issue, "cleanup": c.clean, "deposit": c.handing, "citation": c.citation}[noun](e)
}

// enact follows a document through the journal.
func (c *Recount) enact(e journal.Entry) error {
	var b policyEntry
	if err := e.Decode(&b); err != nil {
		return err
	}
	x := c.enacted[e.Ref]
	if x == nil {
		x = &enacted{holds: map[policy.StepKind]bool{}}
		c.enacted[e.Ref] = x
	}
	if !x.follow(c, policy.Flow, e, b.State) {
		return nil
	}
	was := x.policyEntry
	x.policyEntry = b
	act, day := policy.Act(e.Act), calendar.DayOf(e.At)
	if slices.Contains([]policy.Act{policy.ActIssue, policy.ActTurn}, act) { // in public: without the text
		x.Text, x.Business, x.Vital = was.Text, was.Business, was.Vital
	} else {
		x.Item, x.Starts, x.Until, x.Standing = was.Item, was.Starts, was.Until, was.Standing
	}
	x.fallsBy(c.place)
	if act != policy.ActIssue {
		x.Does = was.Does
	}
	x.takes(act, b.Result)
	switch act { //nolint:exhaustive // the others give no number and bring nothing out
	case policy.ActDeliberate:
		x.passed = b.Text
	case policy.ActRegister:
		x.registered = day
		c.numbered(e.Ref, numberForm, b.Number)
		c.numbered(e.Ref, codeForm, b.Code)
	case policy.ActIssue:
		x.at = c.place
		if x.issued = day; x.Number != was.Number {
			c.odd("%s is %s and was given %s", e.Ref, x.Number, was.Number)
		}
		for _, d := range x.Does {
			c.blows[d.Document] = append(c.blows[d.Document], blow{d, c.place})
		}
	case policy.ActFile:
		x.filed = day
	}
	if act == policy.ActRegister || act == policy.ActIssue {
		x.gate(c, e)
	}
	return nil
}

// takes notes a step of the procedure, or what has overtaken some.
func (x *enacted) takes(act policy.Act, result string) {
	if k, ok := map[policy.Act]policy.StepKind{
		policy.ActAssess: policy.Assess, policy.ActConsult: policy.Consult, policy.ActProve: policy.Consult,
		policy.ActFair: policy.Fair, policy.ActJudge: policy.Legal, policy.ActDeliberate: policy.Deliberate,
	}[act]; ok {
		x.holds[k] = result != "fail"
	}
	if slices.Contains([]policy.Act{policy.ActEdit, policy.ActObject, policy.ActDefer, policy.ActReturn}, act) {
		x.holds[policy.Legal], x.holds[policy.Deliberate] = false, false
	}
}

// gate notes the steps without which a document got its number or came on line, and a text
// that the meeting has not passed.
func (x *enacted) gate(c *Recount, e journal.Entry) {
	needs := []policy.StepKind{policy.Assess, policy.Legal, policy.Deliberate}
	if x.Business || x.Vital {
		needs = append(needs, policy.Consult)
	}
	if x.Business {
		needs = append(needs, policy.Fair)
	}
	for _, k := range needs {
		if !x.holds[k] {
			c.odd("%s of %s without %s", e.Act, e.Ref, k)
		}
	}
	if x.Text != x.passed {
		c.odd("%s of %s with a text that was not passed", e.Act, e.Ref)
	}
}

// numbered notes the number of a document: the next one of its series.
func (c *Recount) numbered(ref string, form *regexp.Regexp, number string) {
	m := form.FindStringSubmatch(number)
	if m == nil {
		c.odd("%s has the number %q", ref, number)
		return
	}
	n, _ := strconv.Atoi(m[2]) // digits
	c.serials = append(c.serials, serial{m[1], n})
}

// term is the last day of the term of a document on a day, with what prolonged it.
func (x *enacted) term(on []deed, day calendar.Day) calendar.Day {
	until := x.Until
	for _, d := range on {
		if d.Kind == policy.Prolong && d.From <= day && d.From <= until {
			until = max(until, d.Until)
		}
	}
	return until
}

// stands is how a document stands on a day by its own term and by what was done to it, and
// the hash of its text.
func (x *enacted) stands(on []deed, day calendar.Day) (standing policy.Standing, text string) {
	standing, text = policy.Valid, x.Text
	end := calendar.Day("")
	if until := x.term(on, day); until != "" && until < day {
		standing, end = policy.Lapsed, until.Add(1)
	}
	for _, d := range on {
		switch {
		case d.From > day || len(d.Clauses) > 0 && d.Kind != policy.Amend:
		case d.Kind == policy.Repeal && (end == "" || d.From <= end):
			standing, end = policy.Repealed, d.From
		case d.Kind == policy.Lapse && (end == "" || d.From <= end):
			standing, end = policy.Lapsed, d.From
		case d.Kind == policy.Amend:
			if text = d.Text; end == "" {
				standing = policy.Amended
			}
		case d.Kind == policy.Suspend && end == "" && (d.Until == "" || day <= d.Until):
			standing = policy.Suspended
		case d.Kind == policy.Resume && standing == policy.Suspended:
			standing = policy.Valid
		}
	}
	if day < x.Starts {
		standing = policy.Pending
	}
	return standing, text
}

// text is how a document stands on a day, and the hash of its text.
func (c *Recount) text(ref string, day calendar.Day) (policy.Standing, string) {
	return c.enacted[ref].stands(c.deeds(ref), day)
}

// deeds are what the documents that were issued did to one, in the order of days.
func (c *Recount) deeds(ref string) (out []deed) {
	for _, b := range c.blows[ref] {
		out = append(out, b.deed)
	}
	slices.SortStableFunc(out, func(a, b deed) int { return a.From.Sub(b.From) })
	return out
}

// Policies counts the documents that were issued by how they stand on a day. Each stands as its
// term and the others have it, bears a number that no other has, is on line with the text that
// was passed since the day of its issue, and owes its filing until it is filed; a review is owed
// while it goes on. A series of numbers has no gap.
func (c *Recount) Policies(day calendar.Day) (n map[policy.Standing]int, wrong []string) {
	n = map[policy.Standing]int{}
	bad := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	files, reviews := c.owed(policy.RuleFile), c.owed(policy.RuleLegal)
	next := map[string]int{}
	for _, s := range c.serials {
		if next[s.series]++; s.n != next[s.series] {
			bad("number %d of %s was given as the %dth", s.n, s.series, next[s.series])
		}
	}
	owes := func(all map[string]int, ref, what string, yes bool) {
		want := 0
		if yes {
			want = 1
		}
		if all[ref] != want {
			bad("%s is %s and owes %d %s, not %d", ref, c.enacted[ref].state, all[ref], what, want)
		}
	}
	for ref, x := range c.enacted {
		owes(files, ref, "filings", x.issued != "" && x.filed == "")
		owes(reviews, ref, "reviews", x.state == policy.Reviewing)
		if x.issued == "" {
			if x.Number != "" && c.numbers[x.Number] > 0 {
				bad("%s is on line and was never issued", x.Number)
			}
			continue
		}
		standing, _ := c.text(ref, day)
		if n[standing]++; standing != x.Standing {
			bad("%s is %s, and what was done to it makes it %s", ref, x.Standing, standing)
		}
		if line := c.texts[x.Item]; line.hash != x.Text || line.day != x.issued || c.numbers[x.Number] != 1 {
			bad("%s was issued on %s as another text than %s on %q", ref, x.issued, x.Item, line.day)
		}
	}
	slices.Sort(wrong)
	return n, wrong
}

// Normative counts the row of normative documents of table 2 of the report on a year: those of
// a unit, by its name, that were on line when its numbers were fixed.
func (c *Recount) Normative(year int, fixed calendar.Day, unit string) account.Cells {
	last, out := calendar.Date(year, time.December, 31), account.Cells{}
	add := func(column string) {
		out[account.Place{Table: account.Disclosed, Row: "normative", Column: column}] += account.Whole(1)
	}
	over := func(ref string, day calendar.Day) bool {
		standing, _ := c.text(ref, day)
		return standing == policy.Lapsed || standing == policy.Repealed
	}
	for ref, x := range c.enacted {
		if x.issued == "" || x.issued > fixed || x.registered > last || c.texts[x.Item].unit != unit || over(ref, calendar.Date(year-1, time.December, 31)) {
			continue
		}
		if x.registered.Year() == year {
			add("made")
		}
		if over(ref, last) {
			add("abolished")
		} else {
			add("inforce")
		}
	}
	return out
}

// checkPolicies compares the documents with the lists of the office, and what is issued with the
// library that everybody reads: its numbers, how each stands and the text of today.
func (w *World) checkPolicies(ctx context.Context, c *Recount, v *Verdict) error {
	today := w.Last()
	n, wrong := c.Policies(today)
	v.Violations = append(v.Violations, wrong...)
	v.Documents, v.Amended, v.Lapsed, v.Repealed = len(c.enacted), n[policy.Amended], n[policy.Lapsed], n[policy.Repealed]
	there, err := w.documents(ctx)
	if err != nil {
		return err
	}
	if len(there) != v.Documents {
		v.violated("%d documents are listed, %d were made", len(there), v.Documents)
	}
	for _, d := range there {
		if x := c.enacted[d.Ref()]; x == nil || x.state != d.Status {
			v.violated("%s is %s and in the journal something else", d.Ref(), d.Status)
		}
	}
	listed, err := all(ctx, w.Documents.Library, policy.Browse{})
	if err != nil {
		return err
	}
	for _, l := range listed {
		n[l.Standing]--
		x := c.enacted[policy.RefOf(l.ID)]
		if x == nil || x.issued != l.Issued || x.Number != l.Number || x.Code != l.Code {
			v.violated("the library shows %s of %s, the journal something else", l.Number, l.Issued)
			continue
		}
		page, err := w.Documents.Page(ctx, l.ID, today)
		if err != nil {
			return err
		}
		if standing, text := c.text(policy.RefOf(l.ID), today); page.State.Standing != standing || proof.SHA256(page.Body) != text {
			v.violated("the page of %s shows another state or text than the journal has", l.Number)
		}
		v.Issued++
	}
	for standing, left := range n {
		if left != 0 {
			v.violated("%d more documents are %s in the journal than in the library", left, standing)
		}
	}
	return nil
}
