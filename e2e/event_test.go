package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// TestEvent has a bureau hold an open day: it is announced by another person, somebody enrols
// from the telephone and waits, a place that is given back comes down the list, staff note who
// came, and the minutes with a photograph are published.
func TestEvent(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { invited(t, "") })
	t.Run("postgres", func(t *testing.T) { invited(t, dbtest.PostgresDSN(t)) })
}

func invited(t *testing.T, dsn string) {
	w := newWorld(t, dsn)
	w.district.Clock.Set("2023-09-01")
	window := browser(t, w.base)
	citizen, clerk, head := window("citizen"), window("clerk"), window("head")
	desk := w.invites(clerk, head)
	id := desk[strings.LastIndex(desk, "/")+1:]
	page := "/event/" + id

	first := w.enrols(id, 1)
	number, code := citizen.enrols(page)
	clerk.open(desk + "/enrolments")
	clerk.has("候补", "有名额")
	clerk.sound()
	clerk.shot("enrolments")
	in := event.By{}
	in.Number, in.Code = first.Number, first.Code
	if _, err := w.district.Events.Withdraw(auth.With(w.Context(), auth.Actor{}), in, "198.51.100.1"); err != nil {
		t.Fatal(err)
	}
	citizen.open("/event/track")
	citizen.fill("number", number)
	citizen.fill("code", code)
	citizen.press("main form button")
	citizen.has("您已经报上名", "取消报名")
	citizen.sound()
	citizen.shot("receipt")
	clerk.open(desk)
	clerk.has("要打电话")
	clerk.open(desk + "/reach")
	clerk.fill("note", "下午电话通知")
	clerk.press("main form.form button")
	clerk.lacks("要打电话")

	w.district.Clock.Set("2023-09-16")
	w.runDue()
	clerk.signIn("caizheng")
	clerk.open(desk + "/come")
	clerk.tick("came", number)
	clerk.sound()
	clerk.shot("come")
	clerk.press("main form.form button")
	w.district.Clock.Set("2023-09-17")
	w.runDue()
	citizen.open(page)
	citizen.has("活动已经举行", "正在整理纪要")
	w.tells(clerk, head, desk)
	citizen.open(page)
	citizen.has("活动纪要", "到场 1 人", "大家参观了大厅", "代表在大厅参观")
	citizen.sound()
	citizen.shot("minutes")
	citizen.open("/event")
	citizen.has("已经举行", "已公布纪要")
	citizen.sound()
}

// invites drafts an event with a fault that is told, and another person announces it.
func (w *world) invites(clerk, head *tab) (desk string) {
	w.Helper()
	clerk.signIn("caizheng")
	clerk.open("/desk/event/new")
	clerk.sound()
	clerk.choose("unit", "财政局")
	clerk.fill("title", "走进财政局政府开放日")
	clerk.tick("kind", "openday")
	for _, f := range [][2]string{
		{"about", "看财政资金怎样用，和局长面对面。"},
		{"begins", "2023-09-16"},
		{"starts", "9点"},
		{"ends", "2023-09-16"},
		{"stops", "11:30"},
		{"place", "红谷大道100号三楼"},
		{"places", "1"},
		{"most", "1"},
		{"closes", "2023-09-14"},
		{"who", "本区居民"},
		{"contact", "区财政局 0791-80000000"},
	} {
		clerk.fill(f[0], f[1])
	}
	clerk.press("main form.form button")
	clerk.has("请按 9:00 的样子填写时间")
	clerk.sound()
	clerk.shot("make")
	clerk.fill("starts", "9:00")
	clerk.press("main form.form button")
	clerk.has("活动内容", "09:00")
	desk = clerk.path()
	clerk.open(desk + "/ask")
	clerk.press("main form.form button")
	clerk.open(desk + "/approve")
	clerk.has("您现在不能办理这一步")
	head.signIn("caizheng.jz")
	head.open("/desk")
	head.has("走进财政局政府开放日", "待批准")
	head.open(desk + "/approve")
	head.sound()
	head.press("main form.form button")
	head.has("报名中")
	head.sound()
	head.shot("show")
	return desk
}

// enrols enters somebody who is not at a screen.
func (w *world) enrols(id string, n int) event.Filed {
	w.Helper()
	var of event.ID
	if _, err := fmt.Sscan(id, &of); err != nil {
		w.Fatal(err)
	}
	in := event.Enrolling{Name: "熊建国", Phone: fmt.Sprintf("1380000%04d", n), People: 1}
	out, err := w.district.Events.Enrol(auth.With(w.Context(), auth.Actor{}), of, in, "", "198.51.100.1")
	if err != nil {
		w.Fatal(err)
	}
	return out
}

// enrols enters somebody from the telephone, without a script: the event is full, so he waits.
func (c *tab) enrols(page string) (number, code string) {
	c.Helper()
	c.phone(false)
	c.open("/event")
	c.has("就要举行", "报名中")
	c.sound()
	c.shot("list")
	c.open(page)
	c.has("名额已满，可以候补")
	c.sound()
	c.shot("page")
	c.press(`main a[href$="/enrol"]`)
	c.sound()
	c.shot("form")
	c.fill("name", "王小明")
	c.fill("phone", "12")
	c.press("main form button")
	c.has("电话号码不对")
	c.fill("phone", "13900000002")
	c.press("main form button")
	c.has("候补第 1 位")
	c.sound()
	c.shot("filed")
	text := c.text()
	number = regexp.MustCompile(`\d{4}-4\d{6}`).FindString(text)
	m := regexp.MustCompile(`查询码\s*(\d{4})\s*(\d{4})\s*(\d{4})`).FindStringSubmatch(text)
	if number == "" || m == nil {
		c.Fatalf("no number or code in\n%s", text)
	}
	return number, m[1] + m[2] + m[3]
}

// tells adds a photograph, hands the minutes in, and another person publishes them.
func (w *world) tells(clerk, head *tab, desk string) {
	w.Helper()
	clerk.signIn("caizheng")
	clerk.open("/desk")
	clerk.has("已举行，待整理纪要")
	clerk.open(desk + "/add")
	clerk.fill("alt", "代表在大厅参观")
	clerk.upload("file", w.picture("hall.png"))
	clerk.sound()
	clerk.press("main form.form button")
	clerk.has("照片（1 张）")
	clerk.open(desk + "/note")
	clerk.fill("walkins", "0")
	clerk.fill("minutes", "大家参观了大厅。")
	clerk.sound()
	clerk.shot("note")
	clerk.press("main form.form button")
	clerk.has("纪要待批准")
	head.signIn("caizheng.jz")
	head.open(desk + "/tell")
	head.sound()
	head.press("main form.form button")
	head.has("纪要已公布")
	head.sound()
}
