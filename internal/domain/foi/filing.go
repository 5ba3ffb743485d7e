package foi

import (
	"context"
	"crypto/rand"
	"math/big"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A saved filing is what somebody has typed so far. It is sealed, and kept for
// thirty days under a code of its own.
type saved struct {
	ID     int64     `db:"id"`
	Code   string    `db:"code"`
	Filing string    `db:"filing"`
	At     time.Time `db:"at"`
}

// Save keeps what was typed under a code, and returns the code; without one a new
// code is made. Nothing of it is checked: half a form may be kept.
func (s *Service) Save(ctx context.Context, code string, f Filing) (_ string, err error) {
	defer fault.Wrap(&err, "foi.Save")
	if code = typed(code); len(code) != codeDigits {
		if code, err = newCode(); err != nil {
			return "", err
		}
	}
	sealed, err := seal(s.box, f, aboutDraft)
	if err != nil {
		return "", err
	}
	mark := s.box.Mark(code, "foi.draft")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec("UPDATE foi_draft SET filing = ?, at = ? WHERE code = ?", sealed, tx.Now, mark)
		if err != nil || n > 0 {
			return err
		}
		return db.Insert(tx, "foi_draft", saved{tx.ID(), mark, sealed, tx.Now})
	})
	return code, err
}

func newCode() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000_000_000))
	if err != nil {
		return "", err
	}
	digits := n.String()
	return strings.Repeat("0", codeDigits-len(digits)) + digits, nil
}

// Saved returns what was typed so far under a code.
//
// Errors: NotFound for a code that is none, or older than thirty days.
func (s *Service) Saved(ctx context.Context, code string) (f Filing, err error) {
	defer fault.Wrap(&err, "foi.Saved")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		d, err := db.Get[saved](tx, "FROM foi_draft WHERE code = ? AND at >= ?", s.box.Mark(typed(code), "foi.draft"), tx.Now.Add(-draftLives))
		if err != nil {
			return err
		}
		return unseal(s.box, d.Filing, aboutDraft, &f)
	})
	return f, err
}

// Forget drops what was typed once it is sent.
func (s *Service) Forget(ctx context.Context, code string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("DELETE FROM foi_draft WHERE code = ?", s.box.Mark(typed(code), "foi.draft"))
		return err
	})
}
