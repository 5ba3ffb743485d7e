package publish

import (
	"context"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
)

// A typed text is one field of an edition that the screening looks at.
type typed struct {
	where string
	text  *string
}

// typedIn are the texts of an edition by the names of their fields.
func typedIn(c *Content, note *string) []typed {
	return []typed{
		{"title", &c.Title},
		{"body", &c.Body},
		{"summary", &c.Summary},
		{"number", &c.Number},
		{"keywords", &c.Keywords},
		{"source", &c.Source},
		{"author", &c.Author},
		{"note", note},
	}
}

// Repair puts what the screening proposes in place of what it found in the texts
// of an edition, as an edit of the actor, and screens what comes of it. What has
// no repair, what is only advised and what stands in an attachment is for a person.
//
// Errors: Conflict when the text was changed since it was screened, or nothing in
// it can be repaired.
func (s *Service) Repair(ctx context.Context, id EditionID, in Agree) (*Edition, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	e, err := s.do(ctx, id, step{act: ActEdit, rev: in.Rev, change: func(tx *db.Tx, e *Edition) error {
		found, err := screened(tx, e)
		if fault.Of(err) == fault.NotFound {
			return fault.New(fault.Conflict, "publish.not_screened")
		}
		if err != nil {
			return err
		}
		if !e.mask(found.Findings) {
			return fault.New(fault.Conflict, "publish.nothing_to_repair")
		}
		e.EditBy, e.EditAt = tx.Actor.Who(), tx.Now
		return s.void(tx, e, true)
	}})
	if err != nil {
		return nil, err
	}
	_, err = s.Screen(ctx, id)
	return e, err
}

// mask puts the repairs of open findings into the texts, and reports whether there were any.
func (e *Edition) mask(findings []Finding) (changed bool) {
	for _, t := range typedIn(&e.Content, &e.Note) {
		var here []screen.Finding
		for _, f := range findings {
			if f.Where == t.where && f.Repairable() {
				here = append(here, f.Finding)
			}
		}
		if len(here) > 0 {
			*t.text, changed = screen.Mask(*t.text, here), true
		}
	}
	return changed
}

// Repairable reports whether Repair would put something in place of the finding.
func (f Finding) Repairable() bool { return f.Open() && f.Repair != "" && f.Print != "" }

// Typed returns the text of a field that the screening looks at; false for
// another name, such as that of an attachment.
func (e *Edition) Typed(where string) (string, bool) {
	for _, t := range typedIn(&e.Content, &e.Note) {
		if t.where == where {
			return *t.text, true
		}
	}
	return "", false
}
