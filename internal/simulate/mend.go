package simulate

import (
	"context"
	"fmt"
	"math"

	"gongkai.example/gongkai/internal/domain/correction"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/journal"
)

// mendsAYear is how many people a year, at scale 1, find a mistake in a record about
// themselves (Article 41).
const mendsAYear = 200

// sentBackMend is the share of results that are returned once before they are told, and
// takenBack that of corrections whose applicant takes them back.
const (
	sentBackMend = 0.15
	takenBack    = 0.06
)

// A mend is what one of them asks for: it follows from the seed and its number.
type mend struct {
	n    int
	day  calendar.Day
	mark string // stands in what is asked for, and nowhere in public
	correction.Filing
}

func (w *World) mends() (out []mend) {
	for n := range int(math.Ceil(mendsAYear * w.Scale)) {
		r := w.luck("mend", n)
		m := mend{n: n, day: w.First().Add(r.IntN(360)), mark: fmt.Sprintf("XM%d-%08x", n, r.Uint32())}
		said := words().Asks.Mend
		m.Applicant = foi.Applicant{Kind: foi.Citizen, Name: words().name(r), Paper: foi.IDCard, PaperNo: identity(r, 500+n), Phone: fmt.Sprintf("138%08d", 20_000_000+n*7717%70_000_000)}
		m.Claim = correction.Claim{Unit: pick(r, w.asked).ID, Record: pick(r, said.Records), Wrong: fill(said.Wrong, m.mark), Right: said.Right, Proof: said.Proof}
		m.Token = fmt.Sprintf("simulated-mend-%d-%d-%d", w.Seed, w.Year, n)
		out = append(out, m)
	}
	return out
}

// corrects has people ask for the correction of a record, and the offices look into it.
func (w *World) corrects(ctx context.Context, day calendar.Day) error {
	for _, m := range w.mends() {
		if m.day != day {
			continue
		}
		for try, done := 0, false; try < patience && !done; try++ { // sent once more with its token, it is the same one
			err := w.submits(ctx, auth.Actor{}, func(ctx context.Context) (Ack, bool, error) {
				out, err := w.Corrections.File(ctx, m.Filing, nil, client)
				return told(correction.ActFile, m.mark), out.Again, err
			})
			if done = err == nil; passing(err) != nil {
				return err
			}
		}
	}
	if !w.cal.Works(day) {
		return nil
	}
	rows, err := w.corrections(ctx, correction.Find{Open: true})
	if err != nil {
		return err
	}
	for i := range rows {
		if err := passing(w.corrected(ctx, day, &rows[i])); err != nil {
			return fmt.Errorf("%s %s: %w", rows[i].Number, rows[i].Status, err)
		}
	}
	return nil
}

func (w *World) corrections(ctx context.Context, q correction.Find) (out []correction.Correction, err error) {
	return all(w.as(ctx, w.Office), w.Corrections.Find, q)
}

// corrected is the next step of a correction: looked into, decided, and told by somebody
// who did not decide.
func (w *World) corrected(ctx context.Context, day calendar.Day, c *correction.Correction) error {
	said, seen := words().Asks.Mend, correction.Seen{Rev: c.Rev}
	r := w.luck("mends", day, c.Number, c.Status)
	if r.IntN(4) > 0 {
		return nil
	}
	by := func(p auth.Perm, act correction.Act, f func(context.Context) (*correction.Correction, error), not ...int64) error {
		who, err := w.Holder(c.UnitID, p, not...)
		if err != nil {
			return err
		}
		return w.act(ctx, who, told(act, c.Number), func(ctx context.Context) error { _, err := f(ctx); return err })
	}
	clerk, err := w.Holder(c.UnitID, correction.Handle)
	if err != nil {
		return err
	}
	switch how := w.luck("mended", c.Number); {
	case c.Status == correction.Received && often(how, takenBack):
		return by(correction.Take, correction.ActWithdraw, func(ctx context.Context) (*correction.Correction, error) {
			return w.Corrections.WithdrawOnPaper(ctx, c.ID, correction.Because{Rev: c.Rev, Reason: said.Kept})
		})
	case c.Status == correction.Received:
		return by(correction.Handle, correction.ActCheck, func(ctx context.Context) (*correction.Correction, error) { return w.Corrections.Check(ctx, c.ID, seen) })
	case c.Status == correction.Checking:
		switch weighed(how, []int{5, 2, 2}) {
		case 0:
			return by(correction.Handle, correction.ActCorrect, func(ctx context.Context) (*correction.Correction, error) {
				return w.Corrections.Correct(ctx, c.ID, correction.Decide{Rev: c.Rev, Outcome: said.Mended})
			})
		case 1:
			return by(correction.Handle, correction.ActRefuse, func(ctx context.Context) (*correction.Correction, error) {
				return w.Corrections.Refuse(ctx, c.ID, correction.Decide{Rev: c.Rev, Outcome: said.Kept})
			})
		}
		return by(correction.Handle, correction.ActForward, func(ctx context.Context) (*correction.Correction, error) {
			return w.Corrections.Forward(ctx, c.ID, correction.Forward{Rev: c.Rev, Organ: said.Organ, Reach: said.Reach, Sent: true})
		})
	case often(w.luck("mend sent back", c.Number, c.Rev), sentBackMend):
		return by(correction.Tell, correction.ActReturn, func(ctx context.Context) (*correction.Correction, error) {
			return w.Corrections.Return(ctx, c.ID, correction.Because{Rev: c.Rev, Reason: said.Return})
		}, clerk.ID)
	}
	return by(correction.Tell, correction.ActTell, func(ctx context.Context) (*correction.Correction, error) {
		return w.Corrections.Tell(ctx, c.ID, correction.Telling{Rev: c.Rev, Sending: foi.Sending{How: foi.InHand, Day: day}, Online: words().Asks.Online})
	}, clerk.ID)
}

// correction follows a correction through the journal.
func (c *Recount) correction(e journal.Entry) error {
	var b correction.Brief
	if err := e.Decode(&b); err != nil {
		return err
	}
	if known, ok := allowed(correction.Flow, correction.Act(e.Act), c.mends[e.Ref], b.Status); known && !ok {
		c.odd("%s of %s from %q to %q", e.Act, e.Ref, c.mends[e.Ref], b.Status)
	} else if known {
		c.mends[e.Ref] = b.Status
	}
	return nil
}

// checkCorrections compares what is listed with what people asked for, and each state with
// that of the journal.
func (w *World) checkCorrections(ctx context.Context, c *Recount, v *Verdict) error {
	rows, err := w.corrections(ctx, correction.Find{})
	if err != nil {
		return err
	}
	v.Corrections = len(c.mends)
	if asked := len(w.mends()); len(rows) != asked || len(c.mends) != asked {
		v.violated("%d corrections were asked for, %d are listed, %d are in the journal", asked, len(rows), len(c.mends))
	}
	for i := range rows {
		if has := c.mends[rows[i].Ref()]; has != rows[i].Status {
			v.violated("%s stands at %s and in the journal at %s", rows[i].Number, rows[i].Status, has)
		}
	}
	return nil
}
