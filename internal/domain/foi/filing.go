package foi

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"math/big"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
)

// A saved filing is what somebody has typed so far. It is sealed, and kept for
// thirty days under a code of its own.
type saved struct {
	ID     int64     `db:"id"`
	Code   string    `db:"code"`
	Filing string    `db:"filing"`
	Sent   bool      `db:"sent"`
	At     time.Time `db:"at"`
}

// Save keeps what was typed under a code, with the papers that were brought, and
// returns the code; without one a new code is made. Nothing of it is checked: half a
// form may be kept.
func (s *Service) Save(ctx context.Context, code string, f Filing, p Papers) (_ string, err error) {
	defer fault.Wrap(&err, "foi.Save")
	if code = secret.Digits(code); len(code) != secret.CodeDigits {
		if code, err = newCode(); err != nil {
			return "", err
		}
	}
	sealed, err := s.box.SealJSON(f, aboutDraft)
	if err != nil {
		return "", err
	}
	mark := s.box.Mark(code, "foi.draft")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		id, err := draftOf(tx, mark, sealed)
		if err != nil {
			return err
		}
		return s.keepInDraft(tx, id, p)
	})
	return code, err
}

// draftOf writes a draft, the first time or again, and returns its id.
func draftOf(tx *db.Tx, mark, sealed string) (int64, error) {
	d, err := db.Get[saved](tx, "FROM foi_draft WHERE code = ?", mark)
	switch {
	case fault.Of(err) == fault.NotFound:
		d = saved{ID: tx.ID(), Code: mark, Filing: sealed, At: tx.Now}
		return d.ID, db.Insert(tx, "foi_draft", d)
	case err != nil:
		return 0, err
	case d.Sent:
		return 0, fault.New(fault.Conflict, "foi.sent_already")
	}
	_, err = tx.Exec("UPDATE foi_draft SET filing = ?, at = ? WHERE id = ?", sealed, tx.Now, d.ID)
	return d.ID, err
}

func newCode() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000_000_000))
	if err != nil {
		return "", err
	}
	digits := n.String()
	return strings.Repeat("0", secret.CodeDigits-len(digits)) + digits, nil
}

// Saved returns what was typed so far under a code. client is the network address
// of whoever asks: codes that are none are counted, and too many are refused.
//
// Errors: NotFound for a code that is none, or older than thirty days; Conflict for
// a draft that was sent; TooMany.
func (s *Service) Saved(ctx context.Context, code, client string) (f Filing, err error) {
	defer fault.Wrap(&err, "foi.Saved")
	who := s.box.Mark(session.Network(client), "foi.client")
	found, sent := false, false
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := session.Few(tx, []string{who}, triesOfClient); err != nil {
			return err
		}
		d, err := db.Get[saved](tx, "FROM foi_draft WHERE code = ? AND at >= ?", s.box.Mark(secret.Digits(code), "foi.draft"), tx.Now.Add(-draftLives))
		if fault.Of(err) == fault.NotFound {
			found = false
			return session.NoteTry(tx, who)
		}
		if err != nil {
			return err
		}
		found, sent = true, d.Sent
		return s.box.OpenJSON(d.Filing, aboutDraft, &f)
	})
	switch {
	case err != nil:
		return f, err
	case !found:
		return f, fault.New(fault.NotFound, "foi.draft_gone")
	case sent:
		return f, fault.New(fault.Conflict, "foi.sent_already")
	}
	return f, nil
}

// Sent empties a draft that was sent down to the token of its form, and gives its
// papers to the request that it has become: whoever finds its code learns nothing of
// the applicant any more. For a quarter of an hour whoever
// presses the button twice gets the same receipt; then the draft is gone.
func (s *Service) Sent(ctx context.Context, code, token string) error {
	empty, err := s.box.SealJSON(Filing{Token: token}, aboutDraft)
	if err != nil {
		return err
	}
	mark := s.box.Mark(secret.Digits(code), "foi.draft")
	_, form := s.codeOf(token)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		draft, err := db.One[int64](tx, "SELECT id FROM foi_draft WHERE code = ?", mark)
		if err != nil {
			return err
		}
		r, err := db.Get[Request](tx, "FROM foi_request WHERE token = ?", form)
		if err != nil {
			return err
		}
		if err := handOver(tx, draft, &r); err != nil {
			return err
		}
		_, err = tx.Exec("UPDATE foi_draft SET filing = ?, sent = 1, at = ? WHERE id = ?", empty, tx.Now.Add(receiptLives-draftLives), draft)
		return err
	})
}

// Admit counts what a network begins or sends, so that nobody fills the office's
// desk by a program. Offices and service halls have one address for many people.
//
// Errors: TooMany.
func (s *Service) Admit(ctx context.Context, client string) error {
	who := []string{s.box.Mark(session.Network(client), "foi.filing")}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := session.Few(tx, who, filingsOfClient); err != nil {
			return err
		}
		return session.NoteTry(tx, who...)
	})
}

// filingsOfClient is how many drafts and requests one network begins and sends in an hour.
const filingsOfClient = 100

// Filed is the request that a form made before; NotFound if it has made none.
func (s *Service) Filed(ctx context.Context, token string) (out Filed, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { out, err = s.filedBy(tx, token); return err })
	return out, err
}

func (s *Service) filedBy(tx *db.Tx, token string) (Filed, error) {
	code, mark := s.codeOf(token)
	r, err := db.Get[Request](tx, "FROM foi_request WHERE token = ?", mark)
	if err != nil {
		return Filed{}, err
	}
	out := Filed{ID: r.ID, Number: r.Number, Code: code, Again: true}
	beside, err := apart(tx, &r)
	for _, o := range beside {
		out.Others = append(out.Others, o.Number)
	}
	return out, err
}

// leastToken is how long the token of a program has at least.
const leastToken = 16

// FileOnce takes a request that a program sends for its applicant. Sent again with
// the same token it answers with the same receipt. Whoever has the token alone gets
// no receipt: it counts together with all that was sent. What proves who applies is
// looked at once the rest is in order and the sender may go on.
//
// Errors: Invalid with the fields at fault; TooMany.
func (s *Service) FileOnce(ctx context.Context, in Filing, client string, papers func() (Papers, error)) (out Filed, err error) {
	defer fault.Wrap(&err, "foi.FileOnce")
	in = in.tidied()
	if err := in.Check(); err != nil {
		return out, err
	}
	if len(in.Token) < leastToken {
		return out, fault.Field("token", "foi.bad.token", leastToken)
	}
	if err := s.Admit(ctx, client); err != nil {
		return out, err
	}
	p, err := papers()
	if err != nil {
		return out, err
	}
	all, err := json.Marshal(struct {
		Filing
		Papers []string `json:"papers,omitempty"`
	}{in, p.marks()})
	if err != nil {
		return out, err
	}
	in.Token = s.box.Mark(string(all), "foi.once")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		if (Brought{Identity: len(p.Identity), Asked: settings.Word(profile.FOIIdentity) == "must"}).Missing() {
			return fault.Field("identity", "foi.need.identity")
		}
		if out, err = s.take(tx, in, Facts{Channel: Portal, Submitted: tx.Today}, ActFile); err != nil || out.Again {
			return err
		}
		for _, id := range append(out.ids, out.ID) {
			if err := s.bring(tx, id, p); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}
