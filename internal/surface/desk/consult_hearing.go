package desk

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

type (
	// A hearingView is the page of a hearing.
	hearingView struct {
		consult.HearingView
		State   web.Tag
		Facts   []web.Fact
		Buttons []web.Button
		History []web.Event
		Back    string
	}
	onHearing struct {
		Act consult.Act
		Of  hearingView
		May bool
	}
	hearingWhy struct {
		consult.Because
		onHearing
	}
	hearingPostpone struct {
		consult.Postponing
		onHearing
	}
	hearingDraw struct {
		consult.Drawing
		onHearing
	}
	hearingDeliver struct {
		consult.Delivery
		onHearing
	}
	hearingHold struct {
		consult.Record
		onHearing
	}
	// hearingPeople are those who take part, with how to reach them.
	hearingPeople struct {
		Back   string
		People [][]web.Fact
	}
)

// About says what follows from the act.
func (in onHearing) About() string { return i18n.T("consult.about." + web.ShortAct(in.Act)) }

var (
	hearingShow         = web.MustPage[hearingView](pages, web.Desk, "pages/consult/hearing.html")
	hearingWhyPage      = hearingActPage[hearingWhy]()
	hearingPostponePage = hearingActPage[hearingPostpone]()
	hearingDrawPage     = hearingActPage[hearingDraw]()
	hearingDeliverPage  = hearingActPage[hearingDeliver]()
	hearingHoldPage     = hearingActPage[hearingHold]()
	hearingUnmaskPage   = web.MustPage[web.FormView[unmaskForm]](pages, web.Desk, "pages/consult/part.html")
	hearingPeoplePage   = web.MustPage[hearingPeople](pages, web.Desk, "pages/consult/people.html")
)

func hearingActPage[In any]() *web.Page[web.FormView[In]] {
	return web.MustPage[web.FormView[In]](pages, web.Desk, "pages/consult/hearing_act.html")
}

func hearingNext(h *consult.Hearing) string { return refURL(h.Ref()) }

func (d *Desk) consultHearingRoutes() []web.Route {
	s, one := d.Consults, consultHearing+"/{id}"
	return []web.Route{
		web.GET(one, consult.See, web.Show(hearingShow, d.hearing)),
		onHearings(d, hearingPostponePage, consult.ActPostpone, func(on onHearing) hearingPostpone {
			h := &on.Of.HearingView
			return hearingPostpone{consult.Postponing{Because: consult.Because{Rev: h.Rev}, Day: h.Day, Time: h.Time, Place: h.Place}, on}
		}, func(in hearingPostpone) consult.Postponing { return in.Postponing }, s.Postpone),
		onHearings(d, hearingDrawPage, consult.ActDraw, func(on onHearing) hearingDraw { return hearingDraw{consult.Drawing{Rev: on.Of.Rev}, on} }, func(in hearingDraw) consult.Drawing { return in.Drawing }, s.Draw),
		onHearings(d, hearingDeliverPage, consult.ActDeliver, func(on onHearing) hearingDeliver { return hearingDeliver{consult.Delivery{Rev: on.Of.Rev}, on} }, func(in hearingDeliver) consult.Delivery { return in.Delivery }, s.Deliver),
		onHearings(d, hearingHoldPage, consult.ActHold, func(on onHearing) hearingHold { return hearingHold{consult.Record{Rev: on.Of.Rev}, on} }, func(in hearingHold) consult.Record { return in.Record }, s.Hold),
		onHearings(d, hearingWhyPage, consult.ActCancel, func(on onHearing) hearingWhy { return hearingWhy{consult.Because{Rev: on.Of.Rev}, on} }, func(in hearingWhy) consult.Because { return in.Because }, s.Cancel),
		web.Form(one+"/people", consult.Unmask, web.Act(hearingUnmaskPage, func(ctx context.Context, id consult.HearingID) (in unmaskForm, err error) {
			v, err := d.hearing(ctx, id)
			in.onPart = onPart{Title: i18n.T("foi.unmask"), Back: refURL(v.Ref()), Lines: v.Facts}
			return in, err
		}, func(ctx context.Context, id consult.HearingID, in unmaskForm) (web.Reply, error) {
			all, err := s.Enrolled(ctx, id, consult.Unseal{Reason: in.Reason})
			v := hearingPeople{Back: refURL(consult.HearingRef(id))}
			for _, who := range all {
				v.People = append(v.People, contactFacts(who))
			}
			return hearingPeoplePage.With(v), err
		}, nil, web.Submit("foi.unmask"), web.Cancel(one))),
	}
}

func onHearings[Form, In any](
	d *Desk, page *web.Page[web.FormView[Form]], act consult.Act, blank func(on onHearing) Form, told func(Form) In,
	do func(context.Context, consult.HearingID, In) (*consult.Hearing, error),
) web.Route {
	at := consultHearing + "/{id}"
	return web.Form(at+"/"+web.ActPath(act), consult.See, web.Act(page, func(ctx context.Context, id consult.HearingID) (in Form, err error) {
		v, err := d.hearing(ctx, id)
		return blank(onHearing{act, v, slices.Contains(v.Acts, act)}), err
	}, func(ctx context.Context, id consult.HearingID, in Form) (*consult.Hearing, error) {
		return do(ctx, id, told(in))
	}, hearingNext, web.Submit(string(act)), web.Done("consult.done"), web.Cancel(at)))
}

func hearingTag(s consult.Status) web.Tag {
	kind := map[consult.Status]string{consult.Called: "info", consult.Drawn: "warn", consult.Delivered: "info", consult.Held: "ok", consult.Cancelled: "bad"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("consult.hearing_state." + string(s))}
}

func (d *Desk) hearing(ctx context.Context, id consult.HearingID) (v hearingView, err error) {
	if v.HearingView, err = d.Consults.Hearing(ctx, id); err != nil {
		return v, err
	}
	h := &v.HearingView
	v.State, v.Back = hearingTag(h.Status), refURL(consult.RefOf(h.Consult))
	v.Facts = given([]web.Fact{
		{Label: "consult.hearing_day", Text: string(h.Day), Note: h.Time},
		{Label: "consult.hearing_place", Text: h.Place},
		{Label: "consult.seats", Text: i18n.T("consult.enrolled_n", h.Seats)},
		{Label: "consult.enrol_until", Text: string(h.Until)},
		{Label: "consult.enrolled", Text: i18n.T("consult.enrolled_n", h.N)},
		{Label: "consult.seed_source", Text: h.Source},
		{Label: "consult.seed", Text: h.Seed},
		{Label: "consult.drawn", Text: string(h.Drawn)},
		{Label: "consult.material_until", Text: string(h.Delivery)},
		{Label: "consult.delivered", Text: string(h.Delivered), Note: h.Material},
		{Label: "consult.reason", Text: h.Reason},
	})
	v.Buttons = web.Buttons(h.Acts, refURL(h.Ref()), "consult")
	v.History, err = d.history(ctx, h.Ref(), reasonOf)
	return v, err
}
