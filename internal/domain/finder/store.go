package finder

import (
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/platform/db"
)

const table = "finder_measure"

// scope: what is public is everybody's, the rest is for the units of the actor.
func scope(tx *db.Tx) db.Where {
	var w db.Where
	w.Units("unit_id", tx.Actor.Over(See))
	return w
}

// load reads a measure that the actor may know of.
func load(tx *db.Tx, id ID, lock string) (*Measure, error) {
	w := scope(tx)
	w.And("id = ?", id)
	m, err := db.Get[Measure](tx, "FROM finder_measure"+w.String()+lock, w.Args...)
	return &m, err
}

// in are the measures in some of the states, in the order in which they were made.
func in(tx *db.Tx, states []Status, and func(*db.Where)) ([]Measure, error) {
	var w db.Where
	w.In("state", db.Anys(states)...)
	if and != nil {
		and(&w)
	}
	return db.All[Measure](tx, "FROM finder_measure"+w.String()+" ORDER BY id", w.Args...)
}

// of narrows to the measures of a document.
func of(id policy.ID) func(*db.Where) {
	return func(w *db.Where) { w.And("document_id = ?", id) }
}
