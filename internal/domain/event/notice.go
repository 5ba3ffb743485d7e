package event

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/profile"
)

// A Tidings is a kind of notice to who enrolled; docs/sms.md lists them.
type Tidings string

// The kinds of notice.
const (
	ToldPlaced    Tidings = "event_placed"    // a place has come down the list
	ToldNear      Tidings = "event_near"      // it is soon
	ToldChanged   Tidings = "event_changed"   // another time or place
	ToldCancelled Tidings = "event_cancelled" // it is called off
)

// AllTidings lists the kinds of notice.
var AllTidings = []Tidings{ToldPlaced, ToldNear, ToldChanged, ToldCancelled}

// A Carrier is what carries a notice.
type Carrier string

// The carriers.
const (
	ByMail Carrier = "mail"
	BySMS  Carrier = "sms"
	ByCall Carrier = "call" // staff: nothing else reaches the person
)

// A Delivered says where a notice stands.
type Delivered string

// Where a notice may stand.
const (
	Ready   Delivered = "waiting"
	Sent    Delivered = "sent"    // the server or the gateway has taken it
	Unsent  Delivered = "unsent"  // nothing has carried it: somebody has to call
	Settled Delivered = "settled" // somebody has
)

// noticeTries is how often a notice is tried, which takes about an hour.
const noticeTries = 6

// A Notice is one message to somebody who enrolled.
type Notice struct {
	ID        int64     `db:"id"`
	Rev       int64     `db:"rev"`
	Event     ID        `db:"event_id"`
	Enrolment int64     `db:"enrolment_id"`
	Kind      Tidings   `db:"kind"`
	By        Carrier   `db:"carrier"`
	Status    Delivered `db:"state"`
	Tries     int       `db:"tries"`
	At        time.Time `db:"at"`
}

// A notice job holds no address and no words: both are looked up when it is sent.
type noticeJob struct {
	Notice int64 `json:"notice"`
}

// tellAll tells everybody who has a place or waits for one.
func (s *Service) tellAll(tx *db.Tx, e *Event, kind Tidings) error {
	all, err := enrolmentsOf(tx, e.ID, Placed, Waiting)
	for i := range all {
		err = errors.Join(err, s.tell(tx, e, &all[i], kind))
	}
	return err
}

// tell puts the notices to somebody into the transaction: by every way that is set up and that
// the person has left, and else by a call of staff. A reminder is not worth a call.
func (s *Service) tell(tx *db.Tx, e *Event, n *Enrolment, kind Tidings) error {
	var who Person
	if err := s.Box.OpenJSON(n.Person, aboutPerson, &who); err != nil {
		return err
	}
	var ways []Carrier
	if s.Mail != nil && s.Mail.On() && who.Mail != "" {
		ways = append(ways, ByMail)
	}
	if s.Mail != nil && s.Mail.Short(string(kind)) && notify.Mobile(who.Phone) != "" {
		ways = append(ways, BySMS)
	}
	if len(ways) == 0 && kind != ToldNear {
		ways = append(ways, ByCall)
	}
	for _, by := range ways {
		x := Notice{ID: tx.ID(), Rev: 1, Event: e.ID, Enrolment: n.ID, Kind: kind, By: by, Status: Ready, At: tx.Now}
		if by == ByCall {
			x.Status = Unsent
		}
		if err := db.Insert(tx, noticeTable, x); err != nil {
			return err
		}
		if by == ByCall {
			continue
		}
		if err := jobs.Put(tx, s.notice, noticeJob{x.ID}, jobs.Opts{ID: itoa(x.ID)}); err != nil {
			return err
		}
	}
	return nil
}

// The hours of the day in which people are reminded.
const (
	reminding   = 9
	reminded    = 20
	noReminders = 0
)

// remind tells those with a place that the event is soon, once, by day.
func (s *Service) remind(tx *db.Tx, e *Event) error {
	settings, err := unit.Settings(tx)
	if err != nil {
		return err
	}
	before := settings.Int(profile.EventRemind)
	hour := tx.Now.In(calendar.Zone).Hour()
	if before == noReminders || e.Reminded != "" || !e.ahead(tx.Now) || e.Begins.Sub(tx.Today) > before || hour < reminding || hour >= reminded {
		return nil
	}
	all, err := enrolmentsOf(tx, e.ID, Placed)
	for i := range all {
		err = errors.Join(err, s.tell(tx, e, &all[i], ToldNear))
	}
	if err != nil {
		return err
	}
	e.Reminded = tx.Today
	return db.Update(tx, table, e)
}

