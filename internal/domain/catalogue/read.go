package catalogue

import (
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
)

// A Reading is what a file says, before anything of it is kept.
type Reading struct {
	Columns  []Mapped    `json:"columns"`
	Rows     []ReadRow   `json:"rows"`
	Notes    []string    `json:"notes"`    // titles and notes inside and below the table
	Warnings []fault.Row `json:"warnings"` // what was read and may be wrong
}

// A ReadRow is a row of a file, and the units that its subject names.
type ReadRow struct {
	Source  int      `json:"line"` // of the file
	Line             // what it says
	Units   []int64  `json:"units"`
	Unknown []string `json:"unknown,omitempty"`
}

// Mapped is a column of a catalogue, and its heading in the file; "" if it has none.
type Mapped struct {
	Key     string `json:"key"`
	Name    string `json:"name"` // our heading
	Heading string `json:"heading"`
}

// The largest table and the longest text that are taken.
const (
	maxRows = 5000
	maxText = 20_000
)

// Read reads a catalogue from XLSX or CSV, as it comes from the many offices
// that keep one: with titles above it and notes below, one heading or two,
// merged cells, boxes and ticks, columns that are missing or that only they
// have. Where a workbook has a sheet named after the domain, that one is read,
// and else all that are catalogues.
//
// What is doubtful is a warning at its row; what cannot be a row is a fault,
// and then nothing is returned.
func Read(name string, file []byte, domain Domain, names *unit.Resolver) (out Reading, err error) {
	book, err := sheet.Read(name, file, sheet.Limits{})
	if err != nil {
		return out, atFile(err)
	}
	tables, err := tablesOf(book, domain, &out)
	if err != nil {
		return out, err
	}
	var bad []fault.Row
	for _, t := range tables {
		r := reader{table: t, names: names, out: &out, last: map[string]string{}}
		bad = append(bad, r.run()...)
	}
	out.Warnings = append(out.Warnings, book.Warnings...)
	out.Warnings = append(out.Warnings, twice(out.Rows)...)
	out.Columns = mapped(tables)
	switch {
	case len(bad) > 0:
		return Reading{}, fault.Rows(bad)
	case len(out.Rows) == 0:
		return Reading{}, fault.Field("file", "catalogue.no_rows")
	case len(out.Rows) > maxRows:
		return Reading{}, fault.Field("file", "catalogue.too_many_rows", maxRows)
	}
	return out, nil
}

// atFile puts what is wrong with a file at the input that it came in.
func atFile(err error) error {
	if e := fault.As(err); e.Kind == fault.Invalid || e.Kind == fault.TooLarge {
		return &fault.Error{Kind: fault.Invalid, Text: e.Text, Fields: map[string]fault.Text{"file": e.Text}, Rows: e.Rows, Err: err}
	}
	return err
}

// tablesOf finds the tables to read.
func tablesOf(book *sheet.Book, domain Domain, out *Reading) ([]table, error) {
	var tables, named []table
	var problems []fault.Row
	for _, s := range book.Sheets {
		if s.Hidden {
			out.Warnings = append(out.Warnings, fault.Row{File: s.Name, Text: fault.T("catalogue.hidden_sheet")})
			continue
		}
		t, bad, ok := findTable(s)
		if !ok {
			continue
		}
		if t.at["level1"] == nil && t.at["level2"] == nil && t.at["item"] == nil {
			bad = append(bad, fault.Row{File: s.Name, Line: t.header.Line, Column: heading("item"), Text: fault.T("catalogue.no_item_column")})
		}
		problems = append(problems, bad...)
		tables = append(tables, t)
		if strings.Contains(s.Name, domain.Name) {
			named = append(named, t)
		}
	}
	if len(named) > 0 && len(named) < len(tables) {
		for _, t := range tables {
			if !strings.Contains(t.sheet.Name, domain.Name) {
				out.Warnings = append(out.Warnings, fault.Row{File: t.sheet.Name, Text: fault.T("catalogue.other_sheet")})
			}
		}
		tables = named
	}
	if len(problems) > 0 {
		return nil, fault.Rows(problems)
	}
	if len(tables) == 0 {
		return nil, fault.Field("file", "catalogue.no_table")
	}
	return tables, nil
}

