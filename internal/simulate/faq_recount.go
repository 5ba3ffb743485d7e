package simulate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// resting is what rests on clauses of documents, as the journal has it.
type resting[S, A ~string] struct {
	life[S, A]
	rests []string // document and clause: policy/7 第三条
	sound int      // place in the journal of the entry by which somebody last found that it holds
	on    calendar.Day
}

// A blow is what a document does to another, and where in the journal.
type blow struct {
	deed
	at int // place of the issue that deals it
}

// struck reports whether what something rests on was overtaken since it was found to hold, by a day.
func (r *resting[S, A]) struck(c *Recount, day calendar.Day) bool {
	return !c.stays(r.rests, day) || slices.ContainsFunc(r.rests, func(rest string) bool {
		ref, name, _ := strings.Cut(rest, " ")
		return slices.ContainsFunc(c.blows[ref], func(b blow) bool {
			since := b.at > r.sound || b.From > r.on
			return b.Kind == policy.Amend && b.From <= day && since && slices.ContainsFunc(b.Clauses, func(n string) bool {
				return strings.HasPrefix(n, name) || strings.HasPrefix(name, n)
			})
		})
	})
}

// stays reports whether the documents that something rests on are in force on a day, or to come.
func (c *Recount) stays(rests []string, day calendar.Day) bool {
	return !slices.ContainsFunc(rests, func(rest string) bool {
		ref, _, _ := strings.Cut(rest, " ")
		d := c.enacted[ref]
		if d == nil || d.issued == "" {
			return true
		}
		standing, _ := c.text(ref, day)
		return !standing.InForce() && standing != policy.Pending
	})
}

// found notes that somebody has found that it holds, on what may be over.
func (r *resting[S, A]) found(c *Recount, e journal.Entry) {
	r.sound, r.on = c.place, calendar.DayOf(e.At)
	if r.struck(c, r.on) {
		c.odd("%s of %s, which rests on what is over", e.Act, e.Ref)
	}
}

// doubted notes a doubt for which there is no cause.
func (r *resting[S, A]) doubted(c *Recount, e journal.Entry) {
	if !r.struck(c, calendar.DayOf(e.At)) {
		c.odd("%s of %s for nothing", e.Act, e.Ref)
	}
}

// answer follows a question with its answer through the journal. It is doubted only when what it
// quotes was overtaken.
func (c *Recount) answer(e journal.Entry) error {
	var b struct {
		State  faq.Status `json:"state"`
		Quotes []string   `json:"quotes"`
	}
	if err := e.Decode(&b); err != nil {
		return err
	}
	x := c.answers[e.Ref]
	if x == nil {
		x = &resting[faq.Status, faq.Act]{}
		c.answers[e.Ref] = x
	}
	if !x.follow(c, faq.Flow, e, b.State) {
		return nil
	}
	if b.Quotes != nil {
		x.rests = b.Quotes
	}
	switch faq.Act(e.Act) { //nolint:exhaustive // the others say nothing about the clauses
	case faq.ActApprove, faq.ActUphold:
		x.found(c, e)
	case faq.ActDoubt:
		x.doubted(c, e)
	}
	return nil
}

// FAQs counts the answers by where they stand. One that is open rests on clauses that are as they
// were when somebody last found that it holds; one that is in doubt owes a look, once, and no other.
func (c *Recount) FAQs(day calendar.Day) (n map[faq.Status]int, wrong []string) {
	return settle(c, c.answers, faq.RuleLook, day, faq.Open, faq.Doubted)
}

// settle does the same for all that rests on clauses.
func settle[S, A ~string](c *Recount, all map[string]*resting[S, A], rule string, day calendar.Day, open, doubted S) (n map[S]int, wrong []string) {
	n = map[S]int{}
	owes := c.owed(rule)
	for ref, x := range all {
		n[x.state]++
		want := 0
		if x.state == doubted {
			want = 1
		}
		if owes[ref] != want {
			wrong = append(wrong, fmt.Sprintf("%s is %s and owes %d looks", ref, x.state, owes[ref]))
		}
		if x.state == open && x.struck(c, day) {
			wrong = append(wrong, fmt.Sprintf("%s is open, and what it rests on was overtaken", ref))
		}
	}
	slices.Sort(wrong)
	return n, wrong
}

// checkFAQs compares the answers with the list of the offices, and with what everybody finds:
// nothing in doubt is shown as sure.
func (w *World) checkFAQs(ctx context.Context, c *Recount, v *Verdict) error {
	n, wrong := c.FAQs(w.Last())
	v.Violations = append(v.Violations, wrong...)
	v.Answers, v.Doubted = len(c.answers), c.Acts[string(faq.ActDoubt)]
	there, err := w.entries(ctx)
	if err != nil {
		return err
	}
	if len(there) != v.Answers-n[faq.Discarded] {
		v.violated("%d answers are listed, %d were begun", len(there), v.Answers)
	}
	for _, e := range there {
		if x := c.answers[e.Ref()]; x == nil || x.state != e.Status {
			v.violated("%s is %s and in the journal something else", e.Ref(), e.Status)
		}
	}
	shown, err := w.FAQs.Browse(ctx, faq.Browse{})
	if err != nil {
		return err
	}
	for _, s := range shown {
		n[s.Status]--
		if x := c.answers[faq.RefOf(s.ID)]; x == nil || x.state != s.Status {
			v.violated("everybody finds %s as %s, in the journal it is something else", faq.RefOf(s.ID), s.Status)
		}
	}
	if n[faq.Open] != 0 || n[faq.Doubted] != 0 {
		v.violated("of the answers everybody misses %d that are open and %d that are in doubt", n[faq.Open], n[faq.Doubted])
	}
	return nil
}
