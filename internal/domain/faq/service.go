package faq

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/search"
)

// Service is what the surfaces do with entries.
type Service struct {
	db     *db.DB
	duties *duty.Service
	found  *search.Index
	words  func(key string, args ...any) string
	rules  func(tx *db.Tx) (*screen.Rules, error)
}

// Needs is what the service rests on.
type Needs struct {
	DB     *db.DB
	Duties *duty.Service
	Search *search.Index
	Words  func(key string, args ...any) string   // the few sentences that the program itself says
	Rules  func(tx *db.Tx) (*screen.Rules, error) // of the screening, as the district has them now
}

// New returns the service.
func New(n Needs) *Service {
	return &Service{db: n.DB, duties: n.Duties, found: n.Search, words: n.Words, rules: n.Rules}
}

// A View is an entry as the desk shows it.
type View struct {
	Entry   Entry        `json:"entry"`
	Unit    string       `json:"unit"`
	Quotes  []ShownQuote `json:"quotes"`
	Written Edit         `json:"written"` // as one writes it
	Votes   Votes        `json:"votes"`
	Acts    []Act        `json:"acts"`
}

// Find lists entries that the actor may know of, the newest first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Entry], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		w := scope(tx)
		if q.Status != "" {
			w.And("state = ?", q.Status)
		} else {
			w.And("state <> ?", Discarded)
		}
		if q.Topic != "" {
			w.And("topic = ?", q.Topic)
		}
		if q.Unit != 0 {
			w.And("unit_id = ?", q.Unit)
		}
		if q.Document != 0 {
			of(q.Document)(&w)
		}
		rows, err = db.List[Entry](tx, p, db.Query{From: table, Where: w, Order: []string{"id"}, Desc: true})
		return err
	})
	return rows, err
}

// FromLetter lists the entries that were made from a letter, as far as the actor may know of them.
func (s *Service) FromLetter(ctx context.Context, id message.ID) (out []Entry, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		w := scope(tx)
		from(id)(&w)
		w.And("state <> ?", Discarded)
		out, err = db.All[Entry](tx, "FROM faq_entry"+w.String()+" ORDER BY id", w.Args...)
		return err
	})
	return out, err
}

// Topics are what the district sorts questions by.
func (s *Service) Topics(ctx context.Context) (out []string, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { out, err = Topics(tx); return err })
	return out, err
}

// View returns an entry that the actor may know of.
func (s *Service) View(ctx context.Context, id ID) (v View, err error) {
	defer fault.Wrap(&err, "faq.View(%d)", id)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		e, err := load(tx, id, "")
		if err != nil {
			return err
		}
		u, err := unit.Get(tx, e.UnitID)
		if err != nil {
			return err
		}
		texts := policy.NewReadings(tx)
		v = View{Entry: *e, Unit: u.Short, Acts: Flow.Next(tx.Actor, e)}
		if v.Quotes, err = quotesShown(texts, e); err != nil {
			return err
		}
		if v.Written, err = e.written(texts); err != nil {
			return err
		}
		v.Votes, err = votesOf(tx, id)
		return err
	})
	return v, err
}

// Make begins an entry for a unit; from a letter only when that was answered.
//
// Errors: Invalid with the fields at fault.
func (s *Service) Make(ctx context.Context, in Begin) (e *Entry, err error) {
	defer fault.Wrap(&err, "faq.Make")
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := unit.Get(tx, in.Unit)
		if fault.Of(err) == fault.NotFound {
			return fault.Field("unit", "faq.no_unit")
		}
		if err != nil {
			return err
		}
		if in.Letter != 0 {
			if err := message.Answered(tx, message.ID(in.Letter)); err != nil {
				return err
			}
		}
		e = &Entry{ID: ID(tx.ID()), Rev: 1, UnitID: u.ID, Letter: message.ID(in.Letter), MadeAt: tx.Now}
		if err := flow.Do(tx, Flow, e, ActMake, func() error { return s.fill(tx, e, in.Edit) }); err != nil {
			return err
		}
		if err := relate(tx, e); err != nil {
			return err
		}
		return db.Insert(tx, table, e)
	})
	return e, err
}

// A step is one act on an entry, with what it changes and what follows from it.
type step struct {
	act    Act
	rev    int64
	change func(*db.Tx, *Entry) error
	then   func(*db.Tx, *Entry) error
}

func (s *Service) do(ctx context.Context, id ID, st step) (e *Entry, err error) {
	defer fault.Wrap(&err, "%s(%d)", st.act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if e, err = load(tx, id, tx.Lock()); err != nil {
			return err
		}
		e.Rev = st.rev // a stale one is refused by the update
		return s.step(tx, e, st)
	})
	return e, err
}

// step makes a step on an entry that is loaded, and saves it.
func (s *Service) step(tx *db.Tx, e *Entry, st step) error {
	err := flow.Do(tx, Flow, e, st.act, func() error {
		e.Acted.Did(st.act, tx.Actor.Who())
		if st.change == nil {
			return nil
		}
		return st.change(tx, e)
	})
	if err != nil {
		return err
	}
	if st.then != nil {
		if err := st.then(tx, e); err != nil {
			return err
		}
	}
	for _, d := range e.documents() {
		tx.Changed(policy.RefOf(d)) // whose page leads to it
	}
	return db.Update(tx, table, e)
}

