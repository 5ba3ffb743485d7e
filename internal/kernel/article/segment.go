package article

import (
	"unicode/utf8"

	"znkr.io/diff"
)

// keptLeast is the share of the longer text that has to be kept for the changes within it to be
// shown; below it the whole is removed and added.
const keptLeast = 0.2

// slideMost is how far a change is moved to the end of a sentence.
const slideMost = 64

// A hunk is a change with the text that was kept before it, as offsets of both texts. In old it is
// kept, begin, end; what came in its stead is from to till in new. The counts are in characters.
type hunk struct {
	kept, begin, end    int
	from, till          int
	keptN, goneN, comeN int
}

// segments compares two texts by character, numbers and words in Latin letters whole.
func segments(old, text string) []Segment {
	var hunks []hunk
	h, kept := hunk{}, 0
	for _, e := range diff.Edits(tokens(old), tokens(text)) {
		switch e.Op {
		case diff.Match:
			if h.goneN+h.comeN > 0 {
				hunks = append(hunks, h)
				h = hunk{kept: h.end, begin: h.end, end: h.end, from: h.till, till: h.till}
			}
			n := utf8.RuneCountInString(e.X)
			h.begin, h.end = h.begin+len(e.X), h.end+len(e.X)
			h.from, h.till = h.from+len(e.X), h.till+len(e.X)
			h.keptN += n
			kept += n
		case diff.Delete:
			h.end += len(e.X)
			h.goneN += utf8.RuneCountInString(e.X)
		case diff.Insert:
			h.till += len(e.Y)
			h.comeN += utf8.RuneCountInString(e.Y)
		}
	}
	if float64(kept) < keptLeast*float64(max(utf8.RuneCountInString(old), utf8.RuneCountInString(text))) {
		return written(old, text, []hunk{{end: len(old), till: len(text)}})
	}
	hunks = merge(append(hunks, h))
	slide(old, text, hunks)
	return written(old, text, hunks)
}

// tokens cuts a text: Latin words and numbers, and every other character by itself.
func tokens(s string) []string {
	var out []string
	for len(s) > 0 {
		n := 0
		for n < len(s) && (alnum(s[n]) || (s[n] == '.' || s[n] == ',') && n > 0 && n+1 < len(s) && alnum(s[n+1])) {
			n++
		}
		if n == 0 {
			_, n = utf8.DecodeRuneInString(s)
		}
		out = append(out, s[:n])
		s = s[n:]
	}
	return out
}

func alnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// merge takes what was kept between two changes into them where it is no longer than either: two
// characters that happen to be the same in another wording are no text that was kept.
func merge(hunks []hunk) []hunk {
	var out []hunk
	for _, h := range hunks {
		out = append(out, h)
		for len(out) > 1 {
			a, b := &out[len(out)-2], &out[len(out)-1]
			if b.keptN > max(a.goneN, a.comeN) || b.keptN > max(b.goneN, b.comeN) {
				break
			}
			a.end, a.till = b.end, b.till
			a.goneN, a.comeN = a.goneN+b.keptN+b.goneN, a.comeN+b.keptN+b.comeN
			out = out[:len(out)-1]
		}
	}
	return out
}

// slide moves additions and removals whose place is ambiguous to where a clause ends: between "a, b," and
// "a, c, b," it is "c," that was added and not ", c".
func slide(old, text string, hunks []hunk) {
	for i := 0; i+1 < len(hunks); i++ {
		h, next := &hunks[i], &hunks[i+1]
		if (h.goneN == 0) == (h.comeN == 0) {
			continue
		}
		s, from, to := text, h.from, h.till
		if h.goneN > 0 {
			s, from, to = old, h.begin, h.end
		}
		by := better(s, from, to, h.begin-h.kept, next.begin-next.kept)
		h.begin, h.end, h.from, h.till, next.kept = h.begin+by, h.end+by, h.from+by, h.till+by, next.kept+by
	}
}

// better returns by how many bytes the stretch from:to of s is best moved without a change of the
// whole; at most left to the left and right to the right.
func better(s string, from, to, left, right int) int {
	at := from
	for range slideMost {
		_, n := utf8.DecodeLastRuneInString(s[:at])
		if n == 0 || from-at+n > left || s[at-n:at] != s[at-n+to-from:at+to-from] {
			break
		}
		at -= n
	}
	best, score := 0, -1
	for range 2 * slideMost {
		end := at + to - from
		if c := clause(s[:at]) + clause(s[:end]); c > score || c == score && at <= from {
			best, score = at-from, c
		}
		_, n := utf8.DecodeRuneInString(s[at:])
		if n == 0 || at-from+n > right || s[at:at+n] != s[end:end+n] {
			break
		}
		at += n
	}
	return best
}

// clause tells how good a place the end of s is for a change to begin or end.
func clause(s string) int {
	switch {
	case s == "" || endsIn(s, stops+"\n"):
		return 3
	case endsIn(s, pauses+colons):
		return 2
	}
	return 0
}

func written(old, text string, hunks []hunk) []Segment {
	var out []Segment
	for _, h := range hunks {
		for _, s := range []Segment{{Kept, old[h.kept:h.begin]}, {Delete, old[h.begin:h.end]}, {Insert, text[h.from:h.till]}} {
			if s.Text != "" {
				out = append(out, s)
			}
		}
	}
	return out
}

// columns compares two rows cell by cell; a column that came or went is added or removed as a whole.
func columns(old, new []Cell) [][]Segment {
	var out [][]Segment
	var gone []string
	flush := func() {
		for _, s := range gone {
			out = append(out, []Segment{{Delete, s}})
		}
		gone = nil
	}
	if len(old) == len(new) {
		for i := range new {
			out = append(out, segments(marked(old[i].Text), marked(new[i].Text)))
		}
		return out
	}
	for _, e := range diff.Edits(texts(old), texts(new)) {
		switch e.Op {
		case diff.Match:
			flush()
			out = append(out, []Segment{{Kept, e.X}})
		case diff.Delete:
			gone = append(gone, e.X)
		case diff.Insert:
			if len(gone) > 0 {
				out = append(out, segments(gone[0], e.Y))
				gone = gone[1:]
			} else {
				out = append(out, []Segment{{Insert, e.Y}})
			}
		}
	}
	flush()
	return out
}

func texts(cells []Cell) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = marked(c.Text)
	}
	return out
}
