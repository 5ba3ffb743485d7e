package simulate

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"time"

	"gongkai.example/gongkai/internal/domain/cleanup"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// Habits of whoever cleans up the documents, and days.
const (
	disagrees = 0.15 // of verdicts: the head gives them back once
	declares  = 0.50 // of documents whose term ends soon: they are said to have lapsed
	leaves    = 4    // days after the last one, until a forgetful office gives its verdicts
	closes    = 18   // days after it, until what nobody has judged is void
	prolongs  = 12   // days that the units get once more, where one of them is late
	sweeps    = 150  // days after its beginning until nobody follows a clean-up any more
)

// A sweep is a clean-up of the year.
type sweep struct {
	title  string
	begins calendar.Day
	due    calendar.Day
	settle calendar.Day
	voidOn calendar.Day
	strict bool
}

// sweeps are those of the year: one in summer, and one in autumn whose list ends what is not on it.
func (w *World) sweeps() []sweep {
	say, day := words().Cleanups, func(year int, month time.Month, d int) calendar.Day { return calendar.Date(year, month, d) }
	title := func(i int) string { return fill(say.Titles[i], strconv.Itoa(w.Year)) }
	return []sweep{
		{title: title(0), begins: day(w.Year, time.July, 3), due: day(w.Year, time.August, 11), settle: day(w.Year, time.December, 29)},
		{title: title(1), begins: day(w.Year, time.October, 16), due: day(w.Year, time.November, 17), settle: day(w.Year+1, time.March, 20), voidOn: day(w.Year+1, time.February, 1), strict: true},
	}
}

// sweepsUp has the office lead the clean-ups, and the units judge their documents.
func (w *World) sweepsUp(ctx context.Context, day calendar.Day) error {
	due := func(s *sweep) bool { return s.begins <= day && day <= s.begins.Add(sweeps) }
	return eachPlan(ctx, w.sweeps(), due, w.cleanups, func(s *sweep) string { return s.title },
		func(s *sweep, c *cleanup.Cleanup) error { return w.sweepsOn(ctx, day, s, c) })
}

// cleanups are those of the district by their titles.
func (w *World) cleanups(ctx context.Context) (map[string]*cleanup.Cleanup, error) {
	rows, err := all(w.as(ctx, w.Office), w.Cleanups.Find, cleanup.Find{})
	out := map[string]*cleanup.Cleanup{}
	for i := range rows {
		out[rows[i].Title] = &rows[i]
	}
	return out, err
}

// A cleaning is a clean-up as it stands, with what its people have before them.
type cleaning struct {
	*sweep
	*cleanup.Cleanup
	day   calendar.Day
	step  stepper[cleanup.Act]
	docs  map[policy.ID]*policy.Document
	plans map[string]*decree // by title
}

// sweepsOn is the next step of a clean-up.
func (w *World) sweepsOn(ctx context.Context, day calendar.Day, s *sweep, c *cleanup.Cleanup) error {
	x := cleaning{sweep: s, Cleanup: c, day: day, step: steps[cleanup.Act](ctx, w, w.charge.ID, s.title)}
	if c == nil {
		return w.beginsCleanup(&x)
	}
	switch c.Status { //nolint:exhaustive // a compiled one waits for its item, the others have ended
	case cleanup.Draft:
		return x.step(cleanup.Lead, cleanup.ActStart, nil, func(ctx context.Context) error {
			_, err := w.Cleanups.Start(ctx, c.ID, cleanup.Seen{Rev: c.Rev})
			return err
		})
	case cleanup.Running:
		return w.judgesAll(ctx, &x)
	}
	return nil
}

// beginsCleanup drafts a clean-up of what is in force on the day before.
func (w *World) beginsCleanup(x *cleaning) error {
	say := words().Cleanups
	in := cleanup.Edit{
		Title: x.title, Basis: say.Basis, About: say.About, Contact: say.Contact, AsOf: x.day.Add(-1), Due: x.due, Settle: x.settle,
		Column: int64(w.library), Strict: x.strict, VoidOn: x.voidOn,
	}
	return x.step(cleanup.Lead, cleanup.ActMake, nil, func(ctx context.Context) error {
		_, err := w.Cleanups.Make(ctx, w.charge.ID, in)
		return err
	})
}

