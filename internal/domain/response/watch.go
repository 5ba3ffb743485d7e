package response

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/profile"
)

// every is how often the clocks are looked at, day and night: a reminder comes that much
// late at most. Whether an answer is late does not wait for it.
const every = 5 * time.Minute

// Kinds returns the jobs of concerns.
func (s *Service) Kinds() []jobs.Definition {
	return []jobs.Definition{jobs.Define("response.watch", func(ctx context.Context, _ jobs.Slot) error { _, err := s.Watch(ctx); return err }, jobs.Every(every))}
}

// Watch tells who answers for a concern when its first release or its press conference comes
// to one of the hours before its end that the district has set, and when it is late; then
// the office too. It returns of how many concerns it told. The digest of a working day would
// come too late for a clock of five hours.
func (s *Service) Watch(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "response.Watch")
	var all []Concern
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		var w db.Where
		w.In("state", Handling, Doubted, Responded)
		all, err = db.All[Concern](tx, "FROM response_concern"+w.String()+" AND (first_at = 0 OR press_due > 0 AND press_at = 0) ORDER BY due_at, id", w.Args...)
		return err
	})
	for _, c := range all {
		told := false
		failed := s.DB.Write(ctx, func(tx *db.Tx) (err error) { told, err = s.remind(tx, c.ID); return err })
		if err = errors.Join(err, failed); told && failed == nil {
			n++
		}
	}
	return n, err
}

// remind tells people of the stage to which a concern has come, if they were not told yet.
func (s *Service) remind(tx *db.Tx, id ID) (bool, error) {
	if err := tx.Business(); err != nil {
		return false, err
	}
	c, err := db.Get[Concern](tx, "FROM response_concern WHERE id = ?"+tx.Lock(), id)
	if err != nil {
		return false, err
	}
	settings, err := unit.Settings(tx)
	if err != nil {
		return false, err
	}
	var marks []string
	told := false
	for _, k := range c.owed() {
		stage := stageOf(k.due.Sub(tx.Now), settings.Ints(profile.ResponseRemind))
		if stage == "" {
			continue
		}
		mark := fmt.Sprintf("%s %s %d", k.what, stage, k.due.UnixMilli())
		marks = append(marks, mark)
		if strings.Contains(c.Reminded, mark) {
			continue
		}
		told = true
		if err := s.remindOf(tx, &c, k, stage, mark); err != nil {
			return false, err
		}
	}
	if told { // no step of its life: nobody's form is out of date by it
		_, err = tx.Exec("UPDATE response_concern SET reminded = ? WHERE id = ?", strings.Join(marks, ", "), id)
	}
	return told, err
}

// remindOf tells who answers, and of what is late the office, about one clock.
func (s *Service) remindOf(tx *db.Tx, c *Concern, k kept, stage, mark string) error {
	text := func(key string) fault.Text {
		return fault.T("response.told."+key, c.Number, c.Title, fault.T("response.clock."+k.what), clockText(k.due))
	}
	if stage != late {
		return s.tell(tx, Handle, c.UnitID, c, mark, text("near"))
	}
	office, err := unit.InCharge(tx)
	if err != nil {
		return err
	}
	return errors.Join(s.tell(tx, Handle, c.UnitID, c, mark, text(late)), s.tell(tx, Judge, office.ID, c, mark, text(late)))
}

// kept is a clock that is not met.
type kept struct {
	what string
	due  time.Time
}

// owed lists the clocks of a concern that run.
func (c *Concern) owed() (out []kept) {
	if !slices.Contains([]Status{Handling, Doubted, Responded}, c.Status) {
		return nil
	}
	if c.FirstAt.IsZero() {
		out = append(out, kept{"answer", c.DueAt})
	}
	if c.PressAt.IsZero() && !c.PressDue.IsZero() {
		out = append(out, kept{"press", c.PressDue})
	}
	return out
}

const late = "late"

// stageOf is to which stage a clock has come with so much left: the fewest of the hours that
// it is within, or late; "" before all of them.
func stageOf(left time.Duration, hours []int) string {
	if left < 0 {
		return late
	}
	stage := ""
	fewest := 0
	for _, h := range hours {
		if left <= time.Duration(h)*time.Hour && (stage == "" || h < fewest) {
			stage, fewest = fmt.Sprint(h), h
		}
	}
	return stage
}
