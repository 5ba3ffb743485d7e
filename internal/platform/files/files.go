// Package files keeps what people attach: evidence of a task, the circular
// itself. The content lies on disk or in a bucket under its SHA-256, once however
// often it is attached, and never changes. The row that says who holds it is written in the
// transaction of the business change.
//
// Content comes first: Stage reads, checks and stores it outside any
// transaction, then Save makes it part of one. What is staged and not saved,
// and what no row names any more, is removed by a job after a time of grace.
//
// The type is what the content is, not what the name says; both must agree.
// Who may read a file is decided by the noun that holds it. What is to be public
// is stripped first ([Store.Strip], [Store.SaveStripped]): the public gets the
// copy, and the original is sealed, which no reader of this package returns but
// [Original]. What is a person's own, and what may not go out as it is, is locked: encrypted
// before it is stored ([Store.StageLocked]), and returned by [Locked] and [Store.Unlock] alone.
package files

import (
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A File is one attachment of one thing.
type File struct {
	ID     int64     `db:"id" json:"id"`
	Noun   string    `db:"noun" json:"noun"` // the package whose thing holds it
	Ref    int64     `db:"ref" json:"ref"`   // the id of that thing
	Name   string    `db:"name" json:"name"`
	Type   Type      `db:"type" json:"type"`
	Size   int64     `db:"size" json:"size"` // bytes
	SHA256 string    `db:"sha256" json:"sha256"`
	SM3    string    `db:"sm3" json:"sm3"`
	MadeAt time.Time `db:"made_at" json:"made_at"`
	MadeBy int64     `db:"made_by" json:"made_by"` // the account; 0 is the program
	Sealed bool      `db:"sealed" json:"sealed,omitempty"`
	CopyOf int64     `db:"copy_of" json:"copy_of,omitempty"` // the sealed original of a stripped copy; 0 is none
	Mark   string    `db:"mark" json:"-"`                    // of locked content; "" lies open
}

// An Upload is staged content with its name and holder.
type Upload struct {
	Staged Staged
	Name   string // as the sender called it; Save cleans it
	Noun   string
	Ref    int64
}

// Save makes staged content an attachment in the transaction. Content that was
// staged too long ago is refused with Conflict: it may be swept.
func (s *Store) Save(tx *db.Tx, u Upload) (File, error) {
	return s.save(tx, u, File{})
}

// save adds a row; of is what it is beside the upload.
func (s *Store) save(tx *db.Tx, u Upload, of File) (File, error) {
	name, typ, err := Check(u.Name, u.Staged)
	if err != nil {
		return File{}, err
	}
	here := tx.Now.Sub(u.Staged.At) <= s.grace/2
	if here {
		if here, err = s.blobs.has(tx.Context(), u.Staged.SHA256, u.Staged.Size); err != nil {
			return File{}, away(err)
		}
	}
	if !here {
		return File{}, fault.New(fault.Conflict, "files.stale", name)
	}
	f := File{
		ID: tx.ID(), Noun: u.Noun, Ref: u.Ref, Name: name, Type: typ, Size: u.Staged.Size,
		SHA256: u.Staged.SHA256, SM3: u.Staged.SM3, MadeAt: tx.Now, MadeBy: tx.Actor.ID, Sealed: of.Sealed, CopyOf: of.CopyOf, Mark: u.Staged.Mark,
	}
	if err := db.Insert(tx, "files_file", f); err != nil || f.Sealed || f.Mark != "" || f.Type == ZIP {
		return f, err
	}
	return f, s.askText(tx, f)
}

// Get returns one attachment. A sealed original is not found, nor is a locked file.
func Get(tx *db.Tx, id int64) (File, error) {
	return db.Get[File](tx, "FROM files_file WHERE id = ? AND sealed = 0 AND mark = ''", id)
}

// Of returns the attachments of one thing in the order in which they came:
// those that were not replaced, without sealed originals and locked files.
func Of(tx *db.Tx, noun string, ref int64) ([]File, error) {
	all, err := Among(tx, noun, []int64{ref})
	return all[ref], err
}

// Among is Of for several things of one noun: the files by the id of their thing.
func Among(tx *db.Tx, noun string, refs []int64) (map[int64][]File, error) {
	out := map[int64][]File{}
	if len(refs) == 0 {
		return out, nil
	}
	var w db.Where
	w.And("noun = ? AND sealed = 0 AND mark = '' AND NOT EXISTS (SELECT 1 FROM files_move m WHERE m.old_id = files_file.id)", noun)
	w.In("ref", db.Anys(refs)...)
	err := db.Each(tx, func(f File) error { out[f.Ref] = append(out[f.Ref], f); return nil }, "FROM files_file"+w.String()+" ORDER BY noun, ref, id", w.Args...)
	return out, err
}

// Original returns the sealed original of a stripped copy; NotFound if f is none.
func Original(tx *db.Tx, f File) (File, error) {
	return db.Get[File](tx, "FROM files_file WHERE id = ? AND sealed = 1", f.CopyOf)
}

// Drop takes an attachment away from its thing, with its original and with the
// old addresses that led to it. Its content goes when nothing else holds it.
func Drop(tx *db.Tx, id int64) error {
	f, err := Get(tx, id)
	if err != nil {
		return err
	}
	for _, q := range []struct {
		text string
		id   int64
	}{
		{"DELETE FROM files_file WHERE id = ?", id},
		{"DELETE FROM files_file WHERE id = ? AND sealed = 1", f.CopyOf},
		{"DELETE FROM files_move WHERE new_id = ?", id},
	} {
		if _, err := tx.Exec(q.text, q.id); err != nil {
			return err
		}
	}
	return nil
}

// Check cleans a name and says what the staged content is under it. A name
// whose ending belongs to another type is refused: the reader would be misled.
func Check(name string, s Staged) (clean string, t Type, err error) {
	if clean, err = CleanName(name); err != nil {
		return "", "", err
	}
	ext := strings.ToLower(path.Ext(clean))
	t = s.Type
	if t == Text && ext == ".csv" {
		t = CSV
	}
	if exts := t.format().exts; !slices.Contains(exts, ext) {
		return "", "", fault.New(fault.Invalid, "files.mismatch", clean, t.Text(), strings.Join(exts, " "))
	}
	return clean, t, nil
}

const nameRunes = 120

// CleanName makes a name safe to store and to send back: no path, no control
// or direction characters, nothing that a file system forbids, at most 120
// characters with the ending kept.
func CleanName(name string) (string, error) {
	name = strings.ToValidUTF8(name, "")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.C, unicode.Zl, unicode.Zp): // also bidirectional overrides: gnp.exe must not read exe.png
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(strings.Join(strings.Fields(name), " "), ". ")
	ext := path.Ext(name)
	stem := strings.TrimRight(strings.TrimSuffix(name, ext), ". ")
	if stem == "" || ext == "" {
		return "", fault.New(fault.Invalid, "files.no_name")
	}
	if room := nameRunes - utf8.RuneCountInString(ext); room < 1 {
		return "", fault.New(fault.Invalid, "files.no_name")
	} else if r := []rune(stem); len(r) > room {
		stem = strings.TrimRight(string(r[:room]), ". ")
	}
	return stem + ext, nil
}
