package duty

import (
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See   auth.Perm = "duty.see"   // the duties of one's units
	Meet  auth.Perm = "duty.meet"  // whose daily work it is: they are reminded
	Watch auth.Perm = "duty.watch" // told when a duty of a unit is late
	Move  auth.Perm = "duty.move"  // extend, suspend, resume, waive
)

// Policy says who has them.
var Policy = auth.Policy{
	See:   {auth.Clerk, auth.Head, auth.Signer, auth.Office, auth.Secrecy, auth.Counsel, auth.Supervisor, auth.Admin},
	Meet:  {auth.Clerk},
	Watch: {auth.Head, auth.Office},
	Move:  {auth.Office},
}

// A Status is where a duty stands.
type Status string

// The states of a duty.
const (
	Open      Status = "open"
	Suspended Status = "suspended"
	Met       Status = "met"
	Waived    Status = "waived"
)

// An Act is what is done to a duty.
type Act string

// The acts on a duty.
const (
	ActOpen    Act = "duty.open"
	ActClaim   Act = "duty.claim"   // evidence was handed in
	ActReject  Act = "duty.reject"  // it was returned or withdrawn
	ActCount   Act = "duty.count"   // it was accepted, and more is owed
	ActMeet    Act = "duty.meet"    // it was accepted, and no more is owed
	ActExtend  Act = "duty.extend"  // a later day
	ActSuspend Act = "duty.suspend" // the clock stands still
	ActResume  Act = "duty.resume"
	ActWaive   Act = "duty.waive"
	ActSooner  Act = "duty.sooner" // evidence came to light that is older
	ActLapse   Act = "duty.lapse"  // the noun that opened it no longer asks for it
	ActFollow  Act = "duty.follow" // the clock of the thing was moved
	ActHold    Act = "duty.hold"   // and stands still
	ActGoOn    Act = "duty.go_on"  // and goes on
)

// basis is the article under which an office keeps watch over what its units
// owe and when: assessment of the work of open government, Article 46. The day
// itself has its own basis, in Duty.Basis.
const basis law.Ref = "foi:46"

// Flow is the life of a duty. The steps without a permission of their own are
// made by the noun that owes, whose own table has asked already. Evidence that
// was handed in before the clock was stopped is decided on while it stands still.
var Flow = flow.Table[Status, Act]{
	{Act: ActOpen, To: Open, Clock: deadline.Start, Basis: basis},
	{From: []Status{Open}, Act: ActClaim, To: Open},
	{From: []Status{Open}, Act: ActReject, To: Open},
	{From: []Status{Suspended}, Act: ActReject, To: Suspended},
	{From: []Status{Open}, Act: ActCount, To: Open},
	{From: []Status{Suspended}, Act: ActCount, To: Suspended},
	{From: []Status{Open, Suspended}, Act: ActMeet, To: Met, Clock: deadline.Stop, Basis: basis},
	{From: []Status{Met}, Act: ActSooner, To: Met},
	{From: []Status{Open}, Act: ActExtend, To: Open, Perm: Move},
	{From: []Status{Open}, Act: ActSuspend, To: Suspended, Perm: Move, Clock: deadline.Pause, Basis: basis},
	{From: []Status{Suspended}, Act: ActResume, To: Open, Perm: Move, Clock: deadline.Resume, Basis: basis},
	{From: []Status{Open, Suspended}, Act: ActWaive, To: Waived, Perm: Move, Clock: deadline.Stop, Basis: basis},
	{From: []Status{Open}, Act: ActFollow, To: Open},
	{From: []Status{Suspended}, Act: ActFollow, To: Suspended},
	{From: []Status{Open}, Act: ActHold, To: Suspended},
	{From: []Status{Suspended}, Act: ActGoOn, To: Open},
	{From: []Status{Open, Suspended}, Act: ActLapse, To: Waived, Clock: deadline.Stop, Basis: basis},
}
