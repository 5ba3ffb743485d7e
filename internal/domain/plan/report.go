package plan

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/calendar"
)

// A Report is what a unit says it did for one duty, with evidence.
type Report struct {
	ID         ReportID     `db:"id" json:"id"`
	Rev        int64        `db:"rev" json:"rev"`
	PlanID     ID           `db:"plan_id" json:"plan_id"`
	PointID    PointID      `db:"point_id" json:"point_id"`
	TaskID     TaskID       `db:"task_id" json:"task_id"`
	DutyID     duty.ID      `db:"duty_id" json:"duty_id"`
	UnitID     int64        `db:"unit_id" json:"unit_id"`
	Progress   string       `db:"progress" json:"progress"`
	Final      bool         `db:"final" json:"final"`
	Open       bool         `db:"open_public" json:"public"`
	Evidence   []Evidence   `db:"evidence,json" json:"evidence"`
	Status     ReportStatus `db:"state" json:"state"`
	Reason     string       `db:"reason" json:"reason,omitempty"`
	ReportedBy int64        `db:"reported_by" json:"-"`
	ReportedAt time.Time    `db:"reported_at" json:"reported_at"`
	DecidedBy  int64        `db:"decided_by" json:"-"`
	DecidedAt  time.Time    `db:"decided_at" json:"decided_at,omitzero"`

	about *about // what a public act shows of it
}

// Ref names the report in the journal.
func (r *Report) Ref() string { return fmt.Sprintf("plan/report/%d", r.ID) }

// Owner is the unit that reports.
func (r *Report) Owner() int64 { return r.UnitID }

// State is where the report stands in ReportFlow.
func (r *Report) State() ReportStatus { return r.Status }

// Move sets where the report stands; only flow.Do calls it.
func (r *Report) Move(to ReportStatus) { r.Status = to }

// DoneBy is who reported: that person may not accept.
func (r *Report) DoneBy(a ReportAct) int64 {
	switch a {
	case ActReport, ActRevise:
		return r.ReportedBy
	case ActAccept, ActReturn, ActWithdraw:
		return r.DecidedBy
	}
	return 0
}

// Evidence is one thing that shows what was done. Which fields it has depends
// on its form.
type Evidence struct {
	Form   Form   `json:"form"`
	Title  string `json:"title"`
	URL    string `json:"url,omitempty"`    // Link
	FileID int64  `json:"file,omitempty"`   // File
	Ref    string `json:"ref,omitempty"`    // Record: a thing of gongkai, such as plan/report/9
	SHA256 string `json:"sha256,omitempty"` // File
	// A briefing or a training, as the ledgers of point (十三) keep them.
	Day      calendar.Day `json:"day,omitempty"`
	Chair    string       `json:"chair,omitempty"`    // who presided, or taught
	Topic    string       `json:"topic,omitempty"`    // what was heard, or taught
	Minutes  string       `json:"minutes,omitempty"`  // number of the minutes
	Audience string       `json:"audience,omitempty"` // who was trained
	People   int          `json:"people,omitempty"`   // how many
	Hours    int          `json:"hours,omitempty"`    // 学时
}

// A Form is a form of evidence.
type Form string

// The forms of evidence.
const (
	Link    Form = "link"
	File    Form = "file"
	Record  Form = "record"
	Meeting Form = "briefing" // what Kind Briefing asks for
	Course  Form = "training" // what Kind Training asks for
)

// checkURL says what is wrong with the address of a link, "" if nothing.
func checkURL(s string) string {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return "plan.url_bad"
	case strings.Trim(u.Path, "/") == "" && u.RawQuery == "":
		return "plan.url_home" // a home page shows nothing
	}
	return ""
}
