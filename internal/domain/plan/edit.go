package plan

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/circular"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// Heading returns what EditHeading starts from.
func (s *Service) Heading(ctx context.Context, id ID) (in EditPlan, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := load(tx, id)
		if err == nil {
			in = EditPlan{p.Rev, p.Title, p.Number, p.Issuer, p.Attribute, p.Year}
			err = editable(tx, p)
		}
		return err
	})
	return in, err
}

// EditHeading corrects what the circular says of itself.
func (s *Service) EditHeading(ctx context.Context, id ID, in EditPlan) (p *Plan, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if p, err = load(tx, id); err != nil {
			return err
		}
		if err := editable(tx, p); err != nil {
			return err
		}
		p.Rev, p.Title, p.Number, p.Issuer, p.Attribute, p.Year = in.Rev, in.Title, in.Number, in.Issuer, in.Attribute, in.Year
		if err := db.Update(tx, "plan_plan", p); err != nil {
			return err
		}
		return journal.Add(tx, "plan.heading", p.Ref(), in)
	})
	return p, err
}

// draftPoint loads a point of a draft that the actor may change.
func draftPoint(tx *db.Tx, id PointID) (*Point, *Plan, error) {
	pt, p, err := loadPoint(tx, id)
	if err == nil {
		err = editable(tx, p)
	}
	return pt, p, err
}

// PointForm returns what EditPoint starts from.
func (s *Service) PointForm(ctx context.Context, id PointID) (in EditPoint, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		pt, _, err := draftPoint(tx, id)
		if err == nil {
			in = EditPoint{pt.Rev, pt.Title, namesOf(pt.Parties, separator), true}
		}
		return err
	})
	return in, err
}

// EditPoint corrects the heading and the units of a point.
//
// Errors: Invalid at the role whose text has a name that no unit or group has;
// the message names it and what it may have meant.
func (s *Service) EditPoint(ctx context.Context, id PointID, in EditPoint) (pt *Point, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if pt, _, err = draftPoint(tx, id); err != nil {
			return err
		}
		dir, err := open(tx)
		if err != nil {
			return err
		}
		if pt.Parties, err = dir.parties(in.Names); err != nil {
			return err
		}
		pt.Rev, pt.Title, pt.Checked = in.Rev, strings.TrimSpace(in.Title), in.Checked
		if err := db.Update(tx, "plan_point", pt); err != nil {
			return err
		}
		return journal.Add(tx, "plan.point", pt.Ref(), in)
	})
	return pt, err
}

// SplitForm returns what Split starts from.
func (s *Service) SplitForm(ctx context.Context, id PointID) (in Split, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		pt, _, err := draftPoint(tx, id)
		if err == nil {
			in = Split{Rev: pt.Rev}
		}
		return err
	})
	return in, err
}

// Split cuts a point into tasks before the chosen sentences. Tasks that were
// there are replaced; what was entered in the first one is kept for the first.
// A task that somebody else saved meanwhile is a Conflict: it raised the rev of the point.
func (s *Service) Split(ctx context.Context, id PointID, in Split) (pt *Point, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var p *Plan
		if pt, p, err = draftPoint(tx, id); err != nil {
			return err
		}
		if err := recut(tx, pt, p.Year, in.Cuts); err != nil {
			return err
		}
		pt.Rev = in.Rev
		if err := db.Update(tx, "plan_point", pt); err != nil {
			return err
		}
		return journal.Add(tx, "plan.split", pt.Ref(), in)
	})
	return pt, err
}

// recut puts the tasks between the cuts in place of those of a point.
func recut(tx *db.Tx, pt *Point, year int, cuts []int64) error {
	every, err := usual(tx)
	if err != nil {
		return err
	}
	old, err := tasksOf(tx, pt.ID)
	if err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM plan_task WHERE point_id = ?", pt.ID); err != nil {
		return err
	}
	for i, ss := range split(pt.Proposal, cuts) {
		t := propose(titleOf(pt, ss), within(pt.Proposal.Deadlines, ss), year, every)
		if i == 0 && len(old) > 0 {
			t.keep(&old[0], pt.Proposal.Deadlines, year, every)
		}
		if err := addTask(tx, pt, i+1, t); err != nil {
			return err
		}
	}
	return nil
}

// DropPoint deletes a point of a draft that the circular no longer has, with its tasks.
//
// Errors: Conflict unless the point is gone from the circular.
func (s *Service) DropPoint(ctx context.Context, id PointID, in Confirm) (*Plan, error) {
	return s.settle(ctx, id, in, func(tx *db.Tx, pt *Point) error {
		if _, err := tx.Exec("DELETE FROM plan_task WHERE point_id = ?", pt.ID); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM plan_point WHERE id = ?", pt.ID); err != nil {
			return err
		}
		return journal.Add(tx, "plan.point_drop", pt.Ref(), pt)
	})
}

// KeepPoint keeps a point of a draft although the circular no longer has it. It
// has no place in the text from then on, and no later reading looks for it.
//
// Errors: Conflict unless the point is gone from the circular.
func (s *Service) KeepPoint(ctx context.Context, id PointID, in Confirm) (*Plan, error) {
	return s.settle(ctx, id, in, func(tx *db.Tx, pt *Point) error {
		pt.Gone, pt.Proposal.Span = false, circular.Span{}
		if err := db.Update(tx, "plan_point", pt); err != nil {
			return err
		}
		return journal.Add(tx, "plan.point_keep", pt.Ref(), in)
	})
}

