package e2e

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestKeyboardFollow: with nothing but keys, in the elder view and as narrow as a telephone,
// somebody follows a request and takes it back, and asks for the correction of a record.
func TestKeyboardFollow(t *testing.T) {
	w := newWorld(t, "")
	w.district.Clock.Set("2023-09-18")
	window := browser(t, w.base)
	number, code := window("citizen").asks()
	c := window("keys")
	c.phone(true)
	c.open("/view?back=%2Ffoi%2Ftrack&v=elder")
	c.open("/foi/track")
	c.until("number")
	c.key(number)
	c.until("code")
	c.key(code)
	c.key(kb.Enter)
	c.await("近几年的部门决算和考核记录")
	c.shot("followed")
	c.uncovered()
	c.reach("撤回申请")
	c.uncovered()
	c.key(kb.Enter)
	c.await("撤回以后不再办理")
	c.shot("withdraw")
	c.until("sure")
	c.key(" ")
	c.key(kb.Enter)
	c.await("已经撤回")
	c.sound()

	c.open("/correction")
	c.until("kind")
	c.key(" ")
	for _, f := range [][2]string{{"name", "刘大妈"}, {"paper", " "}, {"paper_no", "110101196001010054"}, {"phone", "13800000099"}, {"unit", "南昌市红谷滩区财"}, {"record", "2023年惠农补贴名单"}, {"wrong", "姓名写成刘大马"}, {"right", "刘大妈"}, {"proof", "居民身份证"}} {
		c.until(f[0])
		c.uncovered()
		c.key(f[1])
	}
	c.until("sure")
	c.key(" ")
	c.shot("correction")
	c.key(kb.Enter)
	c.await("更正申请已经提交")
	c.sound()
}

// uncovered asks that what has the focus is seen above the bar of the elder view.
func (w *tab) uncovered() {
	w.Helper()
	if !eval[bool](w, `(() => { const e = document.activeElement.getBoundingClientRect(), b = document.querySelector(".ebar").getBoundingClientRect();
		return e.top >= 0 && (e.top < b.top || b.height === 0) && e.top < innerHeight })()`) {
		w.shot("covered")
		w.Errorf("%s has the focus and lies under the bar", w.focus())
	}
}

// TestFOIDeskPhone: every form of a case can be read and used on a telephone: nothing scrolls
// sideways and nothing is out of reach of a reader of the screen.
func TestFOIDeskPhone(t *testing.T) {
	w := newWorld(t, "")
	w.district.Clock.Set("2023-09-18")
	window := browser(t, w.base)
	clerk, head := window("clerk"), window("head")
	clerk.signIn("caizheng")
	head.signIn("caizheng.jz")
	clerk.phone(true)
	head.phone(true)
	page := clerk.receives("王小明", "110101196001010011", "2022年度部门决算，以及绩效考核讨论记录")
	look := func(c *tab, path, name string) {
		c.open(path)
		c.sound()
		c.shot(name)
	}
	for _, act := range []string{"assign", "transfer", "close"} {
		look(head, page+"/"+act, act)
	}
	head.does(page, "assign", func() { head.choose("person", "钱未央") })
	look(clerk, page, "case")
	for _, act := range []string{"split", "clarify", "ask", "propose", "propose-fee", "wonder", "draft", "seek", "withdraw"} {
		look(clerk, page+"/"+act, act)
	}
	clerk.open(page)
	clerk.has("下一步", "对每一项申请事项作出处理", "由经办人或者政务公开办负责", "不晚于 2023-10-20")
	clerk.press(`a[href^="/desk/foi/item/"]:not([href$="/redact"])`)
	clerk.sound()
	clerk.shot("result")
	clerk.choose("result", "A3")
	clerk.press("main form button")
	clerk.sound()
	clerk.shot("facts")
	clerk.press("main form button")
	clerk.sound()
	clerk.shot("facts-wrong")
	for _, list := range []string{"/desk/foi", "/desk/foi/new", "/desk/foi/incoming", "/desk/foi/aid"} {
		look(clerk, list, "list"+list[len("/desk/foi"):][min(1, len(list)-len("/desk/foi")):])
	}
}
