package publish

import (
	"time"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

// UnderRows finds what is public under rows of catalogues, the newest first: the
// coverage board asks for it.
func UnderRows(tx *db.Tx, rows []catalogue.RowID) (map[catalogue.RowID][]catalogue.Publication, error) {
	type found struct {
		ID   ID              `db:"id"`
		Row  catalogue.RowID `db:"row_id"`
		Unit int64           `db:"unit_id"`
		Name string          `db:"title"`
		At   time.Time       `db:"released_at"`
	}
	ids := make([]any, len(rows))
	for i, id := range rows {
		ids[i] = id
	}
	var w db.Where
	w.In("row_id", ids...)
	w.And("state = ?", Live)
	out := map[catalogue.RowID][]catalogue.Publication{}
	err := db.Each(tx, func(f found) error {
		out[f.Row] = append(out[f.Row], catalogue.Publication{
			UnitID: f.Unit, Title: f.Name, URL: "/" + RefOf(f.ID), On: calendar.DayOf(f.At),
		})
		return nil
	}, "FROM publish_item"+w.String()+" ORDER BY released_at DESC, id DESC", w.Args...)
	return out, err
}
