package demo

import (
	"context"

	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
)

// A gift is a measure that a document of the story gives.
type gift struct {
	Made       calendar.Day `json:"made"`
	Approved   calendar.Day `json:"approved"` // "" waits for it
	Title      string       `json:"title"`
	Who        finder.Who   `json:"who"`
	Gives      string       `json:"gives"`
	By         string       `json:"gives_by"`
	Conditions string       `json:"conditions"`
	Apply      string       `json:"apply"`
	Until      calendar.Day `json:"until"`
	Contact    string       `json:"contact"`

	measure *finder.Measure
}

// give lays the measures of a document out over the days of the story.
func (s *story) give(r *rule) {
	for i := range r.Gives {
		g := &r.Gives[i]
		s.on(g.Made, func(ctx context.Context) error { return s.offer(ctx, r, g) })
		if g.Approved != "" {
			s.on(g.Approved, func(ctx context.Context) error { return s.approveGift(ctx, r, g) })
		}
	}
}

// offer writes a measure and hands it to a second person.
func (s *story) offer(ctx context.Context, r *rule, g *gift) error {
	as, _, err := s.ruleClerk(ctx, r)
	if err != nil {
		return err
	}
	g.measure, err = s.Finders.Make(as, r.doc.ID, finder.Edit{
		Title: g.Title, Who: g.Who, Gives: g.Gives, By: g.By, Conditions: g.Conditions, Apply: g.Apply, Until: g.Until, Contact: g.Contact,
	})
	if err == nil {
		g.measure, err = s.Finders.Ask(as, g.measure.ID, finder.Seen{Rev: g.measure.Rev})
	}
	return err
}

func (s *story) approveGift(ctx context.Context, r *rule, g *gift) error {
	head, err := s.approver(ctx, r, finder.Approve)
	if err == nil {
		_, err = s.Finders.Approve(head, g.measure.ID, finder.Seen{Rev: g.measure.Rev})
	}
	return err
}

// approver is who approves what the clerk of a document has written.
func (s *story) approver(ctx context.Context, r *rule, perm auth.Perm) (context.Context, error) {
	_, clerk, err := s.ruleClerk(ctx, r)
	if err != nil {
		return nil, err
	}
	head, err := s.Holder(s.press.units[r.Unit].ID, perm, clerk.ID)
	return auth.With(ctx, head), err
}
