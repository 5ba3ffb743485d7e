package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/circular"
	"gongkai.example/gongkai/internal/kernel/document"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
)

func planCommand(s *shell) *cobra.Command {
	var year int
	list := command("list", "plan_list", takes(0, 0), func(cmd *cobra.Command, _ []string) error {
		return s.with(cmd, looks, func(ctx context.Context, a *app.App) error {
			rows, err := every(func(p db.Page) (db.Rows[plan.Row], error) { return a.Plans.Rows(ctx, plan.Find{Year: year}, p) })
			if err != nil {
				return err
			}
			return s.show(map[string]any{"plans": rows}, func(p *page) { p.plans(rows) })
		})
	})
	list.Flags().IntVar(&year, "year", 0, i18n.T("cli.flag.year"))
	return group("plan", "plan",
		command("read FILE", "plan_read", takes(1, 1), func(cmd *cobra.Command, args []string) error { return s.readPlan(cmd, args[0]) }),
		list,
	)
}

// readPlan reads a circular with the units of the profile. Nothing is kept.
func (s *shell) readPlan(cmd *cobra.Command, file string) error {
	d, err := s.profileDistrict(cmd)
	if err != nil {
		return err
	}
	data, err := s.read(file)
	if err != nil {
		return err
	}
	doc, err := document.Read(filepath.Base(file), data, document.Limits{})
	if err != nil {
		return err
	}
	c := circular.Read(doc, d.dictionary)
	if len(c.Points) == 0 {
		return fault.New(fault.Invalid, "circular.no_points")
	}
	return s.show(readingOf(c, doc), func(p *page) { p.reading(c, doc) })
}

// A reading is the JSON of plan read: that of circular.Circular, with each warning also in words.
type reading struct {
	*circular.Circular
	Points   []readPoint `json:"points"`
	Warnings []warning   `json:"warnings"`
}

type readPoint struct {
	circular.Point
	Warnings []warning `json:"warnings"`
}

type warning struct {
	circular.Warning
	Line  int    `json:"line"` // of the source, from 1
	Words string `json:"text"`
}

func readingOf(c *circular.Circular, doc *document.Document) reading {
	out := reading{Circular: c, Points: make([]readPoint, len(c.Points)), Warnings: inWords(outside(c, doc), doc)}
	for i, pt := range c.Points {
		out.Points[i] = readPoint{pt, inWords(pt.Warnings, doc)}
	}
	return out
}

func inWords(ws []circular.Warning, doc *document.Document) []warning {
	out := make([]warning, len(ws))
	for i, w := range ws {
		out[i] = warning{w, lineAt(doc.Text, w.Span.Start), i18n.Text(w.Text)}
	}
	return out
}

// outside is what is doubtful beside the points: of the file, and of the circular.
func outside(c *circular.Circular, doc *document.Document) []circular.Warning {
	return slices.Concat(doc.Warnings, c.Warnings)
}

// lineAt is the number of the line that holds the byte at an offset.
func lineAt(text string, offset int) int { return strings.Count(text[:offset], "\n") + 1 }

// reading prints a circular as an outline.
func (p *page) reading(c *circular.Circular, doc *document.Document) {
	h := c.Document
	p.line(h.Title)
	var facts [][]string
	for _, f := range []struct{ label, value string }{
		{"plan.number", h.Number},
		{"plan.year", number(h.Year)},
		{"plan.issuer", h.Issuer},
		{"plan.attribute", h.Attribute},
		{"cli.head.date", string(h.Date)},
	} {
		if f.value != "" {
			facts = append(facts, []string{i18n.T(f.label), f.value})
		}
	}
	p.table("", facts...)
	section := -1
	doubts := 0
	for _, pt := range c.Points {
		if pt.Section != section && pt.Section > 0 {
			sec := c.Sections[pt.Section-1]
			p.line("\n" + sec.Label + sec.Title)
		}
		section = pt.Section
		p.point(pt, doc)
		doubts += len(pt.Warnings)
	}
	rest := outside(c, doc)
	if len(rest) > 0 {
		p.line("")
		p.warnings("", rest, doc)
	}
	p.line("")
	p.say("cli.plan_total", len(c.Sections), len(c.Points), doubts+len(rest))
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (p *page) point(pt circular.Point, doc *document.Document) {
	p.line("  " + pt.Label + pt.Title)
	for _, role := range []circular.Role{circular.Lead, circular.Responsible, circular.Implement, circular.Cooperate} {
		var names []string
		for _, u := range pt.Units {
			if u.Role == role {
				names = append(names, unitWords(u))
			}
		}
		if len(names) > 0 {
			p.line("      " + i18n.T("cli.labelled", fault.T("plan.role."+string(role)), joined(names)))
		}
	}
	for _, d := range pt.Deadlines {
		what := fault.T("cli.deadline." + string(d.Kind))
		if d.Raw == "" {
			p.line("      " + i18n.Text(what))
			continue
		}
		p.line("      " + i18n.T("cli.labelled", what, deadlineWords(d)))
	}
	p.warnings("      ", pt.Warnings, doc)
}

// unitWords is a unit as printed, and what it stands for if that is not plain.
func unitWords(u circular.Unit) string {
	switch {
	case len(u.Resolved) == 0:
		return i18n.T("cli.unit_unknown", u.Raw)
	case u.Group:
		return i18n.T("cli.unit_group", u.Raw, len(u.Resolved))
	case u.Resolved[0] != u.Raw:
		return i18n.T("cli.unit_is", u.Raw, u.Resolved[0])
	}
	return u.Raw
}

func deadlineWords(d circular.Deadline) string {
	if d.Due != "" && d.Kind != circular.Times {
		return i18n.T("cli.quoted", d.Due, d.Raw)
	}
	if d.Kind == circular.Times && d.Due != "" {
		return i18n.T("cli.quoted_count", d.Count, d.Due, d.Raw)
	}
	return d.Raw
}

func (p *page) warnings(indent string, ws []circular.Warning, doc *document.Document) {
	for _, w := range ws {
		p.line(indent + i18n.T("cli.warning", lineAt(doc.Text, w.Span.Start), w.Text))
	}
}

// plans lists the plans of the database.
func (p *page) plans(rows []plan.Row) {
	table := [][]string{heads("cli.head.id", "plan.year", "cli.head.state", "cli.head.late", "cli.head.owed", "plan.title")}
	for _, r := range rows {
		table = append(table, []string{
			fmt.Sprint(r.ID), fmt.Sprint(r.Year), i18n.T("plan.status." + string(r.Status)),
			fmt.Sprint(r.Tally.Late), fmt.Sprint(r.Tally.Owed()), r.Title,
		})
	}
	p.table("", table...)
	p.say("cli.plans", len(rows))
}
