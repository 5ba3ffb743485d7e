package response

import (
	"net/url"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// Edit is what was found, as its form gives it: days and times of the civil clock.
type Edit struct {
	Rev       int64        `form:"rev" type:"hidden" json:"rev"`
	Title     string       `form:"title" json:"title" label:"response.title" hint:"response.title_hint" required:"true" max:"100"`
	FoundOn   calendar.Day `form:"found_on" json:"found_on" label:"response.found_on" type:"date" required:"true"`
	FoundTime string       `form:"found_time" json:"found_time" label:"response.found_time" hint:"response.clock_hint" required:"true" max:"5"`
	EventOn   calendar.Day `form:"event_on" json:"event_on" label:"response.event_on" hint:"response.event_hint" type:"date"`
	EventTime string       `form:"event_time" json:"event_time" label:"response.event_time" hint:"response.clock_hint" max:"5"`
	Place     string       `form:"place" json:"place" label:"response.place" required:"true" max:"100"`
	Source    Source       `form:"source" json:"source" label:"response.source" options:"news,social,video,hotline,message,patrol,above,other" required:"true"`
	Link      string       `form:"link" json:"link" label:"response.link_of" hint:"response.link_hint" max:"500"`
	Theme     Theme        `form:"theme" json:"theme" label:"response.theme" options:"housing,wages,environment,food,life,safety,hardship,other" required:"true"`
	About     string       `form:"about" json:"about" label:"response.about_of" hint:"response.about_hint" type:"textarea" rows:"5" required:"true" max:"2000"`
}

// Check asks for what a record needs.
func (in Edit) Check() error {
	var f fault.Check
	for field, text := range map[string]struct {
		said string
		most int
	}{"title": {in.Title, 100}, "place": {in.Place, 100}, "about": {in.About, 2000}} {
		says(&f, field, text.said, text.most)
	}
	f.That(in.Source != "", "source", "required")
	f.That(in.Theme != "", "theme", "required")
	f.That(in.Link == "" || isAddress(in.Link), "link", "response.bad_link")
	f.That(len([]rune(in.Link)) <= 500, "link", "publish.too_long", 500)
	found := at(&f, "found_on", "found_time", in.FoundOn, in.FoundTime)
	f.That((in.EventOn == "") == (strings.TrimSpace(in.EventTime) == ""), "event_time", "response.both")
	if in.EventOn != "" && strings.TrimSpace(in.EventTime) != "" {
		happened := at(&f, "event_on", "event_time", in.EventOn, in.EventTime)
		f.That(!happened.After(found) || found.IsZero(), "event_time", "response.after_found")
	}
	return f.Err()
}

func (in Edit) facts() Facts {
	var none fault.Check
	out := Facts{
		Title: strings.TrimSpace(in.Title), Place: strings.TrimSpace(in.Place), Source: in.Source, Link: strings.TrimSpace(in.Link), Theme: in.Theme,
		About: strings.TrimSpace(strings.ReplaceAll(in.About, "\r\n", "\n")), FoundAt: at(&none, "", "", in.FoundOn, in.FoundTime),
	}
	if in.EventOn != "" {
		out.HappenedAt = at(&none, "", "", in.EventOn, in.EventTime)
	}
	return out
}

// FormOf is the form of a record as it is stored.
func FormOf(c *Concern) Edit {
	in := Edit{Rev: c.Rev, Title: c.Title, Place: c.Place, Source: c.Source, Link: c.Link, Theme: c.Theme, About: c.About}
	in.FoundOn, in.FoundTime = parted(c.FoundAt)
	in.EventOn, in.EventTime = parted(c.HappenedAt)
	return in
}

const clockForm = "15:04"

// at is the moment that a day and a time of the civil clock mean.
func at(f *fault.Check, dayField, timeField string, day calendar.Day, clock string) time.Time {
	f.That(day.Valid(), dayField, "publish.bad_day")
	t, err := time.ParseInLocation("2006-01-02 "+clockForm, string(day)+" "+strings.TrimSpace(clock), calendar.Zone)
	f.That(err == nil || !day.Valid(), timeField, "publish.bad_clock")
	return t.UTC()
}

// parted is a moment as a form has it.
func parted(t time.Time) (calendar.Day, string) {
	if t.IsZero() {
		return "", ""
	}
	return calendar.DayOf(t), t.In(calendar.Zone).Format(clockForm)
}

func isAddress(s string) bool {
	u, err := url.Parse(strings.TrimSpace(s))
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func says(f *fault.Check, field, text string, most int) {
	f.That(strings.TrimSpace(text) != "", field, "required")
	f.That(len([]rune(text)) <= most, field, "publish.too_long", most)
}

func seen(f *fault.Check, rev int64) { f.That(rev > 0, "rev", "db.no_rev") }

// Judging says how grave it is and who answers for it.
type Judging struct {
	Rev      int64  `form:"rev" type:"hidden" json:"rev"`
	Why      Why    `form:"why" json:"why" label:"response.why" options:"misread,interest,moral,emergency,hot,above" type:"radio" required:"true"`
	Level    Level  `form:"level" json:"level" label:"response.level" hint:"response.level_hint" options:"extreme,major,larger,ordinary" type:"radio" required:"true"`
	Unit     int64  `form:"unit" json:"unit" label:"response.unit" hint:"response.unit_hint" type:"select" required:"true"`
	Involved string `form:"involved" json:"involved" label:"response.involved" max:"200"`
	Opinion  string `form:"opinion" json:"opinion" label:"response.opinion" hint:"response.opinion_hint" type:"textarea" rows:"4" required:"true" max:"1000"`
	Topic    string `form:"topic" json:"topic,omitempty" label:"response.topic" hint:"response.topic_hint" type:"select"`
}

// Check asks for the kind, the level, the unit and the opinion.
func (in Judging) Check() error {
	var f fault.Check
	seen(&f, in.Rev)
	f.That(in.Why != "", "why", "required")
	f.That(in.Level != "", "level", "required")
	f.That(in.Unit > 0, "unit", "required")
	says(&f, "opinion", in.Opinion, 1000)
	f.That(len([]rune(in.Involved)) <= 200, "involved", "publish.too_long", 200)
	return f.Err()
}

func (in Judging) verdict() Verdict {
	return Verdict{in.Why, in.Level, strings.TrimSpace(in.Involved), strings.TrimSpace(in.Opinion), strings.TrimSpace(in.Topic)}
}

// Draft begins an item that answers.
type Draft struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Title  string `form:"title" json:"title" label:"response.item_title" hint:"response.item_title_hint" required:"true" max:"150"`
	Column int64  `form:"column" json:"column" label:"response.column" type:"select" required:"true"`
	Body   string `form:"body" json:"body" label:"response.body" hint:"response.body_hint" type:"textarea" rows:"10" required:"true" max:"20000"`
}

// Check asks for all of it.
func (in Draft) Check() error {
	var f fault.Check
	seen(&f, in.Rev)
	says(&f, "title", in.Title, 150)
	says(&f, "body", in.Body, 20000)
	f.That(in.Column > 0, "column", "required")
	return f.Err()
}

// Linking names an item that answers, as its address has it.
type Linking struct {
	Rev  int64  `form:"rev" type:"hidden" json:"rev"`
	Item string `form:"item" json:"item" label:"response.item" hint:"response.item_hint" required:"true" max:"200"`
}

// Check asks for the item.
func (in Linking) Check() error {
	var f fault.Check
	seen(&f, in.Rev)
	says(&f, "item", in.Item, 200)
	return f.Err()
}

// Press is a press conference that was held.
type Press struct {
	Rev   int64        `form:"rev" type:"hidden" json:"rev"`
	Day   calendar.Day `form:"day" json:"day" label:"response.press_day" type:"date" required:"true"`
	Clock string       `form:"clock" json:"clock" label:"response.press_clock" hint:"response.clock_hint" required:"true" max:"5"`
	Room  string       `form:"of" json:"of" label:"response.press_of" hint:"response.press_of_hint" required:"true" max:"200"`
}

// Check asks when it was held, where and who spoke.
func (in Press) Check() error {
	var f fault.Check
	seen(&f, in.Rev)
	at(&f, "day", "clock", in.Day, in.Clock)
	says(&f, "of", in.Room, 200)
	return f.Err()
}

// Doing is a measure.
type Doing struct {
	Rev  int64        `form:"rev" type:"hidden" json:"rev"`
	Unit int64        `form:"unit" json:"unit" label:"response.measure_unit" type:"select" required:"true"`
	On   calendar.Day `form:"on" json:"on" label:"response.measure_on" type:"date" required:"true"`
	Text string       `form:"text" json:"text" label:"response.measure_text" hint:"response.measure_hint" type:"textarea" rows:"4" required:"true" max:"1000"`
}

// Check asks for all of it.
func (in Doing) Check() error {
	var f fault.Check
	seen(&f, in.Rev)
	f.That(in.Unit > 0, "unit", "required")
	f.That(in.On.Valid(), "on", "publish.bad_day")
	says(&f, "text", in.Text, 1000)
	return f.Err()
}

// Seen is the input of an act that only needs to know what the person has seen.
type Seen struct {
	Rev int64 `form:"rev" type:"hidden" json:"rev"`
}

// Check asks for the rev.
func (in Seen) Check() error {
	var f fault.Check
	seen(&f, in.Rev)
	return f.Err()
}

// Because is the input of an act that needs a reason.
type Because struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Reason string `form:"reason" json:"reason" label:"response.reason" type:"textarea" required:"true" max:"1000"`
}

// Check asks for the rev and the reason.
func (in Because) Check() error {
	var f fault.Check
	seen(&f, in.Rev)
	says(&f, "reason", in.Reason, 1000)
	return f.Err()
}

// Doubt says why there is nothing to answer.
type Doubt struct {
	Because
	Ground Ground `form:"ground" json:"ground" label:"response.ground" options:"untrue,twice,elsewhere" type:"radio" required:"true"`
}

// Check asks for the ground too.
func (in Doubt) Check() error {
	var f fault.Check
	seen(&f, in.Rev)
	f.That(in.Ground != "", "ground", "required")
	says(&f, "reason", in.Reason, 1000)
	return f.Err()
}

// Lesson is what was learned.
type Lesson struct {
	Rev     int64  `form:"rev" type:"hidden" json:"rev"`
	Lessons string `form:"lessons" json:"lessons" label:"response.lessons" hint:"response.lessons_hint" type:"textarea" rows:"8" required:"true" max:"2000"`
}

// Check asks for it.
func (in Lesson) Check() error {
	var f fault.Check
	seen(&f, in.Rev)
	says(&f, "lessons", in.Lessons, 2000)
	return f.Err()
}
