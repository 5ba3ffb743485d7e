package api

import (
	"context"

	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/profile"
)

// finderEndpoints are about the measures of documents.
func (a *API) finderEndpoints() []Endpoint {
	s := a.Finders
	return []Endpoint{
		list("/measures", "finder.list", finder.See, s.Find),
		create("/measures", "finder.make", finder.Write, a.makeMeasure),
		get("/measures/{id}", "finder.get", finder.See, s.View),
		act("/measures/{id}/edit", "finder.edit", finder.Write, s.Edit),
		act("/measures/{id}/ask", "finder.ask", finder.Write, s.Ask),
		act("/measures/{id}/return", "finder.return", finder.Approve, s.Return),
		act("/measures/{id}/approve", "finder.approve", finder.Approve, s.Approve),
		act("/measures/{id}/uphold", "finder.uphold", finder.Approve, s.Uphold),
		act("/measures/{id}/withdraw", "finder.withdraw", finder.Approve, s.Withdraw),
		act("/measures/{id}/end", "finder.end", finder.Approve, s.End),
		act("/measures/{id}/discard", "finder.discard", finder.Write, s.Discard),
	}
}

// publicFinderEndpoints are what everybody may know of measures, and the questions.
func (a *API) publicFinderEndpoints() []Endpoint {
	return []Endpoint{
		look("/public/measures", "public.measures", auth.Public, a.publicMeasures),
		look("/public/measure", "public.measure", auth.Public, a.publicMeasure),
		run("/public/finder", "public.finder", auth.Public, a.tryMeasures),
	}
}

type (
	// A newMeasure is a measure with the document that gives it.
	newMeasure struct {
		Document policy.ID `json:"document" form:"document" label:"finder.document" required:"true"`
		finder.Edit
	}
	measuresOf struct {
		Document policy.ID `form:"document" label:"finder.document"`
	}
	measureID struct {
		ID finder.ID `form:"id" label:"finder.measures" required:"true"`
	}
	// publicMeasures is what is offered, with all that may be asked for it.
	publicMeasures struct {
		Measures   []finder.Shown      `json:"measures"`
		Attributes []profile.Attribute `json:"attributes"`
	}
	// answers are in the body: no address holds them, and nothing keeps them.
	answers struct {
		Who  finder.Who `json:"who" form:"who" label:"finder.who" options:"person,company" required:"true"`
		Said []string   `json:"answers" form:"answers" label:"finder.answers" hint:"finder.answers_hint" max:"80"`
	}
)

func (a *API) makeMeasure(ctx context.Context, in newMeasure) (*finder.Measure, error) {
	return a.Finders.Make(ctx, in.Document, in.Edit)
}

func (a *API) publicMeasures(ctx context.Context, q measuresOf) (out publicMeasures, err error) {
	if out.Measures, err = a.Finders.Offers(ctx, q.Document); err != nil {
		return out, err
	}
	if out.Measures == nil {
		out.Measures = []finder.Shown{}
	}
	out.Attributes, err = a.Finders.Attributes(ctx)
	return out, err
}

func (a *API) publicMeasure(ctx context.Context, in measureID) (finder.Shown, error) {
	return a.Finders.Show(ctx, in.ID)
}

func (a *API) tryMeasures(ctx context.Context, in answers) (finder.Outcome, error) {
	return a.Finders.Try(ctx, in.Who, finder.Pairs(in.Said))
}
