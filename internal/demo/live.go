package demo

import "context"

// live lets the units report and the office decide, day by day, and what the story has
// happen on a day.
func (s *story) live(ctx context.Context) error {
	for day := Issued; day < Today; day = day.Add(1) {
		s.Clock.Set(day)
		if _, err := s.Jobs.RunDue(ctx); err != nil {
			return err
		}
		if err := s.pressOf(ctx, day); err != nil {
			return err
		}
		if err := s.Account(ctx, day); err != nil {
			return err
		}
	}
	s.Clock.Set(Today)
	return s.pressOf(ctx, Today)
}
