package law

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A line is one row of a tab-separated file by column name.
type line map[string]string

// lines gives each row of a file to read, which returns the column at fault and
// what is wrong there, or "". The first line has the names of the columns; empty
// lines and those that begin with # are left out.
func lines(file string, text []byte, columns []string, read func(line) (string, fault.Text)) []fault.Row {
	var rows []fault.Row
	n, head := 0, false
	for s := range strings.Lines(string(text)) {
		n++
		s = strings.TrimRight(s, "\r\n")
		if s == "" || s[0] == '#' {
			continue
		}
		cells := strings.Split(s, "\t")
		switch {
		case !head && !slices.Equal(cells, columns):
			return []fault.Row{{File: file, Line: n, Text: fault.T("law.bad_head", strings.Join(columns, " "))}}
		case !head:
			head = true
			continue
		case len(cells) != len(columns):
			rows = append(rows, fault.Row{File: file, Line: n, Text: fault.T("law.bad_line", len(columns))})
			continue
		}
		l := line{}
		for i, c := range columns {
			l[c] = strings.TrimSpace(cells[i])
		}
		if column, wrong := read(l); column != "" {
			rows = append(rows, fault.Row{File: file, Line: n, Column: column, Text: wrong})
		}
	}
	if !head {
		rows = append(rows, fault.Row{File: file, Text: fault.T("law.bad_head", strings.Join(columns, " "))})
	}
	return rows
}

// The forms of a ref and of a key.
var (
	sourceForm  = regexp.MustCompile(`^[a-z][a-z0-9]*$`)
	articleForm = regexp.MustCompile(`^[a-z][a-z0-9]*:[1-9]\d*(\.[1-9]\d*)?(-([1-9]\d*|[a-z]+))?$`)
	keyForm     = regexp.MustCompile(`^[a-z]+\.[a-z_]+$`)
)

// need returns the first of columns that is empty.
func need(l line, columns ...string) (string, fault.Text) {
	for _, c := range columns {
		if l[c] == "" {
			return c, fault.T("law.empty")
		}
	}
	return "", fault.Text{}
}

// known returns the column if its word is not one of those allowed.
func known(l line, column string, words ...string) (string, fault.Text) {
	if !slices.Contains(words, l[column]) {
		return column, fault.T("law.bad_word", l[column], strings.Join(words, " "))
	}
	return "", fault.Text{}
}

func (b *Book) source(l line) (string, fault.Text) {
	if column, text := need(l, "ref", "title"); column != "" {
		return column, text
	}
	if column, text := known(l, "confidence", "H", "M", "L"); column != "" {
		return column, text
	}
	s := Source{Ref(l["ref"]), l["title"], l["number"], l["since"], Confidence(l["confidence"])}
	switch _, twice := b.sources[s.Ref]; {
	case !sourceForm.MatchString(string(s.Ref)):
		return "ref", fault.T("law.bad_ref", l["ref"])
	case twice:
		return "ref", fault.T("law.twice", l["ref"])
	}
	b.sources[s.Ref] = s
	b.Sources = append(b.Sources, s)
	return "", fault.Text{}
}

func (b *Book) article(l line) (string, fault.Text) {
	if column, text := need(l, "ref", "place", "gist"); column != "" {
		return column, text
	}
	if column, text := known(l, "confidence", "H", "M", "L"); column != "" {
		return column, text
	}
	a := Article{Ref(l["ref"]), l["place"], l["gist"], Confidence(l["confidence"])}
	_, twice := b.articles[a.Ref]
	_, sourced := b.sources[a.Ref.Source()]
	switch {
	case !articleForm.MatchString(string(a.Ref)):
		return "ref", fault.T("law.bad_ref", l["ref"])
	case !sourced:
		return "ref", fault.T("law.no_source", l["ref"])
	case twice:
		return "ref", fault.T("law.twice", l["ref"])
	}
	b.articles[a.Ref] = a
	b.Articles = append(b.Articles, a)
	return "", fault.Text{}
}

func (b *Book) limit(l line) (string, fault.Text) {
	if column, text := need(l, "key", "n", "unit", "name", "trigger", "owner"); column != "" {
		return column, text
	}
	for _, c := range []struct{ name, words string }{
		{"unit", "workday day month hour date"},
		{"roll", "yes no"},
		{"sense", "within at_least ahead every prompt"},
		{"confidence", "H M L"},
	} {
		if column, text := known(l, c.name, strings.Fields(c.words)...); column != "" {
			return column, text
		}
	}
	t := Term{Unit: Unit(l["unit"]), Roll: l["roll"] == "yes", Basis: Ref(l["basis"])}
	if t.Unit == Date {
		t.Date = l["n"]
	} else {
		n, err := strconv.Atoi(l["n"])
		if err != nil {
			return "n", fault.T("law.bad_number", l["n"])
		}
		t.N = n
	}
	if err := t.Check(); err != nil {
		for _, text := range fault.As(err).Fields {
			return "n", text
		}
	}
	_, twice := b.limits[l["key"]]
	_, _, based := b.Lookup(t.Basis)
	switch {
	case !keyForm.MatchString(l["key"]):
		return "key", fault.T("law.bad_key", l["key"])
	case twice:
		return "key", fault.T("law.twice", l["key"])
	case !based:
		return "basis", fault.T("law.no_article", l["basis"])
	}
	x := Limit{l["key"], t, Sense(l["sense"]), Confidence(l["confidence"]), l["name"], l["trigger"], l["owner"], l["note"]}
	b.limits[x.Key] = x
	b.Limits = append(b.Limits, x)
	return "", fault.Text{}
}
