package simulate

import (
	"context"

	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// measure follows a measure through the journal. It is doubted only when what it rests on was
// overtaken.
func (c *Recount) measure(e journal.Entry) error {
	var b struct {
		State    finder.Status `json:"state"`
		Document string        `json:"document"`
		Clauses  []string      `json:"clauses"`
	}
	if err := e.Decode(&b); err != nil {
		return err
	}
	x := c.measures[e.Ref]
	if x == nil {
		x = &resting[finder.Status, finder.Act]{}
		c.measures[e.Ref] = x
	}
	if !x.follow(c, finder.Flow, e, b.State) {
		return nil
	}
	if b.Document != "" {
		x.rests = nil
		for _, name := range b.Clauses {
			x.rests = append(x.rests, b.Document+" "+name)
		}
	}
	switch finder.Act(e.Act) { //nolint:exhaustive // the others say nothing about the clauses
	case finder.ActApprove, finder.ActUphold:
		x.found(c, e)
	case finder.ActDoubt:
		x.doubted(c, e)
	}
	return nil
}

// Finders counts the measures by where they stand, as FAQs does the answers.
func (c *Recount) Finders(day calendar.Day) (n map[finder.Status]int, wrong []string) {
	return settle(c, c.measures, finder.RuleLook, day, finder.Open, finder.Doubted)
}

// checkFinders compares the measures with the list of the offices, and with what everybody is
// offered: nothing in doubt is shown as sure, and nothing that is over is offered.
func (w *World) checkFinders(ctx context.Context, c *Recount, v *Verdict) error {
	n, wrong := c.Finders(w.Last())
	v.Violations = append(v.Violations, wrong...)
	v.Measures = len(c.measures)
	there, err := w.measures(ctx)
	if err != nil {
		return err
	}
	if len(there) != v.Measures-n[finder.Discarded] {
		v.violated("%d measures are listed, %d were begun", len(there), v.Measures)
	}
	for _, m := range there {
		if x := c.measures[m.Ref()]; x == nil || x.state != m.Status {
			v.violated("%s is %s and in the journal something else", m.Ref(), m.Status)
		}
	}
	shown, err := w.Finders.Offers(ctx, 0)
	if err != nil {
		return err
	}
	for _, s := range shown {
		x := c.measures[finder.RefOf(s.ID)]
		if n[s.Status]--; x == nil || x.state != s.Status || !c.stays(x.rests, w.Last()) {
			v.violated("everybody is offered %s as %s, in the journal it is something else", finder.RefOf(s.ID), s.Status)
		}
	}
	for ref, x := range c.measures { // of those in doubt, what rests on a document that is over is not offered
		if x.state == finder.Doubted && !c.stays(x.rests, w.Last()) {
			if n[finder.Doubted]--; n[finder.Doubted] < 0 {
				v.violated("%s is over and offered", ref)
			}
		}
	}
	if n[finder.Open] != 0 || n[finder.Doubted] != 0 {
		v.violated("of the measures everybody misses %d that are open and %d that are in doubt", n[finder.Open], n[finder.Doubted])
	}
	return nil
}
