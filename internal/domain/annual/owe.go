package annual

import (
	"context"
	"strconv"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
)

// RuleReport is the rule of the duty to hand in and publish the report of a year:
// departments by 31 January, the government by 31 March, also where that is a day off
// (Article 49; fixed days, which 民法典 does not roll over).
const RuleReport = "annual.report"

// noun is what duties of reports stand under.
const noun = "annual"

// lastMonth is until when the job begins reports of the year before: after the last day
// of the government a report that nobody began is for a person to begin.
const lastMonth = time.March

// Open begins the report of every unit on the year that is over, also of those that are
// no more and were there in it. It may run again at any time: a unit that has a report,
// in whatever state, gets no other.
func (s *Service) Open(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "annual.Open")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if tx.Today.Time().Month() > lastMonth {
			return nil
		}
		if err := tx.Business(); err != nil {
			return err
		}
		year := tx.Today.Year() - 1
		root, units, err := members(tx, year)
		if err != nil || root.ID == 0 {
			return err
		}
		for _, u := range append([]unit.Unit{root}, units...) {
			if err := s.openOf(tx, u, year); err != nil {
				return err
			}
		}
		return nil
	})
}

// openOf begins the report of one unit if it has none, and has it owed. One that was
// discarded is for a person to begin again.
func (s *Service) openOf(tx *db.Tx, u unit.Unit, year int) error {
	r, err := newest(tx, u.ID, year)
	if err != nil {
		return err
	}
	if r == nil {
		edition, err := lastEdition(tx, u.ID, year)
		if err != nil || edition > 0 {
			return err
		}
		r = &Report{UnitID: u.ID, Year: year, Version: formOf(year), Source: Records}
		if err := s.make(tx, r, ActOpen); err != nil {
			return err
		}
	}
	return s.owe(tx, r)
}

// owe opens the duty of a year whose report was never public. It stands on the year and
// not on the edition, so that it is owed once: by the name of the first.
func (s *Service) owe(tx *db.Tx, r *Report) error {
	public, err := wasPublic(tx, r)
	if err != nil || public {
		return err
	}
	ref, err := owing(tx, r)
	if err != nil {
		return err
	}
	u, err := unit.Get(tx, r.UnitID)
	if err != nil {
		return err
	}
	by, title := u.ID, s.words("annual.owe", r.Year)
	if u.Closed != "" { // it owes nothing any more: who draws up its report does
		if err := s.duties.Lapse(tx, RuleReport, ref, u.ID, s.words("annual.owed_by_other", u.Closed)); err != nil {
			return err
		}
		if by, err = compiler(tx, u.ID); err != nil {
			return err
		}
		title = s.words("annual.owe_for", u.Name, r.Year)
	}
	_, err = s.duties.Open(tx, duty.Owed{
		UnitID: by, Rule: RuleReport, Ref: ref, Under: noun, Title: title, Basis: law.Title(r.term().Basis),
		Period: strconv.Itoa(r.Year), From: r.last(), Starts: r.last().Add(1), Term: r.term(),
	})
	return err
}

func (r *Report) term() law.Term {
	if r.Merged {
		return law.MustTerm("annual.government")
	}
	return law.MustTerm("annual.department")
}

// fulfil meets the duty when the report is on line.
func (s *Service) fulfil(tx *db.Tx, r *Report) error {
	ref, err := owing(tx, r)
	if err != nil {
		return err
	}
	return s.duties.CountOpen(tx, RuleReport, ref, tx.Today)
}

// due is the last day of a report that counts and is not public yet; "" if nothing is owed.
func (s *Service) due(tx *db.Tx, r *Report) (calendar.Day, error) {
	if r.Status == Restated || r.Status == Discarded {
		return "", nil
	}
	ref, err := owing(tx, r)
	if err != nil {
		return "", err
	}
	by, err := compiler(tx, r.UnitID)
	if err != nil {
		return "", err
	}
	if by == 0 {
		by = r.UnitID
	}
	owed, err := s.duties.Owing(tx, RuleReport, ref, by)
	if err != nil || len(owed) == 0 {
		return "", err
	}
	return owed[0].Due, nil
}
