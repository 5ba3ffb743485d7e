package consult

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/text/width"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
)

// A HearingID names a hearing.
type HearingID int64

// A Hearing (听证会) is a part of a consultation.
type Hearing struct {
	ID        HearingID       `db:"id" json:"id"`
	Rev       int64           `db:"rev" json:"rev"`
	Consult   ID              `db:"consult_id" json:"consult_id"`
	UnitID    int64           `db:"unit_id" json:"unit_id"`
	Day       calendar.Day    `db:"on_day" json:"day"`
	Time      string          `db:"at_time" json:"time"`
	Place     string          `db:"place" json:"place"`
	Seats     int             `db:"seats" json:"seats"`
	Until     calendar.Day    `db:"until_day" json:"until"` // last day of the enrolment
	Source    string          `db:"source" json:"source"`   // told beforehand: where the seed of the draw comes from
	Seed      string          `db:"seed" json:"seed,omitempty"`
	Material  string          `db:"material" json:"material,omitempty"` // what was delivered
	Minutes   string          `db:"minutes" json:"minutes,omitempty"`
	Came      int             `db:"came" json:"came,omitempty"`
	Status    Status          `db:"state" json:"state"`
	Drawn     calendar.Day    `db:"drawn" json:"drawn,omitempty"`
	Delivered calendar.Day    `db:"delivered" json:"delivered,omitempty"`
	Held      calendar.Day    `db:"held" json:"held,omitempty"`
	Reason    string          `db:"reason" json:"reason,omitempty"` // public: why it was postponed or cancelled
	By        flow.Hands[Act] `db:"by_whom,json" json:"-"`
}

// HearingRef names a hearing in the journal.
func HearingRef(id HearingID) string { return fmt.Sprintf("consult/hearing/%d", id) }

// Ref names the hearing in the journal.
func (h *Hearing) Ref() string { return HearingRef(h.ID) }

// Owner is the unit that holds it.
func (h *Hearing) Owner() int64 { return h.UnitID }

// State is where the hearing stands in HearingFlow.
func (h *Hearing) State() Status { return h.Status }

// Move sets where the hearing stands; only flow.Do calls it.
func (h *Hearing) Move(to Status) { h.Status = to }

// DoneBy is who did an act last.
func (h *Hearing) DoneBy(act Act) int64 { return h.By[act] }

// Public is what the log shows of the hearing: all of it, and of nobody who takes part a word.
func (h *Hearing) Public() any { return h }

// A HearingView is a hearing as everybody sees it.
type HearingView struct {
	Hearing
	Title    string       `json:"title"` // of the consultation
	Takes    bool         `json:"takes"` // enrolments, today
	N        int          `json:"enrolled"`
	Enrolled []Enrolment  `json:"-"`
	Tickets  []Ticket     `json:"draw,omitempty"`
	Acts     []Act        `json:"-"`
	Delivery calendar.Day `json:"material_until"` // last day for the material
}

// ahead is how many days before a hearing its material is with those who take part.
func ahead() int { return law.MustTerm("decision.hearing").N }

