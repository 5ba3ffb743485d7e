package e2e

import (
	"archive/zip"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// TestPublish lives through the life of an item: a clerk drafts it from a Word
// file, is stopped and repairs it; three people sign it, one character falls
// under their hands and they sign again; the public finds it, sees it changed
// and withdrawn, and checks all that without trusting the office.
func TestPublish(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { publication(t, "") })
	t.Run("postgres", func(t *testing.T) { publication(t, dbtest.PostgresDSN(t)) })
}

// What the story is about. The identity number is the well-known specimen and
// belongs to nobody.
const (
	itemTitle  = "关于公布2023年社会保险基金预算收支情况的通知"
	itemNumber = "红财字〔2023〕12号"
	identity   = "11010519491231002X"
	masked     = "110105********002X"
	rowName    = "社会保险基金预算"
)

// A newsroom is the people at work on one item.
type newsroom struct {
	*world
	clerk, head, secrecy, signer, office, citizen *tab

	edition string // page at the desk of the edition at work
	item    string // public page
}

func publication(t *testing.T, dsn string) {
	w := newWorld(t, dsn)
	window := browser(t, w.base)
	n := &newsroom{
		world: w, clerk: window("clerk"), head: window("head of the bureau"), secrecy: window("secrecy reviewer"),
		signer: window("signer"), office: window("office"), citizen: window("citizen"),
	}
	for login, c := range map[string]*tab{"caizheng": n.clerk, "caizheng.jz": n.head, "baomi": n.secrecy, "caizheng.fg": n.signer, "gongkai": n.office} {
		c.signIn(login)
	}
	n.citizen.phone(false)
	n.citizen.open("/view?v=elder&back=/")
	n.enforce()
	before := n.covered()
	n.draft()
	n.repair()
	n.sign(n.clerk)
	n.spoil()
	n.release()
	if after := n.covered(); before != "0" || after != "1" {
		t.Errorf("covered rows: %s before the release, %s after it", before, after)
	}
	n.found()
	n.change()
	n.withdraw()
	n.prove()
}

// enforce puts the catalogue of budgets in force.
func (n *newsroom) enforce() {
	c := n.office
	c.open("/desk/catalogue/import")
	c.choose("domain", "财政预决算")
	c.upload("file", "../profiles/honggutan/catalogues/budget.csv")
	c.press(`main form button`)
	c.has("确认导入", "试读结果")
	c.sound()
	c.press(`main form button`)
	c.has("目录已导入为草稿")
	c.click("启用目录")
	c.press(`main form button`)
	c.has("目录已启用")
	c.sound()
}

// covered is how many rows of the catalogue have something public, and the same
// at the desk and for everybody.
func (n *newsroom) covered() string {
	n.Helper()
	n.office.open("/desk/catalogue")
	n.office.sound()
	live, _, _ := strings.Cut(eval[string](n.office, `[...document.querySelectorAll("tr")].find(r => r.innerText.includes("财政预决算")).querySelector("td.o1").innerText.trim()`), "/")
	n.citizen.open("/catalogue")
	n.citizen.has("其中 " + live + " 个已有公开内容")
	n.citizen.open("/catalogue/budget")
	n.citizen.has("其中 " + live + " 个已有公开内容")
	n.citizen.sound()
	return live
}

// draft reads the Word file, and finds that the file itself cannot go along.
func (n *newsroom) draft() {
	c, file := n.clerk, wordFile(n.T)
	c.open("/desk/publish/new")
	c.choose("unit", "区财政局")
	c.upload("file", file)
	c.sound()
	c.press(`main form button`)
	if got := c.value("title") + c.value("number") + c.value("made_on"); got != itemTitle+itemNumber+"2023-08-10" {
		c.Errorf("read from the file: %s", got)
	}
	c.has("正文有居民身份证号（不得发布），1 处", "读入的是接受全部修订以后的文字，删去的没有读入")
	c.has(identity) // the preview shows what the public would see
	c.tick("attribute", "open")
	c.choose("anchor", "第二十条第（七）项")
	c.choose("column", "财政预决算")
	c.upload("files", file)
	c.sound()
	c.press(`main form.form button`)
	c.has("有修订（插入）", "请在 Word 中接受或拒绝全部修订后再上传", "收支预算表.docx")
	c.sound()
	c.press(`main form.form button`) // without the file
	c.has("草稿已保存")
	n.edition = c.path()
	c.click("修改")
	c.choose("row", rowName)
	c.press(`main form.form button`)
	c.has("已保存", rowName)
	c.sound()
}

