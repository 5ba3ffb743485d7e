package session

import (
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// triesKept is how long a try is known; no bound looks further back.
const triesKept = 24 * time.Hour

type tried struct {
	ID  int64     `db:"id"`
	Who string    `db:"who"`
	At  time.Time `db:"at"`
}

// Tried is how often who has tried something within a time, of a day at most. who
// is a keyed hash of what is bounded: of an address, a network, a number.
func Tried(tx *db.Tx, who string, within time.Duration) (int, error) {
	return db.One[int](tx, "SELECT count(*) FROM session_try WHERE who = ? AND at > ?", who, tx.Now.Add(-within))
}

// NoteTry counts one try of each.
func NoteTry(tx *db.Tx, who ...string) error {
	for _, w := range who {
		if err := db.Insert(tx, "session_try", tried{tx.ID(), w, tx.Now}); err != nil {
			return err
		}
	}
	return nil
}

// Few refuses who has tried too often in an hour: each of marks has its own bound.
//
// Errors: TooMany.
func Few(tx *db.Tx, marks []string, most ...int) error {
	for i, who := range marks {
		n, err := Tried(tx, who, time.Hour)
		if err != nil {
			return err
		}
		if n >= most[i] {
			return fault.New(fault.TooMany, "session.too_many")
		}
	}
	return nil
}
