package deposit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
)

// A Difference is the list of the city against ours on a day.
type Difference struct {
	ID      DifferenceID `db:"id" json:"id"`
	Rev     int64        `db:"rev" json:"rev"`
	UnitID  int64        `db:"unit_id" json:"unit_id"`
	Deposit ID           `db:"deposit_id" json:"deposit,omitempty"` // after which the list was taken; 0 is none
	Name    string       `db:"name" json:"name"`                    // of the file
	SHA256  string       `db:"sha256" json:"sha256"`
	On      calendar.Day `db:"list_on" json:"on"`
	Scope   Scope        `db:"scope" json:"scope"`
	Fields  []string     `db:"fields,json" json:"fields"` // that the list has, of Fields
	Count
	Bad      []fault.Row `db:"bad,json" json:"bad"` // cells that could not be read, columns that were not
	Left     int         `db:"left_n" json:"left"`  // lines that wait for a look
	Progress Progress    `db:"state" json:"state"`
	MadeAt   time.Time   `db:"made_at" json:"made_at"`
}

// Ref names the difference in the journal and in duties.
func (d *Difference) Ref() string { return fmt.Sprintf("deposit/difference/%d", d.ID) }

// Owner is the unit that hands over.
func (d *Difference) Owner() int64 { return d.UnitID }

// State is where the difference stands in DifferenceFlow.
func (d *Difference) State() Progress { return d.Progress }

// Move sets where the difference stands; only flow.Do calls it.
func (d *Difference) Move(to Progress) { d.Progress = to }

// DoneBy is not kept: a comparison asks for no second person.
func (d *Difference) DoneBy(Act) int64 { return 0 }

// A Line is a document as both sides have it, or one of them.
type Line struct {
	ID         LineID       `db:"id" json:"id"`
	Rev        int64        `db:"rev" json:"rev"`
	Difference DifferenceID `db:"difference_id" json:"difference"`
	UnitID     int64        `db:"unit_id" json:"unit_id"`
	Pos        int          `db:"pos" json:"pos"`
	Kind       Kind         `db:"kind" json:"kind"`
	Side       Side         `db:"side" json:"side,omitempty"`      // "" is both
	Group      int          `db:"group_no" json:"group,omitempty"` // ambiguous lines that could be each other
	Document   policy.ID    `db:"document_id" json:"document,omitempty"`
	Title      string       `db:"title" json:"title"`
	Ours       Record       `db:"ours,json" json:"ours"`
	Theirs     Record       `db:"theirs,json" json:"theirs"`
	Fields     []string     `db:"fields,json" json:"fields"` // in which they differ
	Digest     string       `db:"digest" json:"-"`
	Since      calendar.Day `db:"since_day" json:"since,omitempty"` // of the first list that has it
	Stage      Stage        `db:"state" json:"state,omitempty"`
	Note       string       `db:"note" json:"note,omitempty"` // why
}

// Ref names the line in the journal.
func (l *Line) Ref() string { return fmt.Sprintf("deposit/line/%d", l.ID) }

// Owner is the unit that hands over.
func (l *Line) Owner() int64 { return l.UnitID }

// State is where the line stands in LineFlow.
func (l *Line) State() Stage { return l.Stage }

// Move sets where the line stands; only flow.Do calls it.
func (l *Line) Move(to Stage) { l.Stage = to }

// DoneBy is not kept: a note asks for no second person.
func (l *Line) DoneBy(Act) int64 { return 0 }

// A List is the list of the city as a file.
type List struct {
	Name string
	File []byte
}

// A Compared list is what a comparison found.
type Compared struct {
	On    calendar.Day `json:"on"`
	Count Count        `json:"count"`
	Lines []Line       `json:"lines"` // all of them
	Bad   []fault.Row  `json:"bad"`
}

// Diff compares a list of the city with ours and keeps nothing.
//
// Errors: Invalid about the file and the fields.
func (s *Service) Diff(ctx context.Context, in Comparison, list List) (out Compared, err error) {
	defer fault.Wrap(&err, "deposit.Diff(%q)", list.Name)
	if err := in.Check(); err != nil {
		return out, err
	}
	rows, bad, err := readList(list.Name, list.File)
	if err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = s.diff(tx, in, rows, bad)
		return err
	})
	return out, err
}

func (s *Service) diff(tx *db.Tx, in Comparison, rows []theirs, bad []fault.Row) (out Compared, err error) {
	if in.On > tx.Today {
		return out, fault.Field("on", "policy.future", tx.Today)
	}
	stood, err := s.documents.ShownOn(tx, in.On)
	if err != nil {
		return out, err
	}
	mine := make([]ours, len(stood))
	for i := range stood {
		mine[i] = oursOf(&stood[i])
	}
	names, err := unit.Names(tx)
	if err != nil {
		return out, err
	}
	lines := compare(mine, rows, in.Scope, func(name string) int64 {
		m, ok := names.Resolve(name)
		if !ok || m.Group != "" || len(m.Units) != 1 {
			return 0
		}
		return m.Units[0].ID
	})
	return Compared{in.On, countOf(lines), lines, bad}, nil
}

