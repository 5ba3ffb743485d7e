package message

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
)

// The rules of what a letter owes.
const (
	RuleJudge   = "message.judge"   // somebody looks at what was held
	RuleForward = "message.forward" // 转办
	RuleSign    = "message.sign"    // 签收
	RuleReply   = "message.reply"   // 答复
	RuleReport  = "message.report"  // back to where it came from
)

// Service is what the surfaces do with letters.
type Service struct {
	Needs
	forget *jobs.Kind[jobs.Slot]
}

// Needs is what the service rests on.
type Needs struct {
	DB       *db.DB
	Duties   *duty.Service
	Holidays *holidays.Holidays
	Search   *search.Index
	Box      *secret.Box
	Words    func(key string, args ...any) string                    // the few sentences that the program itself says
	Rules    func(tx *db.Tx) (*screen.Rules, error)                  // of what may not be public
	Cites    func(tx *db.Tx, text, but string) ([]fault.Text, error) // normative documents that a text rests on and may not, but for those named in the other; nil knows none
	Cited    func(tx *db.Tx, path string) (string, error)            // the title of a public item at a path; NotFound if there is none
}

// New returns the service.
func New(n Needs) *Service {
	s := &Service{Needs: n}
	s.forget = jobs.Define("message.forget", func(ctx context.Context, _ jobs.Slot) error { _, err := s.Forget(ctx); return err }, jobs.Daily("04:05"))
	return s
}

// Kinds returns the jobs of letters.
func (s *Service) Kinds() []jobs.Definition { return []jobs.Definition{s.forget} }

// A Filed letter is what its sender keeps: number and code together open its page. The
// code is told when it is sent, and stored nowhere.
type Filed struct {
	ID     ID           `json:"id"`
	Number string       `json:"number"`
	Code   string       `json:"code"`
	Unit   string       `json:"unit"`
	Due    calendar.Day `json:"due"`
	Held   bool         `json:"held,omitempty"`
	Again  bool         `json:"again,omitempty"` // it was sent before: the same one
}

// Groups parts the code into fours.
func (f Filed) Groups() []string { return secret.Groups(f.Code) }

// How many letters of one network are taken in an hour, and from which on they are held.
// A service hall has one address for everybody in it.
const (
	mostOfClient = 100
	freeOfClient = 20
)

// File takes a letter from the portal. Nobody has to sign in. trap is what stands in the
// field that nobody sees; client is the network address of whoever sends. The same letter
// of the same sender, sent again while it lives, gets the receipt of the first: the sender
// is known by the contact, and without one by the network.
//
// Errors: Invalid with the fields at fault; TooMany for a network that sends too many.
func (s *Service) File(ctx context.Context, in Sending, trap, client string) (out Filed, err error) {
	defer fault.Wrap(&err, "message.File")
	in = in.tidied()
	if err := in.Check(); err != nil {
		return out, err
	}
	if in.Kind == State {
		return out, fault.Field("kind", "message.need.kind")
	}
	who := s.Box.Mark(session.Network(client), "message.client")
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := session.Few(tx, []string{who}, mostOfClient); err != nil {
			return err
		}
		n, err := session.Tried(tx, who, time.Hour)
		if err != nil {
			return err
		}
		m := &Message{Channel: Portal, Cause: suspect(in.Letter, trap)}
		if m.Cause == "" && n >= freeOfClient {
			m.Cause = ByFlood
		}
		act := ActFile
		if m.Cause != "" {
			act = ActHold
		}
		if out, err = s.take(tx, m, in, act, cmp.Or(in.Phone, session.Network(client))); err != nil {
			return err
		}
		return session.NoteTry(tx, who)
	})
	return out, err
}

// Receive takes a letter that staff type in as it came, from another office too.
//
// Errors: Invalid with the fields at fault, a day that is to come among them; Conflict for
// a work order that is there already.
func (s *Service) Receive(ctx context.Context, in Receipt) (out Filed, err error) {
	defer fault.Wrap(&err, "message.Receive")
	if err := in.Check(); err != nil {
		return out, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if in.Day > tx.Today {
			return fault.Field("day", "foi.bad.future", tx.Today)
		}
		m := &Message{Channel: in.Channel, Source: strings.TrimSpace(in.Source), Received: in.Day}
		if m.Source != "" {
			known, err := hasSource(tx, m.Channel, m.Source)
			if err != nil {
				return err
			}
			if known {
				return fault.Field("source", "message.bad.source", m.Source)
			}
		}
		out, err = s.take(tx, m, in.sending().tidied(), ActReceive, cmp.Or(m.Source, in.Token, in.Phone))
		return err
	})
	return out, err
}

