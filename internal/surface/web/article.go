package web

import (
	"strings"

	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/clause"
	"gongkai.example/gongkai/internal/platform/i18n"
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

// Table is how the table that is block i is named to who cannot see where it stands: by its caption,
// and by which one it is where that does not tell it from others.
func (a Article) Table(i int) string {
	caption := a.Doc.Blocks[i].Grid.Caption
	name, nth, alike := caption, 0, 0
	if name == "" {
		name = i18n.T("web.table")
	}
	for j, b := range a.Doc.Blocks {
		if b.Grid == nil || b.Grid.Caption != caption {
			continue
		}
		if alike++; j <= i {
			nth++
		}
	}
	if alike == 1 {
		return name
	}
	return i18n.T("web.table_n", name, nth)
}

// Numbered is the text of a normative document with the id of its clause at each line (clause.Address.ID), so
// that a link leads to the clause, which is then marked. marks says of clauses, by their index, how they stand.
func Numbered(body string, marks map[int]string) article.Doc {
	d, text := article.Parse(body), clause.Parse(body)
	type line struct{ id, note string }
	at := make(map[int]line, len(text.Clauses)) // by the first character of the line
	for i, id := range text.IDs() {
		at[text.Clauses[i].Span.Start] = line{id, marks[i]}
	}
	for i := range d.Blocks {
		b := &d.Blocks[i]
		for j := range b.Items {
			l := at[b.Items[j].Span.Start]
			b.Items[j].ID, b.Items[j].Note = l.id, l.note
		}
		if l := at[b.Span.Start]; l.id != "" && len(b.Items) == 0 && b.Kind != article.Title {
			b.ID, b.Note = l.id, l.note
		}
	}
	return d
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
	OldHref, NewHref string // of the clause, where the texts have pages
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
// and the one that it has, which may be all that has changed. The pages are those of the two texts, to
// whose clauses it leads; "" has none.
func ByClause(old, text, oldPage, page string) Comparison {
	var changes []article.Change
	var c Comparison
	was, is := clause.Parse(old), clause.Parse(text)
	wasID, isID := was.IDs(), is.IDs()
	for _, ch := range clause.Compare(was, is) {
		if rule(ch.Segments) {
			continue
		}
		p := Pair{article.Change{Verdict: article.Verdict(ch.Verdict), Kind: article.Paragraph, Segments: ch.Segments}, ch.OldName, ch.NewName, href(oldPage, wasID, ch.Old), href(page, isID, ch.New)}
		if changes = append(changes, p.Change); ch.Verdict == clause.Renumbered {
			c.Renumbered++
		}
		c.put(p)
	}
	c.Counts = article.Summary(changes)
	return c
}

// href leads to the first of some clauses in a page.
func href(page string, ids []string, r clause.Range) string {
	if page == "" || r.End == 0 || ids[r.First] == "" {
		return ""
	}
	return page + "#" + ids[r.First]
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
