package files

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// contentsTable is where every content is named that something holds.
const contentsTable = "files_file"

// Contents are the contents that a dump of the database names, by their SHA-256 with
// their size in bytes. The function open gives the rows of a table of the dump.
func Contents(of db.Dump, open func(table string) (io.ReadCloser, error)) (_ map[string]int64, err error) {
	defer fault.Wrap(&err, "files.Contents")
	out := map[string]int64{}
	at := slices.IndexFunc(of.Tables, func(t db.DumpTable) bool { return t.Name == contentsTable })
	if at < 0 { // of a program that kept none
		return out, nil
	}
	column := func(name string) int {
		return slices.IndexFunc(of.Tables[at].Columns, func(c db.Column) bool { return c.Name == name })
	}
	sha, size := column("sha256"), column("size")
	if sha < 0 || size < 0 {
		return nil, fmt.Errorf("%s has no sha256 or size", contentsTable)
	}
	rows, err := open(contentsTable)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	return out, db.Undump(rows, func(row []string) error {
		n, err := strconv.ParseInt(row[size], 10, 64)
		if err == nil && !isHash(row[sha]) {
			err = fault.New(fault.Invalid, "db.bad_dump")
		}
		out[row[sha]] = n
		return err
	})
}

// OpenContent opens a content by its SHA-256, for whoever copies all of them. A locked
// one is as it is stored: encrypted.
//
// Errors: NotFound if the store does not have it, Busy if the store does not answer.
func (s *Store) OpenContent(ctx context.Context, sha string) (io.ReadCloser, error) {
	return s.Open(ctx, File{Name: sha, SHA256: sha})
}

// Has reports whether the store has a content, of that size in bytes.
func (s *Store) Has(ctx context.Context, sha string, size int64) (bool, error) {
	there, err := s.blobs.has(ctx, sha, size)
	if err != nil {
		return false, away(err)
	}
	return there, nil
}

// Newest returns the attachments that came last, whatever they are, at most n of them:
// whoever looks after the store reads some of them again.
func Newest(tx *db.Tx, n int) ([]File, error) {
	return db.All[File](tx, "FROM files_file ORDER BY id DESC LIMIT ?", n)
}

// Restore stores a content of a backup, as it was. It is not looked at again, only
// compared with its SHA-256.
//
// Errors: Invalid if it is another content.
func (s *Store) Restore(ctx context.Context, sha string, r io.Reader) error {
	out, err := s.keep(ctx, Staged{At: s.db.Now()}, received(reader{ctx, r}), nil)
	if err == nil && out.SHA256 != sha { // it lies under its own name, and the sweep takes it
		err = fault.New(fault.Invalid, "files.damaged", sha)
	}
	return err
}