func (s *Service) take(tx *db.Tx, m *Message, in Sending, act Act, who string) (out Filed, err error) {
	if err := tx.Business(); err != nil { // before the row of the year, as in load
		return out, err
	}
	settings, err := unit.Settings(tx)
	if err != nil {
		return out, err
	}
	if settings.Word(profile.MessageContact(string(in.Kind))) == "must" && in.Phone == "" && !m.Channel.reports() {
		return out, fault.Field("phone", "message.need.phone")
	}
	u, err := addressed(tx, in.Unit)
	if err != nil {
		return out, err
	}
	content, err := json.Marshal([]string{string(in.Kind), in.Title, in.Text, in.Page, who})
	if err != nil {
		return out, err
	}
	code := s.Box.Code(string(content), "message.code_of")
	m.Token = s.Box.Mark(string(content), "message.token")
	old, err := db.Get[Message](tx, "FROM message_message WHERE token = ?", m.Token)
	if err == nil {
		at, err := unit.Get(tx, old.UnitID)
		return Filed{old.ID, old.Number, code, at.Short, old.Due, old.Status == Held, true}, err
	}
	if fault.Of(err) != fault.NotFound {
		return out, err
	}
	m.ID, m.Rev, m.UnitID, m.Kind, m.Consent = ID(tx.ID()), 1, u.ID, in.Kind, in.Consent
	m.Code, m.Received = s.Box.Mark(code, "message.code"), cmp.Or(m.Received, tx.Today)
	m.Shown = in.Sender.Masked().Name
	if m.Sender, err = s.Box.SealJSON(in.Sender, aboutSender); err != nil {
		return out, err
	}
	if m.Letter, err = s.Box.SealJSON(in.Letter, aboutLetter); err != nil {
		return out, err
	}
	if m.Number, err = serial(tx, tx.Now.In(calendar.Zone).Year()); err != nil {
		return out, err
	}
	if err := s.start(tx, m, m.Received); err != nil {
		return out, err
	}
	err = flow.Do(tx, Flow, m, act, func() error { m.By.Did(act, tx.Actor.Who()); return nil })
	if err != nil {
		return out, err
	}
	if err := s.owe(tx, m); err != nil {
		return out, err
	}
	return Filed{m.ID, m.Number, code, u.Short, m.Due, m.Status == Held, false}, db.Insert(tx, table, m)
}

// addressed is the unit that a letter goes to: the one that was chosen, or the office in
// charge, which passes it on.
func addressed(tx *db.Tx, id int64) (unit.Unit, error) {
	if id == 0 {
		return unit.InCharge(tx)
	}
	u, err := unit.Get(tx, id)
	if fault.Of(err) == fault.NotFound || err == nil && (u.Closed != "" || !u.Kind.Organ()) {
		err = fault.Field("unit", "foi.bad.unit")
	}
	return u, err
}

// Masked is the sender as staff see it.
func (in Sender) Masked() Sender {
	a := foi.Applicant{Kind: foi.Citizen, Name: in.Name, Phone: in.Phone}.Masked()
	return Sender{Name: a.Name, Phone: a.Phone}
}

// start begins the clock of the reply on a day.
func (s *Service) start(tx *db.Tx, m *Message, day calendar.Day) error {
	settings, err := unit.Settings(tx)
	if err != nil {
		return err
	}
	cal, err := s.Holidays.In(tx)
	if err != nil {
		return err
	}
	m.Clock = deadline.Clock{}
	return s.tick(tx, m, deadline.Move{Effect: deadline.Start, Day: day, Term: law.Term{N: m.term(settings, cal, day), Unit: law.Workday}})
}

