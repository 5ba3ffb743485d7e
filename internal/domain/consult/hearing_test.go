package consult_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

func calling() consult.Calling {
	return consult.Calling{Day: "2026-03-25", Time: "9：00", Place: "区政府二号会议室", Seats: 2, Until: "2026-03-13", Source: "双色球2026030期开奖号码"}
}

func (w *world) enrol(id consult.HearingID, name, phone string) consult.Filed {
	w.Helper()
	f, err := w.s.Enrol(w.Context(), id, consult.Enrolling{Name: name, Phone: phone, Side: consult.For, Token: "form of " + name}, "", network)
	w.must(err)
	return f
}

// TestHearing: enrolment, a draw that anybody can do again, material seven days before or not
// at all, minutes; no outcome while one is open.
func TestHearing(t *testing.T) {
	each(t, func(w *world) {
		clerk, head := w.as(auth.Clerk), w.as(auth.Head)
		id := w.open(edit())
		in := calling()
		in.Until = "2026-03-18" // seven days before are no days for the draw
		_, err := w.s.Call(head, id, in)
		w.wantField(err, "day", "consult.bad.hearing_day")
		_, err = w.s.Call(clerk, id, calling())
		w.want(err, fault.Forbidden, "")
		h, err := w.s.Call(head, id, calling())
		w.must(err)
		if h.Time != "9:00" {
			t.Errorf("at %s", h.Time)
		}

		mine := map[string]consult.Filed{}
		for n, name := range []string{"王一", "李二", "赵三"} {
			f := w.enrol(h.ID, name, "1390000000"+string(rune('0'+n)))
			mine[f.Number] = f
		}
		if again := w.enrol(h.ID, "王一", "139 0000 0000"); !again.Again {
			t.Errorf("one telephone, two enrolments: %+v", again)
		}
		_, err = w.s.Enrol(w.Context(), h.ID, consult.Enrolling{Name: "王二", Phone: "13900000000", Side: consult.Against}, "", network)
		w.wantField(err, "phone", "consult.enrolled_already")
		_, err = w.s.Enrol(w.Context(), h.ID, consult.Enrolling{Name: "王一", Phone: "13900000000", Side: consult.For}, "", network) // known, and not of the same form
		w.wantField(err, "phone", "consult.enrolled_already")
		w.clock.Set("2026-03-13")
		_, err = w.s.Draw(clerk, h.ID, consult.Drawing{Rev: h.Rev, Seed: "03 08 12"})
		w.want(err, fault.Conflict, "consult.still_enrolling")
		w.clock.Set("2026-03-14")
		_, err = w.s.Enrol(w.Context(), h.ID, consult.Enrolling{Name: "钱四", Phone: "13900000009", Side: consult.For}, "", network)
		w.want(err, fault.Conflict, "consult.enrol_over")
		h, err = w.s.Draw(clerk, h.ID, consult.Drawing{Rev: h.Rev, Seed: "03 08 12"})
		w.must(err)
		a, err := w.s.Show(w.Context(), id)
		w.must(err)
		w.drawn(a.Hearings[0], mine)
		h = w.deliver(h)

		w.until("2026-04-02")
		c, err := w.s.Revise(clerk, id, consult.Revision{Rev: w.reload(id).Rev, Final: draft})
		w.must(err)
		_, err = w.s.Conclude(clerk, id, consult.Finding{Rev: c.Rev, Findings: "没有收到意见。"})
		w.want(err, fault.Conflict, "consult.hearing_open")
		_, err = w.s.Hold(clerk, h.ID, consult.Record{Rev: h.Rev, Came: 2, Minutes: "参加人甲：赞成。"})
		w.must(err)
		_, err = w.s.Take(clerk, id, consult.Receipt{Channel: consult.AtHearing, Day: "2026-03-29", Sending: consult.Sending{Text: "赞成这个办法。"}})
		w.wantField(err, "day", "consult.bad.hearing_said")
		_, err = w.s.Conclude(clerk, id, consult.Finding{Rev: c.Rev, Findings: "没有收到意见。"})
		w.must(err)
	})
}

// drawn does the draw again from what is public, and looks at the receipts.
func (w *world) drawn(h consult.HearingView, mine map[string]consult.Filed) {
	w.Helper()
	var numbers []string
	for number := range mine {
		numbers = append(numbers, number)
	}
	chosen := 0
	for i, t := range consult.Draw("03 08 12", numbers, 2) {
		if h.Tickets[i] != t {
			w.Errorf("the page says %+v, done again it is %+v", h.Tickets[i], t)
		}
		if m := w.track(mine[t.Number]); m.Enrolment.Chosen != t.Chosen || m.Enrolment.Place != i+1 {
			w.Errorf("receipt: %+v", m.Enrolment)
		}
		if t.Chosen {
			chosen++
		}
	}
	if chosen != 2 {
		w.Errorf("%d were chosen", chosen)
	}
}

