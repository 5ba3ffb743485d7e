package message

import (
	"fmt"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/secret"
)

const table = "message_message"

// What each sealed value is sealed for: one cannot be put in the place of another.
const (
	aboutSender   = "message.sender"
	aboutLetter   = "message.letter"
	aboutReply    = "message.reply"
	aboutAppeal   = "message.appeal"
	aboutUnsolved = "message.unsolved"
	aboutPass     = "message.pass"
)

// scope narrows every read to the units that the actor may see letters of.
func scope(tx *db.Tx) db.Where {
	var w db.Where
	w.Units("unit_id", tx.Actor.Over(See))
	return w
}

func read(tx *db.Tx, id ID) (*Message, error) {
	w := scope(tx)
	w.And("id = ?", id)
	m, err := db.Get[Message](tx, "FROM message_message"+w.String(), w.Args...)
	return &m, err
}

// load reads a letter to change it, with the lock of business before that of the row.
func load(tx *db.Tx, id ID) (*Message, error) {
	if err := tx.Business(); err != nil {
		return nil, err
	}
	w := scope(tx)
	w.And("id = ?", id)
	m, err := db.Get[Message](tx, "FROM message_message"+w.String()+tx.Lock(), w.Args...)
	return &m, err
}

// byNumber finds a letter by the digits of its number.
func byNumber(tx *db.Tx, digits string) (*Message, error) {
	const year = 4
	if len(digits) <= year {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	m, err := db.Get[Message](tx, "FROM message_message WHERE number = ?", digits[:year]+"-"+digits[year:])
	return &m, err
}

// serial takes the next number of a year: digits only, so that it can be typed on a
// telephone.
func serial(tx *db.Tx, year int) (string, error) {
	n, err := tx.Exec("UPDATE message_serial SET last = last + 1 WHERE year = ?", year)
	if err == nil && n == 0 {
		_, err = tx.Exec("INSERT INTO message_serial (year, last) VALUES (?, 1)", year)
	}
	if err != nil {
		return "", err
	}
	last, err := db.One[int](tx, "SELECT last FROM message_serial WHERE year = ?", year)
	return fmt.Sprintf("%04d-%06d", year, last), err
}

// An inside is what is sealed of a letter.
type inside struct {
	Letter Letter
	Sender Sender
	Draft  Draft
}

func opened(box *secret.Box, m *Message) (in inside, err error) {
	for _, x := range []struct {
		sealed, about string
		v             any
	}{{m.Letter, aboutLetter, &in.Letter}, {m.Sender, aboutSender, &in.Sender}, {m.Reply, aboutReply, &in.Draft}} {
		if err := box.OpenJSON(x.sealed, x.about, x.v); err != nil {
			return inside{}, err
		}
	}
	return in, nil
}

// Answered asks that a letter was answered, for a noun that makes something of its answer; it
// has to be one that the actor may know of.
//
// Errors: NotFound, Conflict.
func Answered(tx *db.Tx, id ID) error {
	m, err := read(tx, id)
	if err == nil && m.Status != Replied {
		err = fault.New(fault.Conflict, "message.not_answered")
	}
	return err
}
