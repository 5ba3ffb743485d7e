package demo

import (
	"sync"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
)

// A Clock is the time of the demo: it stands where the story has it, and runs
// with the wall from the day on which the reader comes in.
type Clock struct {
	// Wall is the time that passes while the clock runs.
	Wall func() time.Time

	mu    sync.Mutex
	at    time.Time
	since time.Time // zero while it stands
}

// morning is when an office opens.
const morning = 9 * time.Hour

// Now is the time of the demo.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.since.IsZero() {
		return c.at
	}
	return c.at.Add(c.Wall().Sub(c.since))
}

// Set puts the clock to nine in the morning of a day; there it stands.
func (c *Clock) Set(day calendar.Day) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.since = day.Start().Add(morning), time.Time{}
}

// Add moves a clock that stands.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// Run lets the clock go on from nine in the morning of a day.
func (c *Clock) Run(day calendar.Day) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.since = day.Start().Add(morning), c.Wall()
}
