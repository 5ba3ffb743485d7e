package api

import (
	"bytes"
	"context"

	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web"
)

// eventEndpoints are about events and who enrolled in them. Contacts are masked; opening them
// is an act with a reason, as at the desk.
func (a *API) eventEndpoints() []Endpoint {
	s := a.Events
	return []Endpoint{
		list("/events", "event.list", event.See, s.Find),
		create("/events", "event.make", event.Write, a.makeEvent),
		get("/events/{id}", "event.get", event.See, s.View),
		get("/events/{id}/enrolments", "event.enrolments", event.See, a.enrolments),
		act("/events/{id}/edit", "event.edit", event.Write, s.Edit),
		act("/events/{id}/ask", "event.ask", event.Write, s.Ask),
		act("/events/{id}/return", "event.return", event.Approve, s.Return),
		act("/events/{id}/approve", "event.approve", event.Approve, s.Approve),
		act("/events/{id}/change", "event.change", event.Approve, s.Change),
		act("/events/{id}/cancel", "event.cancel", event.Approve, s.Cancel),
		act("/events/{id}/take", "event.take", event.Write, s.Take),
		act("/events/{id}/come", "event.come", event.Write, s.CheckIn),
		act("/events/{id}/reach", "event.reach", event.Write, s.Reach),
		act("/events/{id}/people", "event.people", event.Unmask, a.eventPeople),
		act("/events/{id}/add", "event.add", event.Write, a.addPhoto),
		act("/events/{id}/drop", "event.drop", event.Write, s.Drop),
		act("/events/{id}/note", "event.note", event.Write, s.Note),
		act("/events/{id}/refuse", "event.refuse", event.Approve, s.Refuse),
		act("/events/{id}/tell", "event.tell", event.Approve, s.Tell),
		act("/events/{id}/discard", "event.discard", event.Write, s.Discard),
	}
}

// publicEventEndpoints are what anybody does through a program: to read what there is, to enrol
// and to follow it. Number and code stand in the body, so that no log has them.
func (a *API) publicEventEndpoints() []Endpoint {
	return []Endpoint{
		list("/public/events", "public.events", auth.Public, func(ctx context.Context, _ struct{}, p db.Page) (db.Rows[event.Event], error) {
			return a.Events.Announced(applicant(ctx), p)
		}),
		get("/public/events/{id}", "public.event", auth.Public, func(ctx context.Context, id event.ID) (event.Shown, error) {
			return a.Events.Show(applicant(ctx), id)
		}),
		act("/public/events/{id}/enrol", "public.event_enrol", auth.Public, func(ctx context.Context, id event.ID, in event.Enrolling) (event.Filed, error) {
			return a.Events.Enrol(applicant(ctx), id, in, "", web.ClientAddress(ctx))
		}),
		run("/public/events/track", "public.event_track", auth.Public, func(ctx context.Context, in foi.Access) (event.Mine, error) {
			return a.Events.Track(applicant(ctx), event.By{Access: in}, web.ClientAddress(ctx))
		}),
		run("/public/events/withdraw", "public.event_withdraw", auth.Public, func(ctx context.Context, in foi.Access) (event.Mine, error) {
			return a.Events.Withdraw(applicant(ctx), event.By{Access: in}, web.ClientAddress(ctx))
		}),
	}
}

// A newEvent is an event with the unit that invites.
type newEvent struct {
	Unit int64 `json:"unit" form:"unit" label:"event.unit" required:"true"`
	event.Edit
}

func (a *API) makeEvent(ctx context.Context, in newEvent) (*event.Event, error) {
	return a.Events.Make(ctx, in.Unit, in.Edit)
}

// eventEnrolments is the list of an event, in its order.
type eventEnrolments struct {
	Items []event.Enrolment `json:"items"`
}

func (a *API) enrolments(ctx context.Context, id event.ID) (eventEnrolments, error) {
	all, err := a.Events.Enrolments(ctx, id)
	return eventEnrolments{all}, err
}

// eventContacts are those who enrolled, with how to reach them.
type eventContacts struct {
	People []event.Contact `json:"people"`
}

func (a *API) eventPeople(ctx context.Context, id event.ID, in event.Unseal) (eventContacts, error) {
	all, err := a.Events.People(ctx, id, in)
	return eventContacts{all}, err
}

// An addedPhoto is a photograph with its file.
type addedPhoto struct {
	event.Adding
	File web.Upload `form:"file" label:"event.file" hint:"event.file_hint" max:"10MB" required:"true"`
}

func (a *API) addPhoto(ctx context.Context, id event.ID, in addedPhoto) (*event.Event, error) {
	p, err := a.Events.Attach(ctx, in.File.Name, bytes.NewReader(in.File.Bytes))
	if err != nil {
		return nil, err
	}
	return a.Events.Add(ctx, id, in.Adding, p)
}
