package desk

import (
	"context"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// onPart is what the form about a part of a request shows beside its fields.
type onPart struct {
	Title string
	Back  string
	Lines []web.Fact
}

type (
	reachForm struct {
		foi.On
		onPart
	}
	refundForm struct {
		foi.Refunding
		onPart
	}
	overruleForm struct {
		foi.Overrule
		onPart
	}
	unmaskForm struct {
		Reason string `form:"reason" label:"foi.reason" hint:"foi.unmask_hint" type:"textarea" required:"true" max:"500"`
		onPart
	}
)

const partFile = "pages/foi/part.html"

var (
	reachPage    = web.MustPage[web.FormView[reachForm]](pages, web.Desk, partFile)
	refundPage   = web.MustPage[web.FormView[refundForm]](pages, web.Desk, partFile)
	overrulePage = web.MustPage[web.FormView[overruleForm]](pages, web.Desk, partFile)
	unmaskPage   = web.MustPage[web.FormView[unmaskForm]](pages, web.Desk, partFile)
	resultPage   = web.MustPage[web.FormView[resultForm]](pages, web.Desk, "pages/foi/result.html")
	factsPage    = web.MustPage[web.FormView[factsForm]](pages, web.Desk, "pages/foi/facts.html")
	personPage   = web.MustPage[personView](pages, web.Desk, "pages/foi/person.html")
	codePageOf   = web.MustPage[filedView](pages, web.Desk, "pages/foi/filed.html", samePart)
)

// A filedView is the receipt that the applicant takes along.
type filedView struct {
	foi.Filed
	Body any        // of the receipt
	Same []sameLine // what the applicant asked for before
}

// Meta has the printed receipt lead to the page of the request: its number, and never its code.
func (v filedView) Meta() web.Meta { return web.Meta{Scan: "/foi/track?number=" + v.Number} }

type (
	itemID    int64
	consultID int64
	feeID     int64
)

func (d *Desk) foiPartRoutes() []web.Route {
	s := d.Requests
	to := casePage
	return []web.Route{
		web.Form(foiPath+"/item/{id}", foi.Handle, web.Act(resultPage, d.blankResult, d.chooseResult, func(it *foi.Item) string { return fmt.Sprintf("%s/item/%d/facts", foiPath, it.ID) },
			web.Submit("foi.next"), web.Cancel(foiPath))),
		web.Form(foiPath+"/item/{id}/facts", foi.Handle, web.Act(factsPage, d.blankFacts, d.decide, to, web.Submit("foi.work"), web.Done("foi.done"), web.Cancel(foiPath))),
		onConsults(d, reachPage, foi.ActReach, func(v foi.View, _ foi.ConsultID, on onPart) reachForm {
			return reachForm{foi.On{Rev: v.Request.Rev, Day: d.DB.Today()}, on}
		},
			func(ctx context.Context, of foi.ID, id foi.ConsultID, in reachForm) (*foi.Request, error) {
				return s.Reach(ctx, of, id, in.On)
			}),
		onConsults(d, overrulePage, foi.ActOverrule, func(v foi.View, _ foi.ConsultID, on onPart) overruleForm {
			return overruleForm{foi.Overrule{Rev: v.Request.Rev}, on}
		},
			func(ctx context.Context, of foi.ID, id foi.ConsultID, in overruleForm) (*foi.Request, error) {
				return s.Overrule(ctx, of, id, in.Overrule)
			}),
		web.Form(foiPath+"/got/{id}", foi.Handle, web.Act(reachPage, func(ctx context.Context, id int64id) (reachForm, error) {
			v, err := d.partOf(ctx, foi.PartLetter, int64(id))
			return reachForm{foi.On{Rev: v.Request.Rev, Day: d.DB.Today()}, onPart{Title: i18n.T("foi.got"), Back: caseURL(v.Request.ID)}}, err
		}, func(ctx context.Context, id int64id, in reachForm) (*foi.Request, error) {
			of, err := s.Of(ctx, foi.PartLetter, int64(id))
			if err != nil {
				return nil, err
			}
			return s.Got(ctx, of, int64(id), in.On)
		}, to, web.Submit("foi.got"), web.Done("foi.done"), web.Cancel(foiPath))),
		web.Form(foiPath+"/refund/{id}", foi.Extend, web.Act(refundPage, d.blankRefund, func(ctx context.Context, id feeID, in refundForm) (*foi.Request, error) {
			of, err := s.Of(ctx, foi.PartFee, int64(id))
			if err != nil {
				return nil, err
			}
			_, err = s.Refund(ctx, of, foi.ChargeID(id), in.Refunding)
			return &foi.Request{ID: of}, err
		}, to, web.Submit("foi.refund"), web.Done("foi.done"), web.Cancel(foiPath))),
		d.settleRoute(),
		web.Form(foiPath+"/applicant/{id}", foi.Unmask, web.Act(unmaskPage, func(ctx context.Context, id foi.ID) (in unmaskForm, err error) {
			v, err := d.request(ctx, id)
			in.onPart = onPart{Title: i18n.T("foi.unmask"), Back: caseURL(id), Lines: v.Person}
			return in, err
		}, d.unmask, nil, web.Submit("foi.unmask"), web.Cancel(casePath+"/{id}"))),
	}
}

// onConsults is the form of an act on somebody who is asked.
func onConsults[Form any](
	d *Desk, page *web.Page[web.FormView[Form]], act foi.Act, blank func(v foi.View, id foi.ConsultID, on onPart) Form,
	do func(context.Context, foi.ID, foi.ConsultID, Form) (*foi.Request, error),
) web.Route {
	return web.Form(foiPath+"/"+web.ActPath(act)+"/{id}", foi.Handle, web.Act(page, func(ctx context.Context, id consultID) (in Form, err error) {
		v, err := d.partOf(ctx, foi.PartConsult, int64(id))
		return blank(v, foi.ConsultID(id), consultPart(v, id, act)), err
	}, func(ctx context.Context, id consultID, in Form) (*foi.Request, error) {
		of, err := d.Requests.Of(ctx, foi.PartConsult, int64(id))
		if err != nil {
			return nil, err
		}
		return do(ctx, of, foi.ConsultID(id), in)
	}, casePage, web.Submit(string(act)), web.Done("foi.done"), web.Cancel(foiPath)))
}

// partOf is the request of a part.
func (d *Desk) partOf(ctx context.Context, part foi.Part, id int64) (v foi.View, err error) {
	of, err := d.Requests.Of(ctx, part, id)
	if err != nil {
		return v, err
	}
	return d.Requests.View(ctx, of)
}

func consultPart(v foi.View, id consultID, act foi.Act) onPart {
	out := onPart{Title: i18n.T(string(act)), Back: caseURL(v.Request.ID)}
	for _, q := range v.Asked {
		if q.ID == foi.ConsultID(id) {
			out.Lines = []web.Fact{{Label: "foi.party", Text: q.Shown}, {Label: "foi.subject", Text: q.Subject}, {Label: "foi.sent", Text: string(q.Sent)}, {Label: "foi.got_on", Text: string(q.Got)}}
		}
	}
	return out
}

func (d *Desk) blankRefund(ctx context.Context, id feeID) (in refundForm, err error) {
	v, err := d.partOf(ctx, foi.PartFee, int64(id))
	if err != nil {
		return in, err
	}
	in.onPart = onPart{Title: i18n.T("foi.refund"), Back: caseURL(v.Request.ID)}
	for _, c := range v.Charges {
		if c.ID == foi.ChargeID(id) {
			in.Rev, in.Day = c.Rev, d.DB.Today()
			in.Lines = []web.Fact{{Label: "foi.fee_sum", Text: i18n.T("foi.yuan", foi.Yuan(c.Fen))}, {Label: "foi.receipt", Text: c.Receipt}}
		}
	}
	return in, nil
}

// A personView shows once who the applicant is.
type personView struct {
	ID    foi.ID
	Facts []web.Fact
}

func (d *Desk) unmask(ctx context.Context, id foi.ID, in unmaskForm) (web.Reply, error) {
	a, err := d.Requests.Unmask(ctx, id, foi.Because{Reason: in.Reason})
	if err != nil {
		return nil, err
	}
	return personPage.With(personView{id, applicantFacts(a)}), nil
}

// A resultForm is the choice of a result, along the questions of the handler's path.
type resultForm struct {
	Rev    int64  `form:"rev" type:"hidden"`
	Result string `form:"result" label:"foi.result" type:"select" required:"true"`
	Item   foi.Item
	Back   string
	Path   []foi.Question
}

// Options gives the results under the questions that lead to them.
func (in resultForm) Options(field string) []web.Option {
	if field != "result" {
		return nil
	}
	var out []web.Option
	for _, q := range foi.Path() {
		for _, code := range q.Results {
			if r, ok := law.ResultOf(code); ok && !slices.ContainsFunc(out, func(o web.Option) bool { return o.Value == code }) {
				out = append(out, web.Option{Value: code, Label: code + "\u3000" + r.Name, Group: i18n.Text(q.Title())})
			}
		}
	}
	return out
}

func (d *Desk) itemOf(ctx context.Context, id itemID) (v foi.View, it foi.Item, err error) {
	if v, err = d.partOf(ctx, foi.PartItem, int64(id)); err != nil {
		return v, it, err
	}
	i := slices.IndexFunc(v.Items, func(x foi.Item) bool { return x.ID == foi.ItemID(id) })
	if i < 0 {
		return v, it, fault.New(fault.NotFound, "not_found")
	}
	return v, v.Items[i], nil
}

func (d *Desk) blankResult(ctx context.Context, id itemID) (in resultForm, err error) {
	v, it, err := d.itemOf(ctx, id)
	return resultForm{Rev: it.Rev, Result: it.Result, Item: it, Back: caseURL(v.Request.ID), Path: foi.Path()}, err
}

// chooseResult keeps the result; what it asks for is filled in on the next page.
func (d *Desk) chooseResult(ctx context.Context, id itemID, in resultForm) (*foi.Item, error) {
	v, it, err := d.itemOf(ctx, id)
	if err != nil {
		return nil, err
	}
	if it.Result != in.Result {
		it.Result, it.Rev = in.Result, in.Rev
		_, err = d.Requests.Decide(ctx, v.Request.ID, it.ID, it)
	}
	return &it, err
}
