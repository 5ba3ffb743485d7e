package foi

import (
	"context"
	"crypto/rand"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// Recode gives an applicant who has lost the code of a request a new one, and the old
// one opens nothing any more: neither this request nor those that were filed with it or
// answer it anew. Who has made sure that it is the applicant, and how,
// stays in the journal; the code is told this once and stored nowhere.
//
// Errors: Invalid without a reason; Forbidden without the right to receive requests of
// the unit; Conflict for a case whose applicant is forgotten.
func (s *Service) Recode(ctx context.Context, id ID, in Because) (out Filed, err error) {
	defer fault.Wrap(&err, "foi.Recode(%d)", id)
	var c fault.Check
	checkReason(&c, in.Reason)
	if err := c.Err(); err != nil {
		return out, err
	}
	code := s.box.Code(rand.Text(), "foi.code_of")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := load(tx, id)
		switch {
		case err != nil:
			return err
		case !tx.Actor.CanAt(Take, r.UnitID):
			return fault.New(fault.Forbidden, "not_allowed")
		case r.Forgotten != "":
			return fault.New(fault.Conflict, "foi.is_forgotten", r.Forgotten)
		}
		beside, err := together(tx, r)
		if err != nil {
			return err
		}
		r.Code = s.box.Mark(code, "foi.code")
		for _, o := range beside {
			if _, err := tx.Exec("UPDATE foi_request SET code = ?, rev = rev + 1 WHERE id = ?", r.Code, o.ID); err != nil {
				return err
			}
			out.Others = append(out.Others, o.Number)
		}
		if err := db.Update(tx, table, r); err != nil {
			return err
		}
		out.ID, out.Number, out.Code = r.ID, r.Number, code
		return journal.Add(tx, "foi.recode", r.Ref(), Brief{Status: r.Status, Unit: r.UnitID, Note: in.Reason})
	})
	return out, err
}
