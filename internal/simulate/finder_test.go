package simulate

import (
	"fmt"
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/domain/finder"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// TestFinders: a measure goes the way of its table; it is doubted when one of the clauses that it
// rests on was overtaken, the one that gives it or one of its conditions, and owes a look until
// somebody has looked.
func TestFinders(t *testing.T) {
	document := made(1, 1, "2023-04-01", "")
	amends := func(clause string) []journal.Entry {
		return made(2, 2, "2023-06-01", `{"kind":"amend","document":"policy/1","from":"2023-06-01","clauses":["`+clause+`"],"text":"t3"}`)
	}
	inside := func(day calendar.Day, act, state string) journal.Entry {
		return entry(day, "finder."+act, "finder/1", fmt.Sprintf(`{"state":%q}`, state))
	}
	step := func(day calendar.Day, act, state string) journal.Entry {
		return entry(day, "finder."+act, "finder/1", fmt.Sprintf(`{"state":%q,"document":"policy/1","clauses":["第四条","第三条"]}`, state))
	}
	look := func(act, state string) journal.Entry {
		return entry("2023-06-01", "duty."+act, "duty/8", fmt.Sprintf(`{"state":%q,"rule":"finder.look","ref":"finder/1","due":"2023-06-08"}`, state))
	}
	more := func(all []journal.Entry, more ...journal.Entry) []journal.Entry {
		return append(slices.Clip(all), more...)
	}
	open := more(document, inside("2023-04-05", "make", "draft"), inside("2023-04-05", "ask", "asked"), step("2023-04-06", "approve", "open"))
	doubted := more(more(open, amends("第三条")...), step("2023-06-01", "doubt", "doubted"), look("open", "open"))
	for _, row := range []struct {
		name       string
		day        calendar.Day
		entries    []journal.Entry
		odd, wrong int
		want       finder.Status
	}{
		{"open", "2023-05-01", open, 0, 0, finder.Open},
		{"another clause was amended", "2023-07-01", more(open, amends("第六条")...), 0, 0, finder.Open},
		{"what gives it was amended, and it is open", "2023-07-01", more(open, amends("第四条")...), 0, 1, finder.Open},
		{"a condition was amended, and it is open", "2023-07-01", more(open, amends("第三条")...), 0, 1, finder.Open},
		{"in doubt", "2023-07-01", doubted, 0, 0, finder.Doubted},
		{"in doubt, and nobody owes a look", "2023-07-01", doubted[:len(doubted)-1], 0, 1, finder.Doubted},
		{"doubted for nothing", "2023-05-01", more(open, step("2023-04-20", "doubt", "doubted"), look("open", "open")), 1, 0, finder.Doubted},
		{"upheld", "2023-07-01", more(doubted, step("2023-06-02", "uphold", "open"), look("meet", "met")), 0, 0, finder.Open},
		{"upheld, and still owed", "2023-07-01", more(doubted, step("2023-06-02", "uphold", "open")), 0, 1, finder.Open},
		{"lapsed, and open", "2024-01-01", open, 0, 1, finder.Open},
		{"withdrawn", "2023-07-01", more(doubted, step("2023-06-02", "withdraw", "draft"), look("meet", "met")), 0, 0, finder.Draft},
		{"ended twice", "2024-01-01", more(doubted, step("2023-06-02", "end", "ended"), look("meet", "met"), step("2023-06-02", "end", "ended")), 1, 0, finder.Ended},
	} {
		c := recounted(t, nil, row.entries...)
		n, wrong := c.Finders(row.day)
		if len(c.Odd) != row.odd || len(wrong) != row.wrong || len(n) != 1 || n[row.want] != 1 {
			t.Errorf("%s: %v, %q %q", row.name, n, c.Odd, wrong)
		}
	}
}
