package journal

import (
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// The permissions of the journal.
const (
	PermFind  auth.Perm = "journal.find"
	PermErase auth.Perm = "journal.erase"
)

// Policy says who has them.
var Policy = auth.Policy{
	PermFind:  {auth.Office, auth.Supervisor, auth.Admin},
	PermErase: {auth.Admin},
}

// order is that of every list of entries; each index of the table ends with it.
var order = []string{"at", "id"}

// For lists what was done to the thing ref, newest first. Who may see the thing
// may see its history.
func For(tx *db.Tx, ref string, page db.Page) (db.Rows[Entry], error) {
	var w db.Where
	w.And("ref = ?", ref)
	return db.List[Entry](tx, page, db.Query{From: "journal_entry", Where: w, Order: order, Desc: true})
}

// A Filter narrows the list of all entries; an empty field does not.
type Filter struct {
	Ref   string       `form:"ref" json:"ref,omitempty"`     // a thing, "plan/17", or all of a kind, "plan/" or "plan"
	Actor int64        `form:"actor" json:"actor,omitempty"` // id of a person or token
	Act   string       `form:"act" json:"act,omitempty"`
	From  calendar.Day `form:"from" json:"from,omitempty"` // first day
	To    calendar.Day `form:"to" json:"to,omitempty"`     // last day
}

// Check reports what is wrong with the filter.
func (f Filter) Check() error {
	var c fault.Check
	c.That(f.From == "" || f.From.Valid(), "from", "journal.bad_day")
	c.That(f.To == "" || f.To.Valid(), "to", "journal.bad_day")
	c.That(f.From == "" || f.To == "" || f.From <= f.To, "to", "journal.bad_days")
	return c.Err()
}

// Find lists the entries of the units that the actor may audit, newest first.
func Find(tx *db.Tx, f Filter, page db.Page) (db.Rows[Entry], error) {
	if err := f.Check(); err != nil {
		return db.Rows[Entry]{}, err
	}
	var w db.Where
	w.Units("unit", tx.Actor.Over(PermFind))
	if noun, rest, _ := strings.Cut(f.Ref, "/"); rest != "" {
		w.And("ref = ?", f.Ref)
	} else if noun != "" {
		w.And("noun = ?", noun)
	}
	if f.Actor != 0 {
		w.And("actor_id = ?", f.Actor)
	}
	if f.Act != "" {
		w.And("act = ?", f.Act)
	}
	if f.From != "" {
		w.And("at >= ?", f.From.Start())
	}
	if f.To != "" {
		w.And("at < ?", f.To.Start().AddDate(0, 0, 1))
	}
	return db.List[Entry](tx, page, db.Query{From: "journal_entry", Where: w, Order: order, Desc: true})
}

// Each calls do with every entry in the order in which they were made, whatever unit it is
// of: for who has the whole log to count or to take along. It asks no right. The times of
// entries go back where the clock of the server did.
func Each(tx *db.Tx, do func(Entry) error) error {
	return db.Each(tx, do, "FROM journal_entry ORDER BY id")
}

// Newest is the time of the last entry; the zero time if there is none.
func Newest(tx *db.Tx) (at time.Time, err error) {
	e, err := db.Get[Entry](tx, "FROM journal_entry ORDER BY at DESC, id DESC LIMIT 1")
	if fault.Of(err) == fault.NotFound {
		return at, nil
	}
	return e.At, err
}

// actErase is the act of Erase; its entry is what lets Verify accept an empty body.
const actErase = "journal.erase"

// An Erasure is the body of the entry that Erase writes.
type Erasure struct {
	Ref    string `json:"ref"`
	Act    string `json:"act"`
	Reason string `json:"reason"`
}

// Erase removes the body and the salts of an entry for good and writes down
// that it did and why. The leaf stays; without the salt its commitments tell
// nothing. The plain hashes of a public entry stay as well.
func Erase(tx *db.Tx, id int64, reason string) error {
	var c fault.Check
	if c.That(strings.TrimSpace(reason) != "", "reason", "required"); c.Err() != nil {
		return c.Err()
	}
	e, err := db.Get[Entry](tx, "FROM journal_entry WHERE id = ?", id)
	if err != nil {
		return err
	}
	if !tx.Actor.CanAt(PermErase, e.Unit) {
		return fault.New(fault.Forbidden, "not_allowed")
	}
	if e.Erased() {
		return fault.New(fault.Conflict, "journal.erased")
	}
	if _, err := tx.Exec("UPDATE journal_entry SET body = '', salt = ? WHERE id = ?", []byte{}, id); err != nil {
		return err
	}
	return Add(tx, actErase, entryRef(id), Erasure{e.Ref, e.Act, reason})
}

// Get returns one entry of the units that the actor may audit.
func Get(tx *db.Tx, id int64) (Entry, error) {
	var w db.Where
	w.And("id = ?", id)
	w.Units("unit", tx.Actor.Over(PermFind))
	return db.Get[Entry](tx, "FROM journal_entry"+w.String(), w.Args...)
}