// deliver is too late first, then the hearing is postponed, then it is in time.
func (w *world) deliver(h *consult.Hearing) *consult.Hearing {
	w.Helper()
	clerk, head := w.as(auth.Clerk), w.as(auth.Head)
	owed, err := w.duties.Find(head, duty.Find{Rule: consult.RuleMaterial}, db.Page{})
	w.must(err)
	if len(owed.Items) != 1 || owed.Items[0].Due != "2026-03-18" {
		w.Errorf("owed: %+v", owed.Items)
	}
	w.clock.Set("2026-03-19")
	_, err = w.s.Deliver(clerk, h.ID, consult.Delivery{Rev: h.Rev, Material: "征求意见稿"})
	w.want(err, fault.Conflict, "consult.material_late")
	h, err = w.s.Postpone(head, h.ID, consult.Postponing{Because: consult.Because{Rev: h.Rev, Reason: "材料送达需要时间"}, Day: "2026-03-30", Time: "9:00", Place: "区政府二号会议室"})
	w.must(err)
	h, err = w.s.Deliver(clerk, h.ID, consult.Delivery{Rev: h.Rev, Material: "征求意见稿"})
	w.must(err)
	if h.Status != consult.Delivered || h.Delivered != "2026-03-19" {
		w.Errorf("delivered: %+v", h)
	}
	_, err = w.s.Hold(clerk, h.ID, consult.Record{Rev: h.Rev, Came: 2, Minutes: "参加人甲：赞成。"})
	w.want(err, fault.Conflict, "consult.not_held")
	who, err := w.s.Enrolled(clerk, h.ID, consult.Unseal{Reason: "通知参加人"})
	w.must(err)
	if len(who) != 2 || who[0].Phone == "" {
		w.Errorf("to be told: %+v", who)
	}
	return h
}

// TestSaid: what is said at a hearing after the term is an opinion, and waits for its answer.
func TestSaid(t *testing.T) {
	each(t, func(w *world) {
		clerk, head := w.as(auth.Clerk), w.as(auth.Head)
		id := w.open(edit())
		in := calling()
		in.Day = "2026-04-10" // the term ends on the first of April
		h, err := w.s.Call(head, id, in)
		w.must(err)
		w.enrol(h.ID, "王一", "13900000000")
		w.clock.Set("2026-03-14")
		h, err = w.s.Draw(clerk, h.ID, consult.Drawing{Rev: h.Rev, Seed: "03 08 12"})
		w.must(err)
		_, err = w.s.Deliver(clerk, h.ID, consult.Delivery{Rev: h.Rev, Material: "征求意见稿"})
		w.must(err)
		w.until("2026-04-02")
		said := consult.Receipt{Channel: consult.AtHearing, Day: "2026-04-10", Sending: consult.Sending{Clause: 5, Text: "遛犬时间太短。"}}
		_, err = w.s.Take(clerk, id, said)
		w.wantField(err, "day", "consult.bad.hearing_said") // it is to come
		w.until("2026-04-10")
		_, err = w.s.Take(clerk, id, said)
		w.must(err)
		if n := w.view(id).Counts; n.Waiting != 1 || n.Channels[consult.AtHearing] != 1 {
			t.Errorf("counts: %+v", n)
		}
	})
}

// TestAlike: two forms in the same words are two opinions, one form sent twice is one.
func TestAlike(t *testing.T) {
	each(t, func(w *world) {
		id := w.open(edit())
		letter := consult.Receipt{Channel: consult.Letter, Day: "2026-03-02", Sending: consult.Sending{Text: "建议延长遛犬时间。"}}
		var all []consult.OpinionID
		for _, form := range []string{"one", "one", "two"} {
			letter.Token = form
			out, err := w.s.Take(w.as(auth.Clerk), id, letter)
			w.must(err)
			all = append(all, out.ID)
		}
		if all[0] != all[1] || all[1] == all[2] || w.view(id).Counts.Received != 2 {
			t.Errorf("opinions: %v", all)
		}
	})
}

// TestCancel: a hearing that is called off is no hearing that is waited for.
func TestCancel(t *testing.T) {
	each(t, func(w *world) {
		id := w.open(edit())
		h, err := w.s.Call(w.as(auth.Head), id, calling())
		w.must(err)
		f := w.enrol(h.ID, "王一", "13900000000")
		_, err = w.s.Cancel(w.as(auth.Head), h.ID, consult.Because{Rev: h.Rev, Reason: "报名人数不足"})
		w.must(err)
		m, err := w.s.Track(w.Context(), consult.By{Access: foi.Access{Number: f.Number, Code: f.Code}}, network)
		if err != nil || m.Hearing.Status != consult.Cancelled || m.Hearing.Reason == "" {
			t.Errorf("receipt: %+v, %v", m, err)
		}
	})
}
