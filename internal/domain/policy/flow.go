package policy

import (
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See      auth.Perm = "policy.see"      // the documents of one's units, unfinished ones too
	Write    auth.Perm = "policy.write"    // draft, and hand in the evidence of each step
	Judge    auth.Perm = "policy.judge"    // 合法性审核
	Register auth.Perm = "policy.register" // 统一登记、统一编号、统一印发; take over what was issued before
)

// Policy says who has them.
var Policy = auth.Policy{
	See:      {auth.Clerk, auth.Head, auth.Signer, auth.Office, auth.Secrecy, auth.Counsel, auth.Supervisor, auth.Admin},
	Write:    {auth.Clerk, auth.Head, auth.Office},
	Judge:    {auth.Counsel},
	Register: {auth.Office},
}

// A Status is how far the making of a document is.
type Status string

// The states of a document.
const (
	Draft       Status = "draft"       // 起草
	Reviewing   Status = "reviewing"   // 合法性审核中
	Reviewed    Status = "reviewed"    // 合法性审核通过
	Deliberated Status = "deliberated" // 集体审议通过
	Registered  Status = "registered"  // 已登记编号，待公布
	Issued      Status = "issued"      // 已公布
	Voided      Status = "voided"      // registered and not issued: its number stays in the register
	Discarded   Status = "discarded"
	Held        Status = "held" // 待核对: taken over from another library, and not on line yet
)

// Making lists the states before the issue, without those that end.
var Making = []Status{Draft, Reviewing, Reviewed, Deliberated, Registered}

// An Act is what is done to a document.
type Act string

// The acts on a document.
const (
	ActMake       Act = "policy.make"
	ActEdit       Act = "policy.edit"
	ActAssess     Act = "policy.assess"
	ActConsult    Act = "policy.consult"
	ActProve      Act = "policy.prove" // the outcome of a consultation is public: it is the step
	ActFair       Act = "policy.fair"
	ActAsk        Act = "policy.ask"
	ActJudge      Act = "policy.judge"  // 合法
	ActObject     Act = "policy.object" // the other results of the legal review
	ActDeliberate Act = "policy.deliberate"
	ActDefer      Act = "policy.defer" // the meeting did not pass it
	ActReturn     Act = "policy.return"
	ActRegister   Act = "policy.register"
	ActVoid       Act = "policy.void"
	ActIssue      Act = "policy.issue"  // its item has come on line
	ActFile       Act = "policy.file"   // 备案
	ActAffect     Act = "policy.affect" // what it will do to another document
	ActUnaffect   Act = "policy.unaffect"
	ActTurn       Act = "policy.turn" // the day changes whether it is in force
	ActEvaluate   Act = "policy.evaluate"
	ActDiscard    Act = "policy.discard"
	ActTakeOver   Act = "policy.import"
	ActAdmit      Act = "policy.admit"     // its item has come on line
	ActTakeBack   Act = "policy.take_back" // the batch that it came with is undone
)

// What the steps rest on.
const (
	norm     law.Ref = "norm"     // 国办发〔2018〕37号
	legality law.Ref = "legality" // 国办发〔2018〕115号
)

// unissued lists the states in which the text can still be changed by an edit. An edit
// after the legal review begins the review and what follows it anew.
var unissued = []Status{Draft, Reviewed, Deliberated}

// Flow is the making of a document. Nobody reviews or registers what they wrote. Issue has
// no permission of its own: it is the release of the item, which asks for four signatures;
// nor has prove, which is the outcome of a consultation, nor turn, which a day makes, or the issue of the document that it follows from,
// nor admit and take_back, which the batch of publish makes whose signature stands for them.
var Flow = flow.Table[Status, Act]{
	{Act: ActMake, To: Draft, Perm: Write},
	{From: unissued, Act: ActEdit, To: Draft, Perm: Write},
	{From: []Status{Draft}, Act: ActAssess, To: Draft, Perm: Write, Basis: norm},
	{From: []Status{Draft}, Act: ActConsult, To: Draft, Perm: Write, Basis: norm},
	{From: []Status{Draft}, Act: ActProve, To: Draft, Basis: norm},
	{From: []Status{Draft}, Act: ActFair, To: Draft, Perm: Write, Basis: norm},
	{From: []Status{Draft}, Act: ActAffect, To: Draft, Perm: Write},
	{From: []Status{Draft}, Act: ActUnaffect, To: Draft, Perm: Write},
	{From: []Status{Draft}, Act: ActAsk, To: Reviewing, Perm: Write, Basis: legality},
	{From: []Status{Reviewing}, Act: ActJudge, To: Reviewed, Perm: Judge, NotBy: []Act{ActEdit, ActAsk}, Basis: legality},
	{From: []Status{Reviewing}, Act: ActObject, To: Draft, Perm: Judge, NotBy: []Act{ActEdit, ActAsk}, Basis: legality},
	{From: []Status{Reviewed}, Act: ActDeliberate, To: Deliberated, Perm: Write, Basis: norm},
	{From: []Status{Reviewed}, Act: ActDefer, To: Draft, Perm: Write, Basis: norm},
	{From: []Status{Deliberated}, Act: ActRegister, To: Registered, Perm: Register, NotBy: []Act{ActEdit, ActAsk}, Basis: norm},
	{From: []Status{Deliberated}, Act: ActReturn, To: Draft, Perm: Register},
	{From: []Status{Registered}, Act: ActVoid, To: Voided, Perm: Register},
	{From: []Status{Registered}, Act: ActIssue, To: Issued, Basis: norm, Shown: true},
	{From: []Status{Issued}, Act: ActFile, To: Issued, Perm: Write, Basis: norm},
	{From: []Status{Issued}, Act: ActTurn, To: Issued, Shown: true},
	{From: []Status{Issued}, Act: ActEvaluate, To: Issued, Perm: Write, Basis: norm},
	{From: []Status{Draft}, Act: ActDiscard, To: Discarded, Perm: Write},
	{Act: ActTakeOver, To: Held, Perm: Register},
	{From: []Status{Held}, Act: ActAdmit, To: Issued, Shown: true},
	{From: []Status{Held, Issued}, Act: ActTakeBack, To: Discarded},
}

// byItself lists the acts that nobody presses: they are a result in the form of another,
// or follow from a release.
var byItself = []Act{ActProve, ActObject, ActDefer, ActIssue, ActTurn, ActAdmit, ActTakeBack}

// final lists the states in which a life may end.
var final = []Status{Issued, Voided, Discarded}
