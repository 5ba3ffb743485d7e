package simulate

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
)

// regulationsAYear are the regulations that a district makes in a year at scale 1; with the
// decisions that amend and repeal some of them they are 40 documents. In the smallest year each
// of the first fates has one.
const (
	regulationsAYear = 28
	fewest           = int(changes)
)

// A fate is what becomes of a regulation.
type fate int

// The fates, in turn.
const (
	isAmended  fate = iota // by a decision of the same year
	isRepealed             // the same
	isShort                // lapses by its own term
	isUrgent               // its interpretation follows it
	isVoided               // has its number, and is never issued
	changes                // is amended
	stays
	fateCount
)

// firstDecision is the number of the decision about the first regulation.
const firstDecision = 1_000_000

// Habits of whoever makes documents, as shares of them.
const (
	hasty     = 0.25 // tries what may not be done yet
	unlawful  = 0.15 // come back from the legal review once
	deferred  = 0.10 // from the meeting
	reworded  = 0.25 // the meeting changes the text
	forgotten = 0.15 // lie where they are until their day is over
)

// Days of the making of a document.
const (
	settles   = 30 // after its issue, until somebody wants to amend or repeal it
	consulted = 31 // the public is asked for an opinion
	studies   = 6  // working days of the legal review; no less than 5 by 国办发〔2018〕115号
	overdue   = 20 // working days of one that lies; no more than 15 by the same
	unfiled   = 40 // days until a forgotten one is filed
)

// A decree is a normative document of the year. It follows from the seed and its number.
type decree struct {
	n                  int
	unit, organ        unit.Unit
	day                calendar.Day // on which its draft is begun; "" is when its target has settled
	about, title, body string
	until              calendar.Day
	word               string // that its number begins with
	kind               policy.Kind
	target             string   // title of the document that it does that to
	words              string   // of an amendment
	pairs              []string // what they find, and what they put
	fate               fate

	vital, business, hasty, objected, deferred, reworded, forgotten bool
}

// decrees are those of the year.
func (w *World) decrees() []decree {
	if w.decreed != nil {
		return w.decreed
	}
	for n := range max(fewest, int(math.Ceil(regulationsAYear*w.Scale))) {
		x := w.regulation(n)
		w.decreed = append(w.decreed, x)
		say, r := words().Policies, w.luck("decision", n)
		y := decree{n: firstDecision + n, unit: x.unit, organ: x.organ, word: x.word, until: x.until, target: x.title, fate: stays}
		y.habits(r)
		switch x.fate {
		case isAmended, changes:
			a := pick(r, say.Amends)
			y.kind, y.title, y.body, y.words, y.pairs = policy.Amend, fill(say.Amending, x.title), fill(say.Amendment, x.title, a.Words), a.Words, a.Pairs
		case isRepealed:
			y.kind, y.title, y.body = policy.Repeal, fill(say.Repealing, x.title), fill(say.Repeal, x.title)
		case isShort, isUrgent, stays, isVoided, fateCount:
			continue
		}
		w.decreed = append(w.decreed, y)
	}
	return w.decreed
}

func (w *World) regulation(n int) decree {
	say, r := words().Policies, w.luck("regulation", n)
	x := decree{n: n, unit: pick(r, w.asked), day: w.First().Add(r.IntN(120)), fate: fate(n % int(fateCount)), until: calendar.Date(w.Year+3, 12, 31)}
	x.organ, x.word = x.unit, say.Own
	if often(r, 0.6) {
		x.organ, x.word = w.Root, say.By
	}
	if len(x.organ.Letters) > 0 {
		x.word = x.organ.Letters[0]
	}
	about := say.Subjects[n%len(say.Subjects)]
	x.about, x.title = about, fill(say.Title, about)
	if again := n / len(say.Subjects); again > 0 {
		x.about = fill(say.Next, about, strconv.Itoa(again+1))
		x.title = fill(say.Title, x.about)
	}
	if x.fate == isShort {
		x.until = x.day.Add(150 + r.IntN(90))
	}
	x.body = fill(say.Body, x.title, about, x.unit.Name, words().date(x.until))
	x.vital, x.business = often(r, 0.5), often(r, 0.2)
	x.habits(r)
	return x
}

