package portal

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const (
	messagePath   = "/message"
	messageTrack  = messagePath + "/track"
	messageMonths = messagePath + "/month"
)

type (
	messageForm struct {
		message.Sending
		Website string `form:"website" label:"message.trap" type:"trap"` // nobody sees it: who fills it in is a program
	}
	// A messageFiled is what the sender keeps.
	messageFiled struct{ message.Filed }
	messageOpen  struct {
		message.By
	}
	// Each form of the sender goes by the pass of the page that it was opened from.
	messageBack struct {
		Pass string `form:"pass" type:"hidden"`
		Sure bool   `form:"sure" label:"message.sure"`
	}
	messageWords struct {
		Pass string `form:"pass" type:"hidden"`
		Text string `form:"text" label:"message.words" type:"textarea" required:"true" max:"500"`
	}
	messageRate struct {
		Pass   string         `form:"pass" type:"hidden"`
		Rating message.Rating `form:"rating" label:"message.rating" type:"radio" options:"content,fairly,not" required:"true"`
	}
	messageAct struct {
		Pass string `form:"pass" type:"hidden"`
		Do   string `form:"do" type:"hidden"`
	}
	// A messageMine is the page of a letter for its sender.
	messageMine struct {
		message.Mine
		State  web.Tag
		Says   string
		Late   bool
		Cells  []cell
		Words  string // the strip in words
		Facts  []web.Fact
		Letter []web.Fact
		Events []web.Event
		Acts   []web.Button
	}
	// A messageList is what was answered in public.
	messageList struct {
		web.Lines
		Kinds []web.Tab
	}
	// A messageShown is one public letter.
	messageShown struct {
		message.Public
		Facts []web.Fact
	}
	messageFigures struct {
		Year   int
		Years  []web.Tab
		Months []messageMonth
	}
	messageMonth struct {
		message.Month
		Name, Href, Mean, Percent       string
		Came, Done, Opened, Rated, Good int
	}
)

// Meta is what the head says about the page.
func (v messageList) Meta() web.Meta {
	return web.Meta{Column: messageColumn, Feeds: []web.Link{{Href: messagePath + feedName, Label: messageColumn.Name}}}
}

// Meta is what the head says about the page.
func (v messageShown) Meta() web.Meta {
	return web.Meta{Column: messageColumn, Title: v.Title, Published: v.Open.Start(), Source: v.Unit, Ref: message.RefOf(v.ID)}
}

var (
	messageColumn     = ownColumn("message", column.Kind("consult").Label())
	messageListPage   = web.MustPage[messageList](pages, web.Portal, "pages/message/list.html")
	messageShowPage   = web.MustPage[messageShown](pages, web.Portal, "pages/message/show.html")
	messageMonthsPage = web.MustPage[messageFigures](pages, web.Portal, "pages/message/month.html").In(messageColumn)
	messageSendPage   = web.MustPage[web.FormView[messageForm]](pages, web.Portal, "pages/message/send.html").In(messageColumn)
	messageFiledPage  = web.MustPage[messageFiled](pages, web.Portal, "pages/message/filed.html").In(messageColumn)
	messageTrackPage  = web.MustPage[web.FormView[messageOpen]](pages, web.Portal, "pages/message/track.html").In(messageColumn)
	messageMinePage   = web.MustPage[messageMine](pages, web.Portal, "pages/message/mine.html").In(messageColumn)
	messageBackPage   = web.MustPage[web.FormView[messageBack]](pages, web.Portal, "pages/message/withdraw.html").In(messageColumn)
	messageReopenPage = web.MustPage[web.FormView[messageWords]](pages, web.Portal, "pages/message/reopen.html").In(messageColumn)
	messageAppealPage = web.MustPage[web.FormView[messageWords]](pages, web.Portal, "pages/message/appeal.html").In(messageColumn)
	messageRatePage   = web.MustPage[web.FormView[messageRate]](pages, web.Portal, "pages/message/rate.html").In(messageColumn)
)