// judgesAll has each unit do what is next about the verdict on each document, and the office write the
// announcement once it can.
func (w *World) judgesAll(ctx context.Context, x *cleaning) error {
	rows, err := all(w.as(ctx, w.Office), w.Cleanups.Verdicts, cleanup.FindVerdict{Cleanup: x.ID})
	if err != nil {
		return err
	}
	there, err := w.documents(ctx)
	if err != nil {
		return err
	}
	x.docs, x.plans = map[policy.ID]*policy.Document{}, map[string]*decree{}
	for _, d := range there {
		x.docs[d.ID] = d
	}
	for i := range w.decrees() {
		x.plans[w.decreed[i].title] = &w.decreed[i]
	}
	left := 0
	for i := range rows {
		v := &rows[i]
		plan := cmp.Or(x.plans[v.Title], &decree{})
		if v.Stage == cleanup.Approved && !w.overtaken(x, v, plan) {
			continue
		}
		left++
		if x.day <= x.Due && w.luck("verdict", x.day, v.Title, v.Stage, v.Rev).IntN(w.paceOf(v.UnitID).days+1) != 0 {
			continue // after the last day the office presses every unit
		}
		if err := passing(w.judgesOne(ctx, x, v, plan)); err != nil {
			return fmt.Errorf("%s: %w", v.Title, err)
		}
	}
	return w.concludes(ctx, x, left)
}

// judgement is what a unit says of a document. What is about to be amended or repealed by a decision of its own
// is kept until then by a clean-up whose list ends what is not on it. "" is that nobody says anything.
func (x *cleaning) judgement(w *World, plan *decree, d *policy.Document) cleanup.Judgement {
	ends := !d.Standing.InForce() && d.Standing != policy.Pending
	switch {
	case x.strict && plan.kind == policy.Amend && (plan.forgotten || plan.n == firstDecision):
		return ""
	case x.strict && plan.kind == policy.Repeal, ends, !x.strict && plan.fate == isShort && often(w.luck("declares", plan.title), declares):
		return cleanup.Lapse
	case x.strict && plan.fate == isUrgent && plan.n%2 == 1:
		return cleanup.Repeal
	case !x.strict && plan.fate == isRepealed && plan.kind == "":
		return cleanup.Repeal
	case !x.strict && (plan.fate == isAmended || plan.fate == changes) && plan.kind == "" && d.Standing != policy.Amended:
		return cleanup.Amend
	}
	return cleanup.Keep
}

// overtaken reports whether what a verdict asked for has been done meanwhile: the office asks again, once.
func (w *World) overtaken(x *cleaning, v *cleanup.Verdict, plan *decree) bool {
	return v.By[cleanup.ActBack] == 0 && (v.Judgement == cleanup.Amend || v.Judgement == cleanup.Repeal) && v.Judgement != x.judgement(w, plan, x.docs[v.Document])
}

