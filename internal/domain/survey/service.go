package survey

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/platform/secret"
)

// RuleTell is the rule of what a survey owes: what was found is published.
const RuleTell = "survey.tell"

// Service is what the surfaces do with surveys.
type Service struct {
	db     *db.DB
	duties *duty.Service
	box    *secret.Box
	mail   *notify.Service
	found  *search.Index
	words  func(key string, args ...any) string
	rules  func(tx *db.Tx) (*screen.Rules, error)
	ends   *jobs.Kind[jobs.Slot]
	send   *jobs.Kind[sending]
}

// Needs is what the service rests on.
type Needs struct {
	DB     *db.DB
	Duties *duty.Service
	Box    *secret.Box
	Mail   *notify.Service
	Search *search.Index
	Words  func(key string, args ...any) string   // the few sentences that the program itself says
	Rules  func(tx *db.Tx) (*screen.Rules, error) // of the screening, as the district has them now
}

// New returns the service.
func New(n Needs) *Service {
	s := &Service{db: n.DB, duties: n.Duties, box: n.Box, mail: n.Mail, found: n.Search, words: n.Words, rules: n.Rules}
	s.ends = jobs.Define("survey.end", func(ctx context.Context, _ jobs.Slot) error { return s.End(ctx) }, jobs.Daily("00:10"))
	s.send = jobs.Define("survey.send", s.sendCode)
	return s
}

// Kinds returns the jobs of surveys.
func (s *Service) Kinds() []jobs.Definition { return []jobs.Definition{s.ends, s.send} }

// A View is a survey as the desk shows it.
type View struct {
	Survey  Survey  `json:"survey"`
	Unit    string  `json:"unit"`
	Acts    []Act   `json:"acts"`
	Answers int     `json:"answers"`          // so far
	Codes   int     `json:"codes,omitempty"`  // invitations that were not used yet
	Results Results `json:"results,omitzero"` // once it is closed
}

// Find lists surveys that the actor may know of, the newest first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Survey], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		w := scope(tx)
		if q.Status != "" {
			w.And("state = ?", q.Status)
		} else {
			w.And("state <> ?", Discarded)
		}
		if q.Unit != 0 {
			w.And("unit_id = ?", q.Unit)
		}
		rows, err = db.List[Survey](tx, p, db.Query{From: table, Where: w, Order: []string{"id"}, Desc: true})
		return err
	})
	return rows, err
}

// View returns a survey that the actor may know of. Nobody sees results before the close: who
// sees them come in could wait for those that please him.
func (s *Service) View(ctx context.Context, id ID) (v View, err error) {
	defer fault.Wrap(&err, "survey.View(%d)", id)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		x, err := read(tx, id)
		if err != nil {
			return err
		}
		v = View{Survey: *x, Acts: Flow.Next(tx.Actor, x), Answers: x.N}
		u, err := unit.Get(tx, x.UnitID)
		if err != nil {
			return err
		}
		v.Unit = u.Short
		if x.Status == Open {
			if v.Answers, err = db.One[int](tx, "SELECT count(*) FROM survey_answer WHERE survey_id = ?", id); err != nil {
				return err
			}
		}
		if v.Codes, err = db.One[int](tx, "SELECT count(*) FROM survey_invitation WHERE survey_id = ?", id); err != nil || x.Ended == "" {
			return err
		}
		v.Results, err = results(tx, x)
		return err
	})
	return v, err
}

func results(tx *db.Tx, x *Survey) (Results, error) {
	rows, err := answersOf(tx, x.ID)
	all := make([]Answers, len(rows))
	for i, r := range rows {
		all[i] = r.Answers
	}
	return Count(x.Questions, all, x.Least), err
}

// Make begins a survey of a unit.
//
// Errors: Invalid with the fields at fault.
func (s *Service) Make(ctx context.Context, unitID int64, in Edit) (x *Survey, err error) {
	defer fault.Wrap(&err, "survey.Make")
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := unit.Get(tx, unitID)
		if err != nil || u.Closed != "" {
			return fault.Field("unit", "survey.no_unit")
		}
		x = &Survey{ID: ID(tx.ID()), Rev: 1, UnitID: u.ID, MadeAt: tx.Now}
		if err := flow.Do(tx, Flow, x, ActMake, func() error { return s.fill(tx, x, in) }); err != nil {
			return err
		}
		return db.Insert(tx, table, x)
	})
	return x, err
}

// fill puts what was typed into the survey. Its words are public as soon as it is open,
// so they are screened as any text that is made public.
func (s *Service) fill(tx *db.Tx, x *Survey, in Edit) error {
	if in.Until < tx.Today {
		return fault.Field("until", "survey.past", tx.Today)
	}
	if in.Identity == Phone && !s.mail.Short(smsKind) {
		return fault.Field("identity", "survey.no_sms")
	}
	x.By.Did(ActEdit, tx.Actor.Who())
	x.Facts = in.facts()
	return s.screened(tx, x)
}

