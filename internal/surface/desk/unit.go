package desk

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/surface/web"
)

const (
	unitPath    = "/desk/unit"
	profilePath = "/desk/profile"
)

// A unitView is the page of one unit.
type unitView struct {
	Unit    unit.Unit
	Facts   []web.Fact
	Below   []unit.Unit
	Columns []column.Column // that it keeps
	History []web.Event
}

// A groupRow is a group with the units that it stands for.
type groupRow struct {
	unit.Group
	Units string
}

// A profileView is the profile in force.
type profileView struct {
	Facts    []web.Fact
	Settings []profile.Setting
	Buttons  []web.Button
	History  []web.Event
}

// reload is the form that loads the profile again. Digest is of the files that
// the reader saw: others are not loaded.
type reload struct {
	Digest     string `form:"digest" type:"hidden" max:"100"`
	Name       string
	Changes    []profile.Change
	Unverified []web.RowError
}

var (
	unitList = web.ListPage[unit.Find, unit.Unit](web.Desk, "desk.unit",
		web.Col[unit.Unit]{Label: "unit.name", Class: "ti", Cell: unitCell},
		web.Col[unit.Unit]{Label: "unit.full", Class: "xs", Cell: func(u unit.Unit) web.Cell { return web.Cell{Text: u.Name} }},
		web.Col[unit.Unit]{Label: "unit.find.kind", Cell: func(u unit.Unit) web.Cell { return web.Cell{Text: i18n.Text(u.Kind.Label())} }},
		web.Col[unit.Unit]{Label: "unit.aliases", Class: "xs", Cell: func(u unit.Unit) web.Cell { return web.Cell{Text: joined(u.Aliases)} }},
		web.Col[unit.Unit]{Label: "unit.code", Cell: func(u unit.Unit) web.Cell { return web.Cell{Text: u.Code} }},
	)
	unitShow    = web.MustPage[unitView](pages, web.Desk, "pages/unit/show.html")
	groupsPage  = web.MustPage[[]groupRow](pages, web.Desk, "pages/unit/groups.html")
	profileShow = web.MustPage[profileView](pages, web.Desk, "pages/unit/profile.html")
	reloadPage  = web.MustPage[web.FormView[reload]](pages, web.Desk, "pages/unit/reload.html")
)

// unitCell shows where in the tree a unit stands, and what is to be confirmed.
func unitCell(u unit.Unit) web.Cell {
	c := web.Cell{Text: u.Path, Href: refURL(u.Ref())}
	switch {
	case u.Closed != "":
		c.Tag = web.Tag{Text: i18n.T("desk.unit_closed", u.Closed)}
	case u.Confidence == profile.Low:
		c.Tag = web.Tag{Kind: "warn", Text: i18n.Text(u.Confidence.Label())}
	}
	return c
}

// joined writes names in a row; some have a comma of their own inside.
func joined(words []string) string { return strings.Join(words, i18n.T("desk.between")) }

func (d *Desk) unitRoutes() []web.Route {
	return []web.Route{
		web.GET(unitPath, unit.See, web.List(unitList, d.Units.List, web.Size(100), web.Options("kind", kindChoices), web.Options("under", d.unitChoices))),
		web.GET(unitPath+"/groups", unit.See, web.Look(groupsPage, d.groups)),
		web.GET(unitPath+"/{id}", unit.See, web.Show(unitShow, d.unit)),
		web.GET(profilePath, unit.See, web.Look(profileShow, d.profile)),
		web.Form(profilePath+"/load", unit.Edit, web.Make(reloadPage, d.reloadForm, d.reload, func(struct{}) string { return profilePath },
			web.Submit("profile.load"), web.Done("desk.profile_loaded"), web.Cancel(profilePath))),
	}
}

func kindChoices(context.Context) ([]web.Option, error) {
	var out []web.Option
	for _, k := range unit.Kinds {
		out = append(out, web.Option{Value: string(k), Label: i18n.Text(k.Label())})
	}
	return out, nil
}

