package foi

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/secret"
)

// Whose the locked files are: what proves who asks, and who may ask for another. A
// draft has them until it is sent.
const (
	identityNoun  = "foi_identity"
	authorityNoun = "foi_authority"
	draftPrefix   = "foi_draft_"
)

// mostSealed is how many files of a kind one request has: both sides of a card, a
// licence, and room for a second try.
const mostSealed = 6

// Papers are pictures and scans of what proves who applies (Article 29), and of the
// authority of who acts for another. They lie locked, and are opened by Open alone.
type Papers struct{ Identity, Authority []files.Upload }

// Any reports whether there is one.
func (p Papers) Any() bool { return len(p.Identity)+len(p.Authority) > 0 }

// of are the papers by their nouns.
func (p Papers) of() map[string][]files.Upload {
	return map[string][]files.Upload{identityNoun: p.Identity, authorityNoun: p.Authority}
}

// marks tell the papers from every other.
func (p Papers) marks() (out []string) {
	for _, u := range slices.Concat(p.Identity, p.Authority) {
		out = append(out, u.Staged.Mark)
	}
	return out
}

// StageSealed looks at a picture or a scan of what names people and stores it locked.
// Of its name only the ending is kept: people call such files by their own names.
func (s *Service) StageSealed(ctx context.Context, name string, content []byte) (u files.Upload, err error) {
	if u.Staged, err = s.files.StageLocked(ctx, bytes.NewReader(content), files.Pictures...); err != nil {
		return u, err
	}
	clean, _, err := files.Check(name, u.Staged)
	u.Name = "scan" + strings.ToLower(filepath.Ext(clean))
	return u, err
}

// saveSealed keeps locked files with a thing, up to as many as one may have.
func (s *Service) saveSealed(tx *db.Tx, noun string, ref int64, all []files.Upload) error {
	there, err := files.Locked(tx, noun, ref)
	if err != nil {
		return err
	}
	if len(there)+len(all) > mostSealed {
		return fault.New(fault.Invalid, "foi.bad.sealed", mostSealed)
	}
	for _, u := range all {
		u.Noun, u.Ref = noun, ref
		if _, err := s.files.Save(tx, u); err != nil {
			return err
		}
	}
	return nil
}

// keepInDraft keeps papers with a draft; those of a kind that is brought anew replace the earlier ones.
func (s *Service) keepInDraft(tx *db.Tx, draft int64, p Papers) error {
	for noun, all := range p.of() {
		if len(all) == 0 {
			continue
		}
		if _, err := files.DropLocked(tx, draftPrefix+noun, draft); err != nil {
			return err
		}
		if err := s.saveSealed(tx, draftPrefix+noun, draft, all); err != nil {
			return err
		}
	}
	return nil
}

// handOver gives the papers of a draft to the request that it has become, and to those
// that were filed apart with it: each may go to another unit.
func handOver(tx *db.Tx, draft int64, r *Request) error {
	beside, err := apart(tx, r)
	if err != nil {
		return err
	}
	for noun := range (Papers{}).of() {
		for _, o := range beside {
			if err := files.ShareLocked(tx, draftPrefix+noun, draft, noun, int64(o.ID)); err != nil {
				return err
			}
		}
		if err := files.HandLocked(tx, draftPrefix+noun, draft, noun, int64(r.ID)); err != nil {
			return err
		}
	}
	return nil
}

// A Brought says how many papers a draft has, and whether the district asks for those
// of identity.
type Brought struct {
	Identity, Authority int
	Asked               bool
}

// Missing reports whether a paper of identity is asked for and not there.
func (b Brought) Missing() bool { return b.Asked && b.Identity == 0 }

// Brought looks at the papers of a draft by its code; a code that is none has brought nothing.
func (s *Service) Brought(ctx context.Context, code string) (b Brought, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		b.Asked = settings.Word(profile.FOIIdentity) == "must"
		id, err := db.One[int64](tx, "SELECT id FROM foi_draft WHERE code = ? AND sent = 0", s.box.Mark(secret.Digits(code), "foi.draft"))
		if fault.Of(err) == fault.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		for noun, n := range map[string]*int{identityNoun: &b.Identity, authorityNoun: &b.Authority} {
			all, err := files.Locked(tx, draftPrefix+noun, id)
			if err != nil {
				return err
			}
			*n = len(all)
		}
		return nil
	})
	return b, err
}

// Bring keeps papers that came to the office after the request did: by post, by hand.
func (s *Service) Bring(ctx context.Context, id ID, p Papers) (r *Request, err error) {
	defer fault.Wrap(&err, "foi.Bring(%d)", id)
	if !p.Any() {
		return nil, fault.Field("identity", "foi.need.sealed")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if r, err = load(tx, id); err != nil {
			return err
		}
		if !tx.Actor.CanAt(Take, r.UnitID) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		if err := s.bring(tx, r.ID, p); err != nil {
			return err
		}
		return journal.Add(tx, "foi.bring", r.Ref(), Brief{Status: r.Status, Unit: r.UnitID})
	})
	return r, err
}

func (s *Service) bring(tx *db.Tx, id ID, p Papers) error {
	for noun, all := range p.of() {
		if err := s.saveSealed(tx, noun, int64(id), all); err != nil {
			return err
		}
	}
	return nil
}
