package clause

import (
	"strings"
	"unicode/utf8"
)

// largest is the largest number that is read or written in words.
const largest = 9999

// Number reads a number from 1 to 9,999 in words or digits of either width: 十二, 一百二十三, 12, １２.
// It is 0 for anything else.
func Number(s string) int {
	g := lang()
	total, digit := 0, 0
	var said strings.Builder
	digits := s != ""
	for _, r := range s {
		d, isDigit := g.digits[r]
		switch {
		case isDigit && arabic(r):
			if digit = digit*10 + d; digit > largest {
				return 0
			}
		case isDigit:
			digits, digit = false, d
			said.WriteRune(g.say[d])
		default:
			unit := g.units[r]
			if unit == 0 {
				return 0
			}
			if digit == 0 {
				digit = 1
			}
			digits, total, digit = false, total+digit*unit, 0
			said.WriteRune(r)
		}
	}
	if n := total + digit; digits || n <= largest && said.String() == Words(n) {
		return n
	}
	return 0
}

func arabic(r rune) bool { return r >= '0' && r <= '9' || r >= '\uff10' && r <= '\uff19' }

// Words writes a number from 1 to 9,999 in words: 12 is 十二, 110 is 一百一十. Others are "".
func Words(n int) string {
	if n < 1 || n > largest {
		return ""
	}
	g := lang()
	var b strings.Builder
	zero := false
	for i, unit := range []int{1000, 100, 10, 1} {
		d := n / unit % 10
		if d == 0 {
			zero = b.Len() > 0
			continue
		}
		if zero {
			b.WriteRune(g.say[0])
			zero = false
		}
		if d != 1 || unit != 10 || b.Len() > 0 {
			b.WriteRune(g.say[d])
		}
		if unit > 1 {
			b.WriteRune(g.sayUnits[i])
		}
	}
	return b.String()
}

// numeral returns the length of the number that s begins with, 0 if there is none.
func (g *grammar) numeral(s string) int {
	for i, r := range s {
		if _, ok := g.digits[r]; ok {
			continue
		}
		if _, ok := g.units[r]; !ok {
			return i
		}
	}
	return len(s)
}

// fold makes digits and signs of full width ASCII; the signs of sentences stay as they are.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if arabic(r) && r > utf8.RuneSelf {
			return r - '\uff10' + '0'
		}
		switch r {
		case '\uff08':
			return '('
		case '\uff09':
			return ')'
		case '\uff0e':
			return '.'
		}
		return r
	}, s)
}
