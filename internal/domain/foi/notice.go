package foi

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

// A Consent says how the applicant wants to be told that something has happened.
// Nobody is told who has not asked for it; it replaces no service of a letter.
type Consent struct {
	NoticeMail bool `form:"notice_mail" db:"notice_mail" json:"notice_mail,omitempty" label:"foi.notice_mail" hint:"foi.notice_hint" group:"foi.group.notice"`
	NoticeSMS  bool `form:"notice_sms" db:"notice_sms" json:"notice_sms,omitempty" label:"foi.notice_sms" hint:"foi.notice_sms_hint" group:"foi.group.notice"`
}

func (in Consent) check(c *fault.Check, a Applicant) {
	c.That(!in.NoticeMail || a.Mail != "", "notice_mail", "foi.need.notice_mail")
	c.That(!in.NoticeSMS || notify.Mobile(a.Phone) != "", "notice_sms", "foi.need.notice_sms")
}

// Tellable is what a form may ask for: a way that is not set up is not offered.
type Tellable struct{ Mail, SMS bool }

// Hides leaves the ways out that are not set up.
func (t Tellable) Hides(field string) bool {
	return field == "notice_mail" && !t.Mail || field == "notice_sms" && !t.SMS
}

// A Tidings is a kind of notice to an applicant; docs/sms.md lists them.
type Tidings string

// The kinds of notice.
const (
	ToldReceived  Tidings = "received"
	ToldAmend     Tidings = "amend"
	ToldFee       Tidings = "fee"
	ToldExtended  Tidings = "extended"
	ToldDelayed   Tidings = "delayed"
	ToldAnswered  Tidings = "answered"
	ToldNear      Tidings = "near" // 补正、缴费 has to be done soon
	ToldLapsed    Tidings = "lapsed"
	ToldWithdrawn Tidings = "withdrawn"
	ToldClosed    Tidings = "closed" // it was no request
)

// AllTidings lists the kinds of notice.
var AllTidings = []Tidings{ToldReceived, ToldAmend, ToldFee, ToldExtended, ToldDelayed, ToldAnswered, ToldNear, ToldLapsed, ToldWithdrawn, ToldClosed}

// tidingsOf are the steps that an applicant is told of at once.
var tidingsOf = map[Act]Tidings{
	ActReceive: ToldReceived, ActConfirm: ToldReceived, ActClarify: ToldAmend, ActCharge: ToldFee, ActExtend: ToldExtended, ActDelay: ToldDelayed,
	ActServe: ToldAnswered, ActResend: ToldAnswered, ActLapse: ToldLapsed, ActWithdraw: ToldWithdrawn, ActClose: ToldClosed,
}

// A Carrier is what carries a notice.
type Carrier string

// The carriers.
const (
	ByEmail Carrier = "mail"
	BySMS   Carrier = "sms"
)

// A Delivered says where a notice stands.
type Delivered string

// Where a notice may stand.
const (
	NoticeWaits   Delivered = "waiting"
	NoticeSent    Delivered = "sent"    // the server or the gateway has taken it
	NoticeAgain   Delivered = "again"   // it did not go out, and is tried again
	NoticeFailed  Delivered = "failed"  // it will not go out
	NoticeSettled Delivered = "settled" // it did not go out, and the applicant was told otherwise
)

// A Notice is one message to the applicant of a request: a row of the log.
type Notice struct {
	ID      int64        `db:"id" json:"id"`
	Rev     int64        `db:"rev" json:"rev"`
	Request ID           `db:"request_id" json:"request_id"`
	Kind    Tidings      `db:"kind" json:"kind"`
	By      Carrier      `db:"carrier" json:"by"`
	Shown   string       `db:"shown" json:"to"`              // masked
	Day     calendar.Day `db:"day" json:"day,omitempty"`     // that it tells
	Status  Delivered    `db:"state" json:"state"`           //
	Tries   int          `db:"tries" json:"tries"`           //
	At      time.Time    `db:"at" json:"at"`                 //
	Sent    time.Time    `db:"sent_at" json:"sent,omitzero"` //
	Note    string       `db:"note" json:"note,omitempty"`   // how the applicant was told otherwise
}

const (
	noticeTable = "foi_notice"

	// noticeTries is how often a notice is tried, which takes about an hour.
	noticeTries = 6
)

// A notice job holds no address and no words: both are looked up when it is sent.
type noticeJob struct {
	Notice int64 `json:"notice"`
}

