package cleanup

import (
	"context"
	"errors"
	"strings"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The rules of the duties that a clean-up opens.
const (
	RuleJudge  = "cleanup.judge"  // a unit gives its verdicts
	RuleSettle = "cleanup.settle" // a document is amended or repealed
)

// Service is what the surfaces do with clean-ups.
type Service struct {
	db        *db.DB
	duties    *duty.Service
	documents *policy.Service
	items     *publish.Service
	words     func(key string, args ...any) string
	rules     func(tx *db.Tx) (*screen.Rules, error)
}

// Needs is what the service rests on.
type Needs struct {
	DB        *db.DB
	Duties    *duty.Service
	Documents *policy.Service
	Items     *publish.Service
	Words     func(key string, args ...any) string   // the few sentences that the program itself says
	Rules     func(tx *db.Tx) (*screen.Rules, error) // of the screening, as the district has them now
}

// New returns the service.
func New(n Needs) *Service {
	return &Service{db: n.DB, duties: n.Duties, documents: n.Documents, items: n.Items, words: n.Words, rules: n.Rules}
}

// Find lists clean-ups that the actor may know of, the newest first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Cleanup], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var w db.Where
		if !tx.Actor.Can(Lead) {
			w.And("state <> ?", Draft)
		}
		if q.Status != "" {
			w.And("state = ?", q.Status)
		} else {
			w.And("state <> ?", Discarded)
		}
		rows, err = db.List[Cleanup](tx, p, db.Query{From: table, Where: w, Order: []string{"id"}, Desc: true})
		return err
	})
	return rows, err
}

// A Line is how one unit stands in a clean-up.
type Line struct {
	UnitID int64  `json:"unit_id"`
	Unit   string `json:"unit"`
	Tally
}

// A View is all that the desk shows of a clean-up.
type View struct {
	Cleanup Cleanup `json:"cleanup"`
	Unit    string  `json:"unit"`
	Acts    []Act   `json:"acts"`
	Total   Tally   `json:"total"` // of the units that the actor may see
	Board   []Line  `json:"board"`
}

// View returns a clean-up that the actor may know of, with the board of its units.
func (s *Service) View(ctx context.Context, id ID) (v View, err error) {
	defer fault.Wrap(&err, "cleanup.View(%d)", id)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := load(tx, id)
		if err != nil {
			return err
		}
		b, err := board(tx, c, scope(tx))
		v = View{*c, b.leads, pressed(Flow.Next(tx.Actor, c)), b.total, b.lines}
		return err
	})
	return v, err
}

// A counted clean-up is its documents by the units that owe the verdicts.
type counted struct {
	leads string // the unit that leads it
	lines []Line
	total Tally
}

// board counts the documents of a clean-up that w leaves.
func board(tx *db.Tx, c *Cleanup, w db.Where) (out counted, err error) {
	u, err := unit.Get(tx, c.UnitID)
	if err != nil {
		return out, err
	}
	out.leads = u.Name
	w.And("cleanup_id = ?", c.ID)
	all, err := db.All[Verdict](tx, "FROM policy_verdict"+w.String()+" ORDER BY unit_id, id", w.Args...)
	for i := range all {
		v := &all[i]
		n := len(out.lines) - 1
		if n < 0 || out.lines[n].UnitID != v.UnitID {
			of, err := unit.Get(tx, v.UnitID)
			if err != nil {
				return out, err
			}
			n++
			out.lines = append(out.lines, Line{UnitID: v.UnitID, Unit: of.Short})
		}
		out.lines[n].add(v, c.Status == Announced)
		out.total.add(v, c.Status == Announced)
	}
	return out, err
}

