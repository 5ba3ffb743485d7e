package simulate

import (
	"fmt"
	"maps"
	"testing"

	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// TestMessages: a letter to the government goes the way of its table, nobody reviews what they
// drafted, and it owes its reply as long as it is open.
func TestMessages(t *testing.T) {
	step := func(day calendar.Day, act, state string, who int64, more string) journal.Entry {
		e := entry(day, "message."+act, "message/1", fmt.Sprintf(`{"state":%q,"unit_id":1,"due":"2023-03-10"%s}`, state, more))
		e.ActorID = who
		return e
	}
	owed := func(n int, state string) journal.Entry {
		return entry("2023-03-01", "duty.open", fmt.Sprintf("duty/%d", n), fmt.Sprintf(`{"state":%q,"rule":%q,"ref":"message/1","due":"2023-03-10"}`, state, message.RuleReply))
	}
	open := []journal.Entry{step("2023-03-01", "file", "received", 0, ""), step("2023-03-02", "sign", "handling", 3, ""), step("2023-03-03", "reply", "leading", 3, "")}
	answered := append(open[:3:3], step("2023-03-13", "sign_off", "replied", 4, ""))
	held := []journal.Entry{step("2023-03-01", "hold", "held", 0, ""), step("2023-03-02", "refuse", "refused", 3, "")}
	for _, row := range []struct {
		name       string
		entries    []journal.Entry
		odd, wrong int
		sets       map[figure]bool
	}{
		{"open", append(open[:3:3], owed(1, "open")), 0, 0, map[figure]bool{{message.Late, "2023-03"}: true}},
		{"open, and nobody owes it", open, 0, 1, map[figure]bool{{message.Late, "2023-03"}: true}},
		{"open, and owed twice", append(open[:3:3], owed(1, "open"), owed(2, "open")), 0, 1, map[figure]bool{{message.Late, "2023-03"}: true}},
		{"answered late", answered, 0, 0, map[figure]bool{{message.Done, "2023-03"}: true, {message.Late, "2023-03"}: true}},
		{"answered, and owed", append(answered[:4:4], owed(1, "open")), 0, 1, map[figure]bool{{message.Done, "2023-03"}: true, {message.Late, "2023-03"}: true}},
		{"answered by who drafted it", append(open[:3:3], step("2023-03-04", "sign_off", "replied", 3, "")), 1, 0, map[figure]bool{{message.Done, "2023-03"}: true}},
		{"answered without a draft", append(open[:2:2], step("2023-03-04", "sign_off", "replied", 4, "")), 1, 0, map[figure]bool{{message.Done, "2023-03"}: true}},
		{"looked at", append(answered[:4:4], step("2023-03-14", "unmask", "replied", 3, "")), 0, 0, map[figure]bool{{message.Done, "2023-03"}: true, {message.Late, "2023-03"}: true}},
		{"rated and public", append(answered[:4:4], step("2023-03-14", "publish", "replied", 5, ""), step("2023-04-15", "rate", "replied", 0, `,"rating":"fairly"`)), 0, 0, map[figure]bool{
			{message.Done, "2023-03"}: true, {message.Late, "2023-03"}: true, {message.Opened, "2023-03"}: true, {message.RatedSet, "2023-04"}: true, {message.Satisfied, "2023-04"}: true,
		}},
		{"concealed", append(answered[:4:4], step("2023-03-14", "publish", "replied", 5, ""), step("2023-03-15", "conceal", "replied", 5, "")), 0, 0, map[figure]bool{{message.Done, "2023-03"}: true, {message.Late, "2023-03"}: true}},
		{"late twice", append(answered[:4:4], step("2023-04-16", "reopen", "handling", 0, ""), owed(1, "open")), 0, 0, map[figure]bool{{message.Late, "2023-03"}: true, {message.Again, "2023-03"}: true}},
		{"not solved", append(answered[:4:4], step("2023-03-15", "rate", "replied", 0, `,"rating":"not"`), step("2023-03-16", "reopen", "handling", 0, ""), owed(1, "open")), 0, 0, map[figure]bool{{message.Late, "2023-03"}: true, {message.Again, "2023-03"}: true}},
		{"refused", held, 0, 0, map[figure]bool{{message.Stopped, "2023-03"}: true, {message.Turned, "2023-03"}: true}},
		{"appealed and admitted by who refused", append(held[:2:2], step("2023-03-03", "appeal", "held", 0, ""), step("2023-03-04", "admit", "received", 3, ""), owed(1, "open")), 1, 0, map[figure]bool{{message.Stopped, "2023-03"}: true, {message.Objected, "2023-03"}: true, {message.Late, "2023-03"}: true}},
		{"transferred", append(open[:1:1], step("2023-03-02", "transfer", "received", 4, ""), owed(1, "open")), 0, 0, map[figure]bool{{message.Moved, "2023-03"}: true, {message.Late, "2023-03"}: true}},
	} {
		c := recounted(t, nil, row.entries...)
		if _, wrong := c.Messages(); len(c.Odd) != row.odd || len(wrong) != row.wrong {
			t.Errorf("%s: %q %q", row.name, c.Odd, wrong)
		}
		row.sets[figure{message.Came, "2023-03"}] = true
		if got := c.messages["message/1"].in("2023-03-20"); !maps.Equal(got, row.sets) {
			t.Errorf("%s counts in %v, not in %v", row.name, got, row.sets)
		}
	}
}
