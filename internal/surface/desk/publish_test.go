package desk_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/png"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/surface/desk"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// A bureau is the desk with the people of one review at the bureau of finance.
type bureau struct {
	*district
	writer, second, head, secrecy, signer auth.Actor
	finance                               int64
	column                                string
}

// itemsOf is the service of items with the rules of screening that the program is built with.
func itemsOf(d *desk.Desk) *publish.Service {
	index := search.New(d.DB, search.NewLexicon(nil))
	items := publish.New(publish.Needs{DB: d.DB, Duties: d.Duties, Columns: d.Columns, Catalogues: d.Catalogues, Files: d.Files, Search: index})
	index.Add(items.Found())
	items.Words = i18n.T
	items.Rules = screening
	return items
}

// screening is the rules that the program brings along.
func screening(tx *db.Tx) (*screen.Rules, error) {
	return screen.New(screen.Options{Today: tx.Today, Key: []byte("of the test")}), nil
}

func newBureau(t *testing.T) *bureau {
	t.Helper()
	w := &bureau{district: newDistrict(t, "2023-10-26")}
	w.finance = w.unit("区财政局")
	at := auth.Units{IDs: []int64{w.finance}}
	w.writer, w.second = w.person(11, "钱未央", w.finance, auth.Clerk, at), w.person(12, "孙亦可", w.finance, auth.Clerk, at)
	w.head = w.person(13, "周长明", w.finance, auth.Head, at)
	w.secrecy = w.person(14, "吴守正", w.finance, auth.Secrecy, at)
	w.signer = w.person(15, "郑文远", w.finance, auth.Signer, at)
	all, err := w.Columns.Tree(t.Context())
	must(t, err)
	for i := range all {
		if all[i].Leaf() && !all[i].Archived {
			w.column = fmt.Sprint(all[i].ID)
		}
	}
	return w
}

// noticeText is what the clerk has in a file.
const noticeText = "关于公布涉企收费目录清单的通知\n红财字〔2023〕12号\n各有关单位：\n一、收费项目\n现将涉企收费目录清单予以公布。\n二、收费标准\n按清单执行。\n红谷滩区财政局\n2023年10月20日\n"

func (w *bureau) attributes() url.Values {
	return url.Values{"attribute": {"open"}, "anchor": {"foi:20-8"}, "column": {w.column}, "theme": {"04"}, "genre": {"06"}}
}

// draft drafts an item from the text, as the clerk does, and returns the page of its edition.
func (w *bureau) draft() string {
	w.t.Helper()
	r := w.send(w.writer, "/desk/publish/new", url.Values{"unit": {fmt.Sprint(w.finance)}, "text": {noticeText}})
	form := w.form(w.stays(r, http.StatusOK, "关于公布涉企收费目录清单的通知"))
	maps.Copy(form, w.attributes())
	return w.goes(w.send(w.writer, "/desk/publish/draft", form))
}

var (
	handedIn = url.Values{"carrier": {"document"}, "channels": {"site"}, "sure": {"true"}, "words": {"已核对"}}
	cleared  = url.Values{"verdict": {"publish"}, "together": {"不增加风险"}}
	agreed   = url.Values{"words": {"同意"}}
	why      = url.Values{"reason": {"第二条的标准写错了"}}
)

// step takes one step with the form of its page; it leads back to the edition.
func (w *bureau) step(as auth.Actor, page, act string, change url.Values) {
	w.t.Helper()
	if to := w.goes(w.fill(as, page+"/"+act, change)); to != page {
		w.t.Fatalf("%s leads to %s", act, to)
	}
}

// edited saves an edition with something changed.
func (w *bureau) edited(as auth.Actor, page string, change url.Values) reply {
	w.t.Helper()
	return w.fill(as, page+"/edit", change)
}

