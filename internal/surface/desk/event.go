package desk

import (
	"context"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const eventPath = "/desk/event"

type (
	// An eventRow is an event as lists show it.
	eventRow struct {
		event.Event
		Unit string
	}
	// An eventView is the page of an event.
	eventView struct {
		event.View
		State   web.Tag
		Facts   []web.Fact
		Sum     []web.Fact // of the places
		Public  string     // its page, if it has one
		Buttons []web.Button
		History []web.Event
	}
	// onEvent is what the form of an act shows beside its fields.
	onEvent struct {
		Act event.Act
		Of  eventView
		May bool
	}
	eventNew struct {
		Unit int64 `form:"unit" label:"event.unit" type:"select" required:"true"`
		event.Edit
	}
	eventEdit struct {
		event.Edit
		onEvent
	}
	eventSeen struct {
		event.Seen
		onEvent
	}
	eventWhy struct {
		event.Because
		onEvent
	}
	eventChange struct {
		event.Change
		onEvent
	}
	eventNote struct {
		event.Record
		onEvent
	}
)

// About says what follows from the act.
func (in onEvent) About() string { return i18n.T("event.about_act." + web.ShortAct(in.Act)) }

// Demands asks for the opinions of a meeting.
func (in eventNote) Demands(field string) bool {
	return (field == "heard" || field == "became") && in.Of.Event.Kind.Hears()
}

var (
	eventList = lineList[event.Find]("event", eventRow.line,
		web.Col[eventRow]{Label: "event.kind", Cell: func(r eventRow) web.Cell { return web.Cell{Text: i18n.T("event.kind." + string(r.Kind))} }},
		web.Col[eventRow]{Label: "event.begins", Class: "num o2", Cell: func(r eventRow) web.Cell { return dayCell(r.Begins) }},
	)
	eventShow       = web.MustPage[eventView](pages, web.Desk, "pages/event/show.html")
	eventNewPage    = web.FormPage[eventNew](web.Desk, "event.make")
	eventEditPage   = actPage[eventEdit]("event")
	eventSeenPage   = actPage[eventSeen]("event")
	eventWhyPage    = actPage[eventWhy]("event")
	eventChangePage = actPage[eventChange]("event")
	eventNotePage   = actPage[eventNote]("event")
)

func (d *Desk) eventRoutes() []web.Route {
	s, one := d.Events, eventPath+"/{id}"
	seen := func(rev event.Seen, on onEvent) eventSeen { return eventSeen{rev, on} }
	ofSeen := func(in eventSeen) event.Seen { return in.Seen }
	why := func(rev event.Seen, on onEvent) eventWhy { return eventWhy{event.Because{Seen: rev}, on} }
	ofWhy := func(in eventWhy) event.Because { return in.Because }
	return slices.Concat([]web.Route{
		web.GET(eventPath, event.See, web.List(eventList, d.findEvents, web.Options("unit", d.unitChoices), web.Empty("event.empty"),
			web.Create(web.Item{Label: "event.make", Path: eventPath + "/new", Perm: event.Write}))),
		web.Form(eventPath+"/new", event.Write, web.Make(eventNewPage, nil, d.makeEvent, eventNext, web.Options("unit", d.unitsOver(event.Write)),
			web.Submit("event.make"), web.Done("event.done"), web.Cancel(eventPath))),
		web.GET(one, event.See, web.Show(eventShow, d.event)),
		eventAct(d, eventEditPage, event.ActEdit, func(rev event.Seen, on onEvent) eventEdit {
			return eventEdit{eventEditOf(&on.Of.Event, rev.Rev), on}
		}, func(in eventEdit) event.Edit { return in.Edit }, s.Edit),
		eventAct(d, eventSeenPage, event.ActAsk, seen, ofSeen, s.Ask),
		eventAct(d, eventWhyPage, event.ActReturn, why, ofWhy, s.Return),
		eventAct(d, eventSeenPage, event.ActApprove, seen, ofSeen, s.Approve),
		eventAct(d, eventChangePage, event.ActChange, func(rev event.Seen, on onEvent) eventChange {
			return eventChange{event.Change{Because: event.Because{Seen: rev}, Schedule: scheduleOf(&on.Of.Event)}, on}
		}, func(in eventChange) event.Change { return in.Change }, s.Change),
		eventAct(d, eventWhyPage, event.ActCancel, why, ofWhy, s.Cancel),
		eventAct(d, eventNotePage, event.ActNote, func(rev event.Seen, on onEvent) eventNote {
			e := &on.Of.Event
			return eventNote{event.Record{Seen: rev, Walkins: e.Walkins, Minutes: e.Minutes, Heard: e.Heard, Became: e.Became}, on}
		}, func(in eventNote) event.Record { return in.Record }, s.Note),
		eventAct(d, eventWhyPage, event.ActRefuse, why, ofWhy, s.Refuse),
		eventAct(d, eventSeenPage, event.ActTell, seen, ofSeen, s.Tell),
		eventAct(d, eventWhyPage, event.ActDiscard, why, ofWhy, s.Discard),
	}, d.eventPhotoRoutes(), d.enrolmentRoutes())
}

func eventNext(e *event.Event) string { return refURL(e.Ref()) }

func scheduleOf(e *event.Event) event.Schedule {
	return event.Schedule{Begins: e.Begins, Starts: e.Starts, Ends: e.Ends, Stops: e.Stops, Place: e.Place, Places: e.Places, Closes: e.Closes}
}

func eventEditOf(e *event.Event, rev int64) event.Edit {
	return event.Edit{Rev: rev, Title: e.Title, Kind: e.Kind, About: e.About, Schedule: scheduleOf(e), Most: e.Most, Who: e.Who, Contact: e.Contact, Access: e.Access}
}

// eventAct is the form of one act on an event: blank makes it, told takes out what the service
// asks for. The permission of each is in the table.
func eventAct[Form, In any](
	d *Desk, page *web.Page[web.FormView[Form]], act event.Act, blank func(rev event.Seen, on onEvent) Form, told func(Form) In,
	do func(context.Context, event.ID, In) (*event.Event, error),
) web.Route {
	return onEvents(d, page, act, blank, func(ctx context.Context, id event.ID, in Form) (*event.Event, error) { return do(ctx, id, told(in)) })
}

func onEvents[Form any](
	d *Desk, page *web.Page[web.FormView[Form]], act event.Act, blank func(rev event.Seen, on onEvent) Form, do func(context.Context, event.ID, Form) (*event.Event, error),
) web.Route {
	at := eventPath + "/{id}"
	return web.Form(at+"/"+web.ActPath(act), event.See, web.Act(page, func(ctx context.Context, id event.ID) (in Form, err error) {
		v, err := d.event(ctx, id)
		return blank(event.Seen{Rev: v.Event.Rev}, onEvent{act, v, slices.Contains(v.Acts, act)}), err
	}, do, eventNext, web.Submit(string(act)), web.Done("event.done"), web.Cancel(at)))
}

func eventTag(s event.Status) web.Tag {
	kind := map[event.Status]string{event.Asked: "warn", event.Open: "info", event.Closed: "info", event.Held: "warn", event.Noted: "warn", event.Told: "ok", event.Cancelled: "bad"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("event.state." + string(s))}
}

func (d *Desk) findEvents(ctx context.Context, q event.Find, p db.Page) (db.Rows[eventRow], error) {
	found, err := d.Events.Find(ctx, q, p)
	if err != nil {
		return db.Rows[eventRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(e event.Event) eventRow { return eventRow{e, names[e.UnitID]} }), err
}

func (d *Desk) makeEvent(ctx context.Context, in eventNew) (*event.Event, error) {
	return d.Events.Make(ctx, in.Unit, in.Edit)
}

func (d *Desk) event(ctx context.Context, id event.ID) (v eventView, err error) {
	if v.View, err = d.Events.View(ctx, id); err != nil {
		return v, err
	}
	e, at := &v.Event, refURL(v.Event.Ref())
	v.State, v.Facts, v.Sum = eventTag(e.Status), eventFacts(&v), placesOf(&v.Counts)
	if slices.Contains(event.Public, e.Status) {
		v.Public = fmt.Sprintf("/event/%d", e.ID)
	}
	acts := v.Acts
	if len(v.Photos) == 0 {
		acts = slices.DeleteFunc(slices.Clone(acts), func(a event.Act) bool { return a == event.ActDrop })
	}
	v.Buttons = web.Buttons(acts, at, "event")
	for _, more := range []struct {
		may bool
		act event.Act
	}{{v.MayTake, event.ActTake}, {v.MayCheck, event.ActCome}} {
		if more.may {
			v.Buttons = append(v.Buttons, web.Button{Href: at + "/" + web.ActPath(more.act), Label: i18n.T(string(more.act)), Secondary: len(v.Buttons) > 0})
		}
	}
	v.History, err = d.history(ctx, e.Ref(), reasonOf)
	return v, err
}

// placesOf are the places, and how many of them are taken.
func placesOf(c *event.Counts) []web.Fact {
	n := func(label string, people int) web.Fact {
		return web.Fact{Label: label, Text: i18n.T("event.people_n", people)}
	}
	return []web.Fact{n("event.taken", c.Taken), n("event.free", c.Free), n("event.waiting", c.Waiting), n("event.came_n", c.Came)}
}

func eventFacts(v *eventView) []web.Fact {
	e, unsure := &v.Event, ""
	if v.Unsure {
		unsure = i18n.T("event.unsure")
	}
	return given([]web.Fact{
		{Label: "event.unit", Text: v.Unit},
		{Label: "event.kind", Text: i18n.T("event.kind." + string(e.Kind))},
		{Label: "event.when", Text: eventWhen(&e.When)},
		{Label: "event.place", Text: e.Place},
		{Label: "event.places", Text: i18n.T("event.people_n", e.Places)},
		{Label: "event.most", Text: i18n.T("event.people_n", e.Most)},
		{Label: "event.closes", Text: string(e.Closes)},
		{Label: "event.who", Text: e.Who},
		{Label: "event.contact", Text: e.Contact},
		{Label: "event.access", Text: e.Access},
		{Label: "event.opened", Text: string(e.Opened)},
		{Label: "event.term", Text: i18n.T("event.term_n", v.Term), Note: unsure},
		{Label: "event.told_on", Text: string(e.ToldOn)},
		{Label: "event.reason", Text: e.Reason},
	})
}

// eventWhen is when an event takes place, in words.
func eventWhen(w *event.When) string {
	if w.Begins == w.Ends {
		return i18n.T("event.from_to_day", w.Begins, w.Starts, w.Stops)
	}
	return i18n.T("event.from_to", w.Begins, w.Starts, w.Ends, w.Stops)
}

// eventBlocks is what waits for the reader on the page of today.
func (d *Desk) eventBlocks(ctx context.Context) ([]Block, error) {
	return waiting(blockOf("event.block", eventPath, "event.block_all"), eventTurns(auth.From(ctx)), func(s event.Status, p db.Page) (db.Rows[eventRow], error) {
		return d.findEvents(ctx, event.Find{Status: s}, p)
	}, eventRow.line)
}

func eventTurns(a auth.Actor) []event.Status {
	return slices.Concat(ifCan(a, event.Approve, event.Asked, event.Noted), ifCan(a, event.Write, event.Held))
}

func (r eventRow) line() Line {
	return Line{Href: refURL(r.Ref()), Title: r.Title, Note: r.Unit, Tag: eventTag(r.Status)}
}
