package foi

import (
	"context"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/journal"
)

// An Outcome is how a letter came to whom it is for.
type Outcome string

// The outcomes.
const (
	BySelf   Outcome = "self"   // 本人签收
	ByOther  Outcome = "other"  // 代收: who lives or works with the recipient, and says how
	ByLeave  Outcome = "left"   // 留置: refused, and left before witnesses
	ByRecord Outcome = "record" // the record of the post, or of the way that the applicant chose
)

// A Proof is that a letter was served (送达回证). What it says of people is sealed.
type Proof struct {
	ID      int64        `db:"id" json:"id"`
	Rev     int64        `db:"rev" json:"-"`
	Request ID           `db:"request_id" json:"request_id"`
	Letter  int64        `db:"letter_id" json:"letter_id"`
	Outcome Outcome      `db:"outcome" json:"outcome"`
	Day     calendar.Day `db:"day" json:"day"`
	People  string       `db:"people" json:"-"`     // provenBy, sealed
	Shown   string       `db:"shown" json:"signer"` // who signed, masked
	Void    bool         `db:"void" json:"void,omitempty"`
	Made    time.Time    `db:"made_at" json:"made_at"`
	By      int64        `db:"made_by" json:"-"`

	Scans []files.File `json:"-"` // locked
}

const (
	proofTable = "foi_proof"
	proofNoun  = "foi_proof" // whose the scans are
)

// provenBy is what a proof says of people.
type provenBy struct {
	Signer    string `json:"signer,omitempty"`
	Relation  string `json:"relation,omitempty"`
	Place     string `json:"place,omitempty"`
	Why       string `json:"why,omitempty"`
	Witnesses string `json:"witnesses,omitempty"`
}

// A Prove records that a letter was served.
type Prove struct {
	Rev       int64        `form:"rev" type:"hidden" json:"rev"`
	Outcome   Outcome      `form:"outcome" json:"outcome" label:"foi.outcome" type:"radio" options:"self,other,left,record" required:"true"`
	Day       calendar.Day `form:"day" json:"day" label:"foi.proof_day" hint:"foi.proof_day_hint" type:"date" required:"true"`
	Signer    string       `form:"signer" json:"signer" label:"foi.signer" hint:"foi.signer_hint" max:"50"`
	Relation  string       `form:"relation" json:"relation" label:"foi.relation" hint:"foi.relation_hint" max:"50"`
	Place     string       `form:"place" json:"place" label:"foi.proof_place" max:"200"`
	Why       string       `form:"why" json:"why" label:"foi.proof_why" hint:"foi.proof_why_hint" type:"textarea" rows:"2" max:"300"`
	Witnesses string       `form:"witnesses" json:"witnesses" label:"foi.witnesses" hint:"foi.witnesses_hint" max:"200"`
}

// Check says which fields break a rule. Who takes a letter for another says how they
// belong together; a letter that was refused is left before witnesses, who are named.
func (in Prove) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(slices.Contains([]Outcome{BySelf, ByOther, ByLeave, ByRecord}, in.Outcome), "outcome", "foi.need.outcome")
	c.That(in.Day.Valid(), "day", "foi.need.day")
	said := func(s string) bool { return strings.TrimSpace(s) != "" }
	c.That(in.Outcome != ByOther || said(in.Signer), "signer", "foi.need.signer")
	c.That(in.Outcome != ByOther || said(in.Relation), "relation", "foi.need.relation")
	c.That(in.Outcome != ByLeave || said(in.Why), "why", "foi.need.proof_why")
	c.That(in.Outcome != ByLeave || said(in.Witnesses), "witnesses", "foi.need.witnesses")
	return c.Err()
}

// people is what is sealed of the proof.
func (in Prove) people() provenBy {
	p := provenBy{in.Signer, in.Relation, in.Place, in.Why, in.Witnesses}
	for _, s := range []*string{&p.Signer, &p.Relation, &p.Place, &p.Why, &p.Witnesses} {
		*s = strings.TrimSpace(*s)
	}
	return p
}

// Prove records the proof that a letter was served, with its scans. Of a posted letter
// it says the day on which it came; what was handed over or sent was served on the day
// that is noted already. A proof that was recorded before is void: this one puts it right.
func (s *Service) Prove(ctx context.Context, id ID, of int64, in Prove, scans ...files.Upload) (r *Request, err error) {
	defer fault.Wrap(&err, "foi.Prove(%d)", of)
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if r, err = load(tx, id); err != nil {
			return err
		}
		if !tx.Actor.CanAt(Handle, r.UnitID) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		if r.cal, err = s.holidays.In(tx); err != nil {
			return err
		}
		m, err := db.Get[Mailed](tx, "FROM foi_letter WHERE id = ? AND request_id = ?", of, r.ID)
		if err != nil {
			return err
		}
		if err := in.fits(tx, &m); err != nil {
			return err
		}
		return s.prove(tx, r, &m, in, scans)
	})
	return r, err
}

