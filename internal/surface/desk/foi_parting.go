package desk

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A partsForm parts a request, with the paper on which the applicant agreed.
type partsForm struct {
	foi.Split
	scansForm
	onCase
}

var partsPage = stepPage[partsForm]()

func (d *Desk) splitRoute() web.Route {
	as := func(in partsForm) partsForm { return in }
	return onRequests(d, partsPage, foi.ActSplit, func(on onCase) partsForm {
		in := foi.Split{Rev: on.rev(), Items: strings.Join(foi.Parts(on.Of.Want), "\n"), AgreedOn: d.DB.Today()}
		return partsForm{Split: in, onCase: on}
	}, as, func(ctx context.Context, id foi.ID, in partsForm) (*foi.Request, error) {
		scans, err := d.sealed(ctx, "scans", in.Scans)
		if err != nil {
			return nil, err
		}
		return d.Requests.Split(ctx, id, in.Split, scans...)
	})
}

// partingFacts say when and how the applicant agreed to have it parted, and what the
// same form asked for apart.
func partingFacts(v *caseView) (out []web.Fact) {
	r := &v.Request
	if r.AgreedOn != "" {
		out = append(out, web.Fact{Label: "foi.agreed", Text: i18n.T("foi.agreed_by", r.AgreedOn, i18n.T("foi.agreed_how."+string(r.AgreedHow))), Note: r.AgreedNote})
		out = append(out, sealedFacts("foi.agreed_paper", v.Agreed)...)
	}
	for _, o := range v.Apart {
		out = append(out, web.Fact{Label: "foi.apart_with", Text: o.Number, Href: caseURL(o.ID), Note: v.Units[o.UnitID]})
	}
	return out
}