func (p *Portal) messageRoutes() []web.Route {
	post := func(act message.Act, s *web.FormScreen) web.Route {
		return web.Route{Method: "POST", Path: messageTrack + "/" + web.ActPath(act), Perm: auth.Public, Handler: s.Handle}
	}
	return []web.Route{
		web.Public(messagePath, p.publicMessages).On("message"),
		web.Public(messagePath+feedName, p.messageFeed).On("message"),
		web.Public(messageMonths, web.Look(messageMonthsPage, p.messageMonths)).On("message"),
		web.Public(messagePath+"/{id}", web.Show(messageShowPage, p.publicMessage)).On("message/{id}"),
		web.Form(messagePath+"/new", auth.Public, web.Make(messageSendPage, nil, p.sendMessage, nil,
			web.Options("unit", p.unitChoices), web.Options("kind", messageKinds), web.Submit("message.send"))),
		web.Form(messageTrack, auth.Public, web.Make(messageTrackPage, nil, p.trackMessage, nil, web.Submit("foi.look"))),
		{Method: "POST", Path: messageTrack + "/act", Perm: auth.Public, Handler: p.actMessage},
		post(message.ActWithdraw, web.Make(messageBackPage, nil, p.withdrawMessage, nil, web.Submit("message.withdraw"))),
		post(message.ActReopen, web.Make(messageReopenPage, nil, p.reopenMessage, nil, web.Submit("message.reopen"))),
		post(message.ActAppeal, web.Make(messageAppealPage, nil, p.appealMessage, nil, web.Submit("message.appeal"))),
		post(message.ActRate, web.Make(messageRatePage, nil, p.rateMessage, nil, web.Submit("message.rate"))),
	}
}

func messageURL(id message.ID) string { return messagePath + "/" + strconv.FormatInt(int64(id), 10) }

// mistakeURL is the form that says that a page has an error, with its address filled in.
func mistakeURL(path string) string {
	return searchURL(messagePath+"/new", "kind", string(message.Mistake), "page", path)
}

// messageKinds says each kind in plain words, with an example.
func messageKinds(context.Context) (out []web.Option, _ error) {
	for _, k := range message.Kinds {
		if k != message.State {
			out = append(out, web.Option{Value: string(k), Label: i18n.T("message.kind_long." + string(k))})
		}
	}
	return out, nil
}

func (p *Portal) sendMessage(ctx context.Context, in messageForm) (web.Reply, error) {
	out, err := p.Messages.File(visitor(ctx), in.Sending, in.Website, web.ClientAddress(ctx))
	if err != nil {
		return nil, err
	}
	return messageFiledPage.With(messageFiled{out}), nil
}

func (p *Portal) trackMessage(ctx context.Context, in messageOpen) (web.Reply, error) {
	m, err := p.Messages.Track(visitor(ctx), in.By, web.ClientAddress(ctx))
	if err != nil {
		return nil, err
	}
	return p.myMessage(ctx, m)
}

// messageForms are the forms of what a sender wants to do and has something to say about.
var messageForms = map[message.Act]func(at, pass string) web.Reply{
	message.ActWithdraw: func(at, pass string) web.Reply {
		return web.Fill(messageBackPage, at, messageBack{Pass: pass}, web.Submit("message.withdraw"))
	},
	message.ActReopen: func(at, pass string) web.Reply {
		return web.Fill(messageReopenPage, at, messageWords{Pass: pass}, web.Submit("message.reopen"))
	},
	message.ActAppeal: func(at, pass string) web.Reply {
		return web.Fill(messageAppealPage, at, messageWords{Pass: pass}, web.Submit("message.appeal"))
	},
	message.ActRate: func(at, pass string) web.Reply {
		return web.Fill(messageRatePage, at, messageRate{Pass: pass}, web.Submit("message.rate"))
	},
}

// actMessage opens the form of what the sender wants to do, or does it where nothing is
// to be said.
func (p *Portal) actMessage(r *web.Req) (web.Reply, error) {
	in, err := web.Bind[messageAct](r)
	if err != nil {
		return nil, err
	}
	by, client := message.By{Pass: in.Pass}, web.ClientAddress(r.Context())
	m, err := p.Messages.Track(visitor(r.Context()), by, client)
	if err != nil {
		return nil, err
	}
	at := messageTrack + "/" + web.ActPath(message.Act(in.Do))
	if !slices.Contains(m.May, message.Act(in.Do)) {
		return nil, fault.New(fault.Conflict, "message.not_now")
	}
	if form := messageForms[message.Act(in.Do)]; form != nil {
		return form(at, in.Pass), nil
	}
	m, err = p.Messages.Urge(visitor(r.Context()), by, client)
	if err != nil {
		return nil, err
	}
	return p.myMessage(r.Context(), m)
}