// Make begins a clean-up that a unit leads.
//
// Errors: Forbidden for a unit that the actor does not lead; Invalid with the fields.
func (s *Service) Make(ctx context.Context, unitID int64, in Edit) (c *Cleanup, err error) {
	defer fault.Wrap(&err, "cleanup.Make")
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := unit.Get(tx, unitID)
		if err != nil || u.Closed != "" {
			return fault.Field("unit", "policy.no_unit")
		}
		c = &Cleanup{ID: ID(tx.ID()), Rev: 1, UnitID: u.ID, MadeAt: tx.Now}
		if err := flow.Do(tx, Flow, c, ActMake, func() error { return c.fill(tx, in) }); err != nil {
			return err
		}
		return db.Insert(tx, table, c)
	})
	return c, err
}

func (c *Cleanup) fill(tx *db.Tx, in Edit) error {
	col, err := column.Get(tx, column.ID(in.Column))
	if err != nil || col.Closed != "" || col.Archived || !col.Leaf() {
		return fault.Field("column", "publish.bad_column")
	}
	c.Facts = in.facts()
	return nil
}

// A step is one act on a clean-up, with what it changes and what follows from it.
type step struct {
	act    Act
	rev    int64
	change func(*db.Tx, *Cleanup) error
	then   func(*db.Tx, *Cleanup) error
}

func (s *Service) do(ctx context.Context, id ID, st step) (c *Cleanup, err error) {
	defer fault.Wrap(&err, "%s(%d)", st.act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if c, err = load(tx, id); err != nil {
			return err
		}
		if st.rev != 0 {
			c.Rev = st.rev // a stale one is refused by the update
		}
		return s.move(tx, c, st)
	})
	return c, err
}

// move makes a step on a clean-up that is loaded, and saves it.
func (s *Service) move(tx *db.Tx, c *Cleanup, st step) error {
	err := flow.Do(tx, Flow, c, st.act, func() error {
		c.By.Did(st.act, tx.Actor.Who())
		if st.change == nil {
			return nil
		}
		return st.change(tx, c)
	})
	if err != nil {
		return err
	}
	if st.then != nil {
		if err := st.then(tx, c); err != nil {
			return err
		}
	}
	return db.Update(tx, table, c)
}

// Edit changes a draft.
func (s *Service) Edit(ctx context.Context, id ID, in Edit) (*Cleanup, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActEdit, rev: in.Rev, change: func(tx *db.Tx, c *Cleanup) error { return c.fill(tx, in) }})
}

// Start asks the units for a verdict on each document that is in force on the day of the
// clean-up, and opens one duty a unit.
//
// Errors: Conflict for a day that is to come, and when nothing is in force.
func (s *Service) Start(ctx context.Context, id ID, in Seen) (*Cleanup, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActStart, rev: in.Rev, change: func(tx *db.Tx, c *Cleanup) error {
		if err := s.mayShow(tx, map[string]string{"title": c.Title, "basis": c.Basis, "about": c.About, "contact": c.Contact}); err != nil {
			return err
		}
		if c.AsOf > tx.Today {
			return fault.New(fault.Conflict, "cleanup.as_of_ahead", c.AsOf)
		}
		if c.Due < tx.Today {
			return fault.New(fault.Conflict, "cleanup.due_past", c.Due)
		}
		all, err := s.documents.StoodOn(tx, c.AsOf)
		if err == nil && len(all) == 0 {
			err = fault.New(fault.Conflict, "cleanup.nothing", c.AsOf)
		}
		if err != nil {
			return err
		}
		c.count = Tally{Documents: len(all), Open: len(all)}
		return s.ask(tx, c, all)
	}})
}

// ask makes the verdicts of a clean-up, and the duties.
func (s *Service) ask(tx *db.Tx, c *Cleanup, all []policy.Stood) error {
	n := map[int64]int{}
	var units []int64
	for _, d := range all {
		v := &Verdict{ID: VerdictID(tx.ID()), Rev: 1, CleanupID: c.ID, Document: d.ID, UnitID: d.UnitID, Organ: d.Organ, Title: d.Title, Number: d.Number, Issued: d.Issued}
		if err := flow.Do(tx, VerdictFlow, v, ActOwe, nil); err != nil {
			return err
		}
		if err := db.Insert(tx, verdictTable, v); err != nil {
			return err
		}
		if n[v.UnitID]++; n[v.UnitID] == 1 {
			units = append(units, v.UnitID)
		}
	}
	for _, u := range units {
		if err := s.oweVerdicts(tx, c, u, n[u], 0); err != nil {
			return err
		}
	}
	return nil
}

