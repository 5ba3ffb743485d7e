package notify

import (
	"net/mail"
	"strings"
)

// IsAddress reports whether s is one plain address of mail, with a domain of the
// network and nothing that could go into the head of a mail.
func IsAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Name != "" || a.Address != s || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return false
	}
	_, domain, _ := strings.Cut(s, "@")
	return strings.Contains(strings.Trim(domain, "."), ".") && !strings.ContainsAny(domain, "[]")
}
