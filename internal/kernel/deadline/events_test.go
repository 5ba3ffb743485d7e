package deadline_test

import (
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

func TestParseEvents(t *testing.T) {
	got, err := deadline.ParseEvents(" receive 2026-01-28 ;ask 区 自规分局  2026-02-03；\n Heard 区 自规分局 2026-03-02\r\n;; extend 2026-03-20")
	want := []deadline.Event{
		{Act: deadline.Receive, Day: "2026-01-28"},
		{Act: deadline.Ask, Who: "区 自规分局", Day: "2026-02-03"},
		{Act: deadline.Heard, Who: "区 自规分局", Day: "2026-03-02"},
		{Act: deadline.Prolong, Day: "2026-03-20"},
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	if s := got[1].String(); s != "ask 区 自规分局 2026-02-03" {
		t.Errorf("printed as %q", s)
	}
}

// TestImpossible: what cannot have happened is refused, and the event is named.
func TestImpossible(t *testing.T) {
	const received = "receive 2026-01-28; "
	for _, tt := range []struct {
		name, key, events string
		kind              fault.Kind
		number            int    // of the event at fault
		event             string // its text
		why               string // key of the reason
	}{
		{"unknown act", "foi.reply", received + "phone 2026-02-03", fault.Invalid, 2, "phone 2026-02-03", "deadline.bad_act"},
		{"no day", "foi.reply", "receive", fault.Invalid, 1, "receive", "deadline.bad_day"},
		{"no such day", "foi.reply", "receive 2026-02-29", fault.Invalid, 1, "receive 2026-02-29", "deadline.bad_day"},
		{"a year far off", "foi.reply", "receive 0026-01-28", fault.Invalid, 1, "receive 0026-01-28", "deadline.bad_day"},
		{"nobody to ask", "foi.reply", received + "ask 2026-02-03", fault.Invalid, 2, "ask 2026-02-03", "deadline.no_name"},
		{"a name too much", "foi.reply", "receive A 2026-01-28", fault.Invalid, 1, "receive A 2026-01-28", "deadline.no_need_of_name"},
		{"a name too long", "foi.reply", received + "ask " + strings.Repeat("局", 61) + " 2026-02-03", fault.Invalid, 2, "ask " + strings.Repeat("局", 61) + " 2026-02-03", "deadline.long_name"},
		{"nothing received", "foi.reply", "extend 2026-02-03", fault.Conflict, 1, "extend 2026-02-03", "deadline.not_started"},
		{"an answer before anything", "foi.reply", "heard A 2026-02-03", fault.Conflict, 1, "heard A 2026-02-03", "deadline.not_asked"},
		{"corrected before anything", "foi.reply", "amend 2026-02-03", fault.Conflict, 1, "amend 2026-02-03", "deadline.not_awaited"},
		{"received twice", "foi.reply", received + "receive 2026-02-03", fault.Conflict, 2, "receive 2026-02-03", "deadline.started"},
		{"extended before it began", "foi.reply", received + "extend 2026-01-27", fault.Conflict, 2, "extend 2026-01-27", "deadline.out_of_order"},
		{"answered before it was asked", "foi.reply", received + "ask A 2026-02-03; heard A 2026-02-02", fault.Conflict, 3, "heard A 2026-02-02", "deadline.out_of_order"},
		{"asked in a round that is void", "foi.reply", received + "clarify 2026-02-03; amend 2026-02-05; ask A 2026-02-04", fault.Conflict, 4, "ask A 2026-02-04", "deadline.out_of_order"},
		{"set aside before what was done in it", "foi.reply", received + "ask A 2026-02-03; clarify 2026-02-02", fault.Conflict, 3, "clarify 2026-02-02", "deadline.out_of_order"},
		{"ended before the last fact", "foi.reply", received + "ask A 2026-02-03; heard A 2026-02-10; reply 2026-02-09", fault.Conflict, 4, "reply 2026-02-09", "deadline.out_of_order"},
		{"the letter arrived before it was sent", "foi.reply", received + "ask A 2026-02-03; silent A 2026-02-02", fault.Conflict, 3, "silent A 2026-02-02", "deadline.out_of_order"},
		{"an answer from somebody not asked", "foi.reply", received + "ask A 2026-02-03; heard B 2026-02-10", fault.Conflict, 3, "heard B 2026-02-10", "deadline.not_asked"},
		{"silence of somebody not asked", "foi.reply", received + "silent B 2026-02-10", fault.Conflict, 2, "silent B 2026-02-10", "deadline.not_asked"},
		{"asked while being asked", "foi.reply", received + "ask A 2026-02-03; ask A 2026-02-10", fault.Conflict, 3, "ask A 2026-02-10", "deadline.asked_already"},
		{"heard twice", "foi.reply", received + "ask A 2026-02-03; heard A 2026-02-10; heard A 2026-02-11", fault.Conflict, 4, "heard A 2026-02-11", "deadline.not_asked"},
		{"silent twice", "foi.reply", received + "ask A 2026-02-03; silent A 2026-02-10; silent A 2026-02-11", fault.Conflict, 4, "silent A 2026-02-11", "deadline.silent_already"},
		{"heard though silent", "foi.reply", received + "ask A 2026-02-03; silent A 2026-02-05; heard A 2026-03-02", fault.Conflict, 4, "heard A 2026-03-02", "deadline.heard_though_silent"},
		{"corrected though not asked", "foi.reply", received + "amend 2026-02-03", fault.Conflict, 2, "amend 2026-02-03", "deadline.not_awaited"},
		{"paid though not asked", "foi.reply", received + "paid 2026-02-03", fault.Conflict, 2, "paid 2026-02-03", "deadline.not_awaited"},
		{"paid instead of corrected", "foi.reply", received + "clarify 2026-02-03; paid 2026-02-04", fault.Conflict, 3, "paid 2026-02-04", "deadline.waiting"},
		{"received instead of corrected", "foi.reply", received + "clarify 2026-02-03; receive 2026-02-04", fault.Conflict, 3, "receive 2026-02-04", "deadline.waiting"},
		{"a third party asked while a correction is awaited", "foi.reply", received + "clarify 2026-02-03; ask A 2026-02-04", fault.Conflict, 3, "ask A 2026-02-04", "deadline.waiting"},
		{"extended while a payment is awaited", "foi.reply", received + "fee 2026-02-03; extend 2026-02-04", fault.Conflict, 3, "extend 2026-02-04", "deadline.waiting"},
		{"a second correction", "foi.reply", received + "clarify 2026-02-03; amend 2026-02-04; clarify 2026-02-05", fault.Conflict, 4, "clarify 2026-02-05", "deadline.cleared_already"},
		{"extended on day 21", "foi.reply", received + "extend 2026-03-04", fault.Conflict, 2, "extend 2026-03-04", "deadline.extended_late"},
		{"extended twice", "foi.reply", received + "extend 2026-02-03; extend 2026-02-04", fault.Conflict, 3, "extend 2026-02-04", "deadline.extended_already"},
		{"extended again after a payment", "foi.reply", received + "extend 2026-02-03; fee 2026-02-04; paid 2026-02-05; extend 2026-02-06", fault.Conflict, 5, "extend 2026-02-06", "deadline.extended_already"},
		{"after the answer", "foi.reply", received + "reply 2026-02-03; ask A 2026-02-04", fault.Conflict, 3, "ask A 2026-02-04", "deadline.stopped"},
		{"answered twice", "foi.reply", received + "reply 2026-02-03; reply 2026-02-03", fault.Conflict, 3, "reply 2026-02-03", "deadline.stopped"},
		{"delayed on day 21", "foi.reply", received + "delay 5 2026-03-04", fault.Conflict, 2, "delay 5 2026-03-04", "deadline.delayed_late"},
		{"delayed twice", "foi.reply", received + "delay 5 2026-02-03; delay 5 2026-02-04", fault.Conflict, 3, "delay 5 2026-02-04", "deadline.delayed_already"},
		{"delayed while a payment is awaited", "foi.reply", received + "fee 2026-02-03; delay 5 2026-02-04", fault.Conflict, 3, "delay 5 2026-02-04", "deadline.waiting"},
		{"extended after a delay", "foi.reply", received + "delay 5 2026-02-03; extend 2026-02-04", fault.Conflict, 3, "extend 2026-02-04", "deadline.delayed_before"},
		{"delayed by no number", "foi.reply", received + "delay 2026-02-03", fault.Invalid, 2, "delay 2026-02-03", "deadline.bad_delay"},
		{"delayed by more than a year", "foi.reply", received + "delay 251 2026-02-03", fault.Invalid, 2, "delay 251 2026-02-03", "deadline.bad_delay"},
		{"the law knows no delay", "publish.release", received + "delay 5 2026-02-03", fault.Invalid, 2, "delay 5 2026-02-03", "deadline.no_rule"},
		{"the law knows no extension", "publish.release", received + "extend 2026-02-03", fault.Invalid, 2, "extend 2026-02-03", "deadline.no_rule"},
		{"nor a question", "publish.release", received + "ask A 2026-02-03", fault.Invalid, 2, "ask A 2026-02-03", "deadline.no_rule"},
		{"nor a fee", "suit.direct", received + "fee 2026-02-03", fault.Invalid, 2, "fee 2026-02-03", "deadline.no_rule"},
		{"nor a correction", "suit.direct", received + "clarify 2026-02-03", fault.Invalid, 2, "clarify 2026-02-03", "deadline.no_rule"},
		{"hours from a day", "response.first", received, fault.Invalid, 1, "receive 2026-01-28", "deadline.no_instant"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			events, err := deadline.ParseEvents(tt.events)
			if err == nil {
				_, err = deadline.Run(law.Calendar(), tt.key, events)
			}
			e := fault.As(err)
			if err == nil || e.Kind != tt.kind || e.Text.Key != "deadline.event" {
				t.Fatalf("got %v", err)
			}
			why, _ := e.Text.Args[2].(fault.Text)
			if e.Text.Args[0] != tt.number || e.Text.Args[1] != tt.event || why.Key != tt.why || e.Fields["events"].Key != "deadline.event" {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestRunRefuses(t *testing.T) {
	for _, s := range []string{"", " ;; \n"} {
		if _, err := deadline.ParseEvents(s); fault.Of(err) != fault.Invalid || fault.As(err).Fields["events"].Key != "deadline.no_events" {
			t.Errorf("%q: %v", s, err)
		}
	}
	if _, err := deadline.ParseEvents(strings.Repeat("receive 2026-01-28;", 101)); fault.Of(err) != fault.TooLarge {
		t.Errorf("101 events: %v", err)
	}
	if _, err := deadline.Run(law.Calendar(), "foi.nothing", nil); fault.Of(err) != fault.Invalid {
		t.Errorf("unknown term: %v", err)
	}
	for _, from := range []calendar.Day{"", "2026-02-30", "1948-12-31", "2200-01-01"} {
		if _, err := deadline.Simple(law.Calendar(), from, law.MustTerm("foi.reply")); fault.Of(err) != fault.Invalid {
			t.Errorf("from %q: %v", from, err)
		}
	}
	if _, err := deadline.Simple(law.Calendar(), "2026-01-28", deadline.Term{N: 10001, Unit: deadline.Workday}); fault.Of(err) != fault.Invalid {
		t.Errorf("10001 working days: %v", err)
	}
	if d, err := deadline.Run(law.Calendar(), "foi.reply", nil); err != nil || d.State != deadline.Unstarted || d.Steps == nil {
		t.Errorf("nothing happened: %+v, %v", d, err)
	}
}

func TestUnverified(t *testing.T) {
	for key, want := range map[string]bool{"foi.reply": false, "foi.amend": true, "relay.reply": true} {
		d, err := deadline.Run(law.Calendar(), key, []deadline.Event{{Act: deadline.Receive, Day: "2026-03-02"}})
		if err != nil || d.Unverified != want {
			t.Errorf("%s: 待核实 %v, %v", key, d.Unverified, err)
		}
	}
}

// FuzzParseEvents: whatever one writes, it is read or refused with a reason; what
// is read is printed and read again as the same; and what can have happened has a
// derivation that holds.
func FuzzParseEvents(f *testing.F) {
	for _, s := range []string{
		"receive 2026-01-28; ask A 2026-02-03; ask B 2026-02-10; heard A 2026-03-02; heard B 2026-03-06; extend 2026-03-20",
		"receive 2025-09-24; clarify 2025-10-11; amend 2025-10-16; fee 2025-10-17; paid 2025-10-17; reply 2025-10-18",
		"receive 2026-12-01; ask A 2026-12-02; silent A 2026-12-15", "receive 1949-01-01; reply 2199-12-31", "ask", ";；\n", "receive 2026-01-28;ask\u00a0x 2026-01-28",
	} {
		f.Add(s)
	}
	cal := law.Calendar()
	f.Fuzz(func(t *testing.T, s string) {
		events, err := deadline.ParseEvents(s)
		if err != nil {
			if k := fault.Of(err); k != fault.Invalid && k != fault.TooLarge {
				t.Fatalf("%v", err)
			}
			return
		}
		printed := make([]string, len(events))
		for i, e := range events {
			printed[i] = e.String()
		}
		again, err := deadline.ParseEvents(strings.Join(printed, ";"))
		if err != nil || !slices.Equal(events, again) {
			t.Fatalf("%q: %v, %v, %v", s, events, again, err)
		}
		for _, key := range []string{"foi.reply", "review.decide", "annual.department"} {
			c, err := deadline.Play(cal, key, events)
			if err == nil {
				checkDerivation(t, cal, c)
			} else if k := fault.Of(err); k != fault.Invalid && k != fault.Conflict {
				t.Fatalf("%s: %v", key, err)
			}
		}
	})
}
