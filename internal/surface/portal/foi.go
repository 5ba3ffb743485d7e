package portal

import (
	"context"
	"crypto/rand"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/surface/web"
)

const foiPath = "/foi"

// The steps of a request. Nobody signs in: what was typed is kept sealed under a
// code that travels in the form, never in an address.
type (
	whoForm struct {
		Code string `form:"draft" type:"hidden"`
		Unit int64  `form:"unit" type:"hidden"`
		foi.Applicant
		Identity  []web.Upload `form:"identity" label:"foi.identity" hint:"foi.my_identity_hint" group:"foi.group.papers" accept:".jpg,.jpeg,.png,.pdf" max:"5MB"`
		Authority []web.Upload `form:"authority" label:"foi.authority" hint:"foi.my_authority_hint" accept:".jpg,.jpeg,.png,.pdf" max:"5MB"`
		Has       foi.Brought
	}
	wantForm struct {
		Code string `form:"draft" type:"hidden"`
		foi.Wish
		advice
	}
	howForm struct {
		Code string `form:"draft" type:"hidden"`
		Do   string `form:"do" type:"hidden"`
		foi.Delivery
		Can foi.Tellable
		advice
	}
	sendForm struct {
		Code  string `form:"draft" type:"hidden"`
		Do    string `form:"do" type:"hidden"`
		Sure  bool   `form:"sure" label:"foi.sure" hint:"foi.sure_hint"`
		Facts []web.Fact
		advice
	}
	// advice is what a clerk at the counter would say to a description.
	advice struct {
		Hints []string
		Found []web.Link // what is public already and may be it
	}
	resumeForm struct {
		Saved string `form:"saved" label:"foi.saved_code" hint:"foi.saved_hint" autocomplete:"off" required:"true" max:"30"`
	}
)

const foiAdvice = "pages/foi/advice.html"

var (
	foiColumn  = ownColumn("foi", column.Kind("service").Label())
	whoPage    = web.MustPage[web.FormView[whoForm]](pages, web.Portal, "pages/foi/who.html").In(foiColumn)
	wantPage   = web.MustPage[web.FormView[wantForm]](pages, web.Portal, "pages/foi/want.html", foiAdvice).In(foiColumn)
	howPage    = web.MustPage[web.FormView[howForm]](pages, web.Portal, "pages/foi/how.html", foiAdvice).In(foiColumn)
	sendPage   = web.MustPage[web.FormView[sendForm]](pages, web.Portal, "pages/foi/send.html", foiAdvice).In(foiColumn)
	resumePage = web.MustPage[web.FormView[resumeForm]](pages, web.Portal, "pages/foi/resume.html").In(foiColumn)
	filedPage  = web.MustPage[filedView](pages, web.Portal, "pages/foi/filed.html").In(foiColumn)
)

// A filedView is what the applicant keeps.
type filedView struct {
	foi.Filed
	Bodies []any // of the receipts
}

// Meta has the printed receipt lead to the page of the request: its number, and never its code.
func (v filedView) Meta() web.Meta {
	return web.Meta{Column: foiColumn, Scan: trackPath + "?number=" + v.Number}
}

func (p *Portal) foiRoutes() []web.Route {
	post := func(path string, s *web.FormScreen) web.Route {
		return web.Route{Method: "POST", Path: path, Perm: auth.Public, Handler: s.Handle}
	}
	return slices.Concat([]web.Route{
		web.Form(foiPath, auth.Public, web.Make(whoPage, nil, p.foiWho, nil, whoOpts(web.Beside(p.whoBeside))...)),
		post(foiPath+"/want", web.Make(wantPage, nil, p.foiWant, nil, p.wantOpts()...)),
		post(apartPath, web.Make(apartPage, nil, p.foiApart, nil, append(p.apartOpts(), web.Beside(p.apartAgain))...)),
		post(foiPath+"/how", web.Make(howPage, nil, p.foiHow, nil, append(howOpts(), web.Beside(p.adviseHow))...)),
		post(foiPath+"/send", web.Make(sendPage, nil, p.foiSend, nil, append(sendOpts(), web.Beside(p.checkAgain))...)),
		web.Form(foiPath+"/resume", auth.Public, web.Make(resumePage, nil, p.foiResume, nil, web.Submit("foi.go_on"))),
	}, p.trackRoutes(), p.genuineRoutes())
}

