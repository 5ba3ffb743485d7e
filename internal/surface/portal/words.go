package portal

import (
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// dayOf is the civil day of a moment; "" for none.
func dayOf(t time.Time) calendar.Day {
	if t.IsZero() {
		return ""
	}
	return calendar.DayOf(t)
}

// longDay is a day as a sentence has it.
func longDay(d calendar.Day) string {
	if !d.Valid() {
		return i18n.T("portal.no_day")
	}
	y, m, n := d.Time().Date()
	return i18n.T("web.day_long", y, int(m), n)
}

// periodText is 2023, 2023-H2, 2023-Q4 or 2023-10 in words.
func periodText(key string) string {
	year, part, whole := strings.Cut(key, "-")
	text := "plan.period.month"
	switch {
	case !whole:
		text = "plan.period.year"
	case strings.HasPrefix(part, "H"):
		return i18n.T("plan.period.half"+part[1:], year)
	case strings.HasPrefix(part, "Q"):
		text, part = "plan.period.quarter", part[1:]
	}
	return i18n.T(text, year, part)
}

// heading is a heading of a circular with its number in full-width brackets;
// circulars mix both kinds.
func heading(s string) string {
	number, title, ok := strings.Cut(s, ")")
	if !ok || !strings.HasPrefix(number, "(") {
		return s
	}
	return "\uFF08" + number[1:] + "\uFF09" + title
}
