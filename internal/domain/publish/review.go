package publish

import (
	"context"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
)

// The rules of the duties that items open.
const (
	RuleRelease  = "publish.release"  // 条例第二十六条
	RuleConfirm  = "publish.confirm"  // of an emergency release
	RuleReassess = "publish.reassess" // 条例第十八条
)

// An Opinion is what one person said of an edition: one signature of the review form.
type Opinion struct {
	ID      int64     `db:"id" json:"id"`
	Edition EditionID `db:"edition_id" json:"edition"`
	Act     Act       `db:"act" json:"act"`
	ByID    int64     `db:"by_id" json:"-"`
	By      string    `db:"by_name" json:"by"`
	At      time.Time `db:"at" json:"at"`
	Words   string    `db:"words" json:"words,omitempty"`
	Hash    string    `db:"hash" json:"hash"` // of the content that was judged
	Void    bool      `db:"void" json:"void"` // the content was changed afterwards
}

// say writes down an opinion on the content as it is signed.
func say(tx *db.Tx, e *Edition, act Act, words string) error {
	return db.Insert(tx, "publish_opinion", Opinion{tx.ID(), e.ID, act, tx.Actor.Who(), tx.Actor.Name, tx.Now, words, e.Hash, false})
}

// same returns a fault unless the content is still what was signed: nobody,
// not even who has the database in hand, changes it between two signatures.
func (e *Edition) same() error {
	sum, err := e.Sum()
	if err == nil && sum != e.Hash {
		err = fault.New(fault.Conflict, "publish.changed")
	}
	return err
}

// Submit hands an edition in. From here on its content is fixed by its hash.
//
// Errors: Invalid about each field that the catalogue or the review needs, and
// about the text or the attachments where the screening blocks.
func (s *Service) Submit(ctx context.Context, id EditionID, in SelfCheck) (*Edition, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	if _, err := s.Screen(ctx, id); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActSubmit, rev: in.Rev, change: func(tx *db.Tx, e *Edition) error {
		if err := e.ready(tx.Today); err != nil {
			return err
		}
		if err := e.described(); err != nil {
			return err
		}
		if err := clean(tx, e, false); err != nil {
			return err
		}
		var err error
		if e.Hash, err = e.Sum(); err != nil {
			return err
		}
		e.SubmitBy = tx.Actor.Who()
		e.Record = Record{Carrier: in.Carrier, Channels: in.Channels, Others: in.Others, Touches: in.Touches, Handled: in.Handled}
		return say(tx, e, ActSubmit, in.Words)
	}, then: func(tx *db.Tx, e *Edition) error {
		if err := keepSigned(tx, e); err != nil {
			return err
		}
		return s.owe(tx, e)
	}})
}

// Review is the opinion of the head of the unit.
func (s *Service) Review(ctx context.Context, id EditionID, in Agree) (*Edition, error) {
	return s.agree(ctx, id, ActReview, in, func(tx *db.Tx, e *Edition) { e.ReviewBy = tx.Actor.Who() })
}

// Clear is the secrecy review. Nothing goes on with a doubt.
//
// Errors: Invalid about the verdict when it does not agree with the attribute,
// and about the fields in which the screening still holds something.
func (s *Service) Clear(ctx context.Context, id EditionID, in Clearance) (*Edition, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.agree(ctx, id, ActClear, Agree{Rev: in.Rev, Words: in.Words}, func(tx *db.Tx, e *Edition) {
		e.ClearBy = tx.Actor.Who()
		e.Record.Verdict, e.Record.Basis, e.Record.Together = in.Verdict, in.Basis, in.Together
	}, func(tx *db.Tx, e *Edition) error {
		if !in.Verdict.agrees(e.Attribute) {
			return fault.Field("verdict", "publish.verdict_differs")
		}
		return clean(tx, e, true)
	})
}

// Sign is the signature of the leader in charge: the edition may go on line.
func (s *Service) Sign(ctx context.Context, id EditionID, in Agree) (*Edition, error) {
	return s.agree(ctx, id, ActSign, in, func(tx *db.Tx, e *Edition) { e.SignBy = tx.Actor.Who() })
}

// agree makes a step that signs the content as it was handed in.
func (s *Service) agree(ctx context.Context, id EditionID, act Act, in Agree, sign func(*db.Tx, *Edition), also ...func(*db.Tx, *Edition) error) (*Edition, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: act, rev: in.Rev, change: func(tx *db.Tx, e *Edition) error {
		if err := e.same(); err != nil {
			return err
		}
		for _, ask := range also {
			if err := ask(tx, e); err != nil {
				return err
			}
		}
		sign(tx, e)
		return say(tx, e, act, in.Words)
	}})
}

// Return sends an edition back to who wrote it. The reason says what to mend.
func (s *Service) Return(ctx context.Context, id EditionID, in Because) (*Edition, error) {
	return s.do(ctx, id, step{act: ActReturn, rev: in.Rev, change: func(tx *db.Tx, e *Edition) error {
		e.Reason = in.Reason
		return say(tx, e, ActReturn, in.Reason)
	}, then: s.tellReturned})
}

// Keep is the judgement of the office on information that is proposed as not
// open: it stays inside, in the catalogue, and what is 不予公开 is looked at
// again each year (条例第十八条).
func (s *Service) Keep(ctx context.Context, id EditionID, in Because) (*Edition, error) {
	return s.do(ctx, id, step{act: ActKeep, rev: in.Rev, change: func(tx *db.Tx, e *Edition) error {
		if err := e.same(); err != nil {
			return err
		}
		e.Reason = in.Reason
		return say(tx, e, ActKeep, in.Reason)
	}, then: s.reassessLater})
}

// reassessLater opens the duty to look again.
func (s *Service) reassessLater(tx *db.Tx, e *Edition) error {
	if e.Attribute != Closed {
		return nil
	}
	_, err := s.duties.Open(tx, duty.Owed{
		UnitID: e.UnitID, Rule: RuleReassess, Ref: e.Ref(), Under: noun, Title: e.Title, Basis: law.Title(assessed),
		Term: law.MustTerm("publish.reassess"), Again: e.Rev,
	})
	return err
}

// Reassess says that what is 不予公开 was looked at again and stays so, and why.
func (s *Service) Reassess(ctx context.Context, id EditionID, in Because) (*Edition, error) {
	return s.do(ctx, id, step{act: ActReassess, rev: in.Rev, change: func(tx *db.Tx, e *Edition) error {
		e.Reason = in.Reason
		return say(tx, e, ActReassess, in.Reason)
	}, then: func(tx *db.Tx, e *Edition) error {
		if err := s.duties.CountOpen(tx, RuleReassess, e.Ref(), tx.Today); err != nil {
			return err
		}
		return s.reassessLater(tx, e)
	}})
}

// Reopen proposes anew what was kept: circumstances have changed.
func (s *Service) Reopen(ctx context.Context, id EditionID, in Because) (*Edition, error) {
	return s.do(ctx, id, step{act: ActReopen, rev: in.Rev, change: func(tx *db.Tx, e *Edition) error {
		e.Reason = in.Reason
		return s.void(tx, e, false)
	}, then: func(tx *db.Tx, e *Edition) error {
		return s.duties.CountOpen(tx, RuleReassess, e.Ref(), tx.Today)
	}})
}