// Edit changes a draft.
func (s *Service) Edit(ctx context.Context, id ID, in Edit) (*Entry, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActEdit, rev: in.Rev, change: func(tx *db.Tx, e *Entry) error { return s.fill(tx, e, in) }, then: relate})
}

// Ask hands a draft in for review.
//
// Errors: Conflict without a quote, or when a clause has changed since it was written; Invalid
// about sure when a figure stands in no quoted clause and nobody has confirmed it.
func (s *Service) Ask(ctx context.Context, id ID, in Asking) (*Entry, error) {
	if err := (Seen{in.Rev}).Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActAsk, rev: in.Rev, change: func(tx *db.Tx, e *Entry) error {
		if err := s.sound(tx, e); err != nil {
			return err
		}
		if e.Sure = len(e.Figures) > 0 && in.Sure; len(e.Figures) > 0 && !in.Sure {
			return fault.Field("sure", "faq.figures", strings.Join(e.Figures, "\u3001"))
		}
		return nil
	}})
}

// sound asks for a quote, and that each holds today.
func (s *Service) sound(tx *db.Tx, e *Entry) error {
	if len(e.Quotes) == 0 {
		return fault.New(fault.Conflict, "faq.no_quote")
	}
	if e.past(tx.Today) {
		return fault.New(fault.Conflict, "faq.past")
	}
	doubts, err := doubtsOf(policy.NewReadings(tx), e)
	if err == nil && len(doubts) > 0 {
		err = fault.New(fault.Conflict, "faq.doubtful", doubts[0].Text())
	}
	return err
}

// Return gives an entry back to its drafter.
func (s *Service) Return(ctx context.Context, id ID, in Because) (*Entry, error) {
	return s.because(ctx, id, ActReturn, in, nil)
}

// Discard ends a draft.
func (s *Service) Discard(ctx context.Context, id ID, in Because) (*Entry, error) {
	return s.because(ctx, id, ActDiscard, in, nil)
}

// Withdraw takes an entry back to be written anew: nobody finds it meanwhile.
func (s *Service) Withdraw(ctx context.Context, id ID, in Because) (*Entry, error) {
	return s.because(ctx, id, ActWithdraw, in, s.settled)
}

// End says that the answer does not hold any more; its page stays and says so.
func (s *Service) End(ctx context.Context, id ID, in Because) (*Entry, error) {
	return s.because(ctx, id, ActEnd, in, s.settled)
}

func (s *Service) because(ctx context.Context, id ID, act Act, in Because, then func(*db.Tx, *Entry) error) (*Entry, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: act, rev: in.Rev, change: func(_ *db.Tx, e *Entry) error { e.Reason = strings.TrimSpace(in.Reason); return nil }, then: then})
}

// settled ends the doubts about an entry, and what was owed for them.
func (s *Service) settled(tx *db.Tx, e *Entry) error {
	e.Doubts, e.Since = nil, ""
	if err := s.index(tx, e); err != nil {
		return err
	}
	return s.duties.CountOpen(tx, RuleLook, e.Ref(), tx.Today)
}

// Approve makes an entry public.
//
// Errors: Conflict when a clause has changed since it was written, or a document is not public
// and in force.
func (s *Service) Approve(ctx context.Context, id ID, in Seen) (*Entry, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActApprove, rev: in.Rev, change: func(tx *db.Tx, e *Entry) error {
		if err := s.sound(tx, e); err != nil {
			return err
		}
		e.Opened, e.Looked = tx.Today, tx.Today
		return s.screened(tx, e)
	}, then: s.index})
}

// Uphold finds that an answer still holds as its clauses are now, which are kept from now on.
//
// Errors: Conflict when a document is not in force, a clause or the words that are quoted are
// gone, or the explanation has a figure that now stands in no clause: then the entry has to be
// written anew, or ended.
func (s *Service) Uphold(ctx context.Context, id ID, in Because) (*Entry, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActUphold, rev: in.Rev, change: func(tx *db.Tx, e *Entry) error {
		if err := renew(policy.NewReadings(tx), e); err != nil {
			return err
		}
		if err := s.sound(tx, e); err != nil {
			return err
		}
		for _, f := range missing(e.Explanation, e.Quotes) {
			if !slices.Contains(e.Figures, f) {
				return fault.New(fault.Conflict, "faq.figure_gone", f)
			}
		}
		e.Looked, e.Reason = tx.Today, strings.TrimSpace(in.Reason)
		return nil
	}, then: s.settled})
}

// renew takes the clauses as they are now. Where the whole of one was quoted, the whole still is.
func renew(texts *policy.Readings, e *Entry) error {
	e.Quotes = slices.Clone(e.Quotes)
	whole := make([]bool, len(e.Quotes))
	for i, q := range e.Quotes {
		whole[i] = q.Words == q.Text
	}
	for _, d := range e.documents() {
		text, err := texts.Of(d)
		if err != nil {
			return err
		}
		text.Renew(e.clauses(d))
	}
	for i := range e.Quotes {
		q := &e.Quotes[i]
		if whole[i] {
			q.Words = q.Text
		}
		if !q.holds() {
			return fault.New(fault.Conflict, "faq.words_gone", q.Name)
		}
	}
	return nil
}
