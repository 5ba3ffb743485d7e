package foi_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// owed counts the open duties of a request under a rule.
func (w *world) owed(r *foi.Request, rule string) (out []duty.Seen) {
	w.Helper()
	refs := []string{r.Ref()}
	for _, m := range w.letters(r) {
		refs = append(refs, m.Ref())
	}
	for _, ref := range refs {
		rows, err := w.duties.Find(w.as(auth.Office), duty.Find{From: ref, Rule: rule}, db.Page{})
		w.must(err)
		for _, d := range rows.Items {
			if isOpen(d) {
				out = append(out, d)
			}
		}
	}
	return out
}

func (w *world) letters(r *foi.Request) []foi.Mailed {
	w.Helper()
	v, err := w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	return v.Letters
}

// asks has a party asked by the post.
func (w *world) asks(r *foi.Request, kind foi.Asked, day calendar.Day) *foi.Request {
	w.Helper()
	r, err := w.s.Ask(w.as(auth.Clerk), r.ID, foi.Ask{Rev: r.Rev, Kind: kind, Party: "示例公司", Subject: "合同单价", Harm: "商业秘密", Sending: posted(day)})
	w.must(err)
	return r
}

// TestChase: a posted letter that nobody signs for stops a clock. It has a duty of its
// own from then on, comes back, goes out again, and then the time runs.
func TestChase(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		r, m := w.clarified("2026-03-02", posted("2026-03-02"))
		chase := w.owed(r, "foi.chase")
		if len(chase) != 1 || chase[0].Due != "2026-03-16" || !strings.Contains(chase[0].Title, m.Number) {
			w.Fatalf("the duty is %+v", chase)
		}
		w.on("2026-03-20")
		on := foi.On{Rev: r.Rev, Day: "2026-03-18", Note: "查无此人"}
		r, err := w.s.Back(w.as(auth.Clerk), r.ID, m.ID, on)
		w.must(err)
		on.Rev = r.Rev
		if _, err := w.s.Back(w.as(auth.Clerk), r.ID, m.ID, on); fault.Of(err) != fault.Conflict {
			w.Errorf("came back twice: %v", err)
		}
		if len(w.owed(r, "foi.chase")) != 0 || len(w.owed(r, "foi.serve")) != 1 || r.Until != "" {
			w.Errorf("chased %d, to serve %d, until %q", len(w.owed(r, "foi.chase")), len(w.owed(r, "foi.serve")), r.Until)
		}
		again := foi.Serve{Rev: r.Rev, Sending: hand("2026-03-17")}
		if _, err := w.s.Dispatch(w.as(auth.Clerk), r.ID, m.ID, again); bad(err, "day") != "foi.bad.before" {
			w.Errorf("sent again before it came back: %v", err)
		}
		again.Day = "2026-03-20"
		r, err = w.s.Dispatch(w.as(auth.Clerk), r.ID, m.ID, again)
		w.must(err)
		if r = w.load(r.ID); r.Until != "2026-04-13" || len(w.owed(r, "foi.serve")) != 0 {
			w.Errorf("until %q, to serve %d", r.Until, len(w.owed(r, "foi.serve")))
		}
		again.Rev = r.Rev
		if _, err := w.s.Dispatch(w.as(auth.Clerk), r.ID, m.ID, again); fault.Of(err) != fault.Conflict {
			w.Errorf("sent while it is out: %v", err)
		}
	})
}

// TestReceiptAsks: the receipt noted on the letter begins the third party's time.
func TestReceiptAsks(t *testing.T) {
	each(t, "2026-01-28", func(w *world) {
		r := w.received("2026-01-28")
		w.on("2026-02-03")
		r = w.asks(r, foi.Third, "2026-02-03")
		w.on("2026-02-09")
		r, err := w.s.Got(w.as(auth.Clerk), r.ID, w.letters(r)[0].ID, foi.On{Rev: r.Rev, Day: "2026-02-05"})
		w.must(err)
		if q := w.asked(r, 0); q.Answer != foi.Reached || q.Got != "2026-02-05" || q.Until != "2026-03-04" {
			w.Errorf("%+v", q)
		}
		if m := w.letters(r)[0]; m.Got != "2026-02-05" || len(w.owed(r, "foi.chase")) != 0 {
			w.Errorf("the letter came on %q, chased %d", m.Got, len(w.owed(r, "foi.chase")))
		}
		w.due(w.load(r.ID), "2026-03-26")
	})
}

