package simulate

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/cleanup"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// cleaned is a clean-up, as the journal has it.
type cleaned struct {
	life[cleanup.Status, cleanup.Act]
	cleanupEntry
	verdicts  []string // on its documents
	announced calendar.Day
	at        int      // place of the entry by which it was announced
	list      []string // numbers of what is in force after it, in order
}

// A cleanupEntry is what the journal says of a clean-up, inside and in public.
type cleanupEntry struct {
	State  cleanup.Status `json:"state"`
	AsOf   calendar.Day   `json:"as_of"`
	Strict bool           `json:"strict"`
	VoidOn calendar.Day   `json:"void_on"`
	Count  cleanup.Tally  `json:"count"`
}

// judged is a document in a clean-up, as the journal has it.
type judged struct {
	life[cleanup.Stage, cleanup.Act]
	verdictEntry
	on calendar.Day // of the last step of who judges
	at int          // place of that step in the journal
}

type verdictEntry struct {
	State     cleanup.Stage     `json:"state"`
	Cleanup   cleanup.ID        `json:"cleanup"`
	Document  policy.ID         `json:"document"`
	Unit      int64             `json:"unit_id"`
	Judgement cleanup.Judgement `json:"verdict"`
	Settled   calendar.Day      `json:"settled_on"`
}

// campaigns are the clean-ups, and the verdicts of all of them.
type campaigns struct {
	cleaned map[string]*cleaned
	judged  map[string]*judged
}

func newCampaigns() campaigns { return campaigns{map[string]*cleaned{}, map[string]*judged{}} }

func (c *Recount) cleanedAs(ref string) *cleaned {
	x := c.cleaned[ref]
	if x == nil {
		x = &cleaned{}
		c.cleaned[ref] = x
	}
	return x
}

// clean follows the clean-ups and their verdicts through the journal.
func (c *Recount) clean(e journal.Entry) error {
	if strings.HasPrefix(e.Ref, "cleanup/verdict/") {
		return c.verdict(e)
	}
	var b cleanupEntry
	if err := e.Decode(&b); err != nil {
		return err
	}
	x := c.cleanedAs(e.Ref)
	if !x.follow(c, cleanup.Flow, e, b.State) {
		return nil
	}
	x.cleanupEntry = b
	switch cleanup.Act(e.Act) { //nolint:exhaustive // the others judge nothing
	case cleanup.ActStart:
		c.asks(e.Ref, x)
	case cleanup.ActAnnounce:
		c.announces(e, x)
	}
	return nil
}

// verdict follows the verdict on a document.
func (c *Recount) verdict(e journal.Entry) error {
	var b verdictEntry
	if err := e.Decode(&b); err != nil {
		return err
	}
	v := c.judged[e.Ref]
	if v == nil {
		v = &judged{}
		c.judged[e.Ref] = v
		of := c.cleanedAs(cleanup.RefOf(b.Cleanup))
		of.verdicts = append(of.verdicts, e.Ref)
	}
	if v.follow(c, cleanup.VerdictFlow, e, b.State) {
		v.verdictEntry = b
		if cleanup.Act(e.Act) != cleanup.ActSettle {
			v.on, v.at = calendar.DayOf(e.At), c.place
		}
	}
	return nil
}

// asks notes a document that was in force on the day of a clean-up and is asked for no verdict or for
// two, and one that was not.
func (c *Recount) asks(ref string, x *cleaned) {
	n := map[string]int{}
	for _, v := range x.verdicts {
		n[policy.RefOf(c.judged[v].Document)]++
	}
	for doc, d := range c.enacted {
		want := 0
		if d.issued != "" && d.issued <= x.AsOf && !c.over(doc, x.AsOf) {
			want = 1
		}
		if n[doc] != want {
			c.odd("%s asks for %d verdicts on %s, which asks for %d", ref, n[doc], doc, want)
		}
		delete(n, doc)
	}
	for doc := range n {
		c.odd("%s asks for a verdict on %s, which nobody made", ref, doc)
	}
}

// over reports whether a document is no more on a day.
func (c *Recount) over(ref string, day calendar.Day) bool {
	standing, _ := c.text(ref, day)
	return standing == policy.Lapsed || standing == policy.Repealed
}