// oweVerdicts opens the duty of a unit to judge its documents.
func (s *Service) oweVerdicts(tx *db.Tx, c *Cleanup, unitID int64, n int, again int64) error {
	_, err := s.duties.Open(tx, duty.Owed{
		UnitID: unitID, Rule: RuleJudge, Ref: c.Ref(), Under: noun, Title: s.words("cleanup.owe", c.Title, n), Basis: c.Basis,
		Term: dateTerm(c.Due), Again: again,
	})
	return err
}

// mayShow asks that words which everybody is about to read may be public.
func (s *Service) mayShow(tx *db.Tx, said map[string]string) error {
	rules, err := s.rules(tx)
	if err != nil {
		return err
	}
	return rules.MayShow(said)
}

// Extend gives the units a later last day.
//
// Errors: Invalid for one that is not later, or past.
func (s *Service) Extend(ctx context.Context, id ID, in Later) (*Cleanup, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActExtend, rev: in.Rev, change: func(tx *db.Tx, c *Cleanup) error {
		if in.Due <= c.Due || in.Due < tx.Today {
			return fault.Field("due", "cleanup.not_later", max(c.Due, tx.Today))
		}
		if in.Due > c.Settle {
			return fault.Field("due", "cleanup.after", c.Settle)
		}
		if _, err := s.duties.ExtendAll(tx, c.Ref(), duty.Extend{Due: in.Due, Reason: in.Reason}); err != nil {
			return err
		}
		c.Due, c.Reason = in.Due, strings.TrimSpace(in.Reason)
		return c.counted(tx)
	}})
}

// Stop ends a clean-up without a result. Everybody reads the reason.
func (s *Service) Stop(ctx context.Context, id ID, in Because) (*Cleanup, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActStop, rev: in.Rev, change: func(tx *db.Tx, c *Cleanup) error {
		c.Reason = strings.TrimSpace(in.Reason)
		if err := errors.Join(s.mayShow(tx, map[string]string{"reason": c.Reason}), c.counted(tx)); err != nil {
			return err
		}
		return s.duties.WaiveAll(tx, c.Ref(), in.Reason)
	}})
}

// Discard ends a draft.
func (s *Service) Discard(ctx context.Context, id ID, in Because) (*Cleanup, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActDiscard, rev: in.Rev, change: func(_ *db.Tx, c *Cleanup) error {
		c.Reason = strings.TrimSpace(in.Reason)
		return nil
	}})
}

// counted counts the documents of a clean-up for the public log.
func (c *Cleanup) counted(tx *db.Tx) error {
	b, err := board(tx, c, db.Where{})
	c.count = b.total
	return err
}

// A Page is what everybody may know of a clean-up.
type Page struct {
	ID ID `json:"id"`
	Facts
	Status    Status       `json:"state"`
	Unit      string       `json:"unit"`
	Reason    string       `json:"reason,omitempty"` // why it was stopped
	Item      publish.ID   `json:"item,omitempty"`   // the announcement, once it is released
	Announced calendar.Day `json:"announced_on,omitempty"`
	From      calendar.Day `json:"void_from,omitempty"` // the first day on which what it ended was no more
	Total     Tally        `json:"total"`
	Units     []Line       `json:"units"`
}

