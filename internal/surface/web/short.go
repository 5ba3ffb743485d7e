package web

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// digits32 are those of Crockford: no I, L, O and U, which are misread or
// misspell. What is read as one of them is taken for what it looks like.
const digits32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var misread = strings.NewReplacer("O", "0", "I", "1", "L", "1", "-", "")

// checkMod is the prime below 32 squared by which a code is checked: one wrong
// digit, or two that changed places, are always found.
const checkMod = 1021

// code32 is the number of a thing as a short address has it: the letter of its
// noun, the number to the base of 32, and two digits that check it.
func code32(noun byte, id int64) string {
	var b []byte
	for n := id; n > 0 || len(b) == 0; n /= 32 {
		b = append([]byte{digits32[n%32]}, b...)
	}
	sum := check32(noun, id)
	return string(noun) + string(b) + string([]byte{digits32[sum/32], digits32[sum%32]})
}

// parseCode reads a code that a person may have typed; false if it is none.
func parseCode(code string) (noun byte, id int64, ok bool) {
	code = strings.ToUpper(code)
	if len(code) < 4 || len(code) > 16 {
		return 0, 0, false
	}
	noun, code = code[0], misread.Replace(code[1:])
	var all uint64
	for i := range len(code) {
		d := strings.IndexByte(digits32, code[i])
		if d < 0 || all >= 1<<58 {
			return 0, 0, false
		}
		all = 32*all + uint64(d)
	}
	id = int64(all / 1024)
	return noun, id, int64(all%1024) == check32(noun, id)
}

func check32(noun byte, id int64) int64 {
	return (id%checkMod*32 + int64(noun)) % checkMod
}

// A Square is a QR code as a drawing: the side in modules, and the path of the dark ones.
type Square struct {
	Side int
	Path string
}

// quiet is the margin that readers ask for (ISO/IEC 18004).
const quiet = 4

// square draws text; nil if it is too long.
func square(text string) *Square {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil
	}
	return &Square{Side: code.Bounds().Dx() + 2*quiet, Path: outline(code)}
}

// outline is the runs of dark modules of each row, as a path of SVG.
func outline(code barcode.Barcode) string {
	var b strings.Builder
	side := code.Bounds().Dx()
	dark := func(x, y int) bool { r, _, _, _ := code.At(x, y).RGBA(); return r == 0 }
	for y := range side {
		for x := 0; x < side; x++ {
			n := 0
			for x+n < side && dark(x+n, y) {
				n++
			}
			if n > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, n, n)
				x += n
			}
		}
	}
	return b.String()
}

// shortPath is where short addresses are.
const shortPath = "/s/"

// A Short is the short address of a page, in letters and as a code to scan.
type Short struct {
	URL  string
	Code *Square
}

// short is the short address of a thing; nil if its noun has none.
func (k *Kit) short(ref, base string) *Short {
	cut := strings.LastIndexByte(ref, '/')
	if cut < 0 {
		return nil
	}
	id, err := strconv.ParseInt(ref[cut+1:], 10, 64)
	for letter, noun := range k.Codes {
		if err == nil && noun == ref[:cut] {
			return scanned(base + shortPath + code32(letter, id))
		}
	}
	return nil
}

// scanned is an address in letters and as a code.
func scanned(to string) *Short { return &Short{to, square(to)} }

// openShort leads from a short address to the page. Nothing is looked up: the
// code holds the number, and the page says if there is no such thing.
func (k *Kit) openShort(r *Req) (Reply, error) {
	letter, id, ok := parseCode(r.PathValue("code"))
	if noun := k.Codes[letter]; ok && noun != "" {
		return Moved(fmt.Sprintf("/%s/%d", noun, id)), nil
	}
	return nil, fault.New(fault.NotFound, "not_found")
}
