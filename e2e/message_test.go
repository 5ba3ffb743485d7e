package e2e

import (
	"regexp"
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// TestMessage has a citizen write to the government from the telephone: the bureau
// answers each question, she rates the answer, it is not solved, and she is answered anew.
// Another letter is answered late, and the board and the figures show it.
func TestMessage(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { writes(t, "") })
	t.Run("postgres", func(t *testing.T) { writes(t, dbtest.PostgresDSN(t)) })
}

func writes(t *testing.T, dsn string) {
	w := newWorld(t, dsn)
	w.district.Clock.Set("2023-09-18")
	window := browser(t, w.base)
	citizen, clerk, head, office := window("citizen"), window("clerk"), window("head"), window("office")
	clerk.signIn("caizheng")
	head.signIn("caizheng.jz")
	office.signIn("gongkai")
	number, code := citizen.letter("consult", "补贴什么时候发放", "惠农补贴什么时候发放？要带哪些材料？")

	clerk.open("/desk")
	clerk.has("待办的留言", "补贴什么时候发放")
	page := clerk.letterOf("补贴什么时候发放")
	clerk.lacks("13800000099", "刘大妈")
	clerk.does(page, "sign", func() {})
	clerk.open(page + "/reply")
	clerk.sound()
	clerk.fill("answers.1.text", "9月30日前打入“一卡通”账户，没有收到的到村委会核对。")
	clerk.fill("answers.2.text", "感谢您的来信，高度重视。")
	clerk.press("main form.form button")
	clerk.has("没有实际内容")
	clerk.sound()
	clerk.shot("reply-empty")
	clerk.fill("answers.2.text", "不用带材料，由村委会统一核对。")
	clerk.press("main form.form button")
	clerk.has("待单位审核", "留言人还看不到")
	clerk.open(page + "/sign-off")
	clerk.has("您现在不能办理这一步")
	head.does(page, "sign-off", func() {})
	head.has("已答复")
	head.sound()
	head.shot("answered")

	citizen.follow(number, code)
	citizen.has("给您的答复", "9月30日前", "不用带材料")
	citizen.sound()
	citizen.shot("answered-citizen")
	citizen.click("评价")
	citizen.tick("rating", "not")
	citizen.sound()
	citizen.press("main form.form button")
	citizen.has("不满意")
	citizen.click("没有解决")
	citizen.fill("text", "村委会说没有收到名单。")
	citizen.sound()
	citizen.press("main form.form button")
	citizen.has("办理中")
	citizen.lacks("要求再办一次", "催办")
	clerk.open(page)
	clerk.has("村委会说没有收到名单", "2023-09-25")
	clerk.does(page, "reply", func() {
		clerk.fill("answers.1.text", "名单9月19日已经补发到村委会，9月28日前到账。")
	})
	head.does(page, "sign-off", func() {})
	citizen.follow(number, code)
	citizen.has("名单9月19日已经补发")

	w.late(citizen, clerk, head, office, "2023-10-09")
}

// late lets a letter wait beyond its last day: it is urged, answered late, and counted.
func (w *world) late(citizen, clerk, head, office *tab, day calendar.Day) {
	w.Helper()
	number, code := citizen.letter("consult", "公共停车位收费标准", "区政府门前的停车位怎样收费？")
	w.district.Clock.Set(day)
	citizen.follow(number, code)
	citizen.has("已经逾期")
	citizen.sound()
	citizen.shot("late-citizen")
	citizen.click("催办")
	citizen.has("已经在 " + string(day) + " 催办")
	for c, login := range map[*tab]string{clerk: "caizheng", head: "caizheng.jz", office: "gongkai"} { // three weeks later nobody is signed in
		c.signIn(login)
	}
	office.open("/desk/message?clock=late")
	office.has("公共停车位收费标准", "逾期")
	office.lacks("补贴什么时候发放")
	office.sound()
	office.shot("late-list")
	office.open("/desk/duty?light=late")
	office.has("答复留言")
	office.shot("late-board")
	page := clerk.letterOf("公共停车位收费标准")
	clerk.does(page, "sign", func() {})
	clerk.does(page, "reply", func() {
		clerk.fill("answers.1.text", "每小时2元，前15分钟不收费，收费标准见价格公示牌。")
	})
	head.does(page, "sign-off", func() {})
	office.open("/desk/message/figures")
	office.sound()
	office.shot("figures")
	office.press(`a[href*="month=` + string(day[:7]) + `"][href*="set=late"]`)
	office.has("公共停车位收费标准")
	office.lacks("补贴什么时候发放")
}

// letter writes to the finance bureau, and returns what the citizen keeps.
func (c *tab) letter(kind, title, text string) (number, code string) {
	c.Helper()
	c.phone(false)
	c.open("/message")
	c.click("我要留言")
	c.sound()
	c.press("main form.form button")
	c.has("请选择留言类别", "请填写标题")
	c.tick("kind", kind)
	c.choose("unit", "财政局")
	c.fill("title", title)
	c.fill("text", text)
	c.fill("name", "刘大妈")
	c.fill("phone", "13800000099")
	c.press("main form.form button")
	c.has("留言已经提交", "应在")
	c.sound()
	c.shot("filed")
	said := c.text()
	number = regexp.MustCompile(`\d{4}-\d{6}`).FindString(said)
	m := regexp.MustCompile(`查询码\s*(\d{4})\s*(\d{4})\s*(\d{4})`).FindStringSubmatch(said)
	if number == "" || m == nil {
		c.Fatalf("no number or code in\n%s", said)
	}
	return number, m[1] + m[2] + m[3]
}

// follow opens the page of a letter.
func (c *tab) follow(number, code string) {
	c.Helper()
	c.open("/message/track")
	c.fill("number", number)
	c.fill("code", code)
	c.press("main form.form button")
	c.has(number)
}

// letterOf is the page of the letter with a title.
func (c *tab) letterOf(title string) string {
	c.Helper()
	c.open("/desk/message")
	c.click(title)
	c.sound()
	return c.path()
}
