package event

import (
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/flow"
)

// An ID names an event.
type ID int64

// A Kind is what an event is.
type Kind string

// The kinds.
const (
	OpenDay Kind = "openday" // 政府开放日
	Attend  Kind = "attend"  // 列席会议: the public hears a meeting, and speaks in it
	Brief   Kind = "brief"   // 宣讲: a policy is explained (政策宣讲, 路演)
	Forum   Kind = "forum"   // 座谈
)

// Kinds lists them.
var Kinds = []Kind{OpenDay, Attend, Brief, Forum}

// Hears reports whether opinions are heard in events of a kind: their minutes say which, and
// what becomes of them.
func (k Kind) Hears() bool { return k == Attend || k == Forum }

// When is when and where an event takes place. Times are HH:MM in the civil time of the country.
type When struct {
	Begins calendar.Day `db:"begins" json:"begins"`
	Starts string       `db:"starts" json:"starts"`
	Ends   calendar.Day `db:"ends" json:"ends"`
	Stops  string       `db:"stops" json:"stops"`
	Place  string       `db:"place" json:"place"`
}

// From is the moment at which the event begins.
func (w When) From() time.Time { return moment(w.Begins, w.Starts) }

// Until is the moment at which it ends.
func (w When) Until() time.Time { return moment(w.Ends, w.Stops) }

// moment is a time of a day; the day is over for a time that cannot be read.
func moment(day calendar.Day, clock string) time.Time {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return day.Add(1).Start()
	}
	return day.Start().Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute)
}

// Facts is what a drafter says of an event.
type Facts struct {
	Title string `db:"title" json:"title"`
	Kind  Kind   `db:"kind" json:"kind"`
	About string `db:"about" json:"about"`
	When
	Places  int          `db:"places" json:"places"`
	Most    int          `db:"most" json:"most"`     // people that one enrolment brings at most
	Closes  calendar.Day `db:"closes" json:"closes"` // last day of the enrolment
	Who     string       `db:"who" json:"who"`       // may come
	Contact string       `db:"contact" json:"contact"`
	Access  string       `db:"access" json:"access,omitempty"` // for who uses a wheelchair, hears or sees badly
}

// An Event is one event, and where it stands.
type Event struct {
	ID     ID    `db:"id" json:"id"`
	Rev    int64 `db:"rev" json:"rev"`
	UnitID int64 `db:"unit_id" json:"unit_id"`
	Facts
	Status   Status          `db:"state" json:"state"`
	Opened   calendar.Day    `db:"opened" json:"opened,omitempty"`
	Reminded calendar.Day    `db:"reminded" json:"-"`
	Minutes  string          `db:"minutes" json:"minutes,omitempty"`
	Heard    string          `db:"heard" json:"heard,omitempty"`     // which opinions
	Became   string          `db:"became" json:"became,omitempty"`   // of them
	Walkins  int             `db:"walkins" json:"walkins,omitempty"` // people who came without an enrolment
	ToldOn   calendar.Day    `db:"told" json:"told,omitempty"`
	Sum      string          `db:"sum" json:"outcome_sha256,omitempty"` // of the minutes and photographs, once told
	Reason   string          `db:"reason" json:"reason,omitempty"`      // of the last act that needed one; public of a change and a cancellation
	By       flow.Hands[Act] `db:"by_whom,json" json:"-"`
	MadeAt   time.Time       `db:"made_at" json:"made_at"`
}

// RefOf names an event in the journal and in duties.
func RefOf(id ID) string { return fmt.Sprintf("event/%d", id) }

// Ref names the event in the journal.
func (e *Event) Ref() string { return RefOf(e.ID) }

// Owner is the unit that invites.
func (e *Event) Owner() int64 { return e.UnitID }

// State is where the event stands in Flow.
func (e *Event) State() Status { return e.Status }

// Move sets where the event stands; only flow.Do calls it.
func (e *Event) Move(to Status) { e.Status = to }

// DoneBy is who did an act last.
func (e *Event) DoneBy(act Act) int64 { return e.By[act] }

// Takes reports whether one can enrol at a moment: until the end of the last day, and not once
// the event has begun.
func (e *Event) Takes(now time.Time) bool {
	return e.Status == Open && now.Before(e.Closes.Add(1).Start()) && now.Before(e.From())
}

// ahead reports whether the event is announced and has not begun: places still go down the list.
func (e *Event) ahead(now time.Time) bool {
	return (e.Status == Open || e.Status == Closed) && now.Before(e.From())
}

// publicEvent is what the log shows: to what people were invited, and what came of it.
type publicEvent struct {
	Title  string       `json:"title"`
	Kind   Kind         `json:"kind"`
	State  Status       `json:"state"`
	About  string       `json:"about_sha256"`
	Begins calendar.Day `json:"begins"`
	Starts string       `json:"starts"`
	Ends   calendar.Day `json:"ends"`
	Stops  string       `json:"stops"`
	Place  string       `json:"place"`
	Places int          `json:"places"`
	Closes calendar.Day `json:"closes"`
	Reason string       `json:"reason,omitempty"`
	Sum    string       `json:"outcome_sha256,omitempty"`
}

// Public is what the log shows of the event.
func (e *Event) Public() any {
	return publicEvent{
		Title: e.Title, Kind: e.Kind, State: e.Status, About: proof.SHA256(e.About), Begins: e.Begins, Starts: e.Starts, Ends: e.Ends, Stops: e.Stops,
		Place: e.Place, Places: e.Places, Closes: e.Closes, Reason: e.Reason, Sum: e.Sum,
	}
}

// entry is what the journal keeps of a step inside.
type entry struct {
	Title  string `json:"title"`
	About  string `json:"about_sha256"`
	State  Status `json:"state"`
	Reason string `json:"reason,omitempty"`
}

// Entry is what the journal keeps of a step that is not public.
func (e *Event) Entry() any { return entry{e.Title, proof.SHA256(e.About), e.Status, e.Reason} }

// A Photo is a photograph of an event.
type Photo struct {
	ID     int64  `db:"id" json:"-"`
	Event  ID     `db:"event_id" json:"-"`
	File   int64  `db:"file_id" json:"file"`
	Alt    string `db:"alt" json:"alt"` // what it shows, for who cannot see it
	SHA256 string `db:"sha256" json:"sha256"`
}
