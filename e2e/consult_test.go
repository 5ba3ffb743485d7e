package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

const (
	consultDraft = `红谷滩区养犬管理办法
第一条 为了规范养犬行为，制定本办法。
第二条 每户限养一只犬。
第三条 遛犬时间为每日二十时至次日六时。
第四条 违反本办法的，由公安机关责令改正。`
	consultAfter = `红谷滩区养犬管理办法
第一条 为了规范养犬行为，制定本办法。
第二条 每户限养一只犬，导盲犬不在此限。
第三条 遛犬时间为每日十九时至次日七时。
第四条 违反本办法的，由公安机关责令改正。`
)

// A voice is what some people say about a clause of a draft, 0 the whole, in the same words but
// for the marks at the end.
type voice struct {
	clause, people int
	text           string
}

// A ruling is what the office decides on those who said the same.
type ruling struct{ link, verdict, clause, gist, why string }

const early = "遛犬时间太短，建议提前到晚上七点开始，上班族才来得及"

var (
	consultVoices = []voice{
		{4, 19, early},
		{3, 14, "导盲犬不应当受每户一只的限制，请写进办法里"},
		{0, 5, "建议全区一律禁止养犬，街道上太脏了"},
		{0, 1, "支持出台这个办法。"},
	}
	consultRulings = []ruling{
		{"作出决定：第三条", "adopt", "new/第三条", "遛犬时间提前到十九时", ""},
		{"作出决定：第二条", "part", "new/第二条", "导盲犬不受数量限制", "其他犬只仍然限养一只。"},
		{"作出决定：全文", "reject", "", "全区禁止养犬", "没有上位法依据。"},
		{"作出决定：全文", "adopt", "", "支持出台", ""},
	}
)

// TestConsult has a bureau consult for 30 days: 40 opinions come, most of them copies, and are
// decided by their groups; the text changes, the outcome is published by another person, and
// somebody who took part reads from the receipt what became of it.
func TestConsult(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { consulted(t, "") })
	t.Run("postgres", func(t *testing.T) { consulted(t, dbtest.PostgresDSN(t)) })
}

func consulted(t *testing.T, dsn string) {
	w := newWorld(t, dsn)
	w.district.Clock.Set("2023-09-01")
	window := browser(t, w.base)
	citizen, clerk, head := window("citizen"), window("clerk"), window("head")
	id := w.begins(clerk, head)
	page, desk := fmt.Sprintf("/consult/%d", id), fmt.Sprintf("/desk/consult/case/%d", id)

	number, code := citizen.says(page, 4, early)
	w.crowd(id, consultVoices)
	w.district.Clock.Set("2023-10-02")
	w.runDue()
	citizen.open(page)
	citizen.has("已经截止", "正在逐件研究", "40")
	citizen.lacks("对这一条提意见")
	citizen.open(page + "/opinion")
	citizen.has("不能再提交")
	citizen.lacks("提交意见")

	clerk.signIn("caizheng") // a month has passed
	head.signIn("caizheng.jz")
	clerk.open("/desk")
	clerk.has("养犬管理办法", "已截止，正在研究")
	clerk.open(desk)
	clerk.has("等待决定的意见（40 件，4 组）", "收到意见 40 件")
	clerk.sound()
	clerk.shot("groups")
	clerk.revises(desk, consultAfter)
	clerk.has("修改了哪些条款", "第三条")
	clerk.decides(desk, consultRulings)
	w.outcome(clerk, head, desk)

	citizen.open(page)
	citizen.has("意见采纳情况", "共收到 40 件，全部有结果", "遛犬时间提前到十九时", "没有上位法依据", "第三条")
	citizen.sound()
	citizen.shot("outcome")
	citizen.receipt(number, code)
	citizen.has("您的意见已经采纳", "和您意见相同或者基本相同的共 20 件", "据此修改的条款", "第三条")
}

// revises writes down the text as it is after the consultation.
func (c *tab) revises(desk, text string) {
	c.Helper()
	c.open(desk + "/revise")
	c.fill("final", text)
	c.sound()
	c.press("main form.form button")
}

// outcome hands in the outcome, which another person publishes.
func (w *world) outcome(clerk, head *tab, desk string) {
	w.Helper()
	clerk.open(desk + "/find")
	clerk.fill("findings", "共收到意见 40 件，根据意见修改 2 条。")
	clerk.press("main form.form button")
	clerk.has("采纳情况待批准")
	clerk.open(desk + "/tell")
	clerk.has("您现在不能办理这一步")
	head.open("/desk")
	head.has("采纳情况待批准")
	head.open(desk + "/tell")
	head.sound()
	head.press("main form.form button")
	head.has("采纳情况已公布")
}

