package plan

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/kernel/circular"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Difference is what a second reading found about one point.
type Difference struct {
	Verdict circular.Verdict `json:"verdict"`
	Point   PointID          `json:"point"`
	Number  string           `json:"number"`
	Title   string           `json:"title"`
	Fields  []string         `json:"fields,omitempty"` // what the circular changed
	Kept    []string         `json:"kept,omitempty"`   // what was entered by hand and stays: title, units, tasks
	OldText string           `json:"old_text,omitempty"`
	NewText string           `json:"new_text,omitempty"`
}

// Reread reads a corrected circular into a draft. Points are recognised by what
// they say. What was entered by hand stays; what was still as the machine had
// proposed it follows the new text; a point that is gone is marked, not deleted.
// Every point that changed has to be looked at again.
//
// Errors: as for Read; Conflict unless the plan is a draft.
func (s *Service) Reread(ctx context.Context, id ID, in Reading) (*Plan, error) {
	doc, err := in.document()
	if err != nil {
		return nil, err
	}
	return s.step(ctx, id, 0, ActReread, func(tx *db.Tx, p *Plan) error {
		src, err := loadSource(tx, id)
		if err != nil {
			return err
		}
		dir, err := open(tx)
		if err != nil {
			return err
		}
		c := circular.Read(doc, dir.dictionary)
		if len(c.Points) == 0 {
			return fault.Field(in.field(), "plan.no_points")
		}
		m := &merge{tx: tx, dir: dir, plan: p, old: &src.Circular, now: c}
		if err := m.run(); err != nil {
			return err
		}
		p.Difference, p.SourceName = m.out, in.Name
		return saveSource(tx, id, doc.Text, c)
	})
}

// merge puts a second reading into a draft.
type merge struct {
	tx       *db.Tx
	dir      *directory
	plan     *Plan
	old, now *circular.Circular
	rows     map[int]*Point // by place in old
	gone     []*Point       // no longer in old, and nobody has decided about them
	every    Cadence
	out      []Difference
}

func (m *merge) run() error {
	all, err := points(m.tx, m.plan.ID)
	if err != nil {
		return err
	}
	if m.every, err = usual(m.tx); err != nil {
		return err
	}
	m.rows = map[int]*Point{}
	gone := len(m.now.Points)
	for i := range all {
		switch {
		case all[i].Placed():
			m.rows[all[i].Sort-1] = &all[i]
		case all[i].Gone:
			m.gone = append(m.gone, &all[i])
		}
	}
	for _, ch := range circular.Diff(m.old, m.now) {
		switch ch.Verdict {
		case circular.Added:
			err = m.add(ch)
		case circular.Removed:
			gone++
			err = m.lose(ch, gone)
		case circular.Same, circular.Changed:
			err = m.follow(m.rows[ch.Old], ch)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *merge) add(ch circular.Change) error {
	cp := m.now.Points[ch.New]
	if i := slices.IndexFunc(m.gone, func(pt *Point) bool { return pt.Proposal.Title == cp.Title || pt.Body == cp.Text }); i >= 0 {
		pt := m.gone[i]
		m.gone = slices.Delete(m.gone, i, i+1)
		pt.Gone = false
		return m.follow(pt, ch)
	}
	pt := newPoint(m.tx, m.dir, m.plan, m.now, cp, ch.New)
	m.out = append(m.out, Difference{Verdict: ch.Verdict, Point: pt.ID, Number: pt.Number, Title: pt.Title, NewText: cp.Text})
	if err := db.Insert(m.tx, "plan_point", pt); err != nil {
		return err
	}
	return addTask(m.tx, &pt, 1, propose(cp.Title, cp.Deadlines, m.plan.Year, m.every))
}

func (m *merge) lose(ch circular.Change, sort int) error {
	pt := m.rows[ch.Old]
	m.out = append(m.out, Difference{Verdict: ch.Verdict, Point: pt.ID, Number: pt.Number, Title: pt.Title, OldText: pt.Body})
	pt.Gone, pt.Checked, pt.Sort = true, false, sort
	return db.Update(m.tx, "plan_point", pt)
}

// follow updates a point that both readings have, or that is in the text again.
func (m *merge) follow(pt *Point, ch circular.Change) error {
	was, is := pt.Proposal, m.now.Points[ch.New]
	fresh := newPoint(m.tx, m.dir, m.plan, m.now, is, ch.New)
	d := Difference{Verdict: ch.Verdict, Point: pt.ID, Number: fresh.Number, Title: fresh.Title, Fields: ch.Fields}
	if was.Text != is.Text {
		d.OldText, d.NewText = was.Text, is.Text
	} else if ch.Verdict == circular.Added {
		d.NewText = is.Text
	}
	if pt.Title == was.Title {
		pt.Title = fresh.Title
	} else if was.Title != is.Title {
		d.Kept = append(d.Kept, "title")
	}
	if untouched(pt.Parties, was.Units) {
		pt.Parties = fresh.Parties
	} else if ch.Verdict == circular.Added || slices.Contains(ch.Fields, "units") {
		d.Kept = append(d.Kept, "units")
	}
	if ch.Verdict != circular.Same {
		d.Kept = append(d.Kept, "tasks")
		pt.Checked = false
		m.out = append(m.out, d)
	}
	pt.Sort, pt.Number, pt.Section, pt.Body, pt.Proposal = fresh.Sort, fresh.Number, fresh.Section, fresh.Body, is
	return db.Update(m.tx, "plan_point", pt)
}

// untouched reports whether the parties are still those that the machine read.
func untouched(ps []Party, us []circular.Unit) bool {
	read := proposeParties(us, func(string) ([]int64, bool) { return nil, false })
	return slices.EqualFunc(ps, read, func(a, b Party) bool { return a.Role == b.Role && a.Raw == b.Raw })
}
