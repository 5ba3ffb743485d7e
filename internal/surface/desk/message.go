package desk

import (
	"context"
	"crypto/rand"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web"
)

const (
	messagePath    = "/desk/message"
	messageFigures = messagePath + "/figures"
)

type (
	// A messageRow is a letter as lists show it.
	messageRow struct {
		message.Row
		Unit string
	}
	// A messageView is the page of a letter.
	messageView struct {
		Answers   []faq.Entry // that were made from it
		NewAnswer string      // where to make one; "" for who may not
		message.View
		State   web.Tag
		Light   web.Light
		Facts   []web.Fact
		Letter  []web.Fact
		Person  []web.Fact
		Buttons []web.Button
		History []web.Event
	}
	// onMessage is what the form of an act shows beside its fields.
	onMessage struct {
		Act message.Act
		Of  messageView
		May bool
	}
	messageSeen struct {
		message.Seen
		onMessage
	}
	messageWhy struct {
		message.Because
		onMessage
	}
	messageMove struct {
		message.Transfer
		onMessage
	}
	messageRefuse struct {
		message.Refusal
		onMessage
	}
	messageReply struct {
		Answer    faq.ID `form:"answer" label:"faq.use_of" hint:"faq.use_hint" type:"select"`
		Answers   []web.Option
		Template  message.TemplateID `form:"template" label:"message.use_of" hint:"message.use_hint" type:"select"`
		Templates []web.Option
		message.Draft
		onMessage
	}
	messagePublic struct {
		message.Publication
		onMessage
	}
	messageTold struct {
		message.Told
		onMessage
	}
	messagePerson struct {
		ID    message.ID
		Facts []web.Fact
	}
	messageYear struct {
		Year   int
		Years  []web.Tab
		Heads  []string
		Months []messageLine
	}
	messageLine struct {
		Name, Mean, Share string
		Cells             []messageCount
	}
	messageCount struct {
		N     int
		Href  string
		Label string
	}
)

// About says what follows from the act.
func (in onMessage) About() string { return i18n.T("message.about." + web.ShortAct(in.Act)) }

// Hides leaves out the rows of questions that the letter does not ask.
func (in messageReply) Hides(field string) bool {
	return field == "template" && len(in.Templates) == 0 || field == "answer" && len(in.Answers) == 0 || web.Spare(field, "answers", max(len(in.Of.Questions), 1))
}

// Options are the templates and the answers that are offered.
func (in messageReply) Options(field string) []web.Option {
	if field == "template" {
		return in.Templates
	}
	if field == "answer" {
		return in.Answers
	}
	return nil
}

// Demands asks for an answer to each question that the letter asks.
func (in messageReply) Demands(field string) bool {
	return strings.HasPrefix(field, "answers.") && !in.Hides(field)
}

func messagePage[In any]() *web.Page[web.FormView[In]] {
	return web.MustPage[web.FormView[In]](pages, web.Desk, "pages/message/act.html", "pages/message/parts.html")
}

