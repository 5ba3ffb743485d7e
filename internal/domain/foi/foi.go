package foi

import (
	"fmt"
	"strconv"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/platform/flow"
)

type (
	// ID names a request.
	ID int64
	// ItemID names one thing that a request asks for.
	ItemID int64
)

// A Channel is how a request came. The day of its receipt follows from it (Article 31).
type Channel string

// The channels.
const (
	Portal  Channel = "portal"  // 互联网渠道: the day that both sides confirm
	Counter Channel = "counter" // 当面提交: the day itself; an oral request too
	Express Channel = "express" // 邮寄 that is signed for: the day of the signature
	Letter  Channel = "letter"  // 平常信函: the day that it is confirmed with the applicant
	Fax     Channel = "fax"     // 工作机构的传真: as the portal
	Mail    Channel = "mail"    // 电子邮件: as the portal
)

// Channels lists the channels in the order of menus.
var Channels = []Channel{Portal, Counter, Express, Letter, Fax, Mail}

// Confirmed reports whether a request by c counts as received only when both sides have confirmed it.
func (c Channel) Confirmed() bool { return c != Counter && c != Express }

// A Kind is what the applicant is, as table 3 of the annual report parts them.
type Kind string

// The kinds of applicant.
const (
	Citizen  Kind = "citizen"  // 自然人
	Business Kind = "business" // 商业企业
	Science  Kind = "science"  // 科研机构
	Welfare  Kind = "welfare"  // 社会公益组织
	Legal    Kind = "legal"    // 法律服务机构
	Other    Kind = "other"    // 其他
)

// Kinds lists the kinds in the order of table 3.
var Kinds = []Kind{Citizen, Business, Science, Welfare, Legal, Other}

// A Form is the shape in which the applicant wants the information (提供方式).
type Form string

// The forms.
const (
	PaperForm Form = "paper"
	MailForm  Form = "email"
	DiscForm  Form = "disc"
	OtherForm Form = "other"
)

// A Way is how the applicant wants to get it (获取途径).
type Way string

// The ways.
const (
	ByPost  Way = "post"    // 邮寄
	ByMail  Way = "email"   // 电子邮件
	ByHand  Way = "collect" // 自行领取
	ByReads Way = "onsite"  // 当场查阅、抄录
	ByCode  Way = "portal"  // on the page of the request, with its code
)

// Facts is what the office notes of how a request came.
type Facts struct {
	Channel   Channel      `db:"channel" json:"channel"`
	Oral      bool         `db:"oral" json:"oral,omitempty"`           // the counter wrote it down (Article 29(1))
	Submitted calendar.Day `db:"submitted" json:"submitted"`           // handed in, sent, posted as far as it is known
	Delivered calendar.Day `db:"delivered" json:"delivered,omitempty"` // came to the 工作机构
	Confirmed calendar.Day `db:"confirmed" json:"confirmed,omitempty"` // by both sides
	How       string       `db:"confirmed_how" json:"how,omitempty"`   // by telephone, by the page of the request
	Who       int64        `db:"confirmed_by" json:"-"`                //
	Tracking  string       `db:"tracking" json:"tracking,omitempty"`   // number of the postal item that brought it
}

