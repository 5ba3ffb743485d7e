package consult

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/session"
)

// An Enrolment is somebody who wants to speak at a hearing.
type Enrolment struct {
	ID      int64     `db:"id" json:"-"`
	Rev     int64     `db:"rev" json:"-"`
	Hearing HearingID `db:"hearing_id" json:"hearing_id"`
	Number  string    `db:"number" json:"number"`
	Code    string    `db:"code" json:"-"`
	Token   string    `db:"token" json:"-"`
	Sender  string    `db:"sender" json:"-"`   // sealed
	Shown   string    `db:"shown" json:"name"` // masked
	Side    Side      `db:"side" json:"side"`
	Place   int       `db:"place" json:"place,omitempty"` // in the draw, from 1
	Chosen  bool      `db:"chosen" json:"chosen"`
}

// A Side is what somebody thinks of the draft, so that both sides can be seen to speak.
type Side string

// The sides.
const (
	For     Side = "for"
	Against Side = "against"
	Neither Side = "other"
)

// An Enrolling is what somebody tells who wants to speak at a hearing.
type Enrolling struct {
	Name  string `form:"name" json:"name" label:"consult.name" hint:"consult.enrol_name_hint" autocomplete:"name" required:"true" max:"30"`
	Phone string `form:"phone" json:"phone" label:"consult.phone" hint:"consult.enrol_phone_hint" type:"tel" autocomplete:"tel" required:"true" max:"20"`
	Side  Side   `form:"side" json:"side" label:"consult.side" hint:"consult.side_hint" type:"radio" options:"for,against,other" required:"true"`
	Token string `form:"token" json:"token" type:"hidden" max:"100"` // of the form: sent twice, it makes one
}

// leastPhone is how many digits the shortest telephone number has that reaches somebody.
const leastPhone = 7

// Check says which fields break a rule.
func (in Enrolling) Check() error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Name) != "", "name", "consult.need.name")
	c.That(len(digits(in.Phone)) >= leastPhone, "phone", "message.bad.phone")
	c.That(in.Side == For || in.Side == Against || in.Side == Neither, "side", "required")
	return c.Err()
}

// mostEnrolments is how many enrol from one network in an hour.
const mostEnrolments = 60

// Enrol enters somebody for the draw of a hearing: one enrolment a telephone. The same form sent
// again is the same one, with the same number and code; another one of the same telephone is
// refused, for a name and a telephone are no secret.
func (s *Service) Enrol(ctx context.Context, id HearingID, in Enrolling, trap, client string) (out Filed, err error) {
	defer fault.Wrap(&err, "consult.Enrol(%d)", id)
	if err := in.Check(); err != nil {
		return out, err
	}
	if trap != "" {
		return out, fault.Field("website", "consult.trapped")
	}
	who := s.Box.Mark(session.Network(client), "consult.enrols")
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := session.Few(tx, []string{who}, mostEnrolments); err != nil {
			return err
		}
		if err := tx.Business(); err != nil {
			return err
		}
		h, err := db.Get[Hearing](tx, "FROM consult_hearing WHERE id = ?"+tx.Lock(), id)
		if err != nil {
			return err
		}
		v, err := s.hearing(tx, &h)
		if err != nil {
			return err
		}
		if !v.Takes {
			return fault.New(fault.Conflict, "consult.enrol_over", h.Until)
		}
		if out, err = s.enrol(tx, v, in); err != nil {
			return err
		}
		return session.NoteTry(tx, who)
	})
	return out, err
}

func (s *Service) enrol(tx *db.Tx, h HearingView, in Enrolling) (out Filed, err error) {
	who := Sender{Name: tidied(in.Name), Phone: tidied(in.Phone)}
	phone := fmt.Sprintf("%d/%s", h.ID, digits(in.Phone))
	code := s.Box.Code(phone+"/"+who.Name+"/"+cmp.Or(in.Token, rand.Text()), "consult.enrol_code")
	e := Enrolment{ID: tx.ID(), Rev: 1, Hearing: h.ID, Code: s.Box.Mark(code, aboutCode), Token: s.Box.Mark(phone, "consult.enrol"), Shown: masked(who).Name, Side: in.Side}
	old, err := db.Get[Enrolment](tx, "FROM consult_enrolment WHERE hearing_id = ? AND token = ?", h.ID, e.Token)
	switch {
	case err == nil && old.Code == e.Code:
		return Filed{Consult: h.Consult, Title: h.Title, Number: old.Number, Code: code, Again: true}, nil
	case err == nil: // whoever has the telephone is entered already
		return out, fault.Field("phone", "consult.enrolled_already")
	case fault.Of(err) != fault.NotFound:
		return out, err
	}
	if e.Sender, err = s.Box.SealJSON(who, aboutSender); err != nil {
		return out, err
	}
	if e.Number, err = serial(tx); err != nil {
		return out, err
	}
	return Filed{Consult: h.Consult, Title: h.Title, Number: e.Number, Code: code}, db.Insert(tx, "consult_enrolment", e)
}

// enrolled is the receipt of an enrolment.
func (s *Service) enrolled(tx *db.Tx, e *Enrolment) (m Mine, err error) {
	h, err := db.Get[Hearing](tx, "FROM consult_hearing WHERE id = ?", e.Hearing)
	if err != nil {
		return m, err
	}
	v, err := s.hearing(tx, &h)
	return Mine{Number: e.Number, Consult: h.Consult, Title: v.Title, Until: h.Until, Shown: Sender{Name: e.Shown}, Enrolment: e, Hearing: &v}, err
}

// Enrolled lists who wants to speak, with how to reach those who were chosen: to tell them.
// That it was looked at stays in the journal.
func (s *Service) Enrolled(ctx context.Context, id HearingID, in Unseal) (out []Sender, err error) {
	defer fault.Wrap(&err, "consult.Enrolled(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		out = nil
		w := within(tx, int64(id))
		h, err := db.Get[Hearing](tx, "FROM consult_hearing"+w.String(), w.Args...)
		if err != nil {
			return err
		}
		if !tx.Actor.CanAt(Unmask, h.UnitID) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		all, err := db.All[Enrolment](tx, "FROM consult_enrolment WHERE hearing_id = ? AND chosen = 1 ORDER BY place", id)
		if err != nil {
			return err
		}
		for _, e := range all {
			var who Sender
			if err := s.Box.OpenJSON(e.Sender, aboutSender, &who); err != nil {
				return err
			}
			out = append(out, who)
		}
		return journal.Add(tx, "consult.unmask", h.Ref(), look{h.Status, in.Reason})
	})
	return out, err
}

// look is what the journal keeps of a look at the contacts of a hearing.
type look struct {
	Status Status `json:"state"`
	Note   string `json:"note"`
}