// screened returns a fault if the words of a survey cannot be public by the rules of today:
// those of the day when they were written may differ.
func (s *Service) screened(tx *db.Tx, x *Survey) error {
	rules, err := s.rules(tx)
	if err != nil {
		return err
	}
	return rules.MayShow(map[string]string{"title": x.Title, "about": x.About, "questions": Written(x.Questions), "contact": x.Contact, "findings": x.Findings})
}

// A step is one act on a survey, with what it changes and what follows from it.
type step struct {
	act    Act
	rev    int64
	change func(*db.Tx, *Survey) error
	then   func(*db.Tx, *Survey) error
}

func (s *Service) do(ctx context.Context, id ID, st step) (x *Survey, err error) {
	defer fault.Wrap(&err, "%s(%d)", st.act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if x, err = load(tx, id); err != nil {
			return err
		}
		if st.rev != 0 {
			x.Rev = st.rev // a stale one is refused by the update
		}
		return s.step(tx, x, st)
	})
	return x, err
}

// step makes a step on a survey that is loaded, and saves it.
func (s *Service) step(tx *db.Tx, x *Survey, st step) error {
	err := flow.Do(tx, Flow, x, st.act, func() error {
		x.By.Did(st.act, tx.Actor.Who())
		if st.change == nil {
			return nil
		}
		return st.change(tx, x)
	})
	if err != nil {
		return err
	}
	if st.then != nil {
		if err := st.then(tx, x); err != nil {
			return err
		}
	}
	return db.Update(tx, table, x)
}

// Edit changes a draft.
func (s *Service) Edit(ctx context.Context, id ID, in Edit) (*Survey, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActEdit, rev: in.Rev, change: func(tx *db.Tx, x *Survey) error { return s.fill(tx, x, in) }})
}

// Ask hands a draft to who approves it.
func (s *Service) Ask(ctx context.Context, id ID, in Seen) (*Survey, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActAsk, rev: in.Rev})
}

// Return gives a survey back to its drafter.
func (s *Service) Return(ctx context.Context, id ID, in Because) (*Survey, error) {
	return s.because(ctx, id, ActReturn, in)
}

// Discard ends a draft.
func (s *Service) Discard(ctx context.Context, id ID, in Because) (*Survey, error) {
	return s.because(ctx, id, ActDiscard, in)
}

// Refuse gives what was found back to who wrote it.
func (s *Service) Refuse(ctx context.Context, id ID, in Because) (*Survey, error) {
	return s.because(ctx, id, ActRefuse, in)
}

func (s *Service) because(ctx context.Context, id ID, act Act, in Because) (*Survey, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: act, rev: in.Rev, change: keep(in.Reason)})
}

// keep keeps the reason of an act with the survey.
func keep(reason string) func(*db.Tx, *Survey) error {
	return func(_ *db.Tx, x *Survey) error { x.Reason = strings.TrimSpace(reason); return nil }
}

// Approve opens a survey: from now on it is public, and what it asks is fixed.
//
// Errors: Conflict when its last day has passed.
func (s *Service) Approve(ctx context.Context, id ID, in Seen) (*Survey, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActApprove, rev: in.Rev, change: func(tx *db.Tx, x *Survey) error {
		if x.Until < tx.Today {
			return fault.New(fault.Conflict, "survey.past", tx.Today)
		}
		if err := s.screened(tx, x); err != nil {
			return err
		}
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		x.Opened, x.Salt, x.Least = tx.Today, rand.Text(), settings.Int(profile.SurveyLeast)
		return nil
	}, then: s.index})
}

// Extend gives a survey that is open a later last day.
func (s *Service) Extend(ctx context.Context, id ID, in Extend) (*Survey, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActExtend, rev: in.Rev, change: func(tx *db.Tx, x *Survey) error {
		if in.Until <= x.Until {
			return fault.Field("until", "survey.not_later", x.Until)
		}
		x.Until, x.Reason = in.Until, strings.TrimSpace(in.Reason)
		return nil
	}})
}

// Close ends a survey before its last day.
func (s *Service) Close(ctx context.Context, id ID, in Because) (*Survey, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	st := s.closing()
	st.rev = in.Rev
	st.change = func(tx *db.Tx, x *Survey) error { return errors.Join(keep(in.Reason)(tx, x), s.count(tx, x)) }
	return s.do(ctx, id, st)
}

// closing counts the answers, throws away who has given them, and opens the duty to
// publish what was found.
func (s *Service) closing() step {
	return step{act: ActClose, change: s.count, then: func(tx *db.Tx, x *Survey) error {
		if err := forget(tx, x); err != nil {
			return err
		}
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		_, err = s.duties.Open(tx, duty.Owed{
			UnitID: x.UnitID, Rule: RuleTell, Ref: x.Ref(), Under: "survey", Title: s.words("survey.owe", x.Title), Basis: law.Title(result),
			Term: law.Term{N: settings.Int(profile.SurveyTell), Unit: law.CalDay}, From: x.Ended,
		})
		return err
	}}
}

