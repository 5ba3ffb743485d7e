package duty

import (
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// Follow gives the open duties of a thing under a rule the clock of the thing,
// whose own life moves it: a request that is corrected, paused, extended. Nobody
// moves such a duty by hand.
func (s *Service) Follow(tx *db.Tx, rule, ref string, c deadline.Clock) error {
	open, err := owed(tx, rule, ref, auth.Units{All: true})
	if err != nil {
		return err
	}
	cal, err := s.holidays.In(tx)
	if err != nil {
		return err
	}
	for i := range open {
		act := ActFollow
		runs := c.Due(cal).Day != ""
		switch {
		case open[i].Status == Open && !runs:
			act = ActHold
		case open[i].Status == Suspended && runs:
			act = ActGoOn
		}
		_, err := s.move(tx, &open[i], act, func(d *Duty) error {
			d.OldDue, d.Clock, d.Followed = d.Due, c, true
			d.refresh()
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Restart gives a duty that is still owed the day zero, the term and the title of o: the
// facts that it was opened by have changed. A day that an office has set by hand stays
// while day zero does. What the duty was before stays in the journal.
func (s *Service) Restart(tx *db.Tx, d *Duty, o Owed) error {
	rounds := d.Clock.Rounds
	was := rounds[len(rounds)-1].Term
	same := d.Opened == o.From && (was == o.Term || was.Unit == law.Date)
	if same && d.Title == o.Title {
		return nil
	}
	_, err := s.move(tx, d, ActFollow, func(d *Duty) error {
		d.Title, d.OldDue = o.Title, d.Due
		if same {
			return nil
		}
		d.Basis, d.Opened = o.Basis, o.From
		d.Clock = deadline.Clock{Rounds: []deadline.Round{{From: o.From, Term: o.Term}}, Pauses: d.Clock.Pauses}
		d.refresh()
		return nil
	})
	return err
}

// byHand refuses what a person would do to a clock that a law and the life of its
// thing move.
func (d *Duty) byHand() error {
	if d.Followed {
		return fault.New(fault.Conflict, "duty.followed")
	}
	return nil
}
