package portal

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/proposal"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/surface/web"
)

const trackPath = foiPath + "/track"

type (
	trackForm struct {
		foi.Access
		Do string `form:"do" type:"hidden"`
	}
	myAmend struct {
		Number string `form:"number" type:"hidden"`
		Code   string `form:"code" type:"hidden"`
		Want   string `form:"want" label:"foi.amended" hint:"foi.my_amend_hint" type:"textarea" rows:"6" required:"true" max:"2000"`
	}
	myNotices struct {
		Number string `form:"number" type:"hidden"`
		Code   string `form:"code" type:"hidden"`
		foi.Consent
		Can foi.Tellable
	}
	myWithdraw struct {
		Number string `form:"number" type:"hidden"`
		Code   string `form:"code" type:"hidden"`
		Sure   bool   `form:"sure" label:"foi.withdraw_sure" hint:"foi.withdraw_hint"`
	}
)

// A receiptView is the receipt of a request, to be printed once more.
type receiptView struct {
	Body any
}

// mySuggest is how an applicant says that what was given out should be public.
type mySuggest struct {
	Number string `form:"number" type:"hidden"`
	Code   string `form:"code" type:"hidden"`
	proposal.Why
}

// A mineView is the page of a request for its applicant.
type mineView struct {
	foi.Mine
	Says    string // where it stands and who owes what by when, in a sentence
	State   web.Tag
	Facts   []web.Fact
	Cells   []cell
	Words   string // the strip in words
	Events  []web.Event
	Letters []mineLetter
	Acts    []web.Button // what the applicant may do now
	Copies  []myCopy     // what was given out
	Beside  []mineOther  // the other requests that the same code opens
	Can     []means      // what can be done against the reply
	Done    []myCase     // and was done
	Wishes  []wishLine   // what became of the applicant's suggestions
}

// A myCopy is a file that was given out, with the button that takes it.
type myCopy struct {
	foi.MyFile
	Kind string
	Get  []web.Button
}

// myFile takes a copy out by the pass of the page that offers it.
type myFile struct {
	Pass string `form:"pass" type:"hidden"`
	File int64  `form:"file" type:"hidden"`
}

// A wishLine is a suggestion of the applicant, and what became of it.
type wishLine struct {
	State web.Tag
	Text  string
	Href  string // the item, once it is public
}

type mineLetter struct {
	foi.MyLetter
	Name string
	Open bool // it says what the applicant has to know now
	Body any
}

var (
	trackPage    = web.MustPage[web.FormView[trackForm]](pages, web.Portal, "pages/foi/track.html").In(foiColumn)
	minePage     = web.MustPage[mineView](pages, web.Portal, "pages/foi/mine.html").In(foiColumn)
	amendPage    = web.MustPage[web.FormView[myAmend]](pages, web.Portal, "pages/foi/amend.html").In(foiColumn)
	noticesPage  = web.MustPage[web.FormView[myNotices]](pages, web.Portal, "pages/foi/notices.html").In(foiColumn)
	suggestPage  = web.MustPage[web.FormView[mySuggest]](pages, web.Portal, "pages/foi/suggest.html").In(foiColumn)
	receiptPage  = web.MustPage[receiptView](pages, web.Portal, "pages/foi/receipt.html").In(foiColumn)
	withdrawPage = web.MustPage[web.FormView[myWithdraw]](pages, web.Portal, "pages/foi/withdraw.html").In(foiColumn)
)

