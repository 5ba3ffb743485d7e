package web

import (
	"gongkai.example/gongkai/internal/kernel/article"
)

// A Text is an article as pages draw it: {{template "article" .}}. A page that
// draws one needs the sheet "article".
type Text struct {
	article.Doc
	Files map[string]string // addresses of the attachments by name; an image that is none is drawn as its words
}

// TextOf reads a text.
func TextOf(body string, files map[string]string) Text { return Text{article.Parse(body), files} }

// A Comparison is two texts paragraph by paragraph: {{template "compared" .}}.
// What did not change is only counted.
type Comparison struct {
	article.Counts
	Parts []ComparedPart
}

// A ComparedPart is a paragraph that changed, or so many that did not.
type ComparedPart struct {
	article.Change
	Skipped int
}

// CompareTexts compares two texts.
func CompareTexts(old, now string) Comparison {
	changes := article.Compare(old, now)
	c := Comparison{Counts: article.Summary(changes)}
	for _, ch := range changes {
		last := len(c.Parts) - 1
		switch {
		case ch.Verdict != article.Same:
			c.Parts = append(c.Parts, ComparedPart{Change: ch})
		case last >= 0 && c.Parts[last].Skipped > 0:
			c.Parts[last].Skipped++
		default:
			c.Parts = append(c.Parts, ComparedPart{Skipped: 1})
		}
	}
	return c
}

// Differs reports whether anything changed.
func (c Comparison) Differs() bool { return c.Changed+c.Added+c.Removed+c.Moved > 0 }
