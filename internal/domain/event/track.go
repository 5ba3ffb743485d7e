package event

import (
	"context"
	"crypto/subtle"
	"time"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
)

// How many wrong codes are taken in an hour: for one number from one network, from one
// network, and for one number from anywhere.
var tries = []int{10, 30, 200}

// passLives is how long a page stands for the number and code that opened it.
const passLives = 30 * time.Minute

// A Shown is an event as everybody sees it.
type Shown struct {
	Event  Event   `json:"event"`
	Unit   string  `json:"unit"`
	Takes  bool    `json:"takes"` // enrolments, now
	Counts Counts  `json:"counts"`
	Photos []Photo `json:"photos,omitempty"` // once the minutes are public
}

// open is the event without what is not public yet.
func (e Event) open() Event {
	if e.Status != Told {
		e.Minutes, e.Heard, e.Became, e.Walkins = "", "", "", 0
	}
	if e.Status == Noted { // that minutes are being looked at is the office's own business
		e.Status = Held
	}
	if e.Status == Held || e.Status == Told {
		e.Reason = ""
	}
	return e
}

// mostComing is how many coming events there are on a page.
const mostComing = 200

// coming is the condition of an event that is not over; a cancelled one stands there until its
// day has passed, so that nobody comes for nothing.
const coming = "(state IN ('open', 'closed', 'cancelled') AND ends >= ?)"

// Coming lists the events that are announced and not over, the soonest first.
func (s *Service) Coming(ctx context.Context) (out []Event, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		out, err = db.All[Event](tx, "FROM event_event WHERE "+coming+" ORDER BY begins, starts, id LIMIT ?", tx.Today, mostComing)
		return err
	})
	for i := range out {
		out[i] = out[i].open()
	}
	return out, err
}

// Past lists the events that are over, the latest first.
func (s *Service) Past(ctx context.Context, p db.Page) (db.Rows[Event], error) {
	return s.list(ctx, p, []string{"begins", "id"}, func(tx *db.Tx, w *db.Where) { w.And("NOT "+coming, tx.Today) })
}

// Announced lists all public events, the one that was announced last first.
func (s *Service) Announced(ctx context.Context, p db.Page) (db.Rows[Event], error) {
	return s.list(ctx, p, []string{"opened", "id"}, func(*db.Tx, *db.Where) {})
}

func (s *Service) list(ctx context.Context, p db.Page, order []string, narrow func(*db.Tx, *db.Where)) (rows db.Rows[Event], err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		var w db.Where
		w.In("state", db.Anys(Public)...)
		narrow(tx, &w)
		rows, err = db.List[Event](tx, p, db.Query{From: table, Where: w, Order: order, Desc: true})
		return err
	})
	for i := range rows.Items {
		rows.Items[i] = rows.Items[i].open()
	}
	return rows, err
}

// Show returns an event that everybody may know of; its minutes once they are public.
//
// Errors: NotFound.
func (s *Service) Show(ctx context.Context, id ID) (out Shown, err error) {
	defer fault.Wrap(&err, "event.Show(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		e, err := shown(tx, id, "")
		if err != nil {
			return err
		}
		out = Shown{Event: e.open(), Takes: e.Takes(tx.Now)}
		u, err := unit.Get(tx, e.UnitID)
		if err != nil {
			return err
		}
		out.Unit = u.Short
		if out.Counts, err = count(tx, e); err != nil || e.Status != Told {
			return err
		}
		out.Photos, err = photosOf(tx, id)
		return err
	})
	return out, err
}

// A pass stands for number and code.
type pass struct {
	ID    int64     `json:"id"`
	Until time.Time `json:"until"`
}

// A Mine is a receipt: what the person sees of an enrolment.
type Mine struct {
	Number string       `json:"number"`
	Event  Event        `json:"event"`
	Unit   string       `json:"unit"`
	Shown  Person       `json:"person"` // masked
	People int          `json:"people"`
	Status Status       `json:"state"`
	Place  int          `json:"place,omitempty"` // on the waiting list, from 1
	Gone   calendar.Day `json:"forgotten,omitempty"`
	May    []Act        `json:"may,omitempty"`
	Pass   string       `json:"pass,omitempty"`
}

