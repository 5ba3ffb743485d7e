package desk

import (
	"context"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

type (
	dispatchForm struct {
		foi.Serve
		onPart
	}
	unreachForm struct {
		foi.Unreach
		scansForm
		onPart
	}
)

var (
	dispatchPage = web.MustPage[web.FormView[dispatchForm]](pages, web.Desk, partFile)
	unreachPage  = web.MustPage[web.FormView[unreachForm]](pages, web.Desk, partFile)
)

// foiDispatchRoutes is how a letter goes out, comes back and goes out again, and what
// ends a question to somebody whom none reaches.
func (d *Desk) foiDispatchRoutes() []web.Route {
	s := d.Requests
	return []web.Route{
		web.Form(foiPath+"/dispatch/{id}", foi.Handle, web.Act(dispatchPage, func(ctx context.Context, id int64id) (dispatchForm, error) {
			v, on, err := d.letterPart(ctx, id, "foi.dispatch")
			return dispatchForm{foi.Serve{Rev: v.Request.Rev, Sending: d.byPost()}, on}, err
		}, func(ctx context.Context, id int64id, in dispatchForm) (*foi.Request, error) {
			of, err := s.Of(ctx, foi.PartLetter, int64(id))
			if err != nil {
				return nil, err
			}
			return s.Dispatch(ctx, of, int64(id), in.Serve)
		}, casePage, web.Submit("foi.dispatch"), web.Done("foi.done"), web.Cancel(foiPath))),
		web.Form(foiPath+"/back/{id}", foi.Handle, web.Act(reachPage, func(ctx context.Context, id int64id) (reachForm, error) {
			v, on, err := d.letterPart(ctx, id, "foi.back")
			return reachForm{foi.On{Rev: v.Request.Rev, Day: d.DB.Today()}, on}, err
		}, func(ctx context.Context, id int64id, in reachForm) (*foi.Request, error) {
			of, err := s.Of(ctx, foi.PartLetter, int64(id))
			if err != nil {
				return nil, err
			}
			return s.Back(ctx, of, int64(id), in.On)
		}, casePage, web.Submit("foi.back"), web.Done("foi.done"), web.Cancel(foiPath))),
		onConsults(d, unreachPage, foi.ActUnreach, func(v foi.View, _ foi.ConsultID, on onPart) unreachForm {
			return unreachForm{Unreach: foi.Unreach{Rev: v.Request.Rev}, onPart: on}
		}, func(ctx context.Context, of foi.ID, id foi.ConsultID, in unreachForm) (*foi.Request, error) {
			scans, err := d.sealed(ctx, "scans", in.Scans)
			if err != nil {
				return nil, err
			}
			return s.Unreach(ctx, of, id, in.Unreach, scans...)
		}),
	}
}

// letterPart is the request of a letter and what the form of an act on it shows.
func (d *Desk) letterPart(ctx context.Context, id int64id, act string) (v foi.View, on onPart, err error) {
	if v, err = d.partOf(ctx, foi.PartLetter, int64(id)); err != nil {
		return v, on, err
	}
	on = onPart{Title: i18n.T(act), Back: caseURL(v.Request.ID)}
	for _, m := range v.Letters {
		if m.ID == int64(id) {
			line := letterLineOf(m, false)
			on.Lines = []web.Fact{{Label: "foi.letter_name", Text: line.Name}, {Label: "foi.doc_no", Text: m.Number}, {Label: "foi.sent", Text: string(m.Sent)}, {Label: "foi.post_no", Text: m.Tracking}}
		}
	}
	return v, on, nil
}

// awayOf says whether a letter may be noted as gone out, and as come back.
func awayOf(m foi.Mailed, handles bool) (send, back bool) {
	if !handles || m.Kind == "reply" {
		return false, false
	}
	return m.Sent == "" || m.Back != "", m.Sent != "" && m.Got == "" && m.Back == "" && m.How == foi.PostalMail
}

// unreachable reports whether a question may be closed because its letter came back.
func unreachable(v *foi.View, q foi.Consult) bool {
	back := false
	for _, m := range v.Letters {
		if m.About == q.Key() && m.Kind != "D7" {
			back = m.Back != ""
		}
	}
	return back && q.Answer == foi.Sent
}
