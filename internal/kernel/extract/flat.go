package extract

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A flatPDF is a PDF as the engine writes it: objects one behind the other and a
// plain table of where they are (ISO 32000-1, 7.5). It is no reader of files
// from strangers; those have gone through the engine.
type flatPDF struct {
	head    []byte
	objects []pdfObject
	trailer []byte // the dictionary
}

// A pdfObject is one object with its number.
type pdfObject struct {
	num    int
	value  []byte // as it stands
	stream []byte // nil if it has none
}

func parseFlat(b []byte) (flatPDF, error) {
	var f flatPDF
	at := bytes.LastIndex(b, []byte("startxref"))
	if at < 0 {
		return f, errDamaged
	}
	words := strings.Fields(string(b[at+len("startxref"):]))
	if len(words) == 0 {
		return f, errDamaged
	}
	table, err := strconv.Atoi(words[0])
	if err != nil || table < 0 || table >= at {
		return f, errDamaged
	}
	rows, rest, ok := bytes.Cut(b[table:at], []byte("trailer"))
	if !ok {
		return f, errDamaged
	}
	f.trailer = bytes.TrimSpace(rest)
	starts, err := flatTable(rows)
	if err != nil {
		return f, err
	}
	first := table
	for _, s := range starts {
		if s.at <= 0 || s.at >= table {
			return f, errDamaged
		}
		first = min(first, s.at)
		o, err := flatObject(s.num, b[s.at:table])
		if err != nil {
			return f, err
		}
		f.objects = append(f.objects, o)
	}
	f.head = b[:first]
	return f, nil
}

type flatStart struct{ num, at int }

// flatTable reads the sections of the table; each begins with a number and a count.
func flatTable(b []byte) (out []flatStart, err error) {
	words := strings.Fields(strings.TrimPrefix(strings.TrimSpace(string(b)), "xref"))
	for i := 0; i+1 < len(words); {
		from, err1 := strconv.Atoi(words[i])
		count, err2 := strconv.Atoi(words[i+1])
		if err1 != nil || err2 != nil || count < 0 || i+2+3*count > len(words) {
			return nil, errDamaged
		}
		for k := range count {
			row := words[i+2+3*k : i+5+3*k]
			at, err := strconv.Atoi(row[0])
			if err != nil {
				return nil, errDamaged
			}
			if row[2] == "n" {
				out = append(out, flatStart{from + k, at})
			}
		}
		i += 2 + 3*count
	}
	return out, nil
}

// flatObject reads "12 0 obj", the value and the stream if there is one.
func flatObject(num int, b []byte) (pdfObject, error) {
	o := pdfObject{num: num}
	at := bytes.Index(b[:min(len(b), 64)], []byte("obj"))
	if at < 0 {
		return o, errDamaged
	}
	b = b[at+3:]
	end := pdfValue(b, 0)
	if end < 0 {
		return o, errDamaged
	}
	o.value = bytes.TrimSpace(b[:end])
	rest := bytes.TrimLeft(b[end:], " \r\n\t")
	if body, ok := bytes.CutPrefix(rest, []byte("stream")); ok {
		body = bytes.TrimPrefix(bytes.TrimPrefix(body, []byte("\r")), []byte("\n"))
		n, err := strconv.Atoi(string(o.get("Length")))
		if err != nil || n < 0 || n > len(body) {
			return o, errDamaged
		}
		o.stream = body[:n:n]
	}
	return o, nil
}

// pdfValue returns where the value that begins at i ends, or -1.
func pdfValue(b []byte, i int) int {
	i = pdfSpace(b, i)
	switch {
	case i >= len(b):
		return -1
	case b[i] == '(':
		return pdfString(b, i)
	case bytes.HasPrefix(b[i:], []byte("<<")):
		return pdfNest(b, i+2, ">>")
	case b[i] == '<':
		n := bytes.IndexByte(b[i:], '>')
		if n < 0 {
			return -1
		}
		return i + n + 1
	case b[i] == '[':
		return pdfNest(b, i+1, "]")
	case b[i] == '/':
		return pdfWord(b, i+1)
	}
	end := pdfWord(b, i)
	if end == i {
		return -1
	}
	// A reference is three words: 12 0 R.
	second := pdfSpace(b, end)
	if third := pdfSpace(b, pdfWord(b, second)); number(b[i:end]) && number(b[second:pdfWord(b, second)]) && third < len(b) && b[third] == 'R' {
		return third + 1
	}
	return end
}

// pdfNest returns the end of a dictionary or an array whose inside begins at i.
func pdfNest(b []byte, i int, closing string) int {
	for {
		i = pdfSpace(b, i)
		if bytes.HasPrefix(b[min(i, len(b)):], []byte(closing)) {
			return i + len(closing)
		}
		if i = pdfValue(b, i); i < 0 {
			return -1
		}
	}
}