var (
	messageList = web.ListPage[message.Find, messageRow](web.Desk, "message.messages",
		web.Col[messageRow]{Label: "message.state", Class: "o1", Cell: func(r messageRow) web.Cell { return web.Cell{Tag: messageTag(r.Status)} }},
		web.Col[messageRow]{Label: "message.title", Class: "ti", Cell: func(r messageRow) web.Cell {
			return web.Cell{Text: r.Subject, Sub: r.Number, Href: refURL(r.Ref())}
		}},
		web.Col[messageRow]{Label: "message.kind", Cell: func(r messageRow) web.Cell { return web.Cell{Text: i18n.T("message.kind." + string(r.Kind))} }},
		web.Col[messageRow]{Label: "message.unit_of", Cell: func(r messageRow) web.Cell { return web.Cell{Text: r.Unit} }},
		web.Col[messageRow]{Label: "message.received", Class: "num xs", Cell: func(r messageRow) web.Cell { return dayCell(r.Received) }},
		web.Col[messageRow]{Label: "message.due", Class: "num o2", Cell: func(r messageRow) web.Cell {
			return web.Cell{Text: string(r.Due), Light: messageLight(r.Lamp, r.Left)}
		}},
	)
	messageShow        = web.MustPage[messageView](pages, web.Desk, "pages/message/show.html", "pages/message/parts.html")
	messageNewPage     = web.FormPage[message.Receipt](web.Desk, "message.receive")
	messageFiledPage   = web.MustPage[message.Filed](pages, web.Desk, "pages/message/filed.html")
	messageSeenPage    = messagePage[messageSeen]()
	messageWhyPage     = messagePage[messageWhy]()
	messageMovePage    = messagePage[messageMove]()
	messageRefusePage  = messagePage[messageRefuse]()
	messageReplyPage   = messagePage[messageReply]()
	messagePublicPage  = messagePage[messagePublic]()
	messageToldPage    = messagePage[messageTold]()
	messageUnmaskPage  = web.MustPage[web.FormView[unmaskForm]](pages, web.Desk, "pages/message/part.html")
	messagePersonPage  = web.MustPage[messagePerson](pages, web.Desk, "pages/message/person.html")
	messageFiguresPage = web.MustPage[messageYear](pages, web.Desk, "pages/message/figures.html")
)

func (d *Desk) messageRoutes() []web.Route {
	s, one := d.Messages, messagePath+"/{id}"
	routes := []web.Route{
		web.GET(messagePath, message.See, web.List(messageList, d.findMessages, web.Options("unit", d.unitChoices), web.Empty("message.empty"), web.Download(messagePath+".csv"),
			web.Create(web.Item{Label: "message.receive", Path: messagePath + "/new", Perm: message.Take}))),
		web.GET(messagePath+".csv", message.See, web.CSV(messageList, "message.messages", d.findMessages)),
		web.GET(messageFigures, message.See, web.Look(messageFiguresPage, d.messageFigures)),
		web.Form(messagePath+"/new", message.Take, web.Make(messageNewPage, d.blankMessage, d.receiveMessage, nil, web.Options("unit", d.organs), web.Submit("message.receive"), web.Cancel(messagePath))),
		web.GET(one, message.See, web.Show(messageShow, d.message)),
		web.Form(one+"/sender", message.Unmask, web.Act(messageUnmaskPage, d.blankMessageUnmask, d.unmaskMessage, nil, web.Submit("foi.unmask"), web.Cancel(one))),
		onMessages(d, messageMovePage, message.ActTransfer, func(rev int64, on onMessage) messageMove { return messageMove{message.Transfer{Rev: rev}, on} }, func(in messageMove) message.Transfer { return in.Transfer }, s.Transfer),
		onMessages(d, messageRefusePage, message.ActRefuse, func(rev int64, on onMessage) messageRefuse { return messageRefuse{message.Refusal{Rev: rev}, on} }, func(in messageRefuse) message.Refusal { return in.Refusal }, s.Refuse),
		web.Form(one+"/reply", message.See, web.Act(messageReplyPage, d.blankReply, func(ctx context.Context, id message.ID, in messageReply) (*message.Message, error) {
			return s.HandIn(ctx, id, in.Draft)
		}, func(m *message.Message) string { return refURL(m.Ref()) }, web.Submit("message.reply"), web.Done("foi.done"), web.Cancel(one), web.Aside("template", "message.use", d.useTemplate), web.Aside("answer", "faq.use", d.useAnswer))),
		onMessages(d, messageToldPage, message.ActReport, func(rev int64, on onMessage) messageTold {
			return messageTold{message.Told{Rev: rev, Day: d.DB.Today()}, on}
		}, func(in messageTold) message.Told { return in.Told }, s.Report),
		web.Form(one+"/publish", message.See, web.Act(messagePublicPage, d.maskedMessage, func(ctx context.Context, id message.ID, in messagePublic) (*message.Message, error) {
			return s.Publish(ctx, id, in.Publication)
		}, func(m *message.Message) string { return refURL(m.Ref()) }, web.Submit("message.publish"), web.Done("foi.done"), web.Cancel(one))),
	}
	for act, do := range map[message.Act]func(context.Context, message.ID, message.Seen) (*message.Message, error){
		message.ActSign: s.Sign, message.ActExtend: s.Extend, message.ActPass: s.Pass, message.ActSignOff: s.SignOff, message.ActAnswer: s.Send,
	} {
		routes = append(routes, onMessages(d, messageSeenPage, act, func(rev int64, on onMessage) messageSeen { return messageSeen{message.Seen{Rev: rev}, on} }, func(in messageSeen) message.Seen { return in.Seen }, do))
	}
	for act, do := range map[message.Act]func(context.Context, message.ID, message.Because) (*message.Message, error){
		message.ActAdmit: s.Admit, message.ActBack: s.GiveBack, message.ActWish: s.Propose, message.ActDeny: s.Deny, message.ActReturn: s.Return, message.ActReject: s.Reject, message.ActConceal: s.Conceal, message.ActWithdraw: s.WithdrawOnPaper,
	} {
		routes = append(routes, onMessages(d, messageWhyPage, act, func(rev int64, on onMessage) messageWhy { return messageWhy{message.Because{Rev: rev}, on} }, func(in messageWhy) message.Because { return in.Because }, do))
	}
	return routes
}

