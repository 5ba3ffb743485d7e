package message_test

import (
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/search"
)

// TestLife: sent, signed for, answered question by question, reviewed by another person,
// rated, opened again once, made public and found.
func TestLife(t *testing.T) {
	each(t, func(w *world) {
		id, me := w.filed(w.question())
		w.wantDue(id, message.RuleSign, w.bureau, "2026-03-03")
		w.wantDue(id, message.RuleReply, w.bureau, "2026-03-09")
		again, err := w.s.File(w.Context(), w.question(), "", "198.51.100.1") // the telephone tells that it is the same person
		w.must(err)
		if !again.Again || again.Number != me.Number || again.Code != me.Code {
			w.Errorf("sent twice, it is another one: %+v", again)
		}
		_, err = w.s.View(auth.With(w.Context(), w.stranger), id)
		w.want(err, fault.NotFound, "")

		_, err = w.s.HandIn(w.as(auth.Clerk), id, draft(1))
		w.want(err, fault.Conflict, "")
		_, err = w.s.Sign(w.as(auth.Clerk), id, message.Seen{Rev: 1})
		w.must(err)
		if _, open := w.owed(id)[message.RuleSign]; open {
			w.Error("the signature is still owed")
		}
		half := draft(2)
		half.Answers[1].Text = ""
		_, err = w.s.HandIn(w.as(auth.Clerk), id, half)
		w.wantField(err, "answers.2.text", "message.need.answer")
		half.Answers[1].Text = "请咨询相关部门。"
		_, err = w.s.HandIn(w.as(auth.Clerk), id, half)
		w.wantField(err, "answers.2.text", "message.bad.empty")
		half.Answers[1].Text = "请王小明本人拨打13800000000核对身份证号110101199003070134。"
		_, err = w.s.HandIn(w.as(auth.Clerk), id, half)
		if fault.Of(err) != fault.Invalid || fault.As(err).Fields["answers.2.text"].Key == "" {
			w.Errorf("an identity number in the reply: %v", err)
		}
		half.Answers[1].Text = "根据红府规〔2020〕1号，不需要带材料，由村委会统一核对。"
		w.must(w.db.Write(w.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("INSERT INTO policy_document (id, rev, unit_id, organ_id, title, number, state, made_at) VALUES (7, 1, 1, 1, '旧办法', '红府规〔2020〕1号', 'registered', 0)")
			return err
		}))
		_, err = w.s.HandIn(w.as(auth.Clerk), id, half)
		w.wantField(err, "answers.2.text", "policy.cites.unissued")
		half = draft(2)
		half.Cites = "/publish/9"
		_, err = w.s.HandIn(w.as(auth.Clerk), id, half)
		w.wantField(err, "cites", "message.bad.cite")
		half.Cites = "https://www.example.gov.cn/publish/7"
		_, err = w.s.HandIn(w.as(auth.Clerk), id, half)
		w.must(err)
		if m, err := w.s.Track(w.Context(), me, network); err != nil || m.Reply != "" || m.Status != message.Handling {
			w.Errorf("before it is sent, the sender sees %+v, %v", m, err)
		}
		_, err = w.s.Pass(w.as(auth.Head), id, message.Seen{Rev: 3})
		w.want(err, fault.Conflict, "message.review_other")
		_, err = w.s.SignOff(w.as(auth.Head), id, message.Seen{Rev: 3})
		w.must(err)
		if len(w.owed(id)) > 0 {
			w.Errorf("answered, it owes %v", w.owed(id))
		}
		m, err := w.s.Track(w.Context(), me, network)
		w.must(err)
		if !strings.Contains(m.Reply, "4月15日") || !strings.Contains(m.Reply, "要带哪些材料") || len(m.Cites) != 1 || m.Cites[0].Path != "/publish/7" {
			w.Errorf("the reply is %q with %v", m.Reply, m.Cites)
		}

		_, err = w.s.Rate(w.Context(), message.Rated{By: me, Rating: message.Fairly}, network)
		w.must(err)
		_, err = w.s.Rate(w.Context(), message.Rated{By: me, Rating: message.Not}, network)
		w.want(err, fault.Conflict, "message.not_now")
		w.clock.Set("2026-03-04")
		first, err := w.s.Masked(w.as(auth.Office), id)
		w.must(err)
		first.Sure, first.Text = true, "今年的惠农补贴什么时候发放？"
		_, err = w.s.Publish(w.as(auth.Office), id, first)
		w.must(err)
		_, err = w.s.Reopen(w.Context(), message.Words{By: message.By{Pass: m.Pass}, Text: "我还没有收到"}, network)
		w.want(err, fault.Invalid, "message.pass_over")
		_, err = w.s.Reopen(w.Context(), message.Words{By: me, Text: "我还没有收到"}, network)
		w.must(err)
		w.wantDue(id, message.RuleReply, w.bureau, "2026-03-11")
		if v := w.view(id); v.Unsolved != "我还没有收到" || v.Message.Ended != "" {
			w.Errorf("opened again: %q, ended %q", v.Unsolved, v.Message.Ended)
		}
		w.found("惠农补贴", 1)
		w.replied(id)
		w.found("惠农补贴", 0) // the answer that was public stands no more
		_, err = w.s.Reopen(w.Context(), message.Words{By: me, Text: "还是没有"}, network)
		w.want(err, fault.Conflict, "message.not_now")

		p, err := w.s.Masked(w.as(auth.Office), id)
		w.must(err)
		if strings.Contains(p.Text, "王小明") {
			w.Errorf("the name stands in %q", p.Text)
		}
		p.Sure, p.Text = true, "我的身份证号是110101199003070134"
		_, err = w.s.Publish(w.as(auth.Office), id, p)
		if fault.Of(err) != fault.Invalid || fault.As(err).Fields["text"].Key == "" {
			w.Errorf("an identity number was published: %v", err)
		}
		p.Text = "今年的惠农补贴什么时候发放？"
		_, err = w.s.Publish(w.as(auth.Office), id, p)
		w.must(err)
		w.found("惠农补贴", 1)
		one, err := w.s.PublicOne(w.Context(), id)
		w.must(err)
		if one.Days != 0 || one.Title != "补贴什么时候发放" || one.Unit == "" {
			w.Errorf("public is %+v", one)
		}
		_, err = w.s.Conceal(w.as(auth.Office), id, message.Because{Rev: w.rev(id), Reason: "内容过时"})
		w.must(err)
		w.found("惠农补贴", 0)
		_, err = w.s.PublicOne(w.Context(), id)
		w.want(err, fault.NotFound, "")
	})
}

