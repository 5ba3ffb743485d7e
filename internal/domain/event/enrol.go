package event

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
)

// An Enrolment is somebody who wants to come, and whom that person brings along.
type Enrolment struct {
	ID     int64           `db:"id" json:"id"`
	Rev    int64           `db:"rev" json:"rev"`
	Event  ID              `db:"event_id" json:"event_id"`
	UnitID int64           `db:"unit_id" json:"-"`
	Number string          `db:"number" json:"number"`
	Code   string          `db:"code" json:"-"`
	Token  string          `db:"token" json:"-"`
	Person string          `db:"person" json:"-"`   // sealed
	Shown  string          `db:"shown" json:"name"` // masked
	People int             `db:"people" json:"people"`
	Status Status          `db:"state" json:"state"`
	Gone   calendar.Day    `db:"forgotten" json:"forgotten,omitempty"`
	By     flow.Hands[Act] `db:"by_whom,json" json:"-"`
}

// Ref names the enrolment in the journal, below its event.
func (n *Enrolment) Ref() string { return fmt.Sprintf("%s/enrolment/%d", RefOf(n.Event), n.ID) }

// Owner is the unit that invites.
func (n *Enrolment) Owner() int64 { return n.UnitID }

// State is where the enrolment stands in EnrolmentFlow.
func (n *Enrolment) State() Status { return n.Status }

// Move sets where the enrolment stands; only flow.Do calls it.
func (n *Enrolment) Move(to Status) { n.Status = to }

// DoneBy is who did an act last.
func (n *Enrolment) DoneBy(act Act) int64 { return n.By[act] }

// An EnrolmentBrief is what the journal keeps of a step: nothing of the person.
type EnrolmentBrief struct {
	Event  ID     `json:"event_id"`
	Status Status `json:"state"`
	People int    `json:"people"`
}

// Entry is what the journal keeps of the step just made.
func (n *Enrolment) Entry() any { return EnrolmentBrief{n.Event, n.Status, n.People} }

// A Person is how somebody who enrolled is reached.
type Person struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
	Mail  string `json:"mail,omitempty"`
}

// masked is who enrolled, as staff and the receipt show it.
func (p Person) masked() Person {
	a := foi.Applicant{Kind: foi.Citizen, Name: p.Name, Phone: p.Phone, Mail: p.Mail}.Masked()
	return Person{a.Name, a.Phone, a.Mail}
}

// Counts is how the places stand: Places is Taken and Free, always.
type Counts struct {
	Places    int `json:"places"`
	Taken     int `json:"taken"` // people with a place, those who came among them
	Free      int `json:"free"`
	Waiting   int `json:"waiting"` // people
	Came      int `json:"came"`    // people of enrolments
	Enrolled  int `json:"enrolments"`
	Withdrawn int `json:"withdrawn"` // enrolments
}

// count adds the people up by state.
func count(tx *db.Tx, e *Event) (c Counts, err error) {
	type sum struct {
		Status Status `db:"state"`
		N      int    `db:"n"`
		People int    `db:"people"`
	}
	all, err := db.All[sum](tx, "FROM (SELECT state, COUNT(*) AS n, COALESCE(SUM(people), 0) AS people FROM event_enrolment WHERE event_id = ? GROUP BY state) x", e.ID)
	c.Places = e.Places
	for _, s := range all {
		switch s.Status { //nolint:exhaustive // the others are states of the event
		case Waiting:
			c.Waiting = s.People
		case Withdrawn:
			c.Withdrawn = s.N
			continue
		case Came:
			c.Came = s.People
			c.Taken += s.People
		case Placed:
			c.Taken += s.People
		}
		c.Enrolled += s.N
	}
	c.Free = c.Places - c.Taken
	return c, err
}

// A Filed enrolment is what the person keeps: number and code together open its receipt. The
// code is told when it is made, and stored nowhere.
type Filed struct {
	Event  ID     `json:"event_id"`
	Title  string `json:"title"`
	Number string `json:"number"`
	Code   string `json:"code"`
	Status Status `json:"state"`
	Place  int    `json:"place,omitempty"` // on the waiting list, from 1
	Again  bool   `json:"again,omitempty"` // it was made before: the same one
}

