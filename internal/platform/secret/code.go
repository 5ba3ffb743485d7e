package secret

import (
	"math/big"
	"slices"
	"strings"
)

// CodeDigits is how long a code is that somebody follows a thing by: 12 digits can be
// typed on a telephone, and guessing is limited where they are asked for.
const CodeDigits = 12

// Code is the code of what a form makes: it follows from the token of the form, so
// that the form sent twice is answered with the same, and is stored nowhere.
func (b *Box) Code(token, about string) string {
	n := new(big.Int).SetBytes([]byte(b.Mark(token, about)))
	digits := n.Mod(n, big.NewInt(1_000_000_000_000)).String()
	return strings.Repeat("0", CodeDigits-len(digits)) + digits
}

// Groups parts a code into fours, so that it can be read out and copied.
func Groups(code string) []string {
	var out []string
	for c := range slices.Chunk([]byte(code), 4) {
		out = append(out, string(c))
	}
	return out
}

// Digits are the digits of what people type, wide ones too, without what they put
// between them.
func Digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			r += '0' - '０'
		}
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
