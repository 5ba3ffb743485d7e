package publish

import (
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See     auth.Perm = "publish.see"       // the items of one's units, unfinished ones too
	Draft   auth.Perm = "publish.draft"     // write and change
	Review  auth.Perm = "publish.review"    // 单位负责人审核
	Clear   auth.Perm = "publish.clear"     // 保密审查
	Sign    auth.Perm = "publish.sign"      // 签发
	Judge   auth.Perm = "publish.judge"     // decide on what is proposed as not open
	Release auth.Perm = "publish.release"   // put on line what is signed, plan its hour
	Hurry   auth.Perm = "publish.emergency" // put on line before the review
	End     auth.Perm = "publish.end"       // withdraw, archive, remove, mark as lapsed
	Import  auth.Perm = "publish.import"    // take over what an earlier site had
	Admit   auth.Perm = "publish.admit"     // put on line what was taken over
)

// Policy says who has them.
var Policy = auth.Policy{
	See:     {auth.Clerk, auth.Head, auth.Signer, auth.Office, auth.Secrecy, auth.Counsel, auth.Supervisor, auth.Admin},
	Draft:   {auth.Clerk, auth.Head, auth.Office},
	Review:  {auth.Head},
	Clear:   {auth.Secrecy},
	Sign:    {auth.Signer},
	Judge:   {auth.Office},
	Release: {auth.Clerk, auth.Office},
	Hurry:   {auth.Signer},
	End:     {auth.Signer, auth.Office},
	Import:  {auth.Office},
	Admit:   {auth.Signer},
	Passing: {auth.Head, auth.Secrecy},
}

// A Status is where an edition stands.
type Status string

// The states of an edition.
const (
	Drafted    Status = "draft"
	Submitted  Status = "submitted"
	Returned   Status = "returned"
	Reviewed   Status = "reviewed"
	Cleared    Status = "cleared"
	Approved   Status = "approved"
	Scheduled  Status = "scheduled"
	Live       Status = "live"
	Superseded Status = "superseded" // a newer edition stands
	Withdrawn  Status = "withdrawn"  // the page stays with a banner
	Archived   Status = "archived"   // the page stays, marked 已归档
	Removed    Status = "removed"    // a tombstone, or a redirect to its successor
	Kept       Status = "kept"       // not open: in the catalogue inside
	Discarded  Status = "discarded"
)

// Unfinished lists the states before release.
var Unfinished = []Status{Drafted, Submitted, Returned, Reviewed, Cleared, Approved, Scheduled}

// Shown lists the states whose page everybody may read at the item's own address.
var Shown = []Status{Live, Withdrawn, Archived}

// An Act is what is done to an edition.
type Act string

// The acts on an edition.
const (
	ActDraft      Act = "publish.draft"
	ActEdit       Act = "publish.edit"
	ActSubmit     Act = "publish.submit"
	ActReview     Act = "publish.review"
	ActClear      Act = "publish.clear"
	ActRefer      Act = "publish.refer" // a verdict of the secrecy review: the competent department decides
	ActSign       Act = "publish.sign"
	ActReturn     Act = "publish.return"
	ActKeep       Act = "publish.keep"
	ActOppose     Act = "publish.oppose" // the office finds that it can be open
	ActReassess   Act = "publish.reassess"
	ActReopen     Act = "publish.reopen"
	ActSchedule   Act = "publish.schedule"
	ActUnschedule Act = "publish.unschedule"
	ActStop       Act = "publish.stop"
	ActRelease    Act = "publish.release"
	ActEmergency  Act = "publish.emergency"
	ActConfirm    Act = "publish.confirm"
	ActAdmit      Act = "publish.admit"
	ActSupersede  Act = "publish.supersede"
	ActMark       Act = "publish.mark"
	ActFollow     Act = "publish.follow" // its validity goes by the noun that keeps it
	ActWithdraw   Act = "publish.withdraw"
	ActArchive    Act = "publish.archive"
	ActRemove     Act = "publish.remove"
	ActDiscard    Act = "publish.discard"
	ActDrop       Act = "publish.drop" // the item is removed, and what was begun on it ends with it
)

// The articles that steps rest on.
const (
	review   law.Ref = "secrecy:35" // 公开信息应当事先审查
	referred law.Ref = "foi:17.3"
	released law.Ref = "foi:26"
	assessed law.Ref = "foi:18"
	open     law.Ref = "foi:19" // what touches the public's interests is open
)

