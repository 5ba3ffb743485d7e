package desk

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A remedyPerson shows once who complains, and what was written.
type remedyPerson struct {
	ID    remedy.ID
	Facts []web.Fact
	Text  string
}

// A remedyLook asks why something that is sealed is opened.
type remedyLook struct {
	remedy.Unseal
	onPart
}

var (
	remedyUnmaskPage = web.MustPage[web.FormView[remedyLook]](pages, web.Desk, "pages/remedy/part.html")
	remedyPersonPage = web.MustPage[remedyPerson](pages, web.Desk, "pages/remedy/person.html")
)

func (d *Desk) remedySealedRoutes() []web.Route {
	one := remedyPath + "/{id}"
	return []web.Route{
		web.Form(one+"/applicant", remedy.Unmask, web.Act(remedyUnmaskPage, d.blankUnmaskRemedy, d.unmaskRemedy, nil, web.Submit("remedy.unmask"), web.Cancel(one))),
	}
}

func complainantFacts(w remedy.Words) []web.Fact {
	return slices.DeleteFunc([]web.Fact{{Label: "remedy.name", Text: w.Name}, {Label: "remedy.contact", Text: w.Contact}}, func(f web.Fact) bool { return f.Text == "" })
}

func (d *Desk) blankUnmaskRemedy(ctx context.Context, id remedy.ID) (in remedyLook, err error) {
	v, err := d.remedy(ctx, id)
	in.onPart = onPart{Title: i18n.T("remedy.unmask"), Back: refURL(remedy.RefOf(id)), Lines: complainantFacts(v.Words)}
	return in, err
}

func (d *Desk) unmaskRemedy(ctx context.Context, id remedy.ID, in remedyLook) (web.Reply, error) {
	w, err := d.Remedies.Unmask(ctx, id, in.Unseal)
	if err != nil {
		return nil, err
	}
	return remedyPersonPage.With(remedyPerson{id, complainantFacts(w), w.Text}), nil
}
