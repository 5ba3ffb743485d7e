package foi

import (
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See    auth.Perm = "foi.see"    // the requests of one's units; the applicant masked
	Unmask auth.Perm = "foi.unmask" // who the applicant is, with a reason that stays
	Take   auth.Perm = "foi.take"   // 登记: receive at the counter, confirm, close what is none
	Assign auth.Perm = "foi.assign" // to a person; to another unit
	Handle auth.Perm = "foi.handle" // 办理: every step of the work, and the draft of the reply
	Extend auth.Perm = "foi.extend" // what the head of the 工作机构 answers for: a later last day, Articles 33(2) and 35; a fee
	Review auth.Perm = "foi.review" // 审核
	Clear  auth.Perm = "foi.clear"  // 合法性、保密审查
	Sign   auth.Perm = "foi.sign"   // 签发
	Advise auth.Perm = "foi.advise" // 法律顾问: see what one is asked about, and answer
	Purge  auth.Perm = "foi.purge"  // what is anonymised after its term, and what is kept all the same
	Export auth.Perm = "foi.export" // take lists, figures and the ledger out as files, the applicants masked
	Import auth.Perm = "foi.import" // take over cases of earlier years that were handled on paper
	Help   auth.Perm = "foi.help"   // see what one's unit, or oneself as counsel, is asked about
)

// Policy says who has them.
var Policy = auth.Policy{
	See:    {auth.Clerk, auth.Head, auth.Signer, auth.Office, auth.Secrecy},
	Unmask: {auth.Clerk, auth.Head, auth.Office},
	Take:   {auth.Clerk, auth.Office},
	Assign: {auth.Head, auth.Office},
	Handle: {auth.Clerk, auth.Office},
	Extend: {auth.Head},
	Review: {auth.Head},
	Clear:  {auth.Secrecy},
	Sign:   {auth.Signer},
	Export: {auth.Head, auth.Office},
	Import: {auth.Office},
	Advise: {auth.Counsel},
	Purge:  {auth.Office},
	Help:   {auth.Clerk, auth.Office, auth.Counsel},
}

// A Status is where a request stands.
type Status string

// The states of a request.
const (
	Waiting   Status = "waiting"   // 待确认: not yet received in the sense of Article 31
	Received  Status = "received"  // 已收到, nobody has it yet
	Handling  Status = "handling"  // 办理中
	Amending  Status = "amending"  // 待补正: the applicant has to make it clear
	Charging  Status = "charging"  // 待缴费
	Reviewing Status = "reviewing" // the draft of the reply is with the head
	Clearing  Status = "clearing"  // 待合法性、保密审查
	Signing   Status = "signing"   // 待签发
	Serving   Status = "serving"   // 待送达
	Answered  Status = "answered"  // the reply was served
	Bounced   Status = "bounced"   // and came back
	Lapsed    Status = "lapsed"    // 视为放弃
	Withdrawn Status = "withdrawn" // 撤回
	Closed    Status = "closed"    // it was no request
	Archived  Status = "archived"  // 归档
)

// Alive lists the states in which a reply is still owed.
var Alive = []Status{Waiting, Received, Handling, Amending, Charging, Reviewing, Clearing, Signing, Serving}

// An Act is what is done to a request.
type Act string

