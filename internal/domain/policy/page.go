package policy

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// Browse narrows the library for the public.
type Browse struct {
	Text     string   `form:"text" json:"text,omitempty" label:"policy.text" max:"100"`
	Standing Standing `form:"standing" json:"standing,omitempty" label:"publish.validity" options:"valid,amended,pending,suspended,lapsed,repealed"`
	Organ    int64    `form:"organ" json:"organ,omitempty" label:"policy.organ" type:"select"`
	Theme    string   `form:"theme" json:"theme,omitempty" label:"publish.theme" type:"select"`
	Year     int      `form:"year" json:"year,omitempty" label:"policy.year"`
}

// A Listed document is one line of the library.
type Listed struct {
	ID         ID           `db:"id" json:"id"`
	Title      string       `db:"title" json:"title"`
	Number     string       `db:"number" json:"number"`
	Code       string       `db:"code" json:"code,omitempty"`
	OrganID    int64        `db:"organ_id" json:"organ_id"`
	Theme      string       `db:"theme" json:"theme,omitempty"`
	Issued     calendar.Day `db:"issued_on" json:"issued_on"`
	Starts     calendar.Day `db:"starts" json:"starts"`
	Ends       calendar.Day `db:"ends_on" json:"ends,omitempty"`
	Standing   Standing     `db:"standing" json:"standing"`
	StandingOn calendar.Day `db:"standing_on" json:"standing_on,omitempty"`
	StandingBy string       `db:"standing_by" json:"standing_by,omitempty"`
	Item       publish.ID   `db:"item_id" json:"item"`
}

// public narrows to the documents that everybody reads.
func public() db.Where {
	var w db.Where
	w.And("state = ?", Issued)
	publish.ShownIn(&w, "item_id")
	return w
}

// Library lists the documents that are issued, the newest first, as they stand today.
func (s *Service) Library(ctx context.Context, q Browse, p db.Page) (rows db.Rows[Listed], err error) {
	w := public()
	if q.Standing != "" {
		w.And("standing = ?", q.Standing)
	}
	if q.Organ != 0 {
		w.And("organ_id = ?", q.Organ)
	}
	if q.Theme != "" {
		w.And("theme = ?", q.Theme)
	}
	if q.Year != 0 {
		w.And("issued_on >= ?", calendar.Date(q.Year, 1, 1))
		w.And("issued_on <= ?", calendar.Date(q.Year, 12, 31))
	}
	if q.Text != "" {
		w.LikeAny("title", q.Text)
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err = db.List[Listed](tx, p, db.Query{From: table, Where: w, Order: []string{"issued_on", "id"}, Desc: true})
		return err
	})
	return rows, err
}

// A Page is what everybody may read of a document as it stands on a day.
type Page struct {
	Listed
	Organ    string         `json:"organ"`
	Joint    string         `json:"joint,omitempty"`
	Genre    string         `json:"genre,omitempty"`
	Basis    string         `json:"basis,omitempty"`
	Contact  string         `json:"contact,omitempty"`
	FiledNo  string         `json:"filed_no,omitempty"`
	OldIndex string         `json:"old_index,omitempty"` // of the library that it was taken over from
	Cleaned  string         `json:"cleaned,omitempty"`   // an earlier clean-up and its result
	On       calendar.Day   `json:"on"`                  // the day that was asked for
	State    State          `json:"state"`               // on that day
	StateBy  *Author        `json:"state_by,omitempty"`
	Body     string         `json:"body"`                 // of that day; before the first commencement, the text that was issued
	From     calendar.Day   `json:"text_from"`            // since when the text is so
	To       calendar.Day   `json:"text_until,omitempty"` // and until when, if a later one is known
	Texts    []Edition      `json:"texts"`                // every text, in order
	Done     []Relation     `json:"done_to,omitempty"`    // what others did to it, in order
	Does     []Relation     `json:"does,omitempty"`       // what it did to others
	Apart    []Apart        `json:"apart,omitempty"`      // clauses that stand otherwise than the whole
	Changes  []calendar.Day `json:"changes"`              // days on which the state or the text changes
}

