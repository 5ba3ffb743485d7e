package fetch

import (
	"context"
	"sync"
	"time"
)

// turns has a few questions asked at once, and one at a time to the same host.
type turns struct {
	all   chan struct{}
	pause time.Duration
	mu    *sync.Mutex
	hosts map[string]*turn
}

// A turn is the queue before one host.
type turn struct {
	free  chan struct{}
	users int // who has it or waits for it
}

func newTurns(parallel int, pause time.Duration) turns {
	return turns{make(chan struct{}, max(parallel, 1)), pause, &sync.Mutex{}, map[string]*turn{}}
}

// enter waits until host may be asked. The turn ends with leave, and the next
// one begins a pause later.
func (t turns) enter(ctx context.Context, host string) (leave func(), err error) {
	t.mu.Lock()
	h := t.hosts[host]
	if h == nil {
		h = &turn{free: make(chan struct{}, 1)}
		t.hosts[host] = h
	}
	h.users++
	t.mu.Unlock()
	done := func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if h.users--; h.users == 0 {
			delete(t.hosts, host)
		}
	}
	select {
	case h.free <- struct{}{}:
	case <-ctx.Done():
		done()
		return func() {}, ctx.Err()
	}
	free := func() { <-h.free; done() }
	select {
	case t.all <- struct{}{}:
		return func() { <-t.all; time.AfterFunc(t.pause, free) }, nil
	case <-ctx.Done():
		free()
		return func() {}, ctx.Err()
	}
}
