package app

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// Answering makes little that lasts and much that does not, and a run of the
// collector costs what lasts. By itself it runs whenever as much was made as
// lasts, which for a small district is several times a second under load.
const (
	room         = 20 << 20 // bytes that may be made between two runs
	leastPercent = 40       // of what lasts: a large district has the room that it needs
	usualPercent = 100      // the default of Go
	mostPercent  = 400
	collectEvery = time.Second
)

// collect keeps the collector at that until ctx ends. Whoever has set GOGC has decided otherwise.
func (a *App) collect(ctx context.Context) {
	if was := debug.SetGCPercent(usualPercent); was != usualPercent {
		debug.SetGCPercent(was)
		return
	}
	defer debug.SetGCPercent(usualPercent)
	tick := time.NewTicker(collectEvery)
	defer tick.Stop()
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	for now := usualPercent; ; {
		metrics.Read(live)
		if want := percentFor(live[0].Value.Uint64()); max(want, now)-min(want, now) > usualPercent/10 { // it stops the world to change it
			now = want
			debug.SetGCPercent(now)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// percentFor is how much may be made, in percent of the bytes that last.
func percentFor(live uint64) int {
	return int(min(max(room*100/max(live, 1), leastPercent), mostPercent))
}