// Tells reports how applicants can be told.
func (s *Service) Tells() (t Tellable) {
	if s.mail == nil {
		return t
	}
	t.Mail = s.mail.On()
	for _, k := range AllTidings {
		t.SMS = t.SMS || s.mail.Short(string(k))
	}
	return t
}

// tell puts the notices of a step into its transaction.
func (s *Service) tell(tx *db.Tx, r *Request, act Act) error {
	kind, ok := tidingsOf[act]
	if !ok {
		return nil
	}
	return s.tellOf(tx, r, kind, r.tells(kind))
}

// tells is the day that a notice tells; "" where there is none yet.
func (r *Request) tells(kind Tidings) calendar.Day {
	switch kind {
	case ToldReceived, ToldExtended, ToldDelayed:
		return r.Due
	case ToldAmend, ToldFee, ToldNear:
		return r.Until
	case ToldAnswered:
		return r.Answered
	case ToldLapsed, ToldWithdrawn, ToldClosed:
	}
	return ""
}

func (s *Service) tellOf(tx *db.Tx, r *Request, kind Tidings, day calendar.Day) error {
	if s.mail == nil || !r.NoticeMail && !r.NoticeSMS {
		return nil
	}
	var a Applicant
	if err := s.box.OpenJSON(r.Sealed, aboutApplicant, &a); err != nil {
		return err
	}
	m := a.Masked()
	for _, way := range []struct {
		on     bool
		by     Carrier
		masked string
	}{
		{r.NoticeMail && s.mail.On() && a.Mail != "", ByEmail, m.Mail},
		{r.NoticeSMS && s.mail.Short(string(kind)) && a.Phone != "", BySMS, m.Phone},
	} {
		if !way.on {
			continue
		}
		n := Notice{ID: tx.ID(), Rev: 1, Request: r.ID, Kind: kind, By: way.by, Shown: way.masked, Day: day, Status: NoticeWaits, At: tx.Now}
		if err := db.Insert(tx, noticeTable, n); err != nil {
			return err
		}
		if err := jobs.Put(tx, s.kinds.notice, noticeJob{n.ID}, jobs.Opts{ID: itoa(n.ID)}); err != nil {
			return err
		}
	}
	return nil
}

// sendNotice sends one notice and notes what became of it.
func (s *Service) sendNotice(ctx context.Context, j noticeJob) error {
	var n Notice
	var number string
	var a Applicant
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if n, err = db.Get[Notice](tx, "FROM foi_notice WHERE id = ?", j.Notice); err != nil {
			return err
		}
		r, err := db.Get[Request](tx, "FROM foi_request WHERE id = ?", n.Request)
		if err != nil {
			return err
		}
		number = r.Number
		return s.box.OpenJSON(r.Sealed, aboutApplicant, &a)
	})
	if err != nil {
		return jobs.Fatal(err)
	}
	if n.Status != NoticeWaits && n.Status != NoticeAgain {
		return nil
	}
	failed := s.carry(ctx, &n, number, a)
	if failed != nil && ctx.Err() != nil {
		return failed // the program stops: it is no fault of the address
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := db.Get[Notice](tx, "FROM foi_notice WHERE id = ?"+tx.Lock(), n.ID)
		if err != nil {
			return err
		}
		x.Tries++
		switch {
		case failed == nil:
			x.Status, x.Sent = NoticeSent, tx.Now
		case jobs.IsFatal(failed) || x.Tries >= noticeTries:
			x.Status = NoticeFailed
		default:
			x.Status = NoticeAgain
		}
		return db.Update(tx, noticeTable, &x)
	})
	return errors.Join(failed, err)
}

// carry sends a notice: the number of the request, where it stands, and where to
// look; never what was asked, who asked, or the code.
func (s *Service) carry(ctx context.Context, n *Notice, number string, a Applicant) error {
	name := fmt.Sprintf("foi-notice.%d", n.ID)
	if n.By == BySMS {
		return s.mail.SendShort(ctx, notify.Short{Kind: string(n.Kind), To: a.Phone, Name: name, Values: []string{number, string(n.Day)}})
	}
	key := "foi.notice." + string(n.Kind)
	if n.Day == "" && (n.Kind == ToldAmend || n.Kind == ToldFee) {
		key += "_posted" // its last day follows from the day on which the letter comes
	}
	says := s.words(key, number, s.Date(n.Day))
	return s.mail.Send(ctx, notify.Letter{
		To: a.Mail, Name: name, Subject: s.words("foi.notice_subject", number), Text: s.words("foi.notice_text", says, strings.TrimRight(s.site, "/")+"/foi/track"),
	})
}

