package web

import (
	"strings"

	"gongkai.example/gongkai/internal/kernel/article"
)

// An Article is the text of an item with what a page knows of it. {{template "article" .}} draws it with
// its title, the h1 of the page; the page links the sheet article.
type Article struct {
	Doc   article.Doc
	Title string            // of the item; "" where the page has another heading
	Files map[string]string // name of an attachment to its address

	By       []string        // below the title: whose it is, and of which day
	State    Tag             // beside them
	Contents []article.Entry // below them; not on paper
}

// Titled reports whether the text has the title of the item itself, and with it the place where it is drawn.
func (a Article) Titled() bool {
	return a.Title != "" && strings.Join(strings.Fields(a.Doc.Title), "") == strings.Join(strings.Fields(a.Title), "")
}

// A Comparison is what became of the paragraphs of an edition, in runs that are drawn together.
// {{template "compare" .}} draws it.
type Comparison struct {
	Counts article.Counts
	Runs   []Run
}

// A Run is a number of changes of one sort: all the same, or rows of one table, or one alone.
type Run struct {
	Same, Rows bool
	Changes    []article.Change
}

// Compared puts changes into runs.
func Compared(changes []article.Change) Comparison {
	c := Comparison{Counts: article.Summary(changes)}
	for _, ch := range changes {
		r := Run{Same: ch.Verdict == article.Same, Rows: ch.Verdict != article.Same && ch.Cells != nil}
		if n := len(c.Runs); n > 0 && (r.Same || r.Rows) && c.Runs[n-1].Same == r.Same && c.Runs[n-1].Rows == r.Rows {
			c.Runs[n-1].Changes = append(c.Runs[n-1].Changes, ch)
			continue
		}
		r.Changes = []article.Change{ch}
		c.Runs = append(c.Runs, r)
	}
	return c
}
