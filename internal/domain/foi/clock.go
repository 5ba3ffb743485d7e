package foi

import (
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// The terms of the law that the life of a request asks for.
var (
	termReply   = law.MustTerm("foi.reply")
	termExtend  = law.MustTerm("foi.extend")
	termDelay   = law.MustTerm("foi.delay")
	termClarify = law.MustTerm("foi.clarify")
	termAsk     = law.MustTerm("foi.consult")
	termOrgan   = law.MustTerm("foi.consult_organ")
	termPay     = law.MustTerm("foi.pay")
	termConfirm = law.MustTerm("foi.confirm")
)

// receivedOn is 收到申请之日 (Article 31): the day that the fact of the channel
// happened; "" before it has.
func (f Facts) receivedOn() calendar.Day {
	switch f.Channel {
	case Counter:
		return f.Submitted
	case Express:
		return f.Delivered
	case Portal, Letter, Fax, Mail:
		return f.Confirmed
	}
	return ""
}

// arrivedOn is the earliest day that anybody could call the receipt: the one that
// a cautious office counts from, since a confirmation that is put off would put
// off the reply.
func (f Facts) arrivedOn() calendar.Day {
	if f.Delivered != "" && f.Channel != Counter {
		return f.Delivered
	}
	return f.Submitted
}

// Tick applies what a step does to the clock; flow.Do calls it. The day is that
// of the fact, which a clerk may note a day or two later.
func (r *Request) Tick(e deadline.Effect, on calendar.Day) error {
	m := r.move
	m.Effect = e
	if m.Day == "" {
		m.Day = on
	}
	c, err := r.Clock.Apply(r.cal, m)
	if err != nil {
		return err
	}
	r.Clock = c
	r.refresh()
	return nil
}

// refresh computes the last day from the facts. Of a request that nobody has confirmed
// it is that of the careful reading, which counts from the day on which it came: an
// office that does not pick up the telephone is not in time for that.
func (r *Request) refresh() {
	r.Missed = r.Clock.Missed(r.cal)
	if careful := r.careful(); careful != "" && r.Confirmed > careful && (r.Missed == "" || careful < r.Missed) {
		r.Missed = careful
	}
	if r.Received == "" {
		r.Due, r.Provisional = "", false
		if r.Status == Waiting {
			r.Due = r.careful()
		}
		return
	}
	due := r.Clock.Due(r.cal)
	if due.State == deadline.Stopped {
		return // what it was measured by stays
	}
	r.Due, r.Provisional = due.Day, due.Provisional
}

// careful is the last day of the reply counted from the day on which the request came;
// "" where that is the day of its receipt.
func (r *Request) careful() calendar.Day {
	if !r.Channel.Confirmed() || r.RedoOf != 0 || r.Batch != 0 {
		return ""
	}
	d, err := r.lastDay(r.arrivedOn(), termReply)
	if err != nil {
		return ""
	}
	return d
}

// confirmBy is the last day to confirm the receipt: the day on which the request came,
// or the working day after it.
func (r *Request) confirmBy() calendar.Day {
	d, _ := r.cal.OnOrAfter(r.arrivedOn())
	return d
}

// Cautious is the last day on the strictest reading: counted from when the
// request came, not from when its receipt was confirmed, and with every risk that
// package deadline knows. It is "" where no other reading gives an earlier day.
func (r *Request) Cautious(cal *calendar.Calendar) calendar.Day {
	first := r.Due
	if risks := r.Clock.Risks(cal); len(risks) > 0 && risks[0].Day < first {
		first = risks[0].Day
	}
	if came := r.arrivedOn(); len(r.Clock.Rounds) == 1 && came < r.Clock.Started() {
		c := r.Clock
		c.Rounds = []deadline.Round{c.Rounds[0]}
		c.Rounds[0].From = came
		if due := c.Due(cal); due.Day != "" && due.Day < first {
			first = due.Day
		}
	}
	if first == r.Due {
		return ""
	}
	return first
}

// late notes that a step came after its last day and was done all the same: the
// law lets it happen, and the file says so.
func (r *Request) late(act Act, due, on calendar.Day) {
	if due != "" && on > due {
		r.Late = append(r.Late, Breach{act, due, on})
	}
}

// lastDay is the last day of a term that began on a day.
func (r *Request) lastDay(from calendar.Day, t law.Term) (calendar.Day, error) {
	d, err := deadline.Simple(r.cal, from, t)
	return d.Day, err
}

// Recompute moves the last day of every request whose clock runs to the calendar,
// in the transaction that imports a notice of holidays; the duty to reply is moved
// by its own. It returns how many days changed.
func (s *Service) Recompute(tx *db.Tx, cal *calendar.Calendar) (moved int, err error) {
	open, err := db.All[Request](tx, "FROM foi_request WHERE sort_day < ? AND due <> '' ORDER BY id", never)
	if err != nil {
		return 0, err
	}
	for i := range open {
		r := &open[i]
		old, provisional := r.Due, r.Provisional
		r.cal = cal
		if r.settle(); r.Due == old && r.Provisional == provisional {
			continue
		}
		if r.Due != old {
			moved++
		}
		if err := journal.Add(tx, "foi.recompute", r.Ref(), Brief{Status: r.Status, Unit: r.UnitID, Day: old, Due: r.Due}); err != nil {
			return moved, err
		}
		if err := db.Update(tx, table, r); err != nil {
			return moved, err
		}
	}
	return moved, nil
}
