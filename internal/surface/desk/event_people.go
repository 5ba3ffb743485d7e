package desk

import (
	"bytes"
	"context"
	"crypto/rand"
	"strconv"

	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

type (
	// An eventPeople is the list of an event, as it stands.
	eventPeople struct {
		Of   eventView
		Rows []enrolmentRow
	}
	enrolmentRow struct {
		event.Enrolment
		Tag web.Tag
	}
	// eventContacts are those who enrolled, with how to reach them.
	eventContacts struct {
		Of   event.ID
		Back string
		Rows []contactRow
	}
	contactRow struct {
		event.Contact
		Tag web.Tag
	}
	eventAdd struct {
		event.Adding
		File web.Upload `form:"file" label:"event.file" hint:"event.file_hint" accept:".jpg,.jpeg,.png" max:"10MB" required:"true"`
		onEvent
	}
	eventDrop struct {
		event.Dropping
		onEvent
	}
	eventTake struct {
		event.Enrolling
		onEvent
	}
	eventCome struct {
		event.Coming
		onEvent
		all []event.Enrolment
	}
	eventReach struct {
		event.Reaching
		onEvent
	}
	eventFiled struct {
		event.Filed
		Tag web.Tag
	}
)

// Options are the photographs.
func (in eventDrop) Options(field string) (out []web.Option) {
	if field != "file" {
		return nil
	}
	for _, p := range in.Of.Photos {
		out = append(out, web.Option{Value: strconv.FormatInt(p.File, 10), Label: p.Alt})
	}
	return out
}

// Options are those with a place.
func (in eventCome) Options(field string) []web.Option {
	if field != "came" {
		return nil
	}
	out := []web.Option{}
	for _, n := range in.all {
		if n.Status == event.Placed || n.Status == event.Came {
			out = append(out, web.Option{Value: n.Number, Label: i18n.T("event.check", n.Number, n.Shown, n.People)})
		}
	}
	return out
}

var (
	eventAddPage      = actPage[eventAdd]("event")
	eventDropPage     = actPage[eventDrop]("event")
	eventTakePage     = actPage[eventTake]("event")
	eventComePage     = actPage[eventCome]("event")
	eventReachPage    = actPage[eventReach]("event")
	eventUnmaskPage   = web.MustPage[web.FormView[unmaskForm]](pages, web.Desk, "pages/event/part.html")
	eventPeoplePage   = web.MustPage[eventPeople](pages, web.Desk, "pages/event/enrolments.html")
	eventContactsPage = web.MustPage[eventContacts](pages, web.Desk, "pages/event/people.html")
	eventFiledPage    = web.MustPage[eventFiled](pages, web.Desk, "pages/event/filed.html")
)

// eventPhotoRoutes are the photographs of an event.
func (d *Desk) eventPhotoRoutes() []web.Route {
	s := d.Events
	return []web.Route{
		onEvents(d, eventAddPage, event.ActAdd, func(rev event.Seen, on onEvent) eventAdd {
			return eventAdd{Adding: event.Adding{Seen: rev}, onEvent: on}
		}, d.addPhoto),
		eventAct(d, eventDropPage, event.ActDrop, func(rev event.Seen, on onEvent) eventDrop { return eventDrop{event.Dropping{Seen: rev}, on} }, func(in eventDrop) event.Dropping { return in.Dropping }, s.Drop),
		web.GET(eventPath+"/{id}/photo/{file}", event.See, download(d, s.Photo)),
	}
}

// addPhoto takes a photograph in, and adds it.
func (d *Desk) addPhoto(ctx context.Context, id event.ID, in eventAdd) (*event.Event, error) {
	if in.File.Name == "" {
		return d.Events.Add(ctx, id, in.Adding, event.Picture{})
	}
	p, err := d.Events.Attach(ctx, in.File.Name, bytes.NewReader(in.File.Bytes))
	if err != nil {
		return nil, err
	}
	return d.Events.Add(ctx, id, in.Adding, p)
}

// enrolmentRoutes are the list of an event, and what staff do with it.
func (d *Desk) enrolmentRoutes() []web.Route {
	s, one := d.Events, eventPath+"/{id}"
	back := func(id event.ID) string { return refURL(event.RefOf(id)) }
	return []web.Route{
		web.GET(one+"/enrolments", event.See, web.Show(eventPeoplePage, d.enrolments)),
		web.Form(one+"/take", event.Write, web.Act(eventTakePage, func(ctx context.Context, id event.ID) (in eventTake, err error) {
			v, err := d.event(ctx, id)
			return eventTake{event.Enrolling{People: 1, Token: rand.Text()}, onEvent{event.ActTake, v, v.MayTake}}, err
		}, func(ctx context.Context, id event.ID, in eventTake) (web.Reply, error) {
			out, err := s.Take(ctx, id, in.Enrolling)
			return eventFiledPage.With(eventFiled{out, enrolmentTag(out.Status)}), err
		}, nil, web.Submit("event.take"), web.Cancel(one))),
		web.Form(one+"/come", event.Write, web.Act(eventComePage, d.blankCheck, func(ctx context.Context, id event.ID, in eventCome) (event.ID, error) {
			_, err := s.CheckIn(ctx, id, in.Coming)
			return id, err
		}, back, web.Submit("event.come"), web.Done("event.done"), web.Cancel(one))),
		web.Form(one+"/reach", event.Write, web.Act(eventReachPage, func(ctx context.Context, id event.ID) (in eventReach, err error) {
			v, err := d.event(ctx, id)
			in.onEvent = onEvent{"event.reach", v, v.Unreached > 0}
			return in, err
		}, func(ctx context.Context, id event.ID, in eventReach) (*event.Event, error) {
			return s.Reach(ctx, id, in.Reaching)
		}, eventNext, web.Submit("event.reach"), web.Done("event.done"), web.Cancel(one))),
		web.Form(one+"/people", event.Unmask, web.Act(eventUnmaskPage, func(ctx context.Context, id event.ID) (in unmaskForm, err error) {
			v, err := d.event(ctx, id)
			in.onPart = onPart{Title: i18n.T("foi.unmask"), Back: back(id), Lines: v.Sum}
			return in, err
		}, func(ctx context.Context, id event.ID, in unmaskForm) (web.Reply, error) {
			all, err := s.People(ctx, id, event.Unseal{Reason: in.Reason})
			v := eventContacts{Of: id, Back: back(id)}
			for _, c := range all {
				v.Rows = append(v.Rows, contactRow{c, enrolmentTag(c.Status)})
			}
			return eventContactsPage.With(v), err
		}, nil, web.Submit("foi.unmask"), web.Cancel(one))),
	}
}

func (d *Desk) blankCheck(ctx context.Context, id event.ID) (in eventCome, err error) {
	v, err := d.event(ctx, id)
	if err != nil {
		return in, err
	}
	in.onEvent = onEvent{event.ActCome, v, v.MayCheck}
	in.all, err = d.Events.Enrolments(ctx, id)
	for _, n := range in.all {
		if n.Status == event.Came {
			in.Came = append(in.Came, n.Number)
		}
	}
	return in, err
}

func (d *Desk) enrolments(ctx context.Context, id event.ID) (v eventPeople, err error) {
	if v.Of, err = d.event(ctx, id); err != nil {
		return v, err
	}
	all, err := d.Events.Enrolments(ctx, id)
	for _, n := range all {
		v.Rows = append(v.Rows, enrolmentRow{n, enrolmentTag(n.Status)})
	}
	return v, err
}

func enrolmentTag(s event.Status) web.Tag {
	kind := map[event.Status]string{event.Placed: "info", event.Waiting: "warn", event.Came: "ok"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("event.enrolment_state." + string(s))}
}
