package simulate

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
)

// A pace is how an office works off its desk: quick ones the next day, slow ones after
// a week; forgetful ones let some things lie until somebody asks.
type pace struct {
	days    int     // until a step, on average
	forgets float64 // share of requests that lie until their last day has passed
	ill     bool    // for two weeks after the Spring Festival
}

func (w *World) paceOf(u int64) pace {
	i := slices.IndexFunc(w.Desks, func(d unit.Unit) bool { return d.ID == u })
	if i < 0 {
		return pace{days: 2}
	}
	r := w.luck("pace", w.Desks[i].Code)
	p := []pace{{days: 1}, {days: 2}, {days: 4}, {days: 2, forgets: 0.15}}[weighed(r, []int{35, 40, 15, 10})]
	p.ill = often(r, 0.2)
	return p
}

// handles has every office work on its requests for a day.
func (w *World) handles(ctx context.Context, day calendar.Day) error {
	rows, err := w.requests(ctx, foi.Find{Open: true})
	if err != nil {
		return err
	}
	for _, state := range []foi.Status{foi.Answered, foi.Lapsed, foi.Withdrawn, foi.Closed} {
		more, err := w.requests(ctx, foi.Find{Status: state})
		if err != nil {
			return err
		}
		rows = append(rows, more...)
	}
	slices.SortFunc(rows, func(a, b foi.Row) int { return cmp.Compare(a.Number, b.Number) })
	for _, row := range rows {
		if err := passing(w.turn(ctx, day, row)); err != nil {
			return fmt.Errorf("%s %s: %w", row.Number, row.Status, err)
		}
	}
	return nil
}

// requests are all of a list, as the office sees them.
func (w *World) requests(ctx context.Context, q foi.Find) (out []foi.Row, err error) {
	return all(w.as(ctx, w.Office), w.Requests.Find, q)
}

// turn is what becomes of one request on a day: first its citizen, then its office.
func (w *World) turn(ctx context.Context, day calendar.Day, row foi.Row) error {
	e, err := w.errandBehind(ctx, row)
	if err != nil {
		return err
	}
	if row.RedoOf != 0 {
		e = e.anew()
	}
	if done, err := w.follows(ctx, day, row, e); done || err != nil {
		return err
	}
	contested := row.Status == foi.Answered && day.Sub(row.Answered) == contests // by somebody else: on any day
	if !contested && (!w.cal.Works(day) || !w.turnOf(day, row, e)) {
		return nil
	}
	steps := map[foi.Status]func(context.Context, calendar.Day, foi.Row, errand) error{
		foi.Waiting: w.takeIn, foi.Received: w.assigns, foi.Handling: w.works, foi.Charging: w.collects,
		foi.Reviewing: w.endorses, foi.Clearing: w.endorses, foi.Signing: w.endorses, foi.Serving: w.serves,
		foi.Answered: w.closes, foi.Bounced: w.sendsAgain, foi.Lapsed: w.closes, foi.Withdrawn: w.closes, foi.Closed: w.closes,
	}
	if step := steps[row.Status]; step != nil {
		return step(ctx, day, row, e)
	}
	return nil
}

// turnOf reports whether somebody gets to a request on a day.
func (w *World) turnOf(day calendar.Day, row foi.Row, e errand) bool {
	p := w.paceOf(row.UnitID)
	r := w.luck("turn", day, e.n, row.Status)
	switch {
	case row.Status == foi.Waiting:
		return !often(r, 0.1) // the same day, nearly always
	case p.ill && w.flu(day):
		return false
	case row.Due != "" && row.Due.Sub(day) <= 4 && day <= row.Due: // the light is on
		return p.forgets == 0 || !often(w.luck("forgets", e.n), p.forgets)
	case row.Due != "" && day > row.Due:
		return r.IntN(3) == 0
	}
	return r.IntN(p.days+1) == 0
}

