package plan

import (
	"fmt"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/circular"
)

// A Period is one stretch of a year for which a report is owed.
type Period struct {
	Key    string       // 2023, 2023-H2, 2023-Q4, 2023-10
	Starts calendar.Day // first day on which it is work to do
	Due    calendar.Day // last day of the period: the report is about the period, and within it
}

// months is how long a period of the cadence is.
func (c Cadence) months() int {
	switch c {
	case Month:
		return 1
	case Quarter:
		return 3
	case Half:
		return 6
	case Year:
		return 12
	case Once, Count:
	}
	return 0
}

// Periods lists the periods of year that end on or after from: what is still
// owed when a plan is issued in the middle of the year.
func (c Cadence) Periods(year int, from calendar.Day) []Period {
	n := c.months()
	if n == 0 {
		return nil
	}
	var out []Period
	for first := 1; first <= 12; first += n {
		p := Period{
			Key:    c.key(year, (first-1)/n+1),
			Starts: calendar.Day(fmt.Sprintf("%04d-%02d-01", year, first)),
			Due:    lastDay(year, first+n-1),
		}
		if p.Due < from {
			continue
		}
		p.Starts = max(p.Starts, from)
		out = append(out, p)
	}
	return out
}

func (c Cadence) key(year, n int) string {
	switch c {
	case Month:
		return fmt.Sprintf("%04d-%02d", year, n)
	case Quarter:
		return fmt.Sprintf("%04d-Q%d", year, n)
	case Half:
		return fmt.Sprintf("%04d-H%d", year, n)
	case Year, Once, Count:
	}
	return fmt.Sprintf("%04d", year)
}

func lastDay(year, month int) calendar.Day {
	next := calendar.Day(fmt.Sprintf("%04d-%02d-01", year, month)).Add(31)
	return calendar.Day(string(next[:8]) + "01").Add(-1)
}

// yearEnd is the last day of a year.
func yearEnd(year int) calendar.Day { return calendar.Day(fmt.Sprintf("%04d-12-31", year)) }

// propose is the task that the machine suggests for a stretch of a point: its
// strongest deadline decides, a day before a count before a rhythm. Where the
// circular names no time the default cadence of the district is proposed, and
// the officer decides.
func propose(title string, ds []circular.Deadline, year int, usual Cadence) Task {
	t := Task{Title: title, Cadence: usual, Need: 1}
	best := 0
	for _, d := range ds {
		if r := rank(d); r > best {
			best = r
			t.Cadence, t.Due, t.Need = cadenceOf(d, year, usual)
		}
	}
	return t
}

func rank(d circular.Deadline) int {
	switch d.Kind {
	case circular.Absolute:
		return 4
	case circular.Times:
		return 3
	case circular.Recurring:
		return 2
	case circular.Continuous:
		return 1
	case circular.Relative, circular.Unspecified:
	}
	return 0
}

func cadenceOf(d circular.Deadline, year int, usual Cadence) (c Cadence, due calendar.Day, need int) {
	switch d.Kind {
	case circular.Absolute:
		return Once, d.Due, 1
	case circular.Times:
		due = d.Due
		if due == "" {
			due = yearEnd(year)
		}
		return Count, due, max(d.Count, 1)
	case circular.Recurring:
		return rhythm(d.Period), "", 1
	case circular.Continuous, circular.Relative, circular.Unspecified:
	}
	return usual, "", 1
}

// rhythm is the cadence of a recurring deadline. What is shorter than a month
// is reported monthly: the work is weekly, the account of it need not be.
func rhythm(p circular.Period) Cadence {
	switch p {
	case circular.Quarter:
		return Quarter
	case circular.HalfYear:
		return Half
	case circular.Year:
		return Year
	case circular.Month, circular.TenDays, circular.Week, circular.Day, circular.Workday, circular.Hour:
	}
	return Month
}

// keep takes over what a person entered in old: what the machine never proposes,
// and a rhythm that it proposes for no stretch of the point.
func (t *Task) keep(old *Task, ds []circular.Deadline, year int, usual Cadence) {
	t.Target, t.Kind, t.Parties, t.Note = old.Target, old.Kind, old.Parties, old.Note
	machine := func(d circular.Deadline) bool {
		c, due, need := cadenceOf(d, year, usual)
		return old.Cadence == c && old.Due == due && old.Need == need
	}
	if !slices.ContainsFunc(append(slices.Clip(ds), circular.Deadline{}), machine) {
		t.Cadence, t.Due, t.Need = old.Cadence, old.Due, old.Need
	}
}

// proposeParties groups the units of a point as it was read.
func proposeParties(us []circular.Unit, resolve func(string) ([]int64, bool)) []Party {
	var out []Party
	for _, u := range us {
		p := Party{Role: Role(u.Role), Raw: u.Raw, Group: u.Group}
		p.Units, _ = resolve(u.Name)
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b Party) int {
		return slices.Index(Roles, a.Role) - slices.Index(Roles, b.Role)
	})
	return out
}

// rolesOf gives the strongest role of each unit of the parties, in the order of Roles.
func rolesOf(ps []Party) map[int64]Role {
	out := map[int64]Role{}
	for _, r := range Roles {
		for _, p := range ps {
			if p.Role != r {
				continue
			}
			for _, id := range p.Units {
				if _, has := out[id]; !has {
					out[id] = r
				}
			}
		}
	}
	return out
}

// unresolved lists the names that stand for no unit yet.
func unresolved(ps []Party) []string {
	var out []string
	for _, p := range ps {
		if len(p.Units) == 0 {
			out = append(out, p.Raw)
		}
	}
	return out
}

// names joins the raw names of one role, as the form shows them.
func names(ps []Party, r Role, sep string) string {
	var out []string
	for _, p := range ps {
		if p.Role == r {
			out = append(out, p.Raw)
		}
	}
	return strings.Join(out, sep)
}

// split cuts a point before each of the chosen sentences, so that no word is
// lost: what stands before the first cut is the first task. cuts are places in
// Sentences, from 0; out of range and repeated ones are ignored.
func split(p circular.Point, cuts []int64) [][]circular.Sentence {
	cut := map[int64]bool{0: true}
	for _, c := range cuts {
		cut[c] = true
	}
	var out [][]circular.Sentence
	for i, s := range p.Sentences {
		if cut[int64(i)] {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], s)
	}
	return out
}

// within lists the deadlines that stand in the sentences.
func within(ds []circular.Deadline, ss []circular.Sentence) []circular.Deadline {
	var out []circular.Deadline
	for _, d := range ds {
		if slices.ContainsFunc(ss, func(s circular.Sentence) bool { return s.Span.Start <= d.Span.Start && d.Span.Start < s.Span.End }) {
			out = append(out, d)
		}
	}
	return out
}

// shorten cuts a title to n characters.
func shorten(s string, n int) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) <= n {
		return string(r)
	}
	return string(r[:n-1]) + "…"
}