// TestPublishReview takes an item through the whole review, each step by the
// person whose turn it is, with everything on the pages that they need to judge.
func TestPublishReview(t *testing.T) {
	w := newBureau(t)
	page := w.draft()
	w.get(w.writer, page, http.StatusOK, "草稿", "红财字〔2023〕12号", "2023-10-20", "css:div.gw h2", "360113", "提交审核")
	if to := w.goes(w.send(w.writer, page+"/submit", w.answers(w.writer, page+"/submit", handedIn))); to != page {
		t.Fatal(to)
	}
	w.get(w.head, "/desk/publish/todo", http.StatusOK, "关于公布涉企收费目录清单的通知", "待审核")
	w.get(w.head, "/desk", http.StatusOK, "等待我审核的信息", "css:.rail em")
	if doc := w.get(w.secrecy, "/desk/publish/todo", http.StatusOK); len(doc.All("td.ti")) != 0 {
		t.Error("it waits for the secrecy reviewer before its turn")
	}
	w.get(w.head, page+"/review", http.StatusOK, "按清单执行。", "公开依据", "审核通过</button>", "退回修改", "您的意见、姓名和时间记入公开审查表")
	w.step(w.head, page, "review", agreed)
	w.stays(w.fill(w.secrecy, page+"/clear", url.Values{"verdict": {"publish"}, "together": {""}}), http.StatusUnprocessableEntity, "汇聚风险评估")
	w.stays(w.fill(w.secrecy, page+"/clear", url.Values{"verdict": {"closed"}, "basis": {""}, "together": {"没有增加风险"}}), http.StatusUnprocessableEntity, "没有增加风险")
	w.step(w.secrecy, page, "clear", cleared)
	w.get(w.signer, "/desk", http.StatusOK, "等待我签发、审定的信息")
	w.step(w.signer, page, "sign", agreed)
	w.get(w.signer, page+"/record", http.StatusOK, "吴守正", "郑文远", "周长明", "不增加风险", "国家秘密：不涉及", "已核对", "归档号", "内容哈希", "机器扫描结果", "没有发现问题")
	w.step(w.writer, page, "release", agreed)
	w.get(w.writer, page, http.StatusOK, "已发布", "1.0", "修改后发布新版本", "办理记录")
	w.get(w.officer, "/desk/publish/reviews?month=2023-10", http.StatusOK, "吴守正", "政府网站", "关于公布涉企收费目录清单的通知")
}

// TestPublishFourEyes: nobody judges what they wrote or judged before, however many posts they hold.
func TestPublishFourEyes(t *testing.T) {
	w := newBureau(t)
	both := w.person(20, "冯一", w.finance, auth.Head, auth.Units{IDs: []int64{w.finance}})
	both.Grants = append(both.Grants, w.secrecy.Grants...)
	page := w.draft()
	w.step(w.writer, page, "submit", handedIn)
	if r := w.send(w.writer, page+"/review", agreed); r.status != http.StatusForbidden {
		t.Errorf("the clerk reviews: %d", r.status)
	}
	w.step(both, page, "review", agreed)
	w.get(both, page+"/clear", http.StatusOK, "您现在不能办理这一步")
	form := w.answers(both, page+"/clear", cleared)
	w.stays(w.send(both, page+"/clear", form), http.StatusForbidden, "另一")
	w.step(w.secrecy, page, "clear", cleared)
}

