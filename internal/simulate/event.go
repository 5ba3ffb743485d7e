package simulate

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
)

// eventsAYear is how often a district invites the public in a year, at scale 1; at any scale
// some of them come to everything that can become of one.
const (
	eventsAYear = 30
	fewEvents   = 3
)

// Habits of who comes and who invites, as shares.
const (
	telephones = 0.20 // of guests: call, and staff enter them
	givesBack  = 0.15 // of guests: give their place back, or their place on the list
	crowds     = 0.10 // of guests: try it again with another form
	appears    = 0.85 // of those with a place: come
	rephrased  = 0.15 // of events: the minutes are written once more
	callsOff   = 0.08 // of events
	enlarges   = 0.20 // of events: get more places
	unminuted  = 0.15 // of events: their minutes lie for weeks
)

// Days of an event.
const (
	eventAhead  = 25 // from its draft to its day
	eventCloses = 2  // before its day
	eventGuests = 6  // last days of the enrolment in which people enrol
	eventLater  = 5  // more places
	eventLies   = 40 // from its day to minutes that lie
	eventOften  = 3  // people that one enrolment brings at most
)

// A happening is an event of an office, with everybody who wants to come. It follows from
// the seed and its number.
type happening struct {
	n      int
	unit   unit.Unit
	day    calendar.Day // on which it is written
	begins calendar.Day
	title  string // tells it from every other
	kind   event.Kind
	places int
	guests []guest
	wait   int // days from its day to its minutes

	off, larger, rewritten bool
}

// closes is the last day of the enrolment.
func (h *happening) closes() calendar.Day { return h.begins.Add(-eventCloses) }

// enrols reports whether somebody enrols on a day, or gives a place back, or comes too late for it.
func (h *happening) enrols(day calendar.Day) bool {
	return day > h.closes().Add(-eventGuests) && day <= h.closes().Add(1)
}

// A guest is somebody who wants to come, and whom that person brings along.
type guest struct {
	n      int // of all guests of the year
	on     calendar.Day
	client string
	event.Enrolling
	calls, gives, crowds bool
}

// happenings are those of the year.
func (w *World) happenings() []happening {
	if w.invited != nil {
		return w.invited
	}
	say := words().Events
	for n := range max(fewEvents, int(math.Ceil(eventsAYear*w.Scale))) {
		r := w.luck("event", n)
		h := happening{n: n, unit: pick(r, w.asked), day: w.First().Add(r.IntN(300)), kind: event.Kinds[n%len(event.Kinds)], places: 8 + r.IntN(12), wait: 1 + r.IntN(6)}
		h.begins, _ = w.cal.OnOrAfter(h.day.Add(eventAhead)) // staff are there
		h.title = fill(say.Title, pick(r, say.Subjects), strconv.Itoa(n))
		h.off, h.larger, h.rewritten = n > 1 && often(r, callsOff), n == 1 || often(r, enlarges), often(r, rephrased)
		if n == 0 || often(r, unminuted) {
			h.wait = eventLies
		}
		for people := 0; people < h.places*3/2; {
			g := guest{n: 1000*n + len(h.guests), on: h.closes().Add(-r.IntN(eventGuests)), calls: often(r, telephones), gives: often(r, givesBack), crowds: often(r, crowds)}
			g.client = fmt.Sprintf("203.0.%d.%d", g.n>>8%256, g.n%256)
			g.Name, g.Phone, g.People = words().name(r), fmt.Sprintf("134%08d", 10_000_000+g.n*2749%80_000_000), 1+r.IntN(eventOften)
			g.Token = fmt.Sprintf("event-%d-%d-%d", w.Seed, w.Year, g.n)
			people += g.People
			h.guests = append(h.guests, g)
		}
		w.invited = append(w.invited, h)
	}
	return w.invited
}

// happened are the events of the district by their titles.
func (w *World) happened(ctx context.Context) (map[string]*event.Event, error) {
	rows, err := all(w.as(ctx, w.Office), w.Events.Find, event.Find{})
	out := map[string]*event.Event{}
	for i := range rows {
		out[rows[i].Title] = &rows[i]
	}
	return out, err
}

// hosts has offices invite the public, and say what came of it.
func (w *World) hosts(ctx context.Context, day calendar.Day) error {
	due := func(h *happening) bool { return h.day <= day }
	return eachPlan(ctx, w.happenings(), due, w.happened, func(h *happening) string { return h.title }, func(h *happening, e *event.Event) error { return w.eventStep(ctx, day, h, e) })
}

