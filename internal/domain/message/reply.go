package message

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
)

// HandIn hands the draft of a reply in for review. Each question of the letter has its
// part (检查指标: 答非所问, 推诿、敷衍), no part is made of phrases, what is cited is public, and
// nothing stands in it that may not be public.
//
// Errors: Invalid about the part at fault.
func (s *Service) HandIn(ctx context.Context, id ID, in Draft) (*Message, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActReply, rev: in.Rev, change: func(tx *db.Tx, m *Message) error {
		is, err := opened(s.Box, m)
		if err != nil {
			return err
		}
		if err := in.checkAnswers(Questions(is.Letter.Title, is.Letter.Text)); err != nil {
			return err
		}
		texts := map[string]string{"opening": in.Opening}
		for i, a := range in.Answers {
			texts[fmt.Sprintf("answers.%d.text", i+1)] = a.Text
		}
		if err := errors.Join(s.shown(tx, texts), s.rests(tx, texts, is.Letter.Title+"\n"+is.Letter.Text)); err != nil {
			return err
		}
		if _, err := s.cited(tx, in.Cites); err != nil {
			return err
		}
		in.Rev = 0
		m.Reply, err = s.Box.SealJSON(in, aboutReply)
		return err
	}})
}

// rests asks that a reply rests on no normative document that is not in force; one that the
// letter names can be spoken of.
//
// Errors: Invalid about the part that cites it.
func (s *Service) rests(tx *db.Tx, texts map[string]string, letter string) error {
	if s.Cites == nil {
		return nil
	}
	bad := map[string]fault.Text{}
	for field, text := range texts {
		void, err := s.Cites(tx, text, letter)
		if err != nil {
			return err
		}
		if len(void) > 0 {
			bad[field] = void[0]
		}
	}
	if len(bad) == 0 {
		return nil
	}
	return &fault.Error{Kind: fault.Invalid, Text: fault.T("invalid"), Fields: bad}
}

// shown asks that nothing in texts is barred from the public.
func (s *Service) shown(tx *db.Tx, texts map[string]string) error {
	rules, err := s.Rules(tx)
	if err != nil {
		return err
	}
	return rules.MayShow(texts)
}

// A Cite is a public document that a reply rests on.
type Cite struct {
	Title string `json:"title"`
	Path  string `json:"path"`
}

// cited are the documents of a reply, one address a line: each is public on this site.
func (s *Service) cited(tx *db.Tx, list string) (out []Cite, err error) {
	for l := range strings.Lines(list) {
		if l = strings.TrimSpace(l); l == "" {
			continue
		}
		path := l
		if _, rest, ok := strings.Cut(l, "://"); ok {
			_, path, _ = strings.Cut(rest, "/")
			path = "/" + path
		}
		title, err := s.Cited(tx, path)
		if fault.Of(err) == fault.NotFound {
			return nil, fault.Field("cites", "message.bad.cite", l)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, Cite{title, path})
	}
	return out, nil
}

// said is a reply as its reader gets it.
func (s *Service) said(letter Letter, d Draft) string {
	questions := Questions(letter.Title, letter.Text)
	var parts []string
	if o := strings.TrimSpace(d.Opening); o != "" {
		parts = append(parts, o)
	}
	for i, q := range questions {
		text := strings.TrimSpace(d.Answers[i].Text)
		if text == "" {
			continue
		}
		if len(questions) > 1 {
			text = s.Words("message.about_question", i+1, q) + "\n" + text
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "\n\n")
}

// Return sends a draft back from the review of the unit.
func (s *Service) Return(ctx context.Context, id ID, in Because) (*Message, error) {
	return s.sendBack(ctx, id, ActReturn, in)
}

// Reject sends a draft back from the review of the office.
func (s *Service) Reject(ctx context.Context, id ID, in Because) (*Message, error) {
	return s.sendBack(ctx, id, ActReject, in)
}

func (s *Service) sendBack(ctx context.Context, id ID, act Act, in Because) (*Message, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: act, rev: in.Rev, note: in.Reason})
}

// Pass gives a draft that the unit has reviewed to the office, for the kinds that are
// reviewed twice.
func (s *Service) Pass(ctx context.Context, id ID, in Seen) (*Message, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActPass, rev: in.Rev, change: reviewed("both")})
}

// SignOff sends the reply of a kind for which the review of the unit is enough.
func (s *Service) SignOff(ctx context.Context, id ID, in Seen) (*Message, error) {
	return s.send(ctx, id, ActSignOff, in, reviewed("unit"))
}

// Send sends a reply that was reviewed twice.
func (s *Service) Send(ctx context.Context, id ID, in Seen) (*Message, error) {
	return s.send(ctx, id, ActAnswer, in, nil)
}