// mapped says which columns were found, in the first table that has them.
func mapped(tables []table) []Mapped {
	var out []Mapped
	for _, c := range tableColumns {
		m := Mapped{Key: c.Key, Name: c.Names[0]}
		for _, t := range tables {
			if at := t.at[c.Key]; at != nil && m.Heading == "" {
				m.Heading = oneLine(t.header.At(at[0]))
			}
			if i := slices.IndexFunc(t.offered, func(o offered) bool { return o.key == c.Key }); i >= 0 && m.Heading == "" {
				upper, _, _ := strings.Cut(t.header.At(t.offered[i].at), "/")
				m.Heading = oneLine(upper)
			}
		}
		_, part, _ := strings.Cut(c.Key, "_")
		if m.Heading != "" || part == "" { // the parts of a heading are named only where there are any
			out = append(out, m)
		}
	}
	return out
}

// A reader reads the rows of one table.
type reader struct {
	table
	names *unit.Resolver
	out   *Reading

	section string            // a heading that stands over the rows below it
	last    map[string]string // the row above, as filled
	bad     []fault.Row
}

func (r *reader) run() []fault.Row {
	for _, row := range r.body {
		if text := alone(row); text != "" {
			r.single(text)
			continue
		}
		if r.isHead(row) {
			continue
		}
		r.row(row)
	}
	return r.bad
}

// single reads a row with one text: a note, a title that is repeated, or the
// heading of the rows below it.
func (r *reader) single(text string) {
	bare := fold(text)
	note := func(set string, is func(s, word string) bool) bool {
		return slices.ContainsFunc(wordsOf(set), func(w string) bool { return is(bare, w) })
	}
	switch {
	case strings.Trim(bare, "0123456789.") == "": // a number that nobody wrote a row for
	case note("note", strings.HasPrefix), note("list", strings.HasSuffix), len([]rune(bare)) > maxHeading:
		r.out.Notes = append(r.out.Notes, text)
	default:
		r.section = unnumbered(oneLine(text))
	}
}

// maxHeading is the longest heading inside a table, in characters.
const maxHeading = 40

// unnumbered takes the label from a heading: it has the marks of enumeration behind it.
func unnumbered(s string) string {
	label, rest, ok := strings.Cut(s, "\u3001")
	if ok && len([]rune(label)) <= 3 && rest != "" {
		return rest
	}
	return s
}

// spanning are the cells that may stand once for several rows.
var spanning = []string{"level1", "level2", "basis", "term", "subject", "channel", "audience", "mode", "tier"}

// row reads a row of the body.
func (r *reader) row(row sheet.Row) {
	cell := map[string]string{}
	for key := range r.at {
		cell[key] = r.cell(row, key)
	}
	r.fill(cell)
	l := Line{
		Number: oneLine(cell["number"]), Level1: oneLine(cell["level1"]), Level2: oneLine(cell["level2"]), Level3: oneLine(cell["level3"]),
		Content: cell["content"], Basis: cell["basis"], TermText: lines(cell["term"]), Subject: lines(cell["subject"]),
	}
	if item := oneLine(cell["item"]); item != "" && l.Level1 == "" {
		l.Level1 = item
	} else if item != "" && l.Level2 == "" && item != l.Level1 {
		l.Level2 = item
	}
	if l.Level1 == "" && l.Level2 != "" {
		l.Level1, l.Level2, l.Level3 = l.Level2, l.Level3, ""
	}
	if l.Level2 == l.Level1 {
		l.Level2, l.Level3 = l.Level3, ""
	}
	r.marks(row, cell, &l)
	r.judge(row.Line, &l)
}

