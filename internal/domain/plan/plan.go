package plan

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/circular"
)

type (
	// ID names a plan.
	ID int64
	// PointID names a point of a plan.
	PointID int64
	// TaskID names a task.
	TaskID int64
	// ReportID names a report.
	ReportID int64
)

// A Plan is the circular of a year.
type Plan struct {
	ID         ID           `db:"id" json:"id"`
	Rev        int64        `db:"rev" json:"rev"`
	UnitID     int64        `db:"unit_id" json:"unit_id"`
	Year       int          `db:"year" json:"year"`
	Title      string       `db:"title" json:"title"`
	Number     string       `db:"number" json:"number"`
	Issuer     string       `db:"issuer" json:"issuer"`
	Attribute  string       `db:"attribute" json:"attribute"`
	SourceName string       `db:"source_name" json:"source_name"`
	Status     Status       `db:"state" json:"state"`
	IssuedOn   calendar.Day `db:"issued_on" json:"issued_on,omitempty"`
	MadeBy     int64        `db:"made_by" json:"-"`
	MadeAt     time.Time    `db:"made_at" json:"made_at"`
	Difference []Difference `db:"difference,json" json:"difference,omitempty"` // what the last reading changed

	shown *outline // what a public act shows of it
}

// Ref names the plan in the journal.
func (p *Plan) Ref() string { return RefOf(p.ID) }

// RefOf names a plan in the journal, and its page.
func RefOf(id ID) string { return fmt.Sprintf("plan/%d", id) }

// Owner is the office that keeps the plan.
func (p *Plan) Owner() int64 { return p.UnitID }

// State is where the plan stands in Flow.
func (p *Plan) State() Status { return p.Status }

// Move sets where the plan stands; only flow.Do calls it.
func (p *Plan) Move(to Status) { p.Status = to }

// DoneBy is not kept for plans: one officer may read, correct and issue.
func (p *Plan) DoneBy(Act) int64 { return 0 }

// A Point is one numbered item of the circular.
type Point struct {
	ID       PointID        `db:"id" json:"id"`
	Rev      int64          `db:"rev" json:"rev"`
	PlanID   ID             `db:"plan_id" json:"plan_id"`
	Sort     int            `db:"sort" json:"sort"`
	Number   string         `db:"number" json:"number"`
	Section  string         `db:"section" json:"section"`
	Title    string         `db:"title" json:"title"`
	Body     string         `db:"body" json:"text"`
	Proposal circular.Point `db:"proposal,json" json:"proposal"`
	Parties  []Party        `db:"parties,json" json:"parties"`
	Checked  bool           `db:"checked" json:"checked"`
	Gone     bool           `db:"gone" json:"gone"`
}

// Ref names the point: the board groups duties by it.
func (p *Point) Ref() string { return pointRef(p.ID) }

func pointRef(id PointID) string { return fmt.Sprintf("plan/point/%d", id) }

// Placed reports whether the point has a place in the text of the circular: it
// is neither gone from it nor kept although it was gone.
func (p *Point) Placed() bool { return !p.Gone && p.Proposal.Span.End > 0 }

// A Role is what a unit has to do with a point.
type Role string

// The roles, in the order of the ledger.
const (
	Lead        Role = "lead"        // 牵头
	Responsible Role = "responsible" // 责任
	Implement   Role = "implement"   // 落实
	Cooperate   Role = "cooperate"   // 配合
)

// Roles lists the roles in the order of the ledger.
var Roles = []Role{Lead, Responsible, Implement, Cooperate}

// Owes reports whether a unit in this role owes reports. A unit that only
// cooperates helps another to fulfil its duty: to ask both would be to ask for
// the same thing twice.
func (r Role) Owes() bool { return r != Cooperate }

// A Party is one name of a unit clause, and the units that it stands for.
type Party struct {
	Role  Role    `json:"role"`
	Raw   string  `json:"raw"`
	Units []int64 `json:"units"`
	Group bool    `json:"group,omitempty"`
}

// A Cadence is how often a task is owed.
type Cadence string

// The cadences.
const (
	Once    Cadence = "once"    // by a day
	Count   Cadence = "count"   // so many times by a day
	Month   Cadence = "month"   // a report each month
	Quarter Cadence = "quarter" // a report each quarter
	Half    Cadence = "half"    // a report each half-year
	Year    Cadence = "year"    // a report at the end of the year
)

// Cadences lists the cadences in the order of menus.
var Cadences = []Cadence{Once, Count, Month, Quarter, Half, Year}

// Dated reports whether the task has a day of its own.
func (c Cadence) Dated() bool { return c == Once || c == Count }

// A Kind is the form of evidence that a task asks for.
type Kind string

// The kinds of evidence.
const (
	Free     Kind = ""         // links, files, records
	Briefing Kind = "briefing" // 主要负责同志听取汇报
	Training Kind = "training" // 培训
)

// Kinds lists the kinds in the order of menus.
var Kinds = []Kind{Free, Briefing, Training}

// A Task is one thing to do, and how often.
type Task struct {
	ID      TaskID       `db:"id" json:"id"`
	Rev     int64        `db:"rev" json:"rev"`
	PlanID  ID           `db:"plan_id" json:"plan_id"`
	PointID PointID      `db:"point_id" json:"point_id"`
	Sort    int          `db:"sort" json:"sort"`
	Title   string       `db:"title" json:"title"`
	Cadence Cadence      `db:"cadence" json:"cadence"`
	Due     calendar.Day `db:"due" json:"due,omitempty"`
	Need    int          `db:"need" json:"need"`
	Target  string       `db:"target" json:"target,omitempty"`
	Kind    Kind         `db:"kind" json:"kind,omitempty"`
	Parties []Party      `db:"parties,json" json:"parties,omitempty"` // empty: those of the point
	Status  TaskStatus   `db:"state" json:"state"`
	Note    string       `db:"note" json:"note,omitempty"`

	owner int64 // the office that keeps the plan
}

// Ref names the task in the journal and in duties.
func (t *Task) Ref() string { return fmt.Sprintf("plan/task/%d", t.ID) }

// Owner is the office that keeps the plan.
func (t *Task) Owner() int64 { return t.owner }

// State is where the task stands in TaskFlow.
func (t *Task) State() TaskStatus { return t.Status }

// Move sets where the task stands; only flow.Do calls it.
func (t *Task) Move(to TaskStatus) { t.Status = to }

// DoneBy is not kept for tasks.
func (t *Task) DoneBy(TaskAct) int64 { return 0 }

// taskOf is the task that a ref names.
func taskOf(ref string) (TaskID, bool) {
	digits, ok := strings.CutPrefix(ref, "plan/task/")
	n, err := strconv.ParseInt(digits, 10, 64)
	return TaskID(n), ok && err == nil
}
