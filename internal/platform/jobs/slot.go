package jobs

import (
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
)

// A Slot is the arguments of a job that a timer put.
type Slot struct {
	At time.Time `json:"at"` // when the slot began
}

// A schedule cuts time into slots.
type schedule interface {
	// last returns the beginning of the slot in which now is.
	last(now time.Time) time.Time
	check() error
}

// maxEvery keeps a slot shorter than the time for which a done job is known.
const maxEvery = 7 * 24 * time.Hour

type every time.Duration

// Every has a job of the kind put once every t, counted from 1970: all nodes
// mean the same slots. At most seven days.
func Every(t time.Duration) Option { return func(d *definition) { d.every = every(t) } }

func (e every) last(now time.Time) time.Time {
	ms := time.Duration(e).Milliseconds()
	return time.UnixMilli(now.UnixMilli() / ms * ms).UTC()
}

func (e every) check() error {
	if t := time.Duration(e); t < time.Millisecond || t > maxEvery {
		return fmt.Errorf("every %v: want 1ms to %v", t, maxEvery)
	}
	return nil
}

type daily string

// Daily has a job of the kind put once a day at the civil time hh:mm of calendar.Zone.
func Daily(hhmm string) Option { return func(d *definition) { d.every = daily(hhmm) } }

func (y daily) last(now time.Time) time.Time {
	clock, err := time.Parse("15:04", string(y))
	if err != nil {
		panic(err) // check has seen it
	}
	now = now.In(calendar.Zone)
	at := time.Date(now.Year(), now.Month(), now.Day(), clock.Hour(), clock.Minute(), 0, 0, calendar.Zone)
	if at.After(now) {
		at = at.AddDate(0, 0, -1)
	}
	return at.UTC()
}

func (y daily) check() error {
	_, err := time.Parse("15:04", string(y))
	return err
}

// slotKey names the slot that begins at the civil time of at.
func slotKey(at time.Time) string {
	return at.In(calendar.Zone).Format("2006-01-02T15:04:05.000")
}
