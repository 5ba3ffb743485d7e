package e2e

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// TestInterpret lives through a document and its interpretation: a bureau drafts both, is
// stopped where the second is missing, four people sign both with one hand, both come out in
// one moment, and an old citizen with a telephone goes from one to the other and back.
func TestInterpret(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { interpretation(t, "") })
	t.Run("postgres", func(t *testing.T) { interpretation(t, dbtest.PostgresDSN(t)) })
}

const (
	ruleTitle = "红谷滩区小额采购管理办法"
	ruleBody  = "红谷滩区小额采购管理办法\n第一条　为规范小额采购，制定本办法。\n第二条　采购结果应当公示三日。\n第三条　本办法自公布之日起施行，有效期三年。"
	saidTitle = "小额采购怎么公开"
)

// An interpreting is the people at work on a document and its interpretation.
type interpreting struct {
	*world
	clerk, head, secrecy, signer *tab // of the bureau, but for the secrecy reviewer
	office, chief, leader        *tab // of the government's office, and who signs for the government
	citizen                      *tab

	days          string // how long the document has results shown, as people say it
	document, own string // pages at the desk
}

func interpretation(t *testing.T, dsn string) {
	n := interpreters(newWorld(t, dsn), "三天")
	n.signIn()
	n.draft(ruleBody, n.district.DB.Today().Add(700), false)
	n.stopped()
	n.explain()
	n.numbered(n.document, ruleTitle, "红财规")
	n.both()
	n.walk()
}

// interpreters opens a window for each of them.
func interpreters(w *world, days string) *interpreting {
	window := browser(w.T, w.base)
	return &interpreting{
		world: w, days: days, clerk: window("clerk"), head: window("head of the bureau"), secrecy: window("secrecy reviewer"),
		signer: window("signer"), office: window("office"), chief: window("head of the office"), leader: window("leader"), citizen: window("citizen"),
	}
}

// signIn signs everybody in; after two weeks nobody is any more.
func (n *interpreting) signIn() {
	n.Helper()
	for login, c := range map[string]*tab{"caizheng": n.clerk, "caizheng.jz": n.head, "baomi": n.secrecy, "caizheng.fg": n.signer, "gongkai": n.office, "gongkai.zr": n.chief, "qianfa": n.leader} {
		c.signIn(login)
	}
}

// paper is a file of evidence.
func (n *interpreting) paper(name string, data []byte) string {
	n.Helper()
	file := filepath.Join(n.TempDir(), name)
	if err := os.WriteFile(file, data, 0o600); err != nil {
		n.Fatal(err)
	}
	return file
}

// draft drafts the document.
func (n *interpreting) draft(body string, until calendar.Day, vital bool) {
	n.Helper()
	c := n.clerk
	c.open("/desk/policy/make")
	c.choose("unit", "区财政局")
	c.choose("organ", "区财政局")
	c.fill("title", ruleTitle)
	c.choose("genre", "通知")
	c.choose("column", "行政规范性文件库")
	c.fill("until", string(until))
	c.fill("body", body)
	if vital {
		c.tick("vital", "true")
	}
	c.press(`main form.form button`)
	n.document = c.path()
	c.has(ruleTitle, "应当解读，还没有起草")
}

// assess enters the assessment of the document at a page.
func (n *interpreting) assess(document string) {
	n.Helper()
	c := n.clerk
	c.open(document + "/assess")
	c.tick("result", "pass")
	c.fill("on", string(n.district.DB.Today()))
	c.upload("file", n.paper("评估.txt", []byte("必要、可行。")))
	c.press(`main form.form button`)
}

// stopped assesses the document, which is not handed to its review without an interpretation.
func (n *interpreting) stopped() {
	n.Helper()
	c := n.clerk
	n.assess(n.document)
	c.click("送合法性审核")
	c.press(`main form.form button`)
	c.has("应当有政策解读", "同步起草、同步审签、同步发布")
	c.sound()
}

// explain drafts the interpretation, step by step until nothing is missing.
func (n *interpreting) explain() {
	c := n.clerk
	c.open(n.document)
	c.click("起草解读")
	c.press(`main form.form button`)
	n.own = c.path()
	c.has("随文件起草", "没有写明“出台目的”", "解读方案没有填写“解读提纲”")
	c.sound()
	c.click("填写方案和要素")
	c.sound()
	n.outlines(saidTitle)
	for name, text := range map[string]string{
		"purpose": "群众想知道单位买东西花了多少钱。", "main": "买了什么、花了多少，贴出来让大家看" + n.days + "。", "scope": "区里吃财政饭的单位。", "process": "不用申请，上网或者到公开栏看。",
		"changes": "以前没有规定。", "background": "上级要求公开透明。",
	} {
		c.fill(name, text)
	}
	c.press(`main form.form button`)
	c.has("解读方案选了“图文图表”，还没有材料")
	c.click("图文图表")
	c.fill("title", "一图读懂")
	c.upload("file", n.paper("图解.png", drawing(n.T)))
	c.press(`main form.form button`)
	c.has("图片说了什么")
	c.sound()
	c.fill("alt", "三步：公开需求、公开结果、接受监督。")
	c.upload("file", n.paper("图解.png", drawing(n.T)))
	c.press(`main form.form button`)
	c.click("政策简明问答")
	c.fill("title", "两问两答")
	c.fill("text", "问：贴几天？\n答："+n.days+"。\n问：没有贴怎么办？\n答：打政策咨询电话。")
	c.press(`main form.form button`)
	c.has("已经备齐", "一图读懂")
	c.sound()
	c.shot("interpret-desk")
}

