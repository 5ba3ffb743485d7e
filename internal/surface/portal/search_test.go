package portal_test

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/surface/web/webtest"
)

func searchURL(pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return "/search?" + v.Encode()
}

func TestSearchPage(t *testing.T) {
	w := lived
	hit := "css:.hits a[href=" + itemURL(w.items.rich) + "]"
	webtest.Run(t, w.handler,
		webtest.Scenario{Name: "nothing asked", URL: "/search", Has: []string{"css:.find input[name=q]", "政府信息公开目录"}},
		webtest.Scenario{Name: "title", URL: searchURL("q", "行政事业性收费目录"), Has: []string{hit, "css:.hits mark", "css:.side a", "css:input[name=q][value=行政事业性收费目录]", "css:.tabs a[aria-current=true]"}},
		webtest.Scenario{Name: "number in other brackets", URL: searchURL("q", "红财字[2023]12号"), Has: []string{hit}},
		webtest.Scenario{Name: "one character", URL: searchURL("q", "费"), Has: []string{"css:.hits li"}},
		webtest.Scenario{Name: "filters", URL: searchURL("q", "收费", "state", "amended", "year", "2023", "genre", "06", "from", "2023-10-01", "newest", "true"), Has: []string{hit, "css:.chips a.chip", "css:input[type=hidden][name=state][value=amended]", "已修改", "从", "2023-10-01"}},
		webtest.Scenario{Name: "filters and no words", URL: searchURL("state", "withdrawn"), Has: []string{"已经撤回的公告", "已撤回"}},
		webtest.Scenario{Name: "some of the words", URL: searchURL("q", "行政事业性收费目录的火星开发"), Has: []string{hit, "同时含有全部词语的结果不多"}},
		webtest.Scenario{Name: "circular", URL: searchURL("q", "政务公开工作要点"), Has: []string{"css:.hits a[href=" + w.planURL("") + "]"}},
		webtest.Scenario{Name: "feed with the circular", URL: "/search/feed.xml?q=" + url.QueryEscape("政务公开工作要点"), Has: []string{w.planURL("")}},
		webtest.Scenario{Name: "suggestions while typing", URL: "/search", Has: []string{"css:input[name=q][list=titles][data-suggest=/api/public/suggest]", "css:datalist#titles"}},
		webtest.Scenario{Name: "no result at all", URL: searchURL("q", "鑫鑫鑫鑫"), Has: []string{"没有找到“鑫鑫鑫鑫”", "换一个说法", "css:a[href=/unit/qzf/request]"}},
		webtest.Scenario{Name: "no result in a filter", URL: searchURL("q", "收费", "year", "1999"), Has: []string{"没有找到", "去掉上面的一个条件", "1999 年"}},
		webtest.Scenario{Name: "meant, and withdrawn", URL: searchURL("q", "已经撤回", "year", "1999"), Has: []string{"您是不是要找", "已经撤回的公告", "css:ul.dots span.tag"}, Not: []string{"css:datalist option"}},
		webtest.Scenario{Name: "feed with what was amended", URL: "/search/feed.xml?q=" + url.QueryEscape("行政事业性收费目录"), Has: []string{"<title>【已修改】" + richTitle}},
		webtest.Scenario{Name: "draft", URL: searchURL("q", hiddenTitle), Not: []string{"css:.hits a[href=" + itemURL(w.items.draft) + "]"}},
		webtest.Scenario{Name: "removed", URL: searchURL("q", hiddenBody), Not: []string{"css:.hits a[href=" + itemURL(w.items.removed) + "]"}},
		webtest.Scenario{Name: "number that is none", URL: "/search?unit=x", Status: http.StatusUnprocessableEntity},
		webtest.Scenario{Name: "day that is none", URL: searchURL("q", "收费", "from", "2023-02-30"), Status: http.StatusUnprocessableEntity},
		webtest.Scenario{Name: "too long", URL: searchURL("q", strings.Repeat("收", 501)), Status: http.StatusUnprocessableEntity},
	)
}

