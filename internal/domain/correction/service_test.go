package correction_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"gongkai.example/gongkai/internal/domain/correction"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/journal"
)

func hand(day calendar.Day) foi.Sending { return foi.Sending{How: foi.InHand, Day: day} }

// TestCorrected: filed twice by one form, checked, corrected by one and signed by
// another, told with number and code; nothing personal is stored as it is.
func TestCorrected(t *testing.T) {
	each(t, func(w *world) {
		out, err := w.s.File(w.Context(), w.filing("one"), w.scan(), network)
		w.must(err)
		again, err := w.s.File(w.Context(), w.filing("one"), w.scan(), network)
		w.must(err)
		if !again.Again || again.ID != out.ID || again.Code != out.Code || out.Number != "2026-00001" || len(out.Groups()) != 3 {
			t.Errorf("%+v and %+v", out, again)
		}
		v, err := w.s.View(w.as(auth.Clerk), out.ID)
		w.must(err)
		if v.Correction.Due != "2026-03-30" || len(v.Proofs) != 1 || v.Applicant.Name != "王**" || v.Claim.Right != "1990年3月7日" || fmt.Sprint(w.owed(&v.Correction)) != "[2026-03-30]" {
			t.Errorf("%+v, owed %v", v, w.owed(&v.Correction))
		}
		c, err := w.s.Check(w.as(auth.Clerk), out.ID, correction.Seen{Rev: 1})
		w.must(err)
		_, err = w.s.Correct(w.as(auth.Head), c.ID, correction.Decide{Rev: c.Rev, Outcome: "x"})
		w.want(err, fault.Forbidden, "")
		c, err = w.s.Correct(w.as(auth.Clerk), c.ID, correction.Decide{Rev: c.Rev, Outcome: "经核实，出生日期已更正为1990年3月7日。"})
		w.must(err)
		access := foi.Access{Number: out.Number, Code: out.Code}
		m, err := w.s.Track(w.Context(), access, network)
		if err != nil || m.Status != correction.Checking || len(m.Letter.Blocks) != 0 || len(m.May) != 0 {
			t.Errorf("told before it is signed: %+v %v", m, err)
		}
		_, err = w.s.Tell(w.as(auth.Clerk), c.ID, correction.Telling{Rev: c.Rev, Sending: hand("2026-03-02")})
		w.want(err, fault.Forbidden, "")
		_, err = w.s.Tell(w.as(auth.Head), c.ID, correction.Telling{Rev: c.Rev, Sending: hand("2026-03-03")})
		w.wantField(err, "day")
		c, err = w.s.Tell(w.as(auth.Head), c.ID, correction.Telling{Rev: c.Rev, Sending: hand("2026-03-02")})
		w.must(err)
		if c.Status != correction.Told || !strings.Contains(c.LetterNo, "公开更〔2026〕1号") || len(w.owed(c)) != 0 {
			t.Errorf("%+v, owed %v", c, w.owed(c))
		}
		m, err = w.s.Track(w.Context(), access, network)
		w.must(err)
		text := m.Letter.Text()
		for _, want := range []string{"王小明", "1990年3月7日", "第四十一条", c.LetterNo, "南昌市红谷滩区财政局"} {
			if !strings.Contains(text, want) {
				t.Errorf("the notice does not say %s:\n%s", want, text)
			}
		}
		if strings.Contains(text, "复议") {
			t.Error("a correction tells a remedy against itself")
		}
		w.nothingPersonal(c)
	})
}

// nothingPersonal looks for the applicant in the database and in the journal.
func (w *world) nothingPersonal(c *correction.Correction) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
		row, err := db.Get[correction.Correction](tx, "FROM correction_correction WHERE id = ?", c.ID)
		if err != nil {
			return err
		}
		proofs, err := files.Locked(tx, "correction_proof", int64(c.ID))
		if err != nil {
			return err
		}
		entries, err := journal.For(tx, c.Ref(), db.Page{})
		stored := fmt.Sprintf("%+v %+v %+v", row, proofs, entries.Items)
		for _, secret := range []string{"小明", "110101199003070011", "13800000000", "高龄", "1990年", "身份证"} {
			if strings.Contains(stored, secret) {
				w.Errorf("stored as it is: %s", secret)
			}
		}
		return err
	}))
}