// tick applies a move to the clock of the reply.
func (s *Service) tick(tx *db.Tx, m *Message, mv deadline.Move) error {
	cal, err := s.Holidays.In(tx)
	if err != nil {
		return err
	}
	if m.Clock, err = m.Clock.Apply(cal, mv); err != nil {
		return err
	}
	m.Due = m.Clock.Due(cal).Day
	return nil
}

// owe opens what the letter owes where it stands: the look at what was held, the passing
// on or the signature, and always the reply.
func (s *Service) owe(tx *db.Tx, m *Message) error {
	settings, err := unit.Settings(tx)
	if err != nil {
		return err
	}
	office, err := unit.InCharge(tx)
	if err != nil {
		return err
	}
	days := map[string]profile.IntKey{RuleJudge: profile.MessageJudge, RuleForward: profile.MessageForward, RuleSign: profile.MessageSign, RuleReply: profile.MessageReply(string(m.Kind)), RuleReport: profile.MessageReport}
	open := func(rule string, at int64, from calendar.Day) error {
		_, err := s.Duties.Open(tx, duty.Owed{
			UnitID: at, Rule: rule, Ref: m.Ref(), Under: "message", Title: s.Words("message.owe."+strings.TrimPrefix(rule, "message."), m.Number),
			Basis: s.Words("message.basis"), Term: law.Term{N: settings.Int(days[rule]), Unit: law.Workday}, From: from, Again: m.Rev,
		})
		return err
	}
	switch {
	case m.Status == Held:
		return open(RuleJudge, office.ID, tx.Today)
	case m.Status == Replied || m.Status == Refused:
		return open(RuleReport, office.ID, tx.Today)
	case m.Status == Received && m.UnitID == office.ID && m.Signed == "":
		err = open(RuleForward, office.ID, tx.Today)
	case m.Status == Received:
		err = open(RuleSign, m.UnitID, tx.Today)
	}
	if err != nil {
		return err
	}
	if err := open(RuleReply, m.UnitID, m.Clock.Started()); err != nil {
		return err
	}
	return s.Duties.Follow(tx, RuleReply, m.Ref(), m.Clock)
}

// Recompute moves the last days of the letters to a calendar, in the transaction that
// imports a notice of holidays, and returns how many moved. The duties move themselves.
func (s *Service) Recompute(tx *db.Tx, cal *calendar.Calendar) (n int, err error) {
	var w db.Where
	w.In("state", db.Anys(Alive)...)
	all, err := db.All[Message](tx, "FROM message_message"+w.String()+" ORDER BY id"+tx.Lock(), w.Args...)
	for i := range all {
		due := all[i].Clock.Due(cal).Day
		if due == all[i].Due {
			continue
		}
		all[i].Due = due
		if err := s.Duties.Follow(tx, RuleReply, all[i].Ref(), all[i].Clock); err != nil {
			return n, err
		}
		if err := db.Update(tx, table, &all[i]); err != nil {
			return n, err
		}
		n++
	}
	return n, err
}

// A step is one act on a letter, with what it changes and what follows from it.
type step struct {
	act    Act
	rev    int64
	note   string // for the journal: what staff wrote, nothing personal
	change func(*db.Tx, *Message) error
	then   func(*db.Tx, *Message) error
}

func (s *Service) do(ctx context.Context, id ID, st step) (m *Message, err error) {
	defer fault.Wrap(&err, "%s(%d)", st.act, id)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if m, err = load(tx, id); err != nil {
			return err
		}
		return s.step(tx, m, st)
	})
	return m, err
}

// step makes a step on a letter that is loaded, and saves it.
func (s *Service) step(tx *db.Tx, m *Message, st step) error {
	if st.rev != 0 {
		m.Rev = st.rev // a stale one is refused by the update
	}
	err := flow.Do(tx, Flow, m, st.act, func() error {
		m.note = strings.TrimSpace(st.note)
		m.By.Did(st.act, tx.Actor.Who())
		if st.change == nil {
			return nil
		}
		return st.change(tx, m)
	})
	if err != nil {
		return err
	}
	if slices.Contains(final, m.Status) {
		m.Ended, m.Token = cmp.Or(m.Ended, tx.Today), m.Ref() // the same may be sent anew
	} else {
		m.Ended = ""
	}
	if st.then != nil {
		if err := st.then(tx, m); err != nil {
			return err
		}
	}
	return db.Update(tx, table, m)
}
