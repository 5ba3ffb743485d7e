package deadline_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// play makes the clock of a line of events.
func play(t testing.TB, key, events string) deadline.Clock {
	t.Helper()
	ev, err := deadline.ParseEvents(events)
	if err != nil {
		t.Fatal(err)
	}
	c, err := deadline.Play(law.Calendar(), key, ev)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestReceived has the request received on a day: when a correction must be
// asked for, when it must be answered, and when if it is extended.
func TestReceived(t *testing.T) {
	cal := law.Calendar()
	for _, tt := range []struct {
		name                              string
		received, day1, day7, day20, by40 calendar.Day
	}{
		{"国庆 2023", "2023-09-15", "2023-09-18", "2023-09-26", "2023-10-19", "2023-11-16"},
		{"春节 2024", "2024-01-25", "2024-01-26", "2024-02-04", "2024-02-27", "2024-03-26"},
		{"国庆 2024", "2024-09-18", "2024-09-19", "2024-09-27", "2024-10-21", "2024-11-18"},
		{"春节 2025", "2025-01-20", "2025-01-21", "2025-02-05", "2025-02-21", "2025-03-21"},
		{"劳动节 2025", "2025-04-14", "2025-04-15", "2025-04-23", "2025-05-14", "2025-06-12"},
		{"国庆、中秋 2025", "2025-09-19", "2025-09-22", "2025-09-29", "2025-10-23", "2025-11-20"},
		{"元旦 2026", "2025-12-26", "2025-12-29", "2026-01-07", "2026-01-26", "2026-02-28"},
		{"春节 2026", "2026-02-05", "2026-02-06", "2026-02-14", "2026-03-11", "2026-04-09"},
		{"中秋、国庆 2026", "2026-09-10", "2026-09-11", "2026-09-20", "2026-10-14", "2026-11-11"},
		{"received in a holiday", "2026-10-03", "2026-10-08", "2026-10-15", "2026-11-03", "2026-12-01"},
		{"received on a make-up Saturday", "2026-10-10", "2026-10-12", "2026-10-20", "2026-11-06", "2026-12-04"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			day1, _ := cal.AddWork(tt.received, 1)
			clarify, err := deadline.Simple(cal, tt.received, law.MustTerm("foi.clarify"))
			if err != nil {
				t.Fatal(err)
			}
			reply := play(t, "foi.reply", "receive "+string(tt.received)).Due(cal)
			longer := play(t, "foi.reply", "receive "+string(tt.received)+"; extend "+string(tt.day20)).Due(cal)
			if got := []calendar.Day{day1, clarify.Day, reply.Day, longer.Day}; !slices.Equal(got, []calendar.Day{tt.day1, tt.day7, tt.day20, tt.by40}) {
				t.Errorf("got %v", got)
			}
			if reply.Provisional || longer.Provisional || reply.State != deadline.Running {
				t.Errorf("%+v, %+v", reply, longer)
			}
		})
	}
}

// TestDayList has each of the twenty working days.
func TestDayList(t *testing.T) {
	for _, tt := range []struct {
		received calendar.Day
		days     string
	}{
		{"2026-02-05", "02-06 02-09 02-10 02-11 02-12 02-13 02-14 02-24 02-25 02-26 02-27 02-28 03-02 03-03 03-04 03-05 03-06 03-09 03-10 03-11"},
		{"2026-09-10", "09-11 09-14 09-15 09-16 09-17 09-18 09-20 09-21 09-22 09-23 09-24 09-28 09-29 09-30 10-08 10-09 10-10 10-12 10-13 10-14"},
	} {
		d, err := deadline.Simple(law.Calendar(), tt.received, law.MustTerm("foi.reply"))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range d.Steps {
			for day, n := s.From, s.First; s.First > 0 && day <= s.To; day, n = day.Add(1), n+1 {
				got = append(got, string(day[5:]))
				if n != len(got) {
					t.Errorf("%s: counted as %d, want %d", day, n, len(got))
				}
			}
		}
		if strings.Join(got, " ") != tt.days {
			t.Errorf("received %s: %s", tt.received, strings.Join(got, " "))
		}
	}
}

