package webtest

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// tagFile has the words of ColumnType in the annex 网页设计规范, one a line.
//
//go:embed tags.txt
var tagFile string

var tagKinds = strings.Fields(tagFile)

var pubDate = regexp.MustCompile(`^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$`)

// Tags says which tags of government sites (网页标签) a public page lacks or has
// wrong: those of the site on every page, those of the column on every page in
// one, those of content where there is a title.
func (d *Doc) Tags() []string {
	tags := map[string][]string{}
	for _, n := range d.All("meta[name]") {
		tags[n.Attr("name")] = append(tags[n.Attr("name")], n.Attr("content"))
	}
	var out []string
	want := strings.Fields("SiteName SiteDomain SiteIDCode ColumnName ColumnDescription ColumnKeywords ColumnType")
	if len(tags["ArticleTitle"]) > 0 {
		want = append(want, "ArticleTitle", "PubDate", "ContentSource")
		if len(tags["PubDate"]) == 1 && !pubDate.MatchString(tags["PubDate"][0]) {
			out = append(out, fmt.Sprintf("PubDate is %q", tags["PubDate"][0]))
		}
	}
	for _, name := range want {
		if len(tags[name]) != 1 || strings.TrimSpace(tags[name][0]) == "" {
			out = append(out, fmt.Sprintf("tag %s is %q, want one that says something", name, tags[name]))
		}
	}
	if kind := tags["ColumnType"]; len(kind) == 1 && !slices.Contains(tagKinds, kind[0]) {
		out = append(out, fmt.Sprintf("no column is of the type %q", kind[0]))
	}
	return out
}