// onMessages is the form of one act on a letter. The permission of each is in the table:
// the service asks it over the unit. Who gives a letter away may not see it any more.
func onMessages[Form, In any](
	d *Desk, page *web.Page[web.FormView[Form]], act message.Act, blank func(rev int64, on onMessage) Form, told func(Form) In,
	do func(context.Context, message.ID, In) (*message.Message, error),
) web.Route {
	at := messagePath + "/{id}"
	next := func(m *message.Message) string { return refURL(m.Ref()) }
	if act == message.ActTransfer || act == message.ActBack {
		next = func(*message.Message) string { return messagePath }
	}
	load := func(ctx context.Context, id message.ID) (in Form, err error) {
		on, err := d.onMessage(ctx, id, act)
		return blank(on.Of.Message.Rev, on), err
	}
	send := func(ctx context.Context, id message.ID, in Form) (*message.Message, error) {
		return do(ctx, id, told(in))
	}
	return web.Form(at+"/"+web.ActPath(act), message.See, web.Act(page, load, send, next, web.Submit(string(act)), web.Done("foi.done"), web.Cancel(at), web.Options("unit", d.organs)))
}

func (d *Desk) onMessage(ctx context.Context, id message.ID, act message.Act) (onMessage, error) {
	v, err := d.message(ctx, id)
	return onMessage{act, v, slices.Contains(v.Acts, act)}, err
}

// blankReply begins a reply with what was drafted, and offers the templates for its kind.
func (d *Desk) blankReply(ctx context.Context, id message.ID) (in messageReply, err error) {
	if in.onMessage, err = d.onMessage(ctx, id, message.ActReply); err != nil {
		return in, err
	}
	in.Draft = in.Of.Draft
	if in.Templates, err = d.templateChoices(ctx, in.Of.Message.Kind); err != nil {
		return in, err
	}
	in.Answers, err = d.answerChoices(ctx, in.Of.View.Letter.Title)
	return in, err
}

// maskedMessage begins the public text of a letter with what the screening found masked.
func (d *Desk) maskedMessage(ctx context.Context, id message.ID) (in messagePublic, err error) {
	if in.onMessage, err = d.onMessage(ctx, id, message.ActPublish); err != nil {
		return in, err
	}
	in.Publication, err = d.Messages.Masked(ctx, id)
	return in, err
}

func messageTag(s message.Status) web.Tag {
	kind := map[message.Status]string{
		message.Held: "warn", message.Received: "warn", message.Handling: "info", message.Leading: "warn", message.Releasing: "warn", message.Replied: "ok", message.Refused: "bad",
	}[s]
	return web.Tag{Kind: kind, Text: i18n.T("message.state." + string(s))}
}

// messageLight is how the last day of a letter stands that is still to be answered.
func messageLight(l message.Lamp, left int) web.Light {
	out := web.Light{Kind: string(l)}
	switch {
	case l == "":
	case left < 0:
		out.Text = i18n.T("message.left_late", -left)
	case left == 0:
		out.Text = i18n.T("message.left_today")
	default:
		out.Text = i18n.T("message.left_n", left)
	}
	return out
}