// TestHostileSearch asks what programs that look for holes ask.
func TestHostileSearch(t *testing.T) {
	for _, q := range []string{
		`"><script>alert(1)</script>`, `' OR 1=1 --`, `%00`, "\x00", "\xff\xfe", `"`, `“`, "NEAR(", "a* OR b", "-", "。。。", "../../etc/passwd", "{{.Site}}", strings.Repeat("\U0001F600", 400),
	} {
		for _, path := range []string{searchURL("q", q), "/search/feed.xml?" + url.Values{"q": {q}}.Encode()} {
			res, body := get(t, lived.handler, path)
			if res.StatusCode != http.StatusOK && res.StatusCode != http.StatusUnprocessableEntity {
				t.Errorf("%q answers %d", q, res.StatusCode)
			}
			if strings.Contains(body, "<script>alert") {
				t.Errorf("%q is in the page as it came", q)
			}
		}
	}
	for _, path := range []string{
		searchURL("q", "收费", "page", "99999999"), searchURL("q", "收费", "page", "-7"), searchURL("q", "收费", "unit", "-1"), searchURL("q", "收费", "column", "9007199254740993"),
		searchURL("q", "收费", "state", "valid"), searchURL("q", "收费", "genre", "zz"), "/search?q=收费&q=x&year=0",
	} {
		if res, _ := get(t, lived.handler, path); res.StatusCode != http.StatusOK {
			t.Errorf("%s answers %d", path, res.StatusCode)
		}
	}
	for _, path := range []string{"/publish?after=x", "/column/" + columnCode + "?after=%00", "/unit/czj?after=eyJ", "/publish/feed.xml?after=zzz", "/publish?anchor=" + strings.Repeat("x", 5000), "/publish?unit=1e9"} {
		if res, _ := get(t, lived.handler, path); res.StatusCode != http.StatusUnprocessableEntity && res.StatusCode != http.StatusOK {
			t.Errorf("%s answers %d", path, res.StatusCode)
		}
	}
}

// TestFeeds reads every feed of items; the entries of a list are those of its page.
func TestFeeds(t *testing.T) {
	w := lived
	for path, has := range map[string]string{
		"/publish/feed.xml": "", "/publish/feed.xml?anchor=foi:20-8&genre=06": richTitle, "/publish/feed.xml?anchor=foi:20-14&of=none": "", "/publish/feed.xml?to=2019-01-01&of=none": "", "/column/" + columnCode + "/feed.xml": richTitle, "/column/zwgk/feed.xml": richTitle, "/unit/czj/feed.xml": richTitle,
		"/search/feed.xml?" + url.Values{"q": {"行政事业性收费目录"}}.Encode(): richTitle, "/unit/fhjy/feed.xml": "", "/search/feed.xml?" + url.Values{"q": {"鑫鑫鑫鑫"}}.Encode(): "",
	} {
		res, body := get(t, w.handler, path)
		var f feed
		if err := xml.Unmarshal([]byte(body), &f); err != nil || res.StatusCode != http.StatusOK || f.Updated == "" || f.Title == "" || f.Author == "" {
			t.Errorf("%s: %d %v", path, res.StatusCode, err)
		}
		if has != "" && (!strings.Contains(body, has) || !strings.Contains(body, "收费的目录和新标准")) || strings.Contains(body, hiddenTitle) || strings.Contains(body, "已经撤回的公告") {
			t.Errorf("%s: %s", path, body)
		}
		if strings.Contains(path, "none") && len(f.Entries) != 0 {
			t.Errorf("%s: %d entries", path, len(f.Entries))
		}
		for _, e := range f.Entries {
			if !strings.HasPrefix(e.ID, "https://www.example.gov.cn/publish/") || e.Content == "" || e.Author == "" {
				t.Errorf("%s: %+v", path, e)
			}
		}
	}
}