// An Author is what did something to a document: another one, or an announcement.
type Author struct {
	ID     ID     `json:"id,omitempty"` // 0 is an announcement
	Title  string `json:"title"`
	Number string `json:"number"`
	Ref    string `json:"ref"` // its page; "" for what is in no library
}

// An Edition is one text of a document.
type Edition struct {
	From calendar.Day `json:"from"`
	By   *Author      `json:"by,omitempty"` // nil is the original
}

// A Relation is what one document does to another.
type Relation struct {
	Kind    Kind         `json:"kind"`
	From    calendar.Day `json:"from"`
	Until   calendar.Day `json:"until,omitempty"`
	Clauses []string     `json:"clauses,omitempty"` // that it is on; none for the whole
	Other   Author       `json:"document"`
}

// Page returns a document as it stands on a day; "" is today.
//
// Errors: NotFound for what is not public, and for a day before the issue.
func (s *Service) Page(ctx context.Context, id ID, on calendar.Day) (p *Page, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		d, err := shown(tx, id)
		if err != nil {
			return err
		}
		if on == "" {
			on = tx.Today
		}
		if on < d.Issued {
			return fault.New(fault.NotFound, "policy.not_yet", d.Issued)
		}
		p, err = pageOf(tx, d, on)
		return err
	})
	return p, err
}

func shown(tx *db.Tx, id ID) (*Document, error) {
	w := public()
	w.And("id = ?", id)
	d, err := db.Get[Document](tx, "FROM policy_document"+w.String(), w.Args...)
	if err != nil {
		return nil, err
	}
	return &d, d.join(tx)
}

func pageOf(tx *db.Tx, d *Document, on calendar.Day) (*Page, error) {
	l, err := lifeOf(tx, d)
	if err != nil {
		return nil, err
	}
	texts, err := datesOf(tx, d.ID)
	if err != nil {
		return nil, err
	}
	p := &Page{
		Listed: Listed{d.ID, d.Title, d.Number, d.Code, d.OrganID, d.Theme, d.Issued, d.Starts, l.term(on), d.Standing, d.StandingOn, d.StandingBy, d.Item},
		Organ:  d.organ, Joint: d.Joint, Genre: d.Genre, Basis: d.Basis, Contact: d.Contact, FiledNo: d.FiledNo, OldIndex: d.OldIndex, Cleaned: d.Cleaned, On: on, State: l.at(on), Changes: l.days(),
	}
	at := textAt(texts, on)
	p.From = texts[at].From
	if p.Body, err = db.One[string](tx, "SELECT body FROM policy_text WHERE id = ?", texts[at].ID); err != nil {
		return nil, err
	}
	if !p.State.Standing.over() {
		if p.Apart, err = apartOf(tx, d.ID, on, p.Body); err != nil {
			return nil, err
		}
		if err := whose(tx, p.Apart, l); err != nil {
			return nil, err
		}
	}
	if at+1 < len(texts) {
		p.To = texts[at+1].From.Add(-1)
	}
	for _, t := range texts {
		e := Edition{From: t.From}
		if e.By, err = l.amendedBy(tx, t); err != nil {
			return nil, err
		}
		p.Texts = append(p.Texts, e)
	}
	if p.StateBy, err = p.State.author(tx); err != nil {
		return nil, err
	}
	if p.Done, err = relations(l.effects, func(e Effect) (*Author, error) { return e.author(tx) }); err != nil {
		return nil, err
	}
	does, err := effectsOf(tx, "by_id = ? AND live = ?", d.ID, true)
	if err != nil {
		return nil, err
	}
	p.Does, err = relations(does, func(e Effect) (*Author, error) { return authorOf(tx, e.Target) })
	return p, err
}

