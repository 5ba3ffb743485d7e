package portal

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A shelf is where public items stand: the units and the columns. Every page of
// items is drawn with it; do not change it.
type shelf struct {
	units   []unit.Unit // from top to bottom, those that are no more at the end
	columns []column.Column
	unit    map[int64]*unit.Unit
	column  map[int64]*column.Column
}

// shelf returns the units and columns as they are.
func (p *Portal) shelf(ctx context.Context) (*shelf, error) {
	return web.Recall(ctx, p.Memory, p.DB.Now(), "shelf", []string{"unit", "column", "profile"}, func(ctx context.Context) (*shelf, error) {
		s := &shelf{unit: map[int64]*unit.Unit{}, column: map[int64]*column.Column{}}
		err := p.DB.Read(visitor(ctx), func(tx *db.Tx) (err error) {
			if s.units, err = unit.All(tx); err == nil {
				s.columns, err = column.Tree(tx)
			}
			return err
		})
		for i := range s.units {
			s.unit[s.units[i].ID] = &s.units[i]
		}
		for i := range s.columns {
			s.column[int64(s.columns[i].ID)] = &s.columns[i]
		}
		return s, err
	})
}

// unitNamed is the unit with a code that still is.
func (s *shelf) unitNamed(code string) (*unit.Unit, error) {
	i := slices.IndexFunc(s.units, func(u unit.Unit) bool { return u.Code == code && u.Closed == "" })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	return &s.units[i], nil
}

// columnNamed is the column with a code.
func (s *shelf) columnNamed(code string) (*column.Column, error) {
	i := slices.IndexFunc(s.columns, func(c column.Column) bool { return c.Code == code })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	return &s.columns[i], nil
}

// below returns the columns directly below one; 0 is the top.
func (s *shelf) below(id column.ID) []*column.Column {
	var out []*column.Column
	for i := range s.columns {
		if c := &s.columns[i]; c.ParentID == id && !c.Hidden {
			out = append(out, c)
		}
	}
	return out
}

// within returns a column and all below it, for a list.
func (s *shelf) within(c *column.Column) []int64 {
	var out []int64
	for i := range s.columns {
		if at := &s.columns[i]; at.Pos >= c.Pos && at.Pos <= c.End {
			out = append(out, int64(at.ID))
		}
	}
	return out
}

// above returns the columns above one, from the top.
func (s *shelf) above(c *column.Column) []*column.Column {
	var out []*column.Column
	for at := s.column[int64(c.ParentID)]; at != nil && len(out) < len(s.columns); at = s.column[int64(at.ParentID)] {
		out = append([]*column.Column{at}, out...)
	}
	return out
}

// unitName is the name of a unit as lists show it.
func (s *shelf) unitName(id int64) string {
	if u := s.unit[id]; u != nil {
		return u.Short
	}
	return ""
}

// lines draws items as a list does, by the unit or without it.
func (s *shelf) lines(items []publish.Listed, withUnit bool) []web.Line {
	out := make([]web.Line, len(items))
	for i, it := range items {
		sub := []string{it.Number}
		if withUnit {
			sub = append(sub, s.unitName(it.UnitID))
		}
		title, tag := listed(it.Validity, it.Title)
		out[i] = web.Line{
			Href: itemURL(it.ID), Title: title, Sub: strings.Join(slices.DeleteFunc(sub, func(t string) bool { return t == "" }), "\u3000"),
			Tag: tag, Day: calendar.DayOf(it.Released),
		}
	}
	return out
}

// listOf is a page of items with its pager.
func (s *shelf) listOf(r *web.Req, rows db.Rows[publish.Listed], withUnit bool, feed string) web.Lines {
	l := web.Lines{Rows: s.lines(rows.Items, withUnit), Total: rows.Total, More: rows.More, Feed: feed}
	return l.Paged(r, rows.Next)
}

