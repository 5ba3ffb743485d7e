package api

import (
	"context"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web"
)

func (a *API) unitEndpoints() []Endpoint {
	return []Endpoint{
		list("/units", "unit.list", unit.See, a.Units.List),
		look("/units/tree", "unit.tree", unit.See, a.tree),
		look("/units/resolve", "unit.resolve", unit.See, a.resolve),
		get("/units/{id}", "unit.get", unit.See, a.Units.Get),
	}
}

// A Tree is the units that are, from top to bottom, and the names that stand for many of them.
type Tree struct {
	Units  []unit.Unit  `json:"units"`
	Groups []unit.Group `json:"groups"`
}

func (a *API) tree(ctx context.Context, _ struct{}) (out Tree, err error) {
	if out.Units, err = a.Units.Tree(ctx); err != nil {
		return out, err
	}
	out.Groups, err = a.Units.Groups(ctx)
	return out, err
}

type nameInput struct {
	Name string `form:"name" label:"api.unit_name" hint:"api.unit_name_hint" required:"true" max:"100"`
}

// A Resolved name is what it stands for, or what it may have meant.
type Resolved struct {
	Found   *NameMatch  `json:"found,omitempty"`
	Similar []NameMatch `json:"similar"` // only if nothing was found: for a person to choose from
}

// A NameMatch is the unit or the group that a name stands for.
type NameMatch struct {
	Group      string  `json:"group,omitempty"`  // its name; "" for a unit
	Choice     bool    `json:"choice,omitempty"` // the group leaves open which of its units are meant
	Units      []int64 `json:"units"`
	Confidence float64 `json:"confidence"` // from 0 to 1
}

// suggestions is how many names are offered for one that is unknown.
const suggestions = 5

func (a *API) resolve(ctx context.Context, in nameInput) (out Resolved, err error) {
	names, err := a.Units.Names(ctx)
	if err != nil {
		return out, err
	}
	out.Similar = []NameMatch{}
	if m, ok := names.Resolve(in.Name); ok {
		found := matchOf(m)
		out.Found = &found
		return out, nil
	}
	for _, m := range names.Suggest(in.Name, suggestions) {
		out.Similar = append(out.Similar, matchOf(m))
	}
	return out, nil
}

func matchOf(m unit.Match) NameMatch {
	out := NameMatch{Group: m.Group, Choice: m.Choice, Confidence: m.Confidence, Units: make([]int64, len(m.Units))}
	for i, u := range m.Units {
		out.Units[i] = u.ID
	}
	return out
}

func (a *API) holidaysEndpoints() []Endpoint {
	return []Endpoint{
		look("/holidays", "holidays.get", holidays.See, a.holidays),
		run("/holidays/import", "holidays.import", holidays.Edit, a.importHolidays),
	}
}

type yearInput struct {
	Year int `form:"year" label:"api.year" hint:"api.year_hint"`
}

// Holidays is the days that are not as their day of the week would have them.
type Holidays struct {
	Years   []int                `json:"years"`   // that have a notice
	Through calendar.Day         `json:"through"` // last day that a notice covers
	Days    []calendar.Exception `json:"days"`
}

func (a *API) holidays(ctx context.Context, in yearInput) (Holidays, error) {
	cal, err := a.Holidays.Current(ctx)
	if err != nil {
		return Holidays{}, err
	}
	out := Holidays{Years: cal.Years(), Days: []calendar.Exception{}}
	_, out.Through = cal.Covered()
	for _, e := range cal.Exceptions() {
		if in.Year == 0 || e.Day.Year() == in.Year {
			out.Days = append(out.Days, e)
		}
	}
	return out, nil
}

// noticeInput is a notice of holidays as CSV: date,kind,name,source.
type noticeInput struct {
	File web.Upload `form:"file" label:"holidays.file" hint:"holidays.file_hint" max:"200kB"`
	Text string     `form:"text" label:"api.csv" type:"textarea" max:"100000"`
	Dry  bool       `form:"dry" label:"api.dry" hint:"api.dry_hint"`
}

func (a *API) importHolidays(ctx context.Context, in noticeInput) (holidays.Outcome, error) {
	data := in.File.Bytes
	if len(data) == 0 {
		data = []byte(in.Text)
	}
	return a.Holidays.Import(ctx, data, in.Dry)
}

func (a *API) journalEndpoints() []Endpoint {
	return []Endpoint{
		list("/journal", "journal.list", journal.PermFind, func(ctx context.Context, q journal.Filter, p db.Page) (db.Rows[journal.Entry], error) {
			return read(ctx, a, func(tx *db.Tx) (db.Rows[journal.Entry], error) { return journal.Find(tx, q, p) })
		}),
		get("/journal/{id}", "journal.get", journal.PermFind, func(ctx context.Context, id int64) (journal.Entry, error) {
			return read(ctx, a, func(tx *db.Tx) (journal.Entry, error) { return journal.Get(tx, id) })
		}),
	}
}

// read runs f in a reading transaction.
func read[V any](ctx context.Context, a *API, f func(*db.Tx) (V, error)) (out V, err error) {
	err = a.DB.Read(ctx, func(tx *db.Tx) error { out, err = f(tx); return err })
	return out, err
}
