package screen

import "slices"

// A dict finds the words that begin at a place. Two runes lead to the words
// that begin with them; a bitmap says for most places that there are none.
type dict struct {
	seen  [1 << 12]uint64 // 18 bits of its hash: a bit a pair, by its hash
	pairs map[[2]rune][]word
}

// A word is one of words.tsv, which has a role, or one of a pack.
type word struct {
	runes []rune
	role  role
	entry *entry
}

func newDict() *dict { return &dict{pairs: map[[2]rune][]word{}} }

// slot is the bit of a pair.
func slot(a, b rune) int { return int(a*0x1e3779b1+b*0x05ebca6b) >> 14 & (1<<18 - 1) }

// add takes a word of two runes at least.
func (d *dict) add(text string, as role, e *entry) {
	w := []rune(text)
	for i := range w {
		w[i] = fold(w[i])
	}
	h := slot(w[0], w[1])
	d.seen[h>>6] |= 1 << (h & 63)
	key := [2]rune{w[0], w[1]}
	d.pairs[key] = append(d.pairs[key], word{w, as, e})
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
	return d.pairs[[2]rune{f[i], f[i+1]}]
}