// The acts on a request.
const (
	ActFile     Act = "foi.file"     // came by a channel that both sides have to confirm
	ActReceive  Act = "foi.receive"  // came over the counter, or was signed for
	ActConfirm  Act = "foi.confirm"  // 双方确认
	ActClose    Act = "foi.close"    // it is no request
	ActAssign   Act = "foi.assign"   // to a person
	ActTransfer Act = "foi.transfer" // to another unit of the district
	ActSplit    Act = "foi.split"    // 拆分
	ActClarify  Act = "foi.clarify"  // 补正告知
	ActAmend    Act = "foi.amend"    // the applicant made it clear
	ActAsk      Act = "foi.ask"      // 征求意见
	ActReach    Act = "foi.reach"    // who is asked has got the letter
	ActHear     Act = "foi.hear"     // and answered, or is silent
	ActUnreach  Act = "foi.unreach"  // no letter reaches who is asked
	ActOverrule Act = "foi.overrule" // to disclose against the objection of a third party, Article 32
	ActWonder   Act = "foi.wonder"   // 要求说明理由, Article 35
	ActWeigh    Act = "foi.weigh"    // the reasons were judged
	ActDelay    Act = "foi.delay"    // 延迟答复, Article 35
	ActPropose  Act = "foi.propose"  // an extension
	ActExtend   Act = "foi.extend"   // 延期
	ActCharge   Act = "foi.charge"   // 收费通知: the head agrees, and it goes out
	ActPay      Act = "foi.pay"      // 缴费
	ActWork     Act = "foi.work"     // on the items: what is decided on each
	ActDraft    Act = "foi.draft"    // the text of the reply
	ActSubmit   Act = "foi.submit"   // the draft, to the head
	ActReview   Act = "foi.review"
	ActClear    Act = "foi.clear"
	ActSign     Act = "foi.sign"
	ActReturn   Act = "foi.return"
	ActServe    Act = "foi.serve"  // 送达
	ActBounce   Act = "foi.bounce" // 退信
	ActResend   Act = "foi.resend" // served once more
	ActWithdraw Act = "foi.withdraw"
	ActLapse    Act = "foi.lapse" // not made clear, or not paid, in time

	ActProposeFee Act = "foi.propose_fee" // a fee
	ActDeclineFee Act = "foi.decline_fee" // the head does not agree to it

	ActProposeClose Act = "foi.propose_close" // that it is no request, before it was received

	ActRestore    Act = "foi.restore"     // it had been made clear in time, or comes with good reason
	ActRestoreFee Act = "foi.restore_fee" // it had been paid in time

	ActDismiss Act = "foi.dismiss" // 不再处理告知: who let a time pass is told
	ActArchive Act = "foi.archive"
	ActRedo    Act = "foi.redo" // answered anew: a request of its own, that counts nowhere
)

// The articles that steps rest on.
const (
	receipt law.Ref = "foi:31"
	unclear law.Ref = "foi:30"
	third   law.Ref = "foi:32"
	often   law.Ref = "foi:35"
	term    law.Ref = "foi:33.2"
	paused  law.Ref = "foi:33.3"
	charged law.Ref = "fee:6"
	secrecy law.Ref = "foi:17.2"
	filed   law.Ref = "foi:45"
	askable law.Ref = "foi:27"
	redone  law.Ref = "court:11"
)

// drafted are the acts of who wrote the reply.
var drafted = []Act{ActWork, ActDraft, ActSubmit}

