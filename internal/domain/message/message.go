package message

import (
	"fmt"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/platform/flow"
)

// An ID names a letter.
type ID int64

// A Kind is what a letter is about; it decides the days and the reviews.
type Kind string

// The kinds.
const (
	Consult  Kind = "consult"  // 咨询
	Suggest  Kind = "suggest"  // 建议
	Complain Kind = "complain" // 投诉
	Help     Kind = "help"     // 求助
	Business Kind = "business" // 营商问题
	Mistake  Kind = "mistake"  // 我为政府网站找错
	State    Kind = "state"    // 中国政府网转办
)

// Kinds lists them; State is none that somebody chooses on the portal.
var Kinds = []Kind{Consult, Suggest, Complain, Help, Business, Mistake, State}

// A Channel is the way by which a letter came.
type Channel string

// The channels.
const (
	Portal  Channel = "portal"
	Counter Channel = "counter"
	Phone   Channel = "phone"
	Post    Channel = "post"
	Hotline Channel = "hotline" // 12345
	Above   Channel = "above"   // 中国政府网, passed down from office to office
)

// reports tells the channels that are told what was answered.
func (c Channel) reports() bool { return c == Hotline || c == Above }

// A Message is one letter, and where it stands.
type Message struct {
	ID       ID              `db:"id" json:"id"`
	Rev      int64           `db:"rev" json:"rev"`
	UnitID   int64           `db:"unit_id" json:"unit_id"`
	Number   string          `db:"number" json:"number"`
	Code     string          `db:"code" json:"-"`
	Token    string          `db:"token" json:"-"` // keyed hash of the letter and its sender while it lives: sent twice, it is one
	Channel  Channel         `db:"channel" json:"channel"`
	Source   string          `db:"source" json:"source,omitempty"` // 工单号, 交办文号
	Kind     Kind            `db:"kind" json:"kind"`
	Sender   string          `db:"sender" json:"-"`     // sealed
	Shown    string          `db:"shown" json:"sender"` // masked
	Letter   string          `db:"letter" json:"-"`     // sealed
	Consent  bool            `db:"consent" json:"consent"`
	Received calendar.Day    `db:"received" json:"received"`
	Status   Status          `db:"state" json:"state"`
	Clock    deadline.Clock  `db:"clock,json" json:"-"`
	Due      calendar.Day    `db:"due" json:"due,omitempty"`
	Signed   calendar.Day    `db:"signed" json:"signed,omitempty"`
	Moves    int             `db:"moves" json:"moves"`   // to another unit
	Astray   int             `db:"astray" json:"astray"` // of them from one that it should not have come to: counts for nobody
	Wish     string          `db:"wish" json:"wish,omitempty"`
	Reply    string          `db:"reply" json:"-"` // sealed
	Replied  calendar.Day    `db:"replied" json:"replied,omitempty"`
	Days     int             `db:"days" json:"days,omitempty"` // working days from receipt to the first reply
	Tardy    bool            `db:"tardy" json:"tardy,omitempty"`
	Cause    Cause           `db:"cause" json:"cause,omitempty"`     // why it was held
	Verdict  Verdict         `db:"verdict" json:"verdict,omitempty"` // why it was refused
	Said     string          `db:"said" json:"said,omitempty"`       // to the sender, beside the verdict
	Appeal   string          `db:"appeal" json:"-"`                  // sealed
	Appealed bool            `db:"appealed" json:"appealed,omitempty"`
	Urged    calendar.Day    `db:"urged" json:"urged,omitempty"`
	UrgedFor calendar.Day    `db:"urged_for" json:"-"` // the last day that was urged: once a term
	Reopened bool            `db:"reopened" json:"reopened,omitempty"`
	Unsolved string          `db:"unsolved" json:"-"` // sealed: what is not solved
	Rating   Rating          `db:"rating" json:"rating,omitempty"`
	RatedOn  calendar.Day    `db:"rated" json:"rated,omitempty"`
	Title    string          `db:"title" json:"public_title,omitempty"` // what is public, with nothing personal
	Text     string          `db:"text" json:"public_text,omitempty"`
	Answer   string          `db:"answer" json:"public_reply,omitempty"`
	Open     calendar.Day    `db:"published" json:"published,omitempty"`
	Reported calendar.Day    `db:"reported" json:"reported,omitempty"` // back to where it came from
	Ended    calendar.Day    `db:"ended" json:"ended,omitempty"`
	Gone     calendar.Day    `db:"forgotten" json:"forgotten,omitempty"`
	By       flow.Hands[Act] `db:"by_whom,json" json:"-"`

	note  string       // for the journal
	limit calendar.Day // of the order that it comes by, while it is taken
}

// A Rating is how content the sender is, once.
type Rating string

// The ratings.
const (
	Content Rating = "content" // 满意
	Fairly  Rating = "fairly"  // 基本满意
	Not     Rating = "not"     // 不满意
)

// A Cause is why a letter is held until a person has looked at it.
type Cause string

// The causes.
const (
	ByTrap  Cause = "trap"  // a field was filled in that nobody sees
	ByLinks Cause = "links" // many addresses
	ByWords Cause = "words" // the words of advertisements
	ByNoise Cause = "noise" // no sentence
	ByFlood Cause = "flood" // many letters from one network
)

// A Verdict is why a letter is not dealt with.
type Verdict string

// The verdicts.
const (
	Advert     Verdict = "advert"     // 广告
	Abuse      Verdict = "abuse"      // 辱骂、攻击他人
	Blank      Verdict = "blank"      // 没有具体内容
	Twice      Verdict = "twice"      // 重复
	Litigation Verdict = "litigation" // 应当通过诉讼、仲裁、复议解决
	Petition   Verdict = "petition"   // 应当通过信访渠道反映
	Discipline Verdict = "discipline" // 应当向纪检监察机关反映
	Elsewhere  Verdict = "elsewhere"  // 不属于本级政府职责
)

// RefOf names a letter in the journal and in duties.
func RefOf(id ID) string { return fmt.Sprintf("message/%d", id) }

// Ref names the letter in the journal.
func (m *Message) Ref() string { return RefOf(m.ID) }

// Owner is the unit that has to answer.
func (m *Message) Owner() int64 { return m.UnitID }

// State is where the letter stands in Flow.
func (m *Message) State() Status { return m.Status }

// Move sets where the letter stands; only flow.Do calls it.
func (m *Message) Move(to Status) { m.Status = to }

// DoneBy is who did an act last.
func (m *Message) DoneBy(act Act) int64 { return m.By[act] }

// A Brief is what the journal keeps of a step: nothing of the sender, nothing that was
// written but the reasons of staff.
type Brief struct {
	Status Status       `json:"state"`
	Unit   int64        `json:"unit_id"`
	Due    calendar.Day `json:"due,omitempty"`
	Rating Rating       `json:"rating,omitempty"` // of the newest reply
	Note   string       `json:"note,omitempty"`
}

// Entry is what the journal keeps of the step just made.
func (m *Message) Entry() any { return Brief{m.Status, m.UnitID, m.Due, m.Rating, m.note} }
