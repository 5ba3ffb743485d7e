package foi

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

const (
	endorsementTable = "foi_endorsement"
	aboutEndorsement = "foi.endorsement"
)

// An Endorse is one of the three signatures under a draft, with what whoever gives
// it has to say: the sheet of approval (呈批单) shows it, the applicant never sees it.
type Endorse struct {
	Rev   int64  `form:"rev" type:"hidden" json:"rev"`
	View  string `form:"view" json:"view" label:"foi.view" hint:"foi.view_hint" type:"textarea" rows:"3" max:"1000"`
	Legal string `form:"legal" json:"legal" label:"foi.legal_view" hint:"foi.legal_view_hint" type:"textarea" rows:"3" max:"1000"`
}

// Check says which fields break a rule.
func (in Endorse) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	return c.Err()
}

// An endorsement is the row of a signature. Its words are sealed: an opinion may
// quote what is withheld, and the journal keeps for ever what it is told.
type endorsement struct {
	ID      int64        `db:"id"`
	Rev     int64        `db:"rev"`
	Request ID           `db:"request_id"`
	Act     Act          `db:"act"`
	Hash    string       `db:"hash"`
	Day     calendar.Day `db:"day"`
	Body    string       `db:"body"` // the endorsed, sealed
}

// endorsed is what is sealed of a signature.
type endorsed struct {
	By    string `json:"by"`
	View  string `json:"view,omitempty"`
	Legal string `json:"legal,omitempty"`
}

// Endorse is one of the three signatures: ActReview, ActClear or ActSign.
//
// Errors: NotFound for another act; Conflict if what was signed before has changed.
func (s *Service) Endorse(ctx context.Context, id ID, act Act, in Endorse) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	if act != ActReview && act != ActClear && act != ActSign {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	return s.do(ctx, id, step{act: act, rev: in.Rev, change: s.unchanged, then: func(tx *db.Tx, r *Request) error {
		body, err := s.box.SealJSON(endorsed{tx.Actor.Name, strings.TrimSpace(in.View), strings.TrimSpace(in.Legal)}, aboutEndorsement)
		if err != nil {
			return err
		}
		err = db.Insert(tx, endorsementTable, endorsement{ID: tx.ID(), Rev: 1, Request: r.ID, Act: act, Hash: r.Hash, Day: tx.Today, Body: body})
		if err != nil || act != ActSign {
			return err
		}
		return s.write(tx, r)
	}})
}

// Review is the head's agreement, with no more words.
func (s *Service) Review(ctx context.Context, id ID, in Seen) (*Request, error) {
	return s.Endorse(ctx, id, ActReview, Endorse{Rev: in.Rev})
}

// Clear is 合法性、保密审查, with no more words.
func (s *Service) Clear(ctx context.Context, id ID, in Seen) (*Request, error) {
	return s.Endorse(ctx, id, ActClear, Endorse{Rev: in.Rev})
}

// Sign signs the reply, with no more words.
func (s *Service) Sign(ctx context.Context, id ID, in Seen) (*Request, error) {
	return s.Endorse(ctx, id, ActSign, Endorse{Rev: in.Rev})
}

// write writes the reply that was signed: it gets its number now, and nothing in it
// changes any more.
func (s *Service) write(tx *db.Tx, r *Request) error {
	v, err := s.replyValues(tx, r)
	if err != nil {
		return err
	}
	if _, err = s.issue(tx, r, paper{kind: letterReply, values: v}); err != nil {
		return err
	}
	return s.writeOverruled(tx, r)
}

// endorsements are the signatures under the draft as it stands, by their acts.
func (s *Service) endorsements(tx *db.Tx, r *Request) (map[Act]endorsed, map[Act]calendar.Day, error) {
	rows, err := db.All[endorsement](tx, "FROM foi_endorsement WHERE request_id = ? AND hash = ? AND body <> '' ORDER BY id", r.ID, r.Hash)
	if err != nil || r.Hash == "" {
		return nil, nil, err
	}
	said, days := map[Act]endorsed{}, map[Act]calendar.Day{}
	for _, row := range rows {
		var e endorsed
		if err := s.box.OpenJSON(row.Body, aboutEndorsement, &e); err != nil {
			return nil, nil, err
		}
		said[row.Act], days[row.Act] = e, row.Day
	}
	return said, days, nil
}

// forgetEndorsements empties what was said of a draft, which may name anybody.
func forgetEndorsements(tx *db.Tx, r *Request, _ func(string) string) error {
	_, err := tx.Exec("UPDATE foi_endorsement SET body = '', rev = rev + 1 WHERE request_id = ?", r.ID)
	return err
}
