package gazette

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/letter"
)

// RulePrint is the rule of the duty that a normative document that was issued is in the gazette
// (gazette.print).
const RulePrint = "gazette.print"

// Needs is what the service rests on.
type Needs struct {
	DB     *db.DB
	Duties *duty.Service
	Items  *publish.Service
	Fonts  *letter.Fonts
	Words  func(key string, args ...any) string // the few sentences that the program itself says
}

// Service is what the surfaces do with the gazette.
type Service struct{ Needs }

// New returns the service.
func New(n Needs) *Service { return &Service{n} }

// Find lists issues that the actor may know of, the newest first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Listed], err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		var w db.Where
		switch {
		case !tx.Actor.Can(Edit):
			w.And("state = ?", Issued)
		case q.Status == "":
			w.And("state <> ?", Discarded)
		}
		if q.Status != "" {
			w.And("state = ?", q.Status)
		}
		rows, err = s.list(tx, w, q.Year, p)
		return err
	})
	return rows, err
}

// A Listed is an issue in a list, with what it is called.
type Listed struct {
	Gazette
	Name string `json:"name"`
}

func (s *Service) list(tx *db.Tx, w db.Where, year int, p db.Page) (out db.Rows[Listed], err error) {
	if year != 0 {
		w.And("year = ?", year)
	}
	rows, err := db.List[Gazette](tx, p, db.Query{From: table, Where: w, Order: []string{"id"}, Desc: true})
	return db.Map(rows, func(g Gazette) Listed { return Listed{g, s.Name(&g)} }), err
}

// A Candidate is a normative document that no issue has yet.
type Candidate struct {
	Item   publish.ID   `json:"item"`
	Title  string       `json:"title"`
	Number string       `json:"number"`
	Organ  string       `json:"organ"`
	Issued calendar.Day `json:"issued_on"`
}

// A View is all that the desk shows of an issue.
type View struct {
	Gazette Gazette     `json:"gazette"`
	Unit    string      `json:"unit"`
	Entries []Entry     `json:"entries"`
	Waiting []Candidate `json:"waiting,omitempty"` // documents that no issue has, while this one is edited
	Acts    []Act       `json:"acts"`
}

// View returns an issue that the actor may know of.
func (s *Service) View(ctx context.Context, id ID) (v View, err error) {
	defer fault.Wrap(&err, "gazette.View(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		g, err := load(tx, id)
		if err != nil {
			return err
		}
		u, err := unit.Get(tx, g.UnitID)
		if err != nil {
			return err
		}
		v = View{Gazette: *g, Unit: u.Name, Acts: slices.DeleteFunc(Flow.Next(tx.Actor, g), func(a Act) bool { return a == ActIssue })}
		if v.Entries, err = entriesOf(tx, id); err != nil || g.Status != Draft {
			return err
		}
		v.Waiting, err = waiting(tx, g)
		return err
	})
	return v, err
}

// waiting are the documents that could be in an issue and are in none: those of this year and of the
// year before. What is older is chosen by its address.
func waiting(tx *db.Tx, g *Gazette) (out []Candidate, err error) {
	taken, err := printed(tx, g.ID)
	if err != nil {
		return nil, err
	}
	own, err := entriesOf(tx, g.ID)
	if err != nil {
		return nil, err
	}
	for _, e := range own {
		taken[e.Item] = true
	}
	all, err := policy.IssuedSince(tx, calendar.Date(tx.Today.Year()-1, 1, 1))
	for _, d := range all {
		if !taken[d.Item] {
			out = append(out, Candidate{d.Item, d.Title, d.Number, d.Organ, d.Issued})
		}
	}
	return out, err
}

// Make begins the next issue, with every normative document that was issued since the last one.
//
// Errors: Conflict while another one is edited or waits for its release; Invalid with the fields.
func (s *Service) Make(ctx context.Context, unitID int64, in Begin) (g *Gazette, err error) {
	defer fault.Wrap(&err, "gazette.Make")
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		u, err := unit.Get(tx, unitID)
		if err != nil || u.Closed != "" {
			return fault.Field("unit", "policy.no_unit")
		}
		if o, err := open(tx); fault.Of(err) != fault.NotFound {
			if err == nil {
				err = fault.New(fault.Conflict, "gazette.another", o.Year, o.No)
			}
			return err
		}
		g = &Gazette{ID: ID(tx.ID()), Rev: 1, UnitID: u.ID, MadeAt: tx.Now}
		before, err := g.number(tx)
		if err != nil {
			return err
		}
		if in.Total == 0 && before != nil && before.Total > 0 {
			in.Total = before.Total + 1
		}
		if err := flow.Do(tx, Flow, g, ActMake, func() error { g.By.Did(ActMake, tx.Actor.Who()); return g.fill(tx, in) }); err != nil {
			return err
		}
		if err := db.Insert(tx, table, g); err != nil {
			return err
		}
		return s.begin(tx, g, before)
	})
	return g, err
}

// number gives the issue the next number of the year of today, and returns the issue before.
func (g *Gazette) number(tx *db.Tx) (before *Gazette, err error) {
	before, err = last(tx)
	g.Year, g.No = tx.Today.Year(), 1
	if err == nil && before != nil && before.Year == g.Year {
		g.No = before.No + 1
	}
	return before, err
}

func (g *Gazette) fill(tx *db.Tx, in Begin) error {
	col, err := column.Get(tx, column.ID(in.Column))
	if err != nil || col.Closed != "" || col.Archived || !col.Leaf() {
		return fault.Field("column", "publish.bad_column")
	}
	g.Column, g.Total, g.Note = in.Column, in.Total, strings.TrimSpace(strings.ReplaceAll(in.Note, "\r\n", "\n"))
	return nil
}

