package publish

import (
	"context"
	"errors"
	"slices"
	"time"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/profile"
)

// Release puts a signed edition on line now. The time of publication is that of
// this transaction: there is no input for it.
//
// Errors: Conflict when the content is no longer what was signed; Invalid when
// the screening, which is made once more, has turned red.
func (s *Service) Release(ctx context.Context, id EditionID, in Agree) (*Edition, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	if err := s.screenAll(ctx, id, ActRelease); err != nil {
		return nil, err
	}
	return s.do(ctx, id, s.releasing(in.Rev))
}

// releasing is the step that puts an edition on line.
func (s *Service) releasing(rev int64) step {
	return step{act: ActRelease, rev: rev, change: func(tx *db.Tx, e *Edition) error {
		if err := errors.Join(e.same(), clean(tx, e, true), e.lasts(tx.Today), s.mayCome(tx, e)); err != nil {
			return err
		}
		return s.stamp(tx, e)
	}, then: s.onLine}
}

// mayCome asks the noun that began the item whether it may come on line as it is.
func (s *Service) mayCome(tx *db.Tx, e *Edition) error {
	if s.Ready == nil {
		return nil
	}
	return s.Ready(tx, e.ItemID, &e.Content)
}

// stamp gives the edition its version and its true time, and ends the one that stands.
func (s *Service) stamp(tx *db.Tx, e *Edition) error {
	var last Version
	if e.item.Standing != 0 {
		was, err := db.Get[Edition](tx, "FROM publish_edition WHERE id = ?", e.item.Standing)
		if err != nil {
			return err
		}
		last = was.Version
		was.item, was.unit = e.item, e.unit
		err = s.move(tx, &was, step{act: ActSupersede, change: func(tx *db.Tx, o *Edition) error { o.Ended = tx.Now; return nil }})
		if err != nil {
			return err
		}
	}
	e.Version = last.Next(e.Big)
	e.At = tx.Now
	return nil
}

// onLine does what follows from a release: what was owed is met, and the item
// stands with its links and in force.
func (s *Service) onLine(tx *db.Tx, e *Edition) error {
	for _, met := range []string{RuleRelease, RuleReassess} {
		if err := s.duties.CountOpen(tx, met, e.Ref(), tx.Today); err != nil {
			return err
		}
	}
	if err := s.columns.Updated(tx, column.ID(e.ColumnID), e.Ref(), tx.Today); err != nil {
		return err
	}
	if e.RowID != 0 && !e.fulfilled() {
		err := s.catalogues.Discharge(tx, catalogue.RowID(e.RowID), e.UnitID, e.Ref(), e.MadeOn, tx.Today)
		if err != nil && fault.Of(err) != fault.NotFound { // a newer catalogue no longer has the row: nothing is owed under it
			return err
		}
	}
	return stand(tx, e)
}

// fulfilled reports whether the edition before was of the same row and of information
// formed on the same day: what it was owed for was met then, and to mend it meets nothing.
func (e *Edition) fulfilled() bool {
	return e.item.Standing != 0 && e.item.RowID == e.RowID && e.item.MadeOn == e.MadeOn
}

// stand writes what everybody finds of an edition that has come on line.
func stand(tx *db.Tx, e *Edition) error {
	if err := errors.Join(relink(tx, e), redirect(tx, e)); err != nil {
		return err
	}
	if e.item.Validity == "" {
		_, err := tx.Exec("UPDATE publish_item SET validity = ?, validity_on = ? WHERE id = ?", Valid, tx.Today, e.ItemID)
		return err
	}
	return nil
}

// relink says anew which items the item in public names.
func relink(tx *db.Tx, e *Edition) error {
	if e.Version != first {
		if _, err := tx.Exec("DELETE FROM publish_link WHERE item_id = ?", e.ItemID); err != nil {
			return err
		}
	}
	type link struct {
		ID   int64    `db:"id"`
		Item ID       `db:"item_id"`
		To   ID       `db:"to_id"`
		Kind LinkKind `db:"kind"`
	}
	for _, l := range e.Related {
		if l.Item == 0 {
			continue
		}
		if err := db.Insert(tx, "publish_link", link{tx.ID(), e.ItemID, l.Item, l.Kind}); err != nil {
			return err
		}
	}
	return nil
}

// Emergency puts a draft on line before its review, for the role that may. The
// page's history says so, and another person has to confirm it within the
// working days that the district sets.
//
// Errors: as Submit.
func (s *Service) Emergency(ctx context.Context, id EditionID, in Because) (*Edition, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	if err := s.screenAll(ctx, id, ActEmergency); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActEmergency, rev: in.Rev, says: "reason", words: in.Reason, change: func(tx *db.Tx, e *Edition) error {
		if err := errors.Join(e.ready(tx.Today), differs(tx, e), s.mayCome(tx, e)); err != nil {
			return err
		}
		if err := clean(tx, e, true); err != nil {
			return err
		}
		var err error
		if e.Hash, err = e.signs(); err != nil {
			return err
		}
		e.Emergency, e.HurryBy, e.Reason = true, tx.Actor.Who(), in.Reason
		if err := say(tx, e, ActEmergency, in.Reason); err != nil {
			return err
		}
		return s.stamp(tx, e)
	}, then: func(tx *db.Tx, e *Edition) error {
		if err := errors.Join(keepSigned(tx, e), s.onLine(tx, e)); err != nil {
			return err
		}
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		_, err = s.duties.Open(tx, duty.Owed{
			UnitID: e.UnitID, Rule: RuleConfirm, Ref: e.Ref(), Under: Noun, Title: e.Title, Basis: law.Title(review),
			Term: law.Term{N: settings.Int(profile.PublishConfirm), Unit: law.Workday}, Again: int64(e.ID),
		})
		return err
	}})
}

