package simulate

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
)

// client is the address that the citizens of a simulated district come from.
const client = "203.0.113.7"

// files has the citizens of a day ask. Whatever comes by hand or by post is typed in
// by the clerk, on a day that is worked; what comes by mail lies in the mailbox (letters.go).
func (w *World) files(ctx context.Context, day calendar.Day) error {
	if err := w.mails(ctx, day); err != nil {
		return err
	}
	come := w.errands(day)
	if w.cal.Works(day) {
		for d := day.Add(-1); !w.cal.Works(d); d = d.Add(-1) {
			come = append(come, byHand(w.errands(d))...)
		}
	}
	for _, e := range come {
		if e.Channel == foi.Mail || e.Channel != foi.Portal && !w.cal.Works(day) {
			continue
		}
		if _, known := w.access[e.n]; known {
			continue
		}
		for try := 0; try < patience && w.access[e.n] == (foi.Access{}); try++ { // the form is sent once more, with its token
			if err := passing(w.file(ctx, day, e)); err != nil {
				return err
			}
		}
	}
	return nil
}

func byHand(all []errand) (out []errand) {
	for _, e := range all {
		if e.Channel != foi.Portal {
			out = append(out, e)
		}
	}
	return out
}

// file sends a request the way that its citizen does. Sent again, it is the same one.
func (w *World) file(ctx context.Context, day calendar.Day, e errand) error {
	if e.Channel == foi.Mail {
		return w.recalls(ctx, e)
	}
	who, act := auth.Actor{}, foi.ActFile
	send := func(ctx context.Context) (foi.Filed, error) { return w.Requests.File(ctx, e.Filing) }
	if e.Channel != foi.Portal {
		clerk, err := w.Holder(e.unit.ID, foi.Take)
		if err != nil {
			return err
		}
		who = clerk
		act = foi.ActReceive
		if e.Channel.Confirmed() {
			act = foi.ActFile
		}
		in := foi.Receipt{Filing: e.Filing, Channel: e.Channel, Submitted: e.day, Delivered: day}
		if e.Channel == foi.Counter {
			in.Submitted, in.Delivered = day, ""
		}
		if e.Channel == foi.Express {
			in.Tracking = "EX" + strconv.Itoa(100_000_000+e.n) + "CN"
		}
		send = func(ctx context.Context) (foi.Filed, error) { return w.Requests.Receive(ctx, in, foi.Papers{}) }
	}
	return w.submits(ctx, who, func(ctx context.Context) (Ack, bool, error) {
		out, err := send(ctx)
		if err == nil {
			w.knows(e.n, out)
		}
		return told(act, e.mark), out.Again, err
	})
}

func (w *World) knows(n int, f foi.Filed) {
	w.errandOf[f.Number], w.access[n] = n, foi.Access{Number: f.Number, Code: f.Code}
}

// errandBehind is the errand that a request came of: the clerk reads its mark.
func (w *World) errandBehind(ctx context.Context, row foi.Row) (errand, error) {
	n, known := w.errandOf[row.Number]
	if !known {
		v, err := w.Requests.View(w.as(ctx, w.Office), row.ID)
		if err != nil {
			return errand{}, err
		}
		n = numberIn(v.Want)
		w.errandOf[row.Number] = n
	}
	return w.errand(n), nil
}

// numberIn reads the number of an errand from the mark in its words.
func numberIn(want string) int {
	_, rest, _ := strings.Cut(want, "XS")
	digits, _, _ := strings.Cut(rest, "-")
	n, _ := strconv.Atoi(digits)
	return n
}

// follows has a citizen look after a request: make it clear, pay, take it back. It
// reports whether something was done.
func (w *World) follows(ctx context.Context, day calendar.Day, row foi.Row, e errand) (bool, error) {
	if e.back > 0 && day >= e.day.Add(e.back) && slices.Contains(foi.Alive, row.Status) {
		return true, w.asCitizen(ctx, e, foi.ActWithdraw, func(ctx context.Context, a foi.Access) error { return w.Requests.Withdraw(ctx, a, client) })
	}
	if e.suggests && row.Status == foi.Answered && day.Sub(row.Answered) == thinksFor {
		return true, w.suggest(ctx, row, e)
	}
	if row.Status != foi.Amending || e.amends == 0 || w.luck("amends", day, e.n).IntN(e.amends) != 0 {
		return false, nil
	}
	want := fill(words().Asks.Amended, strconv.Itoa(w.Year-1), pick(w.luck("amended", e.n), words().Asks.Subjects), e.mark)
	return true, w.asCitizen(ctx, e, foi.ActAmend, func(ctx context.Context, a foi.Access) error { return w.Requests.AmendBy(ctx, a, want, client) })
}

// asCitizen has the citizen of an errand do something with number and code. Who has
// mislaid them sends the form once more and reads them again.
func (w *World) asCitizen(ctx context.Context, e errand, act foi.Act, f func(context.Context, foi.Access) error) error {
	if _, has := w.access[e.n]; !has {
		if err := w.file(ctx, e.day, e); err != nil {
			return err
		}
	}
	return w.act(ctx, auth.Actor{}, told(act, w.access[e.n].Number), func(ctx context.Context) error { return f(ctx, w.access[e.n]) })
}
