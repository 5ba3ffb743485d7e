package publish

import (
	"cmp"
	"context"
	"io"
	"slices"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// An Attached is a file that Attach has taken in.
type Attached struct {
	name             string
	staged, stripped files.Staged
}

// Attach takes in a file that belongs to nothing yet: it is looked at, stored,
// and stored once more without what it carries along beside what it says. The
// copy is what can become public; the original stays sealed.
//
// Errors: Invalid about the field files, with a row for each thing that only a
// person may decide about: tracked changes, hidden text, macros.
func (s *Service) Attach(ctx context.Context, name string, r io.Reader) (a Attached, err error) {
	if a.staged, err = s.files.Stage(ctx, r); err == nil {
		if a.name, _, err = files.Check(name, a.staged); err == nil {
			a.stripped, _, err = s.files.Strip(ctx, a.name, a.staged)
		}
	}
	if e := fault.As(errOr(err)); err != nil && (e.Kind == fault.Invalid || e.Kind == fault.TooLarge) && len(e.Fields) == 0 {
		return a, &fault.Error{Kind: fault.Invalid, Text: fault.T("invalid"), Fields: map[string]fault.Text{"files": e.Text}, Rows: rowsIn(name, e.Rows), Err: err}
	}
	return a, err
}

// rowsIn is what is wrong inside a file, under its name: several are handed in at once.
func rowsIn(name string, in []fault.Row) []fault.Row {
	out := slices.Clone(in)
	for i := range out {
		out[i].Column = cmp.Or(out[i].Column, out[i].File)
		out[i].File = name
	}
	return out
}

// attach saves new files of an edition. One that has the name of an attachment,
// or that the clerk says replaces it, takes its place; was is what the edition
// had before this change. Of what is public the address will lead to the new
// file, once that is public too: see stand.
func (s *Service) attach(tx *db.Tx, e *Edition, was []Attachment, replaces int64, attached []Attached) error {
	var public []Attachment
	if e.item.Standing != 0 {
		standing, err := db.Get[Edition](tx, "FROM publish_edition WHERE id = ?", e.item.Standing)
		if err != nil {
			return err
		}
		public = standing.Attachments
	}
	target := slices.IndexFunc(was, func(a Attachment) bool { return a.File == replaces })
	if replaces != 0 && (target < 0 || len(attached) != 1) {
		return fault.Field("replaces", "publish.replaces_one")
	}
	for i, a := range attached {
		twice := slices.ContainsFunc(attached[:i], func(o Attached) bool { return o.name == a.name })
		old, there := e.Attached(a.name)
		if twice || there && replaces != 0 && old.File != replaces {
			return fault.Field("files", "publish.same_name", a.name)
		}
		if replaces != 0 {
			old, there = was[target], true
		}
		f, err := s.files.SaveStripped(tx, files.Upload{Staged: a.staged, Name: a.name, Noun: Noun, Ref: int64(e.ItemID)}, a.stripped)
		if err != nil {
			return err
		}
		now := Attachment{File: f.ID, Name: f.Name, Type: string(f.Type), Size: f.Size, SHA256: f.SHA256}
		e.Attachments = put(e.Attachments, now, old, there, public)
	}
	return nil
}

// put adds an attachment, in the place of old if there is one, and notes which
// public file it replaces: old, or what old was to replace, or the one of the
// same name that the edition no longer has.
func put(all []Attachment, now, old Attachment, there bool, public []Attachment) []Attachment {
	has := func(in []Attachment, is func(Attachment) bool) int { return slices.IndexFunc(in, is) }
	if !there {
		i := has(public, func(a Attachment) bool { return a.Name == now.Name })
		if i >= 0 && has(all, func(a Attachment) bool { return a.File == public[i].File || a.Replaces == public[i].File }) < 0 {
			now.Replaces = public[i].File
		}
		return append(all, now)
	}
	now.Replaces = old.Replaces
	if has(public, func(a Attachment) bool { return a.File == old.File }) >= 0 {
		now.Replaces = old.File
	}
	if i := has(all, func(a Attachment) bool { return a.File == old.File }); i >= 0 {
		all = slices.Clone(all)
		all[i] = now
		return all
	}
	return append(all, now)
}

// redirect has the addresses of files that the edition replaces lead to the new
// ones. An address that led to a replaced file leads to the new one as well, so
// that there is one hop, however often a file was replaced.
func redirect(tx *db.Tx, e *Edition) error {
	for _, a := range e.Attachments {
		if a.Replaces == 0 {
			continue
		}
		if err := files.Replace(tx, a.Replaces, a.File); err != nil {
			return err
		}
	}
	return nil
}

// dropUnused lets go of files that neither this edition nor another one names.
func (s *Service) dropUnused(tx *db.Tx, e *Edition, was []Attachment) error {
	gone := slices.DeleteFunc(slices.Clone(was), func(a Attachment) bool {
		return e.names(a.File)
	})
	if len(gone) == 0 {
		return nil
	}
	others, err := editionsOf(tx, e.ItemID)
	if err != nil {
		return err
	}
	for _, a := range gone {
		used := slices.ContainsFunc(others, func(o Edition) bool {
			return o.ID != e.ID && o.names(a.File)
		})
		if used {
			continue
		}
		if err := files.Drop(tx, a.File); err != nil {
			return err
		}
	}
	return nil
}

// Name is what the file is called.
func (a Attached) Name() string { return a.name }
