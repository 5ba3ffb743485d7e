package simulate

import (
	"fmt"
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/platform/journal"
)

// TestCitations: when a document falls, every item that cites it owes a look, but for its own and that of the
// document that ends it, until somebody has looked or the item has come on line anew.
func TestCitations(t *testing.T) {
	document := made(1, 1, "2023-04-01", "")
	repealing := append(made(2, 2, "2023-06-01", `{"kind":"repeal","document":"policy/1","from":"2023-06-01"}`), turned(1, "2023-06-01", "repealed"))
	step := func(n int, act, state string, item int) journal.Entry {
		return entry("2023-06-01", "policy."+act, fmt.Sprintf("citation/%d", n), fmt.Sprintf(`{"state":%q,"document":1,"item":%d}`, state, item))
	}
	look := func(act, state string) journal.Entry {
		return entry("2023-06-01", "duty."+act, "duty/8", fmt.Sprintf(`{"state":%q,"rule":"policy.look","ref":"citation/5","due":"2023-06-15"}`, state))
	}
	cites, falls, looks := step(5, "cite", "noted", 50), step(5, "fall", "fallen", 50), step(5, "look", "looked", 50)
	live := entry("2023-06-05", "publish.release", "publish/50", `{"index":"x"}`)
	fallen := slices.Concat(document, []journal.Entry{cites}, repealing, []journal.Entry{falls, look("open", "open")})
	with := func(all []journal.Entry, more ...journal.Entry) []journal.Entry {
		return append(slices.Clip(all), more...)
	}
	for _, row := range []struct {
		name       string
		entries    []journal.Entry
		odd, wrong int
		want       policy.CitationStage
	}{
		{"in force", with(document, cites), 0, 0, policy.Noted},
		{"fallen", fallen, 0, 0, policy.Fallen},
		{"fallen, and nobody owes a look", fallen[:len(fallen)-1], 0, 1, policy.Fallen},
		{"nobody was asked", slices.Concat(document, []journal.Entry{cites}, repealing), 0, 1, policy.Noted},
		{"written about what had fallen", slices.Concat(document, repealing, []journal.Entry{cites}), 0, 0, policy.Noted},
		{"by what ends it", slices.Concat(document, repealing[:7], []journal.Entry{step(5, "cite", "noted", 2)}, repealing[7:]), 0, 0, policy.Noted},
		{"by itself", slices.Concat(document, []journal.Entry{step(5, "cite", "noted", 1)}, repealing), 0, 0, policy.Noted},
		{"falls for nothing", with(document, cites, falls, look("open", "open")), 1, 0, policy.Fallen},
		{"looked at", with(fallen, looks, look("meet", "met")), 0, 0, policy.Looked},
		{"looked at, and still owed", with(fallen, looks), 0, 1, policy.Looked},
		{"looked at out of the blue", with(document, cites, looks), 1, 0, policy.Looked},
		{"on line anew", with(fallen, look("meet", "met"), live, step(6, "cite", "noted", 50)), 0, 0, policy.Noted},
		{"on line anew, and still owed", with(fallen, live, step(6, "cite", "noted", 50)), 0, 1, policy.Noted},
		{"owed by nothing", with(document, look("open", "open")), 0, 1, ""},
	} {
		c := recounted(t, nil, row.entries...)
		n, wrong := c.Citations()
		if len(c.Odd) != row.odd || len(wrong) != row.wrong || row.want != "" && n[row.want] != 1 {
			t.Errorf("%s: %v, %q %q", row.name, n, c.Odd, wrong)
		}
	}
}
