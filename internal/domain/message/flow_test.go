package message

import (
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/platform/auth"
)

func TestTable(t *testing.T) {
	if err := Flow.Check(final...); err != nil {
		t.Error(err)
	}
	if err := TemplateFlow.Check(TemplateEnded); err != nil {
		t.Error(err)
	}
}

// TestWhoMay asks for every role, state and act whether the table permits it, and
// compares with what is written down once more.
func TestWhoMay(t *testing.T) {
	clerks, heads, office := []auth.Role{auth.Clerk, auth.Office}, []auth.Role{auth.Head}, []auth.Role{auth.Office}
	spec := map[Act]struct {
		who   []auth.Role
		where []Status
	}{
		ActAdmit: {office, []Status{Held}}, ActRefuse: {office, []Status{Held, Received, Handling}}, ActSign: {clerks, []Status{Received}},
		ActTransfer: {[]auth.Role{auth.Head, auth.Office}, []Status{Received, Handling}}, ActBack: {clerks, []Status{Received, Handling}},
		ActWish: {clerks, []Status{Handling}}, ActExtend: {office, []Status{Handling}}, ActDeny: {office, []Status{Handling}}, ActReply: {clerks, []Status{Handling}},
		ActReturn: {heads, []Status{Leading}}, ActPass: {heads, []Status{Leading}}, ActSignOff: {heads, []Status{Leading}},
		ActReject: {office, []Status{Releasing}}, ActAnswer: {office, []Status{Releasing}},
		ActPublish: {office, []Status{Replied}}, ActConceal: {office, []Status{Replied}}, ActReport: {office, []Status{Replied, Refused}},
		// The sender's own: the service asks for the code.
		ActAppeal: {auth.Roles, []Status{Refused}}, ActUrge: {auth.Roles, []Status{Received, Handling, Leading, Releasing}}, ActRate: {auth.Roles, []Status{Replied}},
		ActReopen: {auth.Roles, []Status{Replied}}, ActWithdraw: {auth.Roles, []Status{Held, Received, Handling}},
	}
	for _, role := range auth.Roles {
		a := auth.Actor{Kind: auth.Person, ID: 1, Grants: []auth.Grant{{Role: role, Perms: Policy.Perms(role), Units: auth.Units{IDs: []int64{7}}}}}
		for _, from := range append(slices.Clone(Alive), final...) {
			next := Flow.Next(a, &Message{UnitID: 7, Status: from})
			for act, s := range spec {
				want := slices.Contains(s.who, role) && slices.Contains(s.where, from)
				if got := slices.Contains(next, act); got != want {
					t.Errorf("%s, %s, %s: %v", role, from, act, got)
				}
			}
		}
	}
}

// TestFourEyes: who drafted a reply reviews it in neither place, who passed it on does not
// send it, who asked for an extension does not grant it, who refused a letter does not
// decide on the appeal.
func TestFourEyes(t *testing.T) {
	one := auth.Actor{Kind: auth.Person, ID: 5}
	for _, r := range auth.Roles {
		one.Grants = append(one.Grants, auth.Grant{Role: r, Perms: Policy.Perms(r), Units: auth.Units{All: true}})
	}
	for _, tt := range []struct {
		from     Status
		did, act Act
	}{
		{Leading, ActReply, ActSignOff},
		{Leading, ActReply, ActPass},
		{Releasing, ActReply, ActAnswer},
		{Releasing, ActPass, ActAnswer},
		{Handling, ActWish, ActExtend},
		{Held, ActRefuse, ActAdmit},
		{Held, ActRefuse, ActRefuse},
	} {
		may := func(who int64) bool {
			return slices.Contains(Flow.Next(one, &Message{Status: tt.from, By: map[Act]int64{tt.did: who}}), tt.act)
		}
		if may(5) || !may(6) {
			t.Errorf("who did %s may %s: %v, another: %v", tt.did, tt.act, may(5), may(6))
		}
	}
}
