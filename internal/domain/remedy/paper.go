package remedy

import (
	"context"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/journal"
)

// A PaperKind is what a paper of a case is.
type PaperKind string

// The kinds of papers.
const (
	AnswerPaper    PaperKind = "answer"    // 答复书、答辩状
	EvidencePaper  PaperKind = "evidence"  // 证据材料
	DecisionPaper  PaperKind = "decision"  // 决定书、裁判文书
	ComplaintPaper PaperKind = "complaint" // 投诉材料
)

// A Paper belongs to a case. Its scans are locked: they name people. Each look at one
// has a reason and stays in the journal.
type Paper struct {
	ID   int64     `db:"id" json:"id"`
	Rev  int64     `db:"rev" json:"-"`
	Case ID        `db:"case_id" json:"case_id"`
	Kind PaperKind `db:"kind" json:"kind"`
	Note string    `db:"note" json:"note,omitempty"`
	Made time.Time `db:"made_at" json:"made"`
	By   int64     `db:"made_by" json:"-"`

	Scans []files.File `json:"scans"`
}

const (
	paperTable = "remedy_paper"
	paperNoun  = "remedy_paper" // whose the scans are
	mostScans  = 20             // of one paper
)

// A Bring adds a paper to a case.
type Bring struct {
	Kind PaperKind `form:"kind" json:"kind" label:"remedy.paper" type:"radio" options:"answer,evidence,decision,complaint" required:"true"`
	Note string    `form:"note" json:"note,omitempty" label:"remedy.paper_note" hint:"remedy.paper_note_hint" max:"100"`
}

// Check says which fields break a rule.
func (in Bring) Check() error {
	var c fault.Check
	c.That(in.Kind == AnswerPaper || in.Kind == EvidencePaper || in.Kind == DecisionPaper || in.Kind == ComplaintPaper, "kind", "remedy.need.paper_kind")
	return c.Err()
}

// opens reports whether the actor may keep and open papers of a case: of a complaint,
// who may open who complains; of a review or a suit, who works on it for the unit.
func (c *Case) opens(tx *db.Tx) (bool, error) {
	if c.Kind != Complaint {
		return tx.Actor.CanAt(Papers, c.UnitID), nil
	}
	return c.mayUnmask(tx)
}

// Bring keeps a paper with a case. Scans are what foi.Service.StageSealed has taken in.
//
// Errors: Invalid without a scan or with too many; Forbidden; Conflict once the case was forgotten.
func (s *Service) Bring(ctx context.Context, id ID, in Bring, scans []files.Upload) (c *Case, err error) {
	defer fault.Wrap(&err, "remedy.Bring(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	if len(scans) == 0 || len(scans) > mostScans {
		return nil, fault.Field("files", "remedy.need.scans", mostScans)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if c, err = load(tx, id); err != nil {
			return err
		}
		may, err := c.opens(tx)
		switch {
		case err != nil:
			return err
		case !may:
			return fault.New(fault.Forbidden, "not_allowed")
		case c.Forgotten != "":
			return fault.New(fault.Conflict, "foi.is_forgotten", c.Forgotten)
		}
		p := Paper{ID: tx.ID(), Rev: 1, Case: c.ID, Kind: in.Kind, Note: strings.TrimSpace(in.Note), Made: tx.Now, By: tx.Actor.Who()}
		if err := db.Insert(tx, paperTable, p); err != nil {
			return err
		}
		for _, u := range scans {
			u.Noun, u.Ref = paperNoun, p.ID
			if _, err := s.files.Save(tx, u); err != nil {
				return err
			}
		}
		return journal.Add(tx, "remedy.bring", c.Ref(), c.noted(Brief{Note: s.words("remedy.paper." + string(p.Kind))}))
	})
	return c, err
}

// papersOf are the papers of a case with their scans; none for who may not open them.
func (c *Case) papersOf(tx *db.Tx) ([]Paper, error) {
	if may, err := c.opens(tx); err != nil || !may {
		return nil, err
	}
	all, err := db.All[Paper](tx, "FROM remedy_paper WHERE case_id = ? ORDER BY id", c.ID)
	for i := range all {
		if err == nil {
			all[i].Scans, err = files.Locked(tx, paperNoun, all[i].ID)
		}
	}
	return all, err
}

// Scan is the case of a scan that the actor may open; its content is opened by Open.
func (s *Service) Scan(ctx context.Context, scan int64) (id ID, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, _, err := scanned(tx, scan)
		if err == nil {
			id = c.ID
		}
		return err
	})
	return id, err
}

// scanned is a scan and its case, of those that the actor may open.
func scanned(tx *db.Tx, scan int64) (*Case, files.File, error) {
	f, err := files.GetLocked(tx, scan)
	if err != nil {
		return nil, f, err
	}
	if f.Noun != paperNoun {
		return nil, f, fault.New(fault.NotFound, "not_found")
	}
	id, err := db.One[ID](tx, "SELECT case_id FROM remedy_paper WHERE id = ?", f.Ref)
	if err != nil {
		return nil, f, err
	}
	c, err := read(tx, id)
	if err != nil {
		return nil, f, err
	}
	may, err := c.opens(tx)
	if err == nil && !may {
		err = fault.New(fault.Forbidden, "not_allowed")
	}
	return c, f, err
}

// Open returns a scan as it came. That it was opened, by whom and why, stays in the
// journal.
//
// Errors: NotFound for one of another unit, as for one that is none.
func (s *Service) Open(ctx context.Context, scan int64, in Unseal) (f files.File, content []byte, err error) {
	defer fault.Wrap(&err, "remedy.Open(%d)", scan)
	if err := in.Check(); err != nil {
		return f, nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var c *Case
		if c, f, err = scanned(tx, scan); err != nil {
			return err
		}
		return journal.Add(tx, "remedy.unseal", c.Ref(), c.noted(Brief{Note: strings.TrimSpace(in.Reason)}))
	})
	if err == nil {
		content, err = s.files.Unlock(ctx, f)
	}
	return f, content, err
}
