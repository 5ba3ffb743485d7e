package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/surface/web"
)

// The public lists as tables, for people who count with a spreadsheet. What a table
// holds is what the list of the same name answers as JSON, with words for numbers.

// tableMost is how many rows one table holds; a filter gives the others.
const tableMost = 100_000

// names are the words for the numbers in items.
type names struct{ units, columns map[int64]string }

func (a *API) names(ctx context.Context) (names, error) {
	out := names{map[int64]string{}, map[int64]string{}}
	units, err := read(ctx, a, unit.All) // what an office published stays when it is no more
	if err != nil {
		return out, err
	}
	for _, u := range units {
		out.units[u.ID] = u.Name
	}
	columns, err := a.Columns.Tree(ctx)
	for _, c := range columns {
		out.columns[int64(c.ID)] = c.Path
	}
	return out, err
}

// headed is the first row of a table.
func headed(keys ...string) [][]string {
	head := make([]string, len(keys))
	for i, key := range keys {
		head[i] = i18n.T(key)
	}
	return [][]string{head}
}

// itemHeads are the columns of a table of items.
var itemHeads = []string{
	"portal.index_no", "publish.title", "publish.summary", "publish.number", "publish.made_on", "portal.released", "portal.organ", "publish.column", "publish.anchor",
	"publish.theme", "publish.genre", "publish.validity", "api.address",
}

// itemRow is one item in a table.
func (n names) itemRow(site string, it publish.Listed) []string {
	theme, _ := law.ClassOf(law.Theme, it.Theme)
	genre, _ := law.ClassOf(law.Genre, it.Genre)
	return []string{
		it.Index, it.Title, it.Summary, it.Number, string(it.MadeOn), web.AtomTime(it.Released), n.units[it.UnitID], n.columns[it.ColumnID], law.Title(it.Anchor),
		theme.Name, genre.Name, i18n.T("publish.validity." + string(it.Validity)), site + "/" + publish.RefOf(it.ID),
	}
}

// pageAll puts every page of a list into a table.
func pageAll[Row any](ctx context.Context, out [][]string, find func(context.Context, db.Page) (db.Rows[Row], error), row func(Row) []string) ([][]string, error) {
	for page := (db.Page{Size: 200}); ; {
		rows, err := find(ctx, page)
		if err != nil {
			return nil, err
		}
		for _, r := range rows.Items {
			out = append(out, row(r))
		}
		if len(out) > tableMost {
			return nil, fault.New(fault.TooLarge, "web.csv_too_large", tableMost)
		}
		if page.After = rows.Next; page.After == "" {
			return out, nil
		}
	}
}

// itemsTable is the whole list of items.
func (a *API) itemsTable(r *http.Request, q itemFind) (web.Bytes, error) {
	names, err := a.names(r.Context())
	if err != nil {
		return web.Bytes{}, err
	}
	rows, err := pageAll(r.Context(), headed(itemHeads...), func(ctx context.Context, p db.Page) (db.Rows[publish.Listed], error) {
		return a.Items.Latest(ctx, q.look(), p)
	}, func(it publish.Listed) []string { return names.itemRow(base(a, r), it) })
	if err != nil {
		return web.Bytes{}, err
	}
	return web.CSVOf(i18n.T("portal.publish"), rows)
}

// topicTable is every item of a topic: those that are pinned, then the others.
func (a *API) topicTable(r *http.Request, in topicInput) (web.Bytes, error) {
	names, err := a.names(r.Context())
	if err != nil {
		return web.Bytes{}, err
	}
	title := ""
	out, err := pageAll(r.Context(), headed(itemHeads...), func(ctx context.Context, p db.Page) (db.Rows[publish.Listed], error) {
		page, err := a.Topics.Page(ctx, in.Code, p)
		if err == nil && !page.RemovedAt.IsZero() {
			err = fault.New(fault.NotFound, "not_found")
		}
		title = page.Title
		page.Items.Items = slices.Concat(page.Pinned, page.Items.Items)
		return page.Items, err
	}, func(it publish.Listed) []string { return names.itemRow(base(a, r), it) })
	if err != nil {
		return web.Bytes{}, err
	}
	return web.CSVOf(title, out)
}

