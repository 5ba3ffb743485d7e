package proposal

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// Accept takes a proposal up: a draft of the unit begins, with the copies that were
// given out. It is reviewed like any other before anything is public.
//
// Errors: Forbidden for who raised it; Invalid about files that may not be attached,
// or that carry what only a person can decide on.
func (s *Service) Accept(ctx context.Context, id ID, in Accept) (p *Proposal, err error) {
	defer fault.Wrap(&err, "proposal.Accept(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.withDraft(ctx, id, in.Rev, ActAccept, in.Files, func(tx *db.Tx, p *Proposal) {
		p.Title, p.Reason, p.Decided = strings.TrimSpace(in.Title), strings.TrimSpace(in.Reason), tx.Today
	})
}

// Draft begins the draft anew, after the one before it was discarded.
//
// Errors: Conflict as long as there is one.
func (s *Service) Draft(ctx context.Context, id ID, in Draft) (p *Proposal, err error) {
	defer fault.Wrap(&err, "proposal.Draft(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.withDraft(ctx, id, in.Rev, ActDraft, in.Files, func(_ *db.Tx, p *Proposal) { p.Title = strings.TrimSpace(in.Title) })
}

// withDraft makes a step that begins a draft. Copies are read and stripped before
// the transaction, which only binds them.
func (s *Service) withDraft(ctx context.Context, id ID, rev int64, act Act, chosen []int64, change func(*db.Tx, *Proposal)) (p *Proposal, err error) {
	attached, err := s.copies(ctx, id, act, chosen)
	if err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if p, err = load(tx, id); err != nil {
			return err
		}
		p.Rev = rev // a stale one is refused by the update
		return s.step(tx, p, act, func() error {
			if err := s.draftless(tx, p); err != nil {
				return err
			}
			change(tx, p)
			return s.beginDraft(tx, p, attached)
		})
	})
	return p, err
}

// draftless asks that no draft of the proposal is under way.
func (s *Service) draftless(tx *db.Tx, p *Proposal) error {
	if p.Item == 0 {
		return nil
	}
	it, err := publish.Peek(tx, p.Item)
	if err == nil && it.Status != publish.Discarded {
		err = fault.New(fault.Conflict, "proposal.has_draft")
	}
	return err
}

func (s *Service) beginDraft(tx *db.Tx, p *Proposal, attached []publish.Attached) error {
	all, err := evidenceFor(tx, p.ID)
	if err != nil {
		return err
	}
	wants, err := wantsOf(tx, all)
	if err != nil {
		return err
	}
	e, err := s.items.DraftIn(tx, p.UnitID, publish.Edit{Title: p.Title, Body: s.body(p.Title, wants), Attribute: publish.Open}, attached)
	if err != nil {
		return err
	}
	p.Item = e.ItemID
	return nil
}

// body is what the draft begins with: the ground, and which parts are not in it.
func (s *Service) body(title string, wants []foi.Wanted) string {
	lines := []string{s.words("proposal.body", title)}
	for _, w := range wants {
		for _, part := range w.Parts {
			basis := ""
			if l, ok := law.LimbOf(part.Limb); ok {
				basis = law.Title(l.Basis)
			}
			line := s.words("proposal.body_part", part.What, basis)
			if !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
	}
	return strings.Join(lines, "\n\n")
}

// copies stages the chosen copies for the draft. Only what was given out on the
// evidence can be chosen: an original is not among it.
func (s *Service) copies(ctx context.Context, id ID, act Act, chosen []int64) (out []publish.Attached, err error) {
	var all []files.File
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := read(tx, id)
		if err != nil {
			return err
		}
		if !slices.Contains(Flow.Next(tx.Actor, p), act) {
			return nil // the step says why
		}
		given, err := givenOf(tx, p)
		for _, file := range chosen {
			i := slices.IndexFunc(given, func(f files.File) bool { return f.ID == file })
			if i < 0 {
				return errors.Join(err, fault.Field("files", "proposal.not_given"))
			}
			all = append(all, given[i])
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	for _, f := range all {
		a, err := s.attach(ctx, f, nameApart(taken, f.Name))
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// nameApart is the name of a copy among those of an item that are taken: several people may
// have been given files of one name.
func nameApart(taken map[string]bool, name string) string {
	ext, apart := path.Ext(name), name
	for n := 2; taken[apart]; n++ {
		apart = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ext), n, ext)
	}
	taken[apart] = true
	return apart
}

func (s *Service) attach(ctx context.Context, f files.File, name string) (a publish.Attached, err error) {
	r, err := s.files.Open(ctx, f)
	if err != nil {
		return a, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return s.items.Attach(ctx, name, r)
}

// givenOf are the copies that were given out on the evidence, the same content once.
func givenOf(tx *db.Tx, p *Proposal) (out []files.File, err error) {
	all, err := evidenceFor(tx, p.ID)
	if err != nil {
		return nil, err
	}
	wants, err := wantsOf(tx, all)
	if err != nil {
		return nil, err
	}
	for _, w := range wants {
		if !w.Gives() {
			continue
		}
		for _, g := range w.Given {
			if g.File == 0 || slices.ContainsFunc(out, func(f files.File) bool { return f.SHA256 == g.SHA256 }) {
				continue
			}
			f, err := files.Get(tx, g.File)
			if err != nil {
				return nil, err
			}
			out = append(out, f)
		}
	}
	return out, nil
}

// Decline says why it is not made public. A draft that was begun is for its unit to
// discard.
//
// Errors: Forbidden for who raised it.
func (s *Service) Decline(ctx context.Context, id ID, in Because) (p *Proposal, err error) {
	defer fault.Wrap(&err, "proposal.Decline(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if p, err = load(tx, id); err != nil {
			return err
		}
		p.Rev = in.Rev
		return s.step(tx, p, ActDecline, func() error {
			p.Reason, p.Decided = strings.TrimSpace(in.Reason), tx.Today
			return nil
		})
	})
	return p, err
}

// Released ends the proposal that a released item carries out: package publish
// calls it in the transaction of the release.
func (s *Service) Released(tx *db.Tx, id publish.ID) error {
	p, err := byItem(tx, id)
	if fault.Of(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return s.step(tx, p, ActRelease, func() error { p.Released = tx.Today; return nil })
}
