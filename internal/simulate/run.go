package simulate

import (
	"context"
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/journal"
)

// An Evening is what the board of the office showed at the end of a day.
type Evening struct {
	Day  calendar.Day `json:"day"`
	Soon calendar.Day `json:"until"` // the last day that counted as due soon
	duty.Tally
}

// Progress is how far a life is.
type Progress struct {
	Day   calendar.Day
	Done  int // days
	Total int
	Tally Tally
}

// First and Last are the days of a life: the year, and what of the next one it takes
// until the government has published its report on it.
func (l Life) First() calendar.Day { return calendar.Date(l.Year, time.January, 1) }

// Last is the last day; see First.
func (l Life) Last() calendar.Day { return calendar.Date(l.Year+1, time.March, 29) }

// Live lives through the days that are not lived through yet. Called on a district in
// which a life was cut off, on whatever day, it goes on with that.
func (w *World) Live(ctx context.Context, tell func(Progress)) error {
	at, err := w.stopped(ctx)
	if err != nil {
		return err
	}
	if err := w.takesOver(ctx); err != nil {
		return err
	}
	if w.Weather != nil {
		w.Weather.on.Store(true)
		defer w.Weather.on.Store(false)
	}
	total := w.Last().Sub(w.First()) + 1
	for day := max(at, w.First()); day <= w.Last(); day = day.Add(1) {
		if err := w.Day(ctx, day); err != nil {
			return fmt.Errorf("%s: %w", day, err)
		}
		w.again = false
		if tell != nil {
			tell(Progress{day, day.Sub(w.First()) + 1, total, w.tally})
		}
	}
	return nil
}

// takesOver does what a process that was killed had begun: the lease of its jobs has to run out
// first, and what others do may wait for them.
func (w *World) takesOver(ctx context.Context) error {
	var begun db.Rows[jobs.Job]
	err := w.DB.Read(auth.With(ctx, auth.Machine("simulate")), func(tx *db.Tx) (err error) {
		begun, err = w.Jobs.List(tx, jobs.Filter{State: jobs.Running}, db.Page{Size: 200})
		return err
	})
	if err != nil || len(begun.Items) == 0 {
		return err
	}
	var until time.Time
	for _, j := range begun.Items {
		if j.LockedUntil.After(until) {
			until = j.LockedUntil
		}
	}
	day := calendar.DayOf(until)
	w.Clock.At(day, until.Sub(day.Start())+pause)
	return w.jobs(ctx)
}

// stopped is the day of the last act that is in the journal.
func (w *World) stopped(ctx context.Context) (day calendar.Day, err error) {
	err = w.DB.Read(ctx, func(tx *db.Tx) error {
		at, err := journal.Newest(tx)
		day = calendar.DayOf(at)
		return err
	})
	return day, err
}

// Times of a day, since its midnight.
const (
	night   = 30 * time.Minute
	evening = 18 * time.Hour
)

// Day lives through one day. What was done of it already is not done again.
func (w *World) Day(ctx context.Context, day calendar.Day) error {
	w.Clock.At(day, night)
	if err := w.jobs(ctx); err != nil {
		return err
	}
	w.Clock.Set(day)
	if err := w.jobs(ctx); err != nil { // releases that were planned for nine o'clock
		return err
	}
	steps := []func(context.Context, calendar.Day) error{w.watches, w.files, w.writes, w.speaks, w.voices, w.guests, w.looksUp, w.corrects, w.handles}
	if w.cal.Works(day) {
		steps = append(steps, w.sorts, w.answers, w.asksPublic, w.polling, w.hosts, w.themes, w.legislates, w.sweepsUp, w.prints, w.glancesAt, w.informs, w.offers, w.opines, w.considers, w.shelves, w.issues, w.drafts, w.reviews, w.Account, w.disputes, w.accounts, w.deposits)
	}
	for _, step := range steps {
		if w.Weather != nil {
			w.Clock.Jump(w.Weather.jump())
		}
		if err := step(ctx, day); err != nil {
			return err
		}
	}
	w.Clock.Jump(0)
	w.Clock.At(day, evening)
	if err := w.lateJobs(ctx, day); err != nil {
		return err
	}
	return w.looks(ctx, day)
}

// jobs runs what is due. In foul weather a job may fail, or end and not be able to say
// so: the runner tries it again, and none may be given up in the end (Check).
func (w *World) jobs(ctx context.Context) error {
	_, err := w.Jobs.RunDue(ctx)
	return w.outlives(ctx, err)
}

// lateJobs has what was done of a day delivered once more by a node that was away, and
// runs what that may put.
func (w *World) lateJobs(ctx context.Context, day calendar.Day) error {
	if w.Weather == nil || !w.Weather.Twice {
		return nil
	}
	n, err := w.Jobs.Redeliver(ctx, day.Start())
	w.Weather.struck.Add(int64(n))
	if err := w.outlives(ctx, err); err != nil {
		return err
	}
	return w.jobs(ctx)
}

// outlives lets the error of a job pass in foul weather.
func (w *World) outlives(ctx context.Context, err error) error {
	if err != nil && ctx.Err() == nil && w.Weather != nil {
		w.tally.Hitches++
		return nil
	}
	return err
}

// looks has the supervisor look at the board in the evening and note what it shows.
func (w *World) looks(ctx context.Context, day calendar.Day) error {
	if _, err := w.Journal.Sequence(ctx); err != nil && !w.hitch(err) {
		return err
	}
	if w.Noted == nil {
		return nil
	}
	for range patience {
		todo, err := w.Duties.Today(auth.With(ctx, w.Office))
		if err == nil {
			return w.Noted(Evening{day, todo.Soon, todo.Tally})
		}
		if !w.hitch(err) {
			return err
		}
	}
	return nil
}

// patience is how often somebody tries what cannot wait: longer than a disk stays full.
const patience = 2 * fullFor
