package hotspot

import (
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See  auth.Perm = "hotspot.see"  // themes that have letters of one's units, and these letters
	Name auth.Perm = "hotspot.name" // have a period looked over; name, merge, part, set aside
	Show auth.Perm = "hotspot.show" // show to everybody what somebody else has named
)

// Policy says who has them.
var Policy = auth.Policy{
	See:  {auth.Clerk, auth.Head, auth.Office, auth.Supervisor},
	Name: {auth.Office},
	Show: {auth.Office},
}

// A Status is where a theme stands.
type Status string

// The states of a theme.
const (
	Found  Status = "found"  // 待命名
	Named  Status = "named"  // 已命名
	Shown  Status = "shown"  // 已公布
	Aside  Status = "aside"  // 不作为热点
	Merged Status = "merged" // 已并入
)

// Statuses lists them.
var Statuses = []Status{Found, Named, Shown, Aside, Merged}

// Takes reports whether a theme in this state may take another one into it.
func (s Status) Takes() bool { return s == Found || s == Named || s == Shown }

// final lists the states in which a life ends.
var final = []Status{Merged}

// An Act is what is done to a theme.
type Act string

// The acts on a theme.
const (
	ActFind    Act = "hotspot.find" // a look has found it, or a person has parted it from another one
	ActName    Act = "hotspot.name"
	ActShow    Act = "hotspot.show" // again: with the numbers of the last look
	ActHide    Act = "hotspot.hide"
	ActMerge   Act = "hotspot.merge"
	ActSplit   Act = "hotspot.split"
	ActConfirm Act = "hotspot.confirm" // a document answers
	ActRemove  Act = "hotspot.remove"  // a document does not answer
	ActAside   Act = "hotspot.aside"
	ActBack    Act = "hotspot.back"
)

// Flow is the life of a theme. Who names it does not show it to everybody.
var Flow = flow.Table[Status, Act]{
	{Act: ActFind, To: Found},
	{From: []Status{Found, Named}, Act: ActName, To: Named, Perm: Name},
	{From: []Status{Named, Shown}, Act: ActShow, To: Shown, Perm: Show, NotBy: []Act{ActName}, Shown: true},
	{From: []Status{Found, Named}, Act: ActMerge, To: Merged, Perm: Name},
	{From: []Status{Found}, Act: ActSplit, To: Found, Perm: Name},
	{From: []Status{Named}, Act: ActSplit, To: Named, Perm: Name},
	{From: []Status{Found}, Act: ActConfirm, To: Found, Perm: Name},
	{From: []Status{Named}, Act: ActConfirm, To: Named, Perm: Name},
	{From: []Status{Shown}, Act: ActConfirm, To: Shown, Perm: Name},
	{From: []Status{Found}, Act: ActRemove, To: Found, Perm: Name},
	{From: []Status{Named}, Act: ActRemove, To: Named, Perm: Name},
	{From: []Status{Shown}, Act: ActRemove, To: Shown, Perm: Name},
	{From: []Status{Shown}, Act: ActHide, To: Named, Perm: Show, Shown: true},
	{From: []Status{Found, Named}, Act: ActAside, To: Aside, Perm: Name},
	{From: []Status{Aside}, Act: ActBack, To: Found, Perm: Name},
}