// receipt reads what became of an opinion.
func (c *tab) receipt(number, code string) {
	c.Helper()
	c.open("/consult/track")
	c.fill("number", number)
	c.fill("code", code)
	c.press("main form button")
	c.has(number)
	c.sound()
	c.shot("receipt")
}

// begins drafts a consultation with a fault that is told, and another person approves it.
func (w *world) begins(clerk, head *tab) consult.ID {
	w.Helper()
	clerk.signIn("caizheng")
	head.signIn("caizheng.jz")
	clerk.open("/desk/consult/new")
	clerk.sound()
	clerk.choose("unit", "财政局")
	clerk.fill("title", "关于征求《红谷滩区养犬管理办法》意见的公告")
	clerk.tick("kind", "major")
	clerk.fill("explain", "近年来养犬纠纷增多，需要明确规则。")
	clerk.fill("draft", consultDraft)
	clerk.fill("days", "10")
	clerk.fill("contact", "区财政局 0791-80000000")
	clerk.press("main form.form button")
	clerk.has("规定不少于 30 日，缩短的请写明理由")
	clerk.sound()
	clerk.fill("days", "30")
	clerk.press("main form.form button")
	clerk.has("起草说明")
	return w.asks(clerk, head)
}

// asks hands a drafted consultation in, and another person approves it.
func (w *world) asks(clerk, head *tab) (id consult.ID) {
	w.Helper()
	desk := clerk.path()
	clerk.open(desk + "/ask")
	clerk.press("main form.form button")
	clerk.open(desk + "/approve")
	clerk.has("您现在不能办理这一步")
	head.open(desk + "/approve")
	head.sound()
	head.press("main form.form button")
	head.has("征求意见中", "2023-10-01")
	if _, err := fmt.Sscan(desk[strings.LastIndex(desk, "/")+1:], &id); err != nil {
		w.Fatal(err)
	}
	return id
}

// says sends an opinion about an article from the telephone, without a script.
func (c *tab) says(page string, clause int, opinion string) (number, code string) {
	c.Helper()
	c.phone(false)
	c.open("/consult")
	c.has("正在征求意见", "还有 30 天")
	c.sound()
	c.shot("list")
	c.open(page)
	c.sound()
	c.shot("page")
	c.press(fmt.Sprintf(`main a[href$="clause=%d"]`, clause))
	if c.value("clause") != fmt.Sprint(clause) {
		c.Errorf("the form is about %s", c.value("clause"))
	}
	c.sound()
	c.shot("form")
	c.press("main form button")
	c.has("请填写您的意见")
	c.fill("text", opinion+"。")
	c.press("main form button")
	c.has("意见已经收到")
	c.sound()
	c.shot("filed")
	text := c.text()
	number = regexp.MustCompile(`\d{4}-3\d{6}`).FindString(text)
	m := regexp.MustCompile(`查询码\s*(\d{4})\s*(\d{4})\s*(\d{4})`).FindStringSubmatch(text)
	if number == "" || m == nil {
		c.Fatalf("no number or code in\n%s", text)
	}
	return number, m[1] + m[2] + m[3]
}

// crowd sends more opinions over the days of the consultation.
func (w *world) crowd(id consult.ID, voices []voice) {
	w.Helper()
	n := 0
	for _, v := range voices {
		for i := range v.people {
			n++
			if n%10 == 0 {
				w.district.Clock.Set(w.district.DB.Today().Add(7))
			}
			in := consult.Sending{Clause: v.clause, Text: v.text + strings.Repeat("！", i%4), Sender: consult.Sender{Phone: fmt.Sprintf("1380000%04d", n)}}
			if _, err := w.district.Consults.Send(auth.With(w.Context(), auth.Actor{}), id, in, "", fmt.Sprintf("198.51.100.%d", n)); err != nil {
				w.Fatal(err)
			}
		}
	}
}

// decides takes a decision on each group, the first with a fault that is told first.
func (c *tab) decides(desk string, all []ruling) {
	c.Helper()
	for i, d := range all {
		c.open(desk)
		c.click(d.link)
		c.has("一并办理的意见")
		c.fill("gist", d.gist)
		c.tick("verdict", d.verdict)
		if i == 0 {
			c.sound()
			c.press("main form.form button")
			c.has("请选择据此修改的条款")
			c.shot("decide")
		}
		switch {
		case d.clause != "":
			c.tick("clauses", d.clause)
		case d.verdict == "adopt":
			c.tick("already", "true")
		}
		if d.why != "" {
			c.fill("why", d.why)
		}
		c.press("main form.form button")
		c.has("采纳情况（" + fmt.Sprint(i+1) + " 项）")
	}
}
