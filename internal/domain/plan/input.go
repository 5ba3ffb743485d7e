package plan

import (
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// Reading is a circular to be read: a file, or text that was pasted.
type Reading struct {
	Name string
	File []byte
	Text string
	Year int // 0: as the circular says
}

// EditPlan corrects what the circular says of itself.
type EditPlan struct {
	Rev       int64  `form:"rev" type:"hidden" json:"rev"`
	Title     string `form:"title" json:"title" label:"plan.title" required:"true" max:"200"`
	Number    string `form:"number" json:"number" label:"plan.number" max:"60"`
	Issuer    string `form:"issuer" json:"issuer" label:"plan.issuer" max:"100"`
	Attribute string `form:"attribute" json:"attribute" label:"plan.attribute" hint:"plan.attribute_hint" max:"40"`
	Year      int    `form:"year" json:"year" label:"plan.year" required:"true"`
}

// Check asks for a title and a year that can be.
func (in EditPlan) Check() error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Title) != "", "title", "required")
	checkYear(&c, in.Year)
	return c.Err()
}

// firstYear and lastYear bound the year of a plan: the regulation on open
// government took effect in 2008.
const firstYear, lastYear = 2008, 2100

func checkYear(c *fault.Check, year int) {
	c.That(year >= firstYear && year <= lastYear, "year", "plan.bad_year", firstYear, lastYear)
}

// Names are the units of a point or a task by role, as an official writes them:
// names and groups separated by 、 or ，.
type Names struct {
	Lead        string `form:"lead" json:"lead" label:"plan.role.lead" type:"textarea" rows:"2" max:"2000"`
	Responsible string `form:"responsible" json:"responsible" label:"plan.role.responsible" hint:"plan.names_hint" type:"textarea" rows:"3" max:"2000"`
	Implement   string `form:"implement" json:"implement" label:"plan.role.implement" type:"textarea" rows:"2" max:"2000"`
	Cooperate   string `form:"cooperate" json:"cooperate" label:"plan.role.cooperate" type:"textarea" rows:"2" max:"2000"`
}

func (n Names) of(r Role) string {
	switch r {
	case Lead:
		return n.Lead
	case Responsible:
		return n.Responsible
	case Implement:
		return n.Implement
	case Cooperate:
		return n.Cooperate
	}
	return ""
}

// namesOf is the form of parties.
func namesOf(ps []Party, sep string) Names {
	return Names{names(ps, Lead, sep), names(ps, Responsible, sep), names(ps, Implement, sep), names(ps, Cooperate, sep)}
}

// EditPoint corrects a point.
type EditPoint struct {
	Rev   int64  `form:"rev" type:"hidden" json:"rev"`
	Title string `form:"title" json:"title" label:"plan.point_title" required:"true" max:"200"`
	Names
	Checked bool `form:"checked" json:"checked" label:"plan.checked" hint:"plan.checked_hint"`
}

// Check asks for a title.
func (in EditPoint) Check() error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Title) != "", "title", "required")
	return c.Err()
}

// Split says before which sentences a point is cut into tasks.
type Split struct {
	Rev  int64   `form:"rev" type:"hidden" json:"rev"`
	Cuts []int64 `form:"cuts" json:"cuts" label:"plan.cuts" hint:"plan.cuts_hint" type:"checks"`
}

// EditTask sets what a task is, and how often it is owed.
type EditTask struct {
	Rev     int64        `form:"rev" type:"hidden" json:"rev"`
	Title   string       `form:"title" json:"title" label:"plan.task_title" type:"textarea" rows:"3" required:"true" max:"1000"`
	Cadence Cadence      `form:"cadence" json:"cadence" label:"plan.cadence" options:"once,count,month,quarter,half,year" type:"radio" required:"true"`
	Due     calendar.Day `form:"due" json:"due" label:"plan.due" hint:"plan.due_hint" type:"date"`
	Need    int          `form:"need" json:"need" label:"plan.need" hint:"plan.need_hint" type:"number"`
	Target  string       `form:"target" json:"target" label:"plan.target" hint:"plan.target_hint" max:"200"`
	Kind    Kind         `form:"kind" json:"kind" label:"plan.kind" hint:"plan.kind_hint" options:"briefing,training" type:"select"`
	Names
}

// Check asks for a day where the cadence has one.
func (in EditTask) Check() error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Title) != "", "title", "required")
	c.That(in.Cadence.known(), "cadence", "required")
	c.That(in.Kind == Free || slices.Contains(Kinds, in.Kind), "kind", "plan.bad_kind")
	if in.Cadence.Dated() {
		c.That(in.Due.Valid(), "due", "plan.due_needed")
	} else {
		c.That(in.Due == "", "due", "plan.due_useless")
	}
	c.That(in.Cadence != Count || in.Need >= 1 && in.Need <= maxNeed, "need", "plan.need_needed", maxNeed)
	return c.Err()
}

// maxNeed is the most often that a task can be owed in a year: once a day.
const maxNeed = 366

func (c Cadence) known() bool {
	switch c {
	case Once, Count, Month, Quarter, Half, Year:
		return true
	}
	return false
}

// Because is the input of an act that needs a reason.
type Because struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Reason string `form:"reason" json:"reason" label:"plan.reason" hint:"plan.reason_hint" type:"textarea" required:"true" max:"500"`
}

// Check asks for a reason, and for the rev that the person has seen: only within
// the program may a decision leave it out.
func (in Because) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(strings.TrimSpace(in.Reason) != "", "reason", "required")
	return c.Err()
}

func checkRev(c *fault.Check, rev int64) { c.That(rev > 0, "rev", "db.no_rev") }

// Find narrows a list of plans.
type Find struct {
	Year   int    `form:"year" json:"year,omitempty" label:"plan.year"`
	Status Status `form:"state" json:"state,omitempty" label:"plan.status" options:"draft,issued,closed,archived"`
}

// FindReport narrows a list of reports.
type FindReport struct {
	Status ReportStatus `form:"state" json:"state,omitempty" label:"plan.report_status" options:"submitted,returned,accepted,withdrawn"`
	Unit   int64        `form:"unit" json:"unit,omitempty" label:"plan.unit" type:"select"`
	Plan   ID           `form:"plan" json:"plan,omitempty" type:"hidden"`
}
