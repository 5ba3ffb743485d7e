package correction

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

// TestWhoMay asks for every role, state and act whether the table permits it, and
// compares with what is written down once more.
func TestWhoMay(t *testing.T) {
	clerks := []auth.Role{auth.Clerk, auth.Office}
	decided := []Status{Corrected, Refused, Forwarded}
	checking := []Status{Checking}
	spec := map[Act]struct {
		who   []auth.Role
		where []Status
	}{
		ActCheck: {clerks, []Status{Received}}, ActTransfer: {[]auth.Role{auth.Head, auth.Office}, []Status{Received, Checking}},
		ActCorrect: {clerks, checking}, ActRefuse: {clerks, checking}, ActForward: {clerks, checking},
		ActReturn: {[]auth.Role{auth.Head}, decided}, ActTell: {[]auth.Role{auth.Head}, decided},
		ActWithdraw: {auth.Roles, []Status{Received, Checking}}, // the service asks: a code, a clerk
	}
	for _, role := range auth.Roles {
		a := auth.Actor{Kind: auth.Person, ID: 1, Grants: []auth.Grant{{Role: role, Perms: Policy.Perms(role), Units: auth.Units{IDs: []int64{7}}}}}
		for _, from := range append(slices.Clone(Alive), final...) {
			next := Flow.Next(a, &Correction{UnitID: 7, Status: from})
			other := Flow.Next(a, &Correction{UnitID: 8, Status: from})
			for act, s := range spec {
				want := slices.Contains(s.who, role) && slices.Contains(s.where, from)
				if got := slices.Contains(next, act); got != want {
					t.Errorf("%s, %s, %s: %v", role, from, act, got)
				}
				if act != ActWithdraw && slices.Contains(other, act) {
					t.Errorf("%s of another unit may %s from %s", role, act, from)
				}
			}
		}
	}
}

// TestFourEyes: who proposed the result does not sign it.
func TestFourEyes(t *testing.T) {
	one := auth.Actor{Kind: auth.Person, ID: 5}
	for _, r := range auth.Roles {
		one.Grants = append(one.Grants, auth.Grant{Role: r, Perms: Policy.Perms(r), Units: auth.Units{All: true}})
	}
	for from, act := range map[Status]Act{Corrected: ActCorrect, Refused: ActRefuse, Forwarded: ActForward} {
		if slices.Contains(Flow.Next(one, &Correction{Status: from, By: map[Act]int64{act: 5}}), ActTell) {
			t.Errorf("who did %s may tell", act)
		}
	}
}
