package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// answerChoices are the entries that may answer a letter, the best first.
func (d *Desk) answerChoices(ctx context.Context, title string) (out []web.Option, err error) {
	all, err := d.FAQs.Suggest(ctx, title)
	for _, e := range all {
		out = append(out, web.Option{Value: strconv.FormatInt(int64(e.ID), 10), Label: e.Question})
	}
	return out, err
}

// useAnswer puts an answer with what it quotes into what of a reply is still empty, and the
// documents among those that it rests on.
func (d *Desk) useAnswer(ctx context.Context, in messageReply) (messageReply, error) {
	if in.Answer == 0 || !slices.ContainsFunc(in.Answers, func(o web.Option) bool { return o.Value == strconv.FormatInt(int64(in.Answer), 10) }) {
		return in, fault.Field("answer", "faq.need_one")
	}
	e, err := d.FAQs.Show(ctx, in.Answer)
	if err != nil {
		return in, err
	}
	text := replyOf(&e)
	for i := range min(max(len(in.Of.Questions), 1), len(in.Draft.Answers)) {
		if a := &in.Draft.Answers[i]; strings.TrimSpace(a.Text) == "" {
			a.Text = text
			break
		}
	}
	cites := strings.Fields(in.Cites)
	for _, q := range e.Quotes {
		if at := fmt.Sprintf("/publish/%d", q.Item); !slices.Contains(cites, at) {
			cites = append(cites, at)
		}
	}
	in.Cites = strings.Join(cites, "\n")
	return in, nil
}

// replyOf is an answer as a letter says it: the explanation, then each clause by its words.
func replyOf(e *faq.Shown) string {
	parts := []string{e.Explanation}
	for _, q := range e.Quotes {
		number := q.Number
		if number != "" {
			number = "\uff08" + number + "\uff09"
		}
		parts = append(parts, i18n.T("faq.cite", q.Subject, number, q.Name, q.Words))
	}
	return strings.Join(parts, "\n")
}