func whoOpts(more ...web.Opt) []web.Opt { return append([]web.Opt{web.Submit("foi.next")}, more...) }

// whoBeside says what the draft has brought, and whether a paper of identity is asked for.
func (p *Portal) whoBeside(ctx context.Context, in whoForm) (_ whoForm, err error) {
	in.Has, err = p.Requests.Brought(visitor(ctx), in.Code)
	return in, err
}

// Demands asks for a paper of identity where the district does.
func (in whoForm) Demands(field string) bool { return field == "identity" && in.Has.Asked }

func (p *Portal) wantOpts() []web.Opt {
	return []web.Opt{web.Options("unit", p.unitChoices), web.Submit("foi.next"), web.Aside("look", "foi.look_first", p.adviseWant)}
}

// Hides leaves out how nobody can be told.
func (in howForm) Hides(field string) bool { return in.Can.Hides(field) }

func howOpts() []web.Opt { return []web.Opt{web.Submit("foi.next"), web.Also("want", "foi.back_want")} }

func sendOpts() []web.Opt {
	return []web.Opt{web.Submit("foi.send"), web.Also("who", "foi.back_who"), web.Also("want", "foi.back_want"), web.Also("how", "foi.back_how")}
}

// unitChoices are the units that requests may be sent to, as the tree has them.
func (p *Portal) unitChoices(ctx context.Context) ([]web.Option, error) {
	units, err := p.Units.Tree(ctx)
	var out []web.Option
	for _, u := range units {
		if u.Kind.Organ() {
			out = append(out, web.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Name})
		}
	}
	return out, err
}

// saved is what was typed so far under the code of the form.
func (p *Portal) saved(ctx context.Context, code string) (foi.Filing, error) {
	return p.Requests.Saved(visitor(ctx), code, web.ClientAddress(ctx))
}

func (p *Portal) foiWho(ctx context.Context, in whoForm) (web.Reply, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	var f foi.Filing
	if in.Code != "" {
		var err error
		if f, err = p.saved(ctx, in.Code); err != nil {
			return nil, err
		}
	}
	f.Applicant = in.Applicant
	papers, err := p.brought(ctx, in)
	if err != nil {
		return nil, err
	}
	if f.Token == "" {
		f.Token = rand.Text() // of the draft, not of how its code is typed: sent twice, it stays one request
	}
	if f.Unit == 0 {
		f.Unit = in.Unit
	}
	code, err := p.Requests.Save(ctx, in.Code, f, papers)
	if err != nil {
		return nil, err
	}
	return p.stepWant(code, f), nil
}

func (p *Portal) stepWant(code string, f foi.Filing) web.Reply {
	return web.Fill(wantPage, foiPath+"/want", wantForm{Code: code, Wish: f.Wish}, p.wantOpts()...)
}

