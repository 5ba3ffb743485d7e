package session

import (
	"math"
	"net/netip"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Try is one attempt to sign in: under which name and from where.
type Try struct{ Login, Address string }

// Failures in a row that cost no waiting. Many people share the address of an
// office, few share a name.
const (
	freeOfLogin   = 5
	freeOfAddress = 100
)

const (
	firstWait = time.Minute
	maxWait   = time.Hour
	forget    = 24 * time.Hour // after the last failure
)

type attempt struct {
	Key   string    `db:"attempt_key"`
	Fails int64     `db:"fails"`
	Last  time.Time `db:"last_at"`
	Until time.Time `db:"until_at"`
}

// Count takes an attempt as failed before anything is checked, so that a
// thousand guesses at the same time are a thousand failures. It refuses with
// TooMany while a wait lasts; a refused attempt does not make the wait longer.
// A name that nobody has is counted like any other.
func Count(tx *db.Tx, t Try) error {
	for _, c := range t.counters() {
		a, err := load(tx, c.key)
		if err != nil {
			return err
		}
		if left := a.Until.Sub(tx.Now); left > 0 {
			return fault.New(fault.TooMany, "session.wait", int64(math.Ceil(left.Minutes())))
		}
		a.Fails, a.Last, a.Until = a.Fails+1, tx.Now, time.Time{}
		if w := wait(a.Fails, c.free); w > 0 {
			a.Until = tx.Now.Add(w)
		}
		if err := a.save(tx); err != nil {
			return err
		}
	}
	return nil
}

// Forgive takes back one Count: the password was right, but the sign-in is not
// whole yet, so older failures stay.
func Forgive(tx *db.Tx, t Try) error {
	for _, c := range t.counters() {
		if err := forgive(tx, c.key); err != nil {
			return err
		}
	}
	return nil
}

// Clear ends the failures of a name after a whole sign-in and returns how many
// there were before it. Its address gets back only the one Count: a person who
// may sign in there must not wipe out what others tried.
func Clear(tx *db.Tx, t Try) (int64, error) {
	before := int64(0)
	for _, c := range t.counters() {
		if c.free == freeOfAddress {
			if err := forgive(tx, c.key); err != nil {
				return 0, err
			}
			continue
		}
		a, err := load(tx, c.key)
		if err != nil {
			return 0, err
		}
		before = max(0, a.Fails-1)
		if _, err := tx.Exec("DELETE FROM session_attempt WHERE attempt_key = ?", c.key); err != nil {
			return 0, err
		}
	}
	return before, nil
}

func forgive(tx *db.Tx, key string) error {
	a, err := load(tx, key)
	if err != nil || a.Fails == 0 {
		return err
	}
	a.Fails, a.Until = a.Fails-1, time.Time{}
	return a.save(tx)
}

type counter struct {
	key  string
	free int64
}

func (t Try) counters() []counter {
	out := []counter{{"login:" + Digest(t.Login), freeOfLogin}}
	if net := Network(t.Address); net != "" {
		out = append(out, counter{"address:" + Digest(net), freeOfAddress})
	}
	return out
}

// Network is what counts as one address: an IPv4 address, or the /64 that one
// IPv6 subscriber has to himself. "" for this machine.
func Network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	p, err := ip.Prefix(64)
	if err != nil {
		return address
	}
	return p.String()
}

// wait is how long nothing may be tried after so many failures: a minute, and twice as long each time, up to an hour.
func wait(fails, free int64) time.Duration {
	if fails < free {
		return 0
	}
	w := firstWait
	for range fails - free {
		if w *= 2; w >= maxWait {
			return maxWait
		}
	}
	return w
}

// load returns the counter of key; one that was left alone for a day starts again.
func load(tx *db.Tx, key string) (attempt, error) {
	a, err := db.Get[attempt](tx, "FROM session_attempt WHERE attempt_key = ?", key)
	if fault.Of(err) == fault.NotFound {
		return attempt{Key: key}, nil
	}
	if err == nil && tx.Now.Sub(a.Last) > forget {
		a.Fails = 0
	}
	return a, err
}

func (a attempt) save(tx *db.Tx) error {
	n, err := tx.Exec("UPDATE session_attempt SET fails = ?, last_at = ?, until_at = ? WHERE attempt_key = ?", a.Fails, a.Last, a.Until, a.Key)
	if err != nil || n > 0 {
		return err
	}
	return db.Insert(tx, "session_attempt", a)
}
