package db

import (
	"sync"
	"time"
)

// An id is 40 bits of milliseconds since 2024 (until 2058), 5 bits of node and
// 8 bits of count: below 2^53, so JavaScript and spreadsheets keep it exactly.
// Nodes draw their number at start; should two be equal and meet in one
// millisecond, the primary key refuses the second and Write tries again.
const (
	idNodes  = 1 << 5
	idCounts = 1 << 8
)

var idEpoch = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()

type ids struct {
	mu   sync.Mutex
	node int64
	ms   int64
	n    int64
}

func (g *ids) next(now time.Time) int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	ms := now.UnixMilli() - idEpoch
	if ms > g.ms {
		g.ms, g.n = ms, 0
	} else if g.n++; g.n == idCounts { // the count is used up, or the clock went back
		g.ms, g.n = g.ms+1, 0
	}
	return (g.ms*idNodes+g.node)*idCounts + g.n
}
