package e2e

import (
	"testing"

	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// TestRemedy has a citizen who waits complain from the telephone; the unit cannot
// judge itself, the office does, and the citizen reads the answer.
func TestRemedy(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { complaint(t, "") })
	t.Run("postgres", func(t *testing.T) { complaint(t, dbtest.PostgresDSN(t)) })
}

func complaint(t *testing.T, dsn string) {
	w := newWorld(t, dsn)
	w.district.Clock.Set("2023-09-18")
	window := browser(t, w.base)
	citizen, clerk, office := window("citizen"), window("clerk"), window("office")
	number, code := citizen.asks()
	citizen.follows(number, code, "complain")
	citizen.has("投诉不影响您申请行政复议")
	citizen.sound()
	citizen.shot("complain")
	citizen.press("main form button")
	citizen.has("请填写投诉的内容")
	citizen.fill("text", "已经两周没有人联系我")
	citizen.press("main form button")
	citizen.has("正在核查", "2023-10-13", "已经两周没有人联系我")
	citizen.sound()
	citizen.shot("complained")
	citizen.follows(number, code, "complain")
	citizen.has("答复以后可以再提")

	clerk.signIn("caizheng")
	clerk.open("/desk/remedy")
	clerk.has("投诉", number)
	clerk.lacks("两周没有人") // who opens the case reads it
	office.signIn("gongkai")
	office.open("/desk")
	office.has("待办的投诉和复议诉讼")
	office.open("/desk/remedy")
	office.click("2023-0001")
	office.has("已经两周没有人联系我")
	office.sound()
	page := office.path()
	clerk.open(page + "/judge")
	clerk.tick("outcome", "unfounded")
	clerk.fill("answer", "不属实")
	clerk.press("main form.form button")
	clerk.has("您在被投诉的单位工作")
	office.click("核查处理投诉")
	office.tick("outcome", "founded")
	office.fill("answer", "已责令区财政局当日与您联系")
	office.fill("days", "3")
	office.tick("count", "workday")
	office.sound()
	office.shot("judge")
	office.press("main form.form button")
	office.has("已有结果", "投诉属实", "2023-09-21")
	office.sound()
	office.shot("case")
	clerk.open(page + "/fulfil")
	clerk.fill("note", "已电话联系申请人")
	clerk.press("main form.form button")
	clerk.has("已履行")
	citizen.follows(number, code, "")
	citizen.has("投诉属实，责令改正", "已责令区财政局当日与您联系")
	citizen.sound()
	citizen.shot("answered")
	office.open(page)
	office.has("添加材料")
	office.shot("case-done")
	office.open("/desk/remedy/figures?year=2023")
	office.has("未经复议直接起诉", "总计")
	office.sound()
	office.shot("table")
	office.phone(true)
	for name, at := range map[string]string{"case-390": page, "bring-390": page + "/bring", "table-390": "/desk/remedy/figures?year=2023"} {
		office.open(at)
		office.sound()
		office.shot(name)
	}
}
