package foi_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
)

// TestClarifyAsksNoPurpose: a notice that asks what the information is for does not go out.
func TestClarifyAsksNoPurpose(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.received("2026-09-10")
		clarify := func(what, tip string) error {
			_, err := w.s.Clarify(w.as(auth.Clerk), r.ID, foi.Clarify{Rev: r.Rev, What: what, Tip: tip, Sending: hand("2026-09-10")})
			return err
		}
		if err := clarify("请说明申请用途", "写明年度"); field(err, "what") != "foi.bad.clarify_purpose" {
			w.Errorf("asked for the purpose: %v", err)
		}
		if err := clarify("年度不明", "写明申请目的"); field(err, "tip") != "foi.bad.clarify_purpose" {
			w.Errorf("told to say the purpose: %v", err)
		}
		w.must(clarify("年度不明", "写明年度"))
	})
}

// TestImpersonal: what staff write into the record names no applicant and holds nobody's numbers.
func TestImpersonal(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.received("2026-09-10")
		clerk := w.as(auth.Clerk)
		for text, want := range map[string]string{
			"王小明要求撤回":            "foi.bad.names_applicant",
			"联系 １３８００００００００":     "foi.bad.names_applicant",
			"联系电话：13912345678":   "foi.bad.personal",
			"110101196001010011": "foi.bad.personal",
		} {
			if _, err := w.s.WithdrawOnPaper(clerk, r.ID, foi.Because{Rev: r.Rev, Reason: text}); field(err, "reason") != want {
				w.Errorf("%s: %v", want, err)
			}
			if _, err := w.s.Seek(clerk, r.ID, foi.Seek{Rev: r.Rev, Kind: foi.ByCounsel, Unit: w.bureau.ID, Question: text}); field(err, "question") != want {
				w.Errorf("a question: %s: %v", want, err)
			}
			if _, err := w.s.Unmask(clerk, r.ID, foi.Because{Reason: text}); field(err, "reason") != want {
				w.Errorf("a reason to open: %s: %v", want, err)
			}
		}
		w.did(w.s.WithdrawOnPaper(clerk, r.ID, foi.Because{Rev: r.Rev, Reason: "申请人当面书面撤回"}))
	})
}

// TestOnlyWhoMayAnswer: a request goes to an organ that may reply, and a question to where somebody can answer it.
func TestOnlyWhoMayAnswer(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.received("2026-09-10")
		committee, err := unit.New(w.db).ByCode(w.Context(), "fhhy")
		w.must(err)
		if _, err := w.s.Transfer(w.as(auth.Office), r.ID, foi.Transfer{Rev: r.Rev, Unit: committee.ID, Reason: "属于该单位"}); field(err, "unit") != "foi.bad.unit" {
			w.Errorf("given to a committee of residents: %v", err)
		}
		for _, c := range []struct {
			kind foi.Helper
			unit int64
			want string
		}{
			{foi.ByUnit, committee.ID, "foi.bad.unit"},
			{foi.ByCounsel, w.office.ID, "foi.bad.no_answerer.counsel"},
			{foi.ByCounsel, w.bureau.ID, ""},
		} {
			_, err := w.s.Seek(w.as(auth.Clerk), r.ID, foi.Seek{Rev: r.Rev, Kind: c.kind, Unit: c.unit, Question: "能否公开"})
			if field(err, "unit") != c.want || c.want == "" && fault.Of(err) != fault.Of(nil) {
				w.Errorf("%s asked of %d: %v", c.kind, c.unit, err)
			}
		}
	})
}

// TestThirdPartyMasked: the page of a letter shows a third party as lists do; the letter that goes out has the name.
func TestThirdPartyMasked(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.received("2026-09-10")
		w.did(w.s.Ask(w.as(auth.Clerk), r.ID, foi.Ask{Rev: r.Rev, Kind: foi.Third, Party: "欧阳示例服务有限公司", Subject: "合同单价", Harm: "商业秘密", Sending: posted("2026-09-10")}))
		v, err := w.s.View(w.as(auth.Signer), r.ID)
		w.must(err)
		_, d, err := w.s.Letter(w.as(auth.Signer), r.ID, v.Letters[0].ID)
		w.must(err)
		if strings.Contains(d.Text(), "欧阳示例服务有限公司") || !strings.Contains(d.Text(), v.Asked[0].Shown) {
			w.Errorf("the page of the letter says\n%s", d.Text())
		}
		_, d, err = w.s.Issue(w.as(auth.Clerk), r.ID, v.Letters[0].ID)
		w.must(err)
		if !strings.Contains(d.Text(), "欧阳示例服务有限公司") {
			w.Error("the letter that goes out has no name")
		}
	})
}