// announces deals the blows of an announcement: what has lapsed, and what is not on its list if it
// says so. It has a verdict on everything or is of that kind, and its numbers are those of the verdicts.
func (c *Recount) announces(e journal.Entry, x *cleaned) {
	x.announced = calendar.DayOf(e.At)
	if count := c.tally(x, nil); count != x.Count {
		c.odd("%s announces %+v, its verdicts are %+v", e.Ref, x.Count, count)
	}
	gone := map[string]bool{}
	for _, ref := range x.verdicts {
		v := c.judged[ref]
		doc, kind := policy.RefOf(v.Document), v.ends(x.Strict)
		if v.state != cleanup.Approved && !x.Strict {
			c.odd("%s is announced, and nobody has approved %s", e.Ref, ref)
		}
		if kind == "" {
			continue
		}
		if gone[doc] = true; !c.over(doc, x.announced) {
			c.blows[doc] = append(c.blows[doc], blow{deed{Kind: kind, Document: doc, From: max(x.announced, x.VoidOn)}, c.place})
		}
	}
	for doc, d := range c.enacted {
		if d.issued != "" && !gone[doc] && !c.over(doc, x.announced) {
			x.list = append(x.list, d.Number)
		}
	}
	x.at = c.place
	slices.Sort(x.list)
}

// ends is what the announcement does to a document.
func (v *judged) ends(strict bool) policy.Kind {
	switch {
	case v.state == cleanup.Approved && v.Judgement == cleanup.Lapse, v.state != cleanup.Approved && strict:
		return policy.Lapse
	case v.state == cleanup.Approved && v.Judgement == cleanup.Repeal && strict:
		return policy.Repeal
	}
	return ""
}

// tally counts the verdicts of a clean-up, or those of one unit.
func (c *Recount) tally(x *cleaned, unit *int64) (n cleanup.Tally) {
	for _, ref := range x.verdicts {
		v := c.judged[ref]
		if unit != nil && v.Unit != *unit {
			continue
		}
		n.Documents++
		switch v.state {
		case cleanup.Open:
			n.Open++
		case cleanup.Proposed:
			n.Proposed++
		case cleanup.Approved:
			n.Approved++
			*map[cleanup.Judgement]*int{cleanup.Keep: &n.Keep, cleanup.Amend: &n.Amend, cleanup.Repeal: &n.Repeal, cleanup.Lapse: &n.Lapse}[v.Judgement]++
			if x.state == cleanup.Announced && x.at > 0 && v.owes() && v.Settled == "" {
				n.Owed++
			}
		}
	}
	return n
}

// owes reports whether a verdict asks for a document of its own.
func (v *judged) owes() bool {
	return v.state == cleanup.Approved && (v.Judgement == cleanup.Amend || v.Judgement == cleanup.Repeal)
}

// settled reports whether what a verdict of an announced clean-up asked for has been done by a day,
// since it was approved.
func (c *Recount) settled(x *cleaned, v *judged, day calendar.Day) bool {
	doc := policy.RefOf(v.Document)
	return v.ends(x.Strict) != "" || c.over(doc, day) || slices.ContainsFunc(c.blows[doc], func(b blow) bool {
		return b.at > v.at && b.From <= day && (b.Kind == policy.Repeal || b.Kind == policy.Amend && v.Judgement == cleanup.Amend)
	})
}

// Cleanups counts the clean-ups that were announced and what their verdicts came to. A unit owes its
// verdicts until the last one is approved, and nothing after the announcement; what is to be amended
// or repealed by a document of its own is owed until it is.
func (c *Recount) Cleanups(day calendar.Day) (n cleanup.Tally, announced int, wrong []string) {
	bad := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	settles := c.owed(cleanup.RuleSettle)
	for ref, x := range c.cleaned {
		c.units(ref, x, bad)
		if x.state != cleanup.Announced {
			continue
		}
		announced++
		sum := c.tally(x, nil)
		n.Documents, n.Keep, n.Amend, n.Repeal, n.Lapse = n.Documents+sum.Documents, n.Keep+sum.Keep, n.Amend+sum.Amend, n.Repeal+sum.Repeal, n.Lapse+sum.Lapse
		n.Open, n.Owed = n.Open+sum.Open+sum.Proposed, n.Owed+sum.Owed
		for _, r := range x.verdicts {
			v, want := c.judged[r], 0
			if v.owes() && !c.settled(x, v, day) {
				want = 1
			}
			if settles[r] != want || v.owes() && (v.Settled == "") != (want == 1) {
				bad("%s, to %s, is settled on %q and owes %d documents, not %d", r, v.Judgement, v.Settled, settles[r], want)
			}
			delete(settles, r)
		}
	}
	for ref, owed := range settles {
		bad("%s owes %d documents, and asks for none", ref, owed)
	}
	slices.Sort(wrong)
	return n, announced, wrong
}

