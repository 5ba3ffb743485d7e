package proposal

import (
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See    auth.Perm = "proposal.see"    // the proposals of one's units
	Raise  auth.Perm = "proposal.raise"  // propose what one's unit was asked for
	Decide auth.Perm = "proposal.decide" // accept, decline, begin the draft
)

// Policy says who has them.
var Policy = auth.Policy{
	See:    {auth.Clerk, auth.Head, auth.Signer, auth.Office},
	Raise:  {auth.Clerk, auth.Head, auth.Office},
	Decide: {auth.Office},
}

// A Status is where a proposal stands.
type Status string

// The states of a proposal.
const (
	Open     Status = "open"     // 待研究
	Accepted Status = "accepted" // 已采纳: a draft is under way
	Declined Status = "declined" // 未采纳
	Released Status = "released" // 已主动公开
)

// An Act is what is done to a proposal.
type Act string

// The acts on a proposal.
const (
	ActFind    Act = "proposal.find"    // the job found it
	ActSuggest Act = "proposal.suggest" // an applicant did
	ActRaise   Act = "proposal.raise"   // staff did
	ActAdd     Act = "proposal.add"     // more evidence came
	ActAgain   Act = "proposal.again"   // more evidence came for what was declined
	ActAccept  Act = "proposal.accept"
	ActDecline Act = "proposal.decline"
	ActDraft   Act = "proposal.draft"   // a draft anew
	ActRelease Act = "proposal.release" // the item is public
)

// The articles that steps rest on.
const (
	often     law.Ref = "foi:44"
	permitted law.Ref = "foi:19"
)

// Flow is the life of a proposal. What follows from records has no permission: the
// job finds it, the code of a request stands for its applicant, a release ends it.
var Flow = flow.Table[Status, Act]{
	{Act: ActFind, To: Open, Basis: often},
	{Act: ActSuggest, To: Open, Basis: often},
	{Act: ActRaise, To: Open, Perm: Raise, Basis: often},
	{From: []Status{Open}, Act: ActAdd, To: Open, Basis: often},
	{From: []Status{Accepted}, Act: ActAdd, To: Accepted, Basis: often},
	{From: []Status{Released}, Act: ActAdd, To: Released, Basis: often},
	{From: []Status{Declined}, Act: ActAgain, To: Open, Basis: often},
	{From: []Status{Open}, Act: ActAccept, To: Accepted, Perm: Decide, NotBy: []Act{ActRaise}, Basis: often},
	{From: []Status{Open, Accepted}, Act: ActDecline, To: Declined, Perm: Decide, NotBy: []Act{ActRaise}, Basis: often},
	{From: []Status{Accepted}, Act: ActDraft, To: Accepted, Perm: Decide},
	{From: []Status{Accepted}, Act: ActRelease, To: Released, Basis: permitted},
}

// final lists the states in which a life may end.
var final = []Status{Released}

// byRecords are the acts that no person is offered.
var byRecords = []Act{ActAdd, ActAgain, ActRelease}
