// Package law holds what the law says as data: the sources, their articles, the
// terms that they set, and the published holidays. The data stands in the folder
// law at the root, where format.md explains it; this package reads and checks it.
package law

import (
	"bytes"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	data "gongkai.example/gongkai/law"
)

// A Ref names a source, an article of it, and a paragraph or an item of that:
// "foi", "foi:33", "foi:33.2" for 第三十三条第二款, "foi:36-4" for 第三十六条第（四）项.
type Ref string

// Confidence says how sure the data is.
type Confidence string

// The degrees.
const (
	High   Confidence = "H" // read in the text of the law, or in two independent copies of it
	Medium Confidence = "M" // read in a part, or in a local document
	Low    Confidence = "L" // by recollection or local practice only; shown as 待核实
)

// A Source is a law, a regulation or another document that sets rules.
type Source struct {
	Ref        Ref        `json:"ref"`
	Title      string     `json:"title"`  // without 《》
	Number     string     `json:"number"` // of the document, or of the decree
	Since      string     `json:"since"`  // in force from, as far as it is known
	Confidence Confidence `json:"confidence"`
}

// An Article is one provision of a source.
type Article struct {
	Ref        Ref        `json:"ref"`
	Place      string     `json:"place"` // 第三十三条第二款
	Gist       string     `json:"gist"`  // in short, in our own words
	Confidence Confidence `json:"confidence"`
}

// Source returns the ref of the source that r is in.
func (r Ref) Source() Ref {
	source, _, _ := strings.Cut(string(r), ":")
	return Ref(source)
}

// A Book is the whole data, read and checked.
type Book struct {
	Sources  []Source
	Articles []Article
	Limits   []Limit
	Releases []Release
	Classes  []Class
	Limbs    []Limb
	Results  []Result
	Outcomes []Outcome
	Report   []ReportLabel
	Bands    []Band
	Screens  []Screen
	Calendar *calendar.Calendar

	Placeholders []Placeholder
	Letters      []LetterKind

	sources  map[Ref]Source
	articles map[Ref]Article
	limits   map[string]Limit
}

// Read reads the files sources.tsv, articles.tsv, terms.tsv, anchors.tsv, classes.tsv, limbs.tsv, results.tsv, outcomes.tsv, report.tsv, fees.tsv,
// screening.tsv, placeholders.tsv, letters.tsv and holidays.csv.
//
// Errors: Invalid with every row at fault of the first file that has one, since
// the later files rest on the earlier; law/format.md says what may stand where.
func Read(files fs.FS) (*Book, error) {
	b := &Book{sources: map[Ref]Source{}, articles: map[Ref]Article{}, limits: map[string]Limit{}}
	for _, f := range []struct {
		name string
		read func(line) (string, fault.Text)
		cols []string
	}{
		{"sources.tsv", b.source, []string{"ref", "title", "number", "since", "confidence"}},
		{"articles.tsv", b.article, []string{"ref", "place", "gist", "confidence"}},
		{"terms.tsv", b.limit, []string{"key", "n", "unit", "roll", "sense", "basis", "confidence", "name", "trigger", "owner", "note"}},
		{"anchors.tsv", b.release, []string{"anchor", "term", "confidence", "note"}},
		{"classes.tsv", b.class, []string{"scheme", "code", "name", "confidence"}},
		{"limbs.tsv", b.limb, []string{"code", "basis", "force", "row", "name", "confidence"}},
		{"results.tsv", b.result, []string{"code", "group", "basis", "beside", "fields", "evidence", "remedy", "row", "limbs", "confidence", "name"}},
		{"outcomes.tsv", b.outcome, []string{"code", "kind", "cell", "orders", "sue", "basis", "confidence", "name"}},
		{"report.tsv", b.reportLabel, []string{"version", "part", "code", "group", "label", "confidence"}},
		{"fees.tsv", b.band, []string{"standard", "from", "rate", "width", "rise", "basis", "confidence", "note"}},
		{"screening.tsv", b.screen, []string{"rule", "kind", "severity", "repair", "basis", "confidence", "note"}},
		{"placeholders.tsv", b.placeholder, []string{"key", "name", "role", "sample", "note"}},
		{"letters.tsv", b.letter, []string{"code", "name", "form", "basis", "series", "numbered", "sealed", "remedy", "required", "optional", "confidence"}},
	} {
		text, err := fs.ReadFile(files, f.name)
		if err != nil {
			return nil, err
		}
		if err := fault.Rows(lines(f.name, text, f.cols, f.read)); err != nil {
			return nil, err
		}
	}
	text, err := fs.ReadFile(files, "holidays.csv")
	if err != nil {
		return nil, err
	}
	exceptions, err := calendar.ReadCSV(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	b.Calendar, err = calendar.New(exceptions)
	return b, err
}

// book is read once, when it is first asked for. The data is in the program and
// a test reads it, so a fault in it is a fault of the program.
var book = sync.OnceValue(func() *Book {
	b, err := Read(data.Files)
	if err != nil {
		panic(err)
	}
	return b
})

// Sources returns all sources in the order of the file.
func Sources() []Source { return slices.Clone(book().Sources) }

// Articles returns all articles in the order of the file.
func Articles() []Article { return slices.Clone(book().Articles) }

// Limits returns all terms in the order of the file.
func Limits() []Limit { return slices.Clone(book().Limits) }

// Screening returns the rules of screening in the order of the file.
func Screening() []Screen { return slices.Clone(book().Screens) }

// Calendar returns the calendar with the notices that the program was built
// with. Notices imported later are merged into it; see platform/holidays.
func Calendar() *calendar.Calendar { return book().Calendar }

// Find returns the term with a key such as "foi.reply".
//
// Errors: Invalid if there is none.
func Find(key string) (Limit, error) {
	l, ok := book().limits[key]
	if !ok {
		return Limit{}, fault.Field("term", "law.no_term", key)
	}
	return l, nil
}

// MustTerm returns the length of the term with a key that stands in the code.
// It panics if there is none.
func MustTerm(key string) Term {
	l, err := Find(key)
	if err != nil {
		panic(err)
	}
	return l.Term
}

// Lookup returns an article, or for the ref of a source one that has only it;
// false if r names nothing.
func Lookup(r Ref) (Source, Article, bool) { return book().Lookup(r) }

// Lookup returns an article, or for the ref of a source one that has only it;
// false if r names nothing.
func (b *Book) Lookup(r Ref) (Source, Article, bool) {
	s, ok := b.sources[r.Source()]
	if r == s.Ref {
		return s, Article{Ref: r, Confidence: s.Confidence}, ok
	}
	a, ok := b.articles[r]
	return s, a, ok
}

// Title returns how r is quoted: 《政府信息公开条例》第三十三条第二款; r itself if it names nothing.
func Title(r Ref) string {
	s, a, ok := Lookup(r)
	if !ok {
		return string(r)
	}
	return "《" + s.Title + "》" + a.Place
}
