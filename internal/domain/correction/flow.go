package correction

import (
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See    auth.Perm = "correction.see"    // the corrections of one's units; the applicant masked
	Unmask auth.Perm = "correction.unmask" // who the applicant is, with a reason that stays
	Take   auth.Perm = "correction.take"   // receive at the counter or by letter; note a withdrawal
	Handle auth.Perm = "correction.handle" // check, read the proof, propose the result
	Assign auth.Perm = "correction.assign" // to another unit
	Tell   auth.Perm = "correction.tell"   // sign what the applicant is told
)

// Policy says who has them.
var Policy = auth.Policy{
	See:    {auth.Clerk, auth.Head, auth.Office},
	Unmask: {auth.Clerk, auth.Head, auth.Office},
	Take:   {auth.Clerk, auth.Office},
	Handle: {auth.Clerk, auth.Office},
	Assign: {auth.Head, auth.Office},
	Tell:   {auth.Head},
}

// A Status is where a correction stands.
type Status string

// The states of a correction.
const (
	Received  Status = "received"  // 已收到
	Checking  Status = "checking"  // 核实中
	Corrected Status = "corrected" // 已更正，待告知
	Refused   Status = "refused"   // 不予更正，待告知
	Forwarded Status = "forwarded" // 不归本机关，待告知
	Told      Status = "told"      // 已告知
	Withdrawn Status = "withdrawn" // 已撤回
)

// Alive lists the states in which the applicant still has to be told.
var Alive = []Status{Received, Checking, Corrected, Refused, Forwarded}

// An Act is what is done to a correction.
type Act string

// The acts on a correction.
const (
	ActFile     Act = "correction.file"    // on the portal
	ActReceive  Act = "correction.receive" // at the counter, by letter
	ActCheck    Act = "correction.check"
	ActTransfer Act = "correction.transfer" // to another unit of the district
	ActCorrect  Act = "correction.correct"
	ActRefuse   Act = "correction.refuse"
	ActForward  Act = "correction.forward" // to the organ that has the power
	ActReturn   Act = "correction.return"
	ActTell     Act = "correction.tell"
	ActWithdraw Act = "correction.withdraw"
)

// own is the article that all of it rests on.
const own law.Ref = "foi:41"

var decided = []Status{Corrected, Refused, Forwarded}

// Flow is the life of a correction. For the applicant stands the code. Whoever
// proposed the result does not sign it.
var Flow = flow.Table[Status, Act]{
	{Act: ActFile, To: Received, Basis: own},
	{Act: ActReceive, To: Received, Perm: Take, Basis: own},
	{From: []Status{Received}, Act: ActCheck, To: Checking, Perm: Handle, Basis: own},
	{From: []Status{Received, Checking}, Act: ActTransfer, To: Received, Perm: Assign, Basis: own},
	{From: []Status{Checking}, Act: ActCorrect, To: Corrected, Perm: Handle, Basis: own},
	{From: []Status{Checking}, Act: ActRefuse, To: Refused, Perm: Handle, Basis: own},
	{From: []Status{Checking}, Act: ActForward, To: Forwarded, Perm: Handle, Basis: own},
	{From: decided, Act: ActReturn, To: Checking, Perm: Tell},
	{From: decided, Act: ActTell, To: Told, Perm: Tell, NotBy: []Act{ActCorrect, ActRefuse, ActForward}, Basis: own},
	{From: []Status{Received, Checking}, Act: ActWithdraw, To: Withdrawn},
}

// final lists the states in which a life may end.
var final = []Status{Told, Withdrawn}