// TestCases has one line a case: what happened, and when the answer is due.
func TestCases(t *testing.T) {
	for _, tt := range []struct {
		name, key, events string
		due               calendar.Day
		state             deadline.State
		waits             string // whom or what for
	}{
		{"补正: asked", "foi.reply", "receive 2025-09-24; clarify 2025-09-30", "", deadline.Waiting, "amend"},
		{"补正: not asked", "foi.reply", "receive 2025-09-24", "2025-10-28", deadline.Running, ""},
		{"补正: the corrected request begins it afresh", "foi.reply", "receive 2025-09-24; clarify 2025-09-30; amend 2025-10-16", "2025-11-13", deadline.Running, ""},
		{"补正: and then extended", "foi.reply", "receive 2025-09-24; clarify 2025-09-30; amend 2025-10-16; extend 2025-11-10", "2025-12-11", deadline.Running, ""},
		{"第三方: none asked", "foi.reply", "receive 2026-01-28", "2026-03-03", deadline.Running, ""},
		{"第三方: asked, nothing heard", "foi.reply", "receive 2026-01-28; ask A 2026-02-03", "", deadline.Paused, "A"},
		{"第三方: opinion arrives", "foi.reply", "receive 2026-01-28; ask A 2026-02-03; heard A 2026-03-02", "2026-03-24", deadline.Running, ""},
		{"第三方: silent since 02-05", "foi.reply", "receive 2026-01-28; ask A 2026-02-03; silent A 2026-02-05", "2026-03-26", deadline.Running, ""},
		{"第三方: two at once, the union", "foi.reply", "receive 2026-01-28; ask A 2026-02-03; ask B 2026-02-10; heard A 2026-03-02; heard B 2026-03-06", "2026-03-30", deadline.Running, ""},
		{"第三方: one of two is heard", "foi.reply", "receive 2026-01-28; ask A 2026-02-03; ask B 2026-02-10; heard A 2026-03-02", "", deadline.Paused, "B"},
		{"第三方: then extended", "foi.reply", "receive 2026-01-28; ask A 2026-02-03; heard A 2026-03-02; extend 2026-03-20", "2026-04-22", deadline.Running, ""},
		{"第三方: two at once, then extended", "foi.reply", "receive 2026-01-28; ask A 2026-02-03; ask B 2026-02-10; heard A 2026-03-02; heard B 2026-03-06; extend 2026-03-20", "2026-04-28", deadline.Running, ""},
		{"第三方: extended while asked", "foi.reply", "receive 2026-01-28; ask A 2026-02-03; extend 2026-02-10; heard A 2026-03-02", "2026-04-22", deadline.Running, ""},
		{"第三方: heard on the day", "foi.reply", "receive 2026-01-28; ask A 2026-02-03; heard A 2026-02-03", "2026-03-03", deadline.Running, ""},
		{"第三方: asked on the last day", "foi.reply", "receive 2026-01-28; ask A 2026-03-03", "2026-03-03", deadline.Running, ""},
		{"第三方: asked on the day of receipt", "foi.reply", "receive 2026-01-28; ask A 2026-01-28; heard A 2026-02-03", "2026-03-09", deadline.Running, ""},
		{"第三方: asked twice, one after the other", "foi.reply", "receive 2026-01-28; ask A 2026-02-03; heard A 2026-02-04; ask A 2026-02-05; heard A 2026-02-06", "2026-03-05", deadline.Running, ""},
		{"费用: notice stops it", "foi.reply", "receive 2026-04-20; fee 2026-04-27", "", deadline.Waiting, "paid"},
		{"费用: not asked for", "foi.reply", "receive 2026-04-20", "2026-05-20", deadline.Running, ""},
		{"费用: payment begins it afresh", "foi.reply", "receive 2026-04-20; fee 2026-04-27; paid 2026-05-12", "2026-06-09", deadline.Running, ""},
		{"费用: a third party is still being asked", "foi.reply", "receive 2026-04-20; ask A 2026-04-22; fee 2026-04-27; paid 2026-05-12; heard A 2026-05-14", "2026-06-11", deadline.Running, ""},
		{"补正 and 费用", "foi.reply", "receive 2026-04-13; clarify 2026-04-15; amend 2026-04-20; fee 2026-04-27; paid 2026-05-12", "2026-06-09", deadline.Running, ""},
		{"answered in time", "foi.reply", "receive 2026-01-28; reply 2026-02-27", "2026-03-03", deadline.Stopped, ""},
		{"answered while a third party is asked", "foi.reply", "receive 2026-01-28; ask A 2026-02-03; reply 2026-02-10", "2026-03-10", deadline.Stopped, ""},
		{"closed while a correction is awaited", "foi.reply", "receive 2026-01-28; clarify 2026-02-03; reply 2026-03-10", "", deadline.Stopped, ""},
		{"主动公开: formed 2026-09-10", "publish.release", "receive 2026-09-10", "2026-10-14", deadline.Running, ""},
		{"主动公开: formed 2023-12-18", "publish.release", "receive 2023-12-18", "2024-01-16", deadline.Running, ""},
		{"主动公开: formed 2025-01-15", "publish.release", "receive 2025-01-15", "2025-02-18", deadline.Running, ""},
		{"第三方's own time", "foi.consult", "receive 2026-02-05", "2026-03-04", deadline.Running, ""},
		{"time to pay", "foi.pay", "receive 2026-04-27", "2026-05-27", deadline.Running, ""},
		{"复议: the 60th day is a Sunday", "review.apply", "receive 2025-12-10", "2026-02-09", deadline.Running, ""},
		{"复议: the 60th day is in a holiday", "review.apply", "receive 2026-08-04", "2026-10-08", deadline.Running, ""},
		{"延迟: on the last day", "foi.reply", "receive 2026-02-05; delay 20 2026-03-11", "2026-04-09", deadline.Running, ""},
		{"延迟: after the one extension", "foi.reply", "receive 2026-02-05; extend 2026-03-02; delay 30 2026-04-09", "2026-05-25", deadline.Running, ""},
		{"延迟: a third party is asked after it", "foi.reply", "receive 2026-01-28; delay 10 2026-01-30; ask A 2026-02-03; heard A 2026-03-02", "2026-04-08", deadline.Running, ""},
		{"延迟: void with its period, and the extension is still there", "foi.reply", "receive 2026-04-20; delay 20 2026-04-24; fee 2026-04-27; paid 2026-05-12; extend 2026-05-13", "2026-07-08", deadline.Running, ""},
		{"复议: decision, extended", "review.decide", "receive 2026-03-02; extend 2026-04-20", "2026-06-01", deadline.Running, ""},
		{"诉讼: six months", "suit.direct", "receive 2025-12-10", "2026-06-10", deadline.Running, ""},
		{"诉讼: the month has no such day, and the Saturday is worked", "suit.direct", "receive 2025-08-31", "2026-02-28", deadline.Running, ""},
		{"诉讼: the 15th day is in a holiday", "suit.review", "receive 2026-09-22", "2026-10-08", deadline.Running, ""},
		{"年报: a Saturday, which does not roll", "annual.department", "receive 2025-12-31", "2026-01-31", deadline.Running, ""},
		{"年报: a Sunday, which does not roll", "annual.department", "receive 2026-12-31", "2027-01-31", deadline.Running, ""},
		{"年报: of the district", "annual.government", "receive 2025-12-31", "2026-03-31", deadline.Running, ""},
		{"年报: begun on the date itself", "annual.department", "receive 2026-01-31", "2027-01-31", deadline.Running, ""},
		{"预算: days do not roll", "budget.government", "receive 2026-01-18", "2026-02-07", deadline.Running, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := play(t, tt.key, tt.events).Due(law.Calendar())
			if got.Day != tt.due || got.State != tt.state || strings.Join(got.For, " ") != tt.waits || got.Provisional {
				t.Errorf("%+v", got)
			}
		})
	}
}

