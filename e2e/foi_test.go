package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// TestFOI is a request from the telephone of a citizen to the reply: vague, made
// clear, put to a third party over the National Day, extended, split in two,
// shown to counsel, stopped for a wrong remedy, signed by three, served and read.
func TestFOI(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { request(t, "") })
	t.Run("postgres", func(t *testing.T) { request(t, dbtest.PostgresDSN(t)) })
}

func request(t *testing.T, dsn string) {
	w := newWorld(t, dsn)
	w.district.Clock.Set("2023-09-18")
	window := browser(t, w.base)
	citizen, clerk, head := window("citizen"), window("clerk"), window("head")
	number, code := citizen.asks()
	clerk.signIn("caizheng")
	head.signIn("caizheng.jz")
	page := clerk.caseOf(number)
	clerk.does(page, "confirm", func() { clerk.fill("how", "电话联系") })
	head.does(page, "assign", func() { head.choose("person", "钱未央") })
	clerk.does(page, "clarify", func() {
		clerk.fill("what", "没有写明年度")
		clerk.fill("tip", "请写明年度")
	})
	w.district.Clock.Set("2023-09-20")
	citizen.follows(number, code, "amend")
	citizen.has("补正申请")
	citizen.fill("want", "区财政局2022年度部门决算和绩效考核讨论记录")
	citizen.press("main form button")
	citizen.has("正在办理", "2023-10-24")
	w.consult(clerk, page)
	head.signIn("caizheng.jz")
	head.does(page, "extend", func() {})
	head.has("2023-11-2")
	clerk.does(page, "split", func() {
		clerk.fill("items.1.text", "2022年度部门决算")
		clerk.fill("items.2.text", "绩效考核讨论记录")
		clerk.fill("reason", "两件不同的信息")
		clerk.tick("agreed_how", "call")
		clerk.fill("agreed_note", "电话中逐项说明，申请人同意")
	})
	w.decide(clerk, page)
	w.counsel(window("counsel"), clerk, page)
	clerk.does(page, "draft", func() {
		clerk.untick("remedy", "R-A") // which the program has suggested
		clerk.fill("online", "https://xzfy.example.gov.cn")
	})
	clerk.has("必须改正")
	clerk.open(page + "/submit")
	clerk.press("main form button")
	clerk.has("必须先改正")
	clerk.does(page, "draft", func() {
		clerk.tick("remedy", "R-A")
	})
	w.signs(window, clerk, head, page)
	citizen.follows(number, code, "")
	citizen.has("已经在", "答复", "应当先申请行政复议", "信息不存在")
	citizen.shot("answered")
	clerk.open("/desk/foi/figures")
	for row, sum := range map[string]string{"一、新收申请": "2", "三、办理结果": "2", "部分公开": "1", "信息不存在": "1", "四、结转下期继续办理": "0"} {
		if got := clerk.sumOf(row); got != sum {
			t.Errorf("%s: %q, want %s", row, got, sum)
		}
	}
	citizen.sound()
	clerk.open(page)
	clerk.sound()
	clerk.shot("case")
}

// asks files a vague request on a telephone and returns its number and code.
func (c *tab) asks() (number, code string) {
	c.Helper()
	c.phone(false)
	c.open("/foi")
	c.sound()
	c.tick("kind", "citizen")
	c.fill("name", "王小明")
	c.tick("paper", "id")
	c.fill("paper_no", "110101196001010011")
	c.fill("phone", "13800000001")
	c.fill("mail", "wang@example.com")
	c.press("main form button")
	c.choose("unit", "财政局")
	c.fill("want", "近几年的部门决算和考核记录")
	c.press("main form button")
	c.tick("form", "email")
	c.tick("way", "portal")
	c.press("main form button")
	c.has("内容比较笼统", "第四步")
	c.tick("sure", "true")
	c.press("main form button")
	c.has("申请已经提交")
	c.sound()
	c.shot("filed")
	text := c.text()
	number = regexp.MustCompile(`\d{4}-\d{3}-\d{5}`).FindString(text)
	m := regexp.MustCompile(`查询码\s*(\d{4})\s*(\d{4})\s*(\d{4})`).FindStringSubmatch(text)
	if number == "" || m == nil {
		c.Fatalf("no number or code in\n%s", text)
	}
	return number, m[1] + m[2] + m[3]
}

// follows opens the request by its number and code, or the form of an act of the applicant.
func (c *tab) follows(number, code, act string) {
	c.Helper()
	c.open("/foi/track")
	c.fill("number", number)
	c.fill("code", code)
	if act == "" {
		c.press("main form button:not([name=do])")
		return
	}
	c.press("main form button[value=" + act + "]")
}

// caseOf is the path of the page of a request.
func (c *tab) caseOf(number string) string {
	c.Helper()
	c.open("/desk/foi?number=" + number)
	c.click(number)
	c.has(number, "期限是怎样算出来的")
	return c.path()
}

// does fills in the form of an act and sends it; the page of the case follows.
func (c *tab) does(page, act string, fill func()) {
	c.Helper()
	c.open(page + "/" + act)
	fill()
	c.press("main form button")
	c.has("已办理")
}