func (p *Portal) withdrawMessage(ctx context.Context, in messageBack) (web.Reply, error) {
	if !in.Sure {
		return nil, fault.Field("sure", "message.need.withdraw")
	}
	m, err := p.Messages.Withdraw(visitor(ctx), message.By{Pass: in.Pass}, web.ClientAddress(ctx))
	return p.messageDone(ctx, m, err)
}

func (p *Portal) reopenMessage(ctx context.Context, in messageWords) (web.Reply, error) {
	m, err := p.Messages.Reopen(visitor(ctx), message.Words{By: message.By{Pass: in.Pass}, Text: in.Text}, web.ClientAddress(ctx))
	return p.messageDone(ctx, m, err)
}

func (p *Portal) appealMessage(ctx context.Context, in messageWords) (web.Reply, error) {
	m, err := p.Messages.Object(visitor(ctx), message.Words{By: message.By{Pass: in.Pass}, Text: in.Text}, web.ClientAddress(ctx))
	return p.messageDone(ctx, m, err)
}

func (p *Portal) rateMessage(ctx context.Context, in messageRate) (web.Reply, error) {
	m, err := p.Messages.Rate(visitor(ctx), message.Rated{By: message.By{Pass: in.Pass}, Rating: in.Rating}, web.ClientAddress(ctx))
	return p.messageDone(ctx, m, err)
}

func (p *Portal) messageDone(ctx context.Context, m message.Mine, err error) (web.Reply, error) {
	if err != nil {
		return nil, err
	}
	return p.myMessage(ctx, m)
}

// myMessage is the page of a letter for its sender.
func (p *Portal) myMessage(ctx context.Context, m message.Mine) (web.Reply, error) {
	cal, err := p.Holidays.Current(ctx)
	if err != nil {
		return nil, err
	}
	v := messageMine{Mine: m, State: web.Tag{Kind: "info", Text: i18n.T("message.state." + string(m.Status))}}
	key := "message.says." + string(m.Status)
	open := slices.Contains(message.Alive, m.Status) && m.Status != message.Held
	v.Late = open && m.Left < 0
	switch {
	case v.Late && !slices.Contains(m.May, message.ActUrge):
		key = "message.says.urged"
	case v.Late:
		key = "message.says.late"
	case m.Status == message.Refused && !slices.Contains(m.May, message.ActAppeal):
		key += "_again"
	}
	v.Says = i18n.T(key, m.Unit, m.Due, m.Replied, m.Urged)
	if open {
		v.Cells = strip(cal, m.Why, p.DB.Today())
		v.Words = stripWords(v.Cells)
	}
	v.Facts = slices.DeleteFunc([]web.Fact{
		{Label: "message.kind", Text: i18n.T("message.kind." + string(m.Kind))},
		{Label: "message.unit_of", Text: m.Unit},
		{Label: "message.received", Text: string(m.Received)},
		{Label: "message.name", Text: m.Shown.Name},
		{Label: "message.phone", Text: m.Shown.Phone},
		{Label: "message.rating_of", Text: ratingText(m.Rating)},
		{Label: "message.published", Text: string(m.Public), Href: publicURL(m)},
	}, func(f web.Fact) bool { return f.Text == "" })
	v.Letter = slices.DeleteFunc([]web.Fact{
		{Label: "message.title", Text: m.Letter.Title}, {Label: "message.text", Text: m.Letter.Text}, {Label: "message.page", Text: m.Letter.Page}, {Label: "message.firm", Text: m.Letter.Firm},
	}, func(f web.Fact) bool { return f.Text == "" })
	for _, e := range m.History {
		out := web.Event{Title: i18n.T(string(e.Act)), When: string(calendar.DayOf(e.At))}
		if e.Act == message.ActExtend || e.Act == message.ActReopen {
			out.Text = i18n.T("message.event_due", e.Due)
		}
		v.Events = append(v.Events, out)
	}
	for _, a := range m.May {
		v.Acts = append(v.Acts, web.Button{Href: messageTrack + "/act", Label: i18n.T(string(a)), Post: true, Secondary: a == message.ActWithdraw || a == message.ActReopen, With: []web.Sent{
			{Name: "pass", Value: m.Pass}, {Name: "do", Value: string(a)},
		}})
	}
	return messageMinePage.With(v), nil
}

func publicURL(m message.Mine) string {
	if m.Public == "" {
		return ""
	}
	return messageURL(m.ID)
}

func ratingText(r message.Rating) string {
	if r == "" {
		return ""
	}
	return i18n.T("message.rating." + string(r))
}

