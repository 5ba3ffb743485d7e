package policy

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/db"
)

// A libraryRow is a document of a library that is taken over.
type libraryRow struct {
	sheet   string
	line    int
	rec     libraryRecord
	doc     Document
	unit    unit.Unit
	content publish.Content
	files   []publish.Attached
	claimed Standing
	events  []libraryEvent
	digest  string
	known   bool // the same row is in the library
	bad     []fault.Row
	doubts  []fault.Row
}

// A libraryEvent is what befell a document, and by what.
type libraryEvent struct {
	rec    libraryRecord
	column string // that names what did it
	Effect
	by *libraryRow // where it stands in the same file
}

func (row *libraryRow) fail(rec libraryRecord, key, text string, args ...any) {
	row.bad = append(row.bad, rec.fault(key, text, args...))
}

func (row *libraryRow) doubt(rec libraryRecord, key, text string, args ...any) {
	row.doubts = append(row.doubts, rec.fault(key, text, args...))
}

// A libraryTaker turns records into documents.
type libraryTaker struct {
	*libraryReader
	tx      *db.Tx
	units   *unit.Resolver
	columns map[string]int64 // by code, name and path
	home    int64            // the one column of such documents
	unfit   func(*publish.Content) (map[string]fault.Text, []publish.Finding)
	byName  map[string][]*libraryRow // by number and by title
	mine    map[string][]libraryEntry
	rows    []*libraryRow
}

// read makes documents of the records, with their history and their relations.
func (r *libraryReader) read(tx *db.Tx) ([]*libraryRow, error) {
	t, err := r.taker(tx)
	if err != nil {
		return nil, err
	}
	for _, rec := range r.records {
		t.take(rec)
	}
	for _, row := range t.rows {
		for _, name := range row.names() {
			t.byName[name] = append(t.byName[name], row)
		}
	}
	t.twice()
	for _, rec := range r.history {
		t.event(rec)
	}
	for _, row := range t.rows {
		row.claims(tx.Today)
	}
	if err := t.library(); err != nil {
		return nil, err
	}
	t.resolve()
	for _, row := range t.rows {
		t.stands(row)
	}
	t.replaced()
	t.spread()
	return t.rows, nil
}

func (r *libraryReader) taker(tx *db.Tx) (*libraryTaker, error) {
	t := &libraryTaker{libraryReader: r, tx: tx, columns: map[string]int64{}, byName: map[string][]*libraryRow{}}
	var err error
	if t.unfit, err = r.service.items.Unfit(tx); err != nil {
		return nil, err
	}
	if t.units, err = unit.Names(tx); err != nil {
		return nil, err
	}
	tree, err := column.Tree(tx)
	if err != nil {
		return nil, err
	}
	homes := 0
	for i := range tree {
		c := &tree[i]
		if !c.Leaf() || c.Archived || c.Closed != "" || c.Kind != column.KindPolicy {
			continue
		}
		t.columns[c.Code], t.columns[c.Path], t.columns[c.Name] = int64(c.ID), int64(c.ID), int64(c.ID)
		t.home = int64(c.ID)
		homes++
	}
	if homes != 1 {
		t.home = 0
	}
	return t, nil
}

// take reads one record: what it says of the document itself.
func (t *libraryTaker) take(rec libraryRecord) {
	row := &libraryRow{sheet: rec.sheet, line: rec.Line, rec: rec, doc: Document{Rev: 1, Admitted: true, MadeAt: t.tx.Now}}
	t.rows = append(t.rows, row)
	d := &row.doc
	d.Facts = Facts{
		Title: rec.get("title"), Genre: law.CodeOf(law.Genre, rec.get("genre")), Theme: law.CodeOf(law.Theme, rec.get("theme")), Keywords: rec.get("keywords"),
		Joint: strings.Join(rec.list("joint"), "\n"), Basis: strings.Join(rec.list("basis"), "\n"), Contact: rec.get("contact"),
		Business: row.code("yes", "business") == "1", Vital: row.code("yes", "vital") == "1", Trial: row.code("yes", "trial") == "1",
	}
	d.Number, d.Code, d.OldIndex, d.FiledNo, d.Cleaned = rec.get("number"), rec.get("code"), rec.get("old_index"), rec.get("filed_no"), rec.get("cleaned")
	d.Issued, d.Filed = row.day(rec, "issued"), row.day(rec, "filed_on")
	d.Starts, d.Until = cmp.Or(row.day(rec, "starts"), d.Issued), row.day(rec, "until")
	d.Registered = cmp.Or(row.day(rec, "made_on"), d.Issued)
	row.claimed = Standing(row.code("standing", "standing"))
	if row.code("attribute", "attribute") == "" && rec.get("attribute") == "" {
		row.doubt(rec, "attribute", "policy.import.no_attribute")
	}
	t.owners(row)
	t.days(row)
	t.papers(row)
	t.filed(row)
	row.digest = digestOf(row.cells(t)...)
}