// TestRefused: a refusal says why and what can be done against it.
func TestRefused(t *testing.T) {
	each(t, func(w *world) {
		c, access := w.filed("one")
		c, err := w.s.Refuse(w.as(auth.Clerk), c.ID, correction.Decide{Rev: c.Rev, Outcome: "记录与身份证一致。"})
		w.must(err)
		c, err = w.s.Return(w.as(auth.Head), c.ID, correction.Because{Rev: c.Rev, Reason: "请再核对档案"})
		w.must(err)
		if c.Status != correction.Checking || c.Result != "" || c.Outcome != "" {
			t.Errorf("returned: %+v", c)
		}
		c, err = w.s.Refuse(w.as(auth.Clerk), c.ID, correction.Decide{Rev: c.Rev, Outcome: "记录与身份证一致。"})
		w.must(err)
		if _, err := w.s.Notice(w.as(auth.Head), c.ID); err != nil {
			t.Errorf("the notice cannot be read before it is signed: %v", err)
		}
		_, err = w.s.Tell(w.as(auth.Head), c.ID, correction.Telling{Rev: c.Rev, Sending: foi.Sending{How: foi.PostalMail, Day: "2026-03-02"}})
		w.wantField(err, "tracking")
		online := correction.Telling{Rev: c.Rev, Sending: foi.Sending{How: foi.Electronic, Day: "2026-03-02"}}
		_, err = w.s.Tell(w.as(auth.Head), c.ID, online)
		w.wantField(err, "online")
		online.Online = "https://xzfy.example.gov.cn"
		_, err = w.s.Tell(w.as(auth.Head), c.ID, online)
		w.must(err)
		m, err := w.s.Track(w.Context(), access, network)
		w.must(err)
		if text := m.Letter.Text(); !strings.Contains(text, "记录与身份证一致") || !strings.Contains(text, online.Online) || !strings.Contains(text, "申请行政复议") || !strings.Contains(text, "提起行政诉讼") {
			t.Errorf("the refusal:\n%s", text)
		}
	})
}

// TestForwarded: what another organ has the power over is passed on, or pointed to;
// inside the district it is transferred, and its day stays.
func TestForwarded(t *testing.T) {
	each(t, func(w *world) {
		c, access := w.filed("one")
		w.clock.Set("2026-03-05")
		c, err := w.s.Transfer(w.as(auth.Head), c.ID, correction.Transfer{Rev: c.Rev, Unit: w.other, Reason: "由司法局负责"})
		w.must(err)
		if c.UnitID != w.other || c.Status != correction.Received || c.Due != "2026-03-30" || fmt.Sprint(w.owed(c)) != "[2026-03-30]" {
			t.Errorf("%+v, owed %v", c, w.owed(c))
		}
		_, err = w.s.View(w.as(auth.Clerk), c.ID)
		w.want(err, fault.NotFound, "")
		other := auth.With(w.Context(), w.stranger)
		c, err = w.s.Check(other, c.ID, correction.Seen{Rev: c.Rev})
		w.must(err)
		c, err = w.s.Forward(other, c.ID, correction.Forward{Rev: c.Rev, Organ: "南昌市公安局红谷滩分局", Reach: "0791-00000000", Sent: true})
		w.must(err)
		head := w.people[auth.Head]
		head.Grants = slices.Clone(head.Grants)
		head.Grants[0].Units = auth.Units{IDs: []int64{w.other}}
		_, err = w.s.Tell(auth.With(w.Context(), head), c.ID, correction.Telling{Rev: c.Rev, Sending: hand("2026-03-05")})
		w.must(err)
		m, err := w.s.Track(w.Context(), access, network)
		if text := m.Letter.Text(); err != nil || !strings.Contains(text, "转送有权更正的机关：南昌市公安局红谷滩分局") {
			t.Errorf("%v:\n%s", err, text)
		}
	})
}

// TestProof: a proof is opened by who may, with a reason, and that stays; there are
// not more of them than somebody can read.
func TestProof(t *testing.T) {
	each(t, func(w *world) {
		_, err := w.s.File(w.Context(), w.filing("bad"), slices.Repeat(w.scan(), 6), network)
		w.wantField(err, "files")
		c, _ := w.filed("one")
		v, err := w.s.View(w.as(auth.Clerk), c.ID)
		w.must(err)
		proof, why := v.Proofs[0].ID, correction.Unseal{Reason: "核对身份"}
		if _, content, err := w.s.Open(w.as(auth.Clerk), proof, why); err != nil || string(content) != scanText {
			t.Errorf("%q %v", content, err)
		}
		_, _, err = w.s.Open(w.as(auth.Clerk), proof, correction.Unseal{})
		w.wantField(err, "reason")
		stranger := auth.With(w.Context(), w.stranger)
		_, _, err = w.s.Open(stranger, proof, why)
		w.want(err, fault.NotFound, "")
		_, err = w.s.Of(stranger, proof)
		w.want(err, fault.NotFound, "")
		if a, err := w.s.Unmask(w.as(auth.Clerk), c.ID, why); err != nil || a.Name != "王小明" {
			t.Errorf("%+v %v", a, err)
		}
		_, err = w.s.Unmask(w.as(auth.Clerk), c.ID, correction.Unseal{})
		w.wantField(err, "reason")
		_, err = w.s.Unmask(w.as(auth.Secrecy), c.ID, why)
		w.want(err, fault.NotFound, "")
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			rows, err := journal.For(tx, c.Ref(), db.Page{})
			var acts []string
			for _, e := range rows.Items {
				acts = append(acts, e.Act)
			}
			if !slices.Contains(acts, "correction.unseal") || !slices.Contains(acts, "correction.unmask") {
				t.Errorf("the journal has %v", acts)
			}
			return err
		}))
	})
}

