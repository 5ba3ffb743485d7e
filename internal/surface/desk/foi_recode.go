package desk

import (
	"context"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A recodeForm says how it was made sure that who asks for a new code is the applicant.
type recodeForm struct {
	Reason string `form:"reason" label:"foi.recode_reason" hint:"foi.recode_hint" type:"textarea" required:"true" max:"500"`
	onPart
}

var (
	recodePage  = web.MustPage[web.FormView[recodeForm]](pages, web.Desk, partFile)
	recodedPage = web.MustPage[foi.Filed](pages, web.Desk, "pages/foi/recoded.html")
)

func (d *Desk) recodeRoute() web.Route {
	return web.Form(foiPath+"/code/{id}", foi.Take, web.Act(recodePage, func(ctx context.Context, id foi.ID) (in recodeForm, err error) {
		v, err := d.request(ctx, id)
		in.onPart = onPart{Title: i18n.T("foi.recode"), Back: caseURL(id), Lines: v.Person}
		return in, err
	}, func(ctx context.Context, id foi.ID, in recodeForm) (web.Reply, error) {
		out, err := d.Requests.Recode(ctx, id, foi.Because{Reason: in.Reason})
		if err != nil {
			return nil, err
		}
		return recodedPage.With(out), nil
	}, nil, web.Submit("foi.recode"), web.Cancel(casePath+"/{id}")))
}
