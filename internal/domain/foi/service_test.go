package foi_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// due checks the last day of a request, and that the duty to reply has the same.
func (w *world) due(r *foi.Request, want calendar.Day) {
	w.Helper()
	if r.Due != want {
		w.Errorf("due %q, want %q", r.Due, want)
	}
	ds, err := w.duties.Find(w.as(auth.Office), findDuty(r), db.Page{})
	w.must(err)
	i := slices.IndexFunc(ds.Items, isOpen)
	if i < 0 {
		w.Fatalf("no open duty for %s", r.Ref())
	}
	if got := ds.Items[i].Due; got != want {
		w.Errorf("the duty is due %q, want %q", got, want)
	}
}

// TestReceipt: 收到申请之日 by channel (Article 31), and the day of the conservative reading.
func TestReceipt(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		form := w.filing()
		filed, err := w.s.File(w.Context(), form)
		w.must(err)
		r := w.load(filed.ID)
		if r.Status != foi.Waiting || r.Received != "" || r.Due != "2026-10-14" {
			w.Fatalf("a web form counts as received before it is confirmed: %+v", r.Status)
		}
		again, err := w.s.File(w.Context(), form)
		w.must(err)
		if again.ID != filed.ID || again.Code != filed.Code || !again.Again {
			w.Errorf("sent twice: %+v, %+v", filed, again)
		}
		w.on("2026-09-14")
		r, err = w.s.Confirm(w.as(auth.Clerk), r.ID, foi.Confirm{Rev: r.Rev, Day: "2026-09-14", How: "电话"})
		w.must(err)
		if r.Received != "2026-09-14" || len(r.Late) != 1 || r.Late[0].Act != foi.ActConfirm {
			w.Errorf("received %s, late %v", r.Received, r.Late)
		}
		w.due(r, "2026-10-16")
		v, err := w.s.View(w.as(auth.Clerk), r.ID)
		w.must(err)
		if v.Cautious != "2026-10-14" { // counted from the day on which it was sent
			w.Errorf("cautious %q", v.Cautious)
		}
	})
}

// TestAmended is the worked example 补正 of the rules, in the life of a request.
func TestAmended(t *testing.T) {
	each(t, "2025-09-24", func(w *world) {
		r := w.received("2025-09-24")
		w.due(r, "2025-10-28")
		w.on("2025-09-30")
		clarify := foi.Clarify{Rev: r.Rev, What: "没有写明年度", Tip: "请写明年度", Sending: hand("2025-09-30")}
		r, err := w.s.Clarify(w.as(auth.Clerk), r.ID, clarify)
		w.must(err)
		if r.Status != foi.Amending || r.Due != "" || r.Until != "2025-10-28" || len(r.Late) != 0 {
			w.Fatalf("state %s, due %q, until %q, late %v", r.Status, r.Due, r.Until, r.Late)
		}
		w.on("2025-10-16")
		w.must(w.s.AmendBy(w.Context(), w.access(r), "2024年度财政局部门决算", "203.0.113.9"))
		r = w.load(r.ID)
		w.due(r, "2025-11-13")
		clarify.Rev, clarify.Sending = r.Rev, hand("2025-10-16")
		if _, err := w.s.Clarify(w.as(auth.Clerk), r.ID, clarify); fault.Of(err) != fault.Conflict {
			w.Errorf("a second correction was asked for: %v", err)
		}
		w.extend(r, "2025-10-16")
		w.due(w.load(r.ID), "2025-12-11")
	})
}

// extend has the handler propose and the head agree.
func (w *world) extend(r *foi.Request, day calendar.Day) {
	w.Helper()
	if _, err := w.s.Extend(w.as(auth.Head), r.ID, foi.ExtendBy{Rev: r.Rev, Sending: hand(day)}); fault.Of(err) != fault.Conflict {
		w.Errorf("extended with no proposal: %v", err)
	}
	r, err := w.s.Propose(w.as(auth.Clerk), r.ID, foi.Extension{Rev: r.Rev, Reason: "检索量大"})
	w.must(err)
	if _, err := w.s.Extend(w.as(auth.Clerk), r.ID, foi.ExtendBy{Rev: r.Rev, Sending: hand(day)}); fault.Of(err) != fault.Forbidden {
		w.Errorf("who handles agreed to the extension: %v", err)
	}
	_, err = w.s.Extend(w.as(auth.Head), r.ID, foi.ExtendBy{Rev: r.Rev, Sending: hand(day)})
	w.must(err)
}

