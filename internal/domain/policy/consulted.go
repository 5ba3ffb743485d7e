package policy

import (
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Naming is a document by its name, for a noun that is about it.
type Naming struct {
	ID    ID     `db:"id" json:"id"`
	Title string `db:"title" json:"title"`
}

// Named returns the name of a document that another noun is about.
func (s *Service) Named(tx *db.Tx, id ID) (Naming, error) {
	return db.Get[Naming](tx, "FROM policy_document WHERE id = ?", id)
}

// Drafted returns the name of a document that the actor may know of and whose procedure still
// takes a step; NotFound for any other.
func (s *Service) Drafted(tx *db.Tx, id ID) (Naming, error) {
	d, err := load(tx, id)
	if err != nil {
		return Naming{}, err
	}
	if d.Status != Draft {
		return Naming{}, fault.New(fault.NotFound, "not_found")
	}
	return Naming{d.ID, d.Title}, nil
}

// A Consultation is what package consult proves of the step 征求意见: how long the public was
// asked, why not longer, and where the outcome stands.
type Consultation struct {
	ID       int64
	From, On calendar.Day
	Number   string // the name of it
	Reason   string // public: why it was shorter than the rule has it
	Note     string // what came of it
}

// Consulted notes the step 征求意见 of a document in the transaction that makes the outcome of
// its consultation public: the outcome is the evidence. A document that is no draft any more
// has had its gate, and is left alone.
func (s *Service) Consulted(tx *db.Tx, id ID, in Consultation) error {
	d, err := db.Get[Document](tx, "FROM policy_document WHERE id = ?"+tx.Lock(), id)
	if err != nil || d.Status != Draft {
		return err
	}
	if err := d.join(tx); err != nil {
		return err
	}
	return s.move(tx, &d, step{act: ActProve, change: func(_ *db.Tx, d *Document) error { d.came = results[Consult][0]; return nil }, then: func(tx *db.Tx, d *Document) error {
		if err := voidSteps(tx, d.ID, Consult); err != nil {
			return err
		}
		return db.Insert(tx, "policy_step", Step{
			ID: StepID(tx.ID()), Document: d.ID, Kind: Consult, Result: results[Consult][0], Number: in.Number, From: in.From, On: in.On, Note: in.Note, Reason: in.Reason,
			Consult: in.ID, ByID: tx.Actor.Who(), ByName: tx.Actor.Name, At: tx.Now, Hash: d.hash(),
		})
	}})
}