func (d *Desk) unit(ctx context.Context, id int64) (v unitView, err error) {
	if v.Unit, err = d.Units.Get(ctx, id); err != nil {
		return v, err
	}
	u := v.Unit
	remedy := ""
	if u.Remedy != profile.High {
		remedy = i18n.Text(u.Remedy.Label())
	}
	reach := ""
	if u.Reach != profile.High {
		reach = i18n.Text(u.Reach.Label())
	}
	name := web.Fact{Label: "unit.full", Text: u.Name}
	if u.Confidence != profile.High {
		name.Note = i18n.Text(u.Confidence.Label())
	}
	v.Facts = []web.Fact{
		name,
		{Label: "unit.name", Text: u.Short},
		{Label: "unit.find.kind", Text: i18n.Text(u.Kind.Label())},
		{Label: "unit.code", Text: u.Code},
		{Label: "unit.aliases", Text: joined(u.Aliases)},
		{Label: "unit.organ", Text: u.Organ},
		{Label: "unit.letters", Text: joined(u.Letters)},
		{Label: "unit.review", Text: joined(u.Review), Note: remedy},
		{Label: "unit.court", Text: u.Court, Note: remedy},
		{Label: "unit.contact_desk", Text: u.Desk, Note: reach},
		{Label: "unit.contact_address", Text: u.Address, Note: reach},
		{Label: "unit.contact_hours", Text: u.Hours, Note: reach},
		{Label: "unit.contact_phone", Text: u.Phone, Note: reach},
		{Label: "unit.contact_fax", Text: u.Fax, Note: reach},
		{Label: "unit.contact_online", Text: u.Online, Note: reach},
		{Label: "unit.note", Text: u.Note},
	}
	if u.ParentID != 0 {
		v.Facts = append(v.Facts, web.Fact{Label: "unit.find.under", Text: d.unitName(ctx, u.ParentID), Href: refURL(unit.Unit{ID: u.ParentID}.Ref())})
	}
	if u.Closed != "" {
		v.Facts = append(v.Facts, web.Fact{Label: "unit.closed", Text: u.Closed})
	}
	if v.Below, err = d.Units.Descendants(ctx, id); err != nil {
		return v, err
	}
	v.Columns, err = read(ctx, d, func(tx *db.Tx) ([]column.Column, error) { return column.Of(tx, id) })
	if err != nil {
		return v, err
	}
	v.History, err = d.history(ctx, u.Ref(), nil)
	return v, err
}

func (d *Desk) groups(ctx context.Context, _ struct{}) ([]groupRow, error) {
	units, err := d.Units.Tree(ctx)
	if err != nil {
		return nil, err
	}
	groups, err := d.Units.Groups(ctx)
	out := make([]groupRow, len(groups))
	for i, g := range groups {
		var names []string
		for _, u := range g.Members(units) {
			names = append(names, u.Short)
		}
		out[i] = groupRow{g, joined(names)}
	}
	return out, err
}

func (d *Desk) profile(ctx context.Context, _ struct{}) (v profileView, err error) {
	v.Facts = []web.Fact{{Label: "profile.configured", Text: d.Profile}}
	last, err := d.Units.NewestLoad(ctx)
	if err == nil {
		v.Facts = append(
			v.Facts,
			web.Fact{Label: "profile.name", Text: last.Name},
			web.Fact{Label: "profile.loaded_at", Text: moment(last.At), Note: last.Actor},
			web.Fact{Label: "profile.digest", Text: last.Digest},
		)
		if v.History, err = d.history(ctx, "profile/"+last.Name, nil); err != nil {
			return v, err
		}
	} else if fault.Of(err) != fault.NotFound {
		return v, err
	}
	s, err := d.Units.Settings(ctx)
	v.Settings = s.List()
	if auth.From(ctx).Can(unit.Edit) {
		v.Buttons = []web.Button{{Href: profilePath + "/load", Label: i18n.T("desk.profile_check")}}
	}
	return v, err
}

// reloadForm reads the files and says what they would change.
func (d *Desk) reloadForm(ctx context.Context) (in reload, err error) {
	p, err := profile.Open(d.Profile)
	if err != nil {
		return in, err
	}
	in.Name, in.Digest = p.Name, p.Digest
	for _, row := range p.Unverified() {
		in.Unverified = append(in.Unverified, web.RowError{File: row.File, Line: row.Line, Column: row.Column, Text: i18n.Text(row.Text)})
	}
	in.Changes, err = d.Units.Load(ctx, p, true)
	return in, err
}

func (d *Desk) reload(ctx context.Context, in reload) (struct{}, error) {
	p, err := profile.Open(d.Profile)
	if err != nil {
		return struct{}{}, err
	}
	if p.Digest != in.Digest {
		return struct{}{}, fault.New(fault.Conflict, "desk.profile_moved")
	}
	_, err = d.Units.Load(ctx, p, false)
	return struct{}{}, err
}

// Words are the other names of the group, for a reader.
func (r groupRow) Words() string { return joined(r.Aliases) }
