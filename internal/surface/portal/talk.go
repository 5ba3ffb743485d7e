package portal

import (
	"context"

	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/response"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web"
)

const talkPath = "/talk"

// talkMost is how many of each the page shows.
const talkMost = 5

// A talkView is the page from which one writes to the government, and where it asks the public.
type talkView struct {
	Tiles    []tile
	Consults []consultRow // that take opinions
	Told     []consultRow // that do not any more
	Surveys  []surveyRow  // that take answers
	Results  []surveyRow  // that do not any more
	Events   []eventRow   // that are to come
	Past     []eventRow   // that are over, with what came of them
	Letters  []web.Line   // that were answered in public
	Said     []web.Line   // about what people are concerned about
	Spots    []web.Line   // what people write about most
}

var talkShow = web.MustPage[talkView](pages, web.Portal, "pages/talk.html", "pages/consult/row.html", "pages/survey/row.html", "pages/event/row.html").In(talkColumn)

func (p *Portal) talkRoutes() []web.Route {
	return []web.Route{web.Public(talkPath, web.Look(talkShow, p.talk)).On("consult", "survey", "event", "message", "response", "publish", "hotspot")}
}

func (p *Portal) talk(ctx context.Context, _ struct{}) (v talkView, err error) {
	v.Tiles = tiles("talk_tile",
		way{messagePath + "/new", "talk", "write"}, way{messageTrack, "search", "letter"}, way{messagePath + "/new?kind=mistake", "shield", "mistake"},
		way{foiPath, "doc", "apply"}, way{trackPath, "search", "request"}, way{consultTrack, "search", "opinion"},
	)
	consults, err := p.consultsAfter(ctx, "")
	if err != nil {
		return v, err
	}
	surveys, err := p.surveysAfter(ctx, "")
	if err != nil {
		return v, err
	}
	events, err := p.eventsAfter(ctx, "")
	if err != nil {
		return v, err
	}
	letters, err := p.Messages.PublicList(visitor(ctx), message.PublicFind{}, db.Page{Size: talkMost})
	for i := range letters.Items {
		v.Letters = append(v.Letters, messageLine(&letters.Items[i]))
	}
	if err != nil {
		return v, err
	}
	said, err := p.Concerns.PublicList(visitor(ctx), response.PublicFind{}, db.Page{Size: talkMost})
	for _, r := range said.Items {
		v.Said = append(v.Said, web.Line{Href: itemURL(r.ID), Title: r.Title, Sub: r.Unit, Day: dayOf(r.FirstAt)})
	}
	if err != nil {
		return v, err
	}
	v.Spots, err = p.spotsNow(ctx, talkMost)
	v.Consults, v.Told, v.Surveys, v.Results = consults.Open, first(consults.Ended), surveys.Open, first(surveys.Ended)
	v.Events, v.Past = events.Coming, first(events.Past)
	return v, err
}

// first is as many of a list as the page shows.
func first[T any](all []T) []T { return all[:min(len(all), talkMost)] }
