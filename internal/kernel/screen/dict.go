package screen

import "slices"

// A dict finds the words that begin at a place. Two runes lead to the words
// that begin with them; a bitmap says for most places that there are none.
type dict struct {
	seen  [1 << 12]uint64 // 18 bits of its hash: a bit a pair, by its hash
	pairs map[uint64][]word
}

// A word is one of words.tsv, which has a role, or one of a pack.
type word struct {
	runes []rune
	role  role
	entry *entry
}

func newDict() *dict { return &dict{pairs: map[uint64][]word{}} }

func pair(a, b rune) uint64 { return uint64(uint32(a))<<32 | uint64(uint32(b)) }

func slot(a, b rune) uint32 { return (uint32(a)*0x9e3779b1 + uint32(b)*0x85ebca6b) >> 14 }

// add takes a word of two runes at least.
func (d *dict) add(text string, as role, e *entry) {
	w := []rune(text)
	for i := range w {
		w[i] = fold(w[i])
	}
	h := slot(w[0], w[1])
	d.seen[h>>6] |= 1 << (h & 63)
	d.pairs[pair(w[0], w[1])] = append(d.pairs[pair(w[0], w[1])], word{w, as, e})
}

// sort puts the longest words of a pair first.
func (d *dict) sort() {
	for _, ws := range d.pairs {
		slices.SortStableFunc(ws, func(a, b word) int { return len(b.runes) - len(a.runes) })
	}
}

// at returns the words that may begin at f[i]; the caller compares them.
func (d *dict) at(f []rune, i int) []word {
	if i+1 >= len(f) {
		return nil
	}
	h := slot(f[i], f[i+1])
	if d.seen[h>>6]&(1<<(h&63)) == 0 {
		return nil
	}
	return d.pairs[pair(f[i], f[i+1])]
}
