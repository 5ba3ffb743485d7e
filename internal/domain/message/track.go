package message

import (
	"context"
	"crypto/subtle"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
)

// How many wrong codes are taken in an hour: for one letter from one network, from one
// network, and for one letter from anywhere.
var tries = []int{10, 30, 200}

// passLives is how long a page stands for the number and code that opened it.
const passLives = 30 * time.Minute

// A pass stands for number and code.
type pass struct {
	ID    ID        `json:"id"`
	Until time.Time `json:"until"`
}

// A Mine is what the sender sees of a letter: no name of staff.
type Mine struct {
	ID       ID                  `json:"-"`
	Number   string              `json:"number"`
	Unit     string              `json:"unit"`
	Kind     Kind                `json:"kind"`
	Status   Status              `json:"state"`
	Letter   Letter              `json:"letter"`
	Shown    Sender              `json:"sender"` // masked
	Received calendar.Day        `json:"received"`
	Due      calendar.Day        `json:"due,omitempty"`
	Left     int                 `json:"left"` // working days until then; negative since
	Why      deadline.Derivation `json:"-"`
	Replied  calendar.Day        `json:"replied,omitempty"`
	Reply    string              `json:"reply,omitempty"`
	Cites    []Cite              `json:"cites,omitempty"`
	Verdict  Verdict             `json:"verdict,omitempty"`
	Said     string              `json:"said,omitempty"`
	Urged    calendar.Day        `json:"urged,omitempty"`
	Rating   Rating              `json:"rating,omitempty"`
	Public   calendar.Day        `json:"published,omitempty"`
	Gone     calendar.Day        `json:"forgotten,omitempty"`
	May      []Act               `json:"may,omitempty"`
	History  []Event             `json:"history"`
	Pass     string              `json:"pass"`
}

// An Event is one step, as the sender is told of it.
type Event struct {
	At  time.Time    `json:"at"`
	Act Act          `json:"act"`
	Due calendar.Day `json:"due,omitempty"`
}

// told are the steps that a sender is told of: nothing of the reviews within the offices.
var told = map[Act]bool{
	ActFile: true, ActHold: true, ActReceive: true, ActAdmit: true, ActRefuse: true, ActAppeal: true, ActSign: true, ActTransfer: true, ActBack: true, ActExtend: true,
	ActSignOff: true, ActAnswer: true, ActPublish: true, ActConceal: true, ActUrge: true, ActRate: true, ActReopen: true, ActWithdraw: true,
}

// enter finds the letter of a sender. A wrong number and a wrong code are one answer; too
// many of them are refused whatever is tried next.
func (s *Service) enter(ctx context.Context, in By, client string) (id ID, err error) {
	if err := in.Check(); err != nil {
		return 0, err
	}
	if in.Pass != "" {
		return s.passed(in.Pass)
	}
	digits, network := secret.Digits(in.Number), session.Network(client)
	marks := []string{s.Box.Mark(digits+"/"+network, "message.try"), s.Box.Mark(network, "message.from"), s.Box.Mark(digits, "message.try")}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		id = 0
		if err := session.Few(tx, marks, tries...); err != nil {
			return err
		}
		m, err := byNumber(tx, digits)
		switch {
		case err != nil && fault.Of(err) != fault.NotFound:
			return err
		case err == nil && subtle.ConstantTimeCompare([]byte(m.Code), []byte(s.Box.Mark(secret.Digits(in.Code), "message.code"))) == 1:
			id = m.ID
			return nil
		}
		return session.NoteTry(tx, marks...)
	})
	if err == nil && id == 0 {
		err = fault.Field("code", "foi.wrong_code")
	}
	return id, err
}

func (s *Service) passed(sealed string) (ID, error) {
	var p pass
	if err := s.Box.OpenJSON(sealed, aboutPass, &p); err != nil || s.DB.Now().After(p.Until) {
		return 0, fault.New(fault.Invalid, "message.pass_over")
	}
	return p.ID, nil
}

// Track shows a letter to whoever has its number and code.
//
// Errors: Invalid for a number and code that do not fit; TooMany after ten wrong ones in an hour.
func (s *Service) Track(ctx context.Context, in By, client string) (m Mine, err error) {
	defer fault.Wrap(&err, "message.Track")
	id, err := s.enter(ctx, in, client)
	if err != nil {
		return m, err
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error { m, err = s.mine(tx, id); return err })
	return m, err
}

func (s *Service) mine(tx *db.Tx, id ID) (v Mine, err error) {
	m, err := db.Get[Message](tx, "FROM message_message WHERE id = ?", id)
	if err != nil {
		return v, err
	}
	u, err := unit.Get(tx, m.UnitID)
	if err != nil {
		return v, err
	}
	cal, err := s.Holidays.In(tx)
	if err != nil {
		return v, err
	}
	v = Mine{
		ID: m.ID, Number: m.Number, Unit: u.Short, Kind: m.Kind, Status: m.Status, Received: m.Received, Due: m.Due, Left: cal.WorkBetween(tx.Today, m.Due), Why: m.Clock.Explain(cal),
		Verdict: m.Verdict, Said: m.Said, Urged: m.Urged, Rating: m.Rating, Public: m.Open, Gone: m.Gone, May: mineMay(&m, cal, tx.Today),
	}
	if m.Status == Leading || m.Status == Releasing { // the offices' own business
		v.Status = Handling
	}
	if err := s.mineWords(tx, &m, &v); err != nil {
		return v, err
	}
	if v.Pass, err = s.Box.SealJSON(pass{m.ID, tx.Now.Add(passLives)}, aboutPass); err != nil {
		return v, err
	}
	rows, err := journal.For(tx, m.Ref(), db.Page{Size: 200})
	for _, e := range rows.Items {
		var b Brief
		if told[Act(e.Act)] && e.Decode(&b) == nil {
			v.History = append(v.History, Event{e.At, Act(e.Act), b.Due})
		}
	}
	return v, err
}

