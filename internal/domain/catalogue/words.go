package catalogue

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"gongkai.example/gongkai/internal/kernel/sheet"
)

// The words of catalogues are data: the domains of the guide, the headings and
// the marks that offices use, the ways to write a term.
var (
	//go:embed domains.tsv
	domainFile string
	//go:embed columns.tsv
	columnFile string
	//go:embed words.tsv
	wordFile string
	//go:embed terms.tsv
	termFile string
)

// cells are the lines of a file below its heading.
func cells(file string) [][]string {
	var out [][]string
	for i, line := range strings.Split(strings.Trim(file, "\n"), "\n") {
		if i > 0 {
			out = append(out, strings.Split(line, "\t"))
		}
	}
	return out
}

// A Domain is one of the fields of work that have a catalogue (基层政务公开标准目录).
type Domain struct {
	Number int    `json:"number"` // in the guide; from 27 on those that districts added
	Code   string `json:"code"`   // in addresses
	Name   string `json:"name"`
	Guide  bool   `json:"-"` // one of those that every district has (国办发〔2019〕54号)
	Term   string `json:"-"` // key of the law's term for what a row gives no number for; "" is the general one
}

// Domains lists the domains in the order of the guide.
var Domains = readDomains()

func readDomains() []Domain {
	var out []Domain
	for _, c := range cells(domainFile) {
		n, err := strconv.Atoi(c[0])
		if err != nil {
			panic("catalogue: domains.tsv: " + err.Error())
		}
		out = append(out, Domain{n, c[1], c[2], c[4] != "", c[3]})
	}
	return out
}

// DomainOf finds a domain by its code, its name or its number.
func DomainOf(text string) (Domain, bool) {
	text = strings.TrimSpace(text)
	i := slices.IndexFunc(Domains, func(d Domain) bool { return text == d.Code || text == d.Name || text == strconv.Itoa(d.Number) })
	if i < 0 {
		return Domain{}, false
	}
	return Domains[i], true
}

// tableColumns are the columns of a catalogue, as sheet.Map looks for them.
var tableColumns = readColumns()

func readColumns() []sheet.Column {
	var out []sheet.Column
	for _, c := range cells(columnFile) {
		out = append(out, sheet.Column{Key: c[0], Required: c[1] != "", Names: strings.Split(c[2], ";")})
	}
	return out
}

// heading is our name of a column.
func heading(key string) string {
	i := slices.IndexFunc(tableColumns, func(c sheet.Column) bool { return c.Key == key })
	return tableColumns[i].Names[0]
}

// A word is a word of a set and what it stands for.
type word struct{ set, key, text string }

// vocabulary is every word, the longest first, so that what is found first says most.
var vocabulary = readWords()

func readWords() []word {
	var out []word
	for _, c := range cells(wordFile) {
		for name := range strings.SplitSeq(c[2], ";") {
			out = append(out, word{c[0], c[1], norm.NFKC.String(name)})
		}
	}
	slices.SortStableFunc(out, func(a, b word) int { return len(b.text) - len(a.text) })
	return out
}

// wordsOf lists the words of a set.
func wordsOf(set string) []string {
	var out []string
	for _, w := range vocabulary {
		if w.set == set {
			out = append(out, w.text)
		}
	}
	return out
}

// meaning is what a text stands for in a set: the key of the longest word that it begins with.
func meaning(set, text string) (string, bool) {
	text = norm.NFKC.String(text)
	for _, w := range vocabulary {
		if w.set == set && strings.HasPrefix(text, w.text) {
			return w.key, true
		}
	}
	return "", false
}

// fold writes a name in one way: half width, no blanks or line breaks.
func fold(s string) string {
	return strings.Join(strings.Fields(norm.NFKC.String(s)), "")
}
