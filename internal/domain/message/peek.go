package message

import (
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/secret"
)

// A Written is a letter as a noun above counts it: what was written, and nothing of who wrote it.
type Written struct {
	ID       ID
	UnitID   int64
	Number   string
	Received calendar.Day
	Title    string // "" once it is forgotten
	Text     string
	Open     bool // everybody reads it
}

// WrittenBetween reads the letters that were received from a day to another and are dealt with, one after
// the other, the earliest first, past the scope of the actor: it is for a job. What was held, refused, taken
// back or forgotten is not among them.
func WrittenBetween(tx *db.Tx, box *secret.Box, from, to calendar.Day, f func(Written) error) error {
	var w db.Where
	w.And("received >= ? AND received <= ? AND forgotten = ''", from, to)
	w.In("state", Received, Handling, Leading, Releasing, Replied)
	return db.Each(tx, func(m Message) error {
		out, err := written(box, &m)
		if err != nil {
			return err
		}
		var who Sender
		if err := box.OpenJSON(m.Sender, aboutSender, &who); err != nil {
			return err
		}
		if name := strings.TrimSpace(who.Name); name != "" { // who wrote it is known, and no matter
			out.Title, out.Text = strings.ReplaceAll(out.Title, name, "*"), strings.ReplaceAll(out.Text, name, "*")
		}
		return f(out)
	}, "FROM message_message"+w.String()+" ORDER BY received, id", w.Args...)
}

// WrittenOf returns those of some letters that the actor may know of, the latest first.
func WrittenOf(tx *db.Tx, box *secret.Box, ids []ID) (out []Written, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	w := scope(tx)
	w.In("id", db.Anys(ids)...)
	err = db.Each(tx, func(m Message) error {
		x, err := written(box, &m)
		out = append(out, x)
		return err
	}, "FROM message_message"+w.String()+" ORDER BY received DESC, id DESC", w.Args...)
	return out, err
}

// PublicOf returns those of some letters that everybody reads, the latest first.
func PublicOf(tx *db.Tx, ids []ID) ([]Public, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var w db.Where
	w.And("published <> ''")
	w.In("id", db.Anys(ids)...)
	return db.All[Public](tx, "FROM message_message"+w.String()+" ORDER BY published DESC, id DESC", w.Args...)
}

func written(box *secret.Box, m *Message) (Written, error) {
	out := Written{ID: m.ID, UnitID: m.UnitID, Number: m.Number, Received: m.Received, Open: m.Open != ""}
	if m.Gone != "" {
		return out, nil
	}
	var l Letter
	err := box.OpenJSON(m.Letter, aboutLetter, &l)
	out.Title, out.Text = l.Title, l.Text
	return out, err
}
