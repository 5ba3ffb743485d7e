package account

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"gongkai.example/gongkai/internal/kernel/law"
)

// bare is a label as people write it in many ways: without number, blanks and marks.
func bare(s string) string {
	s = lang().ordinal.ReplaceAllString(s, "")
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, width.Fold.String(s))
}

// shortest is the length from which a label may be a part of what is written, or the
// other way round; typos is how many characters of one twice as long may be others.
const (
	shortest = 4
	typos    = 2
)

// like reports whether bare words are those of a label, or these with words left out
// at one end or added, or with two characters changed.
func like(label, got []rune) bool {
	short, long := label, got
	if len(short) > len(long) {
		short, long = long, short
	}
	if len(short) < shortest {
		return slices.Equal(short, long)
	}
	return slices.Equal(long[:len(short)], short) || slices.Equal(long[len(long)-len(short):], short) ||
		len(short) >= 2*shortest && len(long)-len(short) <= typos && apart(label, got) <= typos
}

// apart is how many characters have to be changed, added or taken away.
func apart(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		before := row[0]
		row[0] = i + 1
		for j, y := range b {
			change := before
			if x != y {
				change++
			}
			before, row[j+1] = row[j+1], min(change, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// labelOf is the code that a row of a table is labelled with: the one furthest to the
// right, since what stands over several rows is repeated on the left of each.
func (f *Form) labelOf(labels []law.ReportLabel, row []string) string {
	for _, same := range []func(a, b []rune) bool{slices.Equal[[]rune], like} {
		for _, text := range slices.Backward(row) {
			if text == "" || valueOf(text).Known {
				continue
			}
			got := []rune(bare(text))
			if i := slices.IndexFunc(labels, func(l law.ReportLabel) bool { return len(got) > 0 && same(f.words[l.Label], got) }); i >= 0 {
				return labels[i].Code
			}
		}
	}
	return ""
}