// reviewed asks that the district has a kind reviewed so.
func reviewed(how string) func(*db.Tx, *Message) error {
	return func(tx *db.Tx, m *Message) error {
		settings, err := unit.Settings(tx)
		if err == nil && settings.Word(profile.MessageReview(string(m.Kind))) != how {
			err = fault.New(fault.Conflict, "message.review_other")
		}
		return err
	}
}

func (s *Service) send(ctx context.Context, id ID, act Act, in Seen, check func(*db.Tx, *Message) error) (*Message, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: act, rev: in.Rev, change: check, then: func(tx *db.Tx, m *Message) error {
		cal, err := s.Holidays.In(tx)
		if err != nil {
			return err
		}
		if m.Replied == "" { // a letter that was opened again counts as answered once
			m.Days = cal.WorkBetween(m.Received, tx.Today)
		}
		m.Replied, m.Tardy = tx.Today, m.Tardy || tx.Today > m.Due
		if err := s.tick(tx, m, deadline.Move{Effect: deadline.Stop, Day: tx.Today}); err != nil {
			return err
		}
		if m.Open != "" { // another answer stands in the place of the one that is public, and is published anew
			if err := s.unpublish(tx, m); err != nil {
				return err
			}
		}
		if err := s.Duties.CountOpen(tx, RuleReply, m.Ref(), tx.Today); err != nil {
			return err
		}
		return s.oweReport(tx, m)
	}})
}

// oweReport opens the duty to tell what came of a letter where it came from: the hotline
// closes an order that was refused too.
func (s *Service) oweReport(tx *db.Tx, m *Message) error {
	if !m.Channel.reports() {
		return nil
	}
	m.Reported = ""
	return s.owe(tx, m)
}

// Report notes that the answer, or why there is none, went back to where the letter came
// from (12345, 中国政府网).
func (s *Service) Report(ctx context.Context, id ID, in Told) (*Message, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActReport, rev: in.Rev, change: func(tx *db.Tx, m *Message) error {
		switch {
		case !m.Channel.reports() || m.Reported != "":
			return fault.New(fault.Conflict, "message.no_report")
		case in.Day < m.Ended || in.Day > tx.Today:
			return fault.Field("day", "message.bad.between", m.Ended, tx.Today)
		}
		m.Reported = in.Day
		return nil
	}, then: func(tx *db.Tx, m *Message) error {
		return s.Duties.CountOpen(tx, RuleReport, m.Ref(), in.Day)
	}})
}

// Publish makes a letter and its reply public, in words from which a person has taken
// what is personal: only with the consent of the sender.
//
// Errors: Invalid about a field with something that may not be public.
func (s *Service) Publish(ctx context.Context, id ID, in Publication) (*Message, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActPublish, rev: in.Rev, change: func(tx *db.Tx, m *Message) error {
		if !m.Consent {
			return fault.New(fault.Conflict, "message.no_consent")
		}
		if m.Gone != "" {
			return fault.New(fault.Conflict, "foi.is_forgotten", m.Gone)
		}
		if err := s.shown(tx, map[string]string{"title": in.Title, "text": in.Text, "answer": in.Answer}); err != nil {
			return err
		}
		m.Title, m.Text, m.Answer, m.Open = strings.TrimSpace(in.Title), strings.TrimSpace(in.Text), strings.TrimSpace(in.Answer), tx.Today
		return nil
	}, then: func(tx *db.Tx, m *Message) error { return s.Search.Put(tx, docOf(m)) }})
}

// Conceal takes a public letter back, with the reason.
func (s *Service) Conceal(ctx context.Context, id ID, in Because) (*Message, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActConceal, rev: in.Rev, note: in.Reason, change: func(_ *db.Tx, m *Message) error {
		if m.Open == "" {
			return fault.New(fault.Conflict, "message.not_public")
		}
		return nil
	}, then: s.unpublish})
}

func (s *Service) unpublish(tx *db.Tx, m *Message) error {
	m.Title, m.Text, m.Answer, m.Open = "", "", "", ""
	return s.Search.Drop(tx, int64(m.ID))
}

// Noun is the name of the noun in the index of search.
const Noun = "message"

// Found is the noun as the index of search knows it: one document a public letter, as it
// is public.
func (s *Service) Found() search.Source {
	return search.InTable(Noun, table, func(w *db.Where) { w.And("published <> ''") }, func(tx *db.Tx, w db.Where) (out []search.Doc, err error) {
		all, err := db.All[Message](tx, "FROM message_message"+w.String(), w.Args...)
		for i := range all {
			out = append(out, docOf(&all[i]))
		}
		return out, err
	})
}

func docOf(m *Message) search.Doc {
	return search.Doc{
		ID: int64(m.ID), Noun: Noun, Title: m.Title, Number: m.Number, Text: m.Text + "\n" + m.Answer,
		Unit: m.UnitID, On: m.Open, Year: m.Received.Year(), State: search.Valid,
	}
}
