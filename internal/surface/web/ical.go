package web

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// ICal is a list of events for calendars (iCalendar, RFC 5545).
type ICal struct {
	Name   string // of the list
	Events []ICalEvent
}

// An ICalEvent is one event. Its path is its name for ever.
type ICalEvent struct {
	Path      string
	Title     string
	Text      string // plain
	Place     string
	From      time.Time
	Until     time.Time
	Changed   int64 // how often it was changed: a calendar takes the newest
	Cancelled bool
}

// Render writes the calendar. Times are in UTC, so that no table of a time zone is needed.
func (c ICal) Render(w http.ResponseWriter, r *Req) error {
	var out bytes.Buffer
	line := func(name, value string) { foldTo(&out, name+":"+value) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//gongkai//CN")
	line("X-WR-CALNAME", icalText(c.Name))
	for _, e := range c.Events {
		status := "CONFIRMED"
		if e.Cancelled {
			status = "CANCELLED"
		}
		line("BEGIN", "VEVENT")
		line("UID", r.Base()+e.Path)
		line("DTSTAMP", icalTime(e.From))
		line("SEQUENCE", strconv.FormatInt(e.Changed, 10))
		line("DTSTART", icalTime(e.From))
		line("DTEND", icalTime(e.Until))
		line("SUMMARY", icalText(e.Title))
		line("LOCATION", icalText(e.Place))
		line("DESCRIPTION", icalText(e.Text))
		line("URL", r.Base()+e.Path)
		line("STATUS", status)
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	_, err := out.WriteTo(w)
	return err
}

func icalTime(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

// icalEscapes are the characters of a text that mean something (RFC 5545, 3.3.11).
var icalEscapes = strings.NewReplacer("\\", "\\\\", ";", "\\;", ",", "\\,", "\r\n", "\\n", "\n", "\\n", "\r", "")

func icalText(s string) string { return icalEscapes.Replace(s) }

// foldTo writes a line in pieces of at most 75 bytes that cut no character (RFC 5545, 3.1).
func foldTo(out *bytes.Buffer, s string) {
	const most = 75
	for room := most; len(s) > room; room = most - 1 {
		at := room
		for !utf8.RuneStart(s[at]) {
			at--
		}
		out.WriteString(s[:at] + "\r\n ")
		s = s[at:]
	}
	out.WriteString(s + "\r\n")
}
