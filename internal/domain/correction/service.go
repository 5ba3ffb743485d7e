package correction

import (
	"context"
	"crypto/rand"
	"slices"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/secret"
)

// RuleTell is the rule of what a correction owes: the applicant is told the result.
const RuleTell = "correction.tell"

// Service is what the surfaces do with corrections.
type Service struct {
	db       *db.DB
	duties   *duty.Service
	requests *foi.Service
	files    *files.Store
	box      *secret.Box
	words    func(key string, args ...any) string
	letters  func(tx *db.Tx) (letter.Set, error)
	forget   *jobs.Kind[jobs.Slot]
}

// Needs is what the service rests on.
type Needs struct {
	DB       *db.DB
	Duties   *duty.Service
	Requests *foi.Service
	Files    *files.Store
	Box      *secret.Box
	Words    func(key string, args ...any) string // the few sentences that the program itself says
	Letters  func(tx *db.Tx) (letter.Set, error)  // the templates of the district
}

// New returns the service.
func New(n Needs) *Service {
	s := &Service{db: n.DB, duties: n.Duties, requests: n.Requests, files: n.Files, box: n.Box, words: n.Words, letters: n.Letters}
	s.forget = jobs.Define("correction.forget", func(ctx context.Context, _ jobs.Slot) error { _, err := s.Forget(ctx); return err }, jobs.Daily("03:55"))
	return s
}

// Kinds returns the jobs of corrections.
func (s *Service) Kinds() []jobs.Definition { return []jobs.Definition{s.forget} }

// A Filed correction is what its applicant keeps: number and code together open its
// page. The code is told this once and stored nowhere.
type Filed struct {
	ID     ID     `json:"id"`
	Number string `json:"number"`
	Code   string `json:"code"`
	Again  bool   `json:"again,omitempty"` // the form was sent before: the same one
}

// Groups parts the code into fours.
func (f Filed) Groups() []string { return secret.Groups(f.Code) }

// File takes a correction from the portal. Nobody has to sign in. Sent twice, the same
// form makes one. Proofs are what [foi.Service.StageSealed] has taken in; client is the
// network address of whoever sends.
//
// Errors: Invalid with the fields at fault; TooMany for a network that sends too many.
func (s *Service) File(ctx context.Context, in Filing, proofs []files.Upload, client string) (out Filed, err error) {
	defer fault.Wrap(&err, "correction.File")
	if err := in.Check(); err != nil {
		return out, err
	}
	if err := s.requests.Admit(ctx, client); err != nil {
		return out, err
	}
	return s.take(ctx, Receipt{Filing: in, Channel: foi.Portal}, proofs, ActFile)
}

// Receive takes a correction that staff type in as it came.
//
// Errors: Invalid with the fields at fault, a day that is to come among them.
func (s *Service) Receive(ctx context.Context, in Receipt, proofs []files.Upload) (out Filed, err error) {
	defer fault.Wrap(&err, "correction.Receive")
	if err := in.Check(); err != nil {
		return out, err
	}
	return s.take(ctx, in, proofs, ActReceive)
}

func (s *Service) take(ctx context.Context, in Receipt, proofs []files.Upload, act Act) (out Filed, err error) {
	if len(proofs) > maxProofs {
		return out, fault.Field("files", "correction.many_files", maxProofs)
	}
	if in.Token == "" {
		in.Token = rand.Text()
	}
	code, token := s.box.Code(in.Token, "correction.code_of"), s.box.Mark(in.Token, "correction.token")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil { // before the row of the year, as in load
			return err
		}
		old, err := db.Get[Correction](tx, "FROM correction_correction WHERE token = ?", token)
		if err == nil {
			out = Filed{old.ID, old.Number, code, true}
			return nil
		}
		if fault.Of(err) != fault.NotFound {
			return err
		}
		c, err := s.begin(tx, in)
		if err != nil {
			return err
		}
		c.Code, c.Token = s.box.Mark(code, "correction.code"), token
		out = Filed{ID: c.ID, Number: c.Number, Code: code}
		return s.insert(tx, c, act, proofs)
	})
	return out, err
}

// begin is a new correction with its number.
func (s *Service) begin(tx *db.Tx, in Receipt) (*Correction, error) {
	u, err := unit.Get(tx, in.Unit)
	if fault.Of(err) == fault.NotFound || err == nil && u.Closed != "" {
		return nil, fault.Field("unit", "foi.bad.unit")
	}
	if err != nil {
		return nil, err
	}
	if in.Day > tx.Today {
		return nil, fault.Field("day", "foi.bad.future", tx.Today)
	}
	if in.Day == "" {
		in.Day = tx.Today
	}
	a := in.Tidied()
	c := &Correction{ID: ID(tx.ID()), Rev: 1, UnitID: u.ID, Channel: in.Channel, Shown: a.Masked().Name, Received: in.Day}
	if c.Sealed, err = s.box.SealJSON(a, aboutApplicant); err != nil {
		return nil, err
	}
	if c.Claim, err = s.box.SealJSON(in.tidied(), aboutClaim); err != nil {
		return nil, err
	}
	c.Number, err = serial(tx, tx.Now.In(calendar.Zone).Year())
	return c, err
}

