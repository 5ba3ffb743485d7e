package policy

import (
	"context"
	"io"
	"slices"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/profile"
)

// Service is what the surfaces do with documents.
type Service struct {
	// Moved is told of each act on a document, in its transaction, by a noun that stands
	// above; a fault stops the act. App sets it. Nil tells nobody.
	Moved func(tx *db.Tx, d *Document, act Act) error

	// Affected is told what was done to a document, in its transaction; Lapse also when its
	// term has ended. App sets it. Nil tells nobody.
	Affected func(tx *db.Tx, id ID, k Kind) error

	// Lists reports whether an item names documents as they stood on its day and rests on none of
	// them: the announcement of a clean-up, an issue of the gazette. App sets it. Nil is none.
	Lists func(tx *db.Tx, item publish.ID) (bool, error)

	db       *db.DB
	duties   *duty.Service
	holidays *holidays.Holidays
	items    *publish.Service
	files    *files.Store
	words    func(key string, args ...any) string
}

// Needs is what the service rests on.
type Needs struct {
	DB       *db.DB
	Duties   *duty.Service
	Holidays *holidays.Holidays
	Items    *publish.Service
	Files    *files.Store
	Words    func(key string, args ...any) string // the few sentences that the program itself says
}

// New returns the service.
func New(n Needs) *Service {
	return &Service{db: n.DB, duties: n.Duties, holidays: n.Holidays, items: n.Items, files: n.Files, words: n.Words}
}

// A Check is one step of the procedure for a document: whether it needs it, how it was
// taken, and what is wrong with that.
type Check struct {
	Kind   StepKind   `json:"kind"`
	Needed bool       `json:"needed"`
	Step   *Step      `json:"step,omitempty"`
	Lack   fault.Text `json:"lack,omitzero"`
}

// A View is all that the desk shows of a document.
type View struct {
	Document Document   `json:"document"`
	Unit     string     `json:"unit"`
	Organ    string     `json:"organ"`
	Checks   []Check    `json:"checks"`            // in their order
	Steps    []Step     `json:"steps"`             // every one that was taken, void ones too
	Acts     []Act      `json:"acts"`              // what the actor may do now
	Effects  []Done     `json:"effects,omitempty"` // what it does to others, or will do
	Citing   []Citation `json:"citing,omitempty"`  // what is public and cites it
	Words    []string   `json:"words"`             // that a number of the organ may begin with
}

// View returns a document that the actor may know of.
func (s *Service) View(ctx context.Context, id ID) (v View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		d, err := load(tx, id)
		if err != nil {
			return err
		}
		v.Document, v.Organ = *d, d.organ
		u, err := unit.Get(tx, d.UnitID)
		if err != nil {
			return err
		}
		v.Unit = u.Name
		organ, err := unit.Get(tx, d.OrganID)
		if err != nil {
			return err
		}
		v.Words = organ.Letters
		if v.Steps, err = stepsOf(tx, id); err != nil {
			return err
		}
		if v.Effects, err = done(tx, d.ID); err != nil {
			return err
		}
		if v.Citing, err = db.All[Citation](tx, "FROM policy_citation WHERE document_id = ? ORDER BY document_id, id", id); err != nil {
			return err
		}
		t, err := s.terms(tx)
		if err != nil {
			return err
		}
		for _, k := range StepKinds {
			c := Check{k, d.Needs(k) && !d.Admitted, latest(v.Steps, k), fault.Text{}}
			if !d.Admitted { // another library had its procedure
				c.Lack = t.lack(d, v.Steps, k)
			}
			v.Checks = append(v.Checks, c)
		}
		v.Acts = slices.DeleteFunc(Flow.Next(tx.Actor, d), func(a Act) bool { return slices.Contains(byItself, a) })
		return nil
	})
	return v, err
}

// Find lists documents that the actor may know of, the newest first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Document], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { rows, err = find(tx, q, p); return err })
	return rows, err
}

// Attachment returns the evidence of a step of a document that the actor may know of.
func (s *Service) Attachment(ctx context.Context, id ID, file int64) (f files.File, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		d, err := load(tx, id)
		if err != nil {
			return err
		}
		if f, err = files.Get(tx, file); err == nil && (f.Noun != noun || f.Ref != int64(d.ID)) {
			err = fault.New(fault.NotFound, "not_found")
		}
		return err
	})
	return f, err
}