func (p *Portal) trackRoutes() []web.Route {
	post := func(path string, s *web.FormScreen) web.Route {
		return web.Route{Method: "POST", Path: path, Perm: auth.Public, Handler: s.Handle}
	}
	looks := []web.Opt{web.Submit("foi.look"), web.Also("amend", "foi.amend_mine"), web.Also("withdraw", "foi.withdraw"), web.Also("receipt", "foi.receipt_mine"), web.Also("complain", "remedy.complain"), web.Also("complaint-back", "remedy.withdraw"), web.Also("suggest", "proposal.suggest_mine")}
	if p.Requests != nil && p.Requests.Tells() != (foi.Tellable{}) {
		looks = append(looks, web.Also("notices", "foi.notices_mine"))
	}
	return []web.Route{
		web.Form(trackPath, auth.Public, web.Make(trackPage, nil, p.track, nil, looks...)),
		post(trackPath+"/notices", web.Make(noticesPage, nil, p.chooseMine, nil, web.Submit("foi.save_notices"), web.Beside(p.noticesAgain))),
		post(trackPath+"/amend", web.Make(amendPage, nil, p.amendMine, nil, web.Submit("foi.amend_mine"))),
		post(trackPath+"/complain", web.Make(complainPage, nil, p.complain, nil, complainOpts()...)),
		post(trackPath+"/complaint-back", web.Make(complaintBackPage, nil, p.withdrawComplaint, nil, web.Submit("remedy.withdraw"))),
		post(trackPath+"/suggest", web.Make(suggestPage, nil, p.suggestMine, nil, web.Submit("proposal.suggest_mine"))),
		{Method: "POST", Path: trackPath + "/act", Perm: auth.Public, Handler: p.actMine},
		{Method: "POST", Path: trackPath + "/file", Perm: auth.Public, Handler: p.givenFile},
		post(trackPath+"/withdraw", web.Make(withdrawPage, nil, p.withdrawMine, nil, web.Submit("foi.withdraw"))),
	}
}

// track opens a request by its number and code, or the form of what the applicant may do.
func (p *Portal) track(ctx context.Context, in trackForm) (web.Reply, error) {
	m, err := p.Requests.Track(visitor(ctx), in.Access, web.ClientAddress(ctx))
	if err != nil {
		return nil, err
	}
	may := func(a foi.Act) bool { return slices.Contains(m.May, a) }
	switch {
	case in.Do == "amend" && may(foi.ActAmend):
		return web.Fill(amendPage, trackPath+"/amend", myAmend{Number: in.Number, Code: in.Code}, web.Submit("foi.amend_mine")), nil
	case in.Do == "withdraw" && may(foi.ActWithdraw):
		return web.Fill(withdrawPage, trackPath+"/withdraw", myWithdraw{Number: in.Number, Code: in.Code}, web.Submit("foi.withdraw")), nil
	case in.Do == "receipt":
		body, err := p.receipt(ctx, in.Access)
		return receiptPage.With(receiptView{body}), err
	case in.Do == "complain":
		return p.toComplain(ctx, in.Access, m.ID)
	case in.Do == "complaint-back":
		return p.takeComplaintBack(ctx, in.Access, m.ID)
	case in.Do == "notices":
		return web.Fill(noticesPage, trackPath+"/notices", myNotices{Number: in.Number, Code: in.Code, Consent: m.Consent, Can: p.Requests.Tells()}, web.Submit("foi.save_notices")), nil
	case in.Do == "suggest" && m.Gave:
		return web.Fill(suggestPage, trackPath+"/suggest", mySuggest{Number: in.Number, Code: in.Code}, web.Submit("proposal.suggest_mine")), nil
	case in.Do == "suggest":
		return nil, fault.Field("number", "proposal.nothing_given")
	case in.Do != "":
		return nil, fault.Field("number", "foi.not_now")
	}
	return p.mine(ctx, m)
}

// actsOf are what the applicant may do now. The pass of the page goes along.
func (p *Portal) actsOf(m foi.Mine, waits bool) (out []web.Button) {
	for _, a := range []struct {
		do, key string
		may     bool
	}{
		{"amend", "foi.amend_mine", slices.Contains(m.May, foi.ActAmend)},
		{"complain", "remedy.complain", !waits},
		{"complaint-back", "remedy.withdraw", waits},
		{"suggest", "proposal.suggest_mine", m.Gave},
		{"receipt", "foi.receipt_mine", true},
		{"notices", "foi.notices_mine", p.Requests.Tells() != (foi.Tellable{})},
		{"withdraw", "foi.withdraw", slices.Contains(m.May, foi.ActWithdraw)},
	} {
		if a.may {
			out = append(out, web.Button{Href: trackPath + "/act", Label: i18n.T(a.key), Post: true, Secondary: a.do != "amend", With: []web.Sent{
				{Name: "pass", Value: m.Pass}, {Name: "do", Value: a.do},
			}})
		}
	}
	return out
}

func (p *Portal) amendMine(ctx context.Context, in myAmend) (web.Reply, error) {
	a := foi.Access{Number: in.Number, Code: in.Code}
	if err := p.Requests.AmendBy(visitor(ctx), a, in.Want, web.ClientAddress(ctx)); err != nil {
		return nil, err
	}
	return p.track(ctx, trackForm{Access: a})
}

