package publish

import (
	"context"
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

// Count is how many items are public now.
func (s *Service) Count(ctx context.Context) (n int, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err = db.One[int](tx, "SELECT count(*) FROM publish_item WHERE state = ?", Live)
		return err
	})
	return n, err
}

// An Address is an item that has a page, and when the page was last released.
type Address struct {
	ID       ID        `db:"id"`
	Released time.Time `db:"released_at"`
}

// Addresses lists the items that are public, n of them behind the first skip, in
// the order in which they were made: new ones come at the end.
func (s *Service) Addresses(ctx context.Context, skip, n int) (out []Address, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = db.All[Address](tx, "FROM publish_item WHERE state = ? ORDER BY id LIMIT ? OFFSET ?", Live, n, skip)
		return err
	})
	return out, err
}

// Yearly is every normative document (Article 20(1)) that is public, as table 2 of the
// annual report counts it: it came on the day of the document and ended when it was
// repealed or lapsed. One without a number of its own goes by that of the index.
const Yearly = `SELECT id AS ref, id AS thing, CASE WHEN number <> '' THEN number ELSE index_no END AS number, unit_id, 'normative' AS kind, validity AS result, made_on AS came,
	CASE WHEN validity IN ('lapsed', 'repealed') THEN validity_on ELSE '' END AS ended
	FROM publish_item WHERE anchor = 'foi:20-1' AND attribute = 'open' AND state IN ('live', 'archived') AND made_on <> ''`

// ReleasedIn counts the items that a unit, or with 0 all of them, first made public in a
// span of time.
func ReleasedIn(tx *db.Tx, unitID int64, from, to time.Time) (int, error) {
	var w db.Where
	w.And("first_at >= ? AND first_at < ?", from, to)
	w.And("state IN (?, ?, ?)", Live, Withdrawn, Archived)
	if unitID != 0 {
		w.And("unit_id = ?", unitID)
	}
	return db.One[int](tx, "SELECT count(*) FROM publish_item"+w.String(), w.Args...)
}