func (s *Service) count(tx *db.Tx, x *Survey) error {
	rows, err := answersOf(tx, x.ID)
	if err != nil {
		return err
	}
	sum := sha256.New()
	for _, r := range rows {
		b, err := json.Marshal(r)
		if err != nil {
			return err
		}
		sum.Write(append(b, '\n'))
	}
	x.N, x.SHA, x.Salt = len(rows), hex.EncodeToString(sum.Sum(nil)), ""
	x.Ended = min(x.Until, tx.Today)
	return nil
}

// forget throws away who has answered. How many invitations were not used stays in the
// journal: with those given out and the answers it shows that none was used twice.
func forget(tx *db.Tx, x *Survey) error {
	lapsed := int64(0)
	for _, t := range []string{"survey_mark", "survey_invitation", "survey_code"} {
		n, err := tx.Exec("DELETE FROM "+t+" WHERE survey_id = ?", x.ID)
		if err != nil {
			return err
		}
		if t == "survey_invitation" {
			lapsed = n
		}
	}
	if x.Identity != Invite {
		return nil
	}
	return journal.Add(tx, string(ActLapse), x.Ref(), invitations{x.Status, int(lapsed)})
}

// End closes each survey whose last day has passed.
func (s *Service) End(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "survey.End")
	var due []Survey
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		due, err = db.All[Survey](tx, "FROM survey_survey WHERE state = ? AND until_day < ? ORDER BY id", Open, tx.Today)
		return err
	})
	for _, old := range due {
		if err != nil {
			return err
		}
		err = s.db.Write(ctx, func(tx *db.Tx) error {
			x, err := load(tx, old.ID)
			if err != nil || x.Status != Open || x.Until >= tx.Today {
				return err
			}
			return s.step(tx, x, s.closing())
		})
	}
	return err
}

// Conclude writes what was found, and what is done about it.
func (s *Service) Conclude(ctx context.Context, id ID, in Finding) (*Survey, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActFind, rev: in.Rev, change: func(tx *db.Tx, x *Survey) error {
		x.Findings = strings.TrimSpace(strings.ReplaceAll(in.Findings, "\r\n", "\n"))
		return s.screened(tx, x)
	}})
}

// Tell publishes the results with what was found.
func (s *Service) Tell(ctx context.Context, id ID, in Seen) (*Survey, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActTell, rev: in.Rev, change: func(tx *db.Tx, x *Survey) error {
		x.ToldOn = tx.Today
		return s.screened(tx, x)
	}, then: func(tx *db.Tx, x *Survey) error {
		return errors.Join(s.duties.CountOpen(tx, RuleTell, x.Ref(), tx.Today), s.index(tx, x))
	}})
}

// Codes makes invitations: codes that are told this once, each good for one answer.
//
// Errors: Conflict for a survey that is answered without, or that takes no answers.
func (s *Service) Codes(ctx context.Context, id ID, in Invitation) (codes []string, err error) {
	defer fault.Wrap(&err, "survey.Codes(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		codes = nil
		x, err := load(tx, id)
		switch {
		case err != nil:
			return err
		case !tx.Actor.CanAt(Write, x.UnitID):
			return fault.New(fault.Forbidden, "not_allowed")
		case x.Identity != Invite || !x.Takes(tx.Today):
			return fault.New(fault.Conflict, "survey.no_codes")
		}
		for range in.Codes {
			code := s.box.Code(rand.Text(), "survey.invitation")
			codes = append(codes, code)
			if err := db.Insert(tx, "survey_invitation", mark{id, s.mark(x, code)}); err != nil {
				return err
			}
		}
		return journal.Add(tx, string(ActInvite), x.Ref(), invitations{x.Status, in.Codes})
	})
	slices.Sort(codes)
	return codes, err
}

// mark is a keyed hash under the salt of a survey.
func (s *Service) mark(x *Survey, what string) string {
	return s.box.Mark(x.Salt+"/"+what, "survey.mark")
}

// Answers is the answers to a survey one by one, once it is closed.
//
// Errors: Conflict before: who sees answers come in may know whose they are.
func (s *Service) Answers(ctx context.Context, id ID) (out sheet.Sheet, err error) {
	defer fault.Wrap(&err, "survey.Answers(%d)", id)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		x, err := read(tx, id)
		if err != nil {
			return err
		}
		if x.Ended == "" {
			return fault.New(fault.Conflict, "survey.not_closed")
		}
		all, err := answersOf(tx, id)
		out = s.answerSheet(x, all)
		return err
	})
	return out, err
}
