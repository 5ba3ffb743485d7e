package foi

import (
	"context"
	"crypto/subtle"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
)

// An Access is what opens a request to its applicant.
type Access struct {
	Number string `form:"number" json:"number" label:"foi.access_number" hint:"foi.number_hint" required:"true" max:"30"`
	Code   string `form:"code" json:"code" label:"foi.code" hint:"foi.code_hint" type:"code" autocomplete:"off" required:"true" max:"30"`
}

// Check says which fields break a rule.
func (in Access) Check() error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Number) != "", "number", "foi.need.number")
	c.That(strings.TrimSpace(in.Code) != "", "code", "foi.need.code")
	return c.Err()
}

// How many wrong codes are taken in an hour: for one request from one network, from
// one network, and for one request from anywhere. A stranger who tries does not lock
// the applicant out, who comes from elsewhere.
const (
	triesOfRequest = 10
	triesOfClient  = 30
	triesOfAll     = 200
)

// Enter finds the request of a number and code. A wrong number and a wrong code
// are one answer; too many of them are refused whatever is tried next. The wrong
// try is noted in a transaction of its own, so that it stays.
func (s *Service) Enter(ctx context.Context, in Access, client string) (ID, error) {
	if err := in.Check(); err != nil {
		return 0, err
	}
	digits := secret.Digits(in.Number)
	network := session.Network(client)
	marks := []string{s.box.Mark(digits+"/"+network, "foi.try"), s.box.Mark(network, "foi.client"), s.box.Mark(digits, "foi.try")}
	var id ID
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := session.Few(tx, marks, triesOfRequest, triesOfClient, triesOfAll); err != nil {
			return err
		}
		r, err := byNumber(tx, digits)
		if err != nil && fault.Of(err) != fault.NotFound {
			return err
		}
		id = 0
		if err == nil && subtle.ConstantTimeCompare([]byte(r.Code), []byte(s.box.Mark(secret.Digits(in.Code), "foi.code"))) == 1 {
			id = r.ID
			return nil
		}
		return session.NoteTry(tx, marks...)
	})
	if err == nil && id == 0 {
		err = &fault.Error{Kind: fault.Invalid, Text: fault.T("foi.wrong_code"), Fields: map[string]fault.Text{"code": fault.T("foi.wrong_code")}}
	}
	return id, err
}

// byNumber finds a request by the digits of its number.
func byNumber(tx *db.Tx, digits string) (Request, error) {
	const year, series = 4, 3
	if len(digits) < year+series+1 {
		return Request{}, fault.New(fault.NotFound, "not_found")
	}
	n := digits[:year] + "-" + digits[year:year+series] + "-" + digits[year+series:]
	return db.Get[Request](tx, "FROM foi_request WHERE number = ?", n)
}

// A Mine is what the applicant sees of the request: no name of staff, nothing of
// counsel, no word of a third party.
type Mine struct {
	Number   string              `json:"number"`
	Unit     string              `json:"unit"`
	Status   Status              `json:"state"`
	Want     string              `json:"want"`
	Channel  Channel             `json:"channel"`
	Shown    string              `json:"applicant"` // masked
	Filed    calendar.Day        `json:"submitted"`
	Received calendar.Day        `json:"received,omitempty"`
	Due      deadline.Due        `json:"deadline"`
	Last     calendar.Day        `json:"due,omitempty"`
	Left     int                 `json:"left"` // working days until Last
	Until    calendar.Day        `json:"until,omitempty"`
	Answered calendar.Day        `json:"answered,omitempty"`
	Closed   string              `json:"closed_for,omitempty"` // why it was closed as no request
	Got      calendar.Day        `json:"got,omitempty"`        // the reply was signed for; "" while that is not known
	Why      deadline.Derivation `json:"deadline_steps"`       // how the last day comes about
	History  []Event             `json:"history"`
	Letters  []MyLetter          `json:"letters,omitempty"`
	May      []Act               `json:"may,omitempty"`
	Rev      int64               `json:"rev"`
	ID       ID                  `json:"-"`
	Fee      *Charge             `json:"fee,omitempty"`
	Consent
	Gave    bool      `json:"gave"`              // something was given out
	Files   []MyFile  `json:"files,omitempty"`   // the copies, once the reply is served
	Brought []MyPaper `json:"brought,omitempty"` // the papers that came with the request
	Beside  []MyOther `json:"beside,omitempty"`  // the applicant's other requests that the same code opens
	Pass    string    `json:"-"`                 // stands for number and code for half an hour
}

// An Event is one step, as the applicant is told of it.
type Event struct {
	At  time.Time    `json:"at"`
	Act Act          `json:"act"`
	Day calendar.Day `json:"day,omitempty"`
	Due calendar.Day `json:"due,omitempty"`
}

// A MyLetter is a letter that was sent to the applicant.
type MyLetter struct {
	ID     int64           `json:"id"`
	Kind   string          `json:"kind"`
	Number string          `json:"number"`
	Sent   calendar.Day    `json:"sent"`
	Text   letter.Document `json:"text"`
}

// told are the steps that an applicant is told of.
var told = map[Act]bool{
	ActFile: true, ActReceive: true, ActConfirm: true, ActTransfer: true, ActClarify: true, ActAmend: true, ActAsk: true, ActHear: true,
	ActExtend: true, ActCharge: true, ActPay: true, ActServe: true, ActBounce: true, ActResend: true, ActWithdraw: true, ActLapse: true, ActClose: true, ActSplit: true, ActWonder: true, ActDelay: true, ActRestore: true, ActRestoreFee: true, ActDismiss: true,
}

