package portal

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// leafFacts says what a leaf is about.
func leafFacts(r proof.Report) []web.Fact {
	l := r.Leaf
	if l.Internal() {
		return nil
	}
	out := []web.Fact{
		{Label: "portal.leaf_act", Text: i18n.T(l.Act)},
		{Label: "journal.ref", Text: l.Ref, Href: refURL(l.Ref)},
	}
	if at, err := time.Parse(time.RFC3339, l.At); err == nil {
		out = append(out, web.Fact{Label: "journal.at", Text: at.In(calendar.Zone).Format("2006-01-02 15:04:05")})
	}
	return append(out, web.Fact{Label: "portal.leaf_index", Text: strconv.FormatInt(r.Index, 10), Note: i18n.T("portal.leaf_of", r.Size)})
}

// refURL is the public page of a thing; "" if it has none.
func refURL(ref string) string {
	noun, _, _ := strings.Cut(ref, "/")
	if noun == "plan" || noun == "publish" {
		return "/" + ref
	}
	return ""
}

// indent is JSON as people read it; "" of none.
func indent(text string) string {
	var out bytes.Buffer
	if json.Indent(&out, []byte(text), "", "  ") != nil {
		return text
	}
	return out.String()
}