func (p *Portal) foiWant(ctx context.Context, in wantForm) (web.Reply, error) {
	f, err := p.saved(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	if err := in.Check(); err != nil {
		return nil, err
	}
	units, err := p.unitChoices(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(units, func(o web.Option) bool { return o.Value == strconv.FormatInt(in.Unit, 10) }) {
		return nil, fault.Field("unit", "foi.bad.unit")
	}
	apart := len(foi.Parts(in.Want)) > 1
	if f.Wish != in.Wish && (!apart || f.Want != in.Want) {
		f.Parts = nil // they were of another text
	}
	f.Wish = in.Wish
	if _, err := p.Requests.Save(ctx, in.Code, f, foi.Papers{}); err != nil {
		return nil, err
	}
	if apart {
		return p.stepApart(in.Code, f), nil
	}
	return p.stepHow(ctx, in.Code, f)
}

func (p *Portal) stepHow(ctx context.Context, code string, f foi.Filing) (web.Reply, error) {
	if f.Form == "" {
		f.Form, f.Way = foi.MailForm, foi.ByCode
	}
	a, err := p.advise(ctx, f)
	return web.Fill(howPage, foiPath+"/how", howForm{Code: code, Delivery: f.Delivery, Can: p.Requests.Tells(), advice: a}, howOpts()...), err
}

// adviseWant shows the second step again with what may be public already.
func (p *Portal) adviseWant(ctx context.Context, in wantForm) (_ wantForm, err error) {
	in.advice, err = p.advise(ctx, foi.Filing{Wish: in.Wish})
	return in, err
}

// adviseHow is the advice beside a third step that was sent back.
func (p *Portal) adviseHow(ctx context.Context, in howForm) (howForm, error) {
	f, err := p.saved(ctx, in.Code)
	if err != nil {
		return in, err
	}
	in.Can = p.Requests.Tells()
	in.advice, err = p.advise(ctx, f)
	return in, err
}

func (p *Portal) foiHow(ctx context.Context, in howForm) (web.Reply, error) {
	f, err := p.saved(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	if in.Do == "want" {
		return p.stepWant(in.Code, f), nil
	}
	f.Delivery = in.Delivery
	if err := f.Check(); err != nil {
		return nil, err
	}
	if _, err := p.Requests.Save(ctx, in.Code, f, foi.Papers{}); err != nil {
		return nil, err
	}
	return p.stepSend(ctx, in.Code, f)
}

// stepSend shows all that will be sent, with what is personal masked, and says
// what the applicant may want to know before.
func (p *Portal) stepSend(ctx context.Context, code string, f foi.Filing) (web.Reply, error) {
	in, err := p.check(ctx, code, f)
	return web.Fill(sendPage, foiPath+"/send", in, sendOpts()...), err
}

func (p *Portal) check(ctx context.Context, code string, f foi.Filing) (in sendForm, err error) {
	u, err := p.Units.Get(ctx, f.Unit)
	if err != nil {
		return in, err
	}
	has, err := p.Requests.Brought(visitor(ctx), code)
	if err != nil {
		return in, err
	}
	in = sendForm{Code: code, Facts: append(toCheck(f, u.Name), papersToCheck(has)...)}
	in.advice, err = p.advise(ctx, f)
	return in, err
}

// advise says what may be public already, and what would make a description clearer.
func (p *Portal) advise(ctx context.Context, f foi.Filing) (a advice, err error) {
	err = p.DB.Read(visitor(ctx), func(tx *db.Tx) error {
		found, err := p.Search.Find(tx, search.Query{Text: f.Want, Size: alreadyMost})
		for _, h := range found.Hits {
			a.Found = append(a.Found, web.Link{Href: hitURL(h.Noun, h.ID), Label: textOf(h.Title)})
		}
		return err
	})
	if err != nil {
		return a, err
	}
	a.Hints, err = p.hints(ctx, f)
	return a, err
}

// checkAgain is the check of a draft for a form that was sent back.
func (p *Portal) checkAgain(ctx context.Context, in sendForm) (sendForm, error) {
	f, err := p.saved(ctx, in.Code)
	if err != nil {
		return in, err
	}
	return p.check(ctx, in.Code, f)
}

// toCheck is all that will be sent.
func toCheck(f foi.Filing, unitName string) []web.Fact {
	m := f.Masked()
	all := []web.Fact{
		{Label: "foi.kind", Text: i18n.T("foi.kind." + string(m.Kind))},
		{Label: "foi.name", Text: m.Name},
		{Label: "foi.paper", Text: i18n.T("foi.paper." + string(m.Paper))},
		{Label: "foi.paper_no", Text: m.PaperNo},
		{Label: "foi.head", Text: m.Head},
		{Label: "foi.contact", Text: m.Contact},
		{Label: "foi.phone", Text: m.Phone},
		{Label: "foi.mail", Text: m.Mail},
		{Label: "foi.address", Text: m.Address},
		{Label: "foi.agent", Text: m.Agent},
		{Label: "foi.agent_no", Text: m.AgentNo},
		{Label: "foi.help", Text: m.Help},
		{Label: "foi.unit", Text: unitName},
	}
	all = append(all, partsToCheck(f)...)
	all = append(all, []web.Fact{
		{Label: "foi.mark", Text: f.Mark},
		{Label: "foi.form", Text: i18n.T("foi.form." + string(f.Form))},
		{Label: "foi.way", Text: i18n.T("foi.way." + string(f.Way))},
		{Label: "foi.group.notice", Text: chosen(f.Consent)},
	}...)
	return slices.DeleteFunc(all, func(x web.Fact) bool { return x.Text == "" })
}

// chosen is how the applicant wants to be told.
func chosen(c foi.Consent) string {
	var ways []string
	if c.NoticeMail {
		ways = append(ways, i18n.T("foi.notice_carrier.mail"))
	}
	if c.NoticeSMS {
		ways = append(ways, i18n.T("foi.notice_carrier.sms"))
	}
	return strings.Join(ways, i18n.T("list_comma"))
}

// alreadyMost is how many items that may be what is asked for are shown.
const alreadyMost = 3

// hints say what a clerk at the counter would say; none of them stops a request.
func (p *Portal) hints(ctx context.Context, f foi.Filing) (out []string, err error) {
	for _, h := range foi.Hints(f.Want) {
		if h == foi.HintSeveral && len(f.Parts) > 0 {
			continue // it was agreed to
		}
		out = append(out, i18n.T("foi.hint."+string(h)))
	}
	units, err := p.Units.Tree(ctx)
	for _, u := range units {
		if u.ID != f.Unit && u.Depth > 0 && (strings.Contains(f.Want, u.Name) || strings.Contains(f.Want, u.Short)) {
			return append(out, i18n.T("foi.hint.other_unit", u.Name)), err
		}
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (p *Portal) foiSend(ctx context.Context, in sendForm) (web.Reply, error) {
	f, err := p.saved(ctx, in.Code)
	if fault.Of(err) == fault.Conflict && in.Do == "" { // pressed twice
		out, err := p.Requests.Filed(visitor(ctx), f.Token)
		if err != nil {
			return nil, err
		}
		return p.receiptOf(ctx, out)
	}
	if err != nil {
		return nil, err
	}
	switch in.Do {
	case "who":
		has, err := p.Requests.Brought(visitor(ctx), in.Code)
		return web.Fill(whoPage, foiPath, whoForm{Code: in.Code, Applicant: f.Applicant, Has: has}, whoOpts()...), err
	case "want":
		return p.stepWant(in.Code, f), nil
	case "how":
		return p.stepHow(ctx, in.Code, f)
	}
	if !in.Sure {
		return nil, fault.Field("sure", "foi.need.sure")
	}
	has, err := p.Requests.Brought(visitor(ctx), in.Code)
	if err != nil {
		return nil, err
	}
	if has.Missing() {
		return nil, fault.Field("identity", "foi.need.identity")
	}
	if err := p.Requests.Admit(visitor(ctx), web.ClientAddress(ctx)); err != nil {
		return nil, err
	}
	out, err := p.Requests.File(visitor(ctx), f)
	if err != nil {
		return nil, err
	}
	if err := p.Requests.Sent(ctx, in.Code, f.Token); err != nil {
		return nil, err
	}
	return p.receiptOf(ctx, out)
}

// receiptOf is the page with number, code and receipt of what was just filed.
func (p *Portal) receiptOf(ctx context.Context, out foi.Filed) (web.Reply, error) {
	v := filedView{Filed: out}
	for _, number := range out.Numbers() {
		body, err := p.receipt(ctx, foi.Access{Number: number, Code: out.Code})
		if err != nil {
			return nil, err
		}
		v.Bodies = append(v.Bodies, body)
	}
	return filedPage.With(v), nil
}

// receipt is the receipt of a request for whoever has its number and code.
func (p *Portal) receipt(ctx context.Context, in foi.Access) (any, error) {
	doc, err := p.Requests.MyReceipt(visitor(ctx), in, web.ClientAddress(ctx))
	if err != nil {
		return "", err
	}
	return letter.Body(doc)
}

func (p *Portal) foiResume(ctx context.Context, in resumeForm) (web.Reply, error) {
	f, err := p.saved(ctx, in.Saved)
	if fault.Of(err) == fault.NotFound {
		return nil, fault.Field("saved", "foi.draft_gone")
	}
	if err != nil {
		return nil, err
	}
	code := strings.Join(strings.Fields(in.Saved), "")
	switch {
	case f.Want == "":
		return p.stepWant(code, f), nil
	case f.Form == "":
		return p.stepHow(ctx, code, f)
	}
	return p.stepSend(ctx, code, f)
}
