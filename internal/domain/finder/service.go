package finder

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
)

// Service is what the surfaces do with measures.
type Service struct {
	db     *db.DB
	duties *duty.Service
	found  *search.Index
	words  func(key string, args ...any) string
	rules  func(tx *db.Tx) (*screen.Rules, error)
	asks   func(tx *db.Tx) ([]profile.Attribute, error)
}

// Needs is what the service rests on.
type Needs struct {
	DB     *db.DB
	Duties *duty.Service
	Search *search.Index
	Words  func(key string, args ...any) string         // the few sentences that the program itself says
	Rules  func(tx *db.Tx) (*screen.Rules, error)       // of the screening, as the district has them now
	Asks   func(tx *db.Tx) ([]profile.Attribute, error) // what may be asked, as the profile has it now
}

// New returns the service.
func New(n Needs) *Service {
	return &Service{db: n.DB, duties: n.Duties, found: n.Search, words: n.Words, rules: n.Rules, asks: n.Asks}
}

// A View is a measure as the desk shows it.
type View struct {
	Measure  Measure         `json:"measure"`
	Unit     string          `json:"unit"`
	Subject  string          `json:"subject"` // title of the document
	Number   string          `json:"number,omitempty"`
	Standing policy.Standing `json:"standing"` // of the document today
	Lines    []Line          `json:"lines"`
	Written  string          `json:"written"` // the conditions, as one writes them
	Acts     []Act           `json:"acts"`
}

// Find lists measures that the actor may know of, the newest first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Measure], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		w := scope(tx)
		if q.Status != "" {
			w.And("state = ?", q.Status)
		} else {
			w.And("state <> ?", Discarded)
		}
		if q.Who != "" {
			w.And("who = ?", q.Who)
		}
		if q.Unit != 0 {
			w.And("unit_id = ?", q.Unit)
		}
		if q.Document != 0 {
			of(q.Document)(&w)
		}
		rows, err = db.List[Measure](tx, p, db.Query{From: table, Where: w, Order: []string{"id"}, Desc: true})
		return err
	})
	return rows, err
}

// View returns a measure that the actor may know of.
func (s *Service) View(ctx context.Context, id ID) (v View, err error) {
	defer fault.Wrap(&err, "finder.View(%d)", id)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		m, err := load(tx, id, "")
		if err != nil {
			return err
		}
		u, err := unit.Get(tx, m.UnitID)
		if err != nil {
			return err
		}
		text, err := policy.Read(tx, m.Document, tx.Today)
		if err != nil {
			return err
		}
		rows, err := s.asks(tx)
		at := byCode(rows)
		v = View{
			Measure: *m, Unit: u.Short, Subject: text.Title, Number: text.Number, Standing: text.Standing,
			Lines: m.Conditions.lines(at, nil, ""), Written: m.Conditions.written(at, ""), Acts: Flow.Next(tx.Actor, m),
		}
		return err
	})
	return v, err
}

// Make begins a measure of a document, for the unit that drafted that.
//
// Errors: Invalid with the fields at fault.
func (s *Service) Make(ctx context.Context, document policy.ID, in Edit) (m *Measure, err error) {
	defer fault.Wrap(&err, "finder.Make")
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := policy.Peek(tx, document)
		if err != nil || !tx.Actor.CanAt(See, d.UnitID) {
			return fault.Field("document", "finder.no_document")
		}
		m = &Measure{ID: ID(tx.ID()), Rev: 1, UnitID: d.UnitID, Document: d.ID, MadeAt: tx.Now}
		if err := flow.Do(tx, Flow, m, ActMake, func() error { return s.fill(tx, m, in) }); err != nil {
			return err
		}
		return db.Insert(tx, table, m)
	})
	return m, err
}

// fill puts what was typed into the measure, with the clauses as they are today.
func (s *Service) fill(tx *db.Tx, m *Measure, in Edit) error {
	text, err := policy.Read(tx, m.Document, tx.Today)
	if err != nil {
		return err
	}
	if !text.MayRest() {
		return fault.Field("document", "finder.not_in_force", text.Title, fault.T("publish.validity."+string(text.Standing)))
	}
	rows, err := s.asks(tx)
	if err != nil {
		return err
	}
	clauses := text.Clauses()
	given, ok := clauses(in.By)
	if !ok {
		return fault.Field("gives_by", "finder.no_clause", strings.TrimSpace(in.By))
	}
	conditions, err := parse(in.Conditions, rowsFor(rows, in.Who), clauses)
	if err != nil {
		return err
	}
	m.Acted.Did(ActEdit, tx.Actor.Who())
	m.Facts = Facts{
		Title: strings.TrimSpace(in.Title), Who: in.Who, Gives: tidy(in.Gives), By: given, Apply: tidy(in.Apply), Until: in.Until, Contact: strings.TrimSpace(in.Contact), Conditions: conditions,
	}
	return s.screened(tx, m)
}

func tidy(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }

// rowsFor are the attributes of one kind of people.
func rowsFor(rows []profile.Attribute, who Who) (out []profile.Attribute) {
	for _, r := range rows {
		if r.Who == string(who) {
			out = append(out, r)
		}
	}
	return out
}

