package demo

import (
	"context"

	"gongkai.example/gongkai/internal/domain/gazette"
	"gongkai.example/gongkai/internal/kernel/calendar"
)

// The days of the gazette: the first issue has what was issued by then; the second is being edited.
const (
	printed = calendar.Day("2023-09-08")
	editing = calendar.Day("2023-10-20")
)

// print lays the gazette out over the days of the story.
func (s *story) print() {
	s.on(printed, func(ctx context.Context) error {
		as := s.officer(ctx)
		g, err := s.next(ctx)
		if err == nil {
			g, err = s.Gazettes.Compile(as, g.ID, gazette.Seen{Rev: g.Rev})
		}
		if err != nil {
			return err
		}
		it, _, err := s.Items.Item(as, g.Item)
		if err != nil {
			return err
		}
		e, err := s.Items.Get(as, it.Working)
		if err != nil {
			return err
		}
		return s.bring(ctx, s.Office, e, "")
	})
	s.on(editing, func(ctx context.Context) error { _, err := s.next(ctx); return err })
}

// next begins an issue.
func (s *story) next(ctx context.Context) (*gazette.Gazette, error) {
	return s.Gazettes.Make(s.officer(ctx), s.press.units["qfb"].ID, gazette.Begin{Column: s.press.columns["zcwj-gfxwj"]})
}
