package web

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// cleanText makes what was typed into a field of type typ fit to keep: line ends
// as \n, no blanks around it except in a password. It reports what cannot be kept.
func cleanText(s, typ string) (string, fault.Text, bool) {
	lines := typ == "textarea" || typ == "hidden"
	if !utf8.ValidString(s) {
		return strings.ToValidUTF8(s, "\uFFFD"), fault.T("web.bad_encoding"), false
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if typ != "password" {
		s = strings.TrimFunc(s, unicode.IsSpace)
	}
	for _, c := range s {
		if c == '\t' || (lines && c == '\n') {
			continue
		}
		if unicode.IsControl(c) {
			return strings.ReplaceAll(s, "\x00", "\uFFFD"), fault.T("web.bad_character"), false
		}
	}
	return s, fault.Text{}, true
}

// halfWidth turns the full-width digits and signs of Chinese input methods into ASCII.
func halfWidth(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= '\uFF01' && c <= '\uFF5E':
			return c - '\uFF01' + '!'
		case c == '\u3000':
			return ' '
		}
		return c
	}, s)
}

// dateForm takes 2026-11-23, 2026/11/23, 2026.11.23 and the form with the
// characters for year, month and day.
var dateForm = regexp.MustCompile(`^(\d{4})[^\d]\s*(\d{1,2})[^\d]\s*(\d{1,2})[^\d]?$`)

func parseDay(s string) (calendar.Day, bool) {
	m := dateForm.FindStringSubmatch(halfWidth(s))
	if m == nil {
		return "", false
	}
	d := calendar.Day(m[1] + "-" + twoDigits(m[2]) + "-" + twoDigits(m[3]))
	return d, d.Valid()
}

func twoDigits(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

func parseInt(s string) (int64, bool) {
	n, err := strconv.ParseInt(strings.ReplaceAll(halfWidth(s), ",", ""), 10, 64)
	return n, err == nil
}

// parseSize reads a limit such as 200 or 20MB.
func parseSize(s string) int64 {
	unit := int64(1)
	for suffix, u := range map[string]int64{"kB": 1 << 10, "MB": 1 << 20} {
		if cut, ok := strings.CutSuffix(s, suffix); ok {
			s, unit = cut, u
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		panic("max tag " + strconv.Quote(s) + " is not a number, or a number with kB or MB")
	}
	return n * unit
}
