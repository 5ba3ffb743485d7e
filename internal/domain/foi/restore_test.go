package foi_test

import (
	"strconv"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// evidence is a scan that proves a day.
func (w *world) evidence() files.Upload {
	w.Helper()
	u, err := w.s.StageSealed(w.Context(), "收件章.pdf", scan)
	w.must(err)
	return u
}

// charged is a request that a fee was proposed, agreed to and asked for today.
func (w *world) charged(r *foi.Request, in foi.FeeProposal) *foi.Request {
	w.Helper()
	in.Rev = r.Rev
	r, err := w.s.ProposeFee(w.as(auth.Clerk), r.ID, in)
	w.must(err)
	r, err = w.s.Charge(w.as(auth.Head), r.ID, foi.ChargeBy{Rev: r.Rev, Sending: hand(w.db.Today())})
	w.must(err)
	return r
}

// lapse runs the job of the night.
func (w *world) lapse() { w.must(w.s.Lapse(auth.With(w.Context(), auth.Machine("foi.lapse")))) }

// lapsed is a request whose applicant was asked to make it clear and has not: it
// lapsed in the night after the last day, which is returned.
func (w *world) lapsed(day calendar.Day) (*foi.Request, calendar.Day) {
	w.Helper()
	r := w.received(day)
	r, err := w.s.Clarify(w.as(auth.Clerk), r.ID, foi.Clarify{Rev: r.Rev, What: "没有写明年度", Tip: "请写明年度", Sending: hand(day)})
	w.must(err)
	last := r.Until
	w.on(last.Add(1))
	w.lapse()
	if r = w.load(r.ID); r.Status != foi.Lapsed {
		w.Fatalf("%s after %s", r.Status, last)
	}
	return r, last
}

// TestRestore: a correction of the last day that is noted on the day after it is not
// lost, and one that comes later with good reason is taken (Article 30).
func TestRestore(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		r, last := w.lapsed("2026-03-02")
		in := foi.Restore{Rev: r.Rev, Ground: foi.CameInTime, Day: last, Want: "2024年度财政局部门决算", Reason: "收发室当日收到，次日转来"}
		if _, err := w.s.Restore(w.as(auth.Clerk), r.ID, in); fault.As(err).Fields["scans"].Key == "" {
			w.Errorf("restored without evidence: %v", err)
		}
		late := in
		late.Day = last.Add(1)
		if _, err := w.s.Restore(w.as(auth.Clerk), r.ID, late, w.evidence()); fault.As(err).Fields["day"].Key == "" {
			w.Errorf("what came late counts as in time: %v", err)
		}
		if _, err := w.s.Restore(w.as(auth.Head), r.ID, in, w.evidence()); fault.Of(err) != fault.Forbidden {
			w.Errorf("by who does not handle: %v", err)
		}
		fee := foi.RestoreFee{Payment: foi.Payment{Rev: r.Rev, Day: last, Receipt: "x"}, Reason: "y"}
		if _, err := w.s.RestoreFee(w.as(auth.Clerk), r.ID, fee, w.evidence()); fault.Of(err) != fault.Conflict {
			w.Errorf("restored by a payment that nobody asked for: %v", err)
		}
		r, err := w.s.Restore(w.as(auth.Clerk), r.ID, in, w.evidence())
		w.must(err)
		v, err := w.s.View(w.as(auth.Clerk), r.ID)
		w.must(err)
		if r.Status != foi.Handling || v.Items[0].Result != "" || len(v.Restored) != 1 || w.openDuties(r) != 1 {
			w.Errorf("%s, item %q, evidence %d, duties %d", r.Status, v.Items[0].Result, len(v.Restored), w.openDuties(r))
		}
		w.due(r, law20(w, last))
		var b foi.Brief
		for _, e := range v.History {
			if foi.Act(e.Act) == foi.ActRestore {
				w.must(e.Decode(&b))
			}
		}
		if b.Day != last || b.Last != last || b.Note == "" {
			w.Errorf("the journal has %+v", b)
		}
		if _, err := w.s.Restore(w.as(auth.Clerk), r.ID, foi.Restore{Rev: r.Rev, Ground: foi.CameInTime, Day: last, Want: in.Want, Reason: "x"}, w.evidence()); fault.Of(err) != fault.Conflict {
			w.Errorf("restored twice: %v", err)
		}
	})
}

// TestExcused: good reason, and from the archive.
func TestExcused(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		r, last := w.lapsed("2026-03-02")
		r, err := w.s.Archive(w.as(auth.Clerk), r.ID, foi.Seen{Rev: r.Rev})
		w.must(err)
		came := last.Add(3)
		w.on(came)
		in := foi.Restore{Rev: r.Rev, Ground: foi.Excused, Day: came, Want: "2024年度财政局部门决算", Reason: "申请人住院，有病历"}
		early := in
		early.Day = last
		if _, err := w.s.Restore(w.as(auth.Clerk), r.ID, early, w.evidence()); fault.As(err).Fields["ground"].Key == "" {
			w.Errorf("what came in time needs no excuse: %v", err)
		}
		r, err = w.s.Restore(w.as(auth.Clerk), r.ID, in, w.evidence())
		w.must(err)
		if r.Status != foi.Handling || r.Archived != "" {
			w.Errorf("%s, archived %q", r.Status, r.Archived)
		}
		w.due(r, law20(w, came))
	})
}

