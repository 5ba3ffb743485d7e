package publish

import (
	"context"
	"errors"
	"slices"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// jointly lists the acts that an edition takes together with those of other items that
// come with it. Who signs one has signed the other, each by its own hash.
var jointly = []Act{ActSubmit, ActReview, ActClear, ActRefer, ActReturn, ActSign, ActRelease, ActEmergency}

// backwards are those of them that an edition can be without: it is not that far.
var backwards = []Act{ActRefer, ActReturn}

// reaches says where each forward act of a review brings an edition: one that is there
// already, because somebody has signed it by itself, is left alone.
var reaches = map[Act]Status{ActSubmit: Submitted, ActReview: Reviewed, ActClear: Cleared, ActSign: Approved}

// way is the order of these states.
var way = []Status{Submitted, Reviewed, Cleared, Approved}

// with names the items that take an act together with an item.
func (s *Service) with(tx *db.Tx, id ID, act Act) ([]ID, error) {
	if s.With == nil || !slices.Contains(jointly, act) {
		return nil, nil
	}
	return s.With(tx, id, act)
}

// together makes a step on what comes with an edition that has just made it.
//
// Errors: Conflict when one of them is not where the edition was.
func (s *Service) together(tx *db.Tx, ids []ID, st step) error {
	for _, id := range ids {
		other, err := s.partner(tx, id, st.act)
		if err != nil {
			return err
		}
		if other == nil {
			continue
		}
		st.rev = other.Rev // who acts has seen the edition, and this one with it
		if err := s.move(tx, other, st); err != nil {
			return err
		}
	}
	return nil
}

// partner is the edition of an item that takes an act with another one; nil if it is not
// so far that the act means anything.
func (s *Service) partner(tx *db.Tx, id ID, act Act) (*Edition, error) {
	it, err := Peek(tx, id)
	if err != nil {
		return nil, err
	}
	if it.Working != 0 {
		e, err := load(tx, it.Working)
		if err != nil {
			return nil, err
		}
		if _, err := Flow.Find(e.Status, act); err == nil && e.fits(act) == nil {
			return e, nil
		}
		if to, ok := reaches[act]; ok && slices.Index(way, e.Status) >= slices.Index(way, to) {
			return nil, nil //nolint:nilnil // that it has taken the step before is an answer
		}
	}
	if slices.Contains(backwards, act) {
		return nil, nil //nolint:nilnil // that it is not so far is an answer
	}
	return nil, fault.New(fault.Conflict, "publish.not_together", it.Title)
}

// screenAll screens an edition and what takes an act together with it.
func (s *Service) screenAll(ctx context.Context, id EditionID, act Act) error {
	all := []EditionID{id}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		e, err := load(tx, id)
		if err != nil {
			return err
		}
		others, err := s.with(tx, e.ItemID, act)
		if err != nil {
			return err
		}
		for _, id := range others {
			other, err := s.partner(tx, id, act)
			if err != nil {
				return err
			}
			if other != nil {
				all = append(all, other.ID)
			}
		}
		return nil
	})
	for _, id := range all {
		if err == nil {
			_, err = s.Screen(ctx, id)
		}
	}
	return err
}

// withClean asks of what comes with a planned edition what is asked of the edition itself.
func (s *Service) withClean(tx *db.Tx, e *Edition) error {
	ids, err := s.with(tx, e.ItemID, ActRelease)
	if err != nil {
		return err
	}
	for _, id := range ids {
		other, err := s.partner(tx, id, ActRelease)
		if err == nil && other != nil {
			err = errors.Join(other.same(), clean(tx, other, true), other.lasts(tx.Today))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
