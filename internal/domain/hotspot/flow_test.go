package hotspot

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

// TestWhoMay asks for every role, state and act whether the table permits it, and compares with what is written down
// once more.
func TestWhoMay(t *testing.T) {
	open, alive := []Status{Found, Named}, []Status{Found, Named, Shown}
	spec := map[Act][]Status{
		ActName: open, ActShow: {Named, Shown}, ActHide: {Shown}, ActMerge: open, ActSplit: open, ActConfirm: alive, ActRemove: alive, ActAside: open, ActBack: {Aside},
	}
	for _, role := range auth.Roles {
		a := auth.Actor{Kind: auth.Person, ID: 1, Grants: []auth.Grant{{Role: role, Perms: Policy.Perms(role), Units: auth.Units{IDs: []int64{7}}}}}
		for _, from := range Statuses {
			next := Flow.Next(a, &Spot{UnitID: 7, Status: from})
			for act, where := range spec {
				want := role == auth.Office && slices.Contains(where, from)
				if got := slices.Contains(next, act); got != want {
					t.Errorf("%s, %s, %s: %v", role, from, act, got)
				}
			}
		}
	}
}

// TestFourEyes: who names a theme does not show it to everybody.
func TestFourEyes(t *testing.T) {
	a := auth.Actor{Kind: auth.Person, ID: 5, Grants: []auth.Grant{{Role: auth.Office, Perms: Policy.Perms(auth.Office), Units: auth.Units{All: true}}}}
	may := func(who int64) bool {
		return slices.Contains(Flow.Next(a, &Spot{Status: Named, By: map[Act]int64{ActName: who}}), ActShow)
	}
	if may(5) || !may(6) {
		t.Errorf("who named it may show it: %v, another: %v", may(5), may(6))
	}
}
