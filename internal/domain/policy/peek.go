package policy

import (
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

// Peek reads a document for a noun that stands above: it looks past the scope of the actor.
func Peek(tx *db.Tx, id ID) (*Document, error) {
	d, err := db.Get[Document](tx, "FROM policy_document WHERE id = ?", id)
	return &d, err
}

// ByItem returns the document that an item makes public, past the scope of the actor.
//
// Errors: NotFound if it makes none.
func ByItem(tx *db.Tx, item publish.ID) (*Document, error) { return byItem(tx, item) }

// A Reading is a document as a noun above quotes it: its text on a day, and whether it may
// be rested on then.
type Reading struct {
	ID       ID
	Title    string
	Number   string
	UnitID   int64
	Standing Standing
	Body     string
	Open     bool       // everybody reads it
	Item     publish.ID // that makes it public; 0 before its number

	apart []Apart // clauses that stand otherwise than the whole on that day
}

// Read reads a document as it stands on a day, past the scope of the actor; before its issue
// the text that is to be issued.
func Read(tx *db.Tx, id ID, on calendar.Day) (Reading, error) {
	d, err := Peek(tx, id)
	r := Reading{d.ID, d.Title, d.Number, d.UnitID, Pending, d.Body, false, d.Item, nil}
	if err != nil || d.Status != Issued {
		return r, err
	}
	l, err := lifeOf(tx, d)
	if err != nil {
		return r, err
	}
	r.Standing = l.at(on).Standing
	texts, err := datesOf(tx, id)
	if err != nil {
		return r, err
	}
	if r.Body, err = db.One[string](tx, "SELECT body FROM policy_text WHERE id = ?", texts[textAt(texts, on)].ID); err != nil {
		return r, err
	}
	if r.apart, err = apartOf(tx, id, on, r.Body); err != nil {
		return r, err
	}
	w := public()
	w.And("id = ?", id)
	n, err := db.One[int](tx, "SELECT count(*) FROM policy_document"+w.String(), w.Args...)
	r.Open = n > 0
	return r, err
}

// IssuedSince lists the documents that were issued from a day on and that everybody reads, in the order of
// their issue, whoever asks.
func IssuedSince(tx *db.Tx, day calendar.Day) (out []Stood, err error) {
	w := public()
	w.And("issued_on >= ?", day)
	all, err := db.All[Document](tx, "FROM policy_document"+w.String()+" ORDER BY issued_on, id", w.Args...)
	for i := range all {
		if err := all[i].join(tx); err != nil {
			return nil, err
		}
		out = append(out, Stood{Document: all[i], Organ: all[i].organ})
	}
	return out, err
}
