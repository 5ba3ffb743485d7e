package deadline_test

import (
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/law"
)

// TestOrder: what is known later is computed as if it had been known at once. Each
// line is in the order in which the office heard of it.
func TestOrder(t *testing.T) {
	for _, tt := range []struct {
		name, events, sorted string
		due                  calendar.Day
		risk                 string
	}{
		{
			"the post tells of A's receipt after B was asked",
			"receive 2026-01-28; ask A 2026-02-03; ask B 2026-02-06; silent A 2026-02-05; heard B 2026-02-10",
			"receive 2026-01-28; ask A 2026-02-03; silent A 2026-02-05; ask B 2026-02-06; heard B 2026-02-10", "2026-03-26", "",
		},
		{
			"an opinion is found after the extension",
			"receive 2026-01-28; ask A 2026-02-03; extend 2026-03-20; heard A 2026-03-02",
			"receive 2026-01-28; ask A 2026-02-03; heard A 2026-03-02; extend 2026-03-20", "2026-04-22", "strict",
		},
		{
			"B is heard first, and A had answered before",
			"receive 2026-01-28; ask A 2026-02-03; ask B 2026-02-10; heard B 2026-03-06; heard A 2026-03-02",
			"receive 2026-01-28; ask A 2026-02-03; ask B 2026-02-10; heard A 2026-03-02; heard B 2026-03-06", "2026-03-30", "strict",
		},
		{
			"the extension turns out to have come too late",
			"receive 2026-01-28; ask A 2026-02-03; extend 2026-03-20; heard A 2026-02-04", "", "2026-04-01", "late_longer",
		},
		{
			"and so does the delay",
			"receive 2026-01-28; ask A 2026-02-03; delay 10 2026-03-20; heard A 2026-02-04", "", "2026-03-18", "late_longer",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := play(t, "foi.reply", tt.events)
			if tt.sorted != "" {
				if s := play(t, "foi.reply", tt.sorted); !slices.Equal(ends(d), ends(s)) {
					t.Errorf("%v, in order %v", ends(d), ends(s))
				}
			}
			got := d.Explain(law.Calendar())
			key := ""
			if len(got.Risks) > 0 {
				key = got.Risks[0].Text.Key
			}
			if got.Day != tt.due || key != tt.risk && key != "deadline.risk."+tt.risk {
				t.Errorf("%s, %+v", got.Day, got.Risks)
			}
		})
	}
}

func ends(c deadline.Clock) []calendar.Day {
	out := []calendar.Day{c.Due(law.Calendar()).Day}
	for _, r := range c.Risks(law.Calendar()) {
		out = append(out, r.Day)
	}
	return out
}

// TestReopen: a stop that was made in error is void, and what was waited for may come.
func TestReopen(t *testing.T) {
	c := play(t, "foi.reply", "receive 2025-09-24; clarify 2025-09-30; reply 2025-10-22")
	for _, m := range []deadline.Move{
		{Effect: deadline.Reopen, Day: "2025-10-23"},
		{Effect: deadline.Start, Day: "2025-10-21", Key: deadline.ForAmendment},
	} {
		var err error
		if c, err = c.Apply(law.Calendar(), m); err != nil {
			t.Fatal(err)
		}
	}
	if due := c.Due(law.Calendar()); due.Day != "2025-11-18" || due.State != deadline.Running {
		t.Errorf("%+v", due)
	}
}

// TestHeardAfterSilence: an opinion of the last day is noted when silence was noted
// already, and another step after that.
func TestHeardAfterSilence(t *testing.T) {
	c := play(t, "foi.reply", "receive 2026-01-28; ask A 2026-02-03; silent A 2026-02-05; extend 2026-03-10")
	c, err := c.Apply(law.Calendar(), deadline.Move{Effect: deadline.Resume, Day: "2026-02-28", Key: "A"})
	if err != nil {
		t.Fatal(err)
	}
	if want := play(t, "foi.reply", "receive 2026-01-28; ask A 2026-02-03; heard A 2026-02-28; extend 2026-03-10"); !slices.Equal(ends(c), ends(want)) {
		t.Errorf("%v, want %v", ends(c), ends(want))
	}
}
