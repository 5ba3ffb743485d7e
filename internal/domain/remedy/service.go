package remedy

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/secret"
)

// The rules under which a case owes.
const (
	ruleAnswer = "remedy.answer"
	ruleJudge  = "remedy.judge"
	rulePass   = "remedy.pass"
	ruleFulfil = "remedy.fulfil"
)

// Service is what the surfaces do with cases.
type Service struct {
	db       *db.DB
	duties   *duty.Service
	holidays *holidays.Holidays
	requests *foi.Service
	files    *files.Store
	box      *secret.Box
	words    func(key string, args ...any) string
	rules    func(tx *db.Tx) (*screen.Rules, error)
	forget   jobs.Definition
}

// Needs is what the service rests on.
type Needs struct {
	DB       *db.DB
	Duties   *duty.Service
	Holidays *holidays.Holidays
	Requests *foi.Service
	Files    *files.Store
	Box      *secret.Box
	Words    func(key string, args ...any) string // the few sentences that the program itself says
	Rules    func(tx *db.Tx) (*screen.Rules, error)
}

// New returns the service.
func New(n Needs) *Service {
	s := &Service{db: n.DB, duties: n.Duties, holidays: n.Holidays, requests: n.Requests, files: n.Files, box: n.Box, words: n.Words, rules: n.Rules}
	s.forget = jobs.Define("remedy.forget", func(ctx context.Context, _ jobs.Slot) error { _, err := s.Forget(ctx); return err }, jobs.Daily("03:55"))
	return s
}

// Find lists cases that the actor may know of, the newest first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Case], err error) {
	if err := q.Check(); err != nil {
		return rows, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error { rows, err = find(tx, q, p); return err })
	return rows, err
}

// Register takes a case that came by a notice, on paper or by telephone.
//
// Errors: Invalid with the fields at fault.
func (s *Service) Register(ctx context.Context, in Entry) (c *Case, err error) {
	defer fault.Wrap(&err, "remedy.Register")
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		c = &Case{UnitID: in.Unit, Kind: in.Kind, Way: in.Way, After: in.Kind == Suit && in.After, Simple: in.Kind == Review && in.Simple, Received: in.Received}
		if in.Kind != Complaint {
			c.Organ, c.FileNo = strings.TrimSpace(in.Organ), strings.TrimSpace(in.FileNo)
		}
		if err := s.about(tx, c, in); err != nil {
			return err
		}
		return s.begin(tx, c, ActRegister, Words{Text: strings.TrimSpace(in.Text), Name: strings.TrimSpace(in.Name), Contact: strings.TrimSpace(in.Contact)})
	})
	return c, err
}

// about checks the unit, the day and the request that a case is about.
func (s *Service) about(tx *db.Tx, c *Case, in Entry) error {
	var bad fault.Check
	bad.That(in.Received <= tx.Today, "received", "remedy.bad.future", tx.Today)
	bad.That(tx.Actor.CanAt(Take, in.Unit), "unit", "not_allowed")
	if err := bad.Err(); err != nil {
		return err
	}
	if strings.TrimSpace(in.Request) == "" {
		return nil
	}
	d, err := foi.Numbered(tx, in.Request)
	if fault.Of(err) == fault.NotFound || err == nil && d.UnitID != in.Unit {
		return fault.Field("request", "remedy.bad.request")
	}
	c.Request, c.RequestNo, c.ByApplicant = d.ID, d.Number, in.Party == Applicant
	return err
}

// Complain takes a complaint of who has the number and code of a request. Sent
// twice it is one; while one is open no other is taken.
//
// Errors: those of foi.Service.Track; Conflict while another is open.
func (s *Service) Complain(ctx context.Context, who foi.Access, in Complain, client string) (c *Case, err error) {
	defer fault.Wrap(&err, "remedy.Complain")
	if err := in.Check(); err != nil {
		return nil, err
	}
	id, err := s.requests.Enter(ctx, who, client)
	if err != nil {
		return nil, err
	}
	words := Words{Text: strings.TrimSpace(in.Text)}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		if c, err = openComplaint(tx, id); err != nil {
			return err
		}
		if c != nil {
			var was Words
			if err := s.box.OpenJSON(c.Words, aboutWords, &was); err != nil {
				return err
			}
			if was != words {
				return fault.New(fault.Conflict, "remedy.one_open", c.Number)
			}
			return nil
		}
		d, err := foi.DisputedOf(tx, id)
		if err != nil {
			return err
		}
		c = &Case{UnitID: d.UnitID, Kind: Complaint, Way: Portal, Request: d.ID, RequestNo: d.Number, ByApplicant: true, Received: tx.Today}
		return s.begin(tx, c, ActComplain, words)
	})
	return c, err
}

