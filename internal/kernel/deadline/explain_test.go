package deadline_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// TestDerivation has whole derivations: from, to, what, and what happened on it.
func TestDerivation(t *testing.T) {
	for _, tt := range []struct {
		name, key, events string
		want              []string
	}{
		{"over the Spring Festival", "foi.reply", "receive 2026-02-12", []string{
			"02-12 02-12 day_zero",
			"02-13 02-13 counted 1-1",
			"02-14 02-14 make_up 2-2 春节 国办发明电〔2025〕7号",
			"02-15 02-23 holiday 春节 国办发明电〔2025〕7号",
			"02-24 02-27 counted 3-6",
			"02-28 02-28 make_up 7-7 春节 国办发明电〔2025〕7号",
			"03-01 03-01 weekend",
			"03-02 03-06 counted 8-12",
			"03-07 03-08 weekend",
			"03-09 03-13 counted 13-17",
			"03-14 03-15 weekend",
			"03-16 03-18 counted 18-20",
		}},
		{"a question, a silence and a correction", "foi.reply", "receive 2026-03-02; clarify 2026-03-04; amend 2026-03-06; ask A 2026-03-09; ask B 2026-03-10; silent A 2026-03-11; heard B 2026-03-12; extend 2026-03-20", []string{
			"03-02 03-02 day_zero",
			"03-03 03-03 counted 1-1",
			"03-04 03-04 counted 2-2 | cleared",
			"03-05 03-05 await amend",
			"03-06 03-06 restart",
			"03-07 03-08 weekend",
			"03-09 03-09 counted 1-1 | asked A",
			"03-10 03-10 held A | asked B",
			"03-11 03-11 held A B | got A",
			"03-12 03-12 held A B | heard B",
			"03-13 03-19 held A",
			"03-20 03-20 held A | extended",
			"03-21 03-31 held A",
			"04-01 04-01 held A | lapsed A",
			"04-02 04-03 counted 2-3",
			"04-04 04-06 holiday 清明节 国办发明电〔2025〕7号",
			"04-07 04-10 counted 4-7",
			"04-11 04-12 weekend",
			"04-13 04-17 counted 8-12",
			"04-18 04-19 weekend",
			"04-20 04-24 counted 13-17",
			"04-25 04-26 weekend",
			"04-27 04-30 counted 18-21",
			"05-01 05-05 holiday 劳动节 国办发明电〔2025〕7号",
			"05-06 05-08 counted 22-24",
			"05-09 05-09 make_up 25-25 劳动节 国办发明电〔2025〕7号",
			"05-10 05-10 weekend",
			"05-11 05-15 counted 26-30",
			"05-16 05-17 weekend",
			"05-18 05-22 counted 31-35",
			"05-23 05-24 weekend",
			"05-25 05-29 counted 36-40",
		}},
		{"extended, then delayed", "foi.reply", "receive 2026-04-07; extend 2026-04-08; delay 2 2026-04-09", []string{
			"04-07 04-07 day_zero",
			"04-08 04-08 counted 1-1 | extended",
			"04-09 04-09 counted 2-2 | delayed",
			"04-10 04-10 counted 3-3",
			"04-11 04-12 weekend",
			"04-13 04-17 counted 4-8",
			"04-18 04-19 weekend",
			"04-20 04-24 counted 9-13",
			"04-25 04-26 weekend",
			"04-27 04-30 counted 14-17",
			"05-01 05-05 holiday 劳动节 国办发明电〔2025〕7号",
			"05-06 05-08 counted 18-20",
			"05-09 05-09 make_up 21-21 劳动节 国办发明电〔2025〕7号",
			"05-10 05-10 weekend",
			"05-11 05-15 counted 22-26",
			"05-16 05-17 weekend",
			"05-18 05-22 counted 27-31",
			"05-23 05-24 weekend",
			"05-25 05-29 counted 32-36",
			"05-30 05-31 weekend",
			"06-01 06-05 counted 37-41",
			"06-06 06-07 weekend",
			"06-08 06-08 counted 42-42",
		}},
		{"nobody knows until when", "foi.reply", "receive 2026-03-02; ask A 2026-03-03", []string{
			"03-02 03-02 day_zero", "03-03 03-03 counted 1-1 | asked A", "03-04 … held A",
		}},
		{"a payment is awaited", "foi.reply", "receive 2026-03-02; fee 2026-03-03", []string{
			"03-02 03-02 day_zero", "03-03 03-03 counted 1-1 | cleared", "03-04 … await paid",
		}},
		{"closed while a correction is awaited", "foi.reply", "receive 2026-03-02; clarify 2026-03-03; reply 2026-03-20", []string{
			"03-02 03-02 day_zero", "03-03 03-03 counted 1-1 | cleared", "03-04 03-20 await amend",
		}},
		{"all on one day", "foi.reply", "receive 2026-03-02; clarify 2026-03-02; amend 2026-03-02; fee 2026-03-02", []string{
			"03-02 03-02 restart | cleared, cleared", "03-03 … await paid",
		}},
		{"sixty days that roll over", "review.apply", "receive 2025-12-10", []string{
			"12-10 12-10 day_zero", "12-11 02-08 counted 1-60", "02-09 02-09 rolled",
		}},
		{"a fixed date", "annual.department", "receive 2025-12-31", []string{
			"12-31 12-31 day_zero", "01-01 01-31 fixed",
		}},
		{"into a year without a notice", "foi.clarify", "receive 2026-12-28", []string{
			"12-28 12-28 day_zero", "12-29 12-31 counted 1-3", "01-01 01-01 counted 4-4 provisional", "01-02 01-03 weekend provisional", "01-04 01-06 counted 5-7 provisional",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, s := range play(t, tt.key, tt.events).Explain(law.Calendar()).Steps {
				got = append(got, line(s))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s", strings.Join(got, "\n"))
			}
		})
	}
}

