package web

import (
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// FromReceipt says a time that runs from the receipt of a reply, where nobody knows yet
// on which day that was.
func FromReceipt(t law.Term) string {
	return i18n.T("remedy.my.from_receipt", i18n.T("remedy.term."+string(t.Unit), t.N))
}