// Compare compares a list of the city with ours and keeps the difference. It stands in the place of the
// one before: lines that are gone are cleared, and what was said of a line that is the same still holds.
//
// Errors: Invalid about the file and the fields; Forbidden.
func (s *Service) Compare(ctx context.Context, in Comparison, list List) (d *Difference, err error) {
	defer fault.Wrap(&err, "deposit.Compare(%q)", list.Name)
	if err := in.Check(); err != nil {
		return nil, err
	}
	rows, bad, err := readList(list.Name, list.File)
	if err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := cityOf(tx)
		if err != nil {
			return err
		}
		if in.Deposit != 0 {
			if _, err := load(tx, in.Deposit); err != nil {
				return fault.Field("deposit", "not_found")
			}
		}
		d = &Difference{
			ID: DifferenceID(tx.ID()), Rev: 1, UnitID: c.unit.ID, Deposit: in.Deposit, Name: list.Name, SHA256: proof.SHA256(string(list.File)), On: in.On, Scope: in.Scope, MadeAt: tx.Now,
		}
		var found Compared
		err = flow.Do(tx, DifferenceFlow, d, ActCompare, func() error {
			found, err = s.diff(tx, in, rows, bad)
			d.Count, d.Bad, d.Fields = found.Count, found.Bad, fieldsOf(rows)
			return err
		})
		if err != nil {
			return err
		}
		since, err := s.keep(tx, d, found.Lines)
		if err != nil {
			return err
		}
		return s.look(tx, c, d, since)
	})
	return d, err
}

// fieldsOf are the columns that a list has.
func fieldsOf(rows []theirs) (out []string) {
	for _, f := range Fields {
		if slices.ContainsFunc(rows, func(t theirs) bool { return t.has[f] }) {
			out = append(out, f)
		}
	}
	return out
}

// keep saves the lines of a new difference and ends the one before. It returns the day of the oldest
// line that waits for a look.
func (s *Service) keep(tx *db.Tx, d *Difference, lines []Line) (since calendar.Day, err error) {
	before, err := newest(tx)
	if err != nil {
		return "", err
	}
	was := map[string]*Line{}
	var old []Line
	if before.ID != 0 {
		if old, err = linesOf(tx, before.ID); err != nil {
			return "", err
		}
		for i := range old {
			for _, name := range old[i].names() {
				was[name] = &old[i]
			}
		}
	}
	still := map[string]bool{}
	for i := range lines {
		l := &lines[i]
		l.ID, l.Rev, l.Difference, l.UnitID = LineID(tx.ID()), 1, d.ID, d.UnitID
		if l.Kind != Alike {
			if err := l.begin(tx, d, was, still); err != nil {
				return "", err
			}
		}
		if l.Stage == Open {
			d.Left++
			since = cmp.Or(min(since, l.Since), l.Since)
		}
		if err := db.Insert(tx, lineTable, l); err != nil {
			return "", err
		}
	}
	if before.ID == 0 {
		return since, nil
	}
	return since, s.replace(tx, &before, old, still)
}

// begin opens a line that differs. It is as old as the first list that has it, and noted already if the
// same line was.
func (l *Line) begin(tx *db.Tx, d *Difference, was map[string]*Line, still map[string]bool) error {
	if err := flow.Do(tx, LineFlow, l, ActFind, func() error { l.Since = d.On; return nil }); err != nil {
		return err
	}
	for _, name := range l.names() {
		still[name] = true
		o := was[name]
		if o == nil || o.Kind == Alike {
			continue
		}
		l.Since = min(l.Since, o.Since)
		if o.Digest == l.Digest && o.Stage == Noted && l.Stage == Open {
			if err := flow.Do(tx, LineFlow, l, ActKeep, func() error { l.Note = o.Note; return nil }); err != nil {
				return err
			}
		}
	}
	return nil
}

// replace ends a difference that a later list stands in the place of, and what was owed for it: the later one
// says what is still to be looked at.
func (s *Service) replace(tx *db.Tx, d *Difference, lines []Line, still map[string]bool) error {
	passed := 0
	for i := range lines {
		l := &lines[i]
		if l.Kind == Alike {
			continue
		}
		act := ActClear
		for _, name := range l.names() {
			if still[name] {
				act = ActPass
			}
		}
		if act == ActPass && l.Stage == Open {
			passed++
		}
		if err := flow.Do(tx, LineFlow, l, act, nil); err != nil {
			return err
		}
		if err := db.Update(tx, lineTable, l); err != nil {
			return err
		}
	}
	var err error
	if passed == 0 {
		err = s.duties.CountOpen(tx, RuleLook, d.Ref(), tx.Today)
	} else {
		err = s.duties.WaiveAll(tx, d.Ref(), s.words("deposit.replaced"))
	}
	if err != nil {
		return err
	}
	if err := flow.Do(tx, DifferenceFlow, d, ActReplace, func() error { d.Left = 0; return nil }); err != nil {
		return err
	}
	return db.Update(tx, differenceTable, d)
}

