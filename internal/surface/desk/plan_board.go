package desk

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A boardView is a plan that runs: points by units.
type boardView struct {
	Plan     plan.Plan
	State    web.Tag
	Facts    []web.Fact
	Buttons  []web.Button
	Lights   []web.Light
	Done     int // duties met
	All      int
	Units    []string
	Sections []boardSection
	Total    boardCell
	Columns  []boardCell // the sums of the units
	Public   string      // the page that visitors see
}

// Wide is how many columns the matrix has beside the names of the points.
func (v boardView) Wide() int { return len(v.Units) + 1 }

// A boardSection is the points of one section.
type boardSection struct {
	Title string
	Rows  []boardLine
}

// A boardLine is one point.
type boardLine struct {
	Href, Title string
	Cells       []boardCell
	Total       boardCell
	Lights      []web.Light
	Done, All   int
}

// A boardCell is the duties of one unit for one point: the worst light, and how
// many of them are met.
type boardCell struct {
	Light     duty.Light
	Words     string // for the reader who does not see the shape
	Href      string // to the duties; "" for a reader who may not see them, or for a sum
	Done, All int
}

var planBoard = web.MustPage[boardView](pages, web.Desk, "pages/plan/board.html")

func (d *Desk) board(ctx context.Context, id plan.ID) (v boardView, err error) {
	b, err := d.Plans.Board(ctx, id)
	if err != nil {
		return v, err
	}
	a := auth.From(ctx)
	v = boardView{
		Plan: b.Plan, State: planTag(b.Plan.Status), Facts: planFacts(&b.Plan), Lights: lightsOf(b.Total),
		Done: met(b.Total), All: b.Total.All(), Total: cellOf(b.Total), Public: publicPlan(b.Plan.ID),
	}
	v.Buttons = planButtons(a, &b.Plan, plan.Flow.Next(a, &b.Plan))
	sums := make([]duty.Tally, len(b.Units))
	for _, u := range b.Units {
		v.Units = append(v.Units, u.Short)
	}
	for i := range b.Rows {
		row := &b.Rows[i]
		if len(v.Sections) == 0 || v.Sections[len(v.Sections)-1].Title != row.Section {
			v.Sections = append(v.Sections, boardSection{Title: row.Section})
		}
		at := &v.Sections[len(v.Sections)-1]
		at.Rows = append(at.Rows, boardRow(a, row, b.Units))
		for col, t := range row.Cells {
			sums[col] = sums[col].Add(t)
		}
	}
	for _, t := range sums {
		v.Columns = append(v.Columns, cellOf(t))
	}
	return v, nil
}

func boardRow(a auth.Actor, row *plan.BoardRow, units []plan.Unit) boardLine {
	line := boardLine{
		Href: pointIDURL(row.Point), Title: row.Number + row.Title, Total: cellOf(row.Total),
		Lights: lightsOf(row.Total), Done: met(row.Total), All: row.Total.All(),
	}
	for col, t := range row.Cells {
		c := cellOf(t)
		if c.All > 0 {
			c.Href = cellURL(a, (&plan.Point{ID: row.Point}).Ref(), units[col].ID)
		}
		line.Cells = append(line.Cells, c)
	}
	return line
}

func met(t duty.Tally) int { return t.Done + t.DoneLate }

func cellOf(t duty.Tally) boardCell {
	lights := lightsOf(t)
	words := make([]string, len(lights))
	for i, l := range lights {
		words[i] = l.Text
	}
	return boardCell{Light: t.Worst(), Words: strings.Join(words, i18n.T("list_comma")), Done: met(t), All: t.All()}
}

// cellURL is the duties of a unit under a point; "" for a reader who may not see them.
func cellURL(a auth.Actor, under string, unit int64) string {
	if !a.Over(duty.See).Has(unit) {
		return ""
	}
	return dutyPath + "?" + url.Values{"under": {under}, "unit": {fmt.Sprint(unit)}}.Encode()
}

// publicPlan is the page of a plan that visitors see.
func publicPlan(id plan.ID) string { return fmt.Sprintf("/plan/%d", id) }
