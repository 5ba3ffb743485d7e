package e2e

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/cli"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/simulate"
)

// TestPlan lives through the year of a circular with three people: the officer
// reads, corrects and issues it; a clerk reports; the head of the office
// accepts; a citizen looks and verifies.
func TestPlan(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { journey(t, "") })
	t.Run("postgres", func(t *testing.T) { journey(t, dbtest.PostgresDSN(t)) })
}

func journey(t *testing.T, dsn string) {
	w := newWorld(t, dsn)
	window := browser(t, w.base)

	officer := window("officer")
	officer.signIn("gongkai")
	officer.has("今日待办")
	officer.sound()
	officer.open("/desk/plan/new")
	officer.upload("file", circular)
	officer.press(`main form button`)
	officer.has("2023年红谷滩区政务公开工作要点", "15 条", "未明确责任单位")
	officer.sound()
	officer.checkPoints(15)
	officer.click("印发")
	officer.has("印发并分派任务")
	officer.press(`main form button`)
	officer.has("执行中")
	officer.sound()

	w.district.Clock.Set("2023-10-26")
	clerk := window("clerk")
	clerk.signIn("sifa")
	clerk.has("即将到期")
	clerk.click("规范政务信息管理")
	clerk.sound()
	clerk.click("报告进展")
	clerk.fill("progress", "清理行政规范性文件 12 件，继续有效 9 件，废止 3 件，目录已公布。")
	clerk.fill("links", "https://www.example.gov.cn/qlgg/t1.html 清理结果公告")
	clerk.tick("final", "true")
	clerk.tick("open", "true")
	clerk.sound()
	clerk.press(`main form button`)
	clerk.has("待审核")

	head := window("head of the office")
	head.signIn("gongkai.zr")
	head.open("/desk/plan/report")
	head.click("规范政务信息管理")
	head.has("清理行政规范性文件 12 件")
	head.click("审核通过")
	head.press(`main form button`)
	head.has("已通过")

	// The clock passes the deadline: who has not reported is late now.
	w.district.Clock.Set("2023-11-01")
	officer.signIn("gongkai") // the session was idle for days
	officer.open("/desk/duty?light=late&rule=plan.report")
	officer.has("已逾期", "区财政局")
	officer.sound()

	w.sequence()
	citizen(t, w, window("citizen"))
}

// signIn signs in with the password of the demo.
func (w *tab) signIn(login string) {
	w.Helper()
	w.open("/sign-in")
	w.fill("login", login)
	w.fill("password", simulate.Password)
	w.press(`main form button`)
}

// checkPoints corrects the units of the first point, gives those to the points
// that name none, and checks them all.
func (w *tab) checkPoints(n int) {
	w.Helper()
	w.press(`main td.ti a[href^="/desk/plan/point/"]`)
	for i := range n {
		if i == 0 {
			w.sound()
			v := eval[string](w, `document.querySelector("[name=responsible]").value`)
			w.fill("responsible", strings.Replace(v, "区税务局", "区税务局、区统计局没有", 1))
			w.press(`main form button`)
			w.has("单位名录中没有") // what was typed is still there, and the message names it
			w.fill("responsible", strings.Replace(v, "、区税务局", "、区税务局、区审计局", 1))
		}
		if eval[string](w, `[...document.querySelectorAll("textarea")].map(t => t.value).join("")`) == "" {
			w.fill("responsible", "各乡镇、街道、区政府各部门")
		}
		w.tick("checked", "true")
		w.press(`main form button`)
		if next := eval[bool](w, `location.pathname.includes("/point/")`); next != (i+1 < n) {
			w.Fatalf("after point %d: %s", i+1, eval[string](w, `location.pathname`))
		}
	}
}

// citizen opens the public page on a telephone without scripts, in the view for
// the elderly, downloads the proof of a report and verifies it.
func citizen(t *testing.T, w *world, c *tab) {
	t.Helper()
	c.phone(false)
	c.open("/view?v=elder&back=/plan")
	c.has("2023年红谷滩区政务公开工作要点")
	c.press(`main .list a[href^="/plan/"]`)
	c.has("规范政务信息管理", "区司法局", "清理行政规范性文件 12 件", "已逾期")
	c.sound()

	c.press(`main a[href*="/plan/report/"]`)
	c.has("清理结果公告")
	c.sound()
	res, err := http.Get(w.base + c.href("proof.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	bundle, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s %v: %s", res.Status, err, bundle)
	}
	file := filepath.Join(t.TempDir(), "proof.json")
	if err := os.WriteFile(file, bundle, 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := cli.Main([]string{"verify", file}, strings.NewReader(""), &out, &errs, nil); code != 0 {
		t.Errorf("gongkai verify: exit %d\n%s%s", code, &out, &errs)
	}
	forged := bytes.Replace(bundle, []byte("12 件"), []byte("21 件"), 1)
	if bytes.Equal(forged, bundle) {
		t.Fatal("the bundle does not show what was reported")
	}
	if err := os.WriteFile(file, forged, 0o600); err != nil {
		t.Fatal(err)
	}
	if code := cli.Main([]string{"verify", file}, strings.NewReader(""), &out, &errs, nil); code != 1 {
		t.Errorf("a forged bundle: exit %d", code)
	}
}

// href is where the first link goes whose address ends so.
func (w *tab) href(end string) string {
	w.Helper()
	w.do(scripting(true))
	path := eval[string](w, `[...document.querySelectorAll("a")].map(a => a.getAttribute("href")).find(h => h && h.includes("/report/") && h.endsWith("`+end+`")) || ""`)
	if path == "" {
		w.Fatalf("no link ends with %s", end)
	}
	return path
}