// repair hands the draft in, is told where the identity number stands, masks it, and hands it in.
func (n *newsroom) repair() {
	c := n.clerk
	c.click("提交审核")
	n.handIn(c)
	c.has("没有办成", "正文：居民身份证号")
	c.sound()
	c.open(n.edition)
	c.has("筛查发现的问题（1）", "居民身份证号", "正文　第 8 行", "可以改为："+masked)
	c.sound()
	c.click("按建议打码")
	c.has("按下面的样子改写")
	c.sound()
	c.press(`main form.form button`)
	c.has(masked)
	c.lacks(identity)
	c.click("提交审核")
	n.handIn(c)
	c.has("已提交审核", "待审核")
}

// handIn fills in the self-check.
func (n *newsroom) handIn(c *tab) {
	n.Helper()
	c.tick("carrier", "document")
	c.tick("channels", "site")
	c.tick("touches", "privacy")
	c.fill("handled", "已隐去证件号码的出生日期")
	c.tick("sure", "true")
	c.press(`main form.form button`)
}

// sign takes the edition through the three signatures; who handed it in may give none of them.
func (n *newsroom) sign(author *tab) {
	n.Helper()
	n.head.open("/desk/publish/todo")
	n.head.click(itemTitle)
	n.head.click("审核")
	n.head.has("审核通过后交保密审查", masked)
	n.head.sound()
	n.head.press(`main form.form button`)
	n.head.has("已审核，交保密审查")
	author.open(n.edition + "/clear")
	author.has("您没有办理这一步的权限")
	n.secrecy.open("/desk/publish/todo")
	n.secrecy.click(itemTitle)
	n.secrecy.click("保密审查")
	n.secrecy.tick("verdict", "publish")
	n.secrecy.fill("together", "与已经公开的信息放在一起，没有泄露的风险。")
	n.secrecy.sound()
	n.secrecy.press(`main form.form button`)
	n.secrecy.has("保密审查结论已记录")
	n.signer.open("/desk/publish/todo")
	n.signer.click(itemTitle)
	n.signer.click("签发")
	n.signer.has("以后改动一个字，签发就作废")
	n.signer.press(`main form.form button`)
	n.signer.has("已签发，可以发布", "待发布")
	n.signer.sound()
}

// spoil changes one character of what is signed: the signatures fall, the
// reviewer is shown the character, and all is signed again.
func (n *newsroom) spoil() {
	c := n.office
	c.open(n.edition + "/edit")
	c.has("以前的意见全部作废")
	c.fill("body", strings.Replace(c.value("body"), "二亿元", "三亿元", 1))
	c.press(`main form.form button`)
	c.has("草稿", "内容已改，作废")
	c.sound()
	n.signer.open(n.edition)
	n.signer.has("草稿", "内容已改，作废")
	c.click("提交审核")
	n.handIn(c)
	n.head.open(n.edition + "/review")
	n.head.has("与上次审查时相比", "改动 1 段")
	if got := eval[string](n.head, `[...document.querySelectorAll("main .cmp del, main .cmp ins")].map(e => e.innerText.replace(/\s/g, "")).join(" ")`); got != "删除二 新增三" {
		n.Errorf("the reviewer is shown %q", got)
	}
	n.sign(c)
}

