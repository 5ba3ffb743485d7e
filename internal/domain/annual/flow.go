package annual

import (
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See     auth.Perm = "annual.see"     // the reports of one's units
	Write   auth.Perm = "annual.write"   // draw one up
	Approve auth.Perm = "annual.approve" // answer for it in the unit (年报30号: 分管负责人是第一责任人)
	Accept  auth.Perm = "annual.accept"  // take it over in the department in charge
)

// Policy says who has them.
var Policy = auth.Policy{
	See:     {auth.Clerk, auth.Head, auth.Signer, auth.Office, auth.Secrecy, auth.Counsel, auth.Supervisor, auth.Admin},
	Write:   {auth.Clerk, auth.Office},
	Approve: {auth.Head, auth.Signer},
	Accept:  {auth.Office},
}

// A Status is where a report stands.
type Status string

// The states of a report.
const (
	Draft     Status = "draft"     // the numbers follow the records
	Frozen    Status = "frozen"    // the numbers are fixed, with the cases behind them
	Submitted Status = "submitted" // the head of the unit looks at it
	Returned  Status = "returned"
	Approved  Status = "approved" // the department in charge looks at it
	Accepted  Status = "accepted" // it counts in the report of the government
	Published Status = "published"
	Restated  Status = "restated" // a later edition took its place
	Discarded Status = "discarded"
)

// An Act is what is done to a report.
type Act string

// The acts on a report.
const (
	ActOpen    Act = "annual.open"    // the year is over: the job began it
	ActBegin   Act = "annual.begin"   // somebody did
	ActRestate Act = "annual.restate" // the next edition of one that was accepted
	ActEdit    Act = "annual.edit"    // its text
	ActEnter   Act = "annual.enter"   // numbers that no record holds
	ActRead    Act = "annual.read"    // all of its numbers, from a file
	ActFill    Act = "annual.fill"    // all of its numbers, cell by cell
	ActFreeze  Act = "annual.freeze"
	ActSubmit  Act = "annual.submit"
	ActReturn  Act = "annual.return"
	ActApprove Act = "annual.approve"
	ActAccept  Act = "annual.accept"
	ActDraft   Act = "annual.draft"   // the draft of publish begins
	ActRelease Act = "annual.release" // it is public
	ActReplace Act = "annual.replace" // the next edition was accepted
	ActDiscard Act = "annual.discard"
)

// The articles that steps rest on.
const (
	drawnUp law.Ref = "foi:49"
	ofUnit  law.Ref = "foi:49.1"
)

var inHand = []Act{ActEdit, ActEnter, ActRead, ActFill, ActFreeze, ActSubmit}

// Flow is the life of a report. What follows from records has no permission: the job
// begins reports, a release ends the way of one, the next edition takes its place.
var Flow = flow.Table[Status, Act]{
	{Act: ActOpen, To: Draft, Basis: drawnUp},
	{Act: ActBegin, To: Draft, Perm: Write, Basis: drawnUp},
	{Act: ActRestate, To: Draft, Perm: Write, Basis: drawnUp},
	{From: []Status{Draft}, Act: ActEdit, To: Draft, Perm: Write},
	{From: []Status{Frozen}, Act: ActEdit, To: Frozen, Perm: Write},
	{From: []Status{Returned}, Act: ActEdit, To: Returned, Perm: Write},
	{From: []Status{Draft, Frozen, Returned}, Act: ActEnter, To: Draft, Perm: Write},
	{From: []Status{Draft, Frozen, Returned}, Act: ActRead, To: Draft, Perm: Write},
	{From: []Status{Draft, Frozen, Returned}, Act: ActFill, To: Draft, Perm: Write},
	{From: []Status{Draft, Frozen, Returned}, Act: ActFreeze, To: Frozen, Perm: Write},
	{From: []Status{Frozen}, Act: ActSubmit, To: Submitted, Perm: Write, Basis: drawnUp},
	{From: []Status{Submitted}, Act: ActApprove, To: Approved, Perm: Approve, NotBy: inHand, Basis: drawnUp},
	{From: []Status{Submitted}, Act: ActReturn, To: Returned, Perm: Approve},
	{From: []Status{Approved}, Act: ActAccept, To: Accepted, Perm: Accept, NotBy: append([]Act{ActApprove}, inHand...), Basis: ofUnit},
	{From: []Status{Approved}, Act: ActReturn, To: Returned, Perm: Accept},
	{From: []Status{Accepted}, Act: ActDraft, To: Accepted, Perm: Write},
	{From: []Status{Accepted}, Act: ActRelease, To: Published, Basis: drawnUp},
	{From: []Status{Accepted, Published}, Act: ActReplace, To: Restated, Basis: drawnUp},
	{From: []Status{Draft, Frozen, Returned}, Act: ActDiscard, To: Discarded, Perm: Accept},
}

// final lists the states in which a life may end.
var final = []Status{Published, Restated, Discarded}

// byRecords are the acts that no person is offered.
var byRecords = []Act{ActRelease, ActReplace}

// counts lists the states whose numbers add up in the report of the government.
var counts = []Status{Accepted, Published}

// open lists the states of a report that is still in hand; a unit has one a year.
var open = []Status{Draft, Frozen, Submitted, Returned, Approved}
