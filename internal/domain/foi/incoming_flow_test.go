package foi

import (
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/platform/auth"
)

// TestWhoSorts asks for every role, state and act whether the table permits it.
func TestWhoSorts(t *testing.T) {
	if err := IncomingFlow.Check(Registered, Upheld); err != nil {
		t.Error(err)
	}
	spec := map[Act][]Sorted{ActRegister: {Unsorted}, ActSetAside: {Unsorted}, ActUphold: {Aside}, ActTakeBack: {Aside, Upheld}}
	for _, role := range auth.Roles {
		a := auth.Actor{Kind: auth.Person, ID: 1, Grants: []auth.Grant{{Role: role, Perms: Policy.Perms(role), Units: auth.Units{IDs: []int64{7}}}}}
		for _, from := range []Sorted{Unsorted, Registered, Aside, Upheld} {
			if other := IncomingFlow.Next(a, &Incoming{UnitID: 8, Status: from}); len(other) > 0 {
				t.Errorf("%s of another unit may %v", role, other)
			}
			next := IncomingFlow.Next(a, &Incoming{UnitID: 7, Status: from})
			for act, in := range spec {
				want := slices.Contains(in, from) && (role == auth.Clerk || role == auth.Office)
				if got := slices.Contains(next, act); got != want {
					t.Errorf("%s, %s, %s: %v", role, from, act, got)
				}
			}
		}
	}
}