// TestLateClarify: a correction that is asked for too late is noted with both days.
func TestLateClarify(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.received("2026-09-10")
		w.on("2026-09-21")
		r, err := w.s.Clarify(w.as(auth.Clerk), r.ID, foi.Clarify{Rev: r.Rev, What: "w", Tip: "t", Sending: hand("2026-09-21")})
		w.must(err)
		if want := (foi.Breach{Act: foi.ActClarify, Due: "2026-09-20", On: "2026-09-21"}); len(r.Late) != 1 || r.Late[0] != want {
			w.Errorf("late %v", r.Late)
		}
	})
}

// TestLapse: nobody corrects, and the request ends on the day after the last day, once.
func TestLapse(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		r := w.received("2026-03-02")
		r, err := w.s.Clarify(w.as(auth.Clerk), r.ID, foi.Clarify{Rev: r.Rev, What: "w", Tip: "t", Sending: hand("2026-03-02")})
		w.must(err)
		w.on(r.Until)
		w.must(w.s.Lapse(w.as(auth.Clerk)))
		if got := w.load(r.ID).Status; got != foi.Amending {
			w.Fatalf("%s on the last day", got)
		}
		w.on(r.Until.Add(1))
		for range 2 {
			w.must(w.s.Lapse(auth.With(w.Context(), auth.Machine("foi.lapse"))))
		}
		v, err := w.s.View(w.as(auth.Clerk), r.ID)
		w.must(err)
		if v.Request.Status != foi.Lapsed || v.Items[0].Result != "O1" {
			w.Errorf("%s, %s", v.Request.Status, v.Items[0].Result)
		}
		if n := w.openDuties(r); n != 0 {
			w.Errorf("%d duties are still owed", n)
		}
	})
}

// TestThird is the worked example of two third parties whose times overlap, and of silence.
func TestThird(t *testing.T) {
	each(t, "2026-01-28", func(w *world) {
		r := w.received("2026-01-28")
		w.due(r, "2026-03-03")
		w.on("2026-02-03")
		post := foi.Sending{How: foi.PostalMail, Day: "2026-02-03", Tracking: "EX123456789CN"}
		r, err := w.s.Ask(w.as(auth.Clerk), r.ID, foi.Ask{Rev: r.Rev, Kind: foi.Third, Party: "示例公司", Subject: "合同单价", Harm: "商业秘密", Sending: post})
		w.must(err)
		w.due(r, "")
		if err := w.submit(r); fault.Of(err) != fault.Conflict {
			w.Errorf("submitted while somebody is asked: %v", err)
		}
		first := w.asked(r, 0)
		w.on("2026-02-05")
		r, err = w.s.Reach(w.as(auth.Clerk), r.ID, first.ID, foi.On{Rev: r.Rev, Day: "2026-02-05"})
		w.must(err)
		w.due(r, "2026-03-26")
		if got := w.asked(r, 0).Until; got != "2026-03-04" {
			w.Errorf("to answer until %s", got)
		}
		w.on("2026-03-02")
		r, err = w.s.Hear(w.as(auth.Clerk), r.ID, first.ID, foi.Hear{Rev: r.Rev, Day: "2026-03-02", Opinion: foi.Objects, Reason: "商业秘密"})
		w.must(err)
		w.due(r, "2026-03-24")
		if _, err := w.s.Hear(w.as(auth.Clerk), r.ID, first.ID, foi.Hear{Rev: r.Rev, Day: "2026-03-02", Opinion: foi.Agrees}); fault.Of(err) != fault.Conflict {
			w.Errorf("heard twice: %v", err)
		}
		w.extend(r, "2026-03-02")
		w.due(w.load(r.ID), "2026-04-22")
	})
}

// TestFee is the worked example of a fee that is paid, from the 31st 件 of a month on.
func TestFee(t *testing.T) {
	each(t, "2026-04-20", func(w *world) {
		r := w.received("2026-04-20")
		w.due(r, "2026-05-20")
		charge := foi.FeeProposal{Rev: r.Rev, Standard: law.Piece, Pay: "凭缴款码缴纳"}
		if _, err := w.s.ProposeFee(w.as(auth.Clerk), r.ID, charge); fault.Of(err) != fault.Conflict {
			w.Errorf("a first piece was charged for: %v", err)
		}
		w.must(w.db.Write(w.as(auth.Clerk), func(tx *db.Tx) error { // thirty pieces of the same person before it
			_, err := tx.Exec("INSERT INTO foi_request SELECT id - 1, rev, unit_id, first_id, 'x', year, code, 'x', kind, person, applicant, shown, want, form, way, channel, oral, submitted, delivered, confirmed, confirmed_how, confirmed_by, tracking, received, month, state, clock, due, provisional, sort_day, until_day, handler, 30, reason, body, hash, answered, ended, late, by_whom, 0, notice_mail, notice_sms, archived, kept, forgotten, counts, batch_id, often, missed_day, '', '', '', '{}', '', '' FROM foi_request WHERE id = ?", r.ID)
			return err
		}))
		w.on("2026-04-27")
		r = w.charged(r, charge)
		if r.Until != "2026-05-27" {
			w.Errorf("to pay until %s", r.Until)
		}
		v, err := w.s.View(w.as(auth.Clerk), r.ID)
		w.must(err)
		if c := v.Charges[0]; c.Fen != 20000 || c.Before != 30 || len(c.Lines) != 1 {
			w.Errorf("the 31st piece: %+v", c)
		}
		w.on("2026-05-12")
		r, err = w.s.Pay(w.as(auth.Clerk), r.ID, foi.Payment{Rev: r.Rev, Day: "2026-05-12", Receipt: "赣财0001"})
		w.must(err)
		w.due(r, "2026-06-09")
		if text := w.lastLetter(r); !strings.Contains(text, "人民币贰佰元整") || !strings.Contains(text, "第31件") || strings.Contains(text, "至第31件") {
			w.Errorf("the notice:\n%s", text)
		}
	})
}

