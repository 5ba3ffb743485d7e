package foi

import (
	"context"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/journal"
)

// Sealed is a locked file that the actor may know of, without its content: of a request,
// or of a letter that came by mail, which may have become one; id is 0 if it has not.
func (s *Service) Sealed(ctx context.Context, file int64) (id ID, f files.File, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { id, f, err = sealed(tx, file); return err })
	return id, f, err
}

func sealed(tx *db.Tx, file int64) (id ID, f files.File, err error) {
	if f, err = files.GetLocked(tx, file); err != nil {
		return 0, f, err
	}
	if id, err = sealedOf(tx, f); err != nil {
		return 0, f, err
	}
	if _, err = read(tx, id); fault.Of(err) == fault.NotFound && f.Noun == incomingNoun { // who sorts the mailbox
		_, err = readIncoming(tx, IncomingID(f.Ref))
	}
	return id, f, err
}

// sealedOf is the request that a locked file belongs to.
func sealedOf(tx *db.Tx, f files.File) (ID, error) {
	switch f.Noun {
	case identityNoun, authorityNoun, restoreNoun, partingNoun:
		return ID(f.Ref), nil
	case consultNoun:
		return db.One[ID](tx, "SELECT request_id FROM foi_consult WHERE id = ?", f.Ref)
	case proofNoun:
		return db.One[ID](tx, "SELECT request_id FROM foi_proof WHERE id = ?", f.Ref)
	case incomingNoun:
		return db.One[ID](tx, "SELECT request_id FROM foi_incoming WHERE id = ?", f.Ref)
	}
	return 0, fault.New(fault.NotFound, "not_found")
}

// Open opens a locked file. That it was looked at, by whom and why, stays in the journal,
// as with Unmask.
func (s *Service) Open(ctx context.Context, file int64, in Because) (f files.File, content []byte, err error) {
	defer fault.Wrap(&err, "foi.Open(%d)", file)
	var c fault.Check
	checkReason(&c, in.Reason)
	if err := c.Err(); err != nil {
		return f, nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var id ID
		if id, f, err = sealed(tx, file); err != nil {
			return err
		}
		r, err := read(tx, id)
		if fault.Of(err) == fault.NotFound {
			return openLetter(tx, f, in.Reason)
		}
		if err != nil {
			return err
		}
		if !tx.Actor.CanAt(Unmask, r.UnitID) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		if err := s.impersonal(tx, r, "reason", in.Reason); err != nil {
			return err
		}
		return journal.Add(tx, "foi.unseal", r.Ref(), Brief{Status: r.Status, Unit: r.UnitID, Note: in.Reason, Key: "file/" + itoa(file)})
	})
	if err == nil {
		content, err = s.files.Unlock(ctx, f)
	}
	return f, content, err
}

// openLetter notes that an attachment of a letter was opened by who sorts the mailbox.
func openLetter(tx *db.Tx, f files.File, reason string) error {
	x, err := readIncoming(tx, IncomingID(f.Ref))
	if err != nil {
		return err
	}
	if !tx.Actor.CanAt(Unmask, x.UnitID) {
		return fault.New(fault.Forbidden, "not_allowed")
	}
	x.note = reason
	return journal.Add(tx, "foi.unseal", x.Ref(), x.Entry())
}
