package e2e

import (
	"testing"

	"gongkai.example/gongkai/internal/demo"
)

// TestFinder has an old person find out on the telephone, without scripts, what he gets in the
// demo district and why, and a clerk look at how it is written.
func TestFinder(t *testing.T) {
	w := emptyWorld(t, "")
	if _, err := demo.Fill(t.Context(), w.district(), 1); err != nil {
		t.Fatal(err)
	}
	window := browser(t, w.base)
	citizen, clerk := window("citizen"), window("clerk")
	citizen.phone(false)
	citizen.open("/")
	citizen.click("我能享受什么政策")
	citizen.has("老年人助餐优惠", "社区助餐服务点补助")
	citizen.sound()
	citizen.shot("list")
	citizen.click("替自己或者家人查")
	citizen.sound()
	citizen.press("main form.form button")
	citizen.has("请回答这个问题")
	citizen.sound()
	citizen.shot("no-answer")
	citizen.fill("q.age", "72")
	citizen.press("main form.form button")
	citizen.sound()
	citizen.shot("question")
	citizen.tick("q.residence", "红谷滩区")
	citizen.press("main form.form button")
	citizen.press("main form.form button[value=skip]")
	citizen.has("符合条件（1 项）", "还不清楚（1 项）", "还要知道：", "家庭类型", "第四条")
	citizen.sound()
	citizen.shot("result")
	citizen.tick("q.household", "低保家庭")
	citizen.press("main form.form button")
	citizen.has("符合条件（2 项）")
	citizen.click("高龄和困难老人助餐优惠")
	citizen.has("要符合的条件", "第五条", "怎么办")
	citizen.sound()
	citizen.shot("measure")
	citizen.click("生米街道社区助餐")
	citizen.has("这份文件给谁什么")

	clerk.signIn("shengmi")
	clerk.open("/desk/finder/new")
	clerk.sound()
	clerk.shot("new")
	clerk.open("/desk/finder")
	clerk.has("老年人助餐优惠")
	clerk.click("高龄和困难老人助餐优惠")
	clerk.has("任一符合", "第五条")
	clerk.sound()
	clerk.shot("desk")
}
