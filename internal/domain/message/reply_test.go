package message_test

import (
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/platform/auth"
)

// TestReceiveTwo: two orders in the same words, by one telephone, are two letters, and so are two forms of
// people without a telephone; one form that is sent twice is one.
func TestReceiveTwo(t *testing.T) {
	each(t, func(w *world) {
		in := message.Receipt{Channel: message.Hotline, Source: "NC1", Day: "2026-03-02", Kind: message.Consult, Letter: w.question().Letter, Sender: w.question().Sender}
		one, err := w.s.Receive(w.as(auth.Clerk), in)
		w.must(err)
		in.Source = "NC2"
		two, err := w.s.Receive(w.as(auth.Clerk), in)
		w.must(err)
		if two.Again || one.ID == two.ID {
			w.Errorf("the second order is %+v, the first %+v", two, one)
		}
		in = message.Receipt{Channel: message.Counter, Day: "2026-03-02", Kind: message.Suggest, Letter: w.question().Letter}
		var all []message.ID
		for _, form := range []string{"one", "one", "two"} {
			in.Token = form
			out, err := w.s.Receive(w.as(auth.Clerk), in)
			w.must(err)
			all = append(all, out.ID)
		}
		if all[0] != all[1] || all[1] == all[2] {
			w.Errorf("three forms of two people are %v", all)
		}
	})
}

// TestAnswersApart: a part that only says its question over again is refused, and whoever
// reviews a reply sees which parts say the same.
func TestAnswersApart(t *testing.T) {
	each(t, func(w *world) {
		id, _ := w.filed(w.question())
		_, err := w.s.Sign(w.as(auth.Clerk), id, message.Seen{Rev: w.rev(id)})
		w.must(err)
		d := draft(w.rev(id))
		d.Answers[1].Text = "您好，要带哪些材料去办理？"
		_, err = w.s.HandIn(w.as(auth.Clerk), id, d)
		w.wantField(err, "answers.2.text", "message.bad.echo")
		d.Answers[1].Text = d.Answers[0].Text
		_, err = w.s.HandIn(w.as(auth.Clerk), id, d)
		w.must(err)
		if v := w.view(id); !slices.Equal(v.Repeats, []int{2}) {
			w.Errorf("of %q these repeat: %v", v.Reply, v.Repeats)
		}
	})
}
