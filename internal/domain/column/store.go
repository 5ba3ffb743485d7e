package column

import (
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

const table = "column_column"

// Get returns one column, closed ones too.
func Get(tx *db.Tx, id ID) (Column, error) {
	return db.Get[Column](tx, "FROM column_column WHERE id = ?", id)
}

// ByCode returns the column that has the code in the profile, closed ones too.
func ByCode(tx *db.Tx, code string) (Column, error) {
	return db.Get[Column](tx, "FROM column_column WHERE code = ?", code)
}

// OnPlatform returns the first column that has a place on the platform of disclosure.
func OnPlatform(tx *db.Tx, place string) (Column, error) {
	return db.Get[Column](tx, "FROM column_column WHERE platform = ? AND closed = '' AND archived = ? ORDER BY pos, id LIMIT 1", place, false)
}

// Tree returns the columns that are, from top to bottom; hidden and archived ones too.
func Tree(tx *db.Tx) ([]Column, error) {
	return db.All[Column](tx, "FROM column_column WHERE closed = '' ORDER BY pos, id")
}

// Of returns the columns that a unit keeps, from top to bottom.
func Of(tx *db.Tx, unitID int64) ([]Column, error) {
	return db.All[Column](tx, "FROM column_column WHERE keeper_id = ? AND closed = '' ORDER BY pos, id", unitID)
}

// Find is what a list of columns may be narrowed by.
type Find struct {
	State State  `form:"state" json:"state,omitempty" label:"column.state" options:"late,blank,soon,fresh,still"`
	Kind  Kind   `form:"kind" json:"kind,omitempty" label:"column.kind" type:"select"`
	Unit  int64  `form:"unit" json:"unit,omitempty" label:"column.keeper" type:"select"`
	Text  string `form:"text" json:"text,omitempty" label:"column.find_text" max:"100"`
}

// live and blank say once more, for the database, what the methods of Column say.
const (
	live  = "hidden = 0 AND archived = 0"
	blank = "last = '' AND pos = pos_end AND " + live
)

// where narrows a list of columns; a state is what Column.State says of one.
func (f Find) where(today, soon calendar.Day) db.Where {
	var w db.Where
	w.And("closed = ''")
	switch f.State {
	case Late:
		w.And("due <> '' AND due < ?", today)
	case Blank:
		w.And(blank+" AND (due = '' OR due >= ?)", today)
	case Soon:
		w.And("due >= ? AND due <= ? AND NOT ("+blank+")", today, soon)
	case Fresh:
		w.And("due > ? AND NOT ("+blank+")", soon)
	case Still:
		w.And("due = '' AND NOT (" + blank + ")")
	}
	if f.Kind != "" {
		w.And("kind = ?", f.Kind)
	}
	if f.Unit != 0 {
		w.And("keeper_id = ?", f.Unit)
	}
	if f.Text != "" {
		w.Like("code || ' ' || path", f.Text)
	}
	return w
}
