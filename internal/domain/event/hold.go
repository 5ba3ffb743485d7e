package event

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/profile"
)

// Tick closes the enrolments that are over, begins the duty of each event that has ended, and
// reminds those who come. It runs every ten minutes, and again does nothing.
func (s *Service) Tick(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "event.Tick")
	var all []Event
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = db.All[Event](tx, "FROM event_event WHERE state IN (?, ?) ORDER BY id", Open, Closed)
		return err
	})
	for i := range all {
		err = errors.Join(err, s.DB.Write(ctx, func(tx *db.Tx) error { return s.turn(tx, all[i].ID) }))
	}
	return err
}

// turn does with one event what its time has come for.
func (s *Service) turn(tx *db.Tx, id ID) error {
	if err := tx.Business(); err != nil {
		return err
	}
	e, err := read(tx, id, tx.Lock())
	if err != nil {
		return err
	}
	if e.Status == Open && !e.Takes(tx.Now) {
		if err := s.step(tx, e, step{act: ActClose}); err != nil {
			return err
		}
	}
	if e.Status == Closed && !tx.Now.Before(e.Until()) {
		return s.step(tx, e, step{act: ActHold, then: s.owe})
	}
	return s.remind(tx, e)
}

// owe opens the duty to publish the minutes of an event that has ended.
func (s *Service) owe(tx *db.Tx, e *Event) error {
	settings, err := unit.Settings(tx)
	if err != nil {
		return err
	}
	_, err = s.Duties.Open(tx, duty.Owed{
		UnitID: e.UnitID, Rule: RuleTell, Ref: e.Ref(), Under: Noun, Title: s.Words("event.owe", e.Title), Basis: s.Words("event.basis"),
		Term: law.Term{N: settings.Int(profile.EventTell), Unit: law.Workday}, From: e.Ends,
	})
	return err
}

// checks reports whether one notes who came on a day: from that of the event until its minutes
// are handed in.
func (e *Event) checks(day calendar.Day) bool {
	return day >= e.Begins && (e.Status == Open || e.Status == Closed || e.Status == Held)
}

// CheckIn notes who of those with a place have come: all of their numbers, each time.
//
// Errors: Conflict before the day of the event; Invalid about a number that has no place.
func (s *Service) CheckIn(ctx context.Context, id ID, in Coming) (c Counts, err error) {
	defer fault.Wrap(&err, "event.CheckIn(%d)", id)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		e, err := read(tx, id, tx.Lock())
		switch {
		case err != nil:
			return err
		case !e.checks(tx.Today):
			return fault.New(fault.Conflict, "event.no_check", e.Begins)
		}
		all, err := enrolmentsOf(tx, id, Placed, Came)
		if err != nil {
			return err
		}
		for _, number := range in.Came {
			if !slices.ContainsFunc(all, func(n Enrolment) bool { return n.Number == number }) {
				return fault.Field("came", "event.bad.number", number)
			}
		}
		for i := range all {
			if err := checkIn(tx, &all[i], slices.Contains(in.Came, all[i].Number)); err != nil {
				return err
			}
		}
		c, err = count(tx, e)
		return err
	})
	return c, err
}

func checkIn(tx *db.Tx, n *Enrolment, came bool) error {
	act := ActCome
	switch {
	case came == (n.Status == Came):
		return nil
	case !came:
		act = ActMiss
	}
	if err := flow.Do(tx, EnrolmentFlow, n, act, func() error { n.By.Did(act, tx.Actor.Who()); return nil }); err != nil {
		return err
	}
	return db.Update(tx, enrolmentTable, n)
}

// A Picture is a photograph that Attach has taken in.
type Picture struct {
	name             string
	staged, stripped files.Staged
}

// mostPhotos is how many photographs an event has.
const mostPhotos = 20

// Attach takes in a photograph, and makes the copy that can become public: without the place
// and the device that a camera writes into it.
//
// Errors: Invalid about the field file.
func (s *Service) Attach(ctx context.Context, name string, r io.Reader) (p Picture, err error) {
	if p.staged, err = s.Files.Stage(ctx, r); err == nil {
		p.name, err = pictureName(name, p.staged)
	}
	if err == nil {
		p.stripped, _, err = s.Files.Strip(ctx, p.name, p.staged)
	}
	if k := fault.Of(err); k == fault.Invalid || k == fault.TooLarge {
		return p, &fault.Error{Kind: fault.Invalid, Text: fault.T("invalid"), Fields: map[string]fault.Text{"file": fault.As(err).Text}, Err: err}
	}
	return p, err
}

