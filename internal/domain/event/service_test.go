package event_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// TestLife: an event is announced by another person than its author, ends by the clock, and
// owes its minutes until they are published by another person than their author.
func TestLife(t *testing.T) {
	each(t, func(w *world) {
		clerk, head := w.as(auth.Clerk), w.as(auth.Head)
		in := edit(event.Attend, 5)
		in.Closes = "2026-03-15"
		_, err := w.s.Make(clerk, w.bureau, in)
		w.wantField(err, "closes", "event.bad.closes")
		in.Stops = "8:30"
		_, err = w.s.Make(clerk, w.bureau, in)
		w.wantField(err, "stops", "event.bad.end")
		id := w.announced(event.Attend, 5)
		_, err = w.s.Approve(clerk, id, event.Seen{Rev: 3})
		w.want(err, fault.Conflict, "")
		_, err = w.s.View(auth.With(w.Context(), w.other), id)
		w.want(err, fault.NotFound, "")
		a, b := w.enrol(id, 1, 2), w.enrol(id, 2, 1)

		_, err = w.s.CheckIn(clerk, id, event.Coming{Came: []string{a.Number}})
		w.want(err, fault.Conflict, "event.no_check")
		w.clock.Set("2026-03-14")
		w.tick(0)
		if v := w.view(id); v.Event.Status != event.Closed {
			t.Errorf("the enrolment is %s", v.Event.Status)
		}
		c, err := w.s.CheckIn(clerk, id, event.Coming{Came: []string{a.Number, b.Number}})
		w.must(err)
		c2, err := w.s.CheckIn(clerk, id, event.Coming{Came: []string{a.Number}})
		w.must(err)
		if c.Came != 3 || c2.Came != 2 {
			t.Errorf("came %d, then %d", c.Came, c2.Came)
		}
		_, err = w.s.CheckIn(clerk, id, event.Coming{Came: []string{"2026-4999999"}})
		w.wantField(err, "came", "event.bad.number")
		v := w.view(id)
		_, err = w.s.Cancel(head, id, event.Because{Seen: event.Seen{Rev: v.Event.Rev}, Reason: "下雨"})
		w.want(err, fault.Conflict, "event.begun")

		w.tick(3 * time.Hour) // it ends at half past eleven
		v = w.view(id)
		if v.Event.Status != event.Held || len(w.owed(id)) != 1 || w.owed(id)[0].Status != duty.Open {
			t.Fatalf("the event is %s, owes %v", v.Event.Status, w.owed(id))
		}
		w.minutes(id, v)
		if due := w.owed(id); due[0].Status != duty.Met {
			t.Errorf("the minutes are still owed: %v", due)
		}
	})
}

// owed are the duties of an event.
func (w *world) owed(id event.ID) (out []duty.Duty) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) (err error) {
		out, err = db.All[duty.Duty](tx, "FROM duty_duty WHERE ref = ?", event.RefOf(id))
		return err
	}))
	return out
}

// minutes writes and publishes the minutes of a meeting, with a photograph.
func (w *world) minutes(id event.ID, v event.View) {
	w.Helper()
	clerk, head := w.as(auth.Clerk), w.as(auth.Head)
	rev := event.Seen{Rev: v.Event.Rev}
	_, err := w.s.Attach(clerk, "说明.txt", strings.NewReader("不是照片"))
	w.wantField(err, "file", "event.bad.picture")
	p, err := w.s.Attach(clerk, "会场.png", bytes.NewReader(picture(w.TB)))
	w.must(err)
	_, err = w.s.Add(clerk, id, event.Adding{Seen: rev}, p)
	w.wantField(err, "alt", "event.need.alt")
	e, err := w.s.Add(clerk, id, event.Adding{Seen: rev, Alt: "代表在会议室发言"}, p)
	w.must(err)
	in := event.Record{Seen: event.Seen{Rev: e.Rev}, Minutes: "会议审议了养犬办法。", Walkins: 1}
	_, err = w.s.Note(clerk, id, in)
	w.wantField(err, "heard", "event.need.heard")
	in.Heard = "代表甲：建议延长遛犬时间。"
	_, err = w.s.Note(clerk, id, in)
	w.wantField(err, "became", "event.need.became")
	in.Became = "采纳，写进第三条。"
	e, err = w.s.Note(clerk, id, in)
	w.must(err)
	hidden, err := w.s.Show(w.visitor(), id)
	w.must(err)
	if hidden.Event.Status != event.Held || hidden.Event.Minutes != "" || len(hidden.Photos) != 0 {
		w.Errorf("minutes are shown before they are published: %+v", hidden)
	}
	_, err = w.s.Tell(w.as(auth.Clerk), id, event.Seen{Rev: e.Rev})
	w.want(err, fault.Forbidden, "")
	_, err = w.s.Tell(head, id, event.Seen{Rev: e.Rev})
	w.must(err)
	out, err := w.s.Show(w.visitor(), id)
	w.must(err)
	if out.Event.Became == "" || len(out.Photos) != 1 || out.Counts.Came != 2 || out.Event.Walkins != 1 {
		w.Errorf("shown %+v", out)
	}
	f, err := w.s.PhotoShown(w.visitor(), id, out.Photos[0].File)
	w.must(err)
	if f.Name != "会场.png" {
		w.Errorf("the photograph is %s", f.Name)
	}
}

