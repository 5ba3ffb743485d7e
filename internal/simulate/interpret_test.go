package simulate

import (
	"fmt"
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// TestInterprets: an interpretation comes on line with its document; one that was excepted is owed
// from the issue until it follows, and no longer than the rule has it.
func TestInterprets(t *testing.T) {
	document := made(1, 1, "2023-04-03", "")
	step := func(n int, day calendar.Day, act, state string) journal.Entry {
		return entry(day, "interpret."+act, fmt.Sprintf("interpret/%d", n), fmt.Sprintf(`{"state":%q,"document":"policy/1","item":"publish/5"}`, state))
	}
	line := func(day calendar.Day) journal.Entry {
		return entry(day, "publish.release", "publish/5", `{"index":"i5","text":{"sha256":"t5"}}`)
	}
	owed := func(act, state string, due calendar.Day, met calendar.Day) journal.Entry {
		return entry("2023-04-03", "duty."+act, "duty/7", fmt.Sprintf(`{"state":%q,"rule":"interpret.follow","ref":"interpret/1","due":%q,"met_on":%q}`, state, due, met))
	}
	drafted := append(document[:9:9], step(1, "2023-03-01", "make", "draft"))
	released := append(drafted[:10:10], line("2023-04-03"), step(1, "2023-04-03", "release", "released"))
	excepted := append(drafted[:10:10], step(1, "2023-03-02", "except", "excepted"))
	late := append(excepted[:11:11], owed("open", "open", "2023-04-06", ""), line("2023-04-07"), step(1, "2023-04-07", "release", "released"))
	met := append(late[:14:14], owed("meet", "met", "2023-04-06", "2023-04-07"))
	for _, row := range []struct {
		name          string
		entries       []journal.Entry
		n, odd, wrong int
	}{
		{"together", released, 1, 0, 0},
		{"none", document, 0, 0, 1},
		{"drafted, and the document went without it", drafted, 0, 0, 1},
		{"said to be on line", append(drafted[:10:10], step(1, "2023-04-03", "release", "released")), 1, 0, 1},
		{"later, and not excepted", append(drafted[:10:10], line("2023-04-04"), step(1, "2023-04-04", "release", "released")), 1, 0, 1},
		{"before its document", append(drafted[:10:10], line("2023-04-02"), step(1, "2023-04-02", "release", "released")), 1, 0, 1},
		{"of a document that is none yet", []journal.Entry{step(1, "2023-03-01", "make", "draft"), line("2023-04-02"), step(1, "2023-04-02", "release", "released")}, 1, 0, 1},
		{"excepted, and nobody owes it", excepted, 0, 0, 1},
		{"excepted and owed", append(excepted[:11:11], owed("open", "open", "2023-04-06", "")), 0, 0, 0},
		{"owed for longer", append(excepted[:11:11], owed("open", "open", "2023-04-07", "")), 0, 0, 1},
		{"followed late", met, 1, 0, 0},
		{"followed, and still owed", late, 1, 0, 1},
		{"met before it followed", append(late[:14:14], owed("meet", "met", "2023-04-06", "2023-04-05")), 1, 0, 1},
		{"two of one", append(released[:12:12], step(2, "2023-03-02", "make", "draft"), step(2, "2023-04-03", "release", "released")), 2, 0, 1},
		{"released out of the blue", append(document[:9:9], line("2023-04-03"), step(1, "2023-04-03", "release", "released")), 1, 1, 0},
		{"given up and written again", append(drafted[:10:10], step(1, "2023-03-02", "discard", "discarded"), step(2, "2023-03-02", "make", "draft"), line("2023-04-03"), step(2, "2023-04-03", "release", "released")), 1, 0, 0},
	} {
		c := recounted(t, nil, row.entries...)
		n, wrong := c.Interprets(true, func(d calendar.Day) calendar.Day { return d.Add(followsIn) })
		if n != row.n || len(c.Odd) != row.odd || len(wrong) != row.wrong {
			t.Errorf("%s: %d, %q %q", row.name, n, c.Odd, wrong)
		}
	}
	if _, wrong := recounted(t, nil, document...).Interprets(false, nil); len(wrong) > 0 {
		t.Errorf("where the district asks for none: %q", wrong)
	}
}
