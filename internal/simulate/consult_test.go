package simulate

import (
	"fmt"
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// TestConsults: a consultation goes the way of its table, takes opinions only while it is
// open, and owes its outcome from its end until that is told.
func TestConsults(t *testing.T) {
	step := func(day calendar.Day, act, state string) journal.Entry {
		return entry(day, "consult."+act, "consult/1", fmt.Sprintf(`{"state":%q}`, state))
	}
	says := func(day calendar.Day, n int, act, state string) journal.Entry {
		return entry(day, "consult."+act, fmt.Sprintf("consult/opinion/%d", n), fmt.Sprintf(`{"state":%q,"consult_id":1}`, state))
	}
	owed := entry("2023-04-02", "duty.open", "duty/1", `{"state":"open","rule":"consult.tell","ref":"consult/1","due":"2023-05-10"}`)
	met := entry("2023-05-02", "duty.meet", "duty/1", `{"state":"met","rule":"consult.tell","ref":"consult/1","due":"2023-05-10","met_on":"2023-05-02"}`)
	open := []journal.Entry{step("2023-03-01", "make", "draft"), step("2023-03-01", "ask", "asked"), step("2023-03-02", "approve", "open"), says("2023-03-05", 1, "send", "received")}
	closed := append(open[:4:4], step("2023-04-02", "close", "closed"), owed)
	told := append(closed[:6:6], step("2023-04-20", "find", "found"), step("2023-05-02", "tell", "told"), met)
	for _, row := range []struct {
		name       string
		entries    []journal.Entry
		odd, wrong int
	}{
		{"open", open, 0, 0},
		{"closed", closed, 0, 0},
		{"told", told, 0, 0},
		{"closed, and nobody owes the outcome", closed[:5], 0, 1},
		{"told, and still owed", told[:8], 0, 1},
		{"open, and owed already", append(open[:4:4], owed), 0, 1},
		{"an opinion after the end", append(closed[:6:6], says("2023-04-03", 2, "send", "received")), 1, 0},
		{"taken back twice", append(open[:4:4], says("2023-03-06", 1, "withdraw", "withdrawn"), says("2023-03-06", 1, "withdraw", "withdrawn")), 1, 0},
		{"told without a finding", append(closed[:6:6], step("2023-05-02", "tell", "told"), met), 1, 0},
		{"looked at", append(open[:4:4], says("2023-03-06", 1, "unmask", "received")), 0, 0},
	} {
		c := recounted(t, nil, row.entries...)
		if _, wrong := c.Consults(); len(c.Odd) != row.odd || len(wrong) != row.wrong {
			t.Errorf("%s: %q %q", row.name, c.Odd, wrong)
		}
	}
}
