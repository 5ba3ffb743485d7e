package duty

import (
	"context"
	"slices"
	"time"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/profile"
)

// Service is what nouns and surfaces do with duties.
type Service struct {
	// People returns the accounts that hold p over unit; app sets it.
	People func(tx *db.Tx, p auth.Perm, unit int64) ([]int64, error)
	// Notices is what people are told by; app sets it.
	Notices *notify.Service

	db       *db.DB
	holidays *holidays.Holidays
	memory   memory
}

// New returns the service.
func New(d *db.DB, h *holidays.Holidays) *Service { return &Service{db: d, holidays: h} }

// Open opens a duty in the transaction of the noun that it comes from. A duty
// with the same rule, ref, unit, period and Again is opened once: the second call
// returns the first one.
func (s *Service) Open(tx *db.Tx, o Owed) (*Duty, error) {
	found, err := db.Get[Duty](tx, "FROM duty_duty WHERE open_key = ?", o.key())
	if fault.Of(err) != fault.NotFound {
		return &found, err
	}
	cal, err := s.holidays.In(tx)
	if err != nil {
		return nil, err
	}
	return begin(tx, cal, o)
}

// OpenNew opens the duties of a thing that has none yet, as a plan does when it
// is issued. It looks for none, so it waits for nobody; that a duty is opened
// once is left to its key, which refuses the second.
func (s *Service) OpenNew(tx *db.Tx, all []Owed) error {
	cal, err := s.holidays.In(tx)
	if err != nil {
		return err
	}
	for _, o := range all {
		if _, err := begin(tx, cal, o); err != nil {
			return err
		}
	}
	return nil
}

// begin opens a duty that is not there yet.
func begin(tx *db.Tx, cal *calendar.Calendar, o Owed) (*Duty, error) {
	d := &Duty{
		ID: ID(tx.ID()), Rev: 1, UnitID: o.UnitID, Rule: o.Rule, Key: o.key(), From: o.Ref, Under: o.Under, Title: o.Title,
		Basis: o.Basis, Period: o.Period, Opened: o.From, Starts: o.Starts, Need: max(o.Need, 1),
		cal: cal, term: o.Term, at: o.At,
	}
	if !o.At.IsZero() {
		d.Opened = calendar.DayOf(o.At)
	}
	if d.Opened == "" {
		d.Opened = tx.Today
	}
	if d.Starts == "" {
		d.Starts = tx.Today
	}
	if err := flow.Do(tx, Flow, d, ActOpen, nil); err != nil {
		return nil, err
	}
	return d, insert(tx, d)
}

// step makes one step of the life of a duty within tx and saves it. Nouns call
// it through the methods below, after their own table has asked the permission.
func (s *Service) step(tx *db.Tx, id ID, act Act, change func(*Duty) error) error {
	d, err := db.Get[Duty](tx, "FROM duty_duty WHERE id = ?", id)
	if err == nil {
		_, err = s.move(tx, &d, act, change)
	}
	return err
}

func (s *Service) move(tx *db.Tx, d *Duty, act Act, change func(*Duty) error) (*Duty, error) {
	var err error
	if d.cal, err = s.holidays.In(tx); err != nil {
		return nil, err
	}
	err = flow.Do(tx, Flow, d, act, func() error {
		if change == nil {
			return nil
		}
		return change(d)
	})
	if err != nil {
		return nil, err
	}
	return d, update(tx, d)
}

// Claim says that evidence was handed in today and waits for a decision. A
// second piece does not make a claim that was in time late.
func (s *Service) Claim(tx *db.Tx, id ID) error {
	return s.step(tx, id, ActClaim, func(d *Duty) error {
		if d.Claimed == "" {
			d.Claimed = tx.Today
		}
		return nil
	})
}

// Reject says that the evidence does not count; the duty is owed as before.
func (s *Service) Reject(tx *db.Tx, id ID) error {
	return s.step(tx, id, ActReject, func(d *Duty) error { d.decided(); return nil })
}

// Return is Reject by an office that asks for something better. A unit whose
// evidence came in time has so many working days for it, at least: the days that
// the office took are not the unit's.
func (s *Service) Return(tx *db.Tx, id ID, reason string, days int) error {
	return s.step(tx, id, ActReject, func(d *Duty) error {
		inTime := d.Claimed != "" && d.Claimed <= d.Due
		d.decided()
		d.Reason = reason
		if day, _ := d.cal.AddWork(tx.Today, days); inTime && day > d.Due {
			d.OldDue = d.Due
			d.set(day)
		}
		return nil
	})
}

