package plan

import (
	"fmt"
	"maps"
	"slices"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/notify"
)

// tellIssued tells those who do the work of each unit, once, that the plan is
// issued, and how many of its tasks are theirs.
func (s *Service) tellIssued(tx *db.Tx, o *outline) error {
	byUnit := map[int64][]int64{}
	mine := map[int64]int{}
	for i := range o.points {
		for j := range o.tasks[o.points[i].ID] {
			clerks, err := s.clerks(tx, parties(&o.points[i], &o.tasks[o.points[i].ID][j]), byUnit)
			if err != nil {
				return err
			}
			for clerk := range clerks {
				mine[clerk]++
			}
		}
	}
	for _, clerk := range slices.Sorted(maps.Keys(mine)) {
		err := s.duties.Tell(tx, notify.Notice{
			Account: clerk, Key: "plan.issue " + o.plan.Ref(), Link: o.plan.Ref(),
			Text: fault.T("plan.told.issued", o.plan.Title, mine[clerk]),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// clerks is who does the work of the units that owe a task, each person once;
// byUnit keeps what was asked before.
func (s *Service) clerks(tx *db.Tx, ps []Party, byUnit map[int64][]int64) (map[int64]bool, error) {
	out := map[int64]bool{}
	for id, role := range rolesOf(ps) {
		if !role.Owes() {
			continue
		}
		of, asked := byUnit[id]
		if !asked {
			var err error
			if of, err = s.duties.Holders(tx, duty.Meet, id); err != nil {
				return nil, err
			}
			byUnit[id] = of
		}
		for _, clerk := range of {
			out[clerk] = true
		}
	}
	return out, nil
}

// verdicts are the decisions on a report that its reporter is told of.
var verdicts = map[ReportAct]string{ActAccept: "plan.told.accepted", ActReturn: "plan.told.returned"}

// tellDecided tells the reporter what was decided, and why. One who no longer
// reports for the unit, or is a program, is spared it: then it is for those who
// do the work of the unit.
func (s *Service) tellDecided(tx *db.Tx, c *about, r *Report, act ReportAct) error {
	key, ok := verdicts[act]
	if !ok {
		return nil
	}
	to, err := s.duties.Holders(tx, Account, r.UnitID)
	if err != nil {
		return err
	}
	if slices.Contains(to, r.ReportedBy) {
		to = []int64{r.ReportedBy}
	} else if to, err = s.duties.Holders(tx, duty.Meet, r.UnitID); err != nil {
		return err
	}
	for _, account := range to {
		err := s.duties.Tell(tx, notify.Notice{
			Account: account, Key: fmt.Sprintf("%s %s %d", act, r.Ref(), r.Rev), Link: r.Ref(),
			Text: fault.T(key, shorten(c.task.Title, 40), r.Reason),
		})
		if err != nil {
			return err
		}
	}
	return nil
}