// TestSimple has terms with no event but the first.
func TestSimple(t *testing.T) {
	for _, tt := range []struct {
		name string
		from calendar.Day
		term deadline.Term
		due  calendar.Day
		roll bool // a step says that it rolled over
	}{
		{"10 工作日 to correct", "2025-09-30", deadline.Term{N: 10, Unit: deadline.Workday}, "2025-10-21", false},
		{"the same day", "2026-10-03", deadline.Term{Unit: deadline.Workday}, "2026-10-03", false},
		{"20 日, not rolled", "2026-01-18", deadline.Term{N: 20, Unit: deadline.CalDay}, "2026-02-07", false},
		{"20 日, rolled", "2026-01-18", deadline.Term{N: 20, Unit: deadline.CalDay, Roll: true}, "2026-02-09", true},
		{"ends on a make-up Saturday", "2026-01-25", deadline.Term{N: 20, Unit: deadline.CalDay, Roll: true}, "2026-02-14", false},
		{"1 月 from the end of January", "2026-01-31", deadline.Term{N: 1, Unit: deadline.Month}, "2026-02-28", false},
		{"1 月, rolled", "2026-09-02", deadline.Term{N: 1, Unit: deadline.Month, Roll: true}, "2026-10-08", true},
		{"a date with its year", "2023-08-01", deadline.Term{Unit: deadline.Date, Date: "2023-10-31"}, "2023-10-31", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, err := deadline.Simple(law.Calendar(), tt.from, tt.term)
			if err != nil {
				t.Fatal(err)
			}
			rolled := slices.ContainsFunc(d.Steps, func(s deadline.Step) bool { return s.Sort == deadline.Rolled })
			if d.Day != tt.due || d.Provisional || rolled != tt.roll {
				t.Errorf("%+v", d)
			}
		})
	}
}

