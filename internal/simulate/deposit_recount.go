package simulate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/deposit"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// handed is a package for the city, as the journal has it.
type handed struct {
	life[deposit.Status, deposit.Act]
	depositEntry
	made     int // place of the entry by which it was made
	answered int // and of the answer of the city
	whole    bool
}

// A depositEntry is what the journal says of a package, inside and in public. Nobody in a year lets the city
// keep less than the whole.
type depositEntry struct {
	State     deposit.Status `json:"state"`
	On        calendar.Day   `json:"on"`
	Documents int            `json:"documents"`
	Handed    calendar.Day   `json:"handed_on"`
	Taken     int            `json:"taken"`
}

// compared is a difference between the list of the city and ours, as the journal has it.
type compared struct {
	life[deposit.Progress, deposit.Act]
	State deposit.Progress      `json:"state"`
	ID    deposit.DifferenceID  `json:"id"`
	On    calendar.Day          `json:"on"`
	Scope deposit.Scope         `json:"scope"`
	lines map[string]*differing // that are not the same on both sides
	kinds map[[2]string]int     // of them, by kind and side
	deposit.Count
}

// differing is a line of one.
type differing struct {
	life[deposit.Stage, deposit.Act]
}

// handings are the packages, and the differences.
type handings struct {
	handed   map[string]*handed
	compared map[string]*compared
	lineOf   map[string]*differing
}

func newHandings() handings {
	return handings{map[string]*handed{}, map[string]*compared{}, map[string]*differing{}}
}

// handing follows the packages and the differences through the journal.
func (c *Recount) handing(e journal.Entry) error {
	switch kind, _, _ := strings.Cut(strings.TrimPrefix(e.Ref, "deposit/"), "/"); kind {
	case "difference":
		return c.difference(e)
	case "line":
		return c.line(e)
	}
	var b depositEntry
	if err := e.Decode(&b); err != nil {
		return err
	}
	if deposit.Act(e.Act) == deposit.ActReceive { // in public: there is no other state
		b.State = deposit.Received
	}
	x := c.handed[e.Ref]
	if x == nil {
		x = &handed{made: c.place}
		c.handed[e.Ref] = x
	}
	if !x.follow(c, deposit.Flow, e, b.State) {
		return nil
	}
	x.depositEntry = b
	switch deposit.Act(e.Act) { //nolint:exhaustive // the others hand nothing over
	case deposit.ActMake:
		if n := c.issuedBy(b.On); n != b.Documents {
			c.odd("%s has %d documents, %d were issued by %s", e.Ref, b.Documents, n, b.On)
		}
	case deposit.ActHand:
		for ref, o := range c.handed {
			if o != x && o.state == deposit.Handed {
				c.odd("%s is handed over, and the city has not answered %s", e.Ref, ref)
			}
		}
	case deposit.ActReceive:
		x.answered, x.whole = c.place, b.Taken == b.Documents
	case deposit.ActReturn:
		x.answered = c.place
	}
	return nil
}

// issuedBy counts the documents that were issued by a day.
func (c *Recount) issuedBy(day calendar.Day) (n int) {
	for _, x := range c.enacted {
		if x.issued != "" && x.issued <= day {
			n++
		}
	}
	return n
}

// difference follows a comparison: each row of either side stands in one line of it.
func (c *Recount) difference(e journal.Entry) error {
	b := &compared{lines: map[string]*differing{}, kinds: map[[2]string]int{}}
	if err := e.Decode(b); err != nil {
		return err
	}
	x := c.compared[e.Ref]
	if x == nil {
		x = b
		c.compared[e.Ref] = x
	}
	if !x.follow(c, deposit.DifferenceFlow, e, b.State) || deposit.Act(e.Act) != deposit.ActCompare {
		return nil
	}
	n := x.Count
	if n.Theirs != n.Same+n.Differing+n.OnlyTheirs+n.AmbiguousTheirs || n.Ours != n.Same+n.Differing+n.OnlyOurs+n.AmbiguousOurs {
		c.odd("%s loses a row or has one twice: %+v", e.Ref, n)
	}
	if issued := c.issuedBy(x.On); x.Scope == deposit.All && n.Ours != issued {
		c.odd("%s compares %d documents of ours, %d were issued by %s", e.Ref, n.Ours, issued, x.On)
	}
	return nil
}

