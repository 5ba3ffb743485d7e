package foi_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/letter"
)

// scan is what a scan is to the store.
var scan = []byte("%PDF-1.4\n" + strings.Repeat("王小明 签收 ", 30) + "\n%%EOF\n")

// posted is the sending of a letter by the post.
func posted(day calendar.Day) foi.Sending {
	return foi.Sending{How: foi.PostalMail, Day: day, Tracking: "EX123456789CN"}
}

// clarified is a request whose applicant was asked to make it clear, by a letter that went out in a way.
func (w *world) clarified(day calendar.Day, out foi.Sending) (*foi.Request, foi.Mailed) {
	w.Helper()
	r := w.received(day)
	r, err := w.s.Clarify(w.as(auth.Clerk), r.ID, foi.Clarify{Rev: r.Rev, What: "没有写明年度", Tip: "请写明年度", Sending: out})
	w.must(err)
	v, err := w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	return r, v.Letters[0]
}

// TestProof: a proof says how a letter came; of a posted one it says the day, from
// which the applicant has time; its scan is opened with a reason and by nobody else.
func TestProof(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		r, m := w.clarified("2026-03-02", posted("2026-03-02"))
		if r.Until != "" {
			w.Fatalf("until %s before the letter came", r.Until)
		}
		w.on("2026-03-05")
		u, err := w.s.StageSealed(w.Context(), "回证.pdf", scan)
		w.must(err)
		in := foi.Prove{Rev: r.Rev, Outcome: foi.ByOther, Day: "2026-03-04", Signer: "李淑芬", Relation: "同住的配偶"}
		r, err = w.s.Prove(w.as(auth.Clerk), r.ID, m.ID, in, u)
		w.must(err)
		if r.Until != "2026-03-25" { // fifteen working days from the day of the signature
			w.Errorf("until %s", r.Until)
		}
		v, err := w.s.View(w.as(auth.Clerk), r.ID)
		w.must(err)
		p := v.Proofs[m.ID]
		if p.Outcome != foi.ByOther || p.Shown != "李**" || len(p.Scans) != 1 || v.Letters[0].Got != "2026-03-04" {
			w.Fatalf("proof %+v of %+v", p, v.Letters[0])
		}
		w.nowhere("李淑芬", "同住的配偶")
		file := p.Scans[0].ID
		if _, _, err := w.s.Open(w.as(auth.Clerk), file, foi.Because{}); fault.Of(err) != fault.Invalid {
			w.Errorf("opened with no reason: %v", err)
		}
		if _, _, err := w.s.Open(w.as(auth.Secrecy), file, foi.Because{Reason: "r"}); fault.Of(err) != fault.Forbidden {
			w.Errorf("opened without the right: %v", err)
		}
		_, got, err := w.s.Open(w.as(auth.Clerk), file, foi.Because{Reason: "核对签收日期"})
		if err != nil || !bytes.Equal(got, scan) {
			w.Errorf("opened: %v", err)
		}
		in.Rev, in.Day = r.Rev, "2026-03-05"
		if _, err := w.s.Prove(w.as(auth.Clerk), r.ID, m.ID, in); fault.Of(err) != fault.Invalid {
			w.Errorf("a proof of another day: %v", err)
		}
		in.Day, in.Outcome = "2026-03-04", foi.BySelf // what was recorded wrongly is put right
		_, err = w.s.Prove(w.as(auth.Clerk), r.ID, m.ID, in)
		w.must(err)
		v, err = w.s.View(w.as(auth.Clerk), r.ID)
		w.must(err)
		if v.Proofs[m.ID].Outcome != foi.BySelf {
			w.Errorf("put right: %+v", v.Proofs)
		}
	})
}

// nowhere looks for words in everything that the database has of requests and in the journal.
func (w *world) nowhere(words ...string) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
		for _, q := range []string{
			"SELECT count(*) FROM journal_entry WHERE body LIKE ?", "SELECT count(*) FROM foi_proof WHERE people LIKE ?", "SELECT count(*) FROM foi_letter WHERE text LIKE ?",
			"SELECT count(*) FROM files_file WHERE name LIKE ?", "SELECT count(*) FROM foi_request WHERE applicant LIKE ?", "SELECT count(*) FROM foi_draft WHERE filing LIKE ?", "SELECT count(*) FROM jobs_job WHERE args LIKE ?",
		} {
			for _, word := range words {
				if n, err := db.One[int](tx, q, "%"+word+"%"); err != nil || n > 0 {
					w.Errorf("%d rows of %q have %s: %v", n, q, word, err)
				}
			}
		}
		return nil
	}))
}

