package faq

import (
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See     auth.Perm = "faq.see"     // the entries of one's units
	Write   auth.Perm = "faq.write"   // draft an entry
	Approve auth.Perm = "faq.approve" // make it public, find that it still holds, take it back
)

// Policy says who has them.
var Policy = auth.Policy{
	See:     {auth.Clerk, auth.Head, auth.Office, auth.Supervisor},
	Write:   {auth.Clerk, auth.Office},
	Approve: {auth.Head, auth.Office},
}

// A Status is where an entry stands.
type Status string

// The states of an entry.
const (
	Draft     Status = "draft"     // 起草
	Waiting   Status = "asked"     // 待审核
	Open      Status = "open"      // 公开
	Doubted   Status = "doubted"   // 待核: a clause has changed, or a document has fallen
	Ended     Status = "ended"     // 已失效
	Discarded Status = "discarded" // 已删除
)

// Public lists the states in which everybody knows of an entry.
var Public = []Status{Open, Doubted, Ended}

// offered lists those in which it answers.
var offered = []Status{Open, Doubted}

// An Act is what is done to an entry.
type Act string

// The acts on an entry.
const (
	ActMake     Act = "faq.make"
	ActEdit     Act = "faq.edit"
	ActAsk      Act = "faq.ask"
	ActReturn   Act = "faq.return"
	ActApprove  Act = "faq.approve"
	ActDoubt    Act = "faq.doubt" // by itself: a clause has changed
	ActUphold   Act = "faq.uphold"
	ActWithdraw Act = "faq.withdraw"
	ActEnd      Act = "faq.end"
	ActLapse    Act = "faq.lapse" // by itself: its term is over
	ActDiscard  Act = "faq.discard"
)

// norm is 国办发〔2018〕37号: what is not in force is not what anybody may rest on.
const norm law.Ref = "norm"

// Flow is the life of an entry. Whoever wrote an answer neither makes it public nor finds
// that it still holds.
var Flow = flow.Table[Status, Act]{
	{Act: ActMake, To: Draft, Perm: Write},
	{From: []Status{Draft}, Act: ActEdit, To: Draft, Perm: Write},
	{From: []Status{Draft}, Act: ActAsk, To: Waiting, Perm: Write},
	{From: []Status{Waiting}, Act: ActReturn, To: Draft, Perm: Approve},
	{From: []Status{Waiting}, Act: ActApprove, To: Open, Perm: Approve, NotBy: []Act{ActEdit, ActAsk}, Shown: true},
	{From: offered, Act: ActDoubt, To: Doubted, Basis: norm, Shown: true},
	{From: []Status{Doubted}, Act: ActUphold, To: Open, Perm: Approve, NotBy: []Act{ActEdit, ActAsk}, Basis: norm, Shown: true},
	{From: offered, Act: ActWithdraw, To: Draft, Perm: Approve, Shown: true},
	{From: offered, Act: ActEnd, To: Ended, Perm: Approve, Shown: true},
	{From: offered, Act: ActLapse, To: Ended, Shown: true},
	{From: []Status{Draft}, Act: ActDiscard, To: Discarded, Perm: Write},
}

// final lists the states in which a life may end.
var final = []Status{Ended, Discarded}
