package annual

import (
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/platform/db"
)

// figuresOf is what the names in the text of a report stand for. Of one that is fixed
// they are fixed too.
func (s *Service) figuresOf(tx *db.Tx, r *Report, cells account.Cells) (map[string]string, error) {
	u, err := unit.Get(tx, r.UnitID)
	if err != nil {
		return nil, err
	}
	out := map[string]string{"unit": u.Name, "year": strconv.Itoa(r.Year), "next": strconv.Itoa(r.Year + 1)}
	if r.Source == Paper {
		return values(r.Form(), cells, out), nil
	}
	over := r.UnitID
	if r.Merged {
		over = 0
	}
	n, err := publish.ReleasedIn(tx, over, r.first().Start(), r.last().Add(1).Start())
	if err != nil {
		return nil, err
	}
	y, err := foi.YearIn(tx, foi.Span{From: r.first(), To: r.last(), Unit: over})
	if err != nil {
		return nil, err
	}
	out["released"], out["late"] = strconv.Itoa(n), strconv.Itoa(y.Late)
	out["notices"], out["paid"] = strconv.Itoa(y.Fees.Notices), foi.Yuan(y.Fees.Paid)
	carried, err := carries(tx, r)
	if err != nil {
		return nil, err
	}
	out["carried"] = s.carriedText(carried)
	out["plan"], err = s.implementation(tx, r, over)
	return values(r.Form(), cells, out), err
}

// longest is how much of what a unit reported about a point stands in the report.
const longest = 120

// implementation is what became of the circular of the year, a line a point: what was
// owed, what of it is done, and what was reported last with evidence that was accepted.
func (s *Service) implementation(tx *db.Tx, r *Report, over int64) (string, error) {
	all, err := s.plans.Fulfilled(tx, r.Year, over)
	if err != nil {
		return "", err
	}
	if len(all) == 0 {
		return s.words("annual.no_plan"), nil
	}
	var out []string
	for _, f := range all {
		done := f.Total.Done + f.Total.DoneLate
		line := s.words("annual.point", f.Number+f.Title, f.Total.All(), done)
		if f.Total.Late > 0 {
			line = s.words("annual.point_late", f.Number+f.Title, f.Total.All(), done, f.Total.Late)
		}
		if len(f.Told) > 0 {
			said := []rune(strings.Join(strings.Fields(f.Told[0].Progress), ""))
			if len(said) > longest {
				said = append(said[:longest], '…')
			}
			line += s.words("annual.point_told", f.Told[0].Unit.Short, string(said))
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n"), nil
}
