package catalogue

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A choice is one of the things that a cell offers, and whether it is marked.
type choice struct {
	text   string
	chosen bool
}

// separators part what a cell lists without marks.
const separators = "\u3001\uff0c,\uff1b;\n\t|"

// choices reads a cell that lists things with marks before or behind them: a
// filled box or a tick is chosen, an empty box is not, and where a reader of
// scans made the box into the character that looks like it, it is one before a
// known word. Without any mark all that is listed is chosen.
func choices(cell string) []choice {
	parts, marked := cutMarks(cell)
	if !marked {
		return unmarked(parts[0].text)
	}
	if parts[0].mark == 0 && strings.TrimSpace(parts[0].text) != "" && strings.TrimSpace(parts[len(parts)-1].text) == "" {
		return behind(parts)
	}
	var out []choice
	for _, p := range parts {
		text := trimChoice(p.text)
		if text == "" {
			continue
		}
		if p.mark == 0 { // before the first mark: a heading of the cell, which chooses nothing
			continue
		}
		out = append(out, choice{text, p.mark > 0})
	}
	return out
}

// behind reads parts whose marks stand behind them.
func behind(parts []markPart) []choice {
	var out []choice
	for i := range len(parts) - 1 {
		if text := trimChoice(parts[i].text); text != "" {
			out = append(out, choice{text, parts[i+1].mark > 0})
		}
	}
	return out
}

func unmarked(text string) []choice {
	var out []choice
	for _, t := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if t = trimChoice(t); t != "" {
			out = append(out, choice{t, true})
		}
	}
	return out
}

// trimChoice takes blanks, separators and line breaks from what a box stands before.
func trimChoice(s string) string {
	return strings.Join(strings.Fields(strings.Trim(s, separators+" \u3002\u3000")), "")
}

// A markPart is a stretch of a cell and the mark before it: 1 chosen, -1 not, 0 none.
type markPart struct {
	mark int
	text string
}

// cutMarks cuts a cell at its marks. There is at least one part, that before the first mark.
func cutMarks(text string) (parts []markPart, marked bool) {
	parts = []markPart{{}}
	at := 0
	for i := 0; i < len(text); {
		_, size := utf8.DecodeRuneInString(text[i:])
		if mark := markAt(text[i:], size); mark != 0 {
			parts[len(parts)-1].text = text[at:i]
			parts = append(parts, markPart{mark: mark})
			at, marked = i+size, true
		}
		i += size
	}
	parts[len(parts)-1].text = text[at:]
	return parts, marked
}

// markAt reads the mark at the beginning of text, of size bytes.
func markAt(text string, size int) int {
	r := text[:size]
	for _, w := range vocabulary {
		if w.text != r {
			continue
		}
		switch w.set {
		case "chosen":
			return 1
		case "open":
			return -1
		case "box":
			if known(strings.TrimLeft(text[size:], " \u3000")) {
				return -1
			}
		}
	}
	return 0
}

// known reports whether a text begins with a word that boxes stand before.
func known(text string) bool {
	text = norm.NFKC.String(text)
	for _, w := range vocabulary {
		switch w.set {
		case "channel", "audience", "mode", "tier":
			if strings.HasPrefix(text, w.text) {
				return true
			}
		}
	}
	return false
}

// chosenIn reports whether a cell under a heading such as "the whole society"
// says that it is meant: by a mark, or by any word but a "no" and a box alone.
func chosenIn(cell string) bool {
	cell = strings.TrimSpace(norm.NFKC.String(cell))
	if cell == "" {
		return false
	}
	parts, marked := cutMarks(cell)
	if !marked {
		return !slices.Contains(wordsOf("box"), cell) && !slices.Contains(wordsOf("no"), cell)
	}
	for _, p := range parts {
		if p.mark > 0 {
			return true
		}
	}
	return false
}