// TestProofFits: what cannot be of a letter is refused, with the field at fault.
func TestProofFits(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		for _, c := range []struct {
			name  string
			out   foi.Sending
			in    foi.Prove
			field string
		}{
			{"left, not handed over", posted("2026-03-02"), foi.Prove{Outcome: foi.ByLeave, Day: "2026-03-02", Why: "拒收", Witnesses: "村委会 赵某"}, "outcome"},
			{"by the record, handed over", hand("2026-03-02"), foi.Prove{Outcome: foi.ByRecord, Day: "2026-03-02"}, "outcome"},
			{"signed, sent electronically", foi.Sending{How: foi.Electronic, Day: "2026-03-02"}, foi.Prove{Outcome: foi.BySelf, Day: "2026-03-02"}, "outcome"},
			{"another day than handed over", hand("2026-03-02"), foi.Prove{Outcome: foi.BySelf, Day: "2026-03-01"}, "day"},
			{"before it was posted", posted("2026-03-02"), foi.Prove{Outcome: foi.ByRecord, Day: "2026-03-01"}, "day"},
			{"a day to come", posted("2026-03-02"), foi.Prove{Outcome: foi.ByRecord, Day: "2026-03-03"}, "day"},
			{"another, who is nobody", hand("2026-03-02"), foi.Prove{Outcome: foi.ByOther, Day: "2026-03-02", Relation: "邻居"}, "signer"},
			{"another, who is anybody", hand("2026-03-02"), foi.Prove{Outcome: foi.ByOther, Day: "2026-03-02", Signer: "李四"}, "relation"},
			{"left with no witness", hand("2026-03-02"), foi.Prove{Outcome: foi.ByLeave, Day: "2026-03-02", Why: "拒收"}, "witnesses"},
			{"left for no reason", hand("2026-03-02"), foi.Prove{Outcome: foi.ByLeave, Day: "2026-03-02", Witnesses: "村委会 赵某"}, "why"},
		} {
			r, m := w.clarified("2026-03-02", c.out)
			c.in.Rev = r.Rev
			_, err := w.s.Prove(w.as(auth.Clerk), r.ID, m.ID, c.in)
			if _, told := fault.As(err).Fields[c.field]; fault.Of(err) != fault.Invalid || !told {
				w.Errorf("%s: %v %v", c.name, err, fault.As(err).Fields)
			}
			w.forms++
		}
	})
}

// TestProofOfReply: a reply on paper is put away only with its proof; one that came
// back needs another.
func TestProofOfReply(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.signs(w.decided("R-A", "R-B"))
		r, err := w.s.Serve(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: posted("2026-09-10")})
		w.must(err)
		v, err := w.s.View(w.as(auth.Clerk), r.ID)
		w.must(err)
		m := v.Letters[len(v.Letters)-1]
		if len(v.Found) != 1 || v.Found[0].Rule != "unproved" || v.Found[0].Severity != foi.Warns {
			w.Errorf("found %+v", v.Found)
		}
		archive := func() error { _, err := w.s.Archive(w.as(auth.Clerk), r.ID, foi.Seen{Rev: r.Rev}); return err }
		prove := func(in foi.Prove) {
			w.Helper()
			in.Rev = r.Rev
			r, err = w.s.Prove(w.as(auth.Clerk), r.ID, m.ID, in)
			w.must(err)
		}
		if err := archive(); fault.Of(err) != fault.Conflict {
			w.Errorf("put away with no proof: %v", err)
		}
		prove(foi.Prove{Outcome: foi.ByRecord, Day: "2026-09-10"})
		r, err = w.s.Bounce(w.as(auth.Clerk), r.ID, foi.On{Rev: r.Rev, Day: "2026-09-10"})
		w.must(err)
		r, err = w.s.Resend(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: posted("2026-09-10")})
		w.must(err)
		if err := archive(); fault.Of(err) != fault.Conflict {
			w.Errorf("put away with the proof of what came back: %v", err)
		}
		prove(foi.Prove{Outcome: foi.ByRecord, Day: "2026-09-10"})
		w.must(archive())
	})
}