func (s *Service) hearingsOf(tx *db.Tx, id ID) (out []HearingView, err error) {
	all, err := db.All[Hearing](tx, "FROM consult_hearing WHERE consult_id = ? ORDER BY id", id)
	for i := range all {
		v, err := s.hearing(tx, &all[i])
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, err
}

func (s *Service) hearing(tx *db.Tx, h *Hearing) (v HearingView, err error) {
	v = HearingView{Hearing: *h, Takes: h.Status == Called && tx.Today <= h.Until, Acts: HearingFlow.Next(tx.Actor, h), Delivery: h.Day.Add(-ahead())}
	if v.Title, err = db.One[string](tx, "SELECT title FROM consult_consult WHERE id = ?", h.Consult); err != nil {
		return v, err
	}
	if v.Enrolled, err = db.All[Enrolment](tx, "FROM consult_enrolment WHERE hearing_id = ? ORDER BY place, id", h.ID); err != nil {
		return v, err
	}
	v.N = len(v.Enrolled)
	if h.Seed != "" {
		v.Tickets = Draw(h.Seed, numbersOf(v.Enrolled), h.Seats)
	}
	return v, nil
}

func numbersOf(all []Enrolment) []string {
	out := make([]string, len(all))
	for i, e := range all {
		out[i] = e.Number
	}
	return out
}

// A Calling calls a hearing.
type Calling struct {
	Day    calendar.Day `form:"day" json:"day" label:"consult.hearing_day" hint:"consult.hearing_day_hint" type:"date" required:"true"`
	Time   string       `form:"time" json:"time" label:"consult.hearing_time" hint:"consult.hearing_time_hint" required:"true" max:"5"`
	Place  string       `form:"place" json:"place" label:"consult.hearing_place" required:"true" max:"100"`
	Seats  int          `form:"seats" json:"seats" label:"consult.seats" hint:"consult.seats_hint" required:"true"`
	Until  calendar.Day `form:"until" json:"until" label:"consult.enrol_until" hint:"consult.enrol_until_hint" type:"date" required:"true"`
	Source string       `form:"source" json:"source" label:"consult.seed_source" hint:"consult.seed_source_hint" required:"true" max:"200"`
}

var clockForm = regexp.MustCompile(`^([01]?\d|2[0-3])[:\x{ff1a}][0-5]\d$`)

// clockOf is a time of day with the colon of ASCII.
func clockOf(s string) string { return width.Fold.String(strings.TrimSpace(s)) }

// maxSeats is how many speak in a hearing at most.
const maxSeats = 200

// Check says which fields break a rule.
func (in Calling) Check() error {
	var c fault.Check
	c.That(in.Day.Valid(), "day", "foi.need.day")
	c.That(in.Until.Valid(), "until", "foi.need.day")
	c.That(clockForm.MatchString(in.Time), "time", "consult.bad.time")
	c.That(in.Seats >= 1 && in.Seats <= maxSeats, "seats", "consult.bad.seats", maxSeats)
	for _, f := range []struct{ name, text string }{{"place", in.Place}, {"source", in.Source}} {
		c.That(strings.TrimSpace(f.text) != "", f.name, "required")
	}
	return c.Err()
}

// timely asks that there is time for the draw and the material between enrolment and hearing.
func timely(today, until, day calendar.Day) error {
	var c fault.Check
	c.That(until >= today, "until", "consult.bad.past")
	c.That(day.Sub(until) > ahead(), "day", "consult.bad.hearing_day", ahead()+1)
	return c.Err()
}

// Call calls a hearing of a consultation: time and place, how many speak, until when one can
// enrol, and where the seed of the draw will come from, are public from now on.
//
// Errors: Invalid about a day that leaves no time for the material.
func (s *Service) Call(ctx context.Context, id ID, in Calling) (h *Hearing, err error) {
	defer fault.Wrap(&err, "consult.Call(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		c, err := read(tx, id, tx.Lock())
		if err != nil {
			return err
		}
		if c.Status != Open && c.Status != Closed {
			return fault.New(fault.Conflict, "flow.no_step")
		}
		if err := timely(tx.Today, in.Until, in.Day); err != nil {
			return err
		}
		h = &Hearing{
			ID: HearingID(tx.ID()), Rev: 1, Consult: c.ID, UnitID: c.UnitID, Day: in.Day, Time: clockOf(in.Time), Place: tidied(in.Place), Seats: in.Seats, Until: in.Until, Source: tidied(in.Source),
		}
		if err := s.mayShow(tx, map[string]string{"place": h.Place, "source": h.Source}); err != nil {
			return err
		}
		if err := flow.Do(tx, HearingFlow, h, ActCall, func() error { h.By.Did(ActCall, tx.Actor.Who()); return nil }); err != nil {
			return err
		}
		if err := s.oweMaterial(tx, c, h); err != nil {
			return err
		}
		return db.Insert(tx, "consult_hearing", h)
	})
	return h, err
}

// oweMaterial opens the duty to deliver the material: on a working day, at least seven days before.
func (s *Service) oweMaterial(tx *db.Tx, c *Consult, h *Hearing) error {
	cal, err := s.Holidays.In(tx)
	if err != nil {
		return err
	}
	last, _ := cal.OnOrBefore(h.Day.Add(-ahead()))
	_, err = s.Duties.Open(tx, duty.Owed{
		UnitID: h.UnitID, Rule: RuleMaterial, Ref: h.Ref(), Under: Noun, Title: s.Words("consult.owe_material", c.Title), Basis: law.Title(hearings),
		Term: law.Term{N: max(last.Sub(tx.Today), 0), Unit: law.CalDay}, From: tx.Today, Again: h.Rev,
	})
	return err
}

