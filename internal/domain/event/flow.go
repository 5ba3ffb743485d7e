package event

import (
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See     auth.Perm = "event.see"     // the events of one's units, and who enrolled; contacts masked
	Unmask  auth.Perm = "event.unmask"  // how to reach who enrolled, with a reason that stays
	Write   auth.Perm = "event.write"   // draft, enrol who calls, note who came, write the minutes
	Approve auth.Perm = "event.approve" // announce, change and call off an event, publish its minutes
)

// Policy says who has them.
var Policy = auth.Policy{
	See:     {auth.Clerk, auth.Head, auth.Office, auth.Supervisor},
	Unmask:  {auth.Clerk, auth.Head, auth.Office},
	Write:   {auth.Clerk, auth.Office},
	Approve: {auth.Head, auth.Office},
}

// A Status is where an event or an enrolment stands.
type Status string

// The states of an event.
const (
	Draft     Status = "draft"     // 起草
	Asked     Status = "asked"     // 待批准
	Open      Status = "open"      // 报名中
	Closed    Status = "closed"    // 报名截止
	Held      Status = "held"      // 已举行，待整理纪要
	Noted     Status = "noted"     // 纪要待批准
	Told      Status = "told"      // 纪要已公布
	Cancelled Status = "cancelled" // 已取消
	Discarded Status = "discarded"
)

// Public lists the states in which everybody knows of an event.
var Public = []Status{Open, Closed, Held, Noted, Told, Cancelled}

// The states of an enrolment.
const (
	Waiting   Status = "waiting"   // 候补
	Placed    Status = "placed"    // 有名额
	Came      Status = "came"      // 已签到
	Withdrawn Status = "withdrawn" // 已取消报名
)

// An Act is what is done to an event or an enrolment.
type Act string

// The acts on an event.
const (
	ActMake    Act = "event.make"
	ActEdit    Act = "event.edit"
	ActAsk     Act = "event.ask"
	ActReturn  Act = "event.return"
	ActApprove Act = "event.approve"
	ActChange  Act = "event.change" // when, where, how many
	ActClose   Act = "event.close"  // by itself, when the enrolment is over
	ActCancel  Act = "event.cancel"
	ActHold    Act = "event.hold" // by itself, when it is over
	ActAdd     Act = "event.add"  // a photograph
	ActDrop    Act = "event.drop" // a photograph
	ActNote    Act = "event.note" // hand the minutes in
	ActRefuse  Act = "event.refuse"
	ActTell    Act = "event.tell"
	ActDiscard Act = "event.discard"
)

// The acts on an enrolment. Those of the person have no permission: for them stands the code.
const (
	ActEnrol    Act = "event.enrol"    // on the portal
	ActTake     Act = "event.take"     // by staff, for who calls
	ActSeat     Act = "event.seat"     // by itself, down the list
	ActWithdraw Act = "event.withdraw" // by the person
	ActCome     Act = "event.come"     // 签到
	ActMiss     Act = "event.miss"     // that was a mistake
)

// Flow is the life of an event. Whoever wrote it does not announce it, and whoever wrote the
// minutes does not publish them. What has taken place ends with its minutes alone.
var Flow = flow.Table[Status, Act]{
	{Act: ActMake, To: Draft, Perm: Write},
	{From: []Status{Draft}, Act: ActEdit, To: Draft, Perm: Write},
	{From: []Status{Draft}, Act: ActAsk, To: Asked, Perm: Write},
	{From: []Status{Asked}, Act: ActReturn, To: Draft, Perm: Approve},
	{From: []Status{Asked}, Act: ActApprove, To: Open, Perm: Approve, NotBy: []Act{ActEdit, ActAsk}, Shown: true},
	{From: []Status{Open}, Act: ActChange, To: Open, Perm: Approve, Shown: true},
	{From: []Status{Closed}, Act: ActChange, To: Closed, Perm: Approve, Shown: true},
	{From: []Status{Open}, Act: ActClose, To: Closed, Shown: true},
	{From: []Status{Open, Closed}, Act: ActCancel, To: Cancelled, Perm: Approve, Shown: true},
	{From: []Status{Closed}, Act: ActHold, To: Held, Shown: true},
	{From: []Status{Held}, Act: ActAdd, To: Held, Perm: Write},
	{From: []Status{Held}, Act: ActDrop, To: Held, Perm: Write},
	{From: []Status{Held}, Act: ActNote, To: Noted, Perm: Write},
	{From: []Status{Noted}, Act: ActRefuse, To: Held, Perm: Approve},
	{From: []Status{Noted}, Act: ActTell, To: Told, Perm: Approve, NotBy: []Act{ActNote}, Shown: true},
	{From: []Status{Draft}, Act: ActDiscard, To: Discarded, Perm: Write},
}

// EnrolmentFlow is the life of an enrolment.
var EnrolmentFlow = flow.Table[Status, Act]{
	{Act: ActEnrol, To: Waiting},
	{Act: ActTake, To: Waiting, Perm: Write},
	{From: []Status{Waiting}, Act: ActSeat, To: Placed},
	{From: []Status{Waiting, Placed}, Act: ActWithdraw, To: Withdrawn},
	{From: []Status{Placed}, Act: ActCome, To: Came, Perm: Write},
	{From: []Status{Came}, Act: ActMiss, To: Placed, Perm: Write},
}

// The states in which a life may end.
var (
	final          = []Status{Told, Cancelled, Discarded}
	finalEnrolment = []Status{Waiting, Placed, Came, Withdrawn}
)
