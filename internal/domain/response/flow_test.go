package response

import (
	"slices"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/platform/auth"
)

func TestTable(t *testing.T) {
	if err := Flow.Check(final...); err != nil {
		t.Error(err)
	}
}

// TestWhoMay asks for every role, state and act whether the table permits it, and compares
// with what is written down once more.
func TestWhoMay(t *testing.T) {
	work, office, review := []auth.Role{auth.Clerk, auth.Head, auth.Office}, []auth.Role{auth.Office}, []auth.Role{auth.Head, auth.Office}
	open := []Status{Handling, Responded}
	spec := map[Act]struct {
		who   []auth.Role
		where []Status
	}{
		ActEdit: {work, []Status{Found}}, ActJudge: {office, []Status{Found, Handling}}, ActDraft: {work, open}, ActLink: {work, open}, ActUnlink: {work, open},
		ActPress: {work, open}, ActMeasure: {work, open}, ActSettle: {work, []Status{Responded}}, ActReopen: {review, []Status{Settled}}, ActReview: {review, []Status{Settled}},
		ActDoubt: {work, []Status{Handling}}, ActRefuse: {office, []Status{Doubted}}, ActDismiss: {office, []Status{Doubted}},
	}
	for _, role := range auth.Roles {
		a := auth.Actor{Kind: auth.Person, ID: 1, Grants: []auth.Grant{{Role: role, Perms: Policy.Perms(role), Units: auth.Units{IDs: []int64{7}}}}}
		for _, from := range append(slices.Clone(Alive), final...) {
			next := Flow.Next(a, &Concern{UnitID: 7, Status: from})
			for act, s := range spec {
				want := slices.Contains(s.who, role) && slices.Contains(s.where, from)
				if got := slices.Contains(next, act); got != want {
					t.Errorf("%s, %s, %s: %v", role, from, act, got)
				}
			}
		}
	}
}

// TestFourEyes: who says that a concern is untrue does not close it, and who settles one
// does not look back at it: nobody closes alone what that person found.
func TestFourEyes(t *testing.T) {
	one := auth.Actor{Kind: auth.Person, ID: 5}
	for _, r := range auth.Roles {
		one.Grants = append(one.Grants, auth.Grant{Role: r, Perms: Policy.Perms(r), Units: auth.Units{All: true}})
	}
	for _, tt := range []struct {
		from     Status
		did, act Act
	}{{Doubted, ActDoubt, ActDismiss}, {Doubted, ActDoubt, ActRefuse}, {Settled, ActSettle, ActReview}, {Settled, ActSettle, ActReopen}} {
		may := func(who int64) bool {
			return slices.Contains(Flow.Next(one, &Concern{Status: tt.from, By: map[Act]int64{ActNote: 5, tt.did: who}}), tt.act)
		}
		if may(5) || !may(6) {
			t.Errorf("who did %s may %s: %v, another: %v", tt.did, tt.act, may(5), may(6))
		}
	}
}

// TestStage: a clock comes to the fewest of the hours that it is within.
func TestStage(t *testing.T) {
	for left, want := range map[time.Duration]string{
		25 * time.Hour: "", 24 * time.Hour: "24", 5 * time.Hour: "24", 4 * time.Hour: "4", time.Minute: "1", 0: "1", -time.Millisecond: late,
	} {
		if got := stageOf(left, []int{24, 4, 1}); got != want {
			t.Errorf("%s left: %q, want %q", left, got, want)
		}
	}
}
