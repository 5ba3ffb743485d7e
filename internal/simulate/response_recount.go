package simulate

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gongkai.example/gongkai/internal/domain/response"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// worried is a concern of the public, as the journal has it.
type worried struct {
	life[response.Status, response.Act]
	unit                     int64
	why                      response.Why
	level                    response.Level
	found, start, due, first time.Time
	said                     int // items that answer and are public
	settled                  bool
}

// concern follows a concern through the journal.
func (c *Recount) concern(e journal.Entry) error {
	var b response.Brief
	if err := e.Decode(&b); err != nil {
		return err
	}
	x := c.worried[e.Ref]
	if x == nil {
		x = &worried{}
		c.worried[e.Ref] = x
	}
	if !x.follow(c, response.Flow, e, b.Status) {
		return nil
	}
	x.unit, x.why, x.level, x.found, x.start, x.due, x.first = b.Unit, b.Why, b.Level, b.FoundAt, b.StartAt, b.DueAt, b.FirstAt
	switch response.Act(e.Act) { //nolint:exhaustive // the others count nowhere
	case response.ActCount:
		x.said++
	case response.ActSettle:
		x.settled = true
	case response.ActReopen:
		x.settled = false
	}
	return nil
}

// The hours of 国办发〔2016〕61号 and 80号.
const (
	hoursGrave  = 5 * time.Hour
	hoursPress  = 24 * time.Hour
	hoursOthers = 48 * time.Hour
)

// grave reports whether the short clocks run.
func (x *worried) grave() bool {
	return x.why == response.Emergency && (x.level == response.Extreme || x.level == response.Major)
}

// late reports whether a concern was answered too late, or is late at a moment.
func (x *worried) late(now time.Time) bool {
	if x.first.IsZero() {
		return !x.due.IsZero() && now.After(x.due)
	}
	return x.first.After(x.due)
}

// due is what a concern owes at least once, by the rule, and the hours of that.
func (x *worried) owes() map[string]time.Duration {
	switch {
	case x.state == response.Found:
		return nil
	case x.grave():
		return map[string]time.Duration{response.RuleFirst: hoursGrave, response.RulePress: hoursPress}
	}
	return map[string]time.Duration{response.RuleAnswer: hoursOthers}
}

// Concerns counts the concerns by where they stand. Each is judged once, and owes its answer
// once, in the hours of its level, until an item that answers is public; one that is closed
// owes nothing.
func (c *Recount) Concerns() (n map[response.Status]int, wrong []string) {
	n = map[response.Status]int{}
	kept := map[string][]*owedOnce{} // by rule and concern; what was ended by another judgement is not
	for _, d := range c.duties {
		if d.State != "waived" {
			kept[d.Rule+" "+d.From] = append(kept[d.Rule+" "+d.From], d)
		}
	}
	for ref, x := range c.worried {
		n[x.state]++
		if had := kept[response.RuleJudge+" "+ref]; len(had) != 1 || (had[0].State == "met") != (x.state != response.Found) {
			wrong = append(wrong, fmt.Sprintf("%s is %s and owed its judgement %d times", ref, x.state, len(had)))
		}
		wants := x.owes()
		if x.state == response.Unfounded {
			wants = nil
		}
		for _, rule := range []string{response.RuleFirst, response.RulePress, response.RuleAnswer} {
			hours, want := wants[rule]
			wrong = append(wrong, c.owesInHours(ref, rule, x, kept[rule+" "+ref], want, hours)...)
		}
	}
	slices.Sort(wrong)
	return n, wrong
}

