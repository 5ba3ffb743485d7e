package annual

import (
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Way is why a request is not carried over as the report of last year has it.
type Way string

// The ways.
const (
	PassedIn  Way = "in"    // another unit had it at the end of last year, and passed it on
	PassedOut Way = "out"   // it was passed on to another unit
	Told      Way = "ended" // last year's report has counted its end, which was undone since
)

// A Carry is a request that was open when the year began and is carried over otherwise
// than the report of last year has it. Whoever answers a request counts it (one application
// counts only for the organ that it was addressed to and that answers), and counts it as
// 上年结转 for the day on which it was received.
type Carry struct {
	Case
	Way   Way    `json:"way"`
	Other string `json:"other,omitempty"` // the unit that had it, or has it
}

// carries lists them for the report of one unit from records; the government's own adds
// up both sides, where as many are passed on as come.
func carries(tx *db.Tx, r *Report) (out []Carry, err error) {
	if r.Source != Records || r.Merged {
		return nil, nil
	}
	passed, err := foi.PassedOn(tx, r.first(), r.last())
	if err != nil {
		return nil, err
	}
	if len(passed) > 0 {
		if out, err = r.passed(tx, passed); err != nil {
			return nil, err
		}
	}
	ended, err := db.All[Case](tx, `FROM (SELECT `+qualified("c")+` FROM annual_case c JOIN annual_report o ON o.id = c.report_id JOIN foi_request r ON r.id = c.thing
		WHERE o.unit_id = ? AND o.year < ? AND o.state IN (?, ?) AND c.table_no = ? AND c.ended <> '' AND (r.ended = '' OR r.ended >= ?)) counted ORDER BY ref`,
		r.UnitID, r.Year, Accepted, Published, account.Requests, r.first())
	for _, c := range ended {
		out = append(out, Carry{c, Told, ""})
	}
	return out, err
}

// passed are those among requests that went from unit to unit in the year that one of
// the two years counts with the unit and the other with another.
func (r *Report) passed(tx *db.Tx, ids []foi.ID) (out []Carry, err error) {
	sql, args := window(r.Year-1, []int64{r.UnitID})
	then, err := requests(tx, ids, sql, args, "ended = ''")
	if err != nil {
		return nil, err
	}
	sql, args = r.ownCases()
	now, err := requests(tx, ids, sql, args, "came < ?", r.first())
	if err != nil {
		return nil, err
	}
	for _, w := range []struct {
		way Way
		of  []Case
		on  calendar.Day // on which the other unit had it
	}{{PassedIn, without(now, then), r.first().Add(-1)}, {PassedOut, without(then, now), r.last()}} {
		for _, c := range w.of {
			id, err := foi.UnitOn(tx, foi.ID(c.Thing), w.on)
			if err != nil {
				return nil, err
			}
			u, err := unit.Get(tx, id)
			if err != nil {
				return nil, err
			}
			if id != r.UnitID {
				out = append(out, Carry{c, w.way, u.Short})
			}
		}
	}
	return out, nil
}

// requests are those among the cases of a year for which more holds.
func requests(tx *db.Tx, ids []foi.ID, sql string, args []any, more string, with ...any) ([]Case, error) {
	w := db.Where{}
	w.And("table_no = ? AND "+more, append([]any{account.Requests}, with...)...)
	w.In("thing", db.Anys(ids)...)
	return db.All[Case](tx, "FROM ("+sql+") counted"+w.String()+" ORDER BY ref", slices.Concat(args, w.Args)...)
}

// without are the cases of a that are not among those of b.
func without(a, b []Case) []Case {
	return slices.DeleteFunc(slices.Clone(a), func(c Case) bool {
		return slices.ContainsFunc(b, func(x Case) bool { return x.Ref == c.Ref })
	})
}

// passedOn is by how many the carried-over numbers differ from last year's for that.
func passedOn(all []Carry) account.Cells {
	out := account.Cells{}
	for _, c := range all {
		n := account.Whole(1)
		switch c.Way {
		case PassedIn:
		case PassedOut:
			n = -n
		case Told:
			continue // it stood in the report of last year as ended, and not as carried on
		}
		for _, kind := range []string{c.Kind, account.Total} {
			out[account.Place{Table: account.Requests, Row: account.RowBefore, Column: kind}] += n
		}
	}
	return out
}

// carriedText says it in the report, a line each way.
func (s *Service) carriedText(all []Carry) string {
	var out []string
	for _, way := range []Way{PassedIn, PassedOut} {
		n := 0
		var others []string
		for _, c := range all {
			if c.Way != way {
				continue
			}
			if n++; !slices.Contains(others, c.Other) {
				others = append(others, c.Other)
			}
		}
		if n > 0 {
			out = append(out, s.words("annual.carried."+string(way), n, strings.Join(others, s.words("list_comma"))))
		}
	}
	return strings.Join(out, "\n")
}
