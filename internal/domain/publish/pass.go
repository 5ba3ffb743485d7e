package publish

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/journal"
)

// Passing is the permission to answer for what the screening holds.
const Passing auth.Perm = "publish.answer"

// A PassStatus is where a false alarm stands.
type PassStatus string

// The states of a false alarm.
const (
	PassProposed PassStatus = "proposed"
	PassAccepted PassStatus = "accepted"
	PassRevoked  PassStatus = "revoked"
)

// A PassAct is what is done to a false alarm.
type PassAct string

// The acts on a false alarm.
const (
	ActPropose PassAct = "publish.propose_pass"
	ActAccept  PassAct = "publish.accept_pass"
	ActRevoke  PassAct = "publish.revoke_pass"
)

// PassFlow is the life of a false alarm: it counts once a second person agrees.
var PassFlow = flow.Table[PassStatus, PassAct]{
	{Act: ActPropose, To: PassProposed, Perm: Passing},
	{From: []PassStatus{PassProposed}, Act: ActAccept, To: PassAccepted, Perm: Passing, NotBy: []PassAct{ActPropose}},
	{From: []PassStatus{PassProposed, PassAccepted}, Act: ActRevoke, To: PassRevoked, Perm: Passing},
}

// PassID names a false alarm.
type PassID int64

// A Pass is a place that a rule names and that is none: remembered by a keyed
// hash of the words and what stands around them, never by the words.
type Pass struct {
	ID     PassID     `db:"id" json:"id"`
	Rev    int64      `db:"rev" json:"rev"`
	UnitID int64      `db:"unit_id" json:"unit_id"`
	Print  string     `db:"print" json:"print"`
	Rule   string     `db:"rule" json:"rule"`
	Reason string     `db:"reason" json:"reason"`
	Status PassStatus `db:"state" json:"state"`
	ByID   int64      `db:"by_id" json:"-"`
	At     time.Time  `db:"at" json:"at"`
}

// Ref names the false alarm in the journal.
func (p *Pass) Ref() string { return fmt.Sprintf("publish/pass/%d", p.ID) }

// Owner is the unit in whose item it was found.
func (p *Pass) Owner() int64 { return p.UnitID }

// State is where it stands in PassFlow.
func (p *Pass) State() PassStatus { return p.Status }

// Move sets where it stands; only flow.Do calls it.
func (p *Pass) Move(to PassStatus) { p.Status = to }

// DoneBy is who proposed it.
func (p *Pass) DoneBy(act PassAct) int64 {
	if act == ActPropose {
		return p.ByID
	}
	return 0
}

// passes says which findings two people have said to be none.
func passes(tx *db.Tx, fs []Finding) (map[string]bool, error) {
	out := map[string]bool{}
	var prints []any
	for _, f := range fs {
		if f.Print != "" {
			prints = append(prints, f.Print)
		}
	}
	if len(prints) == 0 {
		return out, nil
	}
	type row struct {
		Print string `db:"print"`
	}
	var w db.Where
	w.And("state = ?", PassAccepted)
	w.In("print", prints...)
	err := db.Each(tx, func(r row) error { out[r.Print] = true; return nil }, "FROM publish_pass"+w.String(), w.Args...)
	return out, err
}

// answerable loads an edition and the finding that the input is about: what
// blocks has no answer, and nobody answers for what they wrote.
func answerable(tx *db.Tx, id EditionID, print string) (*Edition, Finding, error) {
	e, err := load(tx, id)
	if err != nil {
		return nil, Finding{}, err
	}
	s, err := screened(tx, e)
	if err != nil {
		return nil, Finding{}, err
	}
	for _, f := range s.Findings {
		switch {
		case f.Print != print || print == "":
			continue
		case !tx.Actor.CanAt(Passing, e.UnitID):
			return nil, f, fault.New(fault.Forbidden, "not_allowed")
		case tx.Actor.Who() == e.EditBy || tx.Actor.Who() == e.SubmitBy:
			return nil, f, fault.New(fault.Forbidden, "flow.four_eyes")
		case f.Severity == screen.Block:
			return nil, f, fault.New(fault.Conflict, "publish.block_stays")
		}
		return e, f, nil
	}
	return nil, Finding{}, fault.New(fault.NotFound, "not_found")
}

// Answer says why a hold may go on, in this edition.
//
// Errors: Forbidden for its author; Conflict for what blocks.
func (s *Service) Answer(ctx context.Context, id EditionID, in Reply) (e *Edition, err error) {
	defer fault.Wrap(&err, "publish.Answer(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if e, _, err = answerable(tx, id, in.Print); err != nil {
			return err
		}
		a := answer{tx.ID(), id, in.Print, tx.Actor.Who(), tx.Actor.Name, tx.Now, in.Reason}
		if err := db.Insert(tx, "publish_answer", a); err != nil {
			return err
		}
		return journal.Add(tx, string(Passing), e.Ref(), a)
	})
	return e, err
}