// flu is the two weeks after a long holiday of the winter.
func (w *World) flu(day calendar.Day) bool {
	m := day.Start().Month()
	if m > 2 {
		return false
	}
	off := 0
	for d := day.Add(-1); d > day.Add(-22); d = d.Add(-1) {
		if w.cal.Works(d) {
			off = 0
			continue
		}
		if off++; off >= 6 {
			return true
		}
	}
	return false
}

// takeIn confirms a request with its citizen, or passes it on to whom it concerns.
func (w *World) takeIn(ctx context.Context, day calendar.Day, row foi.Row, e errand) error {
	if e.astray != nil && row.UnitID == e.unit.ID && e.astray.ID != e.unit.ID {
		return w.step(ctx, row, foi.Assign, foi.ActTransfer, func(ctx context.Context, rev int64) error {
			_, err := w.Requests.Transfer(ctx, row.ID, foi.Transfer{Rev: rev, Unit: e.astray.ID, Reason: words().Asks.Transfer})
			return err
		})
	}
	return w.step(ctx, row, foi.Take, foi.ActConfirm, func(ctx context.Context, rev int64) error {
		_, err := w.Requests.Confirm(ctx, row.ID, foi.Confirm{Rev: rev, Day: day, How: words().Confirmed})
		return err
	})
}

// step is one act on a request by whoever may do it, from the list.
func (w *World) step(ctx context.Context, row foi.Row, p auth.Perm, act foi.Act, f func(context.Context, int64) error) error {
	who, err := w.Holder(row.UnitID, p)
	if err != nil {
		return err
	}
	return w.act(ctx, who, told(act, row.Number), func(ctx context.Context) error { return f(ctx, row.Rev) })
}

func (w *World) assigns(ctx context.Context, _ calendar.Day, row foi.Row, _ errand) error {
	clerk, err := w.Holder(row.UnitID, foi.Handle)
	if err != nil {
		return err
	}
	return w.step(ctx, row, foi.Assign, foi.ActAssign, func(ctx context.Context, rev int64) error {
		_, err := w.Requests.Assign(ctx, row.ID, foi.To{Rev: rev, Person: clerk.ID})
		return err
	})
}

// collects books a fee that was paid.
func (w *World) collects(ctx context.Context, day calendar.Day, row foi.Row, e errand) error {
	if e.pays == 0 || row.Until != "" && row.Until.Sub(day) > 26-e.pays {
		return nil
	}
	return w.step(ctx, row, foi.Handle, foi.ActPay, func(ctx context.Context, rev int64) error {
		_, err := w.Requests.Pay(ctx, row.ID, foi.Payment{Rev: rev, Day: day, Receipt: fill(words().Asks.Receipt, strconv.Itoa(day.Year()), strconv.Itoa(1_000_000+e.n))})
		return err
	})
}

// endorses has a reply read, cleared and signed by three people who are not its author.
func (w *World) endorses(ctx context.Context, _ calendar.Day, row foi.Row, e errand) error {
	order := []struct {
		state foi.Status
		perm  auth.Perm
		act   foi.Act
		do    func(context.Context, foi.ID, foi.Seen) (*foi.Request, error)
	}{
		{foi.Reviewing, foi.Review, foi.ActReview, w.Requests.Review}, {foi.Clearing, foi.Clear, foi.ActClear, w.Requests.Clear}, {foi.Signing, foi.Sign, foi.ActSign, w.Requests.Sign},
	}
	clerk, err := w.Holder(row.UnitID, foi.Handle)
	if err != nil {
		return err
	}
	hands := []int64{clerk.ID}
	for _, o := range order {
		who, err := w.Holder(row.UnitID, o.perm, hands...)
		if err != nil {
			return err
		}
		hands = append(hands, who.ID)
		if row.Status != o.state {
			continue
		}
		if row.Status == foi.Reviewing && often(w.luck("returns", e.n, row.Rev), sentBack) {
			return w.act(ctx, who, told(foi.ActReturn, row.Number), func(ctx context.Context) error {
				_, err := w.Requests.Return(ctx, row.ID, foi.Because{Rev: row.Rev, Reason: words().Asks.Return})
				return err
			})
		}
		endorse := func(ctx context.Context) error {
			_, err := o.do(ctx, row.ID, foi.Seen{Rev: row.Rev})
			return err
		}
		if often(w.luck("unlawful", row.Number, row.Status), 0.05) { // one's own draft: four eyes do not let it pass
			if err := w.refused(ctx, clerk, "endorse one's own "+row.Number, endorse); err != nil {
				return err
			}
		}
		return w.act(ctx, who, told(o.act, row.Number), endorse)
	}
	return nil
}

