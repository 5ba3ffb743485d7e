package simulate

import (
	"sync"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
)

// A Clock is the time of a district that is lived through: it stands where the story
// has it, and runs with the wall from the day on which a reader comes in.
type Clock struct {
	// Wall is the time that passes while the clock runs.
	Wall func() time.Time

	mu    sync.Mutex
	at    time.Time
	since time.Time     // zero while it stands
	wrong time.Duration // how far off a bad clock of a server is
}

// morning is when an office opens.
const morning = 9 * time.Hour

// Now is the time of the district.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.since.IsZero() {
		return c.at.Add(c.wrong)
	}
	return c.at.Add(c.Wall().Sub(c.since))
}

// Set puts the clock to nine in the morning of a day; there it stands.
func (c *Clock) Set(day calendar.Day) { c.At(day, morning) }

// At puts the clock to a time of a day, counted from its midnight; there it stands.
func (c *Clock) At(day calendar.Day, since time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.since = day.Start().Add(since), time.Time{}
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
	c.at, c.since, c.wrong = day.Start().Add(morning), c.Wall(), 0
}

// Jump has a clock that stands show a time that is off by d, until the next call.
func (c *Clock) Jump(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wrong = d
}
