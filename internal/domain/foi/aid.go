package foi

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/profile"
)

// AidID names a question to the inside.
type AidID int64

// A Helper is who helps from the inside.
type Helper string

// The helpers.
const (
	ByUnit    Helper = "help"    // 协办: another unit of the district
	ByCounsel Helper = "counsel" // 法律顾问、公职律师
)

// RuleAid is the duty to answer it.
const RuleAid = "foi.aid"

// An Aid is a question to the inside. The clock does not care for it, and the
// applicant never sees it; counsel's opinion stays on file.
type Aid struct {
	ID       AidID        `db:"id" json:"id"`
	Rev      int64        `db:"rev" json:"rev"`
	Request  ID           `db:"request_id" json:"request_id"`
	Kind     Helper       `db:"kind" json:"kind"`
	UnitID   int64        `db:"unit_id" json:"unit_id,omitempty"`
	Person   int64        `db:"person" json:"person,omitempty"`
	Question string       `db:"question" json:"question"`
	Asked    calendar.Day `db:"asked" json:"asked"`
	Due      calendar.Day `db:"due" json:"due"`
	Answer   string       `db:"answer" json:"answer,omitempty"`
	Answered calendar.Day `db:"answered" json:"answered,omitempty"`
	By       int64        `db:"answered_by" json:"-"`
}

const aidTable = "foi_aid"

// Ref names the question in duties.
func (a *Aid) Ref() string { return RefOf(a.Request) + "/aid/" + itoa(int64(a.ID)) }

// key names the question in the journal and in its letter.
func (a *Aid) key() string { return "aid/" + itoa(int64(a.ID)) }

func aidOf(tx *db.Tx, id ID) ([]Aid, error) {
	return partsBy[Aid](tx, id, "foi_aid")
}

// A Seek asks another unit, or counsel.
type Seek struct {
	Rev      int64  `form:"rev" type:"hidden" json:"rev"`
	Kind     Helper `form:"kind" json:"kind" label:"foi.aid_kind" type:"radio" options:"help,counsel" required:"true"`
	Unit     int64  `form:"unit" json:"unit" label:"foi.aid_unit" hint:"foi.aid_unit_hint" type:"select" required:"true"`
	Question string `form:"question" json:"question" label:"foi.aid_question" hint:"foi.aid_question_hint" type:"textarea" rows:"4" required:"true" max:"1000"`
}

// Check says which fields break a rule.
func (in Seek) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(in.Kind == ByUnit || in.Kind == ByCounsel, "kind", "foi.need.aid_kind")
	c.That(in.Unit > 0, "unit", "foi.need.unit")
	c.That(strings.TrimSpace(in.Question) != "", "question", "foi.need.question")
	return c.Err()
}

// Seek asks, and opens the duty of the unit to answer within the days that the
// district has set.
func (s *Service) Seek(ctx context.Context, id ID, in Seek) (a *Aid, err error) {
	defer fault.Wrap(&err, "foi.Seek(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := load(tx, id)
		if err != nil {
			return err
		}
		switch {
		case !tx.Actor.CanAt(Handle, r.UnitID):
			return fault.New(fault.Forbidden, "not_allowed")
		case !slices.Contains(Alive, r.Status):
			return fault.New(fault.Conflict, "flow.no_step")
		}
		if err := s.impersonal(tx, r, "question", in.Question); err != nil {
			return err
		}
		u, err := unit.Get(tx, in.Unit)
		if err != nil || u.Closed != "" || !u.Kind.Organ() {
			return fault.Field("unit", "foi.bad.unit")
		}
		if err := s.hasAnswerer(tx, in.Kind, u.ID); err != nil {
			return err
		}
		a, err = s.seek(tx, r, in, u)
		return err
	})
	return a, err
}

func (s *Service) seek(tx *db.Tx, r *Request, in Seek, u unit.Unit) (*Aid, error) {
	settings, err := unit.Settings(tx)
	if err != nil {
		return nil, err
	}
	if r.cal, err = s.holidays.In(tx); err != nil {
		return nil, err
	}
	t := law.Term{N: settings.Int(profile.FOIAid), Unit: law.Workday, Basis: filed}
	a := &Aid{ID: AidID(tx.ID()), Rev: 1, Request: r.ID, Kind: in.Kind, UnitID: u.ID, Question: strings.TrimSpace(in.Question), Asked: tx.Today}
	if a.Due, err = r.lastDay(tx.Today, t); err != nil {
		return nil, err
	}
	if err := db.Insert(tx, aidTable, a); err != nil {
		return nil, err
	}
	if err := s.tellAsked(tx, r, a); err != nil {
		return nil, err
	}
	if in.Kind == ByUnit {
		if err := s.askForHelp(tx, r, a, u); err != nil {
			return nil, err
		}
	}
	_, err = s.duties.Open(tx, duty.Owed{
		UnitID: u.ID, Rule: RuleAid, Ref: a.Ref(), Under: "foi", Title: s.words("foi.owe.aid."+string(in.Kind), r.Number), Basis: law.Title(filed), Term: t,
	})
	if err != nil {
		return nil, err
	}
	return a, journal.Add(tx, "foi.seek", r.Ref(), Brief{Status: r.Status, Unit: r.UnitID, Day: tx.Today, Due: a.Due, Key: a.key(), Note: u.Short})
}

