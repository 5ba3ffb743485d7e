package simulate

import (
	"fmt"
	"testing"

	"gongkai.example/gongkai/internal/domain/consult"
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
	by := func(e journal.Entry, who int64) journal.Entry { e.ActorID = who; return e }
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
		{"approved by who handed it in", []journal.Entry{step("2023-03-01", "make", "draft"), by(step("2023-03-01", "ask", "asked"), 3), by(step("2023-03-02", "approve", "open"), 3)}, 1, 0},
		{"approved by another", []journal.Entry{step("2023-03-01", "make", "draft"), by(step("2023-03-01", "ask", "asked"), 3), by(step("2023-03-02", "approve", "open"), 4)}, 0, 0},
		{"looked at", append(open[:4:4], says("2023-03-06", 1, "unmask", "received")), 0, 0},
	} {
		c := recounted(t, nil, row.entries...)
		if _, wrong := c.Consults(); len(c.Odd) != row.odd || len(wrong) != row.wrong {
			t.Errorf("%s: %q %q", row.name, c.Odd, wrong)
		}
	}
	q := recounted(t, nil, append(open[:4:4], says("2023-03-05", 2, "send", "received"), says("2023-03-06", 2, "withdraw", "withdrawn"))...).inquired["consult/1"]
	for _, k := range []consult.Counts{
		{Received: 2, Withdrawn: 1, Decided: map[consult.Verdict]int{consult.Adopt: 1}},
		{Received: 3, Withdrawn: 1, Decided: map[consult.Verdict]int{consult.Adopt: 1}},
		{Received: 2, Aside: 1, Decided: map[consult.Verdict]int{consult.Adopt: 1}},
		{Received: 2, Withdrawn: 1, Decided: map[consult.Verdict]int{consult.Adopt: 1, consult.Reject: 1}},
		{Received: 2, Withdrawn: 1, Waiting: 1},
	} {
		if right := k.Received == 2 && k.Withdrawn == 1 && k.Waiting == 0 && len(k.Decided) == 1; q.came(k) != right {
			t.Errorf("%+v is held to be right: %v", k, !right)
		}
	}
}
