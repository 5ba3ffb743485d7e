package foi

import (
	_ "embed"
	"regexp"
	"strings"
)

// A Hint is what a clerk at the counter would ask before a request is sent. It
// never stops one: the description is the applicant's.
type Hint string

// The hints.
const (
	HintVague   Hint = "vague"   // nothing in it tells the information apart (Article 29)
	HintSeveral Hint = "several" // it asks for more than one thing (一事一申请)
)

// hintsFile has the words by which a description is read, a role a line.
//
//go:embed hints.tsv
var hintsFile string

var hintWords = func() map[string][]string {
	out := map[string][]string{}
	for line := range strings.Lines(hintsFile) {
		role, words, _ := strings.Cut(strings.TrimSpace(line), "\t")
		out[role] = strings.Fields(words)
	}
	return out
}()

// A year tells information apart; what stands after a semicolon or on a line of its
// own is another thing.
var (
	year   = regexp.MustCompile(`(19|20)\d\d`)
	parted = regexp.MustCompile(`[；;\n]\s*\S`)
)

// Hints reads a description.
func Hints(want string) (out []Hint) {
	has := func(role string) bool {
		for _, w := range hintWords[role] {
			if strings.Contains(want, w) {
				return true
			}
		}
		return false
	}
	want = strings.TrimSpace(want)
	if has("vague") && !has("exact") && !year.MatchString(want) {
		out = append(out, HintVague)
	}
	if has("several") || parted.MatchString(want) {
		out = append(out, HintSeveral)
	}
	return out
}
