package event

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/width"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/secret"
)

// Bounds, in people.
const (
	maxPlaces = 5000
	maxMost   = 20
)

// leastPhone is how many digits the shortest telephone number has that reaches somebody.
const leastPhone = 7

// A Schedule is when and where an event takes place, as it is typed.
type Schedule struct {
	Begins calendar.Day `form:"begins" json:"begins" label:"event.begins" type:"date" required:"true"`
	Starts string       `form:"starts" json:"starts" label:"event.starts" hint:"event.starts_hint" required:"true" max:"5"`
	Ends   calendar.Day `form:"ends" json:"ends" label:"event.ends" hint:"event.ends_hint" type:"date" required:"true"`
	Stops  string       `form:"stops" json:"stops" label:"event.stops" required:"true" max:"5"`
	Place  string       `form:"place" json:"place" label:"event.place" hint:"event.place_hint" required:"true" max:"100"`
	Places int          `form:"places" json:"places" label:"event.places" hint:"event.places_hint" required:"true"`
	Closes calendar.Day `form:"closes" json:"closes" label:"event.closes" hint:"event.closes_hint" type:"date" required:"true"`
}

var clockForm = regexp.MustCompile(`^([01]?\d|2[0-3]):[0-5]\d$`)

// clockOf is a time of day as HH:MM, however wide it was typed.
func clockOf(s string) string {
	s = width.Fold.String(strings.TrimSpace(s))
	if len(s) == len("9:00") {
		return "0" + s
	}
	return s
}

func (in Schedule) when() When {
	return When{Begins: in.Begins, Starts: clockOf(in.Starts), Ends: in.Ends, Stops: clockOf(in.Stops), Place: tidied(in.Place)}
}

func (in Schedule) check(c *fault.Check) {
	w := in.when()
	for _, d := range []struct {
		name string
		day  calendar.Day
	}{{"begins", in.Begins}, {"ends", in.Ends}, {"closes", in.Closes}} {
		c.That(d.day.Valid(), d.name, "foi.need.day")
	}
	c.That(clockForm.MatchString(w.Starts), "starts", "event.bad.time")
	c.That(clockForm.MatchString(w.Stops), "stops", "event.bad.time")
	c.That(w.Place != "", "place", "required")
	c.That(in.Places >= 1 && in.Places <= maxPlaces, "places", "event.bad.people", maxPlaces)
	if c.Err() != nil {
		return
	}
	c.That(w.From().Before(w.Until()), "stops", "event.bad.end")
	c.That(in.Closes <= in.Begins, "closes", "event.bad.closes")
}

// An Edit is an event as its drafter writes it.
type Edit struct {
	Rev   int64  `form:"rev" type:"hidden" json:"rev"`
	Title string `form:"title" json:"title" label:"event.title" hint:"event.title_hint" required:"true" max:"100"`
	Kind  Kind   `form:"kind" json:"kind" label:"event.kind" type:"radio" options:"openday,attend,brief,forum" required:"true"`
	About string `form:"about" json:"about" label:"event.about" hint:"event.about_hint" type:"textarea" rows:"6" required:"true" max:"5000"`
	Schedule
	Most    int    `form:"most" json:"most" label:"event.most" hint:"event.most_hint" required:"true"`
	Who     string `form:"who" json:"who" label:"event.who" hint:"event.who_hint" type:"textarea" rows:"2" required:"true" max:"300"`
	Contact string `form:"contact" json:"contact" label:"event.contact" hint:"event.contact_hint" required:"true" max:"100"`
	Access  string `form:"access" json:"access,omitempty" label:"event.access" hint:"event.access_hint" type:"textarea" rows:"2" max:"500"`
}

// Check says which fields break a rule.
func (in Edit) Check() error {
	var c fault.Check
	for _, f := range []struct{ name, text string }{{"title", in.Title}, {"about", in.About}, {"who", in.Who}, {"contact", in.Contact}} {
		c.That(tidied(f.text) != "", f.name, "required")
	}
	c.That(slices.Contains(Kinds, in.Kind), "kind", "required")
	c.That(in.Most >= 1 && in.Most <= maxMost, "most", "event.bad.people", maxMost)
	in.check(&c)
	return c.Err()
}

// facts is what was typed, once it is checked.
func (in Edit) facts() Facts {
	return Facts{
		Title: tidied(in.Title), Kind: in.Kind, About: tidied(in.About), When: in.when(), Places: in.Places, Most: min(in.Most, in.Places), Closes: in.Closes,
		Who: tidied(in.Who), Contact: tidied(in.Contact), Access: tidied(in.Access),
	}
}

// tidied is a text without blanks around it, with line ends of one kind.
func tidied(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// Seen is the input of an act that only needs to know what the person has seen.
type Seen struct {
	Rev int64 `form:"rev" type:"hidden" json:"rev"`
}

// Check asks for the rev.
func (in Seen) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	return c.Err()
}

// A Because is the input of an act that needs a reason.
type Because struct {
	Seen
	Reason string `form:"reason" json:"reason" label:"event.reason" hint:"event.reason_hint" type:"textarea" rows:"3" required:"true" max:"500"`
}

// Check asks for both.
func (in Because) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(tidied(in.Reason) != "", "reason", "required")
	return c.Err()
}