func (w *world) found(text string, n int) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
		r, err := w.index.Find(tx, search.Query{Text: text})
		if len(r.Hits) != n {
			w.Errorf("%d found for %q, want %d", len(r.Hits), text, n)
		}
		return err
	}))
}

// TestTwoReviews: a complaint is reviewed by the unit and by the office, and either sends
// it back.
func TestTwoReviews(t *testing.T) {
	each(t, func(w *world) {
		in := w.question()
		in.Kind = message.Complain
		id, _ := w.filed(in)
		w.wantDue(id, message.RuleReply, w.bureau, "2026-03-11")
		see := func() message.Seen { return message.Seen{Rev: w.rev(id)} }
		why := func() message.Because { return message.Because{Rev: w.rev(id), Reason: "第二个问题没有说清"} }
		_, err := w.s.Sign(w.as(auth.Clerk), id, see())
		w.must(err)
		for range 2 {
			_, err = w.s.HandIn(w.as(auth.Clerk), id, draft(w.rev(id)))
			w.must(err)
			_, err = w.s.SignOff(w.as(auth.Head), id, see())
			w.want(err, fault.Conflict, "message.review_other")
			_, err = w.s.Return(w.as(auth.Head), id, why())
			w.must(err)
		}
		_, err = w.s.HandIn(w.as(auth.Clerk), id, draft(w.rev(id)))
		w.must(err)
		_, err = w.s.Pass(w.as(auth.Head), id, see())
		w.must(err)
		_, err = w.s.Send(w.as(auth.Head), id, see())
		w.want(err, fault.Forbidden, "")
		_, err = w.s.Reject(w.as(auth.Office), id, why())
		w.must(err)
		_, err = w.s.HandIn(w.as(auth.Clerk), id, draft(w.rev(id)))
		w.must(err)
		_, err = w.s.Pass(w.as(auth.Head), id, see())
		w.must(err)
		_, err = w.s.Send(w.as(auth.Office), id, see())
		w.must(err)
		if v := w.view(id); v.Message.Status != message.Replied || v.Message.Tardy {
			w.Errorf("%+v", v.Message)
		}
	})
}

