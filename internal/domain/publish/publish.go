package publish

import (
	"fmt"
	"strconv"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
)

type (
	// ID names an item.
	ID int64
	// EditionID names an edition.
	EditionID int64
)

// An Attribute says who may know of an item (公开属性). There are three and no
// others; it is settled where the information is made (源头认定).
type Attribute string

// The attributes.
const (
	Open    Attribute = "open"    // 主动公开
	Request Attribute = "request" // 依申请公开
	Closed  Attribute = "closed"  // 不予公开: needs its ground
)

// Attributes lists the attributes in the order of menus.
var Attributes = []Attribute{Open, Request, Closed}

// A Validity says whether a document is in force (有效性).
type Validity string

// The validities.
const (
	Valid    Validity = "valid"
	Amended  Validity = "amended"
	Lapsed   Validity = "lapsed"
	Repealed Validity = "repealed"

	Pending   Validity = "pending"   // issued, and not in force yet
	Suspended Validity = "suspended" // for a time
)

// Validities lists the validities in the order of menus; a person marks an item with one
// of the first four.
var Validities = []Validity{Valid, Amended, Lapsed, Repealed, Pending, Suspended}

// Facts is what lists know of an item: as its standing edition has it, or the
// unfinished one before the first release.
type Facts struct {
	Title     string       `db:"title" json:"title"`
	Number    string       `db:"number" json:"number,omitempty"`
	MadeOn    calendar.Day `db:"made_on" json:"made_on,omitempty"`
	ColumnID  int64        `db:"column_id" json:"column_id,omitempty"`
	Theme     string       `db:"theme" json:"theme,omitempty"`
	Genre     string       `db:"genre" json:"genre,omitempty"`
	Anchor    law.Ref      `db:"anchor" json:"anchor,omitempty"`
	RowID     int64        `db:"row_id" json:"catalogue_row,omitempty"`
	Attribute Attribute    `db:"attribute" json:"attribute,omitempty"`
}

// An Item is one piece of information through all its editions.
type Item struct {
	ID        ID        `db:"id" json:"id"`
	Rev       int64     `db:"rev" json:"rev"`
	UnitID    int64     `db:"unit_id" json:"unit_id"`
	Index     string    `db:"index_no" json:"index"` // 索引号
	Facts               // of the standing edition
	Status    Status    `db:"state" json:"state"`                         // of the standing edition; "" before the first
	Standing  EditionID `db:"standing_id" json:"standing,omitempty"`      // 0: none
	Working   EditionID `db:"working_id" json:"working,omitempty"`        // 0: none
	FirstAt   time.Time `db:"first_at" json:"first_released_at,omitzero"` // true time
	Released  time.Time `db:"released_at" json:"released_at,omitzero"`    // true time, of the edition that stands
	Changed   time.Time `db:"changed_at" json:"changed_at,omitzero"`      // of what everybody sees
	Validity  Validity  `db:"validity" json:"validity,omitempty"`         //
	ValidOn   string    `db:"validity_on" json:"validity_on,omitempty"`   // day of the mark
	ValidBy   string    `db:"validity_by" json:"validity_by,omitempty"`   // what amended or repealed it
	Successor ID        `db:"successor_id" json:"successor,omitempty"`    // of a removed item
	Batch     int64     `db:"batch_id" json:"batch,omitempty"`            // of an import
	OldURL    string    `db:"old_url" json:"old_url,omitempty"`           // on an earlier site
	MadeAt    time.Time `db:"made_at" json:"made_at"`                     //
}

// Ref names the item in the journal.
func (i *Item) Ref() string { return RefOf(i.ID) }

// RefOf names an item in the journal and in duties.
func RefOf(id ID) string { return fmt.Sprintf("publish/%d", id) }

// A Version counts the editions of an item that were released: 1.0, 1.1, 2.0.
type Version struct {
	Major int `db:"major" json:"major"`
	Minor int `db:"minor" json:"minor"`
}

// first is the version of the first release.
var first = Version{1, 0}

func (v Version) String() string { return strconv.Itoa(v.Major) + "." + strconv.Itoa(v.Minor) }

// Released reports whether it is the version of an edition that was released.
func (v Version) Released() bool { return v.Major > 0 }

// Next is the version after v. The first is 1.0 whatever is asked for.
func (v Version) Next(major bool) Version {
	if major || !v.Released() {
		return Version{v.Major + 1, 0}
	}
	return Version{v.Major, v.Minor + 1}
}

// An Edition is one text of an item, and how far it is.
type Edition struct {
	ID     EditionID `db:"id" json:"id"`
	Rev    int64     `db:"rev" json:"rev"`
	ItemID ID        `db:"item_id" json:"item_id"`
	UnitID int64     `db:"unit_id" json:"unit_id"`
	Status Status    `db:"state" json:"state"`
	Version
	Big       bool      `db:"is_major" json:"is_major"`                 // asks for a new first number
	Note      string    `db:"change_note" json:"change_note,omitempty"` // what is changed, for the public
	Content             // what approvals sign
	Hash      string    `db:"hash" json:"hash,omitempty"`              // of the content that was signed; "" with no approval
	Record    Record    `db:"record,json" json:"record"`               // 公开审查表
	Reason    string    `db:"reason" json:"reason,omitempty"`          // of the last act that needed one
	Planned   time.Time `db:"planned_at" json:"planned_at,omitzero"`   //
	At        time.Time `db:"released_at" json:"released_at,omitzero"` // true time
	Ended     time.Time `db:"ended_at" json:"ended_at,omitzero"`       // superseded, withdrawn, removed or archived
	Emergency bool      `db:"emergency" json:"emergency,omitempty"`    // released before its review
	EditBy    int64     `db:"edit_by" json:"-"`
	EditAt    time.Time `db:"edit_at" json:"edited_at"`
	SubmitBy  int64     `db:"submit_by" json:"-"`
	ReviewBy  int64     `db:"review_by" json:"-"`
	ClearBy   int64     `db:"clear_by" json:"-"`
	SignBy    int64     `db:"sign_by" json:"-"`
	HurryBy   int64     `db:"emergency_by" json:"-"`
	ConfirmBy int64     `db:"confirm_by" json:"-"`

	item *Item // for the public log
	unit string
}

// Ref names the item in the journal: what is done to an edition is done to it.
func (e *Edition) Ref() string { return RefOf(e.ItemID) }

// Owner is the unit that makes the item public.
func (e *Edition) Owner() int64 { return e.UnitID }

// State is where the edition stands in Flow.
func (e *Edition) State() Status { return e.Status }

// Move sets where the edition stands; only flow.Do calls it.
func (e *Edition) Move(to Status) { e.Status = to }

// DoneBy is who did an act last: the four eyes of the review.
func (e *Edition) DoneBy(act Act) int64 {
	return map[Act]int64{
		ActEdit: e.EditBy, ActSubmit: e.SubmitBy, ActReview: e.ReviewBy, ActClear: e.ClearBy, ActSign: e.SignBy, ActEmergency: e.HurryBy,
	}[act]
}
