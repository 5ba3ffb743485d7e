package portal

import (
	"context"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A unitsView is the list of the units of the district.
type unitsView struct {
	Plan   string // title of the plan that the figures are of; "" if none is under way
	URL    string
	Groups []unitGroup
	Units  int
}

// Meta is what the head says about the page.
func (v unitsView) Meta() web.Meta {
	return web.Meta{Column: unitColumn, About: i18n.T("portal.unit_about", v.Units)}
}

// A unitGroup is the units of one kind that stand below the government, each with those below it.
type unitGroup struct {
	Kind  string
	Units []unitRow
}

// A unitRow is one unit with its figures.
type unitRow struct {
	Name, Short, Kind string
	Page              string // its disclosure platform
	Href              string // the plan narrowed to the unit; "" if it has no part in it
	Totals            totals
	Light             web.Light
	Below             []unitRow
}

var unitShow = web.MustPage[unitsView](pages, web.Portal, "pages/unit.html")

func (p *Portal) unitRoutes() []web.Route {
	return []web.Route{web.Public(unitPath, web.Look(unitShow, p.units)).On("unit", "plan")}
}

func (p *Portal) units(ctx context.Context, _ struct{}) (v unitsView, err error) {
	tree, err := p.Units.Tree(ctx)
	if err != nil {
		return v, err
	}
	page, ok, err := p.newest(ctx)
	if err != nil {
		return v, err
	}
	part := map[int64]bool{}
	if ok {
		v.Plan, v.URL = page.Plan.Title, planURL(page.Plan.ID)
		for _, u := range unitsOf(page) {
			part[u.ID] = true
		}
	}
	below := map[int64][]unit.Unit{}
	for _, u := range tree {
		below[u.ParentID] = append(below[u.ParentID], u)
	}
	row := func(u unit.Unit) unitRow {
		r := unitRow{Name: u.Name, Short: u.Short, Kind: i18n.Text(u.Kind.Label()), Page: unitURL(&u)}
		if part[u.ID] {
			t := unitTally(page, u.ID)
			r.Href, r.Totals, r.Light = address(v.URL, u.ID, false), totalsOf(t), lightOf(t)
		}
		return r
	}
	v.Units = len(tree)
	v.Groups = grouped(tree, below, row)
	return v, nil
}

// grouped puts the units below the government together by kind, in the order of the tree.
func grouped(tree []unit.Unit, below map[int64][]unit.Unit, row func(unit.Unit) unitRow) []unitGroup {
	var out []unitGroup
	at := map[unit.Kind]int{}
	var with func(u unit.Unit) unitRow
	with = func(u unit.Unit) unitRow {
		r := row(u)
		for _, b := range below[u.ID] {
			r.Below = append(r.Below, with(b))
		}
		return r
	}
	for _, u := range tree {
		if u.Depth > 1 {
			continue
		}
		i, has := at[u.Kind]
		if !has {
			i = len(out)
			at[u.Kind], out = i, append(out, unitGroup{Kind: i18n.Text(u.Kind.Label())})
		}
		r := row(u)
		if u.Depth == 1 {
			r = with(u)
		}
		out[i].Units = append(out[i].Units, r)
	}
	return out
}