// TestCode: a wrong code opens nothing, and too many of them are refused; the
// applicant takes the correction back.
func TestCode(t *testing.T) {
	each(t, func(w *world) {
		c, access := w.filed("one")
		wrong := foi.Access{Number: access.Number, Code: "000000000000"}
		for range 10 {
			_, err := w.s.Track(w.Context(), wrong, network)
			w.wantField(err, "code")
		}
		_, err := w.s.Track(w.Context(), access, network)
		w.want(err, fault.TooMany, "")
		w.must(w.s.Withdraw(w.Context(), foi.Access{Number: strings.ReplaceAll(access.Number, "-", " "), Code: access.Code}, "198.51.100.7"))
		v, err := w.s.View(w.as(auth.Clerk), c.ID)
		if err != nil || v.Correction.Status != correction.Withdrawn || len(w.owed(c)) != 0 {
			t.Errorf("%+v %v", v.Correction, err)
		}
		w.want(w.s.Withdraw(w.Context(), access, "198.51.100.7"), fault.Conflict, "")
	})
}

// TestAtTheCounter: received on a day that has passed, and taken back on paper.
func TestAtTheCounter(t *testing.T) {
	each(t, func(w *world) {
		in := correction.Receipt{Filing: w.filing(""), Channel: foi.Counter, Day: "2026-03-03"}
		_, err := w.s.Receive(w.as(auth.Clerk), in, nil)
		w.wantField(err, "day")
		in.Day = "2026-02-27"
		_, err = w.s.Receive(w.as(auth.Head), in, nil)
		w.want(err, fault.Forbidden, "")
		_, err = w.s.Receive(auth.With(w.Context(), w.stranger), in, nil)
		w.want(err, fault.Forbidden, "")
		out, err := w.s.Receive(w.as(auth.Clerk), in, nil)
		w.must(err)
		c, err := w.s.WithdrawOnPaper(w.as(auth.Clerk), out.ID, correction.Because{Rev: 1, Reason: "书面撤回"})
		if err != nil || c.Status != correction.Withdrawn || c.Received != "2026-02-27" {
			t.Errorf("%+v %v", c, err)
		}
	})
}

// TestForget: when its term is over, what names people goes from a correction, from its
// notice and its proof; number, result and hash stay, and the code opens nothing.
func TestForget(t *testing.T) {
	each(t, func(w *world) {
		c, access := w.filed("one")
		open, _ := w.filed("two")
		c, err := w.s.Correct(w.as(auth.Clerk), c.ID, correction.Decide{Rev: c.Rev, Outcome: "王小明的出生日期已更正。"})
		w.must(err)
		c, err = w.s.Tell(w.as(auth.Head), c.ID, correction.Telling{Rev: c.Rev, Sending: hand("2026-03-02")})
		w.must(err)
		w.clock.Set("2036-03-02")
		if n, err := w.s.Forget(w.Context()); n != 0 || err != nil {
			t.Errorf("on the last day of the term %d were forgotten, %v", n, err)
		}
		w.clock.Set("2036-03-03")
		if n, err := w.s.Forget(w.Context()); n != 1 || err != nil {
			t.Errorf("%d were forgotten, %v", n, err)
		}
		v, err := w.s.View(w.as(auth.Clerk), c.ID)
		w.must(err)
		left := v.Correction
		if left.Gone != "2036-03-03" || left.Number != c.Number || left.Result != correction.Corrected || left.SHA != c.SHA || len(v.Proofs) != 0 {
			t.Errorf("left is %+v with %d proofs", left, len(v.Proofs))
		}
		if s := left.Sealed + left.Claim + left.Outcome + left.Letter + left.Code; s != "" || v.Applicant.Name != "" || v.Claim.Record != "" {
			t.Errorf("left is %+v", v)
		}
		_, err = w.s.Track(w.Context(), access, network)
		w.wantField(err, "code")
		_, err = w.s.Unmask(w.as(auth.Clerk), c.ID, correction.Unseal{Reason: "核对"})
		w.want(err, fault.Conflict, "foi.is_forgotten")
		_, err = w.s.Notice(w.as(auth.Clerk), c.ID)
		w.want(err, fault.Conflict, "foi.is_forgotten")
		if v, err = w.s.View(w.as(auth.Clerk), open.ID); err != nil || v.Correction.Gone != "" {
			t.Errorf("one that is open: %+v %v", v.Correction, err)
		}
	})
}

// TestMany: many at once are all numbered, with no gap.
func TestMany(t *testing.T) {
	each(t, func(w *world) {
		const many = 30
		var all sync.WaitGroup
		numbers := make([]string, many)
		for i := range many {
			all.Go(func() {
				out, err := w.s.File(w.Context(), w.filing(fmt.Sprint(i)), nil, network)
				if err != nil {
					t.Error(err)
				}
				numbers[i] = out.Number
			})
		}
		all.Wait()
		slices.Sort(numbers)
		if numbers[0] != "2026-00001" || numbers[many-1] != fmt.Sprintf("2026-%05d", many) || len(slices.Compact(numbers)) != many {
			t.Errorf("numbers %v", numbers)
		}
	})
}
