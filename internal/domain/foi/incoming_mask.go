package foi

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
)

// hidden is a text of a letter with the numbers and addresses masked that the screening of
// the district knows, and the names that the letter says are those of people: of its
// sender, and what stands behind a word that introduces one.
func (s *Service) hidden(tx *db.Tx, c Content, text string) (string, error) {
	rules, err := s.rules(tx)
	if err != nil {
		return "", err
	}
	text = screen.Mask(text, rules.Text("", text))
	return hide(text, append(introduced(c.Subject+"\n"+c.Text), c.Name)...), nil
}

// hide is a text with names masked wherever they stand.
func hide(text string, names ...string) string {
	for _, n := range names {
		if n = strings.TrimSpace(n); utf8.RuneCountInString(n) > 1 {
			text = strings.ReplaceAll(text, n, mask(n))
		}
	}
	return text
}

// Characters of a personal name: the longest that is taken for one, and how much is taken
// of a sentence that goes on behind it.
const (
	longestName = 4
	usualName   = 3
)

// introduced are the names behind the words that introduce one, as in a signature or
// a form. A sentence that goes on behind the name has no mark of its end: then one
// character too many is hidden rather than one too few.
func introduced(text string) (out []string) {
	for _, word := range words()["introduces"] {
		for rest := text; ; {
			_, after, found := strings.Cut(rest, word)
			if !found {
				break
			}
			rest = after
			after = strings.TrimLeft(after, words()["colon"][0]+" \u3000\t")
			n := 0
			for _, c := range after {
				if !unicode.Is(unicode.Han, c) || n > longestName {
					break
				}
				n++
			}
			if n > longestName {
				n = usualName
			}
			if n > 1 {
				out = append(out, string([]rune(after)[:n]))
			}
		}
	}
	return out
}
