package i18n_test

import (
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// TestNestedTitle: a title within a title has single marks, wherever a text puts it.
func TestNestedTitle(t *testing.T) {
	title := "关于修改《甲办法》的决定"
	for _, tt := range []struct{ got, want string }{
		{i18n.T("web.quoted", title), "《关于修改〈甲办法〉的决定》"},
		{i18n.T("policy.name", title, "红府规〔2023〕1号"), "《关于修改〈甲办法〉的决定》红府规〔2023〕1号"},
		{i18n.T("consult.title_of", title), "关于公开征求《关于修改〈甲办法〉的决定（征求意见稿）》意见的公告"},
		{i18n.T("web.quoted", "甲办法"), "《甲办法》"},
		{i18n.T("faq.no_document", fault.T("policy.name", title, "")), i18n.T("faq.no_document", "《关于修改〈甲办法〉的决定》")},
	} {
		if tt.got != tt.want {
			t.Errorf("%s, want %s", tt.got, tt.want)
		}
	}
}
