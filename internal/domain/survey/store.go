package survey

import (
	"gongkai.example/gongkai/internal/platform/db"
)

const table = "survey_survey"

// scope: what is public is everybody's, the rest is for the units of the actor.
func scope(tx *db.Tx) db.Where {
	var w db.Where
	w.Units("unit_id", tx.Actor.Over(See))
	return w
}

// read reads a survey that the actor may know of.
func read(tx *db.Tx, id ID) (*Survey, error) {
	w := scope(tx)
	w.And("id = ?", id)
	s, err := db.Get[Survey](tx, "FROM survey_survey"+w.String(), w.Args...)
	return &s, err
}

// load reads a survey that the actor may know of, to change it.
func load(tx *db.Tx, id ID) (*Survey, error) {
	w := scope(tx)
	w.And("id = ?", id)
	s, err := db.Get[Survey](tx, "FROM survey_survey"+w.String()+tx.Lock(), w.Args...)
	return &s, err
}

// shown reads a survey that everybody may know of. Whoever answers asks for its lock (Tx.Lock):
// the close counts every answer that was taken.
func shown(tx *db.Tx, id ID, lock string) (*Survey, error) {
	var w db.Where
	w.And("id = ?", id)
	w.In("state", db.Anys(Public)...)
	s, err := db.Get[Survey](tx, "FROM survey_survey"+w.String()+lock, w.Args...)
	return &s, err
}

// taken is one answer. It has no time, and its name is drawn by lot.
type taken struct {
	ID      string  `db:"id"`
	Survey  ID      `db:"survey_id"`
	Answers Answers `db:"body,json"`
}

// answersOf reads the answers to a survey by their names: in an order that says nothing.
func answersOf(tx *db.Tx, id ID) ([]taken, error) {
	return db.All[taken](tx, "FROM survey_answer WHERE survey_id = ? ORDER BY id", id)
}

// marked reports whether there is a mark.
func marked(tx *db.Tx, id ID, mark string) (bool, error) {
	n, err := db.One[int](tx, "SELECT count(*) FROM survey_mark WHERE survey_id = ? AND mark = ?", id, mark)
	return n > 0, err
}

// mark is a keyed hash of a telephone, or of a form that was sent.
type mark struct {
	Survey ID     `db:"survey_id"`
	Mark   string `db:"mark"`
}
