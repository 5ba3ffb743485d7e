package catalogue

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

type (
	// ID names a version of a catalogue.
	ID int64
	// RowID names a row through all versions of its catalogue.
	RowID int64
	// TextID names a row of one version.
	TextID int64
	// FormedID names the record that information was formed.
	FormedID int64
)

// A Version is the catalogue of a domain as it stood on a day.
type Version struct {
	ID         ID           `db:"id" json:"id"`
	Rev        int64        `db:"rev" json:"rev"`
	Domain     string       `db:"domain" json:"domain"`
	UnitID     int64        `db:"unit_id" json:"unit_id"` // the office that keeps it
	Number     int          `db:"number" json:"number"`   // among the versions of the domain, from 1
	Title      string       `db:"title" json:"title"`
	Dated      calendar.Day `db:"dated" json:"dated"` // as it says itself
	SourceName string       `db:"source_name" json:"source_name"`
	Status     Status       `db:"state" json:"state"`
	BaseID     ID           `db:"base_id" json:"base_id,omitempty"` // the version in force that it was compared with
	Notes      []string     `db:"notes,json" json:"notes"`          // below the table, and titles inside it
	Warnings   []fault.Row  `db:"warnings,json" json:"warnings"`
	InForce    calendar.Day `db:"in_force" json:"in_force,omitempty"`
	Until      calendar.Day `db:"until_day" json:"until,omitempty"` // day on which another took its place
	MadeBy     int64        `db:"made_by" json:"-"`
	MadeAt     time.Time    `db:"made_at" json:"made_at"`

	shown []Row // what a public act shows of it
}

// Ref names the version in the journal.
func (v *Version) Ref() string { return fmt.Sprintf("catalogue/%d", v.ID) }

// Owner is the office that keeps the catalogue.
func (v *Version) Owner() int64 { return v.UnitID }

// State is where the version stands in Flow.
func (v *Version) State() Status { return v.Status }

// Move sets where the version stands; only flow.Do calls it.
func (v *Version) Move(to Status) { v.Status = to }

// DoneBy is not kept: one officer may import a catalogue and put it in force.
func (v *Version) DoneBy(Act) int64 { return 0 }

// Public is what anybody may know of the version: it has no people in it.
func (v *Version) Public() any {
	type row struct {
		ID   RowID `json:"id"`
		Line `json:"row"`
	}
	out := struct {
		Domain string       `json:"domain"`
		Number int          `json:"number"`
		Title  string       `json:"title"`
		Dated  calendar.Day `json:"dated"`
		Rows   []row        `json:"rows"`
	}{v.Domain, v.Number, v.Title, v.Dated, make([]row, len(v.shown))}
	for i, r := range v.shown {
		out.Rows[i] = row{r.ID, r.Line}
	}
	return out
}

// A Line is what a catalogue says in one row (公开事项).
type Line struct {
	Number   string   `db:"number" json:"number"`
	Level1   string   `db:"level1" json:"level1"`
	Level2   string   `db:"level2" json:"level2,omitempty"`
	Level3   string   `db:"level3" json:"level3,omitempty"`
	Content  string   `db:"content" json:"content"`
	Basis    string   `db:"basis" json:"basis,omitempty"`
	TermText string   `db:"term_text" json:"term_text,omitempty"`
	Term     Term     `db:"term,json" json:"term"`
	Subject  string   `db:"subject" json:"subject,omitempty"`
	Channels []string `db:"channels,json" json:"channels,omitempty"`
	Audience []string `db:"audience,json" json:"audience,omitempty"`
	Modes    []string `db:"modes,json" json:"modes,omitempty"`
	Tiers    []string `db:"tiers,json" json:"tiers,omitempty"`
	Extra    []Pair   `db:"extra,json" json:"extra,omitempty"` // columns that the table has beside those of the guide
}

// A Pair is a column of a table that we have no field for.
type Pair struct {
	Heading string `json:"heading"`
	Text    string `json:"text"`
}

// words are all that the line says.
func (l Line) words() string {
	all := slices.Concat([]string{l.Level1, l.Level2, l.Level3, l.Content, l.Basis, l.TermText, l.Subject}, l.Channels, l.Audience, l.Modes, l.Tiers)
	for _, p := range l.Extra {
		all = append(all, p.Heading+" "+p.Text)
	}
	return strings.Join(all, "\n")
}

// Name is the item from its first level to its last.
func (l Line) Name() string {
	var out []string
	for _, s := range []string{l.Level1, l.Level2, l.Level3} {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " / ")
}

// Owed reports whether it is published without being asked for. A row that says
// nothing of it is: catalogues are of what organs publish.
func (l Line) Owed() bool {
	if len(l.Modes) == 0 {
		return true
	}
	for _, m := range l.Modes {
		if key, ok := meaning("mode", m); ok && key == modeActive {
			return true
		}
	}
	return false
}

// The keys of the modes of publication.
const modeActive = "active"

// A Row is a line of a version and the units that it binds.
type Row struct {
	TextID    TextID   `db:"id" json:"text_id"`
	Rev       int64    `db:"rev" json:"rev"`
	ID        RowID    `db:"row_id" json:"id"`
	VersionID ID       `db:"version_id" json:"version_id"`
	Domain    string   `db:"domain" json:"domain"`
	Sort      int      `db:"sort" json:"sort"`
	Source    int      `db:"source_line" json:"-"` // line of the file
	Line               // what it says
	Units     []int64  `db:"units,json" json:"units"`               // bound
	Unknown   []string `db:"unknown,json" json:"unknown,omitempty"` // names of its subject that are no unit
	Bound     bool     `db:"bound" json:"bound"`                    // a person has set the units or the term
}

// Ref names the row in the journal and in duties, through all versions.
func (r *Row) Ref() string { return RefOf(r.ID) }

// RefOf names a row in the journal and in duties.
func RefOf(id RowID) string { return fmt.Sprintf("catalogue/row/%d", id) }

// A Formed record says that a unit has formed information of a row, on a day.
type Formed struct {
	ID          FormedID     `db:"id" json:"id"`
	Rev         int64        `db:"rev" json:"rev"`
	RowID       RowID        `db:"row_id" json:"row_id"`
	UnitID      int64        `db:"unit_id" json:"unit_id"`
	Title       string       `db:"title" json:"title"`
	Day         calendar.Day `db:"day" json:"day"`
	DutyID      int64        `db:"duty_id" json:"duty_id"`
	PublishedAs string       `db:"published_as" json:"published_as,omitempty"` // what was published: publish/9
	PublishedOn calendar.Day `db:"published_on" json:"published_on,omitempty"`
	MadeBy      int64        `db:"made_by" json:"-"`
	MadeAt      time.Time    `db:"made_at" json:"made_at"`
}

// A Publication is something public that stands under a row.
type Publication struct {
	UnitID int64        `json:"unit_id"`
	Title  string       `json:"title"`
	URL    string       `json:"url"`
	On     calendar.Day `json:"on"`
}