// mailedToApplicant are the kinds of letter that are written to the applicant.
var mailedToApplicant = map[string]bool{letterClarify: true, letterWonder: true, letterExtend: true, letterDelay: true, letterAsking: true, letterFee: true, letterDismiss: true, letterReply: true}

// ToApplicant reports whether a letter is written to the applicant.
func (m *Mailed) ToApplicant() bool { return mailedToApplicant[m.Kind] }

// Track shows a request to whoever has its number and code.
//
// Errors: Invalid for a number and code that do not fit; TooMany after ten wrong ones in an hour.
func (s *Service) Track(ctx context.Context, in Access, client string) (m Mine, err error) {
	defer fault.Wrap(&err, "foi.Track")
	id, err := s.Enter(ctx, in, client)
	if err != nil {
		return m, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error { m, err = s.mine(tx, id, in); return err })
	return m, err
}

func (s *Service) mine(tx *db.Tx, id ID, in Access) (m Mine, err error) {
	r, err := db.Get[Request](tx, "FROM foi_request WHERE id = ?", id)
	if err != nil {
		return m, err
	}
	cal, err := s.holidays.In(tx)
	if err != nil {
		return m, err
	}
	name, err := unitName(tx, r.UnitID)
	if err != nil {
		return m, err
	}
	m = Mine{
		ID: r.ID, Rev: r.Rev, Number: r.Number, Unit: name, Status: r.Status, Want: r.Want, Channel: r.Channel, Shown: r.Shown, Filed: r.Submitted,
		Received: r.Received, Due: r.Clock.Due(cal), Last: r.Due, Until: r.Until, Answered: r.Answered, Why: r.Clock.Explain(cal), Consent: r.Consent, Closed: r.closedFor(),
	}
	if r.Due != "" {
		m.Left = cal.WorkBetween(tx.Today, r.Due)
	}
	for _, act := range []Act{ActAmend, ActWithdraw} {
		if _, err := Flow.Find(r.Status, act); err == nil {
			m.May = append(m.May, act)
		}
	}
	if m.History, err = history(tx, &r); err != nil {
		return m, err
	}
	if m.Letters, err = s.myLetters(tx, &r); err != nil {
		return m, err
	}
	wants, err := WantedIn(tx, r.ID)
	if err != nil {
		return m, err
	}
	m.Gave = slices.ContainsFunc(wants, Wanted.Gives)
	if m.Files, err = givenOut(tx, &r); err != nil {
		return m, err
	}
	if m.Pass, err = s.box.SealJSON(pass{r.ID, in, tx.Now.Add(passLives)}, aboutPass); err != nil {
		return m, err
	}
	if m.Answered != "" {
		if m.Got, err = gotReply(tx, &r); err != nil {
			return m, err
		}
	}
	if m.Beside, err = myOthers(tx, &r); err != nil {
		return m, err
	}
	if m.Brought, err = broughtIn(tx, &r); err != nil {
		return m, err
	}
	fees, err := chargesOf(tx, r.ID)
	if len(fees) > 0 {
		m.Fee = &fees[len(fees)-1]
		m.Fee.Proposer, m.Fee.Approver = "", ""
	}
	return m, err
}

func history(tx *db.Tx, r *Request) (out []Event, err error) {
	rows, err := journal.For(tx, r.Ref(), db.Page{Size: 200})
	if err != nil {
		return nil, err
	}
	for _, e := range rows.Items {
		if !told[Act(e.Act)] {
			continue
		}
		var b Brief
		if err := e.Decode(&b); err != nil {
			return nil, err
		}
		out = append(out, Event{At: e.At, Act: Act(e.Act), Day: b.Day, Due: b.Due})
	}
	return out, nil
}

// myLetters are those written to the applicant that have gone out.
func (s *Service) myLetters(tx *db.Tx, r *Request) (out []MyLetter, err error) {
	all, err := lettersOf(tx, r.ID)
	if err != nil {
		return nil, err
	}
	for _, l := range all {
		if !mailedToApplicant[l.Kind] || l.Sent == "" {
			continue
		}
		m := MyLetter{ID: l.ID, Kind: l.Kind, Number: l.Number, Sent: l.Sent}
		if err := s.box.OpenJSON(l.Text, aboutLetter, &m.Text); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

// Withdraw takes a request back by its number and code.
func (s *Service) Withdraw(ctx context.Context, in Access, client string) error {
	return s.byApplicant(ctx, in, client, func(tx *db.Tx, r *Request) error {
		return s.step(tx, r, s.ending(ActWithdraw, Because{}))
	})
}

// AmendBy makes a request clear by its number and code: it counts as come today.
func (s *Service) AmendBy(ctx context.Context, in Access, want string, client string) error {
	a := Amend{Want: want}
	if err := a.Check(); err != nil {
		return err
	}
	return s.byApplicant(ctx, in, client, func(tx *db.Tx, r *Request) error { return s.step(tx, r, s.amending(a, false)) })
}

func (s *Service) byApplicant(ctx context.Context, in Access, client string, f func(*db.Tx, *Request) error) (err error) {
	defer fault.Wrap(&err, "foi.byApplicant")
	id, err := s.Enter(ctx, in, client)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		r, err := db.Get[Request](tx, "FROM foi_request WHERE id = ?"+tx.Lock(), id)
		if err != nil {
			return err
		}
		return f(tx, &r)
	})
}

// WithdrawOnPaper notes at the desk that the applicant took the request back in writing.
func (s *Service) WithdrawOnPaper(ctx context.Context, id ID, in Because) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, s.ending(ActWithdraw, in).byTaker())
}

// unitName is the short name of a unit.
func unitName(tx *db.Tx, id int64) (string, error) {
	u, err := unit.Get(tx, id)
	return u.Short, err
}