// TestTransfer: a letter that names no unit is passed on by the office; a transfer keeps
// the last day, and that it went astray counts for nobody.
func TestTransfer(t *testing.T) {
	each(t, func(w *world) {
		in := w.question()
		in.Unit = 0
		id, me := w.filed(in)
		w.wantDue(id, message.RuleForward, w.office, "2026-03-03")
		w.wantDue(id, message.RuleReply, w.office, "2026-03-09")
		to := func(unit int64, astray bool) message.Transfer {
			return message.Transfer{Rev: w.rev(id), Unit: unit, Astray: astray, Reason: "由该单位负责"}
		}
		_, err := w.s.Transfer(w.as(auth.Office), id, to(w.office, false))
		w.wantField(err, "unit", "message.bad.same")
		_, err = w.s.Transfer(w.as(auth.Office), id, to(w.other, false))
		w.must(err)
		w.clock.Set("2026-03-04")
		w.wantDue(id, message.RuleSign, w.other, "2026-03-03")
		_, err = w.s.GiveBack(auth.With(w.Context(), w.stranger), id, message.Because{Rev: w.rev(id), Reason: "不归本单位"})
		w.must(err)
		w.wantDue(id, message.RuleForward, w.office, "2026-03-05")
		_, err = w.s.Transfer(w.as(auth.Office), id, to(w.bureau, false))
		w.must(err)
		w.wantDue(id, message.RuleReply, w.bureau, "2026-03-09")
		_, err = w.s.View(auth.With(w.Context(), w.stranger), id)
		w.want(err, fault.NotFound, "")
		if m := w.view(id).Message; m.Moves != 3 || m.Astray != 1 {
			w.Errorf("moved %d times, %d astray", m.Moves, m.Astray)
		}
		m, err := w.s.Track(w.Context(), me, network)
		w.must(err)
		if m.Unit != "区财政局" || m.Due != "2026-03-09" {
			w.Errorf("the sender sees %s until %s", m.Unit, m.Due)
		}
	})
}

// TestExtend: proposed by the unit, granted once by somebody else, before the last day.
func TestExtend(t *testing.T) {
	each(t, func(w *world) {
		id, _ := w.filed(w.question())
		see := func() message.Seen { return message.Seen{Rev: w.rev(id)} }
		why := func() message.Because { return message.Because{Rev: w.rev(id), Reason: "需要现场核查"} }
		_, err := w.s.Sign(w.as(auth.Clerk), id, see())
		w.must(err)
		_, err = w.s.Extend(w.as(auth.Office), id, see())
		w.want(err, fault.Conflict, "message.no_wish")
		_, err = w.s.Propose(w.as(auth.Clerk), id, why())
		w.must(err)
		_, err = w.s.Deny(w.as(auth.Office), id, why())
		w.must(err)
		_, err = w.s.Propose(w.as(auth.Clerk), id, why())
		w.must(err)
		_, err = w.s.Extend(w.as(auth.Clerk), id, see())
		w.want(err, fault.Forbidden, "")
		_, err = w.s.Extend(w.as(auth.Office), id, see())
		w.must(err)
		w.wantDue(id, message.RuleReply, w.bureau, "2026-03-23")
		_, err = w.s.Propose(w.as(auth.Clerk), id, why())
		w.want(err, fault.Conflict, "message.extended")
		_, err = w.s.Transfer(w.as(auth.Office), id, message.Transfer{Rev: w.rev(id), Unit: w.other, Reason: "由司法局负责"})
		w.must(err)
		w.wantDue(id, message.RuleReply, w.other, "2026-03-23")

		in := w.question()
		in.Kind, in.Page, in.Title = message.Mistake, "/publish/7", "电话号码写错了"
		id, _ = w.filed(in)
		w.wantDue(id, message.RuleReply, w.bureau, "2026-03-05")
		_, err = w.s.Sign(w.as(auth.Clerk), id, see())
		w.must(err)
		_, err = w.s.Propose(w.as(auth.Clerk), id, why())
		w.want(err, fault.Conflict, "message.no_extension")
	})
}