// TestPublishVoid: one character changed, and all signatures fall; who signs
// again is shown what changed.
func TestPublishVoid(t *testing.T) {
	w := newBureau(t)
	page := w.draft()
	w.step(w.writer, page, "submit", handedIn)
	w.step(w.head, page, "review", agreed)
	w.get(w.second, page+"/edit", http.StatusOK, "以前的意见全部作废")
	if to := w.goes(w.edited(w.second, page, url.Values{"body": {strings.Replace(noticeText, "按清单执行。", "按新的清单执行。", 1)}, "keywords": {"收费"}})); to != page {
		t.Fatal(to)
	}
	w.get(w.writer, page, http.StatusOK, "草稿", "内容已改，作废")
	w.step(w.second, page, "submit", handedIn)
	doc := w.get(w.head, page+"/review", http.StatusOK, "与上次审查时相比", "改动 1 段", "关键词", "css:ins", "<small>新增</small>")
	if ins := doc.All("div.cmp ins"); len(ins) != 1 || !strings.HasSuffix(ins[0].Text(), "新的") {
		t.Errorf("what came in: %d", len(ins))
	}
	w.step(w.head, page, "review", agreed)
	w.goes(w.edited(w.second, page, url.Values{"beside": {"https://www.example.gov.cn/a 办事指南"}}))
	w.step(w.second, page, "submit", handedIn)
	w.step(w.head, page, "review", agreed)
	w.goes(w.edited(w.second, page, url.Values{"beside": {"https://www.example.gov.cn/b 办事指南"}, "note": {"更正链接"}}))
	w.step(w.second, page, "submit", handedIn)
	w.get(w.head, page+"/review", http.StatusOK, "正文没有变化", "https://www.example.gov.cn/b", "https://www.example.gov.cn/a", "修改说明", "更正链接")
	w.step(w.head, page, "return", why)
	w.get(w.second, "/desk", http.StatusOK, "退回我修改的信息")
	w.get(w.second, page+"/edit", http.StatusOK, "第二条的标准写错了")
}

// TestPublishOwes: a draft that nobody hands in stands on the page of today with its last day;
// the form offers the terms that the law has, and no file that the screening cannot read.
func TestPublishOwes(t *testing.T) {
	w := newBureau(t)
	page := w.draft()
	w.goes(w.edited(w.writer, page, url.Values{"title": {"未提交的收费目录"}, "anchor": {"foi:20-7"}, "made_on": {"2023-10-20"}}))
	w.get(w.writer, "/desk", http.StatusOK, "未提交的收费目录", "2023-11-09") // 预算法第十四条: 20 日
	w.get(w.writer, page, http.StatusOK, "公开期限", "部门预算、决算的公开（20 日，自批复之日起）")
	doc := w.get(w.writer, page+"/edit", http.StatusOK, "行政许可、行政处罚决定的公开（7 个工作日，自作出决定之日起）")
	if files := doc.All("input[name=files]"); len(files) != 1 || strings.Contains(files[0].Attr("accept"), "ofd") {
		t.Errorf("%d inputs of files", len(files))
	}
	r := w.edited(w.writer, page, url.Values{"term": {"enforce.result"}})
	w.stays(r, http.StatusUnprocessableEntity, "这一期限不适用于所选的公开依据")
}

// TestPublishConflict: the second of two who save one draft sees both versions, and loses nothing.
func TestPublishConflict(t *testing.T) {
	w := newBureau(t)
	page := w.draft()
	late := w.answers(w.second, page+"/edit", nil)
	w.goes(w.edited(w.writer, page, url.Values{"title": {"甲的标题"}}))
	late.Set("title", "乙的标题")
	doc := w.stays(w.send(w.second, page+"/edit", late), http.StatusConflict, "甲的标题", "乙的标题", "现在保存的是")
	form := w.form(doc)
	if form.Get("title") != "乙的标题" {
		t.Errorf("typed title is %q", form.Get("title"))
	}
	if to := w.goes(w.send(w.second, page+"/edit", form)); to != page {
		t.Fatal(to)
	}
}

