package web

import (
	_ "embed"
	"fmt"
	"html/template"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// funcs are the functions of every template.
var funcs = template.FuncMap{
	"t":       i18n.T,
	"text":    i18n.Text,
	"day":     dayText,
	"longday": longDay,
	"weekday": weekday,
	"when":    whenText,
	"num":     numText,
	"size":    sizeText,
	"icon":    icon,
	"light":   light,
	"lightof": lightOnly,
	"tag":     tag,
	"bar":     bar,
	"links":   links,
	"url":     urlOf,
	"asset":   assetPath,
	"sheet":   sheets,
	"quoted":  quoted,
}

// quoted is a title between its marks.
func quoted(title string) string { return i18n.T("web.quoted", title) }

// dayText is 2026-11-23, or a dash for no day.
func dayText(d calendar.Day) string {
	if d == "" {
		return Nothing
	}
	return string(d)
}

// longDay is a day as a sentence has it, with the characters for year, month and day.
func longDay(d calendar.Day) string {
	if !d.Valid() {
		return dayText(d)
	}
	y, m, n := d.Time().Date()
	return i18n.T("web.day_long", y, int(m), n)
}

func weekday(d calendar.Day) string {
	if !d.Valid() {
		return ""
	}
	return i18n.T("web.weekday." + strconv.Itoa(int(d.Time().Weekday())))
}

// whenText is a moment in the civil time of the country, to the minute.
func whenText(t time.Time) string {
	if t.IsZero() {
		return Nothing
	}
	return t.In(calendar.Zone).Format("2006-01-02 15:04")
}

// numText has a comma every three digits.
func numText(n any) string {
	v := reflect.ValueOf(n)
	if !v.CanInt() {
		return fmt.Sprint(n)
	}
	s := strconv.FormatInt(v.Int(), 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// sizeText is a file size in kB or MB.
func sizeText(n int64) string {
	switch {
	case n < 1<<10:
		return strconv.FormatInt(n, 10) + " B"
	case n < 1<<20:
		return strconv.FormatInt((n+1<<9)>>10, 10) + " kB"
	}
	return strings.TrimSuffix(strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64), ".0") + " MB"
}

// urlOf is a path with a query made of pairs; an empty value is left out.
func urlOf(path string, pairs ...any) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if v := fmt.Sprint(pairs[i+1]); v != "" {
			q.Set(fmt.Sprint(pairs[i]), v)
		}
	}
	return address(path, q)
}

// iconData has one drawing a line: its name, a tab, and the shapes inside a
// 24 by 24 box.
//
//go:embed parts/icons.tsv
var iconData string

var icons = readIcons(iconData)

func readIcons(tsv string) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(tsv) {
		if name, shapes, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			out[name] = shapes
		}
	}
	return out
}

// icon draws one of parts/icons.tsv; words beside it say what it means.
func icon(name string) (template.HTML, error) {
	shapes, ok := icons[name]
	if !ok {
		return "", fmt.Errorf("no icon %q", name)
	}
	return svg(shapes), nil
}

func svg(shapes string) template.HTML {
	return template.HTML(`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">` + shapes + `</svg>`) //nolint:gosec // shapes come from the embedded file
}

// light is the mark of a deadline with its words. kind is any string type.
func light(kind any, words string) template.HTML {
	k := word(kind)
	if _, ok := icons["light-"+k]; !ok {
		return template.HTML(template.HTMLEscapeString(words)) //nolint:gosec // escaped
	}
	return `<span class="lt ` + template.HTML(k) + `">` + lightOnly(kind) + template.HTML(template.HTMLEscapeString(words)) + `</span>` //nolint:gosec // k is a known name, words are escaped
}

// lightOnly is the mark alone, where words stand beside it.
func lightOnly(kind any) template.HTML {
	shapes, ok := icons["light-"+word(kind)]
	if !ok {
		return ""
	}
	return svg(shapes)
}

// tag is a short state beside a title. kind is any string type.
func tag(kind any, words string) template.HTML {
	class := map[string]string{"ok": "tag", "info": "tag b", "warn": "tag y", "bad": "tag r"}[word(kind)]
	if class == "" {
		class = "tag g"
	}
	return template.HTML(`<span class="` + class + `">` + template.HTMLEscapeString(words) + `</span>`) //nolint:gosec // escaped
}

// bar is a share as a bar, in the colour of a light.
func bar(kind any, value, most int) template.HTML {
	return template.HTML(fmt.Sprintf(`<progress class="bar %s" max="%d" value="%d">%d / %d</progress>`, //nolint:gosec // numbers, and an escaped word
		template.HTMLEscapeString(word(kind)), max(most, 1), value, value, most))
}

// links makes a list of links from pairs of label and address, for the
// breadcrumb; a last label without an address is where the reader is.
func links(pairs ...string) []Link {
	var out []Link
	for i := 0; i < len(pairs); i += 2 {
		l := Link{Label: pairs[i]}
		if i+1 < len(pairs) {
			l.Href = pairs[i+1]
		}
		out = append(out, l)
	}
	return out
}

// sheets links style sheets of static/ by name, without .css.
func sheets(names ...string) (template.HTML, error) {
	var out template.HTML
	for _, n := range names {
		p, err := assetPath(n + ".css")
		if err != nil {
			return "", err
		}
		out += template.HTML(`<link rel="stylesheet" href="` + p + `">`) //nolint:gosec // p is the path of an embedded file
	}
	return out, nil
}

// word is the text of a value of any string type.
func word(v any) string {
	if rv := reflect.ValueOf(v); rv.Kind() == reflect.String {
		return rv.String()
	}
	return fmt.Sprint(v)
}
