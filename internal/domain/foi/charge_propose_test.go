package foi_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// TestFeeTakesTwo: nobody asks an applicant for money alone. One person proposes the fee,
// the head agrees to it or not, and the ledger names both.
func TestFeeTakesTwo(t *testing.T) {
	each(t, "2026-04-20", func(w *world) {
		propose := foi.FeeProposal{Standard: law.Page, Pages: 40, Pay: "凭缴款码缴纳"}
		r := w.received("2026-04-20")
		both := w.people[auth.Clerk] // who is clerk and head at once is still one person
		both.Grants = append(both.Grants, w.people[auth.Head].Grants...)
		consent := func(who auth.Actor) error {
			_, err := w.s.Charge(auth.With(w.Context(), who), r.ID, foi.ChargeBy{Rev: r.Rev, Sending: hand("2026-04-20")})
			return err
		}
		if err := consent(w.people[auth.Head]); fault.As(err).Text.Key != "foi.fee_not_proposed" {
			w.Errorf("charged without a proposal: %v", err)
		}
		propose.Rev = r.Rev
		r, err := w.s.ProposeFee(w.as(auth.Clerk), r.ID, propose)
		w.must(err)
		if len(w.letters(r)) != 0 || r.Status != foi.Handling {
			w.Errorf("a proposal went out: %s", r.Status)
		}
		for _, who := range []auth.Actor{w.people[auth.Clerk], both} {
			if err := consent(who); fault.Of(err) != fault.Forbidden {
				w.Errorf("who proposed has agreed: %v", err)
			}
		}
		if err := w.submit(r); fault.As(err).Text.Key != "foi.fee_pending" {
			w.Errorf("replied while a fee was undecided: %v", err)
		}
		r, err = w.s.DeclineFee(w.as(auth.Head), r.ID, foi.Because{Rev: r.Rev, Reason: "材料已经主动公开"})
		w.must(err)
		if err := consent(w.people[auth.Head]); fault.As(err).Text.Key != "foi.fee_not_proposed" {
			w.Errorf("what was declined was charged: %v", err)
		}
		r = w.charged(r, propose)
		rows, err := w.s.Ledger(w.as(auth.Office), foi.Dues{}, db.Page{})
		w.must(err)
		if len(rows.Items) != 1 || rows.Items[0].Proposer != "clerk" || rows.Items[0].Approver != "head" || rows.Items[0].Pay != "" {
			w.Errorf("the ledger has %+v", rows.Items)
		}
		file, err := w.s.ExportLedger(w.as(auth.Office), foi.Dues{})
		w.must(err)
		if cells := w.cells(file); strings.Join(cells[0][20:], ",") != "经办人,审批人" || strings.Join(cells[1][20:], ",") != "clerk,head" {
			w.Errorf("the file names %v", cells[1])
		}
		mine, err := w.s.Track(w.Context(), w.access(r), "203.0.113.9")
		w.must(err)
		if mine.Fee == nil || mine.Fee.Proposer+mine.Fee.Approver != "" {
			w.Errorf("the applicant reads who of the staff decided: %+v", mine.Fee)
		}
	})
}

// TestFeeProposalOverTaken: what the head agrees to is what the request costs on that day,
// and a proposal ends with the work of its organ.
func TestFeeProposalOverTaken(t *testing.T) {
	each(t, "2026-04-20", func(w *world) {
		parts := make([]string, 12)
		for i := range parts {
			parts[i] = "第" + string(rune('A'+i)) + "个部门的决算"
		}
		r := w.received("2026-04-20")
		r, err := w.s.Split(w.as(auth.Clerk), r.ID, foi.Split{Rev: r.Rev, Items: strings.Join(parts[:11], "\n"), Reason: "十一个部门", AgreedHow: foi.ByCall, AgreedOn: r.Submitted, AgreedNote: "电话中逐项读给申请人听，同意"})
		w.must(err)
		r, err = w.s.ProposeFee(w.as(auth.Clerk), r.ID, foi.FeeProposal{Rev: r.Rev, Standard: law.Piece, Pay: "缴款码"})
		w.must(err)
		r, err = w.s.Split(w.as(auth.Clerk), r.ID, foi.Split{Rev: r.Rev, Items: strings.Join(parts, "\n"), Reason: "十二个部门", AgreedHow: foi.ByCall, AgreedOn: r.Submitted, AgreedNote: "电话中逐项读给申请人听，同意"})
		w.must(err)
		_, err = w.s.Charge(w.as(auth.Head), r.ID, foi.ChargeBy{Rev: r.Rev, Sending: hand("2026-04-20")})
		if fault.As(err).Text.Key != "foi.fee_changed" {
			w.Errorf("an old amount was agreed to: %v", err)
		}
		_, err = w.s.Transfer(w.as(auth.Office), r.ID, foi.Transfer{Rev: r.Rev, Unit: w.office.ID, Reason: "由区政府办公室制作"})
		w.must(err)
		rows, err := w.s.Ledger(w.as(auth.Office), foi.Dues{State: foi.Unsent}, db.Page{})
		w.must(err)
		if rows.Total != 0 {
			w.Errorf("%d proposals outlive the transfer", rows.Total)
		}
	})
}
