package foi

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/redact"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

const redactionTable = "foi_redaction"

// inPart is the result 部分公开.
const inPart = "A3"

// RedactionID names a record that is being redacted.
type RedactionID int64

// A RedactionState is where the redaction of a record stands. Whatever changes the
// marks takes the copy back; so the copy always is what the marks say.
//
//	marking ── make ──▶ made ── mark, unmark ──▶ marking
type RedactionState string

// The states of a redaction.
const (
	Marking RedactionState = "marking" // what has to go is being marked
	Made    RedactionState = "made"    // the copy is given out with the item
)

// A Redaction is a record of which an item gets a copy without what may not be
// given (区分处理, Article 37). The record is locked; the marks hold none of its words.
type Redaction struct {
	ID      RedactionID    `db:"id" json:"id"`
	Rev     int64          `db:"rev" json:"rev"`
	Request ID             `db:"request_id" json:"request_id"`
	Item    ItemID         `db:"item_id" json:"item_id"`
	Title   string         `db:"title" json:"title"`
	State   RedactionState `db:"state" json:"state"`
	Source  string         `db:"source" json:"source"` // SHA-256 of the record
	Marks   []redact.Mark  `db:"marks,json" json:"marks"`
	Removed map[string]int `db:"removed,json" json:"removed,omitempty"` // places, by limb
	Cut     string         `db:"cut" json:"-"`
	Copy    int64          `db:"copy_id" json:"copy,omitempty"`
	Hash    string         `db:"hash" json:"hash,omitempty"` // SHA-256 of the copy
	Made    calendar.Day   `db:"made" json:"made,omitempty"`
}

// A Copied is what the journal keeps of a copy that was made.
type Copied struct {
	Source  string         `json:"source"` // SHA-256 of the record
	Copy    string         `json:"copy"`   // and of the copy
	Removed map[string]int `json:"removed"`
}

// RedactLimbs are the grounds on which a part can be taken out of a record. State
// secrets are not among them: a record that holds one may not be stored here at
// all (保守国家秘密法第三十一条).
func RedactLimbs() (out []law.Limb) {
	r, _ := law.ResultOf(inPart)
	for _, code := range r.Limbs {
		if l, ok := law.LimbOf(code); ok && code != "secret" {
			out = append(out, l)
		}
	}
	return out
}

func redactable(limb string) bool {
	return slices.ContainsFunc(RedactLimbs(), func(l law.Limb) bool { return l.Code == limb })
}

// redactionsOf are the records of a request that are redacted.
func redactionsOf(tx *db.Tx, id ID) ([]Redaction, error) {
	return partsBy[Redaction](tx, id, redactionTable)
}

// aim is what a write on a redaction works on.
type aim struct {
	r    *Request
	x    Redaction
	item Item
}

// aimed loads a redaction with its request and its item to change them.
func aimed(tx *db.Tx, id ID, of RedactionID) (a aim, err error) {
	if a.r, err = load(tx, id); err != nil {
		return a, err
	}
	if a.x, err = db.Get[Redaction](tx, "FROM foi_redaction WHERE id = ? AND request_id = ?", of, id); err != nil {
		return a, err
	}
	a.item, err = db.Get[Item](tx, "FROM foi_item WHERE id = ? AND request_id = ?", a.x.Item, id)
	return a, err
}

// original reads the record of a redaction, for who has a part in the decision.
func (s *Service) original(ctx context.Context, id ID, of RedactionID) (x Redaction, d *redact.Doc, err error) {
	var f files.File
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := read(tx, id)
		if err != nil {
			return err
		}
		if !decides(tx, r) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		if x, err = db.Get[Redaction](tx, "FROM foi_redaction WHERE id = ? AND request_id = ?", of, id); err != nil {
			return err
		}
		if r.Forgotten != "" { // and the record with it
			return fault.New(fault.Conflict, "foi.is_forgotten", r.Forgotten)
		}
		f, err = recordFile(tx, of)
		return err
	})
	if err != nil {
		return x, nil, err
	}
	data, err := s.files.Unlock(ctx, f)
	if err != nil {
		return x, nil, err
	}
	d, err = redact.Open(f.Name, data)
	return x, d, err
}

// recordFile is the locked record of a redaction.
func recordFile(tx *db.Tx, of RedactionID) (f files.File, err error) {
	all, err := files.Locked(tx, redactionTable, int64(of))
	if err == nil && len(all) != 1 {
		err = fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return f, err
	}
	return all[0], nil
}

// recordTypes are the types of what can be redacted.
var recordTypes = []files.Type{files.DOCX, files.XLSX, files.PDF, files.Text}

