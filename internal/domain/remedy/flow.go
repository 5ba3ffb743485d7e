package remedy

import (
	"slices"

	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See    auth.Perm = "remedy.see"
	Take   auth.Perm = "remedy.take"   // 登记
	Handle auth.Perm = "remedy.handle" // answer, note the outcome, act on it
	Judge  auth.Perm = "remedy.judge"  // 核查处理投诉: the office in charge
	Unmask auth.Perm = "remedy.unmask" // who complains, with a reason that stays
	Papers auth.Perm = "remedy.papers" // keep and open the papers of a review or a suit, with a reason that stays
)

// Policy says who has them.
var Policy = auth.Policy{
	See:    {auth.Clerk, auth.Head, auth.Signer, auth.Office, auth.Counsel},
	Take:   {auth.Clerk, auth.Office},
	Handle: {auth.Clerk, auth.Office},
	Judge:  {auth.Office},
	Unmask: {auth.Office},
	Papers: {auth.Clerk, auth.Head, auth.Office},
}

// A Status is where a case stands.
type Status string

// The states.
const (
	Open      Status = "open"      // the unit has to answer, or the office to judge
	Pending   Status = "pending"   // answered; the organ of review or the court decides
	Decided   Status = "decided"   // with an outcome
	Fulfilled Status = "fulfilled" // and what it ordered was done
	Withdrawn Status = "withdrawn" // a complaint that was taken back
	Passed    Status = "passed"    // a complaint that the organ above the department in charge looks into
	Void      Status = "void"      // entered by mistake
)

// An Act is what is done to a case.
type Act string

// The acts.
const (
	ActComplain Act = "remedy.complain" // by the applicant, on the page of the request
	ActRegister Act = "remedy.register" // what came on paper, by telephone, from a court
	ActAnswer   Act = "remedy.answer"   // 提交答复书、答辩状和证据
	ActDecide   Act = "remedy.decide"   // the outcome of a review or a suit
	ActJudge    Act = "remedy.judge"    // of a complaint
	ActPass     Act = "remedy.pass"     // 转送: a complaint about the department in charge
	ActAmend    Act = "remedy.amend"    // an outcome that was recorded wrongly is put right
	ActRedo     Act = "remedy.redo"     // the request is answered anew, as was ordered
	ActFulfil   Act = "remedy.fulfil"   // 履行
	ActWithdraw Act = "remedy.withdraw" // by who complained, or noted for somebody
	ActVoid     Act = "remedy.void"
)

const (
	complained law.Ref = "foi:51"
	reviewed   law.Ref = "review:62"
	ordered    law.Ref = "court:11"
)

// Flow is the life of a case. Which acts a kind of remedy has is in fits.
var Flow = flow.Table[Status, Act]{
	{Act: ActComplain, To: Open, Basis: complained},
	{Act: ActRegister, To: Open, Perm: Take, Basis: complained},
	{From: []Status{Open}, Act: ActAnswer, To: Pending, Perm: Handle, Basis: reviewed},
	{From: []Status{Open, Pending}, Act: ActDecide, To: Decided, Perm: Handle, Basis: reviewed},
	{From: []Status{Open}, Act: ActJudge, To: Decided, Perm: Judge, Basis: complained},
	{From: []Status{Open}, Act: ActPass, To: Passed, Perm: Judge, Basis: complained},
	{From: []Status{Open}, Act: ActWithdraw, To: Withdrawn, Basis: complained},
	{From: []Status{Decided, Fulfilled}, Act: ActAmend, To: Decided, Perm: Handle, NotBy: []Act{ActDecide}, Basis: reviewed},
	{From: []Status{Decided}, Act: ActRedo, To: Decided, Perm: Handle, Basis: ordered},
	{From: []Status{Decided}, Act: ActFulfil, To: Fulfilled, Perm: Handle, Basis: ordered},
	{From: []Status{Open, Pending}, Act: ActVoid, To: Void, Perm: Judge, NotBy: []Act{ActRegister}},
}

// final lists the states in which a life may end.
var final = []Status{Decided, Fulfilled, Withdrawn, Passed, Void}

// fits reports whether an act goes with the kind of the case and what it came to.
func (c *Case) fits(act Act) bool {
	switch act {
	case ActJudge:
		return c.Kind == Complaint && !c.elsewhere()
	case ActPass:
		return c.elsewhere()
	case ActWithdraw:
		return c.Kind == Complaint
	case ActAnswer, ActDecide, ActAmend:
		return c.Kind != Complaint
	case ActRedo:
		return c.RedoBy != "" && c.Request != 0 && c.RedoID == 0
	case ActFulfil:
		return c.RedoBy != ""
	case ActVoid:
		return c.Way != Portal && !c.elsewhere() // what somebody sent was not entered by mistake, and the office does not make an end of what is about itself
	case ActComplain, ActRegister:
	}
	return true
}

// acts is what the actor may do now; concerned is one whom the complaint is about.
func (c *Case) acts(a auth.Actor, concerned bool) []Act {
	return slices.DeleteFunc(Flow.Next(a, c), func(act Act) bool {
		return !c.fits(act) || concerned && slices.Contains(impartial, act) || act == ActWithdraw && !mayWithdraw(a, c)
	})
}
