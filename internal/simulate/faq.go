package simulate

import (
	"context"
	"fmt"

	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// Days of whoever answers what many ask about a regulation.
const (
	comesUp = 20 // after its issue, until somebody writes the answer down
	ignores = 12 // until a forgotten doubt is looked at: longer than the rule has it
)

// A reply is an entry of the questions and answers, with what its people have before them.
type reply struct {
	*decree
	asking
	question string
	day      calendar.Day
	doc      *policy.Document
	entry    *faq.Entry // nil before it is begun
	fallen   string     // number of a document that is over; "" if there is none
	topic    string
	step     stepper[faq.Act]
}

// entries are the questions of the district with their answers.
func (w *World) entries(ctx context.Context) (map[string]*faq.Entry, error) {
	rows, err := all(w.as(ctx, w.Office), w.FAQs.Find, faq.Find{})
	out := map[string]*faq.Entry{}
	for i := range rows {
		out[rows[i].Question] = &rows[i]
	}
	return out, err
}

// informs has offices answer what many ask about the regulations in force, and look again at
// the answers that are in doubt.
func (w *World) informs(ctx context.Context, day calendar.Day) error {
	docs, err := w.documents(ctx)
	if err != nil {
		return err
	}
	there, err := w.entries(ctx)
	if err != nil {
		return err
	}
	topics, err := w.FAQs.Topics(ctx)
	if err != nil {
		return err
	}
	all := w.decrees()
	for i := range all {
		x := &all[i]
		d := docs[x.title]
		if d == nil || x.kind != "" || d.Status != policy.Issued {
			continue
		}
		for k, q := range words().FAQs.Asked {
			a := reply{decree: x, asking: q, question: fill(q.Question, x.about), day: day, doc: d, fallen: w.fallen(docs), topic: topics[(x.n+k)%len(topics)]}
			if a.entry = there[a.question]; !w.heeds(&a) {
				continue
			}
			a.step = steps[faq.Act](ctx, w, x.unit.ID, a.question)
			if err := passing(w.faqStep(ctx, &a)); err != nil {
				return fmt.Errorf("%s: %w", a.question, err)
			}
		}
	}
	return nil
}

// fallen is the number of a document that is over.
func (w *World) fallen(docs map[string]*policy.Document) string {
	for _, x := range w.decrees() {
		if d := docs[x.title]; d != nil && d.Status == policy.Issued && (d.Standing == policy.Lapsed || d.Standing == policy.Repealed) {
			return d.Number
		}
	}
	return ""
}

// heeds reports whether somebody gets to a question on a day.
func (w *World) heeds(a *reply) bool {
	if a.entry == nil {
		return a.doc.Standing.InForce() && a.doc.Issued.Add(1+w.luck("comes up", a.question).IntN(comesUp)) <= a.day
	}
	if a.forgotten && a.entry.Status == faq.Doubted && a.day.Sub(a.entry.Since) < ignores {
		return false
	}
	return w.luck("answer", a.day, a.question, a.entry.Status, a.entry.Rev).IntN(w.paceOf(a.unit.ID).days+1) == 0
}

// faqStep is what an office does next about a question.
func (w *World) faqStep(ctx context.Context, a *reply) error {
	say := words().FAQs
	if a.entry == nil {
		return w.answersFirst(ctx, a)
	}
	because := func(reason string) faq.Because { return faq.Because{Rev: a.entry.Rev, Reason: reason} }
	writers := []int64{a.entry.Acted[faq.ActEdit], a.entry.Acted[faq.ActAsk]}
	switch a.entry.Status { //nolint:exhaustive // one that is open waits for nobody, the others have ended
	case faq.Draft:
		if a.doc.Standing.InForce() {
			return w.handsIn(a)
		}
		return a.step(faq.Write, faq.ActDiscard, nil, func(ctx context.Context) error {
			_, err := w.FAQs.Discard(ctx, a.entry.ID, because(say.Over))
			return err
		})
	case faq.Waiting:
		err := a.step(faq.Approve, faq.ActApprove, writers, func(ctx context.Context) error {
			_, err := w.FAQs.Approve(ctx, a.entry.ID, faq.Seen{Rev: a.entry.Rev})
			return err
		})
		if fault.Of(err) != fault.Conflict {
			return err
		}
		return a.step(faq.Approve, faq.ActReturn, nil, func(ctx context.Context) error { // what it quotes has changed meanwhile
			_, err := w.FAQs.Return(ctx, a.entry.ID, because(say.Changed))
			return err
		})
	case faq.Doubted:
		return w.looksAgain(ctx, a, writers, because)
	}
	return nil
}

// looksAgain ends an answer whose document is over, finds that one holds, or has it written
// anew: the figures that it names are others now.
func (w *World) looksAgain(ctx context.Context, a *reply, writers []int64, because func(string) faq.Because) error {
	say := words().FAQs
	uphold := func(ctx context.Context) error {
		_, err := w.FAQs.Uphold(ctx, a.entry.ID, because(say.Holds))
		return err
	}
	if !a.doc.Standing.InForce() {
		return a.step(faq.Approve, faq.ActEnd, nil, func(ctx context.Context) error {
			_, err := w.FAQs.End(ctx, a.entry.ID, because(say.Over))
			return err
		})
	}
	if !a.Bound {
		return a.step(faq.Approve, faq.ActUphold, writers, uphold)
	}
	if a.hasty {
		head, err := w.Holder(a.unit.ID, faq.Approve, writers...)
		if err != nil {
			return err
		}
		if err := w.refused(ctx, head, "uphold "+a.question+" with a figure of before", uphold); err != nil {
			return err
		}
	}
	return a.step(faq.Approve, faq.ActWithdraw, nil, func(ctx context.Context) error {
		_, err := w.FAQs.Withdraw(ctx, a.entry.ID, because(say.Anew))
		return err
	})
}

// edit is what the clerk writes: once the regulation was amended without its figures.
func (a *reply) edit() faq.Edit {
	say := words().FAQs
	in := faq.Edit{Question: a.question, Others: fill(a.Other, a.about), Topic: a.topic, Audience: say.Audience, Explanation: a.Explanation, Contact: say.Contact}
	if a.Bound && a.doc.Standing == policy.Amended {
		in.Explanation = a.Since
	}
	if a.Term {
		in.Until = a.until
	}
	in.Quotes[0] = faq.Quoted{Document: a.doc.Number, Clause: a.Clause}
	return in
}

// answersFirst writes an answer. The hasty would quote a document that is over.
func (w *World) answersFirst(ctx context.Context, a *reply) error {
	in := faq.Begin{Unit: a.unit.ID, Edit: a.edit()}
	if a.hasty && a.fallen != "" {
		clerk, err := w.Holder(a.unit.ID, faq.Write)
		if err != nil {
			return err
		}
		stale := in
		stale.Question, stale.Quotes[0].Document = words().FAQs.Stale, a.fallen
		err = w.refused(ctx, clerk, "quote "+a.fallen+", which is over", func(ctx context.Context) error {
			_, err := w.FAQs.Make(ctx, stale)
			return err
		})
		if err != nil {
			return err
		}
	}
	return a.step(faq.Write, faq.ActMake, nil, func(ctx context.Context) error {
		_, err := w.FAQs.Make(ctx, in)
		return err
	})
}

// handsIn has the clerk read an answer over against the text of the day, and hand it in.
func (w *World) handsIn(a *reply) error {
	in := a.edit()
	in.Rev = a.entry.Rev
	err := a.step(faq.Write, faq.ActEdit, nil, func(ctx context.Context) (err error) {
		a.entry, err = w.FAQs.Edit(ctx, a.entry.ID, in)
		return err
	})
	if err != nil {
		return err
	}
	return a.step(faq.Write, faq.ActAsk, nil, func(ctx context.Context) error {
		_, err := w.FAQs.Ask(ctx, a.entry.ID, faq.Asking{Rev: a.entry.Rev})
		return err
	})
}