func (x *decree) habits(r luck) {
	x.hasty, x.objected, x.deferred, x.reworded, x.forgotten = often(r, hasty), often(r, unlawful), often(r, deferred), often(r, reworded), often(r, forgotten)
}

// due reports whether the draft of a decree is to be begun.
func (x *decree) due(day calendar.Day, there map[string]*policy.Document) bool {
	if x.day != "" {
		return x.day <= day
	}
	t := there[x.target]
	return t != nil && t.Issued != "" && t.Issued.Add(settles) <= day
}

// documents are the normative documents of the district by their titles.
func (w *World) documents(ctx context.Context) (map[string]*policy.Document, error) {
	rows, err := all(w.as(ctx, w.Office), w.Documents.Find, policy.Find{})
	out := map[string]*policy.Document{}
	for i := range rows {
		out[rows[i].Title] = &rows[i]
	}
	return out, err
}

// A drafting is a decree as it stands, with all that its people have before them.
type drafting struct {
	*decree
	day   calendar.Day
	doc   *policy.Document // nil before it is begun
	about *interpret.Interpretation
	there map[string]*policy.Document
	step  stepper[policy.Act]
	clerk auth.Actor
}

// legislates has offices make documents, and look after those that they have made.
func (w *World) legislates(ctx context.Context, day calendar.Day) error {
	there, err := w.documents(ctx)
	if err != nil {
		return err
	}
	about, err := w.interpretations(ctx)
	if err != nil {
		return err
	}
	all := w.decrees()
	for i := range all {
		x := drafting{decree: &all[i], day: day, doc: there[all[i].title], there: there}
		switch {
		case x.doc == nil && !x.due(day, there):
			continue
		case x.doc != nil && w.luck("document", day, x.title, x.doc.Status, x.doc.Rev).IntN(w.paceOf(x.unit.ID).days+1) != 0:
			continue
		case x.doc != nil:
			x.about = about[x.doc.ID]
		}
		x.step = steps[policy.Act](ctx, w, x.unit.ID, x.title)
		if x.clerk, err = w.Holder(x.unit.ID, policy.Write); err != nil {
			return err
		}
		if err := passing(w.policyStep(ctx, &x)); err != nil {
			return fmt.Errorf("%s: %w", x.title, err)
		}
	}
	return nil
}

// policyStep is what an office does next about a document.
func (w *World) policyStep(ctx context.Context, x *drafting) error {
	if x.doc == nil {
		return w.begins(ctx, x)
	}
	switch x.doc.Status { //nolint:exhaustive // the others have ended, or are of another library
	case policy.Draft:
		return w.prepares(ctx, x)
	case policy.Reviewing:
		return w.judges(ctx, x)
	case policy.Reviewed:
		return w.deliberates(x)
	case policy.Deliberated:
		return x.step(policy.Register, policy.ActRegister, x.hands(), func(ctx context.Context) error {
			_, err := w.Documents.Register(ctx, x.doc.ID, policy.Registration{Rev: x.doc.Rev, Word: x.word})
			return err
		})
	case policy.Registered: // its item is on the desks of those who publish
		if x.fate != isVoided {
			return nil
		}
		return x.step(policy.Register, policy.ActVoid, nil, func(ctx context.Context) error {
			_, err := w.Documents.Void(ctx, x.doc.ID, policy.Because{Rev: x.doc.Rev, Reason: words().Policies.Void})
			return err
		})
	case policy.Issued:
		return w.keepsUp(ctx, x)
	}
	return nil
}

// hands are who wrote a document: somebody else reviews and registers it.
func (x *drafting) hands() []int64 {
	return []int64{x.doc.By[policy.ActEdit], x.doc.By[policy.ActAsk]}
}

