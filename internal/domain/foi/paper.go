package foi

import (
	"context"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// itemNoun is whose the files of an item are: the record of a search, the copy of
// what was given out.
const itemNoun = "foi_item"

// Attach keeps a file with an item and returns its id. It is for the file of the
// case; nothing of it is public.
func (s *Service) Attach(ctx context.Context, id ID, of ItemID, name string, staged files.Staged) (f files.File, err error) {
	defer fault.Wrap(&err, "foi.Attach(%d)", id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := load(tx, id)
		if err != nil {
			return err
		}
		if _, err := db.One[int64](tx, "SELECT id FROM foi_item WHERE id = ? AND request_id = ?", of, id); err != nil {
			return err
		}
		return s.step(tx, r, step{act: ActWork, key: "item/" + itoa(int64(of)), then: func(tx *db.Tx, _ *Request) error {
			f, err = s.files.Save(tx, files.Upload{Staged: staged, Name: name, Noun: itemNoun, Ref: int64(of)})
			return err
		}})
	})
	return f, err
}

// Paper is a file of a request that the actor may know of.
func (s *Service) Paper(ctx context.Context, id ID, file int64) (f files.File, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := read(tx, id); err != nil {
			return err
		}
		if f, err = files.Get(tx, file); err != nil {
			return err
		}
		n, err := db.One[int](tx, "SELECT count(*) FROM foi_item WHERE id = ? AND request_id = ?", f.Ref, id)
		if err == nil && (n == 0 || f.Noun != itemNoun) {
			err = fault.New(fault.NotFound, "not_found")
		}
		return err
	})
	return f, err
}
