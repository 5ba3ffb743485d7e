package calendar_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/6tail/lunar-go/HolidayUtil"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	data "gongkai.example/gongkai/law"
)

// published is the calendar with the notices for 2019 to 2026.
func published(t testing.TB) *calendar.Calendar {
	t.Helper()
	text, err := data.Files.ReadFile("holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := calendar.ReadCSV(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c, err := calendar.New(rows)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestAgainstLunar compares every day with an independent package.
func TestAgainstLunar(t *testing.T) {
	c := published(t)
	days := 0
	for d := calendar.Day("2018-12-29"); d <= "2026-12-31"; d = d.Add(1) {
		want := d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
		if h := HolidayUtil.GetHoliday(string(d)); h != nil {
			want = h.IsWork()
		}
		if c.Works(d) != want {
			t.Errorf("%s: works %v, lunar-go says %v", d, c.Works(d), want)
		}
		days++
	}
	if days != 2925 {
		t.Errorf("%d days compared", days)
	}
}

// TestNotices has the days off and the make-up days that each notice lists.
func TestNotices(t *testing.T) {
	count := map[string][2]int{}
	for _, e := range published(t).Exceptions() {
		n := count[e.Notice]
		n[map[calendar.Kind]int{calendar.Holiday: 0, calendar.Workday: 1}[e.Kind]]++
		count[e.Notice] = n
	}
	for _, tt := range []struct {
		year           string
		off, made      int
		first, amended string
	}{
		{"2019", 24, 7, "国办发明电〔2018〕15号", "国办发明电〔2019〕3号"}, // 2018-12-30 and -31 are two of them
		{"2020", 30, 6, "国办发明电〔2019〕16号", "国办发明电〔2020〕1号"},
		{"2021", 31, 7, "国办发明电〔2020〕27号", ""},
		{"2022", 31, 7, "国办发明电〔2021〕11号", ""},
		{"2023", 27, 7, "国办发明电〔2022〕16号", ""},
		{"2024", 28, 8, "国办发明电〔2023〕7号", ""},
		{"2025", 28, 5, "国办发明电〔2024〕12号", ""},
		{"2026", 33, 6, "国办发明电〔2025〕7号", ""},
	} {
		got := [2]int{count[tt.first][0] + count[tt.amended][0], count[tt.first][1] + count[tt.amended][1]}
		if got != [2]int{tt.off, tt.made} {
			t.Errorf("%s: %v, want %d days off and %d make-up days", tt.year, got, tt.off, tt.made)
		}
	}
}

func TestStatus(t *testing.T) {
	c := published(t)
	for _, tt := range []struct {
		day    calendar.Day
		works  bool
		reason calendar.Reason
		name   string
		notice string
		text   string
	}{
		{"2024-02-09", true, calendar.Ordinary, "", "", "calendar.ordinary"}, // 除夕 is only "encouraged"
		{"2026-02-14", true, calendar.MakeUp, "春节", "国办发明电〔2025〕7号", "calendar.make_up"},
		{"2026-02-15", false, calendar.Festival, "春节", "国办发明电〔2025〕7号", "calendar.festival"}, // a Sunday in the holiday
		{"2026-03-07", false, calendar.Weekend, "", "", "calendar.weekend"},
		{"2020-02-01", false, calendar.Festival, "春节", "国办发明电〔2020〕1号", "calendar.festival"}, // the notice that came later
		{"2027-01-01", true, calendar.Ordinary, "", "", "calendar.provisional"},
	} {
		got := c.Status(tt.day)
		want := calendar.Status{tt.day, tt.works, tt.reason, tt.name, tt.notice, tt.text == "calendar.provisional"}
		if got != want || got.Text().Key != tt.text {
			t.Errorf("%s: %+v, %v", tt.day, got, got.Text())
		}
	}
}

func TestCovered(t *testing.T) {
	c := published(t)
	if first, last := c.Covered(); first != "2019-01-01" || last != "2026-12-31" {
		t.Errorf("covered from %s to %s", first, last)
	}
	if got := c.Years(); !slices.Equal(got, []int{2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026}) {
		t.Errorf("years %v", got)
	}
	for _, tt := range []struct {
		a, b calendar.Day
		want bool
	}{
		{"2026-12-30", "2026-12-31", false},
		{"2026-12-31", "2026-12-31", false}, // no day between them
		{"2026-12-31", "2027-01-01", true},
		{"2018-12-31", "2019-01-01", false}, // the first day is not looked at
		{"2018-12-30", "2019-01-01", true},  // the notice for 2019 has three days of 2018, and no more
		{"2026-12-31", "2026-12-01", false},
	} {
		if got := c.Provisional(tt.a, tt.b); got != tt.want {
			t.Errorf("(%s, %s]: provisional %v", tt.a, tt.b, got)
		}
	}
	var rows []calendar.Exception
	for _, e := range c.Exceptions() {
		if e.Day.Year() != 2022 && e.Day < "2026-10-01" {
			rows = append(rows, e)
		}
	}
	c, err := calendar.New(rows)
	if err != nil {
		t.Fatal(err)
	}
	if first, last := c.Covered(); first != "2023-01-01" || last != "2025-12-31" {
		t.Errorf("with 2022 lost and half of 2026: covered from %s to %s", first, last)
	}
	if c.Provisional("2020-12-01", "2021-06-01") || !c.Provisional("2021-12-31", "2022-01-04") || !c.Provisional("2021-06-01", "2023-06-01") {
		t.Error("a gap of a year is not seen")
	}
	c, err = calendar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	if first, last := c.Covered(); first != "" || last != "" || !c.Provisional("2026-01-01", "2026-01-02") {
		t.Errorf("no notice covers from %s to %s", first, last)
	}
}

// TestWorkdays asks the table and its edges against counting one by one.
func TestWorkdays(t *testing.T) {
	none, err := calendar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]*calendar.Calendar{"published": published(t), "no notice": none} {
		for from := calendar.Day("2018-10-01"); from < "2027-04-01"; from = from.Add(37) {
			n := 0
			for d := from.Add(1); d < from.Add(300); d = d.Add(1) {
				if c.Works(d) {
					n++
					if got, provisional := c.AddWork(from, n); got != d || provisional != c.Provisional(from, d) {
						t.Fatalf("%s: %d days after %s: %s, counted %s", name, n, from, got, d)
					}
				}
				if got := c.WorkBetween(from, d); got != n {
					t.Fatalf("%s: (%s, %s]: %d working days, counted %d", name, from, d, got, n)
				}
				if got := c.WorkBetween(d, from); got != -n {
					t.Fatalf("%s: (%s, %s] backwards: %d", name, from, d, got)
				}
			}
			n = 0
			for d := from.Add(-1); d > from.Add(-300); d = d.Add(-1) {
				if c.Works(d) {
					n++
					if got, provisional := c.AddWork(from, -n); got != d || provisional != c.Provisional(d.Add(-1), from.Add(-1)) {
						t.Fatalf("%s: %d days before %s: %s, counted %s", name, n, from, got, d)
					}
				}
			}
		}
	}
}

func TestNear(t *testing.T) {
	c := published(t)
	for _, tt := range []struct{ day, after, before calendar.Day }{
		{"2026-02-08", "2026-02-09", "2026-02-06"}, // Sunday
		{"2026-10-03", "2026-10-08", "2026-09-30"}, // in the National Day holiday
		{"2026-02-28", "2026-02-28", "2026-02-28"}, // a make-up Saturday
		{"2026-01-31", "2026-02-02", "2026-01-30"},
	} {
		after, _ := c.OnOrAfter(tt.day)
		before, _ := c.OnOrBefore(tt.day)
		if after != tt.after || before != tt.before {
			t.Errorf("%s: %s and %s, want %s and %s", tt.day, before, after, tt.before, tt.after)
		}
	}
	if _, provisional := c.OnOrAfter("2027-01-02"); !provisional {
		t.Error("2027-01-02 is not provisional")
	}
}

func TestNotADay(t *testing.T) {
	c := published(t)
	if d, _ := c.AddWork("2026-02-30", 1); d != "" || c.Works("2026-02-30") || c.WorkBetween("", "2026-01-01") != 0 || c.Provisional("", "2030-01-01") {
		t.Error("2026-02-30 passes for a day")
	}
	for _, n := range []int{1 << 60, -1 << 60, 2_000_000} {
		if d, _ := c.AddWork("9999-12-30", n); n > 0 && d != "" {
			t.Errorf("%d working days after the year 9999: %s", n, d)
		}
	}
	if d, provisional := c.AddWork("2026-01-03", 0); d != "2026-01-03" || provisional {
		t.Errorf("no working day after it: %s", d)
	}
}

const head = "date,kind,name,source\n"

func TestReadCSV(t *testing.T) {
	const n1, n2 = "国办发明电〔2026〕9号", "国办发明电〔2027〕1号"
	rows, err := calendar.ReadCSV(strings.NewReader("\ufeffdate,kind,name,source\r\n2027-02-05,holiday,春节," + n1 + "\r\n2027-01-01,holiday,元旦," + n1 + "\r\n\r\n 2027-02-06 , workday,\"春节\"," + n1 + "\r\n2027-02-06,holiday,春节," + n2 + "\r\n"))
	want := []calendar.Exception{
		{"2027-01-01", calendar.Holiday, "元旦", n1},
		{"2027-02-05", calendar.Holiday, "春节", n1},
		{"2027-02-06", calendar.Holiday, "春节", n2}, // by the later notice
	}
	if err != nil || !slices.Equal(rows, want) {
		t.Errorf("%v, %v", rows, err)
	}
}

func TestReadCSVErrors(t *testing.T) {
	const notice = ",国办发明电〔2026〕9号\n"
	for _, tt := range []struct {
		name, text string
		want       string // line, column and key of every row
	}{
		{"empty", "", "1  calendar.bad_head"},
		{"another head", "日期,类别,名称,来源\n", "1  calendar.bad_head"},
		{"not UTF-8", head + "2027-01-01,holiday,\xd4\xaa\xb5\xa9" + notice, "0  calendar.not_utf8"},
		{"no such day", head + "2027-02-29,holiday,春节" + notice, "2 date calendar.bad_date"},
		{"another form of date", head + "2027/1/1,holiday,元旦" + notice, "2 date calendar.bad_date"},
		{"a slip in the year", head + "0027-01-01,holiday,元旦" + notice, "2 date calendar.bad_date"},
		{"unknown kind", head + "2027-01-01,off,元旦" + notice, "2 kind calendar.bad_kind"},
		{"a make-up day on a Monday", head + "2027-01-04,workday,元旦" + notice, "2 kind calendar.not_weekend"},
		{"no name", head + "2027-01-01,holiday," + notice, "2 name calendar.no_name"},
		{"no number", head + "2027-01-01,holiday,元旦,国务院通知\n", "2 source calendar.bad_notice"},
		{"a number with no year", head + "2027-01-01,holiday,元旦,第 9 号\n", "2 source calendar.bad_notice"},
		{"a number too long", head + "2027-01-01,holiday,元旦,〔2026〕99999999999999999999号\n", "2 source calendar.bad_notice"},
		{"three columns", head + "2027-01-01,holiday,元旦\n", "2  calendar.bad_line"},
		{"an open quote", head + "2027-01-01,holiday,\"元旦" + notice, "2  calendar.bad_line"},
		{"twice", head + "2027-01-01,holiday,元旦" + notice + "2027-01-01,holiday,元旦" + notice, "3 date calendar.twice"},
		{"contradiction", head + "2027-01-02,holiday,元旦" + notice + "2027-01-02,workday,元旦" + notice, "3 kind calendar.contradicts"},
		{"contradiction by an earlier notice", head + "2027-01-02,holiday,元旦" + notice + "2027-01-02,workday,元旦,国办发明电〔2026〕8号\n", "3 kind calendar.contradicts"},
		{"several", head + "x,holiday,元旦" + notice + "2027-01-01,holiday,元旦" + notice + "2027-01-03,y,元旦" + notice, "2 date calendar.bad_date; 4 kind calendar.bad_kind"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := calendar.ReadCSV(strings.NewReader(tt.text))
			if got := rowsOf(err); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func rowsOf(err error) string {
	if fault.Of(err) != fault.Invalid {
		return fmt.Sprint(err)
	}
	var out []string
	for _, r := range fault.As(err).Rows {
		out = append(out, fmt.Sprintf("%d %s %s", r.Line, r.Column, r.Text.Key))
	}
	return strings.Join(out, "; ")
}

func TestNewRefuses(t *testing.T) {
	const notice = "国办发明电〔2026〕9号"
	_, err := calendar.New([]calendar.Exception{
		{"2027-01-01", calendar.Holiday, "元旦", notice},
		{"2027-01-04", calendar.Workday, "元旦", notice},
		{"2027-01-01", calendar.Holiday, "元旦", notice},
	})
	if got, want := rowsOf(err), "0 date calendar.same_day; 0 kind calendar.not_weekend"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMerge(t *testing.T) {
	const next, later = "国办发明电〔2026〕9号", "国办发明电〔2027〕1号"
	c := published(t)
	notice := []calendar.Exception{
		{"2027-01-01", calendar.Holiday, "元旦", next},
		{"2027-01-03", calendar.Workday, "元旦", next}, // a Sunday
		{"2027-02-06", calendar.Holiday, "春节", next}, // a Saturday
		{"2027-10-01", calendar.Holiday, "国庆节", next},
	}
	c, changes := merge(t, c, notice)
	if want := "2027-01-01+! 2027-01-03+! 2027-02-06+ 2027-10-01+!"; changes != want {
		t.Errorf("the next notice: %s, want %s", changes, want)
	}
	if _, last := c.Covered(); last != "2027-12-31" || !c.Works("2027-01-03") || c.Works("2027-01-01") {
		t.Errorf("covered to %s", last)
	}
	if _, changes := merge(t, c, notice); changes != "" {
		t.Errorf("the same again: %s", changes)
	}
	put := slices.Clone(notice)
	put[1].Day, put[2].Name = "2027-01-09", "春节前"
	put = put[:3]
	if _, changes := merge(t, c, put); changes != "2027-01-03-! 2027-01-09+! 2027-02-06~ 2027-10-01-!" {
		t.Errorf("a slip put right: %s", changes)
	}
	second := []calendar.Exception{{"2027-01-03", calendar.Holiday, "元旦", later}}
	after, changes := merge(t, c, second)
	if changes != "2027-01-03~!" || after.Works("2027-01-03") {
		t.Errorf("a later notice: %s", changes)
	}
	if _, changes := merge(t, after, notice); changes != "" {
		t.Errorf("the earlier notice again undoes the later one: %s", changes)
	}
	for _, all := range [][]calendar.Exception{slices.Concat(notice, second), slices.Concat(second, notice)} {
		if both, _ := merge(t, published(t), all); !slices.Equal(both.Exceptions(), after.Exceptions()) {
			t.Error("two notices at once give something else than one after the other")
		}
	}
	for _, bad := range [][]calendar.Exception{
		{notice[0], notice[0]},
		{{"2027-01-04", calendar.Workday, "元旦", next}},
	} {
		if _, _, err := c.Merge(bad); fault.Of(err) != fault.Invalid {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

// merge returns the days that change: + added, - removed, ~ changed, ! where work and rest change places.
func merge(t *testing.T, c *calendar.Calendar, rows []calendar.Exception) (*calendar.Calendar, string) {
	t.Helper()
	next, changes, err := c.Merge(rows)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, ch := range changes {
		sign := "~"
		switch {
		case ch.Before == (calendar.Exception{}):
			sign = "+"
		case ch.After == (calendar.Exception{}):
			sign = "-"
		}
		if ch.Flips {
			sign += "!"
		}
		if ch.Flips != (c.Works(ch.Day) != next.Works(ch.Day)) {
			t.Errorf("%s: flips %v", ch.Day, ch.Flips)
		}
		out = append(out, string(ch.Day)+sign)
	}
	return next, strings.Join(out, " ")
}

func FuzzReadCSV(f *testing.F) {
	f.Add(head + "2027-01-01,holiday,元旦,国办发明电〔2026〕9号\n")
	f.Add("\ufeff" + head + "2027-01-02,workday,\"元\"\"旦\",〔2026〕9号\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := calendar.ReadCSV(strings.NewReader(text))
		if err != nil {
			if fault.Of(err) != fault.Invalid || len(fault.As(err).Rows) == 0 {
				t.Fatalf("no row at fault: %v", err)
			}
			return
		}
		if _, err := calendar.New(rows); err != nil {
			t.Fatalf("read but refused: %v", err)
		}
	})
}

func BenchmarkAddWork(b *testing.B) {
	c := published(b)
	for b.Loop() {
		c.AddWork("2026-02-05", 20)
	}
}
