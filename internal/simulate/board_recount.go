package simulate

import (
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// owedOnce is a duty, as the journal has it.
type owedOnce struct {
	Unit    int64        `json:"unit_id"`
	Rule    string       `json:"rule"`
	From    string       `json:"ref"`
	Under   string       `json:"under"`
	Title   string       `json:"title"`
	Period  string       `json:"period"`
	Opened  calendar.Day `json:"opened"`
	Due     calendar.Day `json:"due"`
	State   string       `json:"state"`
	Claimed calendar.Day `json:"claimed"`
	MetOn   calendar.Day `json:"met_on"`
	DueAt   time.Time    `json:"due_at"` // of a term in hours
	MetAt   time.Time    `json:"met_at"`

	Evidence string `json:"evidence"`
}

// duty follows what is owed through the journal.
func (c *Recount) duty(e journal.Entry) error {
	d := &owedOnce{}
	if err := e.Decode(d); err != nil {
		return err
	}
	if was := c.duties[e.Ref]; was == nil && e.Act != string(duty.ActOpen) {
		c.odd("%s of %s before it was opened", e.Act, e.Ref)
	} else if was != nil && (e.Act == string(duty.ActOpen) || was.State == "met" && e.Act == string(duty.ActMeet)) {
		c.odd("%s of %s a second time", e.Act, e.Ref)
	}
	c.duties[e.Ref] = d
	return nil
}

// light is how a duty stands in the evening of a day: "" is not shown.
func (d *owedOnce) light(e Evening) string {
	passed := func(at time.Time) bool { return !d.DueAt.IsZero() && at.After(d.DueAt) }
	switch {
	case d.State == "waived":
		return ""
	case d.State == "met" && (d.Due != "" && d.MetOn > d.Due || passed(d.MetAt)):
		return "donelate"
	case d.State == "met":
		return "done"
	case d.State == "suspended":
		return "paused"
	case d.Claimed != "" && (d.Due == "" || d.Claimed <= d.Due):
		return "claimed"
	case d.Due == "":
		return "paused"
	case d.Due < e.Day, passed(e.Day.Start().Add(evening)):
		return "late"
	case d.Due <= e.Soon:
		return "soon"
	}
	return "intime"
}

func (c *Recount) compare(e Evening) {
	n := map[string]int{}
	for _, d := range c.duties {
		n[d.light(e)]++
	}
	own := duty.Tally{Late: n["late"], Soon: n["soon"], InTime: n["intime"], Claimed: n["claimed"], Paused: n["paused"], Done: n["done"], DoneLate: n["donelate"]}
	if own != e.Tally {
		c.found = append(c.found, fmt.Sprintf("%s: the board showed %+v, the journal has %+v", e.Day, e.Tally, own))
	}
}

// Duties counts what is owed in the end by the lights of a board.
func (c *Recount) Duties(day calendar.Day) map[string]int {
	out := map[string]int{}
	for _, d := range c.duties {
		out[d.light(Evening{Day: day, Soon: day})]++
	}
	return out
}

// owed counts what is open under a rule, by the thing that owes it.
func (c *Recount) owed(rule string) map[string]int {
	out := map[string]int{}
	for _, d := range c.duties {
		if d.Rule == rule && d.State != "met" && d.State != "waived" {
			out[d.From]++
		}
	}
	return out
}

// owedEver counts what was ever owed under a rule, by the thing that owed it.
func (c *Recount) owedEver(rule string) map[string]int {
	out := map[string]int{}
	for _, d := range c.duties {
		if d.Rule == rule {
			out[d.From]++
		}
	}
	return out
}
