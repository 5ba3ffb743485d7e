package simulate

import (
	"context"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/platform/journal"
)

// invited is an event, as the journal has it: the people of its enrolments, in the order of
// the list, and nobody's name.
type invited struct {
	life[event.Status, event.Act]
	places  int
	entered int // people who wanted to come
	taken   int // of those: have a place
	waits   int // of those: wait for one
	back    int // of those: gave theirs back
	list    []*enrolled
	at      map[string]*enrolled
}

// enrolled is one enrolment, as the journal has it.
type enrolled struct {
	life[event.Status, event.Act]
	people int
}

// event follows an event and its enrolments through the journal.
func (c *Recount) event(e journal.Entry, enrolment bool) error {
	var b struct {
		State  event.Status `json:"state"`
		Event  event.ID     `json:"event_id"`
		Places int          `json:"places"`
		People int          `json:"people"`
	}
	if err := e.Decode(&b); err != nil {
		return err
	}
	ref := e.Ref
	if enrolment {
		ref = event.RefOf(b.Event)
		c.done[e.Act+" "+ref]++ // whoever enrols is told of the event
	}
	v := c.invited[ref]
	if v == nil {
		v = &invited{at: map[string]*enrolled{}}
		c.invited[ref] = v
	}
	if event.Act(e.Act) != event.ActSeat {
		v.settled(c, ref)
	}
	switch {
	case enrolment:
		v.enrolment(c, e, ref, b.State, b.People)
	case v.follow(c, event.Flow, e, b.State) && b.Places > 0: // a public step says how many
		v.places = b.Places
	}
	if v.taken > v.places && v.state != event.Draft && v.state != event.Asked {
		c.odd("%s: %s has %d places and %d are taken", e.Act, ref, v.places, v.taken)
	}
	return nil
}

// enrolment follows one enrolment: it enters while the event is open, and the first on the list
// who fits gets what is free.
func (v *invited) enrolment(c *Recount, e journal.Entry, ref string, to event.Status, people int) {
	n, act := v.at[e.Ref], event.Act(e.Act)
	if n == nil {
		n = &enrolled{people: people}
		v.at[e.Ref], v.list = n, append(v.list, n)
	}
	was := n.state
	if !n.follow(c, event.EnrolmentFlow, e, to) {
		return
	}
	if people != n.people {
		c.odd("%s of %s with %d people, it has %d", e.Act, e.Ref, people, n.people)
	}
	switch act { //nolint:exhaustive // the others move nobody
	case event.ActEnrol, event.ActTake:
		v.entered, v.waits = v.entered+people, v.waits+people
		if v.state != event.Open {
			c.odd("%s of %s while %s is %s", e.Act, e.Ref, ref, v.state)
		}
	case event.ActSeat:
		for _, m := range v.list[:slices.Index(v.list, n)] {
			if m.state == event.Waiting && m.people <= v.places-v.taken {
				c.odd("%s of %s before somebody who has waited longer", e.Act, e.Ref)
				break
			}
		}
		v.waits, v.taken = v.waits-people, v.taken+people
	case event.ActWithdraw:
		if v.back += people; was == event.Placed {
			v.taken -= people
		} else {
			v.waits -= people
		}
	}
}

// settled reports whoever waits while there is room, once the places have gone down the list.
func (v *invited) settled(c *Recount, ref string) {
	if v.state != event.Open && v.state != event.Closed {
		return
	}
	for _, n := range v.list {
		if n.state == event.Waiting && n.people <= v.places-v.taken {
			c.odd("%s: %d wait while %d of %d places are free", ref, n.people, v.places-v.taken, v.places)
		}
	}
}

// counts are the numbers of an event, added up enrolment by enrolment.
func (v *invited) counts() (k event.Counts) {
	k.Places = v.places
	for _, n := range v.list {
		switch n.state { //nolint:exhaustive // the others are states of the event
		case event.Withdrawn:
			k.Withdrawn++
			continue
		case event.Waiting:
			k.Waiting += n.people
		case event.Came:
			k.Came += n.people
			fallthrough
		case event.Placed:
			k.Taken += n.people
		}
		k.Enrolled++
	}
	k.Free = k.Places - k.Taken
	return k
}

// Events counts the events by where they stand. What was held owes its minutes, once; what was
// called off owes none. Everybody who enrolled has a place, waits, or gave it back.
func (c *Recount) Events() (n map[event.Status]int, wrong []string) {
	n = map[event.Status]int{}
	owes, ever := c.owed(event.RuleTell), c.owedEver(event.RuleTell)
	for ref, v := range c.invited {
		n[v.state]++
		want, once := 0, 0
		switch v.state { //nolint:exhaustive // the others owe nothing
		case event.Held, event.Noted:
			want, once = 1, 1
		case event.Told:
			once = 1
		}
		if owes[ref] != want || ever[ref] != once {
			wrong = append(wrong, fmt.Sprintf("%s is %s and owes %d minutes, of %d that it ever owed", ref, v.state, owes[ref], ever[ref]))
		}
		k := v.counts()
		if v.entered != v.taken+v.waits+v.back || k.Taken != v.taken || k.Waiting != v.waits {
			wrong = append(wrong, fmt.Sprintf("%s: %d enrolled, %d have a place, %d wait, %d gave it back", ref, v.entered, v.taken, v.waits, v.back))
		}
	}
	slices.Sort(wrong)
	return n, wrong
}

// checkEvents compares the events with the lists, and the numbers of each with its enrolments.
func (w *World) checkEvents(ctx context.Context, c *Recount, v *Verdict) error {
	n, wrong := c.Events()
	v.Violations = append(v.Violations, wrong...)
	v.Events, v.Minutes = len(c.invited), n[event.Told]
	there, err := w.happened(ctx)
	if err != nil {
		return err
	}
	if len(there) != v.Events || v.Events != len(w.happenings()) {
		v.violated("%d events are listed, %d were made, of %d", len(there), v.Events, len(w.happenings()))
	}
	for i := range w.happenings() {
		h := &w.happenings()[i]
		e := there[h.title]
		if e == nil {
			continue // it is missed above
		}
		own := c.invited[e.Ref()]
		if own == nil || own.state != e.Status || e.Status != event.Told && e.Status != event.Cancelled {
			v.violated("%s is %s and in the journal something else", e.Ref(), e.Status)
			continue
		}
		if v.Guests += own.entered; len(own.list) != len(h.guests) {
			v.violated("%d wanted to come to %s, %d enrolled", len(h.guests), e.Ref(), len(own.list))
		}
		shown, err := w.Events.Show(ctx, e.ID)
		if err != nil {
			return err
		}
		if shown.Counts != own.counts() {
			v.violated("%s shows %+v, which its enrolments in the journal do not come to: %+v", e.Ref(), shown.Counts, own.counts())
		}
	}
	return nil
}
