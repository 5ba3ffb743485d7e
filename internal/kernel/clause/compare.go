package clause

import (
	"gongkai.example/gongkai/internal/kernel/article"
)

// A Verdict says what became of a clause.
type Verdict string

// The verdicts.
const (
	Same       Verdict = "same"
	Changed    Verdict = "changed" // its words; its number too if the names differ
	Added      Verdict = "added"
	Removed    Verdict = "removed"
	Renumbered Verdict = "renumbered" // the same words in the same order under another number
	Moved      Verdict = "moved"      // to another place, and changed if a segment says so
)

// A Change is a clause in two texts; several where one was divided or joined.
type Change struct {
	Verdict  Verdict           `json:"verdict"`
	Old      Range             `json:"old"`
	New      Range             `json:"new"`
	OldName  string            `json:"old_name,omitempty"` // of the first, in words
	NewName  string            `json:"new_name,omitempty"`
	Segments []article.Segment `json:"segments"` // the words without the numbers
}

// A Range is a run of clauses by their indexes, End excluded; empty if the text has none.
type Range struct {
	First int `json:"first"`
	End   int `json:"end"`
}

// Compare tells what became of each clause of old in text, in the order of text; what is gone stands where it
// was. Clauses are paired by their words, as article.Compare pairs paragraphs, never by their numbers.
func Compare(old, text Text) []Change {
	changes := article.CompareLines(old.words(), text.words())
	out := make([]Change, len(changes))
	for i, c := range changes {
		out[i] = Change{Verdict: Verdict(c.Verdict), Old: rangeOf(c.Old), New: rangeOf(c.New), Segments: c.Segments}
		x := &out[i]
		if x.Old.End > 0 {
			x.OldName = old.Name(x.Old.First)
		}
		if x.New.End > 0 {
			x.NewName = text.Name(x.New.First)
		}
		if x.Verdict == Same && !old.Clauses[x.Old.First].Address.Equal(text.Clauses[x.New.First].Address) {
			x.Verdict = Renumbered
		}
	}
	return out
}

func rangeOf(p article.Place) Range {
	if p.First == 0 {
		return Range{}
	}
	return Range{p.First - 1, p.Last}
}

// words are what is compared of each clause: the words behind its number, or the number where it stands alone.
func (t Text) words() []string {
	out := make([]string, len(t.Clauses))
	for i, c := range t.Clauses {
		if out[i] = c.Text; c.Text == "" {
			out[i] = c.Label
		}
	}
	return out
}
