package desk

import (
	"context"
	"crypto/rand"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// onCase is what the form of an act shows beside its fields.
type onCase struct {
	Act    foi.Act
	Of     caseView
	May    bool
	Remark string // what else is to be known, such as the calculation of a fee
}

// About says what follows from the act.
func (in onCase) About() string { return i18n.T("foi.about." + web.ShortAct(in.Act)) }

type (
	receiptForm struct {
		foi.Receipt
		Can foi.Tellable
		papersForm
	}
	seenForm struct {
		foi.Seen
		onCase
	}
	whyForm struct {
		foi.Because
		onCase
	}
	receivedForm struct {
		foi.Confirm
		onCase
	}
	toForm struct {
		foi.To
		onCase
	}
	transferForm struct {
		foi.Transfer
		onCase
	}
	clarifyForm struct {
		foi.Clarify
		onCase
	}
	amendForm struct {
		foi.Amend
		onCase
	}
	wonderForm struct {
		foi.Wonder
		onCase
	}
	weighForm struct {
		foi.Weigh
		onCase
	}
	delayForm struct {
		foi.DelayBy
		onCase
	}
	askForm struct {
		foi.Ask
		onCase
	}
	proposeForm struct {
		foi.Extension
		onCase
	}
	extendByForm struct {
		foi.ExtendBy
		onCase
	}
	proposeFeeForm struct {
		foi.FeeProposal
		onCase
	}
	chargeForm struct {
		foi.ChargeBy
		onCase
	}
	payForm struct {
		foi.Payment
		onCase
	}
	replyForm struct {
		foi.Draft
		onCase
	}
	serveForm struct {
		foi.Serve
		onCase
	}
	dismissForm struct {
		foi.Dismiss
		onCase
	}
	onForm struct {
		foi.On
		onCase
	}
	seekForm struct {
		foi.Seek
		onCase
	}
	redoForm struct {
		foi.Redo
		onCase
	}
)

const stepFile = "pages/foi/act.html"

func stepPage[In any]() *web.Page[web.FormView[In]] {
	return web.MustPage[web.FormView[In]](pages, web.Desk, stepFile, caseParts)
}

var (
	receiptPage    = web.FormPage[receiptForm](web.Desk, "foi.receive")
	seenPage       = stepPage[seenForm]()
	whyPage        = stepPage[whyForm]()
	receivedPage   = stepPage[receivedForm]()
	toPage         = stepPage[toForm]()
	transferPage   = stepPage[transferForm]()
	clarifyPage    = stepPage[clarifyForm]()
	amendPage      = stepPage[amendForm]()
	wonderPage     = stepPage[wonderForm]()
	weighPage      = stepPage[weighForm]()
	delayPage      = stepPage[delayForm]()
	askPage        = stepPage[askForm]()
	proposePage    = stepPage[proposeForm]()
	extendByPage   = stepPage[extendByForm]()
	proposeFeePage = stepPage[proposeFeeForm]()
	chargePage     = stepPage[chargeForm]()
	payPage        = stepPage[payForm]()
	replyPage      = stepPage[replyForm]()
	servePage      = stepPage[serveForm]()
	dismissPage    = stepPage[dismissForm]()
	onPage         = stepPage[onForm]()
	seekPage       = stepPage[seekForm]()
	redoPage       = stepPage[redoForm]()
)

// step is a method of the service that acts on a request.
type caseStep[In any] func(context.Context, foi.ID, In) (*foi.Request, error)

// onRequests is the form of one act: blank makes it for a request, told takes out
// what the service asks for.
func onRequests[Form, In any](
	d *Desk, page *web.Page[web.FormView[Form]], act foi.Act, blank func(onCase) Form, told func(Form) In, do caseStep[In],
) web.Route {
	return asTold(d, page, act, blank, func(ctx context.Context, id foi.ID, in Form) (*foi.Request, error) { return do(ctx, id, told(in)) })
}

// asTold is the form of an act that takes what was typed as it is.
func asTold[Form any](d *Desk, page *web.Page[web.FormView[Form]], act foi.Act, blank func(onCase) Form, do caseStep[Form], more ...web.Opt) web.Route {
	load := func(ctx context.Context, id foi.ID) (in Form, err error) {
		v, err := d.request(ctx, id)
		if err != nil {
			return in, err
		}
		return blank(onCase{Act: act, Of: v, May: slices.Contains(v.Acts, act)}), nil
	}
	next := casePage
	if act == foi.ActTransfer { // who has given it away may not see it any more
		next = func(*foi.Request) string { return foiPath }
	}
	return web.Form(casePath+"/{id}/"+web.ActPath(act), foi.See, web.Act(page, load, do, next, append(more, web.Submit(string(act)), web.Done("foi.done"), web.Cancel(casePath+"/{id}"), web.Options("unit", d.organs))...))
}

// foiActRoutes is the acts on requests. The permission of each is in the table:
// the service asks it over the unit of the request.
func (d *Desk) foiActRoutes() []web.Route {
	s := d.Requests
	seen := func(act foi.Act, do caseStep[foi.Seen]) web.Route {
		return onRequests(d, seenPage, act, func(on onCase) seenForm { return seenForm{foi.Seen{Rev: on.rev()}, on} }, func(in seenForm) foi.Seen { return in.Seen }, do)
	}
	why := func(act foi.Act, do caseStep[foi.Because]) web.Route {
		return onRequests(d, whyPage, act, func(on onCase) whyForm { return whyForm{foi.Because{Rev: on.rev()}, on} }, func(in whyForm) foi.Because { return in.Because }, do)
	}
	serve := func(act foi.Act, do caseStep[foi.Serve]) web.Route {
		return onRequests(d, servePage, act, func(on onCase) serveForm {
			return serveForm{foi.Serve{Rev: on.rev(), Sending: d.sending(on)}, on}
		}, func(in serveForm) foi.Serve { return in.Serve }, do)
	}
	return []web.Route{
		web.Form(foiPath+"/new", foi.Take, web.Make(receiptPage, d.blankReceipt, d.receive, nil,
			web.Options("unit", d.unitsOver(foi.Take)), web.Submit("foi.receive"), web.Cancel(foiPath), web.Beside(d.receiptAgain))),
		onRequests(d, receivedPage, foi.ActConfirm, func(on onCase) receivedForm { return receivedForm{foi.Confirm{Rev: on.rev(), Day: d.DB.Today()}, on} }, func(in receivedForm) foi.Confirm { return in.Confirm }, s.Confirm),
		onRequests(d, toPage, foi.ActAssign, func(on onCase) toForm { return toForm{foi.To{Rev: on.rev(), Person: on.Of.Request.Handler}, on} }, func(in toForm) foi.To { return in.To }, s.Assign),
		onRequests(d, transferPage, foi.ActTransfer, func(on onCase) transferForm { return transferForm{foi.Transfer{Rev: on.rev()}, on} }, func(in transferForm) foi.Transfer { return in.Transfer }, s.Transfer),
		d.splitRoute(),
		onRequests(d, clarifyPage, foi.ActClarify, func(on onCase) clarifyForm {
			return clarifyForm{foi.Clarify{Rev: on.rev(), Sending: d.sending(on)}, on}
		}, func(in clarifyForm) foi.Clarify { return in.Clarify }, s.Clarify),
		onRequests(d, amendPage, foi.ActAmend, func(on onCase) amendForm { return amendForm{foi.Amend{Rev: on.rev(), Day: d.DB.Today()}, on} }, func(in amendForm) foi.Amend { return in.Amend }, s.Amend),
		onRequests(d, wonderPage, foi.ActWonder, d.blankWonder, func(in wonderForm) foi.Wonder { return in.Wonder }, s.Wonder),
		onRequests(d, weighPage, foi.ActWeigh, func(on onCase) weighForm { return weighForm{foi.Weigh{Rev: on.rev(), Day: d.DB.Today()}, on} }, func(in weighForm) foi.Weigh { return in.Weigh }, s.Weigh),
		onRequests(d, delayPage, foi.ActDelay, func(on onCase) delayForm {
			return delayForm{foi.DelayBy{Rev: on.rev(), Days: foi.UsualDelay(), Sending: d.sending(on)}, on}
		}, func(in delayForm) foi.DelayBy { return in.DelayBy }, s.Delay),
		onRequests(d, askPage, foi.ActAsk, func(on onCase) askForm {
			return askForm{foi.Ask{Rev: on.rev(), Kind: foi.Third, Sending: d.byPost()}, on}
		}, func(in askForm) foi.Ask { return in.Ask }, s.Ask),
		onRequests(d, proposePage, foi.ActPropose, func(on onCase) proposeForm { return proposeForm{foi.Extension{Rev: on.rev()}, on} }, func(in proposeForm) foi.Extension { return in.Extension }, s.Propose),
		onRequests(d, extendByPage, foi.ActExtend, func(on onCase) extendByForm {
			return extendByForm{foi.ExtendBy{Rev: on.rev(), Sending: d.sending(on)}, on}
		}, func(in extendByForm) foi.ExtendBy { return in.ExtendBy }, s.Extend),
		onRequests(d, proposeFeePage, foi.ActProposeFee, blankFee, func(in proposeFeeForm) foi.FeeProposal { return in.FeeProposal }, s.ProposeFee),
		onRequests(d, chargePage, foi.ActCharge, d.blankCharge, func(in chargeForm) foi.ChargeBy { return in.ChargeBy }, s.Charge),
		onRequests(d, payPage, foi.ActPay, func(on onCase) payForm { return payForm{foi.Payment{Rev: on.rev(), Day: d.DB.Today()}, on} }, func(in payForm) foi.Payment { return in.Payment }, s.Pay),
		onRequests(d, replyPage, foi.ActDraft, blankReply, func(in replyForm) foi.Draft { return in.Draft }, s.Draft),
		onRequests(d, whyPage, foi.ActClose, blankClose, func(in whyForm) foi.Because { return in.Because }, s.Close),
		seen(foi.ActSubmit, s.Submit), seen(foi.ActArchive, s.Archive),
		why(foi.ActReturn, s.Return), why(foi.ActProposeClose, s.ProposeClose), why(foi.ActDeclineFee, s.DeclineFee), why(foi.ActWithdraw, s.WithdrawOnPaper),
		onRequests(d, dismissPage, foi.ActDismiss, func(on onCase) dismissForm {
			return dismissForm{foi.Dismiss{Rev: on.rev(), Sending: d.sending(on)}, on}
		}, func(in dismissForm) foi.Dismiss { return in.Dismiss }, s.Dismiss),
		serve(foi.ActServe, s.Serve), serve(foi.ActResend, s.Resend),
		onRequests(d, onPage, foi.ActBounce, func(on onCase) onForm { return onForm{foi.On{Rev: on.rev(), Day: d.DB.Today()}, on} }, func(in onForm) foi.On { return in.On }, s.Bounce),
		onRequests(d, redoPage, foi.ActRedo, func(on onCase) redoForm {
			on.May = on.Of.Request.Answered != ""
			return redoForm{foi.Redo{Rev: on.rev(), Day: d.DB.Today(), Days: foi.UsualRedo.N, Count: foi.UsualRedo.Unit, Order: foi.Order{By: foi.OfItself}}, on}
		}, func(in redoForm) foi.Redo { return in.Redo }, s.Redo),
		d.seekRoute(),
	}
}

// blankClose begins with what was proposed.
func blankClose(on onCase) whyForm {
	in := whyForm{foi.Because{Rev: on.rev()}, on}
	if r := on.Of.Request; r.Status == foi.Waiting && on.May {
		in.Reason = r.Reason
	}
	return in
}

// seekRoute asks counsel or another unit for help: no step of the request itself.
func (d *Desk) seekRoute() web.Route {
	return onRequests(d, seekPage, "foi.seek", func(on onCase) seekForm {
		on.May = slices.Contains(foi.Alive, on.Of.Request.Status)
		return seekForm{foi.Seek{Rev: on.rev(), Kind: foi.ByCounsel}, on}
	}, func(in seekForm) foi.Seek { return in.Seek }, func(ctx context.Context, id foi.ID, in foi.Seek) (*foi.Request, error) {
		a, err := d.Requests.Seek(ctx, id, in)
		if err != nil {
			return nil, err
		}
		return &foi.Request{ID: a.Request}, nil
	})
}

func (in onCase) rev() int64 { return in.Of.Request.Rev }

// Options gives the people who may handle the request.
func (in toForm) Options(field string) []web.Option {
	if field != "person" {
		return nil
	}
	var out []web.Option
	for _, h := range in.Of.Handlers {
		out = append(out, web.Option{Value: strconv.FormatInt(h.ID, 10), Label: h.Name})
	}
	return out
}

// Options gives the things that the request asks for, of which one may be asked about.
func (in askForm) Options(field string) []web.Option {
	if field != "item" {
		return nil
	}
	out := []web.Option{{Value: "0", Label: i18n.T("foi.ask_all")}}
	for _, it := range in.Of.View.Items {
		out = append(out, web.Option{Value: strconv.FormatInt(int64(it.ID), 10), Label: i18n.T("foi.ask_one", it.Sort, it.Text)})
	}
	return out
}

// Hides leaves the choice out while there is nothing to choose from.
func (in askForm) Hides(field string) bool { return field == "item" && len(in.Of.View.Items) < 2 }

// sending is how the applicant wants letters, as a form begins with it.
func (d *Desk) sending(on onCase) foi.Sending {
	return foi.Sending{How: on.Of.Request.Way.How(), Day: d.DB.Today()}
}

func (d *Desk) byPost() foi.Sending { return foi.Sending{How: foi.PostalMail, Day: d.DB.Today()} }

// blankReply suggests the remedies that the results have.
func blankReply(on onCase) replyForm {
	in := on.Of.Draft
	in.Rev = on.rev()
	if len(in.Remedy) == 0 {
		for i := range on.Of.View.Items {
			code := on.Of.View.Items[i].Remedy().Paragraph()
			if code != "" && !slices.Contains(in.Remedy, code) {
				in.Remedy = append(in.Remedy, code)
			}
		}
		slices.Sort(in.Remedy)
	}
	return replyForm{in, on}
}

func (d *Desk) blankReceipt(context.Context) (in receiptForm, err error) {
	in.Submitted, in.Channel, in.Paper, in.Form, in.Way = d.DB.Today(), foi.Counter, foi.IDCard, foi.PaperForm, foi.ByHand
	in.Kind, in.Can, in.Token = foi.Citizen, d.Requests.Tells(), rand.Text() // a second press of the button makes no second request
	return in, nil
}

func (d *Desk) receiptAgain(_ context.Context, in receiptForm) (receiptForm, error) {
	in.Can = d.Requests.Tells()
	return in, nil
}

// Hides leaves out what the applicant is not asked, and how nobody can be told.
func (in receiptForm) Hides(field string) bool {
	return in.Applicant.Hides(field) || in.Can.Hides(field)
}

func (d *Desk) receive(ctx context.Context, in receiptForm) (web.Reply, error) {
	p, err := d.staged(ctx, in.papersForm)
	if err != nil {
		return nil, err
	}
	out, err := d.Requests.Receive(ctx, in.Receipt, p)
	if err != nil {
		return nil, err
	}
	return d.filed(ctx, out)
}

// unitsOver are the units over which the reader has a permission.
func (d *Desk) unitsOver(p auth.Perm) web.Source {
	return func(ctx context.Context) ([]web.Option, error) {
		all, err := d.unitChoices(ctx)
		may := auth.From(ctx).Over(p)
		return slices.DeleteFunc(all, func(o web.Option) bool {
			id, err := strconv.ParseInt(o.Value, 10, 64)
			return err == nil && !may.Has(id) && !may.All
		}), err
	}
}
