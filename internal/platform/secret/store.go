package secret

import (
	"crypto/subtle"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// boxKey is the name of the key of the box among those that a database is used with.
const boxKey = "box"

// noted is a key that the database is used with.
type noted struct {
	Name string    `db:"name"`
	Mark string    `db:"mark"`
	At   time.Time `db:"noted_at"`
}

// Mark of the key itself: nobody can tell the key from it, or try keys against it that
// he does not have.
func (b *Box) fingerprint() string { return b.Mark("box", "secret.fingerprint") }

// Noted reports whether the database notes the key that it is used with. Then no other
// opens what is sealed there, and a new one must never be made.
func Noted(tx *db.Tx) (bool, error) {
	n, err := db.One[int](tx, "SELECT count(*) FROM secret_key WHERE name = ?", boxKey)
	return n > 0, err
}

// Fits reports whether b has the key that is noted; a database that notes none fits each.
func (b *Box) Fits(tx *db.Tx) (bool, error) {
	n, err := db.Get[noted](tx, "FROM secret_key WHERE name = ?", boxKey)
	if fault.Of(err) == fault.NotFound {
		return true, nil
	}
	return subtle.ConstantTimeCompare([]byte(n.Mark), []byte(b.fingerprint())) == 1, err
}

// Note notes the key of b as the one that the database is used with. It is done once.
func (b *Box) Note(tx *db.Tx) error {
	return db.Insert(tx, "secret_key", noted{boxKey, b.fingerprint(), tx.Now})
}

// A Sealed is a value as it is kept, and what it was sealed about.
type Sealed struct{ Value, About string }

// OpensAny reports whether b opens any of some values, or there is none: of a database
// that notes no key, it says whether it was used with that of b.
func (b *Box) OpensAny(all []Sealed) bool {
	for _, s := range all {
		if _, err := b.Open(s.Value, s.About); err == nil {
			return true
		}
	}
	return len(all) == 0
}