// TestSlips: envelope and note of delivery are for whom the letter is for, masked for who reads.
func TestSlips(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		r, m := w.clarified("2026-03-02", posted("2026-03-02"))
		for kind, has := range map[string][]string{
			foi.SlipEnvelope: {"王小明", "示例市示例路2号"}, foi.SlipProof: {"王小明", "政府信息公开申请补正告知书", "EX123456789CN", "2026年3月2日"},
		} {
			d, err := w.s.IssueSlip(w.as(auth.Clerk), r.ID, m.ID, kind)
			w.must(err)
			for _, s := range has {
				if !strings.Contains(d.Text(), s) {
					w.Errorf("%s has no %s:\n%s", kind, s, d.Text())
				}
			}
			if d, err = w.s.Slip(w.as(auth.Secrecy), r.ID, m.ID, kind); err != nil || strings.Contains(d.Text(), "王小明") || strings.Contains(d.Text(), "示例路2号") {
				w.Errorf("%s tells its reader:\n%s %v", kind, d.Text(), err)
			}
			if _, err := w.s.IssueSlip(w.as(auth.Secrecy), r.ID, m.ID, kind); fault.Of(err) != fault.Forbidden {
				w.Errorf("%s is taken out without the right: %v", kind, err)
			}
			if _, err := letter.DOCX(d); err != nil {
				w.Error(err)
			}
		}
		if _, err := w.s.Slip(w.as(auth.Clerk), r.ID, m.ID, "D3"); fault.Of(err) != fault.NotFound {
			w.Errorf("a letter is no slip: %v", err)
		}
	})
}

// codeOf are the mark and the sum in the code of the newest letter.
func (w *world) codeOf(r *foi.Request) (mark, sum string) {
	w.Helper()
	v, err := w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	_, d, err := w.s.Issue(w.as(auth.Clerk), r.ID, v.Letters[len(v.Letters)-1].ID)
	w.must(err)
	m := regexp.MustCompile(`^https://gk\.example\.gov\.cn/foi/letter/([A-Z2-7]{26})/([0-9a-f]{16})$`).FindStringSubmatch(d.Code.URL)
	if m == nil {
		w.Fatalf("the code leads to %q", d.Code.URL)
	}
	return m[1], m[2]
}

// TestGenuine: whoever holds a letter learns that it is ours and where it stands; a
// code that was changed, a text that was changed and a number that was changed all show.
func TestGenuine(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.signs(w.decided("R-A", "R-B"))
		mark, sum := w.codeOf(r)
		stands := func(want foi.Standing, same bool) {
			w.Helper()
			g, err := w.s.Genuine(w.Context(), mark, sum, "203.0.113.5")
			w.must(err)
			if g.Standing != want || g.Same != same {
				w.Errorf("%+v, want %s", g, want)
			}
		}
		stands(foi.Unserved, true)
		r, err := w.s.Serve(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: posted("2026-09-10")})
		w.must(err)
		g, err := w.s.Genuine(w.Context(), mark, strings.ToUpper(sum), "203.0.113.5")
		w.must(err)
		if !g.Same || g.Standing != foi.InForce || g.Sent != "2026-09-10" || g.Unit != w.bureau.Name || !strings.Contains(g.Number, "〔2026〕1号") {
			w.Errorf("%+v", g)
		}
		for _, forged := range []string{"0123456789abcdef", sum[:15], sum + "0", ""} {
			if g, err := w.s.Genuine(w.Context(), mark, forged, "203.0.113.5"); err != nil || g.Same {
				w.Errorf("%q fits: %+v %v", forged, g, err)
			}
		}
		w.change("UPDATE foi_letter SET number = '红示公开答〔2026〕9号'")
		stands(foi.InForce, false)
		w.change("UPDATE foi_letter SET number = '" + g.Number + "'")
		stands(foi.InForce, true)
		_, err = w.s.Bounce(w.as(auth.Clerk), r.ID, foi.On{Rev: r.Rev, Day: "2026-09-10"})
		w.must(err)
		stands(foi.CameBack, true)
		for i := range 31 {
			_, err := w.s.Genuine(w.Context(), "AAAAAAAAAAAAAAAAAAAAAAAAAA", sum, "198.51.100.7")
			want := fault.NotFound
			if i == 30 {
				want = fault.TooMany
			}
			if fault.Of(err) != want {
				w.Fatalf("guess %d: %v", i, err)
			}
		}
	})
}

// TestRecalled: a reply that was taken back before it went out is worth nothing, and the one after it replaces it.
func TestRecalled(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.signs(w.decided("R-A", "R-B"))
		mark, sum := w.codeOf(r)
		r, err := w.s.Return(w.as(auth.Signer), r.ID, foi.Because{Rev: r.Rev, Reason: "补充理由"})
		w.must(err)
		g, err := w.s.Genuine(w.Context(), mark, sum, "203.0.113.5")
		w.must(err)
		if g.Standing != foi.Recalled || !g.Same {
			w.Errorf("taken back: %+v", g)
		}
		w.signs(r)
		g, err = w.s.Genuine(w.Context(), mark, sum, "203.0.113.5")
		w.must(err)
		if g.Standing != foi.Replaced {
			w.Errorf("replaced: %+v", g)
		}
	})
}
