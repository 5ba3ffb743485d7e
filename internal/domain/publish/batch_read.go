package publish

import (
	"bytes"
	"context"
	_ "embed"
	"net/url"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
)

// batchFile has the fields of an item of an earlier site: the key in JSONL, and
// the headings under which tables have it, ours first.
//
//go:embed batch.tsv
var batchFile string

// BatchColumns are the fields of the file, in the order of the pages about it.
var BatchColumns = sheet.Columns(batchFile)

// heading is what a message calls a field.
func heading(key string) string {
	i := slices.IndexFunc(BatchColumns, func(c sheet.Column) bool { return c.Key == key })
	return BatchColumns[i].Names[0]
}

// maxRows bounds the faults that one dry run tells.
const maxRows = 200

// Imported says what an import did, or would do.
type Imported struct {
	Dry      bool           `json:"dry"`
	Batch    *Batch         `json:"batch,omitempty"`
	Total    int            `json:"total"`
	Columns  map[string]int `json:"columns"` // path of the column to items
	Warnings []fault.Row    `json:"warnings"`
}

// A Source is a file with items of an earlier site: JSONL, XLSX or CSV.
type Source struct {
	Name string
	File []byte
}

// Import reads items of an earlier site as drafts of one batch. A dry run reads,
// checks and keeps nothing.
//
// Errors: Invalid with every row at fault, up to 200; nothing is kept then.
func (s *Service) Import(ctx context.Context, in Source, dry bool) (out Imported, err error) {
	defer fault.Wrap(&err, "publish.Import(%q)", in.Name)
	if len(bytes.TrimSpace(in.File)) == 0 {
		return out, fault.Field("file", "publish.no_file")
	}
	read, err := in.read()
	if err != nil {
		return out, err
	}
	run := s.db.Write
	if dry {
		run = s.db.Read
	}
	err = run(ctx, func(tx *db.Tx) error {
		out = Imported{Dry: dry, Columns: map[string]int{}, Warnings: []fault.Row{}}
		if !tx.Actor.Can(Import) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		t, err := s.newTaker(tx, in.Name)
		if err != nil {
			return err
		}
		for _, r := range read.rows {
			t.take(tx, r)
		}
		if err := fault.Rows(inOrder(read.unread, t.bad)); err != nil {
			return err
		}
		out.Total, out.Columns, out.Warnings = len(t.items), t.counts, slices.Insert(t.warnings, 0, read.doubts...)
		if dry {
			return nil
		}
		out.Batch, _, err = s.TakeOver(tx, in, t.items)
		return err
	})
	return out, err
}

// Taken is an item that was read.
type Taken struct {
	Unit     unit.Unit
	OldURL   string
	Attached []Attached
	Content
}

// A taker turns rows into items.
type taker struct {
	file     string
	rules    *screen.Rules
	units    *unit.Resolver
	byID     map[int64]unit.Unit
	columns  map[string]column.Column // by code, name, path
	urls     map[string]int           // to the line that has it
	items    []Taken
	counts   map[string]int
	bad      []fault.Row
	warnings []fault.Row
}

func (s *Service) newTaker(tx *db.Tx, file string) (*taker, error) {
	t := &taker{
		file: file, byID: map[int64]unit.Unit{}, columns: map[string]column.Column{}, urls: map[string]int{}, counts: map[string]int{}, warnings: []fault.Row{},
	}
	var err error
	if t.rules, err = s.Rules(tx); err != nil {
		return nil, err
	}
	if t.units, err = unit.Names(tx); err != nil {
		return nil, err
	}
	all, err := unit.Tree(tx)
	if err != nil {
		return nil, err
	}
	for _, u := range all {
		t.byID[u.ID] = u
	}
	tree, err := column.Tree(tx)
	if err != nil {
		return nil, err
	}
	names := map[string]int{}
	for _, c := range tree {
		names[c.Name]++
	}
	for _, c := range tree {
		if !c.Leaf() || c.Archived {
			continue
		}
		t.columns[c.Code], t.columns[c.Path] = c, c
		if names[c.Name] == 1 { // a name of two columns stands for neither
			t.columns[c.Name] = c
		}
	}
	return t, nil
}

