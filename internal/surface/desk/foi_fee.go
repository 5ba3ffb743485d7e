package desk

import (
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// blankFee shows the calculation by 件 before anything is proposed.
func blankFee(on onCase) proposeFeeForm {
	f, err := foi.PieceFee(on.Of.Before, on.Of.Request.Pieces)
	if err == nil {
		on.Remark = i18n.T("foi.charge_note", on.Of.Before, on.Of.Request.Pieces, foi.Yuan(f.Amount))
	}
	return proposeFeeForm{foi.FeeProposal{Rev: on.rev(), Standard: f.Standard}, on}
}

// blankCharge shows what the head is asked to agree to, and who asks.
func (d *Desk) blankCharge(on onCase) chargeForm {
	if i := slices.IndexFunc(on.Of.Charges, func(c foi.Charge) bool { return c.State == foi.Unsent }); i >= 0 {
		c := feeLineOf(on.Of.Charges[i], false)
		on.Remark = i18n.T("foi.fee_proposed_note", c.Proposer, c.Proposed, strings.Join(c.Lines, i18n.T("foi.semicolon")), foi.Yuan(c.Fen))
	}
	return chargeForm{foi.ChargeBy{Rev: on.rev(), Sending: d.sending(on)}, on}
}

// blankWonder begins with how much the applicant has asked for in the month, and since when.
func (d *Desk) blankWonder(on onCase) wonderForm {
	in := wonderForm{foi.Wonder{Rev: on.rev(), Sending: d.sending(on)}, on}
	if month := on.Of.Request.Month; month != "" {
		in.Counts = i18n.T("foi.count.piece", on.Of.Before+on.Of.Request.Pieces)
		in.Period = i18n.T("foi.wonder_span", d.Requests.Date(calendar.Day(month+"-01")), d.Requests.Date(on.Of.Request.Received))
	}
	return in
}
