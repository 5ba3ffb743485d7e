package remedy

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// An Amend puts right how a review or a suit was recorded to have ended.
type Amend struct {
	Decision
	Reason string `form:"reason" json:"reason" label:"remedy.amend_reason" hint:"remedy.amend_hint" type:"textarea" rows:"3" required:"true" max:"500"`
}

// Check says which fields break a rule.
func (in Amend) Check() error {
	var c fault.Check
	in.check(&c)
	c.That(strings.TrimSpace(in.Reason) != "", "reason", "remedy.need.reason")
	return c.Err()
}

// Amend puts a wrongly recorded outcome right. Another person does it than who
// recorded the one that stands. The journal keeps both with the reason; table 4 counts
// the new one, in the year of its day. What the earlier one ordered is owed no more;
// what the new one orders is owed from its day.
//
// Errors: Invalid if nothing changes; Forbidden for who recorded it.
func (s *Service) Amend(ctx context.Context, id ID, in Amend) (*Case, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.step(ctx, id, in.Rev, ActAmend, Brief{Day: in.Day, Note: strings.TrimSpace(in.Reason)}, func(tx *db.Tx, c *Case) error {
		was, wasOn, wasBy := c.Outcome, c.Decided, c.RedoBy
		c.brief.Was, c.brief.WasDay = was, wasOn
		if err := s.duties.Lapse(tx, ruleFulfil, c.Ref(), c.UnitID, s.words("remedy.amended")); err != nil {
			return err
		}
		c.RedoBy, c.RedoN, c.RedoUnit, c.Fulfilled = "", 0, "", ""
		c.By.Did(ActDecide, tx.Actor.Who()) // the outcome that stands is this person's
		if err := s.end(tx, c, in.Outcome, in.Day, in.Redo()); err != nil {
			return err
		}
		if c.Outcome == was && c.Decided == wasOn && c.RedoBy == wasBy {
			return fault.Field("outcome", "remedy.same")
		}
		return nil
	})
}
