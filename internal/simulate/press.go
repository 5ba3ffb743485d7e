package simulate

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
)

// Habits of whoever publishes, as shares.
const (
	sentBack = 0.03 // of drafts: returned once by the head
	atHome   = 0.05 // of days: a reviewer has no time, and it waits for the next
	tomorrow = 0.10 // of releases: planned for nine o'clock of the next day
)

// drafts has the clerks write what their offices make public on a day.
func (w *World) drafts(ctx context.Context, day calendar.Day) error {
	perDay := itemsAYear * w.Scale / float64(w.cal.WorkBetween(calendar.Date(day.Year(), time.January, 1), calendar.Date(day.Year()+1, time.January, 1)))
	mean := perDay / float64(len(w.Desks))
	for _, u := range w.Desks {
		r := w.luck("items", day, u.Code)
		n := int(mean)
		if often(r, mean-float64(n)) {
			n++
		}
		if err := w.draftsOf(ctx, day, u, n); err != nil {
			return err
		}
	}
	return nil
}

// draftsOf has the clerk of a unit write so many drafts. Whoever does not know whether
// one was kept looks for it before writing it again.
func (w *World) draftsOf(ctx context.Context, day calendar.Day, u unit.Unit, n int) error {
	there := map[string]bool{}
	if w.again && n > 0 {
		if err := w.wrote(ctx, day, u, there); err != nil {
			return err
		}
	}
	for i := range n {
		s := slipOf(u, day, strconv.Itoa(i+1))
		for try := 0; try < patience && !there[s.number]; try++ {
			err := w.write(ctx, day, u, s)
			if err == nil {
				break
			}
			if err = errors.Join(passing(err), w.wrote(ctx, day, u, there)); err != nil {
				return err
			}
		}
	}
	return nil
}

// A slip is the number that a unit gives what it writes, and the issue that stands in its
// title; no two of a unit are the same. What is asked for by a catalogue has its row, and the
// day on which its information was formed.
type slip struct {
	number, issue string
	row           int64
	made          calendar.Day
}

func slipOf(u unit.Unit, day calendar.Day, serial string) slip {
	digits := strings.ReplaceAll(string(day), "-", "")
	return slip{number: fill(words().Number, u.Short, digits[:4], digits[4:]+"-"+serial), issue: digits + "-" + serial, made: day}
}

// wrote looks up what a unit has written today already.
func (w *World) wrote(ctx context.Context, day calendar.Day, u unit.Unit, there map[string]bool) error {
	rows, err := all(w.as(ctx, w.Office), w.Items.Find, publish.Find{Unit: u.ID, Text: strings.ReplaceAll(string(day), "-", "")})
	for _, row := range rows {
		there[row.Number] = true
	}
	return err
}

func (w *World) write(ctx context.Context, day calendar.Day, u unit.Unit, s slip) error {
	clerk, err := w.Holder(u.ID, foi.Handle)
	if err != nil {
		return err
	}
	r, no := w.luck("item", s.number), s.number
	t := pick(r, words().Items)
	values := []string{u.Name, words().month(day), no, number(r, 90), number(r, 30), words().date(day), s.issue}
	in := publish.Edit{
		Title: fill(t.Title, values...), Body: fill(strings.Join(t.Body, "\n"), values...) + "\n", Number: no, Genre: t.Genre, Theme: t.Theme, Anchor: t.Anchor,
		MadeOn: s.made, Attribute: publish.Open, Column: int64(pick(r, w.columns).ID), Row: s.row,
	}
	rests, err := w.cited(ctx, day, no)
	if err != nil {
		return err
	}
	in.Body += rests
	var e *publish.Edition
	err = w.act(ctx, clerk, told(publish.ActDraft, no), func(ctx context.Context) (err error) {
		e, err = w.Items.Draft(ctx, u.ID, in, nil)
		return err
	})
	if err != nil {
		return err
	}
	return w.act(ctx, clerk, told(publish.ActSubmit, no), func(ctx context.Context) error {
		_, err := w.Items.Submit(ctx, e.ID, selfCheck(e.Rev))
		return err
	})
}

// each goes through the editions in a state, as a list of the desk shows them.
func (w *World) each(ctx context.Context, state publish.Status, f func(publish.Row) error) error {
	rows, err := all(w.as(ctx, w.Office), w.Items.Find, publish.Find{Status: state})
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := passing(f(row)); err != nil {
			return err
		}
	}
	return nil
}