// Flow is the life of a request. What the applicant does has no permission: the
// code of the request stands for it, or a clerk notes what came on paper. What
// follows from time alone (lapse) is made by a job; it is undone when what was waited
// for turns out to have come. An opinion of a third party that had come in time is
// heard until the reply is served, and the draft goes back for it.
var Flow = flow.Table[Status, Act]{
	{Act: ActFile, To: Waiting, Basis: askable},
	{Act: ActReceive, To: Received, Perm: Take, Clock: deadline.Start, Basis: receipt},
	{Act: ActRedo, To: Received, Perm: Handle, Clock: deadline.Start, Basis: redone},
	{From: []Status{Waiting}, Act: ActConfirm, To: Received, Perm: Take, Clock: deadline.Start, Basis: receipt},
	{From: []Status{Waiting}, Act: ActProposeClose, To: Waiting, Perm: Take},
	{From: []Status{Waiting}, Act: ActClose, To: Closed, Perm: Assign, NotBy: []Act{ActProposeClose}},
	{From: []Status{Received, Handling}, Act: ActClose, To: Closed, Perm: Assign, NotBy: []Act{ActReceive, ActConfirm}, Clock: deadline.Stop, Basis: filed},
	{From: []Status{Received, Handling}, Act: ActAssign, To: Handling, Perm: Assign},
	{From: []Status{Waiting}, Act: ActTransfer, To: Waiting, Perm: Assign},
	{From: []Status{Received, Handling}, Act: ActTransfer, To: Received, Perm: Assign},
	{From: []Status{Handling}, Act: ActSplit, To: Handling, Perm: Handle, Basis: charged},
	{From: []Status{Handling}, Act: ActClarify, To: Amending, Perm: Handle, Clock: deadline.Clear, Basis: unclear},
	{From: []Status{Amending}, Act: ActAmend, To: Handling, Clock: deadline.Start, Basis: unclear},
	{From: []Status{Handling}, Act: ActAsk, To: Handling, Perm: Handle, Clock: deadline.Pause, Basis: paused},
	{From: []Status{Handling}, Act: ActReach, To: Handling, Perm: Handle, Clock: deadline.Resume, Basis: third},
	{From: []Status{Handling}, Act: ActHear, To: Handling, Perm: Handle, Clock: deadline.Resume, Basis: paused},
	{From: []Status{Reviewing, Clearing, Signing, Serving}, Act: ActHear, To: Handling, Perm: Handle, Clock: deadline.Resume, Basis: third},
	{From: []Status{Handling}, Act: ActUnreach, To: Handling, Perm: Handle, Clock: deadline.Resume, Basis: paused},
	{From: []Status{Handling}, Act: ActOverrule, To: Handling, Perm: Handle, Basis: third},
	{From: []Status{Handling}, Act: ActWonder, To: Handling, Perm: Handle, Basis: often},
	{From: []Status{Handling}, Act: ActWeigh, To: Handling, Perm: Handle, Basis: often},
	{From: []Status{Handling}, Act: ActDelay, To: Handling, Perm: Extend, NotBy: []Act{ActWeigh}, Clock: deadline.Delay, Basis: often},
	{From: []Status{Handling}, Act: ActPropose, To: Handling, Perm: Handle, Basis: term},
	{From: []Status{Handling}, Act: ActExtend, To: Handling, Perm: Extend, NotBy: []Act{ActPropose}, Clock: deadline.Extend, Basis: term},
	{From: []Status{Handling}, Act: ActProposeFee, To: Handling, Perm: Handle, Basis: charged},
	{From: []Status{Handling}, Act: ActDeclineFee, To: Handling, Perm: Extend, NotBy: []Act{ActProposeFee}, Basis: charged},
	{From: []Status{Handling}, Act: ActCharge, To: Charging, Perm: Extend, NotBy: []Act{ActProposeFee}, Clock: deadline.Clear, Basis: charged},
	{From: []Status{Charging}, Act: ActPay, To: Handling, Perm: Handle, Clock: deadline.Start, Basis: charged},
	{From: []Status{Handling}, Act: ActWork, To: Handling, Perm: Handle},
	{From: []Status{Handling}, Act: ActDraft, To: Handling, Perm: Handle},
	{From: []Status{Handling}, Act: ActSubmit, To: Reviewing, Perm: Handle},
	{From: []Status{Reviewing}, Act: ActReview, To: Clearing, Perm: Review, NotBy: drafted},
	{From: []Status{Clearing}, Act: ActClear, To: Signing, Perm: Clear, NotBy: append(drafted[:3:3], ActReview), Basis: secrecy},
	{From: []Status{Signing}, Act: ActSign, To: Serving, Perm: Sign, NotBy: append(drafted[:3:3], ActReview, ActClear)},
	{From: []Status{Reviewing}, Act: ActReturn, To: Handling, Perm: Review},
	{From: []Status{Clearing}, Act: ActReturn, To: Handling, Perm: Clear},
	{From: []Status{Signing, Serving}, Act: ActReturn, To: Handling, Perm: Sign},
	{From: []Status{Serving}, Act: ActServe, To: Answered, Perm: Handle, Clock: deadline.Stop, Basis: term},
	{From: []Status{Answered}, Act: ActBounce, To: Bounced, Perm: Handle},
	{From: []Status{Bounced}, Act: ActResend, To: Answered, Perm: Handle},
	{From: []Status{Waiting}, Act: ActWithdraw, To: Withdrawn},
	{From: []Status{Received, Handling, Amending, Charging, Reviewing, Clearing, Signing, Serving}, Act: ActWithdraw, To: Withdrawn, Clock: deadline.Stop, Basis: filed},
	{From: []Status{Amending}, Act: ActLapse, To: Lapsed, Clock: deadline.Stop, Basis: unclear},
	{From: []Status{Charging}, Act: ActLapse, To: Lapsed, Clock: deadline.Stop, Basis: charged},
	{From: []Status{Lapsed, Archived}, Act: ActRestore, To: Amending, Perm: Handle, Clock: deadline.Reopen, Basis: unclear},
	{From: []Status{Lapsed, Archived}, Act: ActRestoreFee, To: Charging, Perm: Handle, Clock: deadline.Reopen, Basis: charged},
	{From: []Status{Lapsed}, Act: ActDismiss, To: Lapsed, Perm: Handle, Basis: unclear},
	{From: []Status{Answered, Lapsed, Withdrawn, Closed}, Act: ActArchive, To: Archived, Perm: Handle, Basis: filed},
}

// final lists the states in which a life may end.
var final = []Status{Archived}
