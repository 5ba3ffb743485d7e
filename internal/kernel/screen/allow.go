package screen

import (
	"bytes"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Allow is what a district publishes of its own: the telephones, addresses,
// codes and people in office that are to be public.
type Allow struct {
	Phones    []string
	Addresses []string
	Codes     []string // unified social credit codes
	Emails    []string
	Plates    []string
	Names     []string // of people in office
}

// ReadAllow reads an allow list: a table separated by tabs with the columns
// kind (phone, address, code, email, plate, name) and value.
//
// Errors: Invalid with every line at fault.
func ReadAllow(name string, text []byte) (Allow, error) {
	var a Allow
	lists := map[string]*[]string{
		"phone": &a.Phones, "address": &a.Addresses, "code": &a.Codes, "email": &a.Emails, "plate": &a.Plates, "name": &a.Names,
	}
	err := readRows(name, text, []string{"kind", "value"}, func(c []string) (string, fault.Text) {
		list, ok := lists[c[0]]
		switch {
		case !ok:
			return "kind", fault.T("screen.allow.bad_kind", c[0])
		case c[1] == "":
			return "value", fault.T("screen.allow.empty")
		}
		*list = append(*list, c[1])
		return "", fault.Text{}
	})
	return a, err
}

// allowed is an allow list, folded.
type allowed struct {
	phones, codes, emails, plates, names map[string]bool
	addresses                            []string
}

func (a Allow) compile() allowed {
	out := allowed{set(a.Phones, alnumOnly), set(a.Codes, alnumOnly), set(a.Emails, compact), set(a.Plates, compact), set(a.Names, compact), nil}
	for _, s := range a.Addresses {
		if s = compact(s); s != "" {
			out.addresses = append(out.addresses, s)
		}
	}
	return out
}

func set(list []string, form func(string) string) map[string]bool {
	out := map[string]bool{}
	for _, s := range list {
		if s = form(s); s != "" {
			out[s] = true
		}
	}
	return out
}

// compact is a text folded, without blanks.
func compact(text string) string {
	var b strings.Builder
	for _, c := range text {
		if c = fold(c); !blank(c) {
			_, _ = b.WriteRune(c)
		}
	}
	return b.String()
}

func alnumOnly(text string) string {
	var b bytes.Buffer
	for _, c := range text {
		if c = fold(c); alnum(c) {
			_, _ = b.WriteRune(c)
		}
	}
	return b.String()
}

// local reports whether a number without area code is that of an allowed telephone.
func (a *allowed) local(d []byte) bool {
	if len(d) < 7 {
		return false
	}
	for p := range a.phones {
		if strings.HasSuffix(p, string(d)) {
			return true
		}
	}
	return false
}

// address reports whether an address is, or ends with, an allowed one.
func (a *allowed) address(f []rune) bool {
	if len(a.addresses) == 0 {
		return false
	}
	text := compact(string(f))
	for _, s := range a.addresses {
		if strings.HasPrefix(text, s) || strings.HasSuffix(text, s) || len(text) > 18 && strings.HasSuffix(s, text) {
			return true
		}
	}
	return false
}