// begin makes the case, and opens what is owed on it.
func (s *Service) begin(tx *db.Tx, c *Case, act Act, words Words) (err error) {
	c.ID, c.Rev, c.Year = ID(tx.ID()), 1, yearOf(c.Received)
	if c.Number, err = serial(tx, c.Year); err != nil {
		return err
	}
	if words != (Words{}) {
		if c.Words, err = s.box.SealJSON(words, aboutWords); err != nil {
			return err
		}
	}
	u, err := unit.Get(tx, c.UnitID)
	if err != nil || u.Closed != "" {
		return fault.Field("unit", "remedy.bad.unit")
	}
	if c.Request != 0 {
		if err := foi.Hold(tx, c.Request); err != nil {
			return err
		}
	}
	office, above, err := s.judged(tx, c.UnitID)
	if err != nil {
		return err
	}
	if c.Kind == Complaint {
		c.Organ = above
		if above == "" {
			c.JudgeID = office.ID
		}
	}
	if c.Due, err = s.lastDay(tx, c.Received, c.term()); err != nil {
		return err
	}
	c.brief = Brief{Day: c.Received, Due: c.Due}
	if err := flow.Do(tx, Flow, c, act, func() error { c.By.Did(act, tx.Actor.Who()); return nil }); err != nil {
		return err
	}
	if err := db.Insert(tx, table, c); err != nil {
		return err
	}
	o := duty.Owed{UnitID: c.UnitID, Rule: ruleAnswer, Ref: c.Ref(), Under: "remedy", Basis: law.Title(c.term().Basis), Term: c.term(), From: c.Received, Title: s.words("remedy.owe."+string(c.Kind), c.Number)}
	switch {
	case c.elsewhere():
		o.UnitID, o.Rule, o.Title = office.ID, rulePass, s.words("remedy.owe.pass", c.Number)
	case c.Kind == Complaint:
		o.UnitID, o.Rule = office.ID, ruleJudge
	}
	_, err = s.duties.Open(tx, o)
	return err
}

func (s *Service) lastDay(tx *db.Tx, from calendar.Day, t law.Term) (calendar.Day, error) {
	cal, err := s.holidays.In(tx)
	if err != nil {
		return "", err
	}
	d, err := deadline.Simple(cal, from, t)
	return d.Day, err
}

// step makes one step of the life of a case.
func (s *Service) step(ctx context.Context, id ID, rev int64, act Act, b Brief, change func(*db.Tx, *Case) error) (c *Case, err error) {
	defer fault.Wrap(&err, "%s(%d)", act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if c, err = load(tx, id); err != nil {
			return err
		}
		if !c.fits(act) {
			return fault.New(fault.Conflict, "flow.no_step")
		}
		if slices.Contains(impartial, act) {
			if err := c.fair(tx); err != nil {
				return err
			}
		}
		c.Rev, c.brief = rev, b
		var bad fault.Check
		bad.That(b.Day == "" || b.Day <= tx.Today, "day", "remedy.bad.future", tx.Today)
		bad.That(b.Day == "" || b.Day >= c.Received, "day", "remedy.bad.before", c.Received)
		if err := bad.Err(); err != nil {
			return err
		}
		err := flow.Do(tx, Flow, c, act, func() error {
			c.By.Did(act, tx.Actor.Who())
			return change(tx, c)
		})
		if err != nil {
			return err
		}
		return db.Update(tx, table, c)
	})
	return c, err
}

