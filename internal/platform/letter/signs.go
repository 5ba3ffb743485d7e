package letter

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed signs.tsv
var signsText string

// signs are the lines of signs.tsv by their names.
var signs = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(signsText) {
		if name, text, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t"); ok {
			out[name] = text
		}
	}
	return out
})

// numeral writes a number below a hundred in words, and any other in digits.
func numeral(n int) string {
	count := []rune(signs()["count"])
	ten := len(count)
	if n < 1 || n >= ten*ten {
		return strconv.Itoa(n)
	}
	out := ""
	if n >= 2*ten {
		out = string(count[n/ten-1])
	}
	if n >= ten {
		out += string(count[ten-1])
	}
	if n%ten > 0 {
		out += string(count[n%ten-1])
	}
	return out
}

// enclosure is what stands before the i-th of n things attached: the word before
// the first, and a number if there are several.
func enclosure(i, n int) string {
	out := ""
	if i == 0 {
		out = signs()["attached"]
	}
	if n > 1 {
		out += strconv.Itoa(i+1) + "."
	}
	return out
}
