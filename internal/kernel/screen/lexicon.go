package screen

import (
	"embed"
	"path"
	"slices"
	"strings"
	"sync"

	"gongkai.example/gongkai/internal/kernel/fault"
)

//go:embed packs/*.tsv
var packFiles embed.FS

// A Pack is a list of wrong words with what to write instead.
type Pack struct{ entries []entry }

// An entry is one wrong word.
type entry struct {
	word       string
	rule       string
	suggestion string
	severity   Severity
	right      []context
}

// A context is a longer word in which a wrong one is right: 截止 in 截止日期.
type context struct {
	runes []rune
	at    int // where the word begins in it
}

// packColumns are the columns of a pack. Contexts are separated by bars.
var packColumns = []string{"word", "kind", "suggestion", "severity", "contexts"}

// Packs returns the packs that the program is built with.
var Packs = sync.OnceValue(func() []Pack {
	files, err := packFiles.ReadDir("packs")
	if err != nil {
		panic(err)
	}
	var out []Pack
	for _, f := range files {
		text, err := packFiles.ReadFile(path.Join("packs", f.Name()))
		if err != nil {
			panic(err)
		}
		p, err := ReadPack(f.Name(), text)
		if err != nil {
			panic(err)
		}
		out = append(out, p)
	}
	return out
})

// ReadPack reads a pack: a table separated by tabs with the columns word (two
// characters at least), kind (leader, politics, typo, term, respect),
// suggestion (may be empty), severity (block, hold, advise) and contexts, the
// longer words in which it is right, separated by bars. Lines that begin with #
// are left out.
//
// Errors: Invalid with every line at fault.
func ReadPack(name string, text []byte) (Pack, error) {
	var p Pack
	seen := map[string]bool{}
	err := readRows(name, text, packColumns, func(c []string) (string, fault.Text) {
		word, rule := c[0], "lexicon_"+c[1]
		_, known := lang().rules[rule]
		switch {
		case len([]rune(word)) < 2 || strings.ContainsAny(word, " \t"):
			return "word", fault.T("screen.pack.short_word")
		case seen[word]:
			return "word", fault.T("screen.pack.twice", word)
		case !known:
			return "kind", fault.T("screen.pack.bad_kind", c[1])
		case !slices.Contains([]Severity{Block, Hold, Advise}, Severity(c[3])):
			return "severity", fault.T("screen.pack.bad_severity", c[3])
		}
		seen[word] = true
		e := entry{word, rule, c[2], Severity(c[3]), nil}
		if c[2] != "" && strings.Contains(c[2], word) && !e.allow(c[2]) {
			return "suggestion", fault.T("screen.pack.same", word)
		}
		for longer := range strings.SplitSeq(c[4], "|") {
			if longer != "" && !e.allow(longer) {
				return "contexts", fault.T("screen.pack.bad_context", longer, word)
			}
		}
		p.entries = append(p.entries, e)
		return "", fault.Text{}
	})
	return p, err
}

// allow adds a longer word in which the entry is right; false if it does not hold the entry.
func (e *entry) allow(longer string) bool {
	w, l := foldAll(e.word), foldAll(longer)
	found := false
	for i := range l {
		if len(l) > len(w) && hasPrefix(l[i:], w) {
			e.right = append(e.right, context{l, i})
			found = true
		}
	}
	return found
}

func foldAll(text string) []rune {
	out := []rune(text)
	for i, c := range out {
		out[i] = fold(c)
	}
	return out
}

// wrong reports a wrong word at i, unless it is a part of a right one.
func (s *scan) wrong(e *entry, i int) {
	for _, c := range e.right {
		if from := i - c.at; from >= s.start && hasPrefix(s.f[from:s.end], c.runes) {
			return
		}
	}
	s.repaired(e.rule, i, i+len([]rune(e.word)), e.suggestion)
	s.out[len(s.out)-1].Severity = e.severity
}

// readRows gives the cells of each line of a table to read, which returns the
// column at fault and what is wrong there, or "".
func readRows(file string, text []byte, columns []string, read func([]string) (string, fault.Text)) error {
	var rows []fault.Row
	n, head := 0, false
	for line := range strings.Lines(strings.TrimPrefix(string(text), "\ufeff")) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "\t")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case !head && !slices.Equal(cells, columns):
			return fault.Rows([]fault.Row{{File: file, Line: n, Text: fault.T("screen.bad_head", strings.Join(columns, " "))}})
		case !head:
			head = true
		case len(cells) != len(columns):
			rows = append(rows, fault.Row{File: file, Line: n, Text: fault.T("screen.bad_line", len(columns))})
		default:
			if column, wrong := read(cells); column != "" {
				rows = append(rows, fault.Row{File: file, Line: n, Column: column, Text: wrong})
			}
		}
	}
	if !head {
		rows = append(rows, fault.Row{File: file, Text: fault.T("screen.bad_head", strings.Join(columns, " "))})
	}
	return fault.Rows(rows)
}
