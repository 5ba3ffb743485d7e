package screen

import (
	"gongkai.example/gongkai/internal/kernel/fault"
)

// MayShow looks at the words of fields that the public reads and that have no
// review of their own, such as the name of a topic or why something was withdrawn.
//
// Errors: Invalid about each field with something in it that cannot be published.
// What is held or advised is for the person who decides.
func (r *Rules) MayShow(words map[string]string) error {
	var c fault.Check
	for field, text := range words {
		barred := r.Barred(text)
		c.That(len(barred) == 0, field, "screen.not_to_show", barred)
	}
	return c.Err()
}

// Barred says what in a text cannot be published, each rule once.
func (r *Rules) Barred(text string) (out []fault.Text) {
	told := map[string]bool{}
	for _, f := range r.Text("", text) {
		if f.Severity == Block && !told[f.Rule] {
			told[f.Rule] = true
			out = append(out, fault.T("screen."+f.Rule))
		}
	}
	return out
}
