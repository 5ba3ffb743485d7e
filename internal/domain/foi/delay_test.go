package foi_test

import (
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// wonder asks for the reasons.
func (w *world) wonder(r *foi.Request, day calendar.Day) *foi.Request {
	w.Helper()
	w.on(day)
	r, err := w.s.Wonder(w.as(auth.Clerk), r.ID, foi.Wonder{Rev: r.Rev, Counts: "63件", Period: "2026年2月", Why: "请说明理由", Days: 7, Sending: hand(day)})
	w.must(err)
	return r
}

func (w *world) weigh(r *foi.Request, view foi.Fairness, day calendar.Day) (*foi.Request, error) {
	return w.s.Weigh(w.as(auth.Clerk), r.ID, foi.Weigh{Rev: r.Rev, View: view, Day: day, Why: "用于学术研究，有据可查"})
}

func (w *world) delay(r *foi.Request, days int, day calendar.Day) (*foi.Request, error) {
	return w.s.Delay(w.as(auth.Head), r.ID, foi.DelayBy{Rev: r.Rev, Days: days, Reason: "检索量大", Sending: hand(day)})
}

// refused asks for a Conflict with a text.
func (w *world) refused(err error, key string) {
	w.Helper()
	if fault.Of(err) != fault.Conflict || fault.As(err).Text.Key != key {
		w.Errorf("%v, want %s", err, key)
	}
}

// TestDelay is Article 35: the reasons are asked for, judged reasonable by one and
// answered later by the decision of another. The one extension of Article 33 is
// used before it and stays used; what the law has no place for is refused in words.
func TestDelay(t *testing.T) {
	each(t, "2026-02-05", func(w *world) {
		r := w.received("2026-02-05")
		w.due(r, "2026-03-11")
		_, err := w.weigh(r, foi.Fair, "2026-02-05")
		w.refused(err, "foi.not_wondered")
		_, err = w.delay(r, 30, "2026-02-05")
		w.refused(err, "foi.not_wondered")
		r = w.wonder(r, "2026-02-09")
		w.due(r, "2026-03-11") // nothing stops for reasons
		_, err = w.delay(r, 30, "2026-02-09")
		w.refused(err, "foi.not_weighed")
		if _, err = w.weigh(r, foi.Fair, ""); fault.As(err).Fields["day"].Key != "foi.need.weigh_day" {
			w.Errorf("reasons that nobody gave are reasonable: %v", err)
		}
		if _, err = w.weigh(r, foi.Fair, "2026-02-06"); fault.As(err).Fields["day"].Key != "foi.bad.before" {
			w.Errorf("reasons came before they were asked for: %v", err)
		}
		r, err = w.weigh(r, foi.Unfair, "")
		w.must(err)
		_, err = w.delay(r, 30, "2026-02-09")
		w.refused(err, "foi.not_fair")
		w.on("2026-02-12")
		r, err = w.weigh(r, foi.Fair, "2026-02-12")
		w.must(err)
		w.extend(r, "2026-02-12")
		r = w.load(r.ID)
		w.due(r, "2026-04-09")
		if _, err := w.s.Delay(w.as(auth.Clerk), r.ID, foi.DelayBy{Rev: r.Rev, Days: 30, Reason: "r", Sending: hand("2026-02-12")}); fault.Of(err) != fault.Forbidden {
			w.Errorf("who handles set the delay: %v", err)
		}
		if _, err = w.delay(r, 0, "2026-02-12"); fault.As(err).Fields["days"].Key != "foi.bad.delay_days" {
			w.Errorf("a delay of no days: %v", err)
		}
		r, err = w.delay(r, 30, "2026-02-12")
		w.must(err)
		w.due(r, "2026-05-25")
		w.told(r, "2026年2月12日收到您（单位）说明的理由", "但是检索量大", "第三十五条", "自2026年4月9日起延迟30个工作日，不晚于2026年5月25日答复", "公开迟〔2026〕1号")
		_, err = w.delay(r, 10, "2026-02-12")
		w.refused(err, "deadline.delayed_already")
		_, err = w.weigh(r, foi.Unfair, "2026-02-12")
		w.refused(err, "foi.delayed_already")
		_, err = w.s.Wonder(w.as(auth.Clerk), r.ID, foi.Wonder{Rev: r.Rev, Counts: "1", Period: "p", Why: "w", Days: 7, Sending: hand("2026-02-12")})
		w.refused(err, "foi.delayed_already")
		_, err = w.s.Propose(w.as(auth.Clerk), r.ID, foi.Extension{Rev: r.Rev, Reason: "r"})
		w.refused(err, "deadline.delayed_before")
		w.followed(r)
	})
}

// told asks what the newest letter of a request says.
func (w *world) told(r *foi.Request, says ...string) {
	w.Helper()
	text := w.lastLetter(r)
	for _, s := range says {
		if !strings.Contains(text, s) {
			w.Errorf("the letter does not say %s:\n%s", s, text)
		}
	}
}

// followed: the duty to reply, the derivation, the buttons and what the applicant
// sees all have the day of the delay.
func (w *world) followed(r *foi.Request) {
	w.Helper()
	duties, err := w.duties.Find(w.as(auth.Office), findDuty(r), db.Page{})
	w.must(err)
	if i := slices.IndexFunc(duties.Items, func(d duty.Seen) bool { return isOpen(d) }); i < 0 || duties.Items[i].Due != r.Due {
		w.Errorf("duties %+v, want one due %s", duties.Items, r.Due)
	}
	v, err := w.s.View(w.as(auth.Head), r.ID)
	w.must(err)
	if v.Deadline.Delay.N != 30 || v.Deadline.Extension.N != 20 || v.Deadline.Day != r.Due {
		w.Errorf("derived %+v", v.Deadline)
	}
	for _, a := range []foi.Act{foi.ActExtend, foi.ActDelay} {
		if slices.Contains(v.Acts, a) {
			w.Errorf("%s is offered", a)
		}
	}
	mine, err := w.s.Track(w.Context(), w.access(r), "203.0.113.7")
	w.must(err)
	delayed := func(e foi.Event) bool { return e.Act == foi.ActDelay && e.Due == r.Due }
	if mine.Last != r.Due || !slices.ContainsFunc(mine.History, delayed) || mine.Letters[len(mine.Letters)-1].Kind != "D15" {
		w.Errorf("the applicant sees %s, %v", mine.Last, mine.History)
	}
	if slices.ContainsFunc(mine.History, func(e foi.Event) bool { return e.Act == foi.ActWeigh }) {
		w.Error("the applicant sees how the reasons were judged before the letter says so")
	}
}

// TestDelayLate: after the last day nothing is delayed, and while somebody is asked
// nobody knows to which day.
func TestDelayLate(t *testing.T) {
	each(t, "2026-02-05", func(w *world) {
		r := w.wonder(w.received("2026-02-05"), "2026-02-09")
		r, err := w.weigh(r, foi.Fair, "2026-02-09")
		w.must(err)
		w.on("2026-03-12")
		_, err = w.delay(r, 30, "2026-03-12")
		w.refused(err, "deadline.delayed_late")

		r = w.wonder(w.received("2026-03-12"), "2026-03-12")
		r, err = w.weigh(r, foi.Fair, "2026-03-12")
		w.must(err)
		r, err = w.s.Ask(w.as(auth.Clerk), r.ID, foi.Ask{Rev: r.Rev, Kind: foi.Third, Party: "示例公司", Subject: "合同单价", Harm: "商业秘密", Sending: foi.Sending{How: foi.PostalMail, Day: "2026-03-12", Tracking: "EX123456789CN"}})
		w.must(err)
		_, err = w.delay(r, 30, "2026-03-12")
		w.refused(err, "foi.delay_open")
	})
}

// TestDelayVoid: a correction begins a term of its own, in which the extension of
// Article 33 is still to be had and a delay too.
func TestDelayVoid(t *testing.T) {
	each(t, "2026-04-20", func(w *world) {
		r := w.wonder(w.received("2026-04-20"), "2026-04-20")
		r, err := w.weigh(r, foi.Fair, "2026-04-20")
		w.must(err)
		r, err = w.delay(r, 20, "2026-04-20")
		w.must(err)
		w.due(r, "2026-06-17")
		r, err = w.s.Clarify(w.as(auth.Clerk), r.ID, foi.Clarify{Rev: r.Rev, What: "没有写明年度", Tip: "请写明年度", Sending: hand("2026-04-20")})
		w.must(err)
		w.must(w.s.AmendBy(w.Context(), w.access(r), "2024年度财政局部门决算", "203.0.113.9"))
		r = w.load(r.ID)
		w.due(r, "2026-05-20")
		w.extend(r, "2026-04-20")
		r = w.load(r.ID)
		r, err = w.delay(r, 1, "2026-04-20")
		w.must(err)
		w.due(r, "2026-06-18")
	})
}