// TestUrge: once a term, when it is late or nearly; the late reply stays late.
func TestUrge(t *testing.T) {
	each(t, func(w *world) {
		id, me := w.filed(w.question())
		_, err := w.s.Urge(w.Context(), me, network)
		w.want(err, fault.Conflict, "message.not_now")
		w.clock.Set("2026-03-12")
		m, err := w.s.Urge(w.Context(), me, network)
		w.must(err)
		if m.Urged != "2026-03-12" || m.Left != -3 || slices.Contains(m.May, message.ActUrge) {
			w.Errorf("%+v", m)
		}
		_, err = w.s.Urge(w.Context(), me, network)
		w.want(err, fault.Conflict, "message.not_now")
		w.list(message.Find{Clock: message.LampLate}, 1)
		w.list(message.Find{Month: "2026-03", Set: message.Late}, 1)
		w.answered(id)
		w.list(message.Find{Clock: message.LampLate}, 0)
		w.list(message.Find{Month: "2026-03", Set: message.Late}, 1)
		if v := w.view(id).Message; !v.Tardy || v.Days != 8 {
			w.Errorf("tardy %v after %d days", v.Tardy, v.Days)
		}
	})
}

// TestLamp holds the lights of the list to those of the duty: working days, so that on the
// Thursday before a letter that is due on Monday is near.
func TestLamp(t *testing.T) {
	each(t, func(w *world) {
		id, _ := w.filed(w.question())
		due := w.view(id).Message.Due
		for day := w.clock.Now(); ; day = day.AddDate(0, 0, 1) {
			today := calendar.DayOf(day)
			w.clock.Set(today)
			rows, err := w.duties.Find(w.as(auth.Office), duty.Find{From: message.RefOf(id), Rule: message.RuleReply}, db.Page{})
			w.must(err)
			want := message.Lamp(rows.Items[0].Light)
			for _, l := range []message.Lamp{message.LampLate, message.LampSoon, message.LampInTime} {
				n := 0
				if l == want {
					n = 1
				}
				w.list(message.Find{Clock: l}, n)
			}
			if v := w.view(id); v.Lamp != want {
				w.Errorf("on %s the letter is %s, its duty %s", today, v.Lamp, want)
			}
			if today > due {
				break
			}
		}
	})
}

func (w *world) list(q message.Find, n int) {
	w.Helper()
	w.must(q.Check())
	rows, err := w.s.Find(w.as(auth.Office), q, db.Page{})
	w.must(err)
	if rows.Total != n {
		w.Errorf("%+v finds %d, want %d", q, rows.Total, n)
	}
}

// TestHeld: what looks like spam waits for a person, who refuses it with a reason that the
// sender reads; one appeal, decided by somebody else.
func TestHeld(t *testing.T) {
	each(t, func(w *world) {
		in := w.question()
		in.Text = "专业代开发票，价格优惠，请联系我？"
		id, me := w.filed(in)
		v := w.view(id)
		if v.Message.Status != message.Held || v.Message.Cause != message.ByWords {
			w.Fatalf("%+v", v.Message)
		}
		w.wantDue(id, message.RuleJudge, w.office, "2026-03-03")
		no := func() message.Refusal {
			return message.Refusal{Rev: w.rev(id), Verdict: message.Advert, Said: "内容为广告。"}
		}
		_, err := w.s.Refuse(w.as(auth.Clerk), id, no())
		w.want(err, fault.Forbidden, "")
		_, err = w.s.Refuse(w.as(auth.Office), id, no())
		w.must(err)
		m, err := w.s.Track(w.Context(), me, network)
		w.must(err)
		if m.Verdict != message.Advert || m.Said == "" || !slices.Contains(m.May, message.ActAppeal) || len(w.owed(id)) > 0 {
			w.Errorf("%+v", m)
		}
		_, err = w.s.Object(w.Context(), message.Words{By: message.By{Pass: m.Pass}, Text: "我是在举报代开发票的人"}, network)
		w.must(err)
		w.wantDue(id, message.RuleJudge, w.office, "2026-03-03")
		_, err = w.s.Admit(w.as(auth.Office), id, message.Because{Rev: w.rev(id), Reason: "是举报"})
		w.want(err, fault.Forbidden, "")
		judge := auth.With(w.Context(), w.judge)
		_, err = w.s.Refuse(judge, id, no())
		w.must(err)
		_, err = w.s.Object(w.Context(), message.Words{By: me, Text: "再看一次"}, network)
		w.want(err, fault.Conflict, "message.not_now")
		w.list(message.Find{Month: "2026-03", Set: message.Turned}, 1)
		w.list(message.Find{Month: "2026-03", Set: message.Objected}, 1)

		in.Text = "收到短信说可以代开发票，请问是不是骗局？"
		id, _ = w.filed(in)
		_, err = w.s.Admit(w.as(auth.Office), id, message.Because{Rev: w.rev(id), Reason: "是咨询"})
		w.must(err)
		w.wantDue(id, message.RuleReply, w.bureau, "2026-03-09")
		w.wantDue(id, message.RuleSign, w.bureau, "2026-03-03")
	})
}