// eventStep is the next step of the office that invites.
func (w *World) eventStep(ctx context.Context, day calendar.Day, h *happening, e *event.Event) error {
	step := steps[event.Act](ctx, w, h.unit.ID, h.title)
	if e == nil {
		return step(event.Write, event.ActMake, nil, func(ctx context.Context) error {
			_, err := w.Events.Make(ctx, h.unit.ID, h.edit())
			return err
		})
	}
	seen := event.Seen{Rev: e.Rev}
	switch e.Status { //nolint:exhaustive // the others wait for nobody
	case event.Draft:
		if err := w.enters(ctx, e, &h.guests[0], "an enrolment in a draft"); err != nil {
			return err
		}
		return step(event.Write, event.ActAsk, nil, func(ctx context.Context) error { _, err := w.Events.Ask(ctx, e.ID, seen); return err })
	case event.Asked:
		return step(event.Approve, event.ActApprove, []int64{e.By[event.ActEdit], e.By[event.ActAsk]}, func(ctx context.Context) error {
			_, err := w.Events.Approve(ctx, e.ID, seen)
			return err
		})
	case event.Open, event.Closed:
		return w.arranges(ctx, day, h, e, step)
	case event.Held, event.Noted:
		return w.minutes(day, h, e, step)
	case event.Cancelled:
		return w.calls(ctx, e, step)
	}
	return nil
}

// edit is what is written of an event.
func (h *happening) edit() event.Edit {
	say := words().Events
	return event.Edit{
		Title: h.title, Kind: h.kind, About: say.About, Schedule: h.schedule(h.places), Most: eventOften, Who: say.Who, Contact: say.Contact, Access: say.Access,
	}
}

func (h *happening) schedule(places int) event.Schedule {
	return event.Schedule{Begins: h.begins, Starts: "14:00", Ends: h.begins, Stops: "16:00", Place: words().Events.Place, Places: places, Closes: h.closes()}
}

// arranges has the office find more places, call an event off, call those who got a place, and
// on the day note who has come.
func (w *World) arranges(ctx context.Context, day calendar.Day, h *happening, e *event.Event, step stepper[event.Act]) error {
	because := event.Because{Seen: event.Seen{Rev: e.Rev}, Reason: words().Events.Because}
	switch {
	case h.off && e.Status == event.Closed && day < e.Begins:
		return step(event.Approve, event.ActCancel, nil, func(ctx context.Context) error { _, err := w.Events.Cancel(ctx, e.ID, because); return err })
	case h.larger && e.Places == h.places && day.Sub(e.Closes) > -eventCloses && day < e.Begins:
		return step(event.Approve, event.ActChange, nil, func(ctx context.Context) error {
			_, err := w.Events.Change(ctx, e.ID, event.Change{Because: because, Schedule: h.schedule(h.places + eventLater)})
			return err
		})
	case day == e.Begins:
		return w.receives(ctx, h, e)
	}
	return w.calls(ctx, e, step)
}

// calls has the office call those who are to be told something and whom no message reaches.
func (w *World) calls(ctx context.Context, e *event.Event, step stepper[event.Act]) error {
	v, err := w.Events.View(w.as(ctx, w.Office), e.ID)
	if err != nil || v.Unreached == 0 {
		return err
	}
	return step(event.Write, actReach, nil, func(ctx context.Context) error {
		_, err := w.Events.Reach(ctx, e.ID, event.Reaching{Note: words().Events.Called})
		return err
	})
}

// actReach is that staff have called whom no message reached.
const actReach event.Act = "event.reach"

