package foi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/mailbox"
	"gongkai.example/gongkai/internal/platform/notify"
)

// An Intake is the mailbox to which requests are sent (电子邮件 of the 工作机构).
type Intake struct {
	Mailbox mailbox.Config
	Unit    string // code of the unit whose mailbox it is
	Receipt bool   // the sender is told that a letter came
	Own     string // address from which this site sends: it is never answered
}

// collectEvery is how often the mailbox is read: a letter has to be confirmed with
// its sender on the day on which it comes.
const collectEvery = 5 * time.Minute

// A reading is how far a mailbox was read.
type reading struct {
	ID       int64     `db:"id"`
	Account  string    `db:"account"`
	Validity uint32    `db:"validity"`
	UID      uint32    `db:"uid"`
	At       time.Time `db:"at"`
}

// Collect takes down what is new in the mailbox: each letter once, in a transaction
// of its own that also notes how far the mailbox was read. Whatever breaks off,
// the letter is read again and not taken down twice.
func (s *Service) Collect(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "foi.Collect")
	box := s.intake.Mailbox
	if !box.On() {
		return nil
	}
	account := s.box.Mark(strings.Join([]string{box.Host, box.User, box.Folder}, "\n"), "foi.mailbox")
	var at reading
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		at, err = db.Get[reading](tx, "FROM foi_mailbox WHERE account = ?", account)
		if fault.Of(err) == fault.NotFound {
			at = reading{ID: tx.ID(), Account: account, At: tx.Now}
			err = db.Insert(tx, "foi_mailbox", at)
		}
		return err
	})
	if err != nil {
		return err
	}
	return box.Read(ctx, mailbox.Place{Validity: at.Validity, UID: at.UID}, at.At, func(m mailbox.Mail) error {
		return s.takeDown(ctx, s.intake.Unit, m, func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE foi_mailbox SET validity = ?, uid = ?, at = ? WHERE id = ?", m.Place.Validity, m.Place.UID, m.At.UTC(), at.ID)
			return err
		})
	})
}

// Arrive takes down one mail that came to a unit, by its code.
func (s *Service) Arrive(ctx context.Context, code string, m mailbox.Mail) (err error) {
	defer fault.Wrap(&err, "foi.Arrive(%s)", code)
	return s.takeDown(ctx, code, m, func(*db.Tx) error { return nil })
}

// A kept attachment has been stored and is not yet anybody's.
type kept struct {
	name   string
	staged files.Staged
}

// takeDown makes one letter an entry of the queue, and note notes in the same
// transaction that it was.
func (s *Service) takeDown(ctx context.Context, code string, m mailbox.Mail, note func(*db.Tx) error) error {
	msg := mailbox.Parse(m.Raw)
	c := Content{Name: msg.Name, Address: msg.Address, Subject: msg.Subject, Text: msg.Text}
	if m.Cut {
		c.Text, msg.Parts, c.Faults = "", nil, append(c.Faults, FlawCut)
	} else if msg.Broken {
		c.Faults = append(c.Faults, FlawBroken)
	}
	var all []kept
	for i, p := range msg.Parts {
		k, no, err := s.stagePart(ctx, i+1, p)
		if err != nil {
			return err
		}
		if no != nil {
			c.Refused = append(c.Refused, *no)
			continue
		}
		all = append(all, k)
	}
	content, err := s.box.SealJSON(c, aboutIncoming)
	if err != nil {
		return err
	}
	x := Incoming{
		Rev: 1, Mark: s.onceMark(msg, m), Sender: s.box.Mark(strings.ToLower(c.Address), "foi.sender"), Shown: maskMail(c.Address), Content: content,
		Arrived: calendar.DayOf(m.At), At: m.At.UTC(), Machine: msg.Auto, Files: len(all), Refused: len(c.Refused),
	}
	if x.Written = x.Arrived; !msg.Date.IsZero() && calendar.DayOf(msg.Date) < x.Arrived {
		x.Written = calendar.DayOf(msg.Date)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.arrive(tx, code, x, c, all); err != nil {
			return err
		}
		return note(tx)
	})
}

// onceMark tells a letter from every other: by its Message-ID, and by what it says,
// because anybody can write the id of somebody else's letter into their own.
func (s *Service) onceMark(msg mailbox.Message, m mailbox.Mail) string {
	_, body, _ := bytes.Cut(m.Raw, []byte("\r\n\r\n"))
	sum := sha256.Sum256(body)
	return s.box.Mark(strings.Join([]string{msg.ID, msg.Address, msg.Subject, msg.Date.UTC().Format(time.RFC3339), fmt.Sprint(m.Cut), hex.EncodeToString(sum[:])}, "\n"), "foi.once")
}