// Count says that the evidence ref, handed in on a day, was accepted. With it
// the duty is met, or one piece nearer to it.
func (s *Service) Count(tx *db.Tx, id ID, ref string, on calendar.Day) error {
	return s.countAt(tx, id, ref, on, tx.Now)
}

func (s *Service) countAt(tx *db.Tx, id ID, ref string, on calendar.Day, at time.Time) error {
	d, err := db.Get[Duty](tx, "FROM duty_duty WHERE id = ?", id)
	if err != nil {
		return err
	}
	act := ActCount
	if d.Have+1 >= d.Need {
		act = ActMeet
	}
	_, err = s.move(tx, &d, act, func(d *Duty) error {
		d.Have, d.Evidence = d.Have+1, ref
		if act == ActMeet {
			d.MetOn, d.Claimed = on, ""
			if !d.DueAt.IsZero() {
				d.MetAt = at
			}
		} else {
			d.decided()
		}
		return nil
	})
	return err
}

// decided ends a claim: the day that is left is the one that follows from the
// facts now, whatever came out while the evidence waited (see Recompute).
func (d *Duty) decided() {
	d.Claimed = ""
	d.refresh()
}

// CountOpen counts today's act itself as the evidence for every duty of a rule
// and thing that is still owed: a decision that was owed has been made.
func (s *Service) CountOpen(tx *db.Tx, rule, ref string, on calendar.Day) error {
	open, err := owed(tx, rule, ref, auth.Units{All: true})
	if err != nil {
		return err
	}
	for _, d := range open {
		if err := s.Count(tx, d.ID, ref, on); err != nil {
			return err
		}
	}
	return nil
}

// CountAt says that the evidence ref of an instant meets what is owed for a thing under a
// rule: what is owed in hours is in time or late by that instant. What is met in hours
// already is met by the older evidence.
func (s *Service) CountAt(tx *db.Tx, rule, thing, ref string, at time.Time) error {
	met, err := db.All[Duty](tx, "FROM duty_duty WHERE ref = ? AND rule = ? AND state = ? AND met_at > ?", thing, rule, Met, at)
	if err != nil {
		return err
	}
	for i := range met {
		if _, err := s.move(tx, &met[i], ActSooner, func(d *Duty) error { d.MetAt, d.MetOn, d.Evidence = at, calendar.DayOf(at), ref; return nil }); err != nil {
			return err
		}
	}
	open, err := owed(tx, rule, thing, auth.Units{All: true})
	if err != nil {
		return err
	}
	for _, d := range open {
		if err := s.countAt(tx, d.ID, ref, calendar.DayOf(at), at); err != nil {
			return err
		}
	}
	return nil
}

// WaiveAll ends every duty of a thing that has ended itself: the noun that ends it
// has asked the permission.
func (s *Service) WaiveAll(tx *db.Tx, ref, reason string) error {
	open, err := db.All[Duty](tx, "FROM duty_duty WHERE ref = ? ORDER BY due, id", ref)
	if err != nil {
		return err
	}
	for i := range open {
		if open[i].Status != Open && open[i].Status != Suspended {
			continue
		}
		if _, err := s.move(tx, &open[i], ActLapse, because(reason)); err != nil {
			return err
		}
	}
	return nil
}

// because keeps the reason of an act with the duty, for the journal.
func because(reason string) func(*Duty) error {
	return func(d *Duty) error { d.Reason = reason; return nil }
}

