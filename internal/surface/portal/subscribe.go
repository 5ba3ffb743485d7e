package portal

import (
	"context"
	"net/url"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/subscribe"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web"
)

const subscribePath = "/subscribe"

// An askForm takes an address for one subject.
type askForm struct {
	subscribe.Ask
	Title string // of the subject
	On    bool   // mail goes out
}

// A confirmForm is the button that confirms.
type confirmForm struct {
	subscribe.Confirm
	Title string
}

// A subscribedView says what was done.
type subscribedView struct{ Done string }

var (
	subscribeColumn = ownColumn("subscribe", column.Kind("service").Label())

	askPage     = web.MustPage[web.FormView[askForm]](pages, web.Portal, "pages/subscribe/ask.html").In(subscribeColumn)
	confirmPage = web.MustPage[web.FormView[confirmForm]](pages, web.Portal, "pages/subscribe/confirm.html").In(subscribeColumn)
	stopPage    = web.MustPage[web.FormView[subscribe.Stop]](pages, web.Portal, "pages/subscribe/stop.html").In(subscribeColumn)
	subscribed  = web.MustPage[subscribedView](pages, web.Portal, "pages/subscribe/done.html").In(subscribeColumn)
)

func (p *Portal) subscribeRoutes() []web.Route {
	const both = "GET POST"
	return []web.Route{
		{Method: both, Path: subscribePath + "/{noun}/{of...}", Handler: p.askSubject},
		{Method: both, Path: subscribePath + "/search", Handler: p.askSearch},
		{Method: both, Path: subscribePath + "/confirm", Handler: p.confirmSubscribe},
		web.Form(subscribePath+"/stop", auth.Public, web.Make(stopPage, nil, p.stopSubscribe, nil, web.Submit("subscribe.stop_now"))),
	}
}

// subscribeURL is the form for a subject; "" where no mail goes out.
func (p *Portal) subscribeURL(s subscribe.Subject) string {
	if !p.Subscriptions.On() {
		return ""
	}
	return subscribePath + "/" + s.Noun() + "/" + url.PathEscape(s.Of())
}

// askSubject is the form for the subject of the path.
func (p *Portal) askSubject(r *web.Req) (web.Reply, error) {
	return p.askSubscribe(r, subscribe.Subject(r.PathValue("noun")+"/"+r.PathValue("of")))
}

// askSearch is the form for the search of the query.
func (p *Portal) askSearch(r *web.Req) (web.Reply, error) {
	q, err := web.Bind[searchFind](r)
	if err != nil {
		return nil, err
	}
	return p.askSubscribe(r, searchSubject(q))
}

func (p *Portal) askSubscribe(r *web.Req, subject subscribe.Subject) (web.Reply, error) {
	title, err := p.Subscriptions.Title(visitor(r.Context()), subject)
	if err != nil {
		return nil, err
	}
	load := func(context.Context) (askForm, error) { return askForm{Title: title, On: p.Subscriptions.On()}, nil }
	do := func(ctx context.Context, in askForm) (web.Reply, error) {
		if err := p.Subscriptions.Ask(visitor(ctx), subject, in.Ask, web.ClientAddress(ctx)); err != nil {
			return nil, err
		}
		return subscribed.With(subscribedView{"asked"}), nil
	}
	return web.Make(askPage, load, do, nil, web.Submit("subscribe.submit")).Handle(r)
}

// confirmSubscribe is the page that the first mail leads to.
func (p *Portal) confirmSubscribe(r *web.Req) (web.Reply, error) {
	in, err := web.Bind[confirmForm](r)
	if err != nil {
		return nil, err
	}
	load := func(ctx context.Context) (_ confirmForm, err error) {
		in.Title, err = p.Subscriptions.Look(visitor(ctx), in.Confirm)
		return in, err
	}
	do := func(ctx context.Context, in confirmForm) (web.Reply, error) {
		if err := p.Subscriptions.Confirm(visitor(ctx), in.Confirm); err != nil {
			return nil, err
		}
		return subscribed.With(subscribedView{"confirmed"}), nil
	}
	return web.Make(confirmPage, load, do, nil, web.Submit("subscribe.confirm_now")).Handle(r)
}

func (p *Portal) stopSubscribe(ctx context.Context, in subscribe.Stop) (web.Reply, error) {
	if err := p.Subscriptions.Stop(visitor(ctx), in); err != nil {
		return nil, err
	}
	return subscribed.With(subscribedView{"stopped"}), nil
}
