package simulate

import (
	"context"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// actSaid is what somebody is told whose answer was taken. The journal has no line for an
// answer, as its time would tell whose it is: it has how many there are when a survey closes.
const actSaid = "survey.answer"

// polled is a survey, as the journal has it: how many answers, never which.
type polled struct {
	life[survey.Status, survey.Act]
	identity       survey.Identity
	until          calendar.Day
	answers        int
	sha            string
	given, lapsed  int  // codes of invitations
	closed, lapses bool // it is over, and so are they
}

// survey follows a survey through the journal: it closes by itself after its last day and by
// somebody on it or before; the answers are counted then, and stay as they are; each takes one code.
func (c *Recount) survey(e journal.Entry) error {
	var b struct {
		State    survey.Status   `json:"state"`
		Identity survey.Identity `json:"identity"`
		Until    calendar.Day    `json:"until"`
		Answers  int             `json:"answers"`
		SHA      string          `json:"answers_sha256"`
		Codes    int             `json:"codes"`
	}
	if err := e.Decode(&b); err != nil {
		return err
	}
	p := c.polled[e.Ref]
	if p == nil {
		p = &polled{}
		c.polled[e.Ref] = p
	}
	act := survey.Act(e.Act)
	switch act { //nolint:exhaustive // the others are steps
	case survey.ActInvite:
		if p.given += b.Codes; p.state != survey.Open {
			c.odd("codes of %s were given out while it is %s", e.Ref, p.state)
		}
		return nil
	case survey.ActLapse:
		p.lapsed, p.lapses = b.Codes, true
		return nil
	}
	if !p.follow(c, survey.Flow, e, b.State) {
		return nil
	}
	switch act { //nolint:exhaustive // the others count nothing
	case survey.ActApprove, survey.ActExtend:
		p.identity, p.until = b.Identity, b.Until
	case survey.ActClose:
		p.answers, p.sha, p.closed = b.Answers, b.SHA, true
		c.Acts[actSaid] += b.Answers
		c.done[actSaid+" "+e.Ref] += b.Answers
		if day := calendar.DayOf(e.At); (e.ActorID == 0) != (day > p.until) {
			c.odd("%s closed on %s, its last day is %s", e.Ref, day, p.until)
		}
	case survey.ActTell:
		if b.Answers != p.answers || b.SHA != p.sha {
			c.odd("%s closed with %d answers and tells %d, or others", e.Ref, p.answers, b.Answers)
		}
	}
	return nil
}

// Surveys counts the surveys by where they stand. One that has closed owes its results, once;
// one that was told owes nothing. Whoever answered by invitation has used one code, and each
// code was used or has lapsed.
func (c *Recount) Surveys() (n map[survey.Status]int, wrong []string) {
	n = map[survey.Status]int{}
	owes := c.owed(survey.RuleTell)
	for ref, p := range c.polled {
		n[p.state]++
		want := 0
		if p.state == survey.Closed || p.state == survey.Found {
			want = 1
		}
		if owes[ref] != want {
			wrong = append(wrong, fmt.Sprintf("%s is %s and owes %d results", ref, p.state, owes[ref]))
		}
		if p.closed && (p.identity == survey.Invite) != p.lapses {
			wrong = append(wrong, fmt.Sprintf("%s is over, and its invitations are not", ref))
		}
		if p.closed && p.identity == survey.Invite && p.answers != p.given-p.lapsed {
			wrong = append(wrong, fmt.Sprintf("%s has %d answers to %d codes, of which %d were not used", ref, p.answers, p.given, p.lapsed))
		}
	}
	slices.Sort(wrong)
	return n, wrong
}

// checkSurveys compares the surveys with the lists, the answers with those who gave them, and
// looks for people who can be told in the tables that are public.
func (w *World) checkSurveys(ctx context.Context, c *Recount, v *Verdict) error {
	n, wrong := c.Surveys()
	v.Violations = append(v.Violations, wrong...)
	v.Surveys, v.Results = len(c.polled), n[survey.Told]
	there, err := w.surveyed(ctx)
	if err != nil {
		return err
	}
	if len(there) != v.Surveys || v.Surveys != len(w.polls()) {
		v.violated("%d surveys are listed, %d were made, of %d", len(there), v.Surveys, len(w.polls()))
	}
	for i := range w.polls() {
		p := &w.polls()[i]
		x := there[p.title]
		if x == nil {
			continue // it is missed above
		}
		own := c.polled[x.Ref()]
		if own == nil || own.state != x.Status || own.state != survey.Told {
			v.violated("%s is %s and in the journal something else", x.Ref(), x.Status)
			continue
		}
		if v.Voices += own.answers; own.answers != len(p.voices) {
			v.violated("%d answered %s, %d answers were counted", len(p.voices), x.Ref(), own.answers)
		}
		shown, err := w.Surveys.Show(ctx, x.ID)
		if err != nil {
			return err
		}
		if shown.Results.N != own.answers {
			v.violated("the results of %s are of %d answers, the journal has %d", x.Ref(), shown.Results.N, own.answers)
		}
		for _, told := range toldOf(x.Questions, &shown.Results, x.Least) {
			v.violated("%s: %s", x.Ref(), told)
		}
	}
	return nil
}

// toldOf are the cells of the public tables by group that tell of too few people: one that
// stands there, or the only one of its group that does not, as the sum of the group does.
func toldOf(qs []survey.Question, r *survey.Results, least int) (out []string) {
	for _, t := range r.Crosses {
		for g := range t.N {
			left, hidden := t.N[g], 0
			for o := range t.Cells {
				switch n := t.Cells[o][g]; {
				case n == survey.Hidden:
					hidden++
				case n > 0 && n < least:
					out = append(out, fmt.Sprintf("question %d, option %d, group %d has %d people", t.Question+1, o+1, g+1, n))
				default:
					left -= n
				}
			}
			if hidden == 1 && left > 0 && left < least && qs[t.Question].Kind != survey.Multi {
				out = append(out, fmt.Sprintf("question %d, group %d: what is left out follows from its sum", t.Question+1, g+1))
			}
		}
	}
	return out
}
