package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"

	"gongkai.example/gongkai/internal/domain/cleanup"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

//go:embed cleanup.json
var cleanupFile []byte

// A sweep is the clean-up of the story, which is still running on its last day.
type sweep struct {
	Lead     string       `json:"lead"`
	Column   string       `json:"column"`
	Title    string       `json:"title"`
	Basis    string       `json:"basis"`
	About    string       `json:"about"`
	Contact  string       `json:"contact"`
	AsOf     calendar.Day `json:"as_of"`
	Started  calendar.Day `json:"started"`
	Due      calendar.Day `json:"due"`
	Settle   calendar.Day `json:"settle"`
	Verdicts []struct {
		Rule     string            `json:"rule"`
		Day      calendar.Day      `json:"day"`
		Verdict  cleanup.Judgement `json:"verdict"`
		Note     string            `json:"note"`
		Approved bool              `json:"approved"`
	} `json:"verdicts"`
}

// sweep lays the clean-up of the documents out over the days of the story.
func (s *story) sweep() error {
	var c sweep
	if err := json.Unmarshal(cleanupFile, &c); err != nil {
		return err
	}
	s.on(c.Started, func(ctx context.Context) error {
		as := s.officer(ctx)
		x, err := s.Cleanups.Make(as, s.press.units[c.Lead].ID, cleanup.Edit{
			Title: c.Title, Basis: c.Basis, About: c.About, Contact: c.Contact, AsOf: c.AsOf, Due: c.Due, Settle: c.Settle, Column: s.press.columns[c.Column],
		})
		if err == nil {
			_, err = s.Cleanups.Start(as, x.ID, cleanup.Seen{Rev: x.Rev})
		}
		return err
	})
	for _, v := range c.Verdicts {
		s.on(v.Day, func(ctx context.Context) error {
			r := s.rules[v.Rule]
			x, err := s.verdictOn(ctx, r)
			if err != nil {
				return fmt.Errorf("%s: %w", v.Rule, err)
			}
			as, clerk, err := s.ruleClerk(ctx, r)
			if err != nil {
				return err
			}
			if x, err = s.Cleanups.Propose(as, x.ID, cleanup.Proposal{Rev: x.Rev, Verdict: v.Verdict, Note: v.Note}); err != nil || !v.Approved {
				return err
			}
			head, err := s.Holder(s.press.units[r.Unit].ID, cleanup.Approve, clerk.ID)
			if err != nil {
				return err
			}
			_, err = s.Cleanups.Approve(auth.With(ctx, head), x.ID, cleanup.Seen{Rev: x.Rev})
			return err
		})
	}
	return nil
}

// verdictOn is that on a document of the story.
func (s *story) verdictOn(ctx context.Context, r *rule) (*cleanup.Verdict, error) {
	rows, err := s.Cleanups.Verdicts(s.officer(ctx), cleanup.FindVerdict{}, db.Page{})
	for i := range rows.Items {
		if v := &rows.Items[i]; v.Document == r.doc.ID {
			return v, nil
		}
	}
	if err == nil {
		err = fmt.Errorf("no verdict on %s", r.Title)
	}
	return nil, err
}