// mineWords is what the sender wrote, and the reply once there is one. A document that it
// cites and that is public no more is not shown.
func (s *Service) mineWords(tx *db.Tx, m *Message, v *Mine) error {
	if m.Gone != "" {
		return nil
	}
	is, err := opened(s.Box, m)
	if err != nil {
		return err
	}
	v.Letter, v.Shown = is.Letter, is.Sender.Masked()
	if m.Status != Replied {
		return nil
	}
	v.Replied, v.Reply = m.Replied, s.said(is.Letter, is.Draft)
	if v.Cites, err = s.cited(tx, is.Draft.Cites); fault.Of(err) == fault.Invalid {
		v.Cites, err = nil, nil
	}
	return err
}

// nearDue is from how many working days before the last one a letter may be urged.
const nearDue = 1

// mineMay is what the sender may do now.
func mineMay(m *Message, cal *calendar.Calendar, today calendar.Day) (out []Act) {
	if m.Gone != "" {
		return nil
	}
	may := map[Act]bool{
		ActUrge:     m.UrgedFor != m.Due && cal.WorkBetween(today, m.Due) <= nearDue,
		ActRate:     m.Rating == "",
		ActReopen:   !m.Reopened,
		ActAppeal:   !m.Appealed,
		ActWithdraw: true,
	}
	for _, a := range []Act{ActUrge, ActRate, ActReopen, ActAppeal, ActWithdraw} {
		if _, err := Flow.Find(m.Status, a); err == nil && may[a] {
			out = append(out, a)
		}
	}
	return out
}

// bySender makes a step of the sender, if it may be made now, and answers with the page.
func (s *Service) bySender(ctx context.Context, in By, client string, st step) (v Mine, err error) {
	defer fault.Wrap(&err, "%s", st.act)
	id, err := s.enter(ctx, in, client)
	if err != nil {
		return v, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		m, err := db.Get[Message](tx, "FROM message_message WHERE id = ?"+tx.Lock(), id)
		if err != nil {
			return err
		}
		cal, err := s.Holidays.In(tx)
		if err != nil {
			return err
		}
		allowed := false
		for _, a := range mineMay(&m, cal, tx.Today) {
			allowed = allowed || a == st.act
		}
		if !allowed {
			return fault.New(fault.Conflict, "message.not_now")
		}
		if err := s.step(tx, &m, st); err != nil {
			return err
		}
		v, err = s.mine(tx, id)
		return err
	})
	return v, err
}

// Withdraw takes a letter back.
func (s *Service) Withdraw(ctx context.Context, in By, client string) (Mine, error) {
	return s.bySender(ctx, in, client, s.withdrawing(""))
}

// Urge asks for the answer (催办): once a term, when it is late or nearly.
func (s *Service) Urge(ctx context.Context, in By, client string) (Mine, error) {
	return s.bySender(ctx, in, client, step{act: ActUrge, change: func(tx *db.Tx, m *Message) error {
		m.Urged, m.UrgedFor = tx.Today, m.Due
		return nil
	}})
}

// Rate says how content the sender is with the reply, once.
func (s *Service) Rate(ctx context.Context, in Rated, client string) (v Mine, err error) {
	if err := in.Check(); err != nil {
		return v, err
	}
	return s.bySender(ctx, in.By, client, step{act: ActRate, change: func(tx *db.Tx, m *Message) error {
		m.Rating, m.RatedOn = in.Rating, tx.Today
		return nil
	}})
}

// Reopen says that the matter is not solved, once: the unit answers anew, within its days
// from now.
func (s *Service) Reopen(ctx context.Context, in Words, client string) (v Mine, err error) {
	if err := in.Check(); err != nil {
		return v, err
	}
	return s.bySender(ctx, in.By, client, step{act: ActReopen, change: func(tx *db.Tx, m *Message) (err error) {
		m.Reopened, m.Rating, m.RatedOn = true, "", ""
		if m.Unsolved, err = s.Box.SealJSON(strings.TrimSpace(in.Text), aboutUnsolved); err != nil {
			return err
		}
		return s.start(tx, m, tx.Today)
	}, then: s.reopened})
}

func (s *Service) reopened(tx *db.Tx, m *Message) error {
	if err := s.Duties.WaiveAll(tx, m.Ref(), s.Words("message.reopen")); err != nil { // the first answer is reported no more
		return err
	}
	return s.owe(tx, m)
}

// Object says once why a refusal is wrong: another person looks at the letter again.
func (s *Service) Object(ctx context.Context, in Words, client string) (v Mine, err error) {
	if err := in.Check(); err != nil {
		return v, err
	}
	return s.bySender(ctx, in.By, client, step{act: ActAppeal, change: func(_ *db.Tx, m *Message) (err error) {
		m.Appealed = true
		m.Appeal, err = s.Box.SealJSON(strings.TrimSpace(in.Text), aboutAppeal)
		return err
	}, then: s.objected})
}

func (s *Service) objected(tx *db.Tx, m *Message) error {
	if err := s.Duties.WaiveAll(tx, m.Ref(), s.Words("message.appeal")); err != nil { // the refusal is reported no more
		return err
	}
	return s.owe(tx, m)
}