// Hearing returns a hearing that the actor may know of.
func (s *Service) Hearing(ctx context.Context, id HearingID) (v HearingView, err error) {
	defer fault.Wrap(&err, "consult.Hearing(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		w := within(tx, int64(id))
		h, err := db.Get[Hearing](tx, "FROM consult_hearing"+w.String(), w.Args...)
		if err != nil {
			return err
		}
		v, err = s.hearing(tx, &h)
		return err
	})
	return v, err
}

// onHearing makes a step on a hearing, and saves it.
func (s *Service) onHearing(ctx context.Context, id HearingID, act Act, rev int64, change func(*db.Tx, *Hearing) error) (h *Hearing, err error) {
	defer fault.Wrap(&err, "%s(%d)", act, id)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		w := within(tx, int64(id))
		got, err := db.Get[Hearing](tx, "FROM consult_hearing"+w.String()+tx.Lock(), w.Args...)
		if err != nil {
			return err
		}
		h = &got
		h.Rev = rev
		err = flow.Do(tx, HearingFlow, h, act, func() error {
			h.By.Did(act, tx.Actor.Who())
			return change(tx, h)
		})
		if err != nil {
			return err
		}
		return db.Update(tx, "consult_hearing", h)
	})
	return h, err
}

// A Drawing draws who takes part, by a seed that everybody can look up.
type Drawing struct {
	Rev  int64  `form:"rev" type:"hidden" json:"rev"`
	Seed string `form:"seed" json:"seed" label:"consult.seed" hint:"consult.seed_hint" required:"true" max:"100"`
}

// Check asks for the seed.
func (in Drawing) Check() error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Seed) != "", "seed", "required")
	return c.Err()
}

// Draw draws who takes part, once the enrolment has closed.
func (s *Service) Draw(ctx context.Context, id HearingID, in Drawing) (*Hearing, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.onHearing(ctx, id, ActDraw, in.Rev, func(tx *db.Tx, h *Hearing) error {
		if tx.Today <= h.Until {
			return fault.New(fault.Conflict, "consult.still_enrolling", h.Until)
		}
		h.Seed, h.Drawn = strings.TrimSpace(in.Seed), tx.Today
		if err := s.mayShow(tx, map[string]string{"seed": h.Seed}); err != nil {
			return err
		}
		all, err := db.All[Enrolment](tx, "FROM consult_enrolment WHERE hearing_id = ? ORDER BY id", h.ID)
		if err != nil {
			return err
		}
		for i, t := range Draw(h.Seed, numbersOf(all), h.Seats) {
			if _, err := tx.Exec("UPDATE consult_enrolment SET place = ?, chosen = ?, rev = rev + 1 WHERE number = ?", i+1, t.Chosen, t.Number); err != nil {
				return err
			}
		}
		return nil
	})
}

// A Delivery says what was delivered to those who take part.
type Delivery struct {
	Rev      int64  `form:"rev" type:"hidden" json:"rev"`
	Material string `form:"material" json:"material" label:"consult.material" hint:"consult.material_hint" type:"textarea" rows:"4" required:"true" max:"1000"`
}

// Check asks for the list.
func (in Delivery) Check() error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Material) != "", "material", "required")
	return c.Err()
}

// Deliver notes that the material has been delivered: seven days before the hearing, or the
// hearing is postponed first (重大行政决策程序暂行条例, Article 16).
func (s *Service) Deliver(ctx context.Context, id HearingID, in Delivery) (*Hearing, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.onHearing(ctx, id, ActDeliver, in.Rev, func(tx *db.Tx, h *Hearing) error {
		if h.Day.Sub(tx.Today) < ahead() {
			return fault.New(fault.Conflict, "consult.material_late", ahead())
		}
		h.Material, h.Delivered = tidied(in.Material), tx.Today
		if err := s.mayShow(tx, map[string]string{"material": h.Material}); err != nil {
			return err
		}
		return s.Duties.CountOpen(tx, RuleMaterial, h.Ref(), tx.Today)
	})
}

