package annual

import (
	"bytes"
	"context"
	"slices"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/letter"
)

// place is where annual reports stand on the platform of disclosure (61号文).
const place = "annual"

// anchor is why a report is public: 法律、法规规定应当主动公开的其他政府信息.
const anchor law.Ref = "foi:20-15"

// genre is that of a report in law/classes.tsv (报告).
const genre = "10"

// Draft begins the item that makes an accepted report public: the text with its tables,
// and the report as DOCX, XLSX and, where the machine has a font, PDF. That of a
// restatement is the next edition of the item that carried the edition before. It is
// reviewed like any other.
//
// Errors: Conflict while a draft of the report, or of the edition before, is under way.
func (s *Service) Draft(ctx context.Context, id ID, in Seen) (r *Report, err error) {
	defer fault.Wrap(&err, "annual.Draft(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	v, err := s.View(ctx, id)
	if err != nil {
		return nil, err
	}
	st := step{act: ActDraft, rev: in.Rev}
	if !slices.Contains(v.Acts, ActDraft) || v.Report.Rev != in.Rev {
		return s.do(ctx, id, st) // the step says why; nothing has begun
	}
	edit, attached, err := s.edition(ctx, &v)
	if err != nil {
		return nil, err
	}
	item, err := s.revised(ctx, &v.Report, edit, attached)
	if err != nil {
		return nil, err
	}
	st.change = func(tx *db.Tx, r *Report) error {
		if r.Item = item; item != 0 {
			return nil
		}
		e, err := s.items.DraftIn(tx, r.Owner(), edit, attached)
		if err == nil {
			r.Item = e.ItemID
		}
		return err
	}
	return s.do(ctx, id, st)
}

// revised begins the next edition of the item that carries the report or carried the
// edition before; 0 if no such item stands in public.
func (s *Service) revised(ctx context.Context, r *Report, in publish.Edit, attached []publish.Attached) (item publish.ID, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { item, err = carrier(tx, r); return err })
	if err != nil || item == 0 {
		return 0, err
	}
	it, _, err := s.items.Item(ctx, item)
	switch {
	case err != nil:
		return 0, err
	case it.Working != 0:
		return 0, fault.New(fault.Conflict, "annual.has_draft")
	case it.Standing == 0:
		return 0, nil
	}
	e, err := s.items.Revise(ctx, item)
	if err != nil {
		return 0, err
	}
	in.Rev, in.Big, in.Note = e.Rev, true, s.words("annual.restated_note", r.Edition)
	_, err = s.items.Edit(ctx, e.ID, in, attached)
	return item, err
}

// edition is what becomes public of a report.
func (s *Service) edition(ctx context.Context, v *View) (in publish.Edit, attached []publish.Attached, err error) {
	page, err := letter.HTML(document(v.composed))
	if err != nil {
		return in, nil, err
	}
	body, _ := article.FromHTML(string(page))
	in = publish.Edit{Title: v.Title, Body: body, Attribute: publish.Open, Anchor: anchor, MadeOn: calendar.DayOf(v.Report.FrozenAt), Genre: genre}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := column.OnPlatform(tx, place)
		in.Column = int64(c.ID)
		if fault.Of(err) == fault.NotFound {
			return nil // the clerk chooses one
		}
		return err
	})
	if err != nil {
		return in, nil, err
	}
	for _, as := range []Format{DOCX, PDF, XLSX} {
		out, err := s.write(v.composed, as)
		if as == PDF && fault.Of(err) == fault.NotFound {
			continue // the machine has no font: the other forms say the same
		}
		if err != nil {
			return in, nil, err
		}
		a, err := s.items.Attach(ctx, out.Name, bytes.NewReader(out.Data))
		if err != nil {
			return in, nil, err
		}
		attached = append(attached, a)
	}
	return in, attached, nil
}

// Released ends the way of a report whose item has come on line; app sets it as a hook
// of publish.
func (s *Service) Released(tx *db.Tx, item publish.ID) error {
	carried, err := byItem(tx, item)
	for i := range carried {
		if err := s.move(tx, &carried[i], step{act: ActRelease, then: s.fulfil}); err != nil {
			return err
		}
	}
	return err
}
