package interpret

import (
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/flow"
)

// ID names an interpretation.
type ID int64

// A Plan is how a document is going to be interpreted (解读方案).
type Plan struct {
	Outline  string       `json:"outline"`            // 解读提纲
	Forms    []Form       `json:"forms,omitempty"`    // 解读形式
	Channels []string     `json:"channels,omitempty"` // 解读渠道
	On       calendar.Day `json:"on,omitempty"`       // 解读时间
	Person   string       `json:"person,omitempty"`   // 解读人: the head of the unit answers for it
	Post     string       `json:"post,omitempty"`
	Contact  string       `json:"contact,omitempty"` // 政策咨询
}

// A Piece is one thing by which a document is interpreted, beside the text.
type Piece struct {
	ID         int64        `json:"id"`
	Form       Form         `json:"form"`
	Title      string       `json:"title"`
	Text       string       `json:"text,omitempty"`
	Alt        string       `json:"alt,omitempty"`        // what a picture shows, for who cannot see it
	Transcript string       `json:"transcript,omitempty"` // what is said in a video
	URL        string       `json:"url,omitempty"`
	On         calendar.Day `json:"on,omitempty"`
	Clock      string       `json:"clock,omitempty"` // 09:30
	Place      string       `json:"place,omitempty"`
	People     string       `json:"people,omitempty"`
	Audience   string       `json:"audience,omitempty"`
	File       string       `json:"file,omitempty"`     // name of an attachment of the item
	Captions   string       `json:"captions,omitempty"` // the same
}

// Content is an interpretation as it is written.
type Content struct {
	Title    string             `json:"title"`
	Plan     Plan               `json:"plan"`
	Elements map[Element]string `json:"elements,omitempty"`
	Pieces   []Piece            `json:"pieces,omitempty"`
}

// An Interpretation is that of one document.
type Interpretation struct {
	ID       ID              `db:"id" json:"id"`
	Rev      int64           `db:"rev" json:"rev"`
	UnitID   int64           `db:"unit_id" json:"unit_id"`            // drafts the document, and so interprets it
	Policy   policy.ID       `db:"policy_id" json:"policy,omitempty"` // the document; 0 for one that is an item alone
	Document publish.ID      `db:"document_id" json:"document_item"`  // item of the document; 0 until it has its number
	Subject  string          `db:"subject" json:"subject"`            // its title
	Title    string          `db:"title" json:"title"`                //
	Item     publish.ID      `db:"item_id" json:"item"`               // that makes the interpretation public
	Status   Status          `db:"state" json:"state"`                //
	Content  Content         `db:"content,json" json:"content"`       // as it is written
	Shown    Content         `db:"shown,json" json:"shown,omitzero"`  // as everybody reads it
	Forms    string          `db:"forms" json:"forms,omitempty"`      // of what everybody reads: |text|video|
	Decider  string          `db:"decider" json:"decider,omitempty"`  // who decided on the exception
	Reason   string          `db:"reason" json:"reason,omitempty"`    // of the exception, or of the end
	Issued   calendar.Day    `db:"issued_on" json:"issued,omitempty"` // the document came on line
	Released calendar.Day    `db:"released_on" json:"released_on"`    // the interpretation did; "" before
	Broken   string          `db:"broken" json:"broken,omitempty"`    // what the last night found wrong with the links
	By       flow.Hands[Act] `db:"done_by,json" json:"-"`             //
	MadeAt   time.Time       `db:"made_at" json:"made_at"`            //
}

// Ref names the interpretation in the journal.
func (x *Interpretation) Ref() string { return RefOf(x.ID) }

// RefOf names an interpretation in the journal, in duties and on the portal.
func RefOf(id ID) string { return fmt.Sprintf("interpret/%d", id) }

// DocumentRef names what is interpreted.
func (x *Interpretation) DocumentRef() string {
	if x.Policy != 0 {
		return policy.RefOf(x.Policy)
	}
	return publish.RefOf(x.Document)
}

// Owner is the unit that interprets.
func (x *Interpretation) Owner() int64 { return x.UnitID }

// State is where the interpretation stands in Flow.
func (x *Interpretation) State() Status { return x.Status }

// Move sets where the interpretation stands; only flow.Do calls it.
func (x *Interpretation) Move(to Status) { x.Status = to }

// DoneBy is who did an act last: whoever writes an interpretation does not except the
// document from it.
func (x *Interpretation) DoneBy(act Act) int64 { return x.By[act] }

// entry is what the journal keeps of a step inside: the text is in the item's entries.
type entry struct {
	State    Status `json:"state"`
	Title    string `json:"title"`
	Document string `json:"document"`
	Decider  string `json:"decider,omitempty"`
	Reason   string `json:"reason,omitempty"`
}

// Entry is what the journal keeps of a step that is not public.
func (x *Interpretation) Entry() any {
	return entry{x.Status, x.Title, x.DocumentRef(), x.Decider, x.Reason}
}

// public is what the log shows: which document is interpreted by which item.
type public struct {
	State    Status       `json:"state"`
	Title    string       `json:"title"`
	Document string       `json:"document"`
	Item     string       `json:"item"`
	Forms    []Form       `json:"forms"`
	Released calendar.Day `json:"released_on"`
}

// Public is what the log shows of the interpretation.
func (x *Interpretation) Public() any {
	return public{x.Status, x.Shown.Title, x.DocumentRef(), publish.RefOf(x.Item), x.Shown.forms(), x.Released}
}

// Late is by how many days an interpretation followed its document; 0 for both at once.
func (x *Interpretation) Late() int {
	if x.Issued == "" || x.Released == "" || x.Released <= x.Issued {
		return 0
	}
	return x.Released.Sub(x.Issued)
}

// Problem says what the last night found wrong with the links; "" for nothing.
func (x *Interpretation) Problem() fault.Text {
	if x.Broken == "" {
		return fault.Text{}
	}
	return fault.T("interpret.broken." + x.Broken)
}
