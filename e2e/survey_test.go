package e2e

import (
	"testing"

	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// TestSurvey has a bureau ask the public: the head opens the survey, a citizen finds it from
// the menu and answers it on the telephone without scripts, it ends by itself, and the
// results are read.
func TestSurvey(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { polls(t, "") })
	t.Run("postgres", func(t *testing.T) { polls(t, dbtest.PostgresDSN(t)) })
}

func polls(t *testing.T, dsn string) {
	w := newWorld(t, dsn)
	w.district.Clock.Set("2023-09-18")
	window := browser(t, w.base)
	citizen, clerk, head := window("citizen"), window("clerk"), window("head")
	clerk.signIn("caizheng")
	head.signIn("caizheng.jz")
	clerk.open("/desk/survey/new")
	clerk.fill("title", "惠民补贴发放情况调查")
	clerk.fill("about", "了解领取补贴是否方便，结果用来改进工作。")
	clerk.fill("questions", "1. 您的年龄段？（单选，基本情况）\n59 岁以下\n")
	clerk.tick("identity", "anyone")
	clerk.fill("until", "2023-09-22")
	clerk.fill("contact", "0791-80000003")
	clerk.press("main form.form button")
	clerk.sound()
	clerk.shot("wrong")
	clerk.fill("questions", "1. 您的年龄段？（单选，基本情况）\n59 岁以下\n60 岁以上\n2. 领取方便吗？（单选）\n方便\n不方便\n3. 哪里不方便？（填空，选答，第2题选不方便时填写）\n")
	clerk.press("main form.form button")
	clerk.has("起草", "哪里不方便")
	clerk.sound()
	page := clerk.path()
	clerk.does(page, "ask", func() {})
	clerk.open(page + "/approve")
	clerk.has("您现在不能办理这一步")
	head.open("/desk")
	head.has("惠民补贴发放情况调查")
	head.does(page, "approve", func() {})
	head.sound()

	citizen.phone(false)
	citizen.open("/")
	citizen.open("/survey")
	citizen.sound()
	citizen.click("惠民补贴发放情况调查")
	citizen.sound()
	citizen.click("填写问卷")
	citizen.press("main form.form button")
	citizen.has("请选一项")
	citizen.sound()
	citizen.shot("answer-wrong")
	citizen.tick("q.1", "2")
	citizen.tick("q.2", "2")
	citizen.fill("q.3", "银行太远")
	citizen.press("main form.form button")
	citizen.has("问卷已经收到", "没有记录您是谁")
	citizen.sound()

	w.district.Clock.Set("2023-09-25")
	w.runDue()
	citizen.open("/survey")
	citizen.has("已经截止", "已截止")
	clerk.signIn("caizheng")
	head.signIn("caizheng.jz")
	clerk.open(page)
	clerk.has("已截止")
	clerk.does(page, "find", func() { clerk.fill("findings", "有人反映银行太远，十月起在村委会设代办点。") })
	head.does(page, "tell", func() {})
	head.sound()
	head.shot("told-desk")
	citizen.click("惠民补贴发放情况调查")
	citizen.has("共收到 1 份", "代办点")
	citizen.lacks("银行太远\n")
	citizen.sound()
	citizen.shot("told")
}
