package proposal

import (
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/platform/auth"
)

func TestTable(t *testing.T) {
	if err := Flow.Check(final...); err != nil {
		t.Error(err)
	}
}

// TestWhoMay asks for every role, state and act whether the table permits it.
func TestWhoMay(t *testing.T) {
	where := map[Act][]Status{ActAccept: {Open}, ActDecline: {Open, Accepted}, ActDraft: {Accepted}}
	for _, role := range auth.Roles {
		a := auth.Actor{Kind: auth.Person, ID: 1, Grants: []auth.Grant{{Role: role, Perms: Policy.Perms(role), Units: auth.Units{IDs: []int64{7}}}}}
		for _, from := range []Status{Open, Accepted, Declined, Released} {
			for _, unit := range []int64{7, 8} {
				next := Flow.Next(a, &Proposal{UnitID: unit, Status: from})
				for act, states := range where {
					want := role == auth.Office && unit == 7 && slices.Contains(states, from)
					if got := slices.Contains(next, act); got != want {
						t.Errorf("%s, unit %d, %s, %s: %v", role, unit, from, act, got)
					}
				}
			}
		}
	}
}

// TestFourEyes: who raised it does not decide on it.
func TestFourEyes(t *testing.T) {
	a := auth.Actor{Kind: auth.Person, ID: 5, Grants: []auth.Grant{{Role: auth.Office, Perms: Policy.Perms(auth.Office), Units: auth.Units{All: true}}}}
	for _, from := range []Status{Open, Accepted} {
		next := Flow.Next(a, &Proposal{Status: from, By: map[Act]int64{ActRaise: 5}})
		if slices.Contains(next, ActAccept) || slices.Contains(next, ActDecline) {
			t.Errorf("from %s who raised it may %v", from, next)
		}
	}
}
