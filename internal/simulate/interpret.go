package simulate

import (
	"context"

	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/profile"
)

// lingers is how many days somebody forgets an interpretation that has to follow its document.
const lingers = 9

// interpretations are those of the normative documents.
func (w *World) interpretations(ctx context.Context) (map[policy.ID]*interpret.Interpretation, error) {
	rows, err := all(w.as(ctx, w.Office), w.Interprets.Find, interpret.Find{})
	out := map[policy.ID]*interpret.Interpretation{}
	for i := range rows {
		if rows[i].Status != interpret.Discarded {
			out[rows[i].Policy] = &rows[i]
		}
	}
	return out, err
}

// explained reports whether a draft has the interpretation with which it goes to its review.
func (x *drafting) explained() bool {
	switch {
	case x.about == nil || x.about.Content.Plan.Outline == "":
		return false
	case x.fate == isUrgent:
		return x.about.Status == interpret.Excepted
	}
	return true
}

// explains drafts the interpretation beside the document. That of an urgent one has a plan
// and no more, and the office lets the document go first.
func (w *World) explains(ctx context.Context, x *drafting) error {
	step := steps[interpret.Act](ctx, w, x.unit.ID, x.title)
	keep := func(y *interpret.Interpretation, err error) error {
		if err == nil {
			x.about = y
		}
		return err
	}
	if x.about == nil {
		if err := w.forgets(ctx, x); err != nil {
			return err
		}
		err := step(interpret.Write, interpret.ActMake, nil, func(ctx context.Context) error {
			return keep(w.Interprets.Make(ctx, interpret.Subject{Policy: x.doc.ID}))
		})
		if err != nil {
			return err
		}
	}
	if x.about.Content.Plan.Outline == "" {
		err := step(interpret.Write, interpret.ActEdit, nil, func(ctx context.Context) error {
			return keep(w.Interprets.Edit(ctx, x.about.ID, x.interpretation(w, x.fate != isUrgent)))
		})
		if err != nil {
			return err
		}
	}
	if x.fate != isUrgent || x.about.Status != interpret.Draft {
		return nil
	}
	say := words().Policies.Explains
	return step(interpret.Except, interpret.ActExcept, []int64{x.about.By[interpret.ActMake], x.about.By[interpret.ActEdit]}, func(ctx context.Context) error {
		return keep(w.Interprets.Except(ctx, x.about.ID, interpret.Exception{Rev: x.about.Rev, Decider: say.Decider, Reason: say.Except}))
	})
}

// forgets has the hasty hand in a document that has all its steps, without the interpretation
// that the district asks for.
func (w *World) forgets(ctx context.Context, x *drafting) error {
	settings, err := w.Units.Settings(ctx)
	if err != nil || !x.hasty || settings.Word(profile.InterpretPolicy) != "all" {
		return err
	}
	v, err := w.Documents.View(w.as(ctx, x.clerk), x.doc.ID)
	if err != nil || len(lacks(v)) > 0 {
		return err
	}
	return w.refused(ctx, x.clerk, "have "+x.title+" reviewed without its interpretation", func(ctx context.Context) error {
		_, err := w.Documents.Ask(ctx, x.doc.ID, policy.Seen{Rev: x.doc.Rev})
		return err
	})
}

// interpretation is what the drafter writes: the plan, and the elements if it is whole.
func (x *drafting) interpretation(w *World, whole bool) interpret.Edit {
	say := words().Policies.Explains
	in := interpret.Edit{
		Rev: x.about.Rev, Title: x.about.Title, Outline: say.Outline, Forms: []string{string(interpret.Text)}, Channels: []string{"site"}, On: x.day,
		Person: words().name(w.luck("interprets", x.title)), Post: say.Post, Contact: say.Contact,
	}
	if whole {
		in.Background, in.Purpose, in.Main, in.Scope, in.Process, in.Changes = say.Background, say.Purpose, say.Main, say.Scope, say.Process, say.Changes
	}
	return in
}

// catchesUp writes the interpretation that a document went before.
func (w *World) catchesUp(ctx context.Context, x *drafting) error {
	if x.forgotten && x.day < x.doc.Issued.Add(lingers) {
		return nil
	}
	step := steps[interpret.Act](ctx, w, x.unit.ID, x.title)
	return step(interpret.Write, interpret.ActEdit, nil, func(ctx context.Context) error {
		_, err := w.Interprets.Edit(ctx, x.about.ID, x.interpretation(w, true))
		return err
	})
}

// bound says of the items on the desks of those who publish which are of documents, whose
// text is what was passed, with their interpretations, and which wait: an interpretation for its
// document, and a document that will not be issued; and which are a compilation, see compiled.
type bound struct {
	fixed    map[publish.ID]*interpret.Interpretation
	waits    map[publish.ID]bool
	compiled map[publish.ID]func(context.Context) error
}

func (w *World) bound(ctx context.Context) (b bound, err error) {
	b = bound{fixed: map[publish.ID]*interpret.Interpretation{}, waits: map[publish.ID]bool{}}
	there, err := w.documents(ctx)
	if err != nil {
		return b, err
	}
	about, err := w.interpretations(ctx)
	if err != nil {
		return b, err
	}
	b.compiled, err = w.compiled(ctx)
	for _, y := range about {
		b.waits[y.Item] = y.Issued == "" || len(y.Content.Elements) == 0
	}
	for _, x := range w.decrees() {
		if d := there[x.title]; d != nil && d.Item != 0 {
			b.fixed[d.Item], b.waits[d.Item] = about[d.ID], x.fate == isVoided
		}
	}
	return b, err
}

// step is what is done next about an edition: what any other one asks for, if it is none of these.
func (b *bound) step(w *World, e *publish.Edition, other func(*publish.Edition) (publish.Act, func(context.Context) error)) (publish.Act, func(context.Context) error) {
	with, fixed := b.fixed[e.ItemID]
	switch {
	case b.compiled[e.ItemID] != nil && e.Status == publish.Approved:
		return w.releaseCompiled(e)
	case fixed && e.Status == publish.Returned:
		return publish.ActSubmit, w.mendBound(e, with)
	}
	return other(e)
}

// mendBound hands in a document once more that came back from a review, and its interpretation with
// it: their texts stay as they are.
func (w *World) mendBound(e *publish.Edition, with *interpret.Interpretation) func(context.Context) error {
	return func(ctx context.Context) error {
		if with != nil && with.Status == interpret.Draft {
			if _, err := w.Interprets.Edit(ctx, with.ID, interpret.FormOf(with)); err != nil {
				return err
			}
		}
		next, err := w.Items.Edit(ctx, e.ID, publish.FormOf(e), nil)
		if err == nil {
			_, err = w.Items.Submit(ctx, e.ID, selfCheck(next.Rev))
		}
		return err
	}
}
