package event

import (
	"fmt"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

const (
	table          = "event_event"
	enrolmentTable = "event_enrolment"
	noticeTable    = "event_notice"
	photoTable     = "event_photo"
)

// What each sealed value is sealed for: one cannot be put in the place of another.
const (
	aboutPerson = "event.person"
	aboutPass   = "event.pass"
	aboutCode   = "event.code"
)

// read reads an event that the actor may know of; with a lock (Tx.Lock) to change it.
func read(tx *db.Tx, id ID, lock string) (*Event, error) {
	w := scope(tx)
	w.And("id = ?", id)
	e, err := db.Get[Event](tx, "FROM event_event"+w.String()+lock, w.Args...)
	return &e, err
}

func scope(tx *db.Tx) (w db.Where) {
	w.Units("unit_id", tx.Actor.Over(See))
	return w
}

// shown reads an event that everybody may know of.
func shown(tx *db.Tx, id ID, lock string) (*Event, error) {
	var w db.Where
	w.And("id = ?", id)
	w.In("state", db.Anys(Public)...)
	e, err := db.Get[Event](tx, "FROM event_event"+w.String()+lock, w.Args...)
	return &e, err
}

// enrolmentsOf reads the enrolments of an event in the order of the list.
func enrolmentsOf(tx *db.Tx, id ID, states ...Status) ([]Enrolment, error) {
	var w db.Where
	w.And("event_id = ?", id)
	if len(states) > 0 {
		w.In("state", db.Anys(states)...)
	}
	return db.All[Enrolment](tx, "FROM event_enrolment"+w.String()+" ORDER BY number", w.Args...)
}

func photosOf(tx *db.Tx, id ID) ([]Photo, error) {
	return db.All[Photo](tx, "FROM event_photo WHERE event_id = ? ORDER BY id", id)
}

// serial takes the next number of a year: digits only, so that it can be typed on a telephone.
// The 4 before them tells it from the number of a request, of a letter and of an opinion. It is
// taken under the lock of the event, so that numbers stand in the order of the list.
func serial(tx *db.Tx) (string, error) {
	year := tx.Now.In(calendar.Zone).Year()
	n, err := tx.Exec("UPDATE event_serial SET last = last + 1 WHERE year = ?", year)
	if err == nil && n == 0 {
		_, err = tx.Exec("INSERT INTO event_serial (year, last) VALUES (?, 1)", year)
	}
	if err != nil {
		return "", err
	}
	last, err := db.One[int](tx, "SELECT last FROM event_serial WHERE year = ?", year)
	return fmt.Sprintf("%04d-4%06d", year, last), err
}

// dashed is a number as it stands in its row, of the digits that somebody typed.
func dashed(digits string) (string, error) {
	const year = 4
	if len(digits) <= year {
		return "", fault.New(fault.NotFound, "not_found")
	}
	return digits[:year] + "-" + digits[year:], nil
}
