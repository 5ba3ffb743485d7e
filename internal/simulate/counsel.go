package simulate

import (
	"context"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/journal"
)

// Habits of counsel, as shares of opinions; the others come within some days.
const (
	unheard   = 0.15 // never given
	dilatory  = 0.25 // given when its day is long over
	opinesIn  = 4    // calendar days
	lateAfter = 12
)

// advice reports whether a handler waits for counsel, or has yet to ask: as long as the
// opinion may come in time. The reply goes out without one that does not.
func (w *World) advice(v foi.View, day calendar.Day) bool {
	if _, has := w.counsel(); !has {
		return false
	}
	return len(v.Aid) == 0 || v.Aid[0].Answered == "" && day <= v.Aid[0].Due
}

// counsel is who gives opinions, if somebody does whose office may be asked.
func (w *World) counsel() (auth.Actor, bool) {
	for _, a := range w.people {
		if u, err := w.unitOf(a.Unit); err == nil && u.Kind.Organ() && a.CanAt(foi.Advise, a.Unit) {
			return a, true
		}
	}
	return auth.Actor{}, false
}

// seeks asks counsel once, and then waits.
func (w *World) seeks(ctx context.Context, _ calendar.Day, clerk auth.Actor, row foi.Row, v foi.View) error {
	who, _ := w.counsel()
	if len(v.Aid) > 0 {
		return nil
	}
	return w.act(ctx, clerk, told(actSeek, row.Number), func(ctx context.Context) error {
		_, err := w.Requests.Seek(ctx, row.ID, foi.Seek{Rev: v.Request.Rev, Kind: foi.ByCounsel, Unit: who.Unit, Question: words().Asks.Advice})
		return err
	})
}

// The acts of the journal about questions to the inside.
const (
	actSeek  = "foi.seek"
	actOpine = "foi.opine"
)

func (w *World) advised(ctx context.Context, q foi.FindAid) (out []foi.SoughtRow, err error) {
	who, has := w.counsel()
	if !has {
		return nil, nil
	}
	return all(w.as(ctx, who), w.Requests.FindAid, q)
}

// opines has counsel give opinions: soon, late, or never.
func (w *World) opines(ctx context.Context, day calendar.Day) error {
	rows, err := w.advised(ctx, foi.FindAid{State: foi.AidOpen, Kind: foi.ByCounsel})
	if err != nil {
		return err
	}
	who, _ := w.counsel()
	for _, q := range rows {
		r := w.luck("opinion", q.Number)
		wait := r.IntN(opinesIn)
		switch p := r.Float64(); {
		case p < unheard:
			continue
		case p < unheard+dilatory:
			wait += lateAfter
		}
		if day.Sub(q.Asked) < wait {
			continue
		}
		err := w.act(ctx, who, told(actOpine, q.Number), func(ctx context.Context) error {
			_, err := w.Requests.Opine(ctx, q.ID, foi.Opine{Rev: q.Rev, Answer: words().Asks.Opinion})
			return err
		})
		if err := passing(err); err != nil {
			return err
		}
	}
	return nil
}

// sought is a question to the inside, as the journal has it.
type sought struct{ asked, due, given calendar.Day }

// aid notes a question to the inside, or its answer.
func (c *Recount) aid(e journal.Entry, b foi.Brief) {
	ref := e.Ref + "/" + b.Key
	q := c.aids[ref]
	switch {
	case e.Act == actSeek && q == nil:
		c.aids[ref] = &sought{asked: b.Day, due: b.Due}
	case e.Act == actOpine && q != nil && q.given == "":
		q.given = b.Day
	default:
		c.odd("%s of %s out of turn", e.Act, ref)
	}
}

// Heard is how many opinions were asked for, given, and given late.
type Heard struct{ Asked, Given, Late int }

// Opinions counts what was asked of the inside and what was given, in time and late. For
// each question there is one duty with its last day, and it is met on the day of the answer.
func (c *Recount) Opinions() (n Heard, wrong []string) {
	duties := map[string][]*owedOnce{}
	for _, d := range c.duties {
		if d.Rule == foi.RuleAid {
			duties[d.From] = append(duties[d.From], d)
		}
	}
	for ref, q := range c.aids {
		n.Asked++
		if q.given != "" {
			n.Given++
			if q.given > q.due {
				n.Late++
			}
		}
		if own := duties[ref]; len(own) != 1 || own[0].Due != q.due || own[0].MetOn != q.given {
			wrong = append(wrong, fmt.Sprintf("%s was asked until %s and answered on %q; its duties say otherwise", ref, q.due, q.given))
		}
		delete(duties, ref)
	}
	for ref := range duties {
		wrong = append(wrong, fmt.Sprintf("%s is owed and nobody asked", ref))
	}
	slices.Sort(wrong)
	return n, wrong
}

// checkCounsel compares the questions of the journal with what counsel is shown.
func (w *World) checkCounsel(ctx context.Context, c *Recount, v *Verdict) error {
	n, wrong := c.Opinions()
	v.Violations = append(v.Violations, wrong...)
	v.Opinions, v.LateOpinions = n.Given, n.Late
	rows, err := w.advised(ctx, foi.FindAid{Kind: foi.ByCounsel})
	if err != nil {
		return err
	}
	open := 0
	for _, q := range rows {
		if q.Answered == "" {
			open++
		}
	}
	if len(rows) != n.Asked || n.Asked != n.Given+open {
		v.violated("%d opinions were asked for and %d given; %d are listed, %d of them open", n.Asked, n.Given, len(rows), open)
	}
	return nil
}
