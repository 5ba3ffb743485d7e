package policy

import (
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/flow"
)

type (
	// ID names a document.
	ID int64
	// StepID names a step of the procedure.
	StepID int64
)

// Facts is what a drafter says of a document beside its text.
type Facts struct {
	Title    string       `db:"title" json:"title"`
	Genre    string       `db:"genre" json:"genre,omitempty"` // of law.Genre
	Theme    string       `db:"theme" json:"theme,omitempty"` // of law.Theme
	Column   int64        `db:"column_id" json:"column_id,omitempty"`
	Keywords string       `db:"keywords" json:"keywords,omitempty"`
	Joint    string       `db:"joint" json:"joint,omitempty"` // organs that issue it together, one a line
	Basis    string       `db:"basis" json:"basis,omitempty"` // what it rests on, one a line
	Contact  string       `db:"contact" json:"contact,omitempty"`
	Business bool         `db:"business" json:"business"`         // 与市场主体生产经营活动密切相关
	Vital    bool         `db:"vital" json:"vital"`               // 涉及群众切身利益
	Trial    bool         `db:"trial" json:"trial"`               // 暂行、试行
	Starts   calendar.Day `db:"starts" json:"starts,omitempty"`   // 施行日期; "" before the issue: that of the issue
	Until    calendar.Day `db:"until_day" json:"until,omitempty"` // last day of its term
	Later    string       `db:"later" json:"later,omitempty"`     // clauses that begin later than the rest, with their day, one a line
}

// A Document is one normative document.
type Document struct {
	ID      ID    `db:"id" json:"id"`
	Rev     int64 `db:"rev" json:"rev"`
	UnitID  int64 `db:"unit_id" json:"unit_id"`   // drafts it and answers for it
	OrganID int64 `db:"organ_id" json:"organ_id"` // issues it
	Facts
	Body       string          `db:"body" json:"body"`               // what is to be issued; kernel/article has its form
	Number     string          `db:"number" json:"number,omitempty"` // 发文字号
	Code       string          `db:"code" json:"code,omitempty"`     // 规范性文件统一编号
	Status     Status          `db:"state" json:"state"`
	Reason     string          `db:"reason" json:"reason,omitempty"`     // of the last act that needed one
	Item       publish.ID      `db:"item_id" json:"item,omitempty"`      // that makes it public
	Asked      calendar.Day    `db:"asked_on" json:"asked_on,omitempty"` // handed to the legal review
	Registered calendar.Day    `db:"registered_on" json:"registered_on,omitempty"`
	Issued     calendar.Day    `db:"issued_on" json:"issued_on,omitempty"` // 公布日期
	Filed      calendar.Day    `db:"filed_on" json:"filed_on,omitempty"`   // 备案
	FiledNo    string          `db:"filed_no" json:"filed_no,omitempty"`
	Admitted   bool            `db:"admitted" json:"admitted,omitempty"`       // issued before the library was kept here
	Standing   Standing        `db:"standing" json:"standing,omitempty"`       // as the night found it
	StandingOn calendar.Day    `db:"standing_on" json:"standing_on,omitempty"` // since when
	Ends       calendar.Day    `db:"ends_on" json:"ends,omitempty"`            // last day of the term as it stands; later than Until when it was prolonged
	StandingBy string          `db:"standing_by" json:"standing_by,omitempty"` // the document that did it
	Evaluation string          `db:"evaluation" json:"evaluation,omitempty"`   // what the one before the end of its term came to
	OldIndex   string          `db:"old_index" json:"old_index,omitempty"`     // 索引号 of the library that it was taken over from
	Cleaned    string          `db:"cleaned" json:"cleaned,omitempty"`         // an earlier clean-up and its result
	Digest     string          `db:"digest" json:"-"`                          // of the rows and files that it was read from
	By         flow.Hands[Act] `db:"done_by,json" json:"-"`
	MadeAt     time.Time       `db:"made_at" json:"made_at"`

	organ string // for the public log
	does  []deed // the same: of its issue
	came  string // for the journal: what a step of the procedure came to
}