// A Change gives an event another time, place or number of places. The reason is public.
type Change struct {
	Because
	Schedule
}

// Check says which fields break a rule.
func (in Change) Check() error {
	var c fault.Check
	in.check(&c)
	if err := c.Err(); err != nil {
		return err
	}
	return in.Because.Check()
}

// An Enrolling is what somebody tells who wants to come.
type Enrolling struct {
	Name   string `form:"name" json:"name" label:"event.name" hint:"event.name_hint" autocomplete:"name" required:"true" max:"30"`
	Phone  string `form:"phone" json:"phone" label:"event.phone" hint:"event.phone_hint" type:"tel" autocomplete:"tel" required:"true" max:"20"`
	People int    `form:"people" json:"people" label:"event.people" hint:"event.people_hint" required:"true"`
	Mail   string `form:"mail" json:"mail,omitempty" label:"event.mail" hint:"event.mail_hint" type:"email" autocomplete:"email" max:"254"`
	Token  string `form:"token" json:"token" type:"hidden" max:"100"` // of the form: sent twice, it makes one
}

// Check says which fields break a rule.
func (in Enrolling) Check() error {
	var c fault.Check
	c.That(tidied(in.Name) != "", "name", "event.need.name")
	c.That(len(secret.Digits(in.Phone)) >= leastPhone, "phone", "message.bad.phone")
	c.That(in.People >= 1, "people", "event.bad.people", maxMost)
	c.That(in.Mail == "" || notify.IsAddress(tidied(in.Mail)), "mail", "foi.bad.mail")
	c.That(!strings.ContainsRune(in.Name+in.Phone, 0), "name", "foi.bad.line")
	return c.Err()
}

// A Coming notes who of those with a place have come: all numbers, each time.
type Coming struct {
	Came []string `form:"came" json:"came" label:"event.came" hint:"event.came_hint" type:"checks"`
}

// A Record is what came of an event, in words for the public.
type Record struct {
	Seen
	Walkins int    `form:"walkins" json:"walkins,omitempty" label:"event.walkins" hint:"event.walkins_hint"`
	Minutes string `form:"minutes" json:"minutes" label:"event.minutes" hint:"event.minutes_hint" type:"textarea" rows:"12" required:"true" max:"20000"`
	Heard   string `form:"heard" json:"heard,omitempty" label:"event.heard" hint:"event.heard_hint" type:"textarea" rows:"6" max:"10000"`
	Became  string `form:"became" json:"became,omitempty" label:"event.became" hint:"event.became_hint" type:"textarea" rows:"6" max:"10000"`
}

// Check says which fields break a rule.
func (in Record) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(tidied(in.Minutes) != "", "minutes", "required")
	c.That(in.Walkins >= 0 && in.Walkins <= maxPlaces, "walkins", "event.bad.people", maxPlaces)
	c.That(tidied(in.Heard) == "" || tidied(in.Became) != "", "became", "event.need.became")
	return c.Err()
}

// An Adding describes a photograph.
type Adding struct {
	Seen
	Alt string `form:"alt" json:"alt" label:"event.alt" hint:"event.alt_hint" type:"textarea" rows:"2" required:"true" max:"300"`
}

// Check asks for the description.
func (in Adding) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(tidied(in.Alt) != "", "alt", "event.need.alt")
	return c.Err()
}

// A Dropping takes a photograph away.
type Dropping struct {
	Seen
	File int64 `form:"file" json:"file" label:"event.photo" type:"select" required:"true"`
}

// Check asks for the photograph.
func (in Dropping) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(in.File > 0, "file", "required")
	return c.Err()
}

// An Unseal says why contacts are opened.
type Unseal struct {
	Reason string `form:"reason" json:"reason" label:"foi.reason" hint:"foi.unmask_hint" type:"textarea" required:"true" max:"500"`
}

// Check asks for the reason.
func (in Unseal) Check() error {
	var c fault.Check
	c.That(tidied(in.Reason) != "", "reason", "foi.need.reason")
	return c.Err()
}

// A Reaching says how those were told whom no message reached.
type Reaching struct {
	Note string `form:"note" json:"note" label:"event.note_text" hint:"event.note_text_hint" type:"textarea" rows:"2" required:"true" max:"300"`
}

// Check asks for it.
func (in Reaching) Check() error {
	var c fault.Check
	c.That(tidied(in.Note) != "", "note", "required")
	return c.Err()
}

// By is how somebody shows that a receipt is theirs: number and code, or the pass of the page
// that they have just opened with them.
type By struct {
	foi.Access
	Pass string `form:"pass" json:"pass,omitempty" type:"hidden"`
}

// Check asks for one of them.
func (in By) Check() error {
	if in.Pass != "" {
		return nil
	}
	return in.Access.Check()
}

// A Find narrows a list of events.
type Find struct {
	Status Status `form:"state" json:"state,omitempty" label:"event.state" options:"draft,asked,open,closed,held,noted,told,cancelled"`
	Kind   Kind   `form:"kind" json:"kind,omitempty" label:"event.kind" options:"openday,attend,brief,forum"`
	Unit   int64  `form:"unit" json:"unit,omitempty" label:"event.unit" type:"select"`
}