// TestProvisional: a day of a year without a notice is never taken silently as Monday to Friday.
func TestProvisional(t *testing.T) {
	for _, tt := range []struct {
		name string
		from calendar.Day
		term deadline.Term
		due  calendar.Day
		want bool
	}{
		{"7 工作日 into the last days of 2026", "2026-12-21", deadline.Term{N: 7, Unit: deadline.Workday}, "2026-12-30", false},
		{"the last day of 2026", "2026-12-21", deadline.Term{N: 8, Unit: deadline.Workday}, "2026-12-31", false},
		{"20 工作日 into 2027", "2026-12-21", deadline.Term{N: 20, Unit: deadline.Workday}, "2027-01-18", true},
		{"all in 2027", "2027-03-01", deadline.Term{N: 1, Unit: deadline.Workday}, "2027-03-02", true},
		{"before the first notice", "2018-12-03", deadline.Term{N: 5, Unit: deadline.Workday}, "2018-12-10", true},
		{"from 2018 into 2019", "2018-12-31", deadline.Term{N: 1, Unit: deadline.Workday}, "2019-01-02", false},
		{"60 日 that end in 2027 and may roll", "2026-12-01", deadline.Term{N: 60, Unit: deadline.CalDay, Roll: true}, "2027-02-01", true},
		{"60 日 that end on a weekday of 2027 and may roll", "2026-12-03", deadline.Term{N: 60, Unit: deadline.CalDay, Roll: true}, "2027-02-01", true},
		{"60 日 that never roll", "2026-12-01", deadline.Term{N: 60, Unit: deadline.CalDay}, "2027-01-30", false},
		{"a fixed date", "2026-12-31", deadline.Term{Unit: deadline.Date, Date: "03-31"}, "2027-03-31", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, err := deadline.Simple(law.Calendar(), tt.from, tt.term)
			if err != nil {
				t.Fatal(err)
			}
			if d.Day != tt.due || d.Provisional != tt.want {
				t.Errorf("%s, provisional %v", d.Day, d.Provisional)
			}
			shown := slices.ContainsFunc(d.Steps, func(s deadline.Step) bool { return s.Provisional && s.Text.Key == "deadline.step.provisional" })
			if shown != tt.want {
				t.Errorf("a step says so: %v", shown)
			}
		})
	}
	for _, tt := range []struct {
		name, events string
		due          calendar.Day
		want         bool
	}{
		{"a pause that ends in 2027", "receive 2026-12-01; ask A 2026-12-02; silent A 2026-12-15", "2027-02-01", true},
		{"a pause that ends in 2027, after the last day", "receive 2026-11-02; ask A 2026-11-30; silent A 2026-12-15", "2026-11-30", false},
		{"days before the pause in 2018", "receive 2018-12-20; ask A 2018-12-25; heard A 2019-01-10", "2019-02-02", true},
		{"a silence in 2018 and no day counted in it", "receive 2018-12-28; ask A 2018-12-28; silent A 2018-12-28", "2019-02-21", true},
		{"a pause over the end of 2018 and no day counted in it", "receive 2018-12-28; ask A 2018-12-28; heard A 2019-01-10", "2019-02-12", false},
	} {
		if d := play(t, "foi.reply", tt.events).Due(law.Calendar()); d.Provisional != tt.want || d.Day != tt.due {
			t.Errorf("%s: %+v", tt.name, d)
		}
	}
}