// TestAmendedLate: after the last day the page of the request takes no correction,
// whether or not the job of the night has run.
func TestAmendedLate(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		r := w.received("2026-03-02")
		r, err := w.s.Clarify(w.as(auth.Clerk), r.ID, foi.Clarify{Rev: r.Rev, What: "没有写明年度", Tip: "请写明年度", Sending: hand("2026-03-02")})
		w.must(err)
		w.on(r.Until.Add(1))
		if err := w.s.AmendBy(w.Context(), w.access(r), "2024年度财政局部门决算", "203.0.113.9"); fault.As(err).Fields["want"].Key != "foi.bad.amended_late" {
			w.Errorf("amended after the last day: %v", err)
		}
	})
}

// TestRestoreFee: a payment of the last day that the bank tells of on the day after.
func TestRestoreFee(t *testing.T) {
	each(t, "2026-04-20", func(w *world) {
		r := w.received("2026-04-20")
		w.on("2026-04-27")
		r = w.charged(r, foi.FeeProposal{Standard: law.Page, Pages: 40, Pay: "凭缴款码缴纳"})
		last := r.Until
		w.on(last.Add(1))
		w.lapse()
		r = w.load(r.ID)
		in := foi.RestoreFee{Payment: foi.Payment{Rev: r.Rev, Day: last.Add(1), Receipt: "赣财0001"}, Reason: "银行次日传来入账信息"}
		if _, err := w.s.RestoreFee(w.as(auth.Clerk), r.ID, in, w.evidence()); fault.As(err).Fields["day"].Key != "foi.bad.paid_late" {
			w.Errorf("paid late: %v", err)
		}
		if got := w.load(r.ID).Status; got != foi.Lapsed {
			w.Fatalf("what was refused left it %s", got)
		}
		in.Day = last
		r, err := w.s.RestoreFee(w.as(auth.Clerk), r.ID, in, w.evidence())
		w.must(err)
		v, err := w.s.View(w.as(auth.Clerk), r.ID)
		w.must(err)
		if r.Status != foi.Handling || v.Charges[0].State != foi.Settled || v.Charges[0].Paid != last || v.Items[0].Result != "" {
			w.Errorf("%s, %+v, %q", r.Status, v.Charges[0], v.Items[0].Result)
		}
		w.due(r, law20(w, last))
	})
}

// TestHeardLate: an objection of the last day is heard when silence was noted, and the
// draft that did not know of it goes back.
func TestHeardLate(t *testing.T) {
	each(t, "2026-01-28", func(w *world) {
		r := w.received("2026-01-28")
		w.on("2026-02-03")
		r, err := w.s.Ask(w.as(auth.Clerk), r.ID, foi.Ask{Rev: r.Rev, Kind: foi.Third, Party: "示例公司", Subject: "合同单价", Harm: "商业秘密", Sending: hand("2026-02-03")})
		w.must(err)
		q := w.asked(r, 0)
		w.on(q.Until.Add(1))
		w.lapse()
		w.change("UPDATE foi_request SET state = 'clearing', hash = 'x' WHERE id = " + strconv.FormatInt(int64(r.ID), 10))
		r = w.load(r.ID)
		in := foi.Hear{Rev: r.Rev, Day: q.Until, Opinion: foi.Objects, Reason: "商业秘密", Late: "挂号信昨日到达收发室"}
		bare := in
		bare.Late = ""
		if _, err := w.s.Hear(w.as(auth.Clerk), r.ID, q.ID, bare, w.evidence()); fault.As(err).Fields["late"].Key == "" {
			w.Errorf("with no reason: %v", err)
		}
		if _, err := w.s.Hear(w.as(auth.Clerk), r.ID, q.ID, in); fault.As(err).Fields["scans"].Key == "" {
			w.Errorf("with no evidence: %v", err)
		}
		after := in
		after.Day = q.Until.Add(1)
		if _, err := w.s.Hear(w.as(auth.Clerk), r.ID, q.ID, after, w.evidence()); fault.As(err).Fields["day"].Key != "foi.bad.heard_late" {
			w.Errorf("what came late was heard as in time: %v", err)
		}
		r, err = w.s.Hear(w.as(auth.Clerk), r.ID, q.ID, in, w.evidence())
		w.must(err)
		if got := w.asked(r, 0); got.Answer != foi.Heard || got.Heard != q.Until || r.Status != foi.Handling || r.Hash != "" {
			w.Errorf("%+v, %s", got, r.Status)
		}
	})
}

// TestOutOfOrder: the post tells on which day A got its letter when B has been asked since.
func TestOutOfOrder(t *testing.T) {
	each(t, "2026-01-28", func(w *world) {
		r := w.received("2026-01-28")
		for _, day := range []calendar.Day{"2026-02-03", "2026-02-06"} {
			w.on(day)
			var err error
			r, err = w.s.Ask(w.as(auth.Clerk), r.ID, foi.Ask{Rev: r.Rev, Kind: foi.Third, Party: "示例公司", Subject: "合同单价", Harm: "商业秘密", Sending: posted(day)})
			w.must(err)
		}
		w.on("2026-02-09")
		r, err := w.s.Reach(w.as(auth.Clerk), r.ID, w.asked(r, 0).ID, foi.On{Rev: r.Rev, Day: "2026-02-05"})
		w.must(err)
		if q := w.asked(r, 0); q.Until != "2026-03-04" {
			w.Errorf("to answer until %s", q.Until)
		}
		r, err = w.s.Hear(w.as(auth.Clerk), r.ID, w.asked(r, 1).ID, foi.Hear{Rev: r.Rev, Day: "2026-02-09", Opinion: foi.Agrees})
		w.must(err)
		w.due(r, "2026-03-26")
	})
}

// law20 is the last day of a reply that begins on a day.
func law20(w *world, from calendar.Day) calendar.Day {
	w.Helper()
	var out calendar.Day
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
		cal, err := w.needs.Holidays.In(tx)
		if err == nil {
			out, _ = cal.AddWork(from, 20)
		}
		return err
	}))
	return out
}
