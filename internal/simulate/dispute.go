package simulate

import (
	"context"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
)

// Days from an answer to the notice that somebody contests it, from the notice to the
// statement of the organ, and from that to the decision.
const (
	contests = 12
	states   = 6
	decides  = 35
)

// orders is the share of decisions that order another reply.
const orders = 0.4

// contest has citizens who are not content with an answer go to review or to court: the
// organ hears of it by a notice, and the clerk registers that.
func (w *World) contest(ctx context.Context, day calendar.Day, row foi.Row, e errand) error {
	if e.disputes == "" || day.Sub(row.Answered) != contests {
		return nil
	}
	v, err := w.Requests.View(w.as(ctx, w.Office), row.ID)
	if err != nil {
		return err
	}
	kind := remedy.Kind(e.disputes)
	in := remedy.Entry{Kind: kind, Unit: row.UnitID, Request: row.Number, Party: remedy.Applicant, Way: remedy.Notice, Received: day}
	in.Organ, in.FileNo = w.Root.Name, fill(words().Asks.ReviewNo, strconv.Itoa(day.Year()), strconv.Itoa(e.n+1))
	if kind == remedy.Suit {
		in.Organ, in.FileNo = words().Asks.Courts, fill(words().Asks.CaseNo, strconv.Itoa(day.Year()), strconv.Itoa(e.n+1))
	}
	if kind == remedy.Suit && v.Items[0].Remedy() == law.ReviewFirst {
		in.After = true
	}
	there, err := w.cases(ctx)
	if err != nil {
		return err
	}
	for _, c := range there {
		if c.Request == row.ID {
			return nil // a crash came between the act and the next look
		}
	}
	clerk, err := w.Holder(row.UnitID, remedy.Take)
	if err != nil {
		return err
	}
	return w.act(ctx, clerk, told(remedy.ActRegister, in.FileNo), func(ctx context.Context) error {
		_, err := w.Remedies.Register(ctx, in)
		return err
	})
}

func (w *World) cases(ctx context.Context) (out []remedy.Case, err error) {
	return all(w.as(ctx, w.Office), w.Remedies.Find, remedy.Find{})
}

// disputes has the organs state their case, and the deciders decide.
func (w *World) disputes(ctx context.Context, day calendar.Day) error {
	all, err := w.cases(ctx)
	if err != nil {
		return err
	}
	for _, c := range all {
		clerk, err := w.Holder(c.UnitID, remedy.Handle)
		if err != nil {
			return err
		}
		since := day.Sub(c.Received)
		switch {
		case c.Status == remedy.Open && since >= states:
			err = w.act(ctx, clerk, told(remedy.ActAnswer, c.Number), func(ctx context.Context) error {
				_, err := w.Remedies.AnswerBy(ctx, c.ID, remedy.On{Rev: c.Rev, Day: day, Note: words().Asks.Answered})
				return err
			})
		case c.Status == remedy.Pending && since >= states+decides:
			r := w.luck("outcome", c.FileNo)
			ends := law.Outcomes(string(c.Kind))
			o := ends[0]
			switch {
			case often(r, orders):
				o = pick(r, slices.DeleteFunc(slices.Clone(ends), func(o law.Outcome) bool { return !o.Orders }))
			case often(r, 0.2):
				o = pick(r, slices.DeleteFunc(slices.Clone(ends), func(o law.Outcome) bool { return o.Orders }))
			}
			note := words().Asks.Outcome
			if o.Orders {
				note = words().Asks.Ordered
			}
			err = w.act(ctx, clerk, told(remedy.ActDecide, c.Number), func(ctx context.Context) error {
				_, err := w.Remedies.Decide(ctx, c.ID, remedy.Decision{Rev: c.Rev, Outcome: o.Code, Day: day, Note: note})
				return err
			})
		case c.Status == remedy.Decided && c.RedoBy != "":
			err = w.obeys(ctx, day, clerk, c)
		}
		if err := passing(err); err != nil {
			return err
		}
	}
	return nil
}

// obeys has a request answered anew, as a decision ordered: a clerk begins the new
// answer, which goes the way of every reply, and notes that it was served.
func (w *World) obeys(ctx context.Context, day calendar.Day, clerk auth.Actor, c remedy.Case) error {
	if c.RedoID == 0 {
		return w.act(ctx, clerk, told(remedy.ActRedo, c.Number), func(ctx context.Context) error {
			_, err := w.Remedies.Redo(ctx, c.ID, remedy.Anew{Rev: c.Rev, FileNo: c.FileNo, Got: day, Reason: words().Asks.Anew})
			return err
		})
	}
	v, err := w.Requests.View(w.as(ctx, w.Office), c.RedoID)
	if err != nil || v.Request.Answered == "" {
		return err
	}
	return w.act(ctx, clerk, told(remedy.ActFulfil, c.Number), func(ctx context.Context) error {
		_, err := w.Remedies.Fulfil(ctx, c.ID, remedy.On{Rev: c.Rev, Day: day, Note: words().Asks.Obeyed})
		return err
	})
}