// outlines fills in the plan of an interpretation.
func (n *interpreting) outlines(title string) {
	n.Helper()
	c := n.clerk
	for name, text := range map[string]string{
		"title": title, "outline": "讲清楚谁公开、公开几天、去哪里看", "on": string(n.district.DB.Today()), "person": "周局长", "post": "区财政局局长", "contact": "采购科 0791-83830000",
	} {
		c.fill(name, text)
	}
	for _, f := range []string{"text", "picture", "qa"} {
		c.tick("forms", f)
	}
	c.tick("channels", "site")
}

func drawing(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 640, 360))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// numbered takes the document at a page of the desk through its reviews to its number.
func (n *interpreting) numbered(document, title, word string) {
	n.Helper()
	c := n.clerk
	c.open(document + "/ask")
	c.press(`main form.form button`)
	c.has("合法性审核中")
	n.district.Clock.Set(n.district.DB.Today().Add(14))
	n.judge(title)
	n.signIn()
	c.open(document + "/deliberate")
	c.tick("result", "pass")
	c.fill("number", "第8次局长办公会")
	c.fill("on", string(n.district.DB.Today()))
	c.upload("file", n.paper("纪要.txt", []byte("通过。")))
	c.press(`main form.form button`)
	n.office.open(document + "/register")
	n.office.fill("word", word)
	n.office.press(`main form.form button`)
	n.office.has("待公布")
}

// judge is the legal review by the counsel of the district.
func (n *interpreting) judge(title string) {
	n.Helper()
	counsel := auth.With(context.WithoutCancel(n.Context()), auth.Actor{
		Kind: auth.Person, ID: 9901, Name: "法律顾问", Grants: []auth.Grant{{Role: auth.Counsel, Perms: policy.Policy.Perms(auth.Counsel), Units: auth.Units{All: true}}},
	})
	rows, err := n.district.Documents.Find(counsel, policy.Find{Text: title, Status: policy.Reviewing}, db.Page{})
	if err != nil || len(rows.Items) != 1 {
		n.Fatal(len(rows.Items), err)
	}
	e, err := n.district.Documents.Attach(counsel, "意见书.txt", strings.NewReader("合法。"))
	if err == nil {
		_, err = n.district.Documents.Judge(counsel, rows.Items[0].ID, policy.Taken{Rev: rows.Items[0].Rev, Result: "legal", Number: "9号"}, e)
	}
	if err != nil {
		n.Fatal(err)
	}
}

// both hands in, signs and releases the document, and with it the interpretation.
func (n *interpreting) both() {
	c := n.clerk
	c.open(n.document)
	c.click("发布情况")
	edition := c.path()
	c.has("与本文件一起审核、一起发布", "群众想知道单位买东西花了多少钱")
	c.sound()
	n.signed(edition, c, n.head, n.signer, "一图读懂", "与本文件一起审核")
	c.open(n.own)
	c.has("与文件同步发布")
	c.click("公众看到的页面")
	if err := n.district.Interprets.Watch(context.WithoutCancel(n.Context())); err != nil {
		n.Fatal(err)
	}
	n.office.open("/desk/interpret/figures")
	n.office.has("非文字形式占比", "100%")
	n.office.sound()
	n.office.open("/desk/interpret?links=broken")
	n.office.has("共 0 条")
	n.office.sound()
}

// signed hands an edition in, has three people sign it, who read these words, and releases it.
func (n *interpreting) signed(edition string, c, head, signer *tab, words ...string) {
	n.Helper()
	c.open(edition)
	c.click("提交审核")
	c.tick("carrier", "document")
	c.tick("channels", "site")
	c.tick("sure", "true")
	c.press(`main form.form button`)
	for _, s := range []struct {
		by  *tab
		act string
	}{{head, "review"}, {n.secrecy, "clear"}, {signer, "sign"}} {
		s.by.open(c.path() + "/" + s.act)
		s.by.has(words...)
		if s.act == "clear" {
			s.by.tick("verdict", "publish")
			s.by.fill("together", "无")
		}
		s.by.sound()
		s.by.press(`main form.form button`)
	}
	c.open(edition)
	c.click("发布")
	c.press(`main form.form button`)
	c.has("已发布")
}

// walk is a citizen who reads the document, its interpretation, and the document again.
func (n *interpreting) walk() {
	c := n.citizen
	c.open("/interpret")
	c.sound()
	c.shot("interpret-list")
	c.open("/policy")
	c.click(ruleTitle)
	document := c.path()
	c.has("政策咨询：采购科 0791-83830000")
	c.shot("policy")
	c.click(saidTitle)
	c.has("这是对《"+ruleTitle+"》的解读", n.days, "政策咨询", "采购科 0791-83830000")
	if got := eval[string](c, `document.querySelector("article img").alt`); got != "三步：公开需求、公开结果、接受监督。" {
		n.Errorf("the picture says %q to who cannot see it", got)
	}
	own := c.path()
	if _, ok := strings.CutPrefix(own, "/"+strings.TrimSuffix(interpret.RefOf(0), "0")); !ok {
		n.Errorf("the interpretation is at %s", own)
	}
	c.sound()
	c.shot("interpret")
	c.click("看文件原文")
	if c.path() != document {
		n.Errorf("back at %s, not at %s", c.path(), document)
	}
	c.phone(false)
	c.open("/view?v=elder&back=" + own)
	c.has(saidTitle)
	c.sound()
	c.shot("interpret-elder")
	c.open(document)
	c.sound()
	c.shot("policy-elder")
}
