package search

import (
	"cmp"
	"slices"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Suggestion is a document that somebody may be typing the title or the number of.
type Suggestion struct {
	ID     int64   `json:"id"`
	Noun   string  `json:"noun"`
	Title  []Piece `json:"title"`
	Number string  `json:"number,omitempty"`
	State  State   `json:"state"`
}

// suggestAmong is how many titles are looked at, the newest, for one suggestion.
const suggestAmong = 60

// Suggest returns up to n documents whose number or title begins with text, and
// then those that have it in the title. Each title comes once.
func (x *Index) Suggest(tx *db.Tx, text string, n int) (_ []Suggestion, err error) {
	defer fault.Wrap(&err, "search.Suggest")
	typed := foldText(firstRunes(text, maxTyped))
	all := letters(typed)
	out := []Suggestion{}
	if len(all) == 0 {
		return out, nil
	}
	sp := newSpotter(x.lexicon.Load(), []word{{alts: [][]rune{all}}})
	seen := map[string]bool{}
	in, err := x.facts.span(tx, Query{})
	if err != nil {
		return nil, err
	}
	for _, way := range suggestWays(typed, all) {
		if len(out) >= n {
			break
		}
		lists, err := slotsOf(tx, in, ask{way.match, suggestAmong})
		if err != nil {
			return nil, err
		}
		rows, err := rowsAt(tx, lists[0])
		if err != nil {
			return nil, err
		}
		slices.SortFunc(rows, func(a, b row) int {
			return cmp.Or(cmp.Compare(gone(a.State), gone(b.State)), cmp.Compare(a.Slot, b.Slot))
		})
		for _, r := range rows {
			title := letters(plainOf(r.Title).r)
			if len(out) >= n || seen[string(title)] || way.inTitle && !contains(title, all) {
				continue
			}
			seen[string(title)] = true
			out = append(out, Suggestion{r.ID, r.Noun, sp.mark(r.Title), r.Number, r.State})
		}
	}
	return out, nil
}

// gone is 1 for what no longer holds: it comes later.
func gone(s State) int {
	if s == Valid || s == Amended {
		return 0
	}
	return 1
}

type suggestWay struct {
	match   db.Match
	inTitle bool
}

func suggestWays(typed, all []rune) []suggestWay {
	var out []suggestWay
	if start := numberStart(typed); start != "" {
		out = append(out, suggestWay{db.Term(typing + start), false})
	}
	title := typedTokens(typed)
	if title.Empty() {
		return out
	}
	first := db.Term(begins + string(all[:min(3, len(all))]))
	return append(out, suggestWay{db.AllOf(first, title), true}, suggestWay{title, true})
}

// typedTokens asks for all of what was typed in a title; the last word or number
// may be half of one.
func typedTokens(r []rune) db.Match {
	tail := len(r)
	runs(r, func(run []rune, start int, han bool) {
		if !han && start+len(run) == len(r) {
			tail = start
		}
	})
	if tail == len(r) {
		return allTokens(r, inTitle)
	}
	last := db.AnyOf(wordToken(string(r[tail:]), inTitle), db.Term(begun+plainNumber(string(r[tail:]))))
	before := allTokens(r[:tail], inTitle)
	if before.Empty() {
		return last
	}
	return db.AllOf(before, last)
}