// TestTransfer: passing a request on inside moves no date, and the duty goes with it.
func TestTransfer(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.received("2026-09-10")
		w.on("2026-09-14")
		r, err := w.s.Transfer(w.as(auth.Office), r.ID, foi.Transfer{Rev: r.Rev, Unit: w.office.ID, Reason: "由区政府办公室制作"})
		w.must(err)
		if r.Received != "2026-09-10" || r.Due != "2026-10-14" || r.Status != foi.Received {
			w.Errorf("received %s, due %s, %s", r.Received, r.Due, r.Status)
		}
		w.due(r, "2026-10-14")
		if _, err := w.s.View(w.as(auth.Clerk), r.ID); fault.Of(err) != fault.NotFound {
			w.Errorf("another unit's request is there: %v", err)
		}
	})
}

// TestNobodyLearns: what the journal keeps of a whole case has no word of it, and the row is sealed.
func TestNobodyLearns(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.received("2026-09-10")
		_, err := w.s.Unmask(w.as(auth.Clerk), r.ID, foi.Because{Reason: "核实身份"})
		w.must(err)
		if _, err := w.s.Unmask(w.as(auth.Clerk), r.ID, foi.Because{}); fault.Of(err) != fault.Invalid {
			w.Errorf("opened with no reason: %v", err)
		}
		if _, err := w.s.Unmask(w.as(auth.Secrecy), r.ID, foi.Because{Reason: "r"}); fault.Of(err) != fault.Forbidden {
			w.Errorf("opened without the right: %v", err)
		}
		opened := 0
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			for _, q := range []string{"SELECT count(*) FROM journal_entry WHERE body LIKE ?", "SELECT count(*) FROM foi_request WHERE applicant LIKE ? OR shown LIKE ?", "SELECT count(*) FROM duty_duty WHERE title LIKE ?"} {
				for _, word := range []string{"%王小明%", "%110101199003070011%", "%13800000000%", "%决算公开%"} {
					args := []any{word}
					if q[len(q)-15:] == "OR shown LIKE ?" {
						args = append(args, word)
					}
					n, err := db.One[int](tx, q, args...)
					if err != nil || n > 0 {
						w.Errorf("%d rows of %q have %s: %v", n, q, word, err)
					}
				}
			}
			rows, err := journal.For(tx, r.Ref(), db.Page{})
			for _, e := range rows.Items {
				if e.Act == "foi.unmask" {
					opened++
				}
			}
			return err
		}))
		if opened != 1 {
			w.Errorf("%d openings in the journal", opened)
		}
	})
}

// TestCodes: a wrong code tells nothing, and after ten of them the right one does not help either.
func TestCodes(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		f, err := w.s.File(w.Context(), w.filing())
		w.must(err)
		m, err := w.s.Track(w.Context(), foi.Access{Number: f.Number, Code: f.Code[:4] + " " + f.Code[4:]}, "203.0.113.1")
		w.must(err)
		if m.Status != foi.Waiting || m.Shown != "王**" || len(m.History) != 1 {
			w.Errorf("%+v", m)
		}
		for range 10 {
			if _, err := w.s.Track(w.Context(), foi.Access{Number: f.Number, Code: "000000000000"}, "203.0.113.1"); fault.Of(err) != fault.Invalid {
				w.Fatalf("a wrong code: %v", err)
			}
		}
		if _, err := w.s.Track(w.Context(), foi.Access{Number: f.Number, Code: f.Code}, "203.0.113.1"); fault.Of(err) != fault.TooMany {
			w.Errorf("after ten wrong codes: %v", err)
		}
		if _, err := w.s.Track(w.Context(), foi.Access{Number: f.Number, Code: f.Code}, "198.51.100.1"); err != nil {
			w.Errorf("a stranger has locked the applicant out: %v", err)
		}
		if _, err := w.s.Track(w.Context(), foi.Access{Number: "2026-999-00001", Code: f.Code}, "192.0.2.1"); fault.Of(err) != fault.Invalid {
			w.Errorf("a number that is none: %v", err)
		}
	})
}

