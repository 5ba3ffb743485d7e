package gazette

import (
	"fmt"
	"strconv"
	"time"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/flow"
)

// ID names an issue.
type ID int64

// Facts is what is said of an issue while it is edited.
type Facts struct {
	Year   int    `db:"year" json:"year"`
	No     int    `db:"no" json:"no"`       // within the year
	Total  int    `db:"total" json:"total"` // over all years; 0 where nobody counts so
	Note   string `db:"note" json:"note,omitempty"`
	Column int64  `db:"column_id" json:"column"` // of its item
}

// A Gazette is one issue.
type Gazette struct {
	ID     ID    `db:"id" json:"id"`
	Rev    int64 `db:"rev" json:"rev"`
	UnitID int64 `db:"unit_id" json:"unit_id"` // edits it
	Facts
	Status   Status          `db:"state" json:"state"`
	Reason   string          `db:"reason" json:"reason,omitempty"` // of the last act that needed one
	Item     publish.ID      `db:"item_id" json:"item,omitempty"`  // that carries it
	Compiled calendar.Day    `db:"compiled_on" json:"compiled_on,omitempty"`
	Issued   calendar.Day    `db:"issued_on" json:"issued_on,omitempty"`
	Files    string          `db:"files" json:"-"` // sums of those that it was laid out as
	By       flow.Hands[Act] `db:"done_by,json" json:"-"`
	MadeAt   time.Time       `db:"made_at" json:"made_at"`

	entries []Entry // for the public log
}

// Ref names the issue in the journal.
func (g *Gazette) Ref() string { return RefOf(g.ID) }

// RefOf names an issue in the journal.
func RefOf(id ID) string { return fmt.Sprintf("%s/%d", Noun, id) }

// Owner is the unit that edits it.
func (g *Gazette) Owner() int64 { return g.UnitID }

// State is where the issue stands in Flow.
func (g *Gazette) State() Status { return g.Status }

// Move sets where the issue stands; only flow.Do calls it.
func (g *Gazette) Move(to Status) { g.Status = to }

// DoneBy is who did an act last.
func (g *Gazette) DoneBy(act Act) int64 { return g.By[act] }

// A publicGazette is what the log shows of an issue.
type publicGazette struct {
	Year    int           `json:"year"`
	No      int           `json:"no"`
	Total   int           `json:"total,omitempty"`
	Issued  calendar.Day  `json:"issued_on"`
	Item    string        `json:"item"`
	Entries []publicEntry `json:"entries"`
}

type publicEntry struct {
	Item   string `json:"item"`
	Number string `json:"number,omitempty"`
	Hash   string `json:"hash"` // of the content that is printed
	Page   int    `json:"page,omitempty"`
}

// Public is what the log shows of the issue: which texts it carries.
func (g *Gazette) Public() any {
	out := publicGazette{Year: g.Year, No: g.No, Total: g.Total, Issued: g.Issued, Item: publish.RefOf(g.Item), Entries: []publicEntry{}}
	for _, e := range g.entries {
		out.Entries = append(out.Entries, publicEntry{publish.RefOf(e.Item), e.Number, e.Hash, e.Page})
	}
	return out
}

// A Part is a section of an issue: whose documents it has.
type Part string

// The parts, in their order.
const (
	Government Part = "government" // 区政府文件
	Office     Part = "office"     // 区政府办公室文件
	Department Part = "department" // 部门和镇街文件
	Other      Part = "other"      // what is no normative document
)

// Parts lists them in their order.
var Parts = []Part{Government, Office, Department, Other}

// An Entry is a text in an issue. Its title and number are those of the day of the compilation.
type Entry struct {
	ID       int64             `db:"id" json:"-"`
	Gazette  ID                `db:"gazette_id" json:"-"`
	Seq      int               `db:"seq" json:"seq"`
	Part     Part              `db:"part" json:"part"`
	Item     publish.ID        `db:"item_id" json:"item"`
	Edition  publish.EditionID `db:"edition_id" json:"-"` // that is printed; 0 before the compilation
	Document policy.ID         `db:"document_id" json:"document,omitempty"`
	Title    string            `db:"title" json:"title"`
	Number   string            `db:"number" json:"number,omitempty"`
	Organ    string            `db:"organ" json:"organ"`
	MadeOn   calendar.Day      `db:"made_on" json:"made_on,omitempty"`
	Page     int               `db:"page" json:"page,omitempty"` // in the PDF; 0 where there is none
	Hash     string            `db:"hash" json:"hash,omitempty"` // of the content that is printed
}

// page is where the text begins, as the contents say it.
func (e *Entry) page() string {
	if e.Page == 0 {
		return "\u2014"
	}
	return strconv.Itoa(e.Page)
}
