package foi

import (
	"bytes"
	"context"
	"maps"
	"slices"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/redact"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// Copy makes the copy that is given out, with the item. What was taken out becomes
// a proposal of what the reply says is withheld, ground by ground: the handler has
// to say what it is and why. Nothing is kept unless the finished copy was searched
// and holds none of it.
//
// Errors: Invalid with a row for each place that is in the way; Conflict once the
// reply is with the head.
func (s *Service) Copy(ctx context.Context, id ID, of RedactionID, in Seen) (x Redaction, err error) {
	defer fault.Wrap(&err, "foi.Copy(%d)", of)
	if err := in.Check(); err != nil {
		return x, err
	}
	was, d, err := s.original(ctx, id, of)
	if err != nil {
		return x, err
	}
	res, err := d.Apply(was.Marks, s.redactLabel)
	if err != nil {
		return x, err
	}
	staged, err := s.files.Stage(ctx, bytes.NewReader(res.Data))
	if err != nil {
		return x, err
	}
	cut, err := cutOf(was.Marks)
	if err != nil {
		return x, err
	}
	passages, err := s.passagesIn(d, was.Marks)
	if err != nil {
		return x, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := aimed(tx, id, of)
		if err != nil {
			return err
		}
		a.x.Rev = in.Rev // the update refuses what was marked since
		if err := a.takeBack(tx); err != nil {
			return err
		}
		a.x.State, a.x.Hash, a.x.Cut, a.x.Made, a.x.Removed = Made, res.Hash, cut, tx.Today, countByLimb(res.Removed)
		up := files.Upload{Staged: staged, Name: res.Name, Noun: copyNoun, Ref: int64(a.item.ID)}
		if err := savePassages(tx, id, of, passages); err != nil {
			return err
		}
		return s.copied(tx, &a, up, len(d.Pages), &x)
	})
	return x, err
}

// copied keeps the copy with the item and notes it.
func (s *Service) copied(tx *db.Tx, a *aim, up files.Upload, pages int, x *Redaction) error {
	made := &Copied{Source: a.x.Source, Copy: a.x.Hash, Removed: a.x.Removed}
	return s.step(tx, a.r, step{act: ActWork, key: a.x.key(), copied: made, then: func(tx *db.Tx, _ *Request) error {
		f, err := s.files.Save(tx, up)
		if err != nil {
			return err
		}
		a.x.Copy = f.ID
		a.give(pages)
		s.propose(a)
		if err := db.Update(tx, itemTable, &a.item); err != nil {
			return err
		}
		err = db.Update(tx, redactionTable, &a.x)
		*x = a.x
		return err
	}})
}

// give puts the copy among what is given out with the item.
func (a *aim) give(pages int) {
	for i := range a.item.Given {
		if g := &a.item.Given[i]; g.Title == a.x.Title {
			g.File = a.x.Copy
			return
		}
	}
	a.item.Given = append(a.item.Given, Given{Title: a.x.Title, Pages: pages, File: a.x.Copy})
}

// propose adds a part for every ground that the item has none for yet. Its reason
// is left open: the reply cannot go to the head before somebody has given it.
func (s *Service) propose(a *aim) {
	for _, limb := range slices.Sorted(maps.Keys(a.x.Removed)) {
		if rests(a.item.Parts, limb) {
			continue
		}
		a.item.Parts = append(a.item.Parts, Withheld{
			What: s.words("foi.redact.what", a.x.Title, a.x.Removed[limb]), Limb: limb, How: s.words("foi.redact.how"),
		})
	}
}

func countByLimb(all []redact.Removal) map[string]int {
	out := map[string]int{}
	for _, r := range all {
		out[r.Limb]++
	}
	return out
}

// redactLabel is what stands in place of what was taken out: the article that it
// goes by, so that the reader knows what to contest.
func (s *Service) redactLabel(limb string) string {
	l, _ := law.LimbOf(limb)
	return s.words("foi.redact.label", law.Title(l.Basis))
}

// hashesOf are those of the files that items give out.
func hashesOf(tx *db.Tx, items []Item) (out []string, err error) {
	for i := range items {
		for _, g := range items[i].Given {
			if g.File == 0 {
				continue
			}
			f, err := files.Get(tx, g.File)
			if err != nil {
				return nil, err
			}
			out = append(out, f.SHA256)
		}
	}
	return out, nil
}
