package portal

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web"
)

// A planFilter narrows the page of a plan.
type planFilter struct {
	Unit int64 `form:"unit"`
	Late bool  `form:"late"`
}

// A planView is the page of a plan.
type planView struct {
	Plan     plan.PagePlan
	Tag      web.Tag
	Filters  *web.FormDraw // of the list of points
	Chosen   []web.Chosen
	Unit     string // short name of the unit that the page is narrowed to
	Sections []section
	Shown    int // points that the filter leaves
	Points   int
	Told     int
	Totals   totals

	Subscribe string // the form for mail about the plan
}

// Meta is what the head says about the page.
func (v planView) Meta() web.Meta {
	return web.Meta{
		Column: planColumn, Title: v.Plan.Title, Published: v.Plan.On().Start(), Source: cmp.Or(v.Plan.Issuer, planColumn.Name),
		About: i18n.T("portal.plan_about", v.Plan.Title, v.Points, v.Totals.All),
		Ref:   string(planSubject(v.Plan.ID)),
		Feeds: []web.Link{{Href: planURL(v.Plan.ID) + "/feed.xml", Label: v.Plan.Title}},
	}
}

// A section is a part of the circular with its points.
type section struct {
	Title  string
	Points []pointView
}

// A pointView is one point as the page draws it.
type pointView struct {
	Title  string
	Anchor string
	Totals totals // of the unit, if the page is narrowed to one
	Light  web.Light
	Lines  []taskLine
	Roles  []roleGroup
	Recent []told
	Older  []told // folded away
	Hidden int    // tasks and reports that are in the JSON only, for they are too many for a page
}

// A taskLine is one task, and its deadline in words.
type taskLine struct{ Title, When, Target string }

// A roleGroup is the units of a point that have the same part in it, by how they stand.
type roleGroup struct {
	Role   string
	N      int
	Lights []lightGroup
}

// A lightGroup is the units that stand alike.
type lightGroup struct {
	Light web.Light // without a kind: they owe no reports of their own
	Units []unitLink
}

// A unitLink is a unit, and how many of the reports that it owes are in.
type unitLink struct{ Name, Href, Done string }

// recentMost is how many reports a point shows unfolded.
const recentMost = 3

// Most tasks and reports that a point has on a page.
const tasksMost, toldMost = 100, 200

var (
	planList = web.MustPage[plansView](pages, web.Portal, "pages/plans.html")
	planShow = web.MustPage[planView](pages, web.Portal, "pages/plan.html")
)

func (p *Portal) planRoutes() []web.Route {
	return []web.Route{
		web.Public(planPath, web.Look(planList, p.plans)).On(onPlans...),
		web.Public(planPath+feedName, p.plansFeed).On(onPlans...),
		web.Public(planPath+"/{id}", p.planOrJSON).On("plan"),
		web.Public(planPath+"/{id}/{what}", oneOf(map[string]web.Handler{"proof.json": p.planProof, "feed.xml": p.planFeed})).On("plan", journal.Signed),
	}
}

// oneOf serves what {what} names. A pattern for each would clash with that of reports.
func oneOf(of map[string]web.Handler) web.Handler {
	return func(r *web.Req) (web.Reply, error) {
		if h, ok := of[r.PathValue("what")]; ok {
			return h(r)
		}
		return nil, fault.New(fault.NotFound, "not_found")
	}
}

// planOrJSON draws a plan, or sends it as JSON if its number has that ending.
func (p *Portal) planOrJSON(r *web.Req) (web.Reply, error) {
	number, asJSON := strings.CutSuffix(r.PathValue("id"), ".json")
	r.SetPathValue("id", number)
	id, err := web.ID[plan.ID](r)
	if err != nil {
		return nil, err
	}
	page, err := p.page(r.Context(), id)
	if err != nil {
		return nil, err
	}
	if asJSON {
		return web.JSON{V: page}, nil
	}
	q, err := web.Bind[planFilter](r)
	if err != nil {
		return nil, err
	}
	v := q.draw(page)
	v.Subscribe = p.subscribeURL(planSubject(page.Plan.ID))
	return planShow.With(v), nil
}