// units looks at what the units owe in a clean-up.
func (c *Recount) units(ref string, x *cleaned, bad func(string, ...any)) {
	left, last := map[int64]int{}, map[int64]calendar.Day{}
	for _, r := range x.verdicts {
		v := c.judged[r]
		last[v.Unit] = max(last[v.Unit], v.on)
		left[v.Unit] += 0
		if v.state != cleanup.Approved {
			left[v.Unit]++
		}
	}
	open, met := map[int64]int{}, map[int64]int{}
	for _, d := range c.duties {
		switch {
		case d.Rule != cleanup.RuleJudge || d.From != ref:
		case d.State == "met":
			met[d.Unit]++
			if d.MetOn > last[d.Unit] {
				bad("unit %d has given its verdicts of %s on %s, the last one was on %s", d.Unit, ref, d.MetOn, last[d.Unit])
			}
		case d.State != "waived":
			open[d.Unit]++
		}
	}
	ended := !slices.Contains([]cleanup.Status{cleanup.Running, cleanup.Compiled}, x.state)
	for unit, n := range left {
		want := 0
		if n > 0 && !ended {
			want = 1
		}
		if open[unit] != want {
			bad("unit %d has %d verdicts of %s to give and owes %d times", unit, n, ref, open[unit])
		}
		if n == 0 && met[unit] == 0 {
			bad("unit %d has given its verdicts of %s, and nothing that it owed was met", unit, ref)
		}
		delete(open, unit)
	}
	for unit := range open {
		bad("unit %d owes verdicts of %s and has no document in it", unit, ref)
	}
}

// checkCleanups compares the clean-ups with their boards, and the list that was announced with what is in
// force after it.
func (w *World) checkCleanups(ctx context.Context, c *Recount, v *Verdict) error {
	n, announced, wrong := c.Cleanups(w.Last())
	v.Violations = append(v.Violations, wrong...)
	v.Cleanups, v.Verdicts, v.Ended, v.Void, v.Unsettled = announced, n.Documents, n.Repeal+n.Lapse, n.Open, n.Owed
	there, err := w.cleanups(ctx)
	if err != nil {
		return err
	}
	if len(there) != len(c.cleaned) {
		v.violated("%d clean-ups are listed, %d were made", len(there), len(c.cleaned))
	}
	for _, x := range there {
		own := c.cleaned[x.Ref()]
		if own == nil || own.state != x.Status {
			v.violated("%s is %s and in the journal something else", x.Ref(), x.Status)
			continue
		}
		view, err := w.Cleanups.View(w.as(ctx, w.Office), x.ID)
		if err != nil {
			return err
		}
		if err := w.checkAnnounced(ctx, c, own, &view, v); err != nil {
			return err
		}
	}
	return nil
}

// checkAnnounced compares the board of a clean-up, of the desk and for everybody, and the list of its
// announcement.
func (w *World) checkAnnounced(ctx context.Context, c *Recount, own *cleaned, view *cleanup.View, v *Verdict) error {
	ref := view.Cleanup.Ref()
	boards := map[string][]cleanup.Line{"the desk": view.Board}
	if own.state == cleanup.Announced {
		p, err := w.Cleanups.Page(ctx, view.Cleanup.ID)
		if err != nil {
			return err
		}
		boards["everybody"] = p.Units
	}
	units := map[int64]bool{}
	for _, r := range own.verdicts {
		units[c.judged[r].Unit] = true
	}
	for _, who := range slices.Sorted(maps.Keys(boards)) {
		for _, l := range boards[who] {
			if count := c.tally(own, &l.UnitID); l.Tally != count {
				v.violated("%s sees of %s in %s %+v, the journal has %+v", who, l.Unit, ref, l.Tally, count)
			}
		}
		if len(boards[who]) != len(units) {
			v.violated("%s sees %d units in %s, the journal has %d", who, len(boards[who]), ref, len(units))
		}
	}
	if own.state != cleanup.Announced {
		return nil
	}
	_, editions, err := w.Items.Item(w.as(ctx, w.Office), view.Cleanup.Item)
	if err != nil || len(editions) == 0 {
		return err
	}
	if list := listedIn(editions[0].Body); !slices.Equal(list, own.list) {
		v.violated("%s lists %v as in force, in the journal it is %v", ref, list, own.list)
	}
	return nil
}

// listedIn are the numbers of the last table of a text, in order.
func listedIn(body string) (out []string) {
	rows := strings.Split(strings.TrimSpace(body), "\n")
	for i := len(rows) - 1; i >= 0 && strings.HasPrefix(rows[i], "|"); i-- {
		for cell := range strings.SplitSeq(rows[i], "|") {
			if cell = strings.TrimSpace(cell); numberForm.MatchString(cell) {
				out = append(out, cell)
				break
			}
		}
	}
	slices.Sort(out)
	return out
}
