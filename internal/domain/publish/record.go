package publish

import (
	"slices"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Record is the review form (公开审查表) as its people fill it in: the clerk
// what the information is and what was looked for in it, the secrecy reviewer
// what follows. Who said what and when are the Opinions; what the machine found
// are the Findings; both are shown with it.
type Record struct {
	Carrier  string   `json:"carrier,omitempty"`  // document, picture, video, data
	Channels []string `json:"channels,omitempty"` // site, media, press, broadcast, board, other
	Others   string   `json:"others,omitempty"`   // other units that it concerns, and what they said
	Touches  []string `json:"touches,omitempty"`  // of Concerns: what the clerk found in it
	Handled  string   `json:"handled,omitempty"`  // what was done about it
	Together string   `json:"together,omitempty"` // 汇聚风险: what it tells together with what is public already
	Verdict  Verdict  `json:"verdict,omitempty"`
	Basis    string   `json:"basis,omitempty"` // articles that the verdict rests on
}

// Concerns is what the clerk answers for item by item (逐项审查).
var Concerns = []string{"secret", "work", "business", "privacy", "internal", "process", "file", "stability", "copyright", "map"}

// Carriers and Channels are the choices of the form.
var (
	Carriers = []string{"document", "picture", "video", "data"}
	Channels = []string{"site", "media", "press", "broadcast", "board", "other"}
)

// A Verdict is the conclusion of the secrecy review.
type Verdict string

// The verdicts.
const (
	Publish Verdict = "publish" // 公开
	Partly  Verdict = "partly"  // 部分公开: after what may not be shown was taken out
	OnAsk   Verdict = "request" // 依申请公开
	Not     Verdict = "closed"  // 不予公开
	Refer   Verdict = "refer"   // 需报审: to the competent department (条例第十七条第三款)
)

// Verdicts lists the verdicts in the order of menus.
var Verdicts = []Verdict{Publish, Partly, OnAsk, Not, Refer}

// agrees reports whether a verdict lets an attribute pass.
func (v Verdict) agrees(a Attribute) bool {
	switch v {
	case Publish, Partly:
		return a == Open
	case OnAsk:
		return a == Request
	case Not:
		return a == Closed
	case Refer:
	}
	return false
}

// SelfCheck is what the clerk says when handing in.
type SelfCheck struct {
	Rev      int64    `form:"rev" type:"hidden" json:"rev"`
	Carrier  string   `form:"carrier" json:"carrier" label:"publish.carrier" options:"document,picture,video,data" type:"radio" required:"true"`
	Channels []string `form:"channels" json:"channels" label:"publish.channels" options:"site,media,press,broadcast,board,other" type:"checks" required:"true"`
	Touches  []string `form:"touches" json:"touches" label:"publish.touches" hint:"publish.touches_hint" options:"secret,work,business,privacy,internal,process,file,stability,copyright,map" type:"checks"`
	Handled  string   `form:"handled" json:"handled" label:"publish.handled" hint:"publish.handled_hint" type:"textarea" rows:"2" max:"500"`
	Others   string   `form:"others" json:"others" label:"publish.others" hint:"publish.others_hint" type:"textarea" rows:"2" max:"500"`
	Words    string   `form:"words" json:"words" label:"publish.words" type:"textarea" rows:"2" max:"500"`
	Sure     bool     `form:"sure" json:"sure" label:"publish.sure" hint:"publish.sure_hint" required:"true"`
}

// Check asks for what the record form has to have, and that the clerk has
// looked: 国家秘密 must never enter this system (保密法第三十一条).
func (in SelfCheck) Check() error {
	var f fault.Check
	checkRev(&f, in.Rev)
	f.That(slices.Contains(Carriers, in.Carrier), "carrier", "required")
	f.That(len(in.Channels) > 0, "channels", "required")
	f.That(subset(in.Channels, Channels), "channels", "publish.bad_choice")
	f.That(subset(in.Touches, Concerns), "touches", "publish.bad_choice")
	f.That(!slices.Contains(in.Touches, "secret"), "touches", "publish.secret_here")
	f.That(len(in.Touches) == 0 || in.Handled != "", "handled", "publish.no_handled")
	f.That(in.Sure, "sure", "publish.not_sure")
	return f.Err()
}

func subset(some, all []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

// Clearance is what the secrecy reviewer says.
type Clearance struct {
	Rev      int64   `form:"rev" type:"hidden" json:"rev"`
	Verdict  Verdict `form:"verdict" json:"verdict" label:"publish.verdict" options:"publish,partly,request,closed,refer" type:"radio" required:"true"`
	Basis    string  `form:"basis" json:"basis" label:"publish.basis" hint:"publish.basis_hint" max:"300"`
	Together string  `form:"together" json:"together" label:"publish.together" hint:"publish.together_hint" type:"textarea" rows:"3" required:"true" max:"500"`
	Words    string  `form:"words" json:"words" label:"publish.words" type:"textarea" rows:"2" max:"500"`
}

// Check asks for a verdict and for what was thought about the combined risk
// (保密法第三十六条; point (十一) of the circular).
func (in Clearance) Check() error {
	var f fault.Check
	checkRev(&f, in.Rev)
	f.That(slices.Contains(Verdicts, in.Verdict), "verdict", "required")
	f.That(in.Together != "", "together", "required")
	f.That(in.Verdict == Publish || in.Basis != "", "basis", "required")
	return f.Err()
}