// owners finds the organ, the unit that answers and the column.
func (t *libraryTaker) owners(row *libraryRow) {
	find := func(key string) (u unit.Unit) {
		name := row.rec.get(key)
		m, ok := t.units.Resolve(name)
		switch {
		case name == "":
			row.fail(row.rec, key, "required")
		case !ok || m.Group != "" || len(m.Units) != 1:
			row.fail(row.rec, key, "publish.unknown_unit", name)
		default:
			u = m.Units[0]
		}
		return u
	}
	organ := find("organ")
	if organ.ID != 0 && !organ.Kind.Organ() {
		row.fail(row.rec, "organ", "policy.no_organ")
	}
	row.unit = organ
	if row.rec.get("unit") != "" {
		row.unit = find("unit")
	}
	if row.unit.ID != 0 && !t.tx.Actor.CanAt(Register, row.unit.ID) {
		row.fail(row.rec, "organ", "not_allowed")
	}
	row.doc.OrganID, row.doc.UnitID, row.doc.organ = organ.ID, row.unit.ID, organ.Name
	name := row.rec.get("column")
	row.doc.Column = t.columns[name]
	switch {
	case name == "" && t.home == 0:
		row.fail(row.rec, "column", "required")
	case name == "":
		row.doc.Column = t.home
	case row.doc.Column == 0:
		row.fail(row.rec, "column", "publish.unknown_column", name)
	}
}

// days asks that the days of a document are in their order.
func (t *libraryTaker) days(row *libraryRow) {
	d, rec := &row.doc, row.rec
	switch {
	case d.Issued == "" && rec.get("issued") == "":
		row.fail(rec, "issued", "required")
	case d.Issued > t.tx.Today:
		row.fail(rec, "issued", "policy.future", t.tx.Today)
	case d.Registered > d.Issued:
		row.fail(rec, "made_on", "policy.import.made_late", d.Issued)
	}
	if d.Until != "" && d.Until < d.Starts {
		row.fail(rec, "until", "policy.until_early")
	}
	if d.Filed > t.tx.Today {
		row.fail(rec, "filed_on", "policy.future", t.tx.Today)
	}
}

// papers reads the text and the attachments, and asks what the screening says of them.
func (t *libraryTaker) papers(row *libraryRow) {
	d, rec := &row.doc, row.rec
	d.Body = t.words(row, rec)
	var shas []string
	for _, name := range rec.list("files") {
		f := t.attached[name]
		for _, why := range f.bad {
			row.fail(rec, "files", "policy.import.bad_file", name, why)
		}
		if slices.ContainsFunc(row.files, func(a publish.Attached) bool { return a.Name() == f.attached.Name() }) {
			row.fail(rec, "files", "publish.same_name", name)
		}
		row.files = append(row.files, f.attached)
		shas = append(shas, f.sha256)
	}
	if hash := strings.ToLower(rec.get("hash")); hash != "" && !slices.Contains(shas, hash) {
		row.fail(rec, "hash", "policy.import.other_hash")
	}
	if d.Body == "" && len(row.files) > 0 {
		row.doubt(rec, "body", "policy.import.only_files")
	}
	row.content = publish.Content{
		Facts: publish.Facts{Title: d.Title, Number: d.Number, MadeOn: d.Registered, ColumnID: d.Column, Theme: d.Theme, Genre: d.Genre, Anchor: anchor, Attribute: publish.Open},
		Body:  d.Body, Keywords: d.Keywords, Earlier: string(d.Issued), Related: row.explained(),
	}
	t.screened(row)
}

