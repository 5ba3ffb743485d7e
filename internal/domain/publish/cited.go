package publish

import (
	"fmt"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// A Cited document is named in a text, and nothing may rest on it: it is not public, not
// yet in force or no longer.
type Cited struct {
	Start, End int        // in runes of the text
	Why        fault.Text // which one, and why
}

// ruleCited is the rule for such a document.
const ruleCited = "cite_void"

// A said is one text of an edition: of a field, or of a part of an attachment.
type said struct{ where, part, text string }

// saidBy are the texts that were typed, but for the number, which is its own.
func saidBy(e *Edition) (out []said) {
	for _, t := range typedIn(&e.Content, &e.Note) {
		if t.where != "number" && *t.text != "" {
			out = append(out, said{t.where, "", *t.text})
		}
	}
	return out
}

// relied finds them in texts. A second person answers why an edition may speak of one all the
// same: that it was repealed is news.
func (s *Service) relied(tx *db.Tx, rules *screen.Rules, item ID, texts []said) (out []Finding, err error) {
	if s.Cites == nil {
		return nil, nil
	}
	for _, t := range texts {
		found, err := s.Cites(tx, item, t.text)
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			for _, f := range rules.Say(t.part, t.text, []screen.Verdict{{Rule: ruleCited, Start: c.Start, End: c.End}}) {
				out = append(out, Finding{Where: t.where, Finding: f, Print: f.Fingerprint(), Why: c.Why})
			}
		}
	}
	return out, nil
}

// Spoken is what an edition says, with what its attachments do; whole is false while one of
// them was not read yet.
func Spoken(tx *db.Tx, e *Edition) (text string, whole bool, err error) {
	text, whole = e.Title+"\n"+e.Body, true
	for _, a := range e.Attachments {
		c, err := files.ContentOf(tx, a.SHA256)
		switch {
		case fault.Of(err) == fault.NotFound:
			whole = false
		case err != nil:
			return "", false, err
		}
		text += "\n" + c.Shown
	}
	return text, whole, nil
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

// Unread are the next items that everybody reads, in order, of which the edition that stands is not in
// a table of another noun with an item_id and an edition_id.
func Unread(tx *db.Tx, table string, after ID, most int) (out []ID, err error) {
	type row struct {
		ID ID `db:"id"`
	}
	var w db.Where
	w.And("id > ?", after)
	w.In("state", db.Anys(Shown)...)
	w.And("NOT EXISTS (SELECT 1 FROM " + table + " r WHERE r.item_id = publish_item.id AND r.edition_id = publish_item.standing_id)")
	rows, err := db.All[row](tx, "FROM publish_item"+w.String()+fmt.Sprintf(" ORDER BY id LIMIT %d", most), w.Args...)
	for _, r := range rows {
		out = append(out, r.ID)
	}
	return out, err
}
