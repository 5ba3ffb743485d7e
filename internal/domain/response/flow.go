package response

import (
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See    auth.Perm = "response.see"    // the concerns of one's units
	Note   auth.Perm = "response.note"   // record what was found
	Judge  auth.Perm = "response.judge"  // say how grave it is and who answers; close what is untrue
	Handle auth.Perm = "response.handle" // answer, act, and say that it is done
	Review auth.Perm = "response.review" // look back at what somebody else has settled
)

// Policy says who has them.
var Policy = auth.Policy{
	See:    {auth.Clerk, auth.Head, auth.Office, auth.Supervisor},
	Note:   {auth.Clerk, auth.Head, auth.Office},
	Judge:  {auth.Office},
	Handle: {auth.Clerk, auth.Head, auth.Office},
	Review: {auth.Head, auth.Office},
}

// A Status is where a concern stands.
type Status string

// The states of a concern.
const (
	Found     Status = "found"     // 待研判
	Handling  Status = "handling"  // 待回应
	Doubted   Status = "doubted"   // 待核准关闭
	Responded Status = "responded" // 已回应，处置中
	Settled   Status = "settled"   // 已办结，待复盘
	Reviewed  Status = "reviewed"  // 已复盘
	Unfounded Status = "unfounded" // 已关闭
)

// Alive lists the states in which somebody still has something to do.
var Alive = []Status{Found, Handling, Doubted, Responded, Settled}

// final lists the states in which a life ends.
var final = []Status{Reviewed, Unfounded}

// An Act is what is done to a concern.
type Act string

// The acts on a concern.
const (
	ActNote    Act = "response.note"
	ActEdit    Act = "response.edit"
	ActJudge   Act = "response.judge"   // 研判交办, again while it is open
	ActDraft   Act = "response.draft"   // begin an item that answers
	ActLink    Act = "response.link"    // an item answers that is there already
	ActUnlink  Act = "response.unlink"  // one that is not public does not
	ActCount   Act = "response.count"   // an item that answers is public
	ActPress   Act = "response.press"   // a press conference was held
	ActMeasure Act = "response.measure" // something was done
	ActSettle  Act = "response.settle"
	ActReopen  Act = "response.reopen"
	ActReview  Act = "response.review"
	ActDoubt   Act = "response.doubt" // it is untrue, or not ours
	ActRefuse  Act = "response.refuse"
	ActDismiss Act = "response.dismiss"
)

// byItself lists the acts that nobody presses: they follow from what others do.
var byItself = []Act{ActCount}

// concern is 国办发〔2016〕61号.
const concern law.Ref = "concern"

// Flow is the life of a concern. Whoever found it cannot close it alone: what is said to be
// untrue is closed by somebody else, and what is settled is looked back at by somebody else.
var Flow = flow.Table[Status, Act]{
	{Act: ActNote, To: Found, Perm: Note, Basis: concern},
	{From: []Status{Found}, Act: ActEdit, To: Found, Perm: Note},
	{From: []Status{Found, Handling}, Act: ActJudge, To: Handling, Perm: Judge, Basis: concern},
	{From: []Status{Handling}, Act: ActDraft, To: Handling, Perm: Handle},
	{From: []Status{Responded}, Act: ActDraft, To: Responded, Perm: Handle},
	{From: []Status{Handling}, Act: ActLink, To: Handling, Perm: Handle},
	{From: []Status{Responded}, Act: ActLink, To: Responded, Perm: Handle},
	{From: []Status{Handling}, Act: ActUnlink, To: Handling, Perm: Handle},
	{From: []Status{Responded}, Act: ActUnlink, To: Responded, Perm: Handle},
	{From: []Status{Handling, Doubted, Responded}, Act: ActCount, To: Responded, Basis: concern},
	{From: []Status{Handling}, Act: ActPress, To: Handling, Perm: Handle, Basis: concern},
	{From: []Status{Responded}, Act: ActPress, To: Responded, Perm: Handle, Basis: concern},
	{From: []Status{Handling}, Act: ActMeasure, To: Handling, Perm: Handle},
	{From: []Status{Responded}, Act: ActMeasure, To: Responded, Perm: Handle},
	{From: []Status{Responded}, Act: ActSettle, To: Settled, Perm: Handle},
	{From: []Status{Settled}, Act: ActReopen, To: Responded, Perm: Review, NotBy: []Act{ActSettle}},
	{From: []Status{Settled}, Act: ActReview, To: Reviewed, Perm: Review, NotBy: []Act{ActSettle}},
	{From: []Status{Handling}, Act: ActDoubt, To: Doubted, Perm: Handle},
	{From: []Status{Doubted}, Act: ActRefuse, To: Handling, Perm: Judge, NotBy: []Act{ActDoubt}},
	{From: []Status{Doubted}, Act: ActDismiss, To: Unfounded, Perm: Judge, NotBy: []Act{ActDoubt}},
}
