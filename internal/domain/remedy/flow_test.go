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
// compares with what is wanted of each person, written down once more. A complaint
// stands for three: one that the office judges, the same before somebody whom it is
// about, and one about the office itself.
func TestWhoMay(t *testing.T) {
	staff, office := []auth.Role{auth.Clerk, auth.Office}, []auth.Role{auth.Office}
	const judged, own, above = "judged", "own", "above"
	all := []string{string(Review), string(Suit), judged, own, above}
	spec := map[Act]struct {
		who   []auth.Role
		cases []string
		where []Status
	}{
		ActAnswer:   {staff, []string{string(Review), string(Suit)}, []Status{Open}},
		ActDecide:   {staff, []string{string(Review), string(Suit)}, []Status{Open, Pending}},
		ActAmend:    {staff, []string{string(Review), string(Suit)}, []Status{Decided, Fulfilled}},
		ActJudge:    {office, []string{judged}, []Status{Open}},
		ActPass:     {office, []string{above}, []Status{Open}},
		ActWithdraw: {office, []string{judged}, []Status{Open}},
		ActRedo:     {staff, all, []Status{Decided}},
		ActFulfil:   {staff, all, []Status{Decided}},
		ActVoid:     {office, []string{string(Review), string(Suit), judged}, []Status{Open, Pending}},
	}
	for _, role := range auth.Roles {
		a := auth.Actor{Kind: auth.Person, ID: 1, Grants: []auth.Grant{{Role: role, Perms: Policy.Perms(role), Units: auth.Units{IDs: []int64{7}}}}}
		for _, name := range all {
			for _, from := range []Status{Open, Pending, Decided, Fulfilled, Withdrawn, Passed, Void} {
				c := &Case{UnitID: 7, Kind: Kind(name), Status: from, RedoBy: "2023-10-08", Request: 5}
				if name == judged || name == own || name == above {
					c.Kind = Complaint
				}
				if name == judged || name == own {
					c.JudgeID = 9
				}
				for act, want := range spec {
					may := slices.Contains(want.who, role) && slices.Contains(want.cases, name) && slices.Contains(want.where, from)
					if got := slices.Contains(c.acts(a, name == own), act); got != may {
						t.Errorf("%s %s from %s of a %s: %v, want %v", role, act, from, name, got, may)
					}
				}
				if other := (&Case{UnitID: 8, Kind: c.Kind, Status: from}).acts(a, false); len(other) != 0 {
					t.Errorf("%s of another unit may %v", role, other)
				}
			}
		}
	}
	clerk := auth.Actor{Kind: auth.Person, ID: 1, Grants: []auth.Grant{{Role: auth.Clerk, Perms: Policy.Perms(auth.Clerk), Units: auth.Units{All: true}}}}
	if got := (&Case{UnitID: 7, Kind: Review, Status: Decided, By: map[Act]int64{ActDecide: 1}}).acts(clerk, false); len(got) != 0 {
		t.Errorf("nothing was ordered, who recorded it may not put it right, and %v is offered", got)
	}
	if got := (&Case{UnitID: 7, Kind: Complaint, JudgeID: 9, Status: Open, Way: Portal}).acts(auth.Actor{
		Kind: auth.Person, ID: 1, Grants: []auth.Grant{{Role: auth.Office, Perms: Policy.Perms(auth.Office), Units: auth.Units{All: true}}},
	}, false); slices.Contains(got, ActVoid) {
		t.Error("what somebody sent is voided as a mistake of the desk")
	}
}
