package foi

import (
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

// An Worded is a request as a noun above counts it: what it asks for, and nothing of who asks.
type Worded struct {
	ID       ID           `db:"id"`
	UnitID   int64        `db:"unit_id"`
	Number   string       `db:"number"`
	Received calendar.Day `db:"received"`
	Text     string       // its items, one a line; "" once it is forgotten
}

// WordedBetween reads the requests that were received from a day to another, the earliest first, past the scope of
// the actor: it is for a job. What was no request and what is forgotten is not among them.
func WordedBetween(tx *db.Tx, from, to calendar.Day) ([]Worded, error) {
	var w db.Where
	w.And("received >= ? AND received <= ? AND forgotten = '' AND state <> ?", from, to, Closed)
	return worded(tx, w, " ORDER BY received, id")
}

// WordedOf returns those of some requests that the actor may know of, the latest first.
func WordedOf(tx *db.Tx, ids []ID) ([]Worded, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	w := scope(tx)
	w.In("id", db.Anys(ids)...)
	return worded(tx, w, " ORDER BY received DESC, id DESC")
}

func worded(tx *db.Tx, w db.Where, order string) ([]Worded, error) {
	out, err := db.All[Worded](tx, "FROM foi_request"+w.String()+order, w.Args...)
	if err != nil || len(out) == 0 {
		return nil, err
	}
	at := map[ID]*Worded{}
	for i := range out {
		at[out[i].ID] = &out[i]
	}
	type item struct {
		Request ID     `db:"request_id"`
		Text    string `db:"text"`
	}
	err = db.Each(tx, func(i item) error {
		if a := at[i.Request]; a != nil {
			a.Text = strings.TrimSpace(a.Text + "\n" + i.Text)
		}
		return nil
	}, "FROM foi_item WHERE request_id IN (SELECT id FROM foi_request"+w.String()+") ORDER BY request_id, sort", w.Args...)
	return out, err
}
