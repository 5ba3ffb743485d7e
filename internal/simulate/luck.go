package simulate

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
)

// Luck is the luck of one thing: the same seed and the same words have the same
// luck, whatever else has happened. So what people do hangs on what they have before
// them and on nothing that a crash could lose.
func Luck(seed uint64, about ...any) *rand.Rand {
	h := fnv.New128a()
	for _, a := range about {
		_, _ = fmt.Fprintf(h, "%v\x00", a) // a hash takes everything
	}
	sum := h.Sum(nil)
	return rand.New(rand.NewPCG(seed^binary.BigEndian.Uint64(sum), binary.BigEndian.Uint64(sum[8:])))
}

// luck is what Luck gives.
type luck = *rand.Rand

func pick[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }

// often reports whether something that happens with a share of p happens.
func often(r *rand.Rand, p float64) bool { return r.Float64() < p }

// weighed picks an index by weight.
func weighed(r *rand.Rand, weights []int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	n := r.IntN(sum)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	return len(weights) - 1
}
