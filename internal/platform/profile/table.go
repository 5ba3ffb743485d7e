package profile

import (
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// maxFile is the size of the largest file that is read, in bytes. A county
// with 5,000 villages needs a tenth of it.
const maxFile = 8 << 20

// faults collects what is wrong, to tell it all at once.
type faults []fault.Row

func (f *faults) add(file string, line int, heading, key string, args ...any) {
	*f = append(*f, fault.Row{File: file, Line: line, Column: heading, Text: fault.T(key, args...)})
}

// readTable reads the rows of a file into Ts by their csv tags, and their line
// into the field Line if T has one. Blank rows and rows that start with # are
// left out. A cell with a fault leaves its field empty; the row stays, so that
// what refers to it is not called wrong as well. With a fault that spoils the
// whole file the result is nil, and without rows it is empty.
func readTable[T any](fsys fs.FS, file string, f *faults) []T {
	r := open(fsys, file, f)
	if r == nil {
		return nil
	}
	header, line, ok := next(r, file, f)
	if !ok {
		f.add(file, 0, "", "profile.empty_file")
		return nil
	}
	at, ok := headings(header, place{file, line}, schemas[file], f)
	if !ok {
		return nil
	}
	out := []T{}
	for {
		cells, line, ok := next(r, file, f)
		if !ok {
			return out
		}
		var row T
		v := reflect.ValueOf(&row).Elem()
		for i, cell := range cells {
			if i < len(at) {
				set(v, at[i], cell, place{file, line}, f)
			} else if cell != "" {
				f.add(file, line, "", "profile.extra_cell", cell)
			}
		}
		for _, c := range at[min(len(cells), len(at)):] {
			set(v, c, "", place{file, line}, f)
		}
		if l := v.FieldByName("Line"); l.IsValid() {
			l.SetInt(int64(line))
		}
		out = append(out, row)
	}
}

// readText returns the text of a file, or false and a fault.
func readText(fsys fs.FS, file string, f *faults) (string, bool) {
	b, err := readFile(fsys, file)
	if err != nil {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			f.add(file, 0, "", "profile.missing_file")
		case errors.Is(err, errTooLarge):
			f.add(file, 0, "", "profile.too_large", maxFile>>20)
		default:
			f.add(file, 0, "", "profile.unreadable")
		}
		return "", false
	}
	text, ok := decode(b)
	if !ok {
		f.add(file, 0, "", "profile.encoding")
	}
	return text, ok
}

// open returns a reader of the file's rows, or nil and a fault.
func open(fsys fs.FS, file string, f *faults) *csv.Reader {
	text, ok := readText(fsys, file, f)
	if !ok {
		return nil
	}
	first, _, _ := strings.Cut(text, "\n")
	r := csv.NewReader(strings.NewReader(text))
	if strings.Contains(first, "\t") && !strings.Contains(first, ",") {
		r.Comma = '\t' // copied out of a spreadsheet
	}
	r.FieldsPerRecord = -1
	return r
}

var errTooLarge = errors.New("file too large")

func readFile(fsys fs.FS, name string) ([]byte, error) {
	h, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = h.Close() }()
	b, err := io.ReadAll(io.LimitReader(h, maxFile+1))
	if err == nil && len(b) > maxFile {
		err = errTooLarge
	}
	return b, err
}

// next returns the next row that says something, and its line. A row that is
// not CSV ends the file: what follows an open quote cannot be trusted.
func next(r *csv.Reader, file string, f *faults) (cells []string, line int, ok bool) {
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil, 0, false
		}
		if p, bad := errors.AsType[*csv.ParseError](err); bad {
			f.add(file, p.StartLine, "", "profile.csv")
			return nil, 0, false
		}
		blank := true
		for i, cell := range cells {
			cells[i] = clean(cell)
			blank = blank && cells[i] == ""
		}
		if !blank && !strings.HasPrefix(cells[0], "#") {
			line, _ := r.FieldPos(0)
			return cells, line, true
		}
	}
}

// headings finds the column of each heading.
func headings(header []string, p place, cols []column, f *faults) ([]column, bool) {
	before := len(*f)
	at := make([]column, len(header))
	seen := map[string]bool{}
	for i, h := range header {
		for _, c := range cols {
			if c.Heading == h {
				at[i] = c
			}
		}
		switch {
		case h == "":
		case at[i].Heading == "":
			f.add(p.file, p.line, h, "profile.unknown_column")
		case seen[h]:
			f.add(p.file, p.line, h, "profile.twice_column")
		}
		seen[h] = true
	}
	for _, c := range cols {
		if !seen[c.Heading] && c.Required != "" {
			f.add(p.file, p.line, c.Heading, "profile.missing_column")
		}
	}
	return at, len(*f) == before
}

type place struct {
	file string
	line int
}

// set fills the field of column c with a cell.
func set(row reflect.Value, c column, cell string, p place, f *faults) {
	bad := func(key string, args ...any) { f.add(p.file, p.line, c.Heading, key, args...) }
	switch {
	case c.Heading == "" && cell != "":
		bad("profile.extra_cell", cell)
	case cell == "" && c.Required != "":
		bad("profile.required")
	case cell == "":
	case strings.ContainsFunc(cell, unicode.IsControl):
		bad("profile.one_line")
	default:
		convert(fieldOf(row, c.Field), c.Type, cell, bad)
	}
}

// convert puts a cell into a field in the way that the type of its column says.
func convert(to reflect.Value, kind, cell string, bad func(key string, args ...any)) {
	kind, set, _ := strings.Cut(kind, ":")
	mean := func(w string) string {
		v, ok := value(set, w)
		if !ok {
			bad("profile.not_word", w, allowed(set))
		}
		return v
	}
	switch kind {
	case "text":
		to.SetString(cell)
	case "int":
		n, err := strconv.Atoi(cell)
		if err != nil {
			bad("profile.not_number", cell)
		}
		to.SetInt(int64(n))
	case "list":
		to.Set(reflect.ValueOf(split(cell, listMarks)))
	case "phrases":
		to.Set(reflect.ValueOf(split(cell, phraseMarks)))
	case "word":
		to.SetString(mean(cell))
	case "words":
		items := split(cell, listMarks)
		for i, w := range items {
			items[i] = mean(w)
		}
		to.Set(reflect.ValueOf(items))
	case "flag":
		set = kind
		to.SetBool(mean(cell) == yes)
	case "every":
		every, ok := readEvery(cell)
		if !ok {
			bad("profile.not_every", cell)
		}
		to.SetString(every)
	}
}

// yes is what a flag stands for that is set.
const yes = "yes"

// What separates the items of one cell. A phrase may hold the mark of enumeration itself.
const (
	phraseMarks = ";\uFF1B"
	listMarks   = phraseMarks + "\u3001"
)

// split returns the items of a cell, each once, without empty ones.
func split(cell, marks string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(marks, r) }) {
		if s = clean(s); s != "" && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// fieldOf returns the field of a row that has the tag; embedded structs count.
func fieldOf(row reflect.Value, tag string) reflect.Value {
	for _, f := range reflect.VisibleFields(row.Type()) {
		if f.Tag.Get("csv") == tag {
			return row.FieldByIndex(f.Index)
		}
	}
	panic("profile: no field for column " + tag)
}