func (t *taker) fail(r sheet.Record, key, text string, args ...any) {
	if len(t.bad) < maxRows {
		t.bad = append(t.bad, fault.Row{File: t.file, Line: r.Line, Column: heading(key), Text: fault.T(text, args...)})
	}
}

// take reads one row, or says what is wrong with it.
func (t *taker) take(tx *db.Tx, r sheet.Record) {
	before := len(t.bad)
	get := func(key string) string { return strings.TrimSpace(r.Cells[key]) }
	m, ok := t.units.Resolve(get("unit"))
	if !ok || m.Group != "" || len(m.Units) != 1 {
		t.fail(r, "unit", "publish.unknown_unit", get("unit"))
	}
	var kind unit.Kind
	if len(m.Units) == 1 {
		kind = m.Units[0].Kind
	}
	col, ok := t.columns[get("column")]
	if !ok {
		t.fail(r, "column", "publish.unknown_column", get("column"))
	}
	it := Taken{OldURL: get("old_url"), Content: Content{
		Facts: Facts{
			Title: get("title"), Number: get("number"), ColumnID: int64(col.ID), Attribute: Open, Anchor: anchorOf(get("anchor"), col, kind),
			Theme: law.CodeOf(law.Theme, get("theme")), Genre: law.CodeOf(law.Genre, get("genre")),
		},
		Body: r.Cells["body"], Summary: get("summary"), Keywords: get("keywords"), Source: get("source"), Author: get("author"),
	}}
	it.MadeOn, it.Earlier = t.day(r, "made_on"), string(t.day(r, "earlier"))
	if it.MadeOn == "" {
		it.MadeOn = calendar.Day(it.Earlier)
	}
	t.address(tx, r, it.OldURL)
	fields, found := unfit(t.rules, &it.Content, tx.Today)
	for field, text := range fields {
		known := slices.ContainsFunc(BatchColumns, func(c sheet.Column) bool { return c.Key == field })
		told := slices.ContainsFunc(t.bad[before:], func(b fault.Row) bool { return known && b.Column == heading(field) })
		if known && !told {
			t.fail(r, field, text.Key, text.Args...)
		}
	}
	for _, f := range found {
		switch {
		case f.Open():
			t.fail(r, f.Where, "screen."+f.Rule)
		case len(t.warnings) < maxRows:
			t.warnings = append(t.warnings, fault.Row{File: t.file, Line: r.Line, Column: heading(f.Where), Text: fault.T("screen." + f.Rule)})
		}
	}
	if len(t.bad) > before || len(m.Units) != 1 {
		return
	}
	it.Unit = t.byID[m.Units[0].ID]
	t.items = append(t.items, it)
	t.counts[col.Path]++
}

// unfit says what a content lacks to be taken over, by field, and what the screening finds in it.
func unfit(rules *screen.Rules, c *Content, today calendar.Day) (map[string]fault.Text, []Finding) {
	e := &Edition{Content: *c}
	return fault.As(errOr(e.ready(today))).Fields, texts(rules, c, "")
}

// Unfit returns what asks this about the items of another noun that takes records over.
func (s *Service) Unfit(tx *db.Tx) (func(*Content) (map[string]fault.Text, []Finding), error) {
	rules, err := s.Rules(tx)
	return func(c *Content) (map[string]fault.Text, []Finding) { return unfit(rules, c, tx.Today) }, err
}

// errOr is err, or a fault without fields.
func errOr(err error) error {
	if err == nil {
		return &fault.Error{}
	}
	return err
}

// day reads a date in any form that tables have, with or without a time.
func (t *taker) day(r sheet.Record, key string) calendar.Day {
	text := strings.TrimSpace(r.Cells[key])
	if text == "" {
		return ""
	}
	date, _, _ := strings.Cut(strings.Replace(text, "T", " ", 1), " ")
	d, ok := sheet.Day(date)
	if !ok {
		t.fail(r, key, "publish.bad_day")
	}
	return calendar.Day(d)
}