// serves sends the reply the way that the citizen chose.
func (w *World) serves(ctx context.Context, day calendar.Day, row foi.Row, e errand) error {
	return w.step(ctx, row, foi.Handle, foi.ActServe, func(ctx context.Context, rev int64) error {
		_, err := w.Requests.Serve(ctx, row.ID, foi.Serve{Rev: rev, Sending: sending(e, day)})
		return err
	})
}

func sending(e errand, day calendar.Day) foi.Sending {
	s := foi.Sending{How: e.Way.How(), Day: day}
	if s.How == foi.PostalMail {
		s.Tracking = "EA" + strconv.Itoa(200_000_000+e.n) + "CN"
	}
	return s
}

// closes brings a request that has ended to the archive: first it is known that the
// letter came.
func (w *World) closes(ctx context.Context, day calendar.Day, row foi.Row, e errand) error {
	since := day.Sub(row.Answered)
	archive := func() error {
		return w.step(ctx, row, foi.Handle, foi.ActArchive, func(ctx context.Context, rev int64) error {
			_, err := w.Requests.Archive(ctx, row.ID, foi.Seen{Rev: rev})
			return err
		})
	}
	switch {
	case row.Status != foi.Answered:
		return archive()
	case e.raised && since == thinksFor:
		return w.raise(ctx, row)
	case e.disputes != "" && since == contests:
		return w.contest(ctx, day, row, e)
	case since < 2 || since > 6 && since < 15:
		return nil
	}
	v, err := w.Requests.View(w.as(ctx, w.Office), row.ID)
	if err != nil {
		return err
	}
	last := v.Letters[len(v.Letters)-1]
	switch _, proved := v.Proofs[last.ID]; {
	case proved && since >= 15:
		return archive()
	case proved:
		return nil
	}
	if e.bounces && last.How == foi.PostalMail && v.Request.By[foi.ActBounce] == 0 {
		return w.step(ctx, row, foi.Handle, foi.ActBounce, func(ctx context.Context, rev int64) error {
			_, err := w.Requests.Bounce(ctx, row.ID, foi.On{Rev: rev, Day: day, Note: words().Asks.Back})
			return err
		})
	}
	return w.step(ctx, row, foi.Handle, "foi.prove", func(ctx context.Context, rev int64) error {
		_, err := w.Requests.Prove(ctx, row.ID, last.ID, e.proof(rev, last, day))
		return err
	})
}

// proof is how it is known that a letter came to its citizen.
func (e errand) proof(rev int64, m foi.Mailed, day calendar.Day) foi.Prove {
	in := foi.Prove{Rev: rev, Outcome: foi.ByRecord, Day: day}
	if m.Got != "" {
		in.Day = m.Got
	}
	if m.How == foi.InHand {
		in.Outcome, in.Signer = foi.BySelf, e.signer()
	}
	return in
}

func (e errand) signer() string {
	if e.Contact != "" {
		return e.Contact
	}
	return e.Name
}

func (w *World) sendsAgain(ctx context.Context, day calendar.Day, row foi.Row, e errand) error {
	return w.step(ctx, row, foi.Handle, foi.ActResend, func(ctx context.Context, rev int64) error {
		_, err := w.Requests.Resend(ctx, row.ID, foi.Serve{Rev: rev, Sending: sending(e, day)})
		return err
	})
}