// searchTable is the hits of a search that can be looked at, in their order.
func (a *API) searchTable(r *http.Request, in searchInput) (web.Bytes, error) {
	names, err := a.names(r.Context())
	if err != nil {
		return web.Bytes{}, err
	}
	out, site := headed("publish.title", "publish.number", "portal.organ", "publish.column", "publish.genre", "portal.released", "portal.year", "publish.validity", "api.address"), base(a, r)
	q := in.query()
	err = a.DB.Read(r.Context(), func(tx *db.Tx) error {
		for q.Page, q.Size = 1, hitsAtOnce; ; q.Page++ {
			found, err := a.Search.Find(tx, q)
			if err != nil {
				return err
			}
			for _, h := range found.Hits {
				out = append(out, names.hitRow(site, h))
			}
			if q.Page >= found.Pages {
				return nil
			}
		}
	})
	if err != nil {
		return web.Bytes{}, err
	}
	return web.CSVOf(i18n.T("portal.column.search.name"), out)
}

// hitsAtOnce is how many hits are asked for at once.
const hitsAtOnce = 100

// hitRow is one hit in a table.
func (n names) hitRow(site string, h search.Hit) []string {
	var title strings.Builder
	for _, piece := range h.Title {
		title.WriteString(piece.Text)
	}
	genre, _ := law.ClassOf(law.Genre, h.Kind)
	return []string{title.String(), h.Number, n.units[h.Unit], n.columns[h.Column], genre.Name, string(h.On), strconv.Itoa(h.Year), stateWords(h.State), fmt.Sprintf("%s/%s/%d", site, h.Noun, h.ID)}
}

// stateWords says whether what is found is in force.
func stateWords(s search.State) string {
	if s == "" {
		s = search.Valid
	}
	return i18n.T("publish.validity." + string(s))
}

// columnsTable is the columns of the site.
func (a *API) columnsTable(r *http.Request, in unitInput) (web.Bytes, error) {
	names, err := a.names(r.Context())
	if err != nil {
		return web.Bytes{}, err
	}
	all, err := a.publicColumns(r.Context(), in)
	if err != nil {
		return web.Bytes{}, err
	}
	out := headed("api.code", "publish.column", "api.column_about", "api.keeper", "api.last", "api.address")
	for _, c := range all.Columns {
		out = append(out, []string{c.Code, c.Path, c.About, names.units[c.KeeperID], string(c.Last), base(a, r) + "/column/" + c.Code})
	}
	return web.CSVOf(i18n.T("portal.column"), out)
}

// unitsTable is the offices of the district with their contacts.
func (a *API) unitsTable(r *http.Request, _ struct{}) (web.Bytes, error) {
	all, err := a.publicUnits(r.Context(), struct{}{})
	if err != nil {
		return web.Bytes{}, err
	}
	out := headed("api.code", "portal.organ", "portal.contact.address", "portal.contact.hours", "portal.contact.phone", "portal.contact.fax", "portal.contact.online", "api.address")
	for _, u := range all.Units {
		out = append(out, []string{u.Code, u.Name, u.Address, u.Hours, u.Phone, u.Fax, u.Online, base(a, r) + "/unit/" + u.Code})
	}
	return web.CSVOf(i18n.T("portal.unit"), out)
}

// plansTable is the plans with how far they are.
func (a *API) plansTable(r *http.Request, q publicFind) (web.Bytes, error) {
	out, err := pageAll(r.Context(), headed("plan.year", "publish.title", "publish.number", "portal.organ", "api.issued", "api.tasks", "api.finished", "api.late", "api.address"),
		func(ctx context.Context, p db.Page) (db.Rows[PublicPlan], error) { return a.publicPlans(ctx, q, p) },
		func(p PublicPlan) []string {
			return []string{
				strconv.Itoa(p.Year), p.Title, p.Number, p.Issuer, string(p.IssuedOn), strconv.Itoa(p.Total.All()), strconv.Itoa(p.Total.Done + p.Total.DoneLate), strconv.Itoa(p.Total.Late),
				base(a, r) + "/" + plan.RefOf(p.ID),
			}
		})
	if err != nil {
		return web.Bytes{}, err
	}
	return web.CSVOf(i18n.T("portal.plan"), out)
}