// reviews has drafts read by whom they wait for: the head, the secrecy reviewer, the leader.
func (w *World) reviews(ctx context.Context, day calendar.Day) error {
	bound, err := w.bound(ctx)
	if err != nil {
		return err
	}
	steps := []struct {
		state publish.Status
		perm  auth.Perm
		do    func(*publish.Edition) (publish.Act, func(context.Context) error)
	}{
		{publish.Drafted, foi.Handle, w.handIn}, // what was cut off after its first draft
		{publish.Submitted, publish.Review, w.review},
		{publish.Reviewed, publish.Clear, w.clear},
		{publish.Cleared, publish.Sign, w.signs},
		{publish.Approved, publish.Release, w.release},
		{publish.Returned, foi.Handle, w.mend},
	}
	for _, s := range steps {
		err := w.each(ctx, s.state, func(row publish.Row) error {
			if bound.waits[row.ItemID] || often(w.luck("busy", day, s.state, row.Number), atHome) {
				return nil
			}
			e, err := w.Items.Get(w.as(ctx, w.Office), row.ID)
			if err != nil || e.Status != s.state { // it went with its document
				return err
			}
			who, err := w.Holder(row.UnitID, s.perm, hands(e)...)
			if err != nil {
				return err
			}
			act, do := bound.step(w, e, s.do)
			return waitsOn(e, givesUp(ctx, w.act(ctx, who, told(act, row.Number), do), bound.compiled[row.ItemID]))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// hands are who had a hand in an edition: its next step needs somebody else.
func hands(e *publish.Edition) (out []int64) {
	if e.Status == publish.Approved || e.Status == publish.Returned || e.Status == publish.Drafted {
		return nil
	}
	return []int64{e.EditBy, e.SubmitBy, e.ReviewBy, e.ClearBy}
}

// A step of a reviewer: what is done, and how.
func (w *World) review(e *publish.Edition) (publish.Act, func(context.Context) error) {
	if r := w.luck("review", e.Number); e.Number != "" && e.Reason == "" && often(r, sentBack) {
		return publish.ActReturn, func(ctx context.Context) error {
			_, err := w.Items.Return(ctx, e.ID, publish.Because{Rev: e.Rev, Reason: pick(r, words().Returns)})
			return err
		}
	}
	return publish.ActReview, func(ctx context.Context) error {
		_, err := w.Items.Review(ctx, e.ID, publish.Agree{Rev: e.Rev, Words: words().Agree})
		return err
	}
}

func (w *World) clear(e *publish.Edition) (publish.Act, func(context.Context) error) {
	return publish.ActClear, func(ctx context.Context) error {
		_, err := w.Items.Clear(ctx, e.ID, publish.Clearance{Rev: e.Rev, Verdict: publish.Publish, Together: words().Together})
		return err
	}
}

func (w *World) signs(e *publish.Edition) (publish.Act, func(context.Context) error) {
	return publish.ActSign, func(ctx context.Context) error {
		_, err := w.Items.Sign(ctx, e.ID, publish.Agree{Rev: e.Rev, Words: words().Agree})
		return err
	}
}

func (w *World) release(e *publish.Edition) (publish.Act, func(context.Context) error) {
	if often(w.luck("release", e.Number, e.Title), tomorrow) {
		return publish.ActSchedule, func(ctx context.Context) error {
			next := calendar.DayOf(w.Clock.Now()).Add(1)
			_, err := w.Items.Schedule(ctx, e.ID, publish.Plan{Rev: e.Rev, Day: next, Clock: "09:00"})
			return err
		}
	}
	return publish.ActRelease, func(ctx context.Context) error {
		_, err := w.Items.Release(ctx, e.ID, publish.Agree{Rev: e.Rev})
		return err
	}
}

// mend does what the reviewer asked for, and hands in again.
func (w *World) mend(e *publish.Edition) (publish.Act, func(context.Context) error) {
	return publish.ActSubmit, func(ctx context.Context) error {
		in := publish.FormOf(e)
		in.Body += words().Added + "\n"
		next, err := w.Items.Edit(ctx, e.ID, in, nil)
		if err == nil {
			_, err = w.Items.Submit(ctx, e.ID, selfCheck(next.Rev))
		}
		return err
	}
}

func (w *World) handIn(e *publish.Edition) (publish.Act, func(context.Context) error) {
	return publish.ActSubmit, func(ctx context.Context) error {
		rev := e.Rev
		if e.ColumnID == 0 { // begun by a proposal: what it is and where it belongs is for its office to say
			r := w.luck("proposed", e.Title)
			t, in := pick(r, words().Items), publish.FormOf(e)
			in.Genre, in.Theme, in.Anchor, in.MadeOn, in.Column = t.Genre, t.Theme, t.Anchor, calendar.DayOf(w.Clock.Now()), int64(pick(r, w.columns).ID)
			next, err := w.Items.Edit(ctx, e.ID, in, nil)
			if err != nil {
				return err
			}
			rev = next.Rev
		}
		_, err := w.Items.Submit(ctx, e.ID, selfCheck(rev))
		return err
	}
}
