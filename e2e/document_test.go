package e2e

import (
	"fmt"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

const (
	lifeDraft = "红谷滩区小额采购管理办法\n第一条　为规范小额采购，制定本办法。\n第二条　采购结果应当公示三日。\n" +
		"第三条　注册在本区、从业人员不超过五十人的企业参加小额采购，不收保证金。\n第四条　本办法自公布之日起施行，有效期至2025年10月31日。"
	lifeWords = "将第二条中的“七日”修改为“十日”。"
	lifeEnd   = calendar.Day("2025-10-31")
	lifeAmend = "关于修改《" + ruleTitle + "》的决定"

	tooShort = "公示三天太短，周末一过就看不到了，建议公示一个星期"
)

var (
	lifeText    = strings.Replace(lifeDraft, "三日", "七日", 1)
	lifeAmended = strings.Replace(lifeText, "七日", "十日", 1)
)

// TestDocument is the life of a document from its draft to its end, as its people see it: a
// bureau drafts it, the public is asked for 30 days and 40 opinions with their copies are decided,
// the text changes, who took part reads why; it is issued with its interpretation, a company
// finds out what it gets and why; a year later it is amended, it is looked at when all documents
// are cleaned up, and it lapses by its own term. A letter about it is answered late, and the board
// shows it.
func TestDocument(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { lives(t, "") })
	t.Run("postgres", func(t *testing.T) { lives(t, dbtest.PostgresDSN(t)) })
}

func lives(t *testing.T, dsn string) {
	w := newWorld(t, dsn)
	w.district.Clock.Set("2023-09-01")
	n := interpreters(w, "七天")
	n.signIn()
	n.draft(lifeDraft, lifeEnd, true)
	n.consulted()
	n.stopped()
	n.explain()
	n.numbered(n.document, ruleTitle, "红财规")
	n.both()
	n.walk()
	issued := n.district.DB.Today()
	n.gives()

	n.passes("2024-10-21")
	amended := n.amends()
	n.passes("2025-03-03")
	n.cleansUp()
	n.late(n.citizen, n.clerk, n.head, n.office, "2025-04-21")
	n.passes(lifeEnd.Add(1))
	n.ended(issued, amended)
}

// passes lets the days pass until one, with what the program does by itself; nobody is signed in
// any longer then.
func (n *interpreting) passes(day calendar.Day) {
	n.Helper()
	n.district.Clock.Set(day)
	n.runDue()
	n.signIn()
}

// consulted asks the public about the draft, and writes what it said into the text.
func (n *interpreting) consulted() {
	n.Helper()
	c := n.clerk
	c.open(n.document + "/ask")
	c.press("main form.form button")
	c.has("缺少征求意见")
	c.open(n.document)
	c.click("向社会公开征求意见")
	c.sound()
	if got := c.value("title") + c.value("draft"); !strings.Contains(got, "《"+ruleTitle+"（征求意见稿）》") || !strings.Contains(got, "公示三日") {
		n.Errorf("the consultation begins with %q", got)
	}
	c.tick("kind", "business")
	c.fill("explain", "小额采购多、散、小，群众看不见，需要明确规则。")
	c.fill("days", "30")
	c.fill("contact", "区财政局采购科 0791-83830000")
	c.press("main form.form button")
	desk := c.path()
	id := n.asks(c, n.head)
	c.open(n.document)
	c.has("征求意见中")
	c.sound()
	c.shot("draft")

	page := fmt.Sprintf("/consult/%d", id)
	number, code := n.citizen.says(page, 3, tooShort)
	n.crowd(id, []voice{
		{3, 19, tooShort},
		{4, 14, "五十人以上的企业也不应当收保证金，请一视同仁"},
		{0, 5, "建议所有采购一律由全区居民投票决定"},
		{0, 1, "支持出台这个办法。"},
	})
	n.passes("2023-10-08")
	c.open(desk)
	c.has("等待决定的意见（40 件，4 组）")
	c.revises(desk, lifeText)
	c.decides(desk, []ruling{
		{"作出决定：第二条", "adopt", "new/第二条", "公示时间延长到七日", ""},
		{"作出决定：第三条", "reject", "", "所有企业都不收保证金", "超过五十人的企业按上位法执行。"},
		{"作出决定：全文", "reject", "", "由居民投票决定采购", "没有上位法依据。"},
		{"作出决定：全文", "adopt", "", "支持出台", ""},
	})
	n.outcome(c, n.head, desk)
	n.citizen.open(page)
	n.citizen.has("共收到 40 件，全部有结果", "公示时间延长到七日", "没有上位法依据")
	n.citizen.receipt(number, code)
	n.citizen.has("您的意见已经采纳", "和您意见相同或者基本相同的共 20 件", "第二条")

	c.open(n.document + "/edit")
	c.fill("body", lifeText)
	c.press("main form.form button")
	c.has("公示七日", "2023-09-01 — 2023-10-01") // what the step of the procedure rests on
	n.citizen.do(scripting(true))
}

