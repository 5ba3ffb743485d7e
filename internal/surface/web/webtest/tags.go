package webtest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// tagKinds are the words of ColumnType in the annex 网页设计规范, whose list is
// open, and those that columns have beside them.
var tagKinds = strings.Fields("首页 概况信息 机构职能 负责人信息 工作动态 政策文件 信息公开指南 信息公开目录 信息公开年报 依申请公开 " +
	"数据发布 数据开放 政策解读 回应关切 办事服务 咨询投诉 征集调查 在线访谈 " +
	"通知公告 信息公开制度 人事信息 规划计划 互动交流 专题专栏 其他")

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
