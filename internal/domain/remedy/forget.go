package remedy

import (
	"context"
	"errors"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/profile"
)

// Kinds returns the jobs of cases.
func (s *Service) Kinds() []jobs.Definition { return []jobs.Definition{s.forget} }

// past reports whether a case has ended, and nothing was done in it from a day on.
func (c *Case) past(day calendar.Day) bool {
	ended := c.Status != Open && c.Status != Pending && (c.Status != Decided || c.RedoBy == "")
	return ended && max(c.Received, c.Answered, c.Decided, c.Fulfilled) < day
}

// Forget takes out of the cases whose term is over what somebody wrote, who that was
// and the papers, each in a transaction of its own, and returns how many. A case is
// kept as long as another about the same request is: a suit needs what was said in the
// review. Numbers, days and outcomes stay: it still counts in table 4.
func (s *Service) Forget(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "remedy.Forget")
	var due []Case
	var before calendar.Day
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		before = tx.Today.AddMonths(-12 * settings.Int(profile.RemedyKeep))
		due, err = db.All[Case](tx, "FROM remedy_case WHERE forgotten = '' AND received < ? AND answered < ? AND decided < ? AND fulfilled < ? ORDER BY id", before, before, before, before)
		return err
	})
	for i := range due {
		if !due[i].past(before) {
			continue
		}
		done := false
		failed := s.db.Write(ctx, func(tx *db.Tx) (err error) { done, err = s.forgetOne(tx, due[i].ID, before); return err })
		if err = errors.Join(err, failed); failed == nil && done {
			n++
		}
	}
	return n, err
}

func (s *Service) forgetOne(tx *db.Tx, id ID, before calendar.Day) (bool, error) {
	c, err := load(tx, id)
	if err != nil || c.Forgotten != "" || !c.past(before) {
		return false, err // something was done since the list was made
	}
	if c.Request != 0 {
		others, err := ofRequest(tx, c.Request)
		for i := range others {
			if !others[i].past(before) {
				return false, err
			}
		}
		if err != nil {
			return false, err
		}
	}
	papers, err := db.All[Paper](tx, "FROM remedy_paper WHERE case_id = ?", c.ID)
	for i := range papers {
		if err == nil {
			_, err = files.DropLocked(tx, paperNoun, papers[i].ID)
		}
		papers[i].Note = ""
		if err == nil {
			err = db.Update(tx, paperTable, &papers[i])
		}
	}
	if err != nil {
		return false, err
	}
	rules, err := s.rules(tx)
	if err != nil {
		return false, err
	}
	c.Words, c.Answer, c.Reason, c.Forgotten = "", "", screen.Mask(c.Reason, rules.Text("reason", c.Reason)), tx.Today
	if err := db.Update(tx, table, c); err != nil {
		return false, err
	}
	return true, journal.Add(tx, "remedy.forget", c.Ref(), c.noted(Brief{Day: tx.Today}))
}
