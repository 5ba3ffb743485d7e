package web

import (
	"strings"

	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/clause"
)

// An Article is the text of an item with what a page knows of it. {{template "article" .}} draws it with
// its title, the h1 of the page; the page links the sheet article.
type Article struct {
	Doc   article.Doc
	Title string            // of the item; "" where the page has another heading
	Files map[string]string // name of an attachment to its address

	Mark     string          // before the title: what a reader has to know first
	By       []string        // below the title: whose it is, and of which day
	State    Tag             // beside them
	Contents []article.Entry // below them; not on paper
}

// Titled reports whether the text has the title of the item itself, and with it the place where it is drawn.
func (a Article) Titled() bool {
	return a.Title != "" && strings.Join(strings.Fields(a.Doc.Title), "") == strings.Join(strings.Fields(a.Title), "")
}

// A Comparison is what became of the paragraphs or clauses of an edition, in runs that are drawn together.
// {{template "compare" .}} draws it.
type Comparison struct {
	Counts     article.Counts
	Renumbered int // clauses with the same words under another number
	Runs       []Run
}

// A Run is a number of changes of one sort: all the same, or rows of one table, or one alone.
type Run struct {
	Same, Rows bool
	Changes    []Pair
}

// A Pair is a paragraph in two editions, or a clause under its names in them.
type Pair struct {
	article.Change
	OldName, NewName string
}

// Compared puts changes of a text by paragraphs into runs.
func Compared(changes []article.Change) Comparison {
	c := Comparison{Counts: article.Summary(changes)}
	for _, ch := range changes {
		c.put(Pair{Change: ch})
	}
	return c
}

// ByClause compares two texts of a normative document: each clause under the number that it had
// and the one that it has, which may be all that has changed.
func ByClause(old, text string) Comparison {
	var changes []article.Change
	var c Comparison
	for _, ch := range clause.Compare(clause.Parse(old), clause.Parse(text)) {
		if rule(ch.Segments) {
			continue
		}
		p := Pair{article.Change{Verdict: article.Verdict(ch.Verdict), Kind: article.Paragraph, Segments: ch.Segments}, ch.OldName, ch.NewName}
		if changes = append(changes, p.Change); ch.Verdict == clause.Renumbered {
			c.Renumbered++
		}
		c.put(p)
	}
	c.Counts = article.Summary(changes)
	return c
}

// rule reports whether a clause is the line below the head of a table, which nobody reads.
func rule(all []article.Segment) bool {
	var b strings.Builder
	for _, s := range all {
		b.WriteString(s.Text)
	}
	return b.Len() > 0 && strings.Contains(b.String(), "|") && strings.Trim(b.String(), "|-: ") == ""
}

func (c *Comparison) put(p Pair) {
	r := Run{Same: p.Verdict == article.Same, Rows: p.Verdict != article.Same && p.Cells != nil}
	if n := len(c.Runs); n > 0 && (r.Same || r.Rows) && c.Runs[n-1].Same == r.Same && c.Runs[n-1].Rows == r.Rows {
		c.Runs[n-1].Changes = append(c.Runs[n-1].Changes, p)
		return
	}
	r.Changes = []Pair{p}
	c.Runs = append(c.Runs, r)
}
