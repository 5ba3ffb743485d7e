package event

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/platform/secret"
)

// RuleTell is the rule of what an event owes: its minutes.
const RuleTell = "event.tell"

// Service is what the surfaces do with events.
type Service struct {
	Needs
	tick   *jobs.Kind[jobs.Slot]
	forget *jobs.Kind[jobs.Slot]
	notice *jobs.Kind[noticeJob]
}

// Needs is what the service rests on.
type Needs struct {
	DB     *db.DB
	Duties *duty.Service
	Files  *files.Store
	Search *search.Index
	Box    *secret.Box
	Mail   *notify.Service // nil: nothing is sent
	Site   string          // address of the portal, for a mail
	Words  func(key string, args ...any) string
	Rules  func(tx *db.Tx) (*screen.Rules, error) // of what may not be public
}

// every is how often events are looked at: what is over becomes so by itself.
const every = 10 * time.Minute

// New returns the service.
func New(n Needs) *Service {
	s := &Service{Needs: n}
	s.tick = jobs.Define("event.tick", func(ctx context.Context, _ jobs.Slot) error { return s.Tick(ctx) }, jobs.Every(every))
	s.forget = jobs.Define("event.forget", func(ctx context.Context, _ jobs.Slot) error { _, err := s.Forget(ctx); return err }, jobs.Daily("04:40"))
	s.notice = jobs.Define("event.notice", s.sendNotice, jobs.Tries(noticeTries))
	return s
}

// Kinds returns the jobs of events.
func (s *Service) Kinds() []jobs.Definition { return []jobs.Definition{s.tick, s.forget, s.notice} }

// A View is an event as the desk shows it.
type View struct {
	Event     Event   `json:"event"`
	Unit      string  `json:"unit"`
	Acts      []Act   `json:"acts"`
	Counts    Counts  `json:"counts"`
	Photos    []Photo `json:"photos,omitempty"`
	Unreached int     `json:"unreached,omitempty"` // people who were to be told, and whom no message reached
	Unsure    bool    `json:"unsure,omitempty"`    // somebody has still to confirm the term of the minutes
	Term      int     `json:"term"`                // working days for them
	MayTake   bool    `json:"-"`                   // the actor may enrol who calls
	MayCheck  bool    `json:"-"`                   // and note who came
}

// byItself has the acts that nobody does by a button.
var byItself = map[Act]bool{ActClose: true, ActHold: true}

// Find lists events that the actor may know of, the newest first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Event], err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		w := scope(tx)
		if q.Status != "" {
			w.And("state = ?", q.Status)
		} else {
			w.And("state <> ?", Discarded)
		}
		if q.Kind != "" {
			w.And("kind = ?", q.Kind)
		}
		if q.Unit != 0 {
			w.And("unit_id = ?", q.Unit)
		}
		rows, err = db.List[Event](tx, p, db.Query{From: table, Where: w, Order: []string{"id"}, Desc: true})
		return err
	})
	return rows, err
}

// View returns an event that the actor may know of.
func (s *Service) View(ctx context.Context, id ID) (v View, err error) {
	defer fault.Wrap(&err, "event.View(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		e, err := read(tx, id, "")
		if err != nil {
			return err
		}
		v = View{Event: *e, Acts: slices.DeleteFunc(Flow.Next(tx.Actor, e), func(a Act) bool { return byItself[a] })}
		writes := tx.Actor.CanAt(Write, e.UnitID)
		v.MayTake, v.MayCheck = writes && e.Takes(tx.Now), writes && e.checks(tx.Today)
		u, err := unit.Get(tx, e.UnitID)
		if err != nil {
			return err
		}
		v.Unit = u.Short
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		v.Term, v.Unsure = settings.Int(profile.EventTell), settings.Unsure(string(profile.EventTell))
		if v.Counts, err = count(tx, e); err != nil {
			return err
		}
		if v.Photos, err = photosOf(tx, e.ID); err != nil {
			return err
		}
		v.Unreached, err = db.One[int](tx, "SELECT COUNT(*) FROM event_notice WHERE event_id = ? AND state = ?", e.ID, Unsent)
		return err
	})
	return v, err
}

