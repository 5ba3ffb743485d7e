package consult

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// A Ticket is a number in a draw, with what orders it.
type Ticket struct {
	Number string `json:"number"`
	Digest string `json:"sha256"` // of the seed, a slash and the number
	Chosen bool   `json:"chosen"`
}

// Draw orders numbers by a seed and chooses the first so many. The order is that of the
// SHA-256 of the seed, a slash and the number, as small letters and digits. Nobody knows the
// seed before the enrolment has closed, and everybody can do the draw again:
//
//	printf '%s' 'SEED/NUMBER' | sha256sum
func Draw(seed string, numbers []string, seats int) []Ticket {
	out := make([]Ticket, len(numbers))
	for i, n := range numbers {
		sum := sha256.Sum256([]byte(seed + "/" + n))
		out[i] = Ticket{Number: n, Digest: hex.EncodeToString(sum[:])}
	}
	slices.SortFunc(out, func(a, b Ticket) int { return cmp.Or(cmp.Compare(a.Digest, b.Digest), cmp.Compare(a.Number, b.Number)) })
	for i := range out {
		out[i].Chosen = i < seats
	}
	return out
}
