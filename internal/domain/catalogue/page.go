package catalogue

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Page is a catalogue as the public sees it.
type Page struct {
	Domain  Domain       `json:"domain"`
	Title   string       `json:"title"`
	Number  int          `json:"number"`
	Dated   calendar.Day `json:"dated"`
	InForce calendar.Day `json:"in_force"`
	Version ID           `json:"version"`
	Notes   []string     `json:"notes,omitempty"`
	Rows    []PageRow    `json:"rows"`
}

// A PageRow is a row as the public sees it: with what the machine made of its
// words, and what was published under it.
type PageRow struct {
	ID        RowID         `json:"id"`
	Line                    // what it says
	Units     []string      `json:"units"` // short names
	Published []Publication `json:"published"`
}

// Listed is a catalogue in the list of all.
type Listed struct {
	Domain Domain       `json:"domain"`
	Title  string       `json:"title"`
	Dated  calendar.Day `json:"dated"`
	Rows   int          `json:"rows"`
	Live   int          `json:"live"` // rows with something public under them
}

// Public lists the catalogues in force for anybody, in the order of the guide.
func (s *Service) Public(ctx context.Context) (out []Listed, err error) {
	defer fault.Wrap(&err, "catalogue.Public")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		versions, err := allInForce(tx)
		if err != nil {
			return err
		}
		rows, err := holding(tx)
		if err != nil {
			return err
		}
		live, err := s.published(tx, rowIDs(rows))
		out = []Listed{}
		for _, d := range Domains {
			for _, v := range versions {
				if v.Domain == d.Code {
					out = append(out, listedOf(d, v, rows, live))
				}
			}
		}
		return err
	})
	return out, err
}

func listedOf(d Domain, v Version, rows []Row, live map[RowID][]Publication) Listed {
	l := Listed{Domain: d, Title: v.Title, Dated: v.Dated}
	for _, r := range rows {
		if r.Domain != v.Domain {
			continue
		}
		l.Rows++
		if len(live[r.ID]) > 0 {
			l.Live++
		}
	}
	return l
}

func rowIDs(rows []Row) []RowID {
	out := make([]RowID, len(rows))
	for i, r := range rows {
		out[i] = r.ID
	}
	return out
}

// Page is the catalogue in force of a domain, for anybody.
//
// Errors: NotFound for a domain that has none.
func (s *Service) Page(ctx context.Context, domain string) (p Page, err error) {
	defer fault.Wrap(&err, "catalogue.Page(%q)", domain)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		d, known := DomainOf(domain)
		v, err := inForce(tx, d.Code)
		if err != nil {
			return err
		}
		if !known || v == nil {
			return fault.New(fault.NotFound, "not_found")
		}
		rows, err := rowsOf(tx, v.ID)
		if err != nil {
			return err
		}
		live, err := s.published(tx, rowIDs(rows))
		if err != nil {
			return err
		}
		names, err := shortNames(tx)
		p = Page{Domain: d, Title: v.Title, Number: v.Number, Dated: v.Dated, InForce: v.InForce, Version: v.ID, Notes: v.Notes, Rows: make([]PageRow, len(rows))}
		for i, r := range rows {
			p.Rows[i] = PageRow{ID: r.ID, Line: r.Line, Units: pick(names, r.Units), Published: live[r.ID]}
		}
		return err
	})
	return p, err
}

// A View is a version as the desk shows it.
type View struct {
	Version    *Version     `json:"version"`
	Domain     Domain       `json:"domain"`
	Rows       []ViewRow    `json:"rows"`
	Difference []Difference `json:"difference"` // from the version before, or from the one in force
}

// A ViewRow is a row with the names of its units.
type ViewRow struct {
	Row
	Names []string `json:"unit_names"`
}

// View reads a version with its rows and what it changes.
func (s *Service) View(ctx context.Context, id ID) (out View, err error) {
	defer fault.Wrap(&err, "catalogue.View(%d)", id)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		v, err := load(tx, id)
		if err != nil {
			return err
		}
		rows, err := rowsOf(tx, id)
		if err != nil {
			return err
		}
		names, err := shortNames(tx)
		if err != nil {
			return err
		}
		out = View{Version: v, Rows: make([]ViewRow, len(rows))}
		out.Domain, _ = DomainOf(v.Domain)
		for i, r := range rows {
			out.Rows[i] = ViewRow{r, pick(names, r.Units)}
		}
		if v.BaseID != 0 {
			older, err := rowsOf(tx, v.BaseID)
			out.Difference = compare(older, rows)
			return err
		}
		return nil
	})
	return out, err
}

// Find is what a list of versions may be narrowed by.
type Find struct {
	Domain string `form:"domain" json:"domain,omitempty" label:"catalogue.domain" type:"select"`
	Status Status `form:"state" json:"state,omitempty" label:"catalogue.state" options:"draft,in_force,superseded"`
}

// Find lists versions by domain, the oldest first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Version], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		w := scope(tx)
		if q.Domain != "" {
			w.And("domain = ?", q.Domain)
		}
		if q.Status != "" {
			w.And("state = ?", q.Status)
		}
		rows, err = db.List[Version](tx, p, db.Query{From: versionTable, Where: w, Order: []string{"domain", "number", "id"}})
		return err
	})
	return rows, err
}

// Row reads a row in force.
func (s *Service) Row(ctx context.Context, id RowID) (r Row, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { r, err = Get(tx, id); return err })
	return r, err
}

// contains reports whether s has text in it, whatever its width and blanks.
func contains(s, text string) bool { return strings.Contains(fold(s), fold(text)) }
