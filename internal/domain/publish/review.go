package publish

import (
	"context"
	"errors"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/proof"
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

// signs is the hash that approvals sign: of the content, and of what the public will
// read about the change.
func (e *Edition) signs() (string, error) {
	sum, err := e.Sum()
	if err != nil || e.Note == "" && !e.Big {
		return sum, err
	}
	text, err := proof.Canonical(struct {
		Content string `json:"content"`
		Note    string `json:"note"`
		Big     bool   `json:"big"`
	}{sum, e.Note, e.Big})
	if err != nil {
		return "", err
	}
	return proof.SHA256(text), nil
}

// same returns a fault unless the content is still what was signed: nobody,
// not even who has the database in hand, changes it between two signatures.
func (e *Edition) same() error {
	sum, err := e.signs()
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
	if err := s.screenAll(ctx, id, ActSubmit); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActSubmit, rev: in.Rev, change: func(tx *db.Tx, e *Edition) error {
		if err := e.ready(tx.Today); err != nil {
			return err
		}
		if err := errors.Join(e.described(), differs(tx, e)); err != nil {
			return err
		}
		if err := clean(tx, e, false); err != nil {
			return err
		}
		var err error
		if e.Hash, err = e.signs(); err != nil {
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

// Clear is the secrecy review, and each of its verdicts is recorded. One that agrees with
// the attribute sends the edition on, one that does not sends it back to have the
// attribute changed, and a doubt keeps it where it is until the competent department has
// answered (条例第十七条第三款). Nothing goes on with a doubt.
//
// Errors: Invalid about the fields in which the screening still holds something, when
// the edition would go on.
func (s *Service) Clear(ctx context.Context, id EditionID, in Clearance) (e *Edition, err error) {
	defer fault.Wrap(&err, "publish.Clear(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if e, err = load(tx, id); err != nil {
			return err
		}
		e.Rev = in.Rev // a stale one is refused by the update
		return s.move(tx, e, s.clearing(e.Attribute, in))
	})
	return e, err
}

// clearing is the step that a verdict makes of an edition with an attribute.
func (s *Service) clearing(a Attribute, in Clearance) step {
	judge := func(tx *db.Tx, e *Edition) error {
		e.Record.Verdict, e.Record.Basis, e.Record.Together = in.Verdict, in.Basis, in.Together
		return nil
	}
	switch {
	case in.Verdict == Refer:
		return agreeing(ActRefer, Agree{Rev: in.Rev, Words: s.Words("publish.refers", in.Basis, in.Words)}, judge)
	case !in.Verdict.agrees(a):
		reason := s.Words("publish.verdict_returns", s.Words("publish.verdict."+string(in.Verdict)), in.Basis, in.Words)
		st := agreeing(ActReturn, Agree{Rev: in.Rev, Words: reason}, judge, because(reason))
		st.then = s.tellReturned
		return st
	}
	return agreeing(ActClear, Agree{Rev: in.Rev, Words: in.Words}, func(tx *db.Tx, e *Edition) error { return clean(tx, e, true) }, judge, func(tx *db.Tx, e *Edition) error {
		e.ClearBy = tx.Actor.Who()
		return nil
	})
}

// Sign is the signature of the leader in charge: the edition may go on line.
func (s *Service) Sign(ctx context.Context, id EditionID, in Agree) (*Edition, error) {
	return s.agree(ctx, id, ActSign, in, func(tx *db.Tx, e *Edition) { e.SignBy = tx.Actor.Who() })
}

// agree makes a step that signs the content as it was handed in.
func (s *Service) agree(ctx context.Context, id EditionID, act Act, in Agree, sign func(*db.Tx, *Edition)) (*Edition, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, agreeing(act, in, func(tx *db.Tx, e *Edition) error { sign(tx, e); return nil }))
}

// agreeing is a step on the content as it was handed in, with what is asked and done before it is signed.
func agreeing(act Act, in Agree, first ...func(*db.Tx, *Edition) error) step {
	return step{act: act, rev: in.Rev, change: func(tx *db.Tx, e *Edition) error {
		if err := e.same(); err != nil {
			return err
		}
		for _, do := range first {
			if err := do(tx, e); err != nil {
				return err
			}
		}
		return say(tx, e, act, in.Words)
	}}
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
	}, then: s.reassessed})
}

// Oppose is the other judgement of the office on information that is proposed as not
// open: it can be open, or in part. The reason goes back to who wrote it; what was to be
// kept is not, until the ground is made good.
func (s *Service) Oppose(ctx context.Context, id EditionID, in Because) (*Edition, error) {
	return s.do(ctx, id, step{act: ActOppose, rev: in.Rev, change: func(tx *db.Tx, e *Edition) error {
		e.Reason = in.Reason
		return say(tx, e, ActOppose, in.Reason)
	}, then: s.tellReturned})
}

// reassessed says that what was to be looked at again was, and opens the next duty to do so.
func (s *Service) reassessed(tx *db.Tx, e *Edition) error {
	if err := s.duties.CountOpen(tx, RuleReassess, e.Ref(), tx.Today); err != nil {
		return err
	}
	return s.reassessLater(tx, e)
}

// reassessLater opens the duty to look again.
func (s *Service) reassessLater(tx *db.Tx, e *Edition) error {
	if e.Attribute != Closed {
		return nil
	}
	_, err := s.duties.Open(tx, duty.Owed{
		UnitID: e.UnitID, Rule: RuleReassess, Ref: e.Ref(), Under: Noun, Title: e.Title, Basis: law.Title(assessed),
		Term: law.MustTerm("publish.reassess"), Again: e.Rev,
	})
	return err
}

// Reassess says that what is 不予公开 was looked at again and stays so, and why.
func (s *Service) Reassess(ctx context.Context, id EditionID, in Because) (*Edition, error) {
	return s.do(ctx, id, step{act: ActReassess, rev: in.Rev, change: func(tx *db.Tx, e *Edition) error {
		e.Reason = in.Reason
		return say(tx, e, ActReassess, in.Reason)
	}, then: s.reassessed})
}

// Reopen proposes anew what was kept: circumstances have changed. The duty to look at it
// again is met when it is public or was judged once more, and not by the proposal.
func (s *Service) Reopen(ctx context.Context, id EditionID, in Because) (*Edition, error) {
	return s.do(ctx, id, step{act: ActReopen, rev: in.Rev, change: func(tx *db.Tx, e *Edition) error {
		e.Reason = in.Reason
		return s.void(tx, e, false)
	}})
}

// wasKept reports whether the office has judged an edition once to be not open.
func wasKept(tx *db.Tx, e *Edition) (bool, error) {
	n, err := db.One[int](tx, "SELECT count(*) FROM publish_opinion WHERE edition_id = ? AND act = ?", e.ID, ActKeep)
	return n > 0, err
}
