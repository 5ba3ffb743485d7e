package simulate

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/response"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// at is so many hours after ten in the morning of a day, in UTC as the journal has it.
func at(day calendar.Day, hours int) time.Time {
	return day.Start().Add(time.Duration(10+hours) * time.Hour).UTC()
}

// TestConcerns: a concern goes the way of its table, owes its answer once and in the hours of
// its level, is answered when an item is on line, and is closed by somebody else.
func TestConcerns(t *testing.T) {
	const found = calendar.Day("2023-03-01")
	stamp := func(t time.Time) string { return t.Format(time.RFC3339) }
	step := func(day calendar.Day, act, state, more string, who int64) journal.Entry {
		e := entry(day, "response."+act, "response/1", fmt.Sprintf(`{"state":%q,"unit_id":7,"found_at":%q%s}`, state, stamp(at(found, 0)), more))
		e.ActorID = who
		return e
	}
	clock := func(why, level string, hours int) string {
		return fmt.Sprintf(`,"why":%q,"level":%q,"start_at":%q,"due_at":%q`, why, level, stamp(at(found, 0)), stamp(at(found, hours)))
	}
	owed := func(n int, act, rule, state string, hours int, met time.Time) journal.Entry {
		more := ""
		if !met.IsZero() {
			more = fmt.Sprintf(`,"met_at":%q,"met_on":%q,"evidence":"publish/9"`, stamp(met), calendar.DayOf(met))
		}
		return entry(found, "duty."+act, fmt.Sprintf("duty/%d", n), fmt.Sprintf(`{"state":%q,"rule":"response.%s","ref":"response/1","due":%q,"due_at":%q%s}`, state, rule, calendar.DayOf(at(found, hours)), stamp(at(found, hours)), more))
	}
	join := func(parts ...[]journal.Entry) (out []journal.Entry) {
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	list := func(entries ...journal.Entry) []journal.Entry { return entries }
	none := time.Time{}
	other, short := clock("misread", "ordinary", 48), clock("emergency", "major", 5)
	noted := list(step(found, "note", "found", "", 3), owed(1, "open", "judge", "open", 2, none))
	said := owed(1, "meet", "judge", "met", 2, at(found, 1))
	judged := join(noted, list(step(found, "judge", "handling", other, 4), said, owed(2, "open", "answer", "open", 48, none)))
	grave := join(noted, list(step(found, "judge", "handling", short, 4), said, owed(2, "open", "first", "open", 5, none), owed(3, "open", "press", "open", 24, none)))
	live := entry("2023-03-02", "publish.release", "publish/9", `{"index":"a"}`)
	first := fmt.Sprintf(`,"first_at":%q`, stamp(at("2023-03-02", 0)))
	counts := list(live, step("2023-03-02", "count", "responded", other+first, 0))
	answered := join(judged, counts, list(owed(2, "meet", "answer", "met", 48, at("2023-03-02", 0))))
	doubted := join(judged, list(step("2023-03-02", "doubt", "doubted", other, 5)))
	closed := join(doubted, list(step("2023-03-02", "dismiss", "unfounded", other, 4), owed(2, "waive", "answer", "waived", 48, none)))
	for _, row := range []struct {
		name       string
		entries    []journal.Entry
		odd, wrong int
	}{
		{"found", noted, 0, 0},
		{"judged", judged, 0, 0},
		{"judged to be grave", grave, 0, 0},
		{"answered", answered, 0, 0},
		{"doubted", doubted, 0, 0},
		{"closed", closed, 0, 0},
		{"judged again, and the hours are others", join(judged, list(step(found, "judge", "handling", short, 4), owed(2, "waive", "answer", "waived", 48, none), owed(3, "open", "first", "open", 5, none), owed(4, "open", "press", "open", 24, none))), 0, 0},
		{"judged again, and both are owed", join(judged, list(step(found, "judge", "handling", short, 4), owed(3, "open", "first", "open", 5, none), owed(4, "open", "press", "open", 24, none))), 0, 1},
		{"found, and nobody has to judge it", noted[:1], 0, 1},
		{"judged, and that is still owed", list(noted[0], noted[1], judged[2], judged[4]), 0, 1},
		{"judged, and nobody owes the answer", judged[:4], 0, 1},
		{"owed twice", join(judged, list(owed(5, "open", "answer", "open", 48, none))), 0, 1},
		{"owed in other hours", join(judged[:4], list(owed(2, "open", "answer", "open", 47, none))), 0, 2},
		{"grave, and no press conference is owed", grave[:5], 0, 1},
		{"grave, and it has two days", join(grave[:4], list(owed(2, "open", "first", "open", 48, none), grave[5])), 0, 2},
		{"answered, and still owed", answered[:len(answered)-1], 0, 1},
		{"answered by nothing", join(judged, list(owed(2, "meet", "answer", "met", 48, at("2023-03-02", 0)))), 0, 1},
		{"answered by what is not on line", join(judged, counts[1:], answered[len(answered)-1:]), 0, 1},
		{"answered before it was on line", join(judged, counts, list(owed(2, "meet", "answer", "met", 48, at("2023-03-02", -1)))), 0, 1},
		{"closed by who doubts it", join(doubted, list(step("2023-03-02", "dismiss", "unfounded", other, 5), owed(2, "waive", "answer", "waived", 48, none))), 1, 0},
		{"closed, and still owed", closed[:len(closed)-1], 0, 1},
		{"closed, and nobody doubts it", join(judged, list(step("2023-03-02", "dismiss", "unfounded", other, 4), owed(2, "waive", "answer", "waived", 48, none))), 1, 0},
	} {
		c := recounted(t, nil, row.entries...)
		if _, wrong := c.Concerns(); len(c.Odd) != row.odd || len(wrong) != row.wrong {
			t.Errorf("%s: %q %q", row.name, c.Odd, wrong)
		}
	}
	for _, row := range []struct {
		name    string
		entries []journal.Entry
		now     time.Time
		want    []response.Set
	}{
		{"in time yet", judged, at(found, 48), []response.Set{response.Came, response.Open}},
		{"late", judged, at(found, 49), []response.Set{response.Came, response.TooLate}},
		{"grave and late", grave, at(found, 6), []response.Set{response.Came, response.Grave, response.TooLate}},
		{"answered", answered, at(found, 99), []response.Set{response.Came, response.InTime}},
		{"closed", closed, at(found, 99), []response.Set{response.Came, response.Void}},
	} {
		if got := recounted(t, nil, row.entries...).worried["response/1"].in(row.now); !slices.Equal(got, row.want) {
			t.Errorf("%s counts in %v", row.name, got)
		}
	}
}

// TestBoardInHours: what is owed in hours is late on the board from its instant on.
func TestBoardInHours(t *testing.T) {
	owed := func(n int, state, more string) journal.Entry {
		return entry("2023-03-01", "duty.open", fmt.Sprintf("duty/%d", n), fmt.Sprintf(`{"state":%q,"due":"2023-03-01"%s}`, state, more))
	}
	entries := []journal.Entry{
		owed(1, "open", `,"due_at":"2023-03-01T09:59:00Z"`), // a minute before the evening at six
		owed(2, "open", `,"due_at":"2023-03-01T10:01:00Z"`),
		owed(3, "open", ``),
		owed(4, "met", `,"met_on":"2023-03-01","due_at":"2023-03-01T05:00:00Z","met_at":"2023-03-01T05:00:00Z"`),
		owed(5, "met", `,"met_on":"2023-03-01","due_at":"2023-03-01T05:00:00Z","met_at":"2023-03-01T05:00:01Z"`),
	}
	for tally, wrong := range map[duty.Tally]int{
		{Late: 1, Soon: 2, Done: 1, DoneLate: 1}: 0,
		{Soon: 3, Done: 1, DoneLate: 1}:          1, // a board without hours
		{Late: 1, Soon: 2, Done: 2}:              1,
	} {
		if c := recounted(t, []Evening{{"2023-03-01", "2023-03-03", tally}}, entries...); len(c.End()) != wrong {
			t.Errorf("%+v: %q", tally, c.found)
		}
	}
}
