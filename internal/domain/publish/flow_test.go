package publish

import (
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/platform/auth"
)

func TestTable(t *testing.T) {
	if err := Flow.Check(final...); err != nil {
		t.Error(err)
	}
	if err := BatchFlow.Check(BatchUndone); err != nil {
		t.Error(err)
	}
}

// TestWhoMay asks for every role, state and act whether the table permits it,
// and compares with what the law and the review form want of each person.
func TestWhoMay(t *testing.T) {
	may := map[Act][]auth.Role{
		ActDraft: {auth.Clerk, auth.Head, auth.Office}, ActEdit: {auth.Clerk, auth.Head, auth.Office}, ActSubmit: {auth.Clerk, auth.Head, auth.Office},
		ActReopen: {auth.Clerk, auth.Head, auth.Office}, ActDiscard: {auth.Clerk, auth.Head, auth.Office},
		ActReview: {auth.Head}, ActClear: {auth.Secrecy}, ActRefer: {auth.Secrecy}, ActSign: {auth.Signer}, ActKeep: {auth.Office}, ActOppose: {auth.Office}, ActReassess: {auth.Office},
		ActSchedule: {auth.Clerk, auth.Office}, ActUnschedule: {auth.Clerk, auth.Office}, ActRelease: {auth.Clerk, auth.Office},
		ActEmergency: {auth.Signer}, ActAdmit: {auth.Signer}, ActConfirm: {auth.Signer, auth.Office}, ActMark: {auth.Signer, auth.Office},
		ActWithdraw: {auth.Signer, auth.Office}, ActArchive: {auth.Signer, auth.Office}, ActRemove: {auth.Signer, auth.Office},
	}
	returns := map[Status]auth.Role{Submitted: auth.Head, Reviewed: auth.Secrecy, Cleared: auth.Signer, Approved: auth.Signer}
	all := append(slices.Clone(Unfinished), Live, Superseded, Withdrawn, Archived, Removed, Kept, Discarded)
	asked := 0
	for _, role := range auth.Roles {
		a := auth.Actor{Kind: auth.Person, ID: 1, Grants: []auth.Grant{{Role: role, Perms: Policy.Perms(role), Units: auth.Units{IDs: []int64{7}}}}}
		for _, from := range all {
			mine, other := &Edition{UnitID: 7, Status: from}, &Edition{UnitID: 8, Status: from}
			for _, act := range Flow.Next(a, other) {
				if !slices.Contains(byItself, act) {
					t.Errorf("%s of another unit may %s from %s", role, act, from)
				}
			}
			next := Flow.Next(a, mine)
			for _, st := range Flow {
				if !slices.Contains(st.From, from) {
					continue
				}
				want := slices.Contains(may[st.Act], role)
				if st.Act == ActReturn {
					want = returns[from] == role
				}
				if slices.Contains(byItself, st.Act) {
					want = true
				}
				if got := slices.Contains(next, st.Act); got != want {
					t.Errorf("%s, %s, %s: %v", role, from, st.Act, got)
				}
				asked++
			}
		}
	}
	if asked < 300 {
		t.Errorf("only %d questions asked", asked)
	}
}

// TestFourEyes walks the review with one person who has every role: at no step
// may that person follow themself.
func TestFourEyes(t *testing.T) {
	one := auth.Actor{Kind: auth.Person, ID: 5}
	for _, r := range auth.Roles {
		one.Grants = append(one.Grants, auth.Grant{Role: r, Perms: Policy.Perms(r), Units: auth.Units{All: true}})
	}
	for _, c := range []struct {
		e    Edition
		acts []Act
	}{
		{Edition{Status: Submitted, SubmitBy: 5}, []Act{ActReview, ActReturn}},
		{Edition{Status: Submitted, EditBy: 5}, []Act{ActReview, ActReturn}},
		{Edition{Status: Reviewed, ReviewBy: 5}, []Act{ActClear}},
		{Edition{Status: Reviewed, SubmitBy: 5}, []Act{ActClear, ActReturn}},
		{Edition{Status: Cleared, ClearBy: 5}, []Act{ActSign}},
		{Edition{Status: Cleared, ReviewBy: 5}, []Act{ActSign}},
		{Edition{Status: Cleared, EditBy: 5}, []Act{ActSign, ActKeep, ActOppose}},
		{Edition{Status: Live, HurryBy: 5, Emergency: true}, []Act{ActConfirm}},
	} {
		next := Flow.Next(one, &c.e)
		for _, act := range c.acts {
			if slices.Contains(next, act) {
				t.Errorf("%+v: the same person may %s", c.e.Status, act)
			}
		}
	}
}
