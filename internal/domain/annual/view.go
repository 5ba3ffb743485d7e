package annual

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Row is a report as lists show it.
type Row struct {
	Report
	Unit string       `json:"unit"`
	Due  calendar.Day `json:"due,omitempty"`
}

// A Numbered is a cell with its number.
type Numbered struct {
	Place  account.Place  `json:"place"` // not embedded: it would write the whole as a text
	Number account.Number `json:"number"`
	Blank  bool           `json:"blank,omitempty"` // nothing stands there on paper: the number is none
	From   string         `json:"from,omitempty"`  // of what was entered
	Listed bool           `json:"listed"`          // there is a list of the cases behind it
}

// A View is a report with all that is known about it.
type View struct {
	Report      Report         `json:"report"`
	Unit        string         `json:"unit"`
	Compiler    string         `json:"compiler,omitempty"` // who draws it up, of a unit that is no more
	Title       string         `json:"title"`
	Due         calendar.Day   `json:"due,omitempty"`
	Numbers     []Numbered     `json:"numbers"`
	Figures     []Figure       `json:"figures"`
	Result      account.Result `json:"result"`
	Moves       []Move         `json:"moves,omitempty"`
	Differences []Difference   `json:"differences,omitempty"`
	Carries     []Carry        `json:"carries,omitempty"`
	Members     []Member       `json:"members,omitempty"`
	Editions    []Report       `json:"editions"` // of the unit and year, the newest first
	Acts        []Act          `json:"acts"`

	composed *account.Report
}

// Composed is the report with its text filled.
func (v *View) Composed() *account.Report { return v.composed }

// Find lists reports that the actor may know of, the newest first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (out db.Rows[Row], err error) {
	defer fault.Wrap(&err, "annual.Find")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err := find(tx, q, p)
		if err != nil {
			return err
		}
		out, err = db.TryMap(rows, func(r Report) (Row, error) {
			u, err := unit.Get(tx, r.UnitID)
			if err != nil {
				return Row{}, err
			}
			due, err := s.due(tx, &r)
			return Row{r, u.Short, due}, err
		})
		return err
	})
	return out, err
}

// View returns a report that the actor may know of.
func (s *Service) View(ctx context.Context, id ID) (v View, err error) {
	defer fault.Wrap(&err, "annual.View(%d)", id)
	err = s.db.Read(ctx, func(tx *db.Tx) error { v, err = s.view(tx, id); return err })
	return v, err
}

func (s *Service) view(tx *db.Tx, id ID) (v View, err error) {
	r, err := read(tx, id)
	if err != nil {
		return v, err
	}
	u, err := unit.Get(tx, r.UnitID)
	if err != nil {
		return v, err
	}
	v = View{Report: *r, Unit: u.Short, Title: s.title(tx, r), Acts: acts(tx, r), Editions: []Report{}}
	if v.Compiler, err = compilerName(tx, r); err != nil {
		return v, err
	}
	of, err := added(tx, r)
	if err != nil {
		return v, err
	}
	cells, err := cellsOf(tx, r, of)
	if err != nil {
		return v, err
	}
	figures := r.Figures
	if !r.fixed() || len(figures) == 0 {
		if figures, err = s.figuresOf(tx, r, cells); err != nil {
			return v, err
		}
	}
	v.Numbers, v.Figures = numbered(r, cells), named(figures)
	v.composed = r.composed(v.Title, cells, figures)
	if v.Result, err = s.examine(tx, r, cells, figures, of); err != nil {
		return v, err
	}
	if v.Moves, err = moves(tx, r); err != nil {
		return v, err
	}
	v.Differences = differences(r, v.Moves)
	if v.Carries, err = carries(tx, r); err != nil {
		return v, err
	}
	if r.Merged && r.Source == Records {
		if v.Members, err = membersOf(tx, r); err != nil {
			return v, err
		}
	}
	if v.Due, err = s.due(tx, r); err != nil {
		return v, err
	}
	v.Editions, err = editions(tx, r)
	return v, err
}

func numbered(r *Report, cells account.Cells) (out []Numbered) {
	form := r.Form()
	for _, t := range account.Tables {
		for _, p := range form.Places(t) {
			n := Numbered{Place: p, Number: cells[p], Listed: listed(r, p)}
			if _, ok := cells[p]; r.Source == Paper && !ok {
				n.Blank = true
			}
			if !r.Merged { // of a sum it is the source of a part
				n.From = r.Entered[p].From
			}
			out = append(out, n)
		}
	}
	return out
}

// listed reports whether a cell is counted from cases.
func listed(r *Report, p account.Place) bool {
	return r.Source == Records && (p.Table != account.Disclosed || p.Row == "normative")
}

func named(values map[string]string) (out []Figure) {
	for _, f := range slices.Clone(figures()) {
		f.Value = values[f.Name]
		out = append(out, f)
	}
	return out
}

// A Behind asks for the cases behind a number of a report.
type Behind struct {
	Table  account.Table `form:"table" json:"table"`
	Row    string        `form:"row" json:"row"`
	Column string        `form:"column" json:"column"`
}

// Cases lists exactly the cases that a number counts: of a report that is fixed those
// that were fixed, of a merged one those of its parts too. A part that was read from a
// file has none.
//
// Errors: NotFound for what is no number of the report, or is counted from nothing.
func (s *Service) Cases(ctx context.Context, id ID, q Behind, pg db.Page) (rows db.Rows[Case], err error) {
	defer fault.Wrap(&err, "annual.Cases(%d, %v)", id, q)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := read(tx, id)
		if err != nil {
			return err
		}
		p := account.Place{Table: q.Table, Row: q.Row, Column: q.Column}
		if !listed(r, p) || !slices.Contains(r.Form().Places(p.Table), p) {
			return fault.New(fault.NotFound, "not_found")
		}
		of, err := added(tx, r)
		if err != nil {
			return err
		}
		sql, args := r.ownCases()
		if len(of) > 0 { // what a part counts was fixed when it was
			ids := make([]ID, len(of))
			for i, p := range of {
				ids[i] = p.ID
			}
			theirs, more := kept(ids)
			sql, args = sql+" UNION ALL "+theirs, slices.Concat(args, more)
		}
		var w db.Where
		behind(&w, r.Form(), p, r.Year)
		w.Args = slices.Concat(args, w.Args)
		rows, err = db.List[Case](tx, pg, db.Query{From: "(" + sql + ") counted", Where: w, Order: []string{"ref"}})
		return err
	})
	return rows, err
}
