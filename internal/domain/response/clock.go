package response

import (
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/profile"
)

// The rules of the duties that a concern opens.
const (
	RuleJudge  = "response.judge"  // the office says who answers
	RuleFirst  = "response.first"  // 首次权威发布, 特别重大、重大突发事件
	RulePress  = "response.press"  // 新闻发布会, likewise
	RuleAnswer = "response.answer" // 回应, all others
	RuleReview = "response.review" // 复盘
)

// terms are the hours of 国办发〔2016〕61号 and 80号, as the law's data has them.
var terms = map[string]law.Term{
	RuleFirst: law.MustTerm(RuleFirst), RulePress: law.MustTerm(RulePress), RuleAnswer: law.MustTerm(RuleAnswer),
}

// start computes from when the hours run and when they end, for the level that a concern
// has now. 特别重大、重大突发事件 are counted from the moment that the district has set; all
// others from when they were found.
func (s *Service) start(tx *db.Tx, c *Concern) error {
	settings, err := unit.Settings(tx)
	if err != nil {
		return err
	}
	c.StartAt, c.PressDue = c.FoundAt, time.Time{}
	if !c.urgent() {
		c.DueAt, err = s.end(tx, c.StartAt, terms[RuleAnswer])
		return err
	}
	if settings.Word(profile.ResponseStart) == "happened" && !c.HappenedAt.IsZero() {
		c.StartAt = c.HappenedAt
	}
	if c.DueAt, err = s.end(tx, c.StartAt, terms[RuleFirst]); err == nil {
		c.PressDue, err = s.end(tx, c.StartAt, terms[RulePress])
	}
	return err
}

// end is the last instant of a term in hours.
func (s *Service) end(tx *db.Tx, from time.Time, t law.Term) (time.Time, error) {
	cal, err := s.Holidays.In(tx)
	if err != nil {
		return time.Time{}, err
	}
	clock, err := deadline.Clock{}.Apply(cal, deadline.Move{Effect: deadline.Start, At: from, Term: t})
	return clock.Due(cal).At, err
}

// owe opens a duty under a rule: in hours from a moment, or in days from today.
func (s *Service) owe(tx *db.Tx, c *Concern, unitID int64, rule string, from time.Time, t law.Term) error {
	_, err := s.Duties.Open(tx, duty.Owed{
		UnitID: unitID, Rule: rule, Ref: c.Ref(), Under: noun, Title: s.Words("response.owe."+rule, c.Number), Basis: s.Words("response.basis"), Term: t, At: from, Again: c.Rev,
	})
	return err
}

// oweAnswer opens what the unit owes that answers, and ends what was owed before where the
// judgement has changed whose it is or by when.
func (s *Service) oweAnswer(tx *db.Tx, was, c *Concern) error {
	if was.Status == Handling && was.UnitID == c.UnitID && was.urgent() == c.urgent() {
		return nil
	}
	if was.Status == Handling {
		if err := s.Duties.WaiveAll(tx, c.Ref(), s.Words("response.judged_again")); err != nil {
			return err
		}
	}
	rules := []string{RuleAnswer}
	if c.urgent() {
		rules = []string{RuleFirst, RulePress}
	}
	for _, rule := range rules {
		if rule == RulePress && !c.PressAt.IsZero() {
			continue
		}
		if err := s.owe(tx, c, c.UnitID, rule, c.StartAt, terms[rule]); err != nil {
			return err
		}
	}
	c.Reminded = ""
	return s.tell(tx, Handle, c.UnitID, c, "judged", fault.T("response.told.judged", c.Number, c.Title, clockText(c.DueAt)))
}

// tell tells who holds a permission over a unit about a concern, once for a stage of it.
func (s *Service) tell(tx *db.Tx, p auth.Perm, unitID int64, c *Concern, stage string, text fault.Text) error {
	people, err := s.Duties.Holders(tx, p, unitID)
	if err != nil {
		return err
	}
	for _, who := range people {
		n := notify.Notice{Account: who, Key: fmt.Sprintf("%s %s %d", c.Ref(), stage, c.Rev), Text: text, Link: c.Ref()}
		if err := s.Duties.Tell(tx, n); err != nil {
			return err
		}
	}
	return nil
}

// clockText is a moment of the civil clock, to the minute.
func clockText(t time.Time) string { return t.In(calendar.Zone).Format("2006-01-02 15:04") }
