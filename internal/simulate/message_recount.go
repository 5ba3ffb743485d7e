package simulate

import (
	"context"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// written is a letter to the government, as the journal has it.
type written struct {
	life[message.Status, message.Act]
	unit                                int64
	due                                 calendar.Day
	rating                              message.Rating
	came, replied, ended, opened, rated calendar.Day
	moved, held, appealed, again, tardy bool
}

// message follows a letter to the government through the journal.
func (c *Recount) message(e journal.Entry) error {
	var b message.Brief
	if err := e.Decode(&b); err != nil {
		return err
	}
	m := c.messages[e.Ref]
	if m == nil {
		m = &written{}
		c.messages[e.Ref] = m
	}
	if m.follow(c, message.Flow, e, b.Status) {
		m.step(message.Act(e.Act), calendar.DayOf(e.At))
		m.unit, m.due, m.rating = b.Unit, b.Due, b.Rating
	}
	return nil
}

// step notes what an act on a day changes, while its last day stands as it did before.
func (m *written) step(act message.Act, day calendar.Day) {
	switch act { //nolint:exhaustive // the others count nowhere
	case message.ActFile, message.ActReceive:
		m.came = day
	case message.ActHold:
		m.came, m.held = day, true
	case message.ActTransfer, message.ActBack:
		m.moved = true
	case message.ActAppeal:
		m.appealed = true
	case message.ActReopen:
		m.again, m.rated = true, ""
	case message.ActRate:
		m.rated = day
	case message.ActPublish:
		m.opened = day
	case message.ActConceal:
		m.opened = ""
	case message.ActSignOff, message.ActAnswer:
		m.replied, m.tardy, m.opened = day, m.tardy || day > m.due, ""
	}
	switch {
	case slices.Contains(message.Alive, m.state):
		m.ended = ""
	case m.ended == "":
		m.ended = day
	}
}

// A figure is a number that the figures of letters show of a month.
type figure struct {
	set   message.Set
	month string
}

// in are the figures that a letter counts in; one that was late twice may count in two months.
func (m *written) in(today calendar.Day) map[figure]bool {
	out := map[figure]bool{}
	for _, s := range []struct {
		set message.Set
		on  bool
		day calendar.Day
	}{
		{message.Came, true, m.came},
		{message.Done, m.state == message.Replied, m.replied},
		{message.Late, m.tardy, m.replied},
		{message.Late, slices.Contains(message.Alive, m.state) && m.due < today, m.due},
		{message.Opened, m.opened != "", m.opened},
		{message.RatedSet, m.rated != "", m.rated},
		{message.Satisfied, m.rated != "" && (m.rating == message.Content || m.rating == message.Fairly), m.rated},
		{message.Moved, m.moved, m.came},
		{message.Again, m.again, m.came},
		{message.Stopped, m.held, m.came},
		{message.Turned, m.state == message.Refused, m.ended},
		{message.Objected, m.appealed, m.came},
	} {
		if s.on {
			out[figure{s.set, string(s.day[:7])}] = true
		}
	}
	return out
}

// Messages counts the letters by where they stand. One that is open owes its reply, once;
// one that has ended owes none.
func (c *Recount) Messages() (n map[message.Status]int, wrong []string) {
	n = map[message.Status]int{}
	owes := c.owed(message.RuleReply)
	for ref, m := range c.messages {
		n[m.state]++
		want := 0
		if slices.Contains(message.Alive, m.state) {
			want = 1
		}
		if owes[ref] != want {
			wrong = append(wrong, fmt.Sprintf("%s is %s and owes %d replies", ref, m.state, owes[ref]))
		}
	}
	slices.Sort(wrong)
	return n, wrong
}

// checkMessages compares the letters with what was sent, with the lists of the office and of
// the public, and with the figures of each month.
func (w *World) checkMessages(ctx context.Context, c *Recount, v *Verdict) error {
	n, wrong := c.Messages()
	v.Violations = append(v.Violations, wrong...)
	v.Messages, v.Replied = len(c.messages), n[message.Replied]
	sent := 0
	for _, day := range w.days() {
		sent += len(w.notes(day))
	}
	if v.Messages != sent {
		v.violated("%d letters were sent to the government, %d came", sent, v.Messages)
	}
	rows, err := all(w.as(ctx, w.Office), w.Messages.Find, message.Find{})
	if err != nil {
		return err
	}
	if len(rows) != v.Messages {
		v.violated("%d letters to the government are listed, %d came", len(rows), v.Messages)
	}
	for i := range rows {
		if m := c.messages[rows[i].Ref()]; m == nil || m.state != rows[i].Status || m.unit != rows[i].UnitID {
			v.violated("%s is %s with unit %d and in the journal elsewhere", rows[i].Ref(), rows[i].Status, rows[i].UnitID)
		}
	}
	return w.checkMonths(ctx, c, v)
}

// checkMonths compares the figures of the year with the journal, month by month.
func (w *World) checkMonths(ctx context.Context, c *Recount, v *Verdict) error {
	own := map[figure]int{}
	public := 0
	for _, m := range c.messages {
		if m.opened != "" {
			public++
		}
		for f := range m.in(w.DB.Today()) {
			own[f]++
		}
	}
	months, err := w.Messages.Figures(w.as(ctx, w.Office), message.Span{Year: w.Year})
	if err != nil {
		return err
	}
	for _, m := range months {
		for _, set := range message.Sets {
			if n := own[figure{set, m.Month}]; m.N[set] != n {
				v.violated("the figures of letters have %d %s in %s, the journal %d", m.N[set], set, m.Month, n)
			}
		}
	}
	shown, err := all(ctx, w.Messages.PublicList, message.PublicFind{})
	if err == nil && len(shown) != public {
		v.violated("%d letters are public, the journal has %d", len(shown), public)
	}
	return err
}