// Propose says that a finding is a false alarm wherever the same words stand.
// It counts once another person has agreed.
func (s *Service) Propose(ctx context.Context, id EditionID, in Reply) (p *Pass, err error) {
	defer fault.Wrap(&err, "publish.Propose(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		e, f, err := answerable(tx, id, in.Print)
		if err != nil {
			return err
		}
		p = &Pass{ID: PassID(tx.ID()), Rev: 1, UnitID: e.UnitID, Print: f.Print, Rule: f.Rule, Reason: in.Reason, ByID: tx.Actor.Who(), At: tx.Now}
		if err := flow.Do(tx, PassFlow, p, ActPropose, nil); err != nil {
			return err
		}
		return db.Insert(tx, "publish_pass", p)
	})
	return p, err
}

// AcceptPass is the second person's word on a false alarm.
func (s *Service) AcceptPass(ctx context.Context, id PassID, in Agree) (*Pass, error) {
	return s.passStep(ctx, id, in.Rev, ActAccept)
}

// RevokePass has the rule speak again.
func (s *Service) RevokePass(ctx context.Context, id PassID, in Agree) (*Pass, error) {
	return s.passStep(ctx, id, in.Rev, ActRevoke)
}

func (s *Service) passStep(ctx context.Context, id PassID, rev int64, act PassAct) (p *Pass, err error) {
	defer fault.Wrap(&err, "%s(%d)", act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if p, err = loadPass(tx, id); err != nil {
			return err
		}
		if rev != 0 {
			p.Rev = rev
		}
		if act == ActAccept {
			if err := p.notByAuthor(tx); err != nil {
				return err
			}
		}
		if err := flow.Do(tx, PassFlow, p, act, nil); err != nil {
			return err
		}
		return db.Update(tx, "publish_pass", p)
	})
	return p, err
}

// notByAuthor returns a fault if the actor wrote the text in which the false alarm was
// proposed: nobody answers for what they wrote, and nobody agrees to it either.
func (p *Pass) notByAuthor(tx *db.Tx) error {
	v, err := p.foundIn(tx)
	if err != nil || v == 0 {
		return err
	}
	e, err := db.Get[Edition](tx, "FROM publish_edition WHERE id = ?", v)
	if err == nil && slices.Contains([]int64{e.EditBy, e.SubmitBy}, tx.Actor.Who()) {
		err = fault.New(fault.Forbidden, "flow.four_eyes")
	}
	return err
}

// foundIn is the edition that was screened last among those that have it; 0 for none.
func (p *Pass) foundIn(tx *db.Tx) (EditionID, error) {
	type row struct {
		Edition EditionID `db:"edition_id"`
	}
	found, err := db.Get[row](tx, `FROM publish_screening WHERE findings LIKE ? AND edition_id IN (
		SELECT id FROM publish_edition WHERE unit_id = ?) ORDER BY id DESC LIMIT 1`, "%"+p.Print+"%", p.UnitID)
	if fault.Of(err) == fault.NotFound {
		err = nil
	}
	return found.Edition, err
}

// A PassView is a false alarm with the edition that was screened last among
// those that have it: who agrees has to read the words.
type PassView struct {
	Pass    Pass      `json:"pass"`
	Edition EditionID `json:"edition,omitempty"` // 0 if none has it any more
	Acts    []PassAct `json:"acts"`              // what the actor may do now
}

// Pass returns a false alarm that the actor may know of.
func (s *Service) Pass(ctx context.Context, id PassID) (v PassView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := loadPass(tx, id)
		if err != nil {
			return err
		}
		v = PassView{Pass: *p, Acts: PassFlow.Next(tx.Actor, p)}
		v.Edition, err = p.foundIn(tx)
		return err
	})
	return v, err
}

func loadPass(tx *db.Tx, id PassID) (*Pass, error) {
	w := scope(tx)
	w.And("id = ?", id)
	p, err := db.Get[Pass](tx, "FROM publish_pass"+w.String(), w.Args...)
	return &p, err
}

// FindPass narrows a list of false alarms.
type FindPass struct {
	Status PassStatus `form:"state" json:"state,omitempty" label:"publish.pass_status" options:"proposed,accepted,revoked"`
}

// Passes lists the false alarms of the units that the actor may see, the newest first.
func (s *Service) Passes(ctx context.Context, q FindPass, pg db.Page) (rows db.Rows[Pass], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		w := scope(tx)
		if q.Status != "" {
			w.And("state = ?", q.Status)
		}
		rows, err = db.List[Pass](tx, pg, db.Query{From: "publish_pass", Where: w, Order: []string{"id"}, Desc: true})
		return err
	})
	return rows, err
}
