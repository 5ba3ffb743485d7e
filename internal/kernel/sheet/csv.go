package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"gongkai.example/gongkai/internal/kernel/fault"
)

const bom = "\ufeff"

func readCSV(name string, data []byte, lim Limits) (*Book, error) {
	text, encoding, err := decode(data)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(strings.TrimSpace(text), "<") { // a web page that is called .xls, as some systems export
		return nil, fault.New(fault.Invalid, "sheet.not_table")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = delimiter(text)
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	s := Sheet{Name: name}
	count := counter{lim: lim}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return &Book{Encoding: encoding, Sheets: []Sheet{s}}, nil
		}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			return nil, fault.Rows([]fault.Row{{File: name, Line: bad.StartLine, Text: fault.T("sheet.csv")}})
		}
		if err != nil {
			return nil, fault.Caused(err, fault.Invalid, "sheet.broken")
		}
		line, _ := r.FieldPos(0)
		row, err := textRow(line, record, &count)
		if err != nil {
			return nil, err
		}
		if len(row.Cells) > 0 {
			s.Rows = append(s.Rows, row)
		}
	}
}

func textRow(line int, record []string, count *counter) (Row, error) {
	row := Row{Line: line}
	for col, v := range record {
		v = clean(v)
		if rest, ok := strings.CutPrefix(v, "'"); ok && isFormula(rest) { // WriteCSV put it there
			v = rest
		}
		if v == "" {
			continue
		}
		if err := errors.Join(count.row(line), count.cell(line, col, v)); err != nil {
			return row, err
		}
		for len(row.Cells) < col {
			row.Cells = append(row.Cells, Cell{})
		}
		row.Cells = append(row.Cells, Cell{Text: v, Kind: Text})
	}
	return row, nil
}

// decode returns the text of data and the name of its encoding.
func decode(data []byte) (text, encoding string, err error) {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) { // what Excel calls Unicode text
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
		if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
			return "", "", fault.Caused(err, fault.Invalid, "sheet.encoding")
		}
		return string(out), "utf-16", nil
	}
	if bytes.ContainsFunc(data, func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\r\f\v", r) }) {
		return "", "", fault.New(fault.Invalid, "sheet.not_table")
	}
	if utf8.Valid(data) {
		return strings.TrimPrefix(string(data), bom), "utf-8", nil
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return "", "", fault.Caused(err, fault.Invalid, "sheet.encoding")
	}
	return string(out), "gb18030", nil
}

// delimiter is the one of comma, tab and semicolon that stands most often in the first line.
func delimiter(text string) rune {
	line, _, _ := strings.Cut(text, "\n")
	best, most := ',', 0
	for _, d := range ",\t;" {
		if n := strings.Count(line, string(d)); n > most {
			best, most = d, n
		}
	}
	return best
}
