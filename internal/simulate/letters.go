package simulate

import (
	"context"
	"encoding/base64"
	"fmt"
	"math"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/mailbox"
)

// straysAYear is how many letters a year, at scale 1, ask for no information.
const straysAYear = 150

// opened is the share of letters that somebody opens on a day.
const opened = 0.8

// A posted is a letter to the mailbox of an office: the request of an errand, or one that
// asks for nothing. It follows from the seed and its number.
type posted struct {
	subject string // tells it from every other
	text    string
	name    string
	from    string
	day     calendar.Day
	unit    unit.Unit
}

func (e errand) letter() posted {
	return posted{
		fill(words().Asks.Letter, strconv.Itoa(e.n)), strings.Join([]string{e.Want, e.signer(), e.PaperNo, e.Phone}, "\n"), e.signer(),
		fmt.Sprintf("errand%d@example.com", e.n), e.day, e.unit,
	}
}

// strays are the letters of a year that ask for nothing.
func (w *World) strays() (out []posted) {
	for n := range int(math.Ceil(straysAYear * w.Scale)) {
		r := w.luck("stray", n)
		what := pick(r, words().Asks.Strays)
		out = append(out, posted{
			fill(words().Asks.Stray, what, strconv.Itoa(n)), what, words().name(r), fmt.Sprintf("stray%d@example.com", n), w.First().Add(r.IntN(360)), pick(r, w.asked),
		})
	}
	return out
}

// raw is the letter as a mail server hands it out.
func (p posted) raw(domain string) []byte {
	coded := func(s string) string { return "=?utf-8?B?" + base64.StdEncoding.EncodeToString([]byte(s)) + "?=" }
	return []byte(strings.Join([]string{
		"From: " + coded(p.name) + " <" + p.from + ">", "To: office@example.gov.cn", "Subject: " + coded(p.subject),
		"Date: " + p.day.Start().Add(morning).Format("Mon, 02 Jan 2006 15:04:05 -0700"), "Message-ID: <" + domain + "." + p.from + ">",
		"MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "", base64.StdEncoding.EncodeToString([]byte(p.text)), "",
	}, "\r\n"))
}

// mailed are the letters of a day.
func (w *World) mailed(day calendar.Day) (out []posted) {
	for _, e := range w.errands(day) {
		if e.Channel == foi.Mail {
			out = append(out, e.letter())
		}
	}
	for _, p := range w.strays() {
		if p.day == day {
			out = append(out, p)
		}
	}
	return out
}

// mails has the mailboxes read. Read again, a letter is the same one.
func (w *World) mails(ctx context.Context, day calendar.Day) error {
	for _, p := range w.mailed(day) {
		err := insists(func() error {
			return w.does(ctx, auth.Machine("foi.collect"), func(ctx context.Context) error {
				raw := p.raw(fmt.Sprintf("simulated-%d-%d", w.Seed, w.Year))
				return w.Requests.Arrive(ctx, p.unit.Code, mailbox.Mail{At: w.Clock.Now(), Size: int64(len(raw)), Raw: raw})
			})
		})
		if err != nil {
			return fmt.Errorf("a letter to %s: %w", p.unit.Code, err)
		}
	}
	return nil
}

func (w *World) letters(ctx context.Context, q foi.FindIncoming) (out []foi.IncomingRow, err error) {
	return all(w.as(ctx, w.Office), w.Requests.FindIncoming, q)
}

// sorts has the clerks say what the letters are, and others look once more at those that
// were set aside.
func (w *World) sorts(ctx context.Context, day calendar.Day) error {
	for _, state := range []foi.Sorted{foi.Aside, foi.Unsorted} {
		rows, err := w.letters(ctx, foi.FindIncoming{Status: state})
		if err != nil {
			return err
		}
		for i := range rows {
			if !often(w.luck("opens", day, rows[i].Subject), opened) {
				continue
			}
			if err := passing(w.sort(ctx, &rows[i])); err != nil {
				return fmt.Errorf("letter %d: %w", rows[i].ID, err)
			}
		}
	}
	return nil
}