// settle decides about a point that is gone from the circular.
func (s *Service) settle(ctx context.Context, id PointID, in Confirm, decide func(*db.Tx, *Point) error) (p *Plan, err error) {
	defer fault.Wrap(&err, "plan: settle point %d", id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var pt *Point
		if pt, p, err = draftPoint(tx, id); err != nil {
			return err
		}
		if !pt.Gone {
			return fault.New(fault.Conflict, "plan.not_gone")
		}
		if in.Rev != 0 && in.Rev != pt.Rev {
			return fault.New(fault.Conflict, "db.rev")
		}
		return decide(tx, pt)
	})
	return p, err
}

// titleOf is the heading of the point when one task has all of it, else the words of the task.
func titleOf(pt *Point, ss []circular.Sentence) string {
	if len(ss) == len(pt.Proposal.Sentences) {
		return pt.Title
	}
	var b strings.Builder
	for _, s := range ss {
		b.WriteString(s.Text)
	}
	return shorten(b.String(), maxTitle)
}

const maxTitle = 1000

// TaskForm returns what EditTask starts from.
func (s *Service) TaskForm(ctx context.Context, id TaskID) (in EditTask, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		t, p, err := loadTask(tx, id)
		if err == nil {
			in = EditTask{t.Rev, t.Title, t.Cadence, t.Due, t.Need, t.Target, t.Kind, namesOf(t.Parties, separator)}
			err = editable(tx, p)
		}
		return err
	})
	return in, err
}

// EditTask sets what a task of a draft is and how often it is owed. Names left
// empty mean the units of the point.
func (s *Service) EditTask(ctx context.Context, id TaskID, in EditTask) (t *Task, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var p *Plan
		if t, p, err = loadTask(tx, id); err != nil {
			return err
		}
		if err := editable(tx, p); err != nil {
			return err
		}
		if in.Due != "" && (in.Due.Year() < p.Year || in.Due.Year() > p.Year+1) {
			return fault.Field("due", "plan.due_year", p.Year, p.Year+1)
		}
		if err := in.into(tx, t); err != nil {
			return err
		}
		if err := db.Update(tx, "plan_task", t); err != nil {
			return err
		}
		if _, err := tx.Exec("UPDATE plan_point SET rev = rev + 1 WHERE id = ?", t.PointID); err != nil { // for Split
			return err
		}
		return journal.Add(tx, "plan.task", t.Ref(), in)
	})
	return t, err
}

// into copies the input to the task and resolves its names.
func (in EditTask) into(tx *db.Tx, t *Task) error {
	dir, err := open(tx)
	if err != nil {
		return err
	}
	if t.Parties, err = dir.parties(in.Names); err != nil {
		return err
	}
	t.Rev, t.Title, t.Cadence, t.Due, t.Target, t.Kind = in.Rev, strings.TrimSpace(in.Title), in.Cadence, in.Due, in.Target, in.Kind
	t.Need = 1
	if in.Cadence == Count {
		t.Need = in.Need
	}
	return nil
}

// separator stands between names; the profile's groups may hold it too.
const separator = "\u3001"

// parties reads the names of all roles.
func (d *directory) parties(n Names) ([]Party, error) {
	var out []Party
	var c fault.Check
	for _, r := range Roles {
		for _, name := range d.cut(n.of(r)) {
			ids, group, ok := d.resolve(name)
			if !ok {
				key, args := "plan.unknown_unit", []any{name}
				if like := d.like(name); len(like) > 0 {
					key, args = "plan.unknown_unit_like", []any{name, strings.Join(like, separator)}
				}
				c.That(false, string(r), key, args...)
				continue
			}
			out = append(out, Party{Role: r, Raw: name, Units: ids, Group: group})
		}
	}
	return out, c.Err()
}

// like lists what an unknown name may have meant.
func (d *directory) like(name string) []string {
	var out []string
	for _, m := range d.names.Suggest(name, 3) {
		if m.Group != "" {
			out = append(out, m.Group)
		} else {
			out = append(out, m.Units[0].Short)
		}
	}
	return out
}

// cut separates names. A group may hold the separator itself, so the longest
// run of pieces that is a name wins.
func (d *directory) cut(text string) []string {
	pieces := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\u3001\uff0c,\uff1b;\n\r\t", r) })
	for i := range pieces {
		pieces[i] = strings.TrimSpace(pieces[i])
	}
	pieces = slices.DeleteFunc(pieces, func(p string) bool { return p == "" })
	var out []string
	for i := 0; i < len(pieces); {
		n := 1
		for k := min(longestGroup, len(pieces)-i); k > 1; k-- {
			if d.names.Known(strings.Join(pieces[i:i+k], separator)) {
				n = k
				break
			}
		}
		out = append(out, strings.Join(pieces[i:i+n], separator))
		i += n
	}
	return out
}

// longestGroup is how many pieces the name of a group may have, as in
// "the towns, streets and the park of the district".
const longestGroup = 5
