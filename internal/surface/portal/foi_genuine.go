package portal

import (
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A genuineView says to whoever holds a letter whether it is ours.
type genuineView struct {
	Good  bool
	Says  string
	Light web.Light
	Facts []web.Fact
	Proof string // address of the proof from the public log; "" if the code does not fit
}

// Bad tells the layout that something does not fit.
func (v genuineView) Bad() bool { return !v.Good }

var genuinePage = web.MustPage[genuineView](pages, web.Portal, "pages/foi/genuine.html").In(foiColumn)

// The address of a letter has a mark that nobody can guess: it stands in no list, and
// the page is made anew each time.
func (p *Portal) genuineRoutes() []web.Route {
	one := foi.CheckPath + "{mark}/{sum}"
	return []web.Route{
		web.GET(one, auth.Public, p.genuine),
		web.GET(one+"/proof.json", auth.Public, p.genuineProof),
	}
}

func (p *Portal) genuineOf(r *web.Req) (foi.Genuine, error) {
	return p.Requests.Genuine(visitor(r.Context()), r.PathValue("mark"), r.PathValue("sum"), web.ClientAddress(r.Context()))
}

func (p *Portal) genuine(r *web.Req) (web.Reply, error) {
	g, err := p.genuineOf(r)
	if err != nil {
		return nil, err
	}
	if !g.Same {
		return genuinePage.With(genuineView{Says: i18n.T("foi.genuine.differs"), Light: web.Light{Kind: "late", Text: i18n.T("foi.genuine.no")}}), nil
	}
	kind := map[foi.Standing]string{foi.InForce: "done", foi.Unserved: "soon"}[g.Standing]
	if kind == "" {
		kind = "void"
	}
	return genuinePage.With(genuineView{
		Good: true, Says: i18n.T("foi.genuine." + string(g.Standing)), Light: web.Light{Kind: kind, Text: i18n.T("foi.standing." + string(g.Standing))},
		Proof: strings.TrimSuffix(r.URL.Path, "/") + "/proof.json",
		Facts: []web.Fact{
			{Label: "foi.letter_name", Text: g.Name},
			{Label: "foi.doc_no", Text: g.Number},
			{Label: "foi.issuer", Text: g.Unit},
			{Label: "foi.made_on", Text: string(g.Made)},
			{Label: "foi.sent", Text: string(g.Sent)},
		},
	}), nil
}

// genuineProof sends the proof of a letter from the public log. It discloses the kind,
// the number, the hash and the day, to whoever holds the letter.
func (p *Portal) genuineProof(r *web.Req) (web.Reply, error) {
	g, err := p.genuineOf(r)
	if err != nil {
		return nil, err
	}
	if !g.Same {
		return nil, fault.New(fault.NotFound, "foi.no_letter")
	}
	b, err := p.Journal.Disclose(r.Context(), g.Entry)
	if err != nil {
		return nil, err
	}
	return bundled(b)
}
