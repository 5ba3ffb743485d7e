package gazette

import (
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// Noun is the name of issues in the journal and the duties.
const Noun = "gazette"

const (
	table      = "gazette_issue"
	entryTable = "gazette_entry"
)

// load reads an issue that the actor may know of: what is not issued is for who edits it.
func load(tx *db.Tx, id ID) (*Gazette, error) {
	g, err := db.Get[Gazette](tx, "FROM gazette_issue WHERE id = ?", id)
	if err == nil && (!tx.Actor.Can(See) || g.Status != Issued && !tx.Actor.CanAt(Edit, g.UnitID)) {
		err = fault.New(fault.NotFound, "not_found")
	}
	return &g, err
}

// byItem returns the issue that an item carries; NotFound if it carries none.
func byItem(tx *db.Tx, item publish.ID) (*Gazette, error) {
	g, err := db.Get[Gazette](tx, "FROM gazette_issue WHERE item_id = ?", item)
	return &g, err
}

func entriesOf(tx *db.Tx, id ID) ([]Entry, error) {
	return db.All[Entry](tx, "FROM gazette_entry WHERE gazette_id = ? ORDER BY seq", id)
}

// open is the issue that is being edited or waits for its release.
func open(tx *db.Tx) (*Gazette, error) {
	g, err := db.Get[Gazette](tx, "FROM gazette_issue WHERE state IN (?, ?)", Draft, Compiled)
	return &g, err
}

// last is the issue before: the newest that was issued; nil if there is none.
func last(tx *db.Tx) (*Gazette, error) {
	g, err := db.Get[Gazette](tx, "FROM gazette_issue WHERE state = ? ORDER BY year DESC, no DESC LIMIT 1", Issued)
	if fault.Of(err) == fault.NotFound {
		return nil, nil //nolint:nilnil // there is none before the first
	}
	return &g, err
}

// printed are the items that an issue other than one has, or is about to have.
func printed(tx *db.Tx, but ID) (map[publish.ID]bool, error) {
	type row struct {
		Item publish.ID `db:"item_id"`
	}
	out := map[publish.ID]bool{}
	err := db.Each(tx, func(r row) error { out[r.Item] = true; return nil },
		"FROM gazette_entry WHERE gazette_id <> ? AND gazette_id IN (SELECT id FROM gazette_issue WHERE state <> ?)", but, Discarded)
	return out, err
}

// put writes the entries of an issue in the place of those that it had.
func put(tx *db.Tx, id ID, entries []Entry) error {
	if _, err := tx.Exec("DELETE FROM gazette_entry WHERE gazette_id = ?", id); err != nil {
		return err
	}
	for i := range entries {
		e := &entries[i]
		e.ID, e.Gazette, e.Seq = tx.ID(), id, i+1
		if err := db.Insert(tx, entryTable, e); err != nil {
			return err
		}
	}
	return nil
}

// ofDocument are the entries of a document in issues that everybody reads, the first first.
func ofDocument(tx *db.Tx, id policy.ID) ([]Entry, error) {
	return db.All[Entry](tx, "FROM gazette_entry WHERE document_id = ? AND gazette_id IN (SELECT id FROM gazette_issue WHERE state = ?) ORDER BY id", id, Issued)
}
