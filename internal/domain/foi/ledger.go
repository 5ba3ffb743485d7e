package foi

import (
	"context"

	"gongkai.example/gongkai/internal/platform/db"
)

// A Dues asks for fees of the ledger. The span is of the notice; with the state
// proposed, paid or refunded it is of that.
type Dues struct {
	Span
	State Paid `form:"state" json:"state,omitempty" label:"foi.paid_state" options:"proposed,noticed,paid,lapsed,void,refunded"`
}

func (q Dues) where(tx *db.Tx) db.Where {
	q.Span = q.over(tx.Today)
	w := q.Span.where(tx)
	day := "sent"
	switch q.State {
	case Unsent:
		day = "proposed"
	case Settled:
		day = "paid"
	case Refunded:
		day = "refunded"
	case Noticed, Unpaid, Dropped:
	}
	if q.State != "" {
		w.And("state = ?", q.State)
	}
	w.And(day+" >= ? AND "+day+" <= ?", q.From, q.To)
	return w
}

// Sums are what the ledger adds up to, in 分.
type Sums struct {
	Notices int   `json:"notices"` // 收费通知 of the span
	Asked   int64 `json:"asked"`
	Payers  int   `json:"payers"` // fees that were paid in the span and not refunded
	Paid    int64 `json:"paid"`
}

func sums(tx *db.Tx, q Span) (out Sums, err error) {
	type row struct {
		N   int   `db:"count(*)"`
		Fen int64 `db:"coalesce(sum(fen), 0)"`
	}
	for _, c := range []struct {
		of  Dues
		n   *int
		fen *int64
	}{{Dues{Span: q}, &out.Notices, &out.Asked}, {Dues{Span: q, State: Settled}, &out.Payers, &out.Paid}} {
		w := c.of.where(tx)
		r, err := db.Get[row](tx, "FROM foi_fee"+w.String(), w.Args...)
		if err != nil {
			return out, err
		}
		*c.n, *c.fen = r.N, r.Fen
	}
	return out, nil
}

// Ledger lists the fees that the actor may know of, the newest first.
func (s *Service) Ledger(ctx context.Context, q Dues, p db.Page) (db.Rows[LedgerRow], error) {
	return listOf[LedgerRow](ctx, s, q, p, chargeTable, q.where)
}

// A LedgerRow is a fee with the request that it is for; the applicant is masked.
type LedgerRow struct {
	Charge
	Number string `db:"(SELECT r.number FROM foi_request r WHERE r.id = request_id)" json:"number"`
	Shown  string `db:"(SELECT r.shown FROM foi_request r WHERE r.id = request_id)" json:"applicant"`
}