// A Postponing gives a hearing a later day.
type Postponing struct {
	Because
	Day   calendar.Day `form:"day" json:"day" label:"consult.hearing_day" type:"date" required:"true"`
	Time  string       `form:"time" json:"time" label:"consult.hearing_time" hint:"consult.hearing_time_hint" required:"true" max:"5"`
	Place string       `form:"place" json:"place" label:"consult.hearing_place" required:"true" max:"100"`
}

// Check says which fields break a rule.
func (in Postponing) Check() error {
	var c fault.Check
	c.That(in.Day.Valid(), "day", "foi.need.day")
	c.That(clockForm.MatchString(in.Time), "time", "consult.bad.time")
	c.That(strings.TrimSpace(in.Place) != "", "place", "required")
	if err := c.Err(); err != nil {
		return err
	}
	return in.Because.Check()
}

// Postpone gives a hearing a later day, with a public reason.
func (s *Service) Postpone(ctx context.Context, id HearingID, in Postponing) (*Hearing, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.onHearing(ctx, id, ActPostpone, in.Rev, func(tx *db.Tx, h *Hearing) error {
		if in.Day <= h.Day || in.Day <= tx.Today {
			return fault.Field("day", "survey.not_later", max(h.Day, tx.Today))
		}
		if err := s.mayShow(tx, map[string]string{"place": in.Place, "reason": in.Reason}); err != nil {
			return err
		}
		h.Day, h.Time, h.Place, h.Reason = in.Day, clockOf(in.Time), tidied(in.Place), tidied(in.Reason)
		if h.Status == Delivered {
			return nil
		}
		if err := s.Duties.WaiveAll(tx, h.Ref(), h.Reason); err != nil {
			return err
		}
		c, err := read(tx, h.Consult, "")
		if err != nil {
			return err
		}
		return s.oweMaterial(tx, c, h)
	})
}

// Cancel calls a hearing off, with a public reason.
func (s *Service) Cancel(ctx context.Context, id HearingID, in Because) (*Hearing, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.onHearing(ctx, id, ActCancel, in.Rev, func(tx *db.Tx, h *Hearing) error {
		h.Reason = tidied(in.Reason)
		if err := s.mayShow(tx, map[string]string{"reason": h.Reason}); err != nil {
			return err
		}
		return s.Duties.WaiveAll(tx, h.Ref(), h.Reason)
	})
}

// A Record is what was said in a hearing, in words for the public.
type Record struct {
	Rev     int64  `form:"rev" type:"hidden" json:"rev"`
	Came    int    `form:"came" json:"came" label:"consult.came" hint:"consult.came_hint" required:"true"`
	Minutes string `form:"minutes" json:"minutes" label:"consult.minutes" hint:"consult.minutes_hint" type:"textarea" rows:"14" required:"true" max:"20000"`
}

// Check says which fields break a rule.
func (in Record) Check() error {
	var c fault.Check
	c.That(in.Came >= 1 && in.Came <= maxSeats, "came", "consult.bad.seats", maxSeats)
	c.That(strings.TrimSpace(in.Minutes) != "", "minutes", "required")
	return c.Err()
}

// Hold publishes the minutes of a hearing, from its day on. What was said is typed in as
// opinions, each by itself, so that each is answered.
func (s *Service) Hold(ctx context.Context, id HearingID, in Record) (*Hearing, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.onHearing(ctx, id, ActHold, in.Rev, func(tx *db.Tx, h *Hearing) error {
		if tx.Today < h.Day {
			return fault.New(fault.Conflict, "consult.not_held", h.Day)
		}
		if in.Came > h.Seats {
			return fault.Field("came", "consult.bad.seats", h.Seats)
		}
		h.Minutes, h.Came, h.Held = tidied(in.Minutes), in.Came, h.Day
		return s.mayShow(tx, map[string]string{"minutes": h.Minutes})
	})
}

// HearingShown returns a hearing that everybody may know of: those of a public consultation.
func (s *Service) HearingShown(ctx context.Context, id HearingID) (v HearingView, err error) {
	defer fault.Wrap(&err, "consult.HearingShown(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		h, err := db.Get[Hearing](tx, "FROM consult_hearing WHERE id = ?", id)
		if err != nil {
			return err
		}
		v, err = s.hearing(tx, &h)
		return err
	})
	return v, err
}
