package web

import "gongkai.example/gongkai/internal/platform/i18n"

// FromReceipt says a time of n days or months that runs from the receipt of a reply,
// where nobody knows yet on which day that was.
func FromReceipt(n int, unit string) string {
	return i18n.T("remedy.my.from_receipt", i18n.T("remedy.term."+unit, n))
}
