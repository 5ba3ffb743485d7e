package deposit

import (
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/flow"
)

type (
	// ID names a deposit.
	ID int64
	// DifferenceID names a difference.
	DifferenceID int64
	// LineID names a line of a difference.
	LineID int64
)

// A Channel is how a package gets to the city.
type Channel string

// The channels.
const (
	System  Channel = "system"  // uploaded to the system of the city
	Disc    Channel = "disc"    // an optical disc
	Courier Channel = "courier" // 机要交换
	Mail    Channel = "mail"    // electronic mail of the government network
	Counter Channel = "counter" // brought
)

// Channels lists them in the order of menus.
var Channels = []Channel{System, Disc, Courier, Mail, Counter}

// A Tally counts the documents of a package against the last one that the city has received.
type Tally struct {
	Documents int `db:"documents" json:"documents"` // in the package
	New       int `db:"fresh" json:"new"`
	Changed   int `db:"changed" json:"changed"`
	Ended     int `db:"ended" json:"ended"` // no longer in force since
	Same      int `db:"same" json:"same"`
	Gone      int `db:"gone" json:"gone"` // no longer in the library; not in the package
}

// A Deposit is one handing-over of the library to the city.
type Deposit struct {
	ID      ID           `db:"id" json:"id"`
	Rev     int64        `db:"rev" json:"rev"`
	UnitID  int64        `db:"unit_id" json:"unit_id"` // hands it over
	Library string       `db:"library" json:"library"` // of the city
	On      calendar.Day `db:"made_on" json:"on"`      // what the library was on this day
	Base    ID           `db:"base_id" json:"base,omitempty"`
	File    int64        `db:"file_id" json:"file"` // the package
	Name    string       `db:"name" json:"name"`
	SHA256  string       `db:"sha256" json:"sha256"`
	Size    int64        `db:"size" json:"size"` // bytes
	Texts   int          `db:"texts" json:"texts"`
	Files   int          `db:"files" json:"files"`
	Tally
	Status    Status       `db:"state" json:"state"`
	Channel   Channel      `db:"channel" json:"channel,omitempty"`
	Handed    calendar.Day `db:"handed_on" json:"handed_on,omitempty"`
	Reference string       `db:"reference" json:"reference,omitempty"` // of the upload, the letter, the disc
	Answered  calendar.Day `db:"answered_on" json:"answered_on,omitempty"`
	Receipt   string       `db:"receipt" json:"receipt,omitempty"` // the number that the city gave it
	Scan      int64        `db:"scan_id" json:"scan,omitempty"`    // the receipt
	Taken     int          `db:"taken" json:"taken,omitempty"`     // documents that the city says it took
	Whole     bool         `db:"whole" json:"whole"`               // the city has all that it asks for
	Note      string       `db:"note" json:"note,omitempty"`       // about a receipt that says less
	Reason    string       `db:"reason" json:"reason,omitempty"`   // of the return or the voiding

	By     flow.Hands[Act] `db:"done_by,json" json:"-"`
	MadeAt time.Time       `db:"made_at" json:"made_at"`
}

// Ref names the deposit in the journal.
func (d *Deposit) Ref() string { return RefOf(d.ID) }

// RefOf names a deposit in the journal and in duties.
func RefOf(id ID) string { return fmt.Sprintf("deposit/%d", id) }

// Owner is the unit that hands it over.
func (d *Deposit) Owner() int64 { return d.UnitID }

// State is where the deposit stands in Flow.
func (d *Deposit) State() Status { return d.Status }

// Move sets where the deposit stands; only flow.Do calls it.
func (d *Deposit) Move(to Status) { d.Status = to }

// DoneBy is who did an act last.
func (d *Deposit) DoneBy(act Act) int64 { return d.By[act] }

// publicDeposit is what the log shows of a deposit.
type publicDeposit struct {
	Library   string       `json:"library"`
	On        calendar.Day `json:"on"`
	Documents int          `json:"documents"`
	SHA256    string       `json:"sha256"`
	Handed    calendar.Day `json:"handed_on"`
	Answered  calendar.Day `json:"received_on"`
	Receipt   string       `json:"receipt"`
	Taken     int          `json:"taken"`
}

// Public is what the log shows of the deposit.
func (d *Deposit) Public() any {
	return publicDeposit{d.Library, d.On, d.Documents, d.SHA256, d.Handed, d.Answered, d.Receipt, d.Taken}
}

// A Change is what a document of a package is against the last deposit that the city has received.
type Change string

// The changes.
const (
	Fresh   Change = "new"
	Changed Change = "changed"
	Ended   Change = "ended"
	Same    Change = "same"
	Gone    Change = "gone"
)

// Changes lists them in the order of menus.
var Changes = []Change{Fresh, Changed, Ended, Same, Gone}

// count is the number of a tally for a change.
func (t *Tally) count(c Change) *int {
	return map[Change]*int{Fresh: &t.New, Changed: &t.Changed, Ended: &t.Ended, Same: &t.Same, Gone: &t.Gone}[c]
}

// Of is the number of a change.
func (t Tally) Of(c Change) int { return *t.count(c) }

// A Document is one of a package, as it was then.
type Document struct {
	ID       int64           `db:"id" json:"id"`
	Deposit  ID              `db:"deposit_id" json:"deposit"`
	Document policy.ID       `db:"document_id" json:"document"`
	Title    string          `db:"title" json:"title"`
	Number   string          `db:"number" json:"number"`
	Organ    string          `db:"organ" json:"organ"`
	Issued   calendar.Day    `db:"issued_on" json:"issued_on"`
	Standing policy.Standing `db:"standing" json:"standing"`
	Digest   string          `db:"digest" json:"digest"`
	Events   []policy.Event  `db:"events,json" json:"events"`
	Change   Change          `db:"change" json:"change"`
}

// covers reports whether a package has all the events of a day in the life of a document.
func (d *Document) covers(events []policy.Event, day calendar.Day) bool {
	has := map[policy.Event]bool{}
	for _, e := range d.Events {
		has[e] = true
	}
	for _, e := range events {
		if e.On == day && !has[e] {
			return false
		}
	}
	return d.Change != Gone
}

// over reports whether a document is no more.
func over(s policy.Standing) bool { return s == policy.Lapsed || s == policy.Repealed }

// against says what the documents of a package are against those of an earlier one, and adds
// those that are gone.
func against(held, before []Document) (out []Document, t Tally) {
	was := map[policy.ID]*Document{}
	for i := range before {
		if before[i].Change != Gone {
			was[before[i].Document] = &before[i]
		}
	}
	for _, d := range held {
		b := was[d.Document]
		switch {
		case b == nil:
			d.Change = Fresh
		case over(d.Standing) && !over(b.Standing):
			d.Change = Ended
		case d.Digest != b.Digest:
			d.Change = Changed
		default:
			d.Change = Same
		}
		delete(was, d.Document)
		t.Documents++
		*t.count(d.Change)++
		out = append(out, d)
	}
	for i := range before {
		if b := before[i]; was[b.Document] != nil && b.Change != Gone {
			b.Change = Gone
			t.Gone++
			out = append(out, b)
		}
	}
	return out, t
}