// TestFlood: what comes from one network in an hour is held from some number on, and
// refused from a much higher one.
func TestFlood(t *testing.T) {
	each(t, func(w *world) {
		held, refused := 0, 0
		for i := range 110 {
			in := w.question()
			in.Title = strings.Repeat("问", i/10+1) + strings.Repeat("题", i%10+1)
			out, err := w.s.File(w.Context(), in, "", network)
			switch {
			case fault.Of(err) == fault.TooMany:
				refused++
			case err != nil:
				w.Fatal(err)
			case out.Held:
				held++
			}
		}
		if held != 80 || refused != 10 {
			w.Errorf("of 110 letters %d held, %d refused", held, refused)
		}
	})
}

// TestReceive: typed in for 12345, once a work order, and reported back.
func TestReceive(t *testing.T) {
	each(t, func(w *world) {
		q := w.question()
		in := message.Receipt{Channel: message.Hotline, Day: "2026-02-27", Kind: message.Help, Letter: q.Letter, Sender: message.Sender{Name: "王小明"}}
		_, err := w.s.Receive(w.as(auth.Clerk), in)
		w.wantField(err, "source", "message.need.source")
		in.Source = "NC20260227001"
		out, err := w.s.Receive(w.as(auth.Clerk), in)
		w.must(err)
		w.wantDue(out.ID, message.RuleReply, w.bureau, "2026-03-05") // Saturday the 28th was worked
		in.Title = "同一工单"
		_, err = w.s.Receive(w.as(auth.Clerk), in)
		w.wantField(err, "source", "message.bad.source")
		in.Source, in.Day = "NC20260302009", "2026-03-03"
		_, err = w.s.Receive(w.as(auth.Clerk), in)
		w.wantField(err, "day", "foi.bad.future")
		id := out.ID
		see := func() message.Seen { return message.Seen{Rev: w.rev(id)} }
		_, err = w.s.Sign(w.as(auth.Clerk), id, see())
		w.must(err)
		_, err = w.s.HandIn(w.as(auth.Clerk), id, draft(w.rev(id)))
		w.must(err)
		_, err = w.s.Pass(w.as(auth.Head), id, see())
		w.must(err)
		_, err = w.s.Send(w.as(auth.Office), id, see())
		w.must(err)
		w.wantDue(id, message.RuleReport, w.office, "2026-03-03")
		_, err = w.s.Report(w.as(auth.Office), id, message.Told{Rev: w.rev(id), Day: "2026-03-01"})
		w.wantField(err, "day", "message.bad.between")
		_, err = w.s.Report(w.as(auth.Office), id, message.Told{Rev: w.rev(id), Day: "2026-03-02"})
		w.must(err)
		if len(w.owed(id)) > 0 {
			w.Errorf("reported, it owes %v", w.owed(id))
		}
	})
}

