package publish

import (
	"context"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/fetch"
)

// A DeadLink is a link that leads nowhere, in an edition that everybody reads.
type DeadLink struct {
	ID      int64      `db:"d.id" json:"id"`
	Edition EditionID  `db:"d.edition_id" json:"edition"`
	ItemID  ID         `db:"d.item_id" json:"item"`
	UnitID  int64      `db:"d.unit_id" json:"unit_id"`
	Link    string     `db:"d.link" json:"link"`
	Kind    fetch.Kind `db:"d.kind" json:"kind"`
	FoundAt time.Time  `db:"d.found_at" json:"found_at"`
	SeenAt  time.Time  `db:"d.seen_at" json:"seen_at"`
	Title   string     `db:"e.title" json:"title"`
	Version
}

// FindDead narrows the list of dead links.
type FindDead struct {
	Unit int64      `form:"unit" json:"unit,omitempty" label:"publish.unit" type:"select"`
	Kind fetch.Kind `form:"kind" json:"kind,omitempty" label:"publish.link" options:"gone,broken,nameless,silent,untrusted,astray,inside,no_web,hidden"`
	Text string     `form:"text" json:"text,omitempty" label:"publish.dead_text" max:"200"`
}

// Dead lists the dead links of what the actor may see, those found last first.
// A link is on the list from the third look that found nothing until a look
// finds it again, or its edition is not the public one any more.
func (s *Service) Dead(ctx context.Context, q FindDead, p db.Page) (rows db.Rows[DeadLink], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var w db.Where
		w.Units("d.unit_id", tx.Actor.Over(See))
		w.And("e.state = ?", Live)
		if q.Unit != 0 {
			w.And("d.unit_id = ?", q.Unit)
		}
		if q.Kind != "" {
			w.And("d.kind = ?", q.Kind)
		}
		if q.Text != "" {
			w.Like("d.link || ' ' || e.title", q.Text)
		}
		rows, err = db.List[DeadLink](tx, p, db.Query{From: "publish_dead d JOIN publish_edition e ON e.id = d.edition_id", Where: w, Order: []string{"d.id"}, Desc: true})
		return err
	})
	return rows, err
}

// keepDead notes that a link was found dead.
func keepDead(tx *db.Tx, b badLink, item ID, unitID int64) error {
	type row struct {
		ID      int64      `db:"id"`
		Edition EditionID  `db:"edition_id"`
		ItemID  ID         `db:"item_id"`
		UnitID  int64      `db:"unit_id"`
		Link    string     `db:"link"`
		Kind    fetch.Kind `db:"kind"`
		FoundAt time.Time  `db:"found_at"`
		SeenAt  time.Time  `db:"seen_at"`
	}
	was, err := db.Get[row](tx, "FROM publish_dead WHERE edition_id = ? AND link = ?", b.Edition, b.Link)
	if fault.Of(err) == fault.NotFound {
		return db.Insert(tx, "publish_dead", row{tx.ID(), b.Edition, item, unitID, b.Link, b.Kind, tx.Now, tx.Now})
	}
	if err == nil {
		_, err = tx.Exec("UPDATE publish_dead SET kind = ?, seen_at = ? WHERE id = ?", b.Kind, tx.Now, was.ID)
	}
	return err
}

// forget takes off the list what leads somewhere again, what is of an edition
// that is not public any more, and what was of this site among the items of the
// day: those are looked up in full each time.
func (s *Service) forget(ctx context.Context, day calendar.Day, kinds map[string]fetch.Kind) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec("DELETE FROM publish_dead WHERE NOT EXISTS (SELECT 1 FROM publish_edition e WHERE e.id = edition_id AND e.state = ?)", Live); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM publish_dead WHERE kind = ? AND item_id % ? = ?", hidden, linkDays, dayOfWeek(day)); err != nil {
			return err
		}
		for link, k := range kinds {
			if k.Dead() || k.Refused() || k == fetch.Unasked {
				continue
			}
			if _, err := tx.Exec("DELETE FROM publish_dead WHERE link = ?", link); err != nil {
				return err
			}
		}
		return nil
	})
}

// dayOfWeek says which of the items are looked at on a day.
func dayOfWeek(day calendar.Day) int64 { return day.Time().Unix() / int64(24*60*60) % linkDays }