// A Request is one request for information and where it stands.
type Request struct {
	ID      ID     `db:"id" json:"id"`
	Rev     int64  `db:"rev" json:"rev"`
	UnitID  int64  `db:"unit_id" json:"unit_id"`   // who has to reply
	FirstID int64  `db:"first_id" json:"first_id"` // whom it was addressed to
	Number  string `db:"number" json:"number"`     // 登记编号: 2026-007-00012
	Year    int    `db:"year" json:"year"`
	Code    string `db:"code" json:"-"`     // mark of the code that the applicant follows it by
	Token   string `db:"token" json:"-"`    // mark of the form that it was typed in: a form makes one request
	Kind    Kind   `db:"kind" json:"kind"`  // of the applicant
	Person  string `db:"person" json:"-"`   // mark of who it is: counts and duplicates
	ByPhone string `db:"by_phone" json:"-"` // marks of how to reach who it is
	ByMail  string `db:"by_mail" json:"-"`
	Sealed  string `db:"applicant" json:"-"` // the Applicant, sealed
	Shown   string `db:"shown" json:"shown"` // the name, masked
	Want    string `db:"want" json:"-"`
	Form    Form   `db:"form" json:"form"`
	Way     Way    `db:"way" json:"way"`
	Consent
	Parting
	Facts
	Received    calendar.Day    `db:"received" json:"received,omitempty"` // 收到申请之日: follows from the facts
	Month       string          `db:"month" json:"month,omitempty"`       // 自然月 that it counts in
	Status      Status          `db:"state" json:"state"`
	Clock       deadline.Clock  `db:"clock,json" json:"clock"`
	Due         calendar.Day    `db:"due" json:"due,omitempty"`           // cache; "" while nothing runs
	Missed      calendar.Day    `db:"missed_day" json:"missed,omitempty"` // cache: the first last day that passed with no reply, whatever began afresh since
	Provisional bool            `db:"provisional" json:"provisional,omitempty"`
	Until       calendar.Day    `db:"until_day" json:"until,omitempty"` // by when the applicant has to amend or to pay
	Handler     int64           `db:"handler" json:"handler,omitempty"`
	Pieces      int             `db:"pieces" json:"pieces"` // 件: the items that it was split into
	Often       Often           `db:"often,json" json:"often,omitzero"`
	Reason      string          `db:"reason" json:"-"`   // of the last act that needed one
	Body        string          `db:"body" json:"-"`     // the reply as it stands, sealed
	Hash        string          `db:"hash" json:"-"`     // of what the approvals signed
	Sort        string          `db:"sort_day" json:"-"` // by when somebody has to do something
	Answered    calendar.Day    `db:"answered" json:"answered,omitempty"`
	Ended       calendar.Day    `db:"ended" json:"ended,omitempty"`    // the day on which the clock stopped
	Counts      bool            `db:"counts" json:"-"`                 // false of what is answered anew, and of what was closed as no request in the year in which it came
	Batch       BatchID         `db:"batch_id" json:"batch,omitempty"` // that took it over from paper
	Archived    calendar.Day    `db:"archived" json:"archived,omitempty"`
	Kept        bool            `db:"kept" json:"kept,omitempty"`           // what names people stays beyond the term
	Forgotten   calendar.Day    `db:"forgotten" json:"forgotten,omitempty"` // anonymised
	Late        []Breach        `db:"late,json" json:"late,omitempty"`      // what came too late, and still was done
	By          flow.Hands[Act] `db:"by_whom,json" json:"-"`                // who did an act last
	RedoOf      ID              `db:"redo_of" json:"redo_of,omitempty"`     // the request that this one answers anew
	Ordered     Ordered         `db:"ordered,json" json:"ordered,omitzero"` // and why

	cal   *calendar.Calendar
	move  deadline.Move // what the step under way does to the clock
	brief Brief         // what the journal keeps of it
}

// A Breach is a step that came later than the law has it, with both days.
type Breach struct {
	Act Act          `json:"act"`
	Due calendar.Day `json:"due"`
	On  calendar.Day `json:"on"`
}

// RefOf names a request in the journal and in duties.
func RefOf(id ID) string { return fmt.Sprintf("foi/%d", id) }

// Ref names the request in the journal.
func (r *Request) Ref() string { return RefOf(r.ID) }

// Owner is the unit that has to reply.
func (r *Request) Owner() int64 { return r.UnitID }

// State is where the request stands in Flow.
func (r *Request) State() Status { return r.Status }

// Move sets where the request stands; only flow.Do calls it.
func (r *Request) Move(to Status) { r.Status = to }

// DoneBy is who did an act last.
func (r *Request) DoneBy(act Act) int64 { return r.By[act] }

// A Brief is what the journal keeps of a step: no word of the request and
// nothing of the applicant, for an entry stays for ever.
type Brief struct {
	Status Status       `json:"state"`
	Unit   int64        `json:"unit_id"`
	Day    calendar.Day `json:"day,omitempty"`  // that the step is about
	Due    calendar.Day `json:"due,omitempty"`  // after it
	Last   calendar.Day `json:"last,omitempty"` // the last day that had counted as missed
	Note   string       `json:"note,omitempty"` // reason, number of a letter: what staff wrote
	Key    string       `json:"key,omitempty"`  // what else of the request it is about: consult/3
	Copied *Copied      `json:"copied,omitempty"`
	Kind   Kind         `json:"kind,omitempty"`   // of the applicant: what the annual report counts by
	Pieces int          `json:"pieces,omitempty"` // 件
	Fen    int64        `json:"amount,omitempty"` // of a fee that is asked for or paid, in 分
}

// Entry is what the journal keeps of the step just made.
func (r *Request) Entry() any {
	b := r.brief
	b.Status, b.Unit, b.Due, b.Kind, b.Pieces = r.Status, r.UnitID, r.Due, r.Kind, r.Pieces
	return b
}

// number writes the number of a request: the year, the office's number in the
// series, and the serial. Digits only, so that it can be typed on a telephone.
func number(year, series, serial int) string {
	return fmt.Sprintf("%04d-%03d-%05d", year, series, serial)
}

// monthOf is the calendar month (自然月) of a day.
func monthOf(d calendar.Day) string {
	if d == "" {
		return ""
	}
	return string(d)[:len("2026-01")]
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
