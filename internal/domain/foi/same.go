package foi

import (
	"cmp"
	"context"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/similar"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Same is another request of the same applicant for nearly the same thing, anywhere in
// the district. Who handles this one learns its number, unit and day; the rest only who
// may see that unit's requests.
type Same struct {
	ID     ID           `json:"id,omitempty"` // 0 for who may not open it
	Number string       `json:"number"`
	UnitID int64        `json:"unit_id"`
	Day    calendar.Day `json:"day"` // of its receipt, or on which it was sent
}

// sameLeast is the share of pairs that two texts of one applicant have in common when
// they ask for the same: people write it a little differently the second time.
const sameLeast = 0.45

// same finds the other requests of an applicant for the same thing, however old and of
// whichever unit, by the marks of paper, telephone and mail: nobody's case is read for
// it but by the program.
func (s *Service) same(tx *db.Tx, r *Request) (out []Same, err error) {
	type row struct {
		ID        ID           `db:"id"`
		UnitID    int64        `db:"unit_id"`
		Number    string       `db:"number"`
		Want      string       `db:"want"`
		Received  calendar.Day `db:"received"`
		Submitted calendar.Day `db:"submitted"`
	}
	mine := similar.PairsOf(r.Want)
	err = db.Each(tx, func(o row) error {
		if similar.Likeness(mine, similar.PairsOf(o.Want)) < sameLeast {
			return nil
		}
		found := Same{Number: o.Number, UnitID: o.UnitID, Day: cmp.Or(o.Received, o.Submitted)}
		if tx.Actor.CanAt(See, o.UnitID) {
			found.ID = o.ID
		}
		out = append(out, found)
		return nil
	}, `FROM foi_request WHERE (person = ? AND person <> '' OR by_phone = ? AND by_phone <> '' OR by_mail = ? AND by_mail <> '')
		AND id <> ? AND id <> ? AND redo_of <> ? AND state <> ? ORDER BY id DESC`, r.Person, r.ByPhone, r.ByMail, r.ID, r.RedoOf, r.ID, Closed)
	return out, err
}

// SameAs is the other requests of the applicant of a request for the same thing.
func (s *Service) SameAs(ctx context.Context, id ID) (out []Same, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := read(tx, id)
		if err != nil {
			return err
		}
		out, err = s.same(tx, r)
		return err
	})
	return out, err
}