// Flow is the life of an edition. Nobody judges what they wrote, and each of
// the three who sign is somebody else. Where a small unit has too few people, a
// superior unit's do it: their posts reach down to it. There is no switch.
//
// Supersede, stop, drop and follow have no permission of their own: the first and the
// third are part of a release and of a removal, which have asked, the second is made by
// the job of a planned release, the last by the noun that knows what is in force.
var Flow = flow.Table[Status, Act]{
	{Act: ActDraft, To: Drafted, Perm: Draft},
	{From: Unfinished, Act: ActEdit, To: Drafted, Perm: Draft},
	{From: []Status{Drafted}, Act: ActSubmit, To: Submitted, Perm: Draft},
	{From: []Status{Submitted}, Act: ActReview, To: Reviewed, Perm: Review, NotBy: []Act{ActEdit, ActSubmit}, Basis: review},
	{From: []Status{Reviewed}, Act: ActClear, To: Cleared, Perm: Clear, NotBy: []Act{ActEdit, ActSubmit, ActReview}, Basis: review},
	{From: []Status{Reviewed}, Act: ActRefer, To: Reviewed, Perm: Clear, NotBy: []Act{ActEdit, ActSubmit, ActReview}, Basis: referred},
	{From: []Status{Cleared}, Act: ActSign, To: Approved, Perm: Sign, NotBy: []Act{ActEdit, ActSubmit, ActReview, ActClear}, Basis: review},
	{From: []Status{Cleared}, Act: ActKeep, To: Kept, Perm: Judge, NotBy: []Act{ActEdit, ActSubmit}, Basis: assessed},
	{From: []Status{Cleared}, Act: ActOppose, To: Returned, Perm: Judge, NotBy: []Act{ActEdit, ActSubmit}, Basis: open},
	{From: []Status{Submitted}, Act: ActReturn, To: Returned, Perm: Review, NotBy: []Act{ActEdit, ActSubmit}},
	{From: []Status{Reviewed}, Act: ActReturn, To: Returned, Perm: Clear, NotBy: []Act{ActEdit, ActSubmit}},
	{From: []Status{Cleared}, Act: ActReturn, To: Returned, Perm: Sign, NotBy: []Act{ActEdit, ActSubmit}},
	{From: []Status{Approved}, Act: ActReturn, To: Returned, Perm: Sign},
	{From: []Status{Kept}, Act: ActReassess, To: Kept, Perm: Judge, Basis: assessed},
	{From: []Status{Kept}, Act: ActReopen, To: Drafted, Perm: Draft, Basis: assessed},
	{From: []Status{Approved}, Act: ActSchedule, To: Scheduled, Perm: Release},
	{From: []Status{Scheduled}, Act: ActUnschedule, To: Approved, Perm: Release},
	{From: []Status{Scheduled, Drafted}, Act: ActStop, To: Returned}, // of a batch: a draft
	{From: []Status{Approved, Scheduled}, Act: ActRelease, To: Live, Perm: Release, Basis: released, Shown: true},
	{From: []Status{Drafted}, Act: ActEmergency, To: Live, Perm: Hurry, Basis: released, Shown: true},
	{From: []Status{Drafted}, Act: ActAdmit, To: Live, Perm: Admit, NotBy: []Act{ActEdit}, Basis: released, Shown: true},
	{From: []Status{Live}, Act: ActConfirm, To: Live, Perm: End, NotBy: []Act{ActEdit, ActEmergency}, Basis: review, Shown: true},
	{From: []Status{Archived}, Act: ActConfirm, To: Archived, Perm: End, NotBy: []Act{ActEdit, ActEmergency}, Basis: review, Shown: true},
	{From: []Status{Live, Withdrawn, Archived}, Act: ActSupersede, To: Superseded},
	{From: []Status{Live}, Act: ActMark, To: Live, Perm: End, Shown: true},
	{From: []Status{Archived}, Act: ActMark, To: Archived, Perm: End, Shown: true},
	{From: []Status{Live}, Act: ActFollow, To: Live, Shown: true},
	{From: []Status{Archived}, Act: ActFollow, To: Archived, Shown: true},
	{From: []Status{Live, Archived}, Act: ActWithdraw, To: Withdrawn, Perm: End, Shown: true},
	{From: []Status{Live}, Act: ActArchive, To: Archived, Perm: End, Shown: true},
	{From: []Status{Live, Withdrawn, Archived, Superseded}, Act: ActRemove, To: Removed, Perm: End, Shown: true}, // of the last: that edition alone
	{From: Unfinished, Act: ActDiscard, To: Discarded, Perm: Draft},
	{From: Unfinished, Act: ActDrop, To: Discarded},
}

// byItself lists the acts that nobody presses: they are part of another, or of a job.
var byItself = []Act{ActSupersede, ActStop, ActDrop, ActFollow}

// final lists the states in which a life may end.
var final = []Status{Superseded, Removed, Discarded}

// A BatchStatus is where a batch of an earlier site's items stands.
type BatchStatus string

// The states of a batch.
const (
	BatchRead      BatchStatus = "read"      // the items are drafts; nothing is public
	BatchReleasing BatchStatus = "releasing" // a job is at it
	BatchLive      BatchStatus = "live"
	BatchUndoing   BatchStatus = "undoing" // a job is at it
	BatchUndone    BatchStatus = "undone"
)

// A BatchAct is what is done to a batch.
type BatchAct string

// The acts on a batch.
const (
	ActImport   BatchAct = "publish.import"
	ActAdmits   BatchAct = "publish.admit_batch"
	ActAdmitted BatchAct = "publish.admitted"
	ActUndo     BatchAct = "publish.undo"
	ActUndid    BatchAct = "publish.undone"
)

// BatchFlow is the life of a batch. What was public on the earlier site goes on
// line by the signature of one who did not read it in; the steps that end it
// are made by the job.
var BatchFlow = flow.Table[BatchStatus, BatchAct]{
	{Act: ActImport, To: BatchRead, Perm: Import},
	{From: []BatchStatus{BatchRead}, Act: ActAdmits, To: BatchReleasing, Perm: Admit, NotBy: []BatchAct{ActImport}, Basis: review},
	{From: []BatchStatus{BatchReleasing}, Act: ActAdmitted, To: BatchLive},
	{From: []BatchStatus{BatchRead, BatchLive}, Act: ActUndo, To: BatchUndoing, Perm: Import},
	{From: []BatchStatus{BatchUndoing}, Act: ActUndid, To: BatchUndone},
}