func pictureName(name string, staged files.Staged) (string, error) {
	clean, t, err := files.Check(name, staged)
	if err == nil && t != files.JPEG && t != files.PNG {
		err = fault.New(fault.Invalid, "event.bad.picture")
	}
	return clean, err
}

// Add adds a photograph with the words for who cannot see it.
func (s *Service) Add(ctx context.Context, id ID, in Adding, p Picture) (*Event, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	if p.name == "" {
		return nil, fault.Field("file", "required")
	}
	return s.do(ctx, id, step{act: ActAdd, rev: in.Rev, change: func(tx *db.Tx, e *Event) error {
		all, err := photosOf(tx, e.ID)
		if err != nil {
			return err
		}
		if len(all) >= mostPhotos {
			return fault.Field("file", "event.bad.photos", mostPhotos)
		}
		if err := s.mayShow(tx, map[string]string{"alt": in.Alt}); err != nil {
			return err
		}
		f, err := s.Files.SaveStripped(tx, files.Upload{Staged: p.staged, Name: p.name, Noun: Noun, Ref: int64(e.ID)}, p.stripped)
		if err != nil {
			return err
		}
		return db.Insert(tx, photoTable, Photo{ID: tx.ID(), Event: e.ID, File: f.ID, Alt: tidied(in.Alt), SHA256: f.SHA256})
	}})
}

// Drop takes a photograph away.
func (s *Service) Drop(ctx context.Context, id ID, in Dropping) (*Event, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActDrop, rev: in.Rev, change: func(tx *db.Tx, e *Event) error {
		n, err := tx.Exec("DELETE FROM event_photo WHERE event_id = ? AND file_id = ?", e.ID, in.File)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Field("file", "event.bad.no_photo")
		}
		return files.Drop(tx, in.File)
	}})
}

// Note hands the minutes in. Those of a meeting say which opinions were heard and what becomes
// of them.
func (s *Service) Note(ctx context.Context, id ID, in Record) (*Event, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActNote, rev: in.Rev, change: func(tx *db.Tx, e *Event) error {
		if e.Kind.Hears() && tidied(in.Heard) == "" {
			return fault.Field("heard", "event.need.heard")
		}
		e.Minutes, e.Heard, e.Became, e.Walkins, e.Reason = tidied(in.Minutes), tidied(in.Heard), tidied(in.Became), in.Walkins, ""
		return s.screened(tx, e)
	}})
}

// Tell publishes the minutes and photographs: it is what was owed.
func (s *Service) Tell(ctx context.Context, id ID, in Seen) (*Event, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActTell, rev: in.Rev, change: func(tx *db.Tx, e *Event) error {
		if err := s.screened(tx, e); err != nil {
			return err
		}
		photos, err := photosOf(tx, e.ID)
		if err != nil {
			return err
		}
		b, err := json.Marshal([]any{e.Minutes, e.Heard, e.Became, photos})
		e.ToldOn, e.Sum = tx.Today, proof.SHA256(string(b))
		return err
	}, then: func(tx *db.Tx, e *Event) error {
		if err := s.Duties.CountOpen(tx, RuleTell, e.Ref(), tx.Today); err != nil {
			return err
		}
		return s.found(tx, e)
	}})
}

// Photo returns a photograph of an event that the actor may know of.
func (s *Service) Photo(ctx context.Context, id ID, file int64) (f files.File, err error) {
	return s.photo(ctx, id, file, func(tx *db.Tx) (*Event, error) { return read(tx, id, "") })
}

// PhotoShown returns a photograph of an event whose minutes are public.
func (s *Service) PhotoShown(ctx context.Context, id ID, file int64) (f files.File, err error) {
	return s.photo(ctx, id, file, func(tx *db.Tx) (*Event, error) {
		e, err := shown(tx, id, "")
		if err == nil && e.Status != Told {
			err = fault.New(fault.NotFound, "not_found")
		}
		return e, err
	})
}

func (s *Service) photo(ctx context.Context, id ID, file int64, of func(*db.Tx) (*Event, error)) (f files.File, err error) {
	defer fault.Wrap(&err, "event.Photo(%d, %d)", id, file)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if _, err := of(tx); err != nil {
			return err
		}
		if _, err := db.Get[Photo](tx, "FROM event_photo WHERE event_id = ? AND file_id = ?", id, file); err != nil {
			return err
		}
		f, err = files.Get(tx, file)
		return err
	})
	return f, err
}