func (s *Service) insert(tx *db.Tx, c *Correction, act Act, proofs []files.Upload) error {
	err := flow.Do(tx, Flow, c, act, func() error {
		c.By.Did(act, tx.Actor.Who())
		return nil
	})
	if err != nil {
		return err
	}
	if err := s.owe(tx, c); err != nil {
		return err
	}
	if err := db.Insert(tx, table, c); err != nil {
		return err
	}
	for _, u := range proofs {
		u.Noun, u.Ref = proofNoun, int64(c.ID)
		if _, err := s.files.Save(tx, u); err != nil {
			return err
		}
	}
	return nil
}

// owe opens the duty to tell the applicant. Its day is the district's own: the law
// gives none.
func (s *Service) owe(tx *db.Tx, c *Correction) error {
	settings, err := unit.Settings(tx)
	if err != nil {
		return err
	}
	d, err := s.duties.Open(tx, duty.Owed{
		UnitID: c.UnitID, Rule: RuleTell, Ref: c.Ref(), Under: "correction", Title: s.words("correction.owe", c.Number), Basis: law.Title(own),
		Term: law.Term{N: settings.Int(profile.CorrectionDays), Unit: law.Workday}, From: c.Received, Again: c.Rev,
	})
	if err == nil {
		c.Due = d.Due
	}
	return err
}

// A step is one act on a correction, with what it changes and what follows from it.
type step struct {
	act    Act
	rev    int64
	note   string // for the journal: what staff wrote, nothing personal
	change func(*db.Tx, *Correction) error
	then   func(*db.Tx, *Correction) error
}

func (s *Service) do(ctx context.Context, id ID, st step) (c *Correction, err error) {
	defer fault.Wrap(&err, "%s(%d)", st.act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if c, err = load(tx, id); err != nil {
			return err
		}
		return s.step(tx, c, st)
	})
	return c, err
}

// step makes a step on a correction that is loaded, and saves it.
func (s *Service) step(tx *db.Tx, c *Correction, st step) error {
	if st.rev != 0 {
		c.Rev = st.rev // a stale one is refused by the update
	}
	err := flow.Do(tx, Flow, c, st.act, func() error {
		c.note = st.note
		c.By.Did(st.act, tx.Actor.Who())
		if st.change == nil {
			return nil
		}
		return st.change(tx, c)
	})
	if err != nil {
		return err
	}
	if slices.Contains(final, c.Status) {
		c.Ended = tx.Today
	}
	if st.then != nil {
		if err := st.then(tx, c); err != nil {
			return err
		}
	}
	return db.Update(tx, table, c)
}

// Check takes a correction up.
func (s *Service) Check(ctx context.Context, id ID, in Seen) (*Correction, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActCheck, rev: in.Rev})
}

// Transfer gives a correction to the unit of the district that has the power
// (转送有权更正的行政机关). Its day stays.
func (s *Service) Transfer(ctx context.Context, id ID, in Transfer) (*Correction, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	var from int64
	return s.do(ctx, id, step{act: ActTransfer, rev: in.Rev, note: in.Reason, change: func(tx *db.Tx, c *Correction) error {
		u, err := unit.Get(tx, in.Unit)
		if err != nil || u.Closed != "" || u.ID == c.UnitID {
			return fault.Field("unit", "foi.bad.unit")
		}
		from, c.UnitID = c.UnitID, u.ID
		return nil
	}, then: func(tx *db.Tx, c *Correction) error {
		if err := s.duties.Lapse(tx, RuleTell, c.Ref(), from, in.Reason); err != nil {
			return err
		}
		return s.owe(tx, c)
	}})
}

// WithdrawOnPaper notes at the desk that the applicant took it back.
func (s *Service) WithdrawOnPaper(ctx context.Context, id ID, in Because) (*Correction, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	st := s.withdrawing(in.Reason)
	st.rev = in.Rev
	st.change = func(tx *db.Tx, c *Correction) error {
		if !tx.Actor.CanAt(Take, c.UnitID) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		return nil
	}
	return s.do(ctx, id, st)
}

func (s *Service) withdrawing(reason string) step {
	return step{act: ActWithdraw, note: reason, then: func(tx *db.Tx, c *Correction) error {
		return s.duties.WaiveAll(tx, c.Ref(), s.words("correction.state.withdrawn"))
	}}
}