// begin fills a new issue with what was issued since the one before was begun, and is not in it; the first,
// with what was issued this year.
func (s *Service) begin(tx *db.Tx, g, before *Gazette) error {
	since := calendar.Date(tx.Today.Year(), 1, 1)
	if before != nil {
		since = calendar.DayOf(before.MadeAt)
	}
	taken, err := printed(tx, g.ID)
	if err != nil {
		return err
	}
	all, err := policy.IssuedSince(tx, since)
	if err != nil {
		return err
	}
	var items []publish.ID
	for _, d := range all {
		if !taken[d.Item] && len(items) < maxEntries {
			items = append(items, d.Item)
		}
	}
	entries, err := s.entries(tx, g, items)
	if err != nil {
		return err
	}
	return put(tx, g.ID, entries)
}

// entries makes the entries of items, in the order of the parts and of their days.
//
// Errors: Invalid for an item that nobody reads, that another issue has, or that carries an issue.
func (s *Service) entries(tx *db.Tx, g *Gazette, items []publish.ID) (out []Entry, err error) {
	taken, err := printed(tx, g.ID)
	if err != nil {
		return nil, err
	}
	for _, id := range items {
		e, err := entryOf(tx, id)
		if err != nil {
			return nil, err
		}
		if taken[id] {
			return nil, fault.Field("more", "gazette.printed", e.Title)
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b Entry) int {
		if p := slices.Index(Parts, a.Part) - slices.Index(Parts, b.Part); p != 0 {
			return p
		}
		if a.MadeOn != b.MadeOn {
			return strings.Compare(string(a.MadeOn), string(b.MadeOn))
		}
		return strings.Compare(a.Number+a.Title, b.Number+b.Title)
	})
	return out, nil
}

// entryOf is the entry of an item as everybody reads it today.
func entryOf(tx *db.Tx, id publish.ID) (e Entry, err error) {
	it, err := publish.Peek(tx, id)
	if err != nil || !slices.Contains(publish.Shown, it.Status) || it.Attribute != publish.Open {
		return e, fault.Field("more", "gazette.no_item", publish.RefOf(id))
	}
	if carries, err := Carries(tx, id); err != nil || carries {
		if err == nil {
			err = fault.Field("more", "gazette.itself", it.Title)
		}
		return e, err
	}
	e = Entry{Part: Other, Item: id, Title: it.Title, Number: it.Number, MadeOn: it.MadeOn}
	organ := it.UnitID
	d, err := policy.ByItem(tx, id)
	switch {
	case err == nil:
		e.Document, e.Number, e.MadeOn, organ, e.Part = d.ID, d.Number, d.Issued, d.OrganID, Department
	case fault.Of(err) != fault.NotFound:
		return e, err
	}
	u, err := unit.Get(tx, organ)
	if err != nil {
		return e, err
	}
	e.Organ = u.Name
	if e.Document != 0 && u.Kind == unit.Government {
		e.Part = Government
	}
	if e.Document != 0 && u.Kind == unit.Office {
		e.Part = Office
	}
	return e, nil
}

// A step is one act on an issue, with what it changes.
type step struct {
	act    Act
	rev    int64
	change func(*db.Tx, *Gazette) error
	then   func(*db.Tx, *Gazette) error
}

func (s *Service) do(ctx context.Context, id ID, st step) (g *Gazette, err error) {
	defer fault.Wrap(&err, "%s(%d)", st.act, id)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if g, err = load(tx, id); err != nil {
			return err
		}
		if st.rev != 0 {
			g.Rev = st.rev // a stale one is refused by the update
		}
		return s.move(tx, g, st)
	})
	return g, err
}

// move makes a step on an issue that is loaded, and saves it.
func (s *Service) move(tx *db.Tx, g *Gazette, st step) error {
	err := flow.Do(tx, Flow, g, st.act, func() error {
		g.By.Did(st.act, tx.Actor.Who())
		if st.change == nil {
			return nil
		}
		return st.change(tx, g)
	})
	if err == nil && st.then != nil {
		err = st.then(tx, g)
	}
	if err != nil {
		return err
	}
	return db.Update(tx, table, g)
}

// Edit chooses what an issue has in it.
//
// Errors: Invalid with the fields.
func (s *Service) Edit(ctx context.Context, id ID, in Content) (*Gazette, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	items, _ := in.items()
	return s.do(ctx, id, step{act: ActEdit, rev: in.Rev, change: func(tx *db.Tx, g *Gazette) error {
		if len(items) > maxEntries {
			return fault.Field("documents", "gazette.too_many", maxEntries)
		}
		entries, err := s.entries(tx, g, items)
		if err != nil {
			return err
		}
		if err := put(tx, g.ID, entries); err != nil {
			return err
		}
		return g.fill(tx, in.Begin)
	}})
}

// Reopen gives a compilation up that was not released.
func (s *Service) Reopen(ctx context.Context, id ID, in Because) (*Gazette, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActReopen, rev: in.Rev, change: func(tx *db.Tx, g *Gazette) error {
		item := g.Item
		g.Reason, g.Item, g.Compiled = strings.TrimSpace(in.Reason), 0, ""
		return s.Items.DiscardIn(tx, item, in.Reason)
	}})
}

// Discard ends a draft; its number goes to the next one.
func (s *Service) Discard(ctx context.Context, id ID, in Because) (*Gazette, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActDiscard, rev: in.Rev, change: func(_ *db.Tx, g *Gazette) error {
		g.Reason = strings.TrimSpace(in.Reason)
		return nil
	}})
}
