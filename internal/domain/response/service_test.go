package response_test

import (
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/response"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// TestAnswer: 48 hours run from the find over a holiday; the item that is released answers by
// itself, at the moment of its release; what is settled is looked back at by somebody else.
func TestAnswer(t *testing.T) {
	each(t, func(w *world) {
		c := w.noted()
		w.wantOwed(c, "response.judge of office in 120 min: soon")
		w.wait(time.Hour)
		_, err := w.s.Judge(w.as(w.clerk), c.ID, judging(c.Rev, w.justice, "misread", response.Larger))
		w.want(err, fault.Forbidden, "not_allowed")
		c, err = w.s.Judge(w.as(w.office), c.ID, judging(c.Rev, w.justice, "misread", response.Larger))
		w.must(err)
		if !c.StartAt.Equal(c.FoundAt) || c.DueAt.Sub(c.FoundAt) != 48*time.Hour || !c.PressDue.IsZero() {
			t.Errorf("from %s to %s, press %s", c.StartAt, c.DueAt, c.PressDue)
		}
		c, item := w.drafted(c)
		_, err = w.s.Settle(w.as(w.clerk), c.ID, response.Seen{Rev: c.Rev})
		w.want(err, fault.Conflict, "flow.no_step")
		w.clock.Set("2023-09-30") // a day off
		w.release(item)
		v := w.view(c.ID)
		if v.Status != response.Responded || !v.FirstAt.Equal(w.db.Now()) || v.Answer.Lamp != response.LampDone || len(v.Releases) != 1 || !v.Releases[0].First || !v.Releases[0].Public {
			t.Fatalf("released: %+v", v)
		}
		_, err = w.s.Settle(w.as(w.clerk), c.ID, response.Seen{Rev: v.Rev})
		w.want(err, fault.Conflict, "response.lacks.measure")
		c, err = w.s.Measure(w.as(w.clerk), c.ID, response.Doing{Rev: v.Rev, Unit: w.finance, On: w.db.Today(), Text: "逐户核对"})
		w.must(err)
		c, err = w.s.Settle(w.as(w.clerk), c.ID, response.Seen{Rev: c.Rev})
		w.must(err)
		_, err = w.s.Review(w.as(w.clerk), c.ID, response.Lesson{Rev: c.Rev, Lessons: "及时"})
		w.want(err, fault.Forbidden, "not_allowed")
		c, err = w.s.Reopen(w.as(w.head), c.ID, response.Because{Rev: c.Rev, Reason: "还有一户"})
		w.must(err)
		c, err = w.s.Settle(w.as(w.head), c.ID, response.Seen{Rev: c.Rev})
		w.must(err)
		_, err = w.s.Review(w.as(w.head), c.ID, response.Lesson{Rev: c.Rev, Lessons: "及时"})
		w.want(err, fault.Forbidden, "flow.four_eyes")
		c, err = w.s.Review(w.as(w.office), c.ID, response.Lesson{Rev: c.Rev, Lessons: "政策说明要同步"})
		w.must(err)
		w.wantOwed(c, "response.judge of office in -2760 min: done; response.answer of justice in 0 min: done; response.review of justice in 0 min: done")
	})
}

// TestMinute: an answer is in time at its last instant and late a millisecond after it, on
// the concern, on its duty, in the lists of both and on the board.
func TestMinute(t *testing.T) {
	each(t, func(w *world) {
		c := w.judged("hot", response.Ordinary)
		w.wait(c.DueAt.Sub(w.db.Now()))
		lists := func(when string, lamp response.Lamp, light duty.Light) {
			t.Helper()
			for _, l := range []response.Lamp{response.LampLate, response.LampSoon, response.LampInTime, response.LampDone, response.LampDoneLate} {
				rows, err := w.s.Find(w.as(w.office), response.Find{Lamp: l}, db.Page{})
				w.must(err)
				if (rows.Total == 1) != (l == lamp) || l == lamp && rows.Items[0].Answer.Lamp != lamp {
					t.Errorf("%s: %d are %s", when, rows.Total, l)
				}
			}
			for _, l := range duty.Lights {
				rows, err := w.duties.Find(w.as(w.office), duty.Find{Light: l, Rule: response.RuleAnswer}, db.Page{})
				w.must(err)
				if (rows.Total == 1) != (l == light) || l == light && rows.Items[0].Light != light {
					t.Errorf("%s: %d duties are %s", when, rows.Total, l)
				}
			}
			todo, err := w.duties.Today(w.as(w.clerk))
			w.must(err)
			if n := map[duty.Light]int{duty.Late: todo.Tally.Late, duty.Soon: todo.Tally.Soon, duty.DoneLate: todo.Tally.DoneLate}[light]; n != 1 {
				t.Errorf("%s: the board has %+v", when, todo.Tally)
			}
		}
		lists("at the instant", response.LampSoon, duty.Soon)
		w.wait(time.Millisecond)
		lists("after it", response.LampLate, duty.Late)
		c, item := w.drafted(c)
		w.release(item)
		lists("answered", response.LampDoneLate, duty.DoneLate)
		m, err := w.s.Figures(w.as(w.office), response.Span{})
		w.must(err)
		if m[0].N[response.Came] != 1 || m[0].N[response.TooLate] != 1 || m[0].N[response.InTime] != 0 || m[0].Hours != "48.0" {
			t.Errorf("%+v", m[0])
		}
		if !w.ptr(c.ID).Late(w.db.Now()) {
			t.Error("not late")
		}
	})
}

// TestUrgent: 5 and 24 hours run from the event; a release and a press conference meet them,
// and a concern is not settled without both.
func TestUrgent(t *testing.T) {
	each(t, func(w *world) {
		in := w.facts()
		in.EventOn, in.EventTime = w.db.Today().Add(-1), "23:30"
		c, err := w.s.Note(w.as(w.clerk), w.justice, in)
		w.must(err)
		c, err = w.s.Judge(w.as(w.office), c.ID, judging(c.Rev, w.justice, response.Emergency, response.Larger))
		w.must(err)
		w.wantOwed(c, "response.judge of office in 120 min: done; response.answer of justice in 2880 min: soon")
		c, err = w.s.Judge(w.as(w.office), c.ID, judging(c.Rev, w.finance, response.Emergency, response.Major))
		w.must(err)
		happened, err := time.ParseInLocation("2006-01-02 15:04", "2023-09-27 23:30", calendar.Zone)
		w.must(err)
		if !c.StartAt.Equal(happened) || c.DueAt.Sub(happened) != 5*time.Hour || c.PressDue.Sub(happened) != 24*time.Hour {
			t.Errorf("from %s: %s, %s", c.StartAt, c.DueAt, c.PressDue)
		}
		rows, err := w.duties.Find(w.as(w.office), duty.Find{From: c.Ref(), Unit: w.finance}, db.Page{})
		w.must(err)
		if len(rows.Items) != 2 || rows.Items[0].Rule != response.RuleFirst || !rows.Items[0].DueAt.Equal(c.DueAt) || rows.Items[1].Rule != response.RulePress || !rows.Items[1].DueAt.Equal(c.PressDue) {
			t.Fatalf("owed by finance: %+v", rows.Items)
		}
		held := w.db.Now().In(calendar.Zone)
		press := response.Press{Rev: c.Rev, Day: calendar.DayOf(held), Clock: held.Add(time.Hour).Format("15:04"), Room: "新闻发布厅"}
		_, err = w.s.Press(w.as(w.stranger), c.ID, press)
		w.wantField(err, "clock", "response.ahead")
		press.Day, press.Clock = press.Day.Add(-1), "23:00"
		_, err = w.s.Press(w.as(w.stranger), c.ID, press)
		w.wantField(err, "clock", "response.before_start")
		_, err = w.s.Draft(w.as(w.clerk), c.ID, response.Draft{Rev: c.Rev, Title: "说明", Column: w.column, Body: "说明"})
		w.want(err, fault.Forbidden, "not_allowed") // who found it, and does not answer
		c, err = w.s.Link(w.as(w.stranger), c.ID, response.Linking{Rev: c.Rev, Item: publish.RefOf(w.published())})
		w.must(err)
		c, err = w.s.Measure(w.as(w.stranger), c.ID, response.Doing{Rev: c.Rev, Unit: w.finance, On: w.db.Today(), Text: "抢修"})
		w.must(err)
		_, err = w.s.Settle(w.as(w.stranger), c.ID, response.Seen{Rev: c.Rev})
		w.want(err, fault.Conflict, "response.lacks.press")
		press.Rev, press.Day, press.Clock = c.Rev, calendar.DayOf(held), held.Format("15:04")
		c, err = w.s.Press(w.as(w.stranger), c.ID, press)
		w.must(err)
		if v := w.view(c.ID); v.Press.Lamp != response.LampDone {
			t.Errorf("held: %+v", v.Press)
		}
		press.Rev = c.Rev
		_, err = w.s.Press(w.as(w.stranger), c.ID, press)
		w.want(err, fault.Conflict, "response.press_twice")
		_, err = w.s.Settle(w.as(w.stranger), c.ID, response.Seen{Rev: c.Rev})
		w.must(err)
	})
}

func (w *world) ptr(id response.ID) *response.View {
	v := w.view(id)
	return &v
}

// TestLink: an item counts from the moment at which it was public, none from before the find,
// and one that turns out to be older than the first answer becomes the first.
func TestLink(t *testing.T) {
	each(t, func(w *world) {
		before := w.published()
		w.wait(time.Hour)
		c := w.judged("interest", response.Ordinary)
		link := func(c *response.Concern, address string) (*response.Concern, error) {
			return w.s.Link(w.as(w.clerk), c.ID, response.Linking{Rev: c.Rev, Item: address})
		}
		_, err := link(c, "/publish/7")
		w.wantField(err, "item", "response.no_item")
		_, err = link(c, publish.RefOf(before))
		w.wantField(err, "item", "response.before")
		w.wait(time.Hour)
		older := w.published()
		moment := w.db.Now()
		w.wait(47 * time.Hour)
		newer := w.published()
		c, err = link(c, "https://gk.example.gov.cn/"+publish.RefOf(newer))
		w.must(err)
		if v := w.view(c.ID); v.Status != response.Responded || v.Answer.Lamp != response.LampDone || !v.FirstAt.Equal(w.db.Now()) {
			t.Errorf("the newer: %+v", v.Answer)
		}
		c, err = link(c, publish.RefOf(older))
		w.must(err)
		v := w.view(c.ID)
		if !v.FirstAt.Equal(moment) || v.Releases[0].First == v.Releases[1].First {
			t.Errorf("first at %s: %+v", v.FirstAt, v.Releases)
		}
		rows, err := w.duties.Find(w.as(w.office), duty.Find{Rule: response.RuleAnswer}, db.Page{})
		w.must(err)
		if d := rows.Items[0]; d.Light != duty.Done || !d.MetAt.Equal(moment) || d.Evidence != publish.RefOf(older) {
			t.Errorf("met: %+v", d)
		}
		_, err = link(c, publish.RefOf(older))
		w.wantField(err, "item", "response.linked")
	})
}

// TestClose: who says that it is untrue does not close it; the clock runs until somebody else
// does, and what is closed owes nothing and is no figure but its own.
func TestClose(t *testing.T) {
	each(t, func(w *world) {
		c := w.judged("hot", response.Ordinary)
		c, pending := w.drafted(c)
		doubt := response.Doubt{Because: response.Because{Rev: c.Rev, Reason: "查无此事"}, Ground: "untrue"}
		c, err := w.s.Doubt(w.as(w.office), c.ID, doubt)
		w.must(err)
		_, err = w.s.Dismiss(w.as(w.office), c.ID, response.Seen{Rev: c.Rev})
		w.want(err, fault.Forbidden, "flow.four_eyes")
		if v := w.view(c.ID); v.Answer == nil || v.Answer.Minutes != 2880 {
			t.Errorf("while it is doubted: %+v", v.Answer)
		}
		c, err = w.s.Refuse(w.as(w.second), c.ID, response.Because{Rev: c.Rev, Reason: "请再核实"})
		w.must(err)
		doubt.Rev = c.Rev
		c, err = w.s.Doubt(w.as(w.clerk), c.ID, doubt)
		w.must(err)
		c, err = w.s.Dismiss(w.as(w.second), c.ID, response.Seen{Rev: c.Rev})
		w.must(err)
		w.wantOwed(c, "response.judge of office in 120 min: done")
		w.release(pending) // an item of its own by now
		if v := w.view(c.ID); v.Status != response.Unfounded || len(v.Releases) != 0 {
			t.Errorf("closed: %+v", v)
		}
		m, err := w.s.Figures(w.as(w.office), response.Span{})
		w.must(err)
		n := m[0].N
		if n[response.Came] != 1 || n[response.Void] != 1 || n[response.InTime]+n[response.TooLate]+n[response.Open] != 0 {
			t.Errorf("%+v", n)
		}
	})
}

// TestRemind: who answers is told when it is judged, at each of the hours that the district
// has set and when it is late, then the office too, once each.
func TestRemind(t *testing.T) {
	each(t, func(w *world) {
		c := w.judged("hot", response.Ordinary)
		watch := func(want int) {
			t.Helper()
			if n, err := w.s.Watch(t.Context()); err != nil || n != want {
				t.Errorf("told of %d, want %d: %v", n, want, err)
			}
		}
		watch(0)
		w.wait(24 * time.Hour)
		watch(1)
		watch(0)
		w.wait(20*time.Hour + time.Minute)
		watch(1)
		w.wait(3 * time.Hour)
		watch(1)
		w.wait(time.Hour)
		watch(1)
		watch(0)
		if clerk, office := w.told(w.clerk), w.told(w.office); clerk != "late"+strings.Repeat(" near", 3)+" judged" || office != "late noted" {
			t.Errorf("told: %q, %q", clerk, office)
		}
		_, item := w.drafted(&w.ptr(c.ID).Concern)
		w.release(item)
		watch(0)
		if told := w.told(w.stranger); told != "" {
			t.Errorf("another unit was told %q", told)
		}
	})
}

// TestRecord: nobody finds what is to come, what was found stays as it is once it is judged,
// another unit does not know of it, and everybody reads nothing but what was released.
func TestRecord(t *testing.T) {
	each(t, func(w *world) {
		in := w.facts()
		in.FoundOn = in.FoundOn.Add(1)
		_, err := w.s.Note(w.as(w.clerk), w.justice, in)
		w.wantField(err, "found_time", "response.ahead")
		in = w.facts()
		in.EventOn, in.EventTime = in.FoundOn.Add(1), "09:00"
		_, err = w.s.Note(w.as(w.clerk), w.justice, in)
		w.wantField(err, "event_time", "response.after_found")
		in.EventOn, in.EventTime, in.Link = in.FoundOn, "", "javascript:alert(1)"
		_, err = w.s.Note(w.as(w.clerk), w.justice, in)
		w.wantField(err, "event_time", "response.both")
		w.wantField(err, "link", "response.bad_link")
		_, err = w.s.Note(w.as(w.stranger), w.justice, w.facts())
		w.want(err, fault.Forbidden, "not_allowed")
		c := w.noted()
		if again := w.noted(); again.ID != c.ID {
			t.Errorf("sent twice, it is %s and %s", c.Number, again.Number)
		}
		change := response.FormOf(c)
		change.Title = "网传补贴停发"
		c, err = w.s.Edit(w.as(w.clerk), c.ID, change)
		w.must(err)
		if next := w.noted(); c.Number != "2023-0001" || next.Number != "2023-0002" {
			t.Errorf("numbers %s, %s", c.Number, next.Number)
		}
		c, err = w.s.Judge(w.as(w.office), c.ID, judging(c.Rev, w.justice, "hot", response.Ordinary))
		w.must(err)
		change.Rev = c.Rev
		_, err = w.s.Edit(w.as(w.clerk), c.ID, change)
		w.want(err, fault.Conflict, "flow.no_step")
		_, err = w.s.View(w.as(w.stranger), c.ID)
		w.want(err, fault.NotFound, "not_found")
		open := func() db.Rows[response.Public] {
			rows, err := w.s.PublicList(t.Context(), response.PublicFind{}, db.Page{})
			w.must(err)
			return rows
		}
		other := w.published()
		c, item := w.drafted(c)
		if rows := open(); rows.Total != 0 || len(rows.Items) != 0 {
			t.Errorf("before the release everybody reads %+v", rows)
		}
		w.release(item)
		if rows := open(); rows.Total != 1 || rows.Items[0].ID != item || rows.Items[0].ID == other {
			t.Errorf("everybody reads %+v", rows)
		}
		_, err = w.s.Unlink(w.as(w.clerk), c.ID, response.Linking{Rev: w.view(c.ID).Rev, Item: publish.RefOf(item)})
		w.wantField(err, "item", "response.not_linked")
	})
}
