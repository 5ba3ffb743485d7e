package survey

import (
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// An Answer is what somebody said to one question.
type Answer struct {
	Chosen []int  `json:"chosen,omitempty"` // options, from 0, in their order
	Text   string `json:"text,omitempty"`
}

// Empty reports whether nothing was said.
func (a Answer) Empty() bool { return len(a.Chosen) == 0 && a.Text == "" }

// Answers are what somebody said, question by question.
type Answers []Answer

func (a Answers) at(i int) Answer {
	if i < len(a) {
		return a[i]
	}
	return Answer{}
}

// FieldOf is the name of the field in which a question is answered.
func FieldOf(question int) string { return "q." + strconv.Itoa(question+1) }

// Examine puts answers right that were given to questions, and says what is wrong with
// them. What was said to a question that is not asked on these answers is left out: the
// page cannot hide it where scripts do not run.
//
// Errors: Invalid with the fields of the questions.
func Examine(qs []Question, given Answers) (Answers, error) {
	out := make(Answers, len(qs))
	for i := range qs {
		out[i] = tidy(given.at(i))
	}
	var c fault.Check
	shown := Shown(qs, out)
	for i, q := range qs {
		if !shown[i] {
			out[i] = Answer{}
			shown = Shown(qs, out)
			continue
		}
		q.check(&c, FieldOf(i), out[i])
	}
	return out, c.Err()
}

func tidy(a Answer) Answer {
	chosen := slices.Clone(a.Chosen)
	slices.Sort(chosen)
	return Answer{Chosen: slices.Compact(chosen), Text: strings.TrimSpace(strings.ReplaceAll(a.Text, "\r\n", "\n"))}
}

func (q Question) check(c *fault.Check, field string, a Answer) {
	c.That(!a.Empty() || q.Optional, field, "survey.need."+string(q.Kind))
	c.That(!slices.ContainsFunc(a.Chosen, func(o int) bool { return o < 0 || o >= len(q.Options) }), field, "survey.no_such")
	c.That(q.Kind == Multi || len(a.Chosen) <= 1, field, "survey.one")
	c.That(q.Most == 0 || len(a.Chosen) <= q.Most, field, "survey.most", q.Most)
	c.That(q.Kind == Text || a.Text == "", field, "survey.no_such")
	c.That(len([]rune(a.Text)) <= MaxAnswer, field, "survey.long", MaxAnswer)
	c.That(!strings.ContainsRune(a.Text, 0), field, "survey.no_such")
}
