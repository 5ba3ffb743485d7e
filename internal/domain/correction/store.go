package correction

import (
	"fmt"

	"gongkai.example/gongkai/internal/platform/db"
)

const (
	table     = "correction_correction"
	proofNoun = "correction_proof" // whose the locked files are
)

// What each sealed value is sealed for: one cannot be put in the place of another.
const (
	aboutApplicant = "correction.applicant"
	aboutClaim     = "correction.claim"
	aboutOutcome   = "correction.outcome"
	aboutLetter    = "correction.letter"
)

// scope narrows every read to the units that the actor may see corrections of.
func scope(tx *db.Tx) db.Where {
	var w db.Where
	w.Units("unit_id", tx.Actor.Over(See))
	return w
}

func read(tx *db.Tx, id ID) (*Correction, error) {
	w := scope(tx)
	w.And("id = ?", id)
	c, err := db.Get[Correction](tx, "FROM correction_correction"+w.String(), w.Args...)
	return &c, err
}

// load reads a correction to change it. It takes the lock of business before that of
// the row: a write that runs alone does so too.
func load(tx *db.Tx, id ID) (*Correction, error) {
	if err := tx.Business(); err != nil {
		return nil, err
	}
	w := scope(tx)
	w.And("id = ?", id)
	c, err := db.Get[Correction](tx, "FROM correction_correction"+w.String()+tx.Lock(), w.Args...)
	return &c, err
}

// find lists corrections, the newest first.
func find(tx *db.Tx, q Find, p db.Page) (db.Rows[Correction], error) {
	w := scope(tx)
	if q.Status != "" {
		w.And("state = ?", q.Status)
	}
	if q.Unit != 0 {
		w.And("unit_id = ?", q.Unit)
	}
	if q.Open {
		w.In("state", Received, Checking, Corrected, Refused, Forwarded)
	}
	return db.List[Correction](tx, p, db.Query{From: table, Where: w, Order: []string{"id"}, Desc: true})
}

// serial takes the next number of a year, in the transaction of what bears it.
func serial(tx *db.Tx, year int) (string, error) {
	n, err := tx.Exec("UPDATE correction_serial SET last = last + 1 WHERE year = ?", year)
	if err != nil {
		return "", err
	}
	if n == 0 {
		_, err := tx.Exec("INSERT INTO correction_serial (year, last) VALUES (?, 1)", year)
		return number(year, 1), err
	}
	last, err := db.One[int](tx, "SELECT last FROM correction_serial WHERE year = ?", year)
	return number(year, last), err
}

// number is digits only, so that it can be typed on a telephone.
func number(year, serial int) string { return fmt.Sprintf("%04d-%05d", year, serial) }
