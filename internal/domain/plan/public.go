package plan

import (
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/kernel/calendar"
)

// What the public log shows of a plan: the circular as it was issued, who has
// to do what by when. Names, not ids: whoever checks it has no database.
type publicPlan struct {
	Title    string        `json:"title"`
	Number   string        `json:"number"`
	Year     int           `json:"year"`
	Issuer   string        `json:"issuer"`
	State    Status        `json:"state"`
	IssuedOn calendar.Day  `json:"issued_on"`
	Points   []publicPoint `json:"points"`
}

type publicPoint struct {
	Number string       `json:"number"`
	Title  string       `json:"title"`
	Tasks  []publicTask `json:"tasks"`
}

type publicTask struct {
	Title   string            `json:"title"`
	Cadence Cadence           `json:"cadence"`
	Due     calendar.Day      `json:"due,omitempty"`
	Need    int               `json:"need"`
	Target  string            `json:"target,omitempty"`
	Units   map[Role][]string `json:"units"`
}

// Public is what the log shows of a plan.
func (p *Plan) Public() any {
	out := publicPlan{p.Title, p.Number, p.Year, p.Issuer, p.Status, p.IssuedOn, []publicPoint{}}
	if p.shown == nil {
		return out
	}
	for i := range p.shown.points {
		pt := &p.shown.points[i]
		pp := publicPoint{pt.Number, pt.Title, []publicTask{}}
		for j := range p.shown.tasks[pt.ID] {
			t := &p.shown.tasks[pt.ID][j]
			pp.Tasks = append(pp.Tasks, publicTask{t.Title, t.Cadence, t.Due, t.Need, t.Target, p.shown.dir.byRole(parties(pt, t))})
		}
		out.Points = append(out.Points, pp)
	}
	return out
}

// byRole names the units of each role, in the order of the tree.
func (d *directory) byRole(ps []Party) map[Role][]string {
	roles := rolesOf(ps)
	ids := make([]int64, 0, len(roles))
	for id := range roles {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b int64) int { return d.order[a] - d.order[b] })
	out := map[Role][]string{}
	for _, id := range ids {
		out[roles[id]] = append(out[roles[id]], d.short[id])
	}
	return out
}

// What the public log shows of a report. Words and evidence only if they are
// meant for the public; that it was accepted, and for what, always.
type publicReport struct {
	Plan     string           `json:"plan"`
	Point    string           `json:"point"`
	Task     string           `json:"task"`
	Unit     string           `json:"unit"`
	Period   string           `json:"period"`
	Handed   calendar.Day     `json:"handed_in"`
	Due      calendar.Day     `json:"due,omitempty"`
	Final    bool             `json:"final"`
	Progress string           `json:"progress,omitempty"`
	Evidence []publicEvidence `json:"evidence,omitempty"`
}

type publicEvidence struct {
	Form   Form         `json:"form"`
	Title  string       `json:"title"`
	URL    string       `json:"url,omitempty"`
	File   string       `json:"file,omitempty"`
	SHA256 string       `json:"sha256,omitempty"`
	Day    calendar.Day `json:"day,omitempty"`
}

// Public is what the log shows of a report.
func (r *Report) Public() any {
	c := r.about
	out := publicReport{
		Plan: c.plan.Title, Point: c.point.Number + c.point.Title, Task: c.task.Title, Unit: c.unit,
		Period: c.duty.Period, Handed: calendar.DayOf(r.ReportedAt), Due: c.duty.Due, Final: r.Final,
	}
	if !r.Open {
		return out
	}
	out.Progress = r.Progress
	for _, e := range r.Evidence {
		pe := publicEvidence{Form: e.Form, Title: e.Title, URL: e.URL, SHA256: e.SHA256, Day: e.Day}
		if e.FileID != 0 {
			pe.File = strconv.FormatInt(e.FileID, 10)
		}
		out.Evidence = append(out.Evidence, pe)
	}
	return out
}