// release tries to give the release another time than its own, and puts it on line.
func (n *newsroom) release() {
	c := n.clerk
	c.open(n.edition + "/schedule")
	c.fill("day", "2023-08-13")
	c.fill("clock", "09:00")
	c.press(`main form.form button`)
	c.has("不能早于现在")
	c.sound()
	c.open(n.edition + "/release")
	c.has("发布时间是实际时间，不能更改")
	if names := eval[string](c, `[...document.querySelectorAll("main form.form [name]")].map(e => e.name).join(" ")`); names != "rev words" {
		c.Errorf("the form of a release asks for %s", names)
	}
	forged := `released_at=2020-01-01T00:00:00Z&PubDate=2020-01-01+00:00&at=2020-01-01&day=2020-01-01&clock=00:00&first_at=2020-01-01`
	if to := eval[string](c, `fetch(location.pathname, {method: "POST", headers: {"Content-Type": "application/x-www-form-urlencoded"},
		body: "rev=" + document.querySelector("main [name=rev]").value + "&`+forged+`"}).then(r => r.status + " " + new URL(r.url).pathname)`); to != "200 "+n.edition {
		c.Fatalf("the release leads to %s", to)
	}
	c.open(n.edition)
	c.has("已发布", "1.0")
	n.item = eval[string](c, `[...document.querySelectorAll("a")].map(a => a.getAttribute("href")).find(h => /^\/publish\/\d+$/.test(h)) || ""`)
	if n.item == "" {
		c.Fatalf("the page of a public edition does not lead to its public page:\n%s", c.text())
	}
	c.open("/desk/catalogue/rows?text=" + url.QueryEscape(rowName))
	c.has(rowName)
	c.sound()
}

// found has a citizen with a telephone, in the view for the elderly and without scripts, find and read it.
func (n *newsroom) found() {
	c := n.citizen
	c.open(n.item)
	c.has(itemTitle, itemNumber, masked, "三亿元", "目录信息", "有效", "2023 年 8 月 14 日")
	if pub := eval[string](c, `document.querySelector("meta[name=PubDate]").content`); !strings.HasPrefix(pub, "2023-08-14 ") {
		c.Errorf("PubDate is %s", pub)
	}
	if first := eval[string](c, `document.querySelector("main h1, main h2").innerText`); first != itemTitle {
		c.Errorf("the page begins with %q", first)
	}
	c.sound()
	c.open("/hant" + n.item)
	c.has("2023年社會保險基金預算收支情況的通知", masked)
	c.sound()
	for how, q := range map[string]string{
		"title": itemTitle, "wrong brackets": "红财字[2023]12号", "full width": "红财字［２０２３］１２号", "round brackets": "红财字（2023）12号",
		"number alone": "〔2023〕12号", "a synonym": "社保基金预算", "traditional characters": "社會保險基金",
	} {
		c.open("/search?q=" + url.QueryEscape(q))
		if first := eval[string](c, `(document.querySelector(".hits a") || document.createElement("a")).getAttribute("href")`); first != n.item {
			c.Errorf("by %s (%s): the first hit is %q", how, q, first)
		}
	}
	c.sound()
	n.offered()
	if feed := n.get("/publish/feed.xml"); !strings.Contains(feed, "<title>"+itemTitle+"</title>") || !strings.Contains(feed, n.item+`"`) {
		c.Errorf("the feed does not tell of it:\n%s", feed)
	}
	if hits := n.get("/search/feed.xml?q=" + url.QueryEscape("社保")); !strings.Contains(hits, itemTitle) {
		c.Errorf("the feed of a search does not tell of it:\n%s", hits)
	}
}

// offered types the beginning of the title, as people do, and is offered the whole of it.
func (n *newsroom) offered() {
	c := n.head
	c.open("/")
	got := eval[string](c, `new Promise(done => {
		const box = document.querySelector("#q"); let tries = 0;
		box.value = "关于公布2023"; box.dispatchEvent(new Event("input"));
		const look = () => { const all = [...box.list.options].map(o => o.value); all.length || ++tries > 100 ? done(all.join("|")) : setTimeout(look, 50) };
		look();
	})`)
	if got != itemTitle {
		c.Errorf("offered %q", got)
	}
	c.open("/search?q=" + url.QueryEscape(got))
	if first := eval[string](c, `document.querySelector(".hits a").getAttribute("href")`); first != n.item {
		c.Errorf("what was offered leads to %q", first)
	}
}

