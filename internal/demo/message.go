package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
)

//go:embed messages.json
var messagesFile []byte

// A note is a letter to the government in the story, and what became of it.
type note struct {
	message.Sending
	At      string          `json:"unit"`
	Channel message.Channel `json:"channel"` // "" is the portal
	Source  string          `json:"source"`
	Filed   calendar.Day    `json:"filed"`
	Steps   []answering     `json:"steps"`

	from string // network that it is sent from
	id   message.ID
	by   message.By // what its sender has in hand
}

// An answering is one step on a day.
type answering struct {
	Day     calendar.Day    `json:"day"`
	Do      string          `json:"do"`
	Text    string          `json:"text"`
	To      string          `json:"to"`
	Answers []string        `json:"answers"`
	Cite    string          `json:"cite"` // code of an item
	Verdict message.Verdict `json:"verdict"`
}

// correspond lays the letters out over the days of the story.
func (s *story) correspond() error {
	var all []note
	if err := json.Unmarshal(messagesFile, &all); err != nil {
		return err
	}
	for i := range all {
		n := &all[i]
		n.from = fmt.Sprintf("203.0.113.%d", 10+i)
		s.on(n.Filed, func(ctx context.Context) error { return s.write(ctx, n) })
		for _, a := range n.Steps {
			s.on(a.Day, func(ctx context.Context) error {
				if err := s.answer(ctx, n, a); err != nil {
					return fmt.Errorf("%s %s: %w", n.Title, a.Do, err)
				}
				return nil
			})
		}
	}
	return nil
}

// write sends a letter the way that its sender does.
func (s *story) write(ctx context.Context, n *note) (err error) {
	n.Unit = s.press.units[n.At].ID
	var out message.Filed
	if n.Channel == "" {
		out, err = s.Messages.File(ctx, n.Sending, "", n.from)
	} else {
		clerk, failed := s.Holder(s.press.units["qfb"].ID, message.Take)
		if failed != nil {
			return failed
		}
		out, err = s.Messages.Receive(auth.With(ctx, clerk), message.Receipt{Channel: n.Channel, Source: n.Source, Day: n.Filed, Kind: n.Kind, Letter: n.Letter, Sender: n.Sender, Consent: n.Consent})
	}
	n.id, n.by = out.ID, message.By{Access: foi.Access{Number: out.Number, Code: out.Code}}
	return err
}

// answer makes one step as the person whose step it is: the sender, or somebody of the
// unit that has the letter then.
func (s *story) answer(ctx context.Context, n *note, a answering) (err error) {
	switch a.Do {
	case "rate":
		_, err = s.Messages.Rate(ctx, message.Rated{By: n.by, Rating: message.Rating(a.Text)}, n.from)
	case "reopen":
		_, err = s.Messages.Reopen(ctx, message.Words{By: n.by, Text: a.Text}, n.from)
	case "urge":
		_, err = s.Messages.Urge(ctx, n.by, n.from)
	default:
		return s.office(ctx, n, a)
	}
	return err
}

// mayOn is who makes each step of the offices.
var mayOn = map[string]auth.Perm{
	"sign": message.Handle, "reply": message.Handle, "back": message.Handle, "transfer": message.Release, "sign_off": message.Lead, "pass": message.Lead,
	"answer": message.Release, "publish": message.Release, "refuse": message.Judge, "withdraw": message.Take,
}

func (s *story) office(ctx context.Context, n *note, a answering) error {
	v, err := s.Messages.View(auth.With(ctx, auth.Machine("demo")), n.id)
	if err != nil {
		return err
	}
	at := v.Message.UnitID
	if p := mayOn[a.Do]; p == message.Release || p == message.Judge {
		at = s.press.units["qfb"].ID
	}
	who, err := s.Holder(at, mayOn[a.Do], v.Message.By[message.ActReply], v.Message.By[message.ActPass])
	if a.Do == "reply" {
		who, err = s.Holder(at, mayOn[a.Do])
	}
	if err != nil {
		return err
	}
	return s.step(auth.With(ctx, who), n, a, v.Message.Rev)
}

func (s *story) step(as context.Context, n *note, a answering, rev int64) (err error) {
	seen, why := message.Seen{Rev: rev}, message.Because{Rev: rev, Reason: a.Text}
	switch a.Do {
	case "sign":
		_, err = s.Messages.Sign(as, n.id, seen)
	case "back":
		_, err = s.Messages.GiveBack(as, n.id, why)
	case "transfer":
		_, err = s.Messages.Transfer(as, n.id, message.Transfer{Rev: rev, Unit: s.press.units[a.To].ID, Astray: true, Reason: a.Text})
	case "reply":
		_, err = s.Messages.HandIn(as, n.id, s.reply(a, rev))
	case "sign_off":
		_, err = s.Messages.SignOff(as, n.id, seen)
	case "pass":
		_, err = s.Messages.Pass(as, n.id, seen)
	case "answer":
		_, err = s.Messages.Send(as, n.id, seen)
	case "refuse":
		_, err = s.Messages.Refuse(as, n.id, message.Refusal{Rev: rev, Verdict: a.Verdict, Said: a.Text})
	case "withdraw":
		_, err = s.Messages.WithdrawOnPaper(as, n.id, why)
	case "publish":
		var masked message.Publication
		if masked, err = s.Messages.Masked(as, n.id); err == nil {
			masked.Sure = true
			_, err = s.Messages.Publish(as, n.id, masked)
		}
	default:
		err = fmt.Errorf("no step %q", a.Do)
	}
	return err
}

// reply is the draft of a reply, with the item that it rests on.
func (s *story) reply(a answering, rev int64) message.Draft {
	d := message.Draft{Rev: rev, Opening: a.Text}
	for i, text := range a.Answers {
		d.Answers[i].Text = text
	}
	if id := s.press.made[a.Cite]; id != 0 {
		d.Cites = "/" + publish.RefOf(id)
	}
	return d
}
