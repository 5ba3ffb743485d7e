package foi_test

import (
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
)

// TestFiledApart: who agrees to ask for several things apart gets a number for each and
// one code for all, once however often the form is sent; each has its own identity papers.
func TestFiledApart(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		in := w.filing()
		in.Want, in.Mark, in.Parts = "两件不同的信息", "洪财〔2022〕1号", []string{"2022年度区级部门决算汇总表", " 2022年绩效考核讨论记录 "}
		code, err := w.s.Save(w.Context(), "", in, w.card("正面"))
		w.must(err)
		out, err := w.s.File(w.Context(), in)
		w.must(err)
		w.must(w.s.Sent(w.Context(), code, in.Token))
		again, err := w.s.File(w.Context(), in)
		w.must(err)
		if len(out.Others) != 1 || !again.Again || !slices.Equal(again.Numbers(), out.Numbers()) || again.Code != out.Code {
			w.Fatalf("filed %+v, again %+v", out, again)
		}
		for i, number := range out.Numbers() {
			m, err := w.s.Track(w.Context(), foi.Access{Number: number, Code: out.Code}, "192.0.2.1")
			w.must(err)
			if want := []string{"2022年度区级部门决算汇总表\n洪财〔2022〕1号", "2022年绩效考核讨论记录\n洪财〔2022〕1号"}[i]; m.Want != want {
				w.Errorf("%s asks for %q, want %q", number, m.Want, want)
			}
			v, err := w.s.View(w.as(auth.Clerk), m.ID)
			w.must(err)
			if len(v.Identity) != 1 || v.Request.AgreedHow != foi.ByForm || v.Request.AgreedOn != "2026-09-10" || v.Request.Pieces != 1 || len(v.Apart) != 1 {
				w.Errorf("%s has %d papers, agreed %+v, apart %v", number, len(v.Identity), v.Request.Parting, v.Apart)
			}
			if len(m.Beside) != 1 || m.Beside[0].Number != out.Numbers()[1-i] || m.Beside[0].Again || m.Beside[0].Before {
				w.Errorf("%s has beside it %+v", number, m.Beside)
			}
		}
		for _, bad := range [][]string{{"只有一件事情"}, {"2022年决算", "表"}, slices.Repeat([]string{"2022年决算"}, 11)} {
			in := w.filing()
			in.Parts = bad
			if _, err := w.s.File(w.Context(), in); fault.As(err).Fields["parts"].Key == "" {
				w.Errorf("%d parts: %v", len(bad), err)
			}
		}
	})
}

// TestLostCodeOfSeveral: a new code takes the place of the old one for all that it opened.
func TestLostCodeOfSeveral(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		in := w.filing()
		in.Parts = []string{"2022年度区级部门决算汇总表", "2022年绩效考核讨论记录"}
		out, err := w.s.File(w.Context(), in)
		w.must(err)
		other, err := w.s.File(w.Context(), w.filing())
		w.must(err)
		fresh, err := w.s.Recode(w.as(auth.Clerk), out.ID, foi.Because{Reason: "本人持身份证到窗口"})
		w.must(err)
		if !slices.Equal(fresh.Numbers(), out.Numbers()) {
			w.Errorf("the new code is for %v, want %v", fresh.Numbers(), out.Numbers())
		}
		for _, number := range out.Numbers() {
			if _, err := w.s.Enter(w.Context(), foi.Access{Number: number, Code: out.Code}, "192.0.2.1"); fault.Of(err) != fault.Invalid {
				w.Errorf("%s still opens by the code that was lost: %v", number, err)
			}
			_, err := w.s.Enter(w.Context(), foi.Access{Number: number, Code: fresh.Code}, "192.0.2.1")
			w.must(err)
		}
		_, err = w.s.Enter(w.Context(), foi.Access{Number: other.Number, Code: other.Code}, "192.0.2.1")
		w.must(err) // the same applicant's, of another form
	})
}

// TestSplitConsent: a clerk parts a request only with the applicant's consent, its day
// and how it was given; one in writing is there as a paper.
func TestSplitConsent(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.received("2026-09-10")
		w.on("2026-09-11")
		in := foi.Split{Rev: r.Rev, Items: "2022年度部门决算\n绩效考核讨论记录", Reason: "两件事", AgreedHow: foi.ByCall, AgreedOn: "2026-09-11", AgreedNote: "电话中逐项说明，申请人同意"}
		for field, change := range map[string]func(*foi.Split){
			"agreed_how":  func(in *foi.Split) { in.AgreedHow = "" },
			"agreed_on":   func(in *foi.Split) { in.AgreedOn = "2026-09-09" },
			"agreed_note": func(in *foi.Split) { in.AgreedNote = "王小明同意" },
			"scans":       func(in *foi.Split) { in.AgreedHow = foi.Written },
		} {
			bad := in
			change(&bad)
			if _, err := w.s.Split(w.as(auth.Clerk), r.ID, bad); fault.As(err).Fields[field].Key == "" {
				w.Errorf("%s: %v", field, err)
			}
		}
		bad := in
		bad.AgreedHow = foi.ByForm // only the portal notes it
		if _, err := w.s.Split(w.as(auth.Clerk), r.ID, bad); fault.Of(err) != fault.Invalid {
			w.Errorf("as if on the form: %v", err)
		}
		in.AgreedHow = foi.Written
		_, err := w.s.Split(w.as(auth.Clerk), r.ID, in, w.evidence())
		w.must(err)
		v, err := w.s.View(w.as(auth.Clerk), r.ID)
		w.must(err)
		if len(v.Items) != 2 || len(v.Agreed) != 1 || v.Request.AgreedOn != "2026-09-11" || v.Request.AgreedHow != foi.Written {
			w.Errorf("split into %d, agreed %+v with %d papers", len(v.Items), v.Request.Parting, len(v.Agreed))
		}
		_, _, err = w.s.Open(w.as(auth.Clerk), v.Agreed[0].ID, foi.Because{Reason: "核对同意书"})
		w.must(err)
	})
}