// TestUnreach: a third party whom no letter reaches does not hold a request for ever,
// and is closed only when it came back, with reason and evidence.
func TestUnreach(t *testing.T) {
	each(t, "2026-01-28", func(w *world) {
		r := w.received("2026-01-28")
		w.on("2026-02-03")
		r = w.asks(r, foi.Third, "2026-02-03")
		q := w.asked(r, 0)
		in := foi.Unreach{Rev: r.Rev, Reason: "登记地址查无此公司，电话停机"}
		if _, err := w.s.Unreach(w.as(auth.Clerk), r.ID, q.ID, in, w.evidence()); fault.Of(err) != fault.Conflict {
			w.Errorf("closed before it came back: %v", err)
		}
		w.on("2026-02-10")
		r, err := w.s.Back(w.as(auth.Clerk), r.ID, w.letters(r)[0].ID, foi.On{Rev: r.Rev, Day: "2026-02-10"})
		w.must(err)
		in.Rev = r.Rev
		if _, err := w.s.Unreach(w.as(auth.Clerk), r.ID, q.ID, in); bad(err, "scans") == "" {
			w.Errorf("closed with no evidence: %v", err)
		}
		r, err = w.s.Unreach(w.as(auth.Clerk), r.ID, q.ID, in, w.evidence())
		w.must(err)
		if q := w.asked(r, 0); q.Answer != foi.Unreached || q.Opinion != "" || len(w.owed(r, "foi.serve")) != 0 {
			w.Errorf("%+v, to serve %d", q, len(w.owed(r, "foi.serve")))
		}
		w.due(r, "2026-03-10")
		v, err := w.s.View(w.as(auth.Head), r.ID)
		w.must(err)
		if len(v.Evidence[q.ID]) != 1 {
			w.Fatalf("the case shows %v as evidence", v.Evidence)
		}
		w.must(third(w.s.Open(w.as(auth.Head), v.Evidence[q.ID][0].ID, foi.Because{Reason: "核对退件"})))
	})
}

func third[A, B any](_ A, _ B, err error) error { return err }

// TestReplyChased: the office looks after a reply that nobody signs for as after any other
// letter: from its receipt run the times to go against it.
func TestReplyChased(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.answered(w.decided("R-A", "R-B"), "2026-10-14")
		chase := w.owed(r, "foi.chase")
		if len(chase) != 1 || chase[0].Due != "2026-10-28" {
			w.Fatalf("the duty is %+v", chase)
		}
		w.on("2026-10-20")
		r, err := w.s.Bounce(w.as(auth.Clerk), r.ID, foi.On{Rev: r.Rev, Day: "2026-10-20", Note: "查无此人"})
		w.must(err)
		if len(w.owed(r, "foi.chase")) != 0 || len(w.owed(r, "foi.serve")) != 1 {
			w.Error("what came back is still looked for")
		}
		w.on("2026-10-21")
		r, err = w.s.Resend(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: posted("2026-10-21")})
		w.must(err)
		m := w.letters(r)[0]
		if len(w.owed(r, "foi.chase")) != 1 {
			w.Error("what was sent again is not looked for")
		}
		r, err = w.s.Got(w.as(auth.Clerk), r.ID, m.ID, foi.On{Rev: r.Rev, Day: "2026-10-21"})
		w.must(err)
		if len(w.owed(r, "foi.chase")) != 0 {
			w.Error("what was signed for is still looked for")
		}
	})
}

