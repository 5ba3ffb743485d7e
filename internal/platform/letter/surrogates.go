package letter

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"unicode/utf16"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// The table that says which character a glyph is has characters beyond the first
// plane as two units of UTF-16 (ISO 32000-1, 9.10.3). gopdf writes their number
// instead, of five or six digits, and a reader finds another character: copied out
// of the file, a rare name would be wrong.
var (
	beyond    = regexp.MustCompile(`<[0-9A-F]{4}><[0-9A-F]{4}><(1?[0-9A-F]{5})>\n`)
	cmapBegin = []byte("stream\n/CIDInit /ProcSet")
	cmapEnd   = []byte("endstream")
	lengthOf  = regexp.MustCompile(`<<\n/Length (\d+)\n>>\n$`)
)

// surrogates puts the table right, and with it the lengths and places that it moves.
func surrogates(pdf []byte) ([]byte, error) {
	if !beyond.Match(pdf) {
		return pdf, nil
	}
	begin := bytes.LastIndex(pdf, []byte("\nxref\n")) + 1
	tail := regexp.MustCompile(`startxref\n\d+\n%%EOF\n$`).FindIndex(pdf)
	if begin == 0 || tail == nil {
		return nil, fault.New(fault.Internal, "internal")
	}
	var out bytes.Buffer
	type shift struct{ at, by int }
	var shifts []shift
	rest, done := pdf[:begin], 0
	for {
		i := bytes.Index(rest[done:], cmapBegin)
		if i < 0 {
			break
		}
		start := done + i
		end := start + bytes.Index(rest[start:], cmapEnd)
		length := lengthOf.FindSubmatchIndex(rest[done:start])
		if end < start || length == nil {
			return nil, fault.New(fault.Internal, "internal")
		}
		old := rest[start+len("stream\n") : end]
		fixed := beyond.ReplaceAllFunc(old, twoUnits)
		out.Write(rest[done : done+length[2]])
		fmt.Fprintf(&out, "%d", len(fixed))
		out.Write(rest[done+length[3] : start+len("stream\n")])
		out.Write(fixed)
		shifts = append(shifts, shift{start, out.Len() - end})
		done = end
	}
	out.Write(rest[done:])
	moved := func(at int) int {
		by := 0
		for _, s := range shifts {
			if at > s.at {
				by = s.by
			}
		}
		return at + by
	}
	out.Write(regexp.MustCompile(`(?m)^\d{10} 00000 n`).ReplaceAllFunc(pdf[begin:tail[0]], func(entry []byte) []byte {
		at, _ := strconv.Atoi(string(entry[:10])) // ten digits, by the pattern
		return fmt.Appendf(nil, "%010d 00000 n", moved(at))
	}))
	fmt.Fprintf(&out, "startxref\n%d\n%%%%EOF\n", moved(begin))
	return out.Bytes(), nil
}

// twoUnits writes a line of the table with two units of UTF-16.
func twoUnits(l []byte) []byte {
	m := beyond.FindSubmatchIndex(l)
	r, _ := strconv.ParseInt(string(l[m[2]:m[3]]), 16, 32) // hexadecimal digits, by the pattern
	high, low := utf16.EncodeRune(rune(r))
	return fmt.Appendf(nil, "%s%04X%04X>\n", l[:m[2]], high, low)
}
