package e2e

import (
	"testing"

	"gongkai.example/gongkai/internal/demo"
)

// TestFAQ has an old person ask on the telephone in everyday words, without scripts, and follow a
// quote to its clause in large type; a clerk reads an entry that is in doubt and writes a new one.
func TestFAQ(t *testing.T) {
	w := emptyWorld(t, "")
	if _, err := demo.Fill(t.Context(), w.district(), 1); err != nil {
		t.Fatal(err)
	}
	window := browser(t, w.base)
	citizen, clerk := window("citizen"), window("clerk")
	citizen.phone(false)
	citizen.open("/sitemap")
	citizen.click("政策问答")
	citizen.has("养老（5 条）", "待核")
	citizen.sound()
	citizen.shot("list")
	citizen.fill("q", "我妈六十五了去社区食堂吃饭便宜吗")
	citizen.press("main form.find button")
	citizen.has("老人在社区食堂吃饭有优惠吗？", "写信来问")
	citizen.sound()
	citizen.shot("found")
	citizen.click("老人在社区食堂吃饭有优惠吗？")
	citizen.has("每餐便宜3元", "每餐优惠三元", "第四条")
	citizen.sound()
	citizen.shot("entry")
	citizen.press("main form[action$=useful] button")
	citizen.has("谢谢，已经记下。")
	citizen.click("《生米街道社区助餐")
	citizen.has("社区助餐服务点补助试行办法", "关于这份文件的问答")
	citizen.sound()
	citizen.shot("clause")
	citizen.open("/faq?q=户外广告牌怎么办证")
	citizen.has("没有找到", "写信来问")
	citizen.open("/faq")
	citizen.click("小额采购的结果公示几天？")
	citizen.has("待核：", "的文字有变化", "公示五日")
	citizen.sound()
	citizen.shot("doubted")

	clerk.signIn("shengmi")
	clerk.open("/desk/faq/new")
	clerk.sound()
	clerk.shot("new")
	clerk.open("/desk/faq")
	clerk.click("老人在社区食堂吃饭有优惠吗？")
	clerk.has("引用的条款", "有用 1，没用 0")
	clerk.sound()
	clerk.shot("desk")

	clerk.open("/desk/message/new")
	clerk.choose("unit", "生米街道")
	clerk.fill("title", "老人在社区食堂吃饭有优惠吗")
	clerk.fill("text", "老人在社区食堂吃饭有优惠吗？")
	clerk.press("main form.form button")
	page := clerk.letterOf("老人在社区食堂吃饭有优惠吗")
	clerk.does(page, "sign", func() {})
	clerk.open(page + "/reply")
	clerk.choose("answer", "老人在社区食堂吃饭有优惠吗？")
	clerk.press("main form.form button[value=answer]")
	clerk.sound()
	clerk.shot("reply")
	clerk.press("main form.form button")
	clerk.has("依据《生米街道社区助餐服务点补助试行办法》", "第四条", "每餐优惠三元")
}
