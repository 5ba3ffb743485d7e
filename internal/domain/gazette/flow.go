package gazette

import (
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See  auth.Perm = "gazette.see"
	Edit auth.Perm = "gazette.edit" // put an issue together; who releases it signs an item of publish
)

// Policy says who has them.
var Policy = auth.Policy{
	See:  {auth.Clerk, auth.Head, auth.Signer, auth.Office, auth.Counsel, auth.Supervisor},
	Edit: {auth.Office},
}

// A Status is how far an issue is.
type Status string

// The states.
const (
	Draft     Status = "draft"
	Compiled  Status = "compiled" // laid out: its item waits to be released
	Issued    Status = "issued"
	Discarded Status = "discarded"
)

// An Act is what is done to an issue.
type Act string

// The acts.
const (
	ActMake    Act = "gazette.make"
	ActEdit    Act = "gazette.edit"
	ActCompile Act = "gazette.compile"
	ActReopen  Act = "gazette.reopen"
	ActIssue   Act = "gazette.issue" // its item has come on line
	ActDiscard Act = "gazette.discard"
)

// carried is Article 23 of the regulation: what is to be public is made public by the gazette too.
const carried law.Ref = "foi:23"

// Flow is the life of an issue. The issue has no permission of its own: it is the release of the
// item, which asks for four signatures.
var Flow = flow.Table[Status, Act]{
	{Act: ActMake, To: Draft, Perm: Edit},
	{From: []Status{Draft}, Act: ActEdit, To: Draft, Perm: Edit},
	{From: []Status{Draft}, Act: ActCompile, To: Compiled, Perm: Edit, Basis: carried},
	{From: []Status{Compiled}, Act: ActReopen, To: Draft, Perm: Edit},
	{From: []Status{Compiled}, Act: ActIssue, To: Issued, Basis: carried, Shown: true},
	{From: []Status{Draft}, Act: ActDiscard, To: Discarded, Perm: Edit},
}

// final lists the states in which an issue may end.
var final = []Status{Issued, Discarded}
