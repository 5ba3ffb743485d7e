package e2e

import (
	"context"
	"fmt"
	"testing"

	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// TestFOIFee: the 31st 件 of an applicant in a month is charged for, is not paid and
// lapses; another applicant pays, and the twenty working days begin afresh. The rows
// of table 3 are right, and each number opens its list.
func TestFOIFee(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { charged(t, "") })
	t.Run("postgres", func(t *testing.T) { charged(t, dbtest.PostgresDSN(t)) })
}

func charged(t *testing.T, dsn string) {
	w := newWorld(t, dsn)
	w.district.Clock.Set("2023-09-04")
	window := browser(t, w.base)
	clerk, head, office := window("clerk"), window("head"), window("office")
	clerk.signIn("caizheng")
	head.signIn("caizheng.jz")
	many := clerk.receives("李小红", "110101196505050025", "2023年度各部门预算批复文件")
	head.does(many, "assign", func() { head.choose("person", "钱未央") })
	clerk.does(many, "split", func() {
		clerk.press("main form button[value=more]")
		for i := range 30 {
			clerk.fill(fmt.Sprintf("items.%d.text", i+1), fmt.Sprintf("第%d个部门的预算批复文件", i+1))
		}
		clerk.fill("reason", "分属三十个部门")
		clerk.tick("agreed_how", "call")
		clerk.fill("agreed_note", "电话中逐项说明，申请人同意")
	})
	unpaid := clerk.receives("李小红", "110101196505050025", "2023年度政府采购合同汇总表")
	clerk.has("当月此前已有 30 件")
	paid := clerk.receives("王小明", "110101196001010011", "2022年度专项资金验收材料")
	for _, page := range []string{unpaid, paid} {
		head.does(page, "assign", func() { head.choose("person", "钱未央") })
	}

	// what is free cannot be charged for; the 31st costs 200 yuan, and the 31st page 10
	clerk.open(paid + "/propose-fee")
	clerk.tick("standard", "piece")
	clerk.fill("pay", "凭缴款码缴入国库")
	clerk.press("main form button")
	clerk.has("按规定这次申请不收费")
	if kept := clerk.value("pay"); kept != "凭缴款码缴入国库" {
		t.Errorf("what was typed is lost: %q", kept)
	}
	clerk.does(unpaid, "propose-fee", func() {
		clerk.has("此前 30 件", "200 元")
		clerk.tick("standard", "piece")
		clerk.fill("pay", "凭缴款码缴入国库")
	})
	clerk.has("等待审批，未发出")
	head.does(unpaid, "charge", func() { head.has("应收 200 元"); head.shot("fee-consent") })
	clerk.open(unpaid)
	clerk.has("待缴费", "第31件", "200元", "2023-10-08") // a Sunday that is worked
	clerk.sound()
	clerk.does(paid, "propose-fee", func() {
		clerk.tick("standard", "page")
		clerk.fill("pages", "31")
		clerk.fill("pay", "凭缴款码缴入国库")
	})
	head.does(paid, "charge", func() {})
	clerk.open(paid)
	clerk.has("待缴费", "10元")

	// paid a week later, and the twenty working days run from the day after
	w.district.Clock.Set("2023-09-11")
	clerk.signIn("caizheng")
	clerk.does(paid, "pay", func() { clerk.fill("receipt", "0123456789") })
	clerk.has("办理中", "2023-10-13", "0123456789")

	// the last day to pay goes by, and what was not paid lapses by itself
	w.district.Clock.Set("2023-10-09")
	if _, err := w.district.Jobs.RunDue(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	clerk.signIn("caizheng")
	clerk.open(unpaid)
	clerk.has("视为放弃", "逾期未缴")
	clerk.open(unpaid + "/pay")
	clerk.has("现在不能")

	// the annual report: 32 件 came in, one was not paid for, 31 are carried on
	office.signIn("gongkai")
	office.open("/desk/foi/figures")
	office.sound()
	for row, sum := range map[string]string{"一、新收申请": "32", "二、上期结转": "0", "三、办理结果": "1", "逾期不缴费": "1", "四、结转下期继续办理": "31"} {
		if got := office.sumOf(row); got != sum {
			t.Errorf("%s: %q, want %s", row, got, sum)
		}
	}
	office.has("2 份，210 元", "1 笔，10 元")
	office.shot("figures")
	office.press(`a[href*="result=O2"]`)
	office.has("共 1 条", "视为放弃", "逾期不缴费")
	office.open("/desk/foi/fees")
	office.has("共 2 条", "逾期未缴，视为放弃", "已缴", "李**")
	office.lacks("李小红", "王小明")
	office.sound()
	office.open("/desk/foi/board")
	office.has("未办结的申请共 2 件")
	office.press(`tbody a[href*="lamp="]`)
	office.has("条")
	office.open("/desk/foi/board")
	office.sound()
	office.phone(false)
	office.open("/desk/foi/board")
	office.has("区财政局", "未办结 2 件")
	office.sound()
	office.shot("board")
}

// thirty are the things that a request asks for.
// receives types in what was handed over the counter today, and returns the page of the case.
func (c *tab) receives(name, paper, want string) string {
	c.Helper()
	c.open("/desk/foi/new")
	c.tick("kind", "citizen")
	c.fill("name", name)
	c.tick("paper", "id")
	c.fill("paper_no", paper)
	c.fill("phone", "13800000001")
	c.fill("mail", "someone@example.com")
	c.choose("unit", "财政局")
	c.fill("want", want)
	c.tick("form", "email")
	c.tick("way", "email")
	c.tick("channel", "counter")
	c.press("main form button")
	c.has("已经登记")
	c.press(`main a[href^="/desk/foi/case/"]`)
	c.has(want)
	return c.path()
}

// sumOf is the last number of a row of the figures.
func (c *tab) sumOf(row string) string {
	c.Helper()
	return eval[string](c, fmt.Sprintf(`[...document.querySelectorAll("main table.board tr")].filter(r => r.cells[0].innerText === %q).map(r => r.cells[r.cells.length-1].innerText.trim()).join("/")`, row))
}
