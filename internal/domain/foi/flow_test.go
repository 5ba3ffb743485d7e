package foi

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
// compares with what the law wants of each person, written down once more.
func TestWhoMay(t *testing.T) {
	anybody := auth.Roles
	handling := []Status{Handling}
	spec := map[Act]struct {
		who   []auth.Role
		where []Status
	}{
		ActProposeClose: {[]auth.Role{auth.Clerk, auth.Office}, []Status{Waiting}},
		ActConfirm:      {[]auth.Role{auth.Clerk, auth.Office}, []Status{Waiting}}, ActAssign: {[]auth.Role{auth.Head, auth.Office}, []Status{Received, Handling}},
		ActTransfer: {[]auth.Role{auth.Head, auth.Office}, []Status{Waiting, Received, Handling}},
		ActSplit:    {[]auth.Role{auth.Clerk, auth.Office}, handling}, ActClarify: {[]auth.Role{auth.Clerk, auth.Office}, handling},
		ActAmend: {anybody, []Status{Amending}}, ActAsk: {[]auth.Role{auth.Clerk, auth.Office}, handling}, ActReach: {[]auth.Role{auth.Clerk, auth.Office}, handling},
		ActHear: {[]auth.Role{auth.Clerk, auth.Office}, []Status{Handling, Reviewing, Clearing, Signing, Serving}}, ActUnreach: {[]auth.Role{auth.Clerk, auth.Office}, handling}, ActWonder: {[]auth.Role{auth.Clerk, auth.Office}, handling},
		ActWeigh: {[]auth.Role{auth.Clerk, auth.Office}, handling}, ActDelay: {[]auth.Role{auth.Head}, handling},
		ActPropose: {[]auth.Role{auth.Clerk, auth.Office}, handling}, ActExtend: {[]auth.Role{auth.Head}, handling},
		ActProposeFee: {[]auth.Role{auth.Clerk, auth.Office}, handling}, ActDeclineFee: {[]auth.Role{auth.Head}, handling},
		ActCharge: {[]auth.Role{auth.Head}, handling}, ActPay: {[]auth.Role{auth.Clerk, auth.Office}, []Status{Charging}},
		ActWork: {[]auth.Role{auth.Clerk, auth.Office}, handling}, ActDraft: {[]auth.Role{auth.Clerk, auth.Office}, handling}, ActSubmit: {[]auth.Role{auth.Clerk, auth.Office}, handling},
		ActReview: {[]auth.Role{auth.Head}, []Status{Reviewing}}, ActClear: {[]auth.Role{auth.Secrecy}, []Status{Clearing}}, ActSign: {[]auth.Role{auth.Signer}, []Status{Signing}},
		ActServe: {[]auth.Role{auth.Clerk, auth.Office}, []Status{Serving}}, ActBounce: {[]auth.Role{auth.Clerk, auth.Office}, []Status{Answered}},
		ActResend:   {[]auth.Role{auth.Clerk, auth.Office}, []Status{Bounced}},
		ActWithdraw: {anybody, Alive}, ActLapse: {anybody, []Status{Amending, Charging}},
		ActRestore: {[]auth.Role{auth.Clerk, auth.Office}, []Status{Lapsed, Archived}}, ActRestoreFee: {[]auth.Role{auth.Clerk, auth.Office}, []Status{Lapsed, Archived}},
		ActOverrule: {[]auth.Role{auth.Clerk, auth.Office}, handling},
		ActDismiss:  {[]auth.Role{auth.Clerk, auth.Office}, []Status{Lapsed}},
		ActArchive:  {[]auth.Role{auth.Clerk, auth.Office}, []Status{Answered, Lapsed, Withdrawn, Closed}},
	}
	returns := map[Status]auth.Role{Reviewing: auth.Head, Clearing: auth.Secrecy, Signing: auth.Signer, Serving: auth.Signer}
	closes := map[Status][]auth.Role{Waiting: {auth.Head, auth.Office}, Received: {auth.Head, auth.Office}, Handling: {auth.Head, auth.Office}}
	public := []Act{ActAmend, ActWithdraw, ActLapse} // the service asks: a code, a clerk, a job
	states := slices.Concat(Alive, []Status{Answered, Bounced, Lapsed, Withdrawn, Closed, Archived})
	var acts []Act
	for _, s := range Flow {
		if s.From != nil && !slices.Contains(acts, s.Act) {
			acts = append(acts, s.Act)
		}
	}
	for _, role := range auth.Roles {
		a := auth.Actor{Kind: auth.Person, ID: 1, Grants: []auth.Grant{{Role: role, Perms: Policy.Perms(role), Units: auth.Units{IDs: []int64{7}}}}}
		for _, from := range states {
			other := Flow.Next(a, &Request{UnitID: 8, Status: from})
			if i := slices.IndexFunc(other, func(act Act) bool { return !slices.Contains(public, act) }); i >= 0 {
				t.Errorf("%s of another unit may %s from %s", role, other[i], from)
			}
			next := Flow.Next(a, &Request{UnitID: 7, Status: from})
			for _, act := range acts {
				want := slices.Contains(spec[act].who, role) && slices.Contains(spec[act].where, from)
				if act == ActReturn {
					want = returns[from] == role
				}
				if act == ActClose {
					want = slices.Contains(closes[from], role)
				}
				if got := slices.Contains(next, act); got != want {
					t.Errorf("%s, %s, %s: %v", role, from, act, got)
				}
			}
		}
	}
}

// TestFourEyes walks the reply with one person who has every role: at no step may
// that person follow themself.
func TestFourEyes(t *testing.T) {
	one := auth.Actor{Kind: auth.Person, ID: 5}
	for _, r := range auth.Roles {
		one.Grants = append(one.Grants, auth.Grant{Role: r, Perms: Policy.Perms(r), Units: auth.Units{All: true}})
	}
	for _, c := range []struct {
		from Status
		did  Act
		not  Act
	}{
		{Reviewing, ActDraft, ActReview},
		{Reviewing, ActSubmit, ActReview},
		{Reviewing, ActWork, ActReview},
		{Clearing, ActReview, ActClear},
		{Clearing, ActDraft, ActClear},
		{Clearing, ActWork, ActClear},
		{Signing, ActClear, ActSign},
		{Signing, ActReview, ActSign},
		{Signing, ActSubmit, ActSign},
		{Signing, ActWork, ActSign},
		{Handling, ActPropose, ActExtend},
		{Handling, ActProposeFee, ActCharge},
		{Handling, ActProposeFee, ActDeclineFee},
		{Handling, ActWeigh, ActDelay},
		{Waiting, ActProposeClose, ActClose},
		{Handling, ActReceive, ActClose},
		{Received, ActConfirm, ActClose},
	} {
		if slices.Contains(Flow.Next(one, &Request{Status: c.from, By: map[Act]int64{c.did: 5}}), c.not) {
			t.Errorf("who did %s may %s", c.did, c.not)
		}
	}
}
