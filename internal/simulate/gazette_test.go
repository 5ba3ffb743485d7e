package simulate

import (
	"fmt"
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// signs is what the journal has of an item that was signed by people and came on line.
func signs(item string, day calendar.Day, who ...int64) (out []journal.Entry) {
	for i, act := range signing[:len(who)] {
		e := entry(day, string(act), item, `{}`)
		e.ActorID = who[i]
		out = append(out, e)
	}
	return append(out, entry(day, "publish.release", item, fmt.Sprintf(`{"index":%q,"text":{"sha256":"g"}}`, item)))
}

// TestGazettes: the numbers of a year run without a gap, an issue has all that was issued before it
// was begun and nothing twice, four people have signed it, and what is not printed is owed.
func TestGazettes(t *testing.T) {
	const began, out = "2023-06-10", "2023-06-20"
	document := made(1, 1, "2023-04-01", "")
	owe := func(n int, due, state, met string) journal.Entry {
		act := map[string]string{"open": "open", "met": "meet"}[state]
		return entry("2023-04-01", "duty."+act, fmt.Sprintf("duty/%d", n), fmt.Sprintf(`{"state":%q,"rule":"gazette.print","ref":"policy/%d","due":%q,"met_on":%q}`, state, n, due, met))
	}
	step := func(n int, act, state string) journal.Entry {
		return entry(began, "gazette."+act, fmt.Sprintf("gazette/%d", n), fmt.Sprintf(`{"state":%q,"year":2023,"no":%d,"item":%d}`, state, n, 900+n))
	}
	comes := func(n, no int, items string) journal.Entry {
		return entry(out, "gazette.issue", fmt.Sprintf("gazette/%d", n), fmt.Sprintf(`{"year":2023,"no":%d,"item":"publish/%d","entries":[%s]}`, no, 900+n, items))
	}
	issue := func(n, no int, items string, who ...int64) []journal.Entry {
		return slices.Concat([]journal.Entry{step(n, "make", "draft"), step(n, "compile", "compiled")}, signs(fmt.Sprintf("publish/%d", 900+n), out, who...), []journal.Entry{comes(n, no, items)})
	}
	const first = `{"item":"publish/1"}`
	four := []int64{1, 2, 3, 4}
	owed, met := owe(1, "2023-06-30", "open", ""), owe(1, "2023-06-30", "met", out)
	for _, row := range []struct {
		name       string
		entries    []journal.Entry
		odd, wrong int
	}{
		{"printed", slices.Concat(document, []journal.Entry{owed}, issue(1, 1, first, four...), []journal.Entry{met}), 0, 0},
		{"owed", append(slices.Clip(document), owed), 0, 0},
		{"neither printed nor owed", document, 0, 1},
		{"owed for longer", append(slices.Clip(document), owe(1, "2023-07-15", "open", "")), 0, 1},
		{"printed and still owed", slices.Concat(document, []journal.Entry{owed}, issue(1, 1, first, four...)), 0, 1},
		{"owed by what was never issued", append(slices.Clip(document), owed, owe(2, "2023-06-30", "open", "")), 0, 1},
		{"printed twice", slices.Concat(document, []journal.Entry{owed}, issue(1, 1, first, four...), []journal.Entry{met}, issue(2, 2, first, four...)), 0, 1},
		{"left out", slices.Concat(document, []journal.Entry{owed}, issue(1, 1, "", four...)), 1, 0},
		{"issued while it was edited", slices.Concat([]journal.Entry{step(1, "make", "draft")}, document, []journal.Entry{owed, step(1, "compile", "compiled")}, signs("publish/901", out, four...), []journal.Entry{comes(1, 1, "")}), 0, 0},
		{"begins with the second number", slices.Concat(document, []journal.Entry{owed}, issue(1, 2, first, four...), []journal.Entry{met}), 1, 0},
		{"one signature twice", slices.Concat(document, []journal.Entry{owed}, issue(1, 1, first, 1, 2, 3, 2), []journal.Entry{met}), 1, 0},
		{"three signatures", slices.Concat(document, []journal.Entry{owed}, issue(1, 1, first, 1, 2, 3), []journal.Entry{met}), 1, 0},
		{"prints what is not on line", slices.Concat(document, []journal.Entry{owed}, issue(1, 1, first+`,{"item":"publish/7"}`, four...), []journal.Entry{met}), 1, 0},
		{"issued and never compiled", slices.Concat(document, []journal.Entry{owed, step(1, "make", "draft")}, signs("publish/901", out, four...), []journal.Entry{comes(1, 1, first), met}), 1, 0},
	} {
		c := recounted(t, nil, row.entries...)
		if _, wrong := c.Gazettes(90); len(c.Odd) != row.odd || len(wrong) != row.wrong {
			t.Errorf("%s: %q %q", row.name, c.Odd, wrong)
		}
	}
	if n, wrong := recounted(t, nil, slices.Concat(document, issue(1, 1, first, four...))...).Gazettes(0); n != 1 || len(wrong) != 0 {
		t.Errorf("%d issues, and where nobody asks for it nothing is owed: %q", n, wrong)
	}
}
