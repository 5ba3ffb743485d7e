package deposit

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/profile"
)

// Service is what the surfaces do with deposits and differences.
type Service struct {
	db        *db.DB
	duties    *duty.Service
	documents *policy.Service
	files     *files.Store
	words     func(key string, args ...any) string
}

// Needs is what the service rests on.
type Needs struct {
	DB        *db.DB
	Duties    *duty.Service
	Documents *policy.Service
	Files     *files.Store
	Words     func(key string, args ...any) string // the few sentences that the program itself says
}

// New returns the service.
func New(n Needs) *Service {
	return &Service{db: n.DB, duties: n.Duties, documents: n.Documents, files: n.Files, words: n.Words}
}

// Find lists deposits, the newest first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Deposit], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err = find[Deposit](tx, table, p, func(w *db.Where) {
			if q.Status != "" {
				w.And("state = ?", q.Status)
			}
		})
		return err
	})
	return rows, err
}

// A View is all that the desk shows of a deposit.
type View struct {
	Deposit     Deposit      `json:"deposit"`
	Unit        string       `json:"unit"`
	Acts        []Act        `json:"acts"`
	Since       int          `json:"since"` // documents that have changed since the package was made
	Differences []Difference `json:"differences"`
}

// View returns a deposit, with how many documents have changed since its package was made.
func (s *Service) View(ctx context.Context, id ID) (v View, err error) {
	defer fault.Wrap(&err, "deposit.View(%d)", id)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		d, err := load(tx, id)
		if err != nil {
			return err
		}
		u, err := unit.Get(tx, d.UnitID)
		if err != nil {
			return err
		}
		v = View{Deposit: *d, Unit: u.Name, Acts: Flow.Next(tx.Actor, d)}
		if v.Differences, err = db.All[Difference](tx, "FROM deposit_difference WHERE deposit_id = ? ORDER BY id DESC", id); err != nil {
			return err
		}
		if d.Status == Ready || d.Status == Handed {
			v.Since, err = since(tx, d)
		}
		return err
	})
	return v, err
}

// since counts the documents with an event that a package does not have.
func since(tx *db.Tx, d *Deposit) (n int, err error) {
	docs, err := documentsOf(tx, d.ID)
	if err != nil {
		return 0, err
	}
	has := map[policy.ID]Document{}
	for _, x := range docs {
		has[x.Document] = x
	}
	all, err := policy.Events(tx)
	for _, c := range all {
		x, in := has[c.ID]
		if !in || slices.ContainsFunc(c.Events, func(e policy.Event) bool { return !x.covers(c.Events, e.On) }) {
			n++
		}
	}
	return n, err
}

// A WaitingList is what waits for the actor.
type WaitingList struct {
	Deposits    []Deposit    // to be handed over
	Differences []Difference // to be looked at
}

// Waiting lists what waits for the actor: packages that he may hand over, and differences that his unit looks at.
func (s *Service) Waiting(ctx context.Context) (out WaitingList, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		ready, err := db.All[Deposit](tx, "FROM deposit_deposit WHERE state = ? ORDER BY id", Ready)
		if err != nil {
			return err
		}
		out.Deposits = slices.DeleteFunc(ready, func(d Deposit) bool { return !slices.Contains(Flow.Next(tx.Actor, &d), ActHand) })
		all, err := db.All[Difference](tx, "FROM deposit_difference WHERE state = ? ORDER BY id", Waiting)
		out.Differences = slices.DeleteFunc(all, func(d Difference) bool { return !tx.Actor.CanAt(Write, d.UnitID) })
		return err
	})
	return out, err
}

// Documents lists what is in a package, and what is gone, in the order of their issue; nothing where no
// package is named.
func (s *Service) Documents(ctx context.Context, q FindDocument, p db.Page) (rows db.Rows[Document], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if q.Deposit == 0 {
			return nil
		}
		if _, err := load(tx, q.Deposit); err != nil {
			return err
		}
		var w db.Where
		w.And("deposit_id = ?", q.Deposit)
		if q.Change != "" {
			w.And("change = ?", q.Change)
		}
		if q.Text != "" {
			w.LikeAny("title", q.Text)
		}
		rows, err = db.List[Document](tx, p, db.Query{From: documentTable, Where: w, Order: []string{"issued_on", "id"}})
		return err
	})
	return rows, err
}

