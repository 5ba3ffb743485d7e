package app

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// askWithin is how long a server of the settings may take to answer.
const askWithin = 20 * time.Second

// mail asks the server for outgoing mail whether it lets us in. It sends nothing.
func (x *examination) mail(ctx context.Context) {
	c := smtp(x.config)
	if !c.On() {
		x.ok("mail", "app.doctor.mail_off")
		return
	}
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	if err := c.Reach(ctx); err != nil {
		x.add("mail", Bad, fault.T("app.doctor.mail_away", c.Host), fault.T("app.do.mail"))
		return
	}
	x.ok("mail", "app.doctor.mail", c.Host)
}

// mailbox asks whether the mailbox for requests opens to us.
func (x *examination) mailbox(ctx context.Context) {
	c := intake(x.config).Mailbox
	if !c.On() {
		x.ok("mailbox", "app.doctor.mailbox_off")
		return
	}
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	if err := c.Reach(ctx); err != nil {
		x.fail("mailbox", err, "app.do.mailbox")
		return
	}
	x.ok("mailbox", "app.doctor.mailbox", c.Host)
}

// mailboxUnit asks whether the unit is there whose mailbox it is.
func (x *examination) mailboxUnit(ctx context.Context, a *App) {
	code := x.config.IMAP.Unit
	if code == "" {
		return
	}
	if _, err := a.Units.ByCode(ctx, code); err != nil {
		x.add("mailbox", Bad, fault.T("app.doctor.mailbox_unit", code), fault.T("app.do.mailbox"))
	}
}

// sms asks whether the gateway for short messages is there, and whether every kind of
// notice has its template. It sends nothing.
func (x *examination) sms(ctx context.Context) {
	c := short(x.config)
	if c.URL == "" {
		x.ok("sms", "app.doctor.sms_off")
		return
	}
	known := map[string]bool{}
	var without []string
	for _, k := range kindsOfShort() {
		if known[k] = true; !c.On(k) {
			without = append(without, k)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(c.Templates)) {
		if !known[k] {
			x.add("sms", Bad, fault.T("app.doctor.sms_unknown", k), fault.T("app.do.sms"))
			return
		}
	}
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	switch err := c.Reach(ctx); {
	case err != nil:
		x.add("sms", Bad, fault.T("app.doctor.sms_away"), fault.T("app.do.sms"))
	case len(without) > 0:
		x.add("sms", Warn, fault.T("app.doctor.sms_without", strings.Join(without, " ")), fault.T("app.do.sms"))
	default:
		x.ok("sms", "app.doctor.sms")
	}
}

// kindsOfShort are the kinds of short message that the nouns send.
func kindsOfShort() (out []string) {
	for _, k := range foi.AllTidings {
		out = append(out, string(k))
	}
	for _, k := range event.AllTidings {
		out = append(out, string(k))
	}
	return out
}
