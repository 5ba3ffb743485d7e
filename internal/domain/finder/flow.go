package finder

import (
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See     auth.Perm = "finder.see"     // the measures of one's units
	Write   auth.Perm = "finder.write"   // draft a measure
	Approve auth.Perm = "finder.approve" // make it public, find that it still holds, take it back
)

// Policy says who has them.
var Policy = auth.Policy{
	See:     {auth.Clerk, auth.Head, auth.Office, auth.Supervisor},
	Write:   {auth.Clerk, auth.Office},
	Approve: {auth.Head, auth.Office},
}

// A Status is where a measure stands.
type Status string

// The states of a measure.
const (
	Draft     Status = "draft"     // 起草
	Waiting   Status = "asked"     // 待复核
	Open      Status = "open"      // 公开
	Doubted   Status = "doubted"   // 待核: a clause has changed, or the document has fallen
	Ended     Status = "ended"     // 已结束
	Discarded Status = "discarded" // 已删除
)

// Public lists the states in which everybody knows of a measure.
var Public = []Status{Open, Doubted, Ended}

// offered lists those in which the finder judges it.
var offered = []Status{Open, Doubted}

// An Act is what is done to a measure.
type Act string

// The acts on a measure.
const (
	ActMake     Act = "finder.make"
	ActEdit     Act = "finder.edit"
	ActAsk      Act = "finder.ask"
	ActReturn   Act = "finder.return"
	ActApprove  Act = "finder.approve"
	ActDoubt    Act = "finder.doubt" // by itself: a clause has changed
	ActUphold   Act = "finder.uphold"
	ActWithdraw Act = "finder.withdraw"
	ActEnd      Act = "finder.end"
	ActDiscard  Act = "finder.discard"
)

// norm is 国办发〔2018〕37号: what is not in force is not what anybody may rest on.
const norm law.Ref = "norm"

// Flow is the life of a measure. Whoever wrote the conditions neither makes them public nor
// finds that they still hold.
var Flow = flow.Table[Status, Act]{
	{Act: ActMake, To: Draft, Perm: Write},
	{From: []Status{Draft}, Act: ActEdit, To: Draft, Perm: Write},
	{From: []Status{Draft}, Act: ActAsk, To: Waiting, Perm: Write},
	{From: []Status{Waiting}, Act: ActReturn, To: Draft, Perm: Approve},
	{From: []Status{Waiting}, Act: ActApprove, To: Open, Perm: Approve, NotBy: []Act{ActEdit, ActAsk}, Shown: true},
	{From: []Status{Open, Doubted}, Act: ActDoubt, To: Doubted, Basis: norm, Shown: true},
	{From: []Status{Doubted}, Act: ActUphold, To: Open, Perm: Approve, NotBy: []Act{ActEdit, ActAsk}, Basis: norm, Shown: true},
	{From: []Status{Open, Doubted}, Act: ActWithdraw, To: Draft, Perm: Approve, Shown: true},
	{From: []Status{Open, Doubted}, Act: ActEnd, To: Ended, Perm: Approve, Shown: true},
	{From: []Status{Draft}, Act: ActDiscard, To: Discarded, Perm: Write},
}

// final lists the states in which a life may end.
var final = []Status{Ended, Discarded}