// owesInHours says what is wrong with what a concern owes under a rule.
func (c *Recount) owesInHours(ref, rule string, x *worried, had []*owedOnce, want bool, hours time.Duration) (wrong []string) {
	if want != (len(had) == 1) || len(had) > 1 {
		return []string{fmt.Sprintf("%s is %s and owed %s %d times", ref, x.state, rule, len(had))}
	}
	for _, d := range had {
		if !d.DueAt.Equal(x.start.Add(hours)) {
			wrong = append(wrong, fmt.Sprintf("%s: %s is due at %s, its clock began at %s", ref, rule, d.DueAt, x.start))
		}
		if rule == response.RulePress {
			continue
		}
		if !d.DueAt.Equal(x.due) {
			wrong = append(wrong, fmt.Sprintf("%s is due at %s, and its duty at %s", ref, x.due, d.DueAt))
		}
		if met := d.State == "met"; met != (x.said > 0) {
			wrong = append(wrong, fmt.Sprintf("%s: %d items answer it, and %s is %s", ref, x.said, rule, d.State))
		} else if met && (!d.MetAt.Equal(x.first) || !c.online[d.Evidence].Equal(x.first)) {
			wrong = append(wrong, fmt.Sprintf("%s was answered at %s, its duty met at %s, and %s on line at %s", ref, x.first, d.MetAt, d.Evidence, c.online[d.Evidence]))
		}
	}
	return wrong
}

// in are the figures that a concern counts in: all of the month in which it was found.
func (x *worried) in(now time.Time) (out []response.Set) {
	out = append(out, response.Came)
	for _, s := range []struct {
		set response.Set
		on  bool
	}{
		{response.Grave, x.grave()},
		{response.InTime, x.state != response.Unfounded && !x.first.IsZero() && !x.late(now)},
		{response.TooLate, x.state != response.Unfounded && x.late(now)},
		{response.Open, x.state != response.Unfounded && x.first.IsZero() && !x.late(now)},
		{response.Void, x.state == response.Unfounded},
		{response.Ended, x.settled},
		{response.Looked, x.state == response.Reviewed},
	} {
		if s.on {
			out = append(out, s.set)
		}
	}
	return out
}

// checkConcerns compares the concerns with the list, with the figures of each month, and with
// what everybody reads.
func (w *World) checkConcerns(ctx context.Context, c *Recount, v *Verdict) error {
	_, wrong := c.Concerns()
	v.Violations = append(v.Violations, wrong...)
	v.Concerns = len(c.worried)
	there, err := w.concerned(ctx)
	if err != nil {
		return err
	}
	if len(there) != v.Concerns || v.Concerns != len(w.worries()) {
		v.violated("%d concerns are listed, %d were noted, of %d", len(there), v.Concerns, len(w.worries()))
	}
	said, now, own := 0, w.Clock.Now(), map[month]int{}
	for _, x := range there {
		mine := c.worried[x.Ref()]
		if mine == nil || mine.state != x.Status || mine.unit != x.UnitID || x.Status != response.Reviewed && x.Status != response.Unfounded {
			v.violated("%s is %s and in the journal something else", x.Ref(), x.Status)
			continue
		}
		said += mine.said
		for _, s := range mine.in(now) {
			own[month{s, string(calendar.DayOf(mine.found)[:7])}]++
			switch s { //nolint:exhaustive // the others are not told in the summary
			case response.InTime:
				v.Answered++
			case response.TooLate:
				v.Answered++
				v.AnsweredLate++
			}
		}
	}
	return w.checkConcernFigures(ctx, own, said, v)
}

// A month is what the figures of concerns count in one.
type month struct {
	set response.Set
	of  string
}

// checkConcernFigures compares the figures of each month with the journal, and what everybody
// reads with what was said.
func (w *World) checkConcernFigures(ctx context.Context, own map[month]int, said int, v *Verdict) error {
	months, err := w.Concerns.Figures(w.as(ctx, w.Office), response.Span{Year: w.Year})
	if err != nil {
		return err
	}
	for _, m := range months {
		for _, s := range response.Sets {
			if n := own[month{s, m.Month}]; m.N[s] != n {
				v.violated("the figures of concerns have %d %s in %s, the journal %d", m.N[s], s, m.Month, n)
			}
		}
	}
	public, err := all(ctx, w.Concerns.PublicList, response.PublicFind{})
	if err == nil && len(public) != said {
		v.violated("%d answers to concerns are public, the journal has %d", len(public), said)
	}
	return err
}
