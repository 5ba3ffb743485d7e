package desk

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const citationPath = "/desk/citation"

type (
	// A citationView is the page of an item that cites a document which is no longer in force.
	citationView struct {
		policy.CitationView
		State   web.Tag
		Facts   []web.Fact
		Buttons []web.Button
		History []web.Event
	}
	// A citingLine is an item that cites a document, on the page of that.
	citingLine struct {
		Href, Title, Unit string
		State             web.Tag
	}
	citationLook struct {
		policy.Because
		Of citationView
	}
)

var (
	citationShow = web.MustPage[citationView](pages, web.Desk, "pages/policy/citation.html")
	citationForm = web.MustPage[web.FormView[citationLook]](pages, web.Desk, "pages/policy/look.html")
)

func (d *Desk) citationRoutes() []web.Route {
	one := citationPath + "/{id}"
	return []web.Route{
		web.GET(one, policy.See, web.Show(citationShow, d.citation)),
		web.Form(one+"/look", policy.Write, web.Act(citationForm, func(ctx context.Context, id policy.CitationID) (in citationLook, err error) {
			v, err := d.citation(ctx, id)
			return citationLook{policy.Because{Rev: v.Citation.Rev}, v}, err
		}, func(ctx context.Context, id policy.CitationID, in citationLook) (*policy.Citation, error) {
			return d.Documents.Look(ctx, id, in.Because)
		}, func(c *policy.Citation) string { return refURL(c.Ref()) }, web.Submit(string(policy.ActLook)), web.Done("policy.done"), web.Cancel(one))),
	}
}

func citationTag(s policy.CitationStage) web.Tag {
	kind := map[policy.CitationStage]string{policy.Fallen: "warn", policy.Looked: "ok"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("policy.citation_state." + string(s))}
}

func (d *Desk) citation(ctx context.Context, id policy.CitationID) (v citationView, err error) {
	if v.CitationView, err = d.Documents.Citation(ctx, id); err != nil {
		return v, err
	}
	c := &v.Citation
	v.State = citationTag(c.Stage)
	v.Facts = slices.DeleteFunc([]web.Fact{
		{Label: "policy.cited_item", Text: c.Title, Href: refURL(publish.RefOf(c.Item))},
		{Label: "policy.cited_document", Text: v.Document.Title, Href: "/" + v.Document.Ref, Note: v.Document.Number},
		{Label: "publish.validity", Text: i18n.T("publish.validity." + string(v.Standing))},
		{Label: "policy.fell_on", Text: string(c.Fell)},
		{Label: "policy.looked_on", Text: string(c.Looked)},
		{Label: "policy.look_result", Text: c.Note},
	}, func(f web.Fact) bool { return f.Text == "" })
	v.Buttons = web.Buttons(v.Acts, refURL(c.Ref()), "policy")
	v.History, err = d.history(ctx, c.Ref(), nil)
	return v, err
}

// citing are the items that cite a document, those that wait for a look first.
func (d *Desk) citing(ctx context.Context, all []policy.Citation) (out []citingLine, err error) {
	names, err := d.Units.Shorts(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b policy.Citation) int {
		waits := map[policy.CitationStage]int{policy.Fallen: -1}
		return waits[a.Stage] - waits[b.Stage]
	})
	for i := range all {
		c := &all[i]
		out = append(out, citingLine{"/" + publish.RefOf(c.Item), c.Title, names[c.UnitID], citationTag(c.Stage)})
	}
	return out, nil
}
