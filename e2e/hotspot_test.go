package e2e

import "testing"

// TestHotspot has one of the office name what the machine has found in the letters of the demo district and
// another one show it, and an old person read it on the telephone, without scripts.
func TestHotspot(t *testing.T) {
	w := filledWorld(t)
	window := browser(t, w.base)
	citizen, clerk, head := window("citizen"), window("clerk"), window("head")
	clerk.signIn("gongkai")
	clerk.open("/desk/hotspot")
	clerk.has("社区助餐点吃饭", "待命名", "耕地补贴")
	clerk.sound()
	clerk.shot("list")
	clerk.click("耕地补贴")
	clerk.has("补贴少了几十块", "聚在一起的词")
	clerk.sound()
	clerk.shot("found")
	page := clerk.path()
	clerk.open(page + "/name")
	clerk.sound()
	clerk.fill("name", "耕地补贴发放")
	clerk.press("main form.form button")
	clerk.has("耕地补贴发放", "已命名")

	head.signIn("gongkai.zr")
	head.open(page + "/show")
	head.sound()
	head.shot("show")
	head.press("main form.form button")
	head.has("已公布")

	citizen.phone(false)
	citizen.open("/talk")
	citizen.open("/hotspot")
	citizen.has("社区助餐点吃饭", "11 件", "耕地补贴发放", "少于 10 件")
	citizen.sound()
	citizen.shot("public")
	citizen.click("社区助餐点吃饭")
	citizen.has("生米街道社区助餐服务点补助试行办法", "没有公开的来信，这里不显示")
	citizen.sound()
	citizen.shot("one")
}