// address notes where the item was. Two items at one address would lead nowhere.
func (t *taker) address(tx *db.Tx, r sheet.Record, address string) {
	if address == "" {
		return
	}
	if u, err := url.Parse(address); err != nil || u.Path == "" {
		t.fail(r, "old_url", "publish.bad_url", address)
		return
	}
	if line, twice := t.urls[address]; twice {
		t.fail(r, "old_url", "publish.url_twice", line)
		return
	}
	t.urls[address] = r.Line
	n, err := db.One[int](tx, "SELECT count(*) FROM publish_item WHERE old_url = ? AND state <> ? AND state <> ?", address, Discarded, Removed)
	if err != nil || n > 0 {
		t.fail(r, "old_url", "publish.url_known", address)
	}
}

// anchorOf is the article that a cell names, or that of the column; what has
// neither is open under a rule that the file does not name. Article 21 has one
// part for towns and one for the others, and no numbers.
func anchorOf(text string, c column.Column, k unit.Kind) law.Ref {
	if text == "" && len(c.Anchors) > 0 {
		text = c.Anchors[0]
	}
	text = strings.TrimPrefix(text, "foi:")
	article, _, _ := strings.Cut(text, "-")
	switch {
	case text == "":
		text = "20-15"
	case article == "21" && (k == unit.Town || k == unit.Street):
		text = "21-town"
	case article == "21":
		text = "21-district"
	}
	return law.Ref("foi:" + text)
}

// TakeOver stores items as drafts of one batch and returns them in their order. A noun that takes
// records over does so for the items that make them public.
func (s *Service) TakeOver(tx *db.Tx, in Source, items []Taken) (_ *Batch, ids []ID, err error) {
	home := tx.Actor.Unit
	if home == 0 { // the program itself, from the command line
		root, err := unit.Root(tx)
		if err != nil {
			return nil, nil, err
		}
		home = root.ID
	}
	b := &Batch{
		ID: BatchID(tx.ID()), Rev: 1, UnitID: home, Name: in.Name, Digest: proof.SHA256(string(in.File)), Total: len(items),
		ReadBy: tx.Actor.Who(), ReadAt: tx.Now,
	}
	if err := flow.Do(tx, BatchFlow, b, ActImport, nil); err != nil {
		return nil, nil, err
	}
	if err := db.Insert(tx, batchTable, b); err != nil {
		return nil, nil, err
	}
	series, err := seriesOf(tx, items)
	if err != nil {
		return nil, nil, err
	}
	for _, t := range items {
		it := &Item{ID: ID(tx.ID()), Rev: 1, UnitID: t.Unit.ID, MadeAt: tx.Now, Batch: int64(b.ID), OldURL: t.OldURL, Index: series[seriesKey(t)].take()}
		e := &Edition{
			ID: EditionID(tx.ID()), Rev: 1, ItemID: it.ID, UnitID: t.Unit.ID, Content: t.Content, EditBy: tx.Actor.Who(), EditAt: tx.Now, item: it, unit: t.Unit.Name,
		}
		if err := flow.Do(tx, Flow, e, ActDraft, func() error { return s.attach(tx, e, nil, 0, t.Attached) }); err != nil {
			return nil, nil, err
		}
		if err := db.Insert(tx, editionTable, e); err != nil {
			return nil, nil, err
		}
		it.follow(e)
		if err := db.Insert(tx, itemTable, it); err != nil {
			return nil, nil, err
		}
		ids = append(ids, it.ID)
	}
	return b, ids, nil
}

// A series is a run of index numbers that was taken at once.
type series struct {
	prefix     string
	year, next int
}

func (s *series) take() string {
	s.next++
	return indexNumber(s.prefix, s.year, s.next-1)
}

// A seriesID says which series an item is counted in: that of its unit in the
// year in which it was made.
type seriesID struct {
	unit int64
	year int
}

func seriesKey(t Taken) seriesID { return seriesID{t.Unit.ID, t.MadeOn.Year()} }

// seriesOf takes as many index numbers of each series as there are items in it.
func seriesOf(tx *db.Tx, items []Taken) (map[seriesID]*series, error) {
	out, many := map[seriesID]*series{}, map[seriesID]int{}
	for _, t := range items {
		many[seriesKey(t)]++
	}
	for _, t := range items {
		id := seriesKey(t)
		if out[id] != nil {
			continue
		}
		prefix, first, err := nextIndex(tx, t.Unit, id.year, many[id])
		if err != nil {
			return nil, err
		}
		out[id] = &series{prefix, id.year, first}
	}
	return out, nil
}