// Groups parts the code into fours.
func (f Filed) Groups() []string { return secret.Groups(f.Code) }

// mostEnrolments is how many enrol from one network in an hour: a service hall or a school has
// one address for everybody in it.
const mostEnrolments = 60

// Enrol enters somebody from the portal: one enrolment a telephone. Nobody has to sign in. trap
// is what stands in the field that nobody sees: who fills it in is a program. The same form sent
// again is the same enrolment, with the same number and code; another one of the same telephone
// is refused, for a name and a telephone are no secret. The clock of the server decides whether
// it is too late.
//
// Errors: Invalid with the fields at fault; Conflict after the last day; TooMany for a network
// that sends too much.
func (s *Service) Enrol(ctx context.Context, id ID, in Enrolling, trap, client string) (out Filed, err error) {
	defer fault.Wrap(&err, "event.Enrol(%d)", id)
	if err := in.Check(); err != nil {
		return out, err
	}
	if trap != "" {
		return out, fault.Field("website", "consult.trapped")
	}
	who := s.Box.Mark(session.Network(client), "event.client")
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := session.Few(tx, []string{who}, mostEnrolments); err != nil {
			return err
		}
		if err := tx.Business(); err != nil {
			return err
		}
		e, err := shown(tx, id, tx.Lock())
		if err != nil {
			return err
		}
		if out, err = s.enter(tx, e, in, ActEnrol); err != nil {
			return err
		}
		return session.NoteTry(tx, who)
	})
	return out, err
}

// Take enters somebody who calls or comes to the counter, by staff.
func (s *Service) Take(ctx context.Context, id ID, in Enrolling) (out Filed, err error) {
	defer fault.Wrap(&err, "event.Take(%d)", id)
	if err := in.Check(); err != nil {
		return out, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		e, err := read(tx, id, tx.Lock())
		if err != nil {
			return err
		}
		out, err = s.enter(tx, e, in, ActTake)
		return err
	})
	return out, err
}

// enter puts somebody at the end of the list of an event that is locked, and lets the places
// go down the list.
func (s *Service) enter(tx *db.Tx, e *Event, in Enrolling, act Act) (out Filed, err error) {
	if !e.Takes(tx.Now) {
		return out, fault.New(fault.Conflict, "event.over", e.Closes)
	}
	if in.People > e.Most {
		return out, fault.Field("people", "event.bad.people", e.Most)
	}
	who := Person{Name: tidied(in.Name), Phone: tidied(in.Phone), Mail: tidied(in.Mail)}
	phone := fmt.Sprintf("%d/%s", e.ID, secret.Digits(in.Phone))
	code := s.Box.Code(phone+"/"+who.Name+"/"+cmp.Or(in.Token, rand.Text()), "event.code_of")
	n := &Enrolment{
		ID: tx.ID(), Rev: 1, Event: e.ID, UnitID: e.UnitID, Code: s.Box.Mark(code, aboutCode), Token: s.Box.Mark(phone, "event.phone"), Shown: who.masked().Name, People: in.People,
	}
	old, err := db.Get[Enrolment](tx, "FROM event_enrolment WHERE event_id = ? AND token = ?", e.ID, n.Token)
	switch {
	case err == nil && old.Code == n.Code && old.People == n.People:
		return s.filed(tx, e, &old, code, true)
	case err == nil: // whoever has the telephone is entered already
		return out, fault.Field("phone", "event.enrolled_already")
	case fault.Of(err) != fault.NotFound:
		return out, err
	}
	if n.Person, err = s.Box.SealJSON(who, aboutPerson); err != nil {
		return out, err
	}
	if n.Number, err = serial(tx); err != nil {
		return out, err
	}
	if err := flow.Do(tx, EnrolmentFlow, n, act, func() error { n.By.Did(act, tx.Actor.Who()); return nil }); err != nil {
		return out, err
	}
	if err := db.Insert(tx, enrolmentTable, n); err != nil {
		return out, err
	}
	if err := s.fill(tx, e, false); err != nil {
		return out, err
	}
	now, err := db.Get[Enrolment](tx, "FROM event_enrolment WHERE id = ?", n.ID)
	if err != nil {
		return out, err
	}
	return s.filed(tx, e, &now, code, false)
}