// stagePart stores one attachment, locked: it is its sender's own. What is of no allowed type, lies about its
// type, is too large or bears a virus is refused, and the entry says so; a
// storage that does not answer is an error, and the letter is read again.
func (s *Service) stagePart(ctx context.Context, n int, p mailbox.Part) (k kept, no *Refusal, err error) {
	staged, err := s.files.StageLocked(ctx, bytes.NewReader(p.Data), files.Types()...)
	if err == nil {
		if k.name = p.Name; k.name == "" {
			k.name = fmt.Sprintf("%d%s", n, staged.Type.Ext())
		}
		k.staged = staged
		k.name, _, err = files.Check(k.name, staged)
	}
	switch fault.Of(err) {
	case "":
		return k, nil, nil
	case fault.Invalid, fault.TooLarge:
		name := p.Name
		if name == "" {
			name = fmt.Sprintf("%d (%s)", n, p.Type)
		}
		why := fault.As(err).Text
		return k, &Refusal{Name: name, Size: int64(len(p.Data)), Why: s.words(why.Key, why.Args...)}, nil
	case fault.Busy, fault.Internal, fault.NotFound, fault.Conflict, fault.Forbidden, fault.SignIn, fault.TooMany:
	}
	return k, nil, err
}

// arrive puts the letter into the queue, unless it is there.
func (s *Service) arrive(tx *db.Tx, code string, x Incoming, c Content, all []kept) error {
	u, err := unit.ByCode(tx, code)
	if err != nil {
		return err
	}
	known, err := db.One[int](tx, "SELECT count(*) FROM foi_incoming WHERE unit_id = ? AND mark = ?", u.ID, x.Mark)
	if err != nil || known > 0 {
		return err
	}
	x.ID, x.UnitID = IncomingID(tx.ID()), u.ID
	if x.Receipt, err = s.answerable(tx, x, c); err != nil {
		return err
	}
	if err := flow.Do(tx, IncomingFlow, &x, ActArrive, nil); err != nil {
		return err
	}
	if err := db.Insert(tx, incomingTable, x); err != nil {
		return err
	}
	if err := s.oweSorting(tx, &x); err != nil {
		return err
	}
	for _, k := range all {
		if _, err := s.files.Save(tx, files.Upload{Staged: k.staged, Name: k.name, Noun: incomingNoun, Ref: int64(x.ID)}); err != nil {
			return err
		}
	}
	if !x.Receipt {
		return nil
	}
	return jobs.Put(tx, s.kinds.receipt, arrival{x.ID}, jobs.Opts{ID: itoa(int64(x.ID))})
}

// An arrival is the job to tell a sender that the letter came. It holds no address.
type arrival struct {
	Letter IncomingID `json:"letter"`
}

// receiptPause is for how long a sender gets no second receipt, so that two
// machines do not talk to each other (RFC 3834 §2).
const receiptPause = 24 * time.Hour

// answerable reports whether the sender of a letter is told that it came: never one
// that is a machine or a list, never this site itself, and once a day.
func (s *Service) answerable(tx *db.Tx, x Incoming, c Content) (bool, error) {
	if !s.intake.Receipt || s.mail == nil || !s.mail.On() || x.Machine || !notify.IsAddress(c.Address) || strings.EqualFold(c.Address, s.intake.Own) || strings.EqualFold(c.Address, s.intake.Mailbox.User) {
		return false, nil
	}
	n, err := db.One[int](tx, "SELECT count(*) FROM foi_incoming WHERE sender = ? AND receipt = 1 AND at > ?", x.Sender, x.At.Add(-receiptPause))
	return n == 0, err
}

// sendReceipt tells the sender that the letter came, and that this is not yet the
// confirmation of Article 31.
func (s *Service) sendReceipt(ctx context.Context, a arrival) error {
	var c Content
	var name string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		x, err := db.Get[Incoming](tx, "FROM foi_incoming WHERE id = ?", a.Letter)
		if err != nil {
			return err
		}
		if name, err = unitName(tx, x.UnitID); err != nil {
			return err
		}
		return s.box.OpenJSON(x.Content, aboutIncoming, &c)
	})
	if err != nil {
		return jobs.Fatal(err)
	}
	return s.mail.Send(ctx, notify.Letter{
		To: c.Address, Name: fmt.Sprintf("incoming.%d", a.Letter), Subject: s.words("foi.receipt_subject"), Text: s.words("foi.receipt_text", name),
	})
}
