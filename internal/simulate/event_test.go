package simulate

import (
	"fmt"
	"testing"

	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// TestEvents: an event goes the way of its table and owes its minutes once; its places are
// never more than there are, go down the list in its order, and none is free while somebody
// who fits waits.
func TestEvents(t *testing.T) {
	step := func(day calendar.Day, act, state string, places int, who int64) journal.Entry {
		e := entry(day, "event."+act, "event/1", fmt.Sprintf(`{"state":%q,"places":%d}`, state, places))
		e.ActorID = who
		return e
	}
	one := func(n int, act, state string, people int) journal.Entry {
		return entry("2023-03-05", "event."+act, fmt.Sprintf("event/1/enrolment/%d", n), fmt.Sprintf(`{"state":%q,"event_id":1,"people":%d}`, state, people))
	}
	entered := func(n, people int) []journal.Entry {
		return []journal.Entry{one(n, "enrol", "waiting", people), one(n, "seat", "placed", people)}
	}
	join := func(parts ...[]journal.Entry) (out []journal.Entry) {
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	list := func(entries ...journal.Entry) []journal.Entry { return entries }
	owed := entry("2023-03-21", "duty.open", "duty/1", `{"state":"open","rule":"event.tell","ref":"event/1","due":"2023-04-03"}`)
	met := entry("2023-04-10", "duty.meet", "duty/1", `{"state":"met","rule":"event.tell","ref":"event/1","due":"2023-04-03","met_on":"2023-04-10"}`)
	second := entry("2023-03-21", "duty.open", "duty/2", `{"state":"met","rule":"event.tell","ref":"event/1","due":"2023-04-03"}`)
	draft := list(step("2023-03-01", "make", "draft", 0, 3), step("2023-03-01", "ask", "asked", 0, 3))
	open := join(draft, list(step("2023-03-02", "approve", "open", 5, 4)))
	full := join(open, entered(1, 3), entered(2, 2), list(one(3, "take", "waiting", 2), one(4, "enrol", "waiting", 1)))
	moved := join(full, list(one(2, "withdraw", "withdrawn", 2), one(3, "seat", "placed", 2)))
	held := join(moved, list(step("2023-03-18", "close", "closed", 5, 0), one(1, "come", "came", 3), one(3, "come", "came", 2), one(3, "miss", "placed", 2), step("2023-03-21", "hold", "held", 5, 0), owed))
	noted := join(held, list(step("2023-03-22", "note", "noted", 0, 3)))
	told := join(noted, list(step("2023-04-10", "tell", "told", 5, 4), met))
	for _, row := range []struct {
		name       string
		entries    []journal.Entry
		odd, wrong int
	}{
		{"full", full, 0, 0},
		{"a place that was given back", moved, 0, 0},
		{"held", held, 0, 0},
		{"told", told, 0, 0},
		{"called off", join(full, list(step("2023-03-10", "cancel", "cancelled", 5, 4))), 0, 0},
		{"more places", join(full, list(step("2023-03-10", "change", "open", 7, 4), one(3, "seat", "placed", 2), step("2023-03-18", "close", "closed", 7, 0))), 0, 0},
		{"looked at", join(full, list(step("2023-03-10", "unmask", "open", 0, 4))), 0, 0},
		{"more taken than places", join(full, list(one(3, "seat", "placed", 2))), 1, 0},
		{"fewer places than are taken", join(full, list(step("2023-03-10", "change", "open", 4, 4))), 1, 0},
		{"a place out of turn", join(full, list(one(2, "withdraw", "withdrawn", 2), one(4, "seat", "placed", 1))), 1, 0},
		{"a place that nobody gets", join(full, list(one(2, "withdraw", "withdrawn", 2), step("2023-03-18", "close", "closed", 5, 0))), 2, 0},
		{"more people than enrolled", join(open, list(one(1, "enrol", "waiting", 2), one(1, "seat", "placed", 3))), 1, 1},
		{"given back twice", join(moved, list(one(2, "withdraw", "withdrawn", 2))), 1, 1},
		{"an enrolment after the end", join(held, list(one(5, "enrol", "waiting", 2))), 1, 0},
		{"an enrolment in a draft", join(draft, list(one(5, "enrol", "waiting", 2))), 1, 0},
		{"came without a place", join(full, list(one(3, "come", "came", 2))), 1, 1},
		{"held, and nobody owes the minutes", held[:len(held)-1], 0, 1},
		{"held, and they are owed twice", join(held, list(second)), 0, 1},
		{"told, and still owed", told[:len(told)-1], 0, 1},
		{"called off, and they are owed", join(full, list(step("2023-03-10", "cancel", "cancelled", 5, 4), owed)), 0, 1},
		{"told by who wrote it", join(noted, list(step("2023-04-10", "tell", "told", 5, 3), met)), 1, 0},
		{"told without being held", join(moved, list(step("2023-04-10", "tell", "told", 5, 4))), 1, 1},
	} {
		c := recounted(t, nil, row.entries...)
		if _, wrong := c.Events(); len(c.Odd) != row.odd || len(wrong) != row.wrong {
			t.Errorf("%s: %q %q", row.name, c.Odd, wrong)
		}
	}
	want := event.Counts{Places: 5, Taken: 5, Waiting: 1, Came: 3, Enrolled: 3, Withdrawn: 1}
	if k := recounted(t, nil, told...).invited["event/1"].counts(); k != want {
		t.Errorf("counts %+v, want %+v", k, want)
	}
}
