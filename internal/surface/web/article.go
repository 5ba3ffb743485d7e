package web

import "gongkai.example/gongkai/internal/kernel/article"

// An Article is the text of an item with what a page knows of it. {{template "article" .}} draws it;
// the page links the sheet article.
type Article struct {
	Doc   article.Doc
	Title string            // that the page has as its heading: it is not drawn a second time
	Files map[string]string // name of an attachment to its address
}

// Blocks are the blocks to draw.
func (a Article) Blocks() []article.Block {
	for i, b := range a.Doc.Blocks {
		if b.Kind == article.Title {
			if b.ID == "" && a.Doc.Title == a.Title {
				return append(a.Doc.Blocks[:i:i], a.Doc.Blocks[i+1:]...)
			}
			break
		}
	}
	return a.Doc.Blocks
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
