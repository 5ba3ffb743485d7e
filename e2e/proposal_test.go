package e2e

import "testing"

// TestProposal has the office find, in the demo, what three people asked for, and take
// it up; the unit has the draft with the copy that was given out.
func TestProposal(t *testing.T) {
	w := filledWorld(t)
	window := browser(t, w.base)
	office, clerk := window("office"), window("clerk")
	office.signIn("gongkai")
	office.open("/desk")
	office.has("待研究的转主动公开建议")
	office.open("/desk/proposal")
	office.sound()
	office.shot("list")
	office.click("2022年区级政府购买服务项目支出明细表")
	office.has("多次提供同一记录", "申请人建议", "居民都想知道", "3 件", "3 人")
	office.lacks("刘国强", "陈秀英", "黄志明")
	office.sound()
	office.shot("proposal")
	office.phone(true)
	office.sound()
	office.shot("proposal-390")
	office.open(office.path() + "/accept")
	office.sound()
	office.fill("reason", "多人申请，属于财政支出信息")
	office.shot("accept")
	office.press("main form.form button")
	office.has("已采纳，待公开")
	clerk.signIn("caizheng")
	clerk.open("/desk/publish")
	clerk.click("2022年区级政府购买服务项目支出明细表")
	clerk.has("第四十四条", ".csv")
	clerk.sound()
	clerk.shot("draft")
}
