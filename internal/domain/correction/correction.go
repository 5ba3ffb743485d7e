package correction

import (
	"fmt"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/flow"
)

// An ID names a correction.
type ID int64

// A Correction is one request to correct a record, and where it stands.
type Correction struct {
	ID       ID              `db:"id" json:"id"`
	Rev      int64           `db:"rev" json:"rev"`
	UnitID   int64           `db:"unit_id" json:"unit_id"`
	Number   string          `db:"number" json:"number"`
	Code     string          `db:"code" json:"-"`
	Token    string          `db:"token" json:"-"`
	Channel  foi.Channel     `db:"channel" json:"channel"`
	Sealed   string          `db:"applicant" json:"-"`
	Shown    string          `db:"shown" json:"applicant"` // masked
	Claim    string          `db:"claim" json:"-"`         // sealed
	Received calendar.Day    `db:"received" json:"received"`
	Status   Status          `db:"state" json:"state"`
	Due      calendar.Day    `db:"due" json:"due"` // that the district has set itself: the law has none
	Outcome  string          `db:"outcome" json:"-"`
	Result   Status          `db:"result" json:"result,omitempty"` // what was decided
	Letter   string          `db:"letter" json:"-"`
	LetterNo string          `db:"letter_no" json:"letter_number,omitempty"`
	SHA      string          `db:"letter_sha" json:"letter_sha256,omitempty"`
	How      foi.How         `db:"way" json:"how,omitempty"`
	Tracking string          `db:"tracking" json:"tracking,omitempty"`
	ToldOn   calendar.Day    `db:"told" json:"told,omitempty"`
	Ended    calendar.Day    `db:"ended" json:"ended,omitempty"`         // its life
	Gone     calendar.Day    `db:"forgotten" json:"forgotten,omitempty"` // what names people was taken away
	By       flow.Hands[Act] `db:"by_whom,json" json:"-"`

	note string // for the journal
}

// RefOf names a correction in the journal and in duties.
func RefOf(id ID) string { return fmt.Sprintf("correction/%d", id) }

// Ref names the correction in the journal.
func (c *Correction) Ref() string { return RefOf(c.ID) }

// Owner is the unit that has to tell the applicant.
func (c *Correction) Owner() int64 { return c.UnitID }

// State is where the correction stands in Flow.
func (c *Correction) State() Status { return c.Status }

// Move sets where the correction stands; only flow.Do calls it.
func (c *Correction) Move(to Status) { c.Status = to }

// DoneBy is who did an act last.
func (c *Correction) DoneBy(act Act) int64 { return c.By[act] }

// A Brief is what the journal keeps of a step: nothing of the applicant, nothing of
// the record.
type Brief struct {
	Status Status `json:"state"`
	Unit   int64  `json:"unit_id"`
	Note   string `json:"note,omitempty"` // why it was passed on or returned, number of a letter: what staff wrote
}

// Entry is what the journal keeps of the step just made.
func (c *Correction) Entry() any { return Brief{c.Status, c.UnitID, c.note} }