// planURL is the page of a plan.
func planURL(id plan.ID) string { return fmt.Sprintf("%s/%d", planPath, id) }

// pointAnchor names a point on the page of its plan.
func pointAnchor(id plan.PointID) string { return fmt.Sprintf("p%d", id) }

// A plansView is the list of years.
type plansView struct {
	Plans []planRow
}

// Meta is what the head says about the page.
func (v plansView) Meta() web.Meta {
	return web.Meta{Column: planColumn, Feeds: []web.Link{{Href: planPath + feedName, Label: planColumn.Name}}}
}

// A planRow is one plan of the list.
type planRow struct {
	plan.PagePlan
	Href   string
	Tag    web.Tag
	Totals totals
}

func (p *Portal) plans(ctx context.Context, _ struct{}) (v plansView, err error) {
	for pg := (db.Page{Size: 50}); ; {
		rows, err := p.Plans.Rows(visitor(ctx), plan.Find{}, pg)
		if err != nil {
			return v, err
		}
		for _, r := range rows.Items {
			v.Plans = append(v.Plans, planRow{
				PagePlan: plan.PagePlan{ID: r.ID, Year: r.Year, Title: r.Title, Number: r.Number, Issuer: r.Issuer, IssuedOn: r.IssuedOn},
				Href:     planURL(r.ID), Tag: statusTag(r.Status), Totals: totalsOf(r.Tally),
			})
		}
		if pg.After = rows.Next; pg.After == "" {
			return v, nil
		}
	}
}

func statusTag(s plan.Status) web.Tag {
	kind := ""
	if s == plan.Issued {
		kind = "info"
	}
	return web.Tag{Kind: kind, Text: i18n.T("portal.status." + string(s))}
}

// draw makes the page of what the filter leaves.
func (q planFilter) draw(page *plan.Page) planView {
	v := planView{Plan: page.Plan, Tag: statusTag(page.Plan.Status), Points: len(page.Points), Totals: totalsOf(page.Total)}
	v.filters(q, unitsOf(page))
	for i := range page.Points {
		pt := &page.Points[i]
		v.Told += len(pt.Told)
		if !q.admits(pt) {
			continue
		}
		v.Shown++
		n := len(v.Sections)
		if n == 0 || v.Sections[n-1].Title != pt.Section {
			v.Sections = append(v.Sections, section{Title: pt.Section})
			n++
		}
		v.Sections[n-1].Points = append(v.Sections[n-1].Points, q.point(page, pt))
	}
	if q.Unit != 0 {
		v.Totals = totalsOf(unitTally(page, q.Unit))
	}
	return v
}

// admits reports whether the filter leaves a point on the page.
func (q planFilter) admits(pt *plan.PagePoint) bool {
	if q.Unit == 0 {
		return !q.Late || pt.Total.Late > 0
	}
	return slices.ContainsFunc(pt.Units, func(u plan.PageUnit) bool { return u.ID == q.Unit && (!q.Late || u.Tally.Late > 0) })
}

// point draws one point.
func (q planFilter) point(page *plan.Page, pt *plan.PagePoint) pointView {
	v := pointView{Title: heading(pt.Number + pt.Title), Anchor: pointAnchor(pt.ID)}
	t := pt.Total
	for _, u := range pt.Units {
		if u.ID == q.Unit {
			t = u.Tally
		}
	}
	v.Totals, v.Light = totalsOf(t), lightOf(t)
	for _, t := range pt.Tasks[:min(len(pt.Tasks), tasksMost)] {
		v.Lines = append(v.Lines, taskLine{t.Title, whenDue(t), t.Target})
	}
	for _, u := range pt.Units {
		if q.Unit == 0 && !q.Late || q.Unit == u.ID || q.Unit == 0 && u.Tally.Late > 0 {
			v.add(page.Plan.ID, u)
		}
	}
	n := 0
	for _, t := range pt.Told {
		if q.Unit != 0 && t.Unit.ID != q.Unit {
			continue
		}
		switch n++; {
		case n <= recentMost:
			v.Recent = append(v.Recent, toldOf(t))
		case n <= toldMost:
			v.Older = append(v.Older, toldOf(t))
		}
	}
	v.Hidden = len(pt.Tasks) - len(v.Lines) + n - len(v.Recent) - len(v.Older)
	return v
}

