package foi_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
)

func electronic(day calendar.Day) foi.Sending {
	return foi.Sending{How: foi.Electronic, Day: day}
}

// bad is the text of the field that an error names.
func bad(err error, field string) string { return fault.As(err).Fields[field].Key }

// TestDecisionOfToday: a decision is of the day on which it is made. Dating its letter
// back makes no late extension and no late notice one in time.
func TestDecisionOfToday(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.received("2026-09-10") // due 2026-10-14
		w.on("2026-10-12")
		r, err := w.s.Propose(w.as(auth.Clerk), r.ID, foi.Extension{Rev: r.Rev, Reason: "检索量大"})
		w.must(err)
		w.on("2026-10-20")
		if _, err := w.s.Extend(w.as(auth.Head), r.ID, foi.ExtendBy{Rev: r.Rev, Sending: hand("2026-10-14")}); bad(err, "day") != "foi.bad.letter_day" {
			w.Errorf("extended after the term by a letter of the last day: %v", err)
		}
		if _, err := w.s.Extend(w.as(auth.Head), r.ID, foi.ExtendBy{Rev: r.Rev, Sending: hand("2026-10-20")}); fault.Of(err) != fault.Conflict {
			w.Errorf("extended after the term: %v", err)
		}
		w.due(w.load(r.ID), "2026-10-14")
		notice := foi.Clarify{Rev: r.Rev, What: "没有写明年度", Tip: "请写明年度", Sending: hand("2026-09-14")}
		if _, err := w.s.Clarify(w.as(auth.Clerk), r.ID, notice); bad(err, "day") != "foi.bad.letter_day" {
			w.Errorf("a notice of today was sent before: %v", err)
		}
		notice.Day = "2026-10-20"
		r, err = w.s.Clarify(w.as(auth.Clerk), r.ID, notice)
		w.must(err)
		if want := (foi.Breach{Act: foi.ActClarify, Due: "2026-09-20", On: "2026-10-20"}); len(r.Late) != 1 || r.Late[0] != want {
			w.Errorf("late %v", r.Late)
		}
	})
}

// TestServeSigned: nothing is served before it was signed, and nobody is served
// through the internet who did not choose it.
func TestServeSigned(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.decided("R-A", "R-B")
		w.on("2026-10-20")
		r = w.signs(r)
		serve := func(in foi.Sending) error {
			_, err := w.s.Serve(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: in})
			return err
		}
		if err := serve(hand("2026-10-13")); bad(err, "day") == "" {
			w.Errorf("served before it was signed: %v", err)
		}
		w.on("2026-10-21")
		if err := serve(hand("2026-10-13")); bad(err, "day") != "foi.bad.sent_day" {
			w.Errorf("served before it was signed: %v", err)
		}
		w.change("UPDATE foi_request SET way = 'post'")
		if err := serve(electronic("2026-10-20")); bad(err, "how") != "foi.bad.not_chosen" {
			w.Errorf("served electronically to who chose the post: %v", err)
		}
		w.must(serve(posted("2026-10-20"))) // noted a day later
		r = w.load(r.ID)
		if r.Answered != "2026-10-20" || len(r.Late) != 1 {
			w.Errorf("answered %s, late %v", r.Answered, r.Late)
		}
		w.on("2026-10-26")
		r, err := w.s.Bounce(w.as(auth.Clerk), r.ID, foi.On{Rev: r.Rev, Day: "2026-10-25"})
		w.must(err)
		if _, err := w.s.Resend(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: hand("2026-10-24")}); bad(err, "day") != "foi.bad.before" {
			w.Errorf("served again before it came back: %v", err)
		}
	})
}

// TestNoBounce: what was sent through the internet, or handed over, does not come back.
func TestNoBounce(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.signs(w.decided("R-A", "R-B"))
		r, err := w.s.Serve(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: electronic("2026-09-10")})
		w.must(err)
		if _, err := w.s.Bounce(w.as(auth.Clerk), r.ID, foi.On{Rev: r.Rev, Day: "2026-09-10"}); fault.Of(err) != fault.Conflict {
			w.Errorf("an electronic reply came back: %v", err)
		}
	})
}

// TestNoChannel: a reply that does not say where on the internet a review is asked for
// is not served through it (行政复议法第二十二条).
func TestNoChannel(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.decided("R-A", "R-B")
		w.change("UPDATE foi_request SET way = 'post'") // the lint then asks for no channel
		r = w.load(r.ID)
		r, err := w.s.Draft(w.as(auth.Clerk), r.ID, foi.Draft{Rev: r.Rev, Remedy: []string{"R-A", "R-B"}, Contact: "公开办"})
		w.must(err)
		r = w.signs(r)
		w.change("UPDATE foi_request SET way = 'email'")
		if _, err := w.s.Serve(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: electronic("2026-09-10")}); fault.Of(err) != fault.Conflict { // by the lint, before the field is looked at
			w.Errorf("served with no channel: %v", err)
		}
	})
}

// TestToApplicant: each letter to an applicant who chose the post goes on paper; that a
// third party is asked is not told electronically either.
func TestToApplicant(t *testing.T) {
	each(t, "2026-09-10", func(w *world) {
		r := w.received("2026-09-10")
		w.change("UPDATE foi_request SET way = 'post'")
		notice := foi.Clarify{Rev: r.Rev, What: "没有写明年度", Tip: "请写明年度", Sending: electronic("2026-09-10")}
		if _, err := w.s.Clarify(w.as(auth.Clerk), r.ID, notice); bad(err, "how") != "foi.bad.not_chosen" {
			w.Errorf("D3: %v", err)
		}
		wonder := foi.Wonder{Rev: r.Rev, Counts: "63件", Period: "2026年1月至9月", Why: "w", Days: 10, Sending: electronic("2026-09-10")}
		if _, err := w.s.Wonder(w.as(auth.Clerk), r.ID, wonder); bad(err, "how") != "foi.bad.not_chosen" {
			w.Errorf("D4: %v", err)
		}
		r, err := w.s.Ask(w.as(auth.Clerk), r.ID, foi.Ask{Rev: r.Rev, Kind: foi.Third, Party: "示例公司", Subject: "合同单价", Harm: "商业秘密", Sending: posted("2026-09-10")})
		w.must(err)
		v, err := w.s.View(w.as(auth.Clerk), r.ID)
		w.must(err)
		if told := v.Letters[1]; told.Kind != "D7" || told.Sent != "" || told.Got != "" {
			w.Errorf("the applicant was told: %+v", told)
		}
	})
}

// TestPostNumber: only the post may carry it, so only its numbers are taken.
func TestPostNumber(t *testing.T) {
	for number, ok := range map[string]bool{
		"EX123456789CN": true, "xa123456789cn": true, "1234567890123": true, " 1234567890123 ": true,
		"SF1234567890123": false, "12345678": false, "EX12345678CN": false, "YT1234567890123": false, "EX123456789US": false,
	} {
		in := foi.Sending{How: foi.PostalMail, Day: "2026-09-10", Tracking: number}
		if got := in.Check() == nil; got != ok {
			t.Errorf("%q: %v", number, got)
		}
	}
}