// Make begins an event of a unit.
//
// Errors: Invalid with the fields at fault.
func (s *Service) Make(ctx context.Context, unitID int64, in Edit) (e *Event, err error) {
	defer fault.Wrap(&err, "event.Make")
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		u, err := unit.Get(tx, unitID)
		if err != nil || u.Closed != "" {
			return fault.Field("unit", "survey.no_unit")
		}
		e = &Event{ID: ID(tx.ID()), Rev: 1, UnitID: u.ID, MadeAt: tx.Now}
		if err := flow.Do(tx, Flow, e, ActMake, func() error { return s.fillIn(tx, e, in) }); err != nil {
			return err
		}
		return db.Insert(tx, table, e)
	})
	return e, err
}

// fillIn puts what was typed into the event. Its words are public as soon as it is announced.
func (s *Service) fillIn(tx *db.Tx, e *Event, in Edit) error {
	e.By.Did(ActEdit, tx.Actor.Who())
	e.Facts = in.facts()
	return s.screened(tx, e)
}

// screened returns a fault if the words of an event cannot be public by the rules of today:
// those of the day when they were written may differ.
func (s *Service) screened(tx *db.Tx, e *Event) error {
	return s.mayShow(tx, map[string]string{
		"title": e.Title, "about": e.About, "place": e.Place, "who": e.Who, "contact": e.Contact, "access": e.Access, "minutes": e.Minutes, "heard": e.Heard, "became": e.Became,
	})
}

func (s *Service) mayShow(tx *db.Tx, words map[string]string) error {
	rules, err := s.Rules(tx)
	if err != nil {
		return err
	}
	return rules.MayShow(words)
}

// A step is one act on an event, with what it changes and what follows from it.
type step struct {
	act    Act
	rev    int64
	change func(*db.Tx, *Event) error
	then   func(*db.Tx, *Event) error
}

func (s *Service) do(ctx context.Context, id ID, st step) (e *Event, err error) {
	defer fault.Wrap(&err, "%s(%d)", st.act, id)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		if e, err = read(tx, id, tx.Lock()); err != nil {
			return err
		}
		e.Rev = st.rev // a stale one is refused by the update
		return s.step(tx, e, st)
	})
	return e, err
}

// step makes a step on an event that is loaded, and saves it.
func (s *Service) step(tx *db.Tx, e *Event, st step) error {
	err := flow.Do(tx, Flow, e, st.act, func() error {
		e.By.Did(st.act, tx.Actor.Who())
		if st.change == nil {
			return nil
		}
		return st.change(tx, e)
	})
	if err != nil {
		return err
	}
	if err := db.Update(tx, table, e); err != nil || st.then == nil {
		return err
	}
	return st.then(tx, e)
}

// Edit changes a draft.
func (s *Service) Edit(ctx context.Context, id ID, in Edit) (*Event, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActEdit, rev: in.Rev, change: func(tx *db.Tx, e *Event) error { return s.fillIn(tx, e, in) }})
}

// Ask hands a draft to who approves it.
func (s *Service) Ask(ctx context.Context, id ID, in Seen) (*Event, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActAsk, rev: in.Rev, change: func(tx *db.Tx, e *Event) error { return timely(tx, e) }})
}

// timely returns a fault if nobody could enrol any more.
func timely(tx *db.Tx, e *Event) error {
	if e.Closes < tx.Today || !tx.Now.Before(e.From()) {
		return fault.New(fault.Conflict, "event.late")
	}
	return nil
}

// Return gives an event back to its drafter.
func (s *Service) Return(ctx context.Context, id ID, in Because) (*Event, error) {
	return s.because(ctx, id, ActReturn, in)
}

// Discard ends a draft.
func (s *Service) Discard(ctx context.Context, id ID, in Because) (*Event, error) {
	return s.because(ctx, id, ActDiscard, in)
}

// Refuse gives the minutes back to who wrote them.
func (s *Service) Refuse(ctx context.Context, id ID, in Because) (*Event, error) {
	return s.because(ctx, id, ActRefuse, in)
}

func (s *Service) because(ctx context.Context, id ID, act Act, in Because) (*Event, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: act, rev: in.Rev, change: func(_ *db.Tx, e *Event) error {
		e.Reason = tidied(in.Reason)
		return nil
	}})
}

