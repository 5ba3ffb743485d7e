package message

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
)

// Admit lets a letter go on that was held. Its days run from the day on which it came.
func (s *Service) Admit(ctx context.Context, id ID, in Because) (*Message, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActAdmit, rev: in.Rev, note: in.Reason, then: func(tx *db.Tx, m *Message) error {
		m.Verdict, m.Said = "", ""
		if err := s.Duties.CountOpen(tx, RuleJudge, m.Ref(), tx.Today); err != nil {
			return err
		}
		return s.owe(tx, m)
	}})
}

// Refuse does not deal with a letter, for a reason of the list, and tells the sender why
// and where to turn. One refused after an appeal stays refused.
func (s *Service) Refuse(ctx context.Context, id ID, in Refusal) (*Message, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActRefuse, rev: in.Rev, note: in.Said, change: func(tx *db.Tx, m *Message) error {
		if err := s.shown(tx, map[string]string{"said": in.Said}); err != nil {
			return err
		}
		m.Verdict, m.Said = in.Verdict, strings.TrimSpace(in.Said)
		return nil
	}, then: func(tx *db.Tx, m *Message) error {
		if err := s.Duties.CountOpen(tx, RuleJudge, m.Ref(), tx.Today); err != nil {
			return err
		}
		if err := s.Duties.WaiveAll(tx, m.Ref(), s.Words("message.verdict."+string(in.Verdict))); err != nil {
			return err
		}
		return s.oweReport(tx, m)
	}})
}

// Sign signs for a letter (签收): from now on the unit deals with it. A letter that the
// office keeps for itself is passed on to nobody.
func (s *Service) Sign(ctx context.Context, id ID, in Seen) (*Message, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActSign, rev: in.Rev, then: func(tx *db.Tx, m *Message) error {
		m.Signed = tx.Today
		return s.arrived(tx, m)
	}})
}

// arrived counts what was owed until the letter was with whom it is for.
func (s *Service) arrived(tx *db.Tx, m *Message) error {
	for _, rule := range []string{RuleForward, RuleSign} {
		if err := s.Duties.CountOpen(tx, rule, m.Ref(), tx.Today); err != nil {
			return err
		}
	}
	return nil
}

// Transfer gives a letter to another unit (转办). The last day of the reply stays.
func (s *Service) Transfer(ctx context.Context, id ID, in Transfer) (*Message, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, s.moving(ActTransfer, in.Rev, in.Reason, func(tx *db.Tx, m *Message) (unit.Unit, error) {
		if in.Astray {
			m.Astray++
		}
		u, err := addressed(tx, in.Unit)
		if err == nil && u.ID == m.UnitID {
			err = fault.Field("unit", "message.bad.same")
		}
		return u, err
	}))
}

// GiveBack returns a letter to the office in charge, which passes it on (退回): it is for
// another unit, and whose fault that is nobody asks.
func (s *Service) GiveBack(ctx context.Context, id ID, in Because) (*Message, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, s.moving(ActBack, in.Rev, in.Reason, func(tx *db.Tx, m *Message) (unit.Unit, error) {
		u, err := unit.InCharge(tx)
		if err == nil && u.ID == m.UnitID {
			err = fault.New(fault.Conflict, "message.bad.office")
		}
		m.Astray++
		return u, err
	}))
}

func (s *Service) moving(act Act, rev int64, reason string, to func(*db.Tx, *Message) (unit.Unit, error)) step {
	var from int64
	return step{act: act, rev: rev, note: reason, change: func(tx *db.Tx, m *Message) error {
		u, err := to(tx, m)
		if err != nil {
			return err
		}
		from, m.UnitID, m.Signed, m.Wish = m.UnitID, u.ID, "", ""
		m.Moves++
		m.note = s.Words("message.moved", u.Short, strings.TrimSpace(reason))
		return nil
	}, then: func(tx *db.Tx, m *Message) error {
		if err := s.arrived(tx, m); err != nil {
			return err
		}
		if err := s.Duties.Lapse(tx, RuleReply, m.Ref(), from, reason); err != nil {
			return err
		}
		return s.owe(tx, m)
	}}
}