// TestPublishWrong: what is wrong is said at its field, and everything typed is there still.
func TestPublishWrong(t *testing.T) {
	w := newBureau(t)
	form := url.Values{"unit": {fmt.Sprint(w.finance)}, "title": {""}, "body": {"正文在这里"}, "made_on": {"前天"}, "beside": {"not an address"}, "notes": {"提示一"}}
	doc := w.stays(w.send(w.writer, "/desk/publish/draft", form), http.StatusUnprocessableEntity, "正文在这里", "前天", "not an address", "提示一")
	if n := len(doc.All("p.err")); n != 3 {
		t.Errorf("%d faults at fields", n)
	}
	w.stays(w.send(w.writer, "/desk/publish/draft", url.Values{"do": {"preview"}, "title": {""}, "body": {"一、收费项目\n甲。\n![](图.png)\n"}}), http.StatusOK, "一、收费项目", "正文用到图片“图.png”", "没有文字说明")
	page := w.draft()
	w.stays(w.fill(w.writer, page+"/submit", url.Values{"carrier": {"document"}, "channels": {"site"}, "touches": {"privacy"}, "words": {"我的话"}}),
		http.StatusUnprocessableEntity, "要写明怎样处理的", "我的话", "请勾选“已逐项自查，不含国家秘密”")
	bare := w.goes(w.edited(w.writer, page, url.Values{"attribute": {""}, "anchor": {""}, "column": {""}}))
	w.stays(w.fill(w.writer, bare+"/submit", handedIn), http.StatusUnprocessableEntity, "没有确定公开属性", "已核对")
	for _, unit := range []string{"", "99"} {
		r := w.send(w.writer, "/desk/publish/draft", url.Values{"unit": {unit}, "title": {"甲"}})
		w.stays(r, http.StatusUnprocessableEntity, "单位")
	}
	other := fmt.Sprint(w.unit("区司法局"))
	if r := w.send(w.writer, "/desk/publish/draft", url.Values{"unit": {other}, "title": {"甲"}}); r.status != http.StatusForbidden {
		t.Errorf("a draft of another unit: %d", r.status)
	}
}

// wordFile is a Word file of some paragraphs.
func wordFile(t *testing.T, paragraphs string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml": `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels":         `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml":   `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + paragraphs + `</w:body></w:document>`,
	} {
		f, err := z.Create(name)
		must(t, err)
		_, err = f.Write([]byte(text))
		must(t, err)
	}
	must(t, z.Close())
	return b.Bytes()
}

