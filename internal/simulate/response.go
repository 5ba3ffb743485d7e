package simulate

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/response"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
)

// concernsAYear is what a district finds in a year that the public is concerned about, at
// scale 1; at any scale something of each kind.
const (
	concernsAYear = 40
	fewConcerns   = 4
)

// Habits of those who watch and who answer, as shares of concerns.
const (
	grave      = 0.25 // 特别重大、重大: hours count
	dawdles    = 0.20 // are answered days too late
	unjudged   = 0.10 // nobody says for a day who answers
	misjudged  = 0.15 // are judged a second time, when more is known
	untrue     = 0.20 // somebody says that there is nothing to answer
	unbelieved = 0.35 // of those: somebody else says that there is
	unsettled  = 0.10 // are not settled when it is said that they are
)

// Days of a concern.
const (
	concernLies    = 4 // from its find, where an office dawdles
	concernSettles = 3 // from its find to its settlement, at least
	concernReview  = 2 // from there to the look back
	concernForgets = 30
)

// At which time of a day something is found, and said: before anybody comes to the office.
const (
	found = "08:30"
	held  = "08:35"
)

// A worry is what the public is concerned about. It follows from the seed and its number.
type worry struct {
	n         int
	mark      string // stands in the record, and nowhere in public
	day       calendar.Day
	finder    unit.Unit
	unit      unit.Unit // that answers
	title     string    // tells it from every other
	first     response.Level
	level     response.Level
	emergency bool
	judges    int // days from its find until it is judged
	answers   int // days from its find until somebody answers
	reviews   int // days from its settlement to the look back

	untrue, disbelieved, reopened bool
}

// worries are those of the year.
func (w *World) worries() []worry {
	if w.worried != nil {
		return w.worried
	}
	say := words().Concerns
	days := calendar.Date(w.Year, 12, 31).Sub(w.First()) + 1
	for n := range max(fewConcerns, int(math.Ceil(concernsAYear*w.Scale))) {
		r := w.luck("concern", n)
		x := worry{n: n, mark: fmt.Sprintf("XY%d-%08x", n, r.Uint32()), day: w.First().Add(r.IntN(days)), finder: pick(r, w.asked), unit: pick(r, w.asked), reviews: concernReview}
		x.title = fill(say.Title, pick(r, say.Subjects), strconv.Itoa(n))
		x.level, x.first = response.Ordinary, response.Ordinary
		if x.emergency = n == 0 || often(r, grave); x.emergency {
			x.level, x.first = response.Major, response.Major
		}
		if n > 0 && often(r, misjudged) {
			x.first = response.Larger
		}
		if often(r, unjudged) {
			x.judges = 1
		}
		if n == 1 || n > 0 && often(r, dawdles) {
			x.answers = concernLies
		}
		if often(r, dawdles) {
			x.reviews = concernForgets
		}
		x.untrue, x.reopened = n == 2 || n > 3 && often(r, untrue), often(r, unsettled)
		x.disbelieved = n > 3 && often(r, unbelieved)
		w.worried = append(w.worried, x)
	}
	return w.worried
}

// concerned are the concerns of the district by their titles.
func (w *World) concerned(ctx context.Context) (map[string]*response.Concern, error) {
	rows, err := all(w.as(ctx, w.Office), w.Concerns.Find, response.Find{})
	out := map[string]*response.Concern{}
	for i := range rows {
		out[rows[i].Title] = &rows[i].Concern
	}
	return out, err
}

// watches has the offices find what the public is concerned about, and answer it. The clocks
// run in hours, on days off too: this is the first that is done on a day, and all of it at once.
func (w *World) watches(ctx context.Context, day calendar.Day) error {
	due := func(x *worry) bool { return x.day <= day }
	return eachPlan(ctx, w.worries(), due, w.concerned, func(x *worry) string { return x.title }, func(x *worry, c *response.Concern) error {
		if c != nil && !slices.Contains(response.Alive, c.Status) {
			return nil
		}
		return w.worryTurn(ctx, day, x, c)
	})
}

// worryTurn is what is done about one concern on a day: step after step, until it waits for
// another day. A step that hitches is tried once more.
func (w *World) worryTurn(ctx context.Context, day calendar.Day, x *worry, c *response.Concern) error {
	for range patience {
		rev := int64(0)
		if c != nil {
			rev = c.Rev
		}
		failed := w.worryStep(ctx, day, x, c)
		if passing(failed) != nil {
			return failed
		}
		there, err := w.concerned(ctx)
		if err != nil {
			return err
		}
		if c = there[x.title]; failed == nil && c != nil && c.Rev == rev {
			return nil
		}
	}
	return nil
}

