package response

import (
	"context"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/profile"
)

// Service is what the surfaces do with concerns.
type Service struct{ Needs }

// Needs is what the service rests on.
type Needs struct {
	DB       *db.DB
	Duties   *duty.Service
	Holidays *holidays.Holidays
	Items    *publish.Service
	Words    func(key string, args ...any) string // the few sentences that the program itself says
}

// New returns the service.
func New(n Needs) *Service { return &Service{n} }

// Note records what somebody of a unit has found, and has the office judge it.
//
// Errors: Invalid with the fields, among them a moment that is to come.
func (s *Service) Note(ctx context.Context, unitID int64, in Edit) (c *Concern, err error) {
	defer fault.Wrap(&err, "response.Note")
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		u, err := unit.Get(tx, unitID)
		if err != nil || u.Closed != "" {
			return fault.Field("unit", "response.no_unit")
		}
		if err := tx.Business(); err != nil {
			return err
		}
		if c, err = sent(tx, u.ID, in.facts()); err != nil || c != nil {
			return err
		}
		c = &Concern{ID: ID(tx.ID()), Rev: 1, UnitID: u.ID, FoundUnit: u.ID, NotedAt: tx.Now}
		if c.Number, err = serial(tx, tx.Now.In(calendar.Zone).Year()); err != nil {
			return err
		}
		if err := flow.Do(tx, Flow, c, ActNote, func() error { c.By.Did(ActNote, tx.Actor.Who()); return c.fill(tx, in) }); err != nil {
			return err
		}
		if err := s.oweJudgement(tx, c); err != nil {
			return err
		}
		return db.Insert(tx, table, c)
	})
	return c, err
}

// sent is the record that the actor has made of the same facts and that nobody has judged yet:
// a form that is sent twice makes one, with one clock.
func sent(tx *db.Tx, unitID int64, f Facts) (*Concern, error) {
	all, err := db.All[Concern](tx, "FROM response_concern WHERE found_unit = ? AND found_at = ? AND title = ? AND state = ?", unitID, f.FoundAt, f.Title, Found)
	for i := range all {
		if c := &all[i]; c.By[ActNote] == tx.Actor.Who() && c.Place == f.Place && c.About == f.About {
			return c, err
		}
	}
	return nil, err
}

// fill takes what was found. Nobody finds what is to come.
func (c *Concern) fill(tx *db.Tx, in Edit) error {
	c.Facts = in.facts()
	if c.FoundAt.After(tx.Now) {
		return fault.Field("found_time", "response.ahead")
	}
	return nil
}

// oweJudgement has the office say who answers, in the hours of the district.
func (s *Service) oweJudgement(tx *db.Tx, c *Concern) error {
	settings, err := unit.Settings(tx)
	if err != nil {
		return err
	}
	office, err := unit.InCharge(tx)
	if err != nil {
		return err
	}
	if err := s.owe(tx, c, office.ID, RuleJudge, tx.Now, law.Term{N: settings.Int(profile.ResponseJudge), Unit: law.Hour}); err != nil {
		return err
	}
	return s.tell(tx, Judge, office.ID, c, "noted", fault.T("response.told.noted", c.Number, c.Title))
}

// A step is one act on a concern, with what it changes and what follows from it.
type step struct {
	act    Act
	rev    int64
	change func(*db.Tx, *Concern) error
	then   func(*db.Tx, *Concern) error
}

func (s *Service) do(ctx context.Context, id ID, st step) (c *Concern, err error) {
	defer fault.Wrap(&err, "%s(%d)", st.act, id)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if c, err = load(tx, id); err != nil {
			return err
		}
		if st.rev != 0 {
			c.Rev = st.rev // a stale one is refused by the update
		}
		return s.move(tx, c, st)
	})
	return c, err
}

// move makes a step on a concern that is loaded, and saves it.
func (s *Service) move(tx *db.Tx, c *Concern, st step) error {
	err := flow.Do(tx, Flow, c, st.act, func() error {
		c.By.Did(st.act, tx.Actor.Who())
		if st.change == nil {
			return nil
		}
		return st.change(tx, c)
	})
	if err != nil {
		return err
	}
	if st.then != nil {
		if err := st.then(tx, c); err != nil {
			return err
		}
	}
	return db.Update(tx, table, c)
}

// Edit changes what was found, until it is judged: from then on hours are counted from it.
func (s *Service) Edit(ctx context.Context, id ID, in Edit) (*Concern, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActEdit, rev: in.Rev, change: func(tx *db.Tx, c *Concern) error { return c.fill(tx, in) }})
}

// Judge says how grave a concern is and who answers for it: the clocks of that run from the
// moment of the event or of the find, however late it is judged.
//
// Errors: Invalid for a unit that is closed or a topic that has no page.
func (s *Service) Judge(ctx context.Context, id ID, in Judging) (*Concern, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	var was Concern
	return s.do(ctx, id, step{act: ActJudge, rev: in.Rev, change: func(tx *db.Tx, c *Concern) error {
		u, err := unit.Get(tx, in.Unit)
		if err != nil || u.Closed != "" {
			return fault.Field("unit", "response.no_unit")
		}
		if _, err := topic.Shown(tx, in.Topic); in.Topic != "" && err != nil {
			return fault.Field("topic", "response.no_topic")
		}
		was = *c
		c.Verdict, c.UnitID = in.verdict(), u.ID
		if c.JudgedAt.IsZero() {
			c.JudgedAt = tx.Now
		}
		return s.start(tx, c)
	}, then: func(tx *db.Tx, c *Concern) error {
		if err := s.Duties.CountAt(tx, RuleJudge, c.Ref(), c.Ref(), tx.Now); err != nil {
			return err
		}
		return s.oweAnswer(tx, &was, c)
	}})
}

