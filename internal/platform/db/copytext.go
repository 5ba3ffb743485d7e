package db

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// The rows of a dump are in the text format of COPY of PostgreSQL: one row a line,
// a tab between columns, the characters below after a backslash, bytes as \x and
// hexadecimal digits. PostgreSQL writes and reads it itself; here it is for SQLite.
// No column of ours is NULL.

// copyBuffer is how much is read or written at a time, in bytes.
const copyBuffer = 256 << 10

// escaped are the characters that a text may not hold as they are.
const escaped = "\\\b\f\n\r\t\v"

var escapes = strings.NewReplacer(`\`, `\\`, "\b", `\b`, "\f", `\f`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "\v", `\v`)

// writeField writes one value of a row.
func writeField(w *bufio.Writer, v any) (err error) {
	switch v := v.(type) {
	case int64:
		_, err = w.Write(strconv.AppendInt(w.AvailableBuffer(), v, 10))
	case string:
		if strings.ContainsAny(v, escaped) {
			_, err = escapes.WriteString(w, v)
		} else {
			_, err = w.WriteString(v)
		}
	case []byte:
		if _, err = w.WriteString(`\\x`); err == nil {
			_, err = hex.NewEncoder(w).Write(v)
		}
	default:
		return fmt.Errorf("db: %T cannot be dumped", v)
	}
	return err
}

// Undump passes the rows of a dumped table to f, each as the texts of its columns; bytes
// are \x and hexadecimal digits. The slice is used again for the next row.
//
// Errors: Invalid for what is not a dump; those of r and f.
func Undump(r io.Reader, f func(row []string) error) error {
	in := bufio.NewReaderSize(r, copyBuffer)
	var row []string
	for {
		line, err := in.ReadString('\n')
		switch {
		case errors.Is(err, io.EOF) && line == "":
			return nil
		case errors.Is(err, io.EOF):
			return fault.New(fault.Invalid, "db.bad_dump")
		case err != nil:
			return err
		}
		row = row[:0]
		for field := range strings.SplitSeq(line[:len(line)-1], "\t") {
			text, err := unescape(field)
			if err != nil {
				return err
			}
			row = append(row, text)
		}
		if err := f(row); err != nil {
			return err
		}
	}
}

func unescape(field string) (string, error) {
	at := strings.IndexByte(field, '\\')
	if at < 0 {
		return field, nil
	}
	var b strings.Builder
	b.Grow(len(field))
	for ; at >= 0; at = strings.IndexByte(field, '\\') {
		b.WriteString(field[:at])
		which := -1
		if at+1 < len(field) {
			which = strings.IndexByte(`\bfnrtv`, field[at+1])
		}
		if which < 0 {
			return "", fault.New(fault.Invalid, "db.bad_dump")
		}
		b.WriteByte(escaped[which])
		field = field[at+2:]
	}
	b.WriteString(field)
	return b.String(), nil
}

// value is the stored form of a text of a dump in a column of that type.
func (c Column) value(text string) (any, error) {
	switch c.Type {
	case typeText:
		return text, nil
	case typeNumber:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, fault.Caused(err, fault.Invalid, "db.bad_dump")
		}
		return n, nil
	}
	digits, ok := strings.CutPrefix(text, `\x`)
	b, err := hex.DecodeString(digits)
	if err != nil || !ok {
		return nil, fault.Caused(err, fault.Invalid, "db.bad_dump")
	}
	return b, nil
}