func (s *Service) filed(tx *db.Tx, e *Event, n *Enrolment, code string, again bool) (out Filed, err error) {
	out = Filed{Event: e.ID, Title: e.Title, Number: n.Number, Code: code, Status: n.Status, Again: again}
	out.Place, err = placeOf(tx, n)
	return out, err
}

// placeOf is where somebody stands on the waiting list, from 1; 0 is not on it.
func placeOf(tx *db.Tx, n *Enrolment) (int, error) {
	if n.Status != Waiting {
		return 0, nil
	}
	before, err := db.One[int](tx, "SELECT COUNT(*) FROM event_enrolment WHERE event_id = ? AND state = ? AND number < ?", n.Event, Waiting, n.Number)
	return before + 1, err
}

// fill lets the free places go down the list of an event that is locked: each goes to the first
// who fits, and who does not fit yet stays where he is. tell: they have waited, and are told.
func (s *Service) fill(tx *db.Tx, e *Event, tell bool) error {
	c, err := count(tx, e)
	if err != nil || !e.ahead(tx.Now) {
		return err
	}
	all, err := enrolmentsOf(tx, e.ID, Waiting)
	if err != nil {
		return err
	}
	for i := range all {
		n := &all[i]
		if n.People > c.Free {
			continue
		}
		if err := flow.Do(tx, EnrolmentFlow, n, ActSeat, nil); err != nil {
			return err
		}
		if err := db.Update(tx, enrolmentTable, n); err != nil {
			return err
		}
		c.Free -= n.People
		if tell {
			if err := s.tell(tx, e, n, ToldPlaced); err != nil {
				return err
			}
		}
	}
	return nil
}

// Enrolments lists who enrolled in an event that the actor may know of, in the order of the list.
func (s *Service) Enrolments(ctx context.Context, id ID) (out []Enrolment, err error) {
	defer fault.Wrap(&err, "event.Enrolments(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if _, err := read(tx, id, ""); err != nil {
			return err
		}
		out, err = enrolmentsOf(tx, id)
		return err
	})
	return out, err
}

// A Contact is somebody who enrolled, with how to reach that person.
type Contact struct {
	Enrolment
	Person Person `json:"person"`
	Unsent bool   `json:"unreached,omitempty"` // was to be told something, and no message reached
}

// People opens how those are reached who enrolled and did not withdraw: to tell them. That it
// was looked at, by whom and why, stays in the journal.
func (s *Service) People(ctx context.Context, id ID, in Unseal) (out []Contact, err error) {
	defer fault.Wrap(&err, "event.People(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		out = nil
		e, err := read(tx, id, "")
		if err != nil {
			return err
		}
		if !tx.Actor.CanAt(Unmask, e.UnitID) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		all, err := enrolmentsOf(tx, id, Placed, Came, Waiting)
		if err != nil {
			return err
		}
		for _, n := range all {
			if n.Gone != "" {
				continue
			}
			c := Contact{Enrolment: n}
			if err := s.Box.OpenJSON(n.Person, aboutPerson, &c.Person); err != nil {
				return err
			}
			unsent, err := db.One[int](tx, "SELECT COUNT(*) FROM event_notice WHERE enrolment_id = ? AND state = ?", n.ID, Unsent)
			if err != nil {
				return err
			}
			c.Unsent = unsent > 0
			out = append(out, c)
		}
		return journal.Add(tx, "event.unmask", e.Ref(), look{e.Status, in.Reason})
	})
	return out, err
}

// look is what the journal keeps of a look at contacts.
type look struct {
	Status Status `json:"state"`
	Note   string `json:"note"`
}