// Confirm is the second pair of eyes on an emergency release.
func (s *Service) Confirm(ctx context.Context, id EditionID, in Agree) (*Edition, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActConfirm, rev: in.Rev, change: func(tx *db.Tx, e *Edition) error {
		e.ConfirmBy = tx.Actor.Who()
		return say(tx, e, ActConfirm, in.Words)
	}, then: func(tx *db.Tx, e *Edition) error {
		return s.duties.CountOpen(tx, RuleConfirm, e.Ref(), tx.Today)
	}})
}

// unconfirmed ends the duty to confirm an emergency release where there is nothing
// left to confirm: the text was taken back, or a reviewed one stands in its place.
// What is archived stays public, so it stays owed.
func (s *Service) unconfirmed(tx *db.Tx, e *Edition) error {
	if !e.Emergency || e.ConfirmBy != 0 || !slices.Contains([]Status{Superseded, Withdrawn, Removed}, e.Status) {
		return nil
	}
	return s.duties.Lapse(tx, RuleConfirm, e.Ref(), e.UnitID, s.Words("publish.not_to_confirm"))
}

// A planned release, as its job carries it: of an edition, for a moment. One
// whose plan was changed since finds that it is not meant any more.
type planned struct {
	Edition EditionID `json:"edition"`
	At      time.Time `json:"at"`
}

// Schedule plans the release of a signed edition. What stands in public stands
// until then.
//
// Errors: Invalid about the day or the clock when it is past or too near.
func (s *Service) Schedule(ctx context.Context, id EditionID, in Plan) (*Edition, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	at, err := in.at()
	if err != nil {
		return nil, fault.Field("clock", "publish.bad_clock")
	}
	return s.do(ctx, id, step{act: ActSchedule, rev: in.Rev, change: func(tx *db.Tx, e *Edition) error {
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		if err := checkPlan(at, tx.Now, settings.Int(profile.PublishMargin)); err != nil {
			return err
		}
		if err := e.lasts(calendar.DayOf(at)); err != nil {
			return fault.Field("day", "publish.plan_over", e.Until)
		}
		e.Planned = at.UTC()
		return nil
	}, then: func(tx *db.Tx, e *Edition) error {
		return jobs.Put(tx, s.kinds.release, planned{e.ID, e.Planned}, jobs.Opts{At: e.Planned})
	}})
}

// Unschedule takes a planned release back; the signatures stay.
func (s *Service) Unschedule(ctx context.Context, id EditionID, in Agree) (*Edition, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActUnschedule, rev: in.Rev, change: func(_ *db.Tx, e *Edition) error {
		e.Planned = time.Time{}
		return nil
	}})
}

// releasePlanned is the job of a planned release. It runs once: an edition that
// is on line, or planned for another moment, is left alone. If the program was
// down at the hour, the page shows both the planned and the true time.
func (s *Service) releasePlanned(ctx context.Context, p planned) error {
	e, err := s.Get(ctx, p.Edition)
	if err != nil || !e.planned(p) {
		return err
	}
	if err := s.screenAll(ctx, p.Edition, ActRelease); err != nil && fault.Of(err) != fault.Conflict { // a conflict stops the release below
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		e, err := load(tx, p.Edition)
		if err != nil || !e.planned(p) {
			return err
		}
		if why := errors.Join(e.same(), clean(tx, e, true), e.lasts(tx.Today), s.mayCome(tx, e), s.withClean(tx, e)); why != nil {
			return s.stop(tx, e, why)
		}
		return s.move(tx, e, s.releasing(0))
	})
}

// planned reports whether the release that a job carries is still meant.
func (e *Edition) planned(p planned) bool { return e.Status == Scheduled && e.Planned.Equal(p.At) }

// stop sends a planned edition back and tells everybody who has to know.
func (s *Service) stop(tx *db.Tx, e *Edition, why error) error {
	return s.move(tx, e, step{act: ActStop, change: func(tx *db.Tx, e *Edition) error {
		e.Reason, e.Planned = s.Words("publish.stopped", s.Words(fault.As(why).Text.Key, fault.As(why).Text.Args...)), time.Time{}
		return nil
	}, then: s.tellStopped})
}

// makeKinds defines the jobs of the noun.
func (s *Service) makeKinds() {
	s.kinds.release = jobs.Define("publish.release", s.releasePlanned)
	s.kinds.index = jobs.Define("publish.index", s.indexAgain)
	s.kinds.batch = jobs.Define("publish.batch", s.runBatch)
	s.kinds.expire = jobs.Define("publish.expire", func(ctx context.Context, _ jobs.Slot) error { return s.expire(ctx) }, jobs.Daily("00:20"))
	s.kinds.links = jobs.Define("publish.links", s.watchLinks, jobs.Daily("02:20"), jobs.Timeout(linksFor+time.Hour))
	s.kinds.linksAgain = jobs.Define("publish.links_again", s.watchAgain, jobs.Timeout(linksFor+time.Hour))
}

// Kinds is every job of the noun.
func (s *Service) Kinds() []jobs.Definition {
	return []jobs.Definition{s.kinds.release, s.kinds.index, s.kinds.batch, s.kinds.expire, s.kinds.links, s.kinds.linksAgain}
}
