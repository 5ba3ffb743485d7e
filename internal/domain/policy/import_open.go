package policy

import (
	"bytes"
	"context"
	_ "embed"
	"path"
	"regexp"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/archive"
	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/document"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/kernel/sheet"
)

// The columns of the table of documents and of that of their history, and what cells say for
// a state, an event and yes.
var (
	//go:embed import.tsv
	importFile string
	//go:embed import_history.tsv
	historyFile string
	//go:embed import_words.tsv
	importWords string
)

// The columns, in the order of the page about them.
var (
	ImportColumns  = sheet.Columns(importFile)
	HistoryColumns = sheet.Columns(historyFile)
)

// importCodes is the code of a word, by column.
var importCodes = sheet.Words(importWords)

// libraryLimits are what an archive with its files may cost.
var libraryLimits = archive.Limits{Entries: 20_000, Inflated: 2 << 30, Ratio: 200, Depth: 100}

// A libraryFile is an attachment that was taken in, or what is wrong with it.
type libraryFile struct {
	attached publish.Attached
	sha256   string
	bad      []fault.Text
}

// A libraryReader has what a file holds: its rows and, by name, its files.
type libraryReader struct {
	service  *Service
	name     string
	records  []libraryRecord
	history  []libraryRecord
	texts    map[string]string // words of the cells that name a file
	unread   map[string]fault.Text
	attached map[string]libraryFile
	doubts   []fault.Row
}

// A libraryRecord is a row of a sheet.
type libraryRecord struct {
	sheet.Record
	sheet   string
	columns []sheet.Column
}

// get is a cell without the blanks around.
func (r libraryRecord) get(key string) string { return strings.TrimSpace(r.Cells[key]) }

// fault is what is wrong with a cell: it names the sheet, the row and the column.
func (r libraryRecord) fault(key, text string, args ...any) fault.Row {
	out := fault.Row{File: r.sheet, Line: r.Line, Text: fault.T(text, args...)}
	for _, c := range r.columns {
		if c.Key == key {
			out.Column = c.Names[0]
		}
	}
	return out
}

// listForm is what stands between several things in one cell.
var listForm = regexp.MustCompile(`[\n;\x{ff1b}]+`)

