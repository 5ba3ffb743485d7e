package plan

import (
	"cmp"
	"regexp"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// Told is what every report has.
type Told struct {
	Rev      int64   `form:"rev" type:"hidden" json:"rev"`
	Progress string  `form:"progress" json:"progress" label:"plan.progress" hint:"plan.progress_hint" type:"textarea" rows:"6" required:"true" max:"2000"`
	Links    string  `form:"links" json:"links" label:"plan.links" hint:"plan.links_hint" type:"textarea" rows:"3" max:"4000"`
	Keep     []int64 `form:"keep" json:"keep" label:"plan.keep" hint:"plan.keep_hint" type:"checks"`
	Open     bool    `form:"open" json:"public" label:"plan.open" hint:"plan.open_hint"`
}

// maxText is the most characters of a progress text: about two pages.
const maxText = 2000

// maxLinks is the most characters of all addresses together.
const maxLinks = 4000

func (in Told) check(c *fault.Check) {
	c.That(strings.TrimSpace(in.Progress) != "", "progress", "required")
	c.That(len([]rune(in.Progress)) <= maxText, "progress", "plan.too_long", maxText)
	c.That(len([]rune(in.Links)) <= maxLinks, "links", "plan.too_long", maxLinks)
	if _, bad := links(in.Links); bad.Key != "" {
		c.That(false, "links", bad.Key, bad.Args...)
	}
}

// Tell reports progress with links and files.
type Tell struct {
	Told
	Final bool `form:"final" json:"final" label:"plan.final" hint:"plan.final_hint"`
}

// Check asks for words and for addresses that lead somewhere.
func (in Tell) Check() error {
	var c fault.Check
	in.check(&c)
	return c.Err()
}

// TellPeriod reports on a period of a task that goes on: nobody asks whether it is done.
type TellPeriod struct{ Told }

// Check asks for words and for addresses that lead somewhere.
func (in TellPeriod) Check() error { return Tell{Told: in.Told}.Check() }

// TellBriefing records that the head of the unit heard a report on open
// government, as point (十三) of the circular asks at least once a year.
type TellBriefing struct {
	Day     calendar.Day `form:"day" json:"day" label:"plan.briefing_day" type:"date" required:"true"`
	Meeting string       `form:"meeting" json:"meeting" label:"plan.briefing_meeting" required:"true" max:"100"`
	Chair   string       `form:"chair" json:"chair" label:"plan.briefing_chair" hint:"plan.briefing_chair_hint" required:"true" max:"60"`
	Topic   string       `form:"topic" json:"topic" label:"plan.briefing_topic" required:"true" max:"300"`
	Minutes string       `form:"minutes" json:"minutes" label:"plan.briefing_minutes" max:"60"`
	Told
}

// Check asks for the day, the meeting, who presided and what was heard.
func (in TellBriefing) Check() error {
	var c fault.Check
	in.check(&c)
	c.That(in.Day.Valid(), "day", "plan.bad_day")
	c.That(in.Meeting != "", "meeting", "required")
	c.That(in.Chair != "", "chair", "required")
	c.That(in.Topic != "", "topic", "required")
	return c.Err()
}

// session is the record as evidence.
func (in TellBriefing) session() Evidence {
	return Evidence{Form: Meeting, Title: in.Meeting, Day: in.Day, Chair: in.Chair, Topic: in.Topic, Minutes: in.Minutes}
}

// TellTraining records a training. No list of who was there is asked for.
type TellTraining struct {
	Day      calendar.Day `form:"day" json:"day" label:"plan.training_day" type:"date" required:"true"`
	Topic    string       `form:"topic" json:"topic" label:"plan.training_topic" required:"true" max:"300"`
	Audience string       `form:"audience" json:"audience" label:"plan.training_audience" required:"true" max:"100"`
	People   int          `form:"people" json:"people" label:"plan.training_people" type:"number" required:"true"`
	Hours    int          `form:"hours" json:"hours" label:"plan.training_hours" hint:"plan.training_hours_hint" type:"number"`
	Chair    string       `form:"chair" json:"chair" label:"plan.training_chair" max:"60"`
	Told
}

// Check asks for the day, the subject and who was trained.
func (in TellTraining) Check() error {
	var c fault.Check
	in.check(&c)
	c.That(in.Day.Valid(), "day", "plan.bad_day")
	c.That(in.Topic != "", "topic", "required")
	c.That(in.Audience != "", "audience", "required")
	c.That(in.People >= 1 && in.People <= 100_000, "people", "plan.bad_people")
	c.That(in.Hours >= 0 && in.Hours <= 200, "hours", "plan.bad_hours")
	return c.Err()
}

func (in TellTraining) session() Evidence {
	return Evidence{
		Form: Course, Title: in.Topic, Day: in.Day, Topic: in.Topic, Audience: in.Audience,
		People: in.People, Hours: in.Hours, Chair: in.Chair,
	}
}

// record is the reference of a thing of this program, as its pages show it.
var record = regexp.MustCompile(`\b(?:plan|plan/task|plan/report|duty|holidays)/[0-9]+\b`)

// links reads one piece of evidence a line: an address or a record of this
// program, with its title before or after it.
func links(text string) ([]Evidence, fault.Text) {
	var out []Evidence
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		at := strings.Index(line, "http")
		if ref := record.FindString(line); at < 0 && ref != "" {
			title := strings.TrimSpace(strings.Replace(line, ref, "", 1))
			out = append(out, Evidence{Form: Record, Title: shorten(cmp.Or(title, ref), 120), Ref: ref})
			continue
		}
		if at < 0 {
			return nil, fault.T("plan.url_none", shorten(line, 40))
		}
		address, rest, _ := strings.Cut(line[at:], " ")
		if bad := checkURL(address); bad != "" {
			return nil, fault.T(bad, shorten(address, 80))
		}
		title := strings.TrimSpace(line[:at] + " " + rest)
		out = append(out, Evidence{Form: Link, Title: shorten(cmp.Or(title, address), 120), URL: address})
	}
	return out, fault.Text{}
}