// worryStep is the next step of a concern; none, if it waits.
func (w *World) worryStep(ctx context.Context, day calendar.Day, x *worry, c *response.Concern) error {
	if c == nil {
		return steps[response.Act](ctx, w, x.finder.ID, x.title)(response.Note, response.ActNote, nil, func(ctx context.Context) error {
			_, err := w.Concerns.Note(ctx, x.finder.ID, x.edit())
			return err
		})
	}
	step := steps[response.Act](ctx, w, c.UnitID, x.title)
	switch c.Status { //nolint:exhaustive // the others have ended
	case response.Found:
		if day.Sub(x.day) < x.judges {
			return nil
		}
		return w.weighsUp(ctx, x, c, x.first)
	case response.Handling:
		return w.responds(ctx, day, x, c, step)
	case response.Doubted:
		return w.dismisses(ctx, x, c, step)
	case response.Responded:
		return w.settles(ctx, day, x, c, step)
	case response.Settled:
		return w.looksBack(day, x, c, step)
	}
	return nil
}

func (x *worry) edit() response.Edit {
	say := words().Concerns
	return response.Edit{Title: x.title, FoundOn: x.day, FoundTime: found, Place: say.Place, Source: "social", Theme: "life", About: fill(say.About, x.mark)}
}

// weighsUp has the office say how grave a concern is and who answers; a second time, if more is known.
func (w *World) weighsUp(ctx context.Context, x *worry, c *response.Concern, level response.Level) error {
	in := response.Judging{Rev: c.Rev, Why: "misread", Level: level, Unit: x.unit.ID, Opinion: words().Concerns.Opinion}
	if x.emergency {
		in.Why = response.Emergency
	}
	return steps[response.Act](ctx, w, w.Root.ID, x.title)(response.Judge, response.ActJudge, nil, func(ctx context.Context) error {
		_, err := w.Concerns.Judge(ctx, c.ID, in)
		return err
	})
}

// responds has the unit answer: with an item, which counts when it is public, and with a press
// conference where the hours count. Or it says that there is nothing to answer.
func (w *World) responds(ctx context.Context, day calendar.Day, x *worry, c *response.Concern, step stepper[response.Act]) error {
	say := words().Concerns
	switch {
	case c.Level != x.level:
		return w.weighsUp(ctx, x, c, x.level)
	case x.untrue && c.By[response.ActRefuse] == 0:
		return w.doubts(ctx, x, c)
	case day.Sub(x.day) < x.answers:
		return nil
	}
	v, err := w.Concerns.View(w.as(ctx, w.Office), c.ID)
	if err != nil {
		return err
	}
	if len(v.Releases) == 0 {
		return step(response.Handle, response.ActDraft, nil, func(ctx context.Context) error {
			_, err := w.Concerns.Draft(ctx, c.ID, response.Draft{Rev: c.Rev, Title: fill(say.Answer, x.title), Column: int64(pick(w.luck("answer", x.n), w.columns).ID), Body: say.Body})
			return err
		})
	}
	return w.hurries(ctx, v.Releases[0].Item)
}

// doubts has somebody say that there is nothing to answer: now and then one of the office, who
// could close a concern if it were somebody else's word.
func (w *World) doubts(ctx context.Context, x *worry, c *response.Concern) error {
	who, err := w.Holder(c.UnitID, response.Handle)
	if x.n%2 == 0 {
		who = w.Office
	}
	if err != nil {
		return err
	}
	return w.act(ctx, who, told(response.ActDoubt, x.title), func(ctx context.Context) error {
		_, err := w.Concerns.Doubt(ctx, c.ID, response.Doubt{Because: response.Because{Rev: c.Rev, Reason: words().Concerns.Untrue}, Ground: "untrue"})
		return err
	})
}

// hurries takes an item on line at once, through all of its reviews.
func (w *World) hurries(ctx context.Context, id publish.ID) error {
	for range patience {
		it, _, err := w.Items.Item(w.as(ctx, w.Office), id)
		if err != nil || it.Working == 0 {
			return err
		}
		e, err := w.Items.Get(w.as(ctx, w.Office), it.Working)
		if err != nil {
			return err
		}
		perm, act, do := w.onward(e)
		if err := passing(steps[publish.Act](ctx, w, e.UnitID, e.Title)(perm, act, hands(e), do)); err != nil {
			return err
		}
	}
	return nil
}