// untick clears a box.
func (c *tab) untick(name, value string) {
	c.Helper()
	eval[bool](c, `!(document.querySelector('[name=`+name+`][value=`+value+`]').checked = false)`)
}

// consult asks a third party before the National Day and hears it after.
func (w *world) consult(clerk *tab, page string) {
	w.Helper()
	w.district.Clock.Set("2023-09-25")
	clerk.signIn("caizheng") // a session does not last a week
	clerk.does(page, "ask", func() {
		clerk.has("向谁征求意见")
		clerk.tick("kind", "third")
		clerk.fill("party", "示例服务有限公司")
		clerk.fill("subject", "采购合同单价")
		clerk.fill("harm", "商业秘密")
		clerk.fill("tracking", "EX123456789CN")
	})
	clerk.has("现在没有最后一日")
	w.district.Clock.Set("2023-10-09")
	clerk.signIn("caizheng")
	clerk.open(page)
	clerk.click("登记意见")
	clerk.tick("opinion", "agree")
	clerk.press("main form button")
	clerk.has("已办理", "同意公开")
	clerk.does(page, "propose", func() { clerk.fill("reason", "需要逐页核对") })
}

// decide: the first item is given in part, the second does not exist.
func (w *world) decide(clerk *tab, page string) {
	w.Helper()
	file := filepath.Join(w.TempDir(), "检索记录.txt")
	if err := os.WriteFile(file, []byte("检索记录：档案管理系统，关键词“绩效考核”，没有找到。\n"), 0o600); err != nil {
		w.Fatal(err)
	}
	clerk.open(page)
	clerk.press(`a[href^="/desk/foi/item/"]:not([href$="/redact"])`)
	clerk.choose("result", "A3")
	clerk.press("main form button")
	clerk.tick("form", "email")
	clerk.fill("original", "原件存档案室")
	clerk.fill("given.1.title", "2022年度部门决算")
	clerk.fill("given.1.pages", "12")
	clerk.fill("parts.1.what", "决算附表中的个人工资明细")
	clerk.choose("parts.1.limb", "内部事务")
	clerk.fill("parts.1.reason", "属于人事管理的内部事务信息")
	clerk.fill("parts.1.how", "遮盖")
	clerk.upload("papers", file)
	clerk.press("main form button") // the ground asks for more, and nothing that was typed is lost
	clerk.tick("affair", "personnel")
	clerk.press("main form button")
	clerk.has("已办理", "部分公开", "还没有放入文件")
	w.redacts(clerk)
	clerk.open(page)
	clerk.has("遮盖后的副本")
	clerk.press(`li:nth-child(2) a[href^="/desk/foi/item/"]:not([href$="/redact"]):not([href$="/give"])`)
	clerk.choose("result", "U1")
	clerk.press("main form button")
	clerk.fill("scope", "本机关2020年以来的文书档案")
	clerk.fill("systems", "档案管理系统")
	clerk.fill("keywords", "绩效考核")
	clerk.fill("searched_on", "2023-10-09")
	clerk.fill("searchers", "档案管理人员")
	clerk.upload("papers", file)
	clerk.press("main form button")
	clerk.has("已办理", "信息不存在")
}

// redacts makes the copy that is given out of the first item.
func (w *world) redacts(clerk *tab) {
	w.Helper()
	record := filepath.Join(w.TempDir(), "决算附表.txt")
	if err := os.WriteFile(record, []byte("2022年度部门决算\n张三丰月工资8765元\n"), 0o600); err != nil {
		w.Fatal(err)
	}
	clerk.press(`a[href$="/redact"]`)
	clerk.fill("title", "2022年度部门决算")
	clerk.upload("file", record)
	clerk.press("main form button")
	clerk.press(`a[href$="/words"]`)
	clerk.fill("words", "张三丰月工资8765元")
	clerk.choose("limb", "人事管理")
	clerk.press("main form button")
	clerk.press(`a[href$="/copy"]`)
	clerk.press("main form button")
	clerk.has("已生成副本")
}

// counsel is asked, and answers; the applicant never sees it.
func (w *world) counsel(counsel, clerk *tab, page string) {
	w.Helper()
	clerk.does(page, "seek", func() {
		clerk.tick("kind", "counsel")
		clerk.choose("unit", "区政府办公室")
		clerk.fill("question", "个人工资明细能否作为内部事务信息不予公开")
	})
	clerk.has("法律顾问", "申请人看不到")
	counsel.signIn("guwen")
	counsel.open("/desk/duty")
	counsel.click("对政府信息公开申请提出法律意见")
	counsel.press(`a[href^="/desk/foi/aid/"]`)
	counsel.fill("answer", "可以")
	counsel.press("main form button")
	counsel.has("已办理")
}

// signs takes the draft through the three signatures and serves it.
func (w *world) signs(window func(string) *tab, clerk, head *tab, page string) {
	w.Helper()
	clerk.does(page, "submit", func() {})
	head.does(page, "review", func() {})
	secrecy, signer := window("secrecy"), window("signer")
	secrecy.signIn("baomi")
	secrecy.does(page, "clear", func() {})
	signer.signIn("caizheng.fg")
	signer.does(page, "sign", func() {})
	clerk.does(page, "serve", func() {})
	clerk.has("已答复", "政府信息公开申请答复书")
}
