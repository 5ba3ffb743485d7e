package portal

import (
	"context"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A myComplaint is a complaint of who has the number and code of a request.
type myComplaint struct {
	Number string `form:"number" type:"hidden"`
	Code   string `form:"code" type:"hidden"`
	remedy.Complain
}

// A myComplaintBack takes the complaint back that is being looked into.
type myComplaintBack struct {
	Number string `form:"number" type:"hidden"`
	Code   string `form:"code" type:"hidden"`
	Sure   bool   `form:"sure" label:"remedy.withdraw_sure"`
}

var complaintBackPage = web.MustPage[web.FormView[myComplaintBack]](pages, web.Portal, "pages/remedy/withdraw.html").In(foiColumn)

var complainPage = web.MustPage[web.FormView[myComplaint]](pages, web.Portal, "pages/remedy/complain.html").In(foiColumn)

// A means is one thing that can be done against a reply, in words.
type means struct{ Title, Text, Last string }

// A myCase is what came of a complaint, a review or a suit.
type myCase struct {
	remedy.Mine
	Title string
	State web.Tag
}

// standing is what can be done against the reply of a request, and what was done.
func (p *Portal) standing(ctx context.Context, id foi.ID) (can []means, done []myCase, err error) {
	s, err := p.Remedies.Standing(visitor(ctx), id)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range s.Means {
		can = append(can, means{i18n.T("remedy.kind." + string(m.Kind)), sayMeans(m, s.Open), sayLast(m)})
	}
	for _, c := range s.Cases {
		state := "remedy.my.state." + string(c.Status)
		if c.Passes {
			state = "remedy.my.passes"
		}
		done = append(done, myCase{c, i18n.T("remedy.kind." + string(c.Kind)), web.Tag{Kind: "info", Text: i18n.T(state)}})
	}
	return can, done, nil
}

// takeComplaintBack is the form that takes a complaint back, if one is being looked into.
func (p *Portal) takeComplaintBack(ctx context.Context, in foi.Access, id foi.ID) (web.Reply, error) {
	s, err := p.Remedies.Standing(visitor(ctx), id)
	if err != nil {
		return nil, err
	}
	if !s.Open {
		return nil, fault.Field("number", "remedy.none_open")
	}
	return web.Fill(complaintBackPage, trackPath+"/complaint-back", myComplaintBack{Number: in.Number, Code: in.Code}, web.Submit("remedy.withdraw")), nil
}

func (p *Portal) withdrawComplaint(ctx context.Context, in myComplaintBack) (web.Reply, error) {
	if !in.Sure {
		return nil, fault.Field("sure", "foi.need.sure")
	}
	a := foi.Access{Number: in.Number, Code: in.Code}
	if err := p.Remedies.Withdraw(visitor(ctx), a, web.ClientAddress(ctx)); err != nil {
		return nil, err
	}
	return p.track(ctx, trackForm{Access: a})
}

// sayMeans says what can be done, in a sentence; open is whether a complaint is being
// looked into.
func sayMeans(m remedy.Means, open bool) string {
	key := "remedy.my." + string(m.Kind)
	switch {
	case m.Kind == remedy.Complaint && open:
		key = "remedy.my.open"
	case m.Passed:
		key = "remedy.my.passed"
	case m.From != "":
		key = "remedy.my.sue"
	case m.After:
		key = "remedy.my.after"
	case m.Mixed:
		key += "_mixed"
	case m.First && m.Silent:
		key = "remedy.my.silent_first"
	case m.First:
		key = "remedy.my.first"
	case m.Silent && m.Kind == remedy.Review:
		key = "remedy.my.silent"
	case m.Silent:
		key = "remedy.my.silent_suit"
	}
	return i18n.T(key, m.Where, m.Days)
}

// sayLast says by when; "" where no day can be told yet.
func sayLast(m remedy.Means) string {
	switch {
	case m.Unsigned:
		return web.FromReceipt(m.Within.N, string(m.Within.Unit))
	case m.Last == "":
		return ""
	case m.Over:
		return i18n.T("remedy.my.over", m.Last)
	case m.From != "":
		return i18n.T("remedy.my.last_after", m.Last, m.From)
	}
	return i18n.T("remedy.my.last", m.Last)
}

func complainOpts() []web.Opt { return []web.Opt{web.Submit("remedy.complain")} }

// toComplain is the form of a complaint, if none is being looked into.
func (p *Portal) toComplain(ctx context.Context, in foi.Access, id foi.ID) (web.Reply, error) {
	s, err := p.Remedies.Standing(visitor(ctx), id)
	if err != nil {
		return nil, err
	}
	if s.Open {
		return nil, fault.Field("number", "remedy.my.wait")
	}
	return web.Fill(complainPage, trackPath+"/complain", myComplaint{Number: in.Number, Code: in.Code}, complainOpts()...), nil
}

func (p *Portal) complain(ctx context.Context, in myComplaint) (web.Reply, error) {
	a := foi.Access{Number: in.Number, Code: in.Code}
	if _, err := p.Remedies.Complain(visitor(ctx), a, in.Complain, web.ClientAddress(ctx)); err != nil {
		return nil, err
	}
	return p.track(ctx, trackForm{Access: a})
}
