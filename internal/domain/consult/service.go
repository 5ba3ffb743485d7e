package consult

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/policy"
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
)

// The rules of what a consultation owes.
const (
	RuleTell     = "consult.tell"     // its outcome
	RuleMaterial = "consult.material" // the material of a hearing, to those who take part
)

// Service is what the surfaces do with consultations.
type Service struct {
	Needs
	ends   *jobs.Kind[jobs.Slot]
	forget *jobs.Kind[jobs.Slot]
}

// Needs is what the service rests on.
type Needs struct {
	DB        *db.DB
	Duties    *duty.Service
	Holidays  *holidays.Holidays
	Search    *search.Index
	Box       *secret.Box
	Documents *policy.Service
	Words     func(key string, args ...any) string   // the few sentences that the program itself says
	Rules     func(tx *db.Tx) (*screen.Rules, error) // of what may not be public
}

// New returns the service.
func New(n Needs) *Service {
	s := &Service{Needs: n}
	s.ends = jobs.Define("consult.end", func(ctx context.Context, _ jobs.Slot) error { return s.End(ctx) }, jobs.Daily("00:12"))
	s.forget = jobs.Define("consult.forget", func(ctx context.Context, _ jobs.Slot) error { _, err := s.Forget(ctx); return err }, jobs.Daily("04:10"))
	return s
}

// Kinds returns the jobs of consultations.
func (s *Service) Kinds() []jobs.Definition { return []jobs.Definition{s.ends, s.forget} }

// A View is a consultation as the desk shows it.
type View struct {
	Consult   Consult        `json:"consult"`
	Unit      string         `json:"unit"`
	Acts      []Act          `json:"acts"`
	Term      int            `json:"term"`             // days that the rule of its kind has
	Unsure    bool           `json:"unsure,omitempty"` // somebody has still to confirm them
	Counts    Counts         `json:"counts"`
	Decisions []Judged       `json:"decisions,omitempty"`
	Groups    []Group        `json:"groups,omitempty"` // that wait for a decision, the largest first
	Edits     []Edited       `json:"edits,omitempty"`  // clauses that the text after has changed
	Hearings  []HearingView  `json:"hearings,omitempty"`
	Document  *policy.Naming `json:"document,omitempty"` // that it is about
	MayTake   bool           `json:"-"`                  // the actor may type in an opinion
	MayCall   bool           `json:"-"`                  // and call a hearing
}

// byItself has the acts that nobody does by a button of the consultation.
var byItself = map[Act]bool{ActClose: true, ActDecide: true, ActChange: true, ActUndo: true}

// Find lists consultations that the actor may know of, the newest first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Consult], err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		w := scope(tx)
		if q.Status != "" {
			w.And("state = ?", q.Status)
		} else {
			w.And("state <> ?", Discarded)
		}
		if q.Unit != 0 {
			w.And("unit_id = ?", q.Unit)
		}
		if q.Document != 0 {
			w.And("document_id = ?", q.Document)
		}
		rows, err = db.List[Consult](tx, p, db.Query{From: table, Where: w, Order: []string{"id"}, Desc: true})
		return err
	})
	return rows, err
}

// View returns a consultation that the actor may know of.
func (s *Service) View(ctx context.Context, id ID) (v View, err error) {
	defer fault.Wrap(&err, "consult.View(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		c, err := read(tx, id, "")
		if err != nil {
			return err
		}
		v, err = s.view(tx, c)
		return err
	})
	return v, err
}

func (s *Service) view(tx *db.Tx, c *Consult) (v View, err error) {
	v = View{Consult: *c, Edits: edits(c)}
	for _, a := range Flow.Next(tx.Actor, c) {
		if !byItself[a] {
			v.Acts = append(v.Acts, a)
		}
	}
	writes := tx.Actor.CanAt(Write, c.UnitID)
	v.MayTake = writes && (c.Status == Open || c.Status == Closed)
	v.MayCall = tx.Actor.CanAt(Approve, c.UnitID) && (c.Status == Open || c.Status == Closed)
	u, err := unit.Get(tx, c.UnitID)
	if err != nil {
		return v, err
	}
	v.Unit = u.Short
	if v.Term, v.Unsure, err = term(tx, c.Kind); err != nil {
		return v, err
	}
	if c.Document != 0 {
		d, err := s.Documents.Named(tx, policy.ID(c.Document))
		if err != nil {
			return v, err
		}
		v.Document = &d
	}
	if v.Counts, err = count(tx, c.ID); err != nil {
		return v, err
	}
	if v.Decisions, err = judged(tx, c); err != nil {
		return v, err
	}
	if c.Status == Closed {
		if v.Groups, err = s.groups(tx, c); err != nil {
			return v, err
		}
	}
	v.Hearings, err = s.hearingsOf(tx, c.ID)
	return v, err
}

