package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"golang.org/x/text/width"

	"gongkai.example/gongkai/internal/platform/i18n"
)

// show prints v as one line of JSON if the caller asked for that, else what text writes.
func (s *shell) show(v any, text func(*page)) error {
	if s.json {
		e := json.NewEncoder(s.out)
		e.SetEscapeHTML(false)
		return e.Encode(v)
	}
	var p page
	text(&p)
	_, err := fmt.Fprint(s.out, p.String())
	return err
}

// page is text for people, line by line.
type page struct{ strings.Builder }

// say adds a line of the catalogue.
func (p *page) say(key string, args ...any) { p.line(i18n.T(key, args...)) }

func (p *page) line(text string) { _, _ = p.WriteString(strings.TrimRight(text, " ") + "\n") }

// table adds rows with their columns under one another, as terminals draw
// them: a Chinese character is two columns wide.
func (p *page) table(indent string, rows ...[]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], columns(cell))
		}
	}
	for _, row := range rows {
		var b strings.Builder
		b.WriteString(indent)
		for i, cell := range row {
			b.WriteString(cell)
			if i+1 < len(row) {
				b.WriteString(strings.Repeat(" ", widths[i]-columns(cell)+2))
			}
		}
		p.line(b.String())
	}
}

// columns is how wide a text is on a terminal.
func columns(text string) int {
	n := 0
	for _, r := range text {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		case width.Neutral, width.EastAsianAmbiguous, width.EastAsianNarrow, width.EastAsianHalfwidth:
			n++
		}
	}
	return n
}

// heads is the first row of a table: names from the catalogue.
func heads(keys ...string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = i18n.T(k)
	}
	return out
}

// joined writes names in a row.
func joined(words []string) string { return strings.Join(words, i18n.T("list_comma")) }