// receives has the office note who has come: first everybody, which is a mistake that it puts right.
func (w *World) receives(ctx context.Context, h *happening, e *event.Event) error {
	who, err := w.Holder(h.unit.ID, event.Write)
	if err != nil {
		return err
	}
	list, err := w.Events.Enrolments(w.as(ctx, w.Office), e.ID)
	if err != nil {
		return err
	}
	var placed, came []string
	for i, n := range list {
		if n.Status != event.Placed && n.Status != event.Came {
			continue
		}
		if placed = append(placed, n.Number); often(w.luck("came", h.n, i), appears) {
			came = append(came, n.Number)
		}
	}
	for _, numbers := range [][]string{placed, came} {
		err := w.does(ctx, who, func(ctx context.Context) error {
			_, err := w.Events.CheckIn(ctx, e.ID, event.Coming{Came: numbers})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// minutes has the office write what came of an event, and publish it.
func (w *World) minutes(day calendar.Day, h *happening, e *event.Event, step stepper[event.Act]) error {
	say, seen := words().Events, event.Seen{Rev: e.Rev}
	switch {
	case e.Status == event.Held && day.Sub(e.Ends) >= h.wait:
		return step(event.Write, event.ActNote, nil, func(ctx context.Context) error {
			_, err := w.Events.Note(ctx, e.ID, event.Record{Seen: seen, Walkins: h.n % 3, Minutes: say.Minutes, Heard: say.Heard, Became: say.Became})
			return err
		})
	case e.Status == event.Noted && h.rewritten && e.By[event.ActRefuse] == 0:
		return step(event.Approve, event.ActRefuse, nil, func(ctx context.Context) error {
			_, err := w.Events.Refuse(ctx, e.ID, event.Because{Seen: seen, Reason: say.Because})
			return err
		})
	case e.Status == event.Noted:
		return step(event.Approve, event.ActTell, []int64{e.By[event.ActNote]}, func(ctx context.Context) error {
			_, err := w.Events.Tell(ctx, e.ID, seen)
			return err
		})
	}
	return nil
}

// guests has everybody enrol whose day it is, and give a place back on the next.
func (w *World) guests(ctx context.Context, day calendar.Day) error {
	due := func(h *happening) bool { return h.enrols(day) }
	return eachPlan(ctx, w.happenings(), due, w.happened, func(h *happening) string { return h.title }, func(h *happening, e *event.Event) error { return w.guestsOf(ctx, day, h, e) })
}

func (w *World) guestsOf(ctx context.Context, day calendar.Day, h *happening, e *event.Event) error {
	if e == nil {
		return nil
	}
	if day == h.closes().Add(1) {
		return w.enters(ctx, e, &guest{n: -1, client: h.guests[0].client, Enrolling: event.Enrolling{Name: h.guests[0].Name, Phone: "13300000000", People: 1}}, "an enrolment after the last day")
	}
	for i := range h.guests {
		g := &h.guests[i]
		if g.on != day && (!g.gives || g.on != day.Add(-1)) {
			continue
		}
		if err := insists(func() error { return w.guestTurn(ctx, day, h, e, g) }); err != nil {
			return fmt.Errorf("guest %d: %w", g.n, err)
		}
	}
	return nil
}

// guestTurn has one person enrol, or give the place back. Who has mislaid the code comes.
func (w *World) guestTurn(ctx context.Context, day calendar.Day, h *happening, e *event.Event, g *guest) error {
	if g.on == day {
		return w.enrols(ctx, h, e, g)
	}
	code := w.tickets[g.n]
	if code == (foi.Access{}) {
		return nil
	}
	return w.act(ctx, auth.Actor{}, told(event.ActWithdraw, h.title), func(ctx context.Context) error {
		m, err := w.Events.Track(ctx, event.By{Access: code}, g.client)
		if err != nil || m.Status == event.Withdrawn { // given back before a hitch
			return err
		}
		_, err = w.Events.Withdraw(ctx, event.By{Pass: m.Pass}, g.client)
		return err
	})
}

// enrols has one person enrol, on the portal or by a call. Sent again it is the same enrolment,
// with the same code.
func (w *World) enrols(ctx context.Context, h *happening, e *event.Event, g *guest) (err error) {
	who, act, send := auth.Actor{}, event.ActEnrol, func(ctx context.Context) (event.Filed, error) {
		return w.Events.Enrol(ctx, e.ID, g.Enrolling, "", g.client)
	}
	if g.calls && w.cal.Works(g.on) {
		if who, err = w.Holder(h.unit.ID, event.Write); err != nil {
			return err
		}
		act, send = event.ActTake, func(ctx context.Context) (event.Filed, error) { return w.Events.Take(ctx, e.ID, g.Enrolling) }
	}
	err = w.submits(ctx, who, func(ctx context.Context) (Ack, bool, error) {
		out, err := send(ctx)
		if err == nil {
			w.tickets[g.n] = foi.Access{Number: out.Number, Code: out.Code}
		}
		return told(act, h.title), out.Again, err
	})
	if err != nil || !g.crowds {
		return err
	}
	twin := *g
	twin.Token += " once more"
	return passing(w.enters(ctx, e, &twin, "a second enrolment of a telephone"))
}

// enters has somebody try to enrol who may not.
func (w *World) enters(ctx context.Context, e *event.Event, g *guest, what string) error {
	return w.refused(ctx, auth.Actor{}, what, func(ctx context.Context) error {
		_, err := w.Events.Enrol(ctx, e.ID, g.Enrolling, "", g.client)
		return err
	})
}