// begins drafts a document. The hasty would have it reviewed at once.
func (w *World) begins(ctx context.Context, x *drafting) error {
	in := policy.Edit{
		Organ: x.organ.ID, Title: x.title, Genre: "08", Theme: "17", Column: int64(w.library), Vital: x.vital, Business: x.business, Until: x.until, Body: x.body,
	}
	err := x.step(policy.Write, policy.ActMake, nil, func(ctx context.Context) (err error) {
		x.doc, err = w.Documents.Make(ctx, x.unit.ID, in)
		return err
	})
	if err != nil || !x.hasty {
		return err
	}
	return w.refused(ctx, x.clerk, "have "+x.title+" reviewed before it was assessed", func(ctx context.Context) error {
		_, err := w.Documents.Ask(ctx, x.doc.ID, policy.Seen{Rev: x.doc.Rev})
		return err
	})
}

// prepares has the drafter do what is missing of a draft; on another day it goes to the
// legal review.
func (w *World) prepares(ctx context.Context, x *drafting) error {
	v, err := w.Documents.View(w.as(ctx, x.clerk), x.doc.ID)
	if err != nil {
		return err
	}
	x.doc = &v.Document
	missing := lacks(v)
	busy := x.kind != "" && len(v.Effects) == 0 || len(missing) > 0 || !x.explained()
	if !busy {
		return x.step(policy.Write, policy.ActAsk, nil, func(ctx context.Context) error {
			_, err := w.Documents.Ask(ctx, x.doc.ID, policy.Seen{Rev: x.doc.Rev})
			return err
		})
	}
	if x.kind != "" && len(v.Effects) == 0 {
		if err := w.affects(ctx, x); err != nil {
			return err
		}
	}
	for _, c := range missing {
		if err := w.proves(ctx, x, c.Kind); err != nil {
			return err
		}
	}
	return w.explains(ctx, x)
}

// lacks are the steps that the drafter has yet to take.
func lacks(v policy.View) []policy.Check {
	return slices.DeleteFunc(v.Checks, func(c policy.Check) bool {
		return c.Lack.Key == "" || c.Kind == policy.Legal || c.Kind == policy.Deliberate
	})
}

// affects says what a decision does to its target. The hasty try it on one that is over first.
func (w *World) affects(ctx context.Context, x *drafting) error {
	for _, t := range w.decrees() {
		d := x.there[t.title]
		if !x.hasty || d == nil || d.Status != policy.Issued || d.Standing != policy.Lapsed && d.Standing != policy.Repealed {
			continue
		}
		err := w.refused(ctx, x.clerk, "repeal what is over, "+d.Title, func(ctx context.Context) error {
			_, err := w.Documents.Affect(ctx, x.doc.ID, policy.Affect{Rev: x.doc.Rev, Kind: policy.Repeal, Target: d.Number})
			return err
		})
		if err != nil {
			return err
		}
		break
	}
	target := x.there[x.target]
	in := policy.Affect{Rev: x.doc.Rev, Kind: x.kind, Target: target.Number}
	if x.kind == policy.Amend {
		in.Words, in.Body = x.words, x.amends(target.Body)
	}
	return x.step(policy.Write, policy.ActAffect, nil, func(ctx context.Context) (err error) {
		x.doc, err = w.Documents.Affect(ctx, x.doc.ID, in)
		return err
	})
}

// amends is the text that an amendment makes of another.
func (x *decree) amends(text string) string { return strings.NewReplacer(x.pairs...).Replace(text) }

// paper is the evidence of a step.
func (w *World) paper(ctx context.Context, x *drafting) (policy.Evidence, error) {
	return w.Documents.Attach(ctx, words().Policies.Paper, strings.NewReader(x.title))
}