func pdfString(b []byte, i int) int {
	depth := 0
	for ; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

func pdfSpace(b []byte, i int) int {
	for i < len(b) && strings.IndexByte(" \t\r\n\f\x00", b[i]) >= 0 {
		i++
	}
	return i
}

func pdfWord(b []byte, i int) int {
	for i < len(b) && strings.IndexByte(" \t\r\n\f\x00()<>[]{}/%", b[i]) < 0 {
		i++
	}
	return i
}

func number(b []byte) bool {
	_, err := strconv.Atoi(string(b))
	return err == nil
}

// A pdfEntry is one key of a dictionary and where it stands.
type pdfEntry struct {
	key        string
	start, end int // of key and value
	value      []byte
}

// entries returns the keys of the dictionary of o; none if it is no dictionary.
func (o pdfObject) entries() []pdfEntry { return pdfEntries(o.value) }

func pdfEntries(b []byte) (out []pdfEntry) {
	if !bytes.HasPrefix(b, []byte("<<")) {
		return nil
	}
	for i := pdfSpace(b, 2); i < len(b) && b[i] == '/'; i = pdfSpace(b, i) {
		start, keyEnd := i, pdfWord(b, i+1)
		end := pdfValue(b, keyEnd)
		if end < 0 {
			return out
		}
		out = append(out, pdfEntry{string(b[start+1 : keyEnd]), start, end, bytes.TrimSpace(b[keyEnd:end])})
		i = end
	}
	return out
}

// pdfArray returns the values of an array; none if it is no array.
func pdfArray(b []byte) (out [][]byte) {
	if !bytes.HasPrefix(b, []byte("[")) {
		return nil
	}
	for i := pdfSpace(b, 1); i < len(b)-1; i = pdfSpace(b, i) {
		end := pdfValue(b, i)
		if end < 0 {
			return out
		}
		out = append(out, b[i:end])
		i = end
	}
	return out
}

func (o pdfObject) get(key string) []byte { return pdfGet(o.value, key) }

func pdfGet(dict []byte, key string) []byte {
	for _, e := range pdfEntries(dict) {
		if e.key == key {
			return e.value
		}
	}
	return nil
}

// reference is the number of the object that a value refers to; -1 if it is no reference.
func reference(value []byte) int {
	words := strings.Fields(string(value))
	if len(words) != 3 || words[2] != "R" {
		return -1
	}
	n, err := strconv.Atoi(words[0])
	if err != nil {
		return -1
	}
	return n
}

// content unpacks a stream that is not packed, or packed in the usual way.
func (o pdfObject) content() []byte {
	switch filter := string(o.get("Filter")); filter {
	case "", "[]":
		return o.stream
	case "/FlateDecode", "[/FlateDecode]", "[ /FlateDecode]":
		r, err := zlib.NewReader(bytes.NewReader(o.stream))
		if err != nil {
			return nil
		}
		out, _ := io.ReadAll(io.LimitReader(r, maxText)) // damage ends it
		return out
	}
	return nil
}

// pdfWords is the text of a string value: in UTF-16 with a mark, UTF-8 with a
// mark, or the encoding of PDF, of which only the part that is ASCII is kept.
func pdfWords(value []byte) string {
	var raw []byte
	switch {
	case bytes.HasPrefix(value, []byte("(")) && bytes.HasSuffix(value, []byte(")")):
		raw = unescape(value[1 : len(value)-1])
	case bytes.HasPrefix(value, []byte("<")) && bytes.HasSuffix(value, []byte(">")) && !bytes.HasPrefix(value, []byte("<<")):
		hex := strings.Join(strings.Fields(string(value[1:len(value)-1])), "")
		if len(hex)%2 == 1 {
			hex += "0"
		}
		if _, err := fmt.Sscanf(hex, "%x", &raw); err != nil {
			return ""
		}
	default:
		return string(value)
	}
	switch {
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		raw = raw[2:]
		u := make([]uint16, len(raw)/2)
		for i := range u {
			u[i] = uint16(raw[2*i])<<8 | uint16(raw[2*i+1])
		}
		return string(utf16.Decode(u))
	case utf8.Valid(raw):
		return strings.TrimPrefix(string(raw), "\ufeff")
	}
	return printable(raw)
}

var escapes = map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}

func unescape(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' || i+1 == len(b) {
			out = append(out, b[i])
			continue
		}
		i++
		c, known := escapes[b[i]]
		switch {
		case known:
			out = append(out, c)
		case b[i] >= '0' && b[i] <= '7':
			n, k := 0, 0
			for ; k < 3 && i+k < len(b) && b[i+k] >= '0' && b[i+k] <= '7'; k++ {
				n = 8*n + int(b[i+k]-'0')
			}
			out = append(out, byte(n)) // of four hundred and more the first bit is lost, as the standard says
			i += k - 1
		case b[i] == '\n':
		default:
			out = append(out, b[i])
		}
	}
	return out
}