// TestEndOfTime: no day is later than the last one.
func TestEndOfTime(t *testing.T) {
	for unit, want := range map[law.Unit]calendar.Day{deadline.Workday: "", deadline.CalDay: "", deadline.Month: "9999-12-31"} {
		c, err := deadline.Clock{}.Apply(law.Calendar(), deadline.Move{Effect: deadline.Start, Day: "9999-12-20", Term: deadline.Term{N: 60, Unit: unit}})
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Due(law.Calendar()); got.Day != want {
			t.Errorf("60 %ss: %+v", unit, got)
		}
	}
}

// TestHours: 5, 24 and 48 hours run on, over nights and holidays.
func TestHours(t *testing.T) {
	at := time.Date(2026, 2, 16, 20, 30, 0, 0, calendar.Zone) // on the eve of the Spring Festival
	for _, tt := range []struct {
		key  string
		want time.Time
		day  calendar.Day
	}{
		{"response.first", time.Date(2026, 2, 17, 1, 30, 0, 0, calendar.Zone), "2026-02-17"},
		{"response.press", time.Date(2026, 2, 17, 20, 30, 0, 0, calendar.Zone), "2026-02-17"},
		{"response.answer", time.Date(2026, 2, 18, 20, 30, 0, 0, calendar.Zone), "2026-02-18"},
	} {
		d, err := deadline.SimpleAt(law.Calendar(), at, law.MustTerm(tt.key))
		if err != nil || !d.At.Equal(tt.want) || d.Day != tt.day || d.Provisional {
			t.Errorf("%s: %+v, %v", tt.key, d.Due, err)
		}
	}
	_, err := deadline.Simple(law.Calendar(), "2026-02-16", law.MustTerm("response.first"))
	if fault.Of(err) != fault.Invalid {
		t.Errorf("hours from a day: %v", err)
	}
}

// TestRisks: the days by which it is wise to be done.
func TestRisks(t *testing.T) {
	for _, tt := range []struct {
		name, key, events string
		want              string
	}{
		{"nothing happened", "foi.reply", "receive 2026-01-28", ""},
		{"the day of the answer counts", "foi.reply", "receive 2026-01-28; ask A 2026-02-03; heard A 2026-03-02", "2026-03-23 strict"},
		{"silence: its last day is still a day of waiting", "foi.reply", "receive 2026-01-28; ask A 2026-02-03; silent A 2026-02-05", ""},
		{"correction asked on day 7", "foi.reply", "receive 2025-09-24; clarify 2025-10-10; amend 2025-10-16", ""},
		{"correction asked on day 8", "foi.reply", "receive 2025-09-24; clarify 2025-10-11; amend 2025-10-16", "2025-10-28 late_clear"},
		{"correction asked on day 8, not yet made", "foi.reply", "receive 2025-09-24; clarify 2025-10-11", "2025-10-28 late_clear"},
		{"fee asked on the last day", "foi.reply", "receive 2026-04-20; fee 2026-05-20; paid 2026-05-25", ""},
		{"fee asked too late", "foi.reply", "receive 2026-04-20; fee 2026-05-21; paid 2026-05-25", "2026-05-20 late_clear"},
		{"a fixed date on a Saturday", "annual.department", "receive 2025-12-31", "2026-01-30 date"},
		{"a fixed date on a Sunday", "annual.department", "receive 2026-12-31", "2027-01-29 date"},
		{"a fixed date on a working day", "annual.government", "receive 2025-12-31", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := play(t, tt.key, tt.events).Explain(law.Calendar())
			var got []string
			for _, r := range d.Risks {
				got = append(got, string(r.Day)+" "+strings.TrimPrefix(r.Text.Key, "deadline.risk."))
			}
			if strings.Join(got, "; ") != tt.want || tt.want != "" && string(d.Risk) != tt.want[:10] {
				t.Errorf("%v, the first is %q", got, d.Risk)
			}
		})
	}
}