// add puts a unit into the group of its role and of how it stands.
func (v *pointView) add(id plan.ID, u plan.PageUnit) {
	role := i18n.T("plan.role." + string(u.Role))
	if n := len(v.Roles); n == 0 || v.Roles[n-1].Role != role {
		v.Roles = append(v.Roles, roleGroup{Role: role})
	}
	g := &v.Roles[len(v.Roles)-1]
	g.N++
	l := unitLink{Name: u.Short, Href: address(planURL(id), u.ID, false)}
	if all := u.Tally.All(); all > 1 {
		l.Done = fmt.Sprintf("%d/%d", u.Tally.Done+u.Tally.DoneLate, all)
	}
	light := lightOf(u.Tally)
	i := slices.IndexFunc(g.Lights, func(x lightGroup) bool { return x.Light == light })
	if i < 0 {
		i = len(g.Lights)
		g.Lights = append(g.Lights, lightGroup{Light: light})
	}
	g.Lights[i].Units = append(g.Lights[i].Units, l)
	slices.SortStableFunc(g.Lights, func(a, b lightGroup) int { return rank(a.Light) - rank(b.Light) })
}

// whenDue says in words how often and by when a task is owed.
func whenDue(t plan.PageTask) string {
	switch t.Cadence {
	case plan.Once:
		return i18n.T("portal.due_once", longDay(t.Due))
	case plan.Count:
		return i18n.T("portal.due_count", longDay(t.Due), t.Need)
	case plan.Month, plan.Quarter, plan.Half, plan.Year:
	}
	return i18n.T("plan.cadence." + string(t.Cadence))
}

// unitsOf lists the units of a plan in the order in which they appear in its roles.
func unitsOf(page *plan.Page) []plan.Unit {
	var out []plan.Unit
	seen := map[int64]bool{}
	for _, pt := range page.Points {
		for _, u := range pt.Units {
			if !seen[u.ID] {
				seen[u.ID] = true
				out = append(out, u.Unit)
			}
		}
	}
	slices.SortFunc(out, func(a, b plan.Unit) int { return strings.Compare(a.Short, b.Short) })
	return out
}

// unitTally is how one unit stands in all points.
func unitTally(page *plan.Page, id int64) duty.Tally {
	var t duty.Tally
	for _, pt := range page.Points {
		for _, u := range pt.Units {
			if u.ID == id {
				t = t.Add(u.Tally)
			}
		}
	}
	return t
}

// filters describes the form that narrows the page, and what it is narrowed to.
func (v *planView) filters(q planFilter, units []plan.Unit) {
	at := planURL(v.Plan.ID)
	sel := web.Field{Name: "unit", ID: "f-unit", Type: "select", Label: i18n.T("portal.filter_unit"), Required: true}
	for _, u := range units {
		id := strconv.FormatInt(u.ID, 10)
		sel.Choices = append(sel.Choices, web.Choice{Value: id, Label: u.Short, Chosen: u.ID == q.Unit})
		if u.ID == q.Unit {
			v.Unit = u.Short
		}
	}
	late := web.Field{Name: "late", ID: "f-late", Type: "checkbox", Label: i18n.T("portal.filter_late")}
	if q.Late {
		late.Value = "true"
	}
	v.Filters = &web.FormDraw{Action: at, Fields: []web.Field{sel, late}}
	if q.Unit != 0 {
		v.Chosen = append(v.Chosen, web.Chosen{Label: sel.Label, Value: v.Unit, Without: address(at, 0, q.Late)})
	}
	if q.Late {
		v.Chosen = append(v.Chosen, web.Chosen{Label: late.Label, Without: address(at, q.Unit, false)})
	}
}

// address is the page of a plan narrowed to a unit, or to what is late.
func address(at string, unit int64, late bool) string {
	switch {
	case unit != 0 && late:
		return fmt.Sprintf("%s?unit=%d&late=true", at, unit)
	case unit != 0:
		return fmt.Sprintf("%s?unit=%d", at, unit)
	case late:
		return at + "?late=true"
	}
	return at
}
