package simulate

import (
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gongkai.example/gongkai/internal/platform/db"
)

// A Weather is how a machine fails while a life is lived.
type Weather struct {
	Full  bool // the disk has no room, for some writes at a time
	Slow  bool // and takes its time
	Lost  bool // the connection goes at every moment: also after a commit, which nobody hears of then
	Clock bool // the clock of the server jumps, forward and back
	Twice bool // every job is delivered twice: before it could say that it is done, and long after

	on     atomic.Bool // while a life is lived: not before it, and not while it is checked
	mu     sync.Mutex
	rng    *rand.Rand
	full   int          // writes for which the disk stays full
	struck atomic.Int64 // how often it struck
}

// Kinds are the names of all weathers but the crash, which needs a process of its own.
var Kinds = []string{"full", "slow", "lost", "clock", "twice"}

// NewWeather is the weather of some kinds; ok is false if one is not known.
func NewWeather(seed uint64, kinds []string) (w *Weather, ok bool) {
	for _, k := range kinds {
		if !slices.Contains(Kinds, k) {
			return nil, false
		}
	}
	has := func(k string) bool { return slices.Contains(kinds, k) }
	return &Weather{Full: has("full"), Slow: has("slow"), Lost: has("lost"), Clock: has("clock"), Twice: has("twice"), rng: Luck(seed, "weather")}, true
}

// What a failing machine says.
var (
	errFull = errors.New("simulated: no space left on device")
	errLost = errors.New("simulated: connection reset by peer")
)

// Share of the moments at which it strikes, and for how many writes a disk stays full.
const (
	strikes   = 0.002
	fullFor   = 40
	slowest   = 20 * time.Millisecond
	longest   = 3 * time.Hour // forward, of a clock
	backwards = 20 * time.Minute
)

// Disturb is for db.Config.
func (w *Weather) Disturb(m db.Moment) error {
	if !w.on.Load() {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.Slow && m == db.Committing && often(w.rng, 10*strikes) {
		w.struck.Add(1)
		time.Sleep(time.Duration(w.rng.Int64N(int64(slowest))))
	}
	if w.Lost && often(w.rng, strikes) {
		w.struck.Add(1)
		return errLost
	}
	if !w.Full || m != db.Committing {
		return nil
	}
	if w.full == 0 && often(w.rng, strikes/fullFor*10) {
		w.full = 1 + w.rng.IntN(fullFor)
	}
	if w.full > 0 {
		w.full--
		w.struck.Add(1)
		return errFull
	}
	return nil
}

// Hitch reports whether an error comes of the weather: for World.Hitch.
func (w *Weather) Hitch(err error) bool { return errors.Is(err, errFull) || errors.Is(err, errLost) }

// Struck is how often it struck.
func (w *Weather) Struck() int { return int(w.struck.Load()) }

// Doubt is for jobs.Config.
func (w *Weather) Doubt() bool {
	if !w.Twice || !w.on.Load() {
		return false
	}
	w.struck.Add(1)
	return true
}

// jump is how far off the clock is for the next part of a day; it stays within the day.
func (w *Weather) jump() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.Clock || !often(w.rng, 0.2) {
		return 0
	}
	w.struck.Add(1)
	if often(w.rng, 0.5) {
		return -time.Duration(w.rng.Int64N(int64(backwards)))
	}
	return time.Duration(w.rng.Int64N(int64(longest)))
}
