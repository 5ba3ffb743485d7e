package foi

import (
	"context"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/profile"
)

// An IncomingRow is a letter as lists show it.
type IncomingRow struct {
	Incoming
	Subject string `json:"subject"` // masked
}

// FindIncoming lists the letters of the mailboxes that the actor sorts.
func (s *Service) FindIncoming(ctx context.Context, q FindIncoming, p db.Page) (rows db.Rows[IncomingRow], err error) {
	if err := q.Check(); err != nil {
		return rows, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		found, err := findIncoming(tx, q, p)
		if err != nil {
			return err
		}
		rows = db.Rows[IncomingRow]{Next: found.Next, Total: found.Total, More: found.More}
		for _, x := range found.Items {
			c, err := s.contentOf(&x)
			if err != nil {
				return err
			}
			subject, err := s.hidden(tx, c, c.Subject)
			if err != nil {
				return err
			}
			rows.Items = append(rows.Items, IncomingRow{x, subject})
		}
		return nil
	})
	return rows, err
}

func (s *Service) contentOf(x *Incoming) (c Content, err error) {
	err = s.box.OpenJSON(x.Content, aboutIncoming, &c)
	return c, err
}

// Incoming shows a letter with what tells who writes masked.
func (s *Service) Incoming(ctx context.Context, id IncomingID) (v IncomingView, err error) {
	defer fault.Wrap(&err, "foi.Incoming(%d)", id)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		x, err := readIncoming(tx, id)
		if err != nil {
			return err
		}
		v = IncomingView{Incoming: *x, Acts: IncomingFlow.Next(tx.Actor, x)}
		c, err := s.contentOf(x)
		if err != nil {
			return err
		}
		v.Unkept, v.Faults = c.Refused, c.Faults
		if v.Subject, err = s.hidden(tx, c, c.Subject); err != nil {
			return err
		}
		if v.Text, err = s.hidden(tx, c, c.Text); err != nil {
			return err
		}
		if v.Kept, err = files.Locked(tx, incomingNoun, int64(id)); err != nil || x.Request == 0 {
			return err
		}
		v.Number, err = db.One[string](tx, "SELECT number FROM foi_request WHERE id = ?", x.Request)
		return err
	})
	return v, err
}

// OpenIncoming opens what a letter says. That it was looked at, by whom and why,
// stays in the journal.
func (s *Service) OpenIncoming(ctx context.Context, id IncomingID, in Because) (c Content, err error) {
	defer fault.Wrap(&err, "foi.OpenIncoming(%d)", id)
	var bad fault.Check
	checkReason(&bad, in.Reason)
	if err := bad.Err(); err != nil {
		return c, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := readIncoming(tx, id)
		if err != nil {
			return err
		}
		if c, err = s.contentOf(x); err != nil {
			return err
		}
		x.note = in.Reason
		return journal.Add(tx, "foi.open_incoming", x.Ref(), x.Entry())
	})
	return c, err
}

// Filing is what a letter says already of the request that it may be. It opens the
// letter, which stays in the journal.
func (s *Service) Filing(ctx context.Context, id IncomingID) (in Register, err error) {
	c, err := s.OpenIncoming(ctx, id, Because{Reason: s.words("foi.open_to_register")})
	if err != nil {
		return in, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		x, err := readIncoming(tx, id)
		if err != nil {
			return err
		}
		masked, err := s.hidden(tx, c, c.Subject+"\n"+c.Text)
		in = Register{Rev: x.Rev, Filing: c.filing(x.UnitID, masked)}
		return err
	})
	return in, err
}