// TestOneSeries: letters whose numbers have the same word never have the same number.
func TestOneSeries(t *testing.T) {
	each(t, "2026-01-28", func(w *world) {
		r := w.received("2026-01-28")
		for i, kind := range []foi.Asked{foi.Third, foi.Maker, foi.Third} {
			r = w.asks(r, kind, "2026-01-28")
			var n string
			for _, m := range w.letters(r) {
				if m.Kind == "D6" || m.Kind == "D9" {
					n = m.Number
				}
			}
			if want := "征〔2026〕" + string(rune('1'+i)) + "号"; !strings.HasSuffix(n, want) {
				w.Errorf("the number is %s, want %s", n, want)
			}
		}
	})
}

// TestOtherOrgan: another organ is asked by a letter, with a day by which to answer,
// and its silence ends the pause.
func TestOtherOrgan(t *testing.T) {
	each(t, "2026-01-28", func(w *world) {
		r := w.received("2026-01-28")
		w.on("2026-02-03")
		r, err := w.s.Ask(w.as(auth.Clerk), r.ID, foi.Ask{Rev: r.Rev, Kind: foi.Organ, Party: "南昌市红谷滩区民政局", Subject: "是否同意公开", Sending: hand("2026-02-03")})
		w.must(err)
		if m := w.letters(r)[0]; m.Kind != "D10" || !strings.Contains(w.lastLetter(r), "南昌市红谷滩区民政局") {
			w.Errorf("the letter is %+v", m)
		}
		q := w.asked(r, 0)
		if q.Answer != foi.Reached || q.Until != "2026-03-02" {
			w.Errorf("%+v", q)
		}
		w.on(q.Until.Add(1))
		w.lapse()
		if q := w.asked(r, 0); q.Answer != foi.Silent {
			w.Errorf("%+v", q)
		}
		w.due(w.load(r.ID), "2026-03-24")
	})
}

// TestUnsent: who chose the post is told on paper that somebody is asked, and no draft
// goes on before it went out.
func TestUnsent(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.decided("R-A", "R-B")
		w.change("UPDATE foi_request SET way = 'post'")
		r = w.asks(w.load(r.ID), foi.Third, "2026-09-10")
		r, err := w.s.Hear(w.as(auth.Clerk), r.ID, w.asked(r, 0).ID, foi.Hear{Rev: r.Rev, Day: "2026-09-10", Opinion: foi.Agrees})
		w.must(err)
		if err := w.submit(r); fault.As(err).Text.Key != "foi.letter_unsent" {
			w.Errorf("submitted while the applicant was not told: %v", err)
		}
		r, err = w.s.Dispatch(w.as(auth.Clerk), r.ID, w.letters(r)[1].ID, foi.Serve{Rev: r.Rev, Sending: posted("2026-09-10")})
		w.must(err)
		if err := w.submit(w.load(r.ID)); fault.As(err).Text.Key == "foi.letter_unsent" {
			w.Errorf("it is out: %v", err)
		}
	})
}

// TestLettersEnd: with a request that is withdrawn ends what is owed for its letters.
func TestLettersEnd(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		r, m := w.clarified("2026-03-02", posted("2026-03-02"))
		if chase := w.owed(r, "foi.chase"); len(chase) != 1 || chase[0].From != m.Ref() || chase[0].Period != "" {
			w.Fatalf("the duty is %+v", chase)
		}
		r, err := w.s.Back(w.as(auth.Clerk), r.ID, m.ID, foi.On{Rev: r.Rev, Day: "2026-03-02", Note: "查无此人"})
		w.must(err)
		if len(w.owed(r, "foi.serve")) != 1 {
			w.Fatal("what came back is not owed again")
		}
		_, err = w.s.WithdrawOnPaper(w.as(auth.Clerk), r.ID, foi.Because{Rev: r.Rev, Reason: "申请人来电撤回"})
		w.must(err)
		if left := w.owed(r, "foi.serve"); len(left) != 0 {
			w.Errorf("left of a request that is withdrawn: %+v", left)
		}
	})
}
