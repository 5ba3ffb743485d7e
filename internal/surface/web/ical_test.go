package web

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestFold: no line is longer than 75 bytes, no character is cut, and unfolded it is what it was.
func TestFold(t *testing.T) {
	text := "SUMMARY:" + icalText(strings.Repeat("政府开放日，a;b,c\\d\n", 12))
	var out bytes.Buffer
	foldTo(&out, text)
	for line := range strings.SplitSeq(strings.TrimSuffix(out.String(), "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			t.Errorf("%d bytes: %q", len(line), line)
		}
	}
	if got := strings.ReplaceAll(strings.TrimSuffix(out.String(), "\r\n"), "\r\n ", ""); got != text {
		t.Errorf("unfolded %q, want %q", got, text)
	}
	if icalText("a;b,c\\d\r\ne") != `a\;b\,c\\d\ne` {
		t.Errorf("escaped %q", icalText("a;b,c\\d\r\ne"))
	}
}