// screened tells what the item of a document lacks and what the screening finds in it.
func (t *libraryTaker) screened(row *libraryRow) {
	rec := row.rec
	fields, found := t.unfit(&row.content)
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		known := slices.ContainsFunc(ImportColumns, func(c sheet.Column) bool { return c.Key == field })
		if !known || field == "column" || field == "body" && len(row.files) > 0 || field == "made_on" && row.doc.Registered == "" {
			continue
		}
		row.fail(rec, field, fields[field].Key, fields[field].Args...)
	}
	for _, f := range found {
		if f.Open() {
			row.fail(rec, f.Where, "screen."+f.Rule)
		} else {
			row.doubt(rec, f.Where, "screen."+f.Rule)
		}
	}
	for _, key := range []string{"contact", "code", "old_index", "filed_no", "legal", "fair"} {
		row.short(key, maxLine)
	}
	for _, key := range []string{"joint", "basis", "cleaned", "consult"} {
		row.short(key, maxNote)
	}
}

// short asks that a cell is no longer than its place in the record.
func (row *libraryRow) short(key string, most int) {
	if len([]rune(row.rec.get(key))) > most {
		row.fail(row.rec, key, "publish.too_long", most)
	}
}

// words is the text that the cell of a record names or is.
func (t *libraryTaker) words(row *libraryRow, rec libraryRecord) string {
	cell := rec.get("body")
	if why, bad := t.unread[cell]; bad {
		row.fail(rec, "body", "policy.import.bad_file", cell, why)
	}
	text := t.texts[cell]
	if len([]rune(text)) > maxBody {
		row.fail(rec, "body", "publish.too_long", maxBody)
	}
	return text
}

// explained are the interpretations that have an address: "title address", one a line.
func (row *libraryRow) explained() (out []publish.Link) {
	for _, line := range row.rec.list("explains") {
		i := strings.Index(line, "http")
		if i < 0 {
			row.doubt(row.rec, "explains", "policy.import.no_address", line)
			continue
		}
		title := strings.TrimSpace(line[:i])
		out = append(out, publish.Link{Kind: publish.Explains, Title: cmp.Or(title, row.doc.Title), URL: line[i:]})
	}
	return out
}

// filed asks for the day of a filing that has a number.
func (t *libraryTaker) filed(row *libraryRow) {
	if row.doc.FiledNo == "" && row.doc.Filed != "" {
		row.fail(row.rec, "filed_no", "required")
	}
}

// day reads a date in any form that tables have.
func (row *libraryRow) day(rec libraryRecord, key string) calendar.Day {
	text := rec.get(key)
	if text == "" {
		return ""
	}
	d, ok := sheet.Day(text)
	if !ok {
		row.fail(rec, key, "publish.bad_day")
		return ""
	}
	return calendar.Day(d)
}

// code reads a word that stands for a code; a cell that may be empty may be so.
func (row *libraryRow) code(words, key string) string { return row.codeIn(row.rec, words, key) }

func (row *libraryRow) codeIn(rec libraryRecord, words, key string) string {
	word := rec.get(key)
	code, ok := importCodes[words][word]
	needed := slices.ContainsFunc(rec.columns, func(c sheet.Column) bool { return c.Key == key && c.Required })
	switch {
	case ok:
		return code
	case word == "" && needed:
		row.fail(rec, key, "required")
	case word != "":
		row.fail(rec, key, "policy.import.unknown_word", word)
	}
	return ""
}

// cells are all that the row is read from, its files by their hash.
func (row *libraryRow) cells(t *libraryTaker) (out []any) {
	for _, c := range ImportColumns {
		out = append(out, row.rec.get(c.Key))
	}
	out = append(out, row.doc.Body)
	for _, name := range row.rec.list("files") {
		out = append(out, t.attached[name].sha256)
	}
	return out
}
