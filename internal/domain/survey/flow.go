package survey

import (
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See     auth.Perm = "survey.see"     // the surveys of one's units, and their answers one by one
	Write   auth.Perm = "survey.write"   // draft, give out invitations, write what was found
	Approve auth.Perm = "survey.approve" // open a survey, publish its results
)

// Policy says who has them.
var Policy = auth.Policy{
	See:     {auth.Clerk, auth.Head, auth.Office, auth.Supervisor},
	Write:   {auth.Clerk, auth.Office},
	Approve: {auth.Head, auth.Office},
}

// A Status is where a survey stands.
type Status string

// The states of a survey.
const (
	Draft     Status = "draft"  // 起草
	Asked     Status = "asked"  // 待批准
	Open      Status = "open"   // 征集中
	Closed    Status = "closed" // 已截止，待公布结果
	Found     Status = "found"  // 结果待批准
	Told      Status = "told"   // 结果已公布
	Discarded Status = "discarded"
)

// Public lists the states in which everybody knows of a survey.
var Public = []Status{Open, Closed, Found, Told}

// An Act is what is done to a survey.
type Act string

// The acts on a survey.
const (
	ActMake    Act = "survey.make"
	ActEdit    Act = "survey.edit"
	ActAsk     Act = "survey.ask"
	ActReturn  Act = "survey.return"
	ActApprove Act = "survey.approve"
	ActExtend  Act = "survey.extend"
	ActClose   Act = "survey.close" // before its last day, or by itself after it
	ActFind    Act = "survey.find"  // write what was found
	ActRefuse  Act = "survey.refuse"
	ActTell    Act = "survey.tell"
	ActDiscard Act = "survey.discard"
)

// What the journal has of invitations, by number alone: whose a code is nobody knows.
const (
	ActInvite Act = "survey.invite" // codes were given out
	ActLapse  Act = "survey.lapse"  // codes that nobody has used by the close
)

// result rests on 政府网站发展指引: what became of a collection of opinions is published.
const result law.Ref = "siteguide"

// Flow is the life of a survey. Whoever wrote the questions does not open it, and whoever
// wrote what was found does not publish it.
var Flow = flow.Table[Status, Act]{
	{Act: ActMake, To: Draft, Perm: Write},
	{From: []Status{Draft}, Act: ActEdit, To: Draft, Perm: Write},
	{From: []Status{Draft}, Act: ActAsk, To: Asked, Perm: Write},
	{From: []Status{Asked}, Act: ActReturn, To: Draft, Perm: Approve},
	{From: []Status{Asked}, Act: ActApprove, To: Open, Perm: Approve, NotBy: []Act{ActEdit, ActAsk}, Shown: true},
	{From: []Status{Open}, Act: ActExtend, To: Open, Perm: Approve, Shown: true},
	{From: []Status{Open}, Act: ActClose, To: Closed, Perm: Approve, Shown: true},
	{From: []Status{Closed}, Act: ActFind, To: Found, Perm: Write},
	{From: []Status{Found}, Act: ActRefuse, To: Closed, Perm: Approve},
	{From: []Status{Found}, Act: ActTell, To: Told, Perm: Approve, NotBy: []Act{ActFind}, Basis: result, Shown: true},
	{From: []Status{Draft}, Act: ActDiscard, To: Discarded, Perm: Write},
}

// final lists the states in which a life may end.
var final = []Status{Told, Discarded}