// sendNotice sends one notice and notes what became of it.
func (s *Service) sendNotice(ctx context.Context, j noticeJob) error {
	var x Notice
	var n Enrolment
	var e Event
	var who Person
	err := s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if x, err = db.Get[Notice](tx, "FROM event_notice WHERE id = ?", j.Notice); err != nil {
			return err
		}
		if n, err = db.Get[Enrolment](tx, "FROM event_enrolment WHERE id = ?", x.Enrolment); err != nil {
			return err
		}
		if e, err = db.Get[Event](tx, "FROM event_event WHERE id = ?", x.Event); err != nil {
			return err
		}
		return s.Box.OpenJSON(n.Person, aboutPerson, &who)
	})
	if err != nil {
		return jobs.Fatal(err)
	}
	if x.Status != Ready {
		return nil
	}
	failed := s.carry(ctx, &x, &n, &e, who)
	if failed != nil && ctx.Err() != nil {
		return failed // the program stops: it is no fault of the address
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		now, err := db.Get[Notice](tx, "FROM event_notice WHERE id = ?"+tx.Lock(), x.ID)
		if err != nil {
			return err
		}
		now.Tries++
		switch {
		case failed == nil:
			now.Status = Sent
		case jobs.IsFatal(failed) || now.Tries >= noticeTries:
			now.Status = Unsent
		}
		return db.Update(tx, noticeTable, &now)
	})
	return errors.Join(failed, err)
}

// carry sends a notice: the event, where the enrolment stands, and where to look; never who
// enrolled, or the code.
func (s *Service) carry(ctx context.Context, x *Notice, n *Enrolment, e *Event, who Person) error {
	name := fmt.Sprintf("event-notice.%d", x.ID)
	at := dayText(e.Begins, e.Starts)
	if x.By == BySMS {
		return s.Mail.SendShort(ctx, notify.Short{Kind: string(x.Kind), To: who.Phone, Name: name, Values: []string{n.Number, at}})
	}
	says := s.Words("event.notice."+strings.TrimPrefix(string(x.Kind), "event_"), e.Title, at, e.Place, e.Reason)
	return s.Mail.Send(ctx, notify.Letter{
		To: who.Mail, Name: name, Subject: s.Words("event.notice_subject", e.Title), Text: s.Words("event.notice_text", says, n.Number, strings.TrimRight(s.Site, "/")+"/event/track"),
	})
}

// Reach notes that all who were to be told, and whom no message reached, have been called.
func (s *Service) Reach(ctx context.Context, id ID, in Reaching) (e *Event, err error) {
	defer fault.Wrap(&err, "event.Reach(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		if e, err = read(tx, id, tx.Lock()); err != nil {
			return err
		}
		if !tx.Actor.CanAt(Write, e.UnitID) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		n, err := tx.Exec("UPDATE event_notice SET state = ?, rev = rev + 1 WHERE event_id = ? AND state = ?", Settled, id, Unsent)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "event.nobody_waits")
		}
		return journal.Add(tx, "event.reach", e.Ref(), look{e.Status, tidied(in.Note)})
	})
	return e, err
}

// Forget takes away who enrolled in events that ended, or were called off, longer ago than the
// district keeps that, and returns how many. How many came stays.
func (s *Service) Forget(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "event.Forget")
	var due []Enrolment
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		before := tx.Today.AddMonths(-settings.Int(profile.EventKeep))
		due, err = db.All[Enrolment](tx, "FROM event_enrolment WHERE forgotten = '' AND event_id IN (SELECT e.id FROM event_event e WHERE e.ends < ? AND e.state IN (?, ?)) ORDER BY id", before, Told, Cancelled)
		return err
	})
	for _, old := range due {
		failed := s.DB.Write(ctx, func(tx *db.Tx) error {
			if err := tx.Business(); err != nil {
				return err
			}
			x, err := db.Get[Enrolment](tx, "FROM event_enrolment WHERE id = ?"+tx.Lock(), old.ID)
			if err != nil || x.Gone != "" {
				return err
			}
			x.Person, x.Code, x.Token, x.Shown, x.Gone = "", "", x.Ref(), strings.TrimSpace(s.Words("foi.forgotten")), tx.Today
			if err := db.Update(tx, enrolmentTable, &x); err != nil {
				return err
			}
			return journal.Add(tx, "event.forget", x.Ref(), x.Entry())
		})
		if err = errors.Join(err, failed); failed == nil {
			n++
		}
	}
	return n, err
}
