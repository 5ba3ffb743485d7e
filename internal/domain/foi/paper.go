package foi

import (
	"context"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// itemNoun is whose the papers of an item are that stay on file: the record of a search,
// what proves a ground.
const itemNoun = "foi_item"

// Attach keeps a paper with an item as evidence. It is for the file of the case, and
// nobody gets it: what goes to the applicant comes by Give or by a redaction.
func (s *Service) Attach(ctx context.Context, id ID, of ItemID, name string, staged files.Staged) (f files.File, err error) {
	defer fault.Wrap(&err, "foi.Attach(%d)", id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := load(tx, id)
		if err != nil {
			return err
		}
		if _, err := itemOf(tx, r.ID, of); err != nil {
			return err
		}
		return s.step(tx, r, step{act: ActWork, key: "item/" + itoa(int64(of)), then: func(tx *db.Tx, _ *Request) error {
			f, err = s.files.Save(tx, files.Upload{Staged: staged, Name: name, Noun: itemNoun, Ref: int64(of)})
			return err
		}})
	})
	return f, err
}

// Paper is a paper or a copy of an item, for who handles, reviews, clears or signs the
// request: nobody decides on what he cannot open.
//
// Errors: NotFound for a file of another unit, as for one that is none; Forbidden for who
// only sees the request.
func (s *Service) Paper(ctx context.Context, file int64) (f files.File, err error) {
	defer fault.Wrap(&err, "foi.Paper(%d)", file)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, _, err := paperOf(tx, file, &f)
		if err == nil && !decides(tx, r) {
			err = fault.New(fault.Forbidden, "not_allowed")
		}
		return err
	})
	return f, err
}

// decides reports whether the actor has a part in what is decided on a request.
func decides(tx *db.Tx, r *Request) bool {
	return tx.Actor.CanAt(Handle, r.UnitID) || tx.Actor.CanAt(Review, r.UnitID) || tx.Actor.CanAt(Clear, r.UnitID) || tx.Actor.CanAt(Sign, r.UnitID)
}

// paperOf finds a file of an item with its item and its request, as the actor may know of it.
func paperOf(tx *db.Tx, file int64, f *files.File) (r *Request, it Item, err error) {
	if *f, err = files.Get(tx, file); err != nil {
		return nil, it, err
	}
	if f.Noun != itemNoun && f.Noun != copyNoun {
		return nil, it, fault.New(fault.NotFound, "not_found")
	}
	if it, err = db.Get[Item](tx, "FROM foi_item WHERE id = ?", f.Ref); err != nil {
		return nil, it, err
	}
	r, err = read(tx, it.Request)
	return r, it, err
}

// TakeOut takes a paper or a copy off an item while it is worked on. A copy that a
// redaction has made goes with its marks, and not here.
//
// Errors: Conflict for such a copy, and once the reply is with the head.
func (s *Service) TakeOut(ctx context.Context, file int64, in Seen) (r *Request, err error) {
	defer fault.Wrap(&err, "foi.TakeOut(%d)", file)
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var f files.File
		seen, it, err := paperOf(tx, file, &f)
		if err != nil {
			return err
		}
		if r, err = load(tx, seen.ID); err != nil {
			return err
		}
		n, err := db.One[int](tx, "SELECT count(*) FROM foi_redaction WHERE request_id = ? AND copy_id = ?", r.ID, file)
		if err != nil {
			return err
		}
		if n > 0 {
			return fault.New(fault.Conflict, "foi.copy_redacted")
		}
		it.Rev = in.Rev
		for i := range it.Given {
			if g := &it.Given[i]; g.File == file {
				g.File, g.Elsewhere, g.Original = 0, "", ""
			}
		}
		return s.step(tx, r, step{act: ActWork, key: it.key(), note: string(f.Type), then: func(tx *db.Tx, _ *Request) error {
			if err := db.Update(tx, itemTable, &it); err != nil {
				return err
			}
			return files.Drop(tx, file)
		}})
	})
	return r, err
}