// Press notes that a press conference was held.
//
// Errors: Invalid for a moment before the concern or to come.
func (s *Service) Press(ctx context.Context, id ID, in Press) (*Concern, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	var none fault.Check
	held := at(&none, "", "", in.Day, in.Clock)
	return s.do(ctx, id, step{act: ActPress, rev: in.Rev, change: func(tx *db.Tx, c *Concern) error {
		switch {
		case held.After(tx.Now):
			return fault.Field("clock", "response.ahead")
		case held.Before(c.StartAt.Truncate(time.Minute)):
			return fault.Field("clock", "response.before_start")
		case !c.PressAt.IsZero():
			return fault.New(fault.Conflict, "response.press_twice")
		}
		c.PressAt, c.PressOf = held, strings.TrimSpace(in.Room)
		return nil
	}, then: func(tx *db.Tx, c *Concern) error {
		return s.Duties.CountAt(tx, RulePress, c.Ref(), c.Ref(), held)
	}})
}

// Measure notes what was done.
//
// Errors: Invalid for a unit that there is not, and for a day before the concern or to come.
func (s *Service) Measure(ctx context.Context, id ID, in Doing) (*Concern, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActMeasure, rev: in.Rev, then: func(tx *db.Tx, c *Concern) error {
		if _, err := unit.Get(tx, in.Unit); err != nil {
			return fault.Field("unit", "response.no_unit")
		}
		switch {
		case in.On > tx.Today:
			return fault.Field("on", "response.ahead")
		case in.On < calendar.DayOf(c.StartAt):
			return fault.Field("on", "response.before_start")
		}
		return db.Insert(tx, measureTable, &Measure{tx.ID(), c.ID, in.Unit, in.On, strings.TrimSpace(in.Text)})
	}})
}

// Settle says that what could be said and done was. Somebody else looks back at it.
//
// Errors: Conflict with what is missing.
func (s *Service) Settle(ctx context.Context, id ID, in Seen) (*Concern, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActSettle, rev: in.Rev, change: func(tx *db.Tx, c *Concern) error {
		missing, err := lacks(tx, c)
		if err != nil {
			return err
		}
		for _, key := range missing {
			return fault.New(fault.Conflict, "response.lacks."+string(key))
		}
		c.Settled = tx.Today
		return nil
	}, then: func(tx *db.Tx, c *Concern) error {
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		return s.owe(tx, c, c.UnitID, RuleReview, time.Time{}, law.Term{N: settings.Int(profile.ResponseReview), Unit: law.Workday})
	}})
}

// Reopen says that what is said to be done is not.
func (s *Service) Reopen(ctx context.Context, id ID, in Because) (*Concern, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActReopen, rev: in.Rev, change: func(_ *db.Tx, c *Concern) error {
		c.Reason, c.Settled = strings.TrimSpace(in.Reason), ""
		return nil
	}, then: func(tx *db.Tx, c *Concern) error { return s.Duties.WaiveAll(tx, c.Ref(), c.Reason) }})
}

// Review looks back at a concern that somebody else has settled, and ends it.
func (s *Service) Review(ctx context.Context, id ID, in Lesson) (*Concern, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActReview, rev: in.Rev, change: func(tx *db.Tx, c *Concern) error {
		c.Lessons, c.Reviewed = strings.TrimSpace(strings.ReplaceAll(in.Lessons, "\r\n", "\n")), tx.Today
		return nil
	}, then: func(tx *db.Tx, c *Concern) error { return s.Duties.CountOpen(tx, RuleReview, c.Ref(), tx.Today) }})
}

// Doubt says that there is nothing to answer. The clocks run on until somebody else agrees.
func (s *Service) Doubt(ctx context.Context, id ID, in Doubt) (*Concern, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActDoubt, rev: in.Rev, change: func(_ *db.Tx, c *Concern) error {
		c.Ground, c.Reason = in.Ground, strings.TrimSpace(in.Reason)
		return nil
	}, then: func(tx *db.Tx, c *Concern) error {
		office, err := unit.InCharge(tx)
		if err != nil {
			return err
		}
		return s.tell(tx, Judge, office.ID, c, "doubted", fault.T("response.told.doubted", c.Number, c.Title))
	}})
}

// Refuse has a concern answered that was said to need no answer.
func (s *Service) Refuse(ctx context.Context, id ID, in Because) (*Concern, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActRefuse, rev: in.Rev, change: func(_ *db.Tx, c *Concern) error {
		c.Ground, c.Reason = "", strings.TrimSpace(in.Reason)
		return nil
	}, then: func(tx *db.Tx, c *Concern) error {
		return s.tell(tx, Handle, c.UnitID, c, "refused", fault.T("response.told.refused", c.Number, c.Title))
	}})
}

// Dismiss closes a concern that somebody else said to be untrue, known already or not ours.
// What it was closed for stays.
func (s *Service) Dismiss(ctx context.Context, id ID, in Seen) (*Concern, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActDismiss, rev: in.Rev, change: func(tx *db.Tx, c *Concern) error {
		c.Closed = tx.Today
		return nil
	}, then: func(tx *db.Tx, c *Concern) error {
		if err := s.dropPending(tx, c); err != nil {
			return err
		}
		return s.Duties.WaiveAll(tx, c.Ref(), s.Words("response.waived"))
	}})
}
