package annual

import (
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

// figuresOf is what the names in the text of a report stand for. Of one that is fixed
// they are fixed too.
func (s *Service) figuresOf(tx *db.Tx, r *Report, cells account.Cells) (map[string]string, error) {
	u, err := unit.Get(tx, r.UnitID)
	if err != nil {
		return nil, err
	}
	out := map[string]string{"unit": u.Name, "year": year4(r.Year), "next": year4(r.Year + 1)}
	if r.Source == Paper {
		return values(r.Form(), cells, out), nil
	}
	over := r.UnitID
	if r.Merged {
		over = 0
	}
	n, err := publish.ReleasedIn(tx, over, start(r.first()), start(r.last().Add(1)))
	if err != nil {
		return nil, err
	}
	y, err := foi.YearIn(tx, foi.Span{From: r.first(), To: r.last(), Unit: over})
	if err != nil {
		return nil, err
	}
	out["released"], out["late"] = strconv.Itoa(n), strconv.Itoa(y.Late)
	out["notices"], out["paid"] = strconv.Itoa(y.Fees.Notices), yuan(y.Fees.Paid)
	out["plan"], err = s.implementation(tx, r, over)
	return values(r.Form(), cells, out), err
}

// start is when a day begins, in the civil time of the country.
func start(d calendar.Day) time.Time {
	t := d.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, calendar.Zone)
}

func yuan(fen int64) string {
	return strconv.FormatInt(fen/100, 10) + strings.TrimSuffix("."+strconv.FormatInt(100+fen%100, 10)[1:], ".00")
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
