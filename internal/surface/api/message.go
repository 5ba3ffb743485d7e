package api

import (
	"context"

	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/surface/web"
)

// messageEndpoints are about letters to the government. The contact is masked; opening
// it is an act with a reason, as at the desk. The hotline 12345 hands its work orders in
// by message.import, a table, or message.receive, one, and fetches the answers by message.orders.
func (a *API) messageEndpoints() []Endpoint {
	s := a.Messages
	return []Endpoint{
		list("/messages", "message.list", message.See, a.messages),
		create("/messages", "message.receive", message.Take, s.Receive),
		look("/messages/figures", "message.figures", message.See, a.messageFigures),
		list("/message-orders", "message.orders", message.See, s.Orders),
		run("/message-orders", "message.import", message.Take, func(ctx context.Context, in orderInput) (message.Imported, error) {
			return s.Import(ctx, message.Table{Name: in.File.Name, File: in.File.Bytes}, in.Dry)
		}),
		list("/message-templates", "message.templates", message.See, s.Templates),
		create("/message-templates", "message.template", message.Release, s.MakeTemplate),
		get("/message-templates/{id}", "message.template_get", message.See, s.Template),
		act("/message-templates/{id}/edit", "message.template_edit", message.Release, s.EditTemplate),
		act("/message-templates/{id}/end", "message.template_end", message.Release, s.EndTemplate),
		act("/message-templates/{id}/resume", "message.template_resume", message.Release, s.ResumeTemplate),
		get("/messages/{id}", "message.get", message.See, s.View),
		act("/messages/{id}/sender", "message.unmask", message.Unmask, s.Unmask),
		act("/messages/{id}/admit", "message.admit", message.Judge, s.Admit),
		act("/messages/{id}/refuse", "message.refuse", message.Judge, s.Refuse),
		act("/messages/{id}/sign", "message.sign", message.Handle, s.Sign),
		act("/messages/{id}/transfer", "message.transfer", message.Assign, s.Transfer),
		act("/messages/{id}/back", "message.back", message.Handle, s.GiveBack),
		act("/messages/{id}/wish", "message.wish", message.Handle, s.Propose),
		act("/messages/{id}/extend", "message.extend", message.Release, s.Extend),
		act("/messages/{id}/deny", "message.deny", message.Release, s.Deny),
		act("/messages/{id}/reply", "message.reply", message.Handle, a.replyMessage),
		act("/messages/{id}/return", "message.return", message.Lead, s.Return),
		act("/messages/{id}/pass", "message.pass", message.Lead, s.Pass),
		act("/messages/{id}/sign-off", "message.sign_off", message.Lead, s.SignOff),
		act("/messages/{id}/reject", "message.reject", message.Release, s.Reject),
		act("/messages/{id}/answer", "message.answer", message.Release, s.Send),
		get("/messages/{id}/publish", "message.masked", message.Release, s.Masked),
		act("/messages/{id}/publish", "message.publish", message.Release, s.Publish),
		act("/messages/{id}/conceal", "message.conceal", message.Release, s.Conceal),
		act("/messages/{id}/report", "message.report", message.Release, s.Report),
		act("/messages/{id}/withdraw", "message.withdraw", message.Take, s.WithdrawOnPaper),
	}
}

// publicMessageEndpoints are what anybody does through a program: to write, to follow, and
// to read what is public. Number and code stand in the body, so that no log has them.
func (a *API) publicMessageEndpoints() []Endpoint {
	return []Endpoint{
		list("/public/messages", "public.messages", auth.Public, a.publicMessages),
		get("/public/messages/{id}", "public.message", auth.Public, a.publicMessage),
		look("/public/messages/months", "public.message_months", auth.Public, a.publicMonths),
		create("/public/messages", "public.message_send", auth.Public, a.sendMessage),
		run("/public/messages/track", "public.message_track", auth.Public, bySender(a.Messages.Track)),
		run("/public/messages/urge", "public.message_urge", auth.Public, bySender(a.Messages.Urge)),
		run("/public/messages/rate", "public.message_rate", auth.Public, bySender(a.Messages.Rate)),
		run("/public/messages/reopen", "public.message_reopen", auth.Public, bySender(a.Messages.Reopen)),
		run("/public/messages/appeal", "public.message_appeal", auth.Public, bySender(a.Messages.Object)),
		run("/public/messages/withdraw", "public.message_withdraw", auth.Public, bySender(a.Messages.Withdraw)),
	}
}

// orderInput is a table of work orders.
type orderInput struct {
	File web.Upload `form:"file" label:"message.order_file" hint:"message.order_file_hint" max:"5MB" required:"true"`
	Dry  bool       `form:"dry" label:"api.dry" hint:"api.dry_hint"`
}

// A reply answers the questions of a letter in their order.
type reply struct {
	Rev     int64    `form:"rev" json:"rev" type:"hidden"`
	Opening string   `form:"opening" json:"opening,omitempty" label:"message.opening" hint:"message.opening_hint"`
	Answers []string `form:"answers" json:"answers" label:"message.answers" hint:"message.answers_hint" required:"true"`
	Cites   string   `form:"cites" json:"cites,omitempty" label:"message.cites" hint:"message.cites_hint"`
}

func (a *API) replyMessage(ctx context.Context, id message.ID, in reply) (*message.Message, error) {
	d := message.Draft{Rev: in.Rev, Opening: in.Opening, Cites: in.Cites}
	if len(in.Answers) > len(d.Answers) {
		return nil, fault.Field("answers", "message.bad.no_question")
	}
	for i, text := range in.Answers {
		d.Answers[i].Text = text
	}
	return a.Messages.HandIn(ctx, id, d)
}

// bySender does something for the sender of a letter, who has no account.
func bySender[In any](do func(ctx context.Context, in In, client string) (message.Mine, error)) func(context.Context, In) (message.Mine, error) {
	return func(ctx context.Context, in In) (message.Mine, error) {
		return do(applicant(ctx), in, web.ClientAddress(ctx))
	}
}

func (a *API) sendMessage(ctx context.Context, in message.Sending) (message.Filed, error) {
	return a.Messages.File(applicant(ctx), in, "", web.ClientAddress(ctx))
}

func (a *API) messages(ctx context.Context, q message.Find, p db.Page) (db.Rows[message.Row], error) {
	return a.Messages.Find(ctx, q, p)
}

func (a *API) publicMessages(ctx context.Context, q message.PublicFind, p db.Page) (db.Rows[message.Public], error) {
	return a.Messages.PublicList(applicant(ctx), q, p)
}

func (a *API) publicMessage(ctx context.Context, id message.ID) (message.Public, error) {
	return a.Messages.PublicOne(applicant(ctx), id)
}

// MessageMonths are the figures of a year, the latest month first.
type MessageMonths struct {
	Months []message.Month `json:"months"`
}

func (a *API) messageFigures(ctx context.Context, q message.Span) (out MessageMonths, err error) {
	out.Months, err = a.Messages.Figures(ctx, q)
	return out, err
}

func (a *API) publicMonths(ctx context.Context, q message.Span) (out MessageMonths, err error) {
	out.Months, err = a.Messages.PublicFigures(applicant(ctx), q)
	return out, err
}