// TestPublishFromWord: a Word file becomes the draft, with its title, number and
// date in their fields, and what a person has to look at is said.
func TestPublishFromWord(t *testing.T) {
	w := newBureau(t)
	var paragraphs strings.Builder
	for line := range strings.Lines(noticeText[strings.Index(noticeText, "一、"):]) {
		paragraphs.WriteString("<w:p><w:r><w:t>" + strings.TrimSpace(line) + "</w:t></w:r></w:p>")
	}
	noted := `<w:p><w:r><w:t>关于公布涉企收费目录清单的通知</w:t></w:r></w:p><w:p><w:r><w:t>红财字〔2023〕12号</w:t></w:r></w:p><w:p><w:r><w:t>各有关单位：</w:t><w:commentReference w:id="0"/></w:r></w:p>`
	unit := url.Values{"unit": {fmt.Sprint(w.finance)}}
	r := w.upload(w.writer, "/desk/publish/new", unit, "file", "通知.docx", wordFile(t, noted+paragraphs.String()))
	doc := w.stays(r, http.StatusOK, "读取提示，请核对", "批注")
	for name, want := range map[string]string{"title": "关于公布涉企收费目录清单的通知", "number": "红财字〔2023〕12号", "made_on": "2023-10-20"} {
		if got := doc.One(t, "input[name="+name+"]").Attr("value"); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	w.stays(w.upload(w.writer, "/desk/publish/new", unit, "file", "通知.pdf", []byte("%PDF-1.7\n")), http.StatusUnprocessableEntity, "PDF")
	html := w.stays(w.send(w.writer, "/desk/publish/new", url.Values{"unit": unit["unit"], "text": {"<p>甲<script>x</script></p><p>乙</p>"}}), http.StatusOK)
	if body := html.One(t, "textarea[name=body]").Text(); strings.Contains(body, "<") || strings.Contains(body, "x") || !strings.Contains(body, "乙") {
		t.Errorf("pasted page: %q", body)
	}
}

// TestPublishFiles: an attachment is added, downloaded, shown where the text has
// it, and taken away.
func TestPublishFiles(t *testing.T) {
	w := newBureau(t)
	page := w.draft()
	form := w.answers(w.writer, page+"/edit", url.Values{"body": {noticeText + "![办事大厅](大厅.png)\n"}})
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	w.goes(w.upload(w.writer, page+"/edit", form, "files", "大厅.png", picture.Bytes()))
	doc := w.get(w.head, page, http.StatusOK, "大厅.png", "css:img[alt=办事大厅]")
	src := doc.One(t, "img").Attr("src")
	res := webtest.Scenario{As: w.head, URL: src}.Do(t, w.handler)
	if body := webtest.Body(t, res); res.StatusCode != http.StatusOK || body != picture.String() || res.Header.Get("Content-Type") != "image/png" {
		t.Errorf("the image: %d %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
	w.get(w.clerk, src, http.StatusNotFound) // of another unit
	w.get(w.head, page+"/file/x", http.StatusNotFound)
	w.goes(w.upload(w.writer, page+"/edit", w.answers(w.writer, page+"/edit", nil), "files", "大厅.png", picture.Bytes())) // in the place of the other
	w.get(w.head, src, http.StatusNotFound)
	without := w.answers(w.writer, page+"/edit", nil)
	without.Del("keep")
	w.goes(w.send(w.writer, page+"/edit", without))
	w.get(w.head, page, http.StatusOK, "图片“大厅.png”还没有上传")
}

// TestPublishReplaces: a file under another name takes the place of an
// attachment, and the desk says so to whoever reviews it.
func TestPublishReplaces(t *testing.T) {
	w := newBureau(t)
	page := w.draft()
	if doc := w.get(w.writer, page+"/edit", http.StatusOK); len(doc.All("select[name=replaces]")) > 0 {
		t.Error("there is nothing to replace")
	}
	add := func(page string, form url.Values, name, text string) reply {
		return w.upload(w.writer, page+"/edit", w.answers(w.writer, page+"/edit", form), "files", name, []byte(text))
	}
	w.goes(add(page, nil, "清单.csv", "项目,标准\n甲,1\n"))
	w.approve(page)
	w.step(w.writer, page, "release", agreed)
	next := strings.TrimSuffix(w.goes(w.send(w.writer, strings.Replace(w.itemOf(page), "/publish/", "/publish/revise/", 1), url.Values{})), "/edit")
	file := w.get(w.writer, next+"/edit", http.StatusOK).One(t, "input[name=keep]").Attr("value")
	note := url.Values{"note": {"更换清单"}, "replaces": {file}}
	w.stays(w.edited(w.writer, next, note), http.StatusUnprocessableEntity, "请只添加一个文件")
	w.goes(add(next, note, "新清单.csv", "项目,标准\n甲,2\n"))
	w.get(w.head, next, http.StatusOK, "代替“清单.csv”", "新清单.csv（内容已更换）")
	w.get(w.writer, next+"/edit", http.StatusOK, "css:input[name=keep]", "css:select[name=replaces]")
}

// TestPublishDead: a link to an item that is public no more is on the list of
// its unit, with its page; the findings say whether links were followed.
func TestPublishDead(t *testing.T) {
	w := newBureau(t)
	target := w.live()
	page := w.goes(w.edited(w.writer, w.draft(), url.Values{"beside": {strings.TrimPrefix(w.itemOf(target), "/desk/")}}))
	w.approve(page)
	w.step(w.writer, page, "release", agreed)
	w.get(w.head, page, http.StatusOK, "链接没有打开检查")
	w.get(w.writer, "/desk/publish", http.StatusOK, "css:a[href=/desk/publish/links]")
	w.get(w.writer, "/desk/publish/links", http.StatusOK, "没有发现失效的链接")
	w.step(w.signer, target, "withdraw", why)
	w.step(w.signer, target, "remove", why)
	for range 8 {
		w.clock.Add(24 * time.Hour)
		w.runDue()
	}
	row := "css:a[href=" + page + "]"
	w.get(w.writer, "/desk/publish/links", http.StatusOK, row, "本站已不公开", "第 1.0 版", "区财政局")
	w.get(w.officer, fmt.Sprintf("/desk/publish/links?kind=hidden&unit=%d", w.finance), http.StatusOK, row)
	for _, as := range []string{"?kind=gone", "?text=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA"} {
		if doc := w.get(w.writer, "/desk/publish/links"+as, http.StatusOK); len(doc.All("a[href="+page+"]")) > 0 {
			t.Errorf("%s does not narrow the list", as)
		}
	}
	if doc := w.get(w.clerk, "/desk/publish/links", http.StatusOK); len(doc.All("a[href="+page+"]")) > 0 {
		t.Error("the list shows the items of another unit")
	}
}

// live is the page of an edition that was released.
func (w *bureau) live() string {
	w.t.Helper()
	page := w.draft()
	w.approve(page)
	w.step(w.writer, page, "release", agreed)
	return page
}

func (w *bureau) approve(page string) {
	w.t.Helper()
	w.step(w.writer, page, "submit", handedIn)
	w.step(w.head, page, "review", agreed)
	w.step(w.secrecy, page, "clear", cleared)
	w.step(w.signer, page, "sign", agreed)
}

// TestPublishEditions: a second edition, compared with the first; the item leads
// to the one that is worked on, then to the one that stands.
func TestPublishEditions(t *testing.T) {
	w := newBureau(t)
	first := w.live()
	item := w.itemOf(first)
	if to := w.goes(w.visit(w.writer, item)); to != first {
		t.Errorf("the item leads to %s", to)
	}
	revise := strings.Replace(item, "/publish/", "/publish/revise/", 1)
	edit := w.goes(w.send(w.writer, revise, url.Values{}))
	second := strings.TrimSuffix(edit, "/edit")
	if to := w.goes(w.visit(w.writer, item)); to != second {
		t.Errorf("with an unfinished edition the item leads to %s", to)
	}
	w.get(w.writer, edit, http.StatusOK, "重大修改")
	w.goes(w.edited(w.writer, second, url.Values{"title": {"关于公布新的收费目录清单的通知"}, "big": {"true"}, "note": {"更换清单"}, "body": {noticeText + "三、附则\n"}}))
	w.get(w.writer, "/desk/publish/compare/"+lastPart(second)+"?with="+lastPart(first), http.StatusOK, "新增 1 段", "三、附则", "标题", "1.0")
	w.get(w.writer, "/desk/publish/compare/"+lastPart(second)+"?with=1", http.StatusNotFound)
	w.approve(second)
	if to := w.goes(w.fill(w.writer, second+"/schedule", url.Values{"day": {"2023-10-27"}, "clock": {"09:00"}})); to != second {
		t.Fatal(to)
	}
	w.get(w.writer, second, http.StatusOK, "定时发布", "2023-10-27 09:00")
	w.stays(w.fill(w.writer, second+"/schedule", url.Values{"day": {"2023-10-27"}, "clock": {"9点"}}), http.StatusUnprocessableEntity, "24 小时制", "9点")
	w.step(w.writer, second, "unschedule", nil)
	w.step(w.writer, second, "release", agreed)
	w.get(w.officer, first, http.StatusOK, "旧版本", "2.0", "与本页比较")
	w.step(w.officer, second, "mark", url.Values{"validity": {"repealed"}, "on": {"2023-10-26"}, "by": {"红财字〔2023〕20号"}})
	w.get(w.officer, second, http.StatusOK, "已废止", "红财字〔2023〕20号")
	w.step(w.officer, second, "withdraw", why)
	w.get(w.writer, second, http.StatusOK, "已撤回", "第二条的标准写错了")
	w.called(second, "公众看到的正文")
	w.step(w.officer, second, "remove", why)
	w.called(second, "正文（已删除，公众看不到）")
}

// TestPublishEnds: what comes down otherwise, and what is put on line before its review.
func TestPublishEnds(t *testing.T) {
	w := newBureau(t)
	archived := w.live()
	w.step(w.officer, archived, "archive", why)
	hurried := w.draft()
	w.step(w.signer, hurried, "emergency", why)
	w.get(w.writer, hurried, http.StatusOK, "紧急发布", "等待补办确认")
	if r := w.send(w.signer, hurried+"/confirm", w.answers(w.signer, hurried+"/confirm", agreed)); r.status != http.StatusForbidden {
		t.Errorf("who released confirms: %d", r.status)
	}
	w.step(w.officer, hurried, "confirm", agreed)
	w.get(w.writer, hurried+"/record", http.StatusOK, "紧急发布理由", "补办确认意见", "方晓舟")
	dropped := w.draft()
	w.step(w.writer, dropped, "discard", why)
	w.get(w.writer, dropped, http.StatusOK, "已作废")
	w.called(dropped, "正文（已作废，没有公开）")
}

// called checks what the page of an edition calls its text.
func (w *bureau) called(page, want string) {
	w.t.Helper()
	if got := w.get(w.writer, page, http.StatusOK).One(w.t, "h2#txt").Text(); got != want {
		w.t.Errorf("the text is called %q, want %q", got, want)
	}
}

// TestPublishWithheld: what is proposed as not open is judged by the office, and looked at again.
func TestPublishWithheld(t *testing.T) {
	w := newBureau(t)
	page := w.draft()
	w.called(page, "发布后公众看到的正文")
	w.goes(w.edited(w.writer, page, url.Values{"attribute": {"closed"}, "anchor": {""}, "column": {""}, "limb": {"process"}}))
	w.called(page, "正文（不予公开，公众看不到）")
	if got := w.get(w.writer, page+"/edit", http.StatusOK).One(t, "h2#seen").Text(); got != "正文的样子（不予公开，公众看不到）" {
		t.Errorf("the preview is called %q", got)
	}
	w.step(w.writer, page, "submit", handedIn)
	w.step(w.head, page, "review", agreed)
	w.step(w.secrecy, page, "clear", url.Values{"verdict": {"closed"}, "basis": {"条例第十六条第二款"}, "together": {"无"}})
	w.get(w.officer, "/desk/publish/withheld", http.StatusOK, "关于公布涉企收费目录清单的通知", "不予公开")
	w.get(w.writer, "/desk/publish/withheld", http.StatusForbidden)
	w.get(w.officer, "/desk/publish/todo", http.StatusOK, "css:td.ti a")
	w.get(w.officer, page+"/keep", http.StatusOK, "css:a[href="+page+"/oppose]")
	w.step(w.officer, page, "oppose", why)
	w.get(w.writer, page+"/edit", http.StatusOK, "第二条的标准写错了") // the reason of the office
	w.goes(w.edited(w.writer, page, url.Values{"limb_note": {"尚在讨论"}}))
	w.step(w.writer, page, "submit", handedIn)
	w.step(w.head, page, "review", agreed)
	w.step(w.secrecy, page, "clear", url.Values{"verdict": {"closed"}, "basis": {"条例第十六条第二款"}, "together": {"无"}})
	w.step(w.officer, page, "keep", why)
	w.called(page, "正文（不予公开，公众看不到）")
	w.get(w.officer, "/desk/publish/withheld?state=kept", http.StatusOK, "2024-10-26")
	w.step(w.officer, page, "reassess", why)
	w.step(w.writer, page, "reopen", why)
	w.get(w.writer, page, http.StatusOK, "草稿")
}

// TestPublishReviewsFile: the table of a month as a file, for spreadsheets.
func TestPublishReviewsFile(t *testing.T) {
	w := newBureau(t)
	w.live()
	csv := w.visit(w.officer, "/desk/publish/reviews.csv?month=2023-10")
	for _, text := range []string{"序号,信息名称,审查时间,审查人,结论,公开渠道", "1,关于公布涉企收费目录清单的通知,2023-10-26", "吴守正,公开,政府网站"} {
		if !strings.Contains(csv.body, text) {
			t.Errorf("no %q in %s", text, csv.body)
		}
	}
	xlsx := w.visit(w.officer, "/desk/publish/reviews.xlsx?month=2023-10")
	if xlsx.status != http.StatusOK || !strings.HasPrefix(xlsx.body, "PK") {
		t.Errorf("xlsx: %d", xlsx.status)
	}
	w.get(w.officer, "/desk/publish/reviews?month=10", http.StatusUnprocessableEntity)
	w.get(w.officer, "/desk/publish/reviews?month=2023-09", http.StatusOK, "这个月没有审查记录")
}

// TestPublishPagesForAll draws every page for every role: each answers, and
// offers no button that its reader may not press.
func TestPublishPagesForAll(t *testing.T) {
	w := newBureau(t)
	pages := []string{w.draft(), w.live()}
	approved := w.draft()
	w.approve(approved)
	pages = append(pages, approved)
	at := auth.Units{IDs: []int64{w.finance}}
	for i, role := range auth.Roles {
		who := w.person(int64(30+i), "某人", w.finance, role, at)
		for _, p := range []string{"/desk", "/desk/publish", "/desk/publish?state=live&attribute=open&text=收费", "/desk/publish/todo", "/desk/publish/reviews"} {
			w.get(who, p, http.StatusOK)
		}
		for _, p := range pages {
			doc := w.get(who, p, http.StatusOK)
			w.get(who, p+"/record", http.StatusOK)
			for _, b := range doc.All("div.acts a.btn") {
				w.get(who, b.Attr("href"), http.StatusOK, "css:form.form")
			}
		}
		for _, p := range []string{"/desk/publish/new", "/desk/publish/draft"} {
			want := http.StatusForbidden
			if who.Can(publish.Draft) {
				want = http.StatusOK
			}
			w.get(who, p, want)
		}
	}
	w.get(w.clerk, pages[0], http.StatusNotFound) // of another unit
	w.get(w.clerk, w.itemOf(pages[0]), http.StatusNotFound)
}

// TestPublishColumns: content goes into the columns at the ends of the tree, and none that is archived.
func TestPublishColumns(t *testing.T) {
	w := newBureau(t)
	all, err := w.Columns.Tree(t.Context())
	must(t, err)
	leaves := map[string]column.Column{}
	for _, c := range all {
		if c.Leaf() && !c.Archived {
			leaves[fmt.Sprint(c.ID)] = c
		}
	}
	options := w.get(w.writer, "/desk/publish/draft", http.StatusOK).All("select[name=column] option")
	if len(options) != len(leaves)+1 || len(leaves) < 10 {
		t.Errorf("%d options for %d columns", len(options), len(leaves))
	}
}

// visit asks for a page and returns the answer as it is.
func (w *bureau) visit(as auth.Actor, path string) reply {
	w.t.Helper()
	res := webtest.Scenario{As: as, URL: path}.Do(w.t, w.handler)
	return reply{res.StatusCode, res.Header.Get("Location"), webtest.Body(w.t, res)}
}

// itemOf is the address of the item of an edition.
func (w *bureau) itemOf(page string) string {
	w.t.Helper()
	rows, err := w.Items.Find(auth.With(w.t.Context(), w.officer), publish.Find{}, db.Page{Size: 100})
	must(w.t, err)
	for _, r := range rows.Items {
		if strings.HasSuffix(page, fmt.Sprintf("/%d", r.ID)) {
			return fmt.Sprintf("/desk/publish/%d", r.ItemID)
		}
	}
	w.t.Fatalf("no edition is %s", page)
	return ""
}

func lastPart(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