func TestPlatform(t *testing.T) {
	w := lived
	own := "css:a[href=" + itemURL(w.items.rich) + "]"
	annual := fmt.Sprintf("/publish/feed.xml?column=%d&unit=%d", w.columnID("zwgk-nb"), w.items.unit)
	fees := fmt.Sprintf("/publish?column=%d&unit=%d", w.columnID(columnCode), w.items.unit)
	webtest.Run(t, w.handler,
		webtest.Scenario{Name: "unit", URL: "/unit/czj", Has: []string{"南昌市红谷滩区财政局", own, "css:.plnav a[href=/unit/czj/guide]", "css:.plnav a[href=/unit/czj/annual]"}},
		webtest.Scenario{Name: "guide", URL: "/unit/czj/guide", Has: []string{"版本：2023", "分类和编排体系", "工作机构", "办公地址", "办公时间", "联系电话", "传真号码", "电子邮箱", "20 个工作日", "主管部门", "机关简介", `<meta name="ColumnType" content="信息公开指南">`}},
		webtest.Scenario{Name: "guide of the office", URL: "/unit/qfb/guide", Not: []string{"下面是本行政区域政府信息公开工作主管部门"}},
		webtest.Scenario{Name: "request", URL: "/unit/czj/request", Has: []string{"在线申请", "7 个工作日", "20 个工作日", "不收取费用"}},
		webtest.Scenario{Name: "catalogue", URL: "/unit/czj/catalogue", Has: []string{own, "版本：2023 年", "360113002/2023-", "红财字〔2023〕12号", "第二十条第（八）项", "/publish/feed.xml?unit=", "内容概述", "收费的目录和新标准", "一问一答。"}},
		webtest.Scenario{Name: "catalogue by article", URL: "/unit/czj/catalogue?anchor=foi:20-8", Has: []string{own, "css:a[aria-current=true]"}},
		webtest.Scenario{Name: "catalogue by another", URL: "/unit/czj/catalogue?anchor=foi:20-14", Has: []string{"没有符合条件的记录"}},
		webtest.Scenario{Name: "statutory", URL: "/unit/czj/statutory", Has: []string{"css:section#" + columnCode + " li a", "本单位共", "css:section#" + columnCode + " a[href=" + fees + "]", "css:section#" + columnCode, "第二十条第（八）项"}, Not: []string{"乡镇街道事项"}},
		webtest.Scenario{Name: "of a town", URL: "/unit/smjd/statutory", Has: []string{"乡镇街道事项"}},
		webtest.Scenario{Name: "annual", URL: "/unit/czj/annual", Has: []string{"南昌市红谷滩区财政局2022年政府信息公开工作年度报告", "css:link[rel=alternate][href=" + annual + "]", "css:.tools a[href=" + annual + "]"}},
		webtest.Scenario{Name: "annual of none", URL: "/unit/jtj/annual", Has: []string{"还没有公开“政府信息公开年报”"}},
		webtest.Scenario{Name: "column", URL: "/column/" + columnCode, Has: []string{own, "维护单位", "css:.crumb a[href=/column/zwgk]"}},
		webtest.Scenario{Name: "blank column", URL: "/column/zjhgt-lsyg", Has: []string{"还没有发布内容", "css:a[href=/unit/qzf/request]", "css:a[href=/column/zjhgt]"}},
		webtest.Scenario{Name: "archived column", URL: "/column/ztzl-fxkz", Has: []string{"已归档", "不再更新"}},
		webtest.Scenario{Name: "catalogue of none", URL: "/unit/fhjy/catalogue", Has: []string{"没有符合条件的记录"}, Not: []string{"版本："}},
		webtest.Scenario{Name: "of a unit in a column", URL: fees, Has: []string{own}, Not: []string{"2022年政府信息公开工作年度报告"}},
		webtest.Scenario{Name: "in all below a column", URL: fmt.Sprintf("/publish?column=%d", w.columnID("zwgk")), Has: []string{own, "2022年政府信息公开工作年度报告"}},
		webtest.Scenario{Name: "in no column", URL: "/publish?column=1", Has: []string{"没有"}, Not: []string{richTitle}},
		webtest.Scenario{Name: "catalogue of all", URL: "/publish?anchor=foi:20-8", Has: []string{own, "css:a[download]", "css:link[rel=alternate][href=/publish/feed.xml?anchor=foi%3A20-8]", "css:.tools a[href=/publish/feed.xml?anchor=foi%3A20-8]", "内容概述", "css:td.gist", "收费的目录和新标准", "一问一答。"}, Not: []string{"本区行政事业性收费的目录和标准"}},
	)
	const inCharge = "下面是本行政区域政府信息公开工作主管部门（砚州市青岚县人民政府办公室）的联系方式"
	webtest.Run(t, empty.handler,
		webtest.Scenario{Name: "own contact", URL: "/unit/QL-003/guide", Has: []string{"青岚县学府路 8 号", "0700-0000031", "jyj@qinglan.example"}, Not: []string{"没有单独公布"}},
		webtest.Scenario{Name: "own page", URL: "/unit/QL-008/guide", Has: []string{"css:a[href=https://www.qinglan.example/czj]", "尚未公布"}},
		webtest.Scenario{Name: "contact of the department in charge", URL: "/unit/QL-005/guide", Has: []string{inCharge, "政务公开股", "0700-0000001"}},
		webtest.Scenario{Name: "and of that department", URL: "/unit/QL-001/guide", Has: []string{"政务公开股"}, Not: []string{"没有单独公布"}},
		webtest.Scenario{Name: "contact of the unit above", URL: "/unit/QL-301-01/guide", Has: []string{"下面是上级单位（砚州市青岚县松韵镇人民政府）的联系方式", "0700-0000301"}},
		webtest.Scenario{Name: "where to apply", URL: "/unit/QL-005/request", Has: []string{"并写明向砚州市青岚县公安局申请", "申请由砚州市青岚县人民政府办公室转交"}},
	)
	_, table := get(t, w.handler, "/publish.csv?anchor=foi:20-8")
	if !strings.Contains(table, richTitle) || !strings.Contains(table, ",收费的目录和新标准,") || !strings.Contains(table, ",一问一答。,") || strings.Contains(table, hiddenTitle) {
		t.Error(table)
	}
	_, told := get(t, w.handler, annual)
	if !strings.Contains(told, "<title>区财政局：政府信息公开年报</title>") || !strings.Contains(told, "2022年政府信息公开工作年度报告") || strings.Contains(told, richTitle) {
		t.Error(told)
	}
	_, m := get(t, w.handler, "/sitemap/publish-1.xml")
	if !strings.Contains(m, itemURL(w.items.rich)+"</loc>") || strings.Contains(m, itemURL(w.items.withdrawn)+"<") || strings.Contains(m, itemURL(w.items.draft)+"<") {
		t.Error(m)
	}
}
