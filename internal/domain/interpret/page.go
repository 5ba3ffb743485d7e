package interpret

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Listed interpretation is one line for everybody.
type Listed struct {
	ID       ID           `db:"id" json:"id"`
	Title    string       `db:"title" json:"title"`
	Subject  string       `db:"subject" json:"document"`
	UnitID   int64        `db:"unit_id" json:"unit_id"`
	Forms    string       `db:"forms" json:"forms"` // |text|video|
	Released calendar.Day `db:"released_on" json:"released_on"`
	Item     publish.ID   `db:"item_id" json:"item"`
}

// Browse narrows the public list.
type Browse struct {
	Text string `form:"text" json:"text,omitempty" label:"interpret.search" max:"100"`
	Form string `form:"form" json:"form,omitempty" label:"interpret.forms" options:"text,picture,video,scene,press,expert,qa,live,roadshow"`
	Unit int64  `form:"unit" json:"unit,omitempty" label:"interpret.organ" type:"select"`
}

// visible narrows to what everybody reads.
func visible() db.Where {
	var w db.Where
	w.And("state = ?", Released)
	publish.ShownIn(&w, "item_id")
	return w
}

// Library lists what is public, the newest first.
func (s *Service) Library(ctx context.Context, q Browse, p db.Page) (rows db.Rows[Listed], err error) {
	w := visible()
	if q.Text != "" {
		w.LikeAny("title", q.Text)
	}
	if q.Form != "" {
		w.LikeAny("forms", "|"+q.Form+"|")
	}
	if q.Unit != 0 {
		w.And("unit_id = ?", q.Unit)
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err = db.List[Listed](tx, p, db.Query{From: table, Where: w, Order: []string{"id"}, Desc: true})
		return err
	})
	return rows, err
}

// Organs lists the units that have interpreted something.
func (s *Service) Organs(ctx context.Context) (out []unit.Unit, err error) {
	type row struct {
		Unit int64 `db:"unit_id"`
	}
	w := visible()
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if out, err = unit.Tree(tx); err != nil {
			return err
		}
		rows, err := db.All[row](tx, "FROM interpret"+w.String(), w.Args...)
		out = slices.DeleteFunc(out, func(u unit.Unit) bool { return !slices.Contains(rows, row{u.ID}) })
		return err
	})
	return out, err
}

// A Page is what everybody reads of an interpretation.
type Page struct {
	Listed
	Content  Content          `json:"content"`
	Organ    string           `json:"organ"`
	Policy   policy.ID        `json:"policy,omitempty"` // the document, in the library of normative documents
	Document publish.ID       `json:"document_item"`
	Files    map[string]int64 `json:"files,omitempty"` // ids of the attachments of the item, by their names
}

// DocumentRef names what is interpreted.
func (p *Page) DocumentRef() string {
	return (&Interpretation{Policy: p.Policy, Document: p.Document}).DocumentRef()
}

// Page returns an interpretation as everybody reads it.
//
// Errors: NotFound for what is not public.
func (s *Service) Page(ctx context.Context, id ID) (p *Page, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		w := visible()
		w.And("id = ?", id)
		x, err := one(tx, w)
		if err != nil {
			return err
		}
		u, err := unit.Get(tx, x.UnitID)
		if err != nil {
			return err
		}
		p = &Page{
			Listed:  Listed{x.ID, x.Shown.Title, x.Subject, x.UnitID, x.Forms, x.Released, x.Item},
			Content: x.Shown, Organ: u.Name, Policy: x.Policy, Document: x.Document, Files: map[string]int64{},
		}
		e, err := publish.PeekShown(tx, x.Item)
		for _, a := range e.Attachments {
			p.Files[a.Name] = a.File
		}
		return err
	})
	return p, err
}

// A Link is what leads from a document to its interpretation, or back.
type Link struct {
	Interpretation ID
	Title          string
	Subject        string
	Document       string // ref of what is interpreted
	Contact        string
	Of             bool // the item that was asked about is the interpretation
}