// AnswerBy notes that the unit handed in its answer and the evidence.
func (s *Service) AnswerBy(ctx context.Context, id ID, in On) (*Case, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.step(ctx, id, in.Rev, ActAnswer, Brief{Day: in.Day, Note: strings.TrimSpace(in.Note)}, func(tx *db.Tx, c *Case) error {
		c.Answered = in.Day
		return s.duties.CountOpen(tx, ruleAnswer, c.Ref(), in.Day)
	})
}

// Decide notes the outcome of a review or a suit. One that orders something opens
// the duty to do it: within the days that it states, else within those of 法释
// 〔2025〕8号, Article 11.
func (s *Service) Decide(ctx context.Context, id ID, in Decision) (*Case, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.step(ctx, id, in.Rev, ActDecide, Brief{Day: in.Day, Note: strings.TrimSpace(in.Note)}, func(tx *db.Tx, c *Case) error {
		if err := s.end(tx, c, in.Outcome, in.Day, in.Redo()); err != nil {
			return err
		}
		if c.Answered == "" && in.Day > c.Due { // it was owed, and stays late
			return s.duties.CountOpen(tx, ruleAnswer, c.Ref(), in.Day)
		}
		return s.duties.Lapse(tx, ruleAnswer, c.Ref(), c.UnitID, s.words("remedy.over"))
	})
}

// Judge ends a complaint: what was found, and what who complained is told.
func (s *Service) Judge(ctx context.Context, id ID, in Judgement) (*Case, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.step(ctx, id, in.Rev, ActJudge, Brief{}, func(tx *db.Tx, c *Case) (err error) {
		c.brief.Day = tx.Today
		if err := s.end(tx, c, in.Outcome, tx.Today, in.Redo()); err != nil {
			return err
		}
		if c.Answer, err = s.box.SealJSON(strings.TrimSpace(in.Answer), aboutAnswer); err != nil {
			return err
		}
		c.Answered = tx.Today
		return s.duties.CountOpen(tx, ruleJudge, c.Ref(), tx.Today)
	})
}

// end notes the outcome, and what it orders.
func (s *Service) end(tx *db.Tx, c *Case, code string, on calendar.Day, t law.Term) error {
	o, ok := law.OutcomeOf(string(c.Kind), code)
	if !ok {
		return fault.Field("outcome", "remedy.bad.outcome")
	}
	c.Outcome, c.Decided = code, on
	if !o.Orders {
		return nil
	}
	if t.N == 0 {
		t = termDisclose
	}
	var err error
	if c.RedoBy, err = s.lastDay(tx, on, t); err != nil {
		return err
	}
	c.RedoN, c.RedoUnit, c.brief.Due = t.N, t.Unit, c.RedoBy
	_, err = s.duties.Open(tx, duty.Owed{
		UnitID: c.UnitID, Rule: ruleFulfil, Ref: c.Ref(), Under: "remedy", Basis: law.Title(ordered), Term: t, From: on, Title: s.words("remedy.owe.fulfil", c.Number), Again: c.Rev,
	})
	return err
}

// Fulfil notes that what was ordered is done. Where a review or a court ordered it
// about a request, that is a new reply: the request was answered anew, and the day
// is not before the one on which that was served.
func (s *Service) Fulfil(ctx context.Context, id ID, in On) (*Case, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.step(ctx, id, in.Rev, ActFulfil, Brief{Day: in.Day, Note: strings.TrimSpace(in.Note)}, func(tx *db.Tx, c *Case) error {
		if in.Day < c.Decided {
			return fault.Field("day", "remedy.bad.before", c.Decided)
		}
		if err := c.redone(tx, in.Day); err != nil {
			return err
		}
		c.Fulfilled = in.Day
		return s.duties.CountOpen(tx, ruleFulfil, c.Ref(), in.Day)
	})
}

// Void ends what was entered by mistake.
func (s *Service) Void(ctx context.Context, id ID, in Because) (*Case, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	reason := strings.TrimSpace(in.Reason)
	return s.step(ctx, id, in.Rev, ActVoid, Brief{Note: reason}, func(tx *db.Tx, c *Case) error {
		c.Reason = reason
		return s.duties.WaiveAll(tx, c.Ref(), reason)
	})
}