// TestApply has what a clock refuses that the calculator cannot say.
func TestApply(t *testing.T) {
	twenty := deadline.Term{N: 20, Unit: deadline.Workday}
	started := deadline.Move{Effect: deadline.Start, Day: "2026-01-28", Term: twenty}
	for _, tt := range []struct {
		name  string
		moves []deadline.Move
		kind  fault.Kind
		key   string
	}{
		{"no day", []deadline.Move{{Effect: deadline.Start, Term: twenty}}, fault.Invalid, "deadline.bad_day"},
		{"no length", []deadline.Move{{Effect: deadline.Start, Day: "2026-01-28"}}, fault.Invalid, "deadline.no_length"},
		{"no unit", []deadline.Move{{Effect: deadline.Start, Day: "2026-01-28", Term: deadline.Term{N: 20}}}, fault.Invalid, "invalid"},
		{"unknown effect", []deadline.Move{started, {Effect: "turn", Day: "2026-01-29"}}, fault.Invalid, "deadline.bad_effect"},
		{"stop before the start", []deadline.Move{{Effect: deadline.Stop, Day: "2026-01-29"}}, fault.Conflict, "deadline.not_started"},
		{"pause before the start", []deadline.Move{{Effect: deadline.Pause, Day: "2026-01-29"}}, fault.Conflict, "deadline.not_started"},
		{"extended by nothing", []deadline.Move{started, {Effect: deadline.Extend, Day: "2026-01-29"}}, fault.Invalid, "deadline.no_length"},
		{"delayed by nothing", []deadline.Move{started, {Effect: deadline.Delay, Day: "2026-01-29"}}, fault.Invalid, "deadline.no_length"},
		{"delayed by another unit", []deadline.Move{started, {Effect: deadline.Delay, Day: "2026-01-29", Term: deadline.Term{N: 1, Unit: deadline.Month}}}, fault.Invalid, "deadline.other_unit"},
		{"delayed before it began", []deadline.Move{{Effect: deadline.Delay, Day: "2026-01-29", Term: deadline.Term{N: 1, Unit: deadline.Workday}}}, fault.Conflict, "deadline.not_started"},
		{"extended by another unit", []deadline.Move{started, {Effect: deadline.Extend, Day: "2026-01-29", Term: deadline.Term{N: 1, Unit: deadline.Month}}}, fault.Invalid, "deadline.other_unit"},
		{"silence for hours", []deadline.Move{started, {Effect: deadline.Pause, Day: "2026-01-29", Key: "A"}, {Effect: deadline.Resume, Day: "2026-01-30", Key: "A", Term: deadline.Term{N: 5, Unit: deadline.Hour}}}, fault.Invalid, "deadline.no_instant"},
		{"reopened before the stop", []deadline.Move{started, {Effect: deadline.Stop, Day: "2026-01-30"}, {Effect: deadline.Reopen, Day: "2026-01-29"}}, fault.Conflict, "deadline.out_of_order"},
		{"reopened though it runs", []deadline.Move{started, {Effect: deadline.Reopen, Day: "2026-01-29"}}, fault.Conflict, "deadline.not_stopped"},
		{"begun again for something else", []deadline.Move{started, {Effect: deadline.Clear, Day: "2026-01-29", Key: "x"}, {Effect: deadline.Start, Day: "2026-01-30", Key: "y"}}, fault.Conflict, "deadline.waiting"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var c deadline.Clock
			var err error
			for i, m := range tt.moves {
				before := c
				c, err = c.Apply(law.Calendar(), m)
				if err != nil && (i < len(tt.moves)-1 || !reflect.DeepEqual(c, before)) {
					t.Fatalf("move %d: %v, %+v", i, err, c)
				}
			}
			if fault.Of(err) != tt.kind || fault.As(err).Text.Key != tt.key {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestValue: a clock is a value, and what is stored of it is all of it.
func TestValue(t *testing.T) {
	cal := law.Calendar()
	at := deadline.Move{Effect: deadline.Start, At: time.Date(2026, 2, 16, 12, 30, 0, 0, time.UTC), Term: law.MustTerm("response.first")}
	hours, err := deadline.Clock{}.Apply(cal, at)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []deadline.Clock{
		{},
		hours,
		play(t, "foi.reply", "receive 2025-09-24; clarify 2025-09-30; amend 2025-10-16; ask A 2025-10-20; ask B 2025-10-21; silent A 2025-10-22; heard B 2025-10-23; extend 2025-11-10; reply 2025-11-11"),
	} {
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var again deadline.Clock
		if err := json.Unmarshal(b, &again); err != nil || !reflect.DeepEqual(c, again) {
			t.Errorf("%s: %+v, %v", b, again, err)
		}
	}
	asked := play(t, "foi.reply", "receive 2026-01-28; ask A 2026-02-03")
	a, errA := asked.Apply(cal, deadline.Move{Effect: deadline.Resume, Key: "A", Day: "2026-03-02"})
	b, errB := asked.Apply(cal, deadline.Move{Effect: deadline.Resume, Key: "A", Day: "2026-03-09"})
	if errA != nil || errB != nil || asked.Pauses[0].To != "" || a.Pauses[0].To != "2026-03-02" || b.Pauses[0].To != "2026-03-09" {
		t.Errorf("%+v, %+v, %+v", asked, a, b)
	}
	if got, err := asked.Apply(cal, deadline.Move{}); err != nil || !reflect.DeepEqual(got, asked) {
		t.Errorf("no effect: %+v, %v", got, err)
	}
}

func TestPausedBy(t *testing.T) {
	c := play(t, "foi.reply", "receive 2026-01-28; ask A 2026-02-03; ask B 2026-02-10; heard A 2026-03-02; silent B 2026-03-02")
	for day, want := range map[calendar.Day]string{"2026-02-03": "", "2026-02-04": "A", "2026-02-11": "A B", "2026-03-03": "B", "2026-03-23": "B", "2026-03-24": ""} {
		if got := strings.Join(c.PausedBy(law.Calendar(), day), " "); got != want {
			t.Errorf("%s: paused by %q, want %q", day, got, want)
		}
	}
	if c.Started() != "2026-01-28" || (deadline.Clock{}).Started() != "" {
		t.Errorf("started %s", c.Started())
	}
}

// TestLateAnswer: what a third party says after its time gives no more days.
func TestLateAnswer(t *testing.T) {
	consult := law.MustTerm("foi.consult")
	c := play(t, "foi.reply", "receive 2026-01-28; ask A 2026-02-03")
	for _, m := range []deadline.Move{
		{Effect: deadline.Resume, Key: "A", Day: "2026-02-05", Term: consult},
		{Effect: deadline.Resume, Key: "A", Day: "2026-03-16"},
	} {
		var err error
		if c, err = c.Apply(law.Calendar(), m); err != nil {
			t.Fatal(err)
		}
	}
	if got := c.Due(law.Calendar()).Day; got != "2026-03-26" {
		t.Errorf("due %s, as if nothing was said: 2026-03-26", got)
	}
}

// TestDateAndHourPause: a fixed date has no meaning while a pause lasts, and is where it was after it.
func TestDateAndHourPause(t *testing.T) {
	cal := law.Calendar()
	for _, start := range []deadline.Move{
		{Effect: deadline.Start, Day: "2023-08-01", Term: deadline.Term{Unit: deadline.Date, Date: "2023-10-31"}},
		{Effect: deadline.Start, At: time.Date(2023, 10, 1, 0, 0, 0, 0, calendar.Zone), Term: deadline.Term{N: 720, Unit: deadline.Hour}},
	} {
		c, err := deadline.Clock{}.Apply(cal, start)
		if err != nil {
			t.Fatal(err)
		}
		paused, err := c.Apply(cal, deadline.Move{Effect: deadline.Pause, Day: "2023-10-10"})
		if err != nil || paused.Due(cal).State != deadline.Paused || paused.Due(cal).Day != "" {
			t.Errorf("%+v, %v", paused.Due(cal), err)
		}
		again, err := paused.Apply(cal, deadline.Move{Effect: deadline.Resume, Day: "2023-10-20"})
		if err != nil || again.Due(cal).Day != "2023-10-31" {
			t.Errorf("%+v, %v", again.Due(cal), err)
		}
	}
	fixed, err := deadline.Clock{}.Apply(cal, deadline.Move{Effect: deadline.Start, Day: "2023-08-01", Term: deadline.Term{Unit: deadline.Date, Date: "2023-10-31"}})
	if err != nil {
		t.Fatal(err)
	}
	later, err := fixed.Apply(cal, deadline.Move{Effect: deadline.Extend, Day: "2023-10-30", Term: deadline.Term{Unit: deadline.Date, Date: "2023-12-31"}})
	if err != nil || later.Due(cal).Day != "2023-12-31" {
		t.Errorf("extended to a later date: %+v, %v", later.Due(cal), err)
	}
}