// fits compares a proof with what is noted of the letter.
func (in Prove) fits(tx *db.Tx, m *Mailed) error {
	var c fault.Check
	c.That(in.Outcome != ByRecord || m.How != InHand, "outcome", "foi.bad.outcome_hand")
	c.That(in.Outcome != ByLeave || m.How == InHand, "outcome", "foi.bad.outcome_left")
	c.That(m.How != Electronic || in.Outcome == ByRecord, "outcome", "foi.bad.outcome_electronic")
	switch {
	case m.Sent == "" || m.Back != "":
		return fault.New(fault.Conflict, "foi.not_served")
	case m.Got != "":
		c.That(in.Day == m.Got, "day", "foi.bad.proof_day", m.Got)
	default:
		c.That(in.Day >= m.Sent && in.Day <= tx.Today, "day", "foi.bad.got", m.Sent, tx.Today)
	}
	return c.Err()
}

func (s *Service) prove(tx *db.Tx, r *Request, m *Mailed, in Prove, scans []files.Upload) error {
	r.Rev = in.Rev
	if err := db.Update(tx, table, r); err != nil {
		return err
	}
	if m.Got == "" {
		if err := s.got(tx, r, m, in.Day); err != nil {
			return err
		}
		if err := db.Update(tx, letterTable, m); err != nil {
			return err
		}
		if err := journal.Add(tx, "foi.got", r.Ref(), Brief{Status: r.Status, Unit: r.UnitID, Day: in.Day, Key: m.key()}); err != nil {
			return err
		}
	}
	if err := voidProofs(tx, m.ID); err != nil {
		return err
	}
	said := in.people()
	p := Proof{ID: tx.ID(), Rev: 1, Request: r.ID, Letter: m.ID, Outcome: in.Outcome, Day: in.Day, Shown: mask(said.Signer), Made: tx.Now, By: tx.Actor.Who()}
	var err error
	if p.People, err = s.box.SealJSON(said, aboutProof); err != nil {
		return err
	}
	if err := db.Insert(tx, proofTable, p); err != nil {
		return err
	}
	if err := s.saveSealed(tx, proofNoun, p.ID, scans); err != nil {
		return err
	}
	return journal.Add(tx, "foi.prove", r.Ref(), Brief{Status: r.Status, Unit: r.UnitID, Day: in.Day, Key: m.key(), Note: s.words("foi.outcome." + string(in.Outcome))})
}

// voidProofs takes the worth of the proofs of a letter: it came back, or a better one is there.
func voidProofs(tx *db.Tx, letter int64) error {
	_, err := tx.Exec("UPDATE foi_proof SET void = 1, rev = rev + 1 WHERE letter_id = ? AND void = 0", letter)
	return err
}

// proofsOf are the proofs of a case by their letters, those that are void left out.
func proofsOf(tx *db.Tx, id ID) (map[int64]Proof, error) {
	rows, err := partsOf(tx, id, func() ([]Proof, error) {
		rows, err := db.All[Proof](tx, "FROM foi_proof WHERE request_id = ? AND void = 0 ORDER BY id", id)
		for i := range rows {
			if err == nil {
				rows[i].Scans, err = files.Locked(tx, proofNoun, rows[i].ID)
			}
		}
		return rows, err
	})
	out := map[int64]Proof{}
	for _, p := range rows {
		out[p.Letter] = p
	}
	return out, err
}

// unproved reports whether a letter went out in a way that leaves a paper, and the
// paper is not there yet. Of what was sent by the way that the applicant chose, the
// entry of the step is the record.
func unproved(m *Mailed, proofs map[int64]Proof) bool {
	_, proved := proofs[m.ID]
	return m.Sent != "" && m.Back == "" && m.How != Electronic && !proved
}

// replyProved refuses to put a case away whose reply nobody can prove to have come (§6.2).
func replyProved(tx *db.Tx, r *Request) error {
	m, err := newestReply(tx, r.ID)
	switch {
	case fault.Of(err) == fault.NotFound: // of an earlier system, say
		return fault.New(fault.Conflict, "foi.no_reply_letter")
	case err != nil:
		return err
	}
	proofs, err := proofsOf(tx, r.ID)
	if err == nil && unproved(&m, proofs) {
		err = fault.New(fault.Conflict, "foi.no_proof", m.Number)
	}
	return err
}

func newestReply(tx *db.Tx, id ID) (Mailed, error) {
	return db.Get[Mailed](tx, "FROM foi_letter WHERE request_id = ? AND kind = ? ORDER BY id DESC LIMIT 1", id, letterReply)
}