// Track shows a receipt to whoever has its number and code.
//
// Errors: Invalid for a number and code that do not fit; TooMany after ten wrong ones in an hour.
func (s *Service) Track(ctx context.Context, in By, client string) (m Mine, err error) {
	defer fault.Wrap(&err, "event.Track")
	if err := in.Check(); err != nil {
		return m, err
	}
	if in.Pass != "" {
		var p pass
		if err := s.Box.OpenJSON(in.Pass, aboutPass, &p); err != nil || s.DB.Now().After(p.Until) {
			return m, fault.New(fault.Invalid, "message.pass_over")
		}
		err = s.DB.Read(ctx, func(tx *db.Tx) error {
			n, err := db.Get[Enrolment](tx, "FROM event_enrolment WHERE id = ?", p.ID)
			if err == nil {
				m, err = s.mine(tx, &n)
			}
			return err
		})
		return m, err
	}
	return s.trackBy(ctx, secret.Digits(in.Number), secret.Digits(in.Code), session.Network(client))
}

// trackBy opens a receipt by number and code, and counts the wrong ones.
func (s *Service) trackBy(ctx context.Context, number, code, network string) (m Mine, err error) {
	marks := []string{s.Box.Mark(number+"/"+network, "event.try"), s.Box.Mark(network, "event.from"), s.Box.Mark(number, "event.try")}
	fits := false
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		m, fits = Mine{}, false
		if err := session.Few(tx, marks, tries...); err != nil {
			return err
		}
		n, err := byNumber(tx, number)
		if err == nil && subtle.ConstantTimeCompare([]byte(n.Code), []byte(s.Box.Mark(code, aboutCode))) == 1 {
			fits = true
			m, err = s.mine(tx, &n)
			return err
		}
		if err != nil && fault.Of(err) != fault.NotFound {
			return err
		}
		return session.NoteTry(tx, marks...)
	})
	if err == nil && !fits {
		err = fault.Field("code", "foi.wrong_code")
	}
	return m, err
}

func byNumber(tx *db.Tx, typed string) (n Enrolment, err error) {
	number, err := dashed(typed)
	if err != nil {
		return n, err
	}
	return db.Get[Enrolment](tx, "FROM event_enrolment WHERE number = ?", number)
}

func (s *Service) mine(tx *db.Tx, n *Enrolment) (m Mine, err error) {
	e, err := shown(tx, n.Event, "")
	if err != nil {
		return m, err
	}
	u, err := unit.Get(tx, e.UnitID)
	if err != nil {
		return m, err
	}
	m = Mine{Number: n.Number, Event: e.open(), Unit: u.Short, People: n.People, Status: n.Status, Gone: n.Gone}
	if n.Gone == "" {
		if err := s.Box.OpenJSON(n.Person, aboutPerson, &m.Shown); err != nil {
			return m, err
		}
		m.Shown = m.Shown.masked()
	}
	if m.Place, err = placeOf(tx, n); err != nil {
		return m, err
	}
	if e.ahead(tx.Now) && (n.Status == Placed || n.Status == Waiting) {
		m.May = []Act{ActWithdraw}
	}
	m.Pass, err = s.Box.SealJSON(pass{n.ID, tx.Now.Add(passLives)}, aboutPass)
	return m, err
}

// Withdraw gives a place back, for the person, until the event begins: it goes down the list
// at once. The same telephone may enrol anew, at the end of the list.
func (s *Service) Withdraw(ctx context.Context, in By, client string) (m Mine, err error) {
	if m, err = s.Track(ctx, in, client); err != nil {
		return m, err
	}
	defer fault.Wrap(&err, "event.Withdraw")
	var p pass
	if err := s.Box.OpenJSON(m.Pass, aboutPass, &p); err != nil {
		return m, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		e, err := shown(tx, m.Event.ID, tx.Lock())
		if err != nil {
			return err
		}
		n, err := db.Get[Enrolment](tx, "FROM event_enrolment WHERE id = ?"+tx.Lock(), p.ID)
		if err != nil {
			return err
		}
		if !e.ahead(tx.Now) {
			return fault.New(fault.Conflict, "message.not_now")
		}
		if err := flow.Do(tx, EnrolmentFlow, &n, ActWithdraw, func() error { n.Token = n.Ref(); return nil }); err != nil {
			return err
		}
		if err := db.Update(tx, enrolmentTable, &n); err != nil {
			return err
		}
		if err := s.fill(tx, e, true); err != nil {
			return err
		}
		m, err = s.mine(tx, &n)
		return err
	})
	return m, err
}