func (w *World) sort(ctx context.Context, x *foi.IncomingRow) error {
	first, err := w.Holder(x.UnitID, foi.Take)
	if err != nil {
		return err
	}
	second, err := w.Holder(x.UnitID, foi.Take, first.ID)
	if err != nil {
		return err
	}
	e, asks := w.errandIn(x.Subject)
	step := func(who auth.Actor, act foi.Act, f func(context.Context) (*foi.Incoming, error)) error {
		return w.act(ctx, who, told(act, x.Subject), func(ctx context.Context) error { _, err := f(ctx); return err })
	}
	switch {
	case x.Status == foi.Aside && asks:
		return step(second, foi.ActTakeBack, func(ctx context.Context) (*foi.Incoming, error) {
			return w.Requests.TakeBack(ctx, x.ID, foi.Seen{Rev: x.Rev})
		})
	case x.Status == foi.Aside:
		return step(second, foi.ActUphold, func(ctx context.Context) (*foi.Incoming, error) {
			return w.Requests.Uphold(ctx, x.ID, foi.Seen{Rev: x.Rev})
		})
	case !asks || e.mistaken && x.By[foi.ActSetAside] == 0:
		return step(first, foi.ActSetAside, func(ctx context.Context) (*foi.Incoming, error) {
			return w.Requests.SetAside(ctx, x.ID, foi.Because{Rev: x.Rev, Reason: words().Asks.Aside})
		})
	}
	return w.act(ctx, first, told(foi.ActRegister, x.Subject), func(ctx context.Context) error { return w.registers(ctx, x, e) })
}

// registers makes a request of a letter; pressed again, it shows the same one.
func (w *World) registers(ctx context.Context, x *foi.IncomingRow, e errand) error {
	out, err := w.Requests.Register(ctx, x.ID, foi.Register{Rev: x.Rev, Filing: e.Filing})
	if err == nil {
		w.knows(e.n, out)
	}
	return err
}

// errandIn is the errand that a letter speaks of.
func (w *World) errandIn(subject string) (errand, bool) {
	_, digits, asks := strings.Cut(subject, "#")
	n, err := strconv.Atoi(digits)
	if !asks || err != nil {
		return errand{}, false
	}
	return w.errand(n), true
}

// recalls has the clerk look up the number and the code for somebody who wrote.
func (w *World) recalls(ctx context.Context, e errand) error {
	rows, err := w.letters(ctx, foi.FindIncoming{Status: foi.Registered, Unit: e.unit.ID})
	if err != nil {
		return err
	}
	clerk, err := w.Holder(e.unit.ID, foi.Take)
	if err != nil {
		return err
	}
	for i := range rows {
		if rows[i].Subject == e.letter().subject {
			return w.does(ctx, clerk, func(ctx context.Context) error { return w.registers(ctx, &rows[i], e) })
		}
	}
	return fmt.Errorf("the letter of errand %d is not registered", e.n)
}

// sorted is a letter, as the journal has it.
type sorted struct{ life[foi.Sorted, foi.Act] }

// letter follows a letter through the journal: that it is no request, two people say, and
// no two letters are one request.
func (c *Recount) letter(e journal.Entry) error {
	var b foi.IncomingBrief
	if err := e.Decode(&b); err != nil {
		return err
	}
	x := c.letters[e.Ref]
	if x == nil {
		x = &sorted{}
		c.letters[e.Ref] = x
	}
	if x.follow(c, foi.IncomingFlow, e, b.Status) && foi.Act(e.Act) == foi.ActRegister {
		of := foi.RefOf(b.Request)
		if was := c.registered[of]; was != "" {
			c.odd("%s and %s are one request", was, e.Ref)
		}
		c.registered[of] = e.Ref
	}
	return nil
}

// Letters counts the letters by what became of them. Every one that was registered is a
// request, and every request that came by mail was a letter.
func (c *Recount) Letters() (n map[foi.Sorted]int, wrong []string) {
	n = map[foi.Sorted]int{}
	for _, x := range c.letters {
		n[x.state]++
	}
	for of, ref := range c.registered {
		if c.requests[of] == nil {
			wrong = append(wrong, fmt.Sprintf("%s was registered as %s, which nobody filed", ref, of))
		}
	}
	if n[foi.Registered] != len(c.registered) {
		wrong = append(wrong, fmt.Sprintf("%d letters are registered, as %d requests", n[foi.Registered], len(c.registered)))
	}
	return n, wrong
}

// checkLetters compares the letters with what was sent, and what became of them with the lists.
func (w *World) checkLetters(ctx context.Context, c *Recount, v *Verdict) error {
	n, wrong := c.Letters()
	v.Violations = append(v.Violations, wrong...)
	v.Letters = len(c.letters)
	sent, asked := 0, 0
	for _, day := range w.days() {
		sent += len(w.mailed(day))
		for _, e := range w.errands(day) {
			if e.Channel == foi.Mail {
				asked++
			}
		}
	}
	if v.Letters != sent || n[foi.Registered] != asked {
		v.violated("%d letters were sent and %d ask for something; %d came and %d are registered", sent, asked, v.Letters, n[foi.Registered])
	}
	rows, err := w.letters(ctx, foi.FindIncoming{})
	if err != nil {
		return err
	}
	for i := range rows {
		if x := c.letters[rows[i].Ref()]; x == nil || x.state != rows[i].Status {
			v.violated("%s is %s and in the journal something else", rows[i].Ref(), rows[i].Status)
		}
	}
	if len(rows) != v.Letters {
		v.violated("%d letters are listed, %d came", len(rows), v.Letters)
	}
	return nil
}
