package unit

import (
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/platform/profile"
)

// TestReach looks for the contact of a unit: its own, from above, from the office, none.
func TestReach(t *testing.T) {
	tree := []Unit{
		{ID: 1, Kind: Government},
		{ID: 2, ParentID: 1, Kind: Office, Contact: profile.Contact{Phone: "2"}},
		{ID: 3, ParentID: 1, Contact: profile.Contact{Address: "3"}},
		{ID: 4, ParentID: 3},
		{ID: 5, ParentID: 1},
		{ID: 6, ParentID: 6}, // of no tree: the search has to end
	}
	for id, want := range map[int64]int64{1: 2, 2: 2, 3: 3, 4: 3, 5: 2, 6: 2, 7: 2} {
		if got := Reach(tree, id); got == nil || got.ID != want {
			t.Errorf("unit %d is reached at %+v, not at %d", id, got, want)
		}
	}
	closed := slices.Clone(tree)
	closed[1].Closed = "2026-01-01"
	mute := slices.Clone(tree)
	mute[1].Contact = profile.Contact{}
	for _, units := range [][]Unit{closed, mute, nil} {
		if got := Reach(units, 5); got != nil {
			t.Errorf("unit 5 is reached at %+v", got)
		}
	}
	if got := Reach(closed, 4); got == nil || got.ID != 3 {
		t.Errorf("unit 4 is reached at %+v", got)
	}
}