// screened returns a fault if the words of a measure cannot be public by the rules of today.
func (s *Service) screened(tx *db.Tx, m *Measure) error {
	rules, err := s.rules(tx)
	if err != nil {
		return err
	}
	return rules.MayShow(map[string]string{"title": m.Title, "gives": m.Gives, "apply": m.Apply, "contact": m.Contact})
}

// A step is one act on a measure, with what it changes and what follows from it.
type step struct {
	act    Act
	rev    int64
	change func(*db.Tx, *Measure) error
	then   func(*db.Tx, *Measure) error
}

func (s *Service) do(ctx context.Context, id ID, st step) (m *Measure, err error) {
	defer fault.Wrap(&err, "%s(%d)", st.act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if m, err = load(tx, id, tx.Lock()); err != nil {
			return err
		}
		m.Rev = st.rev // a stale one is refused by the update
		return s.step(tx, m, st)
	})
	return m, err
}

// step makes a step on a measure that is loaded, and saves it.
func (s *Service) step(tx *db.Tx, m *Measure, st step) error {
	err := flow.Do(tx, Flow, m, st.act, func() error {
		m.Acted.Did(st.act, tx.Actor.Who())
		if st.change == nil {
			return nil
		}
		return st.change(tx, m)
	})
	if err != nil {
		return err
	}
	if st.then != nil {
		if err := st.then(tx, m); err != nil {
			return err
		}
	}
	tx.Changed(policy.RefOf(m.Document)) // whose page leads to it
	return db.Update(tx, table, m)
}

// Edit changes a draft.
func (s *Service) Edit(ctx context.Context, id ID, in Edit) (*Measure, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActEdit, rev: in.Rev, change: func(tx *db.Tx, m *Measure) error { return s.fill(tx, m, in) }})
}

// Ask hands a draft to who looks at it once more.
func (s *Service) Ask(ctx context.Context, id ID, in Seen) (*Measure, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActAsk, rev: in.Rev})
}

// Return gives a measure back to its drafter.
func (s *Service) Return(ctx context.Context, id ID, in Because) (*Measure, error) {
	return s.because(ctx, id, ActReturn, in, nil)
}

// Discard ends a draft.
func (s *Service) Discard(ctx context.Context, id ID, in Because) (*Measure, error) {
	return s.because(ctx, id, ActDiscard, in, nil)
}

// Withdraw takes a measure back to be written anew: nobody finds it meanwhile.
func (s *Service) Withdraw(ctx context.Context, id ID, in Because) (*Measure, error) {
	return s.because(ctx, id, ActWithdraw, in, s.settled)
}

// End says that nobody gets the measure any more.
func (s *Service) End(ctx context.Context, id ID, in Because) (*Measure, error) {
	return s.because(ctx, id, ActEnd, in, s.settled)
}

func (s *Service) because(ctx context.Context, id ID, act Act, in Because, then func(*db.Tx, *Measure) error) (*Measure, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: act, rev: in.Rev, change: func(_ *db.Tx, m *Measure) error { m.Reason = strings.TrimSpace(in.Reason); return nil }, then: then})
}

// settled ends the doubts about a measure, and what was owed for them.
func (s *Service) settled(tx *db.Tx, m *Measure) error {
	m.Doubts, m.Since = nil, ""
	if err := s.index(tx, m); err != nil {
		return err
	}
	return s.duties.CountOpen(tx, RuleLook, m.Ref(), tx.Today)
}

// Approve makes a measure public.
//
// Errors: Conflict when the document is not public and in force or to come, or a clause has
// changed since it was written.
func (s *Service) Approve(ctx context.Context, id ID, in Seen) (*Measure, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActApprove, rev: in.Rev, change: func(tx *db.Tx, m *Measure) error {
		text, err := policy.Read(tx, m.Document, tx.Today)
		if err != nil {
			return err
		}
		if !text.Open {
			return fault.New(fault.Conflict, "finder.not_public", text.Title)
		}
		doubts, err := s.doubts(tx, m, text)
		if err != nil {
			return err
		}
		if len(doubts) > 0 {
			return fault.New(fault.Conflict, "finder.doubtful", Say(doubts[0]))
		}
		m.Opened, m.Looked = tx.Today, tx.Today
		return s.screened(tx, m)
	}, then: s.index})
}

// Uphold finds that a measure still holds as its clauses are now, which are kept from now on.
//
// Errors: Conflict when the document is not in force, or a clause is gone: then the
// measure has to be written anew, or ended.
func (s *Service) Uphold(ctx context.Context, id ID, in Because) (*Measure, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActUphold, rev: in.Rev, change: func(tx *db.Tx, m *Measure) error {
		text, err := policy.Read(tx, m.Document, tx.Today)
		if err != nil {
			return err
		}
		text.Renew(m.clauses)
		doubts, err := s.doubts(tx, m, text)
		if err != nil {
			return err
		}
		if len(doubts) > 0 {
			return fault.New(fault.Conflict, "finder.doubtful", Say(doubts[0]))
		}
		m.Looked, m.Reason = tx.Today, strings.TrimSpace(in.Reason)
		return nil
	}, then: s.settled})
}
