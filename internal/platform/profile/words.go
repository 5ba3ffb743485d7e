package profile

import (
	"bytes"
	"embed"
	"encoding/csv"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

//go:embed schema.csv words.csv settings.csv
var own embed.FS

// A column is one column of one file: its heading, the field that it fills and how.
type column struct {
	File     string `csv:"file"`
	Heading  string `csv:"column"`
	Field    string `csv:"field"`
	Type     string `csv:"type"`     // text, int, list, phrases, word:<set>, words:<set>
	Required string `csv:"required"` // yes, or foot: the foot of every page should say it
}

// A word is one Chinese word of a set and the value it stands for. The first
// word of a value is the one that is written.
type word struct {
	Set   string `csv:"set"`
	Word  string `csv:"word"`
	Value string `csv:"value"`
}

// A definition is one setting that the program knows.
type definition struct {
	Key      string `csv:"key"`
	Name     string `csv:"name"`
	Type     string `csv:"type"` // text, int, ints, word:<set>, url, contact, day, code
	Default  string `csv:"default"`
	Min      string `csv:"min"`
	Max      string `csv:"max"`
	Required string `csv:"required"`
}

// The tables of the package. They are read once; a fault in them is a fault of
// the program and stops it at start.
var (
	schema      = mustOwn[column]("schema.csv")
	words       = mustOwn[word]("words.csv")
	definitions = mustOwn[definition]("settings.csv")

	schemas   = columnsOf(schema)
	folder    = folding(words)
	wordIndex = indexWords(words)
)

func columnsOf(all []column) map[string][]column {
	out := map[string][]column{}
	for _, c := range all {
		out[c.File] = append(out[c.File], c)
	}
	return out
}

func indexWords(all []word) map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, w := range all {
		if out[w.Set] == nil {
			out[w.Set] = map[string]string{}
		}
		out[w.Set][w.Word] = w.Value
	}
	return out
}

// mustOwn reads a table of the package: all text, headings as in the tags.
func mustOwn[T any](file string) []T {
	b, err := own.ReadFile(file)
	if err != nil {
		panic(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		panic(file + ": " + err.Error())
	}
	out := make([]T, len(rows)-1)
	for i, cells := range rows[1:] {
		for c, cell := range cells {
			fieldOf(reflect.ValueOf(&out[i]).Elem(), rows[0][c]).SetString(cell)
		}
	}
	return out
}

// value returns what a word of a set stands for.
func value(set, w string) (string, bool) {
	v, ok := wordIndex[set][w]
	return v, ok
}

// written returns the word of a set for a value, as a file would have it.
func written(set, v string) string {
	for _, w := range words {
		if w.Set == set && w.Value == v {
			return w.Word
		}
	}
	return v
}

// Values lists what the words of a set stand for, in the order of the set:
// "unit_kind", "role", "period", "scope" or "confidence".
func Values(set string) []string {
	var out []string
	for _, w := range words {
		if w.Set == set && !slices.Contains(out, w.Value) {
			out = append(out, w.Value)
		}
	}
	return out
}

// allowed lists the words of a set for a message.
func allowed(set string) string {
	var out []string
	for _, w := range words {
		if w.Set == set {
			out = append(out, w.Word)
		}
	}
	return strings.Join(out, " / ")
}

// folding makes the rewriting of Fold; the longest spelling is tried first.
func folding(all []word) *strings.Replacer {
	var pairs []word
	for _, w := range all {
		if w.Set == "fold" {
			pairs = append(pairs, w)
		}
	}
	slices.SortStableFunc(pairs, func(a, b word) int { return len(b.Word) - len(a.Word) })
	var flat []string
	for _, p := range pairs {
		flat = append(flat, p.Word, p.Value)
	}
	return strings.NewReplacer(flat...)
}

// Fold writes a name of a unit or group in one way, so that two spellings of
// one name are equal: half width, no blanks, no separators, one kind of
// bracket, and the one form of words such as the several for a street office.
func Fold(name string) string { return folder.Replace(strings.Map(narrow, name)) }

// The full-width forms of ASCII stand in one block, in the order of ASCII.
const (
	wideFirst = 0xFF01
	wideLast  = 0xFF5E
	wideShift = wideFirst - '!'
)

func narrow(r rune) rune {
	switch {
	case r >= wideFirst && r <= wideLast:
		return r - wideShift
	case r <= ' ' || r == 0xA0 || r == 0x3000 || r >= 0x200B && r <= 0x200F || r == 0xFEFF:
		return -1
	}
	return r
}

// SameWords returns groups of words that mean the same to somebody who searches:
// the rows of synonyms.csv, and the names of each unit, with and without the
// name of the district before them.
func (p *Profile) SameWords() [][]string {
	var out [][]string
	for _, s := range p.Synonyms {
		out = append(out, s.Words)
	}
	district := []string{p.Settings.Text(AreaName), p.Settings.Text(AreaShort), p.Settings.Text(AreaWord)}
	for _, u := range p.Units {
		names := append([]string{u.Name, u.Short}, u.Aliases...)
		for _, n := range names {
			for _, d := range district {
				if rest, cut := strings.CutPrefix(n, d); cut && utf8.RuneCountInString(rest) >= shortestName {
					names = append(names, rest)
					break
				}
			}
		}
		out = append(out, names)
	}
	return out
}

// shortestName is how long the name of a unit is without its district, at least.
const shortestName = 3