// term is how many days the rule of a kind has, and whether that is still to be confirmed.
func term(tx *db.Tx, k Kind) (days int, unsure bool, err error) {
	switch k {
	case Major:
		return law.MustTerm("decision.consult").N, false, nil
	case Business:
		return law.MustTerm("norm.consult").N, false, nil
	case Norm, Other:
	}
	settings, err := unit.Settings(tx)
	if err != nil {
		return 0, false, err
	}
	key := profile.ConsultLeast
	if k == Norm {
		key = profile.PolicyConsult
	}
	return settings.Int(key), settings.Unsure(string(key)), nil
}

// after is the last day of so many days after a day. It is a least time, so it may end on a
// day off: the site takes opinions then too.
func (s *Service) after(tx *db.Tx, day calendar.Day, days int) (calendar.Day, error) {
	cal, err := s.Holidays.In(tx)
	if err != nil {
		return "", err
	}
	return deadline.Clock{Rounds: []deadline.Round{{From: day, Term: law.Term{N: days, Unit: law.CalDay}}}}.Due(cal).Day, nil
}

// Make begins a consultation of a unit.
//
// Errors: Invalid with the fields at fault.
func (s *Service) Make(ctx context.Context, unitID int64, in Edit) (c *Consult, err error) {
	defer fault.Wrap(&err, "consult.Make")
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		u, err := unit.Get(tx, unitID)
		if err != nil || u.Closed != "" {
			return fault.Field("unit", "survey.no_unit")
		}
		c = &Consult{ID: ID(tx.ID()), Rev: 1, UnitID: u.ID, MadeAt: tx.Now}
		if err := flow.Do(tx, Flow, c, ActMake, func() error { return s.fill(tx, c, in) }); err != nil {
			return err
		}
		return db.Insert(tx, table, c)
	})
	return c, err
}

// fill puts what was typed into the consultation. Its words are public as soon as it begins.
func (s *Service) fill(tx *db.Tx, c *Consult, in Edit) error {
	days, _, err := term(tx, in.Kind)
	if err != nil {
		return err
	}
	if in.Days < days && strings.TrimSpace(in.Short) == "" {
		return fault.Field("short", "consult.need.short", days)
	}
	if in.Days >= days {
		in.Short = ""
	}
	if in.Document != 0 {
		if _, err := s.Documents.Drafted(tx, policy.ID(in.Document)); err != nil {
			return fault.Field("document", "consult.bad.document")
		}
	}
	c.By.Did(ActEdit, tx.Actor.Who())
	c.Facts = in.facts()
	return s.screened(tx, c)
}

// screened returns a fault if the words of a consultation cannot be public by the rules of
// today: those of the day when they were written may differ.
func (s *Service) screened(tx *db.Tx, c *Consult) error {
	return s.mayShow(tx, map[string]string{
		"title": c.Title, "explain": c.Explain, "draft": c.Draft, "short": c.Short, "post": c.Post, "counter": c.Counter, "contact": c.Contact, "final": c.Final, "findings": c.Findings,
	})
}

func (s *Service) mayShow(tx *db.Tx, words map[string]string) error {
	rules, err := s.Rules(tx)
	if err != nil {
		return err
	}
	return rules.MayShow(words)
}

// A step is one act on a consultation, with what it changes and what follows from it.
type step struct {
	act    Act
	rev    int64
	change func(*db.Tx, *Consult) error
	then   func(*db.Tx, *Consult) error
}

func (s *Service) do(ctx context.Context, id ID, st step) (c *Consult, err error) {
	defer fault.Wrap(&err, "%s(%d)", st.act, id)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		if c, err = read(tx, id, tx.Lock()); err != nil {
			return err
		}
		if st.rev != 0 {
			c.Rev = st.rev // a stale one is refused by the update
		}
		return s.step(tx, c, st)
	})
	return c, err
}

// step makes a step on a consultation that is loaded, and saves it.
func (s *Service) step(tx *db.Tx, c *Consult, st step) error {
	err := flow.Do(tx, Flow, c, st.act, func() error {
		c.By.Did(st.act, tx.Actor.Who())
		if st.change == nil {
			return nil
		}
		return st.change(tx, c)
	})
	if err != nil {
		return err
	}
	if st.then != nil {
		if err := st.then(tx, c); err != nil {
			return err
		}
	}
	return db.Update(tx, table, c)
}

// Edit changes a draft.
func (s *Service) Edit(ctx context.Context, id ID, in Edit) (*Consult, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActEdit, rev: in.Rev, change: func(tx *db.Tx, c *Consult) error { return s.fill(tx, c, in) }})
}

// Ask hands a draft to who approves it.
func (s *Service) Ask(ctx context.Context, id ID, in Seen) (*Consult, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActAsk, rev: in.Rev})
}