// TestRecode: a lost code is replaced by whoever has made sure of the applicant; the old
// one opens nothing, and the code stands nowhere.
func TestRecode(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		f, err := w.s.File(w.Context(), w.filing())
		w.must(err)
		why := foi.Because{Reason: "本人到场，核对居民身份证原件"}
		if _, err := w.s.Recode(w.as(auth.Clerk), f.ID, foi.Because{}); fault.As(err).Fields["reason"].Key == "" {
			w.Errorf("without a reason: %v", err)
		}
		if _, err := w.s.Recode(w.as(auth.Signer), f.ID, why); fault.Of(err) != fault.Forbidden {
			w.Errorf("by who may not receive requests: %v", err)
		}
		got, err := w.s.Recode(w.as(auth.Clerk), f.ID, why)
		w.must(err)
		if got.Number != f.Number || got.Code == f.Code || len(got.Code) != len(f.Code) {
			w.Errorf("%+v after %+v", got, f)
		}
		if _, err := w.s.Track(w.Context(), foi.Access{Number: f.Number, Code: f.Code}, "203.0.113.1"); fault.Of(err) != fault.Invalid {
			w.Errorf("the old code: %v", err)
		}
		if _, err := w.s.Track(w.Context(), foi.Access{Number: f.Number, Code: got.Code}, "203.0.113.1"); err != nil {
			w.Errorf("the new code: %v", err)
		}
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			rows, err := journal.For(tx, foi.RefOf(f.ID), db.Page{})
			if s := fmt.Sprintf("%+v", rows.Items); !strings.Contains(s, "foi.recode") || strings.Contains(s, got.Code) {
				w.Errorf("the journal has %s", s)
			}
			return err
		}))
	})
}

// TestTogether: a thousand at once, and none is lost, none doubled, no number left out.
func TestTogether(t *testing.T) {
	n := 1000
	each(t, "2026-09-10", func(w *world) {
		var wg sync.WaitGroup
		sem := make(chan struct{}, 64)
		errs := make([]error, n)
		for i := range n {
			wg.Go(func() {
				sem <- struct{}{}
				defer func() { <-sem }()
				f := w.filing()
				f.Token = string(rune('a'+i%26)) + f.Token + string(rune(0x4e00+i))
				_, errs[i] = w.s.File(w.Context(), f)
			})
		}
		wg.Wait()
		for _, err := range errs {
			w.must(err)
		}
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			count, err := db.One[int](tx, "SELECT count(DISTINCT number) FROM foi_request")
			last, err2 := db.One[string](tx, "SELECT max(number) FROM foi_request")
			if count != n || last[len(last)-5:] != fmt.Sprintf("%05d", n) {
				w.Errorf("%d numbers, the last %s: %v %v", count, last, err, err2)
			}
			return err
		}))
	})
}

// TestNotice: when the next notice of holidays comes out, the last day of a request
// that runs into it moves, and is not provisional any more.
func TestNotice(t *testing.T) {
	each(t, "2026-12-21", func(w *world) {
		r := w.received("2026-12-21")
		if r.Due != "2027-01-18" || !r.Provisional {
			w.Fatalf("due %s, provisional %v", r.Due, r.Provisional)
		}
		cal, _, err := law.Calendar().Merge([]calendar.Exception{
			{Day: "2027-01-01", Kind: calendar.Holiday, Name: "元旦", Notice: "国办发明电〔2026〕9号"},
			{Day: "2027-01-04", Kind: calendar.Holiday, Name: "元旦", Notice: "国办发明电〔2026〕9号"},
			{Day: "2027-10-01", Kind: calendar.Holiday, Name: "国庆节", Notice: "国办发明电〔2026〕9号"},
		})
		w.must(err)
		w.must(w.db.Write(w.as(auth.Office), func(tx *db.Tx) error {
			n, err := w.s.Recompute(tx, cal)
			if n != 1 {
				w.Errorf("%d requests moved", n)
			}
			return err
		}))
		if r = w.load(r.ID); r.Due != "2027-01-20" || r.Provisional {
			w.Errorf("due %s, provisional %v", r.Due, r.Provisional)
		}
	})
}
