package remedy

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
)

// judged says who looks into a complaint about a unit: the department in charge; or,
// where that itself is complained of, a unit of it or the government that it works
// for, nobody in the district. above is then the organ that the complaint is passed
// on to (条例, Article 51: 向上一级行政机关或者政府信息公开工作主管部门投诉、举报).
func (s *Service) judged(tx *db.Tx, about int64) (office unit.Unit, above string, err error) {
	if office, err = unit.InCharge(tx); err != nil {
		return office, "", err
	}
	u, err := unit.Get(tx, about)
	if err != nil {
		return office, "", err
	}
	over, under := u.Pos <= office.Pos && u.End >= office.End, u.Pos >= office.Pos && u.End <= office.End
	if !over && !under {
		return office, "", nil
	}
	above, err = s.aboveOffice(tx)
	return office, above, err
}

// aboveOffice is the organ over the department in charge: the one that the profile
// names, or that which reviews what the government does, which is the next above it.
func (s *Service) aboveOffice(tx *db.Tx) (string, error) {
	settings, err := unit.Settings(tx)
	if err != nil {
		return "", err
	}
	if name := settings.Text(profile.RemedyAbove); name != "" {
		return name, nil
	}
	root, err := unit.Root(tx)
	if err != nil || len(root.Review) == 0 {
		return s.words("remedy.next_above"), err
	}
	return root.Review[0], nil
}

// elsewhere reports whether a complaint is not for the district to judge.
func (c *Case) elsewhere() bool {
	return c.Kind == Complaint && (c.JudgeID == 0 || c.JudgeID == c.UnitID)
}

// impartial are the acts that whom a complaint is about may not do, whatever the
// rights: nobody is the judge of the own work.
var impartial = []Act{ActJudge, ActWithdraw, ActVoid}

// concerned reports whether the actor works in the unit that a complaint is about, or
// below it, or had a hand in the request.
func (c *Case) concerned(tx *db.Tx) (bool, error) {
	if c.Kind != Complaint {
		return false, nil
	}
	if tx.Actor.Unit != 0 {
		own, err := unit.Below(tx, c.UnitID)
		if err != nil || slices.Contains(own, tx.Actor.Unit) {
			return true, err
		}
	}
	if c.Request == 0 || tx.Actor.Who() == 0 {
		return false, nil
	}
	d, err := foi.DisputedOf(tx, c.Request)
	return slices.Contains(d.Hands, tx.Actor.Who()), err
}

// fair refuses what nobody may do about the own work.
func (c *Case) fair(tx *db.Tx) error {
	own, err := c.concerned(tx)
	if err == nil && own {
		err = fault.New(fault.Forbidden, "remedy.own")
	}
	return err
}

// Pass is that a complaint was passed on to the organ above.
type Pass struct {
	Rev   int64        `form:"rev" type:"hidden" json:"rev"`
	Organ string       `form:"organ" json:"organ" label:"remedy.pass_organ" required:"true" max:"100"`
	Day   calendar.Day `form:"day" json:"day" label:"remedy.pass_day" type:"date" required:"true"`
	Note  string       `form:"note" json:"note" label:"remedy.note" hint:"remedy.pass_hint" type:"textarea" rows:"3" required:"true" max:"500"`
}

// Check says which fields break a rule.
func (in Pass) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(strings.TrimSpace(in.Organ) != "", "organ", "remedy.need.organ")
	c.That(in.Day.Valid(), "day", "remedy.need.day")
	c.That(strings.TrimSpace(in.Note) != "", "note", "remedy.need.note")
	return c.Err()
}

// Pass notes that a complaint about the department in charge was passed on.
func (s *Service) Pass(ctx context.Context, id ID, in Pass) (*Case, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.step(ctx, id, in.Rev, ActPass, Brief{Day: in.Day, Note: strings.TrimSpace(in.Organ) + " " + strings.TrimSpace(in.Note)}, func(tx *db.Tx, c *Case) error {
		c.Organ, c.Answered = strings.TrimSpace(in.Organ), in.Day
		return s.duties.CountOpen(tx, rulePass, c.Ref(), in.Day)
	})
}