// near tells who has to amend or to pay soon, once about each last day.
func (s *Service) near(ctx context.Context) error {
	type row struct {
		ID ID `db:"id"`
	}
	var soon []row
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		cal, err := s.holidays.In(tx)
		if err != nil {
			return err
		}
		last, _ := cal.AddWork(tx.Today, settings.Int(profile.DutySoon))
		soon, err = db.All[row](tx, `FROM foi_request WHERE state IN (?, ?) AND until_day >= ? AND until_day <= ? AND (notice_mail = 1 OR notice_sms = 1)
			AND NOT EXISTS (SELECT 1 FROM foi_notice n WHERE n.request_id = foi_request.id AND n.kind = ? AND n.day = until_day) ORDER BY id`,
			Amending, Charging, tx.Today, last, ToldNear)
		return err
	})
	for _, o := range soon {
		err = errors.Join(err, s.db.Write(ctx, func(tx *db.Tx) error {
			r, err := db.Get[Request](tx, "FROM foi_request WHERE id = ?", o.ID)
			if err != nil {
				return err
			}
			return s.tellOf(tx, &r, ToldNear, r.Until)
		}))
	}
	return err
}

// A Choose changes how the applicant is told.
type Choose struct {
	Access
	Consent
}

// Choose notes how the applicant wants to be told from now on.
func (s *Service) Choose(ctx context.Context, in Choose, client string) error {
	return s.byApplicant(ctx, in.Access, client, func(tx *db.Tx, r *Request) error {
		var a Applicant
		if err := s.box.OpenJSON(r.Sealed, aboutApplicant, &a); err != nil {
			return err
		}
		var c fault.Check
		in.check(&c, a)
		if err := c.Err(); err != nil {
			return err
		}
		r.Consent = in.Consent
		if err := db.Update(tx, table, r); err != nil {
			return err
		}
		return journal.Add(tx, "foi.choose", r.Ref(), Brief{Status: r.Status, Unit: r.UnitID})
	})
}

func noticesOf(tx *db.Tx, id ID) ([]Notice, error) {
	return db.All[Notice](tx, "FROM foi_notice WHERE request_id = ? ORDER BY id", id)
}

// An Undelivered is a notice that did not reach its applicant.
type Undelivered struct {
	Notice
	Number string `json:"number"`
}

// Undelivered lists the newest notices of the actor's units that did not go out,
// and that nobody has told otherwise.
func (s *Service) Undelivered(ctx context.Context, most int) (out []Undelivered, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var w db.Where
		w.Units("unit_id", tx.Actor.Over(Handle))
		args := append(append([]any{NoticeFailed}, w.Args...), most)
		all, err := db.All[Notice](tx, "FROM foi_notice WHERE state = ? AND request_id IN (SELECT id FROM foi_request"+w.String()+") ORDER BY id DESC LIMIT ?", args...)
		if err != nil {
			return err
		}
		for _, n := range all {
			number, err := db.One[string](tx, "SELECT number FROM foi_request WHERE id = ?", n.Request)
			if err != nil {
				return err
			}
			out = append(out, Undelivered{n, number})
		}
		return nil
	})
	return out, err
}

// Settle notes how an applicant was told whom a notice did not reach.
func (s *Service) Settle(ctx context.Context, notice int64, in Because) (r *Request, err error) {
	defer fault.Wrap(&err, "foi.Settle(%d)", notice)
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := db.Get[Notice](tx, "FROM foi_notice WHERE id = ?", notice)
		if err != nil {
			return err
		}
		if r, err = load(tx, n.Request); err != nil {
			return err
		}
		if !tx.Actor.CanAt(Handle, r.UnitID) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		if n.Status != NoticeFailed {
			return fault.New(fault.Conflict, "foi.notice_not_failed")
		}
		n.Rev, n.Status, n.Note = in.Rev, NoticeSettled, strings.TrimSpace(in.Reason)
		if err := db.Update(tx, noticeTable, &n); err != nil {
			return err
		}
		return journal.Add(tx, "foi.settle", r.Ref(), Brief{Status: r.Status, Unit: r.UnitID, Key: "notice/" + itoa(n.ID), Note: n.Note})
	})
	return r, err
}
