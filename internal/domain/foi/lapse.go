package foi

import (
	"context"
	"errors"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// Lapse ends what time alone ends, on the day after its last day: requests that
// were not made clear or not paid for (视为放弃), and questions that nobody
// answered. It does each in a transaction of its own, so that one that fails
// holds up no other, and may run again at any time.
func (s *Service) Lapse(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "foi.Lapse")
	return errors.Join(s.lapseRequests(ctx), s.lapseQuestions(ctx))
}

func (s *Service) lapseRequests(ctx context.Context) error {
	type row struct {
		ID ID `db:"id"`
	}
	var over []row
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		over, err = db.All[row](tx, "FROM foi_request WHERE state IN (?, ?) AND until_day <> '' AND until_day < ? ORDER BY id", Amending, Charging, tx.Today)
		return err
	})
	for _, o := range over {
		err = errors.Join(err, s.lapseRequest(ctx, o.ID))
	}
	return err
}

func (s *Service) lapseRequest(ctx context.Context, id ID) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		r, err := db.Get[Request](tx, "FROM foi_request WHERE id = ?"+tx.Lock(), id)
		if err != nil || r.Until == "" || r.Until >= tx.Today || r.Status != Amending && r.Status != Charging {
			return err
		}
		unpaid := r.Status == Charging
		st := s.ending(ActLapse, Because{Reason: s.words("foi.lapsed." + string(r.Status))})
		then := st.then
		st.then = func(tx *db.Tx, r *Request) error {
			if err := then(tx, r); err != nil {
				return err
			}
			return s.lapsed(tx, r, unpaid)
		}
		return s.step(tx, &r, st)
	})
}

// lapsed gives the items the result that the law has for it, and ends the fee.
func (s *Service) lapsed(tx *db.Tx, r *Request, unpaid bool) error {
	result := "O1"
	if unpaid {
		result = "O2"
		if err := s.onCharge(tx, r.ID, func(c *Charge) { c.State = Unpaid }); err != nil {
			return err
		}
	}
	l, err := lapseOf(tx, r)
	if err != nil {
		return err
	}
	items, err := itemsOf(tx, r.ID)
	for i := range items {
		if err == nil {
			items[i].Result, items[i].Facts = result, l.facts()
			err = db.Update(tx, itemTable, &items[i])
		}
	}
	return err
}

func (s *Service) lapseQuestions(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		over, err := db.All[Consult](tx, "FROM foi_consult WHERE state = ? AND until_day < ? ORDER BY id", Reached, tx.Today)
		if err != nil {
			return err
		}
		for i := range over {
			q := &over[i]
			q.Answer = Silent // the clock knows already: its pause ends with the term
			if err := db.Update(tx, consultTable, q); err != nil {
				return err
			}
		}
		return nil
	})
}

const (
	draftLives = 30 * 24 * time.Hour

	receiptLives = 15 * time.Minute // how long the receipt of a draft that was sent is shown again
)

// sweep removes what visitors began and did not send, with the papers that they brought.
func (s *Service) sweep(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		old, err := db.All[saved](tx, "FROM foi_draft WHERE at < ?", tx.Now.Add(-draftLives))
		if err != nil {
			return err
		}
		for _, d := range old {
			for noun := range (Papers{}).of() {
				if _, err := files.DropLocked(tx, draftPrefix+noun, d.ID); err != nil {
					return err
				}
			}
			if _, err := tx.Exec("DELETE FROM foi_draft WHERE id = ?", d.ID); err != nil {
				return err
			}
		}
		return nil
	})
}