// Hides leaves out how nobody can be told.
func (in myNotices) Hides(field string) bool { return in.Can.Hides(field) }

func (p *Portal) noticesAgain(_ context.Context, in myNotices) (myNotices, error) {
	in.Can = p.Requests.Tells()
	return in, nil
}

// chooseMine notes how the applicant wants to be told from now on.
func (p *Portal) chooseMine(ctx context.Context, in myNotices) (web.Reply, error) {
	a := foi.Access{Number: in.Number, Code: in.Code}
	if err := p.Requests.Choose(visitor(ctx), foi.Choose{Access: a, Consent: in.Consent}, web.ClientAddress(ctx)); err != nil {
		return nil, err
	}
	return p.track(ctx, trackForm{Access: a})
}

func (p *Portal) suggestMine(ctx context.Context, in mySuggest) (web.Reply, error) {
	a := foi.Access{Number: in.Number, Code: in.Code}
	if err := p.Proposals.Suggest(visitor(ctx), proposal.Suggestion{Access: a, Why: in.Why}, web.ClientAddress(ctx)); err != nil {
		return nil, err
	}
	return p.track(ctx, trackForm{Access: a})
}

// wishes are the suggestions of the applicant as their page shows them.
func (p *Portal) wishes(ctx context.Context, id foi.ID) (out []wishLine, err error) {
	all, err := p.Proposals.SuggestedOn(visitor(ctx), id)
	for _, w := range all {
		line := wishLine{State: web.Tag{Kind: "info", Text: i18n.T("proposal.state." + string(w.Status))}, Text: w.Reason}
		if w.Item != 0 {
			line.Href = itemURL(w.Item)
		}
		out = append(out, line)
	}
	return out, err
}

func (p *Portal) withdrawMine(ctx context.Context, in myWithdraw) (web.Reply, error) {
	if !in.Sure {
		return nil, fault.Field("sure", "foi.need.sure")
	}
	a := foi.Access{Number: in.Number, Code: in.Code}
	if err := p.Requests.Withdraw(visitor(ctx), a, web.ClientAddress(ctx)); err != nil {
		return nil, err
	}
	return p.track(ctx, trackForm{Access: a})
}

// longer says why the last day is later than the term of the law alone would have it.
func longer(d deadline.Derivation) string {
	var why []string
	if d.Extension.N > 0 {
		why = append(why, i18n.T("foi.longer_extension", d.Extension.N))
	}
	if d.Delay.N > 0 {
		why = append(why, i18n.T("foi.longer_delay", d.Delay.N))
	}
	return strings.Join(why, "")
}

func (p *Portal) mine(ctx context.Context, m foi.Mine) (web.Reply, error) {
	cal, err := p.Holidays.Current(ctx)
	if err != nil {
		return nil, err
	}
	v := mineView{Mine: m, State: web.Tag{Kind: "info", Text: i18n.T("foi.state." + string(m.Status))}}
	v.Says, v.Facts = saysOf(m), factsOf(m)
	v.Cells = strip(cal, m.Why, p.DB.Today())
	v.Words = stripWords(v.Cells)
	if v.Wishes, err = p.wishes(ctx, m.ID); err != nil {
		return nil, err
	}
	for _, e := range m.History {
		out := web.Event{Title: i18n.T(string(e.Act)), When: string(e.Day)}
		if e.Due != "" {
			out.Text = i18n.T("foi.event_due", e.Due)
		}
		v.Events = append(v.Events, out)
	}
	if v.Can, v.Done, err = p.standing(ctx, m.ID); err != nil {
		return nil, err
	}
	v.Acts = p.actsOf(m, slices.ContainsFunc(v.Done, func(c myCase) bool { return c.Kind == remedy.Complaint && c.Status == remedy.Open }))
	urgent := map[foi.Status]string{foi.Amending: "D3", foi.Charging: "D11"}[m.Status]
	for _, l := range m.Letters {
		line := mineLetter{MyLetter: l, Open: l.Kind == "reply" || l.Kind == urgent}
		if k, ok := law.LetterOf(l.Kind); ok {
			line.Name = k.Name
		}
		if line.Body, err = letter.Body(l.Text); err != nil {
			return nil, err
		}
		v.Letters = append(v.Letters, line)
	}
	v.Copies, v.Beside = copies(m), beside(m)
	return minePage.With(v), nil
}

