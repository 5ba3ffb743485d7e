package remedy

import (
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/platform/auth"
)

func TestFlow(t *testing.T) {
	if err := Flow.Check(final...); err != nil {
		t.Error(err)
	}
}

// TestWhoMay asks for every role, kind, state and act whether it is permitted, and
// compares with what is wanted of each person, written down once more.
func TestWhoMay(t *testing.T) {
	staff, office := []auth.Role{auth.Clerk, auth.Office}, []auth.Role{auth.Office}
	spec := map[Act]struct {
		who   []auth.Role
		kinds []Kind
		where []Status
	}{
		ActAnswer: {staff, []Kind{Review, Suit}, []Status{Open}},
		ActDecide: {staff, []Kind{Review, Suit}, []Status{Open, Pending}},
		ActJudge:  {office, []Kind{Complaint}, []Status{Open}},
		ActFulfil: {staff, []Kind{Complaint, Review, Suit}, []Status{Decided}},
		ActVoid:   {office, []Kind{Complaint, Review, Suit}, []Status{Open, Pending}},
	}
	for _, role := range auth.Roles {
		a := auth.Actor{Kind: auth.Person, ID: 1, Grants: []auth.Grant{{Role: role, Perms: Policy.Perms(role), Units: auth.Units{IDs: []int64{7}}}}}
		for _, kind := range []Kind{Complaint, Review, Suit} {
			for _, from := range []Status{Open, Pending, Decided, Fulfilled, Void} {
				c := &Case{UnitID: 7, Kind: kind, Status: from, RedoBy: "2023-10-08"}
				for act, want := range spec {
					may := slices.Contains(want.who, role) && slices.Contains(want.kinds, kind) && slices.Contains(want.where, from)
					if got := slices.Contains(c.acts(a), act); got != may {
						t.Errorf("%s %s from %s of a %s: %v, want %v", role, act, from, kind, got, may)
					}
				}
				if other := (&Case{UnitID: 8, Kind: kind, Status: from}).acts(a); len(other) != 0 {
					t.Errorf("%s of another unit may %v", role, other)
				}
			}
		}
	}
	done := &Case{UnitID: 7, Kind: Review, Status: Decided}
	clerk := auth.Actor{Kind: auth.Person, ID: 1, Grants: []auth.Grant{{Role: auth.Clerk, Perms: Policy.Perms(auth.Clerk), Units: auth.Units{All: true}}}}
	if got := done.acts(clerk); len(got) != 0 {
		t.Errorf("nothing was ordered, and %v is offered", got)
	}
}
