package response

import (
	"fmt"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/db"
)

const (
	table        = "response_concern"
	releaseTable = "response_release"
	measureTable = "response_measure"
	noun         = "response"
)

// scope narrows every read to the units that the actor may see concerns of: those that
// answer, and those that found them.
func scope(tx *db.Tx) db.Where {
	over := tx.Actor.Over(See)
	var w, answers, found db.Where
	if over.All {
		return w
	}
	answers.Units("unit_id", over)
	found.Units("found_unit", over)
	w.Or(answers, found)
	return w
}

func read(tx *db.Tx, id ID) (*Concern, error) {
	w := scope(tx)
	w.And("id = ?", id)
	c, err := db.Get[Concern](tx, "FROM response_concern"+w.String(), w.Args...)
	return &c, err
}

// load reads a concern to change it, with the lock of business before that of the row.
func load(tx *db.Tx, id ID) (*Concern, error) {
	if err := tx.Business(); err != nil {
		return nil, err
	}
	w := scope(tx)
	w.And("id = ?", id)
	c, err := db.Get[Concern](tx, "FROM response_concern"+w.String()+tx.Lock(), w.Args...)
	return &c, err
}

// releasesOf reads the items that answer a concern, in the order in which they were linked.
func releasesOf(tx *db.Tx, id ID) ([]Release, error) {
	return db.All[Release](tx, "FROM response_release WHERE concern_id = ? ORDER BY linked_at, item_id", id)
}

func measuresOf(tx *db.Tx, id ID) ([]Measure, error) {
	return db.All[Measure](tx, "FROM response_measure WHERE concern_id = ? ORDER BY done_on, id", id)
}

// answeredBy reads the concerns that an item answers without having counted yet.
func answeredBy(tx *db.Tx, item publish.ID) ([]Concern, error) {
	return db.All[Concern](tx, "FROM response_concern WHERE id IN (SELECT concern_id FROM response_release WHERE item_id = ? AND counted_at = 0) ORDER BY id", item)
}

// serial takes the next number of a year.
func serial(tx *db.Tx, year int) (string, error) {
	n, err := tx.Exec("UPDATE response_serial SET last = last + 1 WHERE year = ?", year)
	if err == nil && n == 0 {
		_, err = tx.Exec("INSERT INTO response_serial (year, last) VALUES (?, 1)", year)
	}
	if err != nil {
		return "", err
	}
	last, err := db.One[int](tx, "SELECT last FROM response_serial WHERE year = ?", year)
	return fmt.Sprintf("%04d-%04d", year, last), err
}
