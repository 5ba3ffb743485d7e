package user

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Lengths of a password, in signs. What counts is length; a shorter one must at
// least draw on three kinds of sign.
const (
	passwordLong  = 12
	passwordShort = 8
	passwordMax   = 128
	passwordKinds = 3
)

//go:embed common.txt
var commonText string

// common is what guessers try first, folded.
var common = func() map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(commonText) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out[fold(line)] = true
		}
	}
	return out
}()

// checkPassword says against field what is wrong with a new password of the
// person: too short, a person's own name, or easily guessed (the rules of NIST
// SP 800-63B: no forced mixture for a long one, no regular change).
func checkPassword(c *fault.Check, field, password string, p Person) {
	pw := norm.NFKC.String(password)
	n := utf8.RuneCountInString(pw)
	c.That(n >= passwordLong || n >= passwordShort && kinds(pw) >= passwordKinds, field, "user.password_short", passwordLong, passwordShort, passwordKinds)
	c.That(n <= passwordMax, field, "user.password_long", passwordMax)
	lower := strings.ToLower(pw)
	c.That(!strings.Contains(lower, p.Login), field, "user.password_name")
	c.That(p.Name == "" || !strings.Contains(lower, strings.ToLower(p.Name)), field, "user.password_name")
	c.That(!common[fold(pw)] && !common[fold(core(pw))], field, "user.password_common")
	c.That(!running(lower), field, "user.password_simple")
}

// kinds counts small letters, capitals, digits and other signs.
func kinds(s string) int {
	var lower, upper, digit, other int
	for _, r := range s {
		switch {
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return lower + upper + digit + other
}

// swapped are the signs that people write for letters.
var swapped = strings.NewReplacer("@", "a", "4", "a", "$", "s", "5", "s", "0", "o", "1", "i", "!", "i", "3", "e")

// fold brings the usual disguises of one word together: capitals, signs for
// letters, and signs between.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, swapped.Replace(strings.ToLower(s)))
}

// core is a password without the digits and signs at its ends, as in 1Welcome!2026.
func core(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
}

// running reports whether more than half of the signs repeat the one before or
// follow it in the alphabet, up or down, as in 123456789012 and aaaabbbb.
func running(s string) bool {
	signs := []rune(s)
	n := 0
	for i := 1; i < len(signs); i++ {
		if d := signs[i] - signs[i-1]; -1 <= d && d <= 1 {
			n++
		}
	}
	return 2*n > len(signs)-1
}