// TestFigures: every number is the length of the list that it opens.
func TestFigures(t *testing.T) {
	each(t, func(w *world) {
		for i, rating := range []message.Rating{message.Content, message.Not, ""} {
			in := w.question()
			in.Title += strings.Repeat("啊", i)
			id, me := w.filed(in)
			w.answered(id)
			if rating != "" {
				_, err := w.s.Rate(w.Context(), message.Rated{By: me, Rating: rating}, network)
				w.must(err)
			}
		}
		in := w.question()
		in.Title = "没有答复的"
		w.filed(in)
		w.clock.Set("2026-04-01")
		all, err := w.s.Figures(w.as(auth.Office), message.Span{})
		w.must(err)
		if len(all) != 4 || all[1].Month != "2026-03" {
			w.Fatalf("%+v", all)
		}
		for set, n := range map[message.Set]int{message.Came: 4, message.Done: 3, message.RatedSet: 2, message.Satisfied: 1, message.Late: 1, message.Moved: 0} {
			if all[1].N[set] != n {
				w.Errorf("%s is %d, want %d", set, all[1].N[set], n)
			}
		}
		for set, n := range all[1].N {
			w.list(message.Find{Month: "2026-03", Set: set}, n)
		}
		if all[1].Days != "0.0" || all[1].Share != "50.0" {
			w.Errorf("%s days, %s per cent", all[1].Days, all[1].Share)
		}
		public, err := w.s.PublicFigures(w.Context(), message.Span{})
		w.must(err)
		if _, tells := public[1].N[message.Late]; tells || public[1].N[message.Done] != 3 {
			w.Errorf("the public is told %+v", public[1])
		}
	})
}

// TestPersonal: the contact is sealed and masked, opening it leaves its reason, the journal
// has no word of what was written, and after its term all of it is gone.
func TestPersonal(t *testing.T) {
	each(t, func(w *world) {
		id, me := w.filed(w.question())
		w.answered(id)
		v := w.view(id)
		if v.Sender.Phone == "13800000000" || v.Sender.Name == "王小明" || strings.Contains(v.Message.Sender+v.Message.Letter, "王小明") {
			w.Errorf("%+v", v.Sender)
		}
		_, err := w.s.Unmask(w.as(auth.Clerk), id, message.Unseal{})
		w.wantField(err, "reason", "foi.need.reason")
		who, err := w.s.Unmask(w.as(auth.Clerk), id, message.Unseal{Reason: "电话核实"})
		w.must(err)
		if who.Phone != "13800000000" {
			w.Errorf("%+v", who)
		}
		w.must(w.db.Read(w.as(auth.Office), func(tx *db.Tx) error {
			rows, err := journal.For(tx, message.RefOf(id), db.Page{Size: 200})
			var all strings.Builder
			for _, e := range rows.Items {
				all.WriteString(string(e.Body))
			}
			if !strings.Contains(all.String(), "电话核实") || strings.Contains(all.String(), "王小明") || strings.Contains(all.String(), "补贴") || strings.Contains(all.String(), "13800000000") {
				w.Errorf("the journal says %s", all.String())
			}
			return err
		}))
		w.clock.Set("2029-03-05")
		n, err := w.s.Forget(w.Context())
		w.must(err)
		if n != 1 {
			w.Errorf("%d forgotten", n)
		}
		_, err = w.s.Track(w.Context(), me, network)
		w.wantField(err, "code", "foi.wrong_code")
		if v := w.view(id); v.Letter.Text != "" || v.Message.Days != 0 || v.Message.Status != message.Replied {
			w.Errorf("%+v", v)
		}
	})
}

// TestRefusesBadInput: each field at fault is named.
func TestRefusesBadInput(t *testing.T) {
	each(t, func(w *world) {
		for _, tt := range []struct {
			spoil      func(*message.Sending)
			field, key string
		}{
			{func(in *message.Sending) { in.Kind = "x" }, "kind", "message.need.kind"},
			{func(in *message.Sending) { in.Kind = message.State }, "kind", "message.need.kind"},
			{func(in *message.Sending) { in.Title = " " }, "title", "message.need.title"},
			{func(in *message.Sending) { in.Text = "好" }, "text", "message.bad.short"},
			{func(in *message.Sending) { in.Text = strings.Repeat("长", 2001) }, "text", "message.too_long"},
			{func(in *message.Sending) { in.Kind = message.Mistake }, "page", "message.need.page"},
			{func(in *message.Sending) { in.Kind, in.Phone = message.Help, "" }, "phone", "message.need.phone"},
			{func(in *message.Sending) { in.Phone = "12" }, "phone", "message.bad.phone"},
			{func(in *message.Sending) { in.Unit = 1 }, "unit", "foi.bad.unit"},
		} {
			in := w.question()
			tt.spoil(&in)
			_, err := w.s.File(w.Context(), in, "", network)
			w.wantField(err, tt.field, tt.key)
		}
	})
}