// Approve announces an event: from now on it is public, and people enrol.
//
// Errors: Conflict for one for which it is too late.
func (s *Service) Approve(ctx context.Context, id ID, in Seen) (*Event, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActApprove, rev: in.Rev, change: func(tx *db.Tx, e *Event) error {
		e.Opened, e.Reason = tx.Today, ""
		if err := timely(tx, e); err != nil {
			return err
		}
		return s.screened(tx, e)
	}, then: s.found})
}

// Change gives an event another time, place or number of places, with a public reason. Whoever
// has a place or waits is told of another time or place. More places go down the list at once.
//
// Errors: Invalid about fewer places than are taken, or a time that has passed.
func (s *Service) Change(ctx context.Context, id ID, in Change) (*Event, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	moved := false
	return s.do(ctx, id, step{act: ActChange, rev: in.Rev, change: func(tx *db.Tx, e *Event) error {
		if err := s.changeable(tx, e, in); err != nil {
			return err
		}
		moved = e.When != in.when()
		e.When, e.Places, e.Closes, e.Reason = in.when(), in.Places, in.Closes, tidied(in.Reason)
		if moved {
			e.Reminded = ""
		}
		return s.mayShow(tx, map[string]string{"place": e.Place, "reason": e.Reason})
	}, then: func(tx *db.Tx, e *Event) error {
		if moved {
			if err := s.tellAll(tx, e, ToldChanged); err != nil {
				return err
			}
		}
		if err := s.fill(tx, e, true); err != nil {
			return err
		}
		return s.found(tx, e)
	}})
}

func (s *Service) changeable(tx *db.Tx, e *Event, in Change) error {
	n, err := count(tx, e)
	var c fault.Check
	c.That(tx.Now.Before(in.when().From()), "begins", "event.bad.past")
	c.That(in.Places >= n.Taken, "places", "event.bad.fewer", n.Taken)
	c.That(e.Status != Open || in.Closes >= tx.Today, "closes", "event.bad.closed")
	c.That(e.Status != Closed || in.Closes == e.Closes, "closes", "event.bad.reopen", e.Closes)
	if err != nil {
		return err
	}
	if !tx.Now.Before(e.From()) {
		return fault.New(fault.Conflict, "event.begun")
	}
	return c.Err()
}

// Cancel calls an event off, with a public reason; whoever enrolled is told.
//
// Errors: Conflict once it has begun: from then on its minutes are owed.
func (s *Service) Cancel(ctx context.Context, id ID, in Because) (*Event, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActCancel, rev: in.Rev, change: func(tx *db.Tx, e *Event) error {
		if !tx.Now.Before(e.From()) {
			return fault.New(fault.Conflict, "event.begun")
		}
		e.Reason = tidied(in.Reason)
		return s.mayShow(tx, map[string]string{"reason": e.Reason})
	}, then: func(tx *db.Tx, e *Event) error {
		if err := s.tellAll(tx, e, ToldCancelled); err != nil {
			return err
		}
		return s.found(tx, e)
	}})
}

// Noun is the name of the noun in the index of search and of files.
const Noun = "event"

// Found is the noun as the index of search knows it: one document a public event.
func (s *Service) Found() search.Source {
	return search.InTable(Noun, table, func(w *db.Where) { w.In("state", db.Anys(Public)...) }, func(tx *db.Tx, w db.Where) (out []search.Doc, err error) {
		all, err := db.All[Event](tx, "FROM event_event"+w.String(), w.Args...)
		for i := range all {
			out = append(out, docOf(&all[i]))
		}
		return out, err
	})
}

func docOf(e *Event) search.Doc {
	text := []string{e.About, e.Place, e.Who}
	if e.Status == Told {
		text = append(text, e.Minutes, e.Heard, e.Became)
	}
	return search.Doc{
		ID: int64(e.ID), Noun: Noun, Title: e.Title, Text: strings.Join(text, "\n"), Unit: e.UnitID, On: e.Opened, Year: e.Opened.Year(), State: search.Valid,
	}
}

func (s *Service) found(tx *db.Tx, e *Event) error { return s.Search.Put(tx, docOf(e)) }

// dayText is a moment as people say it: a day and a time.
func dayText(day calendar.Day, clock string) string { return string(day) + " " + clock }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
