package files

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// aboutLocked is what contents are locked for.
const aboutLocked = "files.locked"

// lockRoom is more than locking adds to a content.
const lockRoom = 1 << 10

// Pictures are the types of what somebody photographs or scans.
var Pictures = []Type{JPEG, PNG, PDF}

// StageLocked is Stage for what is a person's own, or may not go out as it is: an
// identity card, a signature, what somebody sent by mail, the record of which a copy is
// given out. The content is looked at in memory and encrypted before it
// is stored, so that neither the disk nor the bucket ever has it open; it is never
// read for search. Only the given types are taken.
func (s *Store) StageLocked(ctx context.Context, r io.Reader, allow ...Type) (Staged, error) {
	plain, err := io.ReadAll(io.LimitReader(reader{ctx, r}, s.size+1))
	switch n := int64(len(plain)); {
	case err != nil:
		return Staged{}, fault.Caused(err, fault.Invalid, "files.cut_off")
	case n > s.size:
		return Staged{}, fault.New(fault.TooLarge, "files.too_large", s.size>>20)
	case n == 0:
		return Staged{}, fault.New(fault.Invalid, "files.empty")
	}
	look := &looker{}
	_, _ = look.Write(plain) // which cannot fail
	out := Staged{At: s.db.Now()}
	if out.Type, err = look.typeOf(bytes.NewReader(plain), int64(len(plain))); err != nil {
		return Staged{}, err
	}
	if !slices.Contains(allow, out.Type) {
		return Staged{}, fault.New(fault.Invalid, "files.not_these", strings.Join(endings(allow), " "))
	}
	if err := s.scanner.scan(ctx, bytes.NewReader(plain)); err != nil {
		return Staged{}, err
	}
	locked, mark := s.box.Lock(plain, aboutLocked)
	out.Mark = mark
	return s.keep(ctx, out, received(bytes.NewReader(locked)), nil)
}

// endings are those of types, for the reader.
func endings(allow []Type) (out []string) {
	for _, t := range allow {
		out = append(out, types[t].exts...)
	}
	return out
}

// Locked returns the locked files of one thing in the order in which they came.
func Locked(tx *db.Tx, noun string, ref int64) ([]File, error) {
	all, err := LockedOf(tx, ref, noun)
	return all[noun], err
}

// LockedOf is Locked for several nouns that share an id: the files by their noun.
func LockedOf(tx *db.Tx, ref int64, nouns ...string) (map[string][]File, error) {
	var w db.Where
	w.And("ref = ? AND mark <> ''", ref)
	w.In("noun", db.Anys(nouns)...)
	out := map[string][]File{}
	err := db.Each(tx, func(f File) error { out[f.Noun] = append(out[f.Noun], f); return nil }, "FROM files_file"+w.String()+" ORDER BY id", w.Args...)
	return out, err
}

// GetLocked returns one locked file.
func GetLocked(tx *db.Tx, id int64) (File, error) {
	return db.Get[File](tx, "FROM files_file WHERE id = ? AND mark <> ''", id)
}

// Unlock returns the content of a locked file as it came.
func (s *Store) Unlock(ctx context.Context, f File) ([]byte, error) {
	locked, err := s.bytes(ctx, f)
	if err != nil {
		return nil, err
	}
	plain, err := s.box.Unlock(locked, f.Mark, aboutLocked)
	if err != nil {
		return nil, fmt.Errorf("files.Unlock(%d): %w", f.ID, err)
	}
	return plain, nil
}

// HandLocked gives the locked files of one thing to another, as a draft does that
// becomes a request.
func HandLocked(tx *db.Tx, noun string, ref int64, toNoun string, toRef int64) error {
	_, err := tx.Exec("UPDATE files_file SET noun = ?, ref = ? WHERE noun = ? AND ref = ? AND mark <> ''", toNoun, toRef, noun, ref)
	return err
}

// ShareLocked gives a thing the locked files that another has, which keeps them: each
// forgets its own.
func ShareLocked(tx *db.Tx, noun string, ref int64, toNoun string, toRef int64) error {
	all, err := Locked(tx, noun, ref)
	for _, f := range all {
		if err == nil {
			f.ID, f.Noun, f.Ref = tx.ID(), toNoun, toRef
			err = db.Insert(tx, "files_file", f)
		}
	}
	return err
}

// DropLocked forgets the locked files of one thing, and with their marks their keys;
// what is stored goes with the next sweep, and cannot be opened until then.
func DropLocked(tx *db.Tx, noun string, ref int64) (n int64, err error) {
	return tx.Exec("DELETE FROM files_file WHERE noun = ? AND ref = ? AND mark <> ''", noun, ref)
}
