package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// TestAnnual draws the report of a bureau up in January: the numbers are there, what no
// record holds is entered, a number that the text gets wrong is shown with both sides,
// the head answers for it and the office takes it over.
func TestAnnual(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { yearly(t, "") })
	t.Run("postgres", func(t *testing.T) { yearly(t, dbtest.PostgresDSN(t)) })
}

func yearly(t *testing.T, dsn string) {
	w := newWorld(t, dsn)
	w.district.Clock.Set("2024-01-09")
	window := browser(t, w.base)
	clerk, head, officer := window("clerk"), window("head"), window("officer")

	clerk.signIn("caizheng")
	clerk.open("/desk/annual/new")
	clerk.sound()
	clerk.press("main form.form button")
	clerk.has("南昌市红谷滩区财政局2023年政府信息公开工作年度报告", "编制中", "一、本年新收政府信息公开申请数量")
	clerk.sound()
	clerk.shot("begun")
	page := clerk.path()
	clerk.click("填写表二")
	clerk.fill("licence", "12.5")
	clerk.press("main form.form button")
	clerk.has("请填写整数")
	if kept := clerk.value("licence"); kept != "12.5" {
		t.Errorf("what was typed is %q", kept)
	}
	for name, value := range map[string]string{
		"licence": "12", "licence_from": "行政审批台账", "penalty": "0", "coercion": "0", "penalty_from": "司法局统计表", "charge": "1.25", "charge_from": "财政局台账",
	} {
		clerk.fill(name, value)
	}
	clerk.shot("entered")
	clerk.press("main form.form button")
	clerk.has("1.25", "行政审批台账")
	clerk.click("编写文字")
	clerk.has("{新收申请}")
	clerk.sound()
	clerk.fill("five", "全年收到政府信息公开申请128件，答复说理不够充分，下一年组织评查。")
	clerk.press("main form.form button")
	clerk.click("锁定数字")
	clerk.press("main form.form button")
	clerk.has("数字已锁定", "请核实", "现为 128")
	clerk.open(page + "/submit")
	clerk.press("main form.form button")
	clerk.has("128", "应为 0")
	clerk.sound()
	clerk.open(page + "/edit")
	clerk.fill("five", "答复说理不够充分，下一年组织评查。")
	clerk.press("main form.form button")
	clerk.open(page + "/submit")
	clerk.press("main form.form button")
	clerk.has("待审核")

	head.signIn("caizheng.jz")
	head.open(page + "/approve")
	head.press("main form.form button")
	head.has("待接收")
	officer.signIn("gongkai")
	officer.phone(true)
	officer.open(page)
	officer.sound()
	officer.shot("phone")
	officer.open(page + "/accept")
	officer.press("main form.form button")
	officer.has("已接收，待公布")
}

// TestAnnualFilled copies a year on paper into the tables of its form with the keys, on a
// screen and on a phone: the fault stands at its cell, and what was typed is still there.
func TestAnnualFilled(t *testing.T) {
	w := newWorld(t, "")
	w.district.Clock.Set("2024-01-09")
	c := browser(t, w.base)("clerk")
	c.signIn("caizheng")
	c.open("/desk/annual/new")
	c.fill("year", "2022")
	c.tick("source", "paper")
	c.press("main form.form button")
	page := c.path()
	c.click("逐格录入")
	c.sound()
	c.shot("empty")
	c.press("main form.form button[value=zero]")
	c.do(chromedp.Focus("[name='cells.3/1/citizen']"))
	c.key("1" + kb.Tab)
	if at := c.focus(); !strings.HasPrefix(at, "cells.3/1/business") {
		t.Errorf("Tab leads to %q", at)
	}
	// A key of the driver is two events, of which a browser would send only the first.
	if sent := eval[bool](c, `document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true}))`); sent {
		t.Error("Enter sends the form")
	}
	if at := c.focus(); !strings.HasPrefix(at, "cells.3/2/business") {
		t.Errorf("Enter leads to %q", at)
	}
	c.key(kb.ArrowUp)
	if at := c.focus(); !strings.HasPrefix(at, "cells.3/1/business") {
		t.Errorf("up leads to %q", at)
	}
	c.press("main form.form button:not([name])")
	c.has("（现为 10，应为 0）") // typed before the 0, and nowhere else
	c.sound()
	c.shot("wrong")
	c.phone(true)
	c.open(page + "/fill")
	c.sound()
	c.do(chromedp.ScrollIntoView("[name='cells.3/4/total']"))
	c.shot("phone")
}