// proves hands in the evidence of a step of the procedure, once there is some.
func (w *World) proves(ctx context.Context, x *drafting, k policy.StepKind) error {
	say, from := words().Policies, calendar.DayOf(x.doc.MadeAt)
	type taking func(context.Context, policy.ID, policy.Taken, policy.Evidence) (*policy.Document, error)
	act, do, in := policy.ActAssess, taking(w.Documents.Assess), policy.Taken{Result: "pass", On: x.day, Note: say.Assessed}
	switch k { //nolint:exhaustive // the legal review and the meeting come later
	case policy.Consult:
		act, do, in = policy.ActConsult, w.Documents.Consult, policy.Taken{Result: "done", From: from, On: from.Add(consulted), Note: say.Heard}
	case policy.Fair:
		act, do = policy.ActFair, w.Documents.Fair
	}
	take := func(ctx context.Context) error {
		e, err := w.paper(ctx, x)
		if err != nil {
			return err
		}
		in.Rev = x.doc.Rev
		d, err := do(ctx, x.doc.ID, in, e)
		if err == nil {
			x.doc = d
		}
		return err
	}
	if in.On > x.day { // the public is still being asked
		if !x.hasty {
			return nil
		}
		in.On = from
		return w.refused(ctx, x.clerk, "end the consultation on "+x.title+" on its first day", take)
	}
	return x.step(policy.Write, act, nil, take)
}

// judges has counsel review a document. Whoever drafted it would like to.
func (w *World) judges(ctx context.Context, x *drafting) error {
	say, least := words().Policies, studies
	if x.forgotten {
		least = overdue
	}
	if w.cal.WorkBetween(x.doc.Asked, x.day) < least {
		return nil
	}
	act, in := policy.ActJudge, policy.Taken{Rev: x.doc.Rev, Result: "legal", Number: fill(say.Opinion, strconv.Itoa(x.n+1))}
	if x.objected && x.doc.By[policy.ActObject] == 0 {
		act, in.Result, in.Note = policy.ActObject, "amend", say.Object
	}
	judge := func(ctx context.Context) error {
		e, err := w.paper(ctx, x)
		if err == nil {
			_, err = w.Documents.Judge(ctx, x.doc.ID, in, e)
		}
		return err
	}
	if x.hasty {
		if err := w.refused(ctx, x.clerk, "review one's own "+x.title, judge); err != nil {
			return err
		}
	}
	return x.step(policy.Judge, act, x.hands(), judge)
}

// deliberates has the meeting pass a document, pass it with another text, or put it off.
func (w *World) deliberates(x *drafting) error {
	say := words().Policies
	act, in := policy.ActDeliberate, policy.Deliberation{Taken: policy.Taken{Rev: x.doc.Rev, Result: "pass", Number: fill(say.Meeting, strconv.Itoa(x.n+1)), On: x.day}}
	switch {
	case x.deferred && x.doc.By[policy.ActDefer] == 0:
		act, in.Result, in.Note = policy.ActDefer, "fail", say.Defer
	case x.reworded && x.kind == "":
		in.Result, in.Body = "revised", strings.NewReplacer(say.Revised...).Replace(x.doc.Body)
	}
	return x.step(policy.Write, act, nil, func(ctx context.Context) error {
		e, err := w.paper(ctx, x)
		if err == nil {
			_, err = w.Documents.Deliberate(ctx, x.doc.ID, in, e)
		}
		return err
	})
}

// keepsUp has the office file what it has issued, evaluate it before its term ends, and bring
// out an interpretation that is still to follow. A forgotten document is filed late and never
// evaluated.
func (w *World) keepsUp(ctx context.Context, x *drafting) error {
	say, d := words().Policies, x.doc
	switch {
	case x.about != nil && x.about.Status == interpret.Excepted && len(x.about.Content.Elements) == 0:
		return w.catchesUp(ctx, x)
	case d.Filed == "" && (!x.forgotten || d.Issued.Add(unfiled) <= x.day):
		return x.step(policy.Write, policy.ActFile, nil, func(ctx context.Context) error {
			_, err := w.Documents.File(ctx, d.ID, policy.Filing{Rev: d.Rev, On: x.day, Number: fill(say.Filing, strconv.Itoa(x.n+1))})
			return err
		})
	case x.fate == isShort && d.Evaluation == "" && !x.forgotten && d.Standing.InForce():
		return x.step(policy.Write, policy.ActEvaluate, nil, func(ctx context.Context) error {
			_, err := w.Documents.Evaluate(ctx, d.ID, policy.Evaluation{Rev: d.Rev, Result: "lapse", Note: say.Evaluated})
			return err
		})
	}
	return nil
}