// line follows a line that differs. What it has of ours is what the journal has of that document.
func (c *Recount) line(e journal.Entry) error {
	var b struct {
		State    deposit.Stage        `json:"state"`
		Of       deposit.DifferenceID `json:"difference"`
		Kind     deposit.Kind         `json:"kind"`
		Side     deposit.Side         `json:"side"`
		Document policy.ID            `json:"document"`
		Ours     deposit.Record       `json:"ours"`
	}
	if err := e.Decode(&b); err != nil {
		return err
	}
	l := c.lineOf[e.Ref]
	if l == nil {
		l = &differing{}
		c.lineOf[e.Ref] = l
	}
	if !l.follow(c, deposit.LineFlow, e, b.State) || deposit.Act(e.Act) != deposit.ActFind {
		return nil
	}
	d := c.compared[fmt.Sprintf("deposit/difference/%d", b.Of)]
	if d == nil {
		c.odd("%s is a line of no difference", e.Ref)
		return nil
	}
	d.lines[e.Ref] = l
	d.kinds[[2]string{string(b.Kind), string(b.Side)}]++
	if b.Document == 0 {
		return nil
	}
	ref := policy.RefOf(b.Document)
	x := c.enacted[ref]
	if x == nil || x.issued == "" || x.Number != b.Ours.Number || string(x.issued) != b.Ours.Issued {
		c.odd("%s is about %s of %s, the journal has no such document", e.Ref, b.Ours.Number, b.Ours.Issued)
		return nil
	}
	if standing, _ := c.text(ref, d.On); string(standing) != b.Ours.Standing {
		c.odd("%s has %s as %s, on %s it was %s", e.Ref, ref, b.Ours.Standing, d.On, standing)
	}
	return nil
}

// An occasion is a day on which something has changed a document for whoever keeps a copy of it.
type occasion struct {
	n  int // of changes
	at int // place of the last entry that makes one
}

// occasions are those of a document by a day: its issue, what was done to it, and the end of its term.
func (c *Recount) occasions(ref string, x *enacted, day calendar.Day) map[calendar.Day]occasion {
	out := map[calendar.Day]occasion{}
	add := func(on calendar.Day, at int) {
		if on <= day {
			o := out[on]
			out[on] = occasion{o.n + 1, max(o.at, at)}
		}
	}
	add(x.issued, x.at)
	end := calendar.Day("")
	if until := x.term(c.deeds(ref), day); until != "" {
		end = until.Add(1)
	}
	for _, b := range c.blows[ref] {
		add(b.From, b.at)
		if len(b.Clauses) == 0 && (b.Kind == policy.Repeal || b.Kind == policy.Lapse) && b.From <= end {
			end = ""
		}
	}
	if end != "" {
		add(end, 0)
	}
	return out
}

// taken is the package by which the city has what had changed a document on a day: the first whole one
// that was made after it.
func (c *Recount) taken(on calendar.Day, at int) (found *handed) {
	for _, p := range c.handed {
		if p.whole && p.made > at && p.On >= on && (found == nil || p.answered < found.answered) {
			found = p
		}
	}
	return found
}

// Deposits counts the packages that the city has received whole. What changes a document is in one of
// them since, or is owed, as often as it has changed; what came back is owed anew; lines that differ
// are owed a look. A row stands in one line of its kind.
func (c *Recount) Deposits(day calendar.Day) (received int, wrong []string) {
	bad := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	duties := c.toHandOver()
	for ref, x := range c.enacted {
		if x.issued == "" {
			continue
		}
		for on, o := range c.occasions(ref, x, day) {
			own := duties[ref][on]
			if delete(duties[ref], on); len(own) != o.n {
				bad("%s has changed %d times on %s, and owes %d deposits", ref, o.n, on, len(own))
			}
			c.handedOver(ref, own, c.taken(on, o.at), bad)
		}
	}
	received = c.answered(duties, bad)
	for ref, left := range duties {
		for on := range left {
			bad("%s owes a deposit of %q for nothing", ref, on)
		}
	}
	c.differences(bad)
	slices.Sort(wrong)
	return received, wrong
}

// toHandOver is what was ever owed to the city, by the thing and its day.
func (c *Recount) toHandOver() map[string]map[calendar.Day][]*owedOnce {
	out := map[string]map[calendar.Day][]*owedOnce{}
	for _, d := range c.duties {
		if d.Rule != deposit.RuleHand {
			continue
		}
		if out[d.From] == nil {
			out[d.From] = map[calendar.Day][]*owedOnce{}
		}
		on := calendar.Day(d.Period)
		out[d.From][on] = append(out[d.From][on], d)
	}
	return out
}

// answered counts the packages that the city has whole, and looks at what is owed for the others that it has
// answered.
func (c *Recount) answered(duties map[string]map[calendar.Day][]*owedOnce, bad func(string, ...any)) (received int) {
	for ref, p := range c.handed {
		if p.whole {
			received++
		}
		if p.whole || p.answered == 0 {
			continue
		}
		own := duties[ref][""]
		if delete(duties[ref], ""); len(own) != 1 {
			bad("%s was not taken whole, and another one is owed %d times", ref, len(own))
		}
		c.handedOver(ref, own, c.taken("", p.made), bad)
	}
	return received
}

