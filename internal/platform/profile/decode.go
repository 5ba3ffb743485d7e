package profile

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// decode returns the text of a file that is UTF-8, with or without a mark, or
// GB18030 as a Chinese spreadsheet on Windows saves it; false for anything else.
func decode(b []byte) (string, bool) {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(b) {
		var err error
		if b, err = simplifiedchinese.GB18030.NewDecoder().Bytes(b); err != nil {
			return "", false
		}
	}
	if bytes.ContainsRune(b, utf8.RuneError) || bytes.IndexByte(b, 0) >= 0 {
		return "", false
	}
	return string(b), true
}

// clean takes from a cell what nobody sees: marks of width zero, and blanks at both ends.
func clean(cell string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, cell))
}