// terms reads the lengths of time that the gate measures by.
func (s *Service) terms(tx *db.Tx) (terms, error) {
	settings, err := unit.Settings(tx)
	if err != nil {
		return terms{}, err
	}
	cal, err := s.holidays.In(tx)
	return terms{cal, settings.Int(profile.PolicyConsult), settings.Int(profile.PolicyYears), settings.Int(profile.PolicyTrial)}, err
}

// Make begins a document of a unit.
//
// Errors: Forbidden for a unit that the actor does not write for; Invalid with the fields.
func (s *Service) Make(ctx context.Context, unitID int64, in Edit) (d *Document, err error) {
	defer fault.Wrap(&err, "policy.Make")
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := unit.Get(tx, unitID)
		if err != nil || u.Closed != "" {
			return fault.Field("unit", "policy.no_unit")
		}
		d = &Document{ID: ID(tx.ID()), Rev: 1, UnitID: u.ID, MadeAt: tx.Now}
		if err := flow.Do(tx, Flow, d, ActMake, func() error { d.By.Did(ActEdit, tx.Actor.Who()); return d.fill(tx, in) }); err != nil {
			return err
		}
		return db.Insert(tx, table, d)
	})
	return d, err
}

// fill puts what was typed into the document.
func (d *Document) fill(tx *db.Tx, in Edit) error {
	organ, err := unit.Get(tx, in.Organ)
	if err != nil || organ.Closed != "" || !organ.Kind.Organ() {
		return fault.Field("organ", "policy.no_organ")
	}
	if in.Column != 0 {
		c, err := column.Get(tx, column.ID(in.Column))
		if err != nil || c.Closed != "" || c.Archived || !c.Leaf() {
			return fault.Field("column", "publish.bad_column")
		}
	}
	d.apply(in)
	d.organ = organ.Name
	return nil
}

// A step is one act on a document, with what it changes and what follows from it.
type step struct {
	act    Act
	rev    int64
	change func(*db.Tx, *Document) error
	then   func(*db.Tx, *Document) error
}

func (s *Service) do(ctx context.Context, id ID, st step) (d *Document, err error) {
	defer fault.Wrap(&err, "%s(%d)", st.act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if d, err = load(tx, id); err != nil {
			return err
		}
		if st.rev != 0 {
			d.Rev = st.rev // a stale one is refused by the update
		}
		return s.move(tx, d, st)
	})
	return d, err
}

// move makes a step on a document that is loaded, and saves it. What comes back to its
// drafters is judged and deliberated anew.
func (s *Service) move(tx *db.Tx, d *Document, st step) error {
	was := d.Status
	err := flow.Do(tx, Flow, d, st.act, func() error {
		d.By.Did(st.act, tx.Actor.Who())
		if st.change == nil {
			return nil
		}
		return st.change(tx, d)
	})
	if err != nil {
		return err
	}
	if d.Status == Draft && was != Draft {
		if err := voidSteps(tx, d.ID, Legal, Deliberate); err != nil {
			return err
		}
	}
	if st.then != nil {
		if err := st.then(tx, d); err != nil {
			return err
		}
	}
	if err := db.Update(tx, table, d); err != nil || s.Moved == nil {
		return err
	}
	return s.Moved(tx, d, st.act)
}

// Edit changes a document that is not registered. One that was reviewed is reviewed anew.
//
// Errors: Invalid with the fields; Conflict when somebody else saved first.
func (s *Service) Edit(ctx context.Context, id ID, in Edit) (*Document, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActEdit, rev: in.Rev, change: func(tx *db.Tx, d *Document) error { return d.fill(tx, in) }})
}

// Discard ends a draft.
func (s *Service) Discard(ctx context.Context, id ID, in Because) (*Document, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActDiscard, rev: in.Rev, change: because(in.Reason)})
}

// because keeps the reason of an act with the document.
func because(reason string) func(*db.Tx, *Document) error {
	return func(_ *db.Tx, d *Document) error { d.Reason = reason; return nil }
}

// An Evidence is a file that Attach has taken in.
type Evidence struct {
	name   string
	staged files.Staged
}

// Attach takes in the file of a step.
//
// Errors: Invalid about the field file.
func (s *Service) Attach(ctx context.Context, name string, r io.Reader) (e Evidence, err error) {
	if e.staged, err = s.files.Stage(ctx, r); err == nil {
		e.name, _, err = files.Check(name, e.staged)
	}
	if err != nil && (fault.Of(err) == fault.Invalid || fault.Of(err) == fault.TooLarge) {
		return e, &fault.Error{Kind: fault.Invalid, Text: fault.T("invalid"), Fields: map[string]fault.Text{"file": fault.As(err).Text}, Err: err}
	}
	return e, err
}
