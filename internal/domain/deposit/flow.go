package deposit

import (
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See   auth.Perm = "deposit.see"   // the deposits and the differences
	Write auth.Perm = "deposit.write" // make a package, note what the city says, compare and explain
	Hand  auth.Perm = "deposit.hand"  // hand over a package that somebody else made
)

// Policy says who has them.
var Policy = auth.Policy{
	See:   {auth.Clerk, auth.Head, auth.Signer, auth.Office, auth.Counsel, auth.Supervisor},
	Write: {auth.Clerk, auth.Head, auth.Office},
	Hand:  {auth.Clerk, auth.Head, auth.Office},
}

// A Status is how far a deposit is.
type Status string

// The states of a deposit.
const (
	Ready    Status = "ready"    // 待报送
	Handed   Status = "handed"   // 已报送
	Received Status = "received" // 已接收
	Returned Status = "returned" // 已退回
	Voided   Status = "voided"   // 作废
)

// Statuses lists the states in the order of menus.
var Statuses = []Status{Ready, Handed, Received, Returned, Voided}

// An Act is what is done to a deposit, a difference or a line of one.
type Act string

// The acts on a deposit.
const (
	ActMake    Act = "deposit.make"
	ActHand    Act = "deposit.hand_over"
	ActReceive Act = "deposit.receive"
	ActReturn  Act = "deposit.return"
	ActVoid    Act = "deposit.void"
)

// The acts on a difference and its lines.
const (
	ActCompare Act = "deposit.compare"
	ActSettle  Act = "deposit.settle"  // no line of it waits any more
	ActReplace Act = "deposit.replace" // a later list was compared
	ActFind    Act = "deposit.find"    // a line that differs
	ActNote    Act = "deposit.explain" // somebody says why
	ActKeep    Act = "deposit.keep"    // what was said of the same line before still holds
	ActClear   Act = "deposit.clear"   // the next list no longer has it
	ActPass    Act = "deposit.pass"    // the next list still has it
)

// basis is 国办发〔2018〕37号: documents are registered, numbered and made known in one library.
const basis law.Ref = "norm"

// Flow is the life of a deposit. Who made the package does not hand it over. That the city has
// it is public.
var Flow = flow.Table[Status, Act]{
	{Act: ActMake, To: Ready, Perm: Write, Basis: basis},
	{From: []Status{Ready}, Act: ActHand, To: Handed, Perm: Hand, NotBy: []Act{ActMake}, Basis: basis},
	{From: []Status{Handed}, Act: ActReceive, To: Received, Perm: Write, Basis: basis, Shown: true},
	{From: []Status{Handed}, Act: ActReturn, To: Returned, Perm: Write},
	{From: []Status{Ready, Handed}, Act: ActVoid, To: Voided, Perm: Write},
}

// final lists the states in which a deposit may end.
var final = []Status{Received, Returned, Voided}

// A Progress is how far a difference is.
type Progress string

// The states of a difference.
const (
	Waiting  Progress = "waiting"  // lines of it wait for a look
	Settled  Progress = "settled"  // none does
	Replaced Progress = "replaced" // a later one stands in its place
)

// DifferenceFlow is the life of a difference.
var DifferenceFlow = flow.Table[Progress, Act]{
	{Act: ActCompare, To: Waiting, Perm: Write},
	{From: []Progress{Waiting}, Act: ActSettle, To: Settled},
	{From: []Progress{Waiting, Settled}, Act: ActReplace, To: Replaced},
}

// A Stage is how far a line of a difference is. One that is the same on both sides has none.
type Stage string

// The states of a line.
const (
	Open    Stage = "open"
	Noted   Stage = "noted"
	Cleared Stage = "cleared"
	Passed  Stage = "passed"
)

// LineFlow is the life of a line that is not the same on both sides.
var LineFlow = flow.Table[Stage, Act]{
	{Act: ActFind, To: Open},
	{From: []Stage{Open, Noted}, Act: ActNote, To: Noted, Perm: Write},
	{From: []Stage{Open}, Act: ActKeep, To: Noted},
	{From: []Stage{Open, Noted}, Act: ActClear, To: Cleared},
	{From: []Stage{Open, Noted}, Act: ActPass, To: Passed},
}