// Page returns a clean-up for everybody. The verdicts are counted once they are announced.
func (s *Service) Page(ctx context.Context, id ID) (p *Page, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := shown(tx, id)
		if err != nil {
			return err
		}
		b, err := board(tx, c, db.Where{})
		if err != nil {
			return err
		}
		p = &Page{ID: c.ID, Facts: c.Facts, Status: c.Status, Unit: b.leads, Announced: c.Announced, Total: b.total, Units: b.lines}
		if c.Status == Announced {
			p.Item, p.From = c.Item, c.from(c.Announced)
			return nil
		}
		if c.Status == Stopped {
			p.Reason = c.Reason
		} else {
			p.Status = Running
		}
		p.Total.hide()
		for i := range p.Units {
			p.Units[i].hide()
		}
		return nil
	})
	return p, err
}

// hide leaves out what was judged: it is not announced yet.
func (t *Tally) hide() {
	*t = Tally{Documents: t.Documents, Open: t.Open + t.Proposed, Approved: t.Approved}
}

// Shown lists the clean-ups that everybody may know of, the newest first.
func (s *Service) Shown(ctx context.Context, _ struct{}, p db.Page) (rows db.Rows[Cleanup], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var w db.Where
		w.In("state", db.Anys(Public)...)
		rows, err = db.List[Cleanup](tx, p, db.Query{From: table, Where: w, Order: []string{"id"}, Desc: true})
		return err
	})
	return rows, err
}

// A Listed document is one line of a clean-up for everybody.
type Listed struct {
	Document  policy.ID       `json:"document"`
	Title     string          `json:"title"`
	Number    string          `json:"number"`
	Organ     string          `json:"organ"`
	UnitID    int64           `json:"unit_id"`
	Issued    calendar.Day    `json:"issued_on"`
	Judged    bool            `json:"judged"`
	Judgement Judgement       `json:"verdict,omitempty"` // once announced
	Settled   calendar.Day    `json:"settled_on,omitempty"`
	Standing  policy.Standing `json:"standing"` // today
}

// An Outcome is what an announced clean-up came to about a document.
type Outcome struct {
	Cleanup   ID        `json:"cleanup"`
	Title     string    `json:"title"`
	Judgement Judgement `json:"verdict,omitempty"` // "" was not judged
}

// Of lists what the clean-ups came to about a document, the newest first.
func (s *Service) Of(ctx context.Context, id policy.ID) (out []Outcome, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := db.All[Verdict](tx, "FROM policy_verdict WHERE document_id = ? ORDER BY id DESC", id)
		for _, v := range all {
			c, err := db.Get[Cleanup](tx, "FROM policy_cleanup WHERE id = ?", v.CleanupID)
			if err != nil {
				return err
			}
			if c.Status != Announced {
				continue
			}
			o := Outcome{Cleanup: c.ID, Title: c.Title}
			if v.Stage == Approved {
				o.Judgement = v.Judgement
			}
			out = append(out, o)
		}
		return err
	})
	return out, err
}

// Documents lists the documents of a clean-up for everybody, with the verdicts once they
// are announced.
//
// Errors: NotFound for a clean-up that nobody knows of yet.
func (s *Service) Documents(ctx context.Context, q FindVerdict, p db.Page) (rows db.Rows[Listed], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := shown(tx, q.Cleanup)
		if err != nil {
			return err
		}
		if c.Status != Announced {
			q.Verdict, q.Owed = "", false
		}
		found, err := findVerdicts(tx, db.Where{}, q, p)
		if err != nil {
			return err
		}
		rows, err = db.TryMap(found, func(v Verdict) (Listed, error) { return s.listed(tx, c, &v) })
		return err
	})
	return rows, err
}

func (s *Service) listed(tx *db.Tx, c *Cleanup, v *Verdict) (Listed, error) {
	standing, err := policy.StandingOf(tx, v.Document)
	out := Listed{
		Document: v.Document, Title: v.Title, Number: v.Number, Organ: v.Organ, UnitID: v.UnitID, Issued: v.Issued, Judged: v.Stage == Approved, Standing: standing,
	}
	if c.Status == Announced && v.Stage == Approved {
		out.Judgement, out.Settled = v.Judgement, v.Settled
	}
	return out, err
}