// look saves a new difference, and opens what is owed for it: a look at what differs, from the first list
// that has it.
func (s *Service) look(tx *db.Tx, c city, d *Difference, since calendar.Day) error {
	if d.Left == 0 {
		if err := flow.Do(tx, DifferenceFlow, d, ActSettle, nil); err != nil {
			return err
		}
	} else if c.name != "" {
		_, err := s.duties.Open(tx, duty.Owed{
			UnitID: d.UnitID, Rule: RuleLook, Ref: d.Ref(), Under: noun, Title: s.words("deposit.owe.look", c.name, d.Left), Basis: law.Title(basis),
			From: since, Term: law.Term{N: c.look, Unit: law.Workday},
		})
		if err != nil {
			return err
		}
	}
	return db.Insert(tx, differenceTable, d)
}

// Differences lists differences, the newest first.
func (s *Service) Differences(ctx context.Context, q FindDifference, p db.Page) (rows db.Rows[Difference], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err = find[Difference](tx, differenceTable, p, func(w *db.Where) {
			if q.Progress != "" {
				w.And("state = ?", q.Progress)
			}
			if q.Deposit != 0 {
				w.And("deposit_id = ?", q.Deposit)
			}
		})
		return err
	})
	return rows, err
}

// Difference returns one.
func (s *Service) Difference(ctx context.Context, id DifferenceID) (d Difference, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		x, err := get[Difference](tx, differenceTable, id)
		d = *x
		return err
	})
	return d, err
}

// Lines lists lines of a difference in their order.
func (s *Service) Lines(ctx context.Context, q FindLine, p db.Page) (rows db.Rows[Line], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if q.Difference == 0 {
			return nil
		}
		if _, err := get[Difference](tx, differenceTable, q.Difference); err != nil {
			return err
		}
		var w db.Where
		w.And("difference_id = ?", q.Difference)
		for col, value := range map[string]string{"kind": string(q.Kind), "side": string(q.Side), "state": string(q.Stage)} {
			if value != "" {
				w.And(col+" = ?", value)
			}
		}
		if q.Text != "" {
			w.LikeAny("title", q.Text)
		}
		rows, err = db.List[Line](tx, p, db.Query{From: lineTable, Where: w, Order: []string{"pos", "id"}})
		return err
	})
	return rows, err
}

// AllLines are the lines of a difference in their order, for a file.
func (s *Service) AllLines(ctx context.Context, id DifferenceID) (d Difference, lines []Line, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		x, err := get[Difference](tx, differenceTable, id)
		if err != nil {
			return err
		}
		d = *x
		lines, err = linesOf(tx, id)
		return err
	})
	return d, lines, err
}

// A LineView is all that the desk shows of a line.
type LineView struct {
	Line       Line       `json:"line"`
	Difference Difference `json:"difference"`
	Among      []Line     `json:"among,omitempty"` // what an ambiguous line could be
	Acts       []Act      `json:"acts"`
}

// Line returns one line of a difference.
func (s *Service) Line(ctx context.Context, id LineID) (v LineView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		l, err := get[Line](tx, lineTable, id)
		if err != nil {
			return err
		}
		d, err := get[Difference](tx, differenceTable, l.Difference)
		if err != nil {
			return err
		}
		v = LineView{Line: *l, Difference: *d}
		if l.Kind == Ambiguous {
			v.Among, err = db.All[Line](tx, "FROM deposit_line WHERE difference_id = ? AND group_no = ? AND side <> ? ORDER BY pos, id", l.Difference, l.Group, l.Side)
		}
		for _, a := range LineFlow.Next(tx.Actor, l) {
			if a == ActNote {
				v.Acts = append(v.Acts, a)
			}
		}
		return err
	})
	return v, err
}

// Explain notes why a line differs. With the last one, what is owed for the difference is done.
//
// Errors: Conflict for a line that is the same on both sides, or is gone.
func (s *Service) Explain(ctx context.Context, id LineID, in Saying) (l *Line, err error) {
	defer fault.Wrap(&err, "deposit.Explain(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if l, err = get[Line](tx, lineTable, id); err != nil {
			return err
		}
		d, err := get[Difference](tx, differenceTable, l.Difference)
		if err != nil {
			return err
		}
		l.Rev = in.Rev
		waited := l.Stage == Open
		if err := flow.Do(tx, LineFlow, l, ActNote, func() error { l.Note = strings.TrimSpace(in.Note); return nil }); err != nil {
			return err
		}
		if err := db.Update(tx, lineTable, l); err != nil || !waited {
			return err
		}
		if d.Left--; d.Left == 0 {
			if err := s.duties.CountOpen(tx, RuleLook, d.Ref(), tx.Today); err != nil {
				return err
			}
			if err := flow.Do(tx, DifferenceFlow, d, ActSettle, nil); err != nil {
				return err
			}
		}
		return db.Update(tx, differenceTable, d)
	})
	return l, err
}