// TestList: the full event has a waiting list in its order; a place that is given back goes to
// the first who fits, who is told; the telephone enrols once; late is late by the server's clock.
func TestList(t *testing.T) {
	each(t, func(w *world) {
		id := w.announced(event.OpenDay, 3)
		a, b := w.enrol(id, 1, 2), w.enrol(id, 2, 1)
		pair := w.enrol(id, 3, 2)
		mailed := person(4, 1)
		mailed.Mail = "wang@example.cn"
		next, err := w.s.Enrol(w.visitor(), id, mailed, "", "203.0.113.4")
		w.must(err)
		if a.Status != event.Placed || b.Status != event.Placed || pair.Status != event.Waiting || pair.Place != 1 || next.Place != 2 {
			t.Errorf("%v %v %v %v", a, b, pair, next)
		}
		if again := w.enrol(id, 1, 2); !again.Again || again.Number != a.Number || again.Code != a.Code {
			t.Errorf("enrolled twice: %v", again)
		}
		other := person(1, 1)
		other.Name = "李四"
		_, err = w.s.Enrol(w.visitor(), id, other, "", "203.0.113.4")
		w.wantField(err, "phone", "event.enrolled_already")
		for _, token := range []string{"", "another form"} { // who knows name and telephone does not get the code
			known := person(1, 2)
			known.Token = token
			_, err = w.s.Enrol(w.visitor(), id, known, "", "203.0.113.4")
			w.wantField(err, "phone", "event.enrolled_already")
		}
		_, err = w.s.Enrol(w.visitor(), id, person(9, 4), "", "203.0.113.4")
		w.wantField(err, "people", "event.bad.people")
		_, err = w.s.Enrol(w.visitor(), id, person(9, 1), "x", "203.0.113.4")
		w.wantField(err, "website", "consult.trapped")

		m, err := w.withdraw(b) // one place: the pair does not fit, the next one does
		w.must(err)
		if m.Status != event.Withdrawn || w.track(pair).Place != 1 || w.track(next).Status != event.Placed {
			t.Errorf("withdrawn %v, pair %v, next %v", m.Status, w.track(pair), w.track(next))
		}
		w.tick(0)
		if got := w.mails.next(); !strings.Contains(got, "wang@example.cn") {
			t.Errorf("no mail: %q", got)
		}
		_, err = w.withdraw(a)
		w.must(err)
		if w.track(pair).Status != event.Placed || w.view(id).Unreached != 1 {
			t.Errorf("the pair is %v, %d wait for a call", w.track(pair).Status, w.view(id).Unreached)
		}
		again := w.enrol(id, 1, 1)
		if again.Number == a.Number || again.Place != 1 {
			t.Errorf("enrolled anew as %v", again)
		}
		if c := w.view(id).Counts; c.Taken != 3 || c.Waiting != 1 || c.Withdrawn != 2 {
			t.Errorf("counts %+v", c)
		}
		w.clock.Set("2026-03-13")
		_, err = w.s.Enrol(w.visitor(), id, person(8, 1), "", "203.0.113.4")
		w.want(err, fault.Conflict, "event.over")
	})
}