// saysOf is where a request stands and who owes what by when, in a sentence.
func saysOf(m foi.Mine) string {
	for _, o := range slices.Backward(m.Beside) {
		if o.Again {
			return sayRedone(o)
		}
	}
	day := m.Last
	if m.Until != "" {
		day = m.Until
	}
	switch {
	case m.Until == "" && (m.Status == foi.Amending || m.Status == foi.Charging): // nobody has signed for the letter
		return i18n.T("foi.says." + string(m.Status) + "_posted")
	case m.Status == foi.Handling && m.Due.State == deadline.Paused:
		return i18n.T("foi.says.asking", m.Unit)
	}
	return i18n.T("foi.says."+string(m.Status), m.Unit, day, m.Answered)
}

func factsOf(m foi.Mine) []web.Fact {
	all := []web.Fact{
		{Label: "foi.unit", Text: m.Unit},
		{Label: "foi.name", Text: m.Shown},
		{Label: "foi.channel", Text: i18n.T("foi.channel." + string(m.Channel))},
		{Label: "foi.submitted", Text: string(m.Filed)},
		{Label: "foi.received", Text: string(m.Received)},
		{Label: "foi.last_day", Text: string(m.Last), Note: longer(m.Why)},
		{Label: "foi.until_applicant", Text: string(m.Until)},
		{Label: "foi.answered", Text: string(m.Answered)},
		{Label: "foi.reply_got", Text: gotText(m)},
		{Label: "foi.group.notice", Text: chosen(m.Consent)},
	}
	if m.Fee != nil {
		all = append(all, web.Fact{Label: "foi.fee_sum", Text: i18n.T("foi.yuan", foi.Yuan(m.Fee.Fen)), Note: i18n.T("foi.paid_state." + string(m.Fee.State))})
	}
	return slices.DeleteFunc(all, func(x web.Fact) bool { return x.Text == "" })
}

// gotText is when the reply came to the applicant, from which the time to ask for a
// review or to sue runs.
func gotText(m foi.Mine) string {
	if m.Answered != "" && m.Got == "" {
		return i18n.T("foi.not_signed_for")
	}
	return string(m.Got)
}

// copies are the files that were given out.
func copies(m foi.Mine) (out []myCopy) {
	for _, f := range m.Files {
		out = append(out, myCopy{f, i18n.Text(f.Type.Text()), []web.Button{{
			Href: trackPath + "/file", Label: i18n.T("foi.get_copy"), Of: f.Title, Post: true, Secondary: true,
			With: []web.Sent{{Name: "pass", Value: m.Pass}, {Name: "file", Value: strconv.FormatInt(f.ID, 10)}},
		}}})
	}
	return out
}

// myAct is what the applicant wants to do, by the pass of the page that offers it.
type myAct struct {
	Pass string `form:"pass" type:"hidden"`
	Do   string `form:"do" type:"hidden"`
	Of   string `form:"of" type:"hidden"` // another request that the same code opens
}

// actMine opens the form of an act, or another request of the same code, for whoever has
// just shown number and code.
func (p *Portal) actMine(r *web.Req) (web.Reply, error) {
	in, err := web.Bind[myAct](r)
	if err != nil {
		return nil, err
	}
	a, err := p.Requests.Shown(in.Pass)
	if err != nil {
		return nil, err
	}
	if in.Of != "" {
		a.Number = in.Of
	}
	return p.track(r.Context(), trackForm{Access: a, Do: in.Do})
}

// givenFile sends a copy to whoever has just shown number and code.
func (p *Portal) givenFile(r *web.Req) (web.Reply, error) {
	in, err := web.Bind[myFile](r)
	if err != nil {
		return nil, err
	}
	f, content, err := p.Requests.GivenBy(visitor(r.Context()), in.Pass, in.File)
	if err != nil {
		return nil, err
	}
	return web.File{Name: f.Name(), Type: f.MIME(), Modified: f.MadeAt(), Private: true, Content: content}, nil
}

// openBack opens the form that takes something back, as long as its receipt still allows an act.
func openBack[In any](page *web.Page[web.FormView[In]], track string, in In, submit string, may int, err error) (web.Reply, error) {
	if err == nil && may == 0 {
		err = fault.New(fault.Conflict, "message.not_now")
	}
	return web.Fill(page, track+"/withdraw", in, web.Submit(submit)), err
}