// validityTag marks what is not in force as it was; what is bears no mark.
func validityTag(v publish.Validity) web.Tag {
	switch v {
	case publish.Amended:
		return web.Tag{Kind: "warn", Text: i18n.T("publish.validity.amended")}
	case publish.Pending, publish.Suspended:
		return web.Tag{Kind: "info", Text: i18n.T("publish.validity." + string(v))}
	case publish.Lapsed, publish.Repealed:
		return web.Tag{Kind: "bad", Text: i18n.T("publish.validity." + string(v))}
	case publish.Valid:
	}
	return web.Tag{}
}

// over is the mark before the title of what is no more: 【已失效】 or 【已废止】, wherever the title stands.
func over(v publish.Validity) string {
	if v != publish.Lapsed && v != publish.Repealed {
		return ""
	}
	return i18n.T("portal.marked", i18n.T("publish.validity."+string(v)), "")
}

// listed is a title for a list, and the tag beside it of what its mark does not say.
func listed(v publish.Validity, title string) (string, web.Tag) {
	if mark := over(v); mark != "" {
		return mark + title, web.Tag{}
	}
	return title, validityTag(v)
}

// titleCell is such a title in a table.
func titleCell(v publish.Validity, title, href, number string) web.Cell {
	title, tag := listed(v, title)
	return web.Cell{Text: title, Href: href, Sub: number, Tag: tag}
}

// marked is the title of an item for where there is no tag beside it: what is not in
// force as it was says so before its title.
func marked(it publish.Listed) string {
	if tag := validityTag(it.Validity); tag.Text != "" {
		return i18n.T("portal.marked", tag.Text, it.Title)
	}
	return it.Title
}

// entries are items as a feed has them.
func (s *shelf) entries(items []publish.Listed) []web.Entry {
	out := make([]web.Entry, len(items))
	for i, it := range items {
		out[i] = web.Entry{
			Path: itemURL(it.ID), Title: marked(it), Author: s.unitName(it.UnitID), Published: it.FirstAt, Updated: it.Released,
			Text: strings.TrimSpace(i18n.T("portal.entry", s.unitName(it.UnitID), it.Number, it.Index) + "\n" + it.Summary),
		}
	}
	return out
}

// A feedOf is a list of items for readers of feeds, by page.
type feedOf struct {
	path, title string
	look        publish.Look
	filters     []string // of the list, in pairs for searchURL
}

// feed answers a feed of items. Older entries are on its further pages.
func (p *Portal) feed(r *web.Req, of feedOf) (web.Reply, error) {
	s, err := p.shelf(r.Context())
	if err != nil {
		return nil, err
	}
	rows, err := p.Items.Latest(visitor(r.Context()), of.look, db.Page{Size: feedPage, After: r.URL.Query().Get("after")})
	if err != nil {
		return nil, err
	}
	f := web.Feed{Path: searchURL(of.path, of.filters...), Self: searchURL(of.path+feedName, of.filters...), Title: of.title, Author: s.units[0].Name, Since: p.opened(s).Start(), Entries: s.entries(rows.Items)}
	if rows.Next != "" {
		f.Next = searchURL(of.path+feedName, append(slices.Clip(of.filters), "after", rows.Next)...)
	}
	return f, nil
}

const (
	feedName = "/feed.xml"
	feedPage = 50 // entries of one page of a feed
)

// opened is a day on which the site already was: a feed without entries bears it.
func (p *Portal) opened(s *shelf) calendar.Day {
	first := calendar.DayOf(p.DB.Now())
	for i := range s.columns {
		if c := &s.columns[i]; c.Since != "" && c.Since < first {
			first = c.Since
		}
	}
	return first
}

// webColumn is what the head of a page says of the column that it is in.
func webColumn(c *column.Column) web.Column {
	if c == nil {
		return publishColumn
	}
	words := c.Keywords
	if len(words) == 0 {
		words = []string{c.Name}
	}
	return web.Column{Name: c.Name, About: c.About, Keywords: words, Kind: i18n.Text(c.Kind.Label())}
}
