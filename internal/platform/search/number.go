package search

import (
	"slices"
	"strings"
)

// A number is the number of an official document: letters of the issuer, year, serial.
type number struct {
	letters    []rune // none if only year and serial were written
	year       string
	serial     string // without zeros before it
	start, end int    // of the letters and of what follows, in the text
}

// Brackets that people put around the year. GB/T 9704 asks for 〔〕.
const (
	opens  = "〔[(【﹝{<〈《「"
	closes = "〕])】﹞}>〉》」"
)

const (
	sayYear  = '\u5E74'
	sayMonth = '\u6708'
	sayDay   = '\u65E5'
	sayNo    = '\u53F7'
	sayThe   = '\u7B2C'
)

// maxLetters is the length of the longest letters that are taken for those of a number.
const maxLetters = 12

// numbersIn finds the document numbers of a folded text, in any bracket and
// with or without the last word. In running text the letters may have more in
// front than is theirs.
func numbersIn(r []rune) []number {
	var out []number
	last := 0
	for i := 0; i+4 <= len(r); i++ {
		if !yearAt(r, i) {
			continue
		}
		n, ok := numberAt(r, i, last)
		if ok {
			out = append(out, n)
			last = n.end
			i = n.end - 1
		}
	}
	return out
}

// yearAt reports whether the four digits of a year stand alone at i.
func yearAt(r []rune, i int) bool {
	if r[i] != '1' && r[i] != '2' || i > 0 && isDigit(r[i-1]) || i+4 < len(r) && isDigit(r[i+4]) {
		return false
	}
	return isDigit(r[i+1]) && isDigit(r[i+2]) && isDigit(r[i+3]) && (r[i] == '1' && r[i+1] == '9' || r[i] == '2' && r[i+1] == '0')
}

// numberAt reads the number whose year begins at i and that begins at from or later.
func numberAt(r []rune, i, from int) (number, bool) {
	left := skipBack(r, i)
	opened := left > from && strings.ContainsRune(opens, r[left-1])
	if opened {
		left = skipBack(r, left-1)
	}
	n := number{start: left, year: string(r[i : i+4])}
	for n.start > from && isHan(r[n.start-1]) && left-n.start < maxLetters {
		n.start--
	}
	n.letters = r[n.start:left]
	if n.start == left && !opened { // "2023) 55"
		n.start = i
	}
	closed, named, right := between(r, i+4)
	n.end = right
	for n.end < len(r) && isDigit(r[n.end]) {
		n.end++
	}
	if n.end == right || n.end-right > 5 || right == i+4 {
		return n, false
	}
	n.serial = strings.TrimLeft(string(r[right:n.end]), "0")
	if no := skip(r, n.end); no < len(r) && r[no] == sayNo {
		n.end, named = no+1, true
	}
	return n, n.serial != "" && (opened && closed || bare(n, r, named))
}

// between skips what stands between a year and a serial: whether the bracket is
// closed there, whether the word before a serial is there, and where the serial begins.
func between(r []rune, i int) (closed, named bool, right int) {
	right = skip(r, i)
	if right < len(r) && strings.ContainsRune(closes, r[right]) {
		closed = true
	}
	if closed || right < len(r) && r[right] == sayYear {
		right = skip(r, right+1)
	}
	if right < len(r) && r[right] == sayThe {
		named = true
		right = skip(r, right+1)
	}
	return closed, named, right
}

// bare reports whether n, which has no brackets, is a document number all the
// same and no date or amount.
func bare(n number, r []rune, named bool) bool {
	if len(n.letters) < 2 || !base.endings[n.letters[len(n.letters)-1]] {
		return false
	}
	return named || n.end == len(r) || !base.units[string(r[n.end])]
}

func skip(r []rune, i int) int {
	for i < len(r) && r[i] == ' ' {
		i++
	}
	return i
}

func skipBack(r []rune, i int) int {
	for i > 0 && r[i-1] == ' ' {
		i--
	}
	return i
}

// key is the number in the one form in which it is compared.
func (n number) key() string { return string(n.letters) + n.tail() }

