package message

import (
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See     auth.Perm = "message.see"     // the letters to one's units; the contact masked
	Unmask  auth.Perm = "message.unmask"  // how to reach the sender, with a reason that stays
	Take    auth.Perm = "message.take"    // type in what came by another way; note a withdrawal
	Judge   auth.Perm = "message.judge"   // decide on what is held
	Handle  auth.Perm = "message.handle"  // sign for, give back, draft the reply
	Assign  auth.Perm = "message.assign"  // to another unit
	Lead    auth.Perm = "message.lead"    // the review of the unit
	Release auth.Perm = "message.release" // the review of the office; extend, publish, report back
)

// Policy says who has them.
var Policy = auth.Policy{
	See:     {auth.Clerk, auth.Head, auth.Office},
	Unmask:  {auth.Clerk, auth.Head, auth.Office},
	Take:    {auth.Clerk, auth.Office},
	Judge:   {auth.Office},
	Handle:  {auth.Clerk, auth.Office},
	Assign:  {auth.Head, auth.Office},
	Lead:    {auth.Head},
	Release: {auth.Office},
}

// A Status is where a letter stands.
type Status string

// The states of a letter.
const (
	Held      Status = "held"      // 待核查: looked at by a person before it goes on
	Received  Status = "received"  // 待签收
	Handling  Status = "handling"  // 办理中
	Leading   Status = "leading"   // 待单位负责人审核
	Releasing Status = "releasing" // 待政府办审核
	Replied   Status = "replied"   // 已答复
	Refused   Status = "refused"   // 不予受理
	Withdrawn Status = "withdrawn" // 已撤回
)

// Alive lists the states in which an answer is still owed.
var Alive = []Status{Held, Received, Handling, Leading, Releasing}

// final lists the states in which a life may end.
var final = []Status{Replied, Refused, Withdrawn}

// An Act is what is done to a letter.
type Act string

// The acts on a letter. Those of its sender have no permission: for them stands the code.
const (
	ActFile     Act = "message.file"    // on the portal
	ActHold     Act = "message.hold"    // on the portal, and held
	ActReceive  Act = "message.receive" // typed in by staff
	ActAdmit    Act = "message.admit"
	ActRefuse   Act = "message.refuse"
	ActAppeal   Act = "message.appeal"
	ActSign     Act = "message.sign"     // 签收
	ActTransfer Act = "message.transfer" // 转办
	ActBack     Act = "message.back"     // 退回
	ActWish     Act = "message.wish"     // propose an extension
	ActExtend   Act = "message.extend"
	ActDeny     Act = "message.deny"
	ActReply    Act = "message.reply" // hand the draft in
	ActReturn   Act = "message.return"
	ActPass     Act = "message.pass" // to the office
	ActReject   Act = "message.reject"
	ActSignOff  Act = "message.sign_off" // where the review of the unit is enough
	ActAnswer   Act = "message.answer"
	ActPublish  Act = "message.publish"
	ActConceal  Act = "message.conceal"
	ActReport   Act = "message.report"
	ActUrge     Act = "message.urge"
	ActRate     Act = "message.rate"
	ActReopen   Act = "message.reopen"
	ActWithdraw Act = "message.withdraw"
)

// Senders lists the acts that a sender does.
var Senders = []Act{ActFile, ActHold, ActAppeal, ActUrge, ActRate, ActReopen, ActWithdraw}

// Flow is the life of a letter. Whoever drafted a reply reviews it in neither place, and
// who refused a letter does not decide on the appeal.
var Flow = flow.Table[Status, Act]{
	{Act: ActFile, To: Received},
	{Act: ActHold, To: Held},
	{Act: ActReceive, To: Received, Perm: Take},
	{From: []Status{Held}, Act: ActAdmit, To: Received, Perm: Judge, NotBy: []Act{ActRefuse}},
	{From: []Status{Held}, Act: ActRefuse, To: Refused, Perm: Judge, NotBy: []Act{ActRefuse}},
	{From: []Status{Received, Handling}, Act: ActRefuse, To: Refused, Perm: Judge, NotBy: []Act{ActRefuse}},
	{From: []Status{Refused}, Act: ActAppeal, To: Held},
	{From: []Status{Received}, Act: ActSign, To: Handling, Perm: Handle},
	{From: []Status{Received, Handling}, Act: ActTransfer, To: Received, Perm: Assign},
	{From: []Status{Received, Handling}, Act: ActBack, To: Received, Perm: Handle},
	{From: []Status{Handling}, Act: ActWish, To: Handling, Perm: Handle},
	{From: []Status{Handling}, Act: ActExtend, To: Handling, Perm: Release, NotBy: []Act{ActWish}},
	{From: []Status{Handling}, Act: ActDeny, To: Handling, Perm: Release, NotBy: []Act{ActWish}},
	{From: []Status{Handling}, Act: ActReply, To: Leading, Perm: Handle},
	{From: []Status{Leading}, Act: ActReturn, To: Handling, Perm: Lead},
	{From: []Status{Leading}, Act: ActPass, To: Releasing, Perm: Lead, NotBy: []Act{ActReply}},
	{From: []Status{Leading}, Act: ActSignOff, To: Replied, Perm: Lead, NotBy: []Act{ActReply}},
	{From: []Status{Releasing}, Act: ActReject, To: Handling, Perm: Release},
	{From: []Status{Releasing}, Act: ActAnswer, To: Replied, Perm: Release, NotBy: []Act{ActReply, ActPass}},
	{From: []Status{Replied}, Act: ActPublish, To: Replied, Perm: Release},
	{From: []Status{Replied}, Act: ActConceal, To: Replied, Perm: Release},
	{From: []Status{Replied}, Act: ActReport, To: Replied, Perm: Release},
	{From: []Status{Refused}, Act: ActReport, To: Refused, Perm: Release},
	{From: []Status{Received}, Act: ActUrge, To: Received},
	{From: []Status{Handling}, Act: ActUrge, To: Handling},
	{From: []Status{Leading}, Act: ActUrge, To: Leading},
	{From: []Status{Releasing}, Act: ActUrge, To: Releasing},
	{From: []Status{Replied}, Act: ActRate, To: Replied},
	{From: []Status{Replied}, Act: ActReopen, To: Handling},
	{From: []Status{Held, Received, Handling}, Act: ActWithdraw, To: Withdrawn},
}