func line(s deadline.Step) string {
	to := "…"
	if s.To != "" {
		to = string(s.To[5:])
	}
	out := []string{string(s.From[5:]), to, string(s.Sort)}
	if s.First > 0 {
		b, _ := json.Marshal([]int{s.First, s.Last})
		out = append(out, strings.Trim(strings.ReplaceAll(string(b), ",", "-"), "[]"))
	}
	out = append(out, s.Who...)
	if s.Name != "" {
		out = append(out, s.Name, s.Notice)
	}
	if s.Provisional {
		out = append(out, "provisional")
	}
	var notes []string
	for _, n := range s.Notes {
		note := strings.TrimPrefix(n.Key, "deadline.note.")
		if who, ok := slices.Concat(n.Args, []any{0})[0].(string); ok {
			note += " " + who
		}
		notes = append(notes, note)
	}
	if notes != nil {
		out = append(out, "|", strings.Join(notes, ", "))
	}
	return strings.Join(out, " ")
}

func TestDerivationJSON(t *testing.T) {
	b, err := json.Marshal(play(t, "foi.reply", "receive 2026-01-28; ask A 2026-02-03; ask B 2026-02-10; heard A 2026-03-02; heard B 2026-03-06").Explain(law.Calendar()))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Due         string
		Provisional *bool
		State       string
		Term        struct{ N int }
		Steps       []struct{ From, To, Sort string }
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if got.Due != "2026-03-30" || got.Provisional == nil || *got.Provisional || got.State != "running" || got.Term.N != 20 || len(got.Steps) == 0 {
		t.Errorf("%s", b)
	}
}

// checkDerivation holds a clock to what must be true of every one.
func checkDerivation(t *testing.T, cal *calendar.Calendar, c deadline.Clock) {
	t.Helper()
	due, d := c.Due(cal), c.Explain(cal)
	if d.Day != due.Day || d.Provisional != due.Provisional || d.State != due.State {
		t.Fatalf("%+v: due %+v, derived %+v", c, due, d.Due)
	}
	if len(c.Rounds) == 0 {
		return
	}
	r := c.Rounds[len(c.Rounds)-1]
	next, counted, rolled := c.Rounds[0].From, 0, false
	for i, s := range d.Steps {
		open := s.To == ""
		if s.From != next || !open && s.To < s.From || open && i < len(d.Steps)-1 || s.Text.Key == "" {
			t.Fatalf("%+v: step %d is %+v, want one from %s", c, i, s, next)
		}
		next = s.To.Add(1)
		if s.Sort == deadline.DayZero || s.Sort == deadline.Restart {
			counted = 0
		}
		if s.First > 0 {
			if s.First != counted+1 || s.Last-s.First != s.To.Sub(s.From) {
				t.Fatalf("%+v: step %d counts %d to %d after %d", c, i, s.First, s.Last, counted)
			}
			counted = s.Last
		}
		rolled = rolled || s.Sort == deadline.Rolled
	}
	if due.Day == "" || r.Term.Unit == deadline.Date {
		return
	}
	if next.Add(-1) != due.Day {
		t.Fatalf("%+v: due %s, but the steps end before %s", c, due.Day, next)
	}
	n := r.Term.N
	if r.Extended != "" {
		n += r.Extension.N
	}
	if r.Delayed != "" {
		n += r.Delay.N
	}
	if counted != n {
		t.Fatalf("%+v: %d counted, want %d", c, counted, n)
	}
	if r.Term.Unit == deadline.Workday && !cal.Works(due.Day) {
		t.Fatalf("%+v: due on %s, a day off", c, due.Day)
	}
	if rolled && !r.Term.Roll {
		t.Fatalf("%+v: rolled", c)
	}
}

