package portal

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/article"
)

func TestOpening(t *testing.T) {
	long := strings.Repeat("公开", openingMost) + "。"
	for body, want := range map[string]string{
		"现将有关事项通知如下。\n\n第二段。": "现将有关事项通知如下。",
		long: strings.Repeat("公开", openingMost/2) + "…",
		"":   "标题",
	} {
		if got := opening(article.Parse(body), "标题"); got != want {
			t.Errorf("%q begins %q, want %q", body, got, want)
		}
	}
}
