package portal

import (
	"context"
	"crypto/rand"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/domain/correction"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/surface/web"
)

const (
	correctionPath  = "/correction"
	correctionTrack = correctionPath + "/track"
)

type (
	correctionForm struct {
		correction.Filing
		Files []web.Upload `form:"files" label:"correction.files" hint:"correction.files_hint" accept:".pdf,.jpg,.jpeg,.png" max:"5MB"`
		Sure  bool         `form:"sure" label:"correction.sure"`
	}
	// A correctionFiled is what the applicant keeps.
	correctionFiled struct {
		correction.Filed
		Unit string
	}
	correctionAccess struct {
		foi.Access
		Do string `form:"do" type:"hidden"`
	}
	correctionBack struct {
		Number string `form:"number" type:"hidden"`
		Code   string `form:"code" type:"hidden"`
		Sure   bool   `form:"sure" label:"foi.withdraw_sure"`
	}
	// A correctionMine is the page of a correction for its applicant.
	correctionMine struct {
		correction.Mine
		State  web.Tag
		Says   string
		Facts  []web.Fact
		Claim  []web.Fact
		Body   any // template.HTML of the notice
		Events []web.Event
	}
)

var (
	correctionPage         = web.MustPage[web.FormView[correctionForm]](pages, web.Portal, "pages/correction/send.html").In(foiColumn)
	correctionFiledPage    = web.MustPage[correctionFiled](pages, web.Portal, "pages/correction/filed.html").In(foiColumn)
	correctionTrackPage    = web.MustPage[web.FormView[correctionAccess]](pages, web.Portal, "pages/correction/track.html").In(foiColumn)
	correctionMinePage     = web.MustPage[correctionMine](pages, web.Portal, "pages/correction/mine.html").In(foiColumn)
	correctionWithdrawPage = web.MustPage[web.FormView[correctionBack]](pages, web.Portal, "pages/correction/withdraw.html").In(foiColumn)
)

func (p *Portal) correctionRoutes() []web.Route {
	return []web.Route{
		web.Form(correctionPath, auth.Public, web.Make(correctionPage, blankCorrection, p.sendCorrection, nil, web.Options("unit", p.unitChoices), web.Submit("correction.send"))),
		web.Form(correctionTrack, auth.Public, web.Make(correctionTrackPage, nil, p.trackCorrection, nil, web.Submit("foi.look"), web.Also("withdraw", "correction.withdraw"))),
		{Method: "POST", Path: correctionTrack + "/withdraw", Perm: auth.Public, Handler: web.Make(correctionWithdrawPage, nil, p.withdrawCorrection, nil, web.Submit("correction.withdraw")).Handle},
	}
}

// blankCorrection gives the form a token: sent twice, it makes one correction.
func blankCorrection(context.Context) (in correctionForm, err error) {
	in.Token = rand.Text()
	return in, nil
}

func (p *Portal) sendCorrection(ctx context.Context, in correctionForm) (web.Reply, error) {
	units, err := p.unitChoices(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(units, func(o web.Option) bool { return o.Value == strconv.FormatInt(in.Unit, 10) }) {
		return nil, fault.Field("unit", "foi.bad.unit")
	}
	if !in.Sure {
		return nil, fault.Field("sure", "correction.need_sure")
	}
	proofs, err := p.sealed(visitor(ctx), "files", in.Files)
	if err != nil {
		return nil, err
	}
	out, err := p.Corrections.File(visitor(ctx), in.Filing, proofs, web.ClientAddress(ctx))
	if err != nil {
		return nil, err
	}
	u, err := p.Units.Get(ctx, in.Unit)
	return correctionFiledPage.With(correctionFiled{out, u.Name}), err
}

// trackCorrection opens a correction by its number and code, or the form that takes it back.
func (p *Portal) trackCorrection(ctx context.Context, in correctionAccess) (web.Reply, error) {
	m, err := p.Corrections.Track(visitor(ctx), in.Access, web.ClientAddress(ctx))
	if err != nil {
		return nil, err
	}
	switch {
	case in.Do == "withdraw" && slices.Contains(m.May, correction.ActWithdraw):
		return web.Fill(correctionWithdrawPage, correctionTrack+"/withdraw", correctionBack{Number: in.Number, Code: in.Code}, web.Submit("correction.withdraw")), nil
	case in.Do != "":
		return nil, fault.Field("number", "foi.not_now")
	}
	return myCorrection(m)
}

func (p *Portal) withdrawCorrection(ctx context.Context, in correctionBack) (web.Reply, error) {
	if !in.Sure {
		return nil, fault.Field("sure", "foi.need.sure")
	}
	a := foi.Access{Number: in.Number, Code: in.Code}
	if err := p.Corrections.Withdraw(visitor(ctx), a, web.ClientAddress(ctx)); err != nil {
		return nil, err
	}
	return p.trackCorrection(ctx, correctionAccess{Access: a})
}

func myCorrection(m correction.Mine) (_ web.Reply, err error) {
	v := correctionMine{Mine: m, State: web.Tag{Kind: "info", Text: i18n.T("correction.state." + string(m.Status))}}
	v.Says = i18n.T("correction.says."+string(m.Status), m.Unit, m.Due, m.ToldOn)
	v.Facts = []web.Fact{
		{Label: "correction.unit_of", Text: m.Unit},
		{Label: "correction.applicant", Text: m.Shown},
		{Label: "correction.received", Text: string(m.Received)},
	}
	v.Claim = []web.Fact{
		{Label: "correction.record", Text: m.Claim.Record},
		{Label: "correction.wrong", Text: m.Claim.Wrong},
		{Label: "correction.right", Text: m.Claim.Right},
	}
	for _, e := range m.History {
		v.Events = append(v.Events, web.Event{Title: i18n.T(string(e.Act)), When: string(calendar.DayOf(e.At))})
	}
	if m.Title != "" {
		v.Body, err = letter.Body(m.Letter)
	}
	return correctionMinePage.With(v), err
}