// handedOver compares what is owed for a thing with the package by which the city has it; nil is none.
func (c *Recount) handedOver(ref string, own []*owedOnce, p *handed, bad func(string, ...any)) {
	for _, d := range own {
		if met := d.State == "met"; met != (p != nil) || met && d.MetOn != p.Handed {
			bad("%s owes the deposit of %q: %s on %q, and the city has it by %+v", ref, d.Period, d.State, d.MetOn, p)
		}
	}
}

// differences looks at what is owed for the lines that differ.
func (c *Recount) differences(bad func(string, ...any)) {
	looks := c.owed(deposit.RuleLook)
	for ref, x := range c.compared {
		n, side := x.Count, func(k deposit.Kind, s deposit.Side) int { return x.kinds[[2]string{string(k), string(s)}] }
		if len(x.lines) != n.Differs() || side(deposit.Differing, "") != n.Differing || side(deposit.OnlyOurs, deposit.Ours) != n.OnlyOurs ||
			side(deposit.OnlyTheirs, deposit.Theirs) != n.OnlyTheirs || side(deposit.Ambiguous, deposit.Ours) != n.AmbiguousOurs || side(deposit.Ambiguous, deposit.Theirs) != n.AmbiguousTheirs {
			bad("%s counts %+v, its lines are %v", ref, n, x.kinds)
		}
		open := 0
		for _, l := range x.lines {
			if l.state == deposit.Open {
				open++
			}
		}
		want := 0
		if x.state == deposit.Waiting {
			want = 1
		}
		if looks[ref] != want || (open > 0) != (want == 1) {
			bad("%s is %s with %d lines to look at, and owes %d looks", ref, x.state, open, looks[ref])
		}
	}
}

// checkDeposits compares the packages and the differences with the lists of the unit, and the last one with
// what everybody reads.
func (w *World) checkDeposits(ctx context.Context, c *Recount, v *Verdict) error {
	_, has, err := w.depositor(ctx)
	if err != nil || !has {
		return err
	}
	received, wrong := c.Deposits(w.Last())
	v.Violations = append(v.Violations, wrong...)
	v.Packages, v.Received, v.Differences = len(c.handed), received, len(c.compared)
	rows, err := all(w.as(ctx, w.Office), w.Deposits.Find, deposit.Find{})
	if err != nil {
		return err
	}
	if len(rows) != v.Packages {
		v.violated("%d deposits are listed, %d were made", len(rows), v.Packages)
	}
	var last *handed
	for i := range rows {
		d := &rows[i]
		x := c.handed[d.Ref()]
		if x == nil || x.state != d.Status || x.whole != d.Whole || x.Documents != d.Documents {
			v.violated("%s is %s with %d documents, and in the journal something else", d.Ref(), d.Status, d.Documents)
			continue
		}
		if x.whole && (last == nil || x.answered > last.answered) {
			last = x
		}
	}
	if last != nil {
		shown, err := w.Deposits.Latest(ctx)
		if err != nil || shown.On != last.On || shown.Taken != last.Taken {
			v.violated("everybody reads that the city has %d documents of %s, the journal has %d of %s (%v)", shown.Taken, shown.On, last.Taken, last.On, err)
		}
	}
	return w.checkDifferences(ctx, c, v)
}

func (w *World) checkDifferences(ctx context.Context, c *Recount, v *Verdict) error {
	rows, err := all(w.as(ctx, w.Office), w.Deposits.Differences, deposit.FindDifference{})
	if err != nil {
		return err
	}
	if len(rows) != len(c.compared) {
		v.violated("%d differences are listed, %d were made", len(rows), len(c.compared))
	}
	for i := range rows {
		d := &rows[i]
		x := c.compared[d.Ref()]
		if x == nil || x.state != d.Progress || x.Count != d.Count {
			v.violated("%s is %s with %+v, and in the journal something else", d.Ref(), d.Progress, d.Count)
			continue
		}
		lines, err := all(w.as(ctx, w.Office), w.Deposits.Lines, deposit.FindLine{Difference: d.ID})
		if err != nil {
			return err
		}
		for j := range lines {
			own := x.lines[lines[j].Ref()]
			if lines[j].Kind != deposit.Alike && (own == nil || own.state != lines[j].Stage) {
				v.violated("%s is %s, and in the journal something else", lines[j].Ref(), lines[j].Stage)
			}
		}
		if len(lines) != d.Same+d.Differs() {
			v.violated("%s has %d lines, it says %+v", d.Ref(), len(lines), d.Count)
		}
	}
	return nil
}