// askForHelp writes the 协办函: another unit is asked in writing, and answers so. It
// goes by the platform itself, on the day on which it is written.
func (s *Service) askForHelp(tx *db.Tx, r *Request, a *Aid, u unit.Unit) error {
	_, err := s.issue(tx, r, paper{kind: letterHelp, about: a.key(), send: Sending{How: Electronic, Day: tx.Today}, values: letter.Values{Text: map[string]string{
		"helper": u.Name, "task": a.Question, "task_due": s.Date(a.Due),
	}}})
	return err
}

// hasAnswerer refuses to ask a unit in which nobody may answer: not every one has a counsel.
func (s *Service) hasAnswerer(tx *db.Tx, kind Helper, unitID int64) error {
	who, err := s.duties.Holders(tx, kind.answers(), unitID)
	if err == nil && len(who) == 0 {
		err = fault.Field("unit", "foi.bad.no_answerer."+string(kind))
	}
	return err
}

// An Opine is the answer of who was asked.
type Opine struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Answer string `form:"answer" json:"answer" label:"foi.aid_answer" hint:"foi.aid_answer_hint" type:"textarea" rows:"8" required:"true" max:"5000"`
}

// Check says which fields break a rule.
func (in Opine) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(strings.TrimSpace(in.Answer) != "", "answer", "foi.need.answer")
	return c.Err()
}

// answers is the permission to answer a question of a kind.
func (h Helper) answers() auth.Perm {
	if h == ByCounsel {
		return Advise
	}
	return Handle
}

// A Sought is a question as who is asked sees it: the description of what is
// wanted, and not who wants it.
type Sought struct {
	Aid
	Number string       `json:"number"`
	Want   string       `json:"want"`
	Limit  calendar.Day `json:"reply_due,omitempty"` // of the reply
}

// Sought shows a question to the unit or the counsel that is asked.
func (s *Service) Sought(ctx context.Context, id AidID) (out Sought, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { out, err = sought(tx, id); return err })
	return out, err
}

func sought(tx *db.Tx, id AidID) (out Sought, err error) {
	if out.Aid, err = db.Get[Aid](tx, "FROM foi_aid WHERE id = ?", id); err != nil {
		return out, err
	}
	r, err := db.Get[Request](tx, "FROM foi_request WHERE id = ?", out.Request)
	if err != nil {
		return out, err
	}
	if !tx.Actor.CanAt(out.Kind.answers(), out.UnitID) && !tx.Actor.CanAt(See, r.UnitID) {
		return out, fault.New(fault.NotFound, "not_found")
	}
	out.Number, out.Want, out.Limit = r.Number, r.Want, r.Due
	return out, nil
}

// Opine answers a question.
func (s *Service) Opine(ctx context.Context, id AidID, in Opine) (a Aid, err error) {
	defer fault.Wrap(&err, "foi.Opine(%d)", id)
	if err := in.Check(); err != nil {
		return a, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		q, err := sought(tx, id)
		if err != nil {
			return err
		}
		switch a = q.Aid; {
		case !tx.Actor.CanAt(a.Kind.answers(), a.UnitID):
			return fault.New(fault.Forbidden, "not_allowed")
		case a.Answered != "":
			return fault.New(fault.Conflict, "foi.aid_answered")
		}
		a.Rev, a.Answer, a.Answered, a.By = in.Rev, strings.TrimSpace(in.Answer), tx.Today, tx.Actor.Who()
		if err := db.Update(tx, aidTable, &a); err != nil {
			return err
		}
		if err := s.duties.CountOpen(tx, RuleAid, a.Ref(), tx.Today); err != nil {
			return err
		}
		if err := s.tellOpined(tx, &a); err != nil {
			return err
		}
		return journal.Add(tx, "foi.opine", RefOf(a.Request), Brief{Unit: a.UnitID, Day: tx.Today, Key: a.key()})
	})
	return a, err
}
