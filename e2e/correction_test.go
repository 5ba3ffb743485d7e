package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// TestCorrection has a citizen ask from the telephone that a record about her be
// corrected, with a scan as proof; the clerk opens it with a reason, the head signs,
// and she reads the notice.
func TestCorrection(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { mistake(t, "") })
	t.Run("postgres", func(t *testing.T) { mistake(t, dbtest.PostgresDSN(t)) })
}

func mistake(t *testing.T, dsn string) {
	w := newWorld(t, dsn)
	w.district.Clock.Set("2023-09-18")
	window := browser(t, w.base)
	citizen, clerk, head := window("citizen"), window("clerk"), window("head")
	number, code := citizen.claims()

	clerk.signIn("caizheng")
	clerk.open("/desk/correction")
	clerk.click(number)
	clerk.has("姓名写成刘大马", "刘**", "待核实")
	clerk.lacks("13800000099", "110101196001010054")
	clerk.sound()
	clerk.shot("case")
	page := clerk.path()
	clerk.click("第 1 份材料")
	clerk.has("查看加密材料", "更正申请")
	clerk.sound()
	clerk.open(page + "/check")
	clerk.press("main form.form button")
	clerk.open(page + "/correct")
	clerk.fill("outcome", "经核实，名单中的姓名录入有误，已经更正为刘大妈。")
	clerk.sound()
	clerk.shot("correct")
	clerk.press("main form.form button")
	clerk.has("已更正，待告知")
	clerk.open(page + "/tell")
	clerk.has("您现在不能办理这一步")

	head.signIn("caizheng.jz")
	head.open("/desk")
	head.has("待办的更正申请", number)
	head.open(page + "/notice")
	head.has("刘大妈", "第四十一条", "这是草稿")
	head.sound()
	head.shot("notice")
	head.open(page + "/tell")
	head.sound()
	head.press("main form.form button")
	head.has("已告知")
	citizen.open("/correction/track")
	citizen.fill("number", number)
	citizen.fill("code", code)
	citizen.press("main form button:not([name=do])")
	citizen.has("政府信息更正申请办理告知书", "已经更正为刘大妈")
	citizen.sound()
	citizen.shot("told")
}

// claims files a correction from the telephone, with a scan.
func (c *tab) claims() (number, code string) {
	c.Helper()
	scan := filepath.Join(c.TempDir(), "身份证.pdf")
	if err := os.WriteFile(scan, []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"), 0o600); err != nil {
		c.Fatal(err)
	}
	c.phone(false)
	c.open("/foi")
	c.click("要求更正")
	c.sound()
	c.shot("form")
	c.tick("kind", "citizen")
	c.fill("name", "刘大妈")
	c.tick("paper", "id")
	c.fill("paper_no", "110101196001010054")
	c.fill("phone", "13800000099")
	c.choose("unit", "财政局")
	c.fill("record", "2023年惠农补贴名单")
	c.fill("wrong", "姓名写成刘大马")
	c.fill("right", "刘大妈")
	c.fill("proof", "居民身份证")
	c.press("main form button")
	c.has("请勾选确认")
	c.upload("files", scan)
	c.tick("sure", "true")
	c.press("main form button")
	c.has("更正申请已经提交")
	c.sound()
	c.shot("filed")
	text := c.text()
	number = regexp.MustCompile(`\d{4}-\d{5}`).FindString(text)
	m := regexp.MustCompile(`查询码\s*(\d{4})\s*(\d{4})\s*(\d{4})`).FindStringSubmatch(text)
	if number == "" || m == nil {
		c.Fatalf("no number or code in\n%s", text)
	}
	return number, m[1] + m[2] + m[3]
}