// judgesOne is the next step of a unit about one document. A forgetful one lets the last day pass.
func (w *World) judgesOne(ctx context.Context, x *cleaning, v *cleanup.Verdict, plan *decree) error {
	say, step := words().Cleanups, steps[cleanup.Act](ctx, w, v.UnitID, v.Title)
	because := func(reason string) cleanup.Because { return cleanup.Because{Rev: v.Rev, Reason: reason} }
	switch v.Stage {
	case cleanup.Open:
		says := x.judgement(w, plan, x.docs[v.Document])
		if says == "" || plan.forgotten && x.day < x.Due.Add(leaves) {
			return nil
		}
		perm := cleanup.Write
		if plan.hasty { // the head does it alone
			perm = cleanup.Approve
		}
		return step(perm, cleanup.ActPropose, nil, func(ctx context.Context) error {
			_, err := w.Cleanups.Propose(ctx, v.ID, cleanup.Proposal{Rev: v.Rev, Verdict: says, Note: say.Notes[string(says)]})
			return err
		})
	case cleanup.Proposed:
		if v.By[cleanup.ActRefuse] == 0 && often(w.luck("disagrees", x.title, v.Title), disagrees) {
			return step(cleanup.Approve, cleanup.ActRefuse, nil, func(ctx context.Context) error {
				_, err := w.Cleanups.Refuse(ctx, v.ID, because(say.Refused))
				return err
			})
		}
		approve := func(ctx context.Context) error {
			_, err := w.Cleanups.Approve(ctx, v.ID, cleanup.Seen{Rev: v.Rev})
			return err
		}
		if err := w.triesOwn(ctx, v.By[cleanup.ActPropose], "approve one's own verdict on "+v.Title, approve); err != nil {
			return err
		}
		return step(cleanup.Approve, cleanup.ActApprove, []int64{v.By[cleanup.ActPropose]}, approve)
	case cleanup.Approved:
		return x.step(cleanup.Lead, cleanup.ActBack, nil, func(ctx context.Context) error {
			_, err := w.Cleanups.Back(ctx, v.ID, because(say.Overtaken))
			return err
		})
	}
	return nil
}

// triesOwn has who did something try the step that is for somebody else.
func (w *World) triesOwn(ctx context.Context, who int64, what string, do func(context.Context) error) error {
	for _, a := range w.people {
		if a.ID == who {
			return w.refused(ctx, a, what, do)
		}
	}
	return nil
}

// concludes has the office give the units more time once, and write the announcement: when nothing is left to
// judge, or some days after the last one, where what nobody judged is void.
func (w *World) concludes(ctx context.Context, x *cleaning, left int) error {
	over := x.day > x.Due.Add(closes)
	switch {
	case left > 0 && !x.strict && x.By[cleanup.ActExtend] == 0 && x.day >= x.Due:
		in := cleanup.Later{Because: cleanup.Because{Rev: x.Rev, Reason: words().Cleanups.Longer}, Due: x.Due.Add(prolongs)}
		return x.step(cleanup.Lead, cleanup.ActExtend, nil, func(ctx context.Context) error {
			_, err := w.Cleanups.Extend(ctx, x.ID, in)
			return err
		})
	case left > 0 && (!x.strict || !over || x.voidOn <= x.day):
		return nil
	}
	v, err := w.Cleanups.View(w.as(ctx, w.Office), x.ID)
	if err != nil {
		return err
	}
	compile := func(sure bool) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := w.Cleanups.Compile(ctx, x.ID, cleanup.Compile{Rev: x.Rev, Sure: sure})
			return err
		}
	}
	missing := v.Total.Documents > v.Total.Approved
	if missing {
		if !x.strict || !over {
			return nil
		}
		if err := w.refused(ctx, w.Office, "let documents fall by a list without saying so", compile(false)); err != nil {
			return err
		}
	}
	return x.step(cleanup.Lead, cleanup.ActCompile, nil, compile(missing))
}

// compiledCleanups adds the announcements that wait for their release.
func (w *World) compiledCleanups(ctx context.Context, out map[publish.ID]func(context.Context) error) error {
	rows, err := all(w.as(ctx, w.Office), w.Cleanups.Find, cleanup.Find{Status: cleanup.Compiled})
	for i := range rows {
		c := &rows[i]
		out[c.Item] = func(ctx context.Context) error {
			return steps[cleanup.Act](ctx, w, c.UnitID, c.Title)(cleanup.Lead, cleanup.ActReopen, nil, func(ctx context.Context) error {
				_, err := w.Cleanups.Reopen(ctx, c.ID, cleanup.Because{Rev: c.Rev, Reason: words().Cleanups.Changed})
				return err
			})
		}
	}
	return err
}

// givesUp has a compilation given up that cannot be released any more, as a document has changed since.
func givesUp(ctx context.Context, err error, anew func(context.Context) error) error {
	if anew == nil || fault.Of(err) != fault.Conflict {
		return err
	}
	return anew(ctx)
}