// amendedBy is what made a text; nil is the original.
func (l *life) amendedBy(tx *db.Tx, t dated) (a *Author, err error) {
	if t.By != 0 {
		return authorOf(tx, t.By)
	}
	for i := range l.effects {
		if e := &l.effects[i]; e.Kind == Amend && e.By == 0 && e.From == t.From {
			return e.author(tx)
		}
	}
	return a, err
}

type authorKey struct{ id ID }

// authorOf reads a document as others speak of it, once a transaction.
func authorOf(tx *db.Tx, id ID) (*Author, error) {
	type named struct {
		ID     ID     `db:"id"`
		Title  string `db:"title"`
		Number string `db:"number"`
	}
	return db.Once(tx, authorKey{id}, func() (*Author, error) {
		d, err := db.Get[named](tx, "FROM policy_document WHERE id = ?", id)
		return &Author{d.ID, d.Title, d.Number, RefOf(d.ID)}, err
	})
}

// author is what brought a document into a state; nil is the document itself, or time.
func (s State) author(tx *db.Tx) (a *Author, err error) {
	switch {
	case s.By != 0:
		a, err = authorOf(tx, s.By)
	case s.Notice != 0:
		it, bad := publish.Peek(tx, s.Notice)
		a, err = &Author{Title: it.Title, Number: it.Number, Ref: publish.RefOf(it.ID)}, bad
	case s.Name != "":
		a = &Author{Title: unquoted(s.Name)}
		if a.Title == s.Name && tailForm.MatchString(foldCite(s.Name)) {
			a = &Author{Number: s.Name}
		}
	}
	return a, err
}

func relations(effects []Effect, other func(Effect) (*Author, error)) (out []Relation, err error) {
	for _, e := range effects {
		if e.Kind == Commence { // is of the document itself
			continue
		}
		a, err := other(e)
		if err != nil {
			return nil, err
		}
		out = append(out, Relation{e.Kind, e.From, e.Until, strings.Fields(e.Clauses), *a})
	}
	return out, nil
}

// author is what does it; one without is the act of nobody that is known by name.
func (e *Effect) author(tx *db.Tx) (*Author, error) {
	a, err := State{By: e.By, Notice: e.Notice, Name: e.Name}.author(tx)
	if a == nil {
		a = &Author{}
	}
	return a, err
}

// Two is two texts of a document, to be compared.
type Two struct {
	Page     *Page        `json:"-"`
	From, To calendar.Day // since when each stands
	Old, New string
}

// Compare returns the texts of two days; "" is the first text and the one of today.
//
// Errors: NotFound as Page.
func (s *Service) Compare(ctx context.Context, id ID, from, to calendar.Day) (two Two, err error) {
	newer, err := s.Page(ctx, id, to)
	if err != nil {
		return two, err
	}
	if from == "" {
		i := slices.IndexFunc(newer.Texts, func(e Edition) bool { return e.From == newer.From })
		from = max(newer.Texts[max(i-1, 0)].From, newer.Issued)
	}
	older, err := s.Page(ctx, id, from)
	if err != nil {
		return two, err
	}
	return Two{newer, older.From, newer.From, older.Body, newer.Body}, nil
}

// OfItem returns the document that an item makes public; NotFound if it makes none.
func (s *Service) OfItem(ctx context.Context, item publish.ID) (id ID, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		d, err := byItem(tx, item)
		if err == nil && d.Status != Issued {
			err = fault.New(fault.NotFound, "not_found")
		}
		if err == nil {
			id = d.ID
		}
		return err
	})
	return id, err
}

// Organs lists the organs that have a document in the library.
func (s *Service) Organs(ctx context.Context) (out []unit.Unit, err error) {
	type row struct {
		Organ int64 `db:"organ_id"`
	}
	w := public()
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if out, err = unit.Tree(tx); err != nil {
			return err
		}
		rows, err := db.All[row](tx, "FROM policy_document"+w.String(), w.Args...)
		out = slices.DeleteFunc(out, func(u unit.Unit) bool { return !slices.Contains(rows, row{u.ID}) })
		return err
	})
	return out, err
}