func (n number) tail() string { return n.year + "n" + n.serial }

// endingsOf returns the keys of n with the letters cut from the left: in running
// text words stand before them, and people leave out the first ones.
func (n number) endingsOf() []string {
	out := make([]string, 0, len(n.letters)+1)
	for i := range len(n.letters) + 1 {
		out = append(out, string(n.letters[i:])+n.tail())
	}
	return out
}

// sameNumber reports whether the number of a document ends with n, and whether it is n.
func sameNumber(own string, n number) (ends, same bool) {
	for _, o := range numbersIn(plainOf(own).r) {
		k := o.key()
		if k == n.key() {
			return true, true
		}
		if strings.HasSuffix(n.key(), k) || strings.HasSuffix(k, n.key()) {
			ends = true
		}
	}
	return ends, false
}

// numberStart is the beginning of a document number as somebody has typed it so
// far: what all the tokens of its prefixes are made of. "" if it cannot be one.
func numberStart(r []rune) string {
	var b strings.Builder
	state, digits := 0, 0 // 0 letters, 1 year, 2 serial
	for _, c := range r {
		switch {
		case c == ' ' || strings.ContainsRune(opens+closes, c) || state == 2 && c == sayNo || state > 0 && (c == sayYear || c == sayThe):
		case isHan(c) && state == 0:
			b.WriteRune(c)
		case isDigit(c) && (state > 0 || b.Len() > 0):
			if state == 0 {
				state = 1
			} else if state == 1 && digits == 4 {
				state = 2
				b.WriteByte('n')
			}
			digits++
			b.WriteRune(c)
		default:
			return ""
		}
	}
	return b.String()
}

// startsOf returns every beginning of the key of n.
func (n number) startsOf() []string {
	k := []rune(n.key())
	out := make([]string, 0, len(k))
	for i := 1; i <= len(k); i++ {
		if k[i-1] != 'n' {
			out = append(out, string(k[:i]))
		}
	}
	return out
}

// A date is a day or a month that a text names.
type date struct {
	day        string // 20230501, or 202305
	start, end int
}

// datesIn finds the dates of a folded text: 2023年5月1日, 2023-05-01, 2023.5.1, 2023/5/1, 2023年5月.
func datesIn(r []rune) []date {
	var out []date
	for i := 0; i+6 <= len(r); i++ {
		if !yearAt(r, i) {
			continue
		}
		if d, ok := dateAt(r, i); ok {
			out = append(out, d)
			i = d.end - 1
		}
	}
	return out
}

// dateAt reads the date whose year begins at i.
func dateAt(r []rune, i int) (date, bool) {
	j := skip(r, i+4)
	if j >= len(r) || !slices.Contains([]rune{sayYear, '-', '.', '/'}, r[j]) {
		return date{}, false
	}
	inWords, next := r[j] == sayYear, r[j]
	if inWords {
		next = sayMonth
	}
	month, end := small(r, skip(r, j+1))
	if month == "" || month > "12" {
		return date{}, false
	}
	d := date{string(r[i:i+4]) + month, i, end}
	if k := skip(r, end); k < len(r) && r[k] == next {
		d.end = k + 1
		d.readDay(r, inWords)
		return d, true
	}
	return d, r[j] == sayYear || r[j] == '-' // 2023.5 is no month
}

// readDay reads the day behind a month, if there is one.
func (d *date) readDay(r []rune, inWords bool) {
	day, end := small(r, skip(r, d.end))
	if day == "" || day > "31" {
		return
	}
	d.day, d.end = d.day+day, end
	if k := skip(r, end); inWords && k < len(r) && r[k] == sayDay {
		d.end = k + 1
	}
}

// small reads a number of one or two digits above zero as two digits.
func small(r []rune, i int) (string, int) {
	j := i
	for j < len(r) && isDigit(r[j]) {
		j++
	}
	switch s := string(r[i:j]); {
	case len(s) == 1 && s != "0":
		return "0" + s, j
	case len(s) == 2 && s != "00":
		return s, j
	}
	return "", i
}