// Ref names the document in the journal.
func (d *Document) Ref() string { return RefOf(d.ID) }

// RefOf names a document in the journal and in duties.
func RefOf(id ID) string { return fmt.Sprintf("policy/%d", id) }

// Owner is the unit that drafts it.
func (d *Document) Owner() int64 { return d.UnitID }

// State is where the document stands in Flow.
func (d *Document) State() Status { return d.Status }

// Move sets where the document stands; only flow.Do calls it.
func (d *Document) Move(to Status) { d.Status = to }

// DoneBy is who did an act last: whoever wrote a document neither reviews nor registers it.
func (d *Document) DoneBy(act Act) int64 { return d.By[act] }

// hash is of the text that a step of the procedure is about.
func (d *Document) hash() string { return proof.SHA256(d.Body) }

// A publicDocument is what the log shows: the record without the text, of which the item
// of publish leaves its hash.
type publicDocument struct {
	Title      string       `json:"title"`
	Organ      string       `json:"organ"`
	Number     string       `json:"number"`
	Code       string       `json:"code,omitempty"`
	State      Status       `json:"state"`
	Item       string       `json:"item"`
	Issued     calendar.Day `json:"issued_on"`
	Starts     calendar.Day `json:"starts"`
	Until      calendar.Day `json:"until,omitempty"`
	Standing   Standing     `json:"standing"`
	StandingOn calendar.Day `json:"standing_on"`
	StandingBy string       `json:"standing_by,omitempty"`
	Does       []deed       `json:"does,omitempty"`
}

// A deed is what a document does to another by its issue, as the log shows it.
type deed struct {
	Kind     Kind         `json:"kind"`
	Document string       `json:"document"`
	From     calendar.Day `json:"from"`
	Until    calendar.Day `json:"until,omitempty"`   // last day of a suspension, or of the longer term
	Clauses  []string     `json:"clauses,omitempty"` // of the other one, that it is on or changes; none for the whole
	Text     string       `json:"text,omitempty"`    // hash of the text that an amendment makes
}

// Public is what the log shows of the document.
func (d *Document) Public() any {
	return publicDocument{
		d.Title, d.organ, d.Number, d.Code, d.Status, publish.RefOf(d.Item), d.Issued, d.Starts, d.Until, d.Standing, d.StandingOn, d.StandingBy, d.does,
	}
}

// entry is what the journal keeps of a step inside: the text by its hash, what the document
// touches, by which the steps that it needs are counted, and what a step came to.
type entry struct {
	State    Status `json:"state"`
	Title    string `json:"title"`
	Text     string `json:"text"`
	Business bool   `json:"business,omitempty"`
	Vital    bool   `json:"vital,omitempty"`
	Result   string `json:"result,omitempty"`
	Number   string `json:"number,omitempty"`
	Code     string `json:"code,omitempty"`
	Reason   string `json:"reason,omitempty"`
}

// Entry is what the journal keeps of a step that is not public.
func (d *Document) Entry() any {
	return entry{d.Status, d.Title, d.hash(), d.Business, d.Vital, d.came, d.Number, d.Code, d.Reason}
}

// A Standing says whether a document is in force on a day (有效性).
type Standing string

// The standings.
const (
	Pending   Standing = "pending" // 尚未施行
	Valid     Standing = "valid"
	Amended   Standing = "amended"   // in force, with a later text
	Suspended Standing = "suspended" // 暂停施行, the whole of it
	Lapsed    Standing = "lapsed"    // by its own term, or declared so
	Repealed  Standing = "repealed"
)

// Standings lists the standings in the order of menus.
var Standings = []Standing{Valid, Amended, Pending, Suspended, Lapsed, Repealed}

// InForce reports whether a document may be what an act of administration rests on.
func (s Standing) InForce() bool { return s == Valid || s == Amended }

// over reports whether a document is no more.
func (s Standing) over() bool { return s == Lapsed || s == Repealed }
