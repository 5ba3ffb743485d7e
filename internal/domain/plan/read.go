package plan

import (
	"context"

	"gongkai.example/gongkai/internal/kernel/circular"
	"gongkai.example/gongkai/internal/kernel/document"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
)

// Read reads a circular and keeps it as a draft: points with the units and
// deadlines that the machine proposes, and one task for each point. Nothing is
// assigned by that.
//
// Errors: Invalid about the field file or text, when it cannot be read or has
// no point; TooLarge; Forbidden.
func (s *Service) Read(ctx context.Context, in Reading) (p *Plan, err error) {
	defer fault.Wrap(&err, "plan.Read(%q)", in.Name)
	doc, err := in.document()
	if err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		dir, err := open(tx)
		if err != nil {
			return err
		}
		c := circular.Read(doc, dir.dictionary)
		if len(c.Points) == 0 {
			return fault.Field(in.field(), "plan.no_points")
		}
		p = draft(tx, c, in)
		if err := flow.Do(tx, Flow, p, ActRead, nil); err != nil {
			return err
		}
		if err := db.Insert(tx, "plan_plan", stored{*p, doc.Text, *c}); err != nil {
			return err
		}
		return addPoints(tx, dir, p, c)
	})
	return p, err
}

// field is the input that a fault of the text belongs to.
func (in Reading) field() string {
	if len(in.File) > 0 {
		return "file"
	}
	return "text"
}

func (in Reading) document() (*document.Document, error) {
	if in.Year != 0 {
		var c fault.Check
		if checkYear(&c, in.Year); c.Err() != nil {
			return nil, c.Err()
		}
	}
	if len(in.File) == 0 {
		if in.Text == "" {
			return nil, fault.Field("file", "plan.nothing_given")
		}
		return document.FromText(in.Text), nil
	}
	doc, err := document.Read(in.Name, in.File, document.Limits{})
	if e := fault.As(err); err != nil && (e.Kind == fault.Invalid || e.Kind == fault.TooLarge) {
		return nil, &fault.Error{Kind: fault.Invalid, Text: fault.T("invalid"), Fields: map[string]fault.Text{"file": e.Text}, Err: err}
	}
	return doc, err
}

// draft is the plan that a circular makes before anybody has corrected it.
func draft(tx *db.Tx, c *circular.Circular, in Reading) *Plan {
	p := &Plan{
		ID: ID(tx.ID()), Rev: 1, UnitID: tx.Actor.Unit, Year: c.Document.Year, Title: c.Document.Title, Number: c.Document.Number,
		Issuer: c.Document.Issuer, Attribute: c.Document.Attribute, SourceName: in.Name, MadeBy: tx.Actor.ID, MadeAt: tx.Now,
	}
	if in.Year != 0 {
		p.Year = in.Year
	}
	if p.Year == 0 {
		p.Year = tx.Today.Year()
	}
	return p
}

func addPoints(tx *db.Tx, dir *directory, p *Plan, c *circular.Circular) error {
	every, err := usual(tx)
	if err != nil {
		return err
	}
	for i, cp := range c.Points {
		pt := newPoint(tx, dir, p, c, cp, i)
		if err := db.Insert(tx, "plan_point", pt); err != nil {
			return err
		}
		if err := addTask(tx, &pt, 1, propose(cp.Title, cp.Deadlines, p.Year, every)); err != nil {
			return err
		}
	}
	return nil
}

func newPoint(tx *db.Tx, dir *directory, p *Plan, c *circular.Circular, cp circular.Point, i int) Point {
	pt := Point{
		ID: PointID(tx.ID()), Rev: 1, PlanID: p.ID, Sort: i + 1, Number: cp.Label, Title: cp.Title, Body: cp.Text, Proposal: cp,
		Parties: proposeParties(cp.Units, func(name string) ([]int64, bool) { ids, _, ok := dir.resolve(name); return ids, ok }),
	}
	if cp.Section > 0 {
		pt.Section = c.Sections[cp.Section-1].Label + c.Sections[cp.Section-1].Title
	}
	return pt
}

func addTask(tx *db.Tx, pt *Point, sort int, t Task) error {
	t.ID, t.Rev, t.PlanID, t.PointID, t.Sort, t.Status = TaskID(tx.ID()), 1, pt.PlanID, pt.ID, sort, TaskDraft
	return db.Insert(tx, "plan_task", t)
}
