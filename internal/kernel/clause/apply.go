package clause

import "gongkai.example/gongkai/internal/kernel/fault"

// A Result is a text with the instructions of a decision carried out.
type Result struct {
	Text     Text
	Outcomes []Outcome // what each instruction did
	Findings []Finding // citations of clauses that have another number now or are gone; faults of the new numbers
}

// An Outcome is what one instruction did to one clause.
type Outcome struct {
	Instruction int    `json:"instruction"` // from 1
	Text        string `json:"text"`        // the instruction, as it stands in the decision
	Verb        Verb   `json:"verb"`
	OldName     string `json:"old_name,omitempty"` // the address before, "" if it was added
	NewName     string `json:"new_name,omitempty"` // the address after, "" if it was deleted
	Old         string `json:"old,omitempty"`      // the clause before, with all that stands below it, a line a clause
	New         string `json:"new,omitempty"`
}

// A Verb is what an instruction does.
type Verb string

// The verbs.
const (
	Rewrite  Verb = "rewrite"  // 修改为
	Replace  Verb = "replace"  // 中的“…”修改为“…”
	Remove   Verb = "remove"   // 删去
	Insert   Verb = "insert"   // 增加
	Renumber Verb = "renumber" // 改为第…条; 条文顺序作相应调整
)

// Apply carries out the instructions of an amending decision: the whole of its text, or the sentences alone. Numbers are
// those of the text before, except behind 作为 and 改为, where they are those of the text after.
//
// Errors: Invalid with a row for each instruction that cannot be carried out exactly as it stands: its number in
// Line, its words in Column, the reason in Text. Nothing is carried out then.
func Apply(t Text, instructions string) (Result, error) {
	return Result{}, fault.New(fault.Invalid, "clause.not_understood", instructions)
}

// Equal compares the text that instructions make with the text that an office gives. They are equal if they differ in nothing
// but blanks, line ends and the width of digits, brackets and signs; differences are given by clause.
func Equal(applied, given Text) (differences []Change, equal bool) {
	for _, c := range Compare(applied, given) {
		if c.Verdict != Same {
			differences = append(differences, c)
		}
	}
	return differences, len(differences) == 0
}