// Return gives a consultation back to its drafter.
func (s *Service) Return(ctx context.Context, id ID, in Because) (*Consult, error) {
	return s.because(ctx, id, ActReturn, in)
}

// Discard ends a draft.
func (s *Service) Discard(ctx context.Context, id ID, in Because) (*Consult, error) {
	return s.because(ctx, id, ActDiscard, in)
}

// Refuse gives an outcome back to who handed it in.
func (s *Service) Refuse(ctx context.Context, id ID, in Because) (*Consult, error) {
	return s.because(ctx, id, ActRefuse, in)
}

func (s *Service) because(ctx context.Context, id ID, act Act, in Because) (*Consult, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: act, rev: in.Rev, change: func(_ *db.Tx, c *Consult) error {
		c.Reason = strings.TrimSpace(in.Reason)
		return nil
	}})
}

// Approve begins a consultation: from now on it is public, and its draft is fixed. The days
// run from today, so a late approval shortens nothing.
//
// Errors: Conflict for one that has become too short since it was written, without a reason.
func (s *Service) Approve(ctx context.Context, id ID, in Seen) (*Consult, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActApprove, rev: in.Rev, change: func(tx *db.Tx, c *Consult) (err error) {
		days, _, err := term(tx, c.Kind)
		if err != nil {
			return err
		}
		if c.Days < days && c.Short == "" {
			return fault.New(fault.Conflict, "consult.need.short", days)
		}
		c.Opened, c.Reason = tx.Today, ""
		if c.Until, err = s.after(tx, tx.Today, c.Days); err != nil {
			return err
		}
		return s.screened(tx, c)
	}, then: s.found})
}

// Extend gives a consultation that is open more days.
func (s *Service) Extend(ctx context.Context, id ID, in Extend) (*Consult, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActExtend, rev: in.Rev, change: func(tx *db.Tx, c *Consult) (err error) {
		if !c.Takes(tx.Today) {
			return fault.New(fault.Conflict, "consult.over", c.Until)
		}
		c.Days, c.Reason = c.Days+in.Days, strings.TrimSpace(in.Reason)
		c.Until, err = s.after(tx, c.Opened, c.Days)
		return err
	}})
}

// End closes each consultation whose last day has passed, and groups its opinions.
func (s *Service) End(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "consult.End")
	var due []Consult
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		due, err = db.All[Consult](tx, "FROM consult_consult WHERE state = ? AND until_day < ? ORDER BY id", Open, tx.Today)
		return err
	})
	for _, old := range due {
		if err != nil {
			return err
		}
		if err = s.DB.Write(ctx, func(tx *db.Tx) error { return s.close(tx, old.ID) }); err == nil {
			err = s.Regroup(ctx, old.ID)
		}
	}
	return err
}

// close ends a consultation whose last day has passed. From now on its outcome is owed.
func (s *Service) close(tx *db.Tx, id ID) error {
	if err := tx.Business(); err != nil {
		return err
	}
	c, err := read(tx, id, tx.Lock())
	if err != nil || c.Status != Open || c.Until >= tx.Today {
		return err
	}
	return s.step(tx, c, step{act: ActClose, change: func(_ *db.Tx, c *Consult) error {
		c.Ended = c.Until
		return nil
	}, then: func(tx *db.Tx, c *Consult) error {
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		_, err = s.Duties.Open(tx, duty.Owed{
			UnitID: c.UnitID, Rule: RuleTell, Ref: c.Ref(), Under: Noun, Title: s.Words("consult.owe", c.Title), Basis: law.Title(adoption),
			Term: law.Term{N: settings.Int(profile.ConsultTell), Unit: law.Workday}, From: c.Ended,
		})
		return err
	}})
}

// Noun is the name of the noun in the index of search.
const Noun = "consult"

// Found is the noun as the index of search knows it: one document a public consultation.
func (s *Service) Found() search.Source {
	return search.InTable(Noun, table, func(w *db.Where) { w.In("state", db.Anys(Public)...) }, func(tx *db.Tx, w db.Where) (out []search.Doc, err error) {
		all, err := db.All[Consult](tx, "FROM consult_consult"+w.String(), w.Args...)
		for i := range all {
			out = append(out, docOf(&all[i]))
		}
		return out, err
	})
}

func docOf(c *Consult) search.Doc {
	return search.Doc{
		ID: int64(c.ID), Noun: Noun, Title: c.Title, Text: strings.Join([]string{c.Explain, c.Draft, c.Findings}, "\n"),
		Unit: c.UnitID, On: c.Opened, Year: c.Opened.Year(), State: search.Valid,
	}
}

func (s *Service) found(tx *db.Tx, c *Consult) error { return s.Search.Put(tx, docOf(c)) }