// Make makes a package of the library as it is now, and keeps it with its sum.
//
// Errors: Conflict where the profile names no library of the city, while another package waits to
// be handed over, and when nothing is in the library; Forbidden.
func (s *Service) Make(ctx context.Context) (d *Deposit, err error) {
	defer fault.Wrap(&err, "deposit.Make")
	if err := s.db.Read(ctx, func(tx *db.Tx) error { _, err := mayMake(tx); return err }); err != nil {
		return nil, err
	}
	staged, out, err := s.documents.Pack(ctx)
	if err != nil {
		return nil, err
	}
	if out.Documents == 0 {
		return nil, fault.New(fault.Conflict, "deposit.nothing")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := mayMake(tx)
		if err != nil {
			return err
		}
		d = &Deposit{ID: ID(tx.ID()), Rev: 1, UnitID: c.unit.ID, Library: c.name, On: out.On, Texts: out.Texts, Files: out.Files, MadeAt: tx.Now}
		var docs []Document
		err = flow.Do(tx, Flow, d, ActMake, func() error {
			d.By.Did(ActMake, tx.Actor.Who())
			d.Name = s.words("policy.export.file", c.profile.Text(profile.AreaName), d.On)
			f, err := s.files.Save(tx, files.Upload{Staged: staged, Name: d.Name, Noun: noun, Ref: int64(d.ID)})
			if err != nil {
				return err
			}
			d.File, d.Name, d.SHA256, d.Size = f.ID, f.Name, f.SHA256, f.Size
			docs, err = d.fill(tx, out.Packed)
			return err
		})
		if err != nil {
			return err
		}
		for _, x := range docs {
			if err := db.Insert(tx, documentTable, x); err != nil {
				return err
			}
		}
		return db.Insert(tx, table, d)
	})
	return d, err
}

// mayMake asks whether a package can be made.
func mayMake(tx *db.Tx) (city, error) {
	c, err := cityOf(tx)
	switch {
	case err != nil:
		return c, err
	case !tx.Actor.CanAt(Write, c.unit.ID):
		return c, fault.New(fault.Forbidden, "not_allowed")
	case c.name == "":
		return c, fault.New(fault.Conflict, "deposit.no_library")
	}
	waits, err := db.One[int](tx, "SELECT count(*) FROM deposit_deposit WHERE state = ?", Ready)
	if err == nil && waits > 0 {
		err = fault.New(fault.Conflict, "deposit.waits")
	}
	return c, err
}

// fill puts the documents of a package beside it, each with what it is against the last deposit
// that the city has received.
func (d *Deposit) fill(tx *db.Tx, held []policy.Packed) (out []Document, err error) {
	base, err := last(tx)
	if err != nil {
		return nil, err
	}
	var before []Document
	if base.ID != 0 {
		d.Base = base.ID
		if before, err = documentsOf(tx, base.ID); err != nil {
			return nil, err
		}
	}
	now := make([]Document, len(held))
	for i, h := range held {
		now[i] = Document{Document: h.ID, Title: h.Title, Number: h.Number, Organ: h.Organ, Issued: h.Issued, Standing: h.Standing, Digest: h.Digest, Events: h.Events}
	}
	out, d.Tally = against(now, before)
	for i := range out {
		out[i].ID, out[i].Deposit = tx.ID(), d.ID
	}
	return out, nil
}

// A step is one act on a deposit, with what it changes and what follows from it.
type step struct {
	act    Act
	rev    int64
	change func(*db.Tx, *Deposit) error
	then   func(*db.Tx, *Deposit) error
}

func (s *Service) do(ctx context.Context, id ID, st step) (d *Deposit, err error) {
	defer fault.Wrap(&err, "%s(%d)", st.act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if d, err = load(tx, id); err != nil {
			return err
		}
		d.Rev = st.rev // a stale one is refused by the update
		if err := flow.Do(tx, Flow, d, st.act, func() error { d.By.Did(st.act, tx.Actor.Who()); return st.change(tx, d) }); err != nil {
			return err
		}
		if st.then != nil {
			if err := st.then(tx, d); err != nil {
				return err
			}
		}
		return db.Update(tx, table, d)
	})
	return d, err
}

// HandOver notes how and when a package was handed over, by somebody else than who made it. A
// package that is no longer what was made is not.
//
// Errors: Invalid about the day; Conflict when the package is damaged.
func (s *Service) HandOver(ctx context.Context, id ID, in Handing) (*Deposit, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	if _, err := s.Package(ctx, id); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActHand, rev: in.Rev, change: func(tx *db.Tx, d *Deposit) error {
		if err := between(in.On, d.On, tx.Today); err != nil {
			return err
		}
		d.Channel, d.Handed, d.Reference = in.Channel, in.On, strings.TrimSpace(in.Reference)
		return nil
	}})
}

// between asks that a day is not before another one and not to come.
func between(on, from, today calendar.Day) error {
	switch {
	case on < from:
		return fault.Field("on", "deposit.early", from)
	case on > today:
		return fault.Field("on", "policy.future", today)
	}
	return nil
}

// A Scan is the receipt of the city as a file that Attach has taken in.
type Scan struct {
	name   string
	staged files.Staged
}