// change brings a second edition on line, with a note, and compares.
func (n *newsroom) change() {
	n.district.Clock.Set("2023-09-12")
	for login, c := range map[string]*tab{"caizheng": n.clerk, "caizheng.jz": n.head, "baomi": n.secrecy, "caizheng.fg": n.signer, "gongkai": n.office} {
		c.signIn(login) // the sessions were idle for weeks
	}
	c := n.clerk
	c.open(n.edition)
	c.click("修改后发布新版本")
	c.fill("body", strings.Replace(c.value("body"), "按月公布执行情况", "按季度公布执行情况", 1))
	c.tick("big", "true")
	c.press(`main form.form button`)
	n.edition = c.path()
	c.click("提交审核")
	n.handIn(c)
	c.has("重大修改要向公众说明改了什么")
	c.open(n.edition + "/edit")
	c.fill("note", "执行情况改为按季度公布")
	c.press(`main form.form button`)
	c.click("提交审核")
	n.handIn(c)
	c.has("已提交审核")
	n.sign(c)
	c.open(n.edition)
	c.click("发布")
	c.press(`main form.form button`)
	c.has("已发布", "2.0")

	v := n.citizen
	v.open(n.item)
	v.has("按季度公布执行情况", "修改说明：执行情况改为按季度公布", "第 2.0 版", "第 1.0 版")
	v.sound()
	v.click("与上一版比较")
	v.has("改动 1 段", "发布单位的修改说明：执行情况改为按季度公布", "新增", "删除")
	v.lacks("二亿元") // what was never public is in no comparison
	v.sound()
	v.open(n.item + "/2023-08-14-v1.0")
	v.has("按月公布执行情况", "旧版本")
	v.sound()
}

// withdraw takes it down: its page says so.
func (n *newsroom) withdraw() {
	n.office.open(n.edition)
	n.office.click("撤回")
	n.office.press(`main form.form button`)
	n.office.has("请填写") // no withdrawal without a reason
	n.office.fill("reason", "表内合计数有误，更正后重新公布。")
	n.office.press(`main form.form button`)
	n.office.has("办理情况", "已撤回")
	n.office.sound()
	c := n.citizen
	c.open(n.item)
	c.has("已于 2023-09-12", "撤回", "理由：表内合计数有误，更正后重新公布。")
	c.lacks("有效性")
	c.sound()
	c.open("/search?q=" + url.QueryEscape(itemTitle))
	c.has("已撤回")
}

// wordFile is the file that the clerk was given: with a tracked change, and with
// the identity number of somebody.
func wordFile(t *testing.T) string {
	t.Helper()
	run := func(s string) string { return "<w:r><w:t>" + s + "</w:t></w:r>" }
	var body strings.Builder
	for _, p := range []string{
		run(itemTitle), run(itemNumber), run("各有关单位："), run("现将2023年社会保险基金预算收支情况公布如下，请遵照执行。"), run("一、收入情况"),
		run("全年社会保险基金收入预算") + `<w:del w:author="某人"><w:r><w:delText>一亿元</w:delText></w:r></w:del><w:ins w:author="某人">` + run("二亿元") + `</w:ins>` + run("。"),
		run("二、支出情况"), run("支出按计划安排，按月公布执行情况。申报人的居民身份证号为" + identity + "。"), run("红谷滩区财政局"), run("2023年8月10日"),
	} {
		body.WriteString("<w:p>" + p + "</w:p>")
	}
	file := filepath.Join(t.TempDir(), "收支预算表.docx")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body.String() + `</w:body></w:document>`},
	} {
		p, err := z.Create(part[0])
		if err == nil {
			_, err = fmt.Fprint(p, part[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return file
}