// Periods gives the periods of duties; they tell reports of one task apart.
func (s *Service) Periods(tx *db.Tx, ids []ID) (map[ID]string, error) {
	type row struct {
		ID     ID     `db:"id"`
		Period string `db:"period"`
	}
	out := map[ID]string{}
	for some := range slices.Chunk(ids, atOnce) {
		var w db.Where
		w.In("id", anys(some)...)
		err := db.Each(tx, func(r row) error { out[r.ID] = r.Period; return nil }, "FROM duty_duty"+w.String(), w.Args...)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Load reads a duty that the actor may know of, in the transaction of a noun.
func (s *Service) Load(tx *db.Tx, id ID) (*Duty, error) { return load(tx, id) }

// act makes a step that a person asks for.
func (s *Service) act(ctx context.Context, id ID, rev int64, act Act, change func(*db.Tx, *Duty) error) (d *Duty, err error) {
	defer fault.Wrap(&err, "%s(%d)", act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if d, err = load(tx, id); err != nil {
			return err
		}
		if err := d.byHand(); err != nil {
			return err
		}
		if rev != 0 {
			d.Rev = rev
		}
		d, err = s.move(tx, d, act, func(d *Duty) error { return change(tx, d) })
		return err
	})
	return d, err
}

// Extend gives a duty a later day. The old day, the new one and the reason stay
// in the journal.
//
// Errors: Invalid for a day that is not later than the one that holds, or past.
func (s *Service) Extend(ctx context.Context, id ID, in Extend) (*Duty, error) {
	return s.act(ctx, id, in.Rev, ActExtend, func(tx *db.Tx, d *Duty) error { return d.extend(tx, in) })
}

func (d *Duty) extend(tx *db.Tx, in Extend) error {
	var c fault.Check
	c.That(in.Due >= tx.Today, "due", "duty.past_day", tx.Today)
	c.That(in.Due > d.Due, "due", "duty.not_later", d.Due)
	if err := c.Err(); err != nil {
		return err
	}
	d.Reason, d.OldDue = in.Reason, d.Due
	d.set(in.Due)
	return nil
}

// ExtendAll gives every open duty of a thing a later day, and returns how many.
// One that has a later day already keeps it.
func (s *Service) ExtendAll(tx *db.Tx, ref string, in Extend) (int, error) {
	open, err := db.All[Duty](tx, "FROM duty_duty WHERE ref = ? AND state = ? AND due < ? ORDER BY due, id", ref, Open, in.Due)
	if err != nil {
		return 0, err
	}
	for i := range open {
		if _, err := s.move(tx, &open[i], ActExtend, func(d *Duty) error { return d.extend(tx, in) }); err != nil {
			return i, err
		}
	}
	return len(open), nil
}

// Suspend stops the clock: ■.
func (s *Service) Suspend(ctx context.Context, id ID, in Because) (*Duty, error) {
	return s.act(ctx, id, in.Rev, ActSuspend, func(_ *db.Tx, d *Duty) error {
		d.OldDue = d.Due
		return because(in.Reason)(d)
	})
}

// Resume lets the clock go on. A day that was fixed stays where it was, unless
// a new one is given.
func (s *Service) Resume(ctx context.Context, id ID, in Resume) (*Duty, error) {
	return s.act(ctx, id, in.Rev, ActResume, func(tx *db.Tx, d *Duty) error {
		if in.Due != "" {
			if in.Due < tx.Today {
				return fault.Field("due", "duty.past_day", tx.Today)
			}
			d.later = in.Due
		}
		return because(in.Reason)(d)
	})
}

// Waive ends a duty that is no longer owed. The reason stays.
func (s *Service) Waive(ctx context.Context, id ID, in Because) (*Duty, error) {
	return s.act(ctx, id, in.Rev, ActWaive, func(_ *db.Tx, d *Duty) error { return because(in.Reason)(d) })
}

// soon is the last day that counts as "due soon" today.
func (s *Service) soon(tx *db.Tx) (calendar.Day, error) {
	settings, err := unit.Settings(tx)
	if err != nil {
		return "", err
	}
	cal, err := s.holidays.In(tx)
	if err != nil {
		return "", err
	}
	day, _ := cal.AddWork(tx.Today, settings.Int(profile.DutySoon))
	return day, nil
}

// Recompute moves every open clock to the calendar, in the transaction that
// imports a notice of holidays, and returns how many days changed. Evidence that
// came in time and waits for a decision does not become late by it: that duty
// keeps its day until it is decided on.
func (s *Service) Recompute(tx *db.Tx, cal *calendar.Calendar) (int, error) {
	open, err := db.All[Duty](tx, "FROM duty_duty WHERE state = ? ORDER BY due, id", Open)
	if err != nil {
		return 0, err
	}
	moved := 0
	for i := range open {
		d := &open[i]
		d.cal = cal
		due, provisional := d.Due, d.Provisional
		d.refresh()
		if d.Due == due && d.Provisional == provisional || d.Claimed != "" && d.Due < d.Claimed && d.Claimed <= due {
			continue
		}
		if d.Due != due {
			moved++
		}
		d.OldDue = due
		if err := update(tx, d); err != nil {
			return moved, err
		}
		if err := journal.Add(tx, "duty.recompute", d.Ref(), d); err != nil {
			return moved, err
		}
	}
	return moved, nil
}

// A Derivation is how the last day of a duty comes about.
type Derivation struct {
	Duty Duty `json:"duty"`
	deadline.Derivation
}

// Explain derives the last day of a duty, day by day.
func (s *Service) Explain(ctx context.Context, id ID) (out Derivation, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		d, err := load(tx, id)
		if err != nil {
			return err
		}
		cal, err := s.holidays.In(tx)
		if err != nil {
			return err
		}
		out = Derivation{*d, d.Clock.Explain(cal)}
		return nil
	})
	return out, err
}

// fixed is a term that ends on a day.
func fixed(day calendar.Day) law.Term { return law.Term{Unit: law.Date, Date: string(day)} }