// Attach takes in the receipt of the city.
//
// Errors: Invalid about the field file.
func (s *Service) Attach(ctx context.Context, name string, r io.Reader) (x Scan, err error) {
	if x.staged, err = s.files.Stage(ctx, r); err == nil {
		x.name, _, err = files.Check(name, x.staged)
	}
	if k := fault.Of(err); k == fault.Invalid || k == fault.TooLarge {
		e := fault.As(err).Text
		err = fault.Field("file", e.Key, e.Args...)
	}
	return x, err
}

// Receive notes the receipt of the city, and ends what was owed for the documents that the package
// covers. A receipt for fewer documents covers nothing, unless the city does not ask for the rest.
//
// Errors: Invalid about the fields.
func (s *Service) Receive(ctx context.Context, id ID, in Receipt, scan Scan) (*Deposit, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	if scan.name == "" {
		return nil, fault.Field("file", "required")
	}
	return s.do(ctx, id, step{act: ActReceive, rev: in.Rev, change: func(tx *db.Tx, d *Deposit) error {
		if err := between(in.On, d.Handed, tx.Today); err != nil {
			return err
		}
		less := in.Taken < d.Documents
		var f fault.Check
		f.That(in.Taken <= d.Documents, "taken", "deposit.taken_more", d.Documents)
		f.That(!less || strings.TrimSpace(in.Note) != "", "note", "deposit.taken_less", d.Documents, in.Taken)
		if err := f.Err(); err != nil {
			return err
		}
		d.Receipt, d.Answered, d.Taken, d.Whole, d.Note = strings.TrimSpace(in.Number), in.On, in.Taken, !less || in.Sure, strings.TrimSpace(in.Note)
		file, err := s.files.Save(tx, files.Upload{Staged: scan.staged, Name: scan.name, Noun: noun, Ref: int64(d.ID)})
		d.Scan = file.ID
		return err
	}, then: s.answered})
}

// Return notes that the city has given a package back. A new one is owed.
//
// Errors: Invalid about the day.
func (s *Service) Return(ctx context.Context, id ID, in Refusal) (*Deposit, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActReturn, rev: in.Rev, change: func(tx *db.Tx, d *Deposit) error {
		if err := between(in.On, d.Handed, tx.Today); err != nil {
			return err
		}
		d.Answered, d.Reason = in.On, strings.TrimSpace(in.Reason)
		return nil
	}, then: s.answered})
}

// Void ends a deposit that was made, or noted as handed over, by mistake.
func (s *Service) Void(ctx context.Context, id ID, in Because) (*Deposit, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActVoid, rev: in.Rev, change: func(_ *db.Tx, d *Deposit) error {
		d.Reason = strings.TrimSpace(in.Reason)
		return nil
	}})
}

// Package is the package of a deposit as it was made.
//
// Errors: Conflict if it is no longer that.
func (s *Service) Package(ctx context.Context, id ID) (f files.File, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		d, err := load(tx, id)
		if err != nil {
			return err
		}
		if f, err = files.Get(tx, d.File); err == nil && (f.SHA256 != d.SHA256 || f.Size != d.Size) {
			err = fault.New(fault.Conflict, "deposit.damaged", d.Name)
		}
		return err
	})
	if err != nil {
		return f, err
	}
	if err := s.files.Verify(ctx, f); err != nil {
		if k := fault.Of(err); k == fault.Internal || k == fault.NotFound {
			err = fault.Caused(err, fault.Conflict, "deposit.damaged", f.Name)
		}
		return f, fmt.Errorf("deposit.Package(%d): %w", id, err)
	}
	return f, nil
}

// ReceiptOf is the receipt of the city as a file.
func (s *Service) ReceiptOf(ctx context.Context, id ID) (f files.File, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		d, err := load(tx, id)
		if err == nil && d.Scan == 0 {
			err = fault.New(fault.NotFound, "not_found")
		}
		if err == nil {
			f, err = files.Get(tx, d.Scan)
		}
		return err
	})
	return f, err
}

// A Latest is what everybody may know of the last deposit that the city has received.
type Latest struct {
	Library  string       `json:"library"`
	Received calendar.Day `json:"received_on"`
	Receipt  string       `json:"receipt"`
	On       calendar.Day `json:"on"` // of the library that was handed over
	Taken    int          `json:"taken"`
}

// Latest returns the last deposit that the city has received whole, for everybody.
//
// Errors: NotFound while there is none.
func (s *Service) Latest(ctx context.Context) (out Latest, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		d, err := last(tx)
		if err == nil && d.ID == 0 {
			err = fault.New(fault.NotFound, "not_found")
		}
		if err == nil {
			out = Latest{d.Library, d.Answered, d.Receipt, d.On, d.Taken}
		}
		return err
	})
	return out, err
}
