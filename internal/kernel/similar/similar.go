package similar

// Likeness is the share of pairs that two texts have in common (Jaccard), from 0 to 1.
func Likeness(a, b Pairs) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	both := 0
	for p := range a {
		if b[p] {
			both++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// Pairs are the pairs of neighbouring characters of a text.
type Pairs map[[2]rune]bool

// PairsOf returns the pairs of a text, without what is no letter.
func PairsOf(text string) Pairs {
	out := Pairs{}
	var last rune
	for _, c := range text {
		if c < '0' || c > 0xfeff || c >= 0x3000 && c < 0x3400 {
			continue
		}
		if last != 0 {
			out[[2]rune{last, c}] = true
		}
		last = c
	}
	return out
}

// Copied is how much of text is copied from source, from 0 to 1.
func Copied(text, source string) float64 { return 0 }

// Group groups texts into exact and near copies. Each group lists its members by their index, in order; groups are
// in the order of their first member. Every text is in exactly one.
func Group(texts []string) [][]int { return nil }