// AddRecord takes a record in to be redacted for an item that is given in part, and keeps
// it locked. An item that nothing was decided on yet is one from then on.
//
// Errors: Conflict for an item with another result; Invalid for a file that
// cannot be redacted.
func (s *Service) AddRecord(ctx context.Context, id ID, of ItemID, title, name string, data []byte) (x Redaction, err error) {
	defer fault.Wrap(&err, "foi.AddRecord(%d)", id)
	if title == "" {
		return x, fault.Field("title", "foi.need.redact_title")
	}
	staged, err := s.stageRecord(ctx, name, data)
	if err != nil {
		return x, err
	}
	source := sha256.Sum256(data)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := load(tx, id)
		if err != nil {
			return err
		}
		it, err := db.Get[Item](tx, "FROM foi_item WHERE id = ? AND request_id = ?", of, id)
		if err != nil {
			return err
		}
		open := it.Result == ""
		if open {
			it.Result = inPart
		}
		if res, _ := law.ResultOf(it.Result); res.Remedy != law.ByParts {
			return fault.New(fault.Conflict, "foi.redact.not_parted")
		}
		x = Redaction{ID: RedactionID(tx.ID()), Rev: 1, Request: id, Item: of, Title: title, State: Marking, Source: hex.EncodeToString(source[:]), Marks: []redact.Mark{}, Removed: map[string]int{}}
		return s.step(tx, r, step{act: ActWork, key: x.key(), then: func(tx *db.Tx, _ *Request) error {
			if open {
				if err := db.Update(tx, itemTable, &it); err != nil {
					return err
				}
			}
			if err := db.Insert(tx, redactionTable, x); err != nil {
				return err
			}
			_, err := s.files.Save(tx, files.Upload{Staged: staged, Name: name, Noun: redactionTable, Ref: int64(x.ID)})
			return err
		}})
	})
	return x, err
}

// stageRecord stores a record locked that can be redacted.
func (s *Service) stageRecord(ctx context.Context, name string, data []byte) (files.Staged, error) {
	staged, err := s.files.StageLocked(ctx, bytes.NewReader(data), recordTypes...)
	if err == nil {
		_, err = redact.Open(name, data)
	}
	return staged, err
}

func (x *Redaction) key() string { return "redaction/" + itoa(int64(x.ID)) }

// mark changes the marks of a redaction by what find makes of them and the record.
func (s *Service) mark(ctx context.Context, id ID, of RedactionID, rev int64, find func(*redact.Doc, []redact.Mark) ([]redact.Mark, error)) (x Redaction, err error) {
	was, d, err := s.original(ctx, id, of)
	if err != nil {
		return x, err
	}
	marks, err := find(d, slices.Clone(was.Marks))
	if err != nil {
		return x, err
	}
	if _, err := d.Leaks(marks); err != nil { // says which marks do not fit, or need one ground
		return x, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := aimed(tx, id, of)
		if err != nil {
			return err
		}
		a.x.Rev, a.x.Marks = rev, marks
		return s.step(tx, a.r, step{act: ActWork, key: a.x.key(), then: func(tx *db.Tx, _ *Request) error {
			if err := a.takeBack(tx); err != nil {
				return err
			}
			err := db.Update(tx, redactionTable, &a.x)
			x = a.x
			return err
		}})
	})
	return x, err
}

// takeBack takes the copy away from the item: what it shows is to change.
func (a *aim) takeBack(tx *db.Tx) error {
	if a.x.Copy == 0 {
		return nil
	}
	copied := a.x.Copy
	a.x.State, a.x.Copy, a.x.Hash, a.x.Cut, a.x.Made, a.x.Removed = Marking, 0, "", "", "", map[string]int{}
	a.item.Given = slices.DeleteFunc(a.item.Given, func(g Given) bool { return g.File == copied })
	if err := db.Update(tx, itemTable, &a.item); err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM foi_passage WHERE redaction_id = ?", a.x.ID); err != nil {
		return err
	}
	return files.Drop(tx, copied)
}

// Discard takes a record away, with its copy.
func (s *Service) Discard(ctx context.Context, id ID, of RedactionID, in Seen) (r *Request, err error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := aimed(tx, id, of)
		if err != nil {
			return err
		}
		r, a.x.Rev = a.r, in.Rev
		return s.step(tx, a.r, step{act: ActWork, key: a.x.key(), then: func(tx *db.Tx, _ *Request) error {
			if err := a.takeBack(tx); err != nil {
				return err
			}
			if err := db.Update(tx, redactionTable, &a.x); err != nil { // refuses what was marked since
				return err
			}
			if _, err := tx.Exec("DELETE FROM foi_redaction WHERE id = ?", of); err != nil {
				return err
			}
			_, err := files.DropLocked(tx, redactionTable, int64(of))
			return err
		}})
	})
	return r, err
}

// cutOf is a hash of the places that marks take out, whatever their grounds.
func cutOf(marks []redact.Mark) (string, error) {
	all := slices.Clone(marks)
	slices.SortFunc(all, func(a, b redact.Mark) int {
		return cmp.Or(cmp.Compare(a.Part, b.Part), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.Box.Top, b.Box.Top), cmp.Compare(a.Box.Left, b.Box.Left))
	})
	var out []redact.Mark
	for _, m := range all {
		m.Limb, m.Only = "", false
		if n := len(out) - 1; n >= 0 && m.Box.Empty() && out[n].Box.Empty() && out[n].Part == m.Part && m.Start <= out[n].End {
			out[n].End = max(out[n].End, m.End)
			continue
		}
		out = append(out, m)
	}
	text, err := json.Marshal(out)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}