// Around returns what leads from an item that is public to its other side; nil for nothing.
func (s *Service) Around(ctx context.Context, item publish.ID) (l *Link, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		w := visible()
		w.Or(is("item_id = ?", item), is("document_id = ?", item))
		l, err = linkOf(tx, w)
		if l != nil {
			mine, err := byItem(tx, item)
			l.Of = mine != nil
			return err
		}
		return err
	})
	return l, err
}

// Beside returns the interpretation of a normative document that is public; nil for none.
func (s *Service) Beside(ctx context.Context, id policy.ID) (l *Link, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		w := visible()
		w.And("policy_id = ?", id)
		l, err = linkOf(tx, w)
		return err
	})
	return l, err
}

func is(cond string, args ...any) (w db.Where) {
	w.And(cond, args...)
	return w
}

func linkOf(tx *db.Tx, w db.Where) (*Link, error) {
	x, err := none(one(tx, w))
	if x == nil || err != nil {
		return nil, err
	}
	return &Link{Interpretation: x.ID, Title: x.Shown.Title, Subject: x.Subject, Document: x.DocumentRef(), Contact: x.Shown.Plan.Contact}, nil
}

// Joint is what a reviewer of an item has to know: the interpretation that goes with it, or
// the document that it interprets; nil for neither.
func (s *Service) Joint(ctx context.Context, item publish.ID) (x *Interpretation, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if x, err = byItem(tx, item); err == nil && x == nil {
			x, err = byDocument(tx, item)
		}
		if err == nil && x != nil {
			x, err = none(load(tx, x.ID)) // within the scope of the actor
		}
		return err
	})
	return x, err
}

// OfPolicy is the interpretation of a normative document at the desk, and whether the
// document needs one; nil where there is none that the actor may know of.
func (s *Service) OfPolicy(ctx context.Context, id policy.ID) (x *Interpretation, needed bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		d, err := policy.Peek(tx, id)
		if err != nil {
			return err
		}
		if needed, err = needsPolicy(tx, d); err != nil {
			return err
		}
		if x, err = byPolicy(tx, id); err == nil && x != nil {
			x, err = none(load(tx, x.ID))
		}
		return err
	})
	return x, needed, err
}

// Figures are how documents are interpreted; each number is the length of the list that
// Find gives for its question.
type Figures struct {
	Released int `json:"released"`
	NonText  int `json:"nontext"` // in another form than text too
	Late     int `json:"late"`    // after their documents
	Excepted int `json:"excepted"`
	Broken   int `json:"broken"`
}

// Share is the part of what is released that has another form than text, in percent.
func (f Figures) Share() int {
	if f.Released == 0 {
		return 0
	}
	return (f.NonText*100 + f.Released/2) / f.Released
}

// FigureQueries are the lists behind the figures.
func FigureQueries(unitID int64) map[string]Find {
	return map[string]Find{
		"released": {Status: Released, Unit: unitID}, "nontext": {Status: Released, Forms: "nontext", Unit: unitID},
		"late": {Status: Released, Late: "late", Unit: unitID}, "excepted": {Status: Excepted, Unit: unitID}, "broken": {Links: "broken", Unit: unitID},
	}
}

// Count counts what the actor may see, of a unit or of all.
func (s *Service) Count(ctx context.Context, q Counted) (f Figures, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		to := map[string]*int{"released": &f.Released, "nontext": &f.NonText, "late": &f.Late, "excepted": &f.Excepted, "broken": &f.Broken}
		for name, q := range FigureQueries(q.Unit) {
			w := scope(tx)
			q.narrow(&w)
			n, err := db.One[int](tx, "SELECT count(*) FROM interpret"+w.String(), w.Args...)
			if err != nil {
				return err
			}
			*to[name] = n
		}
		return nil
	})
	return f, err
}

// Counted narrows the figures.
type Counted struct {
	Unit int64 `form:"unit" json:"unit,omitempty" label:"interpret.unit" type:"select"`
}