// publicMessages is the list of public letters, the newest first.
func (p *Portal) publicMessages(r *web.Req) (web.Reply, error) {
	q, err := web.Bind[message.PublicFind](r)
	if err != nil {
		return nil, err
	}
	rows, err := p.Messages.PublicList(visitor(r.Context()), q, db.Page{After: r.URL.Query().Get("after")})
	if err != nil {
		return nil, err
	}
	lines := web.Lines{Total: rows.Total, More: rows.More, Feed: messagePath + feedName}
	for i := range rows.Items {
		lines.Rows = append(lines.Rows, messageLine(&rows.Items[i]))
	}
	v := messageList{Lines: lines.Paged(r, rows.Next), Kinds: []web.Tab{{Href: messagePath, Label: i18n.T("portal.message_all"), Here: q.Kind == ""}}}
	for _, k := range message.Kinds {
		v.Kinds = append(v.Kinds, web.Tab{Href: searchURL(messagePath, "kind", string(k)), Label: i18n.T("message.kind." + string(k)), Here: q.Kind == k})
	}
	return messageListPage.With(v), nil
}

func messageLine(m *message.Public) web.Line {
	return web.Line{Href: messageURL(m.ID), Title: m.Title, Day: m.Replied, Sub: i18n.T("portal.message_line", m.Unit, i18n.T("message.kind."+string(m.Kind)), m.Days)}
}

func (p *Portal) messageFeed(r *web.Req) (web.Reply, error) {
	rows, err := p.Messages.PublicList(visitor(r.Context()), message.PublicFind{}, db.Page{Size: feedPage, After: r.URL.Query().Get("after")})
	if err != nil {
		return nil, err
	}
	s, err := p.shelf(r.Context())
	if err != nil {
		return nil, err
	}
	f := web.Feed{Path: messagePath, Self: messagePath + feedName, Title: messageColumn.Name, Author: s.home().Name, Since: p.opened(s).Start()}
	for _, m := range rows.Items {
		f.Entries = append(f.Entries, web.Entry{Path: messageURL(m.ID), Title: m.Title, Author: m.Unit, Published: m.Open.Start(), Text: strings.Join([]string{m.Text, m.Answer}, "\n\n")})
	}
	if rows.Next != "" {
		f.Next = searchURL(f.Self, "after", rows.Next)
	}
	return f, nil
}

func (p *Portal) publicMessage(ctx context.Context, id message.ID) (v messageShown, err error) {
	if v.Public, err = p.Messages.PublicOne(visitor(ctx), id); err != nil {
		return v, err
	}
	v.Facts = slices.DeleteFunc([]web.Fact{
		{Label: "message.number", Text: v.Number},
		{Label: "message.kind", Text: i18n.T("message.kind." + string(v.Kind))},
		{Label: "message.received", Text: string(v.Received)},
		{Label: "message.replied", Text: string(v.Replied)},
		{Label: "message.unit_of", Text: v.Unit},
		{Label: "message.days", Text: i18n.T("message.days_n", v.Days)},
		{Label: "message.rating_of", Text: ratingText(v.Rating)},
	}, func(f web.Fact) bool { return f.Text == "" })
	return v, nil
}

// messageMonths is a year of letters, month by month.
func (p *Portal) messageMonths(ctx context.Context, q message.Span) (v messageFigures, err error) {
	v.Year = q.Year
	if v.Year == 0 {
		v.Year = p.DB.Today().Year()
	}
	months, err := p.Messages.PublicFigures(visitor(ctx), message.Span{Year: v.Year})
	for y := p.DB.Today().Year(); y > p.DB.Today().Year()-yearsShown; y-- {
		v.Years = append(v.Years, web.Tab{Href: searchURL(messageMonths, "year", strconv.Itoa(y)), Label: strconv.Itoa(y), Here: y == v.Year})
	}
	for _, m := range months {
		year, month, _ := strings.Cut(m.Month, "-")
		row := messageMonth{Month: m, Name: i18n.T("message.month_of", year, strings.TrimPrefix(month, "0")), Mean: m.Days, Came: m.N[message.Came], Done: m.N[message.Done], Opened: m.N[message.Opened], Rated: m.N[message.RatedSet], Good: m.N[message.Satisfied]}
		if m.Share != "" {
			row.Percent = i18n.T("message.percent", m.Share)
		}
		if row.Opened > 0 {
			row.Href = searchURL(messagePath, "month", m.Month)
		}
		v.Months = append(v.Months, row)
	}
	return v, err
}

// yearsShown is how many years back the figures are offered.
const yearsShown = 3
