package calendar_test

import (
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
)

func TestDayOf(t *testing.T) {
	for _, tt := range []struct {
		at   string
		want calendar.Day
	}{
		{"2026-01-28T15:59:59Z", "2026-01-28"},
		{"2026-01-28T16:00:00Z", "2026-01-29"}, // midnight in Shanghai
		{"2026-12-31T23:00:00Z", "2027-01-01"},
	} {
		at, err := time.Parse(time.RFC3339, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := calendar.DayOf(at); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.at, got, tt.want)
		}
	}
}

// TestEveryDay walks through eight centuries and asks package time.
func TestEveryDay(t *testing.T) {
	d := calendar.Day("1599-12-31")
	for at := d.Time(); at.Year() < 2401; at = at.AddDate(0, 0, 1) {
		if string(d) != at.Format(time.DateOnly) || !d.Valid() || d.Weekday() != at.Weekday() || d.Year() != at.Year() || !d.Time().Equal(at) {
			t.Fatalf("%s is %s for package time", d, at.Format(time.DateOnly))
		}
		next := d.Add(1)
		if next.Add(-1) != d || next.Sub(d) != 1 || d.Sub(next) != -1 || next <= d {
			t.Fatalf("%s is followed by %s", d, next)
		}
		d = next
	}
}

func TestNoDay(t *testing.T) {
	for _, d := range []calendar.Day{
		"", "2026", "2026-1-2", "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-01-00", "2026-01-32",
		"0000-01-01", "2026/01/02", "2026-01-0a", "2026-01-02 ", "12026-01-02", "２026-01-02", "-026-01-02",
	} {
		if d.Valid() || d.Add(1) != "" || d.AddMonths(1) != "" || d.Year() != 0 || !d.Time().IsZero() || d.Sub("2026-01-01") != 0 || d.Weekday() != time.Sunday {
			t.Errorf("%q passes for a day", d)
		}
	}
}

func TestEnds(t *testing.T) {
	first, last := calendar.Day("0001-01-01"), calendar.Day("9999-12-31")
	for _, got := range []calendar.Day{
		first.Add(-1), last.Add(1), first.AddMonths(-1), last.AddMonths(1),
		first.Add(1 << 60), first.Add(-1 << 60), first.AddMonths(1 << 60), first.AddMonths(-1 << 60),
	} {
		if got != "" {
			t.Errorf("%q is outside the years 1 to 9999", got)
		}
	}
	if got := first.Add(last.Sub(first)); got != last {
		t.Errorf("from the first to the last day one comes to %s", got)
	}
	if first.Weekday() != time.Monday || last.Weekday() != time.Friday {
		t.Errorf("weekdays %s and %s", first.Weekday(), last.Weekday())
	}
}

// TestAddMonths: 到期月的对应日为期间的最后一日；没有对应日的，月末日为期间的最后一日.
func TestAddMonths(t *testing.T) {
	for _, tt := range []struct {
		from calendar.Day
		n    int
		want calendar.Day
	}{
		{"2025-12-10", 6, "2026-06-10"},
		{"2025-08-31", 6, "2026-02-28"},
		{"2023-08-31", 6, "2024-02-29"},
		{"2026-01-31", 1, "2026-02-28"},
		{"2026-02-28", 1, "2026-03-28"}, // not the end of March
		{"2024-02-29", 12, "2025-02-28"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-01-15", -1, "2025-12-15"},
		{"2026-01-15", 0, "2026-01-15"},
		{"2026-11-30", 3, "2027-02-28"},
		{"2026-12-31", 24, "2028-12-31"},
	} {
		if got := tt.from.AddMonths(tt.n); got != tt.want {
			t.Errorf("%s and %d months: %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
}

func TestDate(t *testing.T) {
	if got := calendar.Date(2024, time.February, 29); got != "2024-02-29" {
		t.Errorf("got %q", got)
	}
	for _, got := range []calendar.Day{
		calendar.Date(2023, time.February, 29), calendar.Date(2023, 13, 1), calendar.Date(2023, 0, 1), calendar.Date(2023, 1, 0), calendar.Date(0, 1, 1), calendar.Date(10000, 1, 1),
	} {
		if got != "" {
			t.Errorf("%q is no date", got)
		}
	}
}

// FuzzDay holds Day to package time.
func FuzzDay(f *testing.F) {
	for _, s := range []string{"2026-02-28", "2026-02-29", "0001-01-01", "9999-12-31", "", "2026-2-8", "0000-01-01"} {
		f.Add(s, 1)
	}
	f.Fuzz(func(t *testing.T, s string, n int) {
		at, err := time.Parse(time.DateOnly, s)
		valid := err == nil && at.Year() > 0
		d := calendar.Day(s)
		if d.Valid() != valid {
			t.Fatalf("%q: valid %v, package time says %v", s, d.Valid(), valid)
		}
		if !valid {
			return
		}
		n %= 4_000_000
		want := at.AddDate(0, 0, n)
		if y := want.Year(); y < 1 || y > 9999 {
			if got := d.Add(n); got != "" {
				t.Fatalf("%s and %d days: %s", s, n, got)
			}
			return
		}
		if got := d.Add(n); string(got) != want.Format(time.DateOnly) || got.Sub(d) != n {
			t.Fatalf("%s and %d days: %s, want %s", s, n, got, want.Format(time.DateOnly))
		}
	})
}