// TestCrowd: forty people enrol for ten places at once, and half of them withdraw at once: no
// place is given twice, none is lost, and the list keeps its order.
func TestCrowd(t *testing.T) {
	each(t, func(w *world) {
		const people, places = 40, 10
		id := w.announced(event.OpenDay, places)
		filed := make([]event.Filed, people)
		w.atOnce(people, func(i int) error {
			out, err := w.s.Enrol(w.visitor(), id, person(i, 1), "", "203.0.113.7")
			filed[i] = out
			return err
		})
		if c := w.view(id).Counts; c.Taken != places || c.Waiting != people-places {
			t.Fatalf("enrolled: %+v", c)
		}
		w.atOnce(people/2, func(i int) error { _, err := w.withdraw(filed[2*i]); return err })
		if c := w.view(id).Counts; c.Taken != places || c.Waiting != people/2-places || c.Withdrawn != people/2 {
			t.Errorf("withdrawn: %+v", c)
		}
		all, err := w.s.Enrolments(w.as(auth.Clerk), id)
		w.must(err)
		waits := false
		for _, n := range all {
			if n.Status == event.Placed && waits {
				t.Errorf("%s has a place before somebody who came first", n.Number)
			}
			waits = waits || n.Status == event.Waiting
		}
	})
}

// atOnce does something n times at once.
func (w *world) atOnce(n int, do func(i int) error) {
	w.Helper()
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = do(i) })
	}
	all.Wait()
	for _, err := range errs {
		w.must(err)
	}
}

// TestTold: whoever has left an address is reminded once, told of a change and of the end;
// whom nothing reaches is called, and staff note that they have.
func TestTold(t *testing.T) {
	each(t, func(w *world) {
		head := w.as(auth.Head)
		id := w.announced(event.Brief, 2)
		in := person(1, 1)
		in.Mail = "wang@example.cn"
		mine, err := w.s.Enrol(w.visitor(), id, in, "", "203.0.113.4")
		w.must(err)
		w.enrol(id, 2, 1)
		w.enrol(id, 3, 1) // waits

		v := w.view(id)
		c := event.Change{Because: event.Because{Seen: event.Seen{Rev: v.Event.Rev}, Reason: "换大会议室"}, Schedule: edit(event.Brief, 1).Schedule}
		_, err = w.s.Change(head, id, c)
		w.wantField(err, "places", "event.bad.fewer")
		c.Places, c.Begins, c.Ends = 3, "2026-03-16", "2026-03-16"
		_, err = w.s.Change(head, id, c)
		w.must(err)
		w.tick(0)
		if got := w.mails.next(); !strings.Contains(got, "wang@example.cn") {
			t.Errorf("no mail of the change: %q", got)
		}
		v = w.view(id)
		if v.Counts.Taken != 3 || v.Unreached != 3 { // two of the change, one of the place
			t.Errorf("%+v, %d wait for a call", v.Counts, v.Unreached)
		}
		contacts, err := w.s.People(w.as(auth.Clerk), id, event.Unseal{Reason: "电话通知"})
		w.must(err)
		if len(contacts) != 3 || contacts[1].Person.Phone != "13900000002" || !contacts[1].Unsent || contacts[0].Unsent {
			t.Errorf("contacts %+v", contacts)
		}
		_, err = w.s.Reach(w.as(auth.Clerk), id, event.Reaching{Note: "逐一电话通知"})
		w.must(err)
		_, err = w.s.Reach(w.as(auth.Clerk), id, event.Reaching{Note: "逐一电话通知"})
		w.want(err, fault.Conflict, "event.nobody_waits")

		w.clock.Set("2026-03-15")
		w.tick(0)
		w.tick(time.Hour)
		if w.mails.next() == "" || w.mails.none() != 0 {
			t.Error("not reminded once")
		}
		v = w.view(id)
		_, err = w.s.Cancel(head, id, event.Because{Seen: event.Seen{Rev: v.Event.Rev}, Reason: "场地停电"})
		w.must(err)
		w.tick(0)
		m := w.track(mine)
		if w.mails.next() == "" || m.Event.Status != event.Cancelled || m.Event.Reason != "场地停电" || len(m.May) != 0 {
			t.Errorf("cancelled: %+v", m)
		}
		w.forgotten(id, mine)
	})
}

// forgotten lets the term pass: who enrolled is gone, how many is not.
func (w *world) forgotten(id event.ID, mine event.Filed) {
	w.Helper()
	w.clock.Set("2026-09-17")
	n, err := w.s.Forget(auth.With(w.Context(), auth.Machine("test")))
	w.must(err)
	all, err := w.s.Enrolments(w.as(auth.Clerk), id)
	w.must(err)
	if n != 3 || all[0].Person != "" || all[0].Shown != "（已隐去）" || all[0].Gone == "" || w.view(id).Counts.Taken != 3 {
		w.Errorf("forgotten %d: %+v", n, all[0])
	}
	in := event.By{}
	in.Number, in.Code = mine.Number, mine.Code
	_, err = w.s.Track(w.visitor(), in, "203.0.113.9")
	w.wantField(err, "code", "foi.wrong_code")
}