// gives writes down what the document gives to companies, and a company finds out.
func (n *interpreting) gives() {
	n.Helper()
	c := n.clerk
	c.open("/desk/finder/new")
	c.choose("document", ruleTitle)
	for name, text := range map[string]string{
		"title": "小微企业免收采购保证金", "gives": "参加小额采购，不收保证金。", "gives_by": "第三条", "apply": "投标时说明，不用另外申请。", "contact": "区财政局采购科 0791-83830000",
		"conditions": "1. 注册地 是 红谷滩区，依据 第三条\n2. 从业人数 不超过 50，依据 第九条",
	} {
		c.fill(name, text)
	}
	c.tick("who", "company")
	c.press("main form.form button")
	c.has("第九条")
	c.sound()
	c.fill("conditions", "1. 注册地 是 红谷滩区，依据 第三条\n2. 从业人数 至多 50，依据 第三条")
	c.press("main form.form button")
	measure := c.path()
	c.open(measure + "/ask")
	c.press("main form.form button")
	c.open(measure + "/approve")
	c.has("您现在不能办理这一步")
	n.head.open(measure + "/approve")
	n.head.sound()
	n.head.press("main form.form button")

	p := n.citizen
	p.open("/finder")
	p.click("替企业查")
	p.tick("q.place", "红谷滩区")
	p.press("main form.form button")
	p.has("还不清楚 1 项", "现在有多少人")
	p.fill("q.staff", "12")
	p.press("main form.form button")
	p.has("符合条件（1 项）", "小微企业免收采购保证金", "第三条")
	p.sound()
	p.shot("fits")
	p.open("/finder/company")
	p.tick("q.place", "红谷滩区")
	p.press("main form.form button")
	p.fill("q.staff", "80")
	p.press("main form.form button")
	p.has("不符合", "小微企业免收采购保证金", "第三条")
}

// amends changes an article by another document, whose words the machine applies; that one goes
// before its interpretation, which is then owed.
func (n *interpreting) amends() calendar.Day {
	n.Helper()
	c := n.clerk
	c.open("/desk/policy/make")
	c.choose("unit", "区财政局")
	c.choose("organ", "区财政局")
	c.fill("title", lifeAmend)
	c.choose("genre", "通知")
	c.choose("column", "行政规范性文件库")
	c.fill("until", string(n.district.DB.Today().Add(700)))
	c.fill("body", lifeAmend+"\n"+lifeWords)
	c.press("main form.form button")
	document := c.path()
	c.open(document + "/affect")
	c.tick("kind", "amend")
	c.fill("target", "《"+ruleTitle+"》")
	c.fill("words", lifeWords)
	c.fill("body", strings.Replace(lifeText, "七日", "十五日", 1))
	c.press("main form.form button")
	c.has("与按文句修改的结果不同：第二条") // what the words make is not what the office gives
	c.sound()
	c.shot("amend")
	c.fill("body", lifeAmended)
	c.press("main form.form button")
	c.has("起草中", "修改《"+ruleTitle+"》")
	n.assess(document)
	c.open(document)
	c.click("起草解读")
	c.press("main form.form button")
	own := c.path()
	c.click("填写方案和要素")
	n.outlines("小额采购结果多公示三天")
	c.press("main form.form button")
	n.office.open(own + "/except")
	n.office.fill("decider", "李副局长")
	n.office.fill("reason", "投标在即，先行公布。")
	n.office.sound()
	n.office.press("main form.form button")
	n.office.has("文件先行，解读待补")
	n.numbered(document, lifeAmend, "红财规")
	c.open(document)
	c.click("发布情况")
	n.signed(c.path(), c, n.head, n.signer)
	n.office.open("/desk/duty?text=解读")
	n.office.has("解读")

	p := n.citizen
	p.open("/policy")
	p.click(ruleTitle)
	p.has("公示十日", "已修改", "《关于修改〈"+ruleTitle+"〉的决定》", "与上一个文本比较")
	p.sound()
	p.shot("amended")
	p.click("与上一个文本比较")
	p.has("原第二条", "现第二条", "删除七新增十日")
	p.sound()
	return n.district.DB.Today()
}

