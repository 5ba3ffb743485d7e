package api

import (
	"context"

	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web"
)

// consultEndpoints are about consultations, their opinions and their hearings. The contact is
// masked; opening it is an act with a reason, as at the desk.
func (a *API) consultEndpoints() []Endpoint {
	s := a.Consults
	return []Endpoint{
		list("/consults", "consult.list", consult.See, s.Find),
		create("/consults", "consult.make", consult.Write, a.makeConsult),
		get("/consults/{id}", "consult.get", consult.See, s.View),
		act("/consults/{id}/edit", "consult.edit", consult.Write, s.Edit),
		act("/consults/{id}/ask", "consult.ask", consult.Write, s.Ask),
		act("/consults/{id}/return", "consult.return", consult.Approve, s.Return),
		act("/consults/{id}/approve", "consult.approve", consult.Approve, s.Approve),
		act("/consults/{id}/extend", "consult.extend", consult.Approve, s.Extend),
		act("/consults/{id}/take", "consult.take", consult.Write, s.Take),
		act("/consults/{id}/revise", "consult.revise", consult.Write, s.Revise),
		act("/consults/{id}/decide", "consult.decide", consult.Write, s.Decide),
		act("/consults/{id}/change", "consult.change", consult.Write, s.Change),
		act("/consults/{id}/undo", "consult.undo", consult.Write, s.Undo),
		act("/consults/{id}/find", "consult.find", consult.Write, s.Conclude),
		act("/consults/{id}/refuse", "consult.refuse", consult.Approve, s.Refuse),
		act("/consults/{id}/tell", "consult.tell", consult.Approve, s.Tell),
		act("/consults/{id}/discard", "consult.discard", consult.Write, s.Discard),
		act("/consults/{id}/call", "consult.call", consult.Approve, s.Call),
		list("/consults/opinions", "consult.opinions", consult.See, a.opinions),
		get("/consults/opinions/{id}", "consult.opinion", consult.See, s.Opinion),
		act("/consults/opinions/{id}/apart", "consult.apart", consult.Write, s.Apart),
		act("/consults/opinions/{id}/aside", "consult.aside", consult.Write, s.SetAside),
		act("/consults/opinions/{id}/restore", "consult.restore", consult.Write, s.Restore),
		act("/consults/opinions/{id}/sender", "consult.unmask", consult.Unmask, s.Unmask),
		get("/consults/hearings/{id}", "consult.hearing", consult.See, s.Hearing),
		act("/consults/hearings/{id}/postpone", "consult.postpone", consult.Approve, s.Postpone),
		act("/consults/hearings/{id}/draw", "consult.draw", consult.Write, s.Draw),
		act("/consults/hearings/{id}/deliver", "consult.deliver", consult.Write, s.Deliver),
		act("/consults/hearings/{id}/hold", "consult.hold", consult.Write, s.Hold),
		act("/consults/hearings/{id}/cancel", "consult.cancel", consult.Approve, s.Cancel),
		act("/consults/hearings/{id}/people", "consult.people", consult.Unmask, a.hearingPeople),
	}
}

// publicConsultEndpoints are what anybody does through a program: to read what is asked, to
// send an opinion and to follow it. Number and code stand in the body, so that no log has them.
func (a *API) publicConsultEndpoints() []Endpoint {
	return []Endpoint{
		list("/public/consults", "public.consults", auth.Public, func(ctx context.Context, _ struct{}, p db.Page) (db.Rows[consult.Consult], error) {
			return a.Consults.Shown(applicant(ctx), p)
		}),
		get("/public/consults/{id}", "public.consult", auth.Public, func(ctx context.Context, id consult.ID) (consult.Asking, error) {
			return a.Consults.Show(applicant(ctx), id)
		}),
		act("/public/consults/{id}/opinion", "public.consult_send", auth.Public, func(ctx context.Context, id consult.ID, in consult.Sending) (consult.Filed, error) {
			return a.Consults.Send(applicant(ctx), id, in, "", web.ClientAddress(ctx))
		}),
		run("/public/consults/track", "public.consult_track", auth.Public, func(ctx context.Context, in foi.Access) (consult.Mine, error) {
			return a.Consults.Track(applicant(ctx), consult.By{Access: in}, web.ClientAddress(ctx))
		}),
		run("/public/consults/withdraw", "public.consult_withdraw", auth.Public, func(ctx context.Context, in foi.Access) (consult.Mine, error) {
			return a.Consults.Withdraw(applicant(ctx), consult.By{Access: in}, web.ClientAddress(ctx))
		}),
		act("/public/consults/hearings/{id}/enrol", "public.consult_enrol", auth.Public, func(ctx context.Context, id consult.HearingID, in consult.Enrolling) (consult.Filed, error) {
			return a.Consults.Enrol(applicant(ctx), id, in, "", web.ClientAddress(ctx))
		}),
	}
}

// A newConsult is a consultation with the unit that asks.
type newConsult struct {
	Unit int64 `json:"unit" form:"unit" label:"consult.unit" required:"true"`
	consult.Edit
}

func (a *API) makeConsult(ctx context.Context, in newConsult) (*consult.Consult, error) {
	return a.Consults.Make(ctx, in.Unit, in.Edit)
}

// An opinionsOf is a list of the opinions of one consultation.
type opinionsOf struct {
	Consult consult.ID `form:"consult" json:"consult" label:"consult.consults" required:"true"`
	consult.OpinionFind
}

func (a *API) opinions(ctx context.Context, q opinionsOf, p db.Page) (db.Rows[consult.OpinionRow], error) {
	q.ID = q.Consult
	return a.Consults.Opinions(ctx, q.OpinionFind, p)
}

// hearingContacts are those who take part, with how to reach them.
type hearingContacts struct {
	People []consult.Sender `json:"people"`
}

func (a *API) hearingPeople(ctx context.Context, id consult.HearingID, in consult.Unseal) (hearingContacts, error) {
	all, err := a.Consults.Enrolled(ctx, id, in)
	return hearingContacts{all}, err
}