// onward is the next step of an item that goes straight on line: whose it is, and how.
func (w *World) onward(e *publish.Edition) (perm auth.Perm, act publish.Act, do func(context.Context) error) {
	switch e.Status { //nolint:exhaustive // the others are about to be released
	case publish.Drafted:
		perm = publish.Draft
		act, do = w.handIn(e)
	case publish.Submitted:
		perm = publish.Review
		act, do = w.review(e)
	case publish.Reviewed:
		perm = publish.Clear
		act, do = w.clear(e)
	case publish.Cleared:
		perm = publish.Sign
		act, do = w.signs(e)
	default:
		perm, act, do = publish.Release, publish.ActRelease, func(ctx context.Context) error {
			_, err := w.Items.Release(ctx, e.ID, publish.Agree{Rev: e.Rev})
			return err
		}
	}
	return perm, act, do
}

// dismisses has somebody else agree that there is nothing to answer, or have it answered.
// Whoever said so cannot.
func (w *World) dismisses(ctx context.Context, x *worry, c *response.Concern, step stepper[response.Act]) error {
	doubter := c.By[response.ActDoubt]
	if x.disbelieved {
		return step(response.Judge, response.ActRefuse, []int64{doubter}, func(ctx context.Context) error {
			_, err := w.Concerns.Refuse(ctx, c.ID, response.Because{Rev: c.Rev, Reason: words().Concerns.Because})
			return err
		})
	}
	close := func(ctx context.Context) error {
		_, err := w.Concerns.Dismiss(ctx, c.ID, response.Seen{Rev: c.Rev})
		return err
	}
	if i := slices.IndexFunc(w.people, func(a auth.Actor) bool { return a.ID == doubter }); i >= 0 {
		if err := w.refused(ctx, w.people[i], "a concern closed by who doubts it", close); err != nil {
			return err
		}
	}
	return step(response.Judge, response.ActDismiss, []int64{doubter}, close)
}

// settles has the unit note what it did, and say that it is done.
func (w *World) settles(ctx context.Context, day calendar.Day, x *worry, c *response.Concern, step stepper[response.Act]) error {
	v, err := w.Concerns.View(w.as(ctx, w.Office), c.ID)
	if err != nil {
		return err
	}
	say := words().Concerns
	switch {
	case slices.Contains(v.Lacks, response.NoPress):
		return step(response.Handle, response.ActPress, nil, func(ctx context.Context) error {
			_, err := w.Concerns.Press(ctx, c.ID, response.Press{Rev: c.Rev, Day: day, Clock: held, Room: say.Room})
			return err
		})
	case slices.Contains(v.Lacks, response.NoMeasure):
		return step(response.Handle, response.ActMeasure, nil, func(ctx context.Context) error {
			_, err := w.Concerns.Measure(ctx, c.ID, response.Doing{Rev: c.Rev, Unit: x.unit.ID, On: day, Text: say.Measure})
			return err
		})
	case len(v.Lacks) > 0 || day.Sub(x.day) < concernSettles || !w.cal.Works(day):
		return nil
	}
	return step(response.Handle, response.ActSettle, nil, func(ctx context.Context) error {
		_, err := w.Concerns.Settle(ctx, c.ID, response.Seen{Rev: c.Rev})
		return err
	})
}

// looksBack has somebody else look at what was settled.
func (w *World) looksBack(day calendar.Day, x *worry, c *response.Concern, step stepper[response.Act]) error {
	if day.Sub(c.Settled) < x.reviews || !w.cal.Works(day) {
		return nil
	}
	say, not := words().Concerns, []int64{c.By[response.ActSettle]}
	if x.reopened && c.By[response.ActReopen] == 0 {
		return step(response.Review, response.ActReopen, not, func(ctx context.Context) error {
			_, err := w.Concerns.Reopen(ctx, c.ID, response.Because{Rev: c.Rev, Reason: say.Because})
			return err
		})
	}
	return step(response.Review, response.ActReview, not, func(ctx context.Context) error {
		_, err := w.Concerns.Review(ctx, c.ID, response.Lesson{Rev: c.Rev, Lessons: fill(say.Lessons, x.mark)})
		return err
	})
}
