package simulate

import (
	"context"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
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
// text is what was passed, and which wait: an interpretation for its document, and a document
// that will not be issued.
type bound struct{ fixed, waits map[publish.ID]bool }

func (w *World) bound(ctx context.Context) (b bound, err error) {
	b = bound{map[publish.ID]bool{}, map[publish.ID]bool{}}
	there, err := w.documents(ctx)
	if err != nil {
		return b, err
	}
	for _, x := range w.decrees() {
		if d := there[x.title]; d != nil && d.Item != 0 {
			b.fixed[d.Item], b.waits[d.Item] = true, x.fate == isVoided
		}
	}
	about, err := w.interpretations(ctx)
	for _, y := range about {
		b.waits[y.Item] = y.Issued == "" || len(y.Content.Elements) == 0
	}
	return b, err
}

// explained is an interpretation, as the journal has it.
type explained struct {
	life[interpret.Status, interpret.Act]
	document, item string
	excepted       bool
	released       calendar.Day
}

// interpretation follows an interpretation through the journal.
func (c *Recount) interpretation(e journal.Entry) error {
	var b struct {
		State    interpret.Status `json:"state"`
		Document string           `json:"document"`
		Item     string           `json:"item"`
	}
	if err := e.Decode(&b); err != nil {
		return err
	}
	x := c.explained[e.Ref]
	if x == nil {
		x = &explained{}
		c.explained[e.Ref] = x
	}
	if !x.follow(c, interpret.Flow, e, b.State) {
		return nil
	}
	x.document = b.Document
	switch interpret.Act(e.Act) { //nolint:exhaustive // the others bring nothing out
	case interpret.ActExcept:
		x.excepted = true
	case interpret.ActRelease:
		if x.item = b.Item; x.released == "" {
			x.released = calendar.DayOf(e.At)
		}
	}
	return nil
}

// Interprets counts the interpretations that are on line. Each came out with its document, or
// the document was let go first: then it is owed from that day until it follows, and its last day
// is that of the rule. Of every document that is issued there is one where the district asks
// for that.
func (c *Recount) Interprets(always bool, last func(issued calendar.Day) calendar.Day) (n int, wrong []string) {
	by := map[string]*explained{}
	owes := c.owed(interpret.RuleFollow)
	for ref, x := range c.explained {
		if x.state == interpret.Discarded {
			continue
		}
		if by[x.document] != nil {
			wrong = append(wrong, fmt.Sprintf("%s has two interpretations", x.document))
		}
		by[x.document] = x
		d, want := c.enacted[x.document], 0
		if x.released != "" {
			n++
		}
		switch {
		case d == nil || d.issued == "":
			if x.released != "" {
				wrong = append(wrong, fmt.Sprintf("%s is on line before %s", ref, x.document))
			}
		case x.released == "" && x.excepted:
			want = 1
		case x.released == "" || x.released < d.issued || x.released > d.issued && !x.excepted:
			wrong = append(wrong, fmt.Sprintf("%s came on line on %q, %s on %s", ref, x.released, x.document, d.issued))
		case c.texts[x.item].day != x.released:
			wrong = append(wrong, fmt.Sprintf("%s says that it is on line, %s is not", ref, x.item))
		}
		if owes[ref] != want {
			wrong = append(wrong, fmt.Sprintf("%s owes %d interpretations, not %d", ref, owes[ref], want))
		}
	}
	for ref, d := range c.enacted {
		if d.issued != "" && by[ref] == nil && always {
			wrong = append(wrong, fmt.Sprintf("%s was issued without an interpretation", ref))
		}
	}
	wrong = append(wrong, c.followed(last)...)
	slices.Sort(wrong)
	return n, wrong
}

// followed looks at the last days of the interpretations that followed or have to.
func (c *Recount) followed(last func(calendar.Day) calendar.Day) (wrong []string) {
	for _, d := range c.duties {
		x := c.explained[d.From]
		if d.Rule != interpret.RuleFollow || x == nil || c.enacted[x.document] == nil {
			continue
		}
		if want := last(c.enacted[x.document].issued); d.Due != want {
			wrong = append(wrong, fmt.Sprintf("%s is owed until %s, not %s", d.From, d.Due, want))
		}
		if d.State == "met" && d.MetOn != x.released {
			wrong = append(wrong, fmt.Sprintf("%s is met on %s, and came on line on %q", d.From, d.MetOn, x.released))
		}
	}
	return wrong
}

// followsIn is how many working days an interpretation may follow its document.
const followsIn = 3

// checkInterprets compares the interpretations with the list of the office.
func (w *World) checkInterprets(ctx context.Context, c *Recount, v *Verdict) error {
	settings, err := w.Units.Settings(ctx)
	if err != nil {
		return err
	}
	n, wrong := c.Interprets(settings.Word(profile.InterpretPolicy) == "all", func(issued calendar.Day) calendar.Day {
		due, _ := w.cal.AddWork(issued, followsIn)
		return due
	})
	v.Violations = append(v.Violations, wrong...)
	v.Interpreted = n
	there, err := w.interpretations(ctx)
	if err != nil {
		return err
	}
	shown := 0
	for _, x := range there {
		own := c.explained[x.Ref()]
		if own == nil || own.state != x.Status || own.released != x.Released {
			v.violated("%s is %s since %q and in the journal something else", x.Ref(), x.Status, x.Released)
		}
		if x.Status == interpret.Released {
			shown++
		}
	}
	if shown != n {
		v.violated("%d interpretations are on line, the journal has %d", shown, n)
	}
	return nil
}