// list is a cell with several things.
func (r libraryRecord) list(key string) (out []string) {
	for _, part := range listForm.Split(r.get(key), -1) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// openLibrary reads the sheets of a library and takes its files in, outside any transaction.
func (s *Service) openLibrary(ctx context.Context, in Archive) (*libraryReader, error) {
	r := &libraryReader{service: s, name: in.Name, texts: map[string]string{}, unread: map[string]fault.Text{}, attached: map[string]libraryFile{}}
	name, table := in.Name, in.File
	var pack *archive.Archive
	if strings.EqualFold(path.Ext(in.Name), ".zip") {
		var err error
		if pack, err = archive.Open(in.File, libraryLimits); err != nil {
			return nil, fault.Field("file", fault.As(err).Text.Key, fault.As(err).Text.Args...)
		}
		if name, table, err = tableIn(pack); err != nil {
			return nil, err
		}
	}
	if err := r.readSheets(name, table); err != nil {
		return nil, err
	}
	for _, rec := range slices.Concat(r.records, r.history) {
		if err := r.readBody(pack, rec.get("body")); err != nil {
			return nil, err
		}
		for _, f := range rec.list("files") {
			if err := r.attach(ctx, pack, f); err != nil {
				return nil, err
			}
		}
	}
	return r, nil
}

// tableIn is the one table of an archive.
func tableIn(pack *archive.Archive) (name string, data []byte, err error) {
	for _, n := range pack.Names() {
		if ext := strings.ToLower(path.Ext(n)); path.Dir(n) != "." || ext != ".xlsx" && ext != ".csv" {
			continue
		}
		if name != "" {
			return "", nil, fault.Field("file", "policy.import.two_tables", name, n)
		}
		name = n
	}
	if name == "" {
		return "", nil, fault.Field("file", "policy.import.no_table")
	}
	data, err = pack.Bytes(name)
	return name, data, err
}

// readSheets reads the sheet of the documents and those of their history, which are told
// apart by their columns.
func (r *libraryReader) readSheets(name string, table []byte) error {
	book, err := sheet.Read(name, table, sheet.Limits{Size: len(table)})
	if err != nil {
		return err
	}
	var problems error
	for _, sh := range book.Sheets {
		if sh.Hidden || len(sh.Rows) == 0 {
			continue
		}
		title := sh.Name
		if title == "" {
			title = name
		}
		if rows, _, err := sh.Records(title, HistoryColumns); err == nil {
			r.history = append(r.history, inSheet(rows, title, HistoryColumns)...)
			continue
		}
		rows, unread, err := sh.Records(title, ImportColumns)
		if err != nil {
			problems = err
			continue
		}
		r.records = append(r.records, inSheet(rows, title, ImportColumns)...)
		r.doubts = append(r.doubts, unread...)
	}
	switch {
	case problems != nil:
		return problems
	case len(r.records) == 0:
		return fault.Field("file", "sheet.no_rows")
	}
	return nil
}

func inSheet(rows []sheet.Record, title string, columns []sheet.Column) (out []libraryRecord) {
	for _, row := range rows {
		out = append(out, libraryRecord{row, title, columns})
	}
	return out
}

// fileForm is a cell that names a file with a text.
var fileForm = regexp.MustCompile(`(?i)^[^\n<>]{1,200}\.(docx|txt|html?)$`)

// readBody reads the text that a cell names, or is.
func (r *libraryReader) readBody(pack *archive.Archive, cell string) error {
	if _, done := r.texts[cell]; done || cell == "" {
		return nil
	}
	r.texts[cell] = textOf(cell)
	if strings.HasPrefix(cell, "<") {
		text, _ := article.FromHTML(cell)
		r.texts[cell] = textOf(text)
	}
	if !fileForm.MatchString(cell) {
		return nil
	}
	data, err := bytesIn(pack, cell)
	if err == nil && strings.HasPrefix(strings.ToLower(path.Ext(cell)), ".htm") {
		text, _ := article.FromHTML(string(data))
		r.texts[cell] = textOf(text)
		return nil
	}
	var doc *document.Document
	if err == nil {
		doc, err = document.Read(cell, data, document.Limits{})
	}
	if err != nil {
		r.unread[cell] = fault.As(err).Text
		return refusedOr(err)
	}
	text, _ := article.FromDocument(*doc)
	r.texts[cell] = textOf(text)
	return nil
}

// refusedOr lets go of a fault about a file, which its row tells, and of no other error.
func refusedOr(err error) error {
	if k := fault.Of(err); k == fault.Invalid || k == fault.TooLarge || k == fault.NotFound {
		return nil
	}
	return err
}

func bytesIn(pack *archive.Archive, name string) ([]byte, error) {
	name = strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/")
	if pack == nil || !pack.Has(name) {
		return nil, fault.New(fault.NotFound, "policy.import.no_such_file", name)
	}
	return pack.Bytes(name)
}

// attach takes in a file that a cell names.
func (r *libraryReader) attach(ctx context.Context, pack *archive.Archive, name string) error {
	if _, done := r.attached[name]; done {
		return nil
	}
	var f libraryFile
	data, err := bytesIn(pack, name)
	if err == nil {
		f.sha256 = proof.SHA256(string(data))
		f.attached, err = r.service.items.Attach(ctx, path.Base(strings.ReplaceAll(name, `\`, "/")), bytes.NewReader(data))
	}
	if err != nil {
		e := fault.As(err)
		for _, row := range e.Rows {
			f.bad = append(f.bad, row.Text)
		}
		for _, text := range e.Fields {
			if len(e.Rows) == 0 {
				f.bad = append(f.bad, text)
			}
		}
		if len(f.bad) == 0 {
			f.bad = []fault.Text{e.Text}
		}
	}
	r.attached[name] = f
	return refusedOr(err)
}
