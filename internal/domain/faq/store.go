package faq

import (
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

const (
	table     = "faq_entry"
	restTable = "faq_rest"
)

// A rest says that an entry quotes a document.
type rest struct {
	Entry    ID        `db:"entry_id"`
	Document policy.ID `db:"document_id"`
}

// scope: what is public is everybody's, the rest is for the units of the actor.
func scope(tx *db.Tx) db.Where {
	var w db.Where
	w.Units("unit_id", tx.Actor.Over(See))
	return w
}

// load reads an entry that the actor may know of.
func load(tx *db.Tx, id ID, lock string) (*Entry, error) {
	w := scope(tx)
	w.And("id = ?", id)
	e, err := db.Get[Entry](tx, "FROM faq_entry"+w.String()+lock, w.Args...)
	return &e, err
}

// in are the entries in some of the states, in the order in which they were made.
func in(tx *db.Tx, states []Status, and func(*db.Where)) ([]Entry, error) {
	var w db.Where
	w.In("state", db.Anys(states)...)
	if and != nil {
		and(&w)
	}
	return db.All[Entry](tx, "FROM faq_entry"+w.String()+" ORDER BY id", w.Args...)
}

// of narrows to the entries that quote a document.
func of(id policy.ID) func(*db.Where) {
	return func(w *db.Where) { w.And("id IN (SELECT entry_id FROM faq_rest WHERE document_id = ?)", id) }
}

// from narrows to the entries that were made from a letter.
func from(id message.ID) func(*db.Where) {
	return func(w *db.Where) { w.And("letter_id = ?", id) }
}

// relate keeps which documents an entry quotes.
func relate(tx *db.Tx, e *Entry) error {
	if _, err := tx.Exec("DELETE FROM faq_rest WHERE entry_id = ?", e.ID); err != nil {
		return err
	}
	for _, d := range e.documents() {
		if err := db.Insert(tx, restTable, rest{e.ID, d}); err != nil {
			return err
		}
	}
	return nil
}

// votesOf are the votes on an entry; none if nobody has said anything.
func votesOf(tx *db.Tx, id ID) (Votes, error) {
	v, err := db.Get[Votes](tx, "FROM faq_vote WHERE entry_id = ?", id)
	if fault.Of(err) == fault.NotFound {
		return Votes{}, nil
	}
	return v, err
}

// vote counts one.
func vote(tx *db.Tx, id ID, v Votes) error {
	_, err := tx.Exec(`INSERT INTO faq_vote (entry_id, useful, useless) VALUES (?, ?, ?)
		ON CONFLICT (entry_id) DO UPDATE SET useful = faq_vote.useful + excluded.useful, useless = faq_vote.useless + excluded.useless`, id, v.Useful, v.Useless)
	return err
}
