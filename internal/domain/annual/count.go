package annual

import (
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Case is one thing that a year counts: a 件 of a request (table 3), a review or suit
// (table 4), a normative document (table 2). It came on a day and, if that was within
// the year, ended on one; what happened later is not part of the year.
type Case struct {
	Table  account.Table `db:"table_no" json:"table"`
	Ref    int64         `db:"ref" json:"ref"`     // of the 件, the case or the item
	Thing  int64         `db:"thing" json:"thing"` // whose page shows it
	Number string        `db:"number" json:"number"`
	UnitID int64         `db:"unit_id" json:"unit_id"`
	Kind   string        `db:"kind" json:"kind"`               // of the applicant; the path of table 4; the line of table 2
	Result string        `db:"result" json:"result,omitempty"` // code of law.Result or law.Outcome
	Came   calendar.Day  `db:"came" json:"came"`
	Ended  calendar.Day  `db:"ended" json:"ended,omitempty"`
}

// Places are the cells of the year's report that a case counts in, without those that
// the form adds up. One function says so, for the numbers, their lists and the moves.
func (c Case) Places(year int) []account.Place {
	at := func(row, column string) account.Place { return account.Place{Table: c.Table, Row: row, Column: column} }
	before, ended := c.Came.Year() < year, c.Ended != ""
	switch c.Table {
	case account.Requests:
		out := []account.Place{at(account.RowNew, c.Kind), at(account.RowAfter, c.Kind)}
		if before {
			out[0].Row = account.RowBefore
		}
		if ended {
			out[1].Row = rowOf(c.Result)
		}
		return out
	case account.Remedies:
		if !ended {
			return []account.Place{at(c.Kind, string(law.Pending))}
		}
		return []account.Place{at(c.Kind, string(remedy.Block(c.Kind).Cell(c.Result)))}
	case account.Disclosed:
	}
	var out []account.Place
	if !before {
		out = append(out, at(c.Kind, "made"))
	}
	if ended {
		return append(out, at(c.Kind, "abolished"))
	}
	return append(out, at(c.Kind, "inforce"))
}

// rowOf is the row of table 3 that a result counts in; what ended without one is 其他.
func rowOf(result string) string {
	if r, ok := law.ResultOf(result); ok {
		return r.Row
	}
	return "3.6.3"
}

// unended leaves what an accepted report of an earlier year has counted as ended out of
// table 3: each application is counted once, in the year in which it was first ended. One
// that was taken up again counts anew when that report is restated without its end.
const unended = ` AND (came >= ? OR NOT EXISTS (SELECT 1 FROM annual_case told JOIN annual_report of ON of.id = told.report_id
	WHERE of.state IN (?, ?) AND of.year < ? AND told.table_no = '` + string(account.Requests) + `' AND told.ref = source_` + string(account.Requests) + `.ref AND told.ended <> ''))`

// days are the first and the last of a year.
func days(year int) (first, last calendar.Day) {
	return calendar.Date(year, time.January, 1), calendar.Date(year, time.December, 31)
}

// window is what a year counts of some units, a SELECT: every case that came until its
// last day and had not ended before its first. What came to pass after the year is cut off.
func window(year int, units []int64) (sql string, args []any) {
	first, last := days(year)
	var own db.Where
	own.And("came <= ? AND (ended = '' OR ended >= ?)", last, first)
	own.In("unit_id", db.Anys(units)...)
	requests, of := foi.Yearly(last)
	var parts []string
	for _, s := range []struct {
		table account.Table
		sql   string
		args  []any
		but   string
		than  []any
	}{
		{table: account.Disclosed, sql: publish.Yearly},
		{table: account.Requests, sql: requests, args: of, but: unended, than: []any{first, Accepted, Published, year}},
		{table: account.Remedies, sql: remedy.Yearly},
	} {
		parts = append(parts, `SELECT '`+string(s.table)+`' AS table_no, ref, thing, number, unit_id, kind,
			CASE WHEN ended <> '' AND ended <= ? THEN result ELSE '' END AS result, came, CASE WHEN ended <= ? THEN ended ELSE '' END AS ended
			FROM (`+s.sql+`) source_`+string(s.table)+own.String()+s.but)
		args = slices.Concat(args, []any{last, last}, s.args, own.Args, s.than)
	}
	return strings.Join(parts, " UNION ALL "), args
}

// ownCases is what a report counts of its own unit, a SELECT: what was fixed, or what the
// records have now.
func (r *Report) ownCases() (sql string, args []any) {
	if r.fixed() {
		return kept([]ID{r.ID})
	}
	return window(r.Year, []int64{r.UnitID})
}

// counted adds cases up. It reads groups, not cases: a hundred thousand of them make
// some hundred rows.
func counted(tx *db.Tx, year int, sql string, args []any) (account.Cells, error) {
	type group struct {
		Table  account.Table `db:"table_no"`
		Kind   string        `db:"kind"`
		Result string        `db:"result"`
		Came   string        `db:"substr(came, 1, 4)"`
		Ended  string        `db:"substr(ended, 1, 4)"`
		N      int           `db:"count(*)"`
	}
	out := account.Cells{}
	err := db.Each(tx, func(g group) error {
		c := Case{Table: g.Table, Kind: g.Kind, Result: g.Result, Came: calendar.Day(g.Came + "-01-01")}
		if g.Ended != "" {
			c.Ended = calendar.Day(g.Ended + "-01-01")
		}
		for _, p := range c.Places(year) {
			out[p] += account.Whole(g.N)
		}
		return nil
	}, "FROM ("+sql+") counted GROUP BY table_no, kind, result, substr(came, 1, 4), substr(ended, 1, 4)", args...)
	return out, err
}

// behind narrows cases to those that a cell counts: what Places says, as a condition.
func behind(w *db.Where, f *account.Form, p account.Place, year int) {
	w.And("table_no = ?", p.Table)
	first, _ := days(year)
	came := map[bool]string{true: "came >= ?", false: "came < ?"}
	switch {
	case p.Table == account.Disclosed && p.Column == "made":
		w.And("kind = ? AND "+came[true], p.Row, first)
	case p.Table == account.Disclosed && p.Column == "abolished":
		w.And("kind = ? AND ended <> ''", p.Row)
	case p.Table == account.Disclosed:
		w.And("kind = ? AND ended = ''", p.Row)
	case p.Table == account.Remedies:
		w.And("kind = ?", p.Row)
		results(w, p.Column == account.Total, p.Column == string(law.Pending), func(c Case) bool { return c.Places(year)[0].Column == p.Column }, outcomes(p.Row))
	case p.Row == account.RowNew || p.Row == account.RowBefore:
		w.And(came[p.Row == account.RowNew], first)
	default:
		under := f.Under(p.Row)
		results(w, false, p.Row == account.RowAfter, func(c Case) bool { return p.Row == account.RowSum || slices.Contains(under, rowOf(c.Result)) }, requestResults())
	}
	if p.Table == account.Requests && p.Column != account.Total {
		w.And("kind = ?", p.Column)
	}
}

// results narrows to what has ended with one of the results that in lets through, or to
// what is open.
func results(w *db.Where, all, open bool, in func(Case) bool, cases []Case) {
	switch {
	case all:
		return
	case open:
		w.And("ended = ''")
		return
	}
	var codes []any
	for _, c := range cases {
		if in(c) {
			codes = append(codes, c.Result)
		}
	}
	w.And("ended <> ''")
	w.In("result", codes...)
}

// outcomes are ended cases of a block of table 4, one of each outcome.
func outcomes(block string) (out []Case) {
	kind := remedy.Suit
	if remedy.Block(block) == remedy.Reviews {
		kind = remedy.Review
	}
	for _, o := range law.Outcomes(string(kind)) {
		out = append(out, Case{Table: account.Remedies, Kind: block, Result: o.Code, Ended: "2000-01-01"})
	}
	return out
}

// requestResults are ended 件, one of each result and one without.
func requestResults() []Case {
	out := []Case{{Table: account.Requests}}
	for _, r := range law.Results() {
		out = append(out, Case{Table: account.Requests, Result: r.Code})
	}
	return out
}
