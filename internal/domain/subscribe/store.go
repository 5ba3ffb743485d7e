package subscribe

import (
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/session"
)

const from = "FROM subscribe_subscription "

// admit counts a try and reports whether there were fewer than most before it.
func (s *Service) admit(tx *db.Tx, who string, within time.Duration, most int) (bool, error) {
	n, err := session.Tried(tx, who, within)
	if err != nil || n >= most {
		return false, err
	}
	return true, session.NoteTry(tx, who)
}

// room reports whether an address may have one more subject, or has this one.
func (s *Service) room(tx *db.Tx, mark string, about Subject) (bool, error) {
	n, err := db.One[int64](tx, "SELECT count(*) FROM subscribe_subscription WHERE mark = ? AND subject <> ?", mark, about)
	return n < subjectsMost, err
}

// note writes down that an address was given for a subject, if it was not before.
func (s *Service) note(tx *db.Tx, about Subject, mark, address string) (int64, error) {
	x, err := db.Get[subscription](tx, from+"WHERE mark = ? AND subject = ?", mark, about)
	if err == nil {
		_, err = tx.Exec("UPDATE subscribe_subscription SET asked_at = ? WHERE id = ?", tx.Now, x.ID)
		return x.ID, err
	}
	if fault.Of(err) != fault.NotFound {
		return 0, err
	}
	x = subscription{ID: tx.ID(), Subject: about, Mark: mark, Address: s.box.Seal([]byte(address), mark), Asked: tx.Now}
	return x.ID, db.Insert(tx, "subscribe_subscription", x)
}

// asking is the subscription that a token was mailed for, within its day.
func asking(tx *db.Tx, token string) (subscription, error) {
	none := fault.New(fault.NotFound, "subscribe.no_link")
	if token == "" {
		return subscription{}, none
	}
	x, err := db.Get[subscription](tx, from+"WHERE token_digest = ?", session.Digest(token))
	if fault.Of(err) == fault.NotFound || err == nil && x.Confirmed.IsZero() && tx.Now.Sub(x.Asked) >= confirmWithin {
		return x, none
	}
	return x, err
}
