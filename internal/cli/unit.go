package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/circular"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
)

func unitCommand(s *shell) *cobra.Command {
	var kind string
	var closed bool
	list := command("list", "unit_list", takes(0, 0), func(cmd *cobra.Command, _ []string) error {
		d, err := s.district(cmd)
		if err != nil {
			return err
		}
		return s.listUnits(d, unit.Kind(kind), closed)
	})
	list.Flags().StringVar(&kind, "kind", "", i18n.T("cli.flag.kind"))
	list.Flags().BoolVar(&closed, "closed", false, i18n.T("cli.flag.closed"))
	return group("unit", "unit", list,
		command("resolve NAME...", "unit_resolve", takes(1, 100), func(cmd *cobra.Command, args []string) error {
			d, err := s.district(cmd)
			if err != nil {
				return err
			}
			return s.resolveNames(d, args)
		}),
	)
}

// A district is the units that a command works with.
type district struct {
	units []unit.Unit
	names *unit.Resolver
}

// district is that of the profile which --profile names, or else that of the database.
func (s *shell) district(cmd *cobra.Command) (d district, err error) {
	if !cmd.Flags().Changed("profile") {
		err = s.with(cmd, looks, func(ctx context.Context, a *app.App) error {
			d.units, err = everyUnit(ctx, a)
			if err == nil {
				d.names, err = a.Units.Names(ctx)
			}
			return err
		})
		return d, err
	}
	return s.profileDistrict(cmd)
}

// everyUnit is all units from top to bottom of the tree, closed ones too.
func everyUnit(ctx context.Context, a *app.App) ([]unit.Unit, error) {
	return every(func(p db.Page) (db.Rows[unit.Unit], error) { return a.Units.List(ctx, unit.Find{Closed: true}, p) })
}

// every is a whole list, read a page at a time.
func every[T any](find func(db.Page) (db.Rows[T], error)) ([]T, error) {
	out := []T{}
	for p := (db.Page{Size: 200}); ; {
		rows, err := find(p)
		if err != nil {
			return nil, err
		}
		out = append(out, rows.Items...)
		if p.After = rows.Next; p.After == "" {
			return out, nil
		}
	}
}

// profileDistrict is the district as the files of the profile have it, with no database.
func (s *shell) profileDistrict(cmd *cobra.Command) (d district, err error) {
	c, err := s.settings(cmd)
	if err != nil {
		return d, err
	}
	p, err := profile.Open(c.Profile)
	if err != nil {
		return d, err
	}
	for i, u := range p.Units {
		d.units = append(d.units, unit.Unit{ID: int64(i + 1), Code: u.Code, Name: u.Name, Short: u.Short, Kind: unit.Kind(u.Kind), Aliases: u.Aliases})
	}
	groups := make([]unit.Group, len(p.Groups))
	for i, g := range p.Groups {
		groups[i] = unit.Group{Name: g.Name, Aliases: g.Aliases, Rule: g.Rule}
	}
	d.names = unit.NewResolver(d.units, groups, unit.AreaOf(p.Settings))
	return d, nil
}

// dictionary tells the reader of circulars which names are units.
func (d district) dictionary(name string) circular.Match {
	m, ok := d.names.Resolve(name)
	if !ok {
		return circular.Match{}
	}
	return circular.Match{Known: true, Resolved: shorts(m.Units), Group: m.Group != ""}
}

func shorts(units []unit.Unit) []string {
	out := make([]string, len(units))
	for i, u := range units {
		out[i] = u.Short
	}
	return out
}

// A unitRow is a unit as the commands print it.
type unitRow struct {
	Code    string   `json:"code"`
	Short   string   `json:"short"`
	Name    string   `json:"name"`
	Kind    string   `json:"kind"`
	Path    string   `json:"path,omitempty"` // in the tree of the database
	Aliases []string `json:"aliases"`
	Closed  string   `json:"closed,omitempty"`
}

func rowOf(u unit.Unit) unitRow {
	return unitRow{u.Code, u.Short, u.Name, string(u.Kind), u.Path, append([]string{}, u.Aliases...), u.Closed}
}

func (s *shell) listUnits(d district, kind unit.Kind, closed bool) error {
	out := []unitRow{}
	for _, u := range d.units {
		if (kind == "" || u.Kind == kind) && (closed || u.Closed == "") {
			out = append(out, rowOf(u))
		}
	}
	return s.show(map[string]any{"units": out}, func(p *page) {
		rows := [][]string{heads("unit.code", "unit.name", "unit.find.kind", "unit.full")}
		for _, u := range out {
			rows = append(rows, []string{u.Code, u.Short, i18n.Text(unit.Kind(u.Kind).Label()), u.Name})
		}
		p.table("", rows...)
		p.say("cli.units", len(out))
	})
}

// A resolved is what one name stands for.
type resolved struct {
	Name       string    `json:"name"`
	Known      bool      `json:"known"`
	Units      []unitRow `json:"units"`
	Group      string    `json:"group,omitempty"`
	Choice     bool      `json:"choice,omitempty"` // the group leaves open which of its units are meant
	Confidence float64   `json:"confidence"`
	Suggest    []string  `json:"suggest,omitempty"`
}

// resolveNames prints what names stand for; a name that stands for nothing is refused.
func (s *shell) resolveNames(d district, names []string) error {
	out := make([]resolved, len(names))
	unknown := 0
	for i, name := range names {
		out[i] = d.resolve(name)
		if !out[i].Known {
			unknown++
		}
	}
	err := s.show(map[string]any{"names": out}, func(p *page) {
		for _, r := range out {
			p.resolved(r)
		}
	})
	if err == nil && unknown > 0 {
		err = fault.New(fault.NotFound, "cli.unknown_names", unknown)
	}
	return err
}

func (d district) resolve(name string) resolved {
	m, ok := d.names.Resolve(name)
	r := resolved{Name: name, Known: ok, Units: []unitRow{}, Group: m.Group, Choice: m.Choice, Confidence: m.Confidence}
	for _, u := range m.Units {
		r.Units = append(r.Units, rowOf(u))
	}
	if !ok {
		for _, like := range d.names.Suggest(name, 3) {
			if like.Group != "" {
				r.Suggest = append(r.Suggest, like.Group)
				continue
			}
			r.Suggest = append(r.Suggest, like.Units[0].Short)
		}
	}
	return r
}

func (p *page) resolved(r resolved) {
	names := make([]string, len(r.Units))
	for i, u := range r.Units {
		names[i] = fmt.Sprintf("%s %s", u.Short, u.Code)
	}
	switch {
	case !r.Known && len(r.Suggest) > 0:
		p.say("cli.unknown_name_like", r.Name, joined(r.Suggest))
	case !r.Known:
		p.say("cli.unknown_name", r.Name)
	case r.Choice:
		p.say("cli.name_choice", r.Name, r.Group, joined(names))
	case r.Group != "":
		p.say("cli.name_group", r.Name, r.Group, len(names), joined(names))
	default:
		p.say("cli.name_unit", r.Name, joined(names), r.Units[0].Name)
	}
}
