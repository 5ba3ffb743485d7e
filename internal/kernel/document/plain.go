package document

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"gongkai.example/gongkai/internal/kernel/fault"
)

const (
	bomUTF8 = "\xef\xbb\xbf"
	bomLE   = "\xff\xfe"
	bomBE   = "\xfe\xff"
)

func readPlain(data []byte, lim Limits) (*Document, error) {
	text, encoding, err := Decode(data)
	if err != nil {
		return nil, err
	}
	d := &Document{Format: Plain, Encoding: encoding, Text: text, Warnings: []Warning{}}
	d.Blocks = textBlocks(text, lim.Cells)
	return d, nil
}

// Decode returns the text of the bytes and the name of their encoding: utf-8,
// utf-16 (with its mark) or gb18030. Bytes that are no text are refused.
func Decode(data []byte) (text, encoding string, err error) {
	text, encoding, err = decode(data)
	if err == nil && control(text) {
		err = fault.New(fault.Invalid, "document.binary")
	}
	return text, encoding, err
}

// decode returns the text of the bytes and the name of their encoding.
func decode(data []byte) (text, encoding string, err error) {
	if u, ok := bytes.CutPrefix(data, []byte(bomUTF8)); ok {
		data = u
	} else if bytes.HasPrefix(data, []byte(bomLE)) || bytes.HasPrefix(data, []byte(bomBE)) {
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
		if err != nil || len(data)%2 != 0 || bytes.ContainsRune(out, utf8.RuneError) {
			return "", "", fault.Caused(err, fault.Invalid, "document.bad_utf16")
		}
		return string(out), "utf-16", nil
	}
	if utf8.Valid(data) {
		return string(data), "utf-8", nil
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "", "", fault.New(fault.Invalid, "document.binary")
	}
	if line, broken := brokenUTF8(data); broken {
		return "", "", fault.New(fault.Invalid, "document.bad_utf8", line)
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) || !likelyGB(data) {
		return "", "", fault.Caused(err, fault.Invalid, "document.bad_encoding")
	}
	return string(out), "gb18030", nil
}

// brokenUTF8 reports whether data, which is not valid UTF-8, is UTF-8 with some
// bytes damaged, and the line of the first. Text in GB18030 has hardly any bytes that form
// characters of UTF-8.
func brokenUTF8(data []byte) (line int, broken bool) {
	good, bad, first := 0, 0, -1
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
			if first < 0 {
				first = i
			}
		case n > 1:
			good += n
		}
		i += n
	}
	return bytes.Count(data[:max(first, 0)], []byte{'\n'}) + 1, good > bad
}

// likelyGB reports whether most double bytes are characters of GB 2312, as in
// any Chinese text. Of random bytes that happen to decode, one in four is.
func likelyGB(data []byte) bool {
	in, all := 0, 0
	for i := 0; i < len(data)-1; i++ {
		if data[i] < 0x81 {
			continue
		}
		all++
		if data[i] >= 0xa1 && data[i] <= 0xf7 && data[i+1] >= 0xa1 {
			in++
		}
		i++
	}
	return in*5 >= all*4
}

// control reports whether the text has control characters that no text has.
func control(text string) bool {
	n := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c == 0:
			return true
		case c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v':
			n++
		}
	}
	return n*200 > len(text)
}

// lineEnd returns the length of the line that s begins with, and of its end.
// A form feed and the separators of Unicode end a line like a newline.
func lineEnd(s string) (line, end int) {
	for i, r := range s {
		switch r {
		case '\r':
			if strings.HasPrefix(s[i:], "\r\n") {
				return i, 2
			}
			return i, 1
		case '\n', '\f', '\v':
			return i, 1
		case '\u0085', '\u2028', '\u2029':
			return i, utf8.RuneLen(r)
		}
	}
	return len(s), 0
}