// Propose asks for an extension, with its reason.
func (s *Service) Propose(ctx context.Context, id ID, in Because) (*Message, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActWish, rev: in.Rev, note: in.Reason, change: func(tx *db.Tx, m *Message) error {
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		switch {
		case m.Kind.Extension(settings) == 0:
			return fault.New(fault.Conflict, "message.no_extension")
		case m.extended():
			return fault.New(fault.Conflict, "message.extended")
		case tx.Today > m.Due:
			return fault.New(fault.Conflict, "message.past", m.Due)
		}
		m.Wish = strings.TrimSpace(in.Reason)
		return nil
	}})
}

// Extension is by how many working days a letter of the kind may be extended; 0: it may not.
func (k Kind) Extension(s profile.Settings) int { return s.Int(profile.MessageExtend(string(k))) }

// extended reports whether the clock that runs was extended: that is done once.
func (m *Message) extended() bool {
	return len(m.Clock.Rounds) > 0 && m.Clock.Rounds[len(m.Clock.Rounds)-1].Extended != ""
}

// Extend approves an extension that was proposed.
//
// Errors: Conflict where none was, after the last day, or for a second one.
func (s *Service) Extend(ctx context.Context, id ID, in Seen) (*Message, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActExtend, rev: in.Rev, change: func(tx *db.Tx, m *Message) error {
		if m.Wish == "" {
			return fault.New(fault.Conflict, "message.no_wish")
		}
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		more := law.Term{N: m.Kind.Extension(settings), Unit: law.Workday}
		if err := s.tick(tx, m, deadline.Move{Effect: deadline.Extend, Day: tx.Today, Term: more}); err != nil {
			return err
		}
		m.note, m.Wish = m.Wish, ""
		return nil
	}, then: func(tx *db.Tx, m *Message) error { return s.Duties.Follow(tx, RuleReply, m.Ref(), m.Clock) }})
}

// Deny refuses an extension that was proposed.
func (s *Service) Deny(ctx context.Context, id ID, in Because) (*Message, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActDeny, rev: in.Rev, note: in.Reason, change: func(_ *db.Tx, m *Message) error {
		if m.Wish == "" {
			return fault.New(fault.Conflict, "message.no_wish")
		}
		m.Wish = ""
		return nil
	}})
}

// WithdrawOnPaper notes at the desk that the sender took the letter back.
func (s *Service) WithdrawOnPaper(ctx context.Context, id ID, in Because) (*Message, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	st := s.withdrawing(in.Reason)
	st.rev = in.Rev
	st.change = func(tx *db.Tx, m *Message) error {
		if !tx.Actor.CanAt(Take, m.UnitID) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		return nil
	}
	return s.do(ctx, id, st)
}

func (s *Service) withdrawing(reason string) step {
	return step{act: ActWithdraw, note: reason, then: func(tx *db.Tx, m *Message) error {
		return s.Duties.WaiveAll(tx, m.Ref(), s.Words("message.state.withdrawn"))
	}}
}

// Next is what the actor may do with a letter, of what the table has: an extension is
// decided on once it was proposed, and one review is enough for some kinds.
func (s *Service) next(tx *db.Tx, m *Message) ([]Act, error) {
	settings, err := unit.Settings(tx)
	if err != nil {
		return nil, err
	}
	both := settings.Word(profile.MessageReview(string(m.Kind))) == "both"
	office, err := unit.InCharge(tx)
	not := map[Act]bool{
		ActWish:     m.Wish != "" || m.extended() || m.Kind.Extension(settings) == 0 || tx.Today > m.Due,
		ActExtend:   m.Wish == "",
		ActDeny:     m.Wish == "",
		ActPass:     !both,
		ActSignOff:  both,
		ActBack:     m.UnitID == office.ID,
		ActPublish:  !m.Consent || m.Open != "" || m.Gone != "",
		ActConceal:  m.Open == "",
		ActReport:   !m.Channel.reports() || m.Reported != "",
		ActWithdraw: !tx.Actor.CanAt(Take, m.UnitID),
		ActUrge:     true, // this and what follows is the sender's own
		ActRate:     true,
		ActReopen:   true,
		ActAppeal:   true,
	}
	return slices.DeleteFunc(Flow.Next(tx.Actor, m), func(a Act) bool { return not[a] }), err
}