// cleansUp looks through all documents and announces what is in force.
func (n *interpreting) cleansUp() {
	n.Helper()
	o, today := n.office, n.district.DB.Today()
	o.open("/desk/cleanup/new")
	o.sound()
	o.choose("unit", "区政府办")
	o.fill("title", "2025年规范性文件清理")
	o.fill("basis", "2025年政务公开工作要点")
	o.fill("contact", "区政府办法规科 0791-83830009")
	o.fill("as_of", string(today))
	o.fill("due", string(today.Add(30)))
	o.fill("settle", string(today.Add(90)))
	o.choose("column", "行政规范性文件库")
	o.tick("strict", "true")
	o.press("main form.form button")
	page := o.path()
	at := page[strings.LastIndexByte(page, '/'):]
	o.open("/desk/cleanup/start" + at)
	o.press("main form.form button")
	o.has("清理中")
	for title, v := range map[string][2]string{ruleTitle: {"keep", "仍在执行"}, lifeAmend: {"lapse", "已经写入办法"}} {
		c := n.clerk
		c.open("/desk")
		c.has("文件清理等您办理")
		c.open("/desk/cleanup/verdict")
		c.click(title)
		verdict := c.path()
		c.open(verdict + "/propose")
		c.tick("verdict", v[0])
		c.fill("note", v[1])
		c.press("main form.form button")
		c.open(verdict + "/approve")
		c.has("您现在不能办理这一步")
		if title == ruleTitle {
			o.open("/desk/cleanup/compile" + at)
			o.press("main form.form button")
			o.has("没有批准的意见")
			o.sound()
		}
		n.head.open(verdict + "/approve")
		n.head.sound()
		n.head.press("main form.form button")
	}
	o.open(page)
	o.sound()
	o.shot("board")
	o.open("/desk/cleanup/compile" + at)
	o.tick("sure", "true")
	o.press("main form.form button")
	o.has("公告待公布")
	o.click("公告")
	n.signed(o.path(), o, n.chief, n.leader)

	p := n.citizen
	p.open("/cleanup")
	p.click("2025年规范性文件清理")
	p.has("清理结果", "看公告和现行有效文件目录")
	p.sound()
	p.click("看公告和现行有效文件目录")
	p.has("继续有效的文件（1 份）", ruleTitle)
	p.sound()
	p.shot("announcement")
	p.open("/policy?standing=lapsed")
	p.has("【已失效】" + lifeAmend)
	p.lacks("【已失效】" + ruleTitle)
}

// ended reads the document after its term, and what it was on three days.
func (n *interpreting) ended(issued, amended calendar.Day) {
	n.Helper()
	p := n.citizen
	p.open("/policy")
	p.click("【已失效】" + ruleTitle)
	p.has("这份文件已失效", "公示十日")
	p.sound()
	p.shot("lapsed")
	page := p.path()
	for _, on := range []struct {
		day       calendar.Day
		has, lack string
	}{{issued, "公示七日", "公示十日"}, {amended, "公示十日", "公示七日"}, {lifeEnd.Add(1), "已失效", "这份文件有效"}} {
		p.open(page + "?on=" + string(on.day))
		p.has(on.has)
		p.lacks(on.lack)
	}
	p.open("/search?q=小额采购")
	p.has("【已失效】")
}