// textBlocks makes a paragraph of each line that is not blank, and a table of
// lines with tabs, as they are pasted from a word processor or a spreadsheet.
func textBlocks(text string, cells int) []Block {
	var lines []Span
	for at := 0; at < len(text); {
		n, end := lineEnd(text[at:])
		lines = append(lines, Span{at, at + n})
		at += n + end
	}
	var blocks []Block
	for i := 0; i < len(lines); {
		if t, n := pasted(text, lines[i:], &cells); t != nil {
			blocks = append(blocks, Block{Span: Span{lines[i].Start, lines[i+n-1].End}, Table: t})
			i += n
			continue
		}
		if s := lines[i]; strings.TrimSpace(text[s.Start:s.End]) != "" {
			blocks = append(blocks, Block{Span: s})
		}
		i++
	}
	return blocks
}

// pasted reads the table that the lines begin with, and returns how many lines
// it takes. Two rows of the same width make a table. A line without a tab between two rows is a row of
// one cell over all columns; a cell in quotation marks may hold line breaks.
func pasted(text string, lines []Span, left *int) (*Table, int) {
	var rows [][]Span
	used, last := 0, 0
	for i := 0; i < len(lines); {
		row, n := pastedRow(text, lines[i:])
		if len(row) < 2 && (last < 2 || !nextIsRow(text, lines[i:]) || strings.TrimSpace(text[lines[i].Start:lines[i].End]) == "") {
			break
		}
		rows, last = append(rows, row), len(row)
		i += n
		used = i
	}
	if len(rows) < 2 || len(rows[0]) < 2 || len(rows[0]) != len(rows[1]) && len(rows[1]) > 1 {
		return nil, 0
	}
	cols := 0
	for _, r := range rows {
		cols = max(cols, len(r))
	}
	if len(rows)*cols > *left {
		return nil, 0
	}
	b := tableBuilder{left: left}
	for _, r := range rows {
		b.row()
		for _, s := range r {
			n := 1
			if len(r) == 1 {
				n = cols
			}
			if _, err := b.cell(n, s); err != nil {
				return nil, 0
			}
		}
	}
	return &b.table, used
}

func nextIsRow(text string, lines []Span) bool {
	if len(lines) < 2 {
		return false
	}
	row, _ := pastedRow(text, lines[1:])
	return len(row) > 1
}

// pastedRow splits the line that lines begin with at its tabs, and returns how
// many lines it takes. A single leading tab is an indent, not a cell. A quoted cell keeps its quotation marks.
func pastedRow(text string, lines []Span) (row []Span, used int) {
	s := lines[0]
	if line := text[s.Start:s.End]; strings.HasPrefix(line, "\t") && strings.Count(line, "\t") == 1 {
		return []Span{s}, 1
	}
	at, used := s.Start, 1
	for {
		cell, n := quoted(text, at, lines[used-1:])
		used += n
		end := lines[used-1].End
		tab := strings.IndexByte(text[max(at, cell.End):end], '\t')
		switch {
		case n == 0 && cell.End == 0 && tab < 0:
			return append(row, Span{at, end}), used
		case cell.End == 0:
			cell = Span{at, at + tab}
		case tab < 0:
			return append(row, cell), used
		}
		row = append(row, cell)
		at = cell.End + 1
	}
}

// quoted returns the quoted cell at the place, up to and with the closing mark, and
// how many further lines it reaches; the zero Span if there is none.
func quoted(text string, at int, lines []Span) (Span, int) {
	const longest = 50 // lines of one cell
	if !strings.HasPrefix(text[at:lines[0].End], `"`) {
		return Span{}, 0
	}
	from := at + 1
	for n, l := range lines[:min(len(lines), longest)] {
		if n > 0 {
			from = l.Start
		}
		for i := from; i < l.End; i++ {
			if text[i] == '"' && (i+1 == l.End || text[i+1] == '\t') {
				return Span{at, i + 1}, n
			}
		}
	}
	return Span{}, 0
}
