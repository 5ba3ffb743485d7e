package publish

import (
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Cited document is named in a text, and nothing may rest on it: it is not public, not
// yet in force or no longer.
type Cited struct {
	Start, End int        // in runes of the text
	Why        fault.Text // which one, and why
}

// ruleCited is the rule for such a document.
const ruleCited = "cite_void"

// relied finds them in what was typed. A second person answers why an edition may speak of
// one all the same: that it was repealed is news.
func (s *Service) relied(tx *db.Tx, e *Edition) (map[string][]Cited, error) {
	out := map[string][]Cited{}
	if s.Cites == nil {
		return out, nil
	}
	for _, t := range typedIn(&e.Content, &e.Note) {
		if t.where == "number" || *t.text == "" { // its own
			continue
		}
		found, err := s.Cites(tx, e.ItemID, *t.text)
		if err != nil {
			return nil, err
		}
		out[t.where] = found
	}
	return out, nil
}

// citations says what was found by the rules of screening.
func citations(rules *screen.Rules, e *Edition, found map[string][]Cited) (out []Finding) {
	for _, t := range typedIn(&e.Content, &e.Note) {
		for _, c := range found[t.where] {
			for _, f := range rules.Say(*t.text, []screen.Verdict{{Rule: ruleCited, Start: c.Start, End: c.End}}) {
				out = append(out, Finding{Where: t.where, Finding: f, Print: f.Fingerprint(), Why: c.Why})
			}
		}
	}
	return out
}

// Standing is the edition of an item that everybody reads, or read last, with the item.
func Standing(tx *db.Tx, id ID) (Item, Edition, error) {
	it, err := db.Get[Item](tx, "FROM publish_item WHERE id = ?", id)
	if err != nil {
		return it, Edition{}, err
	}
	e, err := db.Get[Edition](tx, "FROM publish_edition WHERE id = ?", it.Standing)
	return it, e, err
}
