package duty

import (
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// Owing lists what a unit still owes for a thing under a rule, the earliest
// last day first. It is for the noun that opened the duties: it looks past the
// scope of the actor.
func (s *Service) Owing(tx *db.Tx, rule, ref string, unitID int64) ([]Duty, error) {
	return owed(tx, rule, ref, auth.Units{IDs: []int64{unitID}})
}

// Lapse ends what a unit owes for a thing, in the transaction of the noun that
// opened it and no longer asks for it. The reason stays.
func (s *Service) Lapse(tx *db.Tx, rule, ref string, unitID int64, reason string) error {
	open, err := s.Owing(tx, rule, ref, unitID)
	if err != nil {
		return err
	}
	for i := range open {
		if _, err := s.move(tx, &open[i], ActLapse, because(reason)); err != nil {
			return err
		}
	}
	return nil
}

// SoonDay is the last day that counts as "due soon" today.
func (s *Service) SoonDay(tx *db.Tx) (calendar.Day, error) { return s.soon(tx) }