func (d *Desk) findMessages(ctx context.Context, q message.Find, p db.Page) (db.Rows[messageRow], error) {
	found, err := d.Messages.Find(ctx, q, p)
	if err != nil {
		return db.Rows[messageRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(r message.Row) messageRow { return messageRow{r, names[r.UnitID]} }), err
}

func (d *Desk) blankMessage(context.Context) (in message.Receipt, _ error) {
	in.Channel, in.Kind, in.Day, in.Token = message.Counter, message.Consult, d.DB.Today(), rand.Text()
	return in, nil
}

func (d *Desk) receiveMessage(ctx context.Context, in message.Receipt) (web.Reply, error) {
	out, err := d.Messages.Receive(ctx, in)
	if err != nil {
		return nil, err
	}
	return messageFiledPage.With(out), nil
}

func (d *Desk) message(ctx context.Context, id message.ID) (v messageView, err error) {
	if v.View, err = d.Messages.View(ctx, id); err != nil {
		return v, err
	}
	m := &v.Message
	v.State, v.Light = messageTag(m.Status), messageLight(v.Lamp, v.Left)
	v.Facts, v.Letter, v.Person = messageFacts(&v), messageLetter(&v), senderFacts(v.Sender)
	v.Buttons = web.Buttons(v.Acts, refURL(m.Ref()), "message")
	if v.Answers, v.NewAnswer, err = d.faqsFrom(ctx, m); err != nil {
		return v, err
	}
	v.History, err = d.history(ctx, m.Ref(), func(e journal.Entry, out *web.Event) {
		var b message.Brief
		if e.Decode(&b) == nil {
			out.Text = b.Note
		}
		if slices.Contains(message.Senders, message.Act(e.Act)) && e.ActorKind != auth.Person {
			out.Who = i18n.T("message.by_sender")
		}
	})
	return v, err
}

func given(facts []web.Fact) []web.Fact {
	return slices.DeleteFunc(facts, func(f web.Fact) bool { return f.Text == "" })
}

func senderFacts(who message.Sender) []web.Fact {
	return given([]web.Fact{{Label: "message.name", Text: who.Name}, {Label: "message.phone", Text: who.Phone}})
}

func messageLetter(v *messageView) []web.Fact {
	in := v.View.Letter
	return given([]web.Fact{
		{Label: "message.title", Text: in.Title},
		{Label: "message.text", Text: in.Text},
		{Label: "message.page", Text: in.Page},
		{Label: "message.firm", Text: in.Firm},
		{Label: "message.unsolved", Text: v.Unsolved},
		{Label: "message.appeal_text", Text: v.Appeal},
	})
}

func messageFacts(v *messageView) []web.Fact {
	m := &v.Message
	said := func(prefix, value string) string {
		if value == "" {
			return ""
		}
		return i18n.T(prefix + value)
	}
	unsure, days, moves, cause := "", "", "", ""
	if m.Cause != "" {
		cause = i18n.T("message.cause." + string(m.Cause))
	}
	if v.Unsure {
		unsure = i18n.T("message.unsure")
	}
	if m.Replied != "" {
		days = i18n.T("message.days_n", m.Days)
	}
	if m.Moves > 0 {
		moves = i18n.T("message.moves_n", m.Moves, m.Astray)
	}
	return given([]web.Fact{
		{Label: "message.kind", Text: i18n.T("message.kind." + string(m.Kind))},
		{Label: "message.unit_of", Text: v.Unit},
		{Label: "message.channel", Text: i18n.T("message.channel." + string(m.Channel))},
		{Label: "message.source", Text: m.Source},
		{Label: "message.received", Text: string(m.Received)},
		{Label: "message.due", Text: string(m.Due), Note: unsure},
		{Label: "message.signed", Text: string(m.Signed)},
		{Label: "message.moves", Text: moves},
		{Label: "message.wished", Text: m.Wish},
		{Label: "message.cause", Text: cause},
		{Label: "message.verdict", Text: said("message.verdict.", string(m.Verdict)), Note: m.Said},
		{Label: "message.urge", Text: string(m.Urged)},
		{Label: "message.replied", Text: string(m.Replied)},
		{Label: "message.days", Text: days},
		{Label: "message.rating_of", Text: said("message.rating.", string(m.Rating))},
		{Label: "message.published", Text: string(m.Open)},
		{Label: "message.reported", Text: string(m.Reported)},
	})
}

func (d *Desk) blankMessageUnmask(ctx context.Context, id message.ID) (in unmaskForm, err error) {
	v, err := d.message(ctx, id)
	in.onPart = onPart{Title: i18n.T("foi.unmask"), Back: refURL(message.RefOf(id)), Lines: v.Person}
	return in, err
}

func (d *Desk) unmaskMessage(ctx context.Context, id message.ID, in unmaskForm) (web.Reply, error) {
	who, err := d.Messages.Unmask(ctx, id, message.Unseal{Reason: in.Reason})
	if err != nil {
		return nil, err
	}
	return messagePersonPage.With(messagePerson{id, senderFacts(who)}), nil
}

// messageFigures is a year month by month; each number opens its letters.
func (d *Desk) messageFigures(ctx context.Context, q message.Span) (v messageYear, err error) {
	today := d.DB.Today().Year()
	if v.Year = q.Year; v.Year == 0 {
		v.Year = today
	}
	of := ""
	if q.Unit != 0 {
		of = "&unit=" + strconv.FormatInt(q.Unit, 10)
	}
	for y := today; y > today-3; y-- {
		v.Years = append(v.Years, web.Tab{Href: messageFigures + "?year=" + strconv.Itoa(y) + of, Label: strconv.Itoa(y), Here: y == v.Year})
	}
	for _, t := range message.Sets {
		v.Heads = append(v.Heads, i18n.T("message.set."+string(t)))
	}
	months, err := d.Messages.Figures(ctx, message.Span{Year: v.Year, Unit: q.Unit})
	for _, m := range months {
		year, month, _ := strings.Cut(m.Month, "-")
		row := messageLine{Name: i18n.T("message.month_of", year, strings.TrimPrefix(month, "0")), Mean: m.Days}
		if m.Share != "" {
			row.Share = i18n.T("message.percent", m.Share)
		}
		for i, t := range message.Sets {
			c := messageCount{N: m.N[t], Label: v.Heads[i]}
			if c.N > 0 {
				c.Href = messagePath + "?month=" + m.Month + "&set=" + string(t) + of
			}
			row.Cells = append(row.Cells, c)
		}
		v.Months = append(v.Months, row)
	}
	return v, err
}

// messageTurns are the states in which a letter waits for somebody with the rights of a.
func messageTurns(a auth.Actor) (out []message.Status) {
	for _, t := range []struct {
		perm auth.Perm
		s    message.Status
	}{{message.Judge, message.Held}, {message.Handle, message.Received}, {message.Handle, message.Handling}, {message.Lead, message.Leading}, {message.Release, message.Releasing}} {
		if a.Can(t.perm) {
			out = append(out, t.s)
		}
	}
	return out
}

// messagesWait counts what waits for the reader, for the menu.
func (d *Desk) messagesWait(ctx context.Context) (n int, err error) {
	return tally(messageTurns(auth.From(ctx)), func(s message.Status, p db.Page) (int, error) {
		rows, err := d.Messages.Find(ctx, message.Find{Status: s}, p)
		return rows.Total, err
	})
}

// messageBlocks is what waits for the reader on the page of today.
func (d *Desk) messageBlocks(ctx context.Context) ([]Block, error) {
	return waiting(blockOf("message.block", messagePath+"?open=true", "message.block_all"), messageTurns(auth.From(ctx)), func(s message.Status, p db.Page) (db.Rows[messageRow], error) {
		return d.findMessages(ctx, message.Find{Status: s}, p)
	}, messageRow.line)
}

func (r messageRow) line() Line {
	return Line{Href: refURL(r.Ref()), Title: r.Subject, Note: r.Unit, Tag: messageTag(r.Status)}
}
