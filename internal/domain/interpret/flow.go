package interpret

import (
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See    auth.Perm = "interpret.see"    // the interpretations of one's units, unfinished ones too
	Write  auth.Perm = "interpret.write"  // draft the plan and the material
	Except auth.Perm = "interpret.except" // let a document go before its interpretation
)

// Policy says who has them.
var Policy = auth.Policy{
	See:    {auth.Clerk, auth.Head, auth.Signer, auth.Office, auth.Secrecy, auth.Counsel, auth.Supervisor, auth.Admin},
	Write:  {auth.Clerk, auth.Head, auth.Office},
	Except: {auth.Signer, auth.Office},
}

// A Status is how far an interpretation is.
type Status string

// The states of an interpretation.
const (
	Draft     Status = "draft"    // 起草: goes with its document
	Excepted  Status = "excepted" // the document goes first
	Released  Status = "released"
	Discarded Status = "discarded"
)

// An Act is what is done to an interpretation.
type Act string

// The acts on an interpretation.
const (
	ActMake    Act = "interpret.make"
	ActEdit    Act = "interpret.edit"
	ActAdd     Act = "interpret.add"  // a piece
	ActDrop    Act = "interpret.drop" // a piece
	ActExcept  Act = "interpret.except"
	ActRelease Act = "interpret.release" // its item has come on line
	ActDiscard Act = "interpret.discard"
)

// together rests on the rules of the State Council's General Office for interpretations.
const together law.Ref = "points2016"

// Flow is the life of an interpretation. Who writes it does not decide that the document
// goes without it. Release has no permission of its own: it is the release of the item.
var Flow = flow.Table[Status, Act]{
	{Act: ActMake, To: Draft, Perm: Write},
	{From: []Status{Draft}, Act: ActEdit, To: Draft, Perm: Write},
	{From: []Status{Excepted}, Act: ActEdit, To: Excepted, Perm: Write},
	{From: []Status{Released}, Act: ActEdit, To: Released, Perm: Write},
	{From: []Status{Draft}, Act: ActAdd, To: Draft, Perm: Write},
	{From: []Status{Excepted}, Act: ActAdd, To: Excepted, Perm: Write},
	{From: []Status{Released}, Act: ActAdd, To: Released, Perm: Write},
	{From: []Status{Draft}, Act: ActDrop, To: Draft, Perm: Write},
	{From: []Status{Excepted}, Act: ActDrop, To: Excepted, Perm: Write},
	{From: []Status{Released}, Act: ActDrop, To: Released, Perm: Write},
	{From: []Status{Draft}, Act: ActExcept, To: Excepted, Perm: Except, NotBy: []Act{ActMake, ActEdit}, Basis: together},
	{From: []Status{Draft, Excepted, Released}, Act: ActRelease, To: Released, Basis: together, Shown: true},
	{From: []Status{Draft, Excepted}, Act: ActDiscard, To: Discarded, Perm: Write},
}

// byItself lists the acts that nobody presses.
var byItself = []Act{ActRelease}

// final lists the states in which a life may end.
var final = []Status{Released, Discarded}
