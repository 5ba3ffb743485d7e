package remedy

import (
	"context"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// Words is what somebody complains of, and who that is. It is sealed: people write of
// themselves.
type Words struct {
	Text    string `json:"text"`
	Name    string `json:"name,omitempty"`
	Contact string `json:"contact,omitempty"` // how to reach who complains, if not by the page of the request
}

// masked is what those see who have not said why they have to know: the text without
// what the screening takes for the data of anybody, and of the person no more than that
// there is one. The unit that is complained of need not even know that.
func (w Words) masked(rules *screen.Rules, judges bool) Words {
	out := Words{Text: screen.Mask(w.Text, rules.Text("text", w.Text))}
	if judges {
		out.Name, out.Contact = first(w.Name), last(w.Contact)
	}
	return out
}

const stars = "***"

// first leaves the first character of a name.
func first(name string) string {
	r, _ := utf8.DecodeRuneInString(name)
	if name == "" {
		return ""
	}
	return string(r) + stars
}

// last leaves the last two characters of what is long enough to hide behind them.
func last(contact string) string {
	const shown, enough = 2, 6
	r := []rune(contact)
	switch {
	case len(r) == 0:
		return ""
	case len(r) < enough:
		return stars
	}
	return stars + string(r[len(r)-shown:])
}

// What each sealed value is sealed for.
const (
	aboutWords  = "remedy.words"
	aboutAnswer = "remedy.answer"
)

// shown is what somebody complains of as the actor may see it without saying why.
func (s *Service) shown(tx *db.Tx, c *Case) (out Words, err error) {
	var w Words
	if err := s.box.OpenJSON(c.Words, aboutWords, &w); err != nil {
		return out, err
	}
	rules, err := s.rules(tx)
	if err != nil {
		return out, err
	}
	may, err := c.unmasks(tx)
	return w.masked(rules, may), err
}

// unmasks reports whether the actor may open who complains. Whom the complaint is about
// may not, but to pass it on to the organ above, which has to know.
func (c *Case) unmasks(tx *db.Tx) (bool, error) {
	if c.Words == "" {
		return false, nil
	}
	return c.mayUnmask(tx)
}

func (c *Case) mayUnmask(tx *db.Tx) (bool, error) {
	if !tx.Actor.CanAt(Unmask, c.UnitID) {
		return false, nil
	}
	own, err := c.concerned(tx)
	return c.elsewhere() || !own, err
}

// Unseal opens what is sealed of a case. Each look has a reason of its own.
type Unseal struct {
	Reason string `form:"reason" json:"reason" label:"remedy.reason" hint:"remedy.unmask_hint" type:"textarea" required:"true" max:"500"`
}

// Check says which fields break a rule.
func (in Unseal) Check() error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Reason) != "", "reason", "remedy.need.reason")
	return c.Err()
}

// Unmask opens what somebody complained of as it was written, who that is and how to
// be reached. That it was looked at, by whom and why, stays in the journal.
func (s *Service) Unmask(ctx context.Context, id ID, in Unseal) (w Words, err error) {
	defer fault.Wrap(&err, "remedy.Unmask(%d)", id)
	if err := in.Check(); err != nil {
		return w, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := read(tx, id)
		if err != nil {
			return err
		}
		may, err := c.unmasks(tx)
		if err == nil && !may {
			err = fault.New(fault.Forbidden, "not_allowed")
		}
		if err != nil {
			return err
		}
		if err := s.box.OpenJSON(c.Words, aboutWords, &w); err != nil {
			return err
		}
		return journal.Add(tx, "remedy.unmask", c.Ref(), c.noted(Brief{Note: strings.TrimSpace(in.Reason)}))
	})
	return w, err
}
