package foi

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
)

const aboutPay = "foi.pay"

// A FeeProposal asks the head to agree to a fee (条例第四十二条): by 件 or by pages, never by both.
type FeeProposal struct {
	Rev      int64        `form:"rev" type:"hidden" json:"rev"`
	Standard law.Standard `form:"standard" json:"standard" label:"foi.standard" hint:"foi.standard_hint" type:"radio" options:"piece,page" required:"true"`
	Pages    int          `form:"pages" json:"pages" label:"foi.pages" hint:"foi.pages_hint" min:"0" max:"1000000"`
	Pay      string       `form:"pay" json:"pay" label:"foi.pay_how" hint:"foi.pay_how_hint" type:"textarea" rows:"3" required:"true" max:"500"`
}

// Check says which fields break a rule.
func (in FeeProposal) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(in.Standard == law.Piece || in.Standard == law.Page, "standard", "foi.need.standard")
	c.That(in.Standard != law.Page || in.Pages > 0, "pages", "foi.need.pages")
	c.That(in.Standard != law.Piece || in.Pages == 0, "pages", "foi.bad.both")
	c.That(strings.TrimSpace(in.Pay) != "", "pay", "foi.need.pay_how")
	return c.Err()
}

// ProposeFee asks the head to agree to a fee, for an amount that the bands give; what is
// free cannot be charged for. A second proposal takes the place of the first.
func (s *Service) ProposeFee(ctx context.Context, id ID, in FeeProposal) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	row := Charge{Rev: 1, State: Unsent, Standard: in.Standard, Pages: in.Pages}
	st := step{act: ActProposeFee, rev: in.Rev}
	st.change = func(tx *db.Tx, r *Request) error {
		if err := s.chargeable(tx, r, tx.Today); err != nil {
			return err
		}
		f, err := price(tx, r, in.Standard, in.Pages)
		if err != nil {
			return err
		}
		if f.Amount == 0 {
			return fault.New(fault.Conflict, "foi.free")
		}
		row.ID, row.Request, row.UnitID, row.Month, row.Pieces = ChargeID(tx.ID()), r.ID, r.UnitID, r.Month, r.Pieces
		row.Before, row.Lines, row.Fen = f.Before, f.Lines, f.Amount
		row.Proposed, row.By, row.Proposer = tx.Today, tx.Actor.Who(), tx.Actor.Name
		row.Pay, err = s.box.SealJSON(strings.TrimSpace(in.Pay), aboutPay)
		return err
	}
	st.then = func(tx *db.Tx, r *Request) error {
		if err := dropProposal(tx, r); err != nil {
			return err
		}
		return db.Insert(tx, chargeTable, &row)
	}
	return s.do(ctx, id, st)
}

// DeclineFee is the head's refusal of a fee that was proposed: the work goes on without it.
func (s *Service) DeclineFee(ctx context.Context, id ID, in Because) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActDeclineFee, rev: in.Rev, note: in.Reason, change: func(tx *db.Tx, r *Request) error {
		if _, err := proposedFee(tx, r); err != nil {
			return err
		}
		return dropProposal(tx, r)
	}})
}

// chargeable says why no fee can be asked for on a day: once, in time, and while nobody is asked.
func (s *Service) chargeable(tx *db.Tx, r *Request, on calendar.Day) error {
	if err := s.noneAsked(tx, r); err != nil {
		return err
	}
	if r.cleared(deadline.ForPayment) { // 费办法第三条: one standard, and one notice, a request
		return fault.New(fault.Conflict, "foi.charged_once")
	}
	if r.Due != "" && on > r.Due { // 费办法第六条: 在答复期限内
		return fault.New(fault.Conflict, "foi.charge_late", r.Due)
	}
	return nil
}

// proposedFee is the fee that the head has not decided on yet.
//
// Errors: Conflict if there is none.
func proposedFee(tx *db.Tx, r *Request) (Charge, error) {
	c, err := db.Get[Charge](tx, "FROM foi_fee WHERE request_id = ? AND state = ?", r.ID, Unsent)
	if fault.Of(err) == fault.NotFound {
		err = fault.New(fault.Conflict, "foi.fee_not_proposed")
	}
	return c, err
}

// dropProposal ends a fee that nobody has agreed to: nothing went out.
func dropProposal(tx *db.Tx, r *Request) error {
	_, err := tx.Exec("UPDATE foi_fee SET state = ?, pay = '', rev = rev + 1 WHERE request_id = ? AND state = ?", Dropped, r.ID, Unsent)
	return err
}

// noFeeProposed refuses a step while the head has not decided on a fee.
func noFeeProposed(tx *db.Tx, r *Request) error {
	_, err := proposedFee(tx, r)
	if fault.Of(err) == fault.Conflict {
		return nil
	}
	if err == nil {
		err = fault.New(fault.Conflict, "foi.fee_pending")
	}
	return err
}

// feesOf are the fees of a request, the one that is proposed among them.
func feesOf(tx *db.Tx, id ID) ([]Charge, error) {
	return partsOf(tx, id, func() ([]Charge, error) {
		return db.All[Charge](tx, "FROM foi_fee WHERE request_id = ? AND (sent <> '' OR state = ?) ORDER BY id", id, Unsent)
	})
}

// mayCharge reports whether an act about a fee can be offered: a fee is asked for once,
// and agreed to or declined only while it is proposed.
func mayCharge(tx *db.Tx, r *Request, act Act) bool {
	acts := []Act{ActProposeFee, ActDeclineFee, ActCharge}
	switch {
	case !slices.Contains(acts, act):
		return true
	case act == ActProposeFee:
		return !r.cleared(deadline.ForPayment)
	}
	_, err := proposedFee(tx, r)
	return err == nil
}
