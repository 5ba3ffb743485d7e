package account

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/width"
)

// A Number is a decimal with six places, in millionths: an amount in 万元 to the fen.
type Number int64

const (
	one    = Number(1_000_000)
	places = 6
)

// Whole is a number of things.
func Whole(n int) Number { return Number(n) * one }

// IsWhole reports whether there are no decimals.
func (n Number) IsWhole() bool { return n%one == 0 }

// String writes the decimals that there are.
func (n Number) String() string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := strconv.FormatInt(int64(n/one), 10)
	if rest := n % one; rest != 0 {
		d := strconv.FormatInt(int64(rest), 10)
		s += "." + strings.TrimRight(strings.Repeat("0", places-len(d))+d, "0")
	}
	return sign + s
}

// MarshalJSON writes a JSON number.
func (n Number) MarshalJSON() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalJSON reads a JSON number.
func (n *Number) UnmarshalJSON(b []byte) error {
	var x json.Number
	if err := json.Unmarshal(b, &x); err != nil {
		return err
	}
	v, ok := number(x.String())
	if !ok {
		return strconv.ErrSyntax
	}
	*n = v
	return nil
}

// A Value is what stands in a cell.
type Value struct {
	Text   string
	Number Number
	Known  bool // Text is a number; "/" and "" are none, and are not 0
}

// Blank reports whether the cell says that there is nothing to say.
func (v Value) Blank() bool { return !v.Known && strings.Trim(v.Text, lang().blank) == "" }

// valueOf reads a cell.
func valueOf(text string) Value {
	v := Value{Text: strings.TrimSpace(text)}
	s := strings.TrimSpace(width.Fold.String(v.Text))
	for _, u := range lang().words["unit"] {
		s = strings.TrimSpace(strings.TrimSuffix(s, u))
	}
	v.Number, v.Known = number(s)
	return v
}

// columnChange is 本年增/减 of the form of 2019.
const columnChange = "change"

// valueOf reads what stands in the cell of a place. By how much something changed is also
// written with a sign or in words: +3, 增加3, 减少2, 持平.
func (p Place) valueOf(text string) Value {
	v := valueOf(text)
	if v.Known || p.Column != columnChange {
		return v
	}
	s := width.Fold.String(v.Text)
	if slices.Contains(lang().words["same"], s) {
		v.Known = true
		return v
	}
	for _, change := range []struct {
		words string
		sign  Number
	}{{"more", 1}, {"less", -1}} {
		for _, w := range lang().words[change.words] {
			rest, ok := strings.CutPrefix(s, w)
			if n := valueOf(rest); ok && n.Known && n.Number >= 0 {
				v.Number, v.Known = change.sign*n.Number, true
				return v
			}
		}
	}
	return v
}

// stroke reports whether a cell has the one stroke by which the form lets an organ say that
// a row is not for it.
func (v Value) stroke() bool { return width.Fold.String(v.Text) == "/" }

// most bounds a number: above it a cell holds something else.
const most = 1_000_000_000_000

// number reads a decimal with at most six places and, between thousands, commas.
func number(s string) (Number, bool) {
	sign := Number(1)
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		sign, s = -1, rest
	}
	whole, decimals, _ := strings.Cut(s, ".")
	if groups := strings.Split(whole, ","); len(groups) > 1 {
		for i, g := range groups {
			if len(g) > 3 || i > 0 && len(g) != 3 || g == "" {
				return 0, false
			}
		}
		whole = strings.Join(groups, "")
	}
	if whole == "" || len(decimals) > places || strings.HasSuffix(s, ".") || strings.Trim(whole+decimals, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n > most {
		return 0, false
	}
	d, err := strconv.ParseInt(decimals+strings.Repeat("0", places-len(decimals)), 10, 64)
	if err != nil {
		return 0, false
	}
	return sign * (Number(n)*one + Number(d)), true
}
