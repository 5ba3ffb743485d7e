package simulate

import (
	"fmt"
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// TestThemes: a look has each letter and request of its period once, what goes from one theme
// to another is neither lost nor doubled, and few are not told.
func TestThemes(t *testing.T) {
	step := func(n int, act, state, more string, who int64) journal.Entry {
		e := entry("2023-04-03", "hotspot."+act, fmt.Sprintf("hotspot/%d", n), fmt.Sprintf(`{"state":%q%s}`, state, more))
		e.ActorID = who
		return e
	}
	look := func(letters, requests, alone int, sums string, themes int) journal.Entry {
		return entry("2023-04-03", "hotspot.look", "hotspot/run/1", fmt.Sprintf(`{"span":"quarter","first":"2023-01-01","last":"2023-03-31","letters":%d,"requests":%d,"searches":5,"alone":%d,"themes":%d,"sums":[%s]}`, letters, requests, alone, themes, sums))
	}
	letter := func(day calendar.Day, n int, act, state string) journal.Entry {
		return entry(day, "message."+act, fmt.Sprintf("message/%d", n), fmt.Sprintf(`{"state":%q,"unit_id":1}`, state))
	}
	join := func(parts ...[]journal.Entry) (out []journal.Entry) {
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	list := func(entries ...journal.Entry) []journal.Entry { return entries }
	var came []journal.Entry
	for n := range 9 {
		came = append(came, letter("2023-02-01", n, "file", "received"))
	}
	came = append(came,
		letter("2023-02-01", 20, "hold", "held"),     // nobody has let it in
		letter("2022-12-31", 21, "file", "received"), // before
		letter("2023-04-01", 22, "file", "received"), // after
		entry("2023-02-01", "foi.receive", "foi/1", `{"state":"received","unit_id":1,"kind":"citizen","pieces":1,"day":"2023-02-01"}`))
	found := func(n, size int) journal.Entry { return step(n, "find", "found", fmt.Sprintf(`,"n":%d`, size), 0) }
	looked := join(came, list(found(1, 6), found(2, 3), look(9, 1, 1, `{"id":1,"n":6,"searches":3},{"id":2,"n":3}`, 2)))
	at := func(last journal.Entry) []journal.Entry { return join(came, list(found(1, 6), found(2, 3), last)) }
	named := join(looked, list(step(1, "name", "named", `,"n":6`, 3), step(2, "name", "named", `,"n":3`, 3)))
	tells := func(n, says, least int, trend string, who int64) []journal.Entry {
		return join(named, list(step(n, "show", "shown", fmt.Sprintf(`,"n":%d,"least":%d,"trend":%q`, says, least, trend), who)))
	}
	for _, row := range []struct {
		name    string
		entries []journal.Entry
		odd     int
	}{
		{"looked", looked, 0},
		{"a letter more than there are", at(look(10, 1, 2, `{"id":1,"n":6},{"id":2,"n":3}`, 2)), 1},
		{"a request less than there are", at(look(9, 0, 0, `{"id":1,"n":6},{"id":2,"n":3}`, 2)), 1},
		{"a letter in two themes", at(look(9, 1, 1, `{"id":1,"n":7},{"id":2,"n":3}`, 2)), 1},
		{"a letter in none, and not alone", at(look(9, 1, 0, `{"id":1,"n":6},{"id":2,"n":3}`, 2)), 1},
		{"more searches than there were", at(look(9, 1, 1, `{"id":1,"n":6,"searches":3},{"id":2,"n":3,"searches":3}`, 2)), 1},
		{"a theme twice", at(look(9, 1, 1, `{"id":1,"n":6},{"id":1,"n":3}`, 2)), 1},
		{"a theme that nobody found", at(look(9, 1, 1, `{"id":1,"n":6},{"id":3,"n":3}`, 2)), 1},
		{"a theme that is not counted", at(look(9, 1, 1, `{"id":1,"n":6},{"id":2,"n":3}`, 3)), 1},
		{"merged", join(looked, list(step(2, "merge", "merged", `,"n":3,"into":1,"into_n":9`, 3))), 0},
		{"merged, and some are lost", join(looked, list(step(2, "merge", "merged", `,"n":3,"into":1,"into_n":8`, 3))), 1},
		{"merged, and some are doubled", join(looked, list(step(2, "merge", "merged", `,"n":4,"into":1,"into_n":10`, 3))), 1},
		{"merged into nothing", join(looked, list(step(2, "merge", "merged", `,"n":3,"into":7,"into_n":3`, 3))), 1},
		{"parted", join(looked, list(step(3, "find", "found", `,"n":4,"from":1`, 3), step(1, "split", "found", `,"n":2`, 3))), 0},
		{"parted, and some are lost", join(looked, list(step(3, "find", "found", `,"n":4,"from":1`, 3), step(1, "split", "found", `,"n":1`, 3))), 1},
		{"parted, and some stay as well", join(looked, list(step(3, "find", "found", `,"n":4,"from":1`, 3), step(1, "split", "found", `,"n":6`, 3))), 1},
		{"parted, and more than there are", join(looked, list(step(3, "find", "found", `,"n":7,"from":1`, 3), step(1, "split", "found", `,"n":0`, 3))), 2},
		{"shown", tells(1, 6, 5, "rises", 4), 0},
		{"few, and nobody is told", tells(2, 0, 5, "stays", 4), 0},
		{"few, and everybody is told", tells(2, 3, 5, "stays", 4), 1},
		{"few, and everybody is told that they are more than before", tells(2, 0, 5, "rises", 4), 1},
		{"others than there are", tells(1, 7, 5, "rises", 4), 1},
		{"enough, and nobody is told", tells(1, 0, 5, "stays", 4), 1},
		{"shown by who named it", tells(1, 6, 5, "rises", 3), 1},
		{"shown without a name", join(looked, list(step(1, "show", "shown", `,"n":6,"least":5,"trend":"rises"`, 4))), 1},
	} {
		if c := recounted(t, nil, row.entries...); len(c.Odd) != row.odd {
			t.Errorf("%s: %q", row.name, c.Odd)
		}
	}
}
