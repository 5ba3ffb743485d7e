package clause

import (
	"strings"
	"unicode/utf8"
)

// Quotations are kept aside while a sentence is read; a sign of private use stands for each.
const (
	firstQuote = '\ue000'
	lastQuote  = '\uf8ff'
)

// The signs of quotations: of the outer ones, and of those within them.
const (
	openQuote, closeQuote   = '\u201c', '\u201d'
	openSingle, closeSingle = '\u2018', '\u2019'
)

// An instruction is a line of a decision that says what to do.
type instruction struct {
	n      int
	raw    string // as it stands
	text   string // with signs in place of the quotations
	quotes []string
}

// quoted takes the quotations out of a text. A line within one may begin with the opening sign again, as
// print has it, so that sign is no part of the text. It reports false if a quotation does not end.
func quoted(s string) (text string, quotes []string, ok bool) {
	var out, in strings.Builder
	depth := 0
	start := true
	for _, r := range s {
		switch {
		case r >= firstQuote && r <= lastQuote:
			return "", nil, false
		case r == openQuote && depth == 1 && start:
		case r == openQuote:
			if depth++; depth > 1 {
				in.WriteRune(r)
			}
		case r == closeQuote && depth == 1:
			depth = 0
			if len(quotes) > lastQuote-firstQuote {
				return "", nil, false
			}
			out.WriteRune(firstQuote + rune(len(quotes))) //nolint:gosec // bounded above
			quotes = append(quotes, unnest(trim(in.String())))
			in.Reset()
		case r == closeQuote && depth == 0:
			return "", nil, false
		case r == closeQuote:
			depth--
			in.WriteRune(r)
		case depth > 0:
			in.WriteRune(r)
		default:
			out.WriteRune(r)
		}
		start = r == '\n' || r == '\r' || start && blank(r)
	}
	return out.String(), quotes, depth == 0
}

// unnest gives a quotation the signs that it has where it is not quoted: ‘…’ is “…” there.
func unnest(s string) string {
	if strings.Count(s, string(openSingle)) != strings.Count(s, string(closeSingle)) {
		return s
	}
	return strings.NewReplacer(string(openSingle), string(openQuote), string(closeSingle), string(closeQuote)).Replace(s)
}

// quotesOf returns the quotations that the signs of s stand for.
func (in *instruction) quotesOf(s string) []string {
	var out []string
	for _, r := range s {
		if r >= firstQuote && r <= lastQuote {
			out = append(out, in.quotes[r-firstQuote])
		}
	}
	return out
}

// restore puts the quotations back into a sentence.
func (in *instruction) restore(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= firstQuote && r <= lastQuote {
			b.WriteString(string(openQuote) + in.quotes[r-firstQuote] + string(closeQuote))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

const shownMost = 120

// shown is a sentence for a message: not longer than a line or two.
func shown(s string) string {
	if utf8.RuneCountInString(s) <= shownMost {
		return s
	}
	return string([]rune(s)[:shownMost]) + "\u2026"
}
