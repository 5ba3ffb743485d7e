package simulate

import (
	"context"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/profile"
)

// An offer is a measure of a regulation, with what its people have before them.
type offer struct {
	*decree
	title   string
	day     calendar.Day
	doc     *policy.Document
	measure *finder.Measure // nil before it is begun
	asks    string          // name of the attribute that its condition is about
	step    stepper[finder.Act]
}

// measures are those of the district by their titles.
func (w *World) measures(ctx context.Context) (map[string]*finder.Measure, error) {
	rows, err := all(w.as(ctx, w.Office), w.Finders.Find, finder.Find{})
	out := map[string]*finder.Measure{}
	for i := range rows {
		out[rows[i].Title] = &rows[i]
	}
	return out, err
}

// offers has offices say who gets what by the regulations in force, and look again at what is
// in doubt. Where a district asks people for no number, there is nothing to say.
func (w *World) offers(ctx context.Context, day calendar.Day) error {
	rows, err := w.Finders.Attributes(ctx)
	if err != nil {
		return err
	}
	k := slices.IndexFunc(rows, func(a profile.Attribute) bool { return a.Who == string(finder.Person) && a.Kind == profile.Number })
	if k < 0 {
		return nil
	}
	docs, err := w.documents(ctx)
	if err != nil {
		return err
	}
	there, err := w.measures(ctx)
	if err != nil {
		return err
	}
	all := w.decrees()
	for i := range all {
		o := offer{decree: &all[i], title: all[i].about, day: day, doc: docs[all[i].title], asks: rows[k].Name}
		if o.doc == nil || o.kind != "" || o.doc.Status != policy.Issued {
			continue
		}
		if o.measure = there[o.title]; !w.offering(&o) {
			continue
		}
		o.step = steps[finder.Act](ctx, w, o.unit.ID, o.title)
		if err := passing(w.finderStep(ctx, &o)); err != nil {
			return fmt.Errorf("%s: %w", o.title, err)
		}
	}
	return nil
}

// offering reports whether somebody gets to a measure on a day.
func (w *World) offering(o *offer) bool {
	m := o.measure
	if m == nil {
		return o.doc.Standing.InForce() && o.doc.Issued.Add(1+w.luck("offers", o.title).IntN(comesUp)) <= o.day
	}
	if o.forgotten && m.Status == finder.Doubted && o.day.Sub(m.Since) < ignores {
		return false
	}
	return w.luck("offer", o.day, o.title, m.Status, m.Rev).IntN(w.paceOf(o.unit.ID).days+1) == 0
}

// edit is what the clerk writes: once the regulation was amended without its figures.
func (o *offer) edit() finder.Edit {
	say := words().Offers
	in := finder.Edit{
		Title: o.title, Who: finder.Person, Gives: say.Gives, By: say.By, Conditions: fill(say.Condition, o.asks), Apply: say.Apply, Until: o.until, Contact: say.Contact,
	}
	if o.doc.Standing == policy.Amended {
		in.Gives = say.Since
	}
	return in
}

// finderStep is what an office does next about a measure.
func (w *World) finderStep(ctx context.Context, o *offer) error {
	say, m := words().FAQs, o.measure
	if m == nil {
		return o.step(finder.Write, finder.ActMake, nil, func(ctx context.Context) error {
			_, err := w.Finders.Make(ctx, o.doc.ID, o.edit())
			return err
		})
	}
	because := func(reason string) finder.Because { return finder.Because{Rev: m.Rev, Reason: reason} }
	writers := []int64{m.Acted[finder.ActEdit], m.Acted[finder.ActAsk]}
	switch m.Status { //nolint:exhaustive // one that is open waits for nobody, the others have ended
	case finder.Draft:
		if o.doc.Standing.InForce() {
			return w.proposes(o)
		}
		return o.step(finder.Write, finder.ActDiscard, nil, func(ctx context.Context) error {
			_, err := w.Finders.Discard(ctx, m.ID, because(say.Over))
			return err
		})
	case finder.Waiting:
		err := o.step(finder.Approve, finder.ActApprove, writers, func(ctx context.Context) error {
			_, err := w.Finders.Approve(ctx, m.ID, finder.Seen{Rev: m.Rev})
			return err
		})
		if fault.Of(err) != fault.Conflict {
			return err
		}
		return o.step(finder.Approve, finder.ActReturn, nil, func(ctx context.Context) error { // what it rests on has changed meanwhile
			_, err := w.Finders.Return(ctx, m.ID, because(say.Changed))
			return err
		})
	case finder.Doubted:
		return w.reconsiders(ctx, o, writers, because)
	}
	return nil
}

// reconsiders ends a measure whose document is over, finds that one holds, or has it written
// anew: the clause that gives it gives something else now. Whoever wrote it would like to find
// that it holds.
func (w *World) reconsiders(ctx context.Context, o *offer, writers []int64, because func(string) finder.Because) error {
	say, m := words().FAQs, o.measure
	uphold := func(ctx context.Context) error {
		_, err := w.Finders.Uphold(ctx, m.ID, because(say.Holds))
		return err
	}
	switch {
	case !o.doc.Standing.InForce():
		return o.step(finder.Approve, finder.ActEnd, nil, func(ctx context.Context) error {
			_, err := w.Finders.End(ctx, m.ID, because(say.Over))
			return err
		})
	case slices.ContainsFunc(m.Doubts, func(d policy.Doubt) bool { return d.Clause.Name == m.By.Name }):
		return o.step(finder.Approve, finder.ActWithdraw, nil, func(ctx context.Context) error {
			_, err := w.Finders.Withdraw(ctx, m.ID, because(say.Anew))
			return err
		})
	}
	if o.hasty {
		clerk, err := w.Holder(o.unit.ID, finder.Write)
		if err != nil {
			return err
		}
		if err := w.refused(ctx, clerk, "uphold one's own "+o.title, uphold); err != nil {
			return err
		}
	}
	return o.step(finder.Approve, finder.ActUphold, writers, uphold)
}

// proposes has the clerk read a measure over against the text of the day, and hand it in.
func (w *World) proposes(o *offer) error {
	return o.step(finder.Write, finder.ActAsk, nil, func(ctx context.Context) error {
		in := o.edit()
		in.Rev = o.measure.Rev
		m, err := w.Finders.Edit(ctx, o.measure.ID, in)
		if err == nil {
			_, err = w.Finders.Ask(ctx, m.ID, finder.Seen{Rev: m.Rev})
		}
		return err
	})
}
