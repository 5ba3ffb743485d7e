package foi_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
)

// TestRefusedBefore: errors that lose in a review and that the lint need not look for,
// because no service lets them be stored.
func TestRefusedBefore(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		clerk, head := w.as(auth.Clerk), w.as(auth.Head)
		for name, refused := range map[string]func(r *foi.Request) error{
			"an extension that nobody proposed": func(r *foi.Request) error {
				return second(w.s.Extend(head, r.ID, foi.ExtendBy{Rev: r.Rev, Sending: hand(w.today())}))
			},
			"an extension without the head's consent": func(r *foi.Request) error {
				r, err := w.s.Propose(clerk, r.ID, foi.Extension{Rev: r.Rev, Reason: "检索量大"})
				w.must(err)
				return second(w.s.Extend(clerk, r.ID, foi.ExtendBy{Rev: r.Rev, Sending: hand(w.today())}))
			},
			"a second extension": func(r *foi.Request) error {
				for range 2 {
					var err error
					if r, err = w.s.Propose(clerk, r.ID, foi.Extension{Rev: r.Rev, Reason: "检索量大"}); err != nil {
						return err
					}
					if r, err = w.s.Extend(head, r.ID, foi.ExtendBy{Rev: r.Rev, Sending: hand(w.today())}); err != nil {
						return err
					}
				}
				return nil
			},
			"a second notice to make it clear": func(r *foi.Request) error {
				notice := foi.Clarify{Rev: r.Rev, What: "没有写明年度", Tip: "请写明年度", Sending: hand(w.today())}
				r, err := w.s.Clarify(clerk, r.ID, notice)
				w.must(err)
				r, err = w.s.Amend(clerk, r.ID, foi.Amend{Rev: r.Rev, Want: "那个年度的", Day: w.today()})
				w.must(err)
				notice.Rev = r.Rev
				return second(w.s.Clarify(clerk, r.ID, notice))
			},
			"a fee by pieces and by pages": func(r *foi.Request) error {
				return second(w.s.ProposeFee(clerk, r.ID, foi.FeeProposal{Rev: r.Rev, Standard: law.Piece, Pages: 300, Pay: "缴款码"}))
			},
			"a fee by the other standard after it was paid": func(r *foi.Request) error {
				r = w.charged(r, foi.FeeProposal{Standard: law.Page, Pages: 100, Pay: "缴款码"})
				r, err := w.s.Pay(clerk, r.ID, foi.Payment{Rev: r.Rev, Day: w.today(), Receipt: "票0001"})
				w.must(err)
				return second(w.s.ProposeFee(clerk, r.ID, foi.FeeProposal{Rev: r.Rev, Standard: law.Page, Pages: 300, Pay: "缴款码"}))
			},
			"a split into nothing": func(r *foi.Request) error {
				return second(w.s.Split(clerk, r.ID, foi.Split{Rev: r.Rev, Items: "\n", Reason: "拆分", AgreedHow: foi.ByCall, AgreedOn: w.today(), AgreedNote: "同意"}))
			},
			"a letter by another courier": func(r *foi.Request) error {
				return second(w.s.Clarify(clerk, r.ID, foi.Clarify{Rev: r.Rev, What: "没有写明年度", Tip: "请写明年度", Sending: foi.Sending{How: foi.PostalMail, Day: w.today(), Tracking: "SF1234567890"}}))
			},
			"a question about a thing of another request": func(r *foi.Request) error {
				other := w.item(w.asksFor("别的信息"))
				return second(w.s.Ask(clerk, r.ID, foi.Ask{Rev: r.Rev, Kind: foi.Third, Item: other.ID, Party: "示例公司", Subject: "单价", Harm: "商业秘密", Sending: hand(w.today())}))
			},
		} {
			if err := refused(w.asksFor("某年度的决算")); err == nil {
				w.Errorf("%s was let through", name)
			} else if kind := fault.Of(err); kind != fault.Conflict && kind != fault.Invalid && kind != fault.Forbidden {
				w.Errorf("%s: %v", name, err)
			}
		}
	})
	if k, _ := law.LetterOf("reply"); !k.Sealed {
		t.Error("a reply has no place for the seal")
	}
}

// TestSignedByOrgan: a template of the reply that a part of the organ signs, or nobody, is
// refused when it is read.
func TestSignedByOrgan(t *testing.T) {
	for _, signed := range []string{"南昌市红谷滩区财政局办公室\n{{.落款日期}}", "{{.机关名称}}办公室\n{{.落款日期}}", "{{.落款日期}}"} {
		if _, rows := changed(t, "reply.txt", signedByOrgan, signed); len(rows) == 0 {
			t.Errorf("a reply signed by %q passes", signed)
		}
	}
}
