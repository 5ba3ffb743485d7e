package cleanup

import (
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See     auth.Perm = "cleanup.see"     // the clean-ups, and the verdicts of one's units
	Write   auth.Perm = "cleanup.write"   // propose a verdict
	Approve auth.Perm = "cleanup.approve" // approve one that somebody else proposed
	Lead    auth.Perm = "cleanup.lead"    // start a clean-up, ask again, write its announcement
)

// Policy says who has them.
var Policy = auth.Policy{
	See:     {auth.Clerk, auth.Head, auth.Signer, auth.Office, auth.Counsel, auth.Supervisor},
	Write:   {auth.Clerk, auth.Head, auth.Office},
	Approve: {auth.Head, auth.Office},
	Lead:    {auth.Office},
}

// A Status is how far a clean-up is.
type Status string

// The states of a clean-up.
const (
	Draft     Status = "draft"
	Running   Status = "running"   // 清理中
	Compiled  Status = "compiled"  // the announcement waits to be released
	Announced Status = "announced" // 结果已公布
	Stopped   Status = "stopped"   // without a result
	Discarded Status = "discarded"
)

// Public lists the states in which everybody knows of a clean-up.
var Public = []Status{Running, Compiled, Announced, Stopped}

// An Act is what is done to a clean-up or a verdict.
type Act string

// The acts on a clean-up.
const (
	ActMake     Act = "cleanup.make"
	ActEdit     Act = "cleanup.edit"
	ActStart    Act = "cleanup.start"
	ActExtend   Act = "cleanup.extend"
	ActCompile  Act = "cleanup.compile"
	ActReopen   Act = "cleanup.reopen"
	ActAnnounce Act = "cleanup.announce" // its item has come on line
	ActStop     Act = "cleanup.stop"
	ActDiscard  Act = "cleanup.discard"
)

// The acts on a verdict.
const (
	ActOwe     Act = "cleanup.owe" // the start asks for it
	ActPropose Act = "cleanup.propose"
	ActApprove Act = "cleanup.approve"
	ActRefuse  Act = "cleanup.refuse"
	ActBack    Act = "cleanup.back"
	ActSettle  Act = "cleanup.settle" // what it asked for has been done
)

// norm is 国办发〔2018〕37号: documents are cleaned up, and the result is published.
const norm law.Ref = "norm"

// Flow is the life of a clean-up. The announcement has no permission of its own: it is the
// release of the item, which asks for four signatures.
var Flow = flow.Table[Status, Act]{
	{Act: ActMake, To: Draft, Perm: Lead},
	{From: []Status{Draft}, Act: ActEdit, To: Draft, Perm: Lead},
	{From: []Status{Draft}, Act: ActStart, To: Running, Perm: Lead, Basis: norm, Shown: true},
	{From: []Status{Running}, Act: ActExtend, To: Running, Perm: Lead, Shown: true},
	{From: []Status{Running}, Act: ActCompile, To: Compiled, Perm: Lead, Basis: norm},
	{From: []Status{Compiled}, Act: ActReopen, To: Running, Perm: Lead},
	{From: []Status{Compiled}, Act: ActAnnounce, To: Announced, Basis: norm, Shown: true},
	{From: []Status{Running}, Act: ActStop, To: Stopped, Perm: Lead, Shown: true},
	{From: []Status{Draft}, Act: ActDiscard, To: Discarded, Perm: Lead},
}

// A Stage is how far a verdict is.
type Stage string

// The states of a verdict.
const (
	Open     Stage = "open"
	Proposed Stage = "proposed"
	Approved Stage = "approved"
)

// VerdictFlow is the life of a verdict. Whoever proposes one does not approve it.
var VerdictFlow = flow.Table[Stage, Act]{
	{Act: ActOwe, To: Open},
	{From: []Stage{Open, Proposed}, Act: ActPropose, To: Proposed, Perm: Write, Basis: norm},
	{From: []Stage{Proposed}, Act: ActApprove, To: Approved, Perm: Approve, NotBy: []Act{ActPropose}, Basis: norm},
	{From: []Stage{Proposed}, Act: ActRefuse, To: Open, Perm: Approve},
	{From: []Stage{Approved}, Act: ActBack, To: Open, Perm: Lead},
	{From: []Stage{Approved}, Act: ActSettle, To: Approved},
}

// byItself lists the acts that nobody presses: they follow from what others do.
var byItself = []Act{ActAnnounce, ActSettle}

// final lists the states in which a clean-up may end.
var final = []Status{Announced, Stopped, Discarded}
