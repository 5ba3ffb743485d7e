package correction

import (
	"context"
	"crypto/subtle"
	"time"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
)

// How many wrong codes are taken in an hour: for one correction from one network,
// from one network, and for one correction from anywhere.
const (
	triesOfOne    = 10
	triesOfClient = 30
	triesOfAll    = 200
)

// A Mine is what the applicant sees of a correction: no name of staff.
type Mine struct {
	ID       ID              `json:"-"`
	Number   string          `json:"number"`
	Unit     string          `json:"unit"`
	Status   Status          `json:"state"`
	Shown    string          `json:"applicant"` // masked
	Claim    Claim           `json:"claim"`
	Received calendar.Day    `json:"received"`
	Due      calendar.Day    `json:"due"`
	ToldOn   calendar.Day    `json:"told,omitempty"`
	Title    string          `json:"title,omitempty"` // of the notice
	LetterNo string          `json:"letter_number,omitempty"`
	Letter   letter.Document `json:"letter,omitzero"`
	May      []Act           `json:"may,omitempty"`
	History  []Event         `json:"history"`
}

// An Event is one step, as the applicant is told of it.
type Event struct {
	At  time.Time `json:"at"`
	Act Act       `json:"act"`
}

// shown are the steps that an applicant is told of: the result only once it is signed.
var shown = map[Act]bool{ActFile: true, ActReceive: true, ActCheck: true, ActTransfer: true, ActTell: true, ActWithdraw: true}

// enter finds the correction of a number and code. A wrong number and a wrong code are
// one answer; too many of them are refused whatever is tried next.
func (s *Service) enter(ctx context.Context, in foi.Access, client string) (id ID, err error) {
	if err := in.Check(); err != nil {
		return 0, err
	}
	digits, network := secret.Digits(in.Number), session.Network(client)
	marks := []string{s.box.Mark(digits+"/"+network, "correction.try"), s.box.Mark(network, "correction.client"), s.box.Mark(digits, "correction.try")}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		id = 0
		if err := session.Few(tx, marks, triesOfOne, triesOfClient, triesOfAll); err != nil {
			return err
		}
		c, err := byNumber(tx, digits)
		if err != nil && fault.Of(err) != fault.NotFound {
			return err
		}
		if err == nil && subtle.ConstantTimeCompare([]byte(c.Code), []byte(s.box.Mark(secret.Digits(in.Code), "correction.code"))) == 1 {
			id = c.ID
			return nil
		}
		return session.NoteTry(tx, marks...)
	})
	if err == nil && id == 0 {
		err = fault.Field("code", "foi.wrong_code")
	}
	return id, err
}

// byNumber finds a correction by the digits of its number.
func byNumber(tx *db.Tx, digits string) (Correction, error) {
	const year = 4
	if len(digits) <= year {
		return Correction{}, fault.New(fault.NotFound, "not_found")
	}
	return db.Get[Correction](tx, "FROM correction_correction WHERE number = ?", digits[:year]+"-"+digits[year:])
}

// Track shows a correction to whoever has its number and code.
//
// Errors: Invalid for a number and code that do not fit; TooMany after ten wrong ones in an hour.
func (s *Service) Track(ctx context.Context, in foi.Access, client string) (m Mine, err error) {
	defer fault.Wrap(&err, "correction.Track")
	id, err := s.enter(ctx, in, client)
	if err != nil {
		return m, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error { m, err = s.mine(tx, id); return err })
	return m, err
}

func (s *Service) mine(tx *db.Tx, id ID) (m Mine, err error) {
	c, err := db.Get[Correction](tx, "FROM correction_correction WHERE id = ?", id)
	if err != nil {
		return m, err
	}
	u, err := unit.Get(tx, c.UnitID)
	if err != nil {
		return m, err
	}
	in, _, err := s.opened(&c)
	if err != nil {
		return m, err
	}
	m = Mine{ID: c.ID, Number: c.Number, Unit: u.Short, Status: c.Status, Shown: c.Shown, Claim: in.Claim, Received: c.Received, Due: c.Due}
	if c.Result != "" && c.Status != Told { // not before it is signed
		m.Status = Checking
	}
	if c.Status == Told {
		m.ToldOn, m.Title, m.LetterNo = c.ToldOn, titleOf(c.Result), c.LetterNo
		if err := s.box.OpenJSON(c.Letter, aboutLetter, &m.Letter); err != nil {
			return m, err
		}
	}
	if _, err := Flow.Find(c.Status, ActWithdraw); err == nil {
		m.May = append(m.May, ActWithdraw)
	}
	rows, err := journal.For(tx, c.Ref(), db.Page{Size: 200})
	for _, e := range rows.Items {
		if shown[Act(e.Act)] {
			m.History = append(m.History, Event{e.At, Act(e.Act)})
		}
	}
	return m, err
}

// Withdraw takes a correction back by its number and code.
func (s *Service) Withdraw(ctx context.Context, in foi.Access, client string) (err error) {
	defer fault.Wrap(&err, "correction.Withdraw")
	id, err := s.enter(ctx, in, client)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		c, err := db.Get[Correction](tx, "FROM correction_correction WHERE id = ?"+tx.Lock(), id)
		if err != nil {
			return err
		}
		return s.step(tx, &c, s.withdrawing(""))
	})
}