// fill gives a row what stands once for it and for rows above. A sheet that has
// merged cells has said already what belongs together, but for the name of the
// first level, without which a row is nothing.
func (r *reader) fill(cell map[string]string) {
	if cell["level1"] == "" && r.section != "" {
		cell["level1"] = r.section
	}
	r.section = ""
	same := cell["level1"] == "" || cell["level1"] == r.last["level1"]
	for _, key := range spanning {
		inherits := key == "level1" || !r.merges && r.at[key] != nil && (key != "level2" || same)
		if cell[key] == "" && inherits {
			cell[key] = r.last[key]
		}
	}
	r.last = cell
}

// lines are the lines of a cell that says one thing after another.
func lines(s string) string {
	var out []string
	for l := range strings.Lines(s) {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

// marks reads what is chosen of channels, audience, modes and tiers, and keeps
// what the table has beside them.
func (r *reader) marks(row sheet.Row, cell map[string]string, l *Line) {
	to := map[string]*[]string{"channel": &l.Channels, "audience": &l.Audience, "mode": &l.Modes, "tier": &l.Tiers}
	for _, key := range []string{"channel", "audience", "mode", "tier"} {
		for _, c := range choices(cell[key]) {
			if c.chosen {
				*to[key] = append(*to[key], c.text)
			}
		}
	}
	for _, c := range tableColumns { // a column for each choice
		kind, _, part := strings.Cut(c.Key, "_")
		if part && chosenIn(cell[c.Key]) {
			*to[kind] = append(*to[kind], c.Names[0])
		}
	}
	for _, o := range r.offered {
		if chosen := to[o.key]; chosen != nil && chosenIn(row.At(o.at)) {
			*chosen = append(*chosen, o.name)
		}
	}
	for _, i := range r.extra {
		if text := row.At(i); text != "" {
			l.Extra = append(l.Extra, Pair{oneLine(r.header.At(i)), text})
		}
	}
}

// judge adds the row, with what is doubtful in it, or says what keeps it from being one.
func (r *reader) judge(line int, l *Line) {
	at := func(key, text string, args ...any) fault.Row {
		return fault.Row{File: r.sheet.Name, Line: line, Column: heading(key), Text: fault.T(text, args...)}
	}
	warn := func(key, text string, args ...any) { r.out.Warnings = append(r.out.Warnings, at(key, text, args...)) }
	switch {
	case l.Level1 == "" && l.Level2 == "":
		r.bad = append(r.bad, at("item", "catalogue.no_item"))
		return
	case len([]rune(l.Content)) > maxText:
		r.bad = append(r.bad, at("content", "catalogue.too_long", maxText))
		return
	}
	if l.Content == "" {
		warn("content", "catalogue.no_content")
	}
	var sure bool
	if l.Term, sure = ParseTerm(l.TermText); !sure {
		if l.Term.Kind == Unread {
			warn("term", "catalogue.term_unread", oneLine(l.TermText))
		} else {
			warn("term", "catalogue.term_partly", oneLine(l.TermText))
		}
	}
	row := ReadRow{Source: line, Line: *l}
	for _, p := range resolve(l.Subject, r.names) {
		switch {
		case len(p.units) > 0:
			row.Units = append(row.Units, p.units...)
			if p.guess != "" {
				warn("subject", "catalogue.unit_guess", p.name, p.guess)
			}
			continue
		case p.choice:
			warn("subject", "catalogue.unit_choice", p.name)
		case p.like != "":
			warn("subject", "catalogue.unit_like", p.name, p.like)
		default:
			warn("subject", "catalogue.unit_unknown", p.name)
		}
		row.Unknown = append(row.Unknown, p.name)
	}
	if l.Subject == "" {
		warn("subject", "catalogue.no_subject")
	}
	row.Units = distinct(row.Units)
	r.out.Rows = append(r.out.Rows, row)
}

// twice warns of rows that say the same.
func twice(rows []ReadRow) (out []fault.Row) {
	first := map[string]int{}
	for _, r := range rows {
		key := fold(r.Name() + "|" + r.Content)
		if line, has := first[key]; has {
			out = append(out, fault.Row{Line: r.Source, Column: heading("item"), Text: fault.T("catalogue.twice", r.Name(), line)})
			continue
		}
		first[key] = r.Source
	}
	return out
}
