package proposal

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// A Row is a proposal as lists show it.
type Row struct {
	Proposal
	About string `json:"about"` // its title, or the words of the first request
}

// A View is a proposal with what speaks for it.
type View struct {
	Proposal Proposal       `json:"proposal"`
	About    string         `json:"about"`
	Unit     string         `json:"unit"`
	Evidence []Evidence     `json:"evidence"`
	Wants    []string       `json:"wants"` // what was asked for, each wording once
	Copies   []files.File   `json:"copies,omitempty"`
	Stage    publish.Status `json:"stage,omitempty"` // where the item stands
	Acts     []Act          `json:"acts"`
}

// Find lists proposals that the actor may know of, the newest first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (out db.Rows[Row], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err := find(tx, q, p)
		if err != nil {
			return err
		}
		about, err := wording(tx, rows.Items)
		out = db.Map(rows, func(p Proposal) Row { return Row{p, about[p.ID]} })
		return err
	})
	return out, err
}

// wording is what proposals are about: their titles, or the words of the requests
// that they began with.
func wording(tx *db.Tx, all []Proposal) (map[ID]string, error) {
	var ids []foi.ItemID
	for _, p := range all {
		if p.Title == "" {
			ids = append(ids, p.Lead)
		}
	}
	wants, err := foi.WantedOf(tx, ids)
	out := map[ID]string{}
	for _, p := range all {
		out[p.ID] = p.Title
		if i := slices.IndexFunc(wants, func(w foi.Wanted) bool { return w.Item == p.Lead }); p.Title == "" && i >= 0 {
			out[p.ID] = wants[i].Text
		}
	}
	return out, err
}

// View returns a proposal that the actor may know of.
func (s *Service) View(ctx context.Context, id ID) (v View, err error) {
	defer fault.Wrap(&err, "proposal.View(%d)", id)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := read(tx, id)
		if err != nil {
			return err
		}
		v = View{Proposal: *p}
		about, err := wording(tx, []Proposal{*p})
		if err != nil {
			return err
		}
		v.About = about[p.ID]
		u, err := unit.Get(tx, p.UnitID)
		if err != nil {
			return err
		}
		v.Unit = u.Short
		if err := s.viewEvidence(tx, p, &v); err != nil {
			return err
		}
		if p.Item != 0 {
			it, err := publish.Peek(tx, p.Item)
			if err != nil {
				return err
			}
			v.Stage = it.Status
		}
		v.Acts = slices.DeleteFunc(Flow.Next(tx.Actor, p), func(a Act) bool {
			return slices.Contains(byRecords, a) || a == ActDraft && v.Stage != publish.Discarded
		})
		return nil
	})
	return v, err
}

func (s *Service) viewEvidence(tx *db.Tx, p *Proposal, v *View) (err error) {
	if v.Evidence, err = evidenceFor(tx, p.ID); err != nil {
		return err
	}
	for i := range v.Evidence {
		e := &v.Evidence[i]
		if e.Words == "" {
			continue
		}
		plain, err := s.box.Open(e.Words, aboutWords)
		if err != nil {
			return err
		}
		e.Words = string(plain)
	}
	wants, err := wantsOf(tx, v.Evidence)
	if err != nil {
		return err
	}
	for _, w := range wants {
		if !slices.Contains(v.Wants, w.Text) {
			v.Wants = append(v.Wants, w.Text)
		}
	}
	v.Copies, err = givenOf(tx, p)
	return err
}

// A Mine is what the applicant who suggested it sees of a proposal.
type Mine struct {
	Status   Status       `json:"state"`
	Decided  calendar.Day `json:"decided,omitempty"`
	Reason   string       `json:"reason,omitempty"`
	Item     publish.ID   `json:"item_id,omitempty"` // once it is public
	Released calendar.Day `json:"released,omitempty"`
}

// SuggestedOn tells what became of the suggestions of a request. Whoever asks has
// shown its number and code.
func (s *Service) SuggestedOn(ctx context.Context, id foi.ID) (out []Mine, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := suggestedBy(tx, id)
		for _, p := range all {
			m := Mine{Status: p.Status, Decided: p.Decided, Released: p.Released}
			if p.Status == Declined {
				m.Reason = p.Reason
			}
			if p.Status == Released {
				m.Item = p.Item
			}
			out = append(out, m)
		}
		return err
	})
	return out, err
}

// About is the proposal that an item of a request speaks for; 0 if none.
func (s *Service) About(ctx context.Context, of foi.ItemID) (id ID, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { id, err = about(tx, []foi.ItemID{of}); return err })
	return id, err
}
