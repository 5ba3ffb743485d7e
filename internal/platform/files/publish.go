package files

import (
	"bytes"
	"context"
	"io"
	"time"

	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// Strip stages a copy of staged content without what it carries along beside
// what it says: properties, comments, the data of cameras. It returns what was
// taken out. What only a person may decide about is refused, with a row for
// each; so is what cannot be read.
func (s *Store) Strip(ctx context.Context, name string, c Staged) (Staged, []extract.Trace, error) {
	data, err := s.bytes(ctx, File{Name: name, SHA256: c.SHA256})
	if err != nil {
		return Staged{}, nil, err
	}
	out, removed, err := extract.Strip(name, data)
	if err != nil {
		return Staged{}, nil, err
	}
	copied, err := s.Stage(ctx, bytes.NewReader(out))
	return copied, removed, err
}

// bytes reads a content into memory: no more than a file may have.
func (s *Store) bytes(ctx context.Context, f File) ([]byte, error) {
	c, err := s.Open(ctx, f)
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.Close() }()
	b, err := io.ReadAll(io.LimitReader(reader{ctx, c}, s.size+lockRoom))
	if err != nil {
		return nil, away(err)
	}
	return b, nil
}

// SaveStripped saves an upload and its stripped copy: the copy is the
// attachment, the original is sealed. If stripping found nothing there is one file.
func (s *Store) SaveStripped(tx *db.Tx, u Upload, stripped Staged) (File, error) {
	if stripped.SHA256 == u.Staged.SHA256 {
		return s.Save(tx, u)
	}
	original, err := s.save(tx, u, File{Sealed: true})
	if err != nil {
		return File{}, err
	}
	u.Staged = stripped
	return s.save(tx, u, File{CopyOf: original.ID})
}

// Cover saves a stripped copy of a file that was saved as it came: the copy takes its
// place, and the original is sealed.
func (s *Store) Cover(tx *db.Tx, original File, u Upload) (File, error) {
	if _, err := tx.Exec("UPDATE files_file SET sealed = 1 WHERE id = ?", original.ID); err != nil {
		return File{}, err
	}
	return s.save(tx, u, File{CopyOf: original.ID})
}

// A move is where the address of a file leads now.
type move struct {
	Old int64     `db:"old_id"`
	New int64     `db:"new_id"`
	At  time.Time `db:"at"`
}

// Replace has the address of the file old lead to the file with the id, and
// with it all addresses that led to old. Both stay.
func Replace(tx *db.Tx, old, id int64) error {
	if _, err := Get(tx, old); err != nil {
		return err
	}
	if _, err := Get(tx, id); err != nil {
		return err
	}
	// Neither has been replaced before, so no address leads in a circle.
	known, err := db.One[int64](tx, "SELECT count(*) FROM files_move WHERE old_id = ? OR old_id = ?", old, id)
	if err != nil {
		return err
	}
	if known > 0 || old == id {
		return fault.New(fault.Conflict, "files.replaced")
	}
	if _, err := tx.Exec("UPDATE files_move SET new_id = ? WHERE new_id = ?", id, old); err != nil {
		return err
	}
	return db.Insert(tx, "files_move", move{old, id, tx.Now})
}

// Moved returns the file that the address of the file old leads to now;
// NotFound if it was not replaced, or what replaced it was taken away.
func Moved(tx *db.Tx, old int64) (File, error) {
	id, err := db.One[int64](tx, "SELECT new_id FROM files_move WHERE old_id = ?", old)
	if err != nil {
		return File{}, err
	}
	return Get(tx, id)
}
