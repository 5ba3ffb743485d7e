package search

import "gongkai.example/gongkai/internal/platform/db"

// A Source is a noun whose things are found.
type Source struct {
	Noun string
	// After returns the ids of up to n things to be found, those above id after, in order.
	After func(tx *db.Tx, after int64, n int) ([]int64, error)
	// Count returns how many there are.
	Count func(tx *db.Tx) (int, error)
	// Load returns things as they are put. One that is not to be found is left out.
	Load func(tx *db.Tx, ids []int64) ([]Doc, error)
}

// InTable is the source of a noun whose things are the rows of a table with an id. shown
// narrows them to those that can be found; load gets the condition for some of them.
func InTable(noun, table string, shown func(*db.Where), load func(*db.Tx, db.Where) ([]Doc, error)) Source {
	return Source{
		Noun: noun,
		After: func(tx *db.Tx, after int64, n int) ([]int64, error) {
			type row struct {
				ID int64 `db:"id"`
			}
			var w db.Where
			w.And("id > ?", after)
			shown(&w)
			rows, err := db.All[row](tx, "FROM "+table+w.String()+" ORDER BY id LIMIT ?", append(w.Args, n)...)
			ids := make([]int64, len(rows))
			for i, r := range rows {
				ids[i] = r.ID
			}
			return ids, err
		},
		Count: func(tx *db.Tx) (int, error) {
			var w db.Where
			shown(&w)
			return db.One[int](tx, "SELECT count(*) FROM "+table+w.String(), w.Args...)
		},
		Load: func(tx *db.Tx, ids []int64) ([]Doc, error) {
			var w db.Where
			w.In("id", db.Anys(ids)...)
			shown(&w)
			return load(tx, w)
		},
	}
}