// FuzzClock makes clocks of arbitrary facts in arbitrary order.
func FuzzClock(f *testing.F) {
	f.Add(uint64(1), 20, 5)
	f.Add(uint64(2), 1, 12)
	f.Add(uint64(77), 40, 30)
	cal := law.Calendar()
	f.Fuzz(func(t *testing.T, seed uint64, n, moves int) {
		c := arbitrary(t, cal, seed, 1+abs(n)%60, abs(moves)%30)
		checkDerivation(t, cal, c)
		due := c.Due(cal).Day
		for _, r := range c.Risks(cal) {
			if r.Day == "" || due != "" && r.Day >= due {
				t.Fatalf("%+v: due %s, risk %s", c, due, r.Day)
			}
		}
		if due == "" || c.Stopped != "" {
			return
		}
		// One more pause never moves the day to an earlier one.
		more := c
		from := c.Rounds[0].From.Add(int(seed % 97))
		more.Pauses = append(slices.Clone(c.Pauses), deadline.Interval{Key: "Z", From: from, To: from.Add(int(seed % 31))})
		if later := more.Due(cal); later.Day < due && later.State != deadline.Paused {
			t.Fatalf("%+v: due %s, with one more pause %+v", more, due, later)
		}
	})
}

func abs(n int) int {
	if n < 0 {
		return max(-n, 0)
	}
	return n
}

// arbitrary returns a clock that moves at random; what Apply refuses does not happen.
func arbitrary(t testing.TB, cal *calendar.Calendar, seed uint64, n, moves int) deadline.Clock {
	t.Helper()
	rnd := rand.New(rand.NewPCG(seed, 1))
	day := calendar.Day("2018-11-01").Add(rnd.IntN(3000))
	units := []deadline.Term{{N: n, Unit: deadline.Workday}, {N: n, Unit: deadline.CalDay, Roll: true}, {N: n, Unit: deadline.CalDay}}
	term := units[rnd.IntN(len(units))]
	consult := law.MustTerm("foi.consult")
	c, err := deadline.Clock{}.Apply(cal, deadline.Move{Effect: deadline.Start, Day: day, Term: term})
	if err != nil {
		t.Fatal(err)
	}
	for range moves {
		day = day.Add(rnd.IntN(8))
		who := string(rune('A' + rnd.IntN(4)))
		all := []deadline.Move{
			{Effect: deadline.Pause, Key: who},
			{Effect: deadline.Pause, Key: who},
			{Effect: deadline.Resume, Key: who},
			{Effect: deadline.Resume, Key: who, Term: consult},
			{Effect: deadline.Extend, Term: term},
			{Effect: deadline.Delay, Term: term},
			{Effect: deadline.Clear, Key: deadline.ForAmendment, Term: law.MustTerm("foi.clarify")},
			{Effect: deadline.Clear, Key: deadline.ForPayment},
			{Effect: deadline.Start, Key: deadline.ForAmendment},
			{Effect: deadline.Start, Key: deadline.ForPayment},
		}
		m := all[rnd.IntN(len(all))]
		m.Day = day
		next, err := c.Apply(cal, m)
		if err != nil && fault.Of(err) != fault.Conflict {
			t.Fatal(err)
		}
		c = next
	}
	return c
}

// TestArbitrary is FuzzClock over many seeds, for every run of the tests.
func TestArbitrary(t *testing.T) {
	cal := law.Calendar()
	paused, restarted := 0, 0
	for seed := range uint64(3000) {
		c := arbitrary(t, cal, seed, 1+int(seed%60), int(seed%25))
		checkDerivation(t, cal, c)
		paused += len(c.Pauses)
		restarted += len(c.Rounds) - 1
	}
	if paused < 3000 || restarted < 300 {
		t.Errorf("only %d pauses and %d restarts: the clocks are too tame", paused, restarted)
	}
}

// BenchmarkDue computes a million last days, each with up to three pauses.
func BenchmarkDue(b *testing.B) {
	cal := law.Calendar()
	var clocks []deadline.Clock
	for _, s := range []string{
		"receive 2026-01-28; ask A 2026-02-03; heard A 2026-03-02",
		"receive 2026-01-28; ask A 2026-02-03; ask B 2026-02-10; heard A 2026-03-02; heard B 2026-03-06; extend 2026-03-20",
		"receive 2026-01-28; ask A 2026-02-03; silent A 2026-02-05",
		"receive 2025-09-24; clarify 2025-09-30; amend 2025-10-16; ask A 2025-10-20; heard A 2025-10-22; ask B 2025-10-24; ask C 2025-10-27; heard C 2025-10-28; heard B 2025-11-03",
	} {
		clocks = append(clocks, play(b, "foi.reply", s))
	}
	const million = 1_000_000
	for b.Loop() {
		for i := range million {
			if clocks[i%len(clocks)].Due(cal).Day == "" {
				b.Fatal("no day")
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/million, "ns/due")
}

func BenchmarkExplain(b *testing.B) {
	c := play(b, "foi.reply", "receive 2026-01-28; ask A 2026-02-03; ask B 2026-02-10; heard A 2026-03-02; heard B 2026-03-06; extend 2026-03-20")
	for b.Loop() {
		c.Explain(law.Calendar())
	}
}
