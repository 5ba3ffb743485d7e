package web

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"

	"gongkai.example/gongkai/internal/kernel/calendar"
)

// A Memory keeps what was made for everybody, pages and what they are made of,
// until something that it shows changes. Whoever changes something says so
// after the commit (Changed), so a reader who asks then gets it new.
//
// What is kept carries the number of the last change known before it was begun.
// It is looked at again when it is asked for, not thrown away when something
// changes: so nothing that was being made during a change can stay.
type Memory struct {
	kept    *otter.Cache[keptKey, *kept]
	changes changes

	mu      sync.Mutex
	flights map[keptKey]*flight
}

// longest is how long anything is kept, in case a page leaves out something
// that it shows.
const longest = 10 * time.Minute

// NewMemory returns a memory that holds so many bytes at most.
func NewMemory(bytes int64) *Memory {
	return &Memory{
		kept: otter.Must(&otter.Options[keptKey, *kept]{
			MaximumWeight: uint64(max(bytes, 1)),
			Weigher:       func(k keptKey, p *kept) uint32 { return p.weight(len(k.uri)) }, // the key is kept as well
		}),
		flights: map[keptKey]*flight{},
	}
}

// Changed says that things, such as "plan/17", are no longer what they were.
func (m *Memory) Changed(refs ...string) { m.changes.note(refs) }

// Forget says that anything may have changed.
func (m *Memory) Forget() { m.changes.note(nil) }

// keptKey is what a page that everybody may see varies by.
type keptKey struct {
	host, uri string
	view      View
	json      bool // a program reads faults as JSON
}

// kept is one thing that is kept: an answer, or a value that answers are made of.
type kept struct {
	at    int64 // the last change known before it was begun
	day   calendar.Day
	since time.Time
	shows shows

	looked atomic.Int64 // the last change that it is known to have outlived

	answer *answer // or
	value  any
}

// valueWeight is what a value is taken to weigh, for nobody knows its size.
const valueWeight = 1 << 20

func (p *kept) weight(key int) uint32 {
	if p.answer == nil {
		return valueWeight
	}
	return uint32(min(p.answer.size()+key, 1<<31)) //nolint:gosec // bounded
}

// fresh returns what is kept under key if it still holds.
func (m *Memory) fresh(key keptKey, now time.Time, day calendar.Day) *kept {
	p, ok := m.kept.GetIfPresent(key)
	if !ok || !m.holds(p, now, day) {
		return nil
	}
	return p
}

func (m *Memory) holds(p *kept, now time.Time, day calendar.Day) bool {
	return p.day == day && now.Sub(p.since).Abs() < longest && m.changes.spare(p)
}

// A flight is one thing being made, which others wait for.
type flight struct {
	done chan struct{}
	made *kept // nil if it is not for everybody
}

// join returns the flight of key and whether the caller is the one who makes it.
func (m *Memory) join(key keptKey) (f *flight, leads bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if f, ok := m.flights[key]; ok {
		return f, false
	}
	f = &flight{done: make(chan struct{})}
	m.flights[key] = f
	return f, true
}

// land ends a flight and keeps what it made.
func (m *Memory) land(key keptKey, f *flight) {
	if f.made != nil {
		m.kept.Set(key, f.made)
	}
	m.mu.Lock()
	delete(m.flights, key)
	m.mu.Unlock()
	close(f.done)
}

// once returns what is kept under key, or has build make it, for all who ask at
// the same time. It returns nil if build returned nil to this caller or another:
// then it is not for everybody.
func (m *Memory) once(ctx context.Context, key keptKey, now time.Time, day calendar.Day, build func() *kept) *kept {
	for {
		if p := m.fresh(key, now, day); p != nil {
			return p
		}
		f, leads := m.join(key)
		if leads {
			return m.fly(key, f, now, day, build)
		}
		select {
		case <-f.done:
		case <-ctx.Done():
			return nil
		}
		// What was begun before the change that this reader has seen is made again.
		if f.made == nil || m.holds(f.made, now, day) {
			return f.made
		}
	}
}

// fly makes what the others wait for.
func (m *Memory) fly(key keptKey, f *flight, now time.Time, day calendar.Day, build func() *kept) *kept {
	defer m.land(key, f) // also when build panics: the others must not wait for ever
	at := m.changes.last.Load()
	p := build()
	if p != nil {
		p.at, p.day, p.since = at, day, now
		p.looked.Store(at)
		f.made = p
	}
	return p
}

// Recall returns the value kept under name, or has load make it from what refs
// name: nouns or things, as [Shows] takes them. It is shared; do not change it.
// Whatever is being made with it shows the same.
func Recall[V any](ctx context.Context, m *Memory, now time.Time, name string, refs []string, load func(context.Context) (V, error)) (v V, err error) {
	Shows(ctx, refs...)
	if m == nil {
		return load(ctx)
	}
	p := m.once(ctx, keptKey{uri: name}, now, calendar.DayOf(now), func() *kept {
		if v, err = load(ctx); err != nil {
			return nil
		}
		return &kept{value: v, shows: shows{refs: refs}}
	})
	if p != nil {
		return p.value.(V), nil
	}
	if err == nil { // another's load failed
		return load(ctx)
	}
	return v, err
}

// shows is what something that is kept is made of.
type shows struct {
	all  bool // anything
	refs []string
}

// A recorder collects what a page shows while it is made.
type recorder struct {
	mu   sync.Mutex
	refs []string
}

type recorderKey struct{}

// Shows notes that the page which is being made shows things: a noun, "plan",
// or one thing of it, "plan/17". It adds to what the route names by On; a route
// without On is made anew after every change.
func Shows(ctx context.Context, refs ...string) {
	if r, ok := ctx.Value(recorderKey{}).(*recorder); ok {
		r.mu.Lock()
		r.refs = append(r.refs, refs...)
		r.mu.Unlock()
	}
}

// changes knows when each thing changed last, by a number that grows.
type changes struct {
	last  atomic.Int64
	mu    sync.RWMutex
	at    map[string]int64 // a thing, and everything above it: "plan/17" and "plan"
	floor int64            // what was begun before holds no more, whatever it shows
}

// changesMost bounds the list; a longer one is forgotten, and with it all that is kept.
const changesMost = 100_000

// note numbers a change of things; of none in particular, if refs is empty.
func (c *changes) note(refs []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.last.Load() + 1
	if len(refs) == 0 || len(c.at) > changesMost {
		c.at, c.floor = nil, n
	}
	if c.at == nil {
		c.at = map[string]int64{}
	}
	for _, ref := range refs {
		for {
			c.at[ref] = n
			cut := strings.LastIndexByte(ref, '/')
			if cut < 0 {
				break
			}
			ref = ref[:cut]
		}
	}
	c.last.Store(n)
}

// spare reports whether nothing that p shows has changed since it was begun.
func (c *changes) spare(p *kept) bool {
	if p.looked.Load() == c.last.Load() {
		return true
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	n := c.last.Load()
	if c.floor > p.at || p.shows.all && n > p.at {
		return false
	}
	for _, ref := range p.shows.refs {
		if c.at[ref] > p.at {
			return false
		}
	}
	p.looked.Store(n)
	return true
}
