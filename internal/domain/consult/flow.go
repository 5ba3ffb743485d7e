package consult

import (
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See     auth.Perm = "consult.see"     // the consultations of one's units, and their opinions; contacts masked
	Unmask  auth.Perm = "consult.unmask"  // how to reach who sent an opinion, with a reason that stays
	Write   auth.Perm = "consult.write"   // draft, type in letters, decide on opinions, hold the hearing
	Approve auth.Perm = "consult.approve" // begin a consultation, publish its outcome
)

// Policy says who has them.
var Policy = auth.Policy{
	See:     {auth.Clerk, auth.Head, auth.Office, auth.Supervisor},
	Unmask:  {auth.Clerk, auth.Head, auth.Office},
	Write:   {auth.Clerk, auth.Office},
	Approve: {auth.Head, auth.Office},
}

// A Status is where a consultation, an opinion or a hearing stands.
type Status string

// The states of a consultation.
const (
	Draft     Status = "draft"  // 起草
	Asked     Status = "asked"  // 待批准
	Open      Status = "open"   // 征求意见中
	Closed    Status = "closed" // 已截止，正在研究
	Found     Status = "found"  // 采纳情况待批准
	Told      Status = "told"   // 采纳情况已公布
	Discarded Status = "discarded"
)

// Public lists the states in which everybody knows of a consultation.
var Public = []Status{Open, Closed, Found, Told}

// The states of an opinion. That it is decided is no state of its own: a decision has it.
const (
	Received  Status = "received"  // 已收到
	Aside     Status = "aside"     // 不作为意见处理
	Withdrawn Status = "withdrawn" // 已撤回
)

// The states of a hearing.
const (
	Called    Status = "called"    // 报名中
	Drawn     Status = "drawn"     // 参加人已确定
	Delivered Status = "delivered" // 材料已送达
	Held      Status = "held"      // 已举行
	Cancelled Status = "cancelled" // 已取消
)

// An Act is what is done to a consultation, an opinion or a hearing.
type Act string

// The acts on a consultation.
const (
	ActMake    Act = "consult.make"
	ActEdit    Act = "consult.edit"
	ActAsk     Act = "consult.ask"
	ActReturn  Act = "consult.return"
	ActApprove Act = "consult.approve"
	ActExtend  Act = "consult.extend"
	ActClose   Act = "consult.close"  // by itself, after the last day
	ActRevise  Act = "consult.revise" // the text after
	ActDecide  Act = "consult.decide" // on a group of opinions
	ActChange  Act = "consult.change" // a decision
	ActUndo    Act = "consult.undo"   // a decision
	ActFind    Act = "consult.find"   // hand the outcome in
	ActRefuse  Act = "consult.refuse"
	ActTell    Act = "consult.tell"
	ActDiscard Act = "consult.discard"
)

// The acts on an opinion. Those of its sender have no permission: for them stands the code.
const (
	ActSend     Act = "consult.send"     // on the portal
	ActTake     Act = "consult.take"     // typed in by staff
	ActApart    Act = "consult.apart"    // out of the group of its copies
	ActAside    Act = "consult.aside"    // set aside, with a reason of the list
	ActRestore  Act = "consult.restore"  // as an opinion after all
	ActWithdraw Act = "consult.withdraw" // by its sender
)

// The acts on a hearing.
const (
	ActCall     Act = "consult.call"
	ActPostpone Act = "consult.postpone"
	ActDraw     Act = "consult.draw"
	ActDeliver  Act = "consult.deliver" // the material
	ActHold     Act = "consult.hold"    // and publish the minutes
	ActCancel   Act = "consult.cancel"
)

const (
	adoption law.Ref = "decision:32" // how opinions were adopted is explained
	hearings law.Ref = "decision:16"
)

// Flow is the life of a consultation. Whoever wrote the draft does not begin it, and whoever
// handed in the outcome does not publish it. Nothing ends it before its day.
var Flow = flow.Table[Status, Act]{
	{Act: ActMake, To: Draft, Perm: Write},
	{From: []Status{Draft}, Act: ActEdit, To: Draft, Perm: Write},
	{From: []Status{Draft}, Act: ActAsk, To: Asked, Perm: Write},
	{From: []Status{Asked}, Act: ActReturn, To: Draft, Perm: Approve},
	{From: []Status{Asked}, Act: ActApprove, To: Open, Perm: Approve, NotBy: []Act{ActEdit, ActAsk}, Basis: "decision:15", Shown: true},
	{From: []Status{Open}, Act: ActExtend, To: Open, Perm: Approve, Shown: true},
	{From: []Status{Open}, Act: ActClose, To: Closed, Shown: true},
	{From: []Status{Closed}, Act: ActRevise, To: Closed, Perm: Write},
	{From: []Status{Closed}, Act: ActDecide, To: Closed, Perm: Write},
	{From: []Status{Closed}, Act: ActChange, To: Closed, Perm: Write},
	{From: []Status{Closed}, Act: ActUndo, To: Closed, Perm: Write},
	{From: []Status{Closed}, Act: ActFind, To: Found, Perm: Write},
	{From: []Status{Found}, Act: ActRefuse, To: Closed, Perm: Approve},
	{From: []Status{Found}, Act: ActTell, To: Told, Perm: Approve, NotBy: []Act{ActFind}, Basis: adoption, Shown: true},
	{From: []Status{Draft}, Act: ActDiscard, To: Discarded, Perm: Write},
}

// OpinionFlow is the life of an opinion beside its decision. Whoever set one aside does not
// decide whether it was right to.
var OpinionFlow = flow.Table[Status, Act]{
	{Act: ActSend, To: Received},
	{Act: ActTake, To: Received, Perm: Write},
	{From: []Status{Received}, Act: ActApart, To: Received, Perm: Write},
	{From: []Status{Received}, Act: ActAside, To: Aside, Perm: Write},
	{From: []Status{Aside}, Act: ActRestore, To: Received, Perm: Write, NotBy: []Act{ActAside}},
	{From: []Status{Received}, Act: ActWithdraw, To: Withdrawn},
}

// HearingFlow is the life of a hearing.
var HearingFlow = flow.Table[Status, Act]{
	{Act: ActCall, To: Called, Perm: Approve, Basis: hearings, Shown: true},
	{From: []Status{Called}, Act: ActPostpone, To: Called, Perm: Approve, Shown: true},
	{From: []Status{Drawn}, Act: ActPostpone, To: Drawn, Perm: Approve, Shown: true},
	{From: []Status{Delivered}, Act: ActPostpone, To: Delivered, Perm: Approve, Shown: true},
	{From: []Status{Called}, Act: ActDraw, To: Drawn, Perm: Write, Shown: true},
	{From: []Status{Drawn}, Act: ActDeliver, To: Delivered, Perm: Write, Basis: hearings, Shown: true},
	{From: []Status{Delivered}, Act: ActHold, To: Held, Perm: Write, Shown: true},
	{From: []Status{Called, Drawn, Delivered}, Act: ActCancel, To: Cancelled, Perm: Approve, Shown: true},
}

// The states in which a life may end.
var (
	final        = []Status{Told, Discarded}
	finalOpinion = []Status{Received, Aside, Withdrawn}
	finalHearing = []Status{Held, Cancelled}
)
