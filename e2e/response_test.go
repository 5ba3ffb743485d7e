package e2e

import (
	"testing"

	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// TestResponse has a bureau record what people are concerned about, the office judge it, and
// the bureau act: each page says what is next, and the clock in hours is on it.
func TestResponse(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { concerned(t, "") })
	t.Run("postgres", func(t *testing.T) { concerned(t, dbtest.PostgresDSN(t)) })
}

func concerned(t *testing.T, dsn string) {
	w := newWorld(t, dsn)
	w.district.Clock.Set("2023-09-18")
	window := browser(t, w.base)
	clerk, office, citizen := window("clerk"), window("office"), window("citizen")
	clerk.signIn("caizheng")
	office.signIn("gongkai")

	clerk.open("/desk/response/new")
	clerk.sound()
	clerk.shot("note")
	clerk.fill("title", "网传惠农补贴停发")
	clerk.fill("place", "厚田乡")
	clerk.fill("source", "video")
	clerk.fill("theme", "hardship")
	clerk.fill("about", "短视频称补贴停发，村民询问。")
	clerk.fill("event_on", "2023-09-18")
	clerk.press("main form.form button")
	clerk.has("日期和时间要么都填，要么都不填")
	if kept := clerk.value("about"); kept != "短视频称补贴停发，村民询问。" {
		t.Errorf("of what was typed is left: %q", kept)
	}
	clerk.sound()
	clerk.fill("event_on", "")
	clerk.press("main form.form button")
	clerk.has("待研判", "由政务公开主管部门研判")
	clerk.sound()
	page := clerk.path()

	office.open("/desk")
	office.has("舆情等您办理", "网传惠农补贴停发")
	office.open(page + "/judge")
	office.sound()
	office.tick("why", "misread")
	office.tick("level", "larger")
	office.fill("opinion", "核实发放批次")
	office.shot("judge")
	office.press("main form.form button")
	office.has("待回应", "还剩", "首次回应时限")

	clerk.open(page)
	clerk.has("还没有一条公开发布的信息", "起草回应")
	clerk.sound()
	clerk.shot("handling")
	clerk.open(page + "/measure")
	clerk.fill("text", "逐户核对账户")
	clerk.press("main form.form button")
	clerk.has("逐户核对账户")
	clerk.open("/desk/duty?rule=response.answer")
	clerk.has("公开回应：舆情 2023-0001", "小时")
	clerk.sound()
	clerk.shot("duty")
	clerk.open("/desk/response")
	clerk.sound()
	clerk.shot("list")
	office.open("/desk/response/figures")
	office.sound()
	office.shot("figures")
	clerk.phone(true)
	for _, at := range []string{page, "/desk/response", "/desk/response/new"} {
		clerk.open(at)
		clerk.sound()
	}
	clerk.open(page)
	clerk.shot("small")
	citizen.phone(false)
	citizen.open("/response")
	citizen.has("还没有公开的回应")
	citizen.lacks("网传惠农补贴停发")
	citizen.sound()
	citizen.shot("public")
}