// Register makes a request of a letter: by mail, delivered on the day on which it
// came into the mailbox. It is received when both sides have confirmed it, which
// is owed the same day (Article 31). Its attachments stay with the case. Sent twice, it
// is one request with one receipt.
func (s *Service) Register(ctx context.Context, id IncomingID, in Register) (out Filed, err error) {
	defer fault.Wrap(&err, "foi.Register(%d)", id)
	if err := in.Check(); err != nil {
		return out, err
	}
	token := s.box.Mark(itoa(int64(id)), "foi.of_incoming")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := loadIncoming(tx, id)
		if err != nil {
			return err
		}
		if x.Status == Registered { // pressed twice
			out, err = s.filedBy(tx, token)
			return err
		}
		r := Receipt{Filing: in.Filing, Channel: Mail, Submitted: x.Written, Delivered: x.Arrived}
		r.Token = token
		r.Want = hide(r.Want, r.Name) // who asks is not part of what is asked for
		if err := r.Check(); err != nil {
			return err
		}
		return s.sort(tx, x, in.Rev, ActRegister, "", func() error {
			out, err = s.receive(tx, r)
			x.Request = out.ID
			return err
		})
	})
	return out, err
}

// SetAside says that a letter is no request, and why: it is shown no more among those that
// nobody has looked at, and somebody else owes to look at it once more.
func (s *Service) SetAside(ctx context.Context, id IncomingID, in Because) (*Incoming, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.sorted(ctx, id, in.Rev, ActSetAside, in.Reason)
}

// Uphold says that a letter that somebody else has set aside is no request indeed.
func (s *Service) Uphold(ctx context.Context, id IncomingID, in Seen) (*Incoming, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.sorted(ctx, id, in.Rev, ActUphold, "")
}

// TakeBack puts a letter that was set aside back among those that wait.
func (s *Service) TakeBack(ctx context.Context, id IncomingID, in Seen) (*Incoming, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.sorted(ctx, id, in.Rev, ActTakeBack, "")
}

func (s *Service) sorted(ctx context.Context, id IncomingID, rev int64, act Act, reason string) (x *Incoming, err error) {
	defer fault.Wrap(&err, "%s(%d)", act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if x, err = loadIncoming(tx, id); err != nil {
			return err
		}
		return s.sort(tx, x, rev, act, reason, func() error {
			if act != ActUphold { // the reason of who set it aside stays
				x.Reason = reason
			}
			return nil
		})
	})
	return x, err
}

// sort makes a step on a letter and saves it.
func (s *Service) sort(tx *db.Tx, x *Incoming, rev int64, act Act, note string, change func() error) error {
	x.Rev, x.note = rev, note // a stale one is refused by the update
	err := flow.Do(tx, IncomingFlow, x, act, func() error {
		x.By.Did(act, tx.Actor.Who())
		return change()
	})
	if err != nil {
		return err
	}
	if err := db.Update(tx, incomingTable, x); err != nil {
		return err
	}
	return s.oweSorting(tx, x)
}

// The duties about a letter: to say what it is on the day on which it comes (Article 31), and
// to look once more at one that was set aside, so that none is forgotten.
const (
	ruleSort   = "foi.sort"
	ruleUphold = "foi.uphold"
)

// oweSorting ends what was owed about a letter, and opens what is owed now.
func (s *Service) oweSorting(tx *db.Tx, x *Incoming) error {
	for _, rule := range []string{ruleSort, ruleUphold} {
		if err := s.duties.CountOpen(tx, rule, x.Ref(), tx.Today); err != nil {
			return err
		}
	}
	o := duty.Owed{UnitID: x.UnitID, Ref: x.Ref(), Under: "foi", Again: x.Rev}
	switch x.Status {
	case Registered, Upheld:
		return nil
	case Unsorted:
		cal, err := s.holidays.In(tx)
		if err != nil {
			return err
		}
		o.From, _ = cal.OnOrAfter(x.Arrived)
		if x.By[ActTakeBack] != 0 { // it is owed from the day on which it was taken back
			o.From, _ = cal.OnOrAfter(tx.Today)
		}
		o.Rule, o.Basis, o.Term, o.Title = ruleSort, law.Title(receipt), termConfirm, s.words("foi.owe.sort", x.Arrived)
	case Aside:
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		o.Rule, o.Basis, o.From, o.Title = ruleUphold, law.Title(filed), tx.Today, s.words("foi.owe.uphold", x.Arrived)
		o.Term = law.Term{N: settings.Int(profile.FOIUphold), Unit: law.Workday, Basis: filed}
	}
	_, err := s.duties.Open(tx, o)
	return err
}
