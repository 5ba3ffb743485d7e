package consult

import (
	"fmt"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

const (
	table         = "consult_consult"
	opinionTable  = "consult_opinion"
	decisionTable = "consult_decision"
)

// What each sealed value is sealed for: one cannot be put in the place of another.
const (
	aboutSender = "consult.sender"
	aboutText   = "consult.text"
	aboutPass   = "consult.pass"
	aboutCode   = "consult.code"
)

// scope: what is public is everybody's, the rest is for the units of the actor.
func scope(tx *db.Tx) db.Where {
	var w db.Where
	w.Units("unit_id", tx.Actor.Over(See))
	return w
}

func within(tx *db.Tx, id int64) db.Where {
	w := scope(tx)
	w.And("id = ?", id)
	return w
}

// read reads a consultation that the actor may know of; with a lock (Tx.Lock) to change it.
func read(tx *db.Tx, id ID, lock string) (*Consult, error) {
	w := within(tx, int64(id))
	c, err := db.Get[Consult](tx, "FROM consult_consult"+w.String()+lock, w.Args...)
	return &c, err
}

// shown reads a consultation that everybody may know of.
func shown(tx *db.Tx, id ID, lock string) (*Consult, error) {
	var w db.Where
	w.And("id = ?", id)
	w.In("state", db.Anys(Public)...)
	c, err := db.Get[Consult](tx, "FROM consult_consult"+w.String()+lock, w.Args...)
	return &c, err
}

// readOpinion reads an opinion that the actor may know of; with a lock to change it.
func readOpinion(tx *db.Tx, id OpinionID, lock string) (*Opinion, error) {
	w := within(tx, int64(id))
	o, err := db.Get[Opinion](tx, "FROM consult_opinion"+w.String()+lock, w.Args...)
	return &o, err
}

// opinionsOf reads opinions of a consultation in the order in which they came.
func opinionsOf(tx *db.Tx, id ID, cond string, args ...any) ([]Opinion, error) {
	var w db.Where
	w.And("consult_id = ?", id)
	if cond != "" {
		w.And(cond, args...)
	}
	return db.All[Opinion](tx, "FROM consult_opinion"+w.String()+" ORDER BY id", w.Args...)
}

// waiting is the condition of an opinion that nobody has decided on.
const waiting = "state = 'received' AND decision_id = 0"

func decisionsOf(tx *db.Tx, id ID) ([]Decision, error) {
	return db.All[Decision](tx, "FROM consult_decision WHERE consult_id = ? ORDER BY no", id)
}

func decision(tx *db.Tx, id ID, of DecisionID) (Decision, error) {
	return db.Get[Decision](tx, "FROM consult_decision WHERE consult_id = ? AND id = ?", id, of)
}

// serial takes the next number of a year: digits only, so that it can be typed on a
// telephone. The 3 before them tells it from the number of a request or of a letter.
func serial(tx *db.Tx) (string, error) {
	year := tx.Now.In(calendar.Zone).Year()
	n, err := tx.Exec("UPDATE consult_serial SET last = last + 1 WHERE year = ?", year)
	if err == nil && n == 0 {
		_, err = tx.Exec("INSERT INTO consult_serial (year, last) VALUES (?, 1)", year)
	}
	if err != nil {
		return "", err
	}
	last, err := db.One[int](tx, "SELECT last FROM consult_serial WHERE year = ?", year)
	return fmt.Sprintf("%04d-3%06d", year, last), err
}

// dashed is a number as it stands in its row, of the digits that somebody typed.
func dashed(digits string) (string, error) {
	const year = 4
	if len(digits) <= year {
		return "", fault.New(fault.NotFound, "not_found")
	}
	return digits[:year] + "-" + digits[year:], nil
}
