package policy

import (
	"reflect"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/clause"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Clause is one of a document, as a noun above rests on it.
type Clause struct {
	Name string `json:"name"` // as documents cite it
	Text string `json:"text"` // its words, with all that stands below it
}

// Words is the text without the name that it may begin with, for where the name stands beside it.
func (c Clause) Words() string {
	rest, named := strings.CutPrefix(c.Text, c.Name)
	if !named {
		return c.Text
	}
	return strings.TrimSpace(rest)
}

// A Doubt is why what rests on a clause may not hold any more.
type Doubt struct {
	Kind   DoubtKind `json:"kind"`
	Clause Clause    `json:"clause,omitzero"` // as it was
	Now    string    `json:"now,omitempty"`   // its words now
}

// A DoubtKind is a way in which something can be overtaken.
type DoubtKind string

// The doubts.
const (
	Void    DoubtKind = "fallen"  // the document is not in force
	Gone    DoubtKind = "gone"    // the clause is not there any more
	Changed DoubtKind = "changed" // the clause says something else
	Idle    DoubtKind = "idle"    // the clause is suspended for itself, or has not begun
)

// Text is a doubt in words.
func (d Doubt) Text() fault.Text { return fault.T("policy.doubt."+string(d.Kind), d.Clause.Name) }

// MayRest reports whether something can rest on the document: it is in force, or will be.
func (r Reading) MayRest() bool { return r.Standing.InForce() || r.Standing == Pending }

// Clauses finds clauses of the text by their addresses; false if there is none, or several.
func (r Reading) Clauses() func(address string) (Clause, bool) {
	find := r.find()
	return func(address string) (Clause, bool) {
		c, at := find(address)
		return c, at >= 0
	}
}

// find is Clauses with the index of the clause in the text; -1 if there is none, or several.
func (r Reading) find() func(address string) (Clause, int) {
	text := clause.Parse(r.Body)
	lines := text.Lines()
	return func(address string) (Clause, int) {
		a, ok := clause.ParseAddress(strings.TrimSpace(address))
		if !ok {
			return Clause{}, -1
		}
		i := text.Find(a)
		if i < 0 {
			return Clause{}, -1
		}
		return Clause{text.Name(i), strings.Join(lines[i:text.Clauses[i].End], "\n")}, i
	}
}

// Doubts are what has changed below something; each calls with every clause that it rests on.
// Where the document is no more the clauses are not looked at one by one.
func (r Reading) Doubts(each func(func(*Clause))) (out []Doubt) {
	if !r.Open || !r.MayRest() {
		return []Doubt{{Kind: Void}}
	}
	find := r.find()
	each(func(c *Clause) {
		now, at := find(c.Name)
		d := Doubt{Changed, *c, now.Text}
		switch {
		case at < 0:
			d.Kind = Gone
		case idle(r.apart, at) != nil:
			d.Kind = Idle
		case now.Text == c.Text:
			return
		}
		if !slices.Contains(out, d) {
			out = append(out, d)
		}
	})
	return out
}

// Renew writes what the clauses say now into those that are still there.
func (r Reading) Renew(each func(func(*Clause))) {
	clauses := r.Clauses()
	each(func(c *Clause) {
		if now, there := clauses(c.Name); there {
			*c = now
		}
	})
}

// Readings reads each document once, as it stands today.
type Readings struct {
	tx  *db.Tx
	all map[ID]Reading
}

// NewReadings has read none.
func NewReadings(tx *db.Tx) *Readings { return &Readings{tx, map[ID]Reading{}} }

// Of reads a document, past the scope of the actor.
func (r *Readings) Of(id ID) (Reading, error) {
	text, read := r.all[id]
	if read {
		return text, nil
	}
	text, err := Read(r.tx, id, r.tx.Today)
	if err == nil {
		r.all[id] = text
	}
	return text, err
}

// Watch looks again at all that rests on documents. find says what is doubtful of one, and tell
// is called where that is something, and other than what was known.
func Watch[T, D any](all []T, known func(*T) []D, find func(*T) ([]D, error), tell func(*T, []D) error) error {
	for i := range all {
		doubts, err := find(&all[i])
		if err != nil {
			return err
		}
		if len(doubts) == 0 || reflect.DeepEqual(doubts, known(&all[i])) {
			continue
		}
		if err := tell(&all[i], doubts); err != nil {
			return err
		}
	}
	return nil
}
